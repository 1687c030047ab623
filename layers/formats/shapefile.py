"""Shapefiles: geometry through GDAL; text decoded by its bytes, not only by the .cpg.

A field of a shapefile has a name of ten bytes and 254 bytes of text: longer names and texts are cut
on export, and the archive's README lists them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

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

_NO_DATE = "1980-01-01"
_INDEX_HEAD, _INDEX_ROW = 100, 8  # bytes of a .shx
_SHAPEFILE = b"\x00\x00\x27\x0a"
_MOST_DIGITS = 17  # of an integer
_WIDTH, _DECIMALS = 24, 15  # of a float, as written by GDAL
_NAME_BYTES, _TEXT_BYTES = 10, 254


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return a shapefile with truncated names restored if they match only one column of the layer.

    The encoding is the user's, else the one of .cpg or table if the bytes decode, then UTF-8, then
    the detected one.

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
    return restored_names(table, layer)


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
    """Write an archive of a shapefile in UTF-8, and its provenance.

    Raises:
        OSError: it cannot be written.
    """
    folder = path.with_name("packed")
    folder.mkdir()
    zones = outcome.zones
    table = _table(zones).map(lambda it: _cut(it, _TEXT_BYTES) if isinstance(it, str) else it)
    table.columns = pd.Index(_fields(table.columns))
    frame = gpd.GeoDataFrame(table, geometry=zones.geometry.to_numpy(), crs=zones.crs)
    origin = provenance(plan, outcome)
    options = {"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": (origin["data_date"] or _NO_DATE)[:10]}
    write_layer(folder / "zones.shp", "ESRI Shapefile", frame, layer_options=options)
    lines = "".join(f"{name}: {text}\r\n" for name, text in lines_of(origin).items())
    if (cut := cut_columns(zones)) is not None:
        lines += f"{cut}\r\n"
    pack(path, files_of(folder) | {"README.txt": ("\ufeff" + lines).encode()})


def cut_columns(zones: pd.DataFrame) -> Message | None:
    """Return the message that names or texts do not fit a shapefile; None if all do."""
    table = _table(zones)
    names = tuple(name for name in table.columns if len(name.encode()) > _NAME_BYTES)
    texts = tuple(
        name
        for name in table.columns
        if any(isinstance(it, str) and len(it.encode()) > _TEXT_BYTES for it in table[name])
    )
    if not names and not texts:
        return None
    return Message("file-shapefile-cut", names=names, texts=texts)


def _table(zones: pd.DataFrame) -> pd.DataFrame:
    """Return the columns as a shapefile stores them: texts and numbers."""
    columns = zones.drop(columns="geometry", errors="ignore")
    cells = {str(name): [_cell(it) for it in columns[name].tolist()] for name in columns}
    for name, column in cells.items():
        if not all(map(_fits, column)):
            cells[name] = [None if it is None else str(it) for it in column]
    return pd.DataFrame(cells, index=zones.index)


def _cell(value: object) -> object:
    if is_missing(value):
        return None
    if isinstance(value, int | float):
        return int(value) if isinstance(value, bool) else value
    return value.isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _fits(value: object) -> bool:
    """Return whether GDAL stores a number without loss, but for decimals beyond the fifteenth."""
    if isinstance(value, int):
        return len(str(abs(value))) <= _MOST_DIGITS
    return not isinstance(value, float) or len(format(value, f".{_DECIMALS}f")) <= _WIDTH


def _fields(columns: Iterable[str]) -> list[str]:
    """Return the names of fields: cut, and numbered where another has that name.

    >>> _fields(["published_area_km2", "published_area_source", "name"])
    ['published_', 'publishe_1', 'name']
    """
    fields: dict[str, str] = {}
    for column in columns:
        numbered = (f"{_cut(column, _NAME_BYTES - len(f'_{n}'))}_{n}" for n in count(1))
        free = (name for name in chain([_cut(column, _NAME_BYTES)], numbered))
        name = next(name for name in free if name.lower() not in fields)
        fields[name.lower()] = name
    return [*fields.values()]


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


SHP = Format(".shp", 6, read, beside=(".shx", ".dbf", ".prj", ".cpg"))
SHP_ZIP = Format(
    ".shp.zip",
    7,
    reader_of([SHP]),
    write_packed,
    media_type="application/zip",
    is_archive=True,
    cut=cut_columns,
)
