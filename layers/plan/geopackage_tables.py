"""Safety checks of a GeoPackage's tables before GDAL reads them.

Views, virtual tables and computed columns are evaluated on reading: that may not terminate, or
exhaust memory. So the tables that GDAL reads on opening, and the layer that is read, must be
stored tables without oversized cells.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from layers.errors import PlanError
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_CELL_BYTES = 100_000_000
"""The largest cell that is read: an outline of six million vertices."""

_LONGEST_DEFINITION = 1_000_000  # characters; a default value in it may repeat in every row
_COMPUTED = ("view", "virtual")
_KINDS = ("features", "attributes", "aspatial")  # of layers; others are images
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY rowid"


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
