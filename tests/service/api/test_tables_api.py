"""`explain`, `table` and `consensus`, and the same over HTTP: one document, tables, or one line.

The plan has zones W and E, a square each, in the districts 330101 and 330102; 340101 is far off.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from command_line import keep, run, scenario_text, small_plan
from fastapi import FastAPI
from shapely.geometry import shape
from starlette.testclient import TestClient

from geo import CoverageMeter, Scenario
from layers import Plan
from service.documents.tables import explain_document
from tests.conftest import layer_frame, point

PEOPLE = layer_frame(
    [point(0.5), point(13), point(900)],
    demand_id=["1", "2", "3"],
    population=[10, 30, 5],
    jobs=[4.0, 6.0, 1.0],
)
WITHOUT_E = {"edits": [{"remove": {"zone": "E"}}], "radii_km": [5]}


def plan_of_tables() -> Plan:
    frames = small_plan()
    frames["demand"] = PEOPLE
    frames["regions"] = frames["regions"].assign(
        strategies=["YRD", "YRD", ""], province_gdp_2024_cny=[90.0, 90.0, 10.0]
    )
    frames["gateways"] = layer_frame(
        [point(0.5)], gateway_id=["P"], kind=["seaport"], clearance_hours=[12.0]
    )
    frames["strategies"] = pd.DataFrame({"strategy_id": ["YRD"], "name": ["Delta"]})
    return Plan(frames)


PLAN = plan_of_tables()
WEST, EAST = (
    scenario_text(PLAN.baseline, f"remove: {{zone: {zone}}}", name=name)
    for zone, name in (("E", "west"), ("W", "east"))
)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the plan as a file, in its store a scenario without E and one without W."""
    path = tmp_path_factory.mktemp("tables") / "p.gpkg"
    PLAN.save(path)
    keep(path, WEST)
    keep(path, EAST)
    return path


@pytest.fixture(scope="module")
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(PLAN, Scenario.parse(WEST), Scenario.parse(EAST))


def document(*arguments: object) -> dict[str, Any]:
    ran = run(*arguments, "--json")
    assert (ran.code, ran.errors) == (0, [])
    read: dict[str, Any] = json.loads(ran.out, parse_constant=pytest.fail)
    return read


# ........................................................... on the command line


def test_explain_has_the_region_its_zones_and_who_is_outside(plan: Path) -> None:
    found = document("explain", plan, "330000", "--radius-km", "5")
    assert list(found) == [
        *("plan", "scenario", "radii_km", "zones", "would", "outside", "region", "weight")
    ]
    assert [(zone["zone_id"], zone["sole_population"]) for zone in found["zones"]] == [
        ("E", 30),
        ("W", 10),
    ]
    assert (found["region"]["level"], found["region"]["covered_population"]) == ("province", 40)
    assert [row["share"] for row in found["would"]] == [0, 0.5, 0.9, 1]
    of_jobs = document("explain", plan, "330000", "--radius-km", "0", "--weight", "jobs")["would"]
    assert [row["needed_km"] > 0 for row in of_jobs] == [False, True, True, True]
    (outside,) = found["outside"]
    assert (outside["points"], outside["population"]) == (1, 5)
    west = document("explain", plan, "330102", "--scenario", "west", "--radius-km", "5")
    assert (west["scenario"], west["region"]["covered_population"]) == ("west", 0)


def test_a_table_is_printed_with_what_it_leaves_out(plan: Path) -> None:
    assert "Zones that cover it" in run("explain", plan, "330101", "--radius-km", "0").out
    found = document("table", "overlap", plan, "--weight", "jobs", "--radius-km", "5")
    assert list(found) == ["plan", "scenario", "radii_km", "overlap", "zones", "outside"]
    assert {row["weight"] for row in found["zones"]} == {"jobs"}
    for name, options, title in (
        ("underserved", ["--radius-km=1"], "Worst served"),
        ("inequality", ["--level=district"], "Inequality"),
    ):
        ran = run("table", name, plan, *options)
        assert (ran.code, ran.errors) == (0, [])
        assert title in ran.out
        assert "5 persons live outside every region (demand points: 1)" in ran.out
        assert max(map(len, ran.out.splitlines()[2:])) <= 115
    assert "live outside every region" in run("measure", plan).out
    assert "outside" not in document("measure", plan)


def test_consensus_has_how_much_land_is_of_how_many(plan: Path, client: TestClient) -> None:
    names = ("baseline", "west", "east")
    found = document("consensus", plan, *names)
    assert list(found) == ["scenarios", "counts", "ftzs", "pieces"]
    assert found["scenarios"] == [*names]
    three, two, one = found["counts"]
    assert [row["count"] for row in found["counts"]] == [3, 2, 1]
    assert (three["area_km2"], one["area_km2"]) == (0, 0)
    whole = sum(piece["area_km2"] for piece in found["pieces"])
    assert two["area_km2"] == pytest.approx(whole)
    pieces = [["baseline", "east"], ["baseline", "west"]]
    assert sorted(piece["scenarios"] for piece in found["pieces"]) == pieces
    assert {row["ftz_id"] for row in found["ftzs"]} == {"F"}
    ran = run("consensus", plan, "baseline", "west")
    assert (ran.code, ran.errors) == (0, [])
    assert "Land by number of scenarios" in ran.out
    query = "&".join(f"scenario={name}" for name in names)
    assert client.get(f"/api/consensus?{query}").json() == found
    for names, status in (("west", 422), ("west&scenario=west", 422), ("west&scenario=no", 404)):
        assert client.get(f"/api/consensus?scenario={names}").status_code == status


def test_a_malformed_question_is_one_line_and_exit_2(plan: Path) -> None:
    for arguments, line in (
        (["explain", plan, "999999"], "adcode '999999': no region of the plan"),
        (["explain", plan, "330101", "--scenario", "x"], "scenario x: no such file"),
        (["explain", plan, "330101", "--weight", "job"], "weight 'job': demand has no such column"),
        (["table", "overlap", plan, "--weight", "gdp"], "weight 'gdp': demand has no such column"),
        (["table", "overlop", plan], "table overlop: there is none; did you mean overlap?"),
        (["table", "overlap", plan, "--most", "5"], "table overlap: takes no --most; leave it out"),
        (["table", "performance", plan, "--radius-km", "5"], "table performance: takes no --rad"),
        (["table", "overlap", plan, "--radius-km=5", "--radius-km=9"], "radii_km: name one radius"),
        (["table", "underserved", plan, "--most", "0"], "most 0: must be a whole number from 1"),
        (
            ["lens", "own-radius", plan],
            "zonewright: lens own-radius was removed; a target of a zone",
        ),
        (["lens", "travel", plan], "zonewright: lens travel was removed; ask for people within"),
        (["lens", "margin", plan], "zonewright: lens margin was removed; ask for a table: zone"),
        (["consensus", plan, "west", "west"], "scenarios: one is named twice"),
    ):
        ran = run(*arguments)
        assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1)
        assert ran.errors[0].startswith(line)


# ........................................................... over HTTP


def test_explaining_over_http_gives_the_same_document(client: TestClient) -> None:
    coverage = CoverageMeter(PLAN, [5]).measure()
    expected = json.loads(json.dumps(explain_document(coverage, "330000", 5)))
    url = "/api/explain?adcode=330000"
    assert client.get(f"{url}&radius_km=5").json() == expected
    west = client.get(f"{url}&radius_km=5&scenario=west").json()
    assert [zone["zone_id"] for zone in west["zones"]] == ["W"]
    edited = client.post(url, json=WITHOUT_E).json()
    assert {part: edited[part] for part in ("zones", "would", "region")}.items() <= west.items()
    assert {row["zone_id"] for row in edited["would"][2:]} == {"W"}
    assert client.post(url, json=WITHOUT_E | {"radii_km": [5, 9]}).status_code == 422
    expected = json.loads(json.dumps(explain_document(coverage, "330000", 5, "jobs")))
    assert client.get(f"{url}&radius_km=5&weight=jobs").json() == expected
    assert client.post(f"{url}&weight=job", json=WITHOUT_E).status_code == 404


def test_a_table_of_edits_is_what_it_is_when_they_are_saved(client: TestClient) -> None:
    for name, options in (
        ("underserved", "level=province"),
        ("overlap", "weight=jobs"),
        ("margin", "by_km=2"),
        ("development", ""),
    ):
        url = f"/api/tables/{name}?{options}"
        edited = client.post(url, json=WITHOUT_E | {"draft": "mine"})
        west = client.get(f"{url}&radius_km=5&scenario=west").json()
        tables = west.keys() - {"scenario", "radii_km", "outside"}
        assert {table: edited.json()[table] for table in tables}.items() <= west.items()
    assert client.get("/api/tables/no").status_code == 404


def test_the_address_of_an_earlier_version_says_what_to_ask_instead(client: TestClient) -> None:
    for name, instead in (("weight", "/api/measure"), ("margin", "/api/tables/margin")):
        for answer in (
            client.get(f"/api/lenses/{name}?name=jobs"),
            client.post(f"/api/lenses/{name}", json=WITHOUT_E),
        ):
            assert answer.status_code == 404
            assert instead in answer.text


def test_what_a_zone_holds_stands_beside_what_it_held_before(client: TestClient) -> None:
    edits = [{"move": {"zone": "E", "dx_km": 1.2, "dy_km": 0}}]
    asked = {"zone": "E", "edits": edits, "radii_km": [2.5]}
    found = client.post("/api/within", json=asked).json()
    now, before = found["now"]["zone"], found["before"]["zone"]
    assert [row["radius_km"] for row in now["figures"]] == [0, 2.5, 25, 50, 100]
    at = [(row["population"], row["jobs"]) for row in now["figures"]]
    assert at[:2] == [(0, 0), (30, 6)]  # 13 is 2.2 km from E, 1.0 km once it has moved
    assert before["figures"][1]["population"] == 30
    assert now["land"][0]["area_km2"] == pytest.approx(now["area_km2"], rel=1e-3)
    assert found["now"]["ftz"]["zones"] == ["W", "E"]
    gone = client.post("/api/within", json={"zone": "E", "scenario": "west", "radii_km": [5]})
    assert gone.json()["now"] is None
    assert gone.json()["before"]["zone"]["zones"] == ["E"]


def test_the_reach_line_has_what_it_gains_and_loses(client: TestClient) -> None:
    same, west = (
        {name: shape(land) for name, land in answer.json().items()}
        for answer in (
            client.post("/api/reach", json={"radii_km": [5]} | more)
            for more in ({}, {"scenario": "west"})
        )
    )
    assert same["gained"].is_empty
    assert same["lost"].is_empty
    assert same["now"].geom_type in {"Polygon", "MultiPolygon"}
    assert west["gained"].is_empty
    both = west["lost"].area + west["now"].area
    assert both == pytest.approx(same["now"].area, rel=1e-3)
