"""Geometry as text (WKT, an SRID before it or not) and as bytes (WKB), looked at before GEOS is.

Deeply nested collections end the process in GEOS, so their structure is read here first.
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
    """Return whether a cell begins as WKT does, or as WKB, also in hexadecimal digits."""
    if isinstance(cell, bytes):
        return len(cell) > 8 and cell[0] in (0, 1)
    text = str(cell)
    return _START.match(text) is not None or re.match(r"0[01][0-9A-Fa-f]{18}", text) is not None


def shape_of_cell(cell: object) -> tuple[Any, str | None]:
    """Return the geometry of a cell of WKT or WKB, and the EPSG code that stands before it.

    Raises:
        ValueError: it is none, or nested too deeply.

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
        shapely.GEOSException: it is none.
    """
    check_nesting(content)
    return shapely.from_wkb(content)


def check_nesting(content: bytes) -> None:
    """Check that the structure of WKB is not nested too deeply; only collections are walked.

    Raises:
        ValueError: it is, or ends too early.
    """
    try:
        if len(content) < 5 or _head(content, 0)[0] != _COLLECTION:
            return
        at, left = 0, [1]  # how many shapes are still to come at each level
        while left:
            if left[-1] == 0:
                left.pop()
                continue
            left[-1] -= 1
            at, members = _after(content, at)
            if members:
                left.append(members)
            if len(left) > _MOST_NESTED:
                raise ValueError("nested")
    except (struct.error, IndexError) as error:
        raise ValueError("cut short") from error


def _after(content: bytes, at: int) -> tuple[int, int]:
    """Return where the next shape begins, and how many shapes this one has as members.

    Raises:
        ValueError: it is of no kind that is known.
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
    """Return the kind of a shape, the bytes of a position, the order of bytes, where it goes on."""
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
