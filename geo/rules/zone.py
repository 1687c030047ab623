"""The subjects of rules: a zone, and an FTZ as its zones."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.polygons import polygonal
from geo.rules.outline_diff import outline_diff
from geo.rules.scaled_plane import PlaneOutline, ScaledPlane
from layers.geometry.antimeridian import unwrapped, whole
from layers.runtime.cache import cached_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.rules.scaled_plane import Shapes
    from layers.geometry.edges import Floats
    from layers.geometry.ellipsoid import Ellipsoid

_ROUNDING = 1e-10  # of a zone's area
_NOWHERE = shapely.MultiPolygon()
_KM_PER_DEGREE = 111.3


def digest_of(shape: BaseGeometry) -> bytes:
    """Return a hash of a polygon that does not depend on the order of its rings and vertices."""
    wkb: bytes = shapely.to_wkb(shapely.normalize(shape))
    return hashlib.blake2b(wkb, digest_size=16).digest()


class Blocks(NamedTuple):
    """The single polygons of a zone."""

    shapes: Shapes
    area_km2: Floats


class Zone:
    """A zone, with properties of its polygon that are computed on first use.

    Zones of the same id, FTZ and polygon are one object while they are in the cache; equality is
    identity. `ftz_id` is None for a zone of no FTZ. `shape` (degrees, lon/lat) is normalised, and
    never prepared: threads share it, and GEOS does not guard a prepared shape. `row` is the zone's
    place in the plan, None for a zone that the plan does not have like this.
    """

    def __init__(
        self,
        zone_id: str,
        ftz_id: str | None,
        shape: BaseGeometry,
        ellipsoid: Ellipsoid,
        row: int | None = None,
    ) -> None:
        self.zone_id = zone_id
        self.ftz_id = ftz_id
        self.shape: BaseGeometry = shapely.normalize(shape)
        self.ellipsoid = ellipsoid
        self.row = row

    @cached_property
    def whole(self) -> BaseGeometry:
        """Return the zone in one piece where it lies across 180°, else its shape."""
        piece = whole(self.shape)
        return self.shape if piece is self.shape else shapely.normalize(piece)

    @cached_property
    def blocks(self) -> Blocks:
        """Return the blocks of the zone."""
        shapes = shapely.get_parts(self.whole)
        return Blocks(shapes, self.ellipsoid.area_km2(shapes))

    @cached_property
    def area_km2(self) -> float:
        """Return the area of the zone: the sum of its blocks."""
        return float(self.blocks.area_km2.sum())

    @cached_property
    def plane(self) -> ScaledPlane:
        """Return the plane about the zone."""
        return ScaledPlane.about(np.array([self.whole]), self.ellipsoid)

    @cached_property
    def flat(self) -> BaseGeometry:
        """Return the zone in metres, in the plane about it."""
        flat: BaseGeometry = self.plane.flat(np.array([self.whole]))[0]
        return flat

    @cached_property
    def flat_outline(self) -> PlaneOutline:
        """Return the vertices of the zone in metres."""
        ring = self.outline.ring if self.whole is self.shape else PlaneOutline.of(self.whole).ring
        return PlaneOutline(self.flat, shapely.get_coordinates(self.flat), ring)

    @cached_property
    def outline(self) -> PlaneOutline:
        """Return the vertices of the zone."""
        return PlaneOutline.of(self.shape)

    def meets(self, shape: BaseGeometry) -> bool:
        """Return whether the zone and a shape have a point in common."""
        return bool(shapely.intersects(self.shape, shape))

    def reaches_180(self, degrees: float) -> bool:
        """Return whether the zone lies within a distance in degrees of the antimeridian."""
        west, _, east, _ = self.shape.bounds
        return west <= degrees - 180 or east >= 180 - degrees

    @cached_property
    def across_180(self) -> BaseGeometry:
        """Return the zone in longitudes from 0 to 360."""
        shape: BaseGeometry = unwrapped(self.shape)[0]
        return shape

    def is_near(self, other: Zone, degrees: float) -> bool:
        """Return whether another zone is within a distance in degrees, across 180° as well."""
        if shapely.dwithin(other.shape, self.shape, degrees):
            return True
        if not (self.reaches_180(degrees) and other.reaches_180(degrees)):
            return False
        return bool(shapely.dwithin(other.across_180, self.across_180, degrees))

    def degrees(self, metres: float) -> float:
        """Return an upper bound of a distance in degrees, anywhere in the zone, and 1 % more."""
        _, south, _, north = self.shape.bounds
        farthest = math.radians(min(max(abs(south), abs(north)), 89))
        return metres / 1e3 / (_KM_PER_DEGREE * math.cos(farthest)) * 1.01


class Ftz:
    """An FTZ: its zones in the order of their ids, beside those that it has in the plan."""

    def __init__(self, ftz_id: str, zones: tuple[Zone, ...], before: dict[str, Zone]) -> None:
        self.ftz_id = ftz_id
        self.zones = zones
        self._before = before

    @cached_property
    def area_km2(self) -> float:
        """Return the area of the FTZ: the sum of its zones."""
        return math.fsum(zone.area_km2 for zone in self.zones)

    @cached_property
    def exchange(self) -> Exchange:
        """Return the land that the FTZ takes in and gives up against the plan."""
        before, now = set(self._before.values()), set(self.zones)
        new = [zone for zone in self.zones if zone not in before]
        old = [zone for zone in self._before.values() if zone not in now]
        if len(new) == len(old) == 1:
            found = _exchange_of_one(old[0], new[0], before - {*old} | now - {*new})
            if found is not None:
                return found
        added, released = _land_in_none_of(new, before), _land_in_none_of(old, now)
        if added is None and released is None:
            return Exchange(None, 0.0, None, 0.0)
        ellipsoid = (new or old)[0].ellipsoid
        area_km2 = ellipsoid.area_km2([added or _NOWHERE, released or _NOWHERE])
        return Exchange(added, float(area_km2[0]), released, float(area_km2[1]))


class Exchange(NamedTuple):
    """The land that an FTZ takes in and gives up against the baseline, with its areas.

    Land that passes from one of its zones to another is in neither.
    """

    added: BaseGeometry | None
    added_km2: float
    released: BaseGeometry | None
    released_km2: float


def _exchange_of_one(old: Zone, new: Zone, others: Iterable[Zone]) -> Exchange | None:
    """Return the exchange of an FTZ of which one zone changed, by the difference of its outlines.

    None where another zone meets the changed land, or the areas do not add up.
    """
    found = outline_diff(old.outline, new.outline)
    added, released = polygonal(found.gained), polygonal(found.lost)
    lands = [land for land in (added, released) if land is not None]
    if any(zone.meets(land) for zone in others for land in lands):
        return None
    more = new.area_km2 - old.area_km2
    if found.sure:
        return Exchange(added, max(more, 0.0), released, max(-more, 0.0))
    area_km2 = new.ellipsoid.area_km2([added or _NOWHERE, released or _NOWHERE]).tolist()
    if abs(area_km2[0] - area_km2[1] - more) > _ROUNDING * new.area_km2:
        return None
    return Exchange(added, area_km2[0], released, area_km2[1])


def _land_in_none_of(zones: Sequence[Zone], others: Iterable[Zone]) -> BaseGeometry | None:
    """Return the land of some zones that is in none of others."""
    if not zones:
        return None
    land = _union(zones)
    near = [zone for zone in others if zone.meets(land)]
    return polygonal(shapely.difference(land, _union(near)) if near else land)


def _union(zones: Sequence[Zone]) -> BaseGeometry:
    if len(zones) == 1:
        return zones[0].shape
    return shapely.union_all([zone.shape for zone in sorted(zones, key=lambda zone: zone.zone_id)])
