"""The nearest zone of each point, and its distance."""

import numpy as np

from geo.coverage import Coverage
from geo.zone import ZonePolygon
from layers.geometry.edges import Floats, Ints


def nearest_zones(coverage: Coverage, points: Ints) -> tuple[Ints, Floats]:
    """Return the nearest zone of some demand points, and its distance in km.

    `points` are rows of the coverage's `PlanData`; see `nearest_zones_at`.
    """
    demand = coverage.plan_data.demand
    return nearest_zones_at(coverage, demand.lon[points], demand.lat[points])


def nearest_zones_at(coverage: Coverage, lon: Floats, lat: Floats) -> tuple[Ints, Floats]:
    """Return the nearest zone of each point, and its distance in km, as the coverage was measured.

    A zone is given by its row in `zone_frame`; ties are decided by the first id; −1 and ∞ if there
    are no zones, or there is no way by road.

    By the straight line, only zones that may be nearest by `ZonePolygon.distance_bounds_m` are
    measured, by `Boundary.distance_km`.
    """
    if coverage.network is not None:
        return coverage.ways.nearest(lon, lat)
    nearest, distance = np.full(len(lon), -1, np.int64), np.full(len(lon), np.inf)
    places = coverage.plan_data.ellipsoid.cartesian_m(lon, lat)
    polygons = coverage.figures.polygons
    farthest = np.full(len(lon), np.inf)
    for polygon in polygons:
        np.minimum(farthest, polygon.distance_bounds_m(places)[1], out=farthest)
    for row in np.argsort(coverage.zone_frame["zone_id"].to_numpy(str), kind="stable").tolist():
        may = np.flatnonzero(polygons[row].distance_bounds_m(places)[0] <= farthest)
        if not len(may):
            continue
        zone_km = polygons[row].boundary.distance_km(lon[may], lat[may])
        nearer = zone_km < distance[may]
        nearest[may[nearer]], distance[may[nearer]] = row, zone_km[nearer]
    return nearest, distance


def distance_of(
    coverage: Coverage, polygon: ZonePolygon, points: Ints, radius_km: float = np.inf
) -> Floats:
    """Return how far demand points of the `PlanData` are from one polygon, as it was measured.

    By road ∞ beyond a radius, or if no way leads there.
    """
    if coverage.network is not None:
        return coverage.network.distance_km(polygon, "demand", radius_km)[points]
    demand = coverage.plan_data.demand
    return polygon.boundary.distance_km(demand.lon[points], demand.lat[points])


def closest(coverage: Coverage, zones: Ints, distance_km: Floats) -> tuple[str | None, float]:
    """Return the id of the zone nearest to any of some points, and its distance (km).

    `zones` and `distance_km` are from `nearest_zones`. None and NaN without points or zones.
    """
    if not np.isfinite(distance_km).any():
        return None, np.nan
    ids = coverage.zone_frame["zone_id"].to_numpy(str)[zones]
    best = np.lexsort((ids, distance_km))[0]
    return str(ids[best]), float(distance_km[best])
