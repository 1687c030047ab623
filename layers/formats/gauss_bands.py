"""Gauss–Krüger bands of Chinese data, with or without the band number in the easting.

Eastings with the band number in front have eight digits (40,500,000 m: band 40). Numbers 13 to 23
are bands six degrees wide, 25 to 45 three degrees. Without the number an easting has six digits,
and the band must be known otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import shapely

from layers.formats.table import Assumption, Table
from layers.messages import Message

if TYPE_CHECKING:
    from pyproj import CRS

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
BANDS_3_DEG = range(25, 46)
_BANDS = {3: BANDS_3_DEG, 6: range(13, 24)}
_MILLION = 1e6


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
        return self.number * 3 if self.width_deg == 3 else self.number * 6 - 3

    def epsg(self, datum: Datum) -> str:
        """Return the code of the CRS."""
        first = _FIRST_EPSG[datum][self.width_deg, self.prefixed]
        return f"EPSG:{first + self.number - _BANDS[self.width_deg].start}"


def band_of_number(number: int, width_deg: int | None, *, prefixed: bool) -> Band | None:
    """Return the band with a number; None if there is none with that number and width."""
    widths = [width for width, numbers in _BANDS.items() if number in numbers]
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


def in_its_band(table: Table) -> Table:
    """Return the table with eastings in the convention of its CRS; without a CRS, note the band.

    If the eastings of the file have a band number and those of the CRS do not (or the reverse), and
    the central meridian is the band's, the number is removed or added.
    """
    frame = table.located
    xy = shapely.get_coordinates(frame.geometry.to_numpy())
    band = band_before(xy[:, 0])
    crs = frame.crs
    if crs is None:
        return _named(table, band) if band is not None and _are_northings(xy[:, 1]) else table
    if not len(xy) or not crs.is_projected:
        return table
    shift = _shift(crs, band, xy[:, 0])
    if not shift:
        return table
    shapes = shapely.transform(frame.geometry.to_numpy(), lambda at: at + np.array([shift, 0.0]))
    why = Message("format-band-moved", crs=crs.name, number=abs(round(shift / _MILLION)))
    assumption = Assumption("band", str(abs(round(shift / _MILLION))), why)
    moved = frame.set_geometry(shapes, crs=crs)
    return replace(table, frame=moved, assumed=(*table.assumed, assumption))


def _shift(crs: CRS, band: Band | None, eastings: Floats) -> float:
    """Return the offset to add to the eastings, 0 if they are in the convention of the CRS."""
    meridian, false = parameter(crs, "Longitude of natural origin"), parameter(crs, "False easting")
    if false == 500_000.0 and band is not None and band.meridian_deg == meridian:
        return -band.number * _MILLION
    prefix = band_before(np.array([false]))
    short = bool(((eastings > 0) & (eastings < _MILLION)).all())
    return prefix.number * _MILLION if prefix is not None and short else 0.0


def parameter(crs: CRS, name: str) -> float:
    """Return a parameter of a projection, NaN if it has no such parameter."""
    operation = crs.coordinate_operation
    params = {} if operation is None else {it.name: it.value for it in operation.params}
    return float(params.get(name, np.nan))


def _named(table: Table, band: Band) -> Table:
    why = Message("format-band-without-crs", number=band.number, crs=band.epsg("CGCS2000"))
    return replace(table, assumed=(*table.assumed, Assumption("band", str(band.number), why)))


def _are_northings(values: Floats) -> bool:
    """Return whether all values can be metres north of the equator, within China."""
    return bool(len(values)) and bool(((values > 300_000) & (values < 6_500_000)).all())
