"""The land that a shape gains and loses when its outline changes.

While a boundary is dragged, all vertices except a few consecutive ones stay. The new ones and, in
reverse, the old ones form a ring around all changed land. If that ring is simple, its land is
gained if the ring has the orientation of the shape's outline, else lost: no overlay is needed.

If no vertex stays, two overlays give the land that is in only one of the shapes. If the ring is not
simple, its parts are that land, and a point of each decides which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.polygons import polygonal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from layers.geometry.edges import Floats
    from layers.geometry.scaled_plane import PlaneOutline


class OutlineDiff(NamedTuple):
    """Polygons that a shape gained and lost.

    Unless `sure`, the caller must check that their areas add up to the change of the whole: they do
    not if old and new land touch along an edge.
    """

    gained: Sequence[BaseGeometry]
    lost: Sequence[BaseGeometry]
    sure: bool


def outline_diff(old: PlaneOutline, new: PlaneOutline) -> OutlineDiff:
    """Return the land that is in only one of two shapes.

    >>> from layers.geometry.scaled_plane import PlaneOutline
    >>> square, cut = shapely.box(0, 0, 2, 2), shapely.Polygon([(0, 0), (2, 0), (1, 1), (0, 2)])
    >>> old, new = (PlaneOutline.of(shapely.normalize(shape)) for shape in (square, cut))
    >>> diff = outline_diff(old, new)
    >>> diff.gained, [land.area for land in diff.lost], diff.sure
    ([], [2.0], True)
    """
    ring = _changed_ring(old, new)
    if ring is None:
        gained = shapely.difference(new.shape, old.shape)
        return OutlineDiff([gained], [shapely.difference(old.shape, new.shape)], sure=False)
    if shapely.is_valid(ring):
        lands = ([], [ring]) if shapely.is_ccw(ring.exterior) else ([ring], [])
        return OutlineDiff(*lands, sure=True)
    parts = shapely.get_parts(polygonal(shapely.make_valid(ring)))
    inside = shapely.contains(new.shape, shapely.point_on_surface(parts))
    return OutlineDiff(list(parts[inside]), list(parts[~inside]), sure=False)


def _changed_ring(old: PlaneOutline, new: PlaneOutline) -> shapely.Polygon | None:
    """Return the ring around the land where two outlines differ, None if it is not one ring."""
    size, new_size = len(old.xy), len(new.xy)
    most = min(size, new_size)
    head = _equal_rows(old.xy[:most], new.xy[:most])
    tail = _equal_rows(old.xy[: -most - 1 : -1], new.xy[: -most - 1 : -1])
    tail = min(tail, most - head)
    if not head or not tail:
        return None
    ends = [head - 1, size - tail], [head - 1, new_size - tail]
    rings = {*old.ring[ends[0]].tolist(), *new.ring[ends[1]].tolist()}
    path = new.xy[head - 1 : new_size - tail + 1], old.xy[head - 1 : size - tail][::-1]
    vertices = np.concatenate(path)
    if len(rings) > 1 or old.ring[-1] != new.ring[-1] or len(vertices) < 4:
        return None
    return shapely.Polygon(vertices)


def _equal_rows(one: Floats, other: Floats) -> int:
    """Return how many leading rows are equal."""
    different = (one != other).any(axis=1)
    return int(different.argmax()) if different.any() else len(different)
