"""An FTZ for the rules: its zones, and the land exchanged against the plan."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import shapely

from geo.polygons import polygonal
from geo.rules.outline_diff import outline_diff
from layers.runtime.cache import cached_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.zone import Zone

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
