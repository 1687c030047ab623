"""What lies about the plan, asked of the service."""

from collections.abc import Callable, Iterator

import pytest
from conftest import regions_frame, square, zones_frame
from fastapi import FastAPI
from fastapi.testclient import TestClient

from layers import Plan

PLAN = Plan(
    {
        "zones": zones_frame(("W", "F", square(0))),
        "regions": regions_frame(("330101", square(-5, -5, 11))),
    }
)


@pytest.fixture(scope="module")
def client(make_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    with TestClient(make_app(PLAN), base_url="http://127.0.0.1") as client:
        yield client


def test_a_tile_says_what_lies_about_the_plan_and_is_not_sent_twice(client: TestClient) -> None:
    assert client.get("/api/plan").json()["context"] is True
    answer = client.get("/api/layers/context/7/106/52")  # about 120°E 30°N
    tile = answer.json()
    assert set(tile) <= {"land", "lakes", "rivers", "roads", "railways", "places"}
    assert tile["land"]
    again = {"If-None-Match": answer.headers["etag"]}
    assert client.get("/api/layers/context/7/106/52", headers=again).status_code == 304


def test_tiles_that_are_none_are_refused_with_what_there_is(client: TestClient) -> None:
    beyond = client.get("/api/layers/context/3/8/0")
    assert (beyond.status_code, beyond.json()["problems"][0]["code"]) == (
        404,
        "service-context-none",
    )
    for path in ("14/0/0", "-1/0/0", "3/a/0", "3/0/99999999999999999999"):
        assert client.get(f"/api/layers/context/{path}").status_code == 422


def test_places_are_found_by_either_name_those_of_most_people_first(client: TestClient) -> None:
    answer = client.get("/api/layers/context/places", params={"q": "杭"})
    found = answer.json()
    assert found[0]["name"] == "Hangzhou"
    assert found[0]["name_zh"] == "杭州"
    assert (round(found[0]["lon"]), round(found[0]["lat"])) == (120, 30)
    again = {"If-None-Match": answer.headers["etag"]}
    path = "/api/layers/context/places?q=%E6%9D%AD"
    assert client.get(path, headers=again).status_code == 304
    english = client.get("/api/layers/context/places?q=HANGZHOU").json()
    assert english[0] == found[0]
    many = client.get("/api/layers/context/places?q=a").json()
    assert len(many) == 8
    begin = [place for place in many if place["name"].lower().startswith("a")]
    assert many[: len(begin)] == begin
    assert client.get("/api/layers/context/places?q=%20").json() == []
    for query in ("", "?q=", f"?q={'a' * 101}"):
        assert client.get(f"/api/layers/context/places{query}").status_code == 422


def test_the_sources_of_the_context_are_told_with_their_licences(client: TestClient) -> None:
    rows = [row for row in client.get("/api/sources").json() if row["layer"] == "context"]
    assert len(rows) == 3
    assert any("OpenStreetMap" in row["source"] and "ODbL" in row["source"] for row in rows)
