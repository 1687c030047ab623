"""Edits that reassign land: `transfer` from one zone to another, `swap` of one piece for another.

A drawn area may extend beyond the land concerned: the excess is ignored, and a line within 0.1 m of
a boundary is snapped to it. Giver and taker then share exactly the same vertices along their new
line, and the total land is unchanged.

By an area, the land that passes is what lies in front of the border that the two zones share,
within the distance that gives the area: their border moves into the giver, evenly. Where that would
be deeper than the border is long, it is what lies within a distance of the border.

Drawn land that must shrink is **cut back** along a straight line: land that a zone takes keeps the
part nearest to the zone; land that it releases keeps the part nearest to its outer boundary.
(Moved in on all its other sides it would be a block on a narrow neck.) Land without such a border,
or with one on opposite sides, moves in evenly by its other sides.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, ClassVar, Literal, NamedTuple, Self

import geopandas as gpd
import numpy as np
import shapely
from pydantic import ConfigDict, Field, model_validator
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.caps import AREA_TOLERANCE
from geo.edits.base import (
    AreaKm2,
    EditContext,
    ShortText,
    ZoneEdit,
    geometry_of,
    of_two_ftzs,
    row_of,
    with_geometry,
)
from geo.edits.offset import MoveLimits, Offset, Unreachable, root
from geo.edits.polygon_input import Polygonal
from geo.edits.reshape import DrawnEdit
from geo.edits.shared_borders import (
    SNAP_DEG,
    Land,
    beyond,
    cut,
    cut_along,
    is_hairline,
    joined,
    lines_in,
    negligible,
    shared_border,
    snapped,
    united,
    with_vertices,
    without_repeats,
)
from layers.errors import ScenarioError
from layers.geometry.ellipsoid import Ellipsoid
from layers.geometry.validity import NEGLIGIBLE_SHARE
from layers.messages import Message

_STEP_DEG = 0.002  # of lines whose middle is sought
_ALL_ROUND = 0.02  # of the land's side: a border whose middle is nearer to that of the land


class Transfer(DrawnEdit):
    """Transfer land of `from` to the zone `to` of the same FTZ: inside a geometry, or an area.

    In Python, `from` is `from_zone`. If land inside a geometry does not touch `to` it becomes a
    block of it; an area passes along the border that both share. A whole zone cannot be
    transferred: use merge, or remove.

    - transfer: {from: A, to: B, geometry: "POLYGON ((121 31, 122 31, 122 32, 121 31))"}
    - transfer: {from: A, to: B, by_km2: 8}

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

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["geometry"]}, {"required": ["by_km2"]}]}
    )

    from_zone: Annotated[ShortText, Field(alias="from")]
    to: ShortText
    geometry: Polygonal | None = None
    by_km2: AreaKm2 | None = None

    @property
    def subject(self) -> Message:
        """Return giver and taker."""
        return Message("edits-zone-to-zone", zone=self.from_zone, other=self.to)

    @property
    def touched(self) -> frozenset[str]:
        """Return giver and taker."""
        return frozenset({self.from_zone, self.to})

    @model_validator(mode="after")
    def _one_part(self) -> Self:
        """Require either a geometry or an area."""
        if (self.geometry is None) == (self.by_km2 is None):
            raise ScenarioError(Message("edits-transfer-unclear"))
        return self

    def edited(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the zones after the transfer."""
        _check_pair(zones, self.from_zone, self.to)
        giver, taker = geometry_of(zones, self.from_zone), geometry_of(zones, self.to)
        if self.geometry is None:
            if lines_in(shared_border(giver, taker)).is_empty:
                raise ScenarioError(self._apart(zones, giver))
            rest, more = self._along_border(giver, taker, context.ellipsoid)
        else:
            area = context.placed(self.geometry, self.crs)
            part, rest = divided(giver, area, self.from_zone, context.ellipsoid)
            more = joined(part, taker)
        return _transferred(zones, {self.from_zone: rest, self.to: more})

    def _apart(self, zones: gpd.GeoDataFrame, giver: MultiPolygon) -> Message:
        """Say that giver and taker share no border, and which zones the giver borders."""
        ftz = zones["ftz_id"].iloc[row_of(zones, self.from_zone)]
        others = zones[(zones["ftz_id"] == ftz) & (zones["zone_id"] != self.from_zone)]
        beside = [not lines_in(shared_border(giver, one)).is_empty for one in others.geometry]
        named = tuple(Message("edits-zone", zone=zone) for zone in others["zone_id"][beside])
        pair = {"zone": self.from_zone, "other": self.to}
        return Message("edits-transfer-no-border", **pair, count=len(named), beside=named)

    def _along_border(
        self, giver: MultiPolygon, taker: MultiPolygon, ellipsoid: Ellipsoid
    ) -> tuple[MultiPolygon, MultiPolygon]:
        """Return giver and taker after the area passed along their common border.

        Raises:
            ScenarioError: too little land is connected to their border, or the area is too small
                for land of any width.
        """
        by_km2, pair = self.by_km2 or 0.0, {"zone": self.from_zone, "other": self.to}
        border = lines_in(shared_border(giver, taker))
        if by_km2 >= float(ellipsoid.area_km2(giver)[0]) * (1 - NEGLIGIBLE_SHARE):
            raise ScenarioError(Message("edits-nothing-left", zone=self.from_zone))
        if not shapely.coverage_is_valid([giver, taker], gap_width=SNAP_DEG):
            giver = snapped(giver, taker)
            taker = with_vertices(taker, giver)
        try:
            grown = self._grown(giver, taker, border, ellipsoid)
        except Unreachable as error:
            most_km2 = error.nearest_km2 - float(ellipsoid.area_km2(taker)[0])
            too_much = Message("edits-transfer-too-much", **pair, by_km2=by_km2, most_km2=most_km2)
            raise ScenarioError(too_much) from error
        more = united([without_repeats(grown)])
        part, rest = cut_along(giver, more)
        if is_hairline(part):
            raise ScenarioError(Message("edits-transfer-too-thin", **pair, by_km2=by_km2))
        return rest, more

    def _grown(
        self, giver: MultiPolygon, taker: MultiPolygon, border: BaseGeometry, ellipsoid: Ellipsoid
    ) -> Land:
        """Return the taker grown into the giver by the area.

        In front of the border, if the depth is at most the border's length and there is enough
        land; else within a distance of it.

        Raises:
            Unreachable: less of the giver is connected with the border.
        """
        by_km2 = self.by_km2 or 0.0
        target_km2 = float(ellipsoid.area_km2(taker)[0]) + by_km2
        limits = MoveLimits(within=giver, along=border)
        if by_km2 <= (ellipsoid.geod.geometry_length(border) / 1e3) ** 2:
            in_front = Offset(taker, ellipsoid, 1, replace(limits, ends="flat"))
            with suppress(Unreachable):
                return in_front.to_area_km2(target_km2)
        return Offset(taker, ellipsoid, 1, limits).to_area_km2(target_km2)


class Swap(ZoneEdit, DrawnEdit):
    """Release land of a zone and take as much elsewhere, so that its area stays the same.

    `release` is drawn over land of the zone, `take` over land outside it; with `with`, a zone of
    the same FTZ, `take` is land of that zone, which gets the released land in return. The two areas
    agree within 1e-4 of the larger, or else `adjust` names the side that is fitted to the other: it
    grows evenly by its edges off the boundary, off other zones, or is cut back along a straight
    line, so that the part nearest to the zone stays. In Python, `with` is `with_zone`.

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
                more = Offset(taken, ellipsoid, 1, MoveLimits(off=shapes))
                return give.rest, united([more.to_area_km2(target_km2)])
            less = _cut_back(taken, zone, float(target_km2), ellipsoid)
            if less is None:
                all_round = Offset(united([zone, taken]), ellipsoid, -1, MoveLimits(within=taken))
                less = beyond(all_round.to_area_km2(zone_km2 + target_km2), zone)
            return give.rest, less  # noqa: TRY300  of one of the ways above
        except Unreachable as error:
            raise ScenarioError(self._unfit(float(target_km2))) from error

    def _unbalanced(
        self, released: MultiPolygon, taken: MultiPolygon, ellipsoid: Ellipsoid
    ) -> bool:
        """Return whether a side must be fitted; refuse if none is named."""
        released_km2, taken_km2 = ellipsoid.area_km2([released, taken])
        if abs(released_km2 - taken_km2) <= AREA_TOLERANCE * max(released_km2, taken_km2):
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

        It grows by its edges off the zone's boundary, into the rest. It is cut back from the rest,
        or the rest grows into it; a part that the rest does not touch shrinks on all sides.

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
        less = _cut_back(self.part, zone, target_km2, ellipsoid)
        if less is not None:
            return Share(*cut(zone, less))
        try:
            grown = Offset(self.rest, ellipsoid, 1, MoveLimits(within=self.part))
            rest, part = cut(zone, grown.to_area_km2(rest_km2 + part_km2 - target_km2))
        except Unreachable:
            part, rest = cut(zone, Offset(self.part, ellipsoid, -1).to_area_km2(target_km2))
        return Share(part, rest)


def _cut_back(
    land: MultiPolygon, other: MultiPolygon, target_km2: float, ellipsoid: Ellipsoid
) -> MultiPolygon | None:
    """Return land cut back to a target area: the part nearest to its border with other land.

    The line is perpendicular to the way from the middle of the border to that of the land. None if
    it has no border, or one on opposite sides, or all round.
    """
    plane = ellipsoid.plane(land.centroid.x, land.centroid.y)
    border = lines_in(shared_border(land, other))
    # with many vertices, so that one on an edge more or less does not turn the line
    flat, line = (plane.forward(shapely.segmentize(it, _STEP_DEG)) for it in (land, border))
    way = np.array([0.0, 0.0])
    if not border.is_empty:
        way = np.subtract(*shapely.get_coordinates(shapely.centroid([flat, line])))
    apart_m = float(np.hypot(*way))
    if apart_m <= _ALL_ROUND * math.sqrt(flat.area):
        return None
    along = way / apart_m
    across = np.array([-along[1], along[0]])
    reach_m = shapely.get_coordinates(flat) @ along
    wide_m = 2 * float(np.hypot(*shapely.get_coordinates(flat).T).max())

    def nearest(depth_km: float) -> MultiPolygon:
        far_m = float(reach_m.min()) + 1e3 * depth_km
        near, far = -wide_m * along, far_m * along
        ends = [near - wide_m * across, far - wide_m * across, far + wide_m * across]
        half = shapely.Polygon([*ends, near + wide_m * across])
        return united([shapely.intersection(land, plane.inverse(half))])

    def excess_km2(depth_km: float) -> float:
        return float(ellipsoid.area_km2(nearest(depth_km))[0]) - target_km2

    return nearest(root(excess_km2, float(np.ptp(reach_m)) / 1e3, 0.0))


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
