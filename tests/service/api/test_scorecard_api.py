"""The scorecard over HTTP: that of scripts, of stored scenarios, of a draft, and as of a year."""

from typing import Any

import pytest
from endpoints import NORTH, PLAN
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo.indicators import scorecard
from service.documents.score import score_document

PHASES = [{"by": 2027, "edits": len(NORTH.edits)}]


def values(card: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (row["indicator"], row["of"], row["radius"], *row["values"].values())
        for row in card["indicators"]
    ]


def test_it_is_that_of_scripts_and_a_draft_has_the_same_figures(client: TestClient) -> None:
    stored = client.get("/api/scorecard", params={"scenario": "north"}).json()
    expected = score_document(scorecard(PLAN, NORTH))
    assert values(stored) == values(expected)
    assert stored["acceptability"] == expected["acceptability"]
    baseline = client.post("/api/scorecard", json={"scenario": "baseline"}).json()
    assert baseline["scenarios"] == ["baseline"]
    for purpose in baseline["purposes"]:
        number = purpose["headlines"]["baseline"]
        assert number is None or baseline["indicators"][number]["whole"] > 0
    edits = NORTH.to_document()["edits"]
    assert values(client.post("/api/scorecard", json={"edits": edits}).json()) == values(stored)


@pytest.mark.parametrize("year", [2026, 2027])
def test_as_of_a_year_it_is_that_of_the_edits_that_hold_by_then(fresh: FastAPI, year: int) -> None:
    phased = NORTH.to_document() | {
        "scenario": "phased",
        "phases": PHASES,
    }
    with TestClient(fresh) as client:
        assert client.post("/api/scenarios", json=phased).status_code == 201
        query = {"scenario": "phased", "as_of": year}
        dated = client.get("/api/scorecard", params=query).json()
        kept = client.get("/api/scenarios/phased").json()
    one = NORTH if year == 2027 else ()
    expected = values(score_document(scorecard(PLAN, one)))
    assert [row[:4] for row in values(dated)] == [row[:4] for row in expected]
    assert [row[-1] for row in values(dated)] == [row[-1] for row in expected]
    assert kept["phases"] == phased["phases"]


def test_as_of_a_year_every_report_is_of_the_edits_that_hold_by_then(fresh: FastAPI) -> None:
    """Before the first phase that is the baseline, after it the scenario without phases."""
    edits = {"edits": NORTH.to_document()["edits"]}
    phased = NORTH.to_document() | {"scenario": "phased", "phases": PHASES}
    reports = {
        "/api/compare": {"a": "phased", "tables": "zones,totals"},
        "/api/layers/zones": {"scenario": "phased"},
        "/api/layers/gained": {"scenario": "phased"},
    }
    with TestClient(fresh) as client:
        assert client.post("/api/scenarios", json=phased).status_code == 201
        for path, query in reports.items():
            found = [
                client.get(path, params=query | year).content
                for year in ({}, {"as_of": 2026}, {"as_of": 2027}, {"as_of": 2030})
            ]
            assert found[1] != found[0], path
            assert found[2] == found[3] == found[0], path
        early = client.get("/api/compare", params={"a": "phased", "as_of": 2026}).json()
        assert {row["change"] for row in early["zones"]} == {"none"}
        stored = {"scenario": "phased", "radii_km": [1]}
        whole = client.post("/api/measure", json=stored).json()
        then, first = (
            client.post("/api/measure", json=stored, params={"as_of": year}).json()
            for year in (2030, 2026)
        )
        assert then["totals"] == whole["totals"] != first["totals"]
        drafted = {"radii_km": [1]} | edits
        draft = client.post("/api/measure", json=drafted, params={"as_of": 2026}).json()
        assert draft["totals"] == whole["totals"]  # a draft has no phases
        assert client.get("/api/compare", params={"a": "phased", "as_of": 27}).status_code == 422
        # a page shows the whole scenario, and draws over it what differs at the end of a year
        early_draft = {"radii_km": [1], "edits": [], "edited": {"shown": "phased"}}
        over = client.post("/api/measure", json=early_draft, params={"as_of": 2026}).json()
        zones = over["edited"]["zones"]["features"]
        assert [zone["properties"]["zone_id"] for zone in zones] == ["W"]
