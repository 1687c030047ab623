"""Shapefiles: geometry through GDAL; text decoded by its bytes, not only by the .cpg.

A field of a shapefile has a name of ten bytes and 254 bytes of text. An exported one has a table of
names beside it, `zones.names.csv`: for each field its column, the column's kind, and the part of
its text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

from layers.errors import PlanError
from layers.formats.content import other_content, read_bytes
from layers.formats.dbf import decoded_table, restored_names
from layers.formats.format import Format, Outcome
from layers.formats.gdal import read_with_gdal, write_layer
from layers.formats.provenance import lines_of, provenance
from layers.formats.table import Assumption, ReadOptions, Table
from layers.formats.zipped import files_of, pack, reader_of
from layers.messages import Message
from layers.plan.plan import Plan
from layers.schema.column_types import is_missing

_NAMES = ".names.csv"
_NO_DATE = "1980-01-01"
_INDEX_HEAD, _INDEX_ROW = 100, 8  # bytes of a .shx
_SHAPEFILE = b"\x00\x00\x27\x0a"
_NAME_BYTES, _TEXT_BYTES = 10, 254
_MOST_DIGITS = 17  # of an integer
_WIDTH, _DECIMALS = 24, 15  # of a float, as written by GDAL
_HEADER = ("field", "column", "kind", "part")


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return a shapefile with truncated names restored by the table of names.

    Without that table, names are restored if they match only one column of the layer. The encoding
    is the user's, else the one of .cpg or table if the bytes decode, then UTF-8, then the detected
    one.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not a shapefile, incomplete or damaged, or not in the user's encoding; or
            its table does not have one row per outline.
    """
    head = read_bytes(path, 4096)
    if not head.startswith(_SHAPEFILE):
        raise other_content(path, head, "Shapefile")
    missing = tuple(kind for kind in (".shx", ".dbf") if beside(path, kind) is None)
    if missing:
        raise PlanError(Message("file-shapefile-incomplete", parts=missing).in_file(path))
    _check_rows(path)
    raw = read_with_gdal(path, "ESRI Shapefile", raw=True)
    table = decoded_table(path, raw, _stated(path), options.encoding)
    if not isinstance(table.frame, gpd.GeoDataFrame):
        raise PlanError(Message("format-shapefile-table").in_file(path))
    if beside(path, ".prj") is None and options.crs is None:
        assumption = Assumption("crs", "-", Message("format-crs-without-prj"))
        table = replace(table, assumed=(*table.assumed, assumption))
    return _by_names(path, table) or restored_names(table, layer)


def _by_names(path: Path, table: Table) -> Table | None:
    """Return the table with the columns given by the table of names; None without one."""
    names = beside(path, _NAMES)
    fields = from_text(read_bytes(names).decode("utf-8-sig", "replace")) if names else []
    columns = field_columns(table.frame, fields)
    if not columns:
        return None
    field_names = {one.field for one in fields} | columns.keys()
    others = table.frame[[name for name in table.frame.columns if name not in field_names]]
    whole = pd.DataFrame(columns, index=others.index).infer_objects()
    frame = gpd.GeoDataFrame(pd.concat([whole, others], axis=1), crs=table.located.crs)
    assumption = Assumption("columns", names.name if names else "", Message("format-names-table"))
    return replace(table, frame=frame, assumed=(*table.assumed, assumption))


def _check_rows(path: Path) -> None:
    """Check that the table has one row per outline; otherwise they cannot be matched.

    Raises:
        PlanError: the numbers differ.
    """
    index, table = beside(path, ".shx"), beside(path, ".dbf")
    if index is None or table is None:
        return
    shapes = (index.stat().st_size - _INDEX_HEAD) // _INDEX_ROW
    rows = int.from_bytes(read_bytes(table, 8)[4:8], "little")
    if shapes != rows:
        unequal = Message("file-shapefile-rows", shapes=shapes, rows=rows)
        raise PlanError(unequal.in_file(path))


def beside(path: Path, suffix: str) -> Path | None:
    """Return the accompanying file with a suffix, in either case."""
    both = (path.with_suffix(suffix), path.with_suffix(suffix.upper()))
    return next((file for file in both if file.is_file()), None)


def _stated(path: Path) -> str | None:
    """Return the encoding stated by the .cpg, or else the table's header."""
    page = beside(path, ".cpg")
    if page is not None:
        text = read_bytes(page, 64).decode("ascii", "replace").strip()
        return f"cp{text}" if text.isdigit() else text or None
    table = beside(path, ".dbf")
    head = read_bytes(table, 32) if table is not None else b""
    return _BY_LANGUAGE.get(head[29]) if len(head) == 32 else None


_BY_LANGUAGE = {0x4D: "gbk", 0x4F: "big5", 0x13: "cp932", 0x7B: "cp932", 0x4E: "cp949"}
_BY_LANGUAGE |= {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0xC8: "cp1250", 0xC9: "cp1251"}


def write_packed(plan: Plan, path: Path, outcome: Outcome) -> None:
    """Write an archive of a shapefile in UTF-8, its table of names, and its provenance.

    Raises:
        OSError: it cannot be written.
    """
    folder = path.with_name("packed")
    folder.mkdir()
    zones = outcome.zones
    table, fields = _fields_of(zones.drop(columns="geometry"))
    frame = gpd.GeoDataFrame(table, geometry=zones.geometry.to_numpy(), crs=zones.crs)
    origin = provenance(plan, outcome)
    options = {"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": (origin["data_date"] or _NO_DATE)[:10]}
    write_layer(folder / "zones.shp", "ESRI Shapefile", frame, layer_options=options)
    lines = "".join(f"{name}: {text}\r\n" for name, text in lines_of(origin).items())
    members = files_of(folder) | {
        f"zones{_NAMES}": ("\ufeff" + _to_text(fields)).encode(),
        "README.txt": ("\ufeff" + lines).encode(),
    }
    pack(path, members)


class DbfField(NamedTuple):
    """A field: its name, its column and the column's kind, and the part of the text."""

    field: str
    column: str
    kind: str
    part: int


def _fields_of(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[DbfField]]:
    """Return a table in fields of a shapefile, and the description of each.

    >>> _fields_of(pd.DataFrame({"published_area_km2": [1.5]}))[1]
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


def field_columns(frame: pd.DataFrame, fields: Sequence[DbfField]) -> dict[str, list[Any]]:
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


def _to_text(fields: Iterable[DbfField]) -> str:
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


_KINDS = {
    "boolean": "boolean",
    "integer": "integer",
    "datetime": "time",
    "datetime64": "time",
    "floating": "real",
    "mixed-integer-float": "real",
}


def _parts(values: pd.Series[Any]) -> tuple[str, list[list[Any]]]:
    """Return the kind of a column, and its cells by field."""
    cells = [None if is_missing(cell) else cell for cell in values.tolist()]
    inferred = pd.api.types.infer_dtype([cell for cell in cells if cell is not None], skipna=True)
    kind = _KINDS.get(inferred, "text")
    if kind == "boolean":
        return kind, [[None if cell is None else int(cell) for cell in cells]]
    if kind in ("integer", "real") and all(map(_fits, cells)):
        return kind, [cells]
    pieces = (_pieces(None if cell is None else _text(cell)) for cell in cells)
    fields = [list(field) for field in zip_longest(*pieces)]
    return kind, fields or [[None] * len(cells)]


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


SHP = Format(".shp", 6, read, beside=(".shx", ".dbf", ".prj", ".cpg", ".csv"))
SHP_ZIP = Format(
    ".shp.zip", 7, reader_of([SHP]), write_packed, media_type="application/zip", is_archive=True
)
