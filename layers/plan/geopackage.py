"""Reading and writing GeoPackage files, one library at a time and atomically.

Opening leaves a file byte-identical; writing replaces the target only when complete.

A file's tables are checked before GDAL reads them. Views, virtual tables and computed columns are
evaluated on reading: that may not terminate, or exhaust memory. So the tables that GDAL reads on
opening, and the layer that is read, must be stored tables without oversized cells.
"""

import sqlite3
import struct
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from pyproj import CRS
from shapely.errors import GEOSException

from layers.errors import PlanError, SourceError
from layers.messages import Message
from layers.qgis import STYLING_TABLES, FileWords, add_styling
from layers.qgis.overview import overview_tables
from layers.runtime.files import os_reason, refuse_edited, replacing
from layers.schema.export_tables import table_of
from layers.schema.layer_schema import ORIGIN_ID, Geometry
from layers.schema.terms_table import read_terms

_SQLITE_HEADER = b"SQLite format 3\x00"
_APPLICATIONS = (b"GPKG", b"GP10", b"GP11")  # the application ids of a GeoPackage, at byte 68
GDAL_FAILURES = (RuntimeError, ValueError, OverflowError, IndexError, GEOSException)
"""Errors raised by pyogrio for faulty files; by GEOS for an unclosed ring."""

_NOT_BY_ARROW = (*GDAL_FAILURES, NotImplementedError)  # such as arcs: these are read by rows
pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own pool keeps freed memory
pyogrio.set_gdal_config_options({"GDAL_PAM_ENABLED": "NO"})
MOST_CELL_BYTES = 100_000_000
"""The largest cell that is read: an outline of six million vertices."""

_LONGEST_DEFINITION = 1_000_000  # characters; a default value in it may repeat in every row
_COMPUTED = ("view", "virtual")
_KINDS = ("features", "attributes", "aspatial")  # of layers; others are images
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY rowid"
# GDAL would write FILE.gpkg.aux.xml beside a file with metadata on every read.


def read_layers(path: Path, wanted: Collection[str]) -> dict[str, pd.DataFrame]:
    """Return the wanted layers of the file by name, as frames of `geopandas.read_file`.

    Raises:
        SourceError: the file is not there, not readable, or open in an edit session.
        PlanError: it is not a GeoPackage, is damaged, or has none of the layers.
    """
    names = list_layers(path)
    present = [name for name in names if name in wanted]
    if not present:
        available = tuple(names) or Message("list-none")
        raise PlanError(Message("file-plan-without-layers", there=available).in_file(path))
    return {name: read_layer(path, name) for name in present}


def list_layers(path: Path) -> list[str]:
    """Return the names of a GeoPackage's layers and tables, without those of QGIS.

    Raises:
        SourceError: the file is not there, not readable, or open in an edit session.
        PlanError: it is not a GeoPackage, or is damaged.
    """
    check_geopackage(path)
    return [name for name in tables_of(path) if name not in STYLING_TABLES]


def read_layer(path: Path, name: str) -> pd.DataFrame:
    """Return one layer of a GeoPackage; a layer without geometry is a table.

    Raises:
        PlanError: the layer is damaged, or computed on reading, such as a view.
    """
    check_layer(path, name)
    with _reading(path):
        try:
            frame = _read_by_arrow(path, name)
        except _NOT_BY_ARROW:
            frame = pyogrio.read_dataframe(path, layer=name)
    return frame


def _read_by_arrow(path: Path, name: str) -> pd.DataFrame:
    """Return a layer read by columns, in less than half of the time for a million rows."""
    options = {"date_as_object": False}
    frame: pd.DataFrame = pyogrio.read_dataframe(
        path, layer=name, use_arrow=True, arrow_to_pandas_kwargs=options
    )
    for text in map(str, frame.select_dtypes("str")):
        pa.array(frame[text]).validate(full=True)  # otherwise it would be decoded only when used
    return frame


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            # GDAL's, about readable files; of measured shapes; of dates that are kept as text
            warnings.filterwarnings("ignore", category=RuntimeWarning)
            for known in ("Measured", "Error parsing datetimes"):
                warnings.filterwarnings("ignore", known, UserWarning)
            yield
    except GDAL_FAILURES as error:
        damaged = Message("file-geopackage-damaged", why=short_reason(error))
        raise PlanError(damaged.in_file(path)) from error


def write_geopackage(
    path: Path,
    layers: Mapping[str, pd.DataFrame],
    titles: Mapping[str, str] | None = None,
    provenance: Mapping[str, str] | None = None,
) -> None:
    """Write the layers as one GeoPackage, replacing `path`, with styles and a project for QGIS.

    Polygons are stored as multipolygons; zones keep their ids in `origin_id`. `titles` are those of
    the scenarios whose tables are among the layers, by id; `provenance` goes into the file's
    metadata.

    Raises:
        SourceError: the folder is not there, or the file is open in an edit session.
    """
    written = {name: with_origins(name, frame) for name, frame in layers.items()}
    terms = read_terms(written, CRS.from_user_input(written["zones"].crs), [])
    written |= overview_tables(written, terms)
    with replacing(path) as temporary:
        try:
            for name, frame in written.items():
                metadata = None if temporary.exists() else provenance
                _append(temporary, name, frame, terms.notes(frame), metadata)
        except GDAL_FAILURES as error:
            raise OSError(0, short_reason(error)) from error
        words = FileWords(terms, titles or {}, provenance or {})
        add_styling(temporary, path.resolve().name, written, words)


def with_origins(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table of zones with each id also in `origin_id`; other tables unchanged."""
    table = table_of(name)
    zones = table is not None and table.part == "zones"
    return frame.assign(**{ORIGIN_ID: frame["zone_id"]}) if zones else frame


def last_change(path: Path) -> str | None:
    """Return when the zones of a plan's file were last written, as recorded; None if unknown."""
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as file:
            question = "SELECT last_change FROM gpkg_contents WHERE table_name = 'zones'"
            row = file.execute(question).fetchone()
    except (sqlite3.Error, OSError):
        return None
    return str(row[0]) if row and row[0] else None


def check_geopackage(path: Path) -> None:
    """Check that the path is a GeoPackage file that is not open for editing.

    Raises:
        SourceError: the file is not there, not readable, or open in an edit session.
        PlanError: it is not a GeoPackage.
    """
    if not path.is_file():
        problem = Message("file-plan-not-file" if path.exists() else "file-plan-missing")
        raise SourceError(problem.in_file(path))
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        unreadable = Message("file-plan-unreadable", why=os_reason(error))
        raise SourceError(unreadable.in_file(path)) from error
    if not header.startswith(_SQLITE_HEADER) or header[68:72] not in _APPLICATIONS:
        problem = Message("file-not-geopackage" if header else "file-plan-empty")
        raise PlanError(problem.in_file(path))
    refuse_edited(path)
    stated, size = _stated_size(header), path.stat().st_size
    if size < stated:
        cut_short = Message("file-geopackage-cut-short", bytes=size, whole_bytes=stated)
        raise PlanError(cut_short.in_file(path))


def _stated_size(header: bytes) -> int:
    """Return the size in bytes stated by an SQLite header, 0 if an old writer left it out."""
    (page,) = struct.unpack(">H", header[16:18])
    changes, pages, valid_for = struct.unpack(">24xII60xI", header[:96])
    return int(pages * (65_536 if page == 1 else page)) if changes == valid_for else 0


def lacks_journal(path: Path) -> bool:
    """Return whether a file refers to a journal with its last changes, but there is none.

    This is the case for a copy of a file that is open in an editor: it lacks the last changes.
    """
    with path.open("rb") as file:
        header = file.read(20)
    return header[18:20] == b"\x02\x02" and not path.with_name(f"{path.name}-wal").exists()


def short_reason(error: object) -> str:
    """Return GDAL's or Arrow's message of a failure, on one line, without the SQL statement."""
    reason = " ".join(str(error).split()).rsplit(" failed: ", 1)[-1]
    return reason if len(reason) <= 120 else f"{reason[:117]}..."


def _append(
    path: Path, name: str, frame: pd.DataFrame, note: str, provenance: Mapping[str, str] | None
) -> None:
    """Write a table, with a note if it has boundaries, and `provenance` as metadata."""
    out = frame.copy(deep=False)  # columns are replaced, not modified
    options: dict[str, Any] = {"layer": name, "driver": "GPKG", "append": path.exists()}
    if isinstance(out, gpd.GeoDataFrame):
        kind = _kind_of(name, out)
        options["geometry_type"] = kind
        options["promote_to_multi"] = kind != "Point"
        if kind == "MultiPolygon":
            out.geometry = shapely.orient_polygons(out.geometry.to_numpy())
    if "boundary_source" in out.columns and note:
        options["layer_options"] = {"DESCRIPTION": note}
    if provenance:
        options["dataset_metadata"] = dict(provenance)
    for column in out.columns:
        if out[column].dtype == "object":
            out[column] = out[column].astype("string")
    pyogrio.write_dataframe(out, path, use_arrow=True, **options)


def _kind_of(name: str, frame: gpd.GeoDataFrame) -> Geometry:
    """Return the kind of a layer's geometry: by the schema, else by its content."""
    table = table_of(name)
    if table is not None:
        return table.layer.geometry or "Point"
    polygons = set(frame.geom_type.dropna()) & {"Polygon", "MultiPolygon"}
    return "MultiPolygon" if polygons else "Point"


def tables_of(path: Path) -> list[str]:
    """Return the names of the layers and tables: registered ones first, then others.

    GDAL would evaluate every view to determine its geometry type.

    Raises:
        PlanError: the metadata tables of the file are computed on reading, or it is damaged.
    """
    with _opened(path) as database:
        kinds = _kinds(database)
        for name, kind in kinds.items():
            if name.startswith("gpkg_") and kind in _COMPUTED:
                raise PlanError(Message("file-geopackage-computed", table=name).in_file(path))
        registered = database.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall()
        tables = database.execute(_TABLES).fetchall()
    layers = [
        str(name) for name, kind in registered if kind in _KINDS and str(name).lower() in kinds
    ]
    registered_names = {str(name).lower() for name, _ in registered}
    return layers + [
        name for (name,) in tables if not _is_own(name) and name.lower() not in registered_names
    ]


def _is_own(name: str) -> bool:
    """Return whether a table is an internal one of GeoPackage or SQLite."""
    return name.lower().startswith(("gpkg_", "rtree_", "sqlite_"))


def check_layer(path: Path, layer: str) -> None:
    """Check that a layer is a stored table without oversized cells.

    Raises:
        PlanError: it is not, or the file is damaged.
    """
    with _opened(path) as database:
        if _kinds(database).get(layer.lower()) in _COMPUTED:
            raise PlanError(Message("format-gpkg-view", layer=layer).in_file(path))
        columns = database.execute(f"PRAGMA table_xinfo({_quoted(layer)})").fetchall()
        computed_columns = tuple(str(column[1]) for column in columns if column[6] in {2, 3})
        if computed_columns:
            computed = Message(
                "file-geopackage-columns-computed", layer=layer, columns=computed_columns
            )
            raise PlanError(computed.in_file(path))
        lengths = "SELECT max(length(sql)) FROM sqlite_master WHERE lower(name) = lower(?)"
        (longest,) = database.execute(lengths, (layer,)).fetchone()
        if (longest or 0) > _LONGEST_DEFINITION:
            long = Message("file-geopackage-definition", layer=layer, limit=_LONGEST_DEFINITION)
            raise PlanError(long.in_file(path))
        if path.stat().st_size > MOST_CELL_BYTES and columns:
            _check_cells(path, database, layer, [str(column[1]) for column in columns])


def _check_cells(path: Path, database: sqlite3.Connection, layer: str, columns: list[str]) -> None:
    """Check that no cell is too large, without reading large cells."""
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_CELL_BYTES)
    longest = ", ".join(f"max(length({_quoted(column)}))" for column in columns)
    try:
        lengths = database.execute(f"SELECT {longest} FROM {_quoted(layer)}").fetchone()  # noqa: S608
        is_large = any(length is not None and length > MOST_CELL_BYTES for length in lengths)
    except sqlite3.DataError:  # SQLite's error for a text or row beyond the limit
        is_large = True
    if is_large:
        large = Message("file-geopackage-cell", layer=layer, limit_bytes=MOST_CELL_BYTES)
        raise PlanError(large.in_file(path))


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a read-only database with an untrusted schema."""
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            yield database
    except (sqlite3.Error, UnicodeDecodeError) as error:  # from its message
        damaged = Message("file-geopackage-damaged", why=" ".join(str(error).split()))
        raise PlanError(damaged.in_file(path)) from error


def _kinds(database: sqlite3.Connection) -> dict[str, str]:
    """Return the kind of each table, `table`, `view` or `virtual`, by its name in lower case."""
    listed = database.execute("PRAGMA table_list").fetchall()  # none before SQLite 3.37
    if listed:
        return {str(name).lower(): kind for schema, name, kind, *_ in listed if schema == "main"}
    rows = database.execute("SELECT name, type, rootpage FROM sqlite_master").fetchall()
    return {
        str(name).lower(): kind if root else "view"
        for name, kind, root in rows
        if kind in {"table", "view"}
    }


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
