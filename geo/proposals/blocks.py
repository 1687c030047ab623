"""New blocks that a zone may take apart from it: compact, around people and clusters.

A **new block** is a hexagon with rounded corners, of 2 km² or as large as the smallest piece that
is allowed. Its **sites** are the points that the objective counts and that lie in the FTZ's
province; where the block does not fit in there, it moves a little to one of eight sides. It belongs
to the zone of the FTZ that is nearest.
"""

import math
from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from geo.proposals.ground import Ground, ProposalTerms, as_multi
from geo.proposals.land import APART_KM, LandPiece
from geo.proposals.reaching import Reaching
from layers.geometry.edges import Ints

_BLOCK_KM2 = 2.0
_MOVES = 8
_CORNER = 0.25  # of a side: the radius of a corner
_AWAY = 1.2  # times the root of the area
_DEG_PER_KM = 1 / 111.0


def blocks_of(
    ground: Ground, reaching: Reaching, open_: Ints, ftz: str, terms: ProposalTerms
) -> Iterator[LandPiece]:
    """Yield the new blocks of an FTZ that reach some of the points that are not covered."""
    km2 = max(_BLOCK_KM2, terms.limits.min_piece_km2)
    zones = ground.plan.zones
    free = ~zones["locked"].astype(bool).to_numpy() | ("locked" not in terms.forbids)
    rows = np.flatnonzero((zones["ftz_id"] == ftz).to_numpy() & free)
    if km2 > terms.room_km2[ftz] or not len(rows):
        return
    own = zones.iloc[rows]
    shapes = own.geometry.to_numpy()
    province = ground.province(ftz)
    shapely.prepare(province)
    for lon, lat in reaching.places():
        if ground.is_across_180:
            lon %= 360.0  # noqa: PLW2901  as the land is drawn
        if not shapely.contains_xy(province, lon, lat):
            continue
        zone = int(shapely.distance(shapes, shapely.Point(lon, lat)).argmin())
        name = str(own["zone_id"].iloc[zone])
        block = _fitting(ground, (lon, lat), km2, name, ftz, terms.forbids)
        if block is not None and reaching.may_reach(block, open_, 0.0).any():
            area = float(ground.ellipsoid.area_km2(block)[0])
            yield LandPiece(name, ftz, block, block, area, apart=True)


def _fitting(  # noqa: PLR0913, PLR0917
    ground: Ground,
    place: tuple[float, float],
    km2: float,
    zone: str,
    ftz: str,
    forbids: frozenset[str],
) -> MultiPolygon | None:
    """Return the block about a place, or beside it, where it meets nothing; None without."""
    away = _AWAY * np.sqrt(km2) * _DEG_PER_KM
    turns = np.arange(_MOVES) * 2 * np.pi / _MOVES
    wide = np.cos(np.radians(place[1]))
    moves = [(0.0, 0.0), *zip(away * np.cos(turns) / wide, away * np.sin(turns), strict=True)]
    room = APART_KM * _DEG_PER_KM / wide
    window = shapely.box(
        place[0] - 3 * away / wide, place[1] - 3 * away, place[0] + 3 * away / wide,
        place[1] + 3 * away,
    )  # fmt: skip
    blocked = ground.blocked(window, zone, ground.province_of(ftz), forbids)
    zones = ground.plan.zones.geometry.to_numpy()
    near = zones[shapely.intersects(zones, window)]
    for east, north in moves:
        block = block_at(ground, place[0] + east, place[1] + north, km2)
        if not shapely.intersects(blocked, block) and not shapely.dwithin(near, block, room).any():
            return block
    return None


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


def block_at(ground: Ground, lon: float, lat: float, area_km2: float) -> MultiPolygon:
    """Return the block about a place, in degrees, in its own plane's size."""
    own = ground.ellipsoid.plane(lon, lat)
    block = own.inverse(rounded_hexagon(area_km2))
    scale = math.sqrt(area_km2 / float(ground.ellipsoid.area_km2(block)[0]))
    block = own.inverse(shapely.transform(rounded_hexagon(area_km2), lambda xy: xy * scale))
    return as_multi(shapely.transform(block, lambda xy: np.round(xy, 9)))
