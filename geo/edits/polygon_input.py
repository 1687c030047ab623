"""The geometry of an edit: GeoJSON or WKT, checked before it is believed, never repaired.

A geometry is taken when it is a polygon or multipolygon, not empty, finite and valid, with at most
100,000 positions; heights and measures are dropped. What is not taken is refused with the place of
the fault. Its structure is checked before any library decodes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, cast

import numpy as np
import shapely
from pydantic import (
    PlainSerializer,
    PlainValidator,
    SerializationInfo,
    WithJsonSchema,
)
from shapely.errors import ShapelyError
from shapely.geometry import LineString, MultiPolygon, Polygon, mapping

from geo.validation import shown

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_MOST_POSITIONS = 100_000
_MOST_CHARACTERS = 8_000_000

_WKT = re.compile(r"\s*(MULTI)?POLYGON\s*(ZM|Z|M)?\s*(EMPTY|\()", re.IGNORECASE)


def read_polygonal(given: object) -> Polygon | MultiPolygon:
    """Return a polygon or multipolygon from GeoJSON (a mapping), WKT (text) or shapely.

    Raises:
        ValueError: it is not one, or empty, not finite, not valid or too large.
    """
    if isinstance(given, Mapping):
        geometry = _from_geojson(given)
    elif isinstance(given, str):
        geometry = _from_wkt(given)
    elif isinstance(given, Polygon | MultiPolygon):
        geometry = given
    else:
        raise ValueError(  # noqa: TRY004  pydantic reports ValueError only
            f"must be a polygon as GeoJSON mapping or WKT text, not {shown(given)}; correct it"
        )
    check_size(geometry)
    geometry = shapely.force_2d(geometry)
    if geometry.is_empty:
        raise ValueError("is empty; draw a polygon, or use remove to drop the zone")
    check_finite(geometry)
    check_valid(geometry)
    return geometry


def check_size(geometry: BaseGeometry) -> None:
    """Refuse a geometry of more than 100,000 positions.

    Raises:
        ValueError: it has more.
    """
    if shapely.get_num_coordinates(geometry) > _MOST_POSITIONS:
        raise ValueError(f"has more than {_MOST_POSITIONS:,} positions; simplify it")


def check_finite(geometry: BaseGeometry) -> None:
    """Refuse NaN and infinity.

    Raises:
        ValueError: a coordinate is not finite.
    """
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        raise ValueError("has a coordinate that is not a finite number; correct it")


def check_valid(geometry: BaseGeometry) -> None:
    """Refuse an invalid geometry, naming the fault and its place.

    Raises:
        ValueError: the geometry is not valid.
    """
    if not shapely.is_valid(geometry):
        fault, _, place = shapely.is_valid_reason(geometry).partition("[")
        where = f" at {place.rstrip(']')}" if place else ""
        raise ValueError(f"is not valid: {fault.lower()}{where}; redraw it there")


def check_degrees(geometry: BaseGeometry) -> None:
    """Refuse a geometry whose coordinates are no longitudes and latitudes.

    Raises:
        ValueError: a coordinate is out of range, or the geometry spans more than half the Earth.
    """
    west, south, east, north = geometry.bounds
    if north > 90 or south < -90:
        worst = north if north > 90 else south
        swapped = -90 <= west <= east <= 90 and -180 <= south <= north <= 180
        hint = (
            "longitude and latitude look swapped: write longitude first"
            if swapped
            else "give degrees, or name the geometry's crs"
        )
        raise ValueError(f"has latitude {worst:g}, beyond ±90; {hint}")
    if east > 180 or west < -180:
        worst = east if east > 180 else west
        raise ValueError(
            f"has longitude {worst:g}, beyond ±180; give degrees, or name the geometry's crs"
        )
    if east - west > 180:
        raise ValueError("spans more than 180° of longitude; cut it at the antimeridian")


def as_geojson(geometry: Polygon | MultiPolygon) -> dict[str, Any]:
    """Return a geometry as GeoJSON of plain dicts and lists, every digit kept."""
    return {"type": geometry.geom_type, "coordinates": _lists(mapping(geometry)["coordinates"])}


def as_wkt(geometry: Polygon | MultiPolygon) -> str:
    """Return a geometry as WKT, every digit kept (the writer of GEOS drops the seventeenth)."""
    parts = geometry.geoms if isinstance(geometry, MultiPolygon) else (geometry,)
    polygons = ", ".join(
        f"({', '.join(positions_wkt(ring) for ring in (part.exterior, *part.interiors))})"
        for part in parts
    )
    multi = isinstance(geometry, MultiPolygon)
    return f"MULTIPOLYGON ({polygons})" if multi else f"POLYGON {polygons}"


def _from_wkt(text: str) -> Polygon | MultiPolygon:
    """Return the polygon of a WKT text."""
    if len(text) <= _MOST_CHARACTERS and not _WKT.match(text):
        raise ValueError(
            f"must be a WKT POLYGON or MULTIPOLYGON, not {shown(text)}; "
            "give its polygons, and a CRS by the key crs"
        )
    return cast("Polygon | MultiPolygon", decoded_wkt(text))


def decoded_wkt(text: str) -> BaseGeometry:
    """Return the geometry of a WKT text whose kind is known to be allowed.

    Raises:
        ValueError: it is too long or not readable.
    """
    if len(text) > _MOST_CHARACTERS:
        raise ValueError(f"has more than {_MOST_CHARACTERS:,} characters; simplify it")
    try:
        with np.errstate(all="ignore"):  # NaN and 1e999 are refused later, with a reason
            return shapely.from_wkt(text)
    except (ShapelyError, ValueError) as error:
        reason = " ".join(str(error).split()).split(": ", 1)[-1]
        raise ValueError(f"is not readable as WKT ({reason}); correct it") from error


def _from_geojson(given: Mapping[Any, object]) -> Polygon | MultiPolygon:
    """Return the polygon of a GeoJSON geometry, its structure checked before it is decoded."""
    kind = given.get("type")
    if kind not in ("Polygon", "MultiPolygon"):  # a list has no hash
        raise ValueError(
            f"must be a GeoJSON Polygon or MultiPolygon, not {shown(kind)}; correct it"
        )
    coordinates = coordinates_of(given)
    polygons = _sequence(coordinates if kind == "MultiPolygon" else [coordinates], "coordinates")
    left = _MOST_POSITIONS
    parts = []
    for number, polygon in enumerate(polygons, start=1):
        where = f"polygon {number}, " if kind == "MultiPolygon" else ""
        rings = []
        for ring_number, ring in enumerate(_sequence(polygon, f"{where}coordinates"), start=1):
            place = f"{where}ring {ring_number}"
            left -= len(_sequence(ring, place))
            if left < 0:
                raise ValueError(f"has more than {_MOST_POSITIONS:,} positions; simplify it")
            rings.append(_ring(ring, place))
        parts.append(Polygon(rings[0], rings[1:]) if rings else Polygon())
    return MultiPolygon(parts) if kind == "MultiPolygon" else parts[0]


def coordinates_of(given: Mapping[Any, object]) -> object:
    """Return the coordinates of a GeoJSON geometry that holds nothing else.

    Raises:
        ValueError: it has another key.
    """
    extra = sorted(str(key) for key in given if key not in {"type", "coordinates", "bbox"})
    if extra:
        raise ValueError(f"has the key {shown(extra[0])}; a geometry has type and coordinates only")
    return given.get("coordinates")


def read_positions(given: object, place: str = "") -> list[tuple[float, float]]:
    """Return a list of finite positions [longitude, latitude]; `place` begins every message.

    Raises:
        ValueError: it is not one, or has more than 100,000.
    """
    before = f"{place}, " if place else ""
    positions = []
    for number, position in enumerate(_sequence(given, place or "coordinates"), start=1):
        numbers = _sequence(position, f"{before}position {number}")
        if not 2 <= len(numbers) <= 4 or not all(
            isinstance(n, int | float) and not isinstance(n, bool) for n in numbers
        ):
            raise ValueError(
                f"{before}position {number} must be [longitude, latitude], "
                f"not {shown(position)}; correct it"
            )
        try:
            positions.append((float(numbers[0]), float(numbers[1])))
        except OverflowError as error:
            raise ValueError(
                f"{before}position {number} is not a finite number; correct it"
            ) from error
    if positions and not np.isfinite(positions).all():
        where = f"{place} " if place else ""
        raise ValueError(f"{where}has a coordinate that is not a finite number; correct it")
    return positions


def _ring(given: object, place: str) -> list[tuple[float, float]]:
    """Return the positions of a closed ring."""
    positions = read_positions(given, place)
    if positions and (len(positions) < 4 or positions[0] != positions[-1]):
        raise ValueError(
            f"{place} is not a closed ring of at least 4 positions; repeat its first at the end"
        )
    return positions


def positions_wkt(line: LineString) -> str:
    """Return the positions of a line or ring as WKT, every digit kept."""
    numbers = shapely.get_coordinates(line).tolist()
    return "(" + ", ".join(" ".join(repr(n).removesuffix(".0") for n in xy) for xy in numbers) + ")"


def _sequence(given: object, place: str) -> Sequence[Any]:
    """Return a JSON array."""
    if isinstance(given, Sequence) and not isinstance(given, str | bytes):
        return given
    raise ValueError(f"{place} must be a list, not {shown(given)}; correct it")


def _lists(nested: Any) -> Any:  # noqa: ANN401  nested tuples of any depth up to four
    """Return nested tuples as nested lists."""
    return [_lists(item) for item in nested] if isinstance(nested, tuple) else nested


def _written(geometry: Polygon | MultiPolygon, info: SerializationInfo) -> dict[str, Any] | str:
    """Return GeoJSON, or WKT where the dump's context asks for it; both keep every digit."""
    if info.context == "wkt":
        return as_wkt(geometry)
    return as_geojson(geometry)


POSITION_SCHEMA: dict[str, Any] = {"type": "array", "items": {"type": "number"}, "minItems": 2}
_RINGS: dict[str, Any] = {"type": "array", "items": {"type": "array", "items": POSITION_SCHEMA}}


def geojson_schema(kind: str, coordinates: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of one GeoJSON geometry type."""
    return {
        "type": "object",
        "properties": {"type": {"const": kind}, "coordinates": coordinates},
        "required": ["type", "coordinates"],
    }


Polygonal = Annotated[
    Polygon | MultiPolygon,
    PlainValidator(read_polygonal),
    PlainSerializer(_written),
    WithJsonSchema(
        {
            "description": "GeoJSON or WKT; longitude, latitude in the plan's CRS",
            "oneOf": [
                geojson_schema("Polygon", _RINGS),
                geojson_schema("MultiPolygon", {"type": "array", "items": _RINGS}),
                {"type": "string", "pattern": r"^\s*([Mm][Uu][Ll][Tt][Ii])?[Pp][Oo][Ll][Yy]"},
            ],
        }
    ),
]
"""A polygon or multipolygon: read from GeoJSON, WKT or shapely; written as GeoJSON or WKT."""
