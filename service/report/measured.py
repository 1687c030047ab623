"""A measured scenario for a report: compared with the baseline, and edit by edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd

from geo import Comparison, Coverage, CoverageMeter, Scenario, compare
from geo.comparison.contributions import contributions, steps
from geo.scenario.phase import Phase
from layers.errors import ScenarioError
from layers.runtime.cache import cached_property
from layers.scenario_id import fitting_id


@dataclass(frozen=True)
class Measured:
    """A scenario, measured and compared with the baseline, with its record if it is stored.

    `record` is from `Store.record`; `after_each` is the coverage after each edit.
    """

    scenario: Scenario
    comparison: Comparison
    record: Mapping[str, Any] | None = None
    after_each: tuple[Coverage, ...] = ()
    meter: CoverageMeter | None = None
    """What measured it; None of one that is only drawn."""

    @classmethod
    def of(
        cls,
        meter: CoverageMeter,
        before: Coverage,
        scenario: Scenario,
        record: Mapping[str, Any] | None = None,
    ) -> Measured:
        """Measure a scenario and compare it with the baseline.

        Raises:
            ScenarioError: it does not apply to the plan.
        """
        after = meter.measure(scenario)
        after_each = steps(meter, scenario, after)
        return cls(scenario, compare(before, after), record, after_each, meter)

    @property
    def quota_km2(self) -> Mapping[str, float]:
        """Return the area beyond its cap that the scenario requests, by group."""
        cap = self.scenario.rules.get("cap")
        quota = cap.get("quota_km2") if isinstance(cap, dict) else None
        return quota if isinstance(quota, dict) else {}

    @property
    def after(self) -> Coverage:
        """Return its coverage."""
        return self.comparison.coverages[1]

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """Return the contribution of each edit."""
        return contributions(self.comparison.coverages[0], self.after_each)

    @cached_property
    def phases(self) -> tuple[MeasuredPhase, ...]:
        """Return its phases, and all its edits if some have no date; empty without phases.

        Empty too if an edit cannot be applied here: the result is then that of the record.
        """
        if self.meter is None or not self.scenario.phases:
            return ()
        before = last = self.comparison.coverages[0]
        phases: dict[int | None, Phase] = {phase.by: phase for phase in self.scenario.phases}
        found = []
        try:
            for year, state in self.scenario.states():
                named = fitting_id(f"{self.scenario.scenario}-{year or 'all'}")
                state_ = replace(state, scenario=named, recorded=None)
                coverage = self.meter.measure(state_)
                measured = Measured(state_, compare(before, coverage), meter=self.meter)
                found.append(MeasuredPhase(phases.get(year), measured, compare(last, coverage)))
                last = coverage
        except ScenarioError:
            return ()
        return tuple(found)

    @property
    def last(self) -> Mapping[str, Any] | None:
        """Return the measured revision: `number`, `author`, `at`; None if not stored."""
        return self.record["history"][-1] if self.record else None

    @cached_property
    def land_km2(self) -> Mapping[str, float]:
        """Return how much land all zones together have `gained` and `lost`.

        Land that they transfer to each other, as in a split, is neither.
        """
        land = self.comparison.land_apart
        return {
            kind: float(land["area_km2"][land["change"] == kind].sum())
            for kind in ("gained", "lost")
        }

    @property
    def why(self) -> str:
        """Return the reason of the newest revision that has one; empty if there is none."""
        history = (self.record or {}).get("history", [])
        return next((str(it["message"]) for it in reversed(history) if it.get("message")), "")

    @cached_property
    def changes(self) -> list[dict[str, Any]]:
        """Return the rows of `Comparison.zones` of the zones that change."""
        zones = self.comparison.zones
        return row_mappings(zones[zones["change"] != "none"])

    @cached_property
    def changed(self) -> set[str]:
        """Return the ids of the zones that change."""
        return {str(row["zone_id"]) for row in self.changes}

    @cached_property
    def groups_changed(self) -> set[str]:
        """Return the ids of the groups with a zone that changes, before or after."""
        frames = [coverage.zone_frame for coverage in self.comparison.coverages]
        return {
            str(group)
            for frame in frames
            for group in frame["ftz_id"][frame["zone_id"].isin(self.changed)].dropna()
        }


class MeasuredPhase(NamedTuple):
    """A phase of a scenario (None: all edits, also those without a date), measured as one.

    `added` compares it with the phase before, the first with the baseline.
    """

    phase: Phase | None
    measured: Measured
    added: Comparison


def row_mappings(table: Any) -> list[dict[str, Any]]:  # noqa: ANN401  a frame of any columns
    """Return the rows of a table as mappings."""
    rows: list[dict[str, Any]] = table.to_dict("records")
    return rows
