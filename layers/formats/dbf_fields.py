"""Columns as fields of a shapefile's table, and back by the table of names beside it.

A field has a name of ten bytes and 254 bytes of text. The table of names (`zones.names.csv`) gives
for each field its column, the column's kind, and the part of its text.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from layers.schema.column_types import is_missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NAME_BYTES, _TEXT_BYTES = 10, 254
_MOST_DIGITS = 17  # of an integer
_WIDTH, _DECIMALS = 24, 15  # of a float, as written by GDAL
_HEADER = ("field", "column", "kind", "part")


class DbfField(NamedTuple):
    """A field: its name, its column and the column's kind, and the part of the text."""

    field: str
    column: str
    kind: str
    part: int


def fields_of(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[DbfField]]:
    """Return a table in fields of a shapefile, and the description of each.

    >>> fields_of(pd.DataFrame({"published_area_km2": [1.5]}))[1]
    [DbfField(field='published_', column='published_area_km2', kind='real', part=1)]
    """
    used: set[str] = set()
    fields: list[DbfField] = []
    columns: dict[str, list[Any]] = {}
    for column in map(str, frame.columns):
        kind, parts = _parts(frame[column])
        for number, part in enumerate(parts, start=1):
            name = _free(column, used, number)
            used.add(name.lower())
            columns[name] = part
            fields.append(DbfField(name, column, kind, number))
    return pd.DataFrame(columns, index=frame.index), fields


def columns_of(frame: pd.DataFrame, fields: Sequence[DbfField]) -> dict[str, list[Any]]:
    """Return the columns of a table's fields, in order."""
    parts: dict[str, list[DbfField]] = {}
    for field in fields:
        if field.field in frame.columns:
            parts.setdefault(field.column, []).append(field)
    return {
        column: [
            _value(cells, column_fields[0].kind)
            for cells in zip(
                *(frame[one.field] for one in sorted(column_fields, key=lambda it: it.part)),
                strict=True,
            )
        ]
        for column, column_fields in parts.items()
    }


def to_text(fields: Iterable[DbfField]) -> str:
    """Return the table of names as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADER)
    writer.writerows(fields)
    return out.getvalue()


def from_text(text: str) -> list[DbfField]:
    """Return the fields of a table of names; empty if it is not such a table."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows or tuple(rows[0]) != _HEADER:
        return []
    whole = [row for row in rows[1:] if len(row) == len(_HEADER) and row[3].isdigit()]
    return [DbfField(field, column, kind, int(part)) for field, column, kind, part in whole]


def _parts(values: pd.Series[Any]) -> tuple[str, list[list[Any]]]:
    """Return the kind of a column, and its cells by field."""
    cells = [None if is_missing(cell) else cell for cell in values.tolist()]
    inferred = pd.api.types.infer_dtype([cell for cell in cells if cell is not None], skipna=True)
    if inferred == "boolean":
        return inferred, [[None if cell is None else int(cell) for cell in cells]]
    if inferred in ("integer", "floating", "mixed-integer-float") and all(map(_fits, cells)):
        return ("integer" if inferred == "integer" else "real"), [cells]
    kind = {"integer": "integer", "floating": "real", "mixed-integer-float": "real"}.get(
        inferred, ""
    )
    if inferred in ("datetime", "datetime64"):
        kind = "time"
    texts = [None if cell is None else _text(cell) for cell in cells]
    pieces = [list(_pieces(text)) for text in texts]
    count = max([1, *map(len, pieces)])
    return kind or "text", [
        [parts_[nth] if nth < len(parts_) else None for parts_ in pieces] for nth in range(count)
    ]


def _fits(cell: float | None) -> bool:
    """Return whether a number is stored without loss."""
    if cell is None or isinstance(cell, int):
        return cell is None or abs(cell) < 10**_MOST_DIGITS
    text = f"{cell:.{_DECIMALS}f}"
    return len(text) <= _WIDTH and float(text) == cell


def _text(cell: object) -> str:
    if isinstance(cell, pd.Timestamp):
        return cell.isoformat()
    return repr(cell) if isinstance(cell, float) else str(cell)


def _pieces(text: str | None) -> Iterator[str]:
    """Yield a text in pieces that fit a field, none with a space at its ends, which is lost."""
    rest = text or ""
    while len(rest.encode()) > _TEXT_BYTES:
        end = len(rest.encode()[:_TEXT_BYTES].decode(errors="ignore"))
        while end > 1 and (rest[end - 1].isspace() or rest[end].isspace()):
            end -= 1
        yield rest[:end]
        rest = rest[end:]
    if rest:
        yield rest


def _free(column: str, used: set[str], number: int) -> str:
    """Return an unused field name, truncated to the limit."""
    name = _cut(column, _NAME_BYTES)
    while name.lower() in used or (number > 1 and name == _cut(column, _NAME_BYTES)):
        number = max(number, 2)
        name = f"{_cut(column, _NAME_BYTES - len(str(number)) - 1)}_{number}"
        number += 1
    return name


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def _value(cells: Sequence[Any], kind: str) -> Any:  # noqa: ANN401  cells are of any type
    present = [cell for cell in cells if not is_missing(cell)]
    if not present:
        return None
    if kind == "boolean":
        return bool(present[0])
    if kind == "integer":
        return int(present[0])
    if kind == "real":
        return float(present[0])
    text = "".join(map(str, present))
    return pd.Timestamp(text) if kind == "time" else text
