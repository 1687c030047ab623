"""Edits that grow or shrink a zone along its boundary: `expand` and `shrink`.

`geo.edits.offset` defines how a boundary moves.
"""

from abc import abstractmethod
from typing import Annotated, ClassVar, Literal, Self

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pydantic import BeforeValidator, ConfigDict, Field, model_validator
from shapely.geometry import MultiPoint, MultiPolygon

from geo.edits.base import (
    AreaKm2,
    EditContext,
    ZoneEdit,
    geometry_of,
    listed,
    row_of,
    with_geometry,
)
from geo.edits.offset import FARTHEST_KM, MoveLimits, Offset, Unreachable, is_exact
from geo.edits.polygon_input import Polygonal
from geo.edits.reshape import DrawnEdit
from geo.edits.shared_borders import Land, united
from geo.validation import joined_by_and
from layers.errors import ScenarioError
from layers.geometry.ellipsoid import Ellipsoid
from layers.messages import Message

_SAME_AREA = 1e-9
_SIZES = ("to_area_km2", "by_km2", "by_km")

_LEAST_KM = 1e-4  # smaller moves leave rings too thin to be measured
DistanceKm = Annotated[float, Field(gt=0, le=FARTHEST_KM)]
BearingDeg = Annotated[float, Field(ge=0, le=360)]
Obstacle = Literal["exclusions", "neighbours", "waters", "outside_province"]
_Position = Annotated[tuple[float, float], BeforeValidator(listed)]
Positions = Annotated[tuple[_Position, ...], BeforeValidator(listed)]


class ResizeEdit(ZoneEdit, DrawnEdit):
    """An edit of the zone's size: to or by an area, or by a distance along the movable boundary."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [size]} for size in _SIZES]}
    )

    to_area_km2: AreaKm2 | None = None
    by_km2: AreaKm2 | None = None
    by_km: DistanceKm | None = None
    keep_off: Annotated[tuple[Obstacle, ...], BeforeValidator(listed)] = ()
    bearing: Annotated[tuple[BearingDeg, BearingDeg] | None, BeforeValidator(listed)] = None
    within: Polygonal | None = None
    parts: Positions = ()

    _sign: ClassVar[int]

    @model_validator(mode="after")
    def _one_size(self) -> Self:
        """Require exactly one size; refuse a side of zero width or the full circle."""
        if sum(getattr(self, size) is not None for size in _SIZES) != 1:
            raise ScenarioError(Message("edits-size-unclear"))
        if self.bearing is not None and (self.bearing[1] - self.bearing[0]) % 360 == 0:
            raise ScenarioError(Message("edits-bearing-without-width"))
        return self

    def edited(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the zones with this one resized."""
        moving, rest = self._divided(geometry_of(zones, self.zone), context)
        limits = self._limits(zones, context, rest)
        rest_km2 = float(np.sum(context.ellipsoid.area_km2(rest)))
        resized = self._resized(moving, rest_km2, context.ellipsoid, limits)
        if len(rest):
            resized = united([resized, *rest])
        if resized.is_empty:
            raise ScenarioError(Message("edits-nothing-left", zone=self.zone))
        return with_geometry(zones, self.zone, context.outline(resized))

    def _divided(
        self, geometry: MultiPolygon, context: EditContext
    ) -> tuple[MultiPolygon, NDArray[np.object_]]:
        """Return the zone's parts that move, as one, and the others.

        Raises:
            ScenarioError: a position lies in no part.
        """
        polygons = shapely.get_parts(geometry)
        if not self.parts:
            return geometry, polygons[:0]
        points = shapely.get_parts(context.placed(MultiPoint(self.parts), self.crs, option="parts"))
        held = shapely.intersects(polygons[:, None], points)
        for column in np.flatnonzero(~held.any(axis=0)):
            at = dict(zip(("longitude", "latitude"), self.parts[column], strict=True))
            raise ScenarioError(Message("edits-part-missing", zone=self.zone, **at))
        moves = held.any(axis=1)
        return MultiPolygon(polygons[moves].tolist()), polygons[~moves]

    def _limits(
        self, zones: gpd.GeoDataFrame, context: EditContext, rest: NDArray[np.object_]
    ) -> MoveLimits:
        """Return where the boundary may move; `rest` are the parts that stay."""
        off = [rest] if self._sign > 0 and len(rest) else []
        inside = None
        for obstacle in self.keep_off:
            if obstacle == "neighbours":
                off.append(zones.geometry[zones["zone_id"] != self.zone].to_numpy())
            elif obstacle == "outside_province":
                ftz = zones["ftz_id"].iloc[row_of(zones, self.zone)]
                inside = context.districts.get(ftz)
                if inside is None:
                    raise ScenarioError(Message("edits-province-unknown", zone=self.zone))
            elif obstacle in context.obstacles:
                off.append(context.obstacles[obstacle])
            else:
                missing = Message("edits-obstacle", layer=obstacle)
                raise ScenarioError(Message("edits-obstacle-missing", obstacle=missing))
        within = self.within and context.placed(self.within, self.crs, option="within")
        return MoveLimits(within, self.bearing, np.concatenate(off) if off else None, inside)

    def _resized(
        self, geometry: MultiPolygon, rest_km2: float, ellipsoid: Ellipsoid, limits: MoveLimits
    ) -> Land:
        """Return land of the zone at its new size; the rest of the zone has `rest_km2`."""
        moving_km2 = float(ellipsoid.area_km2(geometry)[0])
        offset = Offset(geometry, ellipsoid, self._sign, limits)
        if self.by_km is not None:
            if self.by_km < _LEAST_KM:
                least = Message("edits-distance-too-small", by_km=self.by_km, least_km=_LEAST_KM)
                raise ScenarioError(least)
            resized = offset.by_km(self.by_km)
            moved_km2 = abs(float(ellipsoid.area_km2(resized)[0]) - moving_km2)
            if moved_km2 <= _SAME_AREA * moving_km2:
                options = self._limiting
                raise ScenarioError(
                    Message("edits-no-room", options=joined_by_and(options), count=len(options))
                )
            return resized
        today_km2 = moving_km2 + rest_km2
        target_km2 = self.to_area_km2 or today_km2 + self._sign * (self.by_km2 or 0.0)
        if abs(target_km2 - today_km2) <= _SAME_AREA * today_km2:
            return geometry
        if target_km2 <= 0:
            raise ScenarioError(Message("edits-nothing-left", zone=self.zone))
        self._check_direction(today_km2, target_km2)
        if target_km2 <= rest_km2:
            raise ScenarioError(self._unreachable(target_km2, rest_km2, limits))
        moved_km2 = target_km2 - rest_km2
        try:
            resized = offset.to_area_km2(moved_km2)
        except Unreachable as error:
            nearest_km2 = error.nearest_km2 + rest_km2
            raise ScenarioError(self._unreachable(target_km2, nearest_km2, limits)) from error
        met_km2 = float(ellipsoid.area_km2(resized)[0])
        if not is_exact(met_km2, moved_km2, moving_km2):
            raise ScenarioError(self._unreachable(target_km2, met_km2 + rest_km2, limits))
        return resized

    def _unreachable(self, target_km2: float, nearest_km2: float, limits: MoveLimits) -> Message:
        """Return the message that a target cannot be met."""
        if limits.none and not self.parts:
            return Message("edits-area-unreachable", limit_km=FARTHEST_KM, target_km2=target_km2)
        return Message(
            "edits-area-limited",
            nearest_km2=nearest_km2,
            target_km2=target_km2,
            options=joined_by_and(self._limiting),
            count=len(self._limiting),
        )

    @property
    def _limiting(self) -> list[Message]:
        """Return the options that limit where the boundary may move."""
        names = ("keep_off", "bearing", "within", "parts")
        limits = {name: getattr(self, name) for name in names}
        return [Message("edits-option", option=option) for option, value in limits.items() if value]

    @abstractmethod
    def _check_direction(self, today_km2: float, target_km2: float) -> None:
        """Refuse a target on the wrong side of the present area."""


class Expand(ResizeEdit):
    """Grow a zone along its boundary, to an area, by an area or by a distance.

    It adds all land within the distance, or within that which gives the area; with `keep_off` none
    of the plan's `exclusions` or `waters`, of other zones (`neighbours`) or `outside_province`,
    with `bearing` only on that side (from one bearing clockwise to another, degrees from north,
    seen from the centroid), with `within` only there. With `parts` only the parts of the zone grow
    that contain these positions; the centroid is theirs.

    - expand: {zone: A, to_area_km2: 130, keep_off: [exclusions, neighbours], bearing: [0, 90]}

    >>> from geo import Expand, Scenario, apply
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> grown = Expand(zone="A", to_area_km2=5, keep_off=["neighbours"])
    >>> zones = apply(plan, Scenario.of(plan, [grown]))
    >>> plan.ellipsoid.area_km2(zones.geometry).round(3).tolist()
    [5.0, 4.278]
    """

    verb: ClassVar[str] = "expand"
    place: ClassVar[float] = 2
    _sign: ClassVar[int] = 1

    def _check_direction(self, today_km2: float, target_km2: float) -> None:
        if target_km2 < today_km2:
            raise ScenarioError(
                Message("edits-expand-below-today", target_km2=target_km2, today_km2=today_km2)
            )


class Shrink(ResizeEdit):
    """Shrink a zone along its boundary, to an area, by an area or by a distance.

    With `bearing` only that side moves in, with `within` only land there is released, with `parts`
    only land of these parts. Land in `keep_off` is released first, anywhere within these limits.

    - shrink: {zone: A, by_km: 0.5, within: "POLYGON ((121 31, 122 31, 122 32, 121 31))"}

    >>> from geo import Scenario, Shrink, apply
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> zones = apply(plan, Scenario.of(plan, [Shrink(zone="A", by_km=0.1)]))
    >>> plan.ellipsoid.area_km2(zones.geometry).round(2).tolist()  # 1.73 by 2.02 km
    [3.49, 4.28]
    """

    verb: ClassVar[str] = "shrink"
    place: ClassVar[float] = 3
    _sign: ClassVar[int] = -1

    def _check_direction(self, today_km2: float, target_km2: float) -> None:
        if target_km2 > today_km2:
            raise ScenarioError(
                Message("edits-shrink-above-today", target_km2=target_km2, today_km2=today_km2)
            )
