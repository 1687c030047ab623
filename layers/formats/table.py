"""The result of reading: a table with assumptions, of rows of cells too, and the user's options."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar

import geopandas as gpd
import pandas as pd

from layers.errors import PlanError
from layers.messages import Message

ROW = "row"
"""The name of an index of row numbers."""

AxisOrder: TypeAlias = Literal["east-first", "north-first"]

LayerContent: TypeAlias = Literal[
    "format",
    "layer",
    "encoding",
    "crs",
    "band",
    "axis-order",
    "header",
    "columns",
    "geometry",
    "rings",
    "text",
    "numbers",
    "unit",
    "codes",
]
"""The kinds of assumptions: a field of `ReadOptions`, or informative only."""
GridCell: TypeAlias = "str | int | float | bool | datetime | None"
GridRow: TypeAlias = "tuple[int, Sequence[GridCell]]"
"""A row: its number for users, and its cells."""

FrameT = TypeVar("FrameT", bound=pd.DataFrame)

PLAIN_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(0|[1-9]\d*)(,\d+)?")
_TRUTH = {"true": True, "false": False}
_LOOKED_AT = 50  # rows searched for the header


@dataclass(frozen=True)
class ReadOptions:
    """The user's options for reading a file; None means detection.

    `encoding` is a Python encoding name; `crs` anything that PROJ understands; `axis_order` is the
    order of coordinates in the file; `layer` is the layer of the file.

    >>> ReadOptions(encoding="big5").crs is None
    True
    """

    encoding: str | None = None
    crs: str | None = None
    axis_order: AxisOrder | None = None
    layer: str | None = None


@dataclass(frozen=True)
class Assumption:
    """One assumption about a file: its kind, its value, and the reason.

    `why` states the finding, and how to override it.
    """

    what: LayerContent
    value: str
    why: Message


def row_numbers(index: pd.Index[Any]) -> list[int]:
    """Return the row numbers for users: the line, the row of a sheet.

    Without an index named `ROW` they are counted from 1, as in QGIS.

    >>> import pandas as pd
    >>> row_numbers(pd.RangeIndex(2)), row_numbers(pd.Index([2, 4], name=ROW))
    ([1, 2], [2, 4])
    """
    return index.tolist() if index.name == ROW else list(range(1, len(index) + 1))


@dataclass(frozen=True)
class Table:
    """A layer as read, with the assumptions.

    `frame` is a GeoDataFrame if the file has geometry: Points, Polygons or MultiPolygons in two
    dimensions, None if missing; its CRS is None if neither file nor user states it. Its index has
    the row numbers (`row_numbers`). `labelled` states that its key is not a column of the file, but
    the file's name of each shape.
    """

    frame: pd.DataFrame
    assumed: tuple[Assumption, ...] = ()
    labelled: bool = False

    @property
    def located(self) -> gpd.GeoDataFrame:
        """Return the frame as a GeoDataFrame.

        Raises:
            TypeError: it has no geometry.
        """
        if not isinstance(self.frame, gpd.GeoDataFrame):
            raise TypeError(type(self.frame))
        return self.frame


def chosen_layer(path: Path, names: Sequence[str], wanted: str, named: str | None = None) -> str:
    """Return the name of the chosen layer; `named` is the user's choice.

    Raises:
        PlanError: there is no layer, none with the user's name, or several without the wanted one.
    """
    if not names:
        raise PlanError(Message("file-without-layer").in_file(path))
    if named is not None and named not in names:
        missing = Message("format-layer-missing", layer=named, there=tuple(names))
        raise PlanError(missing.in_file(path))
    if named is not None:
        return named
    if wanted in names:
        return wanted
    if len(names) == 1:
        return names[0]
    unclear = Message("file-layer-unclear", there=tuple(names), layer=wanted)
    raise PlanError(unclear.in_file(path))


def assumed_layer(chosen: str, wanted: str, options_layer: str | None) -> tuple[Assumption, ...]:
    """Return the assumption that a file's only layer, with another name, was chosen; else empty."""
    if chosen == wanted or options_layer is not None:
        return ()
    return (Assumption("layer", chosen, Message("format-layer-only", layer=chosen)),)


def table_of_rows(
    path: Path, rows: Sequence[GridRow], *, decimal_comma: bool = False
) -> tuple[pd.DataFrame, list[Assumption]]:
    """Return the table whose first row with several cells has the column names.

    Preceding rows with one cell are a title. Empty cells are None. Text columns with only numbers
    without leading zeros become numbers, so `007` stays text; those with only `true` and `false` in
    each row become booleans. A column without a name is dropped if empty, else named by its
    position. The index is the row numbers.

    Raises:
        PlanError: all rows are empty, a name is repeated, or a row is longer than the header.
    """
    filled = [(number, row) for number, row in rows if any(_is_filled(cell) for cell in row)]
    if not filled:
        raise PlanError(Message("file-csv-empty").in_file(path))
    at = header_at([row for _, row in filled])
    number, header = filled[at][0], [_name(cell) for cell in filled[at][1]]
    body = filled[at + 1 :]
    while header and not header[-1] and not any(_has(row, len(header) - 1) for _, row in body):
        header.pop()
    _check(path, header, body)
    assumed = []
    if at:
        why = Message("format-header-found", row=number, above=at)
        assumed.append(Assumption("header", str(number), why))
    columns = {}
    for nth, name in enumerate(header):
        cells = [row[nth] if nth < len(row) else None for _, row in body]
        if name or any(map(_is_filled, cells)):
            named = name or f"column_{nth + 1}"
            columns[named] = _column(cells, decimal_comma=decimal_comma)
    frame = pd.DataFrame(columns, columns=list(columns))
    return frame.set_index(pd.Index([number for number, _ in body], name=ROW)), assumed


def header_at(rows: Sequence[Sequence[GridCell]]) -> int:
    """Return the header row, from 0: the first with several cells, if others have several."""
    widths = [sum(map(_is_filled, row)) for row in rows[:_LOOKED_AT]]
    if max(widths) < 2:
        return 0
    return next(nth for nth, width in enumerate(widths) if width > 1)


def _check(path: Path, header: list[str], body: Sequence[GridRow]) -> None:
    """Check names and lengths.

    Raises:
        PlanError: one line per problem.
    """
    counts = Counter(name for name in header if name)
    problems = [
        Message("file-csv-column-repeated", column=repr(name))
        for name in sorted(name for name, count in counts.items() if count > 1)
    ]
    problems += [
        Message("file-csv-line-long", line=number, cells=len(row), header_cells=len(header))
        for number, row in body
        if len(row) > len(header) and any(_has(row, nth) for nth in range(len(header), len(row)))
    ]
    if problems:
        raise PlanError(problem.in_file(path) for problem in problems[:100])


def with_numbers(frame: FrameT) -> FrameT:
    """Return a table whose columns of text with only numbers, without leading zeros, are numbers.

    >>> with_numbers(pd.DataFrame({"code": ["007"], "people": ["7"]})).to_numpy().tolist()
    [['007', 7]]
    """
    out = frame.copy()
    for name in out.columns:
        texts = out[name].dropna() if out[name].dtype in ("object", "str") else ()
        if len(texts) and all(isinstance(it, str) and PLAIN_NUMBER.fullmatch(it) for it in texts):
            out[name] = pd.to_numeric(out[name])
    return out


def _column(cells: Sequence[GridCell], *, decimal_comma: bool) -> pd.Series[Any]:
    values = [_value(cell) for cell in cells]
    texts = [value for value in values if isinstance(value, str)]
    column = pd.Series(values, dtype="object")
    if len(texts) < sum(value is not None for value in values):
        return column.infer_objects()
    if not texts:
        return column
    if all(map(PLAIN_NUMBER.fullmatch, texts)):
        return pd.Series(pd.to_numeric(column))
    truths = [_TRUTH.get(text.lower()) for text in texts]
    if len(texts) == len(values) and None not in truths:
        return pd.Series(truths, dtype=bool)
    if decimal_comma and all(map(_DECIMAL_COMMA.fullmatch, texts)):
        return pd.Series(pd.to_numeric(column.str.replace(",", ".")))
    return column


def _value(cell: GridCell) -> GridCell:
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, date | time) and not isinstance(cell, datetime):
        return cell.isoformat()
    return cell


def _name(cell: GridCell) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _has(row: Sequence[GridCell], nth: int) -> bool:
    return nth < len(row) and _is_filled(row[nth])


def _is_filled(cell: GridCell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))
