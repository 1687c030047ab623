"""The features of a GeoJSON document in any of its forms, and the row of each."""

from __future__ import annotations

import json
import math
import re
import reprlib
from typing import Any

import shapely

from layers.errors import PlanError
from layers.messages import Message

_LONGEST_KIND = len("GeometryCollection")
_LINES = ("LineString", "MultiLineString")
_SHAPES = ("Point", "Polygon", "MultiPolygon", "GeometryCollection", "LineString", "MultiPoint")
_SEPARATOR = "\x1e"  # precedes each record of RFC 8142
_MOST_NESTED = 16


def features(path: Any, text: str) -> tuple[list[Any], dict[str, Any]]:  # noqa: ANN401  for messages
    """Return the features of a document or of lines, and the document that may name a CRS.

    Raises:
        PlanError: it is not JSON, or not GeoJSON.
    """
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise PlanError(Message("file-json-deep").in_file(path)) from error
    except ValueError as error:
        lines = [line.strip(_SEPARATOR + " \t\r") for line in text.split("\n")]
        try:
            records = [json.loads(line) for line in lines if line]
        except (ValueError, RecursionError):
            raise PlanError(Message("file-not-json", why=str(error)).in_file(path)) from error
        return [_as_feature(record) for record in records], {}
    if isinstance(document, list) and document:
        return [_as_feature(record) for record in document], {}
    if not isinstance(document, dict):
        raise PlanError(Message("file-not-geojson").in_file(path))
    listed = document.get("features")
    if document.get("type") == "FeatureCollection" and isinstance(listed, list):
        return listed, document
    if document.get("type") in ("Feature", *_SHAPES):
        return [_as_feature(document)], document
    other = next((name for key, name in _OTHERS.items() if key in document), None)
    if other is not None:
        raise PlanError(Message("format-not-geojson-but", found=other).in_file(path))
    raise PlanError(Message("file-not-feature-collection").in_file(path))


_OTHERS = {"arcs": "TopoJSON", "geometryType": "Esri JSON", "spatialReference": "Esri JSON"}


def _as_feature(record: Any) -> Any:  # noqa: ANN401  JSON of any shape
    """Return a bare geometry as a feature; others unchanged."""
    if isinstance(record, dict) and record.get("type") in _SHAPES:
        return {"type": "Feature", "properties": {}, "geometry": record}
    return record


def row_of(feature: Any, *, lines: bool = False) -> tuple[dict[str, Any], Any]:  # noqa: ANN401  JSON of any shape
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
    return shapely.MultiLineString([_ring(part) for part in parts])


def _shape(geometry: Any, depth: int) -> Any:  # noqa: ANN401  JSON of any shape
    kind, coordinates = geometry["type"], geometry.get("coordinates")
    if kind == "GeometryCollection" and geometry.get("geometries") and depth < _MOST_NESTED:
        parts = [_shape(part, depth + 1) for part in geometry["geometries"]]
        if all(isinstance(part, shapely.Polygon | shapely.MultiPolygon) for part in parts):
            return shapely.GeometryCollection(parts)
    if kind in ("Point", "Polygon", "MultiPolygon") and coordinates == []:
        return None  # allowed by RFC 7946
    if kind == "Point":
        return shapely.Point(_position(coordinates))
    if kind == "Polygon":
        return _polygon(coordinates)
    if kind == "MultiPolygon":
        return shapely.MultiPolygon([_polygon(rings) for rings in coordinates])
    if kind == "LineString" and len(coordinates) > 3 and coordinates[0] == coordinates[-1]:
        raise PlanError(Message("format-line-closed"))
    plain = isinstance(kind, str) and kind.isalpha() and len(kind) <= _LONGEST_KIND
    raise PlanError(Message("file-feature-geometry", kind=kind if plain else reprlib.repr(kind)))


def _polygon(rings: Any) -> shapely.Polygon:  # noqa: ANN401  JSON of any shape
    outer, *holes = [_ring(ring) for ring in rings]
    return shapely.Polygon(outer, holes)


def _ring(positions: Any) -> list[tuple[float, float]]:  # noqa: ANN401  JSON of any shape
    xy = [(position[0], position[1]) for position in positions]
    kinds = {kind for x, y in xy for kind in (type(x), type(y))}
    if not kinds <= {int, float} or not all(math.isfinite(x + y) for x, y in xy):
        raise PlanError(Message("file-feature-coordinate"))
    return xy


def _position(position: Any) -> tuple[float, float]:  # noqa: ANN401  JSON of any shape
    x, y = position[:2]
    if isinstance(x, bool | str) or isinstance(y, bool | str):
        raise PlanError(Message("file-feature-coordinate"))
    if not (math.isfinite(x) and math.isfinite(y)):
        raise PlanError(Message("file-feature-coordinate"))
    return float(x), float(y)
