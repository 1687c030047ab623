"""Positions in CGCS2000 / 3-degree Gauss–Krüger, as Chinese land registers write them.

The band of a position is the one whose central meridian, a multiple of 3°, is nearest; bands 25 to
45 cover China (EPSG:4513 to 4533). x counts metres north of the equator; y counts metres east, with
500 km at the central meridian and the number of the band in front.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from pyproj import CRS, Transformer

FIRST_BAND, LAST_BAND = 25, 45
_FIRST_EPSG = 4513
_LIMIT_LAT_DEG = 84.0


@dataclass(frozen=True)
class GaussKruger:
    """One position: its band, and x (north) and y (east, with the band in front) in metres."""

    band: int
    x_m: float
    y_m: float

    @property
    def epsg(self) -> int:
        """Return the EPSG code of the band."""
        return _FIRST_EPSG + self.band - FIRST_BAND


def gauss_kruger(lon: float, lat: float, crs: str) -> GaussKruger | None:
    """Convert a position from a geographic CRS (degrees); None outside the bands.

    >>> at = gauss_kruger(120.0, 0.0, "EPSG:4490")
    >>> at.band, at.epsg, round(at.x_m, 3), round(at.y_m, 3)
    (40, 4528, 0.0, 40500000.0)
    >>> gauss_kruger(2.35, 48.86, "EPSG:4490") is None
    True
    """
    band = math.floor((lon + 1.5) / 3)
    if not FIRST_BAND <= band <= LAST_BAND or abs(lat) > _LIMIT_LAT_DEG:
        return None
    y_m, x_m = _to_band(crs, band).transform(lon, lat)
    return GaussKruger(band, float(x_m), float(y_m))


@cache
def _to_band(crs: str, band: int) -> Transformer:
    code = f"EPSG:{_FIRST_EPSG + band - FIRST_BAND}"
    return Transformer.from_crs(CRS.from_user_input(crs), code, always_xy=True)
