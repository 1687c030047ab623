"""The positions of a table's rows: two columns of coordinates, or one of WKT."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.errors import PlanError
from layers.formats.axes import order_by_values
from layers.formats.numbers import half_width, numbers_of, read_numbers
from layers.formats.table import Assumption, Table, row_numbers
from layers.formats.well_known import shape_of_cell, starts_as_shape
from layers.messages import Message
from layers.schema.column_types import brief, is_missing
from layers.schema.layer_schema import LAYERS

if TYPE_CHECKING:
    from pathlib import Path

    from layers.formats.table import ReadOptions
    from layers.geometry.edges import Floats

Order: TypeAlias = Literal["stated", "by values"]


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
    assumption = Assumption("geometry", column, Message("format-wkt-of", column=column))
    located = gpd.GeoDataFrame(frame, geometry=np.array([*shapes, None], dtype=object)[:-1])
    if stated:
        located = located.set_crs(f"EPSG:{stated}")
    return replace(table, frame=located, assumed=(*table.assumed, assumption))
