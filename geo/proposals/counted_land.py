"""The land that a term of an objective counts, and what pieces of land count of it."""

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
from layers.geometry.antimeridian import wrapped
from layers.geometry.edges import Floats

NOWHERE: NDArray[np.object_] = np.empty(0, object)


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
        place, row = self.tree.query(shapely.points(lonlat), predicate="intersects")
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
