"""Read and write GeoPackage files, one library at a time and never half a file.

Opening leaves a file byte-identical. Writing goes to a temporary file in the same folder, which
takes the target's place only when it is complete; a target that somebody has open for editing
(a `-wal` file beside it) is refused, since its edits would be lost.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyogrio
import pyogrio.errors

from layers.errors import PlanError, SourceError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import pandas as pd

_SQLITE_HEADER = b"SQLite format 3\x00"
_KINDS = {"Polygon": "MultiPolygon", "MultiPolygon": "MultiPolygon", "Point": "Point"}


def read_layers(path: Path, wanted: Collection[str]) -> dict[str, pd.DataFrame]:
    """Return the wanted layers that the file has, by name: frames as `geopandas.read_file` gives.

    Raises:
        SourceError: the file is not there, not readable, or open in an edit session.
        PlanError: it is not a GeoPackage.
    """
    check_geopackage(path)
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        return {name: read_layer(path, name) for name in names if name in wanted}
    except pyogrio.errors.DataSourceError as error:
        message = f"{path}: GDAL cannot read it ({error}); restore it from a copy"
        raise PlanError(message) from error


def read_layer(path: Path, name: str | None = None) -> pd.DataFrame:
    """Return one layer of any vector file that GDAL reads; a layer without geometry is a table."""
    frame: pd.DataFrame = pyogrio.read_dataframe(path, layer=name)
    return frame


def write_geopackage(path: Path, layers: Mapping[str, pd.DataFrame]) -> None:
    """Write the layers as one GeoPackage in place of `path`; polygons are stored as multipolygons.

    Raises:
        SourceError: the folder is not there, or the file is open in an edit session.
    """
    with replacing(path) as temporary:
        for name, frame in layers.items():
            _append(temporary, name, frame)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`, which takes its place if the block ends well.

    Raises:
        SourceError: the folder is not there or not writable, or an edit session is open.
    """
    if not path.parent.is_dir():
        message = f"{path.parent}: no such folder; make it first"
        raise SourceError(message)
    if path.is_dir():
        message = f"{path}: is a folder; name a file"
        raise SourceError(message)
    _refuse_open_session(path)
    try:
        folder = tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.stem}-")
    except OSError as error:
        message = f"{path.parent}: cannot be written to ({error.strerror}); choose another folder"
        raise SourceError(message) from error
    with folder as name:
        temporary = Path(name) / path.name
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        _refuse_open_session(path)
        temporary.replace(path)


def check_geopackage(path: Path) -> None:
    """Check that the path is a GeoPackage file that nobody has open for editing.

    Raises:
        SourceError: the file is not there, not readable, or open in an edit session.
        PlanError: it is not a GeoPackage.
    """
    if not path.is_file():
        what = "is not a file" if path.exists() else "no such file"
        message = f"{path}: {what}; name a plan, or make one with: zonewright demo"
        raise SourceError(message)
    try:
        with path.open("rb") as file:
            header = file.read(len(_SQLITE_HEADER))
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); check its permissions"
        raise SourceError(message) from error
    if header != _SQLITE_HEADER:
        message = f"{path}: not a GeoPackage; make a plan from your files with: zonewright init"
        raise PlanError(message)
    _refuse_open_session(path)


def _refuse_open_session(path: Path) -> None:
    journal = path.with_name(path.name + "-wal")
    if journal.is_file() and journal.stat().st_size > 0:
        message = f"{path}: open in another program (QGIS?); save and close it there first"
        raise SourceError(message)


def _append(path: Path, name: str, frame: pd.DataFrame) -> None:
    out = frame.drop(columns="fid", errors="ignore")
    options: dict[str, Any] = {"layer": name, "driver": "GPKG", "append": path.exists()}
    if isinstance(out, gpd.GeoDataFrame):
        kinds = set(out.geometry.geom_type.dropna())
        polygons = bool(kinds & {"Polygon", "MultiPolygon"})
        options["geometry_type"] = "MultiPolygon" if polygons else "Point"
        options["promote_to_multi"] = polygons
    for column in out.columns:
        if column != "geometry" and out[column].dtype == "object":
            out[column] = out[column].astype("string")
    pyogrio.write_dataframe(out, path, **options)
