"""Exchange formats: one file each, one registry; the suffix of a file decides.

Only the formats in the registry are ever opened, each by its own reader: GDAL left to itself opens
virtual and remote sources under innocent names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import SourceError, UnknownError
from layers.formats import csv, geojson, gpkg, vector
from layers.formats.outcome import Outcome
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


FORMATS: dict[str, Format] = {
    form.suffix: form
    for form in (
        Format(".gpkg", gpkg.read, gpkg.write, holds_all=True),
        Format(".geojson", geojson.read, geojson.write),
        Format(".json", geojson.read),
        Format(".shp", vector.read_shapefile),
        Format(".shp.zip", vector.read_zipped_shapefile),
        Format(".zip", vector.read_zipped_shapefile),
        Format(".fgb", vector.read_flatgeobuf),
        Format(".kml", vector.read_kml),
        Format(".csv", csv.read),
    )
}
"""Every format, by suffix."""

_DETECT = ReadOptions()


def read_table(path: Path, layer: str, options: ReadOptions = _DETECT) -> Table:
    """Return a layer of a file, and what was assumed: the one of that name, else the only one.

    The user's `options` go before what the file says, and that before what is detected.

    Raises:
        UnknownError: there is no such file, or its suffix names no format that is read.
        SourceError: it cannot be read.
        PlanError: its content is not what its suffix says, or the layer is not clear.
    """
    form = _format(path, [form.suffix for form in FORMATS.values() if form.read])
    if not path.exists():
        raise UnknownError(Message("file-missing").in_file(path))
    if not path.is_file():
        raise SourceError(Message("file-not-file").in_file(path))
    assert form.read is not None  # noqa: S101  _format has seen to it
    return form.read(path, layer, options)


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
