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

    from shapely.geometry.base import BaseGeometry

    from layers.edges import Floats, Ints
    from layers.ellipsoid import Ellipsoid, LocalPlane

_RAYS = 336
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
    for line, plane, is_ring in _pieces(ellipsoid, geometry, radius_m):
        outline = _outline_m(line, radius_m * (1 + (np.pi / _RAYS) ** 2 / 4))
        shapes.append(_wrap(_in_degrees(plane, outline)))
        whole = whole and is_ring
    if not whole:  # the pieces of a boundary leave the middle open
        shapes.append(_wrap(geometry))
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)


def _pieces(
    ellipsoid: Ellipsoid, geometry: BaseGeometry, radius_m: float
) -> Iterator[tuple[Floats, LocalPlane, bool]]:
    """Give the boundary in pieces small enough for the radius: plane vertices, plane, if a ring.

    A polygon that is small enough is one piece, its outer ring.
    """
    largest_m = min(_PIECE_RADIUS_M, _PIECE_SHARE * radius_m)
    step_deg = min(_EDGE_STEP_DEG, largest_m / 400_000)
    for polygon in polygons_of(as_shapes(geometry))[0]:
        fine = shapely.segmentize(polygon, step_deg)
        outer = shapely.get_coordinates(fine.exterior)
        plane = _plane_at(ellipsoid, outer)
        flat = plane.to_plane_m(outer)
        if np.hypot(*flat.T).max() <= largest_m:
            yield flat, plane, True
            continue
        for ring in shapely.get_rings(fine):
            line = shapely.get_coordinates(ring)
            along_m = np.cumsum(ellipsoid.geod.line_lengths(line[:, 0], line[:, 1]))
            nth = (along_m // largest_m).astype(np.int64)
            for cut in np.split(np.arange(len(nth)), np.flatnonzero(np.diff(nth)) + 1):
                piece = line[cut[0] : cut[-1] + 2]
                here = _plane_at(ellipsoid, piece)
                yield here.to_plane_m(piece), here, False


def _plane_at(ellipsoid: Ellipsoid, xy: Floats) -> LocalPlane:
    west, south = xy.min(axis=0)
    east, north = xy.max(axis=0)
    return ellipsoid.plane((west + east) / 2, (south + north) / 2)


def _outline_m(line: Floats, radius_m: float) -> Floats:
    """Return the outline of all within the radius of a line of vertices, about the origin.

    Rays at even angles, and one at each corner where the stadium of another edge takes over:
    between two rays that leave different ones, the corner of the two; where a third is farther
    out there, the corners on either side of it.
    """
    stadiums = _Stadiums(*_foremost(line, radius_m), radius_m)
    angle = np.linspace(0, 2 * np.pi, _RAYS + 1)
    leave, edge = stadiums.leave(angle)
    angles, leaves = [angle[:-1]], [leave[:-1]]
    low, high, first, second = angle[:-1], angle[1:], edge[:-1], edge[1:]
    while True:
        turn = (first != second) & (high - low > 1e-7)
        low, high, first, second = low[turn], high[turn], first[turn], second[turn]
        if not len(low):
            break
        corner = stadiums.crossing(low, high, first, second)
        leave, edge = stadiums.leave(corner)
        angles.append(corner)
        leaves.append(leave)
        third = (edge != first) & (edge != second)
        low, high = np.append(low[third], corner[third]), np.append(corner[third], high[third])
        first = np.append(first[third], edge[third])
        second = np.append(edge[third], second[third])
    angle, leave = np.concatenate(angles), np.concatenate(leaves)
    angle, once = np.unique(np.round(angle, 8), return_index=True)
    return np.column_stack([leave[once] * np.cos(angle), leave[once] * np.sin(angle)])


def _foremost(line: Floats, radius_m: float) -> tuple[Floats, Floats]:
    """Return starts and ends of the edges that may bound the union; the others lie too deep.

    A disc about v is left at most at v·u + r and at least at v·u + r − a²/2(r−a), with a the
    farthest vertex: a vertex that lies deeper than that behind another in every direction u bounds
    nothing. Directions are tried 10° apart, with a margin of a for half of that between them.
    """
    ends = line if len(line) > 1 else np.vstack([line, line])
    farthest = np.hypot(*ends.T).max()
    angle = np.radians(np.arange(0, 360, 10))
    forward = np.column_stack([np.cos(angle), np.sin(angle)]) @ ends.T
    depth = farthest**2 / (2 * (radius_m - farthest)) + 2 * farthest * (1 - np.cos(np.radians(5)))
    depth += 2 * farthest * np.sin(np.radians(5)) ** 2
    foremost = (forward >= forward.max(axis=1, keepdims=True) - depth).any(axis=0)
    edges = foremost[:-1] | foremost[1:]
    return ends[:-1][edges], ends[1:][edges]


class _Stadiums:
    """All within the radius of some edges: one convex shape each, all of which hold the origin."""

    def __init__(self, start: Floats, end: Floats, radius_m: float) -> None:
        self.start, self.end, self.radius_m = start, end, radius_m
        self.length = np.maximum(np.hypot(*(end - start).T), 1e-9)
        self.unit = (end - start) / self.length[:, None]

    def leave(self, angle: Floats) -> tuple[Floats, Ints]:
        """Return where a ray at each angle leaves the union, and the edge it leaves there."""
        ray = np.cos(angle)[:, None], np.sin(angle)[:, None]
        out = self._leave(ray, np.arange(len(self.length)))
        edge = out.argmax(axis=1)
        return out[np.arange(len(angle)), edge], edge

    def crossing(self, low: Floats, high: Floats, first: Ints, second: Ints) -> Floats:
        """Return the angle between two rays at which one edge gives way to another."""
        low_gap, high_gap = self._gap(low, first, second), self._gap(high, first, second)
        angle = (low + high) / 2
        for step in range(6):  # halving keeps the secant from standing still at one end
            with np.errstate(divide="ignore", invalid="ignore"):
                secant = low + (high - low) * low_gap / (low_gap - high_gap)
            use = (secant > low) & (secant < high) & (step % 2 == 1)
            angle = np.where(use, secant, (low + high) / 2)
            gap = self._gap(angle, first, second)
            before = gap >= 0
            low, low_gap = np.where(before, angle, low), np.where(before, gap, low_gap)
            high, high_gap = np.where(before, high, angle), np.where(before, high_gap, gap)
        return angle

    def _gap(self, angle: Floats, first: Ints, second: Ints) -> Floats:
        """Return how much farther out one edge's stadium is left than another's."""
        cos, sin = np.cos(angle), np.sin(angle)
        rays = np.concatenate([cos, cos]), np.concatenate([sin, sin])
        both = self._leave(rays, np.concatenate([first, second]))
        return both[: len(angle)] - both[len(angle) :]

    def _leave(self, ray: tuple[Floats, Floats], edge: Ints) -> Floats:
        """Return where rays leave the stadiums of some edges."""
        ends = np.maximum(self._disc(ray, self.start[edge]), self._disc(ray, self.end[edge]))
        return np.maximum(ends, self._strip(ray, edge))

    def _disc(self, ray: tuple[Floats, Floats], centre: Floats) -> Floats:
        """Return where rays leave the discs about some points."""
        (cos, sin), (x, y) = ray, centre.T
        distance: Floats = x * cos + y * sin + np.sqrt(self.radius_m**2 - (y * cos - x * sin) ** 2)
        return distance

    def _strip(self, ray: tuple[Floats, Floats], edge: Ints) -> Floats:
        """Return where rays leave the long sides beside some edges, −∞ where they do not."""
        (cos, sin), (x, y), (dx, dy) = ray, self.start[edge].T, self.unit[edge].T
        slope = dx * sin - dy * cos  # sine of the angle from edge to ray
        slope = np.where(np.abs(slope) < 1e-12, 1e-12, slope)
        distance = (self.radius_m + np.sign(slope) * (dx * y - dy * x)) / np.abs(slope)
        along = distance * (dx * cos + dy * sin) - (x * dx + y * dy)
        beside: Floats = np.where((along >= 0) & (along <= self.length[edge]), distance, -np.inf)
        return beside


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
