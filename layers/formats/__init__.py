"""Exchange formats: one module each, one registry; the suffix of a file decides.

Only the formats in the registry are opened, each by its own reader: by default GDAL opens virtual
and remote sources under harmless names.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from layers.errors import CrsError, SourceError, UnknownError
from layers.formats.axes import east_first, in_its_band
from layers.formats.content import failures_of, kind_of, read_bytes
from layers.formats.format import Format, Outcome, Part, only_outcome
from layers.formats.shapes import flat
from layers.formats.table import ROW, Assumption, AxisOrder, ReadOptions, Table, row_numbers
from layers.formats.zipped import reader_of
from layers.geometry.reproject import authority
from layers.messages import Message
from layers.plan.plan import Plan
from layers.qgis.dress import style_of_zones
from layers.runtime.files import replacing
from layers.runtime.lazy import declared

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
    "read_table",
]

_DECLARED = sorted(declared(__name__, Format), key=lambda form: form.place)
_FILES = [form for form in _DECLARED if form.read and not form.is_archive]
_ZIP = Format(".zip", 100, reader_of(_FILES), content="ZIP", is_archive=True)
FORMATS: dict[str, Format] = {form.suffix: form for form in (*_DECLARED, _ZIP)}
"""Every format by suffix, in display order."""

_READ = [form.suffix for form in FORMATS.values() if form.read]
WRITTEN = tuple(form.suffix for form in _DECLARED if form.write or form.write_all)
"""The suffixes of export formats."""

_DETECT = ReadOptions()
_BY_CONTENT: dict[str | None, Format] = {
    form.content: form for form in reversed(FORMATS.values()) if form.content
}
_LIKELY = 70  # per cent: PROJ's confidence in matching a CRS with another name to EPSG


def read_table(path: Path, layer: str, options: ReadOptions = _DETECT) -> Table:
    """Return a layer of a file with the assumptions: the one by name, else the only one.

    The user's `options` take precedence over statements of the file, and these over detection.

    Raises:
        UnknownError: there is no such file, or its suffix is of no readable format.
        SourceError: it cannot be read.
        PlanError: its content is not of its suffix's format, or the layer is ambiguous.
        CrsError: the user's CRS is unknown to PROJ.
    """
    form = _format(path, _READ, reading=True)
    if not path.exists():
        raise UnknownError(Message("file-missing").in_file(path))
    if path.is_dir() != form.is_folder:
        raise SourceError(Message("file-not-file").in_file(path))
    with failures_of(path):
        form, content_note = _by_content(path, form)
        assert form.read is not None  # noqa: S101  _format ensures it
        table = settled(path, form.read(path, layer, options), options)
    rows = pd.Index(row_numbers(table.frame.index), name=ROW)
    return replace(table, frame=table.frame.set_axis(rows), assumed=(*content_note, *table.assumed))


def _by_content(path: Path, form: Format) -> tuple[Format, tuple[Assumption, ...]]:
    """Return the format of a file, by its content if that is certain."""
    if form.is_folder or form.is_archive:
        return form, ()
    kind = kind_of(read_bytes(path, 4096))
    other = _BY_CONTENT.get(kind, form)
    is_workbook = form.suffix == ".xlsx" and kind == "ZIP"
    if kind is None or other.read == form.read or is_workbook:
        return form, ()
    why = Message("format-by-content", found=kind, suffix=form.suffix)
    return other, (Assumption("format", kind, why),)


def export(
    plan: Plan, path: Path, outcomes: Sequence[Outcome] = (), crs: CRS | None = None
) -> None:
    """Write a plan in the format of the path's suffix, replacing an existing file.

    A single-layer format writes the zones of the one given scenario, else the baseline's; in `crs`
    if given. Beside some of them goes a style for QGIS of the same name (`.qml`), unless there is
    one. Links are not followed. On failure no partial file remains.

    Raises:
        UnknownError: the suffix is of no export format.
        SourceError: the file cannot be written, or the format does not support this number of
            scenarios, the zones' ids, or a CRS.
        CrsError: no exact transformation from the plan's CRS to the file's is known.
    """
    form = _format(path, list(WRITTEN))
    if crs is not None and not form.takes_crs:
        suffixes = tuple(suffix for suffix in WRITTEN if FORMATS[suffix].takes_crs)
        raise SourceError(Message("file-crs-of-format", known=suffixes).in_file(path))
    if path.is_symlink():
        raise SourceError(Message("file-link").in_file(path))
    if form.write_all is not None:
        form.write_all(plan, path, outcomes)
        return
    assert form.write is not None  # noqa: S101  _format ensures it
    outcome = replace(only_outcome(plan, path, outcomes), crs=crs)
    with replacing(path, follow=False) as temporary:
        try:
            form.write(plan, temporary, outcome)
        except (SourceError, CrsError) as error:
            raise type(error)(problem.in_file(path) for problem in error.problems) from error
    style = path.with_suffix(".qml")
    if form.styled and not os.path.lexists(style):
        frames = {name: plan.frame(name) for name in plan.present}
        style.write_text(style_of_zones(outcome.zones, frames, plan.terms), encoding="utf-8")


def _format(path: Path, suffixes: list[str], *, reading: bool = False) -> Format:
    """Return the format of a path among those with the given suffixes; the longest match wins.

    Raises:
        UnknownError: there is none.
    """
    name = path.name.lower()
    fitting = [suffix for suffix in suffixes if name.endswith(suffix) and name != suffix]
    if not fitting:
        known = tuple(suffixes)
        if reading:
            raise UnknownError(Message("file-suffix-unread", known=known).in_file(path))
        raise UnknownError(Message("file-suffix-unknown", known=known).in_file(path))
    return FORMATS[max(fitting, key=len)]


def settled(path: Path, table: Table, options: ReadOptions) -> Table:
    """Return a table with the user's options applied, coordinates east first, in 2D.

    Raises:
        CrsError: the user's CRS is unknown to PROJ.
    """
    if not isinstance(table.frame, gpd.GeoDataFrame):
        return table
    crs = _named(path, options.crs) if options.crs is not None else _known(table.frame.crs)
    frame = table.frame.set_crs(crs, allow_override=True) if crs is not None else table.frame
    table = replace(table, frame=frame)
    table = flat(table)
    table = east_first(table, options.axis_order)
    return in_its_band(table)


def _named(path: Path, crs: str) -> CRS:
    """Return the user's CRS.

    Raises:
        CrsError: it is unknown to PROJ.
    """
    try:
        return CRS.from_user_input(crs)
    except (ProjError, UnicodeError) as error:
        raise CrsError(Message("format-crs-unknown", crs=repr(crs)).in_file(path)) from error


def _known(crs: CRS | None) -> CRS | None:
    """Return the EPSG equivalent of a file's CRS definition, else the definition itself."""
    if crs is None:
        return None
    parsed = CRS.from_user_input(crs)
    code = authority(parsed)
    if code == ("OGC", "CRS84"):
        return CRS.from_epsg(4326)
    if code is not None:
        return parsed
    likely = parsed.to_epsg(min_confidence=_LIKELY)
    return parsed if likely is None else CRS.from_epsg(likely)
