"""A new zone where there is none: the best site for a compact block in a province.

The block is a regular hexagon of the given area with rounded corners. Its **sites** are the middles
of a honeycomb over the province, where the whole block is land that may be taken: each is measured
exactly, so that the best of them is proven. The search is repeated, ever finer, about the best.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.proposals.ground import Ground, Honeycomb, as_multi

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry import MultiPolygon, Polygon

    from geo.proposals.model import Clock
    from geo.proposals.reaching import Reaching
    from layers.edges import Floats
    from layers.ellipsoid import LocalPlane

SITES = 400
"""About how many sites are tried over a province, and then about the best."""

_ROUNDS = 3
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


def best_site(  # noqa: PLR0913, PLR0917
    ground: Ground,
    reaching: Reaching,
    worth: Floats,
    uncovered: NDArray[np.bool_],
    province: MultiPolygon,
    code: str,
    area_km2: float,
    clock: Clock,
) -> tuple[MultiPolygon, float, bool] | None:
    """Return the block of the greatest gain, its gain, and whether every site was tried.

    None where there is no site.
    """
    allowed = as_multi(
        shapely.difference(
            ground.allowed(shapely.box(*province.bounds), code),
            shapely.union_all(ground.plan.zones.geometry.to_numpy()),
        )
    )
    shapely.prepare(allowed)
    centre = province.centroid
    plane = ground.ellipsoid.plane(centre.x, centre.y)
    over = plane.forward(shapely.simplify(province, 0.01))
    points = np.flatnonzero(uncovered)
    step_km2 = max(shapely.area(over) / 1e6 / SITES, area_km2)
    best: tuple[float, float, MultiPolygon] | None = None
    whole = True
    for _ in range(_ROUNDS):
        for middle in shapely.centroid(Honeycomb(step_km2).hexagons(over)):
            if clock.left_s <= 0:
                whole = False
                break
            block = _block(plane, middle, area_km2, ground)
            if not shapely.contains(allowed, block):
                continue
            gain = math.fsum(worth[points[reaching.reached(block, points)]])
            if best is None or gain > best[0]:
                best = (gain, step_km2, block)
        if best is None:
            step_km2 /= 4
            continue
        around = plane.forward(best[2]).centroid
        over = shapely.buffer(around, Honeycomb(step_km2).pitch_m)
        step_km2 = max(over.area / 1e6 / (SITES / 4), 0.01)
    return None if best is None else (best[2], best[0], whole)


def _block(
    plane: LocalPlane, middle: shapely.Point, area_km2: float, ground: Ground
) -> MultiPolygon:
    """Return the block about a place of the plane, in degrees, in its own plane's size."""
    ((lon, lat),) = shapely.get_coordinates(plane.inverse(middle))
    own = ground.ellipsoid.plane(lon, lat)
    block = own.inverse(rounded_hexagon(area_km2))
    scale = math.sqrt(area_km2 / float(ground.ellipsoid.area_km2(block)[0]))
    block = own.inverse(shapely.transform(rounded_hexagon(area_km2), lambda xy: xy * scale))
    return as_multi(shapely.transform(block, lambda xy: np.round(xy, 9)))
