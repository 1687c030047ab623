"""The part of a plan that the changed zones of a scenario reach, which measures the change again.

The coverage of a zone depends only on the zones and on the rows within its largest radius. So
the part has all zones and groups, and of the other layers the rows that a **changed zone** reaches,
in any of the states that are compared: a zone is changed if its land, its group or its sectors are
not the same in all of them. A finest region is whole or left out, with all its people.

By road, in km or minutes, the part has as its layer `network` the edges by which these
people and clusters are tied, those that enter zones, and those on the ways between both within the
largest radius: as no other way is that short, each distance within it is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage.coverage import Coverage
from geo.coverage.service_area import Reach, reach_of
from geo.coverage.state import districts_of_points
from geo.zone import ZonePolygon
from layers import Plan
from layers.geometry.edges import Ints, nearest_turn
from layers.schema.layer_schema import LAYERS

if TYPE_CHECKING:
    from geo.coverage.network_reach import NetworkData

_WHOLE = ("zones", "ftzs", "terms", "strategies")
_BY_LAND = ("gateways", "exclusions", "customs_blocks", "waters")
_FACTS = ("source", "verified")
_STRATEGIES = "strategies"  # a column of regions


def within_reach(states: Sequence[Coverage]) -> Plan:
    """Return the part of a plan that zones reach that differ between states of it, all measured.

    Layers that no coverage needs (policies, parcels, …) are omitted, and so are facts about a row.

    >>> from geo import CoverageMeter, Remove, Scenario
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> policies = plan.frame("policies").reindex(range(1)).assign(policy="pilot", ftz_id="F")
    >>> plan = plan.with_layer("policies", policies.assign(verified=False))
    >>> meter = CoverageMeter(plan, radii_km=5)
    >>> without = meter.measure(Scenario.of(plan, [Remove(zone="B")]))
    >>> part = within_reach([meter.measure(), without])
    >>> part.baseline == plan.baseline, plan.has("policies"), part.has("policies")
    (True, True, False)
    """
    plan, plan_data = states[0].plan, states[0].plan_data
    reaches, reached = _reaches(states)
    points = _together([one.demand()[0] for one in reaches])
    known = districts_of_points(plan_data, [points])
    known = known[known < len(plan_data.regions)]
    met = _meeting(plan.regions, reached)
    regions = _together([known, met, _of_extent(plan), _of_groups(plan)])
    people = _together([points, plan_data.points_of(regions)])
    ladder = len(dict.fromkeys([0.0, *states[0].radii_km]))
    near = [np.flatnonzero(one.cluster_level < ladder) for one in reaches]
    clusters = np.sort(plan_data.clusters.order[_together(near)])
    rows = {
        "regions": regions,
        "demand": np.sort(plan_data.demand.order[people]),
        "clusters": clusters if len(clusters) else np.arange(len(plan.clusters))[:1],  # 0, not NaN
    }
    frames = {name: plan.frame(name) for name in _WHOLE if plan.has(name)}
    for name in (*rows, *_BY_LAND):
        if plan.has(name):
            frame = plan.frame(name)
            mine = rows[name] if name in rows else _meeting(frame, reached)
            frames[name] = _needed(plan, name, frame.iloc[mine])
    if states[0].network is not None:
        frames["network"] = _network(states, states[0].network, people, _together(near))
    return Plan(frames)


def _network(
    states: Sequence[Coverage], plan_data: NetworkData, people: Ints, clusters: Ints
) -> gpd.GeoDataFrame:
    """Return the edges on ways of states to people and clusters (rows of `PlanData`)."""
    network, limit = plan_data.network, states[0].radii_km[-1] * (1 + 1e-9)
    demand, other = plan_data.ties["demand"].of(people), plan_data.ties["clusters"].of(clusters)
    ties = demand.joined(other)
    polygons = {it.key: it for one in states for it in one.figures.polygons}
    entries, _ = network.entries_of(list(polygons.values()))
    field = network.field(entries, limit)
    [(to, _)] = network.to_nearest(ties, [np.arange(len(ties.edge))])
    start, end, cost = network.start, network.end, network.cost
    on_way = field[start] + cost + to[end] <= limit
    on_way |= ~network.oneway & (field[end] + cost + to[start] <= limit)
    on_way[entries.edge] = on_way[ties.edge[ties.edge >= 0]] = True
    edges = np.flatnonzero(on_way)
    lines = [shapely.LineString(network.along(edge, 0.0, 1.0)) for edge in edges.tolist()]
    columns = {
        "kind": states[0].by,
        "oneway": network.oneway[edges],
        "length_km": network.length_km[edges],
        "minutes": network.cost[edges] if states[0].unit == "min" else np.nan,
    }
    shapes = shapely.transform(
        np.array(lines, object), lambda xy: np.column_stack([nearest_turn(xy[:, 0], 0.0), xy[:, 1]])
    )
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=states[0].plan.crs)


def _reaches(states: Sequence[Coverage]) -> tuple[Sequence[Reach], list[BaseGeometry]]:
    """Return the reach of each changed zone in each of its states, and the land that is reached.

    In minutes that land is just the zone, because no distance in km bounds the reach. In km by
    road it is the land within the straight-line distance, which is more.
    """
    polygons, network, radii = _changed(states), states[0].network, states[0].radii_km
    if network is not None and network.travel.unit == "min":
        own = [shapely.force_2d(one.shape) for one in polygons]
        return network.reaches_of(polygons, radii), own
    reaches = [reach_of(one, states[0].plan_data, radii) for one in polygons]
    return reaches, [shapely.force_2d(one.areas[-1].shape) for one in reaches]


def _changed(states: Sequence[Coverage]) -> list[ZonePolygon]:
    """Return each zone that is not the same in all states, in each of its states."""
    seen: dict[tuple[object, ...], int] = {}
    polygons: dict[tuple[object, ...], ZonePolygon] = {}
    for state in states:
        frame = state.zone_frame
        cells = zip(frame["ftz_id"].astype(str), frame["sectors"], strict=True)
        for polygon, own in zip(state.figures.polygons, cells, strict=True):
            key = (polygon.key, *own)
            seen[key] = seen.get(key, 0) + 1
            polygons[key] = polygon
    return [
        polygons[key]
        for key, count in seen.items()
        if count < len(states) and not polygons[key].shape.is_empty
    ]


def _together(rows: Sequence[Ints]) -> Ints:
    return reduce(np.union1d, rows, np.empty(0, np.int64)).astype(np.int64)


def _of_extent(plan: Plan) -> Ints:
    """Return a region at each edge of the plan's extent, which bounds where zones may lie."""
    parts, region = shapely.get_parts(plan.regions.geometry.to_numpy(), return_index=True)
    west, south, east, north = plan.extent
    bounds = shapely.bounds(parts)
    is_edge = bounds == [west, south, east, north]
    is_edge[:, 2] |= bounds[:, 2] == east - 360
    return np.unique(region[is_edge.argmax(axis=0)[is_edge.any(axis=0)]])


def _of_groups(plan: Plan) -> Ints:
    """Return a region of each coarsest region of a group: its zones must lie in that."""
    codes = plan.regions[plan.terms.coarsest.column]
    is_first = ~codes.duplicated() & codes.isin(plan.ftzs["adcode"].dropna())
    return np.flatnonzero(is_first)


def _meeting(frame: pd.DataFrame, shapes: Sequence[BaseGeometry]) -> Ints:
    tree = shapely.STRtree(frame["geometry"].to_numpy())
    return np.unique(tree.query(np.array(shapes, dtype=object), predicate="intersects")[1])


def _needed(plan: Plan, layer: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a layer's columns that a measure or a name needs."""
    kept = {column.name for column in LAYERS[layer].columns} - {*_FACTS}
    if layer == "regions":
        kept |= {_STRATEGIES}
        for level in plan.levels:
            kept |= {level.column, level.name_column, f"{level.name_column}_zh"}
    columns = [name for name in frame.columns if name in kept or name == "geometry"]
    part = frame[columns].reset_index(drop=True)
    return gpd.GeoDataFrame(part, crs=plan.crs) if "geometry" in columns else part
