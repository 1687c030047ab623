"""By which zones a point must be reached, that it counts for a term of an objective.

A **scope** is a number that points have in common: 0, any zone, else one more than the district of
points of `own`, which count if a zone of a group reaches them that counts their region, as
`geo.tables.own_regions` says.
"""

import numpy as np

from geo.coverage import Coverage
from geo.tables.own_regions import counted_districts
from layers.geometry.edges import Bools, Floats, Ints
from layers.runtime.cache import cached_property


class Scopes:
    """The scopes of a plan's demand; they are numbered alike for every objective of a baseline."""

    def __init__(self, baseline: Coverage) -> None:
        self._baseline, self._data = baseline, baseline.plan_data
        self._row = np.empty(len(self._data.demand), np.int64)  # of the points, as the meter has it
        self._row[self._data.demand.order] = np.arange(len(self._row))

    def of(self, demand_row: Ints) -> Ints:
        """Return the scope of points of `own`."""
        return 1 + self._data.district[self._row[demand_row]]

    @cached_property
    def _counts(self) -> dict[str, Bools]:
        """Return by zone which scopes it makes count."""
        zones, plan = self._baseline.zone_frame, self._baseline.plan
        any_of = {ftz: counted_districts(plan, ftz) for ftz in plan.ftzs["ftz_id"]}
        none = np.zeros(len(self._data.regions) + 1, bool)
        return {
            str(zone): np.concatenate([[True], any_of.get(ftz, none)])
            for zone, ftz in zip(zones["zone_id"], zones["ftz_id"], strict=True)
        }

    def count(self, scope: Ints, zone: str) -> Bools:
        """Return which scopes a zone of the baseline makes count."""
        counts: Bools = self._counts[zone][scope]
        return counts

    def covered(
        self, scope: Ints, demand_row: Ints, radius_km: Floats, coverage: Coverage
    ) -> Bools:
        """Return which points with a scope are reached by a zone that makes them count."""
        covered = np.zeros(len(scope), bool)
        ids = coverage.zone_frame["zone_id"].astype(str).tolist()
        for radius, of_any in {*zip(radius_km.tolist(), (scope == 0).tolist(), strict=True)}:
            own = np.flatnonzero((radius_km == radius) & ((scope == 0) == of_any))
            point = np.full(len(self._row), -1)
            point[self._row[demand_row[own]]] = own
            for zone, rows in zip(ids, _within(coverage, radius), strict=True):
                near = point[rows]
                near = near[near >= 0]
                covered[near] |= self.count(scope[near], zone)
        return covered


def _within(coverage: Coverage, radius_km: float) -> list[Ints]:
    """Return the demand points, as the meter has them, that each zone reaches within a radius."""
    level = int(np.searchsorted(coverage.radii_km, radius_km, side="right")) - 1
    return [reach.demand_within(level) for reach in coverage.reaches]
