"""An FTZ for the rules: its zones, and the land exchanged against the plan.

While a boundary is dragged, all vertices except a few consecutive ones stay. The new ones and, in
reverse, the old ones form a ring around all changed land. If that ring is simple, its land is
gained if the ring has the orientation of the shape's outline, else lost: no overlay is needed.

If no vertex stays, two overlays give the land that is in only one of the shapes. If the ring is not
simple, its parts are that land, and a point of each decides which.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.zone import Zone
from layers.geometry.edges import Floats
from layers.geometry.scaled_plane import PlaneOutline
from layers.geometry.validity import polygonal
from layers.runtime.cache import cached_property


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


_ROUNDING = 1e-10  # of a zone's area
_NOWHERE = shapely.MultiPolygon()


class Ftz:
    """An FTZ: its zones ordered by id, and those that it has in the plan."""

    def __init__(self, ftz_id: str, zones: tuple[Zone, ...], before: dict[str, Zone]) -> None:
        self.ftz_id = ftz_id
        self.zones = zones
        self._before = before

    @cached_property
    def area_km2(self) -> float:
        """Return the area of the FTZ: the sum of its zones."""
        return math.fsum(zone.polygon.area_km2 for zone in self.zones)

    @cached_property
    def exchange(self) -> Exchange:
        """Return the land that the FTZ gains and loses against the plan."""
        before, now = set(self._before.values()), set(self.zones)
        new = [zone for zone in self.zones if zone not in before]
        old = [zone for zone in self._before.values() if zone not in now]
        if len(new) == len(old) == 1:
            quick = _exchange_of_one(old[0], new[0], before - {*old} | now - {*new})
            if quick is not None:
                return quick
        added, released = _land_in_none_of(new, before), _land_in_none_of(old, now)
        if added is None and released is None:
            return Exchange(None, 0.0, None, 0.0)
        ellipsoid = (new or old)[0].polygon.ellipsoid
        area_km2 = ellipsoid.area_km2([added or _NOWHERE, released or _NOWHERE])
        return Exchange(added, float(area_km2[0]), released, float(area_km2[1]))


class Exchange(NamedTuple):
    """The land that an FTZ gains and loses against the baseline, with its areas.

    Land exchanged between its zones is in neither.
    """

    added: BaseGeometry | None
    added_km2: float
    released: BaseGeometry | None
    released_km2: float


def _exchange_of_one(old: Zone, new: Zone, others: Iterable[Zone]) -> Exchange | None:
    """Return the exchange of an FTZ with one changed zone, by the difference of its outlines.

    None if another zone meets the changed land, or the areas do not add up.
    """
    diff = outline_diff(old.polygon.outline, new.polygon.outline)
    added, released = polygonal(diff.gained), polygonal(diff.lost)
    lands = [land for land in (added, released) if land is not None]
    if any(zone.polygon.meets(land) for zone in others for land in lands):
        return None
    more = new.polygon.area_km2 - old.polygon.area_km2
    if diff.sure:
        return Exchange(added, max(more, 0.0), released, max(-more, 0.0))
    area_km2 = new.polygon.ellipsoid.area_km2([added or _NOWHERE, released or _NOWHERE]).tolist()
    if abs(area_km2[0] - area_km2[1] - more) > _ROUNDING * new.polygon.area_km2:
        return None
    return Exchange(added, area_km2[0], released, area_km2[1])


def _land_in_none_of(zones: Sequence[Zone], others: Iterable[Zone]) -> BaseGeometry | None:
    """Return the land of some zones outside the others."""
    if not zones:
        return None
    land = _union(zones)
    near = [zone for zone in others if zone.polygon.meets(land)]
    return polygonal(shapely.difference(land, _union(near)) if near else land)


def _union(zones: Sequence[Zone]) -> BaseGeometry:
    if len(zones) == 1:
        return zones[0].polygon.shape
    ordered = sorted(zones, key=lambda zone: zone.zone_id)
    return shapely.union_all([zone.polygon.shape for zone in ordered])
