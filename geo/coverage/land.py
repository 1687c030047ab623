"""Covered area: the part of each district within a radius of any zone, counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.coverage.prepare import Floats, Ground
    from geo.coverage.reach import Reach

_KEPT = 100_000  # remembered district figures; older ones are forgotten all at once


class CoveredLand:
    """Works out covered areas, and remembers them by the polygons that decide them.

    A district's covered area at a radius depends only on the zones whose service areas meet it:
    with the same zones it is the same figure, bit for bit, however the scenario came about.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._known: dict[tuple[int, float, tuple[bytes, ...]], float] = {}

    def covered_area_km2(self, reaches: Mapping[bytes, Reach], radius_km: float) -> Floats:
        """Return the covered area of each district, km².

        `reaches` maps the key of each zone's polygon to its reach; equal polygons count once.
        """
        whole = self._ground.region_area_km2
        covered = np.zeros(len(whole))
        meeting: dict[int, list[bytes]] = {}
        for key in sorted(reaches):
            area = reaches[key].service_areas[radius_km]
            covered[area.filled] = whole[area.filled]
            for region in area.regions.tolist():
                meeting.setdefault(region, []).append(key)
        partly = [region for region in meeting if covered[region] == 0]
        for region in partly:
            keys = tuple(meeting[region])
            known = self._known.get((region, radius_km, keys))
            if known is None:
                shapes = [reaches[key].service_areas[radius_km].shape for key in keys]
                known = self._intersection_km2(region, shapes)
                if len(self._known) >= _KEPT:
                    self._known.clear()
                self._known[region, radius_km, keys] = known
            covered[region] = known
        return covered

    def _intersection_km2(self, region: int, shapes: list[BaseGeometry]) -> float:
        """Return the area of a district within the union of service areas, at most its own."""
        district = self._ground.regions[region]
        union = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
        area = self._ground.ellipsoid.area_km2(shapely.intersection(district, union))[0]
        return min(float(area), float(self._ground.region_area_km2[region]))
