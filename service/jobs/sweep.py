"""A sweep as a job: scenarios measured many times, with uncertain inputs varied at random."""

import time
from typing import Annotated, Any, ClassVar, Literal

import pandas as pd
from pydantic import BaseModel, Field

from geo.coverage.travel import By, checked_radii, radii_and_travel
from geo.sweep import Spreads, Sweep
from layers import Plan
from service.documents.sweep import SweepResult, card_of
from service.jobs.work import (
    PhaseYear,
    StrictFloat,
    Work,
)

_MOST_RUNS = 100_000
_PREPARING_S = 180.0
"""The time limit of a sweep besides its runs: for the distances that all runs share."""

_PART = 50  # runs between two checks whether to stop


class SweepRequest(BaseModel, extra="forbid", allow_inf_nan=False):
    """A sweep of some scenarios, as by `zonewright sweep`: the same seed gives the same figures.

    `vary` has spreads by name: `boundary` and `radius` in km, `weights` and `demand` as a share;
    with `radii_min` the spread of `radius` is in minutes. `as_of` is the year by the end of which
    the phases of scenarios are carried out.
    The result summarizes all runs, or, after `time_limit_s` or a cancel, those measured until then:
    `runs` is their number.
    """

    gives_parts: ClassVar[bool] = True

    kind: Literal["sweep"]
    scenarios: list[Annotated[str, Field(max_length=64)]] = Field(min_length=1, max_length=20)
    runs: Annotated[int, Field(strict=True, ge=1, le=_MOST_RUNS)] = 1_000
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**63)] = 0
    vary: dict[Annotated[str, Field(max_length=64)], StrictFloat] = Field(
        default_factory=dict, max_length=20
    )
    radii_km: list[StrictFloat] | None = Field(None, min_length=1, max_length=20)
    radii_min: list[StrictFloat] | None = Field(None, min_length=1, max_length=20)
    by: By = "line"
    as_of: PhaseYear = None
    time_limit_s: StrictFloat = Field(600.0, gt=0, le=1_800)

    @property
    def named(self) -> tuple[str, ...]:
        """Return the scenarios that it names."""
        return tuple(self.scenarios)

    @property
    def seconds(self) -> float:
        """Return the time limit after which its process is killed."""
        return self.time_limit_s + _PREPARING_S

    def check(self) -> None:
        """Check the spreads and radii.

        Raises:
            MeasureError: one line per invalid one.
        """
        Spreads.of(self.vary)
        radii, travel = radii_and_travel(self.radii_km, self.radii_min, self.by)
        checked_radii(radii, travel.unit)

    def work(self, plan: Plan, by: Work) -> dict[str, Any] | None:
        """Return the summary of the runs; None if it was stopped before the first.

        Raises:
            MeasureError, ScenarioError: as `Sweep`.
        """
        began = time.monotonic()
        scenarios = [by.scenarios[name].as_of(self.as_of).scenario for name in self.scenarios]
        spreads = Spreads.of(self.vary)
        radii, travel = radii_and_travel(self.radii_km, self.radii_min, self.by)
        sweep = Sweep(plan, scenarios, spreads, radii_km=radii, seed=self.seed, by=travel)
        parts: list[pd.DataFrame] = []
        done = 0
        while done < self.runs:
            if by.stop.requested or (done and time.monotonic() - began > self.time_limit_s):
                break
            last = min(done + _PART, self.runs)
            parts.append(sweep.measure(range(done, last)))
            done = last
            by.report(done=float(done), of=float(self.runs))
        if not parts:
            return None
        found = SweepResult.of(pd.concat(parts, ignore_index=True), card_of(plan, sweep))
        return found.document(sweep, done)
