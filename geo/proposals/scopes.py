"""By which zones a point must be reached, that it counts for a term of an objective.

A **scope** is a number that points have in common: 0, any zone, or one of a kind and what it is of.
Points of `own` count if a zone of a group reaches them that counts their region, of `same-customs`
if a zone of their customs area does, both as `geo.tables.own_regions` says; those of `second` are
reached by one zone of the baseline alone, and count if another reaches them as well. Land that a
zone takes is of its customs area, wherever it lies.
"""

import numpy as np

from geo.coverage import Coverage
from geo.coverage.indicator import ReachKind
from geo.tables.own_regions import counted_districts, customs_areas
from layers.geometry.edges import Bools, Floats, Ints
from layers.runtime.cache import cached_property


class Scopes:
    """The scopes of a plan's demand; they are numbered alike for every objective of a baseline."""

    def __init__(self, baseline: Coverage) -> None:
        self._baseline, self._data = baseline, baseline.plan_data
        self._districts = len(self._data.regions) + 1
        self._row = np.empty(len(self._data.demand), np.int64)  # of the points, as the meter has it
        self._row[self._data.demand.order] = np.arange(len(self._row))

    def of(self, kind: ReachKind, demand_row: Ints, radius_km: Floats) -> Ints:
        """Return the scope of points of a kind; −1 for one that no zone can make count."""
        if kind == "second":
            return self._second(demand_row, radius_km)
        first = 1 if kind == "own" else 1 + self._districts
        return first + self._data.district[self._row[demand_row]]

    def _second(self, demand_row: Ints, radius_km: Floats) -> Ints:
        scope = np.full(len(demand_row), -1)
        for radius in np.unique(radius_km):
            own = np.flatnonzero(radius_km == radius)
            count = np.zeros(len(self._row), np.int64)
            last = np.zeros(len(self._row), np.int64)
            for number, rows in enumerate(_within(self._baseline, radius)):
                count[rows] += 1
                last[rows] = number
            at = self._row[demand_row[own]]
            scope[own] = np.where(count[at] == 1, 1 + 2 * self._districts + last[at], -1)
        return scope

    @cached_property
    def _counts(self) -> dict[str, Bools]:
        """Return by zone which scopes it makes count."""
        zones, plan = self._baseline.zone_frame, self._baseline.plan
        of_district, of_zone = customs_areas(self._baseline)
        any_of = {ftz: counted_districts(plan, ftz) for ftz in plan.ftzs["ftz_id"]}
        none, every = np.zeros(self._districts, bool), np.ones(len(zones), bool)
        found = {}
        for number, (zone, ftz) in enumerate(zip(zones["zone_id"], zones["ftz_id"], strict=True)):
            area = of_zone[number]
            same = none if area is None else of_district == area
            other = every.copy()
            other[number] = False
            found[str(zone)] = np.concatenate([[True], any_of.get(ftz, none), same, other])
        return found

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
        kind = np.searchsorted([1 + self._districts, 1 + 2 * self._districts], scope, side="right")
        for radius, of_kind in {*zip(radius_km.tolist(), kind.tolist(), strict=True)}:
            own = np.flatnonzero((radius_km == radius) & (kind == of_kind))
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
