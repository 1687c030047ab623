"""CSV: a table with a header line; points come from two columns, any shape from one of WKT."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from layers.errors import PlanError
from layers.formats.content import read_text_bytes
from layers.formats.grid import table_of_rows
from layers.formats.points import located
from layers.formats.table import Assumption, ReadOptions, Table
from layers.formats.text import decoded
from layers.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from layers.formats.grid import Row

_DELIMITERS = (",", "\t", ";", "|", "，")
_LOOKED_AT = 50  # rows, for the delimiter


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return the table, as `layers.formats.grid` makes it, with points or shapes where it has any.

    Raises:
        SourceError: the file cannot be read.
        PlanError: its encoding is not known, a row has more cells than the header, or a position
            is not one.
    """
    text, assumed = decoded(path, read_text_bytes(path), options.encoding)
    text, delimiter = _delimited(text)
    if delimiter != ",":
        shown = "TAB" if delimiter == "\t" else delimiter
        said = Message("format-delimiter", delimiter=shown)
        assumed.append(Assumption("format", f"CSV {shown}", said))
    rows = _rows(path, text, delimiter)
    frame, found = table_of_rows(path, rows, decimal_comma=delimiter != ",")
    return located(path, layer, Table(frame, (*assumed, *found)), options)


def _rows(path: Path, text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        line = Message("format-csv-line", line=reader.line_num, why=str(error))
        raise PlanError(line.in_file(path)) from error


def _delimited(text: str) -> tuple[str, str]:
    """Return the text, and the delimiter: that of most columns of which rows have as many."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # as Excel writes
        return rest, first.strip()[-1]
    lines = text[:100_000].splitlines(keepends=True)[:_LOOKED_AT]
    return text, max(_DELIMITERS, key=lambda delimiter: _columns(lines, delimiter))


def _columns(lines: list[str], delimiter: str) -> int:
    """Return how many cells most rows have, 0 where rows do not agree."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(row)]
    except csv.Error:
        return 0
    widths = [len(row) for row in rows if len(row) > 1]
    if not widths:
        return 0
    usual = max(set(widths), key=widths.count)
    return usual if 2 * widths.count(usual) >= len(rows) else 0
