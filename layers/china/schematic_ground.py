"""The ground on which a schematic plot may stand, and its share among neighbouring plots.

Three kinds of ground: `land` is the area of the districts of one province, or of some of them;
`sea` is the area outside all districts; `land_or_sea` is everything (a port on reclaimed land).
Plots keep a margin from the edge of their ground, and the edge is simplified within that margin.

Neighbours share the ground by *power cells*: a point belongs to the plot for which (distance to
its seed)² − (its radius)² is least, so that each has space for its area regardless of the others,
and two neighbours meet along a straight line with a strip between them that belongs to neither.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal, cast

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon

from layers.errors import PlanError
from layers.geometry.ellipsoid import LocalPlane
from layers.messages import Message

GroundKind = Literal["land", "sea", "land_or_sea"]

_MARGIN_M = 60.0
"""Distance of a plot from the edge of its ground, before that edge is simplified."""

STRIP_M = 50.0
"""The width of the strip between two neighbours."""

_SIMPLIFY_M = 35.0
_CLOSE_M = 5.0


@dataclass(frozen=True)
class Seat:
    """The start of a plot: its seed in degrees, the radius of its disc, how far it was moved."""

    lon: float
    lat: float
    radius_m: float
    moved_m: float = 0.0


class SchematicGround:
    """The districts of a country, from which the ground about a point is computed."""

    def __init__(self, districts: gpd.GeoDataFrame) -> None:
        """Take districts with `adcode`, `province_adcode` and polygons in degrees."""
        self._shapes = np.asarray(districts.geometry)
        self._codes = districts[["adcode", "province_adcode"]].to_numpy()
        self._tree = shapely.STRtree(self._shapes)

    def about(
        self, plane: LocalPlane, reach_m: float, *, kind: GroundKind, within: Collection[str]
    ) -> MultiPolygon | Polygon:
        """Return the ground within a square of ± `reach_m` about the plane's origin, in metres.

        `within`: adcodes of provinces or districts in which `land` is sought.
        """
        window = shapely.box(-reach_m, -reach_m, reach_m, reach_m)
        if kind == "land_or_sea":
            return window
        degrees = shapely.box(*plane.inverse(shapely.segmentize(window, reach_m / 4)).bounds)
        rows = np.sort(self._tree.query(degrees, predicate="intersects"))
        if kind == "land":
            rows = rows[np.isin(self._codes[rows], list(within)).any(axis=1)]
        pieces = plane.forward(shapely.intersection(self._shapes[rows], degrees))
        solid = shapely.union_all(shapely.buffer(pieces, _CLOSE_M, join_style="mitre"))
        edge: shapely.Geometry
        if kind == "land":
            edge = shapely.buffer(solid, -_CLOSE_M - _MARGIN_M, join_style="mitre")
        else:
            edge = shapely.difference(window, shapely.buffer(solid, _MARGIN_M, quad_segs=2))
        simple = shapely.simplify(edge, _SIMPLIFY_M)
        return cast("MultiPolygon | Polygon", shapely.intersection(simple, window))


def seat_on(ground: shapely.Geometry, plane: LocalPlane, area_km2: float) -> Seat:
    """Return the seat on this ground nearest to the plane's origin with space for the plot.

    The seed keeps a part of the plot's radius from the edge, a smaller part if it would be moved
    far: a port's plot then lies along its coast.

    Raises:
        PlanError: no piece of the ground is as large as the plot.
    """
    radius = float(np.sqrt(area_km2 * 1e6 / np.pi))
    origin = Point(0, 0)
    roomy = [part for part in shapely.get_parts(ground) if part.area > 1.05e6 * area_km2]
    nearest = None
    for share in (0.5, 0.35, 0.2, 0.05):
        core = shapely.union_all(shapely.buffer(roomy, -share * radius))
        if core.is_empty:
            continue
        nearest = cast("Point", shapely.get_point(shapely.shortest_line(core, origin), 0))
        if origin.distance(nearest) < 0.5 * radius:
            break
    if nearest is None:
        raise PlanError(
            Message("plan-plot-without-ground", lon=plane.lon, lat=plane.lat, area_km2=area_km2)
        )
    degrees = plane.inverse(nearest)
    lon, lat = round(degrees.x, 6), round(degrees.y, 6)
    return Seat(lon, lat, radius, moved_m=origin.distance(nearest))


def cell_of(
    seat: Seat, neighbours: Iterable[Seat], plane: LocalPlane, ground: shapely.Geometry
) -> Polygon:
    """Return this seat's piece of the ground among its neighbours, in plane metres.

    Raises:
        PlanError: a neighbour leaves no ground for the seat.
    """
    seed = plane.forward(Point(seat.lon, seat.lat))
    reach = 4 * seat.radius_m
    cell: shapely.Geometry = shapely.box(
        seed.x - reach, seed.y - reach, seed.x + reach, seed.y + reach
    )
    for other in neighbours:
        neighbour = plane.forward(Point(other.lon, other.lat))
        gap = float(np.hypot(neighbour.x - seed.x, neighbour.y - seed.y))
        if gap == 0:
            raise PlanError(Message("plan-plot-on-plot", lon=seat.lon, lat=seat.lat))
        limit = (gap**2 + seat.radius_m**2 - other.radius_m**2) / (2 * gap) - STRIP_M / 2
        if limit < 1.5 * reach:
            unit = (neighbour.x - seed.x) / gap, (neighbour.y - seed.y) / gap
            cell = shapely.intersection(cell, _half_plane(seed, unit, limit, 3 * reach))
    pieces = shapely.get_parts(shapely.intersection(ground, cell))
    cells = [piece for piece in pieces if isinstance(piece, Polygon) and piece.intersects(seed)]
    if not cells:
        raise PlanError(Message("plan-plot-shut-in", lon=seat.lon, lat=seat.lat))
    return cells[0]


def _half_plane(seed: Point, unit: tuple[float, float], limit_m: float, size_m: float) -> Polygon:
    """Return the (large) square on this side of the line `limit_m` ahead in direction `unit`."""
    ahead, sideways = np.array(unit), np.array([-unit[1], unit[0]])
    foot = np.array([seed.x, seed.y]) + limit_m * ahead
    return Polygon(
        [
            foot + size_m * sideways,
            foot - size_m * sideways,
            foot - size_m * sideways - 2 * size_m * ahead,
            foot + size_m * sideways - 2 * size_m * ahead,
        ]
    )
