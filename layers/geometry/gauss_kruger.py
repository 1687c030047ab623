"""Gauss–Krüger bands of Chinese land registers: their numbers, their codes, positions in them.

Numbers 13 to 23 are bands six degrees wide, 25 to 45 three degrees; the band of a position is the
three-degree one whose central meridian, a multiple of 3°, is nearest. x counts metres north of the
equator; y counts metres east, with 500 km at the central meridian and, as a rule, the number of the
band in front: 40,500,000 m is the meridian of band 40. Without it an easting has six digits, and
the band must be known otherwise.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

import numpy as np
from pyproj import CRS, Transformer

from layers.geometry.edges import Floats

Datum: TypeAlias = Literal["CGCS2000", "Xian 1980", "Beijing 1954"]
GEOGRAPHIC: dict[Datum, str] = {
    "CGCS2000": "EPSG:4490",
    "Xian 1980": "EPSG:4610",
    "Beijing 1954": "EPSG:4214",
}
# Of the first band (25 or 13): by width, and whether the number prefixes the easting.
_FIRST_EPSG: dict[Datum, dict[tuple[int, bool], int]] = {
    "CGCS2000": {(3, True): 4513, (3, False): 4534, (6, True): 4491, (6, False): 4502},
    "Xian 1980": {(3, True): 2349, (3, False): 2370, (6, True): 2327, (6, False): 2338},
    "Beijing 1954": {(3, True): 2401, (3, False): 2422, (6, True): 21413, (6, False): 21453},
}
_NUMBERS = {3: range(25, 46), 6: range(13, 24)}
_NARROW_DEG = 3
_MILLION = 1e6
_LIMIT_LAT_DEG = 84.0


@dataclass(frozen=True)
class Band:
    """One band: its number, its width in degrees, whether eastings begin with the number.

    >>> Band(40, 3, prefixed=True).epsg("CGCS2000"), Band(40, 3, prefixed=True).meridian_deg
    ('EPSG:4528', 120)
    >>> Band(21, 6, prefixed=False).epsg("CGCS2000"), Band(21, 6, prefixed=False).meridian_deg
    ('EPSG:4510', 123)
    """

    number: int
    width_deg: int
    prefixed: bool

    @property
    def meridian_deg(self) -> int:
        """Return the longitude of the central meridian."""
        return self.number * 3 if self.width_deg == _NARROW_DEG else self.number * 6 - 3

    def code(self, datum: Datum) -> int:
        """Return the EPSG code of the CRS."""
        first = _FIRST_EPSG[datum][self.width_deg, self.prefixed]
        return first + self.number - _NUMBERS[self.width_deg].start

    def epsg(self, datum: Datum) -> str:
        """Return the name of the CRS."""
        return f"EPSG:{self.code(datum)}"


def band_of_number(number: int, width_deg: int | None, *, prefixed: bool) -> Band | None:
    """Return the band with a number; None if there is none with that number and width."""
    widths = [width for width, numbers in _NUMBERS.items() if number in numbers]
    fitting = [width for width in widths if width_deg in (None, width)]
    return Band(number, fitting[0], prefixed=prefixed) if fitting else None


def band_before(eastings: Floats) -> Band | None:
    """Return the band whose number prefixes all eastings; None if there is none."""
    finite = eastings[np.isfinite(eastings)]
    if not len(finite):
        return None
    numbers = np.unique(np.floor_divide(finite, _MILLION))
    if len(numbers) != 1:
        return None
    return band_of_number(int(numbers[0]), None, prefixed=True)


def band_at(lon: float) -> Band | None:
    """Return the three-degree band of a longitude; None outside all."""
    number = int(np.floor((lon + _NARROW_DEG / 2) / _NARROW_DEG))
    return band_of_number(number, _NARROW_DEG, prefixed=True)


@dataclass(frozen=True)
class GaussKruger:
    """One position: its band, and x (north) and y (east, with the band in front) in metres."""

    band: int
    x_m: float
    y_m: float

    @property
    def epsg(self) -> int:
        """Return the EPSG code of the band."""
        return Band(self.band, _NARROW_DEG, prefixed=True).code("CGCS2000")


def gauss_kruger(lon: float, lat: float, crs: str) -> GaussKruger | None:
    """Convert a position from a geographic CRS (degrees); None outside the bands.

    >>> at = gauss_kruger(120.0, 0.0, "EPSG:4490")
    >>> at.band, at.epsg, round(at.x_m, 3), round(at.y_m, 3)
    (40, 4528, 0.0, 40500000.0)
    >>> gauss_kruger(2.35, 48.86, "EPSG:4490") is None
    True
    """
    band = band_at(lon)
    if band is None or abs(lat) > _LIMIT_LAT_DEG:
        return None
    y_m, x_m = _to_band(crs, band).transform(lon, lat)
    return GaussKruger(band.number, float(x_m), float(y_m))


@cache
def _to_band(crs: str, band: Band) -> Transformer:
    return Transformer.from_crs(CRS.from_user_input(crs), band.epsg("CGCS2000"), always_xy=True)
