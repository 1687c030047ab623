"""GeoJSON (RFC 7946), read without GDAL, and written deterministically.

TopoJSON and Esri JSON are recognised by their members, because their files often end in `.json`.

GDAL would fetch the URL of a linked `crs`; here a file is only text. Coordinates are longitude and
latitude, in that order. If the plan's CRS is not WGS 84, a `crs` member of the 2008 format names
it: GDAL and QGIS read it, others lose nothing significant (CGCS2000 to WGS 84 is a null shift).
Shapes across 180° are written cut there.
"""

import json
import math
import re
import reprlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from layers.errors import PlanError
from layers.formats.content import read_text_bytes
from layers.formats.esri_json import esri_crs, esri_notes, esri_row, is_esri
from layers.formats.format import Format, Outcome
from layers.formats.positions import position_of, ring_of
from layers.formats.provenance import PROVENANCE, json_line, provenance
from layers.formats.table import Assumption, ReadOptions, Table, assumed_layer, chosen_layer
from layers.formats.text import decoded
from layers.formats.topojson import is_topology, topology_features
from layers.geometry.antimeridian import continued, wrapped
from layers.geometry.reproject import authority
from layers.messages import Message
from layers.plan.plan import Plan
from layers.scenario_id import BASELINE
from layers.schema.column_types import is_missing
from layers.schema.layer_schema import LAYERS

_DECIMALS = 9
_WGS84 = "urn:ogc:def:crs:OGC:1.3:CRS84"
_LONGEST_KIND = len("GeometryCollection")
_LINES = ("LineString", "MultiLineString")
_SHAPES = ("Point", "Polygon", "MultiPolygon", "GeometryCollection", "LineString", "MultiPoint")
_SEPARATOR = "\x1e"  # precedes each record of RFC 8142
_MOST_NESTED = 16


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return the features of a file: their properties, and `id` if features have one.

    Accepted are a FeatureCollection, a single Feature or geometry, a feature per line
    (`.geojsonl`), Esri JSON, and an object of TopoJSON: the one by name, else the only one.

    Raises:
        SourceError: the file cannot be read.
        PlanError: it is empty, not GeoJSON, the object of TopoJSON is ambiguous, or features are of
            another kind: a line each.
    """
    lines = layer in LAYERS and LAYERS[layer].geometry == "MultiLineString"
    content = read_text_bytes(path)
    text, assumptions = decoded(path, content, options.encoding)
    if not text.strip():
        raise PlanError(Message("file-text-empty").in_file(path))
    records, document = features(path, text)
    named: tuple[Assumption, ...] = ()
    if is_topology(document):
        records, named = _of_topology(path, document, layer, options.layer)
    is_of_esri = is_esri(document)
    rows, shapes, problems = [], [], list[Message]()
    for number, feature in enumerate(records, start=1):
        try:
            row = esri_row if is_of_esri and isinstance(feature, dict) else _row_of
            properties, shape = row(feature, lines=lines)
        except PlanError as error:
            problems += (_of_feature(path, number, reason) for reason in error.problems)
        except (TypeError, ValueError, KeyError, IndexError, shapely.GEOSException) as error:
            unreadable = Message("file-feature-unreadable", why=str(error))
            problems.append(_of_feature(path, number, unreadable))
        else:
            rows.append(properties)
            shapes.append(shape)
    if problems:
        raise PlanError(problems)
    frame = pd.DataFrame(rows, index=range(len(rows)))
    geometry = np.array([*shapes, None], dtype=object)[:-1]
    assumptions = [it for it in assumptions if it.value != "UTF-8"]  # the format's default
    notes = esri_notes(document) if is_of_esri else ()
    crs = None
    if options.crs is None:
        crs = esri_crs(document) if is_of_esri else _crs(path, document)
    table = gpd.GeoDataFrame(frame, geometry=geometry, crs=crs)
    return Table(table, (*assumptions, *named, *notes))


def _of_topology(
    path: Path, document: dict[str, Any], layer: str, named: str | None
) -> tuple[list[Any], tuple[Assumption, ...]]:
    """Return the features of an object of TopoJSON, and the assumption of which.

    Raises:
        PlanError: it is ambiguous, or the topology is broken.
    """
    chosen = chosen_layer(path, [*map(str, document["objects"])], layer, named)
    try:
        records = topology_features(document, chosen)
    except PlanError as error:
        raise PlanError(problem.in_file(path) for problem in error.problems) from error
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        raise PlanError(Message("format-topojson-broken", why=str(error)).in_file(path)) from error
    return records, assumed_layer(chosen, layer, named)


def write(plan: Plan, path: Path, outcome: Outcome) -> None:
    """Write the zones with nine decimals, the note on boundaries and the provenance.

    Raises:
        OSError: the file cannot be written.
    """
    name = plan.name if outcome.scenario == BASELINE else outcome.scenario
    members = {"note": plan.terms.notes(outcome.zones), PROVENANCE: provenance(plan, outcome)}
    path.write_text(_to_text(outcome.zones, name, members), encoding="utf-8", newline="\n")


def _to_text(zones: gpd.GeoDataFrame, name: str, members: Mapping[str, Any]) -> str:
    """Return zones as a FeatureCollection, a feature per line; deterministic.

    `members` are further members; empty ones are omitted.
    """
    head: dict[str, Any] = {"type": "FeatureCollection", "name": name}
    crs = CRS.from_user_input(zones.crs)
    if not crs.equals(CRS.from_epsg(4326), ignore_axis_order=True):
        code = authority(crs)
        urn = f"urn:ogc:def:crs:{code[0]}::{code[1]}" if code else crs.to_wkt()
        head["crs"] = {"type": "name", "properties": {"name": urn}}
    head |= {member: value for member, value in members.items() if value}
    schema_columns = [column.name for column in LAYERS["zones"].columns]
    further = [name for name in zones.columns if name not in schema_columns and name != "geometry"]
    cut = [wrapped(continued(shape)) for shape in zones["geometry"]]  # RFC 7946, 3.1.9
    shapes = shapely.orient_polygons(np.array(cut, dtype=object))
    rounded = shapely.transform(shapes, lambda xy: np.round(xy, _DECIMALS) + 0.0)
    rows = zones[schema_columns + further].to_dict("records")
    lines = [
        json_line({"type": "Feature", "properties": plain_row(row), "geometry": _mapping(shape)})
        for row, shape in zip(rows, rounded, strict=True)
    ]
    return f'{json_line(head)[:-1]},"features":[\n' + ",\n".join(lines) + "\n]}\n"


def plain_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row's cells as plain values for JSON; a missing one is None."""
    return {str(name): _cell(value) for name, value in row.items()}


def _cell(value: Any) -> Any:  # noqa: ANN401  cells are of any type
    if is_missing(value) or (isinstance(value, float) and math.isinf(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.item() if isinstance(value, np.generic) else value


def _mapping(shape: Any) -> dict[str, Any]:  # noqa: ANN401  a shapely geometry
    polygons = [
        [shapely.get_coordinates(ring).tolist() for ring in shapely.get_rings(polygon)]
        for polygon in shapely.get_parts(shape)
    ]
    return {"type": "MultiPolygon", "coordinates": polygons}


def _crs(path: Path, document: dict[str, Any]) -> CRS:
    """Return the CRS of the file; by default WGS 84, as in RFC 7946."""
    stated = document.get("crs")
    if stated is None:
        return CRS.from_user_input("EPSG:4326")
    named = stated.get("properties", {}) if isinstance(stated, dict) else {}
    name = named.get("name") if isinstance(named, dict) else None
    if not isinstance(name, str):
        raise PlanError(Message("file-geojson-crs-unnamed").in_file(path))
    try:
        return CRS.from_user_input("EPSG:4326" if name == _WGS84 else name)
    except ProjError as error:
        unknown = Message("file-geojson-crs-unknown", crs=repr(name))
        raise PlanError(unknown.in_file(path)) from error


def _of_feature(path: Path, number: int, reason: Message) -> Message:
    return Message("file-feature", number=number, reason=reason).in_file(path)


def features(path: Any, text: str) -> tuple[list[Any], dict[str, Any]]:  # noqa: ANN401  for messages
    """Return the features of a document or of lines, and the document that may name a CRS.

    A topology has no features of its own (`layers.formats.topojson`).

    Raises:
        PlanError: it is not JSON, or neither GeoJSON, Esri JSON nor TopoJSON.
    """
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise PlanError(Message("file-json-deep").in_file(path)) from error
    except ValueError as error:
        document = _of_lines(text)
        if document is None:
            raise PlanError(Message("file-not-json", why=str(error)).in_file(path)) from error
        return [*map(_as_feature, document)], {}
    if isinstance(document, list) and document:
        return [*map(_as_feature, document)], {}
    if not isinstance(document, dict):
        raise PlanError(Message("file-not-geojson").in_file(path))
    listed = document.get("features")
    if document.get("type") == "FeatureCollection" and isinstance(listed, list):
        return listed, document
    if is_esri(document):
        return document["features"], document
    if is_topology(document):
        return [], document
    if document.get("type") in ("Feature", *_SHAPES):
        return [_as_feature(document)], document
    raise PlanError(Message("file-not-feature-collection").in_file(path))


def _of_lines(text: str) -> list[Any] | None:
    """Return the documents of the lines of a text; None if one is not JSON."""
    lines = (line.strip(_SEPARATOR + " \t\r") for line in text.split("\n"))
    try:
        return [json.loads(line) for line in lines if line]
    except (ValueError, RecursionError):
        return None


def _as_feature(record: Any) -> Any:  # noqa: ANN401  JSON of any shape
    """Return a bare geometry as a feature; others unchanged."""
    if isinstance(record, dict) and record.get("type") in _SHAPES:
        return {"type": "Feature", "properties": {}, "geometry": record}
    return record


def _row_of(feature: Any, *, lines: bool = False) -> tuple[dict[str, Any], Any]:  # noqa: ANN401  JSON of any shape
    """Return the properties and the geometry of one feature, None if it has none.

    With `lines` it may be a line.

    Raises:
        PlanError: it is not a feature with such a geometry; the reason, without the file.
        TypeError, ValueError, KeyError, IndexError: its geometry cannot be read.
    """
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise PlanError(Message("file-feature-other"))
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise PlanError(Message("file-feature-properties"))
    if re.search("[\ud800-\udfff]", json.dumps(properties, ensure_ascii=False)):
        raise PlanError(Message("file-feature-text"))
    named = {str(name): value for name, value in properties.items() if name != "geometry"}
    if "id" in feature:
        named.setdefault("id", feature["id"])
    geometry = feature.get("geometry")
    if lines and geometry is not None and geometry["type"] in _LINES:
        return named, _lines(geometry)
    return named, None if geometry is None else _shape(geometry, 0)


def _lines(geometry: Any) -> shapely.MultiLineString:  # noqa: ANN401  JSON of any shape
    parts = geometry["coordinates"]
    parts = [parts] if geometry["type"] == "LineString" else parts
    return shapely.MultiLineString([ring_of(part) for part in parts])


def _shape(geometry: Any, depth: int) -> Any:  # noqa: ANN401  JSON of any shape
    kind, coordinates = geometry["type"], geometry.get("coordinates")
    if kind == "GeometryCollection" and geometry.get("geometries") and depth < _MOST_NESTED:
        parts = [_shape(part, depth + 1) for part in geometry["geometries"]]
        if all(isinstance(part, shapely.Polygon | shapely.MultiPolygon) for part in parts):
            return shapely.GeometryCollection(parts)
    match kind:
        case "Point" | "Polygon" | "MultiPolygon" if coordinates == []:
            return None  # allowed by RFC 7946
        case "Point":
            return shapely.Point(position_of(coordinates))
        case "Polygon":
            return _polygon(coordinates)
        case "MultiPolygon":
            return shapely.MultiPolygon([*map(_polygon, coordinates)])
        case "LineString" if len(coordinates) > 3 and coordinates[0] == coordinates[-1]:
            raise PlanError(Message("format-line-closed"))
    plain = isinstance(kind, str) and kind.isalpha() and len(kind) <= _LONGEST_KIND
    raise PlanError(Message("file-feature-geometry", kind=kind if plain else reprlib.repr(kind)))


def _polygon(rings: Any) -> shapely.Polygon:  # noqa: ANN401  JSON of any shape
    outer, *holes = [ring_of(ring) for ring in rings]
    return shapely.Polygon(outer, holes)


GEOJSON = Format(
    ".geojson", 2, read, write, media_type="application/geo+json", content="GeoJSON", styled=True
)
JSON = Format(".json", 3, read)
TOPOJSON = Format(".topojson", 3, read)
GEOJSON_LINES = Format(".geojsonl", 3, read)
