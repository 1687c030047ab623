"""The reach of one polygon: a pure function of it and the plan_data, so that it can be cached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.coverage.plan_data import PlanData
from geo.coverage.point_index import reach_box
from geo.zone import ZonePolygon
from layers.geometry import kernel
from layers.geometry.antimeridian import whole
from layers.geometry.buffer import Buffer, buffers
from layers.geometry.edges import Bools, Floats, Ints, nearest_turn
from layers.geometry.radial import LocalOrigin
from layers.runtime.budget import spend
from layers.runtime.cache import cached_property

# of the radius, perpendicular to the outline: 1e-4, plus half for measuring on a sphere
_OUTLINE_ERRS = 1.5e-4
_UNSURE = 1e-3  # of the radius, around a buffer in degrees: there the geodesic distance decides
_CELL_DEG = 0.01  # of the cells along a buffer's outline, at least
_CELLS = 1_000  # along either side of a buffer, at most
_MEAN_RADIUS_KM = 6_371.0
_SPHERE_ERRS = 0.01  # upper bound of the relative error of a distance on the mean sphere


class ServiceArea:
    """The land within one radius of a polygon, and an exact test whether points are in it."""

    def __init__(
        self, polygon: ZonePolygon, radius_km: float, origin: LocalOrigin, land: Buffer
    ) -> None:
        self.polygon, self.radius_km, self.origin, self._land = polygon, radius_km, origin, land
        self.outline: kernel.StarOutline | None = None
        if land.ring is not None:
            self.outline = origin.outline(land.ring)
        elif radius_km > 0:
            self.outline = origin.outline(land.uncut)

    @cached_property
    def shape(self) -> BaseGeometry:
        """Return its polygon in degrees; the ring that it is made of is then freed."""
        shape = self._land.shape
        del self._land
        return shape

    def covers(self, places: LocalPoints) -> Bools:
        """Return whether each point lies within the radius of the polygon.

        The outline decides, except for points within its error: these are decided by their geodesic
        distance.
        """
        if self.radius_km == 0:
            return self.polygon.boundary.contains(places.lon, places.lat)
        if self.outline is None:
            inside, unsure = self._by_shape(places)
        else:
            inside, unsure = places.compiled.decide(self.outline, self.band(self.outline))
        if len(unsure):
            inside[unsure] = self.covers_exactly(places.part(unsure))
        return inside

    def covers_exactly(self, places: LocalPoints) -> Bools:
        """Return the same for few points, by geodesic distance only."""
        return self.polygon.boundary.within(places.lon, places.lat, self.radius_km)

    def band(self, outline: kernel.StarOutline) -> float:
        """Return the distance to the outline (radians) within which geodesic distance decides."""
        return _OUTLINE_ERRS / outline.steepest * self.radius_km / _MEAN_RADIUS_KM

    def _by_shape(self, places: LocalPoints) -> tuple[Bools, Ints]:
        # a copy, because threads must not share prepared shapes
        own = shapely.force_2d(whole(self.shape))
        west, south, east, north = own.bounds
        lon = nearest_turn(places.lon, (west + east) / 2)
        shapely.prepare(own)
        inside = shapely.intersects_xy(own, lon, places.lat)
        edge = shapely.boundary(own)
        shapely.prepare(edge)
        highest = min(max(-south, north), 89.0)
        band_deg = _UNSURE * self.radius_km / 111.0 / np.cos(np.radians(highest))
        near = np.flatnonzero(cells_along(edge, band_deg, lon, places.lat))
        points = shapely.points(lon[near], places.lat[near])
        return inside, near[shapely.dwithin(edge, points, band_deg)]


def cells_along(edge: BaseGeometry, band_deg: float, lon: Floats, lat: Floats) -> Bools:
    """Return which points lie in square cells along an edge: a superset of those within a band."""
    west, south, east, north = edge.bounds
    side = max(band_deg / 0.75, _CELL_DEG, (east - west) / _CELLS, (north - south) / _CELLS)
    least = np.array([west, south]) - 2 * side
    xy = shapely.get_coordinates(shapely.segmentize(edge, side / 2))
    column, row = ((xy - least) / side).astype(np.int64).T
    is_near = np.zeros((int(column.max()) + 3, int(row.max()) + 3), bool)
    for right in (-1, 0, 1):
        for up in (-1, 0, 1):
            is_near[column + right, row + up] = True
    columns, rows = (
        np.clip((at - first) / side, 0, count - 1).astype(np.int64)
        for at, first, count in zip((lon, lat), least, is_near.shape, strict=True)
    )
    result: Bools = is_near[columns, rows]
    return result


class LocalPoints:
    """Points about an origin: x, y and the distance from it, in radians."""

    def __init__(self, origin: LocalOrigin, lon: Floats, lat: Floats) -> None:
        self.lon, self.lat = lon, lat
        self.x, self.y = origin.local(np.column_stack([lon, lat]))
        self.distance = np.hypot(self.x, self.y)

    @cached_property
    def compiled(self) -> kernel.Points:
        """Return the points for the kernel."""
        return kernel.Points(self.x, self.y, self.distance)

    def part(self, which: Ints | Bools) -> LocalPoints:
        """Return some of the points."""
        some = object.__new__(LocalPoints)
        some.lon, some.lat = self.lon[which], self.lat[which]
        some.x, some.y, some.distance = self.x[which], self.y[which], self.distance[which]
        return some


def levels_of(areas: Sequence[ServiceArea], places: LocalPoints) -> NDArray[np.int8]:
    """Return the number of the smallest area that covers each point; `len(areas)` if none does.

    `areas` are those of one polygon, the smallest radius first.
    """
    level = np.full(len(places.lon), len(areas), np.int8)
    remaining = np.arange(len(level))
    for number in reversed(range(len(areas))):
        covered = np.flatnonzero(areas[number].covers(places))
        remaining = remaining[covered]
        level[remaining] = number
        if number:
            places = places.part(covered)
    return level


@dataclass(frozen=True)
class Reach:
    """The reach of one polygon, by the straight line or along a network.

    `cluster_level` gives the number of the smallest radius that covers each cluster, of 0 and the
    radii. Along a network there are neither service areas nor districts that they touch;
    `along_network` has the demand points that are reached, and the level of each.
    """

    polygon: ZonePolygon
    plan_data: PlanData
    cluster_level: NDArray[np.int8]
    gateways: list[dict[str, object]]
    areas: tuple[ServiceArea, ...] = ()
    along_network: tuple[Ints, NDArray[np.int8]] | None = None

    @cached_property
    def _near_level(self) -> NDArray[np.int8]:
        """Return the number of the smallest radius that covers each demand point near it."""
        rows, demand = self._near(), self.plan_data.demand
        places = LocalPoints(self.areas[0].origin, demand.lon[rows], demand.lat[rows])
        return levels_of(self.areas, places)

    def _near(self) -> Ints:
        """Return the demand points that it may reach.

        They are looked up on demand: cached per zone, they would be most of the memory of a large
        plan.
        """
        box = reach_box(self.polygon.bounds, self.areas[-1].radius_km)
        return self.plan_data.demand.in_box(box)

    @cached_property
    def _districts(self) -> list[tuple[Ints, Ints]]:
        return [districts_of(area, self.plan_data) for area in self.areas]

    def met(self, level: int) -> Ints:
        """Return the districts that its service area touches at a radius, given by its number."""
        return self._districts[level][0] if self.areas else np.empty(0, np.int64)

    def filled(self, level: int) -> Ints:
        """Return the districts that its service area covers completely."""
        return self._districts[level][1] if self.areas else np.empty(0, np.int64)

    def demand(self) -> tuple[Ints, NDArray[np.int8]]:
        """Return the rows of the demand points that it reaches, and the level of each."""
        if self.along_network is not None:
            return self.along_network
        reached = self._near_level < len(self.areas)
        return self._near()[reached], self._near_level[reached]

    def demand_within(self, level: int) -> Ints:
        """Return the rows of the demand points within a radius, given by its number."""
        rows, levels = self.demand()
        return rows[levels <= level]


def reach_of(polygon: ZonePolygon, plan_data: PlanData, radii_km: tuple[float, ...]) -> Reach:
    """Measure the reach of a polygon."""
    spend(int(shapely.get_num_coordinates(polygon.shape)))
    areas = service_areas(polygon, radii_km, polygon.origin)
    levels = cluster_levels(polygon, areas, plan_data)
    return Reach(polygon, plan_data, levels, nearest_gateways(polygon, plan_data), areas)


def service_areas(
    polygon: ZonePolygon, radii_km: tuple[float, ...], origin: LocalOrigin
) -> tuple[ServiceArea, ...]:
    """Return a polygon's service area at each radius, with its outline about an origin."""
    lands = buffers(polygon.ellipsoid, polygon.shape, radii_km)
    pairs = zip(radii_km, lands, strict=True)
    return tuple(ServiceArea(polygon, radius, origin, land) for radius, land in pairs)


def districts_of(area: ServiceArea, plan_data: PlanData) -> tuple[Ints, Ints]:
    """Return the districts that a service area touches, and those that it covers completely."""
    own = shapely.force_2d(area.shape)  # a copy, because threads must not share prepared shapes
    shapely.prepare(own)
    met = np.sort(plan_data.region_tree.query(own, predicate="intersects"))
    return met, met[shapely.covers(own, plan_data.regions[met])]


def cluster_levels(
    polygon: ZonePolygon, areas: tuple[ServiceArea, ...], plan_data: PlanData
) -> NDArray[np.int8]:
    """Return every cluster's level among radius 0 and the radii; one more if none reaches it."""
    near = clusters_near(polygon, areas[-1].radius_km, plan_data)
    return levels_of_clusters(polygon, areas, near, len(plan_data.clusters))


def clusters_near(
    polygon: ZonePolygon, radius_km: float, plan_data: PlanData
) -> tuple[Ints, LocalPoints]:
    """Return the clusters that may be within a radius of a polygon, about its origin."""
    clusters = plan_data.clusters
    near = clusters.in_box(reach_box(polygon.bounds, radius_km))
    return near, LocalPoints(polygon.origin, clusters.lon[near], clusters.lat[near])


def levels_of_clusters(
    polygon: ZonePolygon, areas: tuple[ServiceArea, ...], near: tuple[Ints, LocalPoints], count: int
) -> NDArray[np.int8]:
    """Return the same for `count` clusters, of which only those `near` may be reached."""
    origin = areas[0].origin
    inside = ServiceArea(polygon, 0.0, origin, Buffer(polygon.shape))
    ladder = areas if areas[0].radius_km == 0 else (inside, *areas)
    level = np.full(count, len(ladder), np.int8)
    level[near[0]] = levels_of(ladder, near[1])
    return level


def level_of_all(
    levels: Iterable[NDArray[np.int8]], plan_data: PlanData, radii_km: tuple[float, ...]
) -> NDArray[np.int8]:
    """Return the level at which zones together cover each cluster, from that of each zone."""
    nowhere = len({0.0, *radii_km})
    level = np.full(len(plan_data.clusters), nowhere, np.int8)
    for one in levels:
        np.minimum(level, one, out=level)
    return level


def nearest_gateways(polygon: ZonePolygon, plan_data: PlanData) -> list[dict[str, object]]:
    """Return the nearest gateway of each kind: `kind`, `gateway_id`, `distance_km`.

    A gateway at ρ from the middle of the polygon, whose farthest vertex is at a, is between ρ − a
    and ρ + a from it: only gateways that may be nearest, with ρ on a sphere, are measured exactly.
    """
    if not len(plan_data.gateway_lon) or polygon.shape.is_empty:
        return []
    middle = polygon.origin
    rho = _sphere_km(middle, plan_data.gateway_lon, plan_data.gateway_lat)
    xy = shapely.get_coordinates(polygon.shape)
    farthest_km = _sphere_km(middle, xy[:, 0], xy[:, 1]).max() * 1.01
    candidates = [
        rows[
            rho[rows] * (1 - _SPHERE_ERRS) - farthest_km
            <= rho[rows].min() * (1 + _SPHERE_ERRS) + farthest_km
        ]
        for _, rows in plan_data.gateway_kinds
    ]
    every = np.concatenate(candidates)
    distance = polygon.boundary.distance_km(
        plan_data.gateway_lon[every], plan_data.gateway_lat[every]
    )
    ids = plan_data.gateway_id
    nearest: list[dict[str, object]] = []
    start = 0
    for (kind, _), rows in zip(plan_data.gateway_kinds, candidates, strict=True):
        mine = distance[start : start + len(rows)]
        start += len(rows)
        best = min(range(len(rows)), key=lambda n: (mine[n], ids[rows[n]]))
        distance_km = float(mine[best])
        gateway = str(ids[rows[best]])
        nearest.append({"kind": kind, "gateway_id": gateway, "distance_km": distance_km})
    return nearest


def _sphere_km(origin: LocalOrigin, lon: Floats, lat: Floats) -> Floats:
    """Return the distance of points from an origin on the mean sphere (haversine)."""
    phi, latitude = np.radians(origin.lat), np.radians(lat)
    rise, turn = np.sin((latitude - phi) / 2), np.sin(np.radians(lon - origin.lon) / 2)
    square = rise**2 + np.cos(phi) * np.cos(latitude) * turn**2
    distance: Floats = 2 * _MEAN_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(square, 1.0)))
    return distance
