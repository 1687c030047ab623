"""What the page asks while a planner edits, over two zones side by side in one FTZ."""

from collections.abc import Callable, Iterator
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from conftest import CRS, point, regions_frame, square, zones_frame
from fastapi import FastAPI
from shapely.geometry import shape
from starlette.testclient import TestClient

from layers import Plan
from service.documents.coverage import COMPARED

PLAN = Plan(
    {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(1))),
        "ftzs": pd.DataFrame({"ftz_id": ["F"], "cap_km2": [3.0]}),
        "regions": regions_frame(("330101", square(-5, -5, 11))),
        "demand": gpd.GeoDataFrame(
            {"demand_id": list("ABC"), "population": [1_000.5, 200.0, 30.0]},
            geometry=[point(0), point(3), point(1_000)],
            crs=CRS,
        ),
    }
)
WIDER = "POLYGON ((120 30, 120.015 30, 120.015 30.01, 120 30.01, 120 30))"


@pytest.fixture(scope="module")
def client(make_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    with TestClient(make_app(PLAN)) as client:
        yield client


def answer(client: TestClient, path: str, **asked: object) -> Any:
    response = client.post(path, json=asked)
    assert response.status_code == 200, response.text
    return response.json()


def zones_of(answered: Any) -> dict[str, Any]:
    return {f["properties"]["zone_id"]: f for f in answered["zones"]["features"]}


def test_an_outline_over_a_shared_border_means_an_edit_of_both_zones(client: TestClient) -> None:
    edits = answer(client, "/api/redraw", zone="W", geometry=WIDER)["edits"]
    assert [edit["reshape"]["zone"] for edit in edits] == ["W", "E"]
    measured = answer(client, "/api/measure?tables=zones", edits=edits)["zones"]
    whole = answer(client, "/api/measure?tables=zones")["zones"]
    assert sum(row["area_km2"] for row in measured) == pytest.approx(
        sum(row["area_km2"] for row in whole), rel=1e-9
    )


def test_an_outline_is_measured_while_it_is_drawn_as_the_edits_that_it_means(
    client: TestClient,
) -> None:
    before = [{"expand": {"zone": "E", "by_km": 0.1}}]
    drawn = {"zone": "W", "geometry": WIDER}
    url = "/api/measure?tables=totals,zones,regions,violations&changed=true"
    tried = answer(client, url, edits=before, drawn=drawn)
    meant = answer(client, "/api/redraw", edits=before, **drawn)["edits"]
    assert tried.pop("edits") == meant
    assert tried == answer(client, url, edits=[*before, *meant])
    assert {row["zone_id"] for row in tried["zones"]} == {"W", "E"}


def test_an_outline_that_moves_nothing_means_no_edit(client: TestClient) -> None:
    drawn = {"zone": "W", "geometry": square(0).wkt}
    tried = answer(client, "/api/measure?changed=true", edits=[], drawn=drawn)
    assert (tried["edits"], tried["zones"], tried["gone"]) == ([], [], {})


def test_an_outline_that_cannot_be_drawn_is_neither_measured_nor_an_edit(
    client: TestClient,
) -> None:
    crossed = "POLYGON ((120 30, 120.01 30.01, 120.01 30, 120 30.01, 120 30))"
    cases: tuple[tuple[str, object, str], ...] = (
        ("measure", {"edits": [], "drawn": {"zone": "W", "geometry": "POINT (0 0)"}}, "WKT POLYG"),
        ("measure", {"drawn": {"zone": "W", "geometry": WIDER}}, "name the edits that it is drawn"),
        ("measure", {"edited": {"shown": "baseline"}}, "name the edits that it is drawn over"),
        ("measure", {"rules": {"cap": "soft"}}, "rules: name the edits that they apply to"),
        ("measure", {"scenario": "baseline", "rules": {"no": 1}}, "rules: name the edits"),
        ("redraw", {"zone": "W", "geometry": WIDER, "locked": ["E"]}, "E is locked"),
        ("redraw", {"zone": "W", "geometry": crossed}, "self-intersection"),
        ("redraw", {"zone": "W", "geometry": "LINESTRING (120 30, 121 31)"}, "must be a WKT POLY"),
        ("redraw", {"zone": "W", "geometry": {"type": "Polygon", "coordinates": []}}, "is empty"),
        ("edited", {"edits": [{"remove": {"zone": "X"}}]}, "there is no zone X"),
        ("edited?tables=people", {}, "table 'people': there is none"),
    )
    for path, body, reason in cases:
        response = client.post(f"/api/{path}", json=body)
        assert response.status_code == 422
        assert reason in response.json()["detail"]


def test_a_draft_is_shown_by_the_zones_that_it_changes(client: TestClient) -> None:
    edits = [{"expand": {"zone": "W", "by_km": 0.1}}, {"remove": {"zone": "E"}}]
    shown = answer(client, "/api/edited", edits=edits)
    assert list(zones_of(shown)) == ["W"]
    assert shown["gone"] == ["E"]
    assert shape(zones_of(shown)["W"]["geometry"]).area > square(0).area
    changes = {row["zone_id"]: row["change"] for row in shown["comparison"]["zones"]}
    assert changes == {"W": "reshaped", "E": "removed"}
    assert [f["properties"]["zone_id"] for f in shown["land"]["lost"]["features"]] == ["E"]


@pytest.mark.parametrize("against", ["baseline", "first"])
def test_a_draft_counts_people_and_clusters_as_the_saved_scenario_does(
    client: TestClient, against: str
) -> None:
    moved = [{"move": {"zone": "E", "dx_km": 1.5, "dy_km": 0}}, {"remove": {"zone": "W"}}]
    for name, edits in (("first", moved[:1]), (f"second-to-{against}", moved)):
        document = {"scenario": name, "title": name, "baseline": PLAN.baseline, "edits": edits}
        assert client.post("/api/scenarios", json=document).status_code in {201, 409}
    tables = ",".join(COMPARED)
    drawn = answer(client, f"/api/edited?tables={tables}", edits=moved, against=against)
    saved = client.get(f"/api/compare?a=second-to-{against}&b={against}&tables={tables}").json()
    for table in COMPARED:
        assert drawn["comparison"][table] == saved[table], table
    inside = drawn["comparison"]["population"]["totals"][0]
    assert inside["entering_population"] == (200 if against == "baseline" else 0)
    assert inside["leaving_population"] == 1_000.5


def test_a_draft_has_the_tables_that_are_asked_for(client: TestClient) -> None:
    names = ["clusters", "zones"]
    assert sorted(answer(client, "/api/edited")["comparison"])[2:] == names


def test_a_zone_is_given_with_every_digit_changed_or_not(client: TestClient) -> None:
    shown = answer(client, "/api/edited", zone="W")
    assert shape(zones_of(shown)["W"]["geometry"]).equals_exact(PLAN.zones.geometry.iloc[0])
    assert zones_of(answer(client, "/api/edited")) == {}


def test_one_question_answers_edits_zones_and_figures(client: TestClient) -> None:
    drawn = {"zone": "W", "geometry": WIDER}
    whole = client.post(
        "/api/measure?changed=true",
        json={"edits": [], "drawn": drawn, "edited": {"zone": "E"}, "draft": "one"},
    ).json()
    edits = client.post("/api/redraw", json=drawn).json()["edits"]
    assert whole["edits"] == edits
    assert whole["edited"] == client.post("/api/edited", json={"edits": edits, "zone": "E"}).json()
    figures = client.post("/api/measure?changed=true", json={"edits": edits}).json()
    assert {name: whole[name] for name in figures} == figures


def test_outlines_and_plan_do_not_wait_for_a_coverage(
    make_app: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(PLAN)  # which has measured nothing
    monkeypatch.setattr(app.state.session, "coverage", None)
    monkeypatch.setattr(app.state.session, "meter", None)
    client = TestClient(app)
    for path in ("/api/plan", "/api/layers/zones", "/api/layers/regions.topojson"):
        assert client.get(path).status_code == 200


def test_what_breaks_a_rule_comes_with_the_edits_that_mend_it(client: TestClient) -> None:
    taller = {"reshape": {"zone": "W", "geometry": square(0).union(square(0, 1)).wkt}}
    edits = [taller]
    mends = answer(client, "/api/mends", edits=edits)
    assert [(one["rule"], one["code"], one["params"]["zone"]) for one in mends] == [
        ("cap", "mend-release", "W"),
        ("cap", "mend-shrink", "E"),
    ]
    for one in mends:
        after = answer(client, "/api/measure?tables=violations", edits=[*edits, one["edit"]])
        assert [row for row in after["violations"] if row["rule"] == "cap"] == []
    (only,) = answer(client, "/api/mends", edits=edits, locked=["W"])
    assert only["params"]["zone"] == "E"
    assert answer(client, "/api/mends", scenario="baseline") == []
    for draft in ({"edits": edits}, {"rules": {"no": 1}}):
        both = client.post("/api/mends", json={"scenario": "baseline"} | draft)
        assert (both.status_code, "not both" in both.text) == (422, True)
    missing = client.post("/api/mends", json={"scenario": "nowhere"})
    assert missing.status_code == 404
