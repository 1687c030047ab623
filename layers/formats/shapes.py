"""Geometry as a plan holds it: two dimensions, no empty shapes, collections taken apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from layers.formats.table import Assumption, Table
from layers.messages import Message

if TYPE_CHECKING:
    from layers.edges import Ints

_COLLECTION, _POLYGON, _MULTIPOLYGON = 7, 3, 6


def flat(table: Table) -> Table:
    """Return the table with plain shapes: no heights or measures, no collections of polygons.

    An empty shape becomes None. A collection of anything but polygons stays, to be refused by row.
    """
    frame = table.located
    shapes = frame.geometry.to_numpy().copy()
    said: list[Assumption] = []
    solid = shapely.has_z(shapes) | shapely.has_m(shapes)
    if solid.any():
        shapes[solid] = shapely.force_2d(shapes[solid])
        heights = Message("format-geometry-flat", rows=int(solid.sum()))
        said.append(Assumption("geometry", "2D", heights))
    empty = shapely.is_empty(shapes) & ~shapely.is_missing(shapes)
    shapes[empty] = None
    collections = np.flatnonzero(shapely.get_type_id(shapes) == _COLLECTION)
    apart = {int(row): _polygons(shapes[row]) for row in collections}
    apart = {row: shape for row, shape in apart.items() if shape is not None}
    if apart:
        whole = Message("format-geometry-collection", rows=len(apart))
        said.append(Assumption("geometry", "MultiPolygon", whole))
    for row, shape in apart.items():
        shapes[row] = shape
    if not said and not empty.any():
        return table
    plain = frame.set_geometry(shapes, crs=frame.crs)
    return replace(table, frame=plain, assumed=(*table.assumed, *said))


def _polygons(collection: Any) -> shapely.MultiPolygon | None:  # noqa: ANN401  a shapely geometry
    """Return the polygons of a collection as one shape; None where it holds anything else."""
    parts, left = [], [collection]
    while left:
        shape = left.pop()
        kind: Ints = shapely.get_type_id(shape)
        if kind in (_COLLECTION, _MULTIPOLYGON):
            left.extend(reversed(shapely.get_parts(shape)))
        elif kind == _POLYGON:
            parts.append(shape)
        else:
            return None
    return shapely.MultiPolygon(parts) if parts else None
