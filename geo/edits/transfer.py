"""Edits that reassign land: `transfer` from one zone to another, `swap` of one piece for another.

A drawn area may extend beyond the land concerned: the excess is ignored, and a line within 0.1 m of
a boundary is snapped to it. Giver and taker then share exactly the same vertices along their new
line, and the total land is unchanged.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, NamedTuple

import geopandas as gpd
import shapely
from pydantic import Field
from shapely.geometry import MultiPolygon

from geo.edits.base import (
    EditContext,
    ShortText,
    ZoneEdit,
    geometry_of,
    of_two_ftzs,
    row_of,
    with_geometry,
)
from geo.edits.offset import MoveLimits, Offset, Unreachable
from geo.edits.polygon_input import Polygonal
from geo.edits.reshape import DrawnEdit
from geo.edits.shared_borders import (
    SNAP_DEG,
    Land,
    beyond,
    cut,
    joined,
    negligible,
    snapped,
    united,
    with_vertices,
)
from layers.errors import ScenarioError
from layers.geometry.ellipsoid import Ellipsoid
from layers.messages import Message

_BALANCE = 1e-4  # of the larger of the two


class Transfer(DrawnEdit):
    """Transfer the land of `from` inside a geometry to the zone `to` of the same FTZ.

    In Python, `from` is `from_zone`. If the land does not touch `to` it becomes a block of it. A
    whole zone cannot be transferred: use merge, or remove.

    - transfer: {from: A, to: B, geometry: "POLYGON ((121 31, 122 31, 122 32, 121 31))"}

    >>> from geo import Scenario, Transfer, apply
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> strip = "POLYGON ((120.01 29.9, 120.02 29.9, 120.02 30.1, 120.01 30.1, 120.01 29.9))"
    >>> handed = Transfer(from_zone="A", to="B", geometry=strip)
    >>> zones = apply(plan, Scenario.of(plan, [handed]))
    >>> plan.ellipsoid.area_km2(zones.geometry).round(2).tolist()
    [2.14, 6.42]
    """

    verb: ClassVar[str] = "transfer"
    place: ClassVar[float] = 9

    from_zone: Annotated[ShortText, Field(alias="from")]
    to: ShortText
    geometry: Polygonal

    @property
    def subject(self) -> Message:
        """Return giver and taker."""
        return Message("edits-zone-to-zone", zone=self.from_zone, other=self.to)

    @property
    def touched(self) -> frozenset[str]:
        """Return giver and taker."""
        return frozenset({self.from_zone, self.to})

    def edited(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the zones after the transfer."""
        _check_pair(zones, self.from_zone, self.to)
        area = context.placed(self.geometry, self.crs)
        giver, taker = geometry_of(zones, self.from_zone), geometry_of(zones, self.to)
        part, rest = divided(giver, area, self.from_zone, context.ellipsoid)
        return _transferred(zones, {self.from_zone: rest, self.to: joined(part, taker)})


class Swap(ZoneEdit, DrawnEdit):
    """Release land of a zone and take as much elsewhere, so that its area stays the same.

    `release` is drawn over land of the zone, `take` over land outside it; with `with`, a zone of
    the same FTZ, `take` is land of that zone, which gets the released land in return. The two areas
    agree within 1e-4 of the larger, or else `adjust` names the side that is fitted to the other: it
    grows or shrinks evenly by its edges off the boundary, and when growing keeps off other zones.
    In Python, `with` is `with_zone`.

    - swap: {zone: A, release: "POLYGON ((121 31, …))", take: "POLYGON ((122 31, …))", adjust: take}

    >>> from geo import Scenario, Swap, apply
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> west = "POLYGON ((119.9 29.9, 120.005 29.9, 120.005 30.1, 119.9 30.1, 119.9 29.9))"
    >>> north = "POLYGON ((120 30.02, 120.02 30.02, 120.02 30.03, 120 30.03, 120 30.02))"
    >>> swapped = Swap(zone="A", release=west, take=north, adjust="take")
    >>> zones = apply(plan, Scenario.of(plan, [swapped]))
    >>> plan.ellipsoid.area_km2(zones.geometry).round(3).tolist()  # unchanged
    [4.278, 4.278]
    """

    verb: ClassVar[str] = "swap"
    place: ClassVar[float] = 10

    release: Polygonal
    take: Polygonal
    with_zone: Annotated[ShortText | None, Field(alias="with")] = None
    adjust: Literal["take", "release"] | None = None

    @property
    def subject(self) -> Message:
        """Return the zone and its partner."""
        if self.with_zone is None:
            return super().subject
        return Message("edits-zone-with-zone", zone=self.zone, other=self.with_zone)

    @property
    def touched(self) -> frozenset[str]:
        """Return the zone and its partner."""
        return frozenset({self.zone, self.with_zone} if self.with_zone else {self.zone})

    def edited(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the zones with the land swapped."""
        if self.with_zone is None:
            rest, taken = self._with_free_land(zones, context)
            return with_geometry(zones, self.zone, context.outline(joined(taken, rest)))
        _check_pair(zones, self.zone, self.with_zone)
        give = self._share(zones, self.zone, "release", context)
        take = self._share(zones, self.with_zone, "take", context)
        if self._unbalanced(give.part, take.part, context.ellipsoid):
            side, other = (take, give) if self.adjust == "take" else (give, take)
            fitted = self._fitted(side, other.part, context.ellipsoid)
            give, take = (give, fitted) if self.adjust == "take" else (fitted, take)
        return _transferred(
            zones,
            {self.zone: joined(take.part, give.rest), self.with_zone: joined(give.part, take.rest)},
        )

    def _share(
        self, zones: gpd.GeoDataFrame, zone: str, option: str, context: EditContext
    ) -> Share:
        """Return a zone divided by the option's geometry."""
        area = context.placed(getattr(self, option), self.crs, option=option)
        return divided(geometry_of(zones, zone), area, zone, context.ellipsoid, option)

    def _with_free_land(
        self, zones: gpd.GeoDataFrame, context: EditContext
    ) -> tuple[MultiPolygon, MultiPolygon]:
        """Return the land that the zone keeps, and the land that it takes outside all zones."""
        ellipsoid = context.ellipsoid
        give = self._share(zones, self.zone, "release", context)
        zone = geometry_of(zones, self.zone)
        shapes = zones.geometry.to_numpy()
        take = context.placed(self.take, self.crs, option="take")
        near = shapes[shapely.dwithin(shapes, take, SNAP_DEG)]
        taken = beyond(snapped(take, *near) if len(near) else take, zone)
        if negligible(taken, (take,), ellipsoid):
            raise ScenarioError(
                Message(
                    "edits-option-inside-zone",
                    zone=self.zone,
                    option=Message("edits-option", option="take"),
                )
            )
        if not self._unbalanced(give.part, taken, ellipsoid):
            return give.rest, taken
        if self.adjust == "release":
            return self._fitted(give, taken, ellipsoid).rest, taken
        target_km2, today_km2, zone_km2 = ellipsoid.area_km2([give.part, taken, zone])
        try:
            if target_km2 > today_km2:
                grown = Offset(taken, ellipsoid, 1, MoveLimits(off=shapes)).to_area_km2(target_km2)
                return give.rest, united([grown])
            whole = united([zone, taken])
            less = Offset(whole, ellipsoid, -1, MoveLimits(within=taken))
            return give.rest, beyond(less.to_area_km2(zone_km2 + target_km2), zone)
        except Unreachable as error:
            raise ScenarioError(self._unfit(float(target_km2))) from error

    def _unbalanced(
        self, released: MultiPolygon, taken: MultiPolygon, ellipsoid: Ellipsoid
    ) -> bool:
        """Return whether a side must be fitted; refuse if none is named."""
        released_km2, taken_km2 = ellipsoid.area_km2([released, taken])
        if abs(released_km2 - taken_km2) <= _BALANCE * max(released_km2, taken_km2):
            return False
        if self.adjust is None:
            raise ScenarioError(
                Message(
                    "edits-swap-unbalanced",
                    zone=self.zone,
                    release_km2=float(released_km2),
                    take_km2=float(taken_km2),
                )
            )
        return True

    def _fitted(self, share: Share, other: MultiPolygon, ellipsoid: Ellipsoid) -> Share:
        """Return a zone divided so that the part has as much land as the other side."""
        target_km2 = float(ellipsoid.area_km2(other)[0])
        try:
            return share.with_part_of(target_km2, ellipsoid)
        except Unreachable as error:
            raise ScenarioError(self._unfit(target_km2)) from error

    def _unfit(self, target_km2: float) -> Message:
        side = Message("edits-option", option=self.adjust or "")
        return Message("edits-swap-unfitted", option=side, target_km2=target_km2)


class Share(NamedTuple):
    """A zone divided in two: the transferred land, and the rest."""

    part: MultiPolygon
    rest: MultiPolygon

    def with_part_of(self, target_km2: float, ellipsoid: Ellipsoid) -> Share:
        """Return the zone divided again, so that the part has the target area.

        The part's edges off the zone's boundary move: outwards into the rest, or inwards as the
        rest grows into it; a part that the rest does not touch shrinks on all sides.

        Raises:
            Unreachable: it cannot have this area.
        """
        zone = united([self.part, self.rest])
        part_km2, rest_km2 = ellipsoid.area_km2([self.part, self.rest])
        if target_km2 > part_km2:
            grown = Offset(self.part, ellipsoid, 1, MoveLimits(within=zone))
            part, rest = cut(zone, grown.to_area_km2(target_km2))
            if negligible(rest, (zone,), ellipsoid):
                raise Unreachable(float(part_km2))
            return Share(part, rest)
        try:
            grown = Offset(self.rest, ellipsoid, 1, MoveLimits(within=self.part))
            rest, part = cut(zone, grown.to_area_km2(rest_km2 + part_km2 - target_km2))
        except Unreachable:
            part, rest = cut(zone, Offset(self.part, ellipsoid, -1).to_area_km2(target_km2))
        return Share(part, rest)


def divided(
    zone: MultiPolygon, area: Land, zone_id: str, ellipsoid: Ellipsoid, option: str = "geometry"
) -> Share:
    """Return a zone divided by an area, which an option gives.

    Raises:
        ScenarioError: the area contains none of the zone, or all of it.
    """
    share = Share(*cut(zone, area))
    option_name = Message("edits-option", option=option)
    if negligible(share.part, (area, zone), ellipsoid):
        raise ScenarioError(Message("edits-option-misses-zone", zone=zone_id, option=option_name))
    if negligible(share.rest, (zone,), ellipsoid):
        raise ScenarioError(Message("edits-option-covers-zone", zone=zone_id, option=option_name))
    return share


def _check_pair(zones: gpd.GeoDataFrame, one: str, other: str) -> None:
    """Refuse zones that do not exist, are not distinct, or are not of one FTZ."""
    ftz, other_ftz = (zones["ftz_id"].iloc[row_of(zones, zone)] for zone in (one, other))
    if one == other:
        raise ScenarioError(Message("edits-transfer-to-itself", zone=one))
    if ftz != other_ftz:
        pair = {one: ftz, other: other_ftz}
        raise ScenarioError(of_two_ftzs(pair, "edits-transfer-other-ftz", "edits-transfer-no-ftz"))


def _transferred(zones: gpd.GeoDataFrame, shapes: dict[str, MultiPolygon]) -> gpd.GeoDataFrame:
    """Return the zones with two new outlines that share every vertex where they touch."""
    (one, first), (other, second) = shapes.items()
    first = with_vertices(first, second)
    child = with_geometry(zones, one, first)
    return with_geometry(child, other, with_vertices(second, first))
