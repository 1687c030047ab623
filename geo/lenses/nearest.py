"""The nearest zone of each place, and its distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.edges import densified

if TYPE_CHECKING:
    from geo.coverage import Coverage
    from geo.coverage.service_area import Polygon
    from layers.edges import Floats, Ints
    from layers.ellipsoid import Ellipsoid

_STEP_DEG = 0.1  # an edge of it strays less than a km from the straight line, up to 89.5° latitude
_SLACK_M = 1_000.0


def nearest_zones(coverage: Coverage, points: Ints) -> tuple[Ints, Floats]:
    """Return the nearest zone of some demand points, and its distance in km.

    `points` are rows of the coverage's targets. A zone is given by its row in `zone_frame`; of
    zones equally far it is the one whose id comes first; −1 and ∞ where there are no zones.

    A polygon lies in the ball about its middle through its farthest vertex; only zones whose ball
    comes as near to a point as the far side of another's are measured, by `Boundary.distance_km`.
    """
    demand = coverage.targets.demand
    lon, lat = demand.lon[points], demand.lat[points]
    nearest, distance = np.full(len(points), -1, np.int64), np.full(len(points), np.inf)
    places = coverage.targets.ellipsoid.cartesian_m(lon, lat)
    balls = balls_of(coverage)
    farthest = np.full(len(points), np.inf)
    for middle, radius_m in balls:
        np.minimum(farthest, np.linalg.norm(places - middle, axis=1) + radius_m, out=farthest)
    for row in np.argsort(coverage.zone_frame["zone_id"].to_numpy(str), kind="stable").tolist():
        middle, radius_m = balls[row]
        least = np.linalg.norm(places - middle, axis=1) - radius_m - _SLACK_M
        may = np.flatnonzero(least <= farthest)
        if not len(may):
            continue
        own = coverage.figures.polygons[row].boundary.distance_km(lon[may], lat[may])
        nearer = own < distance[may]
        nearest[may[nearer]], distance[may[nearer]] = row, own[nearer]
    return nearest, distance


def closest(coverage: Coverage, zones: Ints, distance_km: Floats) -> tuple[str | None, float]:
    """Return the id of the zone nearest to any of some points, and how near it comes (km).

    `zones` and `distance_km` are what `nearest_zones` says of them. None and NaN where there are no
    points, or no zones.
    """
    if not np.isfinite(distance_km).any():
        return None, np.nan
    ids = coverage.zone_frame["zone_id"].to_numpy(str)[zones]
    best = np.lexsort((ids, distance_km))[0]
    return str(ids[best]), float(distance_km[best])


def balls_of(coverage: Coverage) -> list[tuple[Floats, float]]:
    """Return a ball that holds each zone: its middle in space, and its radius in metres."""
    return [_ball(coverage.targets.ellipsoid, one) for one in coverage.figures.polygons]


def _ball(ellipsoid: Ellipsoid, polygon: Polygon) -> tuple[Floats, float]:
    """Return the middle of a polygon in space, and its greatest distance from it, in metres."""
    xy = shapely.get_coordinates(densified(polygon.shape, _STEP_DEG))
    vertices = ellipsoid.cartesian_m(xy[:, 0], xy[:, 1])
    middle = vertices.mean(axis=0)
    return middle, float(np.linalg.norm(vertices - middle, axis=1).max(initial=0.0))
