"""Zones as they are where each boundary lies farther in than drawn: what is too narrow is gone.

Each block is drawn in by itself, as a sweep of boundaries does it (`geo.sweep.margins`).
"""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.coverage.plan_data import PlanData
from geo.coverage.point_index import PointIndex, reach_box
from geo.coverage.service_area import LocalPoints, service_areas
from geo.edits.offset import Offset
from geo.zone import ZonePolygon
from layers.geometry.antimeridian import whole, wrapped
from layers.geometry.edges import Bools, Ints
from layers.geometry.ellipsoid import Ellipsoid
from layers.runtime.cache import Cache

_KEPT = 1_000  # zones
_ROOM_M = 10.0  # for chords of arcs


class DrawnInZones:
    """Measures which points of a plan are within a radius of zones that are drawn in."""

    def __init__(self, plan_data: PlanData) -> None:
        self._data = plan_data
        self._known: Cache[tuple[bytes, float, float], tuple[Ints, Ints]] = Cache(_KEPT)

    def within(
        self, zones: NDArray[np.object_], by_km: float, radius_km: float
    ) -> tuple[Bools, Bools]:
        """Return which demand points and which clusters are reached, in the order of the plan."""
        found = [np.zeros(len(points), bool) for points in (self._data.demand, self._data.clusters)]
        for zone in zones.tolist():
            for reached, rows in zip(found, self._rows(zone, by_km, radius_km), strict=True):
                reached[rows] = True
        return found[0], found[1]

    def _rows(self, zone: MultiPolygon, by_km: float, radius_km: float) -> tuple[Ints, Ints]:
        def rows() -> tuple[Ints, Ints]:
            left = wrapped(drawn_in(self._data.ellipsoid, whole(zone), by_km))
            demand, clusters = self._data.demand, self._data.clusters
            if left.is_empty:
                return np.empty(0, np.int64), np.empty(0, np.int64)
            polygon = ZonePolygon(self._data.ellipsoid, left)
            return _rows_within(polygon, demand, radius_km), _rows_within(
                polygon, clusters, radius_km
            )

        return self._known.get((shapely.to_wkb(zone), by_km, radius_km), rows)


def _rows_within(polygon: ZonePolygon, points: PointIndex, radius_km: float) -> Ints:
    """Return the points within a radius of a polygon, as the meter decides it."""
    (area,) = service_areas(polygon, (radius_km,), polygon.origin)
    near = points.in_box(reach_box(polygon.bounds, radius_km))
    places = LocalPoints(polygon.origin, points.lon[near], points.lat[near])
    rows: Ints = points.order[near[area.covers(places)]]
    return rows


def drawn_in(ellipsoid: Ellipsoid, land: BaseGeometry, by_km: float) -> BaseGeometry:
    """Return land with the boundary of each of its blocks drawn in, in degrees; it may be empty."""
    blocks = [MultiPolygon([block]) for block in shapely.get_parts(land).tolist()]
    left = [Offset(block, ellipsoid, -1).in_plane_by_km(by_km) for block in blocks]
    return shapely.union_all(left)


def drawn_in_beside(
    zone: BaseGeometry, new: BaseGeometry, by_m: float, quarter: int
) -> BaseGeometry:
    """Return what is left about land that a zone grows by, both drawn in together, in a plane.

    That is all of it that is not left of the zone alone. `quarter` chords make a quarter circle.
    """
    about = shapely.intersection(zone, shapely.buffer(new, 2 * by_m + _ROOM_M, quad_segs=2))
    left: BaseGeometry = shapely.buffer(shapely.union(about, new), -by_m, quad_segs=quarter)
    return left
