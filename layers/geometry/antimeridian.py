"""Shapes across the antimeridian: stored cut at ±180°, edited and drawn in one piece.

A plan stores longitudes within ±180, and a shape across 180° as polygons on both sides that meet
at ±180, as GeoPackage, QGIS and RFC 7946 do: the shape is **wrapped**. Where contiguity matters
(edits, blocks, drawing), the polygons are shifted to one side by whole turns and the cut between
them is dissolved: the shape is **unwrapped**. A whole turn is exact for longitudes within 52° of
180°, and wrapping restores the same vertices.
"""

from collections.abc import Iterable
from typing import Any, TypeAlias, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from layers.geometry.edges import Floats, as_shapes

Extent = tuple[float, float, float, float]
"""West, south, east, north in degrees; east is beyond 180 if the extent crosses 180°."""

Shapes: TypeAlias = "NDArray[np.object_]"
"""An array of geometries in degrees."""

ACROSS = 180.0
"""The middle of the longitude range 0 to 360, in which nothing is cut at 180°."""

_STRAIGHT_DEG = 1e-12  # tolerance for computed points on a straight line
_LEAP_DEG = 270.0  # no real edge spans this much


def wrapped(shape: BaseGeometry) -> Polygon | MultiPolygon:
    """Return a polygon with longitudes within ±180, cut where it crosses the antimeridian.

    Both sides of a cut have the same vertices. A shape within ±180 is returned unchanged.

    >>> [part.bounds for part in wrapped(shapely.box(179, 0, 182, 1)).geoms]
    [(179.0, 0.0, 180.0, 1.0), (-180.0, 0.0, -178.0, 1.0)]
    """
    west, _, east, _ = shape.bounds
    if shape.is_empty or (west >= -180 and east <= 180):
        return cast("Polygon | MultiPolygon", shape)
    parts = [part for whole in shapely.get_parts(shape) for part in _wrapped_parts(whole)]
    if east - west >= 360:  # a polar cap: its two ends meet
        return cast("Polygon | MultiPolygon", shapely.union_all(parts))
    return parts[0] if isinstance(shape, Polygon) and len(parts) == 1 else MultiPolygon(parts)


def unwrapped(shapes: object, around: float = ACROSS) -> Shapes:
    """Return shapes with each polygon, line or point shifted nearest to a longitude, in one piece.

    Polygons of a shape that then meet at 180° are merged. A shape that needs no shift or merge is
    returned unchanged.

    >>> fiji = wrapped(shapely.box(179, -17, 182, -16))
    >>> unwrapped(fiji)[0].bounds
    (179.0, -17.0, 182.0, -16.0)
    """
    out = as_shapes(shapes).copy()
    parts, owner = shapely.get_parts(out, return_index=True)
    bounds = shapely.bounds(parts)
    west, east = bounds[:, 0], bounds[:, 2]
    shift = np.nan_to_num(360 * np.round((around - (west + east) / 2) / 360))
    seam = 180 + 360 * np.round((around - 180) / 360)
    shifted = np.unique(owner[shift != 0])
    if len(shifted):
        mine = np.isin(owner, shifted)
        by = np.repeat(shift[mine], shapely.get_num_coordinates(parts[mine]))
        out[shifted] = shapely.transform(
            out[shifted], lambda xy: xy + np.column_stack([by, np.zeros(len(by))])
        )
    meets = np.intersect1d(owner[east + shift == seam], owner[west + shift == seam])
    for row in meets[shapely.get_type_id(out[meets]) == 6]:
        out[row] = _united_at(out[row], seam)
    return out


def whole(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape in one piece if it crosses 180°, else unchanged.

    It crosses 180° if it is narrower than half a turn unwrapped, but not within ±180.

    >>> whole(wrapped(shapely.box(179, 0, 182, 1))).bounds
    (179.0, 0.0, 182.0, 1.0)
    """
    west, _, east, _ = shape.bounds
    if not east - west > 180:
        return shape
    piece: BaseGeometry = unwrapped(shape)[0]
    west, _, east, _ = piece.bounds
    return piece if east - west <= 180 else shape


def without_cuts(shape: BaseGeometry) -> BaseGeometry:
    """Return an unwrapped polygon without the vertices at 180° that only a cut added.

    For drawing, where the other vertices are corners.

    >>> cut = wrapped(shapely.box(179, 0, 182, 1))
    >>> shapely.get_num_coordinates([unwrapped(cut)[0], without_cuts(unwrapped(cut)[0])]).tolist()
    [7, 5]
    """
    if not (shapely.get_coordinates(shape)[:, 0] == ACROSS).any():
        return shape
    parts = [
        Polygon(_corners(part.exterior), [_corners(ring) for ring in part.interiors])
        for part in shapely.get_parts(shape)
        if isinstance(part, Polygon)
    ]
    return MultiPolygon(parts) if isinstance(shape, MultiPolygon) and parts else shape


def point_within(shapes: object) -> Shapes:
    """Return a point inside each polygon or multipolygon, the same for any cut at 180°.

    >>> point_within(wrapped(shapely.box(179, 0, 183, 1)))[0].coords[0]
    (-179.0, 0.5)
    """
    lands = np.array([without_cuts(whole(shape)) for shape in as_shapes(shapes)], dtype=object)
    return unwrapped(shapely.point_on_surface(lands), 0.0)


def in_one_frame(shapes: Shapes) -> Shapes:
    """Return shapes in one longitude range: about 180° if they span more than half a turn.

    >>> east, west = shapely.box(179, 0, 180, 1), shapely.box(-180, 0, -179, 1)
    >>> shapely.total_bounds(in_one_frame(np.array([east, west]))).tolist()
    [179.0, 0.0, 181.0, 1.0]
    """
    west, _, east, _ = shapely.total_bounds(shapes)
    return unwrapped(shapes) if east - west > 180 else shapes


def continued(shape: Any) -> Any:  # noqa: ANN401  a line or land, as given
    """Return a line or polygon whose edges go the short way, past ±180 if that is shorter.

    Some files write a crossing of 180° as 179.5, −179.5. As no edge spans three quarters of a turn,
    this means 179.5, 180.5. Shapes without such an edge, or around a pole, are returned unchanged.

    >>> continued(shapely.LineString([(179.5, 0), (-179.5, 0)])).wkt
    'LINESTRING (179.5 0, 180.5 0)'
    """
    if isinstance(shape, MultiPolygon):
        parts = [continued(part) for part in shape.geoms]
        same = all(one is other for one, other in zip(parts, shape.geoms, strict=True))
        return shape if same else MultiPolygon(parts)
    lines = [shape] if isinstance(shape, LineString) else [shape.exterior, *shape.interiors]
    lines_xy = [shapely.get_coordinates(line) for line in lines]
    unrolled = [_continued(xy) for xy in lines_xy]
    if all(map(np.array_equal, lines_xy, unrolled)):
        return shape
    if isinstance(shape, LineString):
        return LineString(unrolled[0])
    if any(xy[0, 0] != xy[-1, 0] for xy in unrolled):
        return shape
    middle = (unrolled[0][:, 0].min() + unrolled[0][:, 0].max()) / 2
    for hole in unrolled[1:]:
        hole[:, 0] += 360 * np.round((middle - hole[:, 0].mean()) / 360)
    return Polygon(unrolled[0], unrolled[1:])


def smallest_extent(shapes: Iterable[Shapes]) -> Extent:
    """Return the smallest extent that contains all shapes, across 180° if that is smaller.

    Without shapes, it is the whole globe.

    >>> smallest_extent([np.array([shapely.box(178, -19, 180, -16), shapely.Point(-179, -15)])])
    (178.0, -19.0, 181.0, -15.0)
    """
    parts = shapely.get_parts(np.concatenate(list(shapes)))
    bounds = shapely.bounds(parts[~shapely.is_empty(parts)])
    if not len(bounds):
        return -180.0, -90.0, 180.0, 90.0
    south, north = float(bounds[:, 1].min()), float(bounds[:, 3].max())
    order = np.argsort(bounds[:, 0], kind="stable")
    west, east = bounds[order, 0], np.maximum.accumulate(bounds[order, 2])
    gap = west[1:] - east[:-1]
    widest = int(gap.argmax()) if len(gap) else 0
    if len(gap) and gap[widest] > 360 - (east[-1] - west[0]):
        return float(west[widest + 1]), south, float(east[widest]) + 360, north
    return float(west[0]), south, float(east[-1]), north


def _wrapped_parts(polygon: Polygon) -> list[Polygon]:
    """Return the pieces of a polygon in each turn of longitudes, shifted to within ±180."""
    west, _, east, _ = polygon.bounds
    first, last = np.floor((west + 180) / 360), np.ceil((east + 180) / 360) - 1
    if first >= last:
        return [_turned(polygon, -360 * first)]
    pieces = []
    for turn in np.arange(first, last):
        polygon = _with_vertices_at(polygon, 180 + 360 * turn)
    for turn in np.arange(first, last + 1):
        window = shapely.box(-180 + 360 * turn, -90, 180 + 360 * turn, 90)
        parts = shapely.get_parts(shapely.intersection(polygon, window))
        pieces += [_turned(piece, -360 * turn) for piece in parts if isinstance(piece, Polygon)]
    return pieces


def _with_vertices_at(polygon: Polygon, meridian: float) -> Polygon:
    """Return a polygon with a vertex at each crossing of an edge and a meridian."""

    def cut(ring: BaseGeometry) -> Floats:
        xy = shapely.get_coordinates(ring)
        x, y = xy.T
        crosses = np.flatnonzero((x[:-1] - meridian) * (x[1:] - meridian) < 0)
        # from west to east, so that an edge shared by two polygons is cut at the same point
        west = crosses + (x[crosses + 1] < x[crosses])
        east = 2 * crosses + 1 - west
        share = (meridian - x[west]) / (x[east] - x[west])
        at = y[west] + share * (y[east] - y[west])
        new = np.column_stack([np.full(len(at), meridian), at])
        return np.insert(xy, crosses + 1, new, axis=0)

    return Polygon(cut(polygon.exterior), [cut(ring) for ring in polygon.interiors])


def _corners(ring: BaseGeometry) -> Floats:
    """Return the positions of a ring without those at 180° on a straight line across it."""
    xy = shapely.get_coordinates(ring)[:-1]
    before, after = np.roll(xy, 1, axis=0) - xy, np.roll(xy, -1, axis=0) - xy
    crosses = (xy[:, 0] == ACROSS) & (before[:, 0] * after[:, 0] < 0)
    bend = np.abs(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0])
    straight = bend <= _STRAIGHT_DEG * np.hypot(*(after - before).T)
    corners = xy[~(crosses & straight)]
    return corners if len(corners) > 2 else xy


def _turned(shape: Any, degrees: float) -> Any:  # noqa: ANN401  any geometry, as given
    """Return a shape with all longitudes shifted."""
    return (
        shape if degrees == 0 else shapely.transform(shape, lambda xy: xy + np.array([degrees, 0]))
    )


def _united_at(shape: MultiPolygon, seam: float) -> MultiPolygon:
    """Return a multipolygon with its parts on both sides of a meridian merged, others unchanged."""
    parts = shapely.get_parts(shape)
    beside = (shapely.bounds(parts)[:, [0, 2]] == seam).any(axis=1)
    united = shapely.get_parts(shapely.union_all(parts[beside]))
    return MultiPolygon([*united, *parts[~beside]])


def _continued(xy: Floats) -> Floats:
    """Return positions without jumps from one side to the other."""
    leap = np.diff(xy[:, 0])
    turns = np.where(np.abs(leap) > _LEAP_DEG, -np.sign(leap), 0.0)
    unrolled = xy.copy()
    unrolled[1:, 0] += 360 * np.cumsum(turns)
    return unrolled
