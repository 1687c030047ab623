"""`/api/clusters`: which clusters of a sector are reached, of a scenario, of edits, of an aim."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from layers.example import example_plan


@pytest.fixture(scope="module")
def client(make_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    with TestClient(make_app(example_plan())) as client:
        yield client


def told(client: TestClient, **question: Any) -> list[tuple[str, bool]]:
    answer = client.post("/api/clusters", json={"radii_km": [5], **question})
    assert answer.status_code == 200, answer.text
    return [(row["cluster_id"], row["reached"]) for row in answer.json()["clusters"]]


def test_the_clusters_are_told_with_their_nearest_zones(client: TestClient) -> None:
    answer = client.post("/api/clusters", json={"scenario": "baseline", "radii_km": [5]}).json()
    first, second = answer["clusters"]
    assert (first["zone_id"], first["reached"], first["adcode"]) == ("B", False, "330102")
    assert first["distance_km"] == pytest.approx(7.718, abs=1e-3)
    assert (second["zone_id"], second["distance_km"], second["reached"]) == ("A", 0, True)
    assert answer["left_off"] == 0


def test_they_follow_the_sector_the_aim_and_the_edits(client: TestClient) -> None:
    assert told(client, sector="biopharma") == [("C1", True)]
    assert told(client, aim="region:330102") == [("C2", False)]
    assert told(client, aim="region:330101", sector="marine_economy") == []
    both = {"aim": "sector:biopharma", "sector": "biopharma"}
    assert told(client, **both) == [("C1", True)]
    east = [{"move": {"zone": "B", "dx_km": 4, "dy_km": 0}}]
    assert told(client, edits=east, sector="marine_economy") == [("C2", True)]
    # the zones that designate biopharma are A alone: what B reaches is not reached by them
    assert told(client, aim="sector:biopharma", edits=east, radii_km=[9]) == [("C1", True)]


def test_what_cannot_be_told_is_refused(client: TestClient) -> None:
    questions: tuple[tuple[dict[str, Any], str], ...] = (
        ({"radii_km": [5, 10]}, "radii_km: "),
        ({"sector": "alchemy", "radii_km": [5]}, ""),
        ({"aim": "ftz:none", "radii_km": [5]}, ""),
    )
    for question, line in questions:
        answer = client.post("/api/clusters", json=question)
        assert answer.status_code in {404, 422}
        (problem,) = answer.json()["problems"]
        assert problem["text"].startswith(line)
