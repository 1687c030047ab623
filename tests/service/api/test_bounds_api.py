"""Land from bounds over HTTP: that of scripts, as GeoJSON with its edit; refusals in a sentence."""

from collections.abc import Callable
from typing import Any

import pytest
from endpoints import refusal
from fastapi import FastAPI
from named_streets import ROUND, TWO_LOBES, WAVES
from pydantic_core import from_json, to_json
from starlette.testclient import TestClient

from geo import Scenario, apply, land_from_bounds
from geo.bounds.text import MOST_CHARACTERS
from service.documents.bounds import bounds_document
from service.documents.coverage import for_others


@pytest.fixture(scope="module")
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(WAVES)


def ask(client: TestClient, text: str, **fields: Any) -> Any:
    return client.post("/api/bounds", json={"text": text, "near": "Z"} | fields)


def test_the_answer_is_that_of_scripts_with_the_edit_that_gives_the_zone_its_land(
    client: TestClient,
) -> None:
    answer = ask(client, ROUND).json()
    edit = answer.pop("edit")
    land = land_from_bounds(WAVES, ROUND, near="Z")
    assert answer == for_others(from_json(to_json(bounds_document(WAVES, land))))
    assert edit["reshape"]["bounds_text"] == ROUND
    document = {"scenario": "words", "title": "words", "baseline": WAVES.baseline, "edits": [edit]}
    (zone,) = apply(WAVES, Scenario.from_document(document)).geometry
    assert zone.symmetric_difference(land.geometry).area < 1e-12


def test_near_a_region_there_is_no_edit(client: TestClient) -> None:
    assert ask(client, ROUND, near="West Town").json()["edit"] is None


def test_parts_are_chosen_a_side_may_be_assumed_and_an_unknown_place_is_refused(
    client: TestClient,
) -> None:
    two = f"Part 1: {ROUND}. Part 2: {ROUND.replace('V4', 'V9')}."
    assert refusal(ask(client, two)) == (422, "bounds-in-part")
    (first, *_) = ask(client, two, parts=[1]).json()["features"]
    assert first["properties"]["title"] == "Part 1"
    draft = ask(client, two, parts=[2], draft=True).json()
    assert draft["complete"] is False
    assert "assumed" in {each["properties"].get("kind") for each in draft["features"]}
    assert refusal(ask(client, ROUND, near="Q")) == (404, "bounds-near-unknown")


def test_several_areas_are_refused_with_each_and_one_can_be_chosen(client: TestClient) -> None:
    refused = ask(client, TWO_LOBES)
    assert refusal(refused) == (422, "bounds-ambiguous")
    areas = [
        each["params"]["area_km2"] for each in refused.json()["problems"][0]["params"]["areas"]
    ]
    for number, area_km2 in enumerate(areas, 1):
        part, *_ = ask(client, TWO_LOBES, choose={1: number}).json()["features"]
        assert part["properties"]["area_km2"] == pytest.approx(area_km2, rel=1e-2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("东至" + "、".join(f"路{number}" for number in range(900)), "bounds-too-many"),
        ("、".join(f"路{number}" for number in range(10_000)), "service-text-too-long"),
        ("东至甲路（乙路，南至丙路", "bounds-bracket"),
        ("\u0634\u0645\u0627\u0644\u0627 \u0625\u0644\u0649", "bounds-no-side"),
        ("\u0000\u202e\ud7ff", "bounds-no-side"),
        ("(" * MOST_CHARACTERS, "bounds-bracket"),
        ("", "bounds-empty"),
        ("east to Nowhere, west to V1 Street", "bounds-not-found"),
    ],
)
def test_what_cannot_be_read_or_found_is_refused_in_a_sentence(
    client: TestClient, text: str, code: str
) -> None:
    answer = ask(client, text)
    assert refusal(answer) == (422, code)
    assert all(len(each["text"]) < 500 for each in answer.json()["problems"])
