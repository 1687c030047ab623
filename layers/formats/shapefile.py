"""Shapefiles: the geometry through GDAL; text by the bytes of its table, whatever the .cpg says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd

from layers.errors import PlanError
from layers.formats.content import other_content, read_bytes
from layers.formats.cut_names import restored
from layers.formats.dbf import decoded_table
from layers.formats.gdal import read_layer
from layers.formats.table import Assumption, ReadOptions, Table
from layers.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

_SHAPEFILE = b"\x00\x00\x27\x0a"


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return a shapefile, with names that were cut to ten letters restored.

    Its encoding is what the user says, else what its text can be: the one that .cpg or table name
    if the bytes are in it, then UTF-8, then GBK.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not a shapefile, incomplete or damaged, or not in the encoding named.
    """
    head = read_bytes(path, 4096)
    if not head.startswith(_SHAPEFILE):
        raise other_content(path, head, "Shapefile")
    missing = tuple(kind for kind in (".shx", ".dbf") if beside(path, kind) is None)
    if missing:
        raise PlanError(Message("file-shapefile-incomplete", parts=missing).in_file(path))
    raw = read_layer(path, "ESRI Shapefile", raw=True)
    table = decoded_table(path, raw, _stated(path), options.encoding)
    if not isinstance(table.frame, gpd.GeoDataFrame):
        raise PlanError(Message("format-shapefile-table").in_file(path))
    if beside(path, ".prj") is None and options.crs is None:
        said = Assumption("crs", "-", Message("format-crs-without-prj"))
        table = replace(table, assumed=(*table.assumed, said))
    return restored(table, layer)


def beside(path: Path, suffix: str) -> Path | None:
    """Return the file of that suffix beside a shapefile, in either case."""
    both = (path.with_suffix(suffix), path.with_suffix(suffix.upper()))
    return next((file for file in both if file.is_file()), None)


def _stated(path: Path) -> str | None:
    """Return what the .cpg, or else the head of the table, says of the encoding."""
    page = beside(path, ".cpg")
    if page is not None:
        text = read_bytes(page, 64).decode("ascii", "replace").strip()
        return f"cp{text}" if text.isdigit() else text or None
    table = beside(path, ".dbf")
    head = read_bytes(table, 32) if table is not None else b""
    return _BY_LANGUAGE.get(head[29]) if len(head) == 32 else None


_BY_LANGUAGE = {0x4D: "gbk", 0x4F: "big5", 0x13: "cp932", 0x7B: "cp932", 0x4E: "cp949"}
_BY_LANGUAGE |= {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0xC8: "cp1250", 0xC9: "cp1251"}
