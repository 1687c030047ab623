"""Geometry in a plan's form: two dimensions, no empty shapes, collections split."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from layers.formats.table import Assumption, Table
from layers.geometry.edges import Ints
from layers.messages import Message

_COLLECTION, _POLYGON, _MULTIPOLYGON = 7, 3, 6


def flat(table: Table) -> Table:
    """Return the table with plain shapes: no heights or measures, no collections of polygons.

    An empty shape becomes None. Other collections stay, and are refused by row later.
    """
    frame = table.located
    shapes = frame.geometry.to_numpy().copy()
    assumptions: list[Assumption] = []
    solid = shapely.has_z(shapes) | shapely.has_m(shapes)
    if solid.any():
        shapes[solid] = shapely.force_2d(shapes[solid])
        heights = Message("format-geometry-flat", rows=int(solid.sum()))
        assumptions.append(Assumption("geometry", "2D", heights))
    empty = shapely.is_empty(shapes) & ~shapely.is_missing(shapes)
    shapes[empty] = None
    collections = np.flatnonzero(shapely.get_type_id(shapes) == _COLLECTION)
    apart = {int(row): _polygons(shapes[row]) for row in collections}
    apart = {row: shape for row, shape in apart.items() if shape is not None}
    if apart:
        whole = Message("format-geometry-collection", rows=len(apart))
        assumptions.append(Assumption("geometry", "MultiPolygon", whole))
    for row, shape in apart.items():
        shapes[row] = shape
    if not assumptions and not empty.any():
        return table
    plain = frame.set_geometry(shapes, crs=frame.crs)
    return replace(table, frame=plain, assumed=(*table.assumed, *assumptions))


def nested(polygons: Sequence[shapely.Polygon]) -> Any:  # noqa: ANN401  a shapely geometry
    """Return one shape of polygons by the even-odd rule: a ring inside an odd number is a hole.

    Duplicate rings, such as outline and hatch, count once.

    >>> outer, inner = shapely.box(0, 0, 9, 9), shapely.box(1, 1, 2, 2)
    >>> nested([outer, inner, outer]).area
    80.0
    """
    all_rings = [shapely.Polygon(ring) for shape in polygons for ring in _rings(shape)]
    keys = {shapely.normalize(ring).wkb: ring for ring in all_rings}
    rings = sorted(keys.values(), key=lambda ring: -ring.area)
    inside = shapely.point_on_surface(np.array(rings, dtype=object))
    tree = shapely.STRtree(rings)
    of, around = tree.query(inside, predicate="within")
    outer: list[list[int]] = [[] for _ in rings]
    for one, other in zip(of.tolist(), around.tolist(), strict=True):
        if other < one:  # larger rings come first
            outer[one].append(other)
    shells = {nth: list[Any]() for nth in range(len(rings)) if len(outer[nth]) % 2 == 0}
    for nth, ring in enumerate(rings):
        if nth not in shells:
            shells[max(it for it in outer[nth] if it in shells)].append(ring.exterior.coords)
    parts = [shapely.Polygon(rings[nth].exterior, holes) for nth, holes in shells.items()]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _rings(shape: shapely.Polygon) -> list[Any]:
    return [shape.exterior, *shape.interiors]


def _polygons(collection: Any) -> shapely.MultiPolygon | None:  # noqa: ANN401  a shapely geometry
    """Return the polygons of a collection as one shape; None if it has other geometry."""
    parts, stack = [], [collection]
    while stack:
        shape = stack.pop()
        kind: Ints = shapely.get_type_id(shape)
        if kind in (_COLLECTION, _MULTIPOLYGON):
            stack.extend(reversed(shapely.get_parts(shape)))
        elif kind == _POLYGON:
            parts.append(shape)
        else:
            return None
    return shapely.MultiPolygon(parts) if parts else None
