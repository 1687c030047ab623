"""What a boundary redrawn in one place takes in or gives up, without an overlay.

While a boundary is dragged, all but a few vertices in a row stay. The way along the new ones and
back along the old is a ring about all land that changed hands. Where that ring is simple, its land
is taken in if it is walked as the zone's own outline is, and else given up. Where it crosses
itself, every part between crossings is one or the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.rules.base import polygonal

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from layers.edges import Floats, Ints


class Outline(NamedTuple):
    """A normalised shape, its vertices ring after ring, and the ring of each."""

    shape: BaseGeometry
    xy: Floats
    ring: Ints

    @classmethod
    def of(cls, shape: BaseGeometry) -> Outline:
        """Return the outline of a normalised polygon or multipolygon."""
        rings = shapely.get_rings(shapely.get_parts(shape))
        return cls(shape, *shapely.get_coordinates(rings, return_index=True))


class Redrawn(NamedTuple):
    """Polygons that a shape took in and gave up, in one place."""

    taken_in: list[BaseGeometry]
    given_up: list[BaseGeometry]


def redrawn(old: Outline, new: Outline) -> Redrawn | None:
    """Return the land between two outlines that differ in one place; None says nothing.

    Where old and new land meet along an edge from either side, what is found is not right: then
    the areas of taken in and given up do not account for the change of the whole.

    >>> square, cut = shapely.box(0, 0, 2, 2), shapely.Polygon([(0, 0), (2, 0), (1, 1), (0, 2)])
    >>> found = redrawn(*(Outline.of(shapely.normalize(shape)) for shape in (square, cut)))
    >>> found.taken_in, [land.area for land in found.given_up]
    ([], [2.0])
    """
    size, new_size = len(old.xy), len(new.xy)
    most = min(size, new_size)
    head = _equal_rows(old.xy[:most], new.xy[:most])
    tail = _equal_rows(old.xy[: -most - 1 : -1], new.xy[: -most - 1 : -1])
    tail = min(tail, most - head)
    if not head or not tail:
        return None
    ends = [head - 1, size - tail], [head - 1, new_size - tail]
    rings = old.ring[ends[0]].tolist() + new.ring[ends[1]].tolist()
    if len(set(rings)) > 1 or old.ring[-1] != new.ring[-1]:
        return None
    way = new.xy[head - 1 : new_size - tail + 1], old.xy[head - 1 : size - tail][::-1]
    walked = np.concatenate(way)
    if len(walked) < 4:
        return None
    land = shapely.Polygon(walked)
    if shapely.is_valid(land):
        backwards = shapely.is_ccw(land.exterior)
        return Redrawn([], [land]) if backwards else Redrawn([land], [])
    parts = shapely.get_parts(polygonal(shapely.make_valid(land)))
    inside = shapely.contains(new.shape, shapely.point_on_surface(parts))
    if inside.all() or not inside.any():
        return None
    return Redrawn(list(parts[inside]), list(parts[~inside]))


def _equal_rows(one: Floats, other: Floats) -> int:
    """Return how many rows from the first are equal."""
    different = (one != other).any(axis=1)
    return int(different.argmax()) if different.any() else len(different)
