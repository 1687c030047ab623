"""CSV: a table with a header line; points come from two columns, any shape from one of WKT.

A cell that a spreadsheet would take for a formula, by a sign of ordinary or full width, is written
with an apostrophe before it, and read without.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from layers.errors import PlanError
from layers.formats.content import read_text_bytes
from layers.formats.format import Format
from layers.formats.grid import table_of_rows
from layers.formats.points import located
from layers.formats.provenance import provenance, text_of
from layers.formats.table import Assumption, ReadOptions, Table
from layers.formats.text import decoded
from layers.messages import Message
from layers.schema.column_types import is_missing

if TYPE_CHECKING:
    from pathlib import Path

    from layers.formats.grid import GridRow
    from layers.formats.outcome import Outcome
    from layers.plan.plan import Plan

WKT = "WKT"
"""The column of shapes, by the name that GDAL looks for."""

FOUR_BOUNDS = "four_bounds_draft"
"""The column, or sheet, of the draft of a text of four bounds."""

_BESIDE = (FOUR_BOUNDS, "exported_from")  # beside the zones' own columns; reading drops them

_DELIMITERS = (",", "\t", ";", "|", "，")
_LOOKED_AT = 50  # rows, for the delimiter
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NEUTRALISED = re.compile(r"'" + _FORMULA.pattern)
_SHAPES = re.compile(r"wkt(_\d+)?", re.IGNORECASE)
_DECIMALS = 9


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
    frame = frame.drop(columns=list(_BESIDE), errors="ignore")
    return located(path, layer, Table(frame, (*assumed, *found)), options)


def _rows(path: Path, text: str, delimiter: str) -> list[GridRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        return [(reader.line_num, [_plain(cell) for cell in row]) for row in reader]
    except csv.Error as error:
        line = Message("format-csv-line", line=reader.line_num, why=str(error))
        raise PlanError(line.in_file(path)) from error


def _delimited(text: str) -> tuple[str, str]:
    """Return the text, and the delimiter: that by which most rows have as many columns.

    Of several it is that of most columns; so rows of decimal commas are not parted by these.
    """
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # as Excel writes
        return rest, first.strip()[-1]
    lines = text[:100_000].splitlines(keepends=True)[:_LOOKED_AT]
    return text, max(_DELIMITERS, key=lambda delimiter: _columns(lines, delimiter))


def _columns(lines: list[str], delimiter: str) -> tuple[float, int]:
    """Return which share of rows agree in how many cells they have, 0 where under a half do."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(row)]
    except csv.Error:
        return 0.0, 0
    widths = [len(row) for row in rows if len(row) > 1]
    if not widths:
        return 0.0, 0
    usual = max(set(widths), key=widths.count)
    share = widths.count(usual) / len(rows)
    return (share, usual) if share >= 0.5 else (0.0, 0)


def write(plan: Plan, path: Path, outcome: Outcome) -> None:
    """Write the zones with their shapes as WKT, their four bounds, and provenance in each row.

    It is UTF-8 with a mark, as spreadsheets need it.

    Raises:
        OSError: the file cannot be written.
    """
    zones = outcome.zones
    columns = [str(name) for name in zones.columns if name != "geometry"]
    heads = map(beside_shapes, columns)
    said = text_of(provenance(plan, outcome))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*map(safe_cell, heads), *_BESIDE, WKT])
    shapes = shapely.to_wkt(
        shapely.orient_polygons(zones.geometry.to_numpy()), rounding_precision=_DECIMALS
    )
    rows = zip(*(zones[name].tolist() for name in columns), strict=True)
    for zone, cells, shape in zip(zones["zone_id"], rows, shapes, strict=True):
        drafted = outcome.four_bounds.get(zone)
        writer.writerow([*map(safe_cell, cells), safe_cell(drafted), said, shape])
    path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")


def beside_shapes(column: str) -> str:
    """Return the head of a column of the user's own; one called as those of shapes is apart.

    >>> beside_shapes("WKT"), beside_shapes("name")
    ('own_WKT', 'name')
    """
    return f"own_{column}" if _SHAPES.fullmatch(column) else column


def safe_cell(value: Any) -> str:  # noqa: ANN401  cells are of any type
    """Return what a cell holds, which no spreadsheet takes for a formula."""
    if is_missing(value):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = value.isoformat() if isinstance(value, pd.Timestamp) else str(value)
    return f"'{text}" if isinstance(value, str) and _FORMULA.match(text) else text


def _plain(cell: str) -> str:
    """Return a cell without the apostrophe that keeps it from being a formula."""
    return cell[1:] if _NEUTRALISED.match(cell) else cell


CSV = Format(".csv", 15, read, write, media_type="text/csv", parts=("four_bounds",), describes=True)
