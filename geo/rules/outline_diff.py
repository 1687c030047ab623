"""What land a shape takes in and gives up when its outline is outline_diff.

While a boundary is dragged, all but a few vertices in a row stay. The way along the new ones and
back along the old is a ring about all land that changed hands. Where that ring is simple, its land
is taken in if it is walked as the zone's own outline is, and else given up: no overlay is needed.

Otherwise one overlay gives the land that is in one shape alone, in parts, each told by a point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.polygons import polygonal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.rules.scaled_plane import PlaneOutline
    from layers.edges import Floats


class OutlineDiff(NamedTuple):
    """Polygons that a shape took in and gave up.

    Unless `sure`, it remains to be seen that their areas account for the change of the whole: they
    do not where old and new land meet along an edge, from either side.
    """

    taken_in: Sequence[BaseGeometry]
    given_up: Sequence[BaseGeometry]
    sure: bool


def outline_diff(old: PlaneOutline, new: PlaneOutline) -> OutlineDiff:
    """Return the land that is in one of two shapes alone.

    >>> from geo.rules.scaled_plane import PlaneOutline
    >>> square, cut = shapely.box(0, 0, 2, 2), shapely.Polygon([(0, 0), (2, 0), (1, 1), (0, 2)])
    >>> old, new = (PlaneOutline.of(shapely.normalize(shape)) for shape in (square, cut))
    >>> found = outline_diff(old, new)
    >>> found.taken_in, [land.area for land in found.given_up], found.sure
    ([], [2.0], True)
    """
    around = _way_around(old, new)
    if around is None:
        between = shapely.symmetric_difference(new.shape, old.shape)
    elif shapely.is_valid(around):
        lands = ([], [around]) if shapely.is_ccw(around.exterior) else ([around], [])
        return OutlineDiff(*lands, sure=True)
    else:
        between = shapely.make_valid(around)
    parts = shapely.get_parts(polygonal(between))
    inside = shapely.contains(new.shape, shapely.point_on_surface(parts))
    return OutlineDiff(list(parts[inside]), list(parts[~inside]), sure=False)


def _way_around(old: PlaneOutline, new: PlaneOutline) -> shapely.Polygon | None:
    """Return the ring about the one place where two outlines differ, if it is one."""
    size, new_size = len(old.xy), len(new.xy)
    most = min(size, new_size)
    head = _equal_rows(old.xy[:most], new.xy[:most])
    tail = _equal_rows(old.xy[: -most - 1 : -1], new.xy[: -most - 1 : -1])
    tail = min(tail, most - head)
    if not head or not tail:
        return None
    ends = [head - 1, size - tail], [head - 1, new_size - tail]
    rings = {*old.ring[ends[0]].tolist(), *new.ring[ends[1]].tolist()}
    way = new.xy[head - 1 : new_size - tail + 1], old.xy[head - 1 : size - tail][::-1]
    walked = np.concatenate(way)
    if len(rings) > 1 or old.ring[-1] != new.ring[-1] or len(walked) < 4:
        return None
    return shapely.Polygon(walked)


def _equal_rows(one: Floats, other: Floats) -> int:
    """Return how many rows from the first are equal."""
    different = (one != other).any(axis=1)
    return int(different.argmax()) if different.any() else len(different)
