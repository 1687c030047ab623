"""A new zone where there is none: the best site for a compact block in a province.

The block is a regular hexagon of the given area with rounded corners, its **site** wherever the
whole block is land that may be taken. The best site is found by squares: no block whose middle is
in a square reaches more than the square itself does, widened by the block, nor is charged for less
land than all such blocks share. The square that promises most is tried at its middle and parted in
four, until none promises more than the best that was found by more than the gap (Hansen, Peeters,
Richard & Thisse 1985, Operations Research 33, 1251–1265: big square, small square).
"""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.proposals.ground import Ground, as_multi

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from shapely.geometry import MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

    from geo.proposals.reaching import Reaching
    from geo.solver import Clock

_LEAST_HALF_M = 5.0  # half a square's side, below which it is parted no more
_ROOM_M = 1_000.0  # around the simplified province
_WIDER = 2e-4  # a block in its own plane, seen in that of its square
_TURNED = 4e-7  # and for each metre of half a square's side
_STEP_M = 2_000.0  # an edge of a square, straight in the plane, as one straight in degrees
_CORNER = 0.25  # of a side: the radius of a corner


def rounded_hexagon(area_km2: float) -> Polygon:
    """Return a hexagon about (0, 0) with rounded corners, in metres.

    >>> round(rounded_hexagon(3.0).area)
    3000000
    """
    side = math.sqrt(2 * area_km2 / (3 * math.sqrt(3))) * 1e3
    turns = np.radians(np.arange(0, 360, 60) + 30)
    sharp = shapely.Polygon(side * np.column_stack([np.cos(turns), np.sin(turns)]))
    corner = _CORNER * side
    soft = shapely.buffer(shapely.buffer(sharp, -corner), corner, quad_segs=6)
    scale = math.sqrt(area_km2 * 1e6 / soft.area)
    return shapely.transform(soft, lambda xy: xy * scale)


class Found(NamedTuple):
    """The best block that was found (None of no gain without), its gain, what none can exceed."""

    block: MultiPolygon | None
    gain: float
    most: float


def best_site(  # noqa: PLR0913, PLR0917
    ground: Ground,
    reaching: Reaching,
    uncovered: NDArray[np.bool_],
    province: MultiPolygon,
    code: str,
    area_km2: float,
    gap: float,
    clock: Clock,
    progress: Callable[[float, float], None] | None = None,
) -> Found:
    """Return the block of the greatest gain; `progress` is told the gain and its bound."""
    allowed = as_multi(
        shapely.difference(
            ground.allowed(shapely.box(*province.bounds), code),
            shapely.union_all(ground.plan.zones.geometry.to_numpy()),
        )
    )
    shapely.prepare(allowed)
    plane = ground.ellipsoid.plane(*province.centroid.coords[0])
    over = shapely.buffer(plane.forward(shapely.simplify(province, 0.01)), _ROOM_M)
    shapely.prepare(over)
    points = np.flatnonzero(uncovered)
    worth = reaching.aims(points).worth
    hexagon = shapely.get_coordinates(rounded_hexagon(area_km2))
    side_m = float(np.abs(hexagon).max())

    def gain_of(land: BaseGeometry) -> float:
        return math.fsum(worth[reaching.reached(land, points)])

    def most_of(square: _Square) -> float:
        """Return what no block whose middle is in a square can exceed.

        All of them reach no more than their hull, and each holds their kernel, which is charged.
        """
        ((lon, lat),) = shapely.get_coordinates(plane.inverse(square.middle)).tolist()
        own = ground.ellipsoid.plane(lon, lat)
        middles = shapely.get_coordinates(own.forward(plane.inverse(square.box)))
        wider = 1 + _WIDER + _TURNED * square.half_m
        every = (middles[:, None] + wider * hexagon[None]).reshape(-1, 2)
        reach = shapely.segmentize(shapely.convex_hull(shapely.multipoints(every)), _STEP_M)
        drawn_in = math.sqrt(2) * wider * square.half_m + (wider - 1) * side_m
        core = shapely.buffer(shapely.Polygon(hexagon), -drawn_in)
        least = 0.0 if core.is_empty else reaching.charge(own.inverse(core))
        return gain_of(own.inverse(reach)) - least

    best: tuple[float, MultiPolygon | None] = (0.0, None)
    waiting = [(-math.inf, square) for square in _squares(over)]
    closed = 0.0
    while waiting:
        most, square = heapq.heappop(waiting)
        if -most <= best[0] * (1 + gap) or clock.left_s <= 0:
            heapq.heappush(waiting, (most, square))
            break
        ((lon, lat),) = shapely.get_coordinates(plane.inverse(square.middle)).tolist()
        if progress is not None and best[0] > 0:
            progress(best[0], min(-most, math.fsum(worth)))
        block = block_at(ground, lon, lat, area_km2)
        if shapely.contains(allowed, block):
            gain = gain_of(block) - reaching.charge(block)
            best = max(best, (gain, block), key=lambda found: found[0])
        if square.half_m < _LEAST_HALF_M:
            closed = max(closed, -most)
            continue
        for part in square.quarters():
            if shapely.intersects(over, part.box):
                heapq.heappush(waiting, (-min(-most, most_of(part)), part))
    open_ = max((-most for most, _ in waiting), default=0.0)
    unproven = min(max(open_, closed), math.fsum(worth))
    return Found(best[1], best[0], max(best[0], unproven))


class _Square(NamedTuple):
    """A square of a plane, by its middle and half its side, in metres."""

    x: float
    y: float
    half_m: float

    @property
    def middle(self) -> shapely.Point:
        """Return its middle."""
        return shapely.Point(self.x, self.y)

    @property
    def box(self) -> Polygon:
        """Return it as a polygon."""
        x, y, half = self
        return shapely.box(x - half, y - half, x + half, y + half)

    def quarters(self) -> list[_Square]:
        """Return its four quarters."""
        part = self.half_m / 2
        return [
            _Square(self.x + a * part, self.y + b * part, part) for a in (-1, 1) for b in (-1, 1)
        ]


def _squares(over: BaseGeometry) -> list[_Square]:
    """Return equal squares that hold all of some land, about 8 × 8 over its longer side."""
    west, south, east, north = over.bounds
    half = max(east - west, north - south) / 16
    across = np.arange(west + half, east + half, 2 * half)
    up = np.arange(south + half, north + half, 2 * half)
    every = [_Square(float(x), float(y), half) for x in across for y in up]
    return [square for square in every if shapely.intersects(over, square.box)]


def block_at(ground: Ground, lon: float, lat: float, area_km2: float) -> MultiPolygon:
    """Return the block about a place, in degrees, in its own plane's size."""
    own = ground.ellipsoid.plane(lon, lat)
    block = own.inverse(rounded_hexagon(area_km2))
    scale = math.sqrt(area_km2 / float(ground.ellipsoid.area_km2(block)[0]))
    block = own.inverse(shapely.transform(rounded_hexagon(area_km2), lambda xy: xy * scale))
    return as_multi(shapely.transform(block, lambda xy: np.round(xy, 9)))
