"""The geometry of an edit, and its CRS: GeoJSON or WKT, validated, never repaired.

A geometry is accepted if it is a polygon or multipolygon, not empty, finite and valid, with at most
100,000 positions; heights and measures are dropped. Others are refused with the position of the
fault. The structure is checked before GEOS decodes it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from pydantic import (
    AfterValidator,
    AllowInfNan,
    FailFast,
    Field,
    PlainSerializer,
    PlainValidator,
    SerializationInfo,
    Strict,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjCrsError
from shapely.errors import ShapelyError
from shapely.geometry import LinearRing, LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.validation import problems_of, shown
from layers.errors import ScenarioError
from layers.geometry.antimeridian import continued, unwrapped, wrapped
from layers.geometry.edges import Floats
from layers.geometry.reproject import transform_geometry
from layers.geometry.validity import fault, is_valid
from layers.messages import Message

_Drawn = TypeVar("_Drawn", bound="BaseGeometry")

_FARTHEST_LON = 360.0  # longitudes continue beyond 180° for half the Earth at most
_MOST_POSITIONS = 100_000
_MOST_CHARACTERS = 8_000_000

_FAULTS = {
    "Self-intersection": "edits-fault-self-intersection",
    "Ring Self-intersection": "edits-fault-ring-self-intersection",
    "Holes are nested": "edits-fault-nested-holes",
    "Nested shells": "edits-fault-nested-shells",
    "Hole lies outside shell": "edits-fault-hole-outside-shell",
    "Interior is disconnected": "edits-fault-interior-disconnected",
    "Duplicate Rings": "edits-fault-duplicate-rings",
    "Too few points in geometry component": "edits-fault-too-few-points",
    "Ring is not closed": "edits-fault-ring-not-closed",
    "Invalid Coordinate": "edits-fault-invalid-coordinate",
}
"""The message code of each fault that GEOS reports."""

_WKT = re.compile(r"\s*(MULTI)?POLYGON\s*(ZM|Z|M)?\s*(EMPTY|\()", re.IGNORECASE)
_EPSG = r"EPSG:\d{4,6}"


def read_polygonal(value: object) -> Polygon | MultiPolygon:
    """Return a polygon or multipolygon from GeoJSON (a mapping), WKT (text) or shapely.

    Raises:
        ScenarioError: it is not one, or empty, not finite, invalid or too large.
    """
    if isinstance(value, Mapping):
        geometry = _from_geojson(value)
    elif isinstance(value, str):
        geometry = _from_wkt(value)
    elif isinstance(value, Polygon | MultiPolygon):
        geometry = value
    else:
        raise ScenarioError(Message("edits-polygon-wanted", given=shown(value)))
    check_size(geometry)
    geometry = shapely.force_2d(geometry)
    if geometry.is_empty:
        raise ScenarioError(Message("edits-polygon-empty"))
    check_finite(geometry)
    if not is_valid(geometry):
        geometry = across_180(geometry, is_valid)
        check_valid(geometry)
    return geometry


def check_size(geometry: BaseGeometry) -> None:
    """Refuse a geometry of more than 100,000 positions.

    Raises:
        ScenarioError: it has more.
    """
    if shapely.get_num_coordinates(geometry) > _MOST_POSITIONS:
        raise ScenarioError(Message("edits-positions-too-many", limit=_MOST_POSITIONS))


def check_finite(geometry: BaseGeometry) -> None:
    """Refuse NaN and infinity.

    Raises:
        ScenarioError: a coordinate is not finite.
    """
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        raise ScenarioError(Message("edits-coordinate-not-finite"))


def check_valid(geometry: BaseGeometry) -> None:
    """Refuse an invalid geometry, naming the fault and its position.

    Raises:
        ScenarioError: the geometry is invalid.
    """
    if not is_valid(geometry):
        kind, _, position = fault(geometry).partition("[")
        code = _FAULTS.get(kind)
        fault_ = Message("text", text=kind) if code is None else Message(code)
        if not position:
            raise ScenarioError(Message("edits-geometry-invalid", fault=fault_))
        at = position.rstrip("]")
        raise ScenarioError(Message("edits-geometry-invalid-at", fault=fault_, position=at))


def in_degrees(geometry: _Drawn) -> _Drawn:
    """Return a geometry in longitudes within ±180, polygons cut at 180°.

    The input may be so already, have longitudes beyond ±180, or edges that jump from one side to
    the other. A line across 180° continues beyond it.

    Raises:
        ScenarioError: a coordinate is out of range, the geometry spans more than half the
            Earth, or the result is invalid.
    """
    west, south, east, north = geometry.bounds
    if north > 90 or south < -90:
        worst = north if north > 90 else south
        swapped = -90 <= west <= east <= 90 and -180 <= south <= north <= 180
        code = "edits-latitude-swapped" if swapped else "edits-latitude-beyond"
        raise ScenarioError(Message(code, latitude=worst))
    if max(east, -west) > _FARTHEST_LON:
        worst = east if east > _FARTHEST_LON else west
        raise ScenarioError(Message("edits-longitude-beyond", longitude=worst))
    if west >= -180 and east <= 180 and east - west <= 180:
        return geometry
    unrolled = continued(geometry)
    bounds = shapely.bounds(shapely.get_parts(unrolled))
    if (bounds[:, 2] - bounds[:, 0] > 180).any():
        raise ScenarioError(Message("edits-too-wide"))
    if isinstance(unrolled, LineString):
        return cast("_Drawn", unwrapped(unrolled, 0.0)[0])
    result = wrapped(unrolled)
    check_valid(result)
    return cast("_Drawn", result)


def across_180(geometry: _Drawn, is_right: Callable[[BaseGeometry], object]) -> _Drawn:
    """Return a geometry in degrees with jumps from 180° to −180° removed, unless right already."""
    west, south, east, north = geometry.bounds
    if is_right(geometry) or west < -180 or east > 180 or south < -90 or north > 90:
        return geometry
    return cast("_Drawn", continued(geometry))


def as_wkt(geometry: Polygon | MultiPolygon) -> str:
    """Return a geometry as WKT, every digit kept (GEOS's writer drops the seventeenth)."""
    polygons = ", ".join(f"({', '.join(map(positions_wkt, rings))})" for rings in _rings(geometry))
    multi = isinstance(geometry, MultiPolygon)
    return f"MULTIPOLYGON ({polygons})" if multi else f"POLYGON {polygons}"


def _rings(geometry: Polygon | MultiPolygon) -> list[list[LinearRing]]:
    """Return the rings of each polygon, the outer one first."""
    parts = geometry.geoms if isinstance(geometry, MultiPolygon) else (geometry,)
    return [[part.exterior, *part.interiors] for part in parts]


def positions_of(line: LineString) -> list[list[float]]:
    """Return the positions of a line or ring, every digit kept."""
    positions: list[list[float]] = shapely.get_coordinates(line).tolist()
    return positions


def _from_wkt(text: str) -> Polygon | MultiPolygon:
    """Return the polygon of a WKT text."""
    if len(text) <= _MOST_CHARACTERS and not _WKT.match(text):
        raise ScenarioError(Message("edits-polygon-wkt-wanted", given=shown(text)))
    return cast("Polygon | MultiPolygon", decoded_wkt(text))


def decoded_wkt(text: str) -> BaseGeometry:
    """Return the geometry of a WKT text whose type was checked.

    Raises:
        ScenarioError: it is too long or not readable.
    """
    if len(text) > _MOST_CHARACTERS:
        raise ScenarioError(Message("edits-wkt-too-long", limit=_MOST_CHARACTERS))
    try:
        with np.errstate(all="ignore"):  # NaN and 1e999 are refused later, with a reason
            return shapely.from_wkt(text)
    except (ShapelyError, ValueError) as error:
        why = str(error).split(": ", 1)[-1]
        raise ScenarioError(Message("edits-wkt-unreadable", why=why)) from error


def _from_geojson(geojson: Mapping[Any, object]) -> Polygon | MultiPolygon:
    """Return the polygon of a GeoJSON geometry."""
    kind = geojson.get("type")
    if kind not in ("Polygon", "MultiPolygon"):  # a list has no hash
        raise ScenarioError(Message("edits-polygon-geojson-wanted", given=shown(kind)))
    coordinates = coordinates_of(geojson, str(kind))
    polygons = [
        Polygon(rings[0], rings[1:]) if rings else Polygon()
        for rings in (coordinates if kind == "MultiPolygon" else [coordinates])
    ]
    return MultiPolygon(polygons) if kind == "MultiPolygon" else polygons[0]


def _lon_lat(positions: list[list[float]]) -> Floats:
    if not {2}.issuperset(map(len, positions)):  # with heights
        positions = [position[:2] for position in positions]
    return np.array(positions, float).reshape(-1, 2)


def _closed(ring: Floats) -> Floats:
    if len(ring) and (len(ring) < 4 or (ring[0] != ring[-1]).any()):
        raise ScenarioError(Message("edits-ring-open"))
    return ring


_Number = Annotated[float, Strict(), AllowInfNan(allow_inf_nan=False)]
_Position = Annotated[list[_Number], Field(min_length=2, max_length=4), FailFast()]
_Line = Annotated[list[_Position], FailFast(), AfterValidator(_lon_lat)]
_Polygon = Annotated[list[Annotated[_Line, AfterValidator(_closed)]], FailFast()]
_OF_KIND: dict[str, TypeAdapter[Any]] = {
    "LineString": TypeAdapter(_Line),
    "Polygon": TypeAdapter(_Polygon),
    "MultiPolygon": TypeAdapter(Annotated[list[_Polygon], FailFast()]),
}
"""The coordinates of each kind of geometry; a line or ring becomes rows of longitude, latitude."""


def coordinates_of(geojson: Mapping[Any, object], kind: str) -> Any:  # noqa: ANN401  see `_OF_KIND`
    """Return the coordinates of a GeoJSON geometry of a kind, which has no other keys.

    Raises:
        ScenarioError: it has another key, or coordinates that are not of the kind.

    >>> coordinates_of({"coordinates": [[120, 30], [121, 31, 5.5]]}, "LineString").tolist()
    [[120.0, 30.0], [121.0, 31.0]]
    """
    extra = sorted(str(key) for key in geojson if key not in {"type", "coordinates", "bbox"})
    if extra:
        raise ScenarioError(Message("edits-geojson-key", key=shown(extra[0])))
    try:
        return _OF_KIND[kind].validate_python(geojson.get("coordinates"))
    except ValidationError as error:
        raise ScenarioError(problems_of(error, (), ("coordinates",))) from error


def positions_wkt(line: LineString) -> str:
    """Return the positions of a line or ring as WKT, every digit kept."""
    positions = positions_of(line)
    written = (" ".join(repr(n).removesuffix(".0") for n in position) for position in positions)
    return f"({', '.join(written)})"


def _written(geometry: Polygon | MultiPolygon, info: SerializationInfo) -> dict[str, Any] | str:
    """Return GeoJSON, or WKT if the dump's context requests it; both keep every digit."""
    if info.context == "wkt":
        return as_wkt(geometry)
    polygons = [[positions_of(ring) for ring in rings] for rings in _rings(geometry)]
    multi = isinstance(geometry, MultiPolygon)
    return {"type": geometry.geom_type, "coordinates": polygons if multi else polygons[0]}


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


_Shape = TypeVar("_Shape", bound="BaseGeometry")


def read_crs(name: str) -> str:
    """Return the name of a CRS of the EPSG registry as "EPSG:4513".

    Raises:
        ScenarioError: not an EPSG code of a geographic or projected CRS.
    """
    if not re.fullmatch(_EPSG, name):
        raise ScenarioError(Message("edits-crs-not-code", given=shown(name)))
    try:
        parsed = CRS.from_user_input(name)
    except ProjCrsError as error:
        raise ScenarioError(Message("edits-crs-unknown", crs=name)) from error
    if not (parsed.is_geographic or parsed.is_projected):
        raise ScenarioError(Message("edits-crs-of-other-kind", crs=name))
    return name


def to_crs(geometry: _Shape, source: str, target: CRS, known: NDArray[np.object_] | None) -> _Shape:
    """Transform a geometry from `source` ("EPSG:4513") to the plan's CRS.

    Coordinates are x (east, longitude) first, in any axis order of the CRS. Edges that the
    `known` shapes of the plan have stay unchanged (see `layers.geometry.densify`).

    Raises:
        CrsError: no exact transformation between the two is known.
        ScenarioError: a vertex lies where the source CRS is not defined, or the result is
            invalid.
    """
    moved = transform_geometry(geometry, CRS.from_user_input(source), target, known)
    result: _Shape = moved.shapes
    if not np.isfinite(shapely.get_coordinates(result)).all():
        raise ScenarioError(Message("edits-crs-out-of-reach", crs=source))
    result = continued(result)  # PROJ jumps from 180° to −180°
    check_valid(result)
    return result


EpsgName = Annotated[
    str, AfterValidator(read_crs), WithJsonSchema({"type": "string", "pattern": f"^{_EPSG}$"})
]
"""The name of a geographic or projected CRS: "EPSG:4513"."""
