"""The result of a sweep: what its runs say, as tables and as a document."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from geo.indicators import Acceptability, Scorecard, scorecard
from geo.sweep import Sweep, acceptability_in, pairs, summary
from layers import Plan
from service.documents.coverage import records
from service.documents.score import acceptability_document


def by_of(sweep: Sweep) -> dict[str, str]:
    """Return how distances are measured, for a document; nothing for the straight line."""
    return {} if sweep.travel.mode == "line" else {"by": sweep.travel.name}


class SweepResult(NamedTuple):
    """The summary of runs: `geo.sweep.summary`, `pairs` and, of several scenarios, the views."""

    summary: pd.DataFrame
    pairs: pd.DataFrame
    acceptability: tuple[Acceptability, ...] = ()

    @classmethod
    def of(cls, runs: pd.DataFrame, card: Scorecard | None = None) -> SweepResult:
        """Return the summary of runs; `card` is the scorecard of their scenarios."""
        found = () if card is None else acceptability_in(runs, card)
        return cls(summary(runs), pairs(runs), found)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by the names of their files."""
        ranks = [
            {"scenario": one.scenario}
            | {f"rank_{number}": share for number, share in enumerate(one.ranks, start=1)}
            | {f"weight_{key}": share for key, share in (one.central_weights or {}).items()}
            for one in self.acceptability
        ]
        every = {"summary": self.summary, "pairs": self.pairs}
        return every | {"acceptability": pd.DataFrame(ranks)}

    def document(self, sweep: Sweep, count: int) -> dict[str, Any]:
        """Return the document of a sweep with `count` runs."""
        found = {
            "summary": records(self.summary),
            "pairs": records(self.pairs),
            "acceptability": acceptability_document(self.acceptability),
        }
        return by_of(sweep) | {"runs": count, "seed": sweep.seed} | found


def card_of(plan: Plan, sweep: Sweep) -> Scorecard | None:
    """Return the scorecard of the scenarios of a sweep, None of a single one."""
    if len(sweep.scenarios) == 1:
        return None
    given = [one for one in sweep.given if one is not None]
    return scorecard(plan, given, radii_km=sweep.radii_km, by=sweep.travel)
