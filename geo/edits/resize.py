"""Edits that let a zone grow or shrink along its boundary: `expand` and `shrink`.

How a boundary moves is told in `geo.edits.offset`.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from geo.edits.base import EditContext, ZoneEdit, geometry_of, listed, with_geometry
from geo.edits.offset import AREA_TOLERANCE, FARTHEST_KM, Limits, Offset, Unreachable
from geo.edits.polygon_input import Polygonal  # noqa: TC001  pydantic reads it
from geo.edits.reshape import DrawnEdit
from layers.errors import ScenarioError

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry import MultiPolygon

    from geo.edits.shared_borders import Land
    from layers.ellipsoid import Ellipsoid

_SAME_AREA = 1e-9
_REMEDY = "ease what limits it, or give another size"

_LEAST_KM = 1e-4  # what moves less leaves rings so thin that measuring them does not end
AreaKm2 = Annotated[float, Field(gt=0, le=1e7)]
DistanceKm = Annotated[float, Field(gt=0, le=FARTHEST_KM)]
BearingDeg = Annotated[float, Field(ge=0, le=360)]
Obstacle = Literal["exclusions", "neighbours", "waters"]


class ResizeEdit(ZoneEdit, DrawnEdit):
    """An edit of the zone's size: to an area, or by a distance along the boundary that may move."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["to_area_km2"]}, {"required": ["by_km"]}]}
    )

    to_area_km2: AreaKm2 | None = None
    by_km: DistanceKm | None = None
    keep_off: Annotated[tuple[Obstacle, ...], BeforeValidator(listed)] = ()
    bearing: Annotated[tuple[BearingDeg, BearingDeg] | None, BeforeValidator(listed)] = None
    within: Polygonal | None = None

    _sign: ClassVar[int]

    @model_validator(mode="after")
    def _one_size(self) -> Self:
        """Refuse no size, and two; and a side of no width or all round."""
        if (self.to_area_km2 is None) == (self.by_km is None):
            raise ValueError("takes either to_area_km2 or by_km; give one of them")
        if self.bearing is not None and (self.bearing[1] - self.bearing[0]) % 360 == 0:
            raise ValueError(
                "bearing goes from one bearing clockwise to another; "
                "give two that differ, or leave it out for all round"
            )
        return self

    def apply(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the zones with this one grown or shrunk."""
        geometry = geometry_of(zones, self.zone)
        limits = self._limits(zones, context)
        resized = self._resized(geometry, context.ellipsoid, limits)
        if resized.is_empty:
            raise ScenarioError(f"nothing is left of {self.zone}; give a smaller by_km, or remove")
        return with_geometry(zones, self.zone, context.outline(resized))

    def _limits(self, zones: gpd.GeoDataFrame, context: EditContext) -> Limits:
        """Return where the boundary may move."""
        off = []
        for obstacle in self.keep_off:
            if obstacle == "neighbours":
                off.append(zones.geometry[zones["zone_id"] != self.zone].to_numpy())
            elif obstacle in context.obstacles:
                off.append(context.obstacles[obstacle])
            else:
                raise ScenarioError(
                    f"the plan has no {obstacle} to keep off; "
                    f"take {obstacle} out of keep_off, or add the layer to the plan"
                )
        within = self.within and context.placed(self.within, self.crs, name="within")
        return Limits(within, self.bearing, np.concatenate(off) if off else None)

    def _resized(self, geometry: MultiPolygon, ellipsoid: Ellipsoid, limits: Limits) -> Land:
        """Return the zone at its new size."""
        today_km2 = float(ellipsoid.area_km2(geometry)[0])
        offset = Offset(geometry, ellipsoid, self._sign, limits)
        if self.to_area_km2 is None:
            if (self.by_km or 0.0) < _LEAST_KM:
                raise ScenarioError(
                    f"by_km {self.by_km:g} moves nothing; give {_LEAST_KM:g} or more"
                )
            resized = offset.by_km(self.by_km or 0.0)
            moved_km2 = abs(float(ellipsoid.area_km2(resized)[0]) - today_km2)
            if moved_km2 <= _SAME_AREA * today_km2:
                raise ScenarioError(f"{self._bounds()} no room; {_REMEDY}")
            return resized
        if abs(self.to_area_km2 - today_km2) <= _SAME_AREA * today_km2:
            return geometry
        self._check_direction(today_km2, self.to_area_km2)
        try:
            resized = offset.to_area_km2(self.to_area_km2)
        except Unreachable as error:
            raise ScenarioError(self._unreachable(error.nearest_km2, limits)) from error
        met_km2 = float(ellipsoid.area_km2(resized)[0])
        if abs(met_km2 - self.to_area_km2) > AREA_TOLERANCE * self.to_area_km2:
            raise ScenarioError(self._unreachable(met_km2, limits))
        return resized

    def _unreachable(self, nearest_km2: float, limits: Limits) -> str:
        """Return why a target cannot be met."""
        if limits.none:
            return (
                f"no distance up to {FARTHEST_KM:g} km gives {self.to_area_km2:.6g} km²; "
                "correct to_area_km2"
            )
        return (
            f"the nearest that can be reached is {nearest_km2:.6g} km², not "
            f"{self.to_area_km2:.6g}: {self._bounds()} no room; {_REMEDY}"
        )

    def _bounds(self) -> str:
        """Return the options that limit the boundary, as the subject of "leave no room"."""
        given = {"keep_off": self.keep_off, "bearing": self.bearing, "within": self.within}
        named = [option for option, value in given.items() if value]
        return f"{' and '.join(named)} {'leave' if len(named) > 1 else 'leaves'}"

    @abstractmethod
    def _check_direction(self, today_km2: float, target_km2: float) -> None:
        """Refuse a target on the wrong side of today's area."""


class Expand(ResizeEdit):
    """Let a zone grow along its boundary, to an area or by a distance.

    It takes in every place within the distance; with `keep_off` nothing of the plan's `exclusions`
    or `waters` or of other zones (`neighbours`), with `bearing` only on that side (from one bearing
    clockwise to another, degrees from north, seen from the centroid), with `within` only there.

    - expand: {zone: A, to_area_km2: 130, keep_off: [exclusions, neighbours], bearing: [0, 90]}
    """

    verb: ClassVar[str] = "expand"
    _sign: ClassVar[int] = 1

    def _check_direction(self, today_km2: float, target_km2: float) -> None:
        if target_km2 < today_km2:
            raise ScenarioError(
                f"to_area_km2 {target_km2:.6g} is below today's {today_km2:.6g} km²; "
                "give more, or use shrink"
            )


class Shrink(ResizeEdit):
    """Let a zone shrink along its boundary, to an area or by a distance.

    With `bearing` only that side moves in, with `within` only what lies there is given up. What
    lies in the land of `keep_off` is given up first, wherever it is within these limits.

    - shrink: {zone: A, by_km: 0.5, within: "POLYGON ((121 31, 122 31, 122 32, 121 31))"}
    """

    verb: ClassVar[str] = "shrink"
    _sign: ClassVar[int] = -1

    def _check_direction(self, today_km2: float, target_km2: float) -> None:
        if target_km2 > today_km2:
            raise ScenarioError(
                f"to_area_km2 {target_km2:.6g} is above today's {today_km2:.6g} km²; "
                "give less, or use expand"
            )
