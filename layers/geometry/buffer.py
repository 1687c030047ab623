"""The geodesic buffer of a polygon, as a polygon in degrees.

A buffer is the union of the discs about all points of a boundary, and the polygon itself. About a
centre contained in all those discs, the union is star-shaped, and `outlines_m` computes its
outline in a plane about that centre. A boundary too wide for that is split into
pieces. (GEOS's own buffer fills shallow bays of up to 1 % of the radius.)

Everything is computed in longitudes in which the geometry is not cut at 180°, so that a geometry
has the same buffer at any longitude; `shape` of the result is cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.geometry import kernel
from layers.geometry.antimeridian import whole, without_cuts, wrapped
from layers.geometry.edges import Floats, densified
from layers.geometry.ellipsoid import Ellipsoid, LocalPlane
from layers.runtime.budget import spend
from layers.runtime.cache import cached_property

_Edges = tuple[Floats, Floats]

_EDGE_STEP_DEG = 0.05  # an edge this short deviates from a straight one by less than 2 m · tan φ
# the error of a piece this small is less than 2.5e-5 of the radius in its own plane
_PIECE_M = 60_000.0
_METRES_OF_DEGREE = 115_000.0  # of latitude, at most: a square cell reaches 0.71 of its side
_AT_ONCE = 64  # pieces per call of the kernel
_MANY = 4_000  # edges per outline of the kernel
# largest size of a piece relative to the radius: every disc then contains its centre
_PIECE_SHARE = 0.7


_CHORDS = 192  # of a disc
_TURN = 2 * np.pi / _CHORDS
_AREA_TRUE = np.sqrt(_TURN / np.sin(_TURN))  # the polygon has the same area as the disc
_HAIR = 1e-9  # of the radius: a shorter edge gets no strip


def buffer(ellipsoid: Ellipsoid, geometry: BaseGeometry, radius_km: float) -> BaseGeometry:
    """Return the buffer of a polygon with `radius_km`, as a lon/lat polygon.

    The outline lies within 1e-4 · radius of the true geodesic offset: in the plane its error is at
    most 9e-5 · r outward and 7.4e-5 · r inward (see `kernel/outlines.c`), and the plane of a piece
    of radius a < 60 km, which lengthens distances, moves it inward by up to a²ρ/(6R²) < 2.5e-5 · r
    at a distance ρ = r + a.
    """
    return buffers(ellipsoid, geometry, (radius_km,))[0].shape


def uncut_buffer(ellipsoid: Ellipsoid, land: BaseGeometry, radius_km: float) -> BaseGeometry:
    """Return the buffer of land that is nowhere cut at 180°, in the land's own longitudes."""
    return _buffers(ellipsoid, land, (radius_km,))[0].uncut


class Buffer:
    """A buffer, given by its shape or by its one ring.

    `ring` (n, 2) is its outline in degrees if it has one ring that goes round no pole, else None:
    counter-clockwise, the first vertex not repeated, longitudes past ±180 if necessary.
    """

    def __init__(self, land: BaseGeometry | Floats) -> None:
        """Take a shape, or a ring."""
        self._land, self.ring = land, land if isinstance(land, np.ndarray) else None

    @cached_property
    def uncut(self) -> BaseGeometry:
        """Return the polygon, its longitudes past ±180 if necessary; about a pole, within."""
        land = self._land
        return shapely.Polygon(land) if isinstance(land, np.ndarray) else land

    @cached_property
    def shape(self) -> BaseGeometry:
        """Return the polygon, its longitudes within ±180."""
        return wrapped(self.uncut)


def buffers(
    ellipsoid: Ellipsoid, geometry: BaseGeometry, radii_km: Sequence[float]
) -> list[Buffer]:
    """Return the buffer for each radius, faster than one by one."""
    return _buffers(ellipsoid, whole(geometry), radii_km)


def _buffers(ellipsoid: Ellipsoid, land: BaseGeometry, radii_km: Sequence[float]) -> list[Buffer]:
    """Return the buffer of uncut land for each radius."""
    if land.is_empty:
        return [Buffer(land)] * len(radii_km)
    normal = _normal(land)
    polygons = shapely.get_parts(normal)
    result = {0.0: Buffer(land)}
    by_step: dict[float, list[float]] = {}
    for radius_km in {float(radius) for radius in radii_km if radius > 0}:
        by_step.setdefault(min(_EDGE_STEP_DEG, _largest_m(radius_km) / 300_000), []).append(
            radius_km
        )
    for step_deg, radii in by_step.items():
        fine = np.array([densified(part, step_deg) for part in polygons], dtype=object)
        in_one_piece = _outlined(ellipsoid, fine, radii)
        result |= in_one_piece
        for radius in set(radii).difference(in_one_piece):
            result[radius] = Buffer(_united(ellipsoid, normal, fine, radius))
    return [result[radius] for radius in radii_km]


def _normal(land: BaseGeometry) -> BaseGeometry:
    """Return land in one form, independent of the starts of its rings and of cuts at 180°."""
    return shapely.normalize(without_cuts(land))


def _outlined(
    ellipsoid: Ellipsoid, fine: NDArray[np.object_], radii_km: list[float]
) -> dict[float, Buffer]:
    """Return the buffers of polygons for the radii at which they are small enough for one piece."""
    outer, ring = shapely.get_coordinates(shapely.get_exterior_ring(fine), return_index=True)
    near = radii_km
    if kernel.is_on() and len(outer) <= _MANY:
        shape = ellipsoid.semi_major_m, ellipsoid.flattening
        rings = outer, np.append(np.flatnonzero(np.diff(ring)) + 1, len(ring))
        while near:  # once, or twice if it is too wide for some of the radii
            largest_m = min(map(_largest_m, near))
            radii_m = [radius * 1e3 for radius in near]
            outlines, farthest_m = kernel.outlines_of_rings(shape, rings, largest_m, radii_m)
            if outlines is not None:
                return {r: Buffer(one) for r, one in zip(near, outlines, strict=True)}
            if farthest_m <= largest_m or np.isinf(farthest_m):
                break
            near = [radius for radius in near if farthest_m <= _largest_m(radius)]
    edges, plane, farthest_m = _piece(ellipsoid, fine)
    near = [radius for radius in near if farthest_m <= _largest_m(radius)]
    if not near:
        return {}
    lands = _outlines(ellipsoid, edges, plane, [radius * 1e3 for radius in near])
    return dict(zip(near, lands, strict=True))


def _largest_m(radius_km: float) -> float:
    """Return the largest distance of a piece from its middle."""
    return min(_PIECE_M, _PIECE_SHARE * radius_km * 1e3)


def near_boundary(ellipsoid: Ellipsoid, land: BaseGeometry, radius_km: float) -> BaseGeometry:
    """Return the buffer of the rings of uncut land with `radius_km`, in the land's own longitudes.

    If the buffer covers the whole land, it also includes everything inside its outer rings.
    """
    step_deg = min(_EDGE_STEP_DEG, _largest_m(radius_km) / 300_000)
    parts = [densified(part, step_deg) for part in shapely.get_parts(_normal(land))]
    near, _ = _near_rings(ellipsoid, np.array(parts, dtype=object), radius_km)
    return shapely.union_all([each.uncut for each in near])


def _near_rings(
    ellipsoid: Ellipsoid, fine: NDArray[np.object_], radius_km: float
) -> tuple[list[Buffer], bool]:
    """Return the buffer of each piece of polygons, and whether each piece is a whole polygon."""
    near: list[Buffer] = []
    are_whole = True
    pieces = _pieces(ellipsoid, fine, radius_km)
    while some := list(islice(pieces, _AT_ONCE)):
        spend()
        near += _of_pieces(ellipsoid, [edges for edges, _ in some], radius_km * 1e3)
        are_whole = are_whole and all(is_whole for _, is_whole in some)
    return near, are_whole


def _united(
    ellipsoid: Ellipsoid, land: BaseGeometry, fine: NDArray[np.object_], radius_km: float
) -> BaseGeometry:
    """Return the buffer of land too wide for one piece: the union of its pieces' buffers."""
    near, are_whole = _near_rings(ellipsoid, fine, radius_km)
    if any(each.ring is None for each in near):  # about a pole, where longitudes have no order
        middle = [] if are_whole else [wrapped(land)]
        return shapely.union_all([*middle, *(each.shape for each in near)])
    united = shapely.union_all([each.uncut for each in near])
    return united if are_whole else _with_its_middle(united, land)


def _with_its_middle(united: BaseGeometry, geometry: BaseGeometry) -> BaseGeometry:
    """Return the union of the buffers of a geometry's boundary, with its interior holes filled.

    Each hole is farther from the boundary than the radius, so any of its points decides whether it
    is inside the geometry. (A union with the geometry itself would take time quadratic in its
    vertices.)
    """
    shapely.prepare(geometry)
    parts_within = united.geom_type != "Polygon"  # perhaps, in a hole
    openings = (
        shapely.get_parts(shapely.difference(shapely.envelope(united), united))
        if parts_within
        else np.asarray(shapely.polygons(shapely.get_rings(united)[1:]))
    )
    at = shapely.get_coordinates(shapely.point_on_surface(openings))
    within = shapely.contains_xy(geometry, at[:, 0], at[:, 1])
    if parts_within:
        return shapely.union_all([united, *openings[within]])
    open_still = shapely.get_exterior_ring(openings[~within])
    return shapely.polygons(shapely.get_exterior_ring(united), open_still)


def _of_pieces(ellipsoid: Ellipsoid, pieces: list[_Edges], radius_m: float) -> Iterator[Buffer]:
    """Yield the buffer of each piece."""
    few = [n for n, (start, _) in enumerate(pieces) if len(start) <= _MANY and kernel.is_on()]
    shape = ellipsoid.semi_major_m, ellipsoid.flattening
    outlines = kernel.outlines_of_pieces(shape, [pieces[n] for n in few], radius_m)
    rings = dict(zip(few, outlines, strict=True))
    for n, edges in enumerate(pieces):
        ring = rings.get(n)
        if ring is not None:
            yield Buffer(ring)
            continue
        flat, plane = _in_plane(ellipsoid, *edges)
        yield _outlines(ellipsoid, flat, plane, [radius_m])[0]


def _outlines(
    ellipsoid: Ellipsoid, edges: _Edges, plane: LocalPlane, radii_m: list[float]
) -> list[Buffer]:
    """Return the buffers of edges in a plane for each radius.

    The outline of many edges is that of the union of some edges' buffers each.
    """
    count = len(edges[0]) // _MANY + 1
    if count > 1 and kernel.is_on():
        shape = ellipsoid.semi_major_m, ellipsoid.flattening
        ends = np.split(plane.to_degrees(np.concatenate(edges)), 2)
        pieces = [*zip(*(np.array_split(each, count) for each in ends), strict=True)]
        rings = [kernel.outlines_of_pieces(shape, pieces, radius_m) for radius_m in radii_m]
        if not any(ring is None for each in rings for ring in each):
            lands = [shapely.union_all([*map(shapely.Polygon, each)]) for each in rings]
            outer = [shapely.get_exterior_ring(shapely.orient_polygons(land)) for land in lands]
            return [Buffer(shapely.get_coordinates(ring)[:-1]) for ring in outer]
    return _in_degrees(plane, outlines_m(*edges, radii_m))


def _pieces(
    ellipsoid: Ellipsoid, polygons: NDArray[np.object_], radius_km: float
) -> Iterator[tuple[_Edges, bool]]:
    """Yield the boundary of polygons in small enough pieces: edges, and whether a whole polygon.

    A polygon that is small enough is one piece: its outer ring. The rings of a larger one are
    split.
    """
    largest_m = _largest_m(radius_km)
    for polygon, reach_m in zip(polygons, _reaches_m(polygons), strict=True):
        if reach_m <= largest_m:
            line = shapely.get_coordinates(shapely.get_exterior_ring(polygon))
            yield (line[:-1], line[1:]), True
            continue
        if shapely.get_num_coordinates(polygon) > _MANY:
            yield from _by_cell(polygon, largest_m)
            continue
        for ring in shapely.get_rings(polygon):
            line = shapely.get_coordinates(ring)
            length_m = ellipsoid.geod.line_lengths(line[:, 0], line[:, 1])
            # a line extends at most half its length from the middle of its bounds
            longest_m = 2 * largest_m - length_m.max()
            nth = (np.cumsum(length_m) // longest_m).astype(np.int64)
            for cut in np.split(np.arange(len(nth)), np.flatnonzero(np.diff(nth)) + 1):
                yield (line[cut], line[cut + 1]), False


def _by_cell(polygon: BaseGeometry, largest_m: float) -> Iterator[tuple[_Edges, bool]]:
    """Yield the boundary of a polygon of many vertices by square cells of edges' middles.

    The cells are those of rows of latitude, so that they are square at any longitude. A cell's
    corner is as far from its middle as a piece may extend.
    """
    line, ring = shapely.get_coordinates(shapely.get_rings(polygon), return_index=True)
    edge = np.flatnonzero(ring[1:] == ring[:-1])
    start, end = line[edge], line[edge + 1]
    lon, lat = ((start + end) / 2).T
    side = largest_m / _METRES_OF_DEGREE
    row = np.floor(lat / side)
    shrink = np.cos(np.radians((row + 0.5) * side))
    column = np.floor((lon - polygon.bounds[0]) * shrink / side)
    cell = np.column_stack([column, row]).astype(np.int64)
    by_cell = np.lexsort(cell.T)
    for edges in np.split(by_cell, np.flatnonzero(np.diff(cell[by_cell], axis=0).any(axis=1)) + 1):
        yield (start[edges], end[edges]), False


def _in_plane(ellipsoid: Ellipsoid, start: Floats, end: Floats) -> tuple[_Edges, LocalPlane]:
    """Return edges in the plane at their middle."""
    plane = _plane_at(ellipsoid, np.concatenate([start, end]))
    return (plane.to_plane_m(start), plane.to_plane_m(end)), plane


def _piece(ellipsoid: Ellipsoid, polygons: NDArray[np.object_]) -> tuple[_Edges, LocalPlane, float]:
    """Return the outer edges of polygons in the plane at their middle, and the farthest vertex."""
    outer, ring = shapely.get_coordinates(shapely.get_exterior_ring(polygons), return_index=True)
    plane = _plane_at(ellipsoid, outer)
    flat = plane.to_plane_m(outer)
    inner = ring[1:] == ring[:-1]
    farthest_m = float(np.hypot(flat[:, 0], flat[:, 1]).max())
    return (flat[:-1][inner], flat[1:][inner]), plane, farthest_m


def _reaches_m(polygons: NDArray[np.object_]) -> Floats:
    """Return an upper bound of each polygon's distance from the middle of its bounds."""
    west, south, east, north = shapely.bounds(polygons).T
    nearest = np.where((south < 0) & (north > 0), 0.0, np.minimum(np.abs(south), np.abs(north)))
    width = (east - west) * np.cos(np.radians(nearest))
    return np.asarray(np.hypot(width, north - south) / 2 * _METRES_OF_DEGREE)


def _plane_at(ellipsoid: Ellipsoid, xy: Floats) -> LocalPlane:
    west, south = xy.min(axis=0)
    east, north = xy.max(axis=0)
    return ellipsoid.plane((west + east) / 2, (south + north) / 2)


def _in_degrees(plane: LocalPlane, outlines: Sequence[Floats]) -> list[Buffer]:
    """Return plane outlines in degrees, closed along the pole's edge if one contains a pole."""
    lonlat = plane.to_degrees(np.concatenate(outlines))
    rings = np.split(lonlat, np.cumsum([len(outline) for outline in outlines])[:-1])
    return [
        Buffer(ring) if pole is None else Buffer(wrapped(_about_pole(ring, pole)))
        for ring, pole in zip(rings, (_pole_in(plane, each) for each in outlines), strict=True)
    ]


def _pole_in(plane: LocalPlane, outline: Floats) -> float | None:
    """Return the latitude of the pole inside a plane outline, None if there is none."""
    pole = 90.0 if plane.lat >= 0 else -90.0
    if (90 - abs(plane.lat)) * 113_000 >= np.hypot(*outline.T).max() * 1.1:
        return None
    xy = plane.to_plane_m(np.array([[plane.lon, pole]]))[0]
    return pole if shapely.contains_xy(shapely.Polygon(outline), *xy) else None


def _about_pole(ring: Floats, pole: float) -> BaseGeometry:
    ring = np.vstack([ring, ring[:1]])
    lon = np.unwrap(ring[:, 0], period=360)
    cap = [(lon[-1], pole), (lon[0], pole)]
    return shapely.Polygon([*zip(lon, ring[:, 1], strict=True), *cap])


def outlines_m(start: Floats, end: Floats, radii_m: Sequence[float]) -> list[Floats]:
    """Return the outline (n, 2) of the buffer for each radius, counter-clockwise, in metres.

    The plain way, by GEOS: the union of a disc about every vertex and a strip along every edge,
    star-shaped about an origin that lies in all the discs, so that its outline is one ring. The
    kernel computes the same outline faster, along rays; tests compare it with this, which is used
    if the kernel is off or not applicable: near a pole, or for very many edges.

    `start` and `end` (n, 2) are the edges' ends, nearer to the origin than any radius: rings, or
    open lines. Vertices lie 9e-5 · r outside their arcs, so that chords enclose the same area as
    arcs, and the middles of chords 4.5e-5 · r inside.
    """
    places = np.unique(np.concatenate([start, end]), axis=0)
    vertices = shapely.points(places)
    long = np.hypot(*(end - start).T) > _HAIR * min(radii_m)
    edges = shapely.linestrings(np.stack([start[long], end[long]], axis=1))
    outlines = []
    for radius_m in radii_m:
        spend(len(places))
        discs = shapely.buffer(vertices, radius_m * _AREA_TRUE, quad_segs=_CHORDS // 4)
        strips = shapely.buffer(edges, radius_m, cap_style="flat")
        land = shapely.orient_polygons(shapely.union_all(np.concatenate([discs, strips])))
        outlines.append(shapely.get_coordinates(shapely.get_exterior_ring(land))[:-1])
    return outlines
