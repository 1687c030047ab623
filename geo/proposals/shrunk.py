"""Zones with each boundary moved inward from where it is drawn: parts too narrow vanish.

Each block is shrunk separately, as in a sweep of boundaries (`geo.sweep.margins`).
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.coverage.plan_data import PlanData
from geo.coverage.point_index import PointIndex, reach_box
from geo.edits.offset import Offset
from geo.zone import ZonePolygon
from layers import Plan
from layers.geometry.antimeridian import whole, wrapped
from layers.geometry.edges import Bools, Floats, Ints
from layers.geometry.ellipsoid import Ellipsoid
from layers.runtime.cache import Cache, cached_property

POINT_LAYERS = "demand", "clusters", "gateways", "reference_points"
"""The layers of points that indicators count."""

_KEPT = 10_000  # two per zone: for each distance by which it is shrunk
_SLACK_KM = 1.0
_ROOM_M = 10.0  # for chords of arcs


class PlacedPoints(NamedTuple):
    """Points: degrees, and cartesian coordinates in metres."""

    lon: Floats
    lat: Floats
    m: Floats

    @classmethod
    def of(cls, ellipsoid: Ellipsoid, lon: Floats, lat: Floats) -> PlacedPoints:
        """Return points at degrees."""
        return cls(lon, lat, ellipsoid.cartesian_m(lon, lat))

    def at(self, rows: Ints) -> PlacedPoints:
        """Return some of the points."""
        return PlacedPoints(self.lon[rows], self.lat[rows], self.m[rows])

    def near(self, polygon: ZonePolygon, radius_km: Floats) -> tuple[Bools, Floats]:
        """Return which points may lie within radii of a polygon, and how far each is at most.

        The bounds of distances straight through space decide: a chord is no longer than the way,
        and shorter than it by d³/24R² at most.
        """
        least_km, most_km = (bound / 1e3 for bound in polygon.distance_bounds_m(self.m))
        bow_km = (radius_km + most_km - least_km) ** 3 / (24 * 6_300.0**2)
        return least_km <= radius_km, most_km + bow_km + _SLACK_KM

    def within(self, polygon: ZonePolygon, radius_km: Floats) -> Bools:
        """Return which points lie within radii, one each, of a polygon, as the meter decides it."""
        near, most_km = self.near(polygon, radius_km)
        within: Bools = near & (most_km <= radius_km)
        unsure = np.flatnonzero(near & ~within)
        for radius in np.unique(radius_km[unsure]).tolist():
            rows = unsure[radius_km[unsure] == radius]
            within[rows] = polygon.boundary.within(self.lon[rows], self.lat[rows], radius)
        return within


class ShrunkZones:
    """Measures which points of a plan are within a radius of shrunk zones."""

    def __init__(self, plan_data: PlanData) -> None:
        self._ellipsoid = plan_data.ellipsoid
        self._points = [
            plan_data.demand,
            plan_data.clusters,
            *(_points_of(plan_data.plan, layer) for layer in POINT_LAYERS[2:]),
        ]
        self._known: Cache[tuple[bytes, float, float], list[Ints]] = Cache(_KEPT)

    @cached_property
    def _places(self) -> list[PlacedPoints]:
        return [PlacedPoints.of(self._ellipsoid, points.lon, points.lat) for points in self._points]

    def within(self, zones: NDArray[np.object_], by_km: float, radius_km: float) -> list[Bools]:
        """Return which rows of each of `POINT_LAYERS` are reached, in the order of the plan."""
        reached = [np.zeros(len(points), bool) for points in self._points]
        for zone in zones.tolist():
            key = shapely.to_wkb(zone), by_km, radius_km
            rows = self._known.get(key, partial(self._rows, zone, by_km, radius_km))
            for each, own in zip(reached, rows, strict=True):
                each[own] = True
        return reached

    def _rows(self, zone: MultiPolygon, by_km: float, radius_km: float) -> list[Ints]:
        left = wrapped(shrunk(self._ellipsoid, whole(zone), by_km))
        if left.is_empty:
            return [np.empty(0, np.int64) for _ in self._points]
        polygon, rows = ZonePolygon(self._ellipsoid, left), []
        for points, places in zip(self._points, self._places, strict=True):
            near = points.in_box(reach_box(polygon.bounds, radius_km))
            within = places.at(near).within(polygon, np.full(len(near), radius_km))
            rows.append(points.order[near[within]])
        return rows


def _points_of(plan: Plan, layer: str) -> PointIndex:
    shapes = plan.frame(layer).geometry.to_numpy()
    return PointIndex(shapely.get_x(shapes), shapely.get_y(shapes))


def shrunk(ellipsoid: Ellipsoid, land: BaseGeometry, by_km: float) -> BaseGeometry:
    """Return land with each of its blocks shrunk, in degrees; it may be empty."""
    blocks = [MultiPolygon([block]) for block in shapely.get_parts(land).tolist()]
    left = [Offset(block, ellipsoid, -1).in_plane_by_km(by_km) for block in blocks]
    return shapely.union_all(left)


def shrunk_beside(zone: BaseGeometry, new: BaseGeometry, by_m: float, quarter: int) -> BaseGeometry:
    """Return the land around a zone's growth after both are shrunk together, in a plane.

    It holds everything that the shrunk zone alone lacks. `quarter` chords make a quarter circle.
    """
    about = shapely.intersection(zone, shapely.buffer(new, 2 * by_m + _ROOM_M, quad_segs=2))
    left: BaseGeometry = shapely.buffer(shapely.union(about, new), -by_m, quad_segs=quarter)
    return left
