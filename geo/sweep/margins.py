"""How far points lie from the zones of several scenarios, kept so that offsets cost a comparison.

The **margin** of a point is its least distance to a zone, less the offset of that zone's boundary:
the point is covered at every radius that is at least its margin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.coverage.point_index import reach_box
from layers.antimeridian import whole
from layers.point_distance import Boundary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.coverage.point_index import PointIndex
    from layers.edges import Floats, Ints
    from layers.ellipsoid import Ellipsoid

Zone = tuple[str, bytes]
"""A zone's id, and its polygon as WKB: one that two scenarios share is measured once."""


class _Pairs(NamedTuple):
    """Pairs of a point and a zone within reach of each other, in the order of the points.

    `point` has each of the points once, `start` where its pairs begin; `zone` is the number of the
    zone's id, by which it is offset.
    """

    point: Ints
    start: Ints
    zone: Ints
    distance_km: Floats

    def least(self, offset_km: Floats) -> Floats:
        """Return the margin of each of `point`."""
        if not len(self.point):
            return np.empty(0)
        margin: Floats = np.minimum.reduceat(self.distance_km - offset_km[self.zone], self.start)
        return margin


class Margins:
    """The distances of points to the zones of scenarios, as far as `reach_km`."""

    def __init__(
        self,
        ellipsoid: Ellipsoid,
        points: PointIndex,
        scenarios: Sequence[Mapping[str, BaseGeometry]],
        reach_km: float,
    ) -> None:
        ids = sorted({zone for zones in scenarios for zone in zones})
        self.zones = tuple(ids)
        """The ids of all zones, in the order of their offsets."""
        number = {zone: row for row, zone in enumerate(ids)}
        keyed = [
            {(zone, shapely.to_wkb(shape)): shape for zone, shape in one.items()}
            for one in scenarios
        ]
        known: dict[Zone, tuple[Ints, Floats]] = {}
        for zones in keyed:
            for key, shape in zones.items():
                if key not in known:
                    known[key] = _distances(ellipsoid, points, shape, reach_km)
        common = set.intersection(*map(set, keyed))
        self._shared = _pairs(known, common, number)
        self._own = [_pairs(known, zones.keys() - common, number) for zones in keyed]
        self._count = len(points)

    def each(self, offset_km: Floats) -> list[Floats]:
        """Return the margin of every point by scenario, km; ∞ where no zone is within reach."""
        base = np.full(self._count, np.inf)
        base[self._shared.point] = self._shared.least(offset_km)
        found = []
        for own in self._own:
            margin = base.copy() if len(own.point) else base
            margin[own.point] = np.minimum(base[own.point], own.least(offset_km))
            found.append(margin)
        return found


def _distances(
    ellipsoid: Ellipsoid, points: PointIndex, shape: BaseGeometry, reach_km: float
) -> tuple[Ints, Floats]:
    """Return the points within reach of a zone and their distance, negative inside it."""
    if shape.is_empty:
        return np.empty(0, np.int64), np.empty(0)
    west, south, east, north = whole(shape).bounds
    rows = points.in_box(reach_box((west, south, east, north), reach_km))
    distance = Boundary(ellipsoid, shape).signed_distance_km(points.lon[rows], points.lat[rows])
    near = distance <= reach_km
    return rows[near], distance[near]


def _pairs(
    known: Mapping[Zone, tuple[Ints, Floats]], zones: set[Zone], number: Mapping[str, int]
) -> _Pairs:
    parts = [(*known[zone], number[zone[0]]) for zone in sorted(zones)]
    if not parts:
        none = np.empty(0, np.int64)
        return _Pairs(none, none, none, np.empty(0))
    point = np.concatenate([rows for rows, _, _ in parts])
    zone = np.repeat([own for _, _, own in parts], [len(rows) for rows, _, _ in parts])
    distance = np.concatenate([one for _, one, _ in parts])
    order = np.argsort(point, kind="stable")
    once, start = np.unique(point[order], return_index=True)
    return _Pairs(once, start, zone[order], distance[order])
