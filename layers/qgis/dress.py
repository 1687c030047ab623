"""Add styles, column titles and a project to a GeoPackage, for QGIS and other readers.

They are written by plain SQL after the layers, when no other library has the file open: three
tables of column titles and enumerations from the GeoPackage standard, and two that QGIS reads.
The same layers under the same name give the same styles and the same project, byte for byte.
"""

import io
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pyproj import CRS

from layers.qgis.legend import legend_of
from layers.qgis.map_layers import MapLayer, land_layers, map_layers_of, qml
from layers.qgis.project import project
from layers.qgis.themes import MapContents
from layers.schema.terms import Terms

PROJECT_NAME = "Zonewright"
STYLING_TABLES = ("layer_styles", "qgis_projects")
"""The tables that QGIS reads; they hold no data of a plan."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the time of an undated archive member
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


class FileWords(NamedTuple):
    """The words of a file: the plan's terms, titles of scenarios by id, its provenance."""

    terms: Terms
    titles: Mapping[str, str]
    provenance: Mapping[str, str]


def add_styling(
    path: Path,
    file_name: str,
    frames: Mapping[str, pd.DataFrame],
    words: FileWords,
) -> None:
    """Add styles, column titles and a project to the GeoPackage at `path`.

    Args:
        path: a file just written, without styles or project, that no other program has open.
        file_name: the final name of the file, by which the project finds its layers.
        frames: its tables by name, as they were written.
        words: the plan's terms, the scenarios' titles, and the provenance.
    """
    legend = legend_of(frames, words.terms)
    layers = map_layers_of(frames, legend)
    crs = CRS.from_user_input(frames["zones"].crs)
    shown = [*layers, *land_layers(layers, legend)]
    contents = MapContents(file_name, crs, shown, legend, words.titles, words.provenance)
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
        file.executemany("INSERT INTO gpkg_data_columns VALUES (?,?,?,?,?,?,?)", _columns(layers))
        file.executemany(
            "INSERT INTO gpkg_data_column_constraints VALUES (?,'enum',?,NULL,NULL,NULL,NULL,?)",
            _enumerations(layers),
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
            [(one.name, geometry.get(one.name, ""), qml(one), one.title) for one in layers],
        )
        file.execute(
            "INSERT INTO qgis_projects VALUES (?, '{}', ?)", (PROJECT_NAME, _packed(contents))
        )
        file.execute("COMMIT")


def style_of_zones(zones: pd.DataFrame, frames: Mapping[str, pd.DataFrame], terms: Terms) -> str:
    """Return the style of a file of zones alone, as QGIS reads it beside that file (`.qml`).

    `frames` are the tables of the plan, which the legend is of.
    """
    legend = legend_of({**frames, "zones": zones}, terms)
    (layer,) = map_layers_of({"zones": zones}, legend)
    return qml(layer)


def _columns(layers: Iterable[MapLayer]) -> list[tuple[str | None, ...]]:
    """Return the rows of column titles, with the enumeration of those that have one.

    A title shared by several columns of a table, such as "Group" of `ftz_id` and of a user's
    column, is not written as a name: names must be unique within a table.
    """
    return [
        (
            layer.name,
            field.name,
            field.alias if field.alias and titles[field.alias] == 1 else None,
            field.alias or None,
            None,
            None,
            f"{layer.name}_{field.name}" if field.marks else None,
        )
        for layer in layers
        for titles in [Counter(field.alias for field in layer.fields)]
        for field in layer.fields
        if field.alias or field.marks
    ]


def _enumerations(layers: Iterable[MapLayer]) -> list[tuple[str, str, str]]:
    return [
        (f"{layer.name}_{field.name}", mark.value, mark.label)
        for layer in layers
        for field in layer.fields
        for mark in field.marks
    ]


def _packed(contents: MapContents) -> str:
    """Return the project as QGIS stores it in a database: a zipped document as hex text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        member = zipfile.ZipInfo(f"{contents.name}.qgs", _EARLIEST)
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, project(contents))
    return buffer.getvalue().hex()
