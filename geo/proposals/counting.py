"""What counts for a term of an objective: points by the zones that reach them, and land.

A **scope** is a number that points have in common: 0, any zone, else one more than the district of
points of `own`, which count if a zone of a group reaches them that counts their region, as
`geo.tables.own_regions` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.coverage import Coverage
from geo.coverage.indicator import shared_km2
from geo.coverage.plan_data import PlanData
from geo.proposals.term import Term
from geo.tables.own_regions import counted_districts
from layers.geometry.antimeridian import wrapped
from layers.geometry.edges import Bools, Floats, Ints, nearest_turn
from layers.runtime.cache import cached_property

NOWHERE: NDArray[np.object_] = np.empty(0, object)


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


@dataclass(frozen=True, eq=False)
class CountedLand:
    """Land within polygons (None: any), of some zones (None: of all), and its value per km².

    Land to be minimized counts below 0.
    """

    plan_data: PlanData
    term: Term
    shapes: NDArray[np.object_] | None
    per_km2: Floats
    zones: frozenset[str] | None
    tree: STRtree

    @classmethod
    def of_term(cls, baseline: Coverage, term: Term) -> CountedLand:
        """Return the land that a term counts; zones are those of the baseline.

        Raises:
            UnknownError: its indicator has no such place.
        """
        zones = baseline.zone_frame
        land = term.land(baseline.plan_data, zones)
        sign = -term.weight if term.is_small else term.weight
        return cls(
            baseline.plan_data,
            term,
            land.shapes,
            sign * np.atleast_1d(np.asarray(land.per_km2, float)),
            None if land.zones is None else frozenset(map(str, zones["zone_id"][land.zones])),
            STRtree(NOWHERE if land.shapes is None else land.shapes),
        )

    @property
    def attracts(self) -> bool:
        """Return whether any land adds to the value."""
        return bool((self.per_km2 > 0).any())

    def of(self, lands: Sequence[BaseGeometry], zones: Sequence[str | None]) -> Floats:
        """Return the value of each piece of land, as land of its zone."""
        counts = self._counts(zones)
        shapes = np.array([wrapped(land) for land in lands], dtype=object)
        if self.shapes is None:
            km2: Floats = self.plan_data.ellipsoid.area_km2(shapes)
            return np.asarray(km2 * self.per_km2[0] * counts, float)
        piece, row, shared = shared_km2(self.plan_data, shapes, self.shapes)
        value = np.bincount(piece, shared * self._per_km2[row], len(shapes))
        return np.asarray(value * counts, float)

    def at(self, lonlat: Floats, zone: str | None) -> Floats:
        """Return the value per km² of land at places, as land of a zone."""
        (counts,) = self._counts([zone])
        if self.shapes is None:
            return np.full(len(lonlat), float(self.per_km2[0] * counts))
        lon = nearest_turn(lonlat[:, 0], 0.0)  # land about 180° goes on beyond it
        places = shapely.points(lon, lonlat[:, 1])
        place, row = self.tree.query(places, predicate="intersects")
        per_km2 = np.bincount(place, self._per_km2[row], len(lonlat))
        return np.asarray(per_km2 * counts, float)

    def inside(self, coverage: Coverage) -> float:
        """Return the value of the land of a coverage's zones, as the indicator measures it."""
        value = self.term.indicator.value_at(coverage, self.term.place, None)
        return (-1.0 if self.term.is_small else 1.0) * self.term.weight * value

    @property
    def _per_km2(self) -> Floats:
        count = 0 if self.shapes is None else len(self.shapes)
        return np.broadcast_to(self.per_km2, count)

    def _counts(self, zones: Sequence[str | None]) -> Floats:
        if self.zones is None:
            return np.ones(len(zones))
        return np.array([zone in self.zones for zone in zones], float)
