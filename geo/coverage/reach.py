"""What one zone reaches: a pure function of its polygon and the ground, so it can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.boundary import Boundary
from layers.buffer import buffer

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.coverage.prepare import Floats, Ground, Ints, Places


@dataclass(frozen=True)
class Reached:
    """Rows of places and their exact distances to the zone (km), up to the largest radius."""

    row: Ints
    distance_km: Floats


@dataclass(frozen=True)
class ServiceArea:
    """The land within one radius of a zone, and the districts that it meets or fills."""

    shape: BaseGeometry
    regions: Ints
    filled: Ints


@dataclass(frozen=True)
class Reach:
    """All that one polygon reaches.

    `service_areas` has one entry for each radius; `gateway_km` the distance to every gateway.
    """

    demand: Reached
    clusters: Reached
    gateway_km: Floats
    service_areas: dict[float, ServiceArea]


def reach_of(geometry: BaseGeometry, ground: Ground, radii_km: tuple[float, ...]) -> Reach:
    """Measure a polygon's reach: exact distances to places, districts within each radius."""
    boundary = Boundary(ground.ellipsoid, geometry)
    farthest = max(radii_km)
    return Reach(
        demand=_reached(ground.demand, boundary, farthest),
        clusters=_reached(ground.clusters, boundary, farthest),
        gateway_km=boundary.distance_km(ground.gateways.lon, ground.gateways.lat),
        service_areas={radius: _service_area(geometry, ground, radius) for radius in radii_km},
    )


def _reached(places: Places, boundary: Boundary, radius_km: float) -> Reached:
    near = places.near(boundary.geometry, radius_km, boundary.ellipsoid)
    distance = boundary.distance_km(places.lon[near], places.lat[near])
    within = distance <= radius_km
    return Reached(near[within], distance[within])


def _service_area(geometry: BaseGeometry, ground: Ground, radius_km: float) -> ServiceArea:
    shape = buffer(ground.ellipsoid, geometry, radius_km)
    shapely.prepare(shape)
    met: NDArray[np.int64] = np.sort(ground.region_tree.query(shape, predicate="intersects"))
    filled = shapely.covers(shape, ground.regions[met])
    return ServiceArea(shape, met, met[filled])
