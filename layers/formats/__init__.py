"""Exchange formats: one file each, one registry; the suffix of a file decides.

Only the formats in the registry are ever opened, each by its own reader: GDAL left to itself opens
virtual and remote sources under innocent names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import SourceError, UnknownError
from layers.formats import (
    boundary_txt,
    csv,
    dxf,
    filegdb,
    flatgeobuf,
    geojson,
    geoparquet,
    gpkg,
    kml,
    mapinfo,
    shapefile,
    xlsx,
    zipped,
)
from layers.formats.content import kind_of, read_bytes
from layers.formats.failures import told_of
from layers.formats.outcome import Outcome
from layers.formats.settled import settled
from layers.formats.table import Assumption, AxisOrder, ReadOptions, Table
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from layers.plan import Plan

__all__ = [
    "FORMATS",
    "Assumption",
    "AxisOrder",
    "Format",
    "Outcome",
    "ReadOptions",
    "Table",
    "export",
    "holds_all",
    "read_table",
]


@dataclass(frozen=True)
class Format:
    """A format by suffix: what reads one layer of a file, and what writes a plan's export.

    `read` takes the path, the name of the layer that is wanted and what the user says of the file;
    `write` takes the plan, the path, and the outcome of each scenario. One that `holds_all` writes
    measured tables too.
    """

    suffix: str
    read: Callable[[Path, str, ReadOptions], Table] | None = None
    write: Callable[[Plan, Path, Sequence[Outcome]], None] | None = None
    holds_all: bool = False


_FILES = (
    Format(".gpkg", gpkg.read, gpkg.write, holds_all=True),
    Format(".geojson", geojson.read, geojson.write),
    Format(".json", geojson.read),
    Format(".geojsonl", geojson.read),
    Format(".shp", shapefile.read),
    Format(".gdb", filegdb.read),
    Format(".kml", kml.read),
    Format(".fgb", flatgeobuf.read),
    Format(".parquet", geoparquet.read),
    Format(".dxf", dxf.read),
    Format(".tab", mapinfo.read),
    Format(".mif", mapinfo.read),
    Format(".txt", boundary_txt.read),
    Format(".csv", csv.read),
    Format(".xlsx", xlsx.read),
)
_READERS = {form.suffix: form.read for form in _FILES if form.read}
_ARCHIVES = (
    Format(".zip", zipped.reader(_READERS)),
    Format(".shp.zip", zipped.reader({".shp": shapefile.read})),
    Format(".gdb.zip", zipped.reader({".gdb": filegdb.read})),
    Format(".kmz", zipped.reader({".kml": kml.read})),
)
FORMATS: dict[str, Format] = {form.suffix: form for form in (*_FILES, *_ARCHIVES)}
"""Every format, by suffix."""

_DETECT = ReadOptions()
_FOLDERS = (".gdb",)
_BY_CONTENT = {
    "GeoPackage": ".gpkg",
    "FlatGeobuf": ".fgb",
    "Parquet": ".parquet",
    "GeoJSON": ".geojson",
    "KML": ".kml",
    "DXF": ".dxf",
    "ZIP": ".zip",
}
"""The format that a file is read as where its content is certain and its suffix is another's."""


def read_table(path: Path, layer: str, options: ReadOptions = _DETECT) -> Table:
    """Return a layer of a file, and what was assumed: the one of that name, else the only one.

    The user's `options` go before what the file says, and that before what is detected.

    Raises:
        UnknownError: there is no such file, or its suffix names no format that is read.
        SourceError: it cannot be read.
        PlanError: its content is not what its suffix says, or the layer is not clear.
        CrsError: PROJ does not know the CRS that the user names.
    """
    form = _format(path, [form.suffix for form in FORMATS.values() if form.read])
    if not path.exists():
        raise UnknownError(Message("file-missing").in_file(path))
    if path.is_dir() != (form.suffix in _FOLDERS):
        raise SourceError(Message("file-not-file").in_file(path))
    with told_of(path):
        form, said = _by_content(path, form)
        assert form.read is not None  # noqa: S101  _format has seen to it
        table = settled(path, form.read(path, layer, options), options)
    return Table(table.frame, (*said, *table.assumed))


def _by_content(path: Path, form: Format) -> tuple[Format, tuple[Assumption, ...]]:
    """Return the format that a file is of, by its content where that is certain."""
    if form.suffix in _FOLDERS or form in _ARCHIVES:
        return form, ()
    kind = kind_of(read_bytes(path, 4096))
    suffix = _BY_CONTENT.get(kind or "", form.suffix)
    other = FORMATS[suffix]
    is_workbook = form.read is xlsx.read and kind == "ZIP"
    if kind is None or other.read == form.read or is_workbook:
        return form, ()
    said = Message("format-by-content", found=kind, suffix=form.suffix)
    return other, (Assumption("format", kind, said),)


def export(plan: Plan, path: Path, outcomes: Sequence[Outcome] = ()) -> None:
    """Write a plan in the format of the path's suffix, in place of any file of that name.

    A format of one layer writes the zones of the one scenario given, else the baseline's.

    Raises:
        UnknownError: the suffix names no format that is written.
        SourceError: the file cannot be written, or the format holds fewer scenarios.
    """
    form = _writer(path)
    assert form.write is not None  # noqa: S101  _format has seen to it
    form.write(plan, path, outcomes)


def holds_all(path: Path) -> bool:
    """Return whether the format of the suffix holds all layers, and so what was measured too.

    Raises:
        UnknownError: the suffix names no format that is written.
    """
    return _writer(path).holds_all


def _writer(path: Path) -> Format:
    return _format(path, [form.suffix for form in FORMATS.values() if form.write])


def _format(path: Path, suffixes: list[str]) -> Format:
    """Return the format of a path among those with the given suffixes; the longest one counts."""
    name = path.name.lower()
    fitting = [suffix for suffix in suffixes if name.endswith(suffix) and name != suffix]
    if not fitting:
        raise UnknownError(Message("file-suffix-unknown", known=tuple(suffixes)).in_file(path))
    return FORMATS[max(fitting, key=len)]
