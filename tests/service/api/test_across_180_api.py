"""A plan across 180° over HTTP: it opens there, is drawn in one piece, and is edited so."""

from collections.abc import Callable, Iterator

import pytest
import shapely
from fastapi import FastAPI
from fastapi.testclient import TestClient
from globe_plans import Place, plan_at

FIJI = Place(180.0, -17.0)


@pytest.fixture(scope="module")
def client(make_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    with TestClient(make_app(plan_at(FIJI)), base_url="http://127.0.0.1") as client:
        yield client


def test_the_plan_opens_on_the_smallest_extent_across_180(client: TestClient) -> None:
    document = client.get("/api/plan").json()
    west, south, east, north = document["extent"]
    assert 179 < west < 180 < east < 181
    assert -17.5 < south < north < -16.5
    assert document["ftzs"][0]["extent"][0] < 180 < document["ftzs"][0]["extent"][2]


@pytest.mark.parametrize("layer", ["zones", "regions", "exclusions"])
def test_what_is_drawn_lies_in_one_piece_in_the_maps_longitudes(
    client: TestClient, layer: str
) -> None:
    for feature in client.get(f"/api/layers/{layer}").json()["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        assert shapely.get_num_geometries(shape) == 1
        assert 179 < shape.bounds[0] < shape.bounds[2] < 181


def test_regions_near_by_are_found_on_both_sides_of_180(client: TestClient) -> None:
    found = client.get("/api/layers/regions?zoom=9&bbox=180,-18,181,-16").json()["features"]
    assert {feature["properties"]["adcode"] for feature in found} == {"110000", "120000"}


def test_the_topology_of_regions_goes_on_beyond_180(client: TestClient) -> None:
    topology = client.get("/api/layers/regions.topojson").json()
    scale, translate = (topology["transform"][name][0] for name in ("scale", "translate"))
    assert 179 < translate < 180
    assert scale < 1


def test_an_outline_drawn_beyond_180_is_measured_and_told_as_the_map_has_it(
    client: TestClient,
) -> None:
    outline = shapely.geometry.mapping(FIJI.box(-4, -2, 2, 2))
    question = {
        "edits": [],
        "drawn": {"zone": "A", "geometry": outline},
        "radii_km": [50],
        "edited": {"zone": "A"},
    }
    query = "/api/measure?tables=zones,violations&geometry=display"
    answer = client.post(query, json=question).json()
    assert [list(edit) for edit in answer["edits"]] == [["reshape"], ["reshape"]]
    for edit in answer["edits"]:
        bounds = shapely.geometry.shape(edit["reshape"]["geometry"]).bounds
        assert -180 <= bounds[0] <= bounds[2] <= 180
    blocks = {row["zone_id"]: row["blocks"] for row in answer["zones"]}
    assert blocks == {"A": 1, "B": 1, "C": 1, "D": 1}
    for feature in answer["edited"]["zones"]["features"]:
        assert shapely.geometry.shape(feature["geometry"]).bounds[0] > 179
    drawn = [row["geometry"] for row in answer["violations"] if row["geometry"]]
    assert drawn
    assert all(shapely.geometry.shape(one).bounds[0] > 179 for one in drawn)


def test_a_way_across_180_is_taken(client: TestClient) -> None:
    beyond, leaping = (
        client.post("/api/ruler", json={"places": [[179, -17], [lon, -17], [179, -16]]}).json()
        for lon in (181, -179)
    )
    assert beyond == leaping
    assert beyond["area_km2"] > 0
