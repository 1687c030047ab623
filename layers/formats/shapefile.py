"""Shapefiles: geometry through GDAL; text decoded by its bytes, not only by the .cpg.

An exported shapefile has a table of the truncated names, `zones.names.csv`, beside it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from layers.errors import PlanError
from layers.formats.content import other_content, read_bytes
from layers.formats.cut_names import restored
from layers.formats.dbf import decoded_table
from layers.formats.dbf_fields import columns_of, fields_of, from_text, to_text
from layers.formats.format import Format
from layers.formats.gdal import read_layer, write_layer
from layers.formats.packing import files_of, pack
from layers.formats.provenance import lines_of, provenance
from layers.formats.table import Assumption, ReadOptions, Table
from layers.formats.zipped import reader_of
from layers.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from layers.formats.outcome import Outcome
    from layers.plan.plan import Plan

_NAMES = ".names.csv"
_NO_DATE = "1980-01-01"
_INDEX_HEAD, _INDEX_ROW = 100, 8  # bytes of a .shx
_SHAPEFILE = b"\x00\x00\x27\x0a"


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
    raw = read_layer(path, "ESRI Shapefile", raw=True)
    table = decoded_table(path, raw, _stated(path), options.encoding)
    if not isinstance(table.frame, gpd.GeoDataFrame):
        raise PlanError(Message("format-shapefile-table").in_file(path))
    if beside(path, ".prj") is None and options.crs is None:
        assumption = Assumption("crs", "-", Message("format-crs-without-prj"))
        table = replace(table, assumed=(*table.assumed, assumption))
    return _by_names(path, table) or restored(table, layer)


def _by_names(path: Path, table: Table) -> Table | None:
    """Return the table with the columns given by the table of names; None without one."""
    names = beside(path, _NAMES)
    fields = from_text(read_bytes(names).decode("utf-8-sig", "replace")) if names else []
    columns = columns_of(table.frame, fields)
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
    table, fields = fields_of(zones.drop(columns="geometry"))
    frame = gpd.GeoDataFrame(table, geometry=zones.geometry.to_numpy(), crs=zones.crs)
    origin = provenance(plan, outcome)
    options = {"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": (origin["data_date"] or _NO_DATE)[:10]}
    write_layer(folder / "zones.shp", "ESRI Shapefile", frame, layer_options=options)
    lines = "".join(f"{name}: {text}\r\n" for name, text in lines_of(origin).items())
    members = files_of(folder) | {
        f"zones{_NAMES}": ("\ufeff" + to_text(fields)).encode(),
        "README.txt": ("\ufeff" + lines).encode(),
    }
    pack(path, members)


SHP = Format(".shp", 6, read, beside=(".shx", ".dbf", ".prj", ".cpg", ".csv"))
PACKED = Format(
    ".shp.zip", 7, reader_of([SHP]), write_packed, media_type="application/zip", is_archive=True
)
