"""What the page asks while a planner edits, over two zones side by side in one FTZ."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from endpoints import document
from fastapi import FastAPI
from shapely.geometry import shape
from starlette.testclient import TestClient

from layers import Plan
from service.documents.coverage import COMPARED
from tests.conftest import layer_frame, point, regions_frame, square, zones_frame

PLAN = Plan(
    {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(1))),
        "ftzs": pd.DataFrame({"ftz_id": ["F"], "cap_km2": [3.0]}),
        "regions": regions_frame(("330101", square(-5, -5, 11))),
        "demand": layer_frame(
            [point(0), point(3), point(1_000)],
            demand_id=list("ABC"),
            population=[1_000.5, 200.0, 30.0],
        ),
    }
)
WIDER = {
    "zone": "W",
    "geometry": "POLYGON ((120 30, 120.015 30, 120.015 30.01, 120 30.01, 120 30))",
}
CROSSED = "POLYGON ((120 30, 120.01 30.01, 120.01 30, 120 30.01, 120 30))"
MEASURE = "/api/measure?changed=true"


@pytest.fixture(scope="module")
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(PLAN)


def answer(client: TestClient, path: str, **asked: object) -> Any:
    response = client.post(path, json=asked)
    assert response.status_code == 200, response.text
    return response.json()


def zones_of(answered: Any) -> dict[str, Any]:
    return {
        one["properties"]["zone_id"]: shape(one["geometry"])
        for one in answered["zones"]["features"]
    }


def test_an_outline_is_measured_while_drawn_as_the_edits_that_it_means(client: TestClient) -> None:
    before = [{"expand": {"zone": "E", "by_km": 0.1}}]
    url = f"{MEASURE}&tables=totals,zones,regions,violations"
    tried = answer(client, url, edits=before, drawn=WIDER)
    meant = answer(client, "/api/redraw", edits=before, **WIDER)["edits"]
    assert tried.pop("edits") == meant
    assert tried == answer(client, url, edits=[*before, *meant])
    assert {row["zone_id"] for row in tried["zones"]} == {"W", "E"}
    nothing = {"zone": "W", "geometry": square(0).wkt}
    same = answer(client, MEASURE, edits=[], drawn=nothing)
    assert (same["edits"], same["zones"], same["gone"]) == ([], [], {})
    whole = answer(client, MEASURE, edits=[], drawn=WIDER, edited={"zone": "E"}, draft="one")
    edits = answer(client, "/api/redraw", **WIDER)["edits"]
    assert whole["edits"] == edits
    assert whole["edited"] == answer(client, "/api/edited", edits=edits, zone="E")
    assert answer(client, MEASURE, edits=edits).items() <= whole.items()


def test_an_outline_that_cannot_be_is_neither_measured_nor_an_edit(client: TestClient) -> None:
    cases: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("measure", {"edits": [], "drawn": {"zone": "W", "geometry": "POINT (0 0)"}}, "WKT POLYG"),
        ("measure", {"drawn": WIDER}, "name the edits that it is drawn over"),
        ("measure", {"edited": {"shown": "baseline"}}, "name the edits that it is drawn over"),
        ("measure", {"rules": {"cap": "soft"}}, "rules: name the edits that they apply to"),
        ("measure", {"scenario": "baseline", "rules": {"no": 1}}, "rules: name the edits"),
        ("redraw", WIDER | {"locked": ["E"]}, "E is locked"),
        ("redraw", WIDER | {"geometry": CROSSED}, "geometry: is not valid: self-intersection"),
        ("redraw", WIDER | {"geometry": "LINESTRING (120 30, 121 31)"}, "geometry: must be a WKT"),
        ("redraw", WIDER | {"geometry": {"type": "Polygon", "coordinates": []}}, "geometry: is e"),
        ("edited", {"edits": [{"remove": {"zone": "X"}}]}, "there is no zone X"),
        ("edited?tables=people", {}, "table 'people': there is none"),
        ("mends", {"scenario": "baseline", "edits": [{"remove": {"zone": "W"}}]}, "not both"),
        ("mends", {"scenario": "baseline", "rules": {"no": 1}}, "not both"),
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
    assert zones_of(shown)["W"].area > square(0).area
    changes = {row["zone_id"]: row["change"] for row in shown["comparison"]["zones"]}
    assert changes == {"W": "reshaped", "E": "removed"}
    assert [f["properties"]["zone_id"] for f in shown["land"]["lost"]["features"]] == ["E"]
    assert sorted(shown["comparison"])[2:] == ["clusters", "coarse", "zones"]
    exact = zones_of(answer(client, "/api/edited", zone="W"))  # changed or not, with every digit
    assert exact["W"].equals_exact(PLAN.zones.geometry.iloc[0])
    assert zones_of(answer(client, "/api/edited")) == {}


def test_a_draft_counts_people_and_clusters_as_the_saved_scenario_does(client: TestClient) -> None:
    moved = [{"move": {"zone": "E", "dx_km": 1.5, "dy_km": 0}}, {"remove": {"zone": "W"}}]
    for name, edits in (("first", moved[:1]), ("second", moved)):
        saved = document(*edits, scenario=name, baseline=PLAN.baseline)
        assert client.post("/api/scenarios", json=saved).status_code == 201
    tables = ",".join(COMPARED)
    for against, entering in (("baseline", 200), ("first", 0)):
        drawn = answer(client, f"/api/edited?tables={tables}", edits=moved, against=against)
        kept = client.get(f"/api/compare?a=second&b={against}&tables={tables}").json()
        assert {table: drawn["comparison"][table] for table in COMPARED}.items() <= kept.items()
        inside = drawn["comparison"]["population"]["totals"][0]
        assert (inside["entering_population"], inside["leaving_population"]) == (entering, 1_000.5)


def test_outlines_and_plan_do_not_wait_for_a_coverage(
    make_app: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(PLAN)  # which has measured nothing
    monkeypatch.setattr(app.state.session, "coverage", None)
    monkeypatch.setattr(app.state.session, "meter", None)
    client = TestClient(app)
    for path in ("/api/plan", "/api/layers/zones", "/api/layers/regions.topojson"):
        assert client.get(path).status_code == 200


def test_a_violation_comes_with_the_edits_that_mend_it(client: TestClient) -> None:
    edits = [{"reshape": {"zone": "W", "geometry": square(0).union(square(0, 1)).wkt}}]
    mends = answer(client, "/api/mends", edits=edits)
    assert [(one["rule"], one["code"], one["params"]["zone"]) for one in mends] == [
        ("cap", "mend-release", "W"),
    ]  # and not E, which has no land but that of the baseline
    (mend,) = mends
    after = answer(client, "/api/measure?tables=violations", edits=[*edits, mend["edit"]])
    assert "cap" not in {row["rule"] for row in after["violations"]}
    assert mend["mends"] == 1
    assert answer(client, "/api/mends", edits=edits, locked=["W"]) == []
    assert answer(client, "/api/mends", scenario="baseline") == []
    assert client.post("/api/mends", json={"scenario": "nowhere"}).status_code == 404
