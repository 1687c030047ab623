"""A sweep: scenarios of a plan measured in runs with sampled uncertain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.coverage import DEFAULT_RADII_KM
from geo.coverage.meter import checked_radii
from geo.coverage.network_reach import NetworkData
from geo.coverage.plan_data import PlanData
from geo.coverage.point_index import PointIndex
from geo.coverage.way import By, checked_by, in_unit, network_of, unit_of
from geo.scenario.model import BASELINE
from geo.scenario.replay import apply
from geo.sweep.margins import Margins, NetworkMargins
from geo.validation import check_types
from layers.errors import MeasureError
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.scenario.model import Scenario
    from geo.sweep.spreads import Drawn, Spreads
    from layers import Plan

COLUMNS = (
    "run",
    "scenario",
    "radius_km",
    "covered_population",
    "covered_clusters",
    "covered_weight",
)
"""The columns of the table of runs: persons, clusters, and the weight of these.

The plan's own weights of the demand follow, such as `covered_jobs`.
"""


class Sweep:
    """Scenarios of one plan, prepared to be measured in many runs.

    `scenarios` are at least one; None is the baseline. `radii_km` are those of a meter, and so is
    `by`: if that is in minutes, so are they and their spread; by road or rail boundaries cannot
    vary. Raises MeasureError if two have the same id, a radius may be sampled below 0, or there is
    no network of that way; ScenarioError if one does not apply to the plan.

    >>> from geo import Expand, Scenario
    >>> from geo.sweep import Spreads, Sweep, summary
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> wider = Scenario.of(plan, [Expand(zone="B", by_km=1)], scenario="wider")
    >>> sweep = Sweep(plan, [None, wider], Spreads(boundary=0.5), radii_km=5, seed=1)
    >>> sweep
    <Sweep of baseline, wider: 5 km; boundary=0.5>
    >>> people = summary(sweep.measure(range(20))).query("total == 'covered_population'")
    >>> people[["scenario", "least", "most", "first"]].values.tolist()
    [['baseline', 1000.0, 1000.0, 0.05], ['wider', 1000.0, 1500.0, 0.95]]
    """

    def __init__(  # noqa: PLR0913  each is a part of the question
        self,
        plan: Plan,
        scenarios: Sequence[Scenario | None],
        spreads: Spreads,
        *,
        radii_km: Sequence[float] | float = DEFAULT_RADII_KM,
        seed: int = 0,
        by: By = "line",
    ) -> None:
        check_types(MeasureError, plan=(plan, "Plan"), spreads=(spreads, "Spreads"))
        check_types(MeasureError, seed=(seed, int), scenarios=(scenarios, Sequence))
        for one in scenarios:
            check_types(MeasureError, scenarios=(one, "NoneType" if one is None else "Scenario"))
        self.radii_km = checked_radii(radii_km, checked_by(by))
        self.spreads, self.seed, self.by = spreads, seed, checked_by(by)
        names = [BASELINE if one is None else one.scenario for one in scenarios]
        self.scenarios = tuple(names)
        _check(names, self.radii_km, spreads, self.by)
        frames = [plan.zones if one is None else apply(plan, one) for one in scenarios]
        shapes = [
            dict(zip(frame["zone_id"], frame.geometry.to_numpy(), strict=True)) for frame in frames
        ]
        plan_data = PlanData.of(plan)
        reach_km = self.radii_km[-1] + spreads.radius + spreads.boundary
        demand, clusters = plan_data.demand, plan_data.clusters
        points = PointIndex(
            np.concatenate([demand.lon, clusters.lon]), np.concatenate([demand.lat, clusters.lat])
        )
        self._margins: Margins | NetworkMargins
        if by == "line":
            self._margins = Margins(plan.ellipsoid, points, shapes, reach_km, spreads.boundary)
            self._back = np.argsort(points.order)
        else:
            self._margins = NetworkMargins(NetworkData(by, plan_data, reach_km), shapes)
            self._back = np.arange(len(points))
        self._demand = len(demand)
        self._district = plan_data.district
        self._amounts = np.array([plan_data.population, *plan_data.weights.values()])
        self._columns = [*COLUMNS, *(f"covered_{name}" for name in plan_data.weights)]
        self._weight = plan.clusters["weight"].to_numpy(float)[plan_data.clusters.order]
        sectors, self._sector = np.unique(plan_data.cluster_sector, return_inverse=True)
        self._sizes = len(self._margins.zones), len(sectors), len(plan_data.regions) + 1

    def __repr__(self) -> str:
        """Return the scenarios, the radii and what varies."""
        radii = ", ".join(f"{radius:g}" for radius in self.radii_km)
        varied = [f"{name}={spread:g}" for name, spread in vars(self.spreads).items() if spread]
        what = f"{radii} {unit_of(self.by)}; {', '.join(varied) or 'nothing varies'}"
        return f"<Sweep of {', '.join(self.scenarios)}: {what}>"

    def drawn(self, run: int) -> Drawn:
        """Return the sample of a run; offsets of zones are in the order of `zones`."""
        return self.spreads.draw(self.seed, run, self._sizes)

    @property
    def zones(self) -> tuple[str, ...]:
        """Return the ids of all zones of all scenarios, in order."""
        return self._margins.zones

    def measure(self, runs: Iterable[int]) -> pd.DataFrame:
        """Return what each scenario covers in some runs, by their numbers, within each radius.

        A row for each run, scenario and radius, with `COLUMNS`; people are null without demand. The
        plan's own weights vary as people do.
        Deterministic for a seed and run numbers, in any order.
        """
        rows = [row for run in runs for row in self._run(run)]
        table = in_unit(pd.DataFrame(rows, columns=self._columns), self.by)
        return table.astype({"run": np.int64, "covered_clusters": np.int64})

    def _run(self, run: int) -> list[tuple[object, ...]]:
        drawn = self.drawn(run)
        amounts = self._amounts * drawn.demand[self._district]
        weight = self._weight * drawn.weights[self._sector] if len(self._weight) else self._weight
        margins = self._margins.each(drawn.boundary_km)
        rows: list[tuple[object, ...]] = []
        for name, margin_km in zip(self.scenarios, margins, strict=True):
            demand_km, clusters_km = np.split(margin_km[self._back], [self._demand])
            for radius_km in self.radii_km:
                within_km = radius_km + drawn.radius_km if radius_km > 0 else 0.0
                is_within = clusters_km <= within_km
                # no matrix product: its threads would slow the other workers
                near = demand_km <= within_km
                covered = [float(one[near].sum()) if self._demand else np.nan for one in amounts]
                clusters = is_within.sum(), float(weight[is_within].sum())
                rows.append((run, name, radius_km, covered[0], *clusters, *covered[1:]))
        return rows


def _check(names: list[str], radii_km: tuple[float, ...], spreads: Spreads, by: By) -> None:
    problems = []
    if by != "line" and spreads.boundary:
        problems.append(Message("sweep-boundary-by-line", by=network_of(by)))
    if not names:
        problems.append(Message("sweep-no-scenario"))
    if len(set(names)) < len(names):
        problems.append(Message("sweep-scenario-twice", scenarios=tuple(names)))
    least = min((radius for radius in radii_km if radius > 0), default=np.inf)
    if spreads.radius >= least:
        problems.append(
            Message(
                "sweep-radius-below-zero", spread=spreads.radius, radius=least, unit=unit_of(by)
            )
        )
    if problems:
        raise MeasureError(problems)
