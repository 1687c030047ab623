"""The land within a radius of a polygon: its geodesic buffer, as a polygon in degrees.

A buffer is the union of the discs about all points of a boundary, and the polygon itself. About a
centre that all those discs hold, the union is **star-shaped**: a ray leaves it once, where it
leaves the last of the stadiums about its edges. So the outline is worked out ray by ray, with a
corner wherever one stadium takes over from another. A boundary too wide for that is taken in
pieces. (GEOS's own buffer fills shallow bays of up to 1 % of the radius.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.affinity

from layers.edges import as_shapes, polygons_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers.edges import Floats, Ints
    from layers.ellipsoid import Ellipsoid, LocalPlane

    _Edges = tuple[Floats, Floats]

_RAYS = 336
_ANGLES = np.linspace(0, 2 * np.pi, _RAYS + 1)
_HALF_TURN = np.radians(1.5)  # half of what lies between two directions in which depth is judged
_DIRECTIONS = np.column_stack(
    [f(np.arange(0, 2 * np.pi, 2 * _HALF_TURN)) for f in (np.cos, np.sin)]
)
_EDGE_STEP_DEG = 0.05  # an edge this short strays from a straight one by less than 2 m · tan φ
_PIECE_RADIUS_M = 25_000.0  # a piece this small errs by less than 1e-5 of ρ in its own plane
_PIECE_SHARE = 0.4  # of the radius: what a piece may measure, so that every disc holds its centre


def buffer(ellipsoid: Ellipsoid, geometry: BaseGeometry, radius_km: float) -> BaseGeometry:
    """Return all that lies within `radius_km` of a polygon, as a lon/lat polygon.

    The outline lies within 1e-4 · radius of the true geodesic offset: between rays about 1° apart a
    chord strays from its arc by 4e-5 · r (9e-5 · r where the polygon is nearly as wide as r), part
    of it outside and part inside; a piece of radius a < 25 km is measured in its own plane, which
    errs by a²ρ/(6R²) < 1e-5 · ρ.
    """
    if radius_km == 0 or geometry.is_empty:
        return geometry
    geometry = shapely.normalize(geometry)  # the same pieces, wherever its rings start
    radius_m = radius_km * 1e3
    shapes: list[BaseGeometry] = []
    whole = True
    for edges, plane, is_whole in _pieces(ellipsoid, geometry, radius_m):
        outline = _outline_m(*edges, radius_m * (1 + (np.pi / _RAYS) ** 2 / 4))
        shapes.append(_wrap(_in_degrees(plane, outline)))
        whole = whole and is_whole
    if not whole:  # the pieces of a boundary leave the middle open
        shapes.append(_wrap(geometry))
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)


def _pieces(
    ellipsoid: Ellipsoid, geometry: BaseGeometry, radius_m: float
) -> Iterator[tuple[_Edges, LocalPlane, bool]]:
    """Give the boundary in pieces small enough for the radius: their edges, plane, if whole.

    A geometry that is small enough is one piece, whatever its parts: their outer rings. So is each
    part of one that is not; a larger part is taken in pieces of its rings.
    """
    largest_m = min(_PIECE_RADIUS_M, _PIECE_SHARE * radius_m)
    step_deg = min(_EDGE_STEP_DEG, largest_m / 400_000)
    fine = shapely.segmentize(polygons_of(as_shapes(geometry))[0], step_deg)
    together = _piece(ellipsoid, fine)
    if together[2] <= largest_m:
        yield together[0], together[1], True
        return
    for polygon in fine:
        alone = _piece(ellipsoid, np.array([polygon])) if len(fine) > 1 else together
        if alone[2] <= largest_m:
            yield alone[0], alone[1], True
            continue
        for ring in shapely.get_rings(polygon):
            line = shapely.get_coordinates(ring)
            along_m = np.cumsum(ellipsoid.geod.line_lengths(line[:, 0], line[:, 1]))
            nth = (along_m // largest_m).astype(np.int64)
            for cut in np.split(np.arange(len(nth)), np.flatnonzero(np.diff(nth)) + 1):
                piece = line[cut[0] : cut[-1] + 2]
                here = _plane_at(ellipsoid, piece)
                flat = here.to_plane_m(piece if len(piece) > 1 else np.vstack([piece, piece]))
                yield (flat[:-1], flat[1:]), here, False


def _piece(ellipsoid: Ellipsoid, polygons: NDArray[np.object_]) -> tuple[_Edges, LocalPlane, float]:
    """Return the outer edges of polygons in the plane at their middle, and the farthest vertex."""
    outer, ring = shapely.get_coordinates(shapely.get_exterior_ring(polygons), return_index=True)
    plane = _plane_at(ellipsoid, outer)
    flat = plane.to_plane_m(outer)
    inner = ring[1:] == ring[:-1]
    farthest_m = float(np.hypot(flat[:, 0], flat[:, 1]).max())
    return (flat[:-1][inner], flat[1:][inner]), plane, farthest_m


def _plane_at(ellipsoid: Ellipsoid, xy: Floats) -> LocalPlane:
    west, south = xy.min(axis=0)
    east, north = xy.max(axis=0)
    return ellipsoid.plane((west + east) / 2, (south + north) / 2)


def _outline_m(start: Floats, end: Floats, radius_m: float) -> Floats:
    """Return the outline of all within the radius of some edges, about the origin.

    Rays at even angles, and one at each corner where the stadium of another edge takes over:
    between two rays that leave different ones, the corner of the two; where a third is farther
    out there, the corners on either side of it. Where one stadium passes smoothly into the next,
    as at a cape, there is no corner.
    """
    stadiums = _Stadiums(*_foremost(start, end, radius_m), radius_m)
    leave, edge = stadiums.leave(_ANGLES)
    angles, leaves = [_ANGLES[:-1]], [leave[:-1]]
    low, high, first, second = _ANGLES[:-1], _ANGLES[1:], edge[:-1], edge[1:]
    turn = np.flatnonzero(first != second)
    low, high, first, second = low[turn], high[turn], first[turn], second[turn]
    while len(low):
        corner, is_corner = stadiums.crossing(low, high, first, second)
        low, high, first, second = (
            low[is_corner],
            high[is_corner],
            first[is_corner],
            second[is_corner],
        )
        corner = corner[is_corner]
        if not len(corner):
            break
        leave, edge = stadiums.leave(corner)
        angles.append(corner)
        leaves.append(leave)
        third = (edge != first) & (edge != second) & (high - low > 1e-7)
        low, high = np.append(low[third], corner[third]), np.append(corner[third], high[third])
        first, second = np.append(first[third], edge[third]), np.append(edge[third], second[third])
    angle, leave = np.concatenate(angles), np.concatenate(leaves)
    if len(angles) > 1:
        angle, once = np.unique(np.round(angle, 8), return_index=True)
        leave = leave[once]
    return np.column_stack([leave * np.cos(angle), leave * np.sin(angle)])


def _foremost(start: Floats, end: Floats, radius_m: float) -> tuple[Floats, Floats]:
    """Return starts and ends of the edges that may bound the union; the others lie too deep.

    A disc about v is left at most at v·u + r and at least at v·u + r − a²/2(r−a), with a the
    farthest vertex: a vertex that lies deeper than that behind another in every direction u bounds
    nothing. Directions are tried 3° apart, with a margin of a for half of that between them.
    """
    farthest = np.sqrt(max((start**2).sum(axis=1).max(), (end**2).sum(axis=1).max()))
    depth = farthest**2 / (2 * (radius_m - farthest)) + 2 * farthest * (1 - np.cos(_HALF_TURN))
    depth += 2 * farthest * np.sin(_HALF_TURN) ** 2
    starts, ends = _DIRECTIONS @ start.T, _DIRECTIONS @ end.T
    forward = np.maximum(starts, ends)
    least = forward.max(axis=1, keepdims=True) - depth
    edges = (forward >= least).any(axis=0)
    return start[edges], end[edges]


class _Stadiums:
    """All within the radius of some edges: one convex shape each, all of which hold the origin."""

    def __init__(self, start: Floats, end: Floats, radius_m: float) -> None:
        self.radius_m = radius_m
        self.x, self.y = np.ascontiguousarray(start.T)
        self.end_x, self.end_y = np.ascontiguousarray(end.T)
        dx, dy = self.end_x - self.x, self.end_y - self.y
        self.length = np.maximum(np.hypot(dx, dy), 1e-9)
        self.dx, self.dy = dx / self.length, dy / self.length
        self.offset = self.dx * self.y - self.dy * self.x
        self.begin = self.x * self.dx + self.y * self.dy

    def leave(self, angle: Floats) -> tuple[Floats, Ints]:
        """Return where a ray at each angle leaves the union, and the edge it leaves there."""
        out = self._leave(np.cos(angle)[:, None], np.sin(angle)[:, None], slice(None))
        edge = out.argmax(axis=1)
        return out[np.arange(len(angle)), edge], edge

    def crossing(
        self, low: Floats, high: Floats, first: Ints, second: Ints
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the angle between two rays at which one edge gives way to another.

        And whether there is a corner: not where both are left at one place on either ray, within
        1e-7 of the radius.
        """
        low_gap, high_gap = self._gap(low, first, second), self._gap(high, first, second)
        tiny = 1e-7 * self.radius_m
        is_corner = (low_gap > tiny) & (high_gap < -tiny)
        angle = (low + high) / 2
        for _ in range(3):  # the third errs by less than 1e-7 of the radius
            with np.errstate(divide="ignore", invalid="ignore"):
                secant = low + (high - low) * low_gap / (low_gap - high_gap)
            angle = np.where((secant >= low) & (secant <= high), secant, (low + high) / 2)
            gap = self._gap(angle, first, second)
            before = gap >= 0
            low, low_gap = np.where(before, angle, low), np.where(before, gap, low_gap)
            high, high_gap = np.where(before, high, angle), np.where(before, high_gap, gap)
        return angle, is_corner

    def _gap(self, angle: Floats, first: Ints, second: Ints) -> Floats:
        """Return how much farther out one edge's stadium is left than another's."""
        cos, sin = np.cos(angle), np.sin(angle)
        both = self._leave(cos, sin, np.stack([first, second]))
        gap: Floats = both[0] - both[1]
        return gap

    def _leave(self, cos: Floats, sin: Floats, edge: Ints | slice) -> Floats:
        """Return where rays leave the stadiums of some edges: the farther disc, or a long side."""
        dx, dy = self.dx[edge], self.dy[edge]
        along, slope = dx * cos + dy * sin, dx * sin - dy * cos  # cosine and sine, edge to ray
        offset, begin, length = self.offset[edge], self.begin[edge], self.length[edge]
        # in the frame of the edge: the origin lies `offset` beside it and `begin` before its start
        across = np.sqrt(self.radius_m**2 - (offset * along - begin * slope) ** 2)
        start = begin * along + offset * slope + across
        finish = begin + length
        across = np.sqrt(self.radius_m**2 - (offset * along - finish * slope) ** 2)
        end = finish * along + offset * slope + across
        slope = np.where(np.abs(slope) < 1e-12, 1e-12, slope)
        side = (self.radius_m + np.sign(slope) * offset) / np.abs(slope)
        foot = side * along
        beside = (foot >= begin) & (foot <= finish)
        out: Floats = np.where(beside, side, np.maximum(start, end))
        return out


def _in_degrees(plane: LocalPlane, outline: Floats) -> BaseGeometry:
    """Return a plane outline in degrees, closed along the pole's edge where it holds a pole."""
    ring = plane.to_degrees(outline)
    pole = 90.0 if plane.lat >= 0 else -90.0
    near_pole_m = (90 - abs(plane.lat)) * 113_000 < np.hypot(*outline.T).max() * 1.1
    if not near_pole_m or not shapely.contains_xy(
        shapely.Polygon(outline), *plane.to_plane_m(np.array([[plane.lon, pole]]))[0]
    ):
        return shapely.Polygon(ring)
    ring = np.vstack([ring, ring[:1]])
    lon = np.unwrap(ring[:, 0], period=360)
    cap = [(lon[-1], pole), (lon[0], pole)]
    return shapely.Polygon([*zip(lon, ring[:, 1], strict=True), *cap])


def _wrap(geometry: BaseGeometry) -> BaseGeometry:
    """Return a polygon whose longitudes lie within ±180, cut at the antimeridian."""
    west, _, east, _ = geometry.bounds
    if west >= -180 and east <= 180:
        return geometry
    turns = range(int(np.floor((west + 180) / 360)), int(np.floor((east + 180) / 360)) + 1)
    return shapely.union_all(
        [
            shapely.affinity.translate(
                shapely.intersection(
                    geometry, shapely.box(-180 + 360 * turn, -90, 180 + 360 * turn, 90)
                ),
                xoff=-360.0 * turn,
            )
            for turn in turns
        ]
    )
