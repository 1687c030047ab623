"""The header of a boundary-point file: the datum, the band, the unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import PlanError
from layers.formats.gauss_bands import GEOGRAPHIC, Band, band_of_number
from layers.formats.table import Assumption
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.formats.gauss_bands import Datum

_DATUMS: tuple[tuple[str, Datum], ...] = (
    (r"2000|CGCS", "CGCS2000"),
    (r"80|西安", "Xian 1980"),
    (r"54|北京", "Beijing 1954"),
)
_UNITS = {"米": 1.0, "m": 1.0, "千米": 1000.0, "公里": 1000.0, "km": 1000.0, "度": None}


@dataclass(frozen=True)
class Header:
    """The header: its datum as stated, the width and number of the band; None if not stated."""

    system: str | None = None
    width_deg: int | None = None
    number: int | None = None

    @property
    def datum(self) -> Datum | None:
        """Return the datum, None if unknown; CGCS2000 by default."""
        if self.system is None:
            return "CGCS2000"
        if self.code is not None:
            return None
        matches = (datum for sign, datum in _DATUMS if re.search(sign, self.system, re.IGNORECASE))
        return next(matches, None)

    @property
    def code(self) -> str | None:
        """Return the EPSG code given instead of a datum, None if there is none."""
        return self.system if re.fullmatch(r"EPSG:\d{4,6}", self.system or "") else None


def header_of(fields: Mapping[str, str]) -> Header:
    """Return the header from its lines `name=value`.

    >>> header_of({"坐标系": "2000国家大地坐标系", "几度分带": "3", "带号": "40"}).number
    40
    >>> header_of({"中央子午线": "120", "几度分带": "3"}).number
    40
    """
    width = _whole(fields.get("几度分带"))
    number = _whole(fields.get("带号"))
    meridian = _whole(fields.get("中央子午线") or fields.get("中央经线"))
    if number is not None and number > 60:  # a meridian instead of a band
        number, meridian = None, number
    if number is None and meridian is not None:
        number = (meridian + 3) // 6 if width == 6 else meridian // 3
    system = fields.get("坐标系") or fields.get("坐标系统")
    return Header(system or None, width if width in (3, 6) else None, number)


def metres_of(fields: Mapping[str, str]) -> float | None:
    """Return the length in metres of the coordinates' unit; None for degrees.

    The default is metres.

    Raises:
        PlanError: the unit is unknown.

    >>> metres_of({"计量单位": "千米"}), metres_of({}), metres_of({"计量单位": "度"})
    (1000.0, 1.0, None)
    """
    unit = (fields.get("计量单位") or "米").strip().lower()
    if unit in _UNITS:
        return _UNITS[unit]
    raise PlanError(Message("format-txt-unit", unit=unit))


def crs_of(
    header: Header, before: Band | None, *, in_degrees: bool
) -> tuple[str | None, list[Assumption]]:
    """Return the code of the CRS, and the assumptions about it.

    `before` is the band whose number prefixes the eastings. It takes precedence over the header's.
    """
    assumptions: list[Assumption] = []
    if header.code is not None and in_degrees:
        return header.code, assumptions
    if header.datum is None:
        unknown = Message("format-datum-unknown", system=header.system or "")
        return None, [Assumption("crs", "-", unknown)]
    if header.system is None:
        missing = Message("format-datum-missing")
        assumptions.append(Assumption("crs", header.datum, missing))
    if in_degrees:
        return GEOGRAPHIC[header.datum], assumptions
    band = before
    if band is None and header.number is not None:
        band = band_of_number(header.number, header.width_deg, prefixed=False)
    if band is None:
        missing = Message("format-band-missing")
        return None, [Assumption("band", "-", missing)]
    assumptions.append(Assumption("band", str(band.number), _why(band, before, header)))
    return band.epsg(header.datum), assumptions


def _why(band: Band, before: Band | None, header: Header) -> Message:
    """Return the reason for a band."""
    number, meridian = band.number, band.meridian_deg
    if before is None:
        return Message("format-band-of-head", number=number, meridian=meridian)
    stated = header.number
    if stated is not None and stated != number:
        return Message("format-band-against-head", stated=stated, number=number, meridian=meridian)
    return Message("format-band-of-eastings", number=number, meridian=meridian)


def _whole(text: str | None) -> int | None:
    """Return the integer in a text such as 3 or `3度分带`."""
    match = re.search(r"\d+", text or "")
    return int(match[0]) if match else None
