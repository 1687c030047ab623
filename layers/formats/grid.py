"""Rows of cells as a table: the header row and the type of each column."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from layers.errors import PlanError
from layers.formats.table import ROW, Assumption
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

GridCell: TypeAlias = "str | int | float | bool | datetime | None"
GridRow: TypeAlias = "tuple[int, Sequence[GridCell]]"
"""A row: its number for users, and its cells."""

_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(0|[1-9]\d*)(,\d+)?")
_TRUTH = {"true": True, "false": False}
_LOOKED_AT = 50  # rows searched for the header


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
    at = _header_at([row for _, row in filled[:_LOOKED_AT]])
    number, header = filled[at][0], [_name(cell) for cell in filled[at][1]]
    body = filled[at + 1 :]
    while header and not header[-1] and not any(_has(row, len(header) - 1) for _, row in body):
        header.pop()
    _check(path, header, body)
    assumed = []
    if at:
        why = Message("format-header-found", row=number, above=at)
        assumed.append(Assumption("header", str(number), why))
    named = [name or f"column_{nth}" for nth, name in enumerate(header, start=1)]
    columns = {}
    for nth, name in enumerate(named):
        cells = [row[nth] if nth < len(row) else None for _, row in body]
        if header[nth] or any(map(_is_filled, cells)):
            columns[name] = _column(cells, decimal_comma=decimal_comma)
    frame = pd.DataFrame(columns, columns=list(columns))
    return frame.set_index(pd.Index([number for number, _ in body], name=ROW)), assumed


def _header_at(rows: Sequence[Sequence[GridCell]]) -> int:
    """Return the header row: the first with several cells, if others have several."""
    widths = [sum(map(_is_filled, row)) for row in rows]
    if max(widths) < 2:
        return 0
    return next(nth for nth, width in enumerate(widths) if width > 1)


def _check(path: Path, header: list[str], body: Sequence[GridRow]) -> None:
    """Check names and lengths.

    Raises:
        PlanError: with a line for each problem.
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


def _column(cells: Sequence[GridCell], *, decimal_comma: bool) -> pd.Series[Any]:
    values = [_value(cell) for cell in cells]
    texts = [value for value in values if isinstance(value, str)]
    others = sum(value is not None for value in values) - len(texts)
    if texts and not others and all(_NUMBER.fullmatch(text) for text in texts):
        return pd.Series(pd.to_numeric(pd.Series(values, dtype="object")))
    if texts and len(texts) == len(values) and {text.lower() for text in texts} <= _TRUTH.keys():
        return pd.Series([_TRUTH[text.lower()] for text in texts], dtype=bool)
    if decimal_comma and texts and not others and all(map(_DECIMAL_COMMA.fullmatch, texts)):
        points = [None if value is None else str(value).replace(",", ".") for value in values]
        return pd.Series(pd.to_numeric(pd.Series(points, dtype="object")))
    return (
        pd.Series(values, dtype="object").infer_objects()
        if others
        else pd.Series(values, dtype="object")
    )


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
