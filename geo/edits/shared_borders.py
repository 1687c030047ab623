"""Borders that two outlines share, cut so that both sides have exactly the same vertices.

- The **snapping distance** is 1e-6 of a degree, about 0.1 m. A drawn shape within it of a boundary
  is **snapped** to the boundary: drawn vertices move onto it, and its vertices are added to the
  drawn shape. Only the drawn shape changes.
- A shape is **cut** along a line by noding both together: each piece takes its vertices from the
  same nodes, so that touching pieces share their line exactly, with no gap, overlap or sliver.
- A coordinate within 1e-12 of a degree of zero, about 0.1 µm, **is** zero: only there can numbers
  be so close (1e-308) that an overlay misplaces a crossing.
- Two shapes are **joined** by snapping the second to the first and forming the union: a border that
  they share, or that runs within the snapping distance, dissolves completely.
"""

from collections.abc import Iterable
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from layers.geometry.edges import Floats
from layers.geometry.ellipsoid import Ellipsoid
from layers.geometry.validity import NEGLIGIBLE_SHARE, is_valid, polygonal

SNAP_DEG = 1e-6
"""The snapping distance, in degrees."""

SHORTEST_BORDER_DEG = 10 * SNAP_DEG
"""The longest border, in degrees, that counts as a point."""

_ROUNDING_DEG = 1e-12  # tolerance of positions computed on an edge, and of zero

Land: TypeAlias = "Polygon | MultiPolygon"
_Shape = TypeVar("_Shape", bound="BaseGeometry")


def rounded(shape: _Shape) -> _Shape:
    """Return a shape with coordinates next to zero set to zero; unchanged if that is invalid."""
    xy = shapely.get_coordinates(shape)
    if not ((xy != 0) & (np.abs(xy) < _ROUNDING_DEG)).any():
        return shape
    xy[np.abs(xy) < _ROUNDING_DEG] = 0.0
    result: _Shape = shapely.transform(shape, lambda _: xy)
    return result if is_valid(result) else shape


def snapped(drawn: Any, *boundaries: BaseGeometry, within_deg: float = SNAP_DEG) -> Any:  # noqa: ANN401  a line or land, as given
    """Return a drawn line or polygon snapped to boundaries.

    `within_deg` is the snapping distance, larger for less exact drawings. If snapping would make
    the shape invalid (it is hardly wider itself), it stays unchanged.
    """
    drawn = rounded(drawn)
    edges = shapely.union_all([_linework(rounded(boundary)) for boundary in boundaries])
    shapely.prepare(edges)
    if not shapely.dwithin(edges, _linework(drawn), within_deg):
        return drawn
    corners = _near(shapely.get_coordinates(edges), drawn, within_deg)
    snapped = shapely.snap(drawn, shapely.multipoints(corners), within_deg)

    def onto(xy: Floats) -> Floats:
        points: NDArray[np.object_] = np.asarray(shapely.points(xy), dtype=object)
        close = shapely.dwithin(edges, points, within_deg)
        ways = shapely.shortest_line(points[close], edges)
        moved = xy.copy()
        moved[close] = shapely.get_coordinates(ways)[1::2]
        return moved

    result: Any = shapely.transform(snapped, onto)
    return result if is_valid(result) and not result.is_empty else drawn


def without_repeats(land: _Shape) -> _Shape:
    """Return land with one vertex in place of several that differ by rounding."""
    result: _Shape = shapely.remove_repeated_points(land, 10 * _ROUNDING_DEG)
    return result if is_valid(result) else land


def with_vertices(land: MultiPolygon, other: BaseGeometry) -> MultiPolygon:
    """Return the land with the other's vertices on its boundary added as vertices."""
    land, other = rounded(land), rounded(other)
    ours = {tuple(xy) for xy in shapely.get_coordinates(land).tolist()}
    near = _near(shapely.get_coordinates(other), land, _ROUNDING_DEG)
    missing = [xy for xy in near.tolist() if tuple(xy) not in ours]
    if not missing:
        return land
    result = shapely.snap(land, shapely.multipoints(missing), _ROUNDING_DEG)
    return MultiPolygon(list(shapely.get_parts(result))) if is_valid(result) else land


def pieces(land: MultiPolygon, line: BaseGeometry) -> list[Polygon]:
    """Return the pieces into which a line (or the boundary of land) cuts a shape.

    >>> square = shapely.MultiPolygon([shapely.box(0, 0, 2, 2)])
    >>> [piece.area for piece in pieces(square, shapely.LineString([(1, -1), (1, 3)]))]
    [2.0, 2.0]
    """
    land, line = rounded(land), rounded(line)
    noded = shapely.union_all([shapely.boundary(land), _linework(line)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    shapely.prepare(land)
    return list(faces[shapely.covers(land, shapely.point_on_surface(faces))])


def cut(land: MultiPolygon, area: Land) -> tuple[MultiPolygon, MultiPolygon]:
    """Return the land inside and outside an area, with exactly the same common line.

    The area is snapped to the land first. Either may be empty.
    """
    return cut_along(land, snapped(area, land))


def cut_along(land: MultiPolygon, area: Land) -> tuple[MultiPolygon, MultiPolygon]:
    """Return the same for an area that needs no snapping: its line ends on the land's boundary."""
    faces = np.array(pieces(with_vertices(land, area), area), dtype=object)
    shapely.prepare(area)
    inside = shapely.covers(area, shapely.point_on_surface(faces))
    return united(faces[inside]), united(faces[~inside])


def beyond(area: Land, land: MultiPolygon) -> MultiPolygon:
    """Return the part of an area, snapped to the land, outside the land; may be empty."""
    faces = np.array(pieces(united([area]), with_vertices(land, area)), dtype=object)
    shapely.prepare(land)
    return united(faces[~shapely.covers(land, shapely.point_on_surface(faces))])


def joined(first: MultiPolygon, second: MultiPolygon) -> MultiPolygon:
    """Return the union of both; the border between them dissolves. The second is snapped.

    No snapping is done if the two already match vertex by vertex.
    """
    first, second = rounded(first), rounded(second)
    if shapely.coverage_is_valid([first, second], gap_width=SNAP_DEG):
        return united([first, second])
    other = snapped(second, first)
    return united([with_vertices(first, other), other])


def united(lands: Any) -> MultiPolygon:  # noqa: ANN401  a list or an array of land
    """Return the union of land as one multipolygon, possibly empty; narrow slits are filled."""
    union = polygonal(shapely.union_all([rounded(land) for land in lands]))
    if union is None:
        return MultiPolygon()
    return MultiPolygon([_without_slits(part) for part in cast("MultiPolygon", union).geoms])


def shared_border(land: BaseGeometry, neighbour: BaseGeometry) -> BaseGeometry:
    """Return the part of a boundary within the snapping distance of a neighbour's.

    >>> one, other = shapely.box(0, 0, 1, 1), shapely.box(1, 0.5, 2, 2)
    >>> round(shared_border(one, other).length, 5)
    0.5
    """
    line = shapely.boundary(neighbour)
    window = shapely.box(*shapely.buffer(shapely.box(*land.bounds), SNAP_DEG).bounds)
    beside = shapely.buffer(shapely.intersection(line, window), SNAP_DEG)
    return shapely.intersection(shapely.boundary(land), beside)


def lines_in(shape: BaseGeometry) -> MultiLineString:
    """Return the lines of a shared border, each in one piece, without those that are points."""
    parts = shapely.get_parts(shape)
    parts = parts[shapely.get_dimensions(parts) == 1]
    merged = shapely.line_merge(shapely.multilinestrings(parts))
    lines = shapely.get_parts(merged)
    return MultiLineString(list(lines[shapely.length(lines) > SHORTEST_BORDER_DEG]))


def is_hairline(land: BaseGeometry) -> bool:
    """Return whether land is nowhere wider than the snapping distance."""
    return bool(land.is_empty or shapely.buffer(land, -SNAP_DEG / 2).is_empty)


def negligible(land: BaseGeometry, beside: Iterable[Land], ellipsoid: Ellipsoid) -> bool:
    """Return whether land is a rounding error compared with other land.

    It is if it is nowhere wider than the snapping distance, or below 1e-6 of any of the others.
    """
    if is_hairline(land):
        return True
    area, *others = ellipsoid.area_km2([land, *beside])
    return bool(area < NEGLIGIBLE_SHARE * min(others))


def _without_slits(part: Polygon) -> Polygon:
    """Return a polygon without holes narrower than the snapping distance."""
    holes = [hole for hole in part.interiors if 2 * Polygon(hole).area > SNAP_DEG * hole.length / 2]
    return part if len(holes) == len(part.interiors) else Polygon(part.exterior, holes)


def _near(xy: Floats, shape: BaseGeometry, distance_deg: float) -> Floats:
    """Return the distinct positions within a distance of a shape's lines."""
    edges = _linework(shape)
    shapely.prepare(edges)
    unique = np.unique(xy, axis=0)
    near: Floats = unique[shapely.dwithin(edges, shapely.points(unique), distance_deg)]
    return near


def _linework(shape: BaseGeometry) -> BaseGeometry:
    """Return the lines of a shape: a line itself, the boundary of land."""
    lines = isinstance(shape, LineString | MultiLineString)
    return shape if lines else cast("BaseGeometry", shapely.boundary(shape))
