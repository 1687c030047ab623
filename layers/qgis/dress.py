"""Dress a GeoPackage for QGIS and other readers: styles, words for columns, and a project.

It is written by plain SQL after the layers are, when no other library has the file open: three
tables of words and enumerations that the GeoPackage standard names, and two that QGIS looks for.
The same layers under the same name give the same styles and the same project, byte for byte.
"""

from __future__ import annotations

import io
import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

from pyproj import CRS

from layers.qgis.legend import legend_of
from layers.qgis.map_layers import MapLayer, provinces_of, qml, sheets_of
from layers.qgis.project import project
from layers.qgis.themes import MapContents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pandas as pd

PROJECT_NAME = "Zonewright"
DRESS_TABLES = ("layer_styles", "qgis_projects")
"""The tables that QGIS looks for; they hold no data of a plan."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the time of a member that has none
_SCHEMA_EXTENSION = "http://www.geopackage.org/spec121/#extension_schema"

_TABLES = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME);
CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB);
"""


def dress(
    path: Path, file_name: str, frames: Mapping[str, pd.DataFrame], titles: Mapping[str, str]
) -> None:
    """Dress the GeoPackage at `path`, which will be called `file_name`.

    Args:
        path: a file just written, without styles or project, that nobody else has open.
        file_name: the name that the project gives to its own file.
        frames: its tables by name, as they were written.
        titles: the titles of the scenarios among them, by id.
    """
    key = legend_of(frames)
    sheets = sheets_of(frames, key)
    crs = CRS.from_user_input(frames["zones"].crs)
    atlas = MapContents(file_name, crs, [*sheets, *provinces_of(sheets, key)], key, titles)
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        geometry = dict(
            file.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall()
        )
        file.execute("BEGIN IMMEDIATE")
        for statement in _TABLES.split(";\n"):
            file.execute(statement)
        file.executemany(
            "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', ?, 'read-write')",
            [
                (table, _SCHEMA_EXTENSION)
                for table in ("gpkg_data_columns", "gpkg_data_column_constraints")
            ],
        )
        file.executemany("INSERT INTO gpkg_data_columns VALUES (?,?,?,?,?,?,?)", _columns(sheets))
        file.executemany(
            "INSERT INTO gpkg_data_column_constraints VALUES (?,'enum',?,NULL,NULL,NULL,NULL,?)",
            _enumerations(sheets),
        )
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) "
            "SELECT 'layer_styles', 'attributes', 'layer_styles', max(last_change) "
            "FROM gpkg_contents"
        )
        file.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner) "
            "VALUES ('', '', ?, ?, 'Zonewright', ?, '', 1, ?, 'Zonewright')",
            [(one.name, geometry.get(one.name, ""), qml(one), one.title) for one in sheets],
        )
        file.execute(
            "INSERT INTO qgis_projects VALUES (?, '{}', ?)", (PROJECT_NAME, _packed(atlas))
        )
        file.execute("COMMIT")


def _columns(sheets: Iterable[MapLayer]) -> list[tuple[str | None, ...]]:
    """Return the words for columns, and the enumeration of those that have one."""
    return [
        (
            sheet.name,
            field.name,
            field.alias or None,
            field.alias or None,
            None,
            None,
            f"{sheet.name}_{field.name}" if field.marks else None,
        )
        for sheet in sheets
        for field in sheet.fields
        if field.alias or field.marks
    ]


def _enumerations(sheets: Iterable[MapLayer]) -> list[tuple[str, str, str]]:
    return [
        (f"{sheet.name}_{field.name}", mark.value, mark.label)
        for sheet in sheets
        for field in sheet.fields
        for mark in field.marks
    ]


def _packed(atlas: MapContents) -> str:
    """Return the project as QGIS keeps it in a database: a zipped document as hex text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        member = zipfile.ZipInfo(f"{atlas.name}.qgs", _EARLIEST)
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, project(atlas))
    return buffer.getvalue().hex()
