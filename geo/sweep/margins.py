"""How far points lie from the zones of several scenarios, kept so that offsets cost a comparison.

The **margin** of a point is its least distance to a zone with its boundary offset: the point is
covered at every radius that is at least its margin. Outward, by δ, that is the distance to the zone
less δ. Inward, corners draw back farther than sides, so zones are really redrawn inward at
`INWARD` shares of the greatest offset, and distances between are linear: a corner moves straight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from geo.coverage.point_index import reach_box
from geo.edits.offset import Offset
from layers.antimeridian import whole
from layers.point_distance import Boundary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.coverage.point_index import PointIndex
    from layers.edges import Floats, Ints
    from layers.ellipsoid import Ellipsoid

INWARD = np.linspace(0.0625, 1.0, 16)
"""At which shares of the greatest offset zones are redrawn inward."""

_GONE_KM = 1e9  # how far a zone is that a boundary drawn inward leaves nothing of
_OUTSIDE_KM = 1e-9  # how near a point outside may come
_LAST_SHARE = 0.98  # of a zone's inscribed radius: the most that a redrawn boundary is drawn inward

_HALF_TURN = 180.0

Block = tuple[str, bytes]
"""A zone's id, and a block of it as WKB: one that two scenarios share is measured once."""


class _Known(NamedTuple):
    """The points within reach of a block, and how far it is: as it is, and redrawn inward.

    `distance_km` (1 + len(INWARD), n) is negative inside; `depth_km` is what it is redrawn by last.
    """

    point: Ints
    distance_km: Floats
    depth_km: float


class _Pairs(NamedTuple):
    """Pairs of a point and a zone within reach of each other, in the order of the points.

    `point` has each of the points once, `start` where its pairs begin; `part` is the row of the
    zone's polygon in `zone` (the number of its id, by which it is offset) and `depth_km`.
    """

    point: Ints
    start: Ints
    part: Ints
    distance_km: Floats
    zone: Ints
    depth_km: Floats

    def least(self, offset_km: Floats) -> Floats:
        """Return the margin of each of `point`."""
        if not len(self.point):
            return np.empty(0)
        offset = offset_km[self.zone]
        inward = np.maximum(-offset, 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            place = np.where(inward > 0, np.minimum(inward / self.depth_km, 1.0), 0.0)
        count = self.distance_km.shape[1]
        place *= count - 1
        step = np.minimum(place.astype(np.int64), max(0, count - 2))
        at = np.arange(len(self.part)) * count
        there = at + step[self.part]
        low, high = (self.distance_km.ravel()[rows] for rows in (there, there + (count > 1)))
        gone = (inward * _LAST_SHARE > self.depth_km) * _GONE_KM
        margin = low + (high - low) * (place - step)[self.part]
        margin += (gone - np.maximum(offset, 0.0))[self.part]
        inside = self.distance_km[:, 0] - offset[self.part]  # exact there, both ways
        margin = np.where(inside <= 0, np.minimum(inside, margin), np.maximum(margin, _OUTSIDE_KM))
        least: Floats = np.minimum.reduceat(margin, self.start)
        return least


class Margins:
    """The distances of points to the zones of scenarios, as far as `reach_km`.

    Boundaries may be offset by `offset_km` at most.
    """

    def __init__(
        self,
        ellipsoid: Ellipsoid,
        points: PointIndex,
        scenarios: Sequence[Mapping[str, MultiPolygon]],
        reach_km: float,
        offset_km: float,
    ) -> None:
        ids = sorted({zone for zones in scenarios for zone in zones})
        self.zones = tuple(ids)
        """The ids of all zones, in the order of their offsets."""
        number = {zone: row for row, zone in enumerate(ids)}
        keyed = [
            {
                (zone, shapely.to_wkb(block)): block
                for zone, shape in one.items()
                for block in _blocks(shape)
            }
            for one in scenarios
        ]
        known: dict[Block, _Known] = {}
        for zones in keyed:
            for key, shape in zones.items():
                if key not in known:
                    known[key] = _known(ellipsoid, points, shape, reach_km, offset_km)
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


def _blocks(shape: MultiPolygon) -> list[MultiPolygon]:
    """Return the blocks of a zone, each of which vanishes by itself; one cut at 180° is one."""
    west, _, east, _ = shape.bounds if not shape.is_empty else (0.0, 0.0, 0.0, 0.0)
    if west <= -_HALF_TURN or east >= _HALF_TURN:
        return [shape]
    return [MultiPolygon([block]) for block in shape.geoms]


def _known(
    ellipsoid: Ellipsoid,
    points: PointIndex,
    shape: MultiPolygon,
    reach_km: float,
    offset_km: float,
) -> _Known:
    """Return the points within reach of a zone, and how far it is from them."""
    if shape.is_empty:
        return _Known(np.empty(0, np.int64), np.empty((1, 0)), 0.0)
    bounds = whole(shape).bounds
    rows = points.in_box(reach_box(bounds, reach_km))
    at = points.lon[rows], points.lat[rows]
    distance = Boundary(ellipsoid, shape).signed_distance_km(*at)
    near = distance <= reach_km
    lon, lat = at[0][near], at[1][near]
    rings = [distance[near]]
    depth_km = min(offset_km, _LAST_SHARE * _inscribed_km(ellipsoid, shape)) if offset_km else 0.0
    if depth_km > 0:
        inward = Offset(shape, ellipsoid, -1)
        for share in INWARD:
            redrawn = Boundary(ellipsoid, inward.by_km(share * depth_km))
            rings.append(redrawn.signed_distance_km(lon, lat))
    return _Known(rows[near], np.stack(rings), depth_km)


def _inscribed_km(ellipsoid: Ellipsoid, shape: MultiPolygon) -> float:
    """Return the radius of the largest circle in a zone, in km."""
    centre = shape.centroid
    flat = ellipsoid.plane(centre.x, centre.y).forward(shape)
    radii_m = shapely.length(shapely.maximum_inscribed_circle(shapely.get_parts(flat)))
    return float(radii_m.max()) / 1e3


def _pairs(known: Mapping[Block, _Known], zones: set[Block], number: Mapping[str, int]) -> _Pairs:
    keys = sorted(zones)
    parts = [known[key] for key in keys]
    depth_km = np.array([part.depth_km for part in parts])
    zone = np.array([number[key[0]] for key in keys], np.int64)
    if not sum(len(part.point) for part in parts):
        none = np.empty(0, np.int64)
        return _Pairs(none, none, none, np.empty((0, 1)), zone, depth_km)
    point = np.concatenate([part.point for part in parts])
    owner = np.repeat(np.arange(len(parts)), [len(part.point) for part in parts])
    rows = max(len(part.distance_km) for part in parts)
    distance = np.concatenate([_to_rows(part.distance_km, rows) for part in parts], axis=1)
    order = np.argsort(point, kind="stable")
    once, start = np.unique(point[order], return_index=True)
    nearby = np.ascontiguousarray(distance.T[order])  # of a pair side by side: read at once
    return _Pairs(once, start, owner[order], nearby, zone, depth_km)


def _to_rows(distance_km: Floats, rows: int) -> Floats:
    """Return distances with the last row repeated, where a zone has fewer."""
    return np.concatenate([distance_km, np.repeat(distance_km[-1:], rows - len(distance_km), 0)])
