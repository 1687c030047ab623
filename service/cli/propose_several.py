"""What `propose` does for several answers, or a front of two objectives: ask, write and tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from geo.proposals import Front, Portfolio, front, portfolio, propose
from layers.errors import MeasureError
from layers.messages import Message
from service.cli.options import check_new, write_scenario
from service.cli.tables import Column, print_table, say
from service.documents.portfolio import front_document, portfolio_document

if TYPE_CHECKING:
    from pathlib import Path

    from geo.proposals import Proposal
    from layers import Plan

POINTS = 5
"""How many proposals are sought for a front."""

_ANSWERS = {
    "scenario": Column("propose-col-scenario"),
    "measured": Column("propose-col-measured", ".2f"),
    "gap_pct": Column("propose-col-gap", ".2f"),
    "differs_km2": Column("propose-col-differs", ".2f"),
}
_OFTEN = {
    "zone_id": Column("cli-col-zone"),
    "times": Column("propose-col-times"),
    "area_km2": Column("cli-col-area", ".2f"),
}


class Several(NamedTuple):
    """How many answers are asked for, and by how much they differ; or a second objective."""

    answers: int = 1
    differ_km2: float | None = None
    front: tuple[str, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Return whether it is more than one answer."""
        return self.answers != 1 or bool(self.front)

    def check(self, out: Path, *, zone: bool) -> None:
        """Refuse what contradicts itself, and to write over a file.

        Raises:
            MeasureError: answers and a front, no least difference, or several of a new zone.
            SourceError: a file is there.
        """
        if not self.is_asked:
            return
        if zone:
            raise MeasureError(Message("propose-several-of-zone"))
        if self.front and self.answers != 1:
            raise MeasureError(Message("propose-answers-or-front"))
        if not self.front and self.differ_km2 is None:
            raise MeasureError(Message("propose-differ-missing"))
        for number in range(1, (POINTS if self.front else self.answers)):
            check_new(_path(out, number), out.suffix)

    def ask(self, plan: Plan, objective: list[str], **asked: Any) -> Portfolio | Front:  # noqa: ANN401
        """Return the answers; `asked` is what `propose` takes.

        Raises:
            UnknownError, MeasureError, NoProposalError: as `propose`.
        """
        if not self.front:
            differ = self.differ_km2 or 0.0
            return portfolio(
                plan, objective=objective, answers=self.answers, differ_km2=differ, **asked
            )
        own = {name: asked.pop(name) for name in ("time_limit_s", "scenario", "stop")}

        def ask(plan: Plan, **more: Any) -> Proposal:  # noqa: ANN401
            return propose(plan, **asked, **more)

        return front(plan, (objective, self.front), ask, points=POINTS, **own)


def document_of(found: Portfolio | Front) -> dict[str, Any]:
    """Return the JSON document of several proposals."""
    return front_document(found) if isinstance(found, Front) else portfolio_document(found)


def write_all(found: Portfolio | Front, out: Path) -> list[Path]:
    """Write a scenario for each answer: OUT.yaml, OUT-2.yaml and so on; return their paths."""
    paths = []
    for number, one in enumerate(_proposals(found)):
        paths.append(_path(out, number))
        write_scenario(one.scenario, paths[-1])
    return paths


def print_all(found: Portfolio | Front, paths: list[Path]) -> None:
    """Print the answers, and how often land is in them."""
    if isinstance(found, Front):
        names = [f"value_{number}" for number in (0, 1)]
        columns = {"scenario": _ANSWERS["scenario"]} | {
            name: Column(Message("text", text=text), ".2f")
            for name, text in zip(names, found.objectives, strict=True)
        }
        rows = [(one.proposal.scenario.scenario, *one.figures) for one in found.points]
        print_table(Message("propose-title-front"), pd.DataFrame(rows, columns=[*columns]), columns)
    else:
        answers = [
            (one.scenario.scenario, one.measured, 100 * one.gap, differs)
            for one, differs in zip(found.answers, found.differs_km2, strict=True)
        ]
        table = pd.DataFrame(answers, columns=[*_ANSWERS])
        print_table(Message("propose-title-answers"), table, _ANSWERS)
        often = [(one.zone_id, one.times, one.area_km2) for one in found.often if not one.released]
        table = pd.DataFrame(often, columns=[*_OFTEN])
        print_table(Message("propose-title-often"), table, _OFTEN)
    for path, one in zip(paths, _proposals(found), strict=True):
        say(Message("cli-written-edits", file=str(path), edits=len(one.scenario.edits)))


def _proposals(found: Portfolio | Front) -> tuple[Proposal, ...]:
    if isinstance(found, Front):
        return tuple(point.proposal for point in found.points)
    return found.answers


def _path(out: Path, number: int) -> Path:
    return out if number == 0 else out.with_name(f"{out.stem}-{number + 1}{out.suffix}")
