"""The equal-area projection of every map in reports and in QGIS, chosen by its extent.

Equal areas of land then have equal areas of tint. A map of China has the Albers projection of its
atlases: standard parallels 25° and 47°, central meridian 105° E. Elsewhere it is Albers with the
parallels a sixth of the height inside the extent; for an extent that is small, crosses the equator
or is near a pole, Lambert azimuthal about its middle, where north is up.
"""

import math
from typing import NamedTuple

import numpy as np
from pyproj import CRS, Transformer
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import (
    AlbersEqualAreaConversion,
    LambertAzimuthalEqualAreaConversion,
)

from layers.geometry.antimeridian import Extent
from layers.messages import Message

_CHINA: Extent = (73.0, 3.0, 136.0, 54.0)
SOUTH_CHINA_SEA: Extent = (105.0, 2.5, 123.0, 24.0)
"""The extent of the inset of a map of China in degrees, from the coast to Zengmu Ansha."""

_CHINA_PARALLELS, _CHINA_MERIDIAN = (25.0, 47.0), 105.0
_ROOM_DEG = 2.0  # margin around China that a map of it may show
_SMALL_DEG = 12.0
_POLAR_DEG = 70.0
_STEP_M = 1_000.0
_STEPS = 50  # samples along the edges of an extent, which may be curved


class AreaProjection(NamedTuple):
    """An equal-area projection; `parallels` are the standard ones, None if it has none.

    `middle` is the longitude and latitude of its centre in degrees; a projection with parallels
    uses only the longitude.
    """

    crs: CRS
    middle: tuple[float, float]
    parallels: tuple[float, float] | None

    @property
    def message(self) -> Message:
        """Return the projection's name with its parameters."""
        lon, lat = self.middle
        east = Message("map-longitude", degrees=round(abs(lon), 1), side="W" if lon < 0 else "E")
        if self.parallels is None:
            return Message("map-azimuthal", lon=east, lat=_latitude(lat))
        south, north = map(_latitude, self.parallels)
        return Message("map-albers", south=south, north=north, lon=east)

    @property
    def turn(self) -> float:
        """Return how far north turns counter-clockwise per degree east of its centre.

        >>> round(area_projection(CRS.from_epsg(4490), _CHINA).turn, 3)
        0.577
        """
        first, second = self.parallels or (self.middle[1], self.middle[1])
        return (math.sin(math.radians(first)) + math.sin(math.radians(second))) / 2

    def scale_at(self, x_m: float, y_m: float) -> float:
        """Return the east-west scale at a point: projected metres per metre of ground.

        >>> round(near_projection(CRS.from_epsg(4326), (8.0, 46.0, 9.0, 47.0)).scale_at(0, 0), 6)
        1.0
        """
        to_degrees = Transformer.from_crs(self.crs, self.crs.geodetic_crs, always_xy=True)
        lon, lat = to_degrees.transform((x_m - _STEP_M / 2, x_m + _STEP_M / 2), (y_m, y_m))
        geod = self.crs.get_geod()
        assert geod is not None  # noqa: S101  a projected CRS has an ellipsoid
        ground_m = geod.inv(lon[0], lat[0], lon[1], lat[1])[2]
        return _STEP_M / float(ground_m)


def area_projection(crs: CRS, extent: Extent) -> AreaProjection:
    """Return the projection for a map of an extent, in degrees of a geographic CRS.

    A map counts as one of China if that CRS is CGCS2000 and the extent lies in China.

    >>> str(area_projection(CRS.from_epsg(4326), (-10.0, 36.0, 30.0, 60.0)).message)
    'Albers equal-area projection, standard parallels 40° N and 56° N, central meridian 10° E'
    >>> str(area_projection(CRS.from_epsg(4326), (80.0, 26.0, 88.4, 30.5)).message)
    'Lambert azimuthal equal-area projection about 28.2° N, 84.2° E'
    """
    west, south, east, north = extent
    over_equator = south < 0 < north
    polar = max(abs(south), abs(north)) > _POLAR_DEG
    if max(east - west, north - south) < _SMALL_DEG or over_equator or polar:
        return near_projection(crs, extent)
    parallels, meridian = _CHINA_PARALLELS, _CHINA_MERIDIAN
    if not _in_china(crs, extent):
        sixth = (north - south) / 6
        parallels = float(round(south + sixth)), float(round(north - sixth))
        meridian = _longitude(round((west + east) / 2))
    projected = ProjectedCRS(
        AlbersEqualAreaConversion(*parallels, 0, meridian),
        name=f"{crs.name} / Albers {parallels[0]:g} {parallels[1]:g} {meridian:g}",
        geodetic_crs=crs,
    )
    return AreaProjection(projected, (meridian, (south + north) / 2), parallels)


def near_projection(crs: CRS, extent: Extent) -> AreaProjection:
    """Return the Lambert azimuthal projection about the middle of an extent in degrees."""
    west, south, east, north = extent
    lon, lat = _longitude(round((west + east) / 2, 3)), round((south + north) / 2, 3)
    projected = ProjectedCRS(
        LambertAzimuthalEqualAreaConversion(lat, lon),
        name=f"{crs.name} / equal area",
        geodetic_crs=crs,
    )
    return AreaProjection(projected, (lon, lat), None)


def bounds_in(crs: CRS, target: CRS, extent: Extent) -> Extent:
    """Return the bounds in a projection of an extent in degrees; its edges may be curved there."""
    west, south, east, north = extent
    lon, lat = np.meshgrid(np.linspace(west, east, _STEPS), np.linspace(south, north, _STEPS))
    project = Transformer.from_crs(crs, target, always_xy=True).transform
    x, y = project(lon, np.clip(lat, -90, 90))
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _in_china(crs: CRS, extent: Extent) -> bool:
    west, south, east, north = _CHINA
    within = (
        extent[0] > west - _ROOM_DEG
        and extent[1] > south - _ROOM_DEG
        and extent[2] < east + _ROOM_DEG
        and extent[3] < north + _ROOM_DEG
    )
    return within and crs.equals(CRS.from_epsg(4490), ignore_axis_order=True)


def _longitude(degrees: float) -> float:
    """Return a longitude within ±180.

    >>> _longitude(181.0), _longitude(180.0)
    (-179.0, 180.0)
    """
    return round(180.0 - (180.0 - degrees) % 360.0, 3)


def _latitude(degrees: float) -> Message:
    side = "S" if degrees < 0 else "N"
    return Message("map-latitude", degrees=round(abs(degrees), 1), side=side)
