"""What is measured and compared over HTTP: the meter's documents, in each form."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from endpoints import MOVED, NORTH, PLAN, PROBLEM, document
from fastapi import FastAPI
from shapely.geometry import shape
from starlette.testclient import TestClient

from geo import CoverageMeter, compare
from layers.errors import ZonewrightError
from service.api.errors import STATUS
from service.api.problem_document import ProblemDocument
from service.documents.coverage import compare_document, measure_document
from tests.conftest import square


def measure(client: TestClient, query: str = "", **question: Any) -> Any:
    answer = client.post(f"/api/measure?{query}", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(answer: Any, status: int) -> str:
    """Check that the answer is a problem document; return the texts of its problems as one."""
    body = answer.json()
    assert (answer.status_code, body["status"]) == (status, status)
    assert answer.headers["content-type"] == PROBLEM
    found = ProblemDocument.model_validate(body, strict=True)
    assert found.detail == found.problems[0].text
    return "\n".join(each.text for each in found.problems)


def test_measuring_gives_the_document_of_the_meter(client: TestClient) -> None:
    expected = measure_document(CoverageMeter(PLAN).measure(NORTH))
    assert measure(client, scenario="north") == json.loads(json.dumps(expected))
    by_edits = measure(client, edits=[MOVED], radii_km=[1, 2])
    by_name = measure(client, scenario="north", radii_km=[2, 1])
    assert by_edits["totals"] == by_name["totals"]
    assert [row["radius_km"] for row in by_name["totals"]] == [1, 2]
    some = measure(client, "tables=totals,ftzs")
    assert set(some) == {"plan", "scenario", "radii_km", "totals", "ftzs"}
    brief = measure(client, "tables=totals,ftzs&plan=false")
    assert brief == {name: part for name, part in some.items() if name != "plan"}


def test_changed_rows_over_the_baselines_give_the_whole_answer(client: TestClient) -> None:
    keys = {"totals": ("radius_km",), "ftzs": ("ftz_id",), "zones": ("zone_id",)}
    keys |= {"regions": ("adcode", "level", "radius_km"), "sectors": ("sector", "radius_km")}
    tables = f"tables={','.join(keys)}"
    edits = [{"remove": {"zone": "E"}}, {"expand": {"zone": "W", "by_km": 3}}]
    changed = measure(client, f"{tables}&changed=true", edits=edits, radii_km=[50])
    assert changed["against"] == "baseline"
    assert changed["gone"] == {"zones": [{"zone_id": "E"}]}
    assert {row["zone_id"] for row in changed["zones"]} == {"W"}
    before = measure(client, tables, radii_km=[50])
    after = measure(client, tables, edits=edits, radii_km=[50])
    for table, names in keys.items():
        gone = [tuple(row.values()) for row in changed["gone"].get(table, [])]
        rows = {tuple(row[name] for name in names): row for row in before[table]}
        rows |= {tuple(row[name] for name in names): row for row in changed[table]}
        whole = [row for key, row in rows.items() if key not in gone]
        for row, expected in zip(whole, after[table], strict=True):
            figures = {name: cell for name, cell in expected.items() if name != "gateways"}
            assert {name: row[name] for name in figures} == pytest.approx(figures)


def test_only_what_changed_against_another_scenario_is_answered(client: TestClient) -> None:
    query = "tables=zones,access,violations&changed=true"
    grown = measure(client, query, edits=[{"expand": {"zone": "W", "by_km": 1}}])
    assert [row["zone_id"] for row in grown["zones"]] == ["W"]
    same = measure(client, query, edits=[MOVED], against="north")
    assert (same["zones"], same["access"], same["violations"], same["gone"]) == ([], None, [], {})
    alone = {"edits": [], "radii_km": [5], "aim": "sector:ships"}
    assert measure(client, "tables=regions", **alone)["regions"]
    assert measure(client, "tables=regions&changed=true", **alone)["regions"] == []
    over = [{"reshape": {"zone": "E", "geometry": square(0.5).wkt}}]
    broken = measure(client, query, edits=over)["violations"]
    assert ("overlap", "E W") in {(row["rule"], row["subject"]) for row in broken}
    rows = measure(client, "tables=violations", edits=over, compared="baseline")["rule_changes"]
    changes = {(row["rule"], row["subject"]): row["change"] for row in rows}
    assert changes["overlap", "E W"] == "new"
    same = measure(client, "tables=violations", scenario="baseline", compared="baseline")
    assert same["rule_changes"] == []
    assert "rule_changes" not in measure(client, edits=over)


def test_a_compact_answer_has_by_column_the_figures_that_a_screen_shows(client: TestClient) -> None:
    query = "tables=regions,access"
    rows = measure(client, query, scenario="north", radii_km=[10])
    compact = measure(client, f"{query}&compact=true", scenario="north", radii_km=[10])
    assert compact["access"] == rows["access"]
    columns = compact["regions"]
    assert set(columns) == set(rows["regions"][0]) - {"name"}
    for name, column in columns.items():
        cells = column
        if isinstance(column, dict):
            cells = [value for value, times in column["runs"] for _ in range(times)]
        digits = 2 if name.endswith("_km2") else 0
        shown = [row[name] for row in rows["regions"]]
        assert cells == [round(one, digits) if isinstance(one, float) else one for one in shown]
    both = client.post("/api/measure?compact=true&changed=true", json={})
    assert "leave it out" in refused(both, 422)


def test_a_violation_lies_on_a_map_within_5_m_of_its_place(client: TestClient) -> None:
    edits = [{"expand": {"zone": "W", "by_km": 10}}]
    full, display = (
        measure(client, f"tables=violations&geometry={form}", edits=edits)["violations"]
        for form in ("full", "display")
    )
    assert [one | {"geometry": None} for one in full] == [
        one | {"geometry": None} for one in display
    ]
    places = [(shape(one["geometry"]), shape(other["geometry"])) for one, other in
              zip(full, display, strict=True) if one["geometry"]]  # fmt: skip
    assert places
    for exact, drawn in places:
        assert shapely.hausdorff_distance(exact, drawn) < 6e-5
        xy = shapely.get_coordinates(drawn)
        assert (xy == xy.round(5)).all()


def test_the_header_has_the_time_of_each_part(client: TestClient) -> None:
    header = client.post("/api/measure", json={}).headers["Server-Timing"]
    parts = [part.split(";dur=") for part in header.split(", ")]
    assert [name for name, _ in parts] == ["redraw", "meter", "tables"]
    assert all(float(milliseconds) >= 0 for _, milliseconds in parts)


def test_comparing_gives_the_document_of_the_comparison(client: TestClient) -> None:
    meter = CoverageMeter(PLAN)
    expected = compare_document(compare(meter.measure(), meter.measure(NORTH)))
    assert client.get("/api/compare?a=north").json() == json.loads(json.dumps(expected))
    some = client.get("/api/compare?a=north&tables=zones,clusters").json()
    assert set(some) == {"a", "b", "coarse", "zones", "clusters"}


def test_a_record_that_replaces_edits_is_stated_with_every_figure_that_follows_from_it(
    make_app: Callable[..., FastAPI],
) -> None:
    app = make_app(PLAN)
    recorded = {"result": "sha256:00", "made_with": "another library", "zones": {}}
    kept = document({"remove": {"zone": "W"}}, recorded=recorded)
    app.state.store.create(kept, "another machine", visibility="public")
    client = TestClient(app)
    notice = measure(client, "tables=zones", scenario="north")["notice"]
    assert notice.startswith("scenario north: neither edits nor recorded outlines")
    assert measure(client, "tables=zones&changed=true", scenario="north")["notice"] == notice
    assert client.get("/api/compare?a=north&tables=zones").json()["notices"] == [notice]
    assert "notice" not in measure(client, "tables=zones")


def test_a_malformed_question_is_refused_with_its_reason(client: TestClient) -> None:
    questions: tuple[tuple[dict[str, Any], int, str], ...] = (
        ({"scenario": "nowhere"}, 404, "there are baseline, north"),
        ({"scenario": "a b"}, 422, "scenario"),
        ({"radii_km": [-1]}, 422, "radius -1.0 km"),
        ({"radii_km": []}, 422, "radii_km"),
        *(({"radii_km": [one]}, 422, "radii_km") for one in ("NaN", True, False, "25", None)),
        ({"edits": [{"move": {"zone": "X", "dx_km": 1, "dy_km": 0}}]}, 422, "edit 1 (move X)"),
        ({"edits": [{"fly": {"zone": "W"}}]}, 422, "unknown verb"),
        ({"edits": "none"}, 422, "edits"),
        ({"colour": "red"}, 422, "colour"),
    )
    for question, status, reason in questions:
        assert reason in refused(client.post("/api/measure", json=question), status)
    answer = client.post("/api/measure?tables=totals,people", json={})
    assert "table 'people'" in refused(answer, 422)
    there_is_none = ("nothing", "scenarios/nowhere", "scenarios/baseline")
    for path in (*(f"/api/{each}" for each in there_is_none), "/maps/nowhere", "/static/x/y.js"):
        refused(client.get(path), 404)


def test_every_error_of_ours_has_a_status() -> None:
    assert set(STATUS) >= set(ZonewrightError.__subclasses__())


def test_targets_of_a_draft_are_answered_while_it_is_dragged(client: TestClient) -> None:
    land = {"measure": "area_km2", "ftz": "F", "at_most": 1, "hard": True}
    people = {"measure": "covered_population", "radius_km": 0.5, "at_least": 10}
    asked = {"edits": [MOVED], "targets": [land, people], "compared": "baseline"}
    answered = measure(client, "changed=true", **asked)
    rows = {row["measure"]: row for row in answered["targets"]}
    assert (rows["area_km2"]["met"], rows["area_km2"]["level"]) == (False, "hard")
    assert set(rows["area_km2"]["params"]) == {"figure", "value", "wanted", "outcome"}
    assert rows["covered_population"]["value"] in {0, 10}
    broken = [row for row in answered["violations"] if row["rule"] == "target"]
    assert [row["subject"] for row in broken if row["level"] == "hard"] == ["area_km2 ftz:F <= 1"]
    assert "targets" not in measure(client, "changed=true", edits=[MOVED])
    refused = client.post("/api/measure", json={"targets": [land]})
    assert (refused.status_code, "name the edits" in refused.text) == (422, True)
