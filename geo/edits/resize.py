"""Edits that let a zone grow or shrink evenly along its boundary: `expand` and `shrink`.

The boundary is offset in the azimuthal plane about the zone's centroid. Corners are round: the
grown zone is then every place within the distance, no sharp corner shoots out, and the area grows
steadily with the distance, which is what finding the distance for a given area stands on (a mitre
that is cut at its limit makes the area jump). Edges longer than 0.02° are followed at that step,
because straight in longitude and latitude is not straight in the plane.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from math import pi, sqrt
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

import shapely
from pydantic import ConfigDict, Field, model_validator
from scipy.optimize import brentq

from geo.edits.base import EditContext, ZoneEdit, geometry_of, with_geometry
from layers.errors import ScenarioError

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry import MultiPolygon, Polygon

    from layers.ellipsoid import Ellipsoid, LocalPlane

_STEP_DEG = 0.02
_QUARTER_SEGMENTS = 16  # chords of a quarter circle: 0.12 % of the distance inside the arc
_FARTHEST_KM = 1000.0
_AREA_TOLERANCE = 1e-4  # of the target
_SAME_AREA = 1e-9

AreaKm2 = Annotated[float, Field(gt=0, le=1e7)]
DistanceKm = Annotated[float, Field(gt=0, le=_FARTHEST_KM)]


@dataclass(frozen=True)
class _Offset:
    """A zone in its local plane, ready to be offset by any distance."""

    plane: LocalPlane
    flat: MultiPolygon

    @classmethod
    def of(cls, geometry: MultiPolygon, ellipsoid: Ellipsoid) -> _Offset:
        """Return a zone laid in the plane about its centroid."""
        centre = geometry.centroid
        plane = ellipsoid.plane(centre.x, centre.y)
        return cls(plane, plane.forward(shapely.segmentize(geometry, _STEP_DEG)))

    def by_km(self, distance_km: float) -> Polygon | MultiPolygon:
        """Return the zone grown by a distance, or shrunk by a negative one, in degrees."""
        metres = distance_km * 1e3
        grown = shapely.buffer(self.flat, metres, quad_segs=_QUARTER_SEGMENTS, join_style="round")
        result: Polygon | MultiPolygon = self.plane.inverse(grown)
        return result

    def to_area_km2(self, target_km2: float, sign: int) -> Polygon | MultiPolygon:
        """Return the zone grown (`sign` 1) or shrunk (−1) until it has the target area."""
        area_km2, length_km = self.flat.area / 1e6, self.flat.length / 1e3
        ellipsoid = self.plane.ellipsoid

        def excess_km2(distance_km: float) -> float:
            grown = self.by_km(sign * distance_km)
            return float(ellipsoid.area_km2(grown)[0]) - target_km2

        missing_km2 = abs(target_km2 - area_km2)
        reach_km = min(missing_km2 / length_km, sqrt(missing_km2 / pi)) + 1e-6
        while reach_km < _FARTHEST_KM and sign * excess_km2(reach_km) < 0:
            reach_km *= 2
        if reach_km >= _FARTHEST_KM:
            raise ScenarioError(
                f"no distance up to {_FARTHEST_KM:g} km gives {target_km2:.6g} km²; "
                "correct to_area_km2"
            )
        precision_km = 1e-10 * target_km2 / length_km
        return self.by_km(sign * float(brentq(excess_km2, 0.0, reach_km, xtol=precision_km)))


class ResizeEdit(ZoneEdit):
    """An edit of the zone's size: to an area, or by a distance along the whole boundary."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["to_area_km2"]}, {"required": ["by_km"]}]}
    )

    to_area_km2: AreaKm2 | None = None
    by_km: DistanceKm | None = None

    _sign: ClassVar[int]

    @model_validator(mode="after")
    def _one_size(self) -> Self:
        """Refuse no size, and two."""
        if (self.to_area_km2 is None) == (self.by_km is None):
            raise ValueError("takes either to_area_km2 or by_km; give one of them")
        return self

    def apply(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the zones with this one grown or shrunk."""
        geometry = geometry_of(zones, self.zone)
        resized = self._resized(geometry, context.ellipsoid)
        if resized.is_empty:
            raise ScenarioError(f"nothing is left of {self.zone}; give a smaller by_km, or remove")
        return with_geometry(zones, self.zone, context.outline(resized))

    def _resized(self, geometry: MultiPolygon, ellipsoid: Ellipsoid) -> Polygon | MultiPolygon:
        """Return the zone at its new size."""
        if self.to_area_km2 is None:
            return _Offset.of(geometry, ellipsoid).by_km(self._sign * (self.by_km or 0.0))
        today_km2 = float(ellipsoid.area_km2(geometry)[0])
        if abs(self.to_area_km2 - today_km2) <= _SAME_AREA * today_km2:
            return geometry
        self._check_direction(today_km2, self.to_area_km2)
        resized = _Offset.of(geometry, ellipsoid).to_area_km2(self.to_area_km2, self._sign)
        met_km2 = float(ellipsoid.area_km2(resized)[0])
        if abs(met_km2 - self.to_area_km2) > _AREA_TOLERANCE * self.to_area_km2:
            raise ScenarioError(
                f"the nearest area found to {self.to_area_km2:.6g} km² is {met_km2:.6g}; "
                "correct to_area_km2"
            )
        return resized

    @abstractmethod
    def _check_direction(self, today_km2: float, target_km2: float) -> None:
        """Refuse a target on the wrong side of today's area."""


class Expand(ResizeEdit):
    """Let a zone grow evenly along its boundary, to an area or by a distance."""

    verb: ClassVar[str] = "expand"
    _sign: ClassVar[int] = 1

    def _check_direction(self, today_km2: float, target_km2: float) -> None:
        if target_km2 < today_km2:
            raise ScenarioError(
                f"to_area_km2 {target_km2:.6g} is below today's {today_km2:.6g} km²; "
                "give more, or use shrink"
            )


class Shrink(ResizeEdit):
    """Let a zone shrink evenly along its boundary, to an area or by a distance."""

    verb: ClassVar[str] = "shrink"
    _sign: ClassVar[int] = -1

    def _check_direction(self, today_km2: float, target_km2: float) -> None:
        if target_km2 > today_km2:
            raise ScenarioError(
                f"to_area_km2 {target_km2:.6g} is above today's {today_km2:.6g} km²; "
                "give less, or use expand"
            )
