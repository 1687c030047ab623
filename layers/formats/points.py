"""The positions of a table's rows: two columns of coordinates, or one of WKT.

Geometry is text (WKT, with an optional SRID) or bytes (WKB), checked before GEOS; the arcs of
curved WKT become lines. Deeply nested collections crash GEOS, so their structure is checked here
first.
"""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.errors import PlanError
from layers.formats.axes import order_by_values
from layers.formats.curves import is_curved, without_curves
from layers.formats.numbers import half_width, numbers_of, read_numbers
from layers.formats.table import Assumption, ReadOptions, Table, row_numbers
from layers.geometry.edges import Floats
from layers.messages import Message
from layers.schema.column_types import brief, is_missing
from layers.schema.layer_schema import LAYERS

Order: TypeAlias = Literal["stated", "by values"]
_START = re.compile(
    r"\s*(SRID=(\d{1,6});)?\s*((MULTI)?(POINT|POLYGON|LINESTRING|CURVE|SURFACE)|GEOMETRYCOLLECTION"
    r"|CURVEPOLYGON|COMPOUNDCURVE|CIRCULARSTRING)\b",
    re.IGNORECASE,
)
_MOST_NESTED = 16
_COLLECTION = 7
_SRID, _M, _Z = 0x2000_0000, 0x4000_0000, 0x8000_0000  # flags of PostGIS


class _Pair(NamedTuple):
    """Names of two columns: east and north; and whether their order is certain."""

    east: tuple[str, ...]
    north: tuple[str, ...]
    order: Order = "stated"


_PAIRS = (
    _Pair(
        (
            *("lon", "lng", "long", "longitude", "经度", "东经"),
            *("länge", "längengrad", "laenge", "longitud", "longitudine", "boylam"),
        ),
        (
            *("lat", "latitude", "纬度", "北纬"),
            *("breite", "breitengrad", "latitud", "latitudine", "enlem"),
        ),
    ),
    _Pair(
        ("easting", "eastings", "east", "e", "东坐标", "横坐标"),
        ("northing", "northings", "north", "n", "北坐标", "纵坐标"),
    ),
    _Pair(
        ("x", "xcoord", "pointx", "coordx", "x坐标", "坐标x"),
        ("y", "ycoord", "pointy", "coordy", "y坐标", "坐标y"),
        "by values",
    ),
)
_SHAPES = ("wkt", "wktgeom", "wkb", "geom", "geometry", "thegeom", "shape", "几何", "图形")
_UNIT = re.compile(r"[\s_\-.]|[(（\[].*?[)）\]]")
_BRACKETS = re.compile(r"[(（\[].*?[)）\]]")
_PART = re.compile(r"[\s_\-.]+")
_DMS = re.compile(
    r"([NSEW东西南北]?)[经纬]?\s*(\d{1,3}(?:\.\d+)?)\s*[°º度]?\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′’分])?"
    r"\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:[\"″”秒]|''))?\s*([NSEW东西南北]?)"
)
_LONGEST_NAME = 60
_SHOWN = 5


def located(path: Path, layer: str, table: Table, options: ReadOptions) -> Table:
    """Return the table with geometry, if the layer has any and the table has positions.

    Columns of coordinates are removed. If the order of two columns is ambiguous, the values decide;
    if they do not, the first is east, with a note.

    Raises:
        PlanError: a cell of these columns is not a coordinate or shape.
    """
    if layer in LAYERS and LAYERS[layer].geometry is None:
        return table
    plain = {_plain(name): str(name) for name in reversed(table.frame.columns)}
    ending = {_ending(name): str(name) for name in reversed(table.frame.columns)}
    for names_by_form in (plain, ending):
        for pair in _PAIRS:
            east, north = (_first(names_by_form, names) for names in (pair.east, pair.north))
            if east is not None and north is not None:
                return _points(path, table, (east, north), pair, options)
    column = next((plain[it] for it in _SHAPES if _holds_shapes(table.frame, plain.get(it))), None)
    return table if column is None else _shaped(path, table, column)


def _plain(name: object) -> str:
    """Return a name without case, unit, spaces and punctuation: `X坐标 (m)` is `x坐标`."""
    return _UNIT.sub("", str(name)[:_LONGEST_NAME]).lower()


def _ending(name: object) -> str:
    """Return the last part of a name: `stop_lon` ends in `lon`, 中心经度 in 经度; else "".

    A single letter does not count: `code_e` is not an easting.
    """
    text = str(name)[:_LONGEST_NAME].lower()
    words = _PART.split(_BRACKETS.sub("", text).strip())
    if len(words) > 1 and len(words[-1]) > 1:
        return words[-1]
    return words[-1][-2:] if words[-1][-2:] in ("经度", "纬度") else ""


def _first(plain: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((plain[name] for name in names if name in plain), None)


def _points(
    path: Path, table: Table, names: tuple[str, str], pair: _Pair, options: ReadOptions
) -> Table:
    problems: list[Message] = []
    why = Message("format-points-of", first=names[0], second=names[1])
    assumed = [*table.assumed, Assumption("geometry", ", ".join(names), why)]
    degrees = pair is _PAIRS[0]
    east, north = (
        _coordinates(table.frame[name], name, problems, assumed, degrees=degrees) for name in names
    )
    if problems:
        raise PlanError(problem.in_file(path) for problem in problems)
    is_located = np.isfinite(east) & np.isfinite(north)
    if pair.order == "by values" and options.axis_order is None and is_located.any():
        decided = order_by_values(names, east[is_located], north[is_located], "east-first")
        assumed.append(decided)
        east, north = (north, east) if decided.value == "north-first" else (east, north)
    shapes = np.full(len(east), None, dtype=object)
    shapes[is_located] = shapely.points(east[is_located], north[is_located])
    frame = table.frame.drop(columns=list(names))
    return Table(gpd.GeoDataFrame(frame, geometry=shapes), tuple(assumed))


def _coordinates(
    values: pd.Series[Any],
    name: str,
    problems: list[Message],
    assumed: list[Assumption],
    *,
    degrees: bool,
) -> Floats:
    """Return numbers, NaN for empty cells; append a problem for each invalid coordinate.

    Assumptions about the number format are appended.
    """
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return values.to_numpy(dtype=float, na_value=np.nan)
    column = numbers_of(values, name, degrees=degrees)
    if column is not None:
        assumed += column.assumed
        return column.numbers.to_numpy(dtype=float)
    numbers = [_number(value) for value in values]
    wrong = [nth for nth, number in enumerate(numbers) if number is None]
    if wrong:
        numbered = row_numbers(values.index)
        shown = tuple(f"{numbered[nth]} ({brief(values.iloc[nth])})" for nth in wrong[:_SHOWN])
        problems.append(
            Message("format-coordinate-unread", column=name, rows=shown, count=len(wrong))
        )
    return np.array([np.nan if number is None else number for number in numbers], dtype=float)


def _number(value: Any) -> float | None:  # noqa: ANN401  cells are of any type
    """Return the coordinate of a cell: a number, or degrees with minutes and seconds; else None.

    >>> _number("120.05°E"), _number("W 7,5°"), _number("北纬30°15′")
    (120.05, -7.5, 30.25)
    """
    if is_missing(value):
        return float("nan")
    if isinstance(value, bool):
        return None
    text = half_width(str(value))
    plain = read_numbers([text])
    if plain is not None:
        return plain.numbers[0]
    match = _DMS.fullmatch(text.upper().replace(",", "."))
    if match is None:
        return None
    before, degrees, minutes, seconds, after = match.groups()
    size = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return -size if (before or after) in tuple("SW南西") and (before or after) else size


def _holds_shapes(frame: pd.DataFrame, column: str | None) -> bool:
    if column is None:
        return False
    first = next((cell for cell in frame[column] if not is_missing(cell)), None)
    return isinstance(first, str | bytes) and starts_as_shape(first)


def _shaped(path: Path, table: Table, column: str) -> Table:
    shapes, crs, wrong = [], set(), []
    numbered = row_numbers(table.frame.index)
    for nth, cell in zip(numbered, table.frame[column], strict=True):
        try:
            shape, srid = (None, None) if is_missing(cell) else shape_of_cell(cell)
        except ValueError:
            wrong.append(nth)
            continue
        shapes.append(shape)
        crs |= {srid} - {None}
    if wrong:
        rows = tuple(map(str, wrong[:_SHOWN]))
        unread = Message("format-wkt-unread", column=column, rows=rows, count=len(wrong))
        raise PlanError(unread.in_file(path))
    stated = crs.pop() if len(crs) == 1 else None
    frame = table.frame.drop(columns=column)
    assumed = [Assumption("geometry", column, Message("format-wkt-of", column=column))]
    cells = (cell for cell in table.frame[column] if isinstance(cell, str))
    if count := sum(map(is_curved, cells)):
        arcs = Message("format-curves", count=count)
        assumed.append(Assumption("geometry", "2°", arcs))
    located = gpd.GeoDataFrame(frame, geometry=np.array([*shapes, None], dtype=object)[:-1])
    if stated:
        located = located.set_crs(f"EPSG:{stated}")
    return replace(table, frame=located, assumed=(*table.assumed, *assumed))


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
            check_nesting(content)
            shape = shapely.from_wkb(content)
            srid = shapely.get_srid(shape)
            return shape, str(srid) if srid else None
        if _depth(str(cell)) > _MOST_NESTED:
            raise ValueError(str(cell)[:40])
        text = str(cell)[match.end(1) if match[1] else 0 :]
        return without_curves(text) if is_curved(text) else shapely.from_wkt(text), match[2]
    except (shapely.GEOSException, NotImplementedError) as error:
        raise ValueError(str(cell)[:40]) from error


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
