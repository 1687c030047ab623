"""Geometry as text (WKT, with an optional SRID) and as bytes (WKB), checked before GEOS.

Deeply nested collections crash GEOS, so their structure is checked here first.
"""

from __future__ import annotations

import re
import struct
from typing import Any

import shapely

_START = re.compile(
    r"\s*(SRID=(\d{1,6});)?\s*(MULTI)?(POINT|POLYGON|LINESTRING|GEOMETRYCOLLECTION|CURVEPOLYGON)\b",
    re.IGNORECASE,
)
_MOST_NESTED = 16
_COLLECTION = 7
_SRID, _M, _Z = 0x2000_0000, 0x4000_0000, 0x8000_0000  # flags of PostGIS


def starts_as_shape(cell: object) -> bool:
    """Return whether a cell begins like WKT or WKB, also in hexadecimal."""
    if isinstance(cell, bytes):
        return len(cell) > 8 and cell[0] in (0, 1)
    text = str(cell)
    return _START.match(text) is not None or re.match(r"0[01][0-9A-Fa-f]{18}", text) is not None


def shape_of_cell(cell: object) -> tuple[Any, str | None]:
    """Return the geometry of a cell of WKT or WKB, and its EPSG code if any.

    Raises:
        ValueError: it is invalid, or nested too deeply.

    >>> shape_of_cell("SRID=4490;POINT (120 30)")
    (<POINT (120 30)>, '4490')
    """
    match = None if isinstance(cell, bytes) else _START.match(str(cell))
    try:
        if match is None:
            content = cell if isinstance(cell, bytes) else bytes.fromhex(str(cell))
            shape = shape_of_bytes(content)
            srid = shapely.get_srid(shape)
            return shape, str(srid) if srid else None
        if _depth(str(cell)) > _MOST_NESTED:
            raise ValueError(str(cell)[:40])
        return shapely.from_wkt(str(cell)[match.end(1) if match[1] else 0 :]), match[2]
    except shapely.GEOSException as error:
        raise ValueError(str(cell)[:40]) from error


def shape_of_bytes(content: bytes) -> Any:  # noqa: ANN401  a shapely geometry
    """Return the geometry of WKB.

    Raises:
        ValueError: it is nested too deeply.
        shapely.GEOSException: it is invalid.
    """
    check_nesting(content)
    return shapely.from_wkb(content)


def check_nesting(content: bytes) -> None:
    """Check that the structure of WKB is not nested too deeply; only collections are walked.

    Raises:
        ValueError: it is, or is truncated.
    """
    try:
        if len(content) < 5 or _head(content, 0)[0] != _COLLECTION:
            return
        at, remaining = 0, [1]  # remaining shapes at each level
        while remaining:
            if remaining[-1] == 0:
                remaining.pop()
                continue
            remaining[-1] -= 1
            at, members = _after(content, at)
            if members:
                remaining.append(members)
            if len(remaining) > _MOST_NESTED:
                raise ValueError("nested")
    except (struct.error, IndexError) as error:
        raise ValueError("cut short") from error


def _after(content: bytes, at: int) -> tuple[int, int]:
    """Return the offset of the next shape, and the number of members of this one.

    Raises:
        ValueError: unknown type.
    """
    kind, position_bytes, order, at = _head(content, at)
    if kind == 1:
        return at + position_bytes, 0
    (count,) = struct.unpack_from(f"{order}I", content, at)
    at += 4
    if kind == 2:
        return at + count * position_bytes, 0
    if kind == 3:
        for _ in range(count):
            (positions,) = struct.unpack_from(f"{order}I", content, at)
            at += 4 + positions * position_bytes
        return at, 0
    if kind in (4, 5, 6, _COLLECTION):
        return at, int(count)
    raise ValueError(kind)


def _head(content: bytes, at: int) -> tuple[int, int, str, int]:
    """Return a shape's type, the bytes of a position, the byte order, the offset of its body."""
    order = "<" if content[at] else ">"
    (flags,) = struct.unpack_from(f"{order}I", content, at + 1)
    thousands, kind = divmod(flags & 0xFFFF, 1000)
    extra = (2 if thousands == 3 else 1) if thousands else bool(flags & _Z) + bool(flags & _M)
    return kind, 8 * (2 + extra), order, at + 5 + (4 if flags & _SRID else 0)


def _depth(text: str) -> int:
    depth = most = 0
    for sign in re.findall(r"[()]", text):
        depth += 1 if sign == "(" else -1
        most = max(most, depth)
    return most
