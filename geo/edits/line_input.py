"""The line of an edit: GeoJSON or WKT, validated like a polygon."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, cast

import shapely
from pydantic import PlainSerializer, PlainValidator, SerializationInfo, WithJsonSchema
from shapely.geometry import LineString

from geo.edits.polygon_input import (
    POSITION_SCHEMA,
    across_180,
    check_finite,
    check_size,
    coordinates_of,
    decoded_wkt,
    geojson_schema,
    positions_of,
    positions_wkt,
    read_positions,
)
from geo.validation import shown
from layers.errors import ScenarioError
from layers.messages import Message

_WKT = re.compile(r"\s*LINESTRING\s*(ZM|Z|M)?\s*(EMPTY|\()", re.IGNORECASE)


def read_line(value: object) -> LineString:
    """Return a line from GeoJSON (a mapping), WKT (text) or shapely; heights are dropped.

    Raises:
        ScenarioError: not a line, or empty, not finite, too large, without length, or
            self-crossing.
    """
    if isinstance(value, Mapping):
        line = _from_geojson(value)
    elif isinstance(value, str):
        if not _WKT.match(value[:100]):
            raise ScenarioError(Message("edits-line-wkt-wanted", given=shown(value)))
        line = cast("LineString", decoded_wkt(value))
    elif isinstance(value, LineString):
        line = value
    else:
        raise ScenarioError(Message("edits-line-wanted", given=shown(value)))
    check_size(line)
    line = shapely.force_2d(line)
    check_finite(line)
    if line.length == 0:
        raise ScenarioError(Message("edits-line-without-length"))
    line = across_180(line, shapely.is_simple)
    if not line.is_simple:
        raise ScenarioError(Message("edits-line-crosses-itself"))
    return line


def _from_geojson(geojson: Mapping[Any, object]) -> LineString:
    """Return the line of a GeoJSON geometry."""
    if geojson.get("type") != "LineString":
        kind = shown(geojson.get("type"))
        raise ScenarioError(Message("edits-line-geojson-wanted", given=kind))
    positions = read_positions(coordinates_of(geojson))
    if len(positions) < 2:
        raise ScenarioError(Message("edits-line-without-length"))
    return LineString(positions)


def _written(line: LineString, info: SerializationInfo) -> dict[str, Any] | str:
    """Return GeoJSON, or WKT if the dump's context requests it; both keep every digit."""
    if info.context == "wkt":
        return f"LINESTRING {positions_wkt(line)}"
    return {"type": "LineString", "coordinates": positions_of(line)}


Line = Annotated[
    LineString,
    PlainValidator(read_line),
    PlainSerializer(_written),
    WithJsonSchema(
        {
            "description": "GeoJSON or WKT; longitude, latitude in the plan's CRS",
            "oneOf": [
                geojson_schema(
                    "LineString", {"type": "array", "items": POSITION_SCHEMA, "minItems": 2}
                ),
                {"type": "string", "pattern": r"^\s*[Ll][Ii][Nn][Ee][Ss][Tt][Rr][Ii][Nn][Gg]"},
            ],
        }
    ),
]
"""A line that does not cross itself: read from GeoJSON, WKT or shapely; written as either."""
