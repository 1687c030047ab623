"""Large bodies of JSON: nobody is kept waiting by reading one, and each is read as before."""

import gc
import json
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import shapely
from command_line import small_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from layers import Plan
from service.server.process import collect_seldom

PLAN = Plan(small_plan())


@pytest.fixture(scope="module")
def client(make_app: Callable[..., FastAPI]) -> TestClient:
    return TestClient(make_app(PLAN))


@pytest.fixture
def whole_searches() -> Iterator[list[str]]:
    """Note each search through all objects, where garbage is collected as in a service."""
    before, found = gc.get_threshold(), []

    def note(phase: str, told: dict[str, int]) -> None:
        if phase == "start" and told["generation"] == 2:
            found.append(phase)

    collect_seldom()
    gc.freeze()
    gc.collect()
    gc.callbacks.append(note)
    yield found
    gc.callbacks.remove(note)
    gc.unfreeze()
    gc.set_threshold(*before)


def test_a_step_of_a_very_large_outline_is_answered_without_a_search_for_garbage(
    client: TestClient, whole_searches: list[str]
) -> None:
    turn = np.linspace(0, 2 * np.pi, 20_000)
    west, south, east, north = PLAN.zones.geometry.iloc[0].bounds
    middle = (west + east) / 2, (south + north) / 2
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    ring = middle + 0.01 * circle
    ring[-1] = ring[0]
    outline = json.loads(shapely.to_geojson(shapely.Polygon(ring)))
    drawn = {"zone": PLAN.zones["zone_id"].iloc[0], "geometry": outline}
    answer = client.post("/api/measure?tables=totals", json={"edits": [], "drawn": drawn})
    (edit, *_) = answer.json()["edits"]
    assert len(edit["reshape"]["geometry"]["coordinates"][0][0]) == len(ring)
    assert whole_searches == []


def test_a_body_is_read_in_every_encoding_that_json_may_have(client: TestClient) -> None:
    document = json.dumps({"edits": [], "draft": "草稿"}, ensure_ascii=False)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        answer = client.post(
            "/api/measure?tables=totals",
            content=document.encode(encoding),
            headers={"Content-Type": "application/json"},
        )
        assert (encoding, answer.status_code) == (encoding, 200)
