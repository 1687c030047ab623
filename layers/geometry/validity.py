"""Validity of polygons as GEOS defines it, fast for many vertices.

GEOS compares each edge with all that its box meets: half a minute for a polygon of 100,000 spikes.
For large polygons a line sweep over the vertices is tried first (`layers/geometry/kernel/rings.c`).
If no two rings touch, they form a valid polygon exactly if every hole lies in its own shell, and no
shell lies in another except in a hole of it. If rings touch, or without the kernel, GEOS decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from layers.geometry import kernel
from layers.geometry.edges import Floats

_MANY = 2_000  # vertices, above which GEOS may be slow
_POLYGONAL = (3, 6)
_NEEDLE = 3e-8  # how wide a needle is at most, in degrees: 3 mm
NEGLIGIBLE_SHARE = 1e-6
"""An overlap or a cut below this share of the smaller polygon is rounding, not land."""


def are_valid(shapes: Iterable[BaseGeometry]) -> NDArray[np.bool_]:
    """Return which geometries are valid, equal to `shapely.is_valid`.

    >>> bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    >>> are_valid([shapely.box(0, 0, 1, 1), bow]).tolist()
    [True, False]
    """
    shapes = np.asarray(shapes, dtype=object)
    valid = np.zeros(shapes.shape, bool)
    undecided = np.ones(shapes.shape, bool)
    for row in np.flatnonzero(_is_large(shapes)):
        sure, _ = swept(shapes[row])
        if sure is not None:
            valid[row], undecided[row] = sure, False
    valid[undecided] = shapely.is_valid(shapes[undecided])
    return valid


def without_needles(land: BaseGeometry) -> BaseGeometry:
    """Return a polygon or multipolygon without needles: corners at which it turns straight back.

    The difference of two borders in degrees leaves them, at most some millimetres wide and as long
    as an edge that the two share. Land without any is returned unchanged.

    >>> land = shapely.Polygon([(0, 0), (1, 0), (1, 1), (0, 1), (0, 9), (0, 1)])
    >>> without_needles(land).wkt
    'POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))'
    """
    if not any(map(_needles, _rings_of(land))):
        return land
    parts = []
    for part in shapely.get_parts(land):
        shell, *holes = (_blunted(ring) for ring in _rings_of(part))
        if len(shell) > 2:
            parts.append(shapely.Polygon(shell, [hole for hole in holes if len(hole) > 2]))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _rings_of(land: BaseGeometry) -> list[Floats]:
    """Return the corners of every ring of some land, each once."""
    rings = shapely.get_rings(shapely.get_parts(land))
    return [shapely.get_coordinates(ring)[:-1] for ring in rings]


def _needles(ring: Floats) -> list[int]:
    """Return the corners of a ring at which it turns straight back."""
    into, out = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
    turns = (into * out).sum(axis=1) < 0
    aside = np.abs(into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0])
    longer = np.maximum(np.linalg.norm(into, axis=1), np.linalg.norm(out, axis=1))
    found: list[int] = np.flatnonzero(turns & (aside < _NEEDLE * longer)).tolist()
    return found


def _blunted(ring: Floats) -> Floats:
    while len(ring) > 2 and (needles := _needles(ring)):
        ring = np.delete(ring, needles[0], axis=0)
        same = (ring == np.roll(ring, 1, axis=0)).all(axis=1)
        ring = ring[~same]
    return ring


def is_valid(shape: BaseGeometry) -> bool:
    """Return whether one geometry is valid."""
    return bool(are_valid([shape])[0])


def fault(shape: BaseGeometry) -> str:
    """Return the fault of a geometry and its position, worded as `shapely.is_valid_reason`."""
    if _is_large(np.array([shape], dtype=object))[0]:
        _, crossing = swept(shape)
        if crossing is not None:
            one, other = (shapely.LineString(edge) for edge in crossing)
            x, y = shapely.get_coordinates(shapely.shortest_line(one, other))[0]
            return f"Self-intersection[{x:.15g} {y:.15g}]"
    return str(shapely.is_valid_reason(shape))


def swept(shape: BaseGeometry) -> tuple[bool | None, Floats | None]:
    """Return whether a polygon or multipolygon is valid, and two edges (2, 2, 2) that cross.

    None if undecided, or if no two cross.
    """
    rings, part = shapely.get_rings(shapely.get_parts(shape), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    ends = np.append(ring[1:] != ring[:-1], True)  # the repeated first vertex of a ring
    once = ~ends & np.append(True, (xy[1:] != xy[:-1]).any(axis=1) | ends[:-1])
    around, crossing = kernel.rings_around(xy[once], ring[once])
    if crossing is not None:
        return False, xy[once][crossing].reshape(2, 2, 2)
    if around is None:
        return None, None
    is_shell = np.append(True, part[1:] != part[:-1])
    shell = np.maximum.accumulate(np.where(is_shell, np.arange(len(part)), 0))
    sound = np.where(is_shell, (around < 0) | ~is_shell[around], around == shell)
    return (True if sound.all() else None), None


def _is_large(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    if not kernel.is_on():
        return np.zeros(shapes.shape, bool)
    large: NDArray[np.bool_] = shapely.get_num_coordinates(shapes) > _MANY
    if large.any():
        large &= np.isin(shapely.get_type_id(shapes), _POLYGONAL)
    return large


def polygonal(geometry: BaseGeometry | Sequence[BaseGeometry]) -> BaseGeometry | None:
    """Return all polygons in one geometry or several as a multipolygon, None if none is.

    Intersections also contain shared points and lines, which are dropped.
    """
    parts = shapely.get_parts(geometry)
    while (shapely.get_type_id(parts) > 3).any():
        parts = shapely.get_parts(parts)
    polygons = parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)]
    return shapely.multipolygons(polygons) if len(polygons) else None


def largest_polygon(shape: shapely.Geometry) -> Polygon:
    """Return the largest polygon of a shape (an empty one if it has none)."""
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area, default=Polygon())
