"""Exchange formats: one file each, one registry; the suffix of a file decides.

Only the formats in the registry are ever opened, each by its own reader: GDAL left to itself opens
virtual and remote sources under innocent names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import pandas as pd

from layers.errors import CrsError, SourceError, UnknownError
from layers.formats import (
    boundary_document,
    boundary_txt,
    csv,
    dxf,
    dxf_drawing,
    filegdb,
    flatgeobuf,
    geojson,
    geoparquet,
    gpkg,
    kml,
    kml_document,
    mapinfo,
    shapefile,
    workbook,
    xlsx,
    zipped,
)
from layers.formats.content import kind_of, read_bytes
from layers.formats.failures import told_of
from layers.formats.outcome import Outcome, only_outcome
from layers.formats.settled import settled
from layers.formats.table import ROW, Assumption, AxisOrder, ReadOptions, Table, row_numbers
from layers.messages import Message
from layers.plan.geopackage import replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pyproj import CRS

    from layers.plan.plan import Plan

__all__ = [
    "FORMATS",
    "WRITTEN",
    "Assumption",
    "AxisOrder",
    "Format",
    "Outcome",
    "Part",
    "ReadOptions",
    "Table",
    "export",
    "parts_of",
    "read_table",
]


Part: TypeAlias = Literal["layers", "figures", "four_bounds"]
"""What an outcome may hold beside its zones: `tables`, `figures`, `four_bounds`."""


@dataclass(frozen=True)
class Format:
    """A format by suffix: what reads one layer of a file, and what writes a plan's export.

    `read` takes the path, the name of the layer that is wanted and what the user says of the file.
    `write` takes the plan, the path and the one outcome that the format holds, `write_all` those of
    all scenarios. `parts` is what it writes of an outcome beside the zones; one that `takes_crs`
    writes in any CRS.
    """

    suffix: str
    read: Callable[[Path, str, ReadOptions], Table] | None = None
    write: Callable[[Plan, Path, Outcome], None] | None = None
    write_all: Callable[[Plan, Path, Sequence[Outcome]], None] | None = None
    parts: tuple[Part, ...] = ()
    takes_crs: bool = False


_FILES = (
    Format(".gpkg", gpkg.read, write_all=gpkg.write, parts=("layers",)),
    Format(".geojson", geojson.read, geojson.write),
    Format(".json", geojson.read),
    Format(".geojsonl", geojson.read),
    Format(".shp", shapefile.read),
    Format(".gdb", filegdb.read),
    Format(".kml", kml.read, kml_document.write),
    Format(".fgb", flatgeobuf.read, flatgeobuf.write),
    Format(".parquet", geoparquet.read, geoparquet.write),
    Format(".dxf", dxf.read, dxf_drawing.write, takes_crs=True),
    Format(".tab", mapinfo.read),
    Format(".mif", mapinfo.read),
    Format(".txt", boundary_txt.read, boundary_document.write),
    Format(".csv", csv.read, csv.write, parts=("four_bounds",)),
    Format(".xlsx", xlsx.read, workbook.write, parts=("figures", "four_bounds")),
)
_READERS = {form.suffix: form.read for form in _FILES if form.read}
_ARCHIVES = (
    Format(".zip", zipped.reader(_READERS)),
    Format(".shp.zip", zipped.reader({".shp": shapefile.read}), shapefile.write_packed),
    Format(".gdb.zip", zipped.reader({".gdb": filegdb.read}), filegdb.write_packed),
    Format(".kmz", zipped.reader({".kml": kml.read}), kml_document.write_packed),
)
FORMATS: dict[str, Format] = {form.suffix: form for form in (*_FILES, *_ARCHIVES)}
"""Every format, by suffix."""

WRITTEN = (
    *(".gpkg", ".geojson", ".kml", ".kmz", ".shp.zip", ".gdb.zip", ".fgb", ".parquet"),
    *(".dxf", ".txt", ".csv", ".xlsx"),
)
"""The suffixes of what is exported."""

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
    rows = pd.Index(row_numbers(table.frame.index), name=ROW)
    return replace(table, frame=table.frame.set_axis(rows), assumed=(*said, *table.assumed))


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


def export(
    plan: Plan, path: Path, outcomes: Sequence[Outcome] = (), crs: CRS | None = None
) -> None:
    """Write a plan in the format of the path's suffix, in place of any file of that name.

    A format of one layer writes the zones of the one scenario given, else the baseline's; in `crs`
    where one is given. A link is not followed. Whatever ends it, no part of a file is left.

    Raises:
        UnknownError: the suffix names no format that is written.
        SourceError: the file cannot be written, the format holds fewer scenarios, cannot name the
            zones by their ids, or takes no CRS.
        CrsError: no exact way from the plan's CRS to that of the file is known.
    """
    form = _writer(path)
    if crs is not None and not form.takes_crs:
        known = tuple(suffix for suffix in WRITTEN if FORMATS[suffix].takes_crs)
        raise SourceError(Message("file-crs-of-format", known=known).in_file(path))
    if path.is_symlink():
        raise SourceError(Message("file-link").in_file(path))
    if form.write_all is not None:
        form.write_all(plan, path, outcomes)
        return
    assert form.write is not None  # noqa: S101  _writer has seen to it
    outcome = replace(only_outcome(plan, path, outcomes), crs=crs)
    with replacing(path, follow=False) as temporary:
        try:
            form.write(plan, temporary, outcome)
        except (SourceError, CrsError) as error:
            raise type(error)(problem.in_file(path) for problem in error.problems) from error


def parts_of(path: Path) -> tuple[Part, ...]:
    """Return what the format of the suffix holds of an outcome beside the zones.

    Raises:
        UnknownError: the suffix names no format that is written.
    """
    return _writer(path).parts


def _writer(path: Path) -> Format:
    return _format(path, list(WRITTEN))


def _format(path: Path, suffixes: list[str]) -> Format:
    """Return the format of a path among those with the given suffixes; the longest one counts."""
    name = path.name.lower()
    fitting = [suffix for suffix in suffixes if name.endswith(suffix) and name != suffix]
    if not fitting:
        raise UnknownError(Message("file-suffix-unknown", known=tuple(suffixes)).in_file(path))
    return FORMATS[max(fitting, key=len)]
