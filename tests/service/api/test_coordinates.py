"""Coordinates of a place in other forms, and the ruler, over HTTP."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from pyproj import Geod
from starlette.testclient import TestClient

from layers import Plan


@pytest.fixture
def client(make_app: Callable[..., FastAPI], two_zones: Plan) -> Iterator[TestClient]:
    with TestClient(make_app(two_zones)) as client:
        yield client


def test_a_place_is_given_in_gauss_kruger(client: TestClient) -> None:
    answer = client.get("/api/position", params={"lon": 120, "lat": 0}).json()
    assert answer["gauss_kruger"] == {"band": 40, "x_m": 0.0, "y_m": 40_500_000.0, "epsg": 4528}
    assert client.get("/api/position", params={"lon": 0, "lat": 0}).json()["gauss_kruger"] is None
    assert client.get("/api/position", params={"lon": 200, "lat": 0}).status_code == 422


def test_the_ruler_measures_on_the_ellipsoid_not_on_a_sphere(
    client: TestClient, two_zones: Plan
) -> None:
    corner = [[120, 30], [120.01, 30], [120.01, 30.01], [120, 30.01]]
    answer = client.post("/api/ruler", json={"places": corner}).json()
    geod = Geod(a=6378137.0, rf=298.257222101)
    assert answer["legs_km"][0] == pytest.approx(geod.inv(120, 30, 120.01, 30)[2] / 1e3, rel=1e-12)
    assert answer["length_km"] == pytest.approx(sum(answer["legs_km"]))
    (west, _) = two_zones.ellipsoid.area_km2(two_zones.zones.geometry)
    assert answer["area_km2"] == pytest.approx(west, rel=1e-9)


def test_two_places_and_a_crossed_way_enclose_nothing(client: TestClient) -> None:
    for places in ([[120, 30], [121, 30]], [[0, 0], [1, 1], [1, 0], [0, 1]]):
        assert client.post("/api/ruler", json={"places": places}).json()["area_km2"] is None


def test_what_is_no_way_is_refused(client: TestClient) -> None:
    for places in ([], [[120, 30]], [[120, 30], [500, 30]], [["a", 1], [2, 3]]):
        assert client.post("/api/ruler", json={"places": places}).status_code == 422
