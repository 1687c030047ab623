"""The ruler: the length of a path and the area that it encloses, on the ellipsoid."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from layers.errors import MeasureError
from layers.geometry.ellipsoid import Ellipsoid
from layers.messages import Message


@dataclass(frozen=True)
class PathMeasure:
    """The legs of a path and their sum in km; the area that it encloses in km², if any."""

    legs_km: list[float]
    length_km: float
    area_km2: float | None
    """None for fewer than three points, and for a path that crosses itself."""


def measure_path(ellipsoid: Ellipsoid, places: Sequence[tuple[float, float]]) -> PathMeasure:
    """Measure a path through places (longitude and latitude in degrees).

    A leg is the geodesic between its points. The area has straight edges in longitude and latitude,
    back to the first point, like the area of a zone. A leg goes the short way: from 179 to −179
    across 180°, as to 181.

    Raises:
        MeasureError: a place is not on the globe.

    >>> from layers.geometry.ellipsoid import Ellipsoid
    >>> path = measure_path(Ellipsoid.of("EPSG:4490"), [(120, 30), (120.01, 30), (120.01, 30.01)])
    >>> [round(km, 3) for km in path.legs_km], round(path.area_km2, 3)
    ([0.965, 1.109], 0.535)
    """
    for number, (lon, lat) in enumerate(places, 1):
        if not (abs(lon) <= 360 and abs(lat) <= 90):
            raise MeasureError(
                Message("measure-place-off-the-globe", number=number, lon=lon, lat=lat)
            )
    lons, lats = np.array(places, float).reshape(-1, 2).T
    lons = np.unwrap(lons, period=360)
    _, _, legs_m = ellipsoid.geod.inv(lons[:-1], lats[:-1], lons[1:], lats[1:])
    legs_km = [float(leg) / 1e3 for leg in legs_m]
    area_km2 = None
    if len(places) > 2:
        outline = shapely.Polygon(np.column_stack([lons, lats]))
        area_km2 = float(ellipsoid.area_km2([outline])[0]) if outline.is_valid else None
    return PathMeasure(legs_km, sum(legs_km), area_km2)
