"""The reach of zones along a network: the counterpart of `service_area` for `by="road"`.

A demand point, a cluster or a gateway is as far from a zone as the shortest way (`network`), 0
inside the zone. Land is omitted: how much of it lies within a distance by road depends on how far
from a road one may walk, which no network says; so covered areas are unknown (NaN, null), never
those of the straight line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.coverage.incremental import OtherZones
from geo.coverage.network import Entries, Network, Ties
from geo.coverage.network_lines import NetworkEdges
from geo.coverage.plan_data import PlanData
from geo.coverage.point_index import Box, reach_box
from geo.coverage.service_area import Reach
from geo.coverage.state import Covered
from geo.coverage.travel import BY_NAMES, By, Travel
from geo.zone import ZonePolygon
from layers import Plan
from layers.context import ContextNetwork, read_network
from layers.errors import MeasureError
from layers.geometry.antimeridian import Extent, Shapes
from layers.geometry.edges import Floats, Ints, nearest_turn
from layers.messages import Message
from layers.runtime.budget import spend
from layers.runtime.cache import cached_property

_Source = Literal["plan", "context"]
"""Where a network is from: a plan's own layer, or the context."""

PointLayer = Literal["demand", "clusters"]

_MARGIN_KM = 250.0  # of the context around a plan, at least
_KM_PER_DEGREE = 110.5  # of latitude, at least
_HIGHEST_DEG = 89.0
_LEAST_PART = 20
_NODE_DECIMALS = 7  # of a degree: a centimetre


def ways_of(plan: Plan) -> list[By]:
    """Return the ways by which distances of a plan can be measured.

    In km by all of them; in minutes if the plan has roads of its own, all with minutes.
    """
    network = plan.frame("network")
    own = network["minutes"][~_is_railway(network)]
    is_timed = len(own) > 0 and bool(own.notna().all())
    return [by for by in BY_NAMES if is_timed or Travel.of(by).unit == "km"]


def railways_of(plan: Plan) -> gpd.GeoDataFrame:
    """Return the rows of a plan's layer `network` that are railways."""
    network = plan.frame("network")
    return network[_is_railway(network)]


def _is_railway(network: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    return np.asarray(network["kind"].fillna("").str.lower().str.startswith("rail"), bool)


def network_around(plan: Plan, by: By | Travel, radius: float) -> tuple[Network, _Source]:
    """Return the roads of a plan: of its own layer `network`, else of the context.

    With it comes which of them it is. Rows of the layer whose `kind` begins with `rail` are
    railways, all others roads. Of the context as much is read as a radius needs.

    Raises:
        MeasureError: there are none; the way is one of an earlier version; or, where distances are
            in minutes, the plan has no such network, or a row of it lacks them.
    """
    travel = Travel.of(by)
    extent = _around(plan.extent, margin_km(radius, travel))
    own = plan.frame("network")
    own = own[~_is_railway(own)]
    minutes = travel.unit == "min"
    if minutes and not own["minutes"].notna().any():
        raise MeasureError(Message("measure-network-without-minutes"))
    if minutes and own["minutes"].isna().any():
        rows = int(own["minutes"].isna().sum())
        raise MeasureError(Message("measure-network-minutes", rows=rows))
    if len(own):
        edges = _edges_of(own, minutes=minutes)
    else:
        edges = _edges_of_context(read_network("roads", extent))
    if not len(edges.start):
        raise MeasureError(Message("measure-network-empty"))
    network = Network(plan.ellipsoid, edges, (extent[0] + extent[2]) / 2)
    return network, "plan" if len(own) else "context"


def _edges_of(frame: gpd.GeoDataFrame, *, minutes: bool) -> NetworkEdges:
    """Return the edges of lines: two meet where ends of theirs have the same position."""
    lines, row = shapely.get_parts(frame.geometry.to_numpy(), return_index=True)
    xy, edge = shapely.get_coordinates(lines, return_index=True)
    first = np.searchsorted(edge, np.arange(len(lines)))
    last = np.append(first[1:], len(xy)) - 1
    ends = xy[np.concatenate([first, last])]
    ends[:, 0] %= 360
    _, number = np.unique(np.round(ends, _NODE_DECIMALS), axis=0, return_inverse=True)
    start, end = number.reshape(2, -1)
    oneway = frame["oneway"].to_numpy(bool)[row]
    length = shapely.length(lines)
    share = length / np.maximum(np.bincount(row, length, minlength=len(frame))[row], 1e-12)
    length_km = np.nan_to_num(frame["length_km"].to_numpy(float))[row] * share
    edges = NetworkEdges(start, end, xy, edge, length_km, oneway)
    if not minutes:
        return edges
    return edges._replace(minutes=frame["minutes"].to_numpy(float)[row] * share)


def _edges_of_context(ways: ContextNetwork) -> NetworkEdges:
    large = in_large_parts(ways.start, ways.end)
    start, end, length_km = ways.start[large], ways.end[large], ways.length_km[large]
    xy = np.stack([np.column_stack([ways.lon[of], ways.lat[of]]) for of in (start, end)], axis=1)
    _, number = np.unique([start, end], return_inverse=True)
    start, end = number.reshape(2, -1)
    of_each = np.repeat(np.arange(len(start)), 2), length_km, np.zeros(len(start), bool)
    return NetworkEdges(start, end, xy.reshape(-1, 2), *of_each)


def margin_km(radius: float, travel: Travel) -> float:
    """Return how far around a plan its network reaches: the same for many radii.

    In minutes it is the plan's own, which is read whole.
    """
    radius_km = radius if travel.unit == "km" else 0.0
    return float(_MARGIN_KM * 2.0 ** max(0, np.ceil(np.log2(max(radius_km, 1.0) / _MARGIN_KM))))


def _around(extent: Extent, margin: float) -> Extent:
    west, south, east, north = extent
    high = margin / _KM_PER_DEGREE
    farthest = min(max(abs(south), abs(north)) + high, _HIGHEST_DEG)
    wide = min(high / float(np.cos(np.radians(farthest))), (360 - (east - west)) / 2)
    return west - wide, south - high, east + wide, north + high


def in_large_parts(start: Ints, end: Ints) -> NDArray[np.bool_]:
    """Return which edges are in a connected part of at least 20 nodes; all if none is.

    Smaller parts of the context are pieces that its simplification, or an extent, cut off.
    """
    nodes = int(max(start.max(initial=-1), end.max(initial=-1))) + 1
    graph = coo_array((np.ones(len(start)), (start, end)), shape=(nodes, nodes))
    _, part = connected_components(graph, directed=False)
    large = (np.bincount(part) >= _LEAST_PART)[part[start]]
    return large if large.any() else ~large


class NetworkData:
    """The network of a plan for some radii, with the plan's points tied to it. Thread-safe.

    Raises MeasureError as `network_around`.
    """

    def __init__(self, travel: Travel, plan_data: PlanData, radius: float) -> None:
        self.travel, self.plan_data, self._radius = travel, plan_data, radius
        self.network, self.source = network_around(plan_data.plan, travel, radius)
        network = self.network
        self._places = {"demand": plan_data.demand, "clusters": plan_data.clusters}
        self.ties = {name: network.tied(it.lon, it.lat) for name, it in self._places.items()}

    def reaches_of(self, polygons: Sequence[ZonePolygon], radii_km: Sequence[float]) -> list[Reach]:
        """Measure the reach of each of some polygons."""
        spend(sum(int(shapely.get_num_coordinates(polygon.shape)) for polygon in polygons))
        every = self.network.entries_of_each(polygons)
        fields = self.network.fields(every, radii_km[-1])
        return [
            self._reach(polygon, (field, entries), radii_km)
            for polygon, field, entries in zip(polygons, fields, every, strict=True)
        ]

    def _reach(
        self, polygon: ZonePolygon, way: tuple[Floats, Entries], radii_km: Sequence[float]
    ) -> Reach:
        plan_data = self.plan_data
        box = self._box(polygon, radii_km[-1])
        near = plan_data.demand.in_box(box)
        level = self._levels(polygon, "demand", near, way, radii_km)
        reached = level < len(radii_km)
        ladder = tuple(dict.fromkeys([0.0, *radii_km]))
        clusters = np.full(len(plan_data.clusters), len(ladder), np.int8)
        some = plan_data.clusters.in_box(box)
        clusters[some] = self._levels(polygon, "clusters", some, way, ladder)
        gateways, demand = self._nearest_gateways(polygon, way[1]), (near[reached], level[reached])
        return Reach(polygon, plan_data, clusters, gateways, along_network=demand)

    def _box(self, polygon: ZonePolygon, radius: float) -> Box:
        return reach_box(polygon.bounds, float(self.network.reach_km(radius)))

    def _levels(
        self,
        polygon: ZonePolygon,
        layer: PointLayer,
        rows: Ints,
        way: tuple[Floats, Entries],
        radii_km: Sequence[float],
    ) -> NDArray[np.int8]:
        """Return the number of the smallest radius within which some points are."""
        distance_km = self._distance_km(polygon, layer, rows, way)
        level = np.zeros(len(rows), np.int8)
        for radius in radii_km:
            level += distance_km > radius
        return level

    def _distance_km(
        self, polygon: ZonePolygon, layer: PointLayer, rows: Ints, way: tuple[Floats, Entries]
    ) -> Floats:
        places = self._places[layer]
        distance_km = self.network.ways(*way, self.ties[layer], rows)
        near = places.in_box(polygon.bounds)
        near = near[inside(polygon, places.lon[near], places.lat[near])]
        distance_km[np.searchsorted(rows, near)] = 0.0  # rows are in order, these among them
        return distance_km

    def distance_km(self, polygon: ZonePolygon, layer: PointLayer, radius_km: float) -> Floats:
        """Return how far the demand or the clusters are from a polygon, ∞ beyond a radius."""
        places = self._places[layer]
        out = np.full(len(places), np.inf)
        if not polygon.shape.is_empty:
            entries = self.network.entries(polygon)
            way = self.network.field(entries, radius_km), entries
            near = places.in_box(self._box(polygon, radius_km))
            out[near] = self._distance_km(polygon, layer, near, way)
        return out

    def nearest(self, polygons: Sequence[ZonePolygon], layer: PointLayer = "demand") -> Floats:
        """Return how far the demand or the clusters are from the nearest polygon.

        In km, or in minutes of a network of minutes; ∞ if no way leads there.
        """
        places = self._places[layer]
        rows = np.arange(len(places))
        entries, _ = self.network.entries_of(polygons)
        distance = self.network.ways(self.network.field(entries), entries, self.ties[layer], rows)
        for polygon in polygons:
            near = places.in_box(polygon.bounds)
            distance[near[inside(polygon, places.lon[near], places.lat[near])]] = 0.0
        return distance

    def crosses_water(self, rows: Ints) -> NDArray[np.bool_]:
        """Return whether the straight line from demand points to the network crosses a water.

        The waters are those of the plan; a point without a tie has no such line.
        """
        waters: Shapes = self.plan_data.plan.frame("waters")["geometry"].to_numpy(object)
        demand, ties = self.plan_data.demand, self.ties["demand"].of(rows)
        tied = np.flatnonzero(ties.edge >= 0)
        crosses = np.zeros(len(rows), bool)
        if not len(waters) or not len(tied):
            return crosses
        foot = self.network.places_at(ties.edge[tied], ties.share[tied])
        lon = nearest_turn(demand.lon[rows[tied]], foot[:, 0])
        ends = np.stack([np.column_stack([lon, demand.lat[rows[tied]]]), foot], axis=1)
        by = nearest_turn(foot[:, 0], 0.0) - foot[:, 0]
        ends[:, :, 0] += by[:, None]
        line, _ = shapely.STRtree(waters).query(shapely.linestrings(ends), "intersects")
        crosses[tied[line]] = True
        return crosses

    def ties_of(self, demand: Ints, clusters: Ints) -> Ties:
        """Return the ties of rows of the plan's demand, or where these are −1 of its clusters."""
        edge = np.full(len(demand), -1)
        share, access = np.zeros(len(demand)), np.zeros(len(demand))
        for name, rows in (("demand", demand), ("clusters", clusters)):
            own = rows >= 0
            at = np.argsort(self._places[name].order)[rows[own]]
            of = self.ties[name]
            edge[own], share[own], access[own] = of.edge[at], of.share[at], of.access[at]
        return self.network.ties(edge, share, access)

    @cached_property
    def _gateways(self) -> tuple[Ties, list[tuple[Floats, Ints]]]:
        """Return the ties of the gateways, and by kind each node's distance to the nearest."""
        plan_data = self.plan_data
        ties = self.network.tied(plan_data.gateway_lon, plan_data.gateway_lat)
        return ties, self.network.to_nearest(ties, [rows for _, rows in plan_data.gateway_kinds])

    def _nearest_gateways(self, polygon: ZonePolygon, entries: Entries) -> list[dict[str, object]]:
        """Return the nearest gateway of each kind to which a way leads, as `nearest_gateways`."""
        ties, fields = self._gateways
        plan_data = self.plan_data
        node, seed_km, _ = self.network.seeds(entries)
        direct_km = self.network.on_edge(entries, ties, np.arange(len(ties.edge)))
        direct_km[inside(polygon, plan_data.gateway_lon, plan_data.gateway_lat)] = 0.0
        distance = f"distance_{self.travel.unit}"
        nearest: list[dict[str, object]] = []
        for (kind, rows), (to_km, which) in zip(plan_data.gateway_kinds, fields, strict=True):
            way_km = np.concatenate([seed_km + to_km[node], direct_km[rows]])
            best = float(way_km.min(initial=np.inf))
            if np.isfinite(best):
                at = np.concatenate([which[node], rows])[way_km == best]
                gateway = str(min(plan_data.gateway_id[at]))
                nearest.append({"kind": kind, "gateway_id": gateway, distance: best})
        return nearest


def inside(polygon: ZonePolygon, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Return whether each point is inside a polygon or on its boundary."""
    west, south, east, north = polygon.bounds
    near = nearest_turn(lon, (west + east) / 2)
    held: NDArray[np.bool_] = (west <= near) & (near <= east) & (south <= lat) & (lat <= north)
    if held.any():
        # a copy, because threads must not share prepared shapes
        own = shapely.force_2d(polygon.whole)
        shapely.prepare(own)
        held[held] = shapely.intersects_xy(own, near[held], lat[held])
    return held


class MovingNetworkZone:
    """One zone whose polygon changes many times, while the others are measured once."""

    def __init__(self, others: OtherZones, network: NetworkData) -> None:
        self.others, self._network = others, network
        self._radii_km = others.state.radii_km

    def holds(self, polygon: ZonePolygon) -> bool:  # noqa: ARG002  as of any moving zone
        """Return whether a polygon can be measured from here: any can."""
        return True

    def measured(self, polygon: ZonePolygon) -> tuple[Covered, Reach]:
        """Return the coverage of all zones including this polygon, and the polygon's own reach."""
        [reach] = self._network.reaches_of([polygon], self._radii_km)
        plan_data, (rows, level) = self._network.plan_data, reach.demand()
        people = self.others.covered.people.copy()
        weight, district = plan_data.population[rows], plan_data.district[rows]
        for r, count in enumerate(self.others.counts_of(rows)):
            mine = (level <= r) & (count == 0)
            people[r] += np.bincount(district[mine], weight[mine], minlength=people.shape[1])
        return Covered(people, self.others.covered.land_km2), reach
