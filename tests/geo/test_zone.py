"""A zone's polygon: the bounds of distances that decide which zones are measured at all."""

import numpy as np
import pytest
import shapely

from geo.zone import ZonePolygon
from layers.geometry.ellipsoid import GRS80
from tests.conftest import square

LONG_EDGES = shapely.box(60, 20, 140, 70)


@pytest.mark.parametrize("shape", [square(0), LONG_EDGES], ids=["square", "eighty degrees wide"])
def test_no_place_is_nearer_or_farther_than_its_bounds(shape: shapely.Polygon) -> None:
    polygon = ZonePolygon(GRS80, shape)
    east, north = shapely.get_coordinates(shape).max(axis=0)
    lon, lat = np.array([east + 0.01, east + 5, east]), np.array([north, north - 1, north + 3])
    least_m, most_m = polygon.distance_bounds_m(GRS80.cartesian_m(lon, lat))
    measured_m = 1e3 * polygon.boundary.distance_km(lon, lat)
    assert (least_m <= measured_m).all()
    assert (measured_m <= most_m * (1 + 1e-4)).all()  # geodesics are longer than straight lines
