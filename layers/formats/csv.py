"""CSV: a table with a header line; points come from two columns, any shape from one of WKT.

A cell that a spreadsheet would treat as a formula, by a half- or full-width character, is written
with a leading apostrophe, and read without.
"""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from layers.errors import PlanError
from layers.formats.content import read_text_bytes
from layers.formats.format import Format, Outcome
from layers.formats.points import located
from layers.formats.provenance import json_line, provenance
from layers.formats.table import Assumption, GridRow, ReadOptions, Table, table_of_rows
from layers.formats.text import decoded
from layers.messages import Message
from layers.plan.plan import Plan
from layers.schema.column_types import is_missing

WKT = "WKT"
"""The column of shapes, with the name expected by GDAL."""

FOUR_BOUNDS = "four_bounds_draft"
"""The column, or sheet, of the draft of the four bounds."""

_BESIDE = (FOUR_BOUNDS, "exported_from")  # additional columns, which reading drops

_DELIMITERS = (",", "\t", ";", "|", "，")
_LOOKED_AT = 50  # rows tested for the delimiter
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NEUTRALISED = re.compile(r"'" + _FORMULA.pattern)
_SHAPES = re.compile(r"wkt(_\d+)?", re.IGNORECASE)
_DECIMALS = 9


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return the table by `layers.formats.table`, with points or shapes if it has any.

    Raises:
        SourceError: the file cannot be read.
        PlanError: its encoding is unknown, a row has more cells than the header, or a position
            is invalid.
    """
    text, assumed = decoded(path, read_text_bytes(path), options.encoding)
    text, delimiter = _delimited(text)
    if delimiter != ",":
        shown = "TAB" if delimiter == "\t" else delimiter
        why = Message("format-delimiter", delimiter=shown)
        assumed.append(Assumption("format", f"CSV {shown}", why))
    rows = _rows(path, text, delimiter)
    frame, notes = table_of_rows(path, rows, decimal_comma=delimiter != ",")
    frame = frame.drop(columns=list(_BESIDE), errors="ignore")
    return located(path, layer, Table(frame, (*assumed, *notes)), options)


def _rows(path: Path, text: str, delimiter: str) -> list[GridRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        return [(reader.line_num, [_plain(cell) for cell in row]) for row in reader]
    except csv.Error as error:
        line = Message("format-csv-line", line=reader.line_num, why=str(error))
        raise PlanError(line.in_file(path)) from error


def _delimited(text: str) -> tuple[str, str]:
    """Return the text, and the delimiter: the one by which most rows have as many columns.

    Ties go to the most columns; so decimal commas do not split rows.
    """
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's convention
        return rest, first.strip()[-1]
    lines = text[:100_000].splitlines(keepends=True)[:_LOOKED_AT]
    return text, max(_DELIMITERS, key=lambda delimiter: _columns(lines, delimiter))


def _columns(lines: list[str], delimiter: str) -> tuple[float, int]:
    """Return the share of rows with the same number of cells (0 if under half), and the number."""
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

    The encoding is UTF-8 with a BOM, as spreadsheets require.

    Raises:
        OSError: the file cannot be written.
    """
    zones = outcome.zones
    columns = [str(name) for name in zones.columns if name != "geometry"]
    heads = map(beside_shapes, columns)
    origin = json_line(provenance(plan, outcome))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*map(safe_cell, heads), *_BESIDE, WKT])
    shapes = shapely.to_wkt(
        shapely.orient_polygons(zones.geometry.to_numpy()), rounding_precision=_DECIMALS
    )
    rows = zip(*(zones[name].tolist() for name in columns), strict=True)
    for zone, cells, shape in zip(zones["zone_id"], rows, shapes, strict=True):
        drafted = outcome.four_bounds.get(zone)
        writer.writerow([*map(safe_cell, cells), safe_cell(drafted), origin, shape])
    path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")


def beside_shapes(column: str) -> str:
    """Return the heading of a user's column, renamed if it equals the name of a shape column.

    >>> beside_shapes("WKT"), beside_shapes("name")
    ('own_WKT', 'name')
    """
    return f"own_{column}" if _SHAPES.fullmatch(column) else column


def safe_cell(value: Any) -> str:  # noqa: ANN401  cells are of any type
    """Return a cell that no spreadsheet treats as a formula."""
    if is_missing(value):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = value.isoformat() if isinstance(value, pd.Timestamp) else str(value)
    return f"'{text}" if isinstance(value, str) and _FORMULA.match(text) else text


def _plain(cell: str) -> str:
    """Return a cell without the apostrophe that prevents a formula."""
    return cell[1:] if _NEUTRALISED.match(cell) else cell


CSV = Format(".csv", 15, read, write, media_type="text/csv", parts=("four_bounds",), describes=True)
