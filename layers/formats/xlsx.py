"""Reading XLSX: one sheet as a table, with points or shapes if it has columns of positions."""

import re
import warnings
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

from layers.errors import PlanError
from layers.formats.archive import check_archive
from layers.formats.content import other_content, read_bytes
from layers.formats.csv import WKT
from layers.formats.format import Format
from layers.formats.merged_cells import merged_cells, unmerged
from layers.formats.points import located
from layers.formats.table import Assumption, GridCell, GridRow, ReadOptions, Table, table_of_rows
from layers.formats.workbook import write
from layers.messages import Message

_MOST_CELLS = 20_000_000
_CONTROL = re.compile("_x(00[01][0-9A-Fa-f])_")  # escapes of characters that are invalid in XML
_HEADINGS = 8  # rows in which column names are sought
_KEYS = {"zone_id", "ftz_id", "adcode", "cluster_id", "demand_id", "gateway_id"}
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return the sheet by name, else the first that is not empty.

    Formulas have their stored results; errors are empty cells; merged cells are filled, and heads
    of several rows become one (`layers.formats.merged_cells`).

    Raises:
        SourceError: the file cannot be read.
        PlanError: it is not a workbook or too large, has no such sheet, or has no table.
    """
    head = read_bytes(path, 4096)
    if not head.startswith(b"PK\x03\x04"):
        raise other_content(path, head, "XLSX")
    from openpyxl import load_workbook  # noqa: PLC0415  slow to load

    with zipfile.ZipFile(path) as archive:
        check_archive(path, archive)
        if not any(name.startswith("xl/") for name in archive.namelist()):
            raise PlanError(Message("format-not-xlsx").in_file(path))
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and rules that are not read
            with closing(load_workbook(file, read_only=True, data_only=True)) as book:
                sheets = {sheet.title: sheet for sheet in book.worksheets}
                assumed, sheet, rows = _chosen(path, sheets, layer, options.layer)
                member = sheet._worksheet_path  # noqa: SLF001  the library has no other way
        rows, of_merged = unmerged(_from_keys(rows), merged_cells(archive, member))
    assumed += of_merged
    frame, notes = table_of_rows(path, _with_whole_shapes(rows))
    return located(path, layer, Table(frame, (*assumed, *notes)), options)


def _from_keys(rows: list[GridRow]) -> list[GridRow]:
    """Return the rows of a table from its column names on, without headings in words above them.

    The workbooks written here have such headings. A title is not one, and stays.
    """
    above = 0
    for at, (_, row) in enumerate(rows[:_HEADINGS]):
        texts = [cell for cell in row if cell is not None]
        if all(isinstance(it, str) for it in texts) and _KEYS.intersection(map(str, texts)):
            return rows[at:] if above > 1 else rows
        above = max(above, len(texts))
    return rows


def _with_whole_shapes(rows: list[GridRow]) -> list[GridRow]:
    """Return the rows with shapes of several cells joined: WKT, WKT_2, ….

    That is before spaces at the ends of cells are dropped: one may stand between two numbers.
    """
    start = next((nth for nth, (_, row) in enumerate(rows) if WKT in row), len(rows))
    header = list(rows[start][1]) if start < len(rows) else []
    names = [WKT, *(f"{WKT}_{nth}" for nth in range(2, len(header)))]
    parts = [header.index(name) for name in names if name in header]
    if len(parts) < 2:
        return rows
    joined: list[GridRow] = rows[:start]
    for number, row in rows[start:]:
        texts = (str(row[nth]) for nth in parts if nth < len(row) and row[nth] is not None)
        whole = WKT if len(joined) == start else "".join(texts) or None
        shapes = {nth: whole if nth == parts[0] else None for nth in parts}
        joined.append((number, [shapes.get(nth, cell) for nth, cell in enumerate(row)]))
    return joined


def _chosen(
    path: Path, sheets: dict[str, Any], layer: str, named: str | None
) -> tuple[list[Assumption], Any, list[GridRow]]:
    """Return the assumptions, the chosen sheet and its rows.

    Raises:
        PlanError: there is no sheet with the user's name.
    """
    if named is not None and named not in sheets:
        missing = Message("format-layer-missing", layer=named, there=tuple(sheets))
        raise PlanError(missing.in_file(path))
    wanted = named or layer
    if wanted in sheets:
        return [], sheets[wanted], _rows(path, sheets[wanted])
    for name, sheet in sheets.items():
        rows = _rows(path, sheet)
        if rows:
            why = Message("format-sheet-first", sheet=name, there=tuple(sheets))
            assumed = [Assumption("layer", name, why)] if len(sheets) > 1 else []
            return assumed, sheet, rows
    raise PlanError(Message("file-csv-empty").in_file(path))


def _rows(path: Path, sheet: Any) -> list[GridRow]:  # noqa: ANN401  openpyxl has no types
    """Return the non-empty rows of a sheet.

    Raises:
        PlanError: it is too large.
    """
    sheet.reset_dimensions()  # some programs write wrong ones
    rows: list[GridRow] = []
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells += len(row)
        if cells > _MOST_CELLS:
            raise PlanError(Message("format-cells-many", limit=_MOST_CELLS).in_file(path))
        values = [_cell(value) for value in row]
        if any(value is not None for value in values):
            rows.append((number, values))
    return rows


def _cell(value: Any) -> GridCell:  # noqa: ANN401  a value of any type
    if isinstance(value, str):
        return None if value in _ERRORS or not value.strip() else _unescaped(value)
    cell: GridCell = value
    return cell


def _unescaped(text: str) -> str:
    r"""Return a text with its control characters; the library handles other escapes.

    >>> _unescaped("a_x000D_b"), _unescaped("_x0041_")
    ('a\rb', '_x0041_')
    """
    return _CONTROL.sub(lambda match: chr(int(match[1], 16)), text)


XLSX = Format(
    ".xlsx",
    16,
    read,
    write,
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    parts=("figures", "four_bounds", "scorecard"),
    describes=True,
)
