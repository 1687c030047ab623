"""The edit that splits a zone into two or more: `split`.

A **part** is a piece of land left by the cut, with one side of the cut as part of its boundary;
parts that touch share exactly the same vertices along the cut. A zone may have several blocks:
blocks that a line does not cut go with the nearest part.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self, cast

import geopandas as gpd
import numpy as np
import shapely
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    SerializationInfo,
    WithJsonSchema,
    model_validator,
)
from shapely.geometry import LineString, MultiPolygon, Polygon

from geo.edits.base import (
    EditContext,
    ShortText,
    ZoneEdit,
    geometry_of,
    listed,
    numeric_columns,
    rewritten,
    row_of,
    row_values,
    source_of,
)
from geo.edits.polygon_input import (
    POSITION_SCHEMA,
    Polygonal,
    across_180,
    check_finite,
    check_size,
    coordinates_of,
    decoded_wkt,
    geojson_schema,
    positions_of,
    positions_wkt,
)
from geo.edits.reshape import DrawnEdit
from geo.edits.shared_borders import cut, negligible, pieces, snapped, united, with_vertices
from geo.validation import shown
from layers.errors import ScenarioError
from layers.geometry.ellipsoid import Ellipsoid
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
    positions = coordinates_of(geojson, "LineString")
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


_SAME_SIZE = 1e-6  # parts whose areas differ by less, relative to the largest, count as equal


class Split(ZoneEdit, DrawnEdit):
    """Cut a zone along a line, or along the outline of an area, into zones of the same FTZ.

    `into` names the parts, the largest first (of equal ones, the western, then the southern). So
    `into: [A, B]` on zone A leaves A its larger part; a part not named A is a new zone: it inherits
    texts and flags, has no figures (a part's share of them is unknown), and is not verified.

    - split: {zone: A, line: "LINESTRING (121.5 31.1, 121.5 31.3)", into: [A, A-EAST]}

    >>> from geo import Scenario, Split, apply
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> cut = Split(zone="A", line="LINESTRING (120.005 29.9, 120.005 30.1)", into=["A", "A-WEST"])
    >>> zones = apply(plan, Scenario.of(plan, [cut]))
    >>> dict(zip(zones["zone_id"], plan.ellipsoid.area_km2(zones.geometry).round(2).tolist()))
    {'A': 3.21, 'B': 4.28, 'A-WEST': 1.07}
    """

    verb: ClassVar[str] = "split"
    place: ClassVar[float] = 7

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["line"]}, {"required": ["geometry"]}]}
    )

    line: Line | None = None
    geometry: Polygonal | None = None
    into: Annotated[tuple[ShortText, ...], Field(min_length=2), BeforeValidator(listed)]

    @property
    def touched(self) -> frozenset[str]:
        """Return the zone and its parts."""
        return frozenset({self.zone, *self.into})

    @model_validator(mode="after")
    def _one_cut(self) -> Self:
        """Require exactly one cut, and distinct ids."""
        if (self.line is None) == (self.geometry is None):
            raise ScenarioError(Message("edits-split-cut-unclear"))
        if len(set(self.into)) < len(self.into):
            twice = next(zone for zone in self.into if self.into.count(zone) > 1)
            raise ScenarioError(Message("edits-split-id-repeated", zone=twice))
        return self

    def edited(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the zones with the parts in place of the zone; new ones are the last rows."""
        position = row_of(zones, self.zone)
        other_ids = set(zones["zone_id"]) - {self.zone}
        for zone in self.into:
            if zone in other_ids:
                raise ScenarioError(Message("edits-part-zone-taken", zone=zone))
        parts = _by_size(self._parts(geometry_of(zones, self.zone), context), context.ellipsoid)
        if len(parts) != len(self.into):
            raise ScenarioError(
                Message(
                    "edits-split-geometry-count" if self.line is None else "edits-split-line-count",
                    zone=self.zone,
                    count=len(parts),
                    areas=tuple(
                        Message("edits-area", area_km2=float(area))
                        for area in context.ellipsoid.area_km2(parts)
                    ),
                    ids=len(self.into),
                )
            )
        shapes = dict(zip(self.into, parts, strict=True))
        column = zones.geometry.name
        whole = row_values(zones, position)
        remaining = shapes.pop(self.zone, None)
        new = dict.fromkeys(numeric_columns(zones)) | {
            "verified": False,
            "source": source_of(context.scenario),
        }
        changes: dict[int, dict[str, Any] | None] = {
            position: None if remaining is None else {**whole, column: remaining}
        }
        for number, (zone, shape) in enumerate(shapes.items(), start=len(zones)):
            changes[number] = {**whole, **new, "zone_id": zone, column: shape}
        return rewritten(zones, changes)

    def _parts(self, land: MultiPolygon, context: EditContext) -> list[MultiPolygon]:
        """Return the parts of the zone's land."""
        if self.line is not None:
            line = context.placed(self.line, self.crs, option="line")
            return _parts_along(land, line, self.zone, context.ellipsoid)
        if self.geometry is None:
            return [land]
        inside, outside = cut(land, context.placed(self.geometry, self.crs))
        if negligible(inside, (land,), context.ellipsoid):
            raise ScenarioError(Message("edits-split-geometry-misses", zone=self.zone))
        if negligible(outside, (land,), context.ellipsoid):
            raise ScenarioError(Message("edits-split-geometry-covers", zone=self.zone))
        return [inside, outside]


def _parts_along(
    land: MultiPolygon, line: LineString, zone: str, ellipsoid: Ellipsoid
) -> list[MultiPolygon]:
    """Return the parts into which a line cuts land, each with the uncut blocks nearest to it."""
    line = snapped(line, land)
    parts: list[Polygon] = []
    whole: list[Polygon] = []
    for block in with_vertices(land, line).geoms:
        cut_pieces = pieces(MultiPolygon([block]), line)
        if len(cut_pieces) > 1:
            parts.extend(cut_pieces)
        else:
            whole.append(block)
    if not parts:
        inside = shapely.intersection(line, land)
        if inside.length == 0:
            raise ScenarioError(Message("edits-split-line-misses", zone=zone))
        for end in shapely.get_parts(line.boundary):
            if shapely.contains(land, end):
                raise ScenarioError(
                    Message(
                        "edits-split-line-ends-inside", zone=zone, longitude=end.x, latitude=end.y
                    )
                )
        raise ScenarioError(Message("edits-split-line-short", zone=zone))
    centre = land.centroid
    plane = ellipsoid.plane(centre.x, centre.y)
    flat = plane.forward(np.array(parts, dtype=object))
    groups: list[list[Polygon]] = [[part] for part in parts]
    for block in whole:
        groups[int(np.argmin(shapely.distance(flat, plane.forward(block))))].append(block)
    return [MultiPolygon(group) if len(group) == 1 else united(group) for group in groups]


def _by_size(parts: list[MultiPolygon], ellipsoid: Ellipsoid) -> list[MultiPolygon]:
    """Return parts by area, largest first; equal ones from west, then south."""
    areas = ellipsoid.area_km2(parts)
    largest = float(areas.max())

    def rank(number: int) -> tuple[int, float, float]:
        west, south, _, _ = parts[number].bounds
        return -round(float(areas[number]) / largest / _SAME_SIZE), west, south

    return [parts[number] for number in sorted(range(len(parts)), key=rank)]
