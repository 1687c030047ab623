"""Layers to show on a map, as GeoJSON in the display level of its zoom."""

import json
import math
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from fastapi import APIRouter, Query, Request, Response
from numpy.typing import NDArray

from geo.edits.base import source_of
from layers import Plan
from layers.errors import MeasureError
from layers.formats.provenance import json_line
from layers.geometry.antimeridian import point_within, whole
from layers.messages import Message
from layers.scenario_id import BASELINE
from layers.schema.lists import join_list
from layers.schema.terms import Level, Terms
from service.api.access import require_role
from service.api.answers.base import FeatureCollection, described
from service.api.answers.coverage import DemandPoint, PackedTopology, RegionNames, Topology
from service.api.bodies import content_hash
from service.api.dependencies import Bbox, ScenarioQuery, SessionAsOf, SessionOf, cacheable
from service.api.plan_session import PlanSession
from service.api.session import PlannerSession
from service.map.display import (
    display_clusters,
    display_regions,
    display_tolerance_deg,
    display_topology,
    packed_topology,
)


def feature_collection(frame: gpd.GeoDataFrame, columns: Sequence[str], decimals: int) -> str:
    """Return a FeatureCollection as text: columns as properties, coordinates rounded."""
    shapes = shapely.transform(frame["geometry"].to_numpy(), lambda xy: np.round(xy, decimals))
    features = [
        f'{{"type":"Feature","properties":{_properties(row)},"geometry":{shape}}}'
        for row, shape in zip(
            frame[list(columns)].to_dict("records"), shapely.to_geojson(shapes), strict=True
        )
    ]
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def _properties(row: dict[Any, Any]) -> str:
    plain = {str(key): None if pd.isna(value) else value for key, value in row.items()}
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, default=_number)


def _number(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else str(value)


router = APIRouter(prefix="/api/layers", dependencies=[require_role("viewer")])

_NAMES = ["name", "name_zh", "source", "verified"]
_ZONES = ["zone_id", "ftz_id", "sectors", "locked", "boundary_source", "published_area_km2"]
_CLUSTERS = ["cluster_id", "sector", "weight", *_NAMES]
_COLUMNS = ["adcode", "name", "name_zh"]
_MOST_SEPARATE = 2_000
_MOST_POINTS = 3_000
"""How many demand points a map shows at once."""
_FINEST_DEG = 1e-5
_OTHERS = {
    "gateways": ["gateway_id", "kind", *_NAMES],
    "customs_blocks": ["block_id", "zone_id", *_NAMES],
    "exclusions": ["exclusion_id", "kind", *_NAMES],
    "map_names": ["name_id", "kind", *_NAMES],
    "references": ["reference", "kind", *_NAMES],
}
_MAP_LINES = ["line_id", "kind", *_NAMES]
_FINER_LINES = 2  # times as fine as regions, with which lines would not be simplified alike
_FINEST_WHOLE_DEG = 0.02
LevelCode = Annotated[str | None, Query(max_length=24)]
_Zoom = Annotated[float, Query(ge=0, le=24)]


@router.get("/zones", **described(FeatureCollection))
def zones(request: Request, session: SessionAsOf, scenario: ScenarioQuery = BASELINE) -> Response:
    """Return the zones of a scenario with names, sectors, measured area and regions."""
    return cacheable(request, zone_features(session, scenario, session.zone_frame(scenario), 6))


def zone_features(
    session: PlannerSession, scenario: str, zones: gpd.GeoDataFrame, decimals: int
) -> str:
    """Return zones of a scenario with their measured area as GeoJSON, for the page.

    `adcodes` are the codes, separated by semicolons, of the finest regions that hold its
    blocks; `source_scenario` is the scenario if it is the zone's source.
    """
    is_from_scenario = zones["source"] == source_of(scenario)
    frame = session.plan_session.frame_on_map(zones).assign(
        adcodes=_adcodes(session.plan, zones),
        source_scenario=[scenario if is_own else None for is_own in is_from_scenario],
    )
    extra = [name for name in ("note", "note_zh") if name in frame.columns]
    columns = [*_ZONES, "area_km2", "adcodes", "source_scenario", *_NAMES, *extra]
    return feature_collection(frame, columns, decimals)


def _adcodes(plan: Plan, zones: gpd.GeoDataFrame) -> list[str]:
    """Return the codes of the finest regions that hold a point of each block of each zone."""
    shapes = np.array([whole(shape) for shape in zones["geometry"]], dtype=object)
    blocks, zone = shapely.get_parts(shapes, return_index=True)
    points = point_within(blocks)
    block, region = plan.regions.sindex.query(points, predicate="intersects")
    adcodes = plan.regions["adcode"].to_numpy()
    codes: list[set[str]] = [set() for _ in range(len(zones))]
    for at, code in zip(zone[block], adcodes[region], strict=True):
        codes[at].add(code)
    return [join_list(sorted(each)) for each in codes]


def attributes_changed(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which zones are new, or have another name or sector than before."""
    columns = [name for name in (*_ZONES[1:], *_NAMES) if name in after.columns]
    now = after.set_index("zone_id")[columns].astype(object)
    was = before.set_index("zone_id").reindex(index=now.index, columns=columns).astype(object)
    alike: NDArray[np.bool_] = ((now == was) | (now.isna() & was.isna())).all(axis=1).to_numpy()
    return ~alike


@router.get("/regions", **described(FeatureCollection))
def regions(
    request: Request, session: SessionOf, bbox: Bbox, level: LevelCode = None, zoom: _Zoom = 4
) -> Response:
    """Return regions simplified for the zoom; from level 8 in full, within the bbox only.

    They are of the given level of the plan, else of its finest.
    """
    plan = session.plan
    of = _level(plan.terms, level)
    tolerance = display_tolerance_deg(zoom)
    if tolerance > 0 or bbox is None:
        return cacheable(request, _whole(session.plan_session, of, tolerance or _FINEST_WHOLE_DEG))
    frame = session.plan_session.regions_on_map
    inside = frame.sindex.query(shapely.box(*bbox))
    shown = display_regions(frame.iloc[sorted(inside)], of)
    return cacheable(request, feature_collection(shown, _COLUMNS, 6), is_shared=False)


def _level(terms: Terms, code: str | None) -> Level:
    """Return the level of a code; the finest if None.

    Raises:
        MeasureError: the plan has no such level.
    """
    level = terms.finest if code is None else terms.level(code)
    if level is None:
        unknown = Message("measure-level-unknown", given=repr(code), known=terms.codes)
        raise MeasureError(unknown.at("query", "level"))
    return level


@router.get("/regions.topojson", **described(Topology | PackedTopology))
def regions_topology(
    request: Request, session: SessionOf, zoom: _Zoom = 4, *, packed: bool = False
) -> Response:
    """Return all regions simplified for the zoom (at most as for zoom 6), shared borders once.

    TopoJSON: regions of each level hold those of the next finer one; names of the finest are
    separate. With `packed` it has two thirds of the bytes, as the page reads it
    (`service.map.display.packed_topology`).
    """
    tolerance = display_tolerance_deg(zoom)
    return cacheable(request, _topology(session.plan_session, tolerance, packed=packed))


def prepare_display(plan_session: PlanSession) -> None:
    """Prepare and compress the topology that a page shows first."""
    content = _topology(plan_session, display_tolerance_deg(0), packed=True).encode()
    plan_session.compressed(content_hash(content), content)


@router.get("/regions.names", **described(dict[str, RegionNames]))
def region_names(request: Request, session: SessionOf) -> Response:
    """Return the names of each finest region, by code, in English and Chinese."""
    named = session.plan.regions[["adcode", "name", "name_zh"]].astype(object)
    rows = named.where(named.notna(), None).to_numpy().tolist()
    return cacheable(request, json_line({adcode: names for adcode, *names in rows}))


@router.get("/gained", **described(FeatureCollection))
@router.get("/lost", **described(FeatureCollection))
def changes(
    request: Request,
    session: SessionAsOf,
    scenario: ScenarioQuery,
    against: ScenarioQuery = BASELINE,
) -> Response:
    """Return the land that a scenario gains or loses, by zone; none that only changes zones."""
    land = session.plan_session.frame_on_map(session.comparison(scenario, against).land_apart)
    change = request.url.path.rsplit("/", 1)[-1]
    columns = ["zone_id", "change", "area_km2"]
    return cacheable(request, feature_collection(land[land["change"] == change], columns, 6))


@router.get("/clusters", **described(FeatureCollection))
def clusters(
    request: Request, session: SessionOf, bbox: Bbox, zoom: Annotated[int, Query(ge=0, le=24)] = 4
) -> Response:
    """Return the clusters; above 2,000, near ones are merged and only the bbox is answered."""
    frame = session.plan_session.frame_on_map(session.plan.clusters)
    if len(frame) <= _MOST_SEPARATE:
        return cacheable(request, feature_collection(frame, _CLUSTERS, 5))
    shown = session.plan_session.cached(("clusters", zoom), lambda: display_clusters(frame, zoom))
    if bbox is not None:
        shown = shown.iloc[sorted(shown.sindex.query(shapely.box(*bbox)))]
    body = feature_collection(shown, [*_CLUSTERS, "count", "by_sector"], 5)
    return cacheable(request, body, is_shared=bbox is None)


@router.get("/demand", **described(list[DemandPoint]))
def demand(request: Request, session: SessionOf, bbox: Bbox) -> Response:
    """Return the people within a bbox: longitude, latitude, persons.

    Where there are more demand points than a map shows, those near each other are one, where most
    of its people are.
    """
    points, _ = demand_points(session.plan_session, bbox)
    return cacheable(request, json_line(points.tolist()), is_shared=False)


def demand_points(
    plan_session: PlanSession, bbox: tuple[float, float, float, float] | None
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return longitude, latitude and persons of demand points in a bbox, most populous first.

    With them come their rows in the plan. Of more than `_MOST_POINTS`, those of a square are one,
    with the persons of all, at the most populous, whose row it has.
    """
    points, rows = plan_session.cached("demand", lambda: _points_of_people(plan_session))
    west, south, east, north = (-180, -90, 540, 90) if bbox is None else bbox
    lon, lat, _ = points.T
    near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    points, rows = points[near], rows[near]
    if len(near) <= _MOST_POINTS:
        return points, rows
    squares = math.isqrt(_MOST_POINTS) - 1
    widest_deg = max(np.ptp(points[:, :2], axis=0).max(), _FINEST_DEG)
    side_deg = 2.0 ** np.ceil(np.log2(widest_deg / squares))
    column, row = np.floor(points[:, :2].T / side_deg).astype(np.int64)
    square = column * (np.ptp(row) + 1) + row
    _, first, of = np.unique(square, return_index=True, return_inverse=True)
    together = points[first]
    together[:, 2] = np.bincount(of, points[:, 2]).round(1)
    order = np.argsort(-together[:, 2], kind="stable")
    return together[order], rows[first][order]


def _points_of_people(plan_session: PlanSession) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return longitude, latitude and persons of demand points, most populous first; their rows."""
    frame = plan_session.frame_on_map(plan_session.plan.demand)
    xy = shapely.get_coordinates(frame.geometry.to_numpy())
    people = frame["population"].to_numpy(float)
    order = np.argsort(-people, kind="stable")
    return np.column_stack([xy.round(5), people.round(1)])[order], order


@router.get("/map_lines", **described(FeatureCollection))
def map_lines(request: Request, session: SessionOf, bbox: Bbox, zoom: _Zoom = 4) -> Response:
    """Return the lines that maps of the plan show, simplified for the zoom, within the bbox."""
    frame = session.plan_session.frame_on_map(session.plan.frame("map_lines"))
    shapes, tolerance = frame.geometry.to_numpy(), display_tolerance_deg(zoom)
    if bbox is not None:
        shapes = shapely.clip_by_rect(shapes, *bbox)
    finest_deg = tolerance / _FINER_LINES
    simple = shapely.simplify(shapes, finest_deg)
    lines = [shapely.MultiLineString(list(shapely.get_parts(line))) for line in simple]
    shown = frame.set_geometry(lines, crs=frame.crs)
    decimals = 1 + math.floor(-math.log10(finest_deg)) if tolerance else 6
    body = feature_collection(shown[~shapely.is_empty(shapes)], _MAP_LINES, decimals)
    return cacheable(request, body, is_shared=bbox is None)


@router.get("/{layer}", **described(FeatureCollection))
def others(
    request: Request,
    session: SessionOf,
    layer: Literal["gateways", "customs_blocks", "exclusions", "map_names", "references"],
    zoom: _Zoom = 24,
) -> Response:
    """Return a layer that no scenario changes; reference layers as simple as the zoom asks."""
    tolerance = max(display_tolerance_deg(zoom) / 10, _FINEST_DEG) if layer == "references" else 0

    def make() -> str:
        plan = session.plan
        rows = plan.references if layer == "references" else plan.frame(layer)
        frame = session.plan_session.frame_on_map(rows)
        if layer == "map_names":  # towns and the capital are those of the context
            frame = frame[~frame["kind"].isin(("town", "capital"))]
        if tolerance:
            shapes = shapely.simplify(frame.geometry.to_numpy(), tolerance)
            frame = frame.set_geometry(shapes, crs=frame.crs)[~shapely.is_empty(shapes)]
        return feature_collection(frame, _OTHERS[layer], 5)

    return cacheable(request, session.plan_session.cached((layer, tolerance), make))


def _topology(plan_session: PlanSession, tolerance_deg: float, *, packed: bool) -> str:
    tolerance_deg = tolerance_deg or _FINEST_WHOLE_DEG
    regions, levels = plan_session.regions_on_map, plan_session.plan.levels

    def make() -> str:
        topology = display_topology(regions, levels, tolerance_deg)
        return json_line(packed_topology(topology) if packed else topology)

    return plan_session.cached(("topology", tolerance_deg, packed), make)


def _whole(plan_session: PlanSession, level: Level, tolerance_deg: float) -> str:
    def make() -> str:
        shown = display_regions(plan_session.regions_on_map, level, tolerance_deg)
        return feature_collection(shown, _COLUMNS, 3)

    return plan_session.cached(("regions", level.code, tolerance_deg), make)
