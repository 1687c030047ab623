"""By road: commands and service say by which way; what is by the line alone refuses it."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from command_line import run, saved_plan
from fastapi import FastAPI
from starlette.testclient import TestClient

from layers import Plan
from service.report.decision_file import read_decision
from tests.conftest import CRS, point


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small plan with a street of its own, made of a file of lines: it is only read."""
    saved = saved_plan(tmp_path_factory.mktemp("by-road"))
    streets = [
        shapely.LineString([point(-20), point(20)]),
        shapely.LineString([point(5, 0), point(5, 1)]),
    ]
    columns = {"fclass": ["primary", "track"], "oneway": ["B", "B"]}
    roads = gpd.GeoDataFrame(columns, geometry=streets, crs=CRS)
    roads.to_file(file := saved.with_name("roads.geojson"))
    ran = run("update", saved, "--network", file, "--map-column", "network.kind=fclass")
    assert ran.code == 0, ran.errors
    assert "into 4 edges" in " ".join(ran.out.split())
    assert "connected parts: 1" in " ".join(ran.out.split())
    return saved


def test_a_plan_keeps_its_network_and_is_measured_by_it(plan: Path) -> None:
    network = Plan.open(plan).frame("network")
    assert sorted(network["kind"]) == ["primary", "primary", "track", "track"]
    document = json.loads(run("measure", plan, "--by", "road", "--json").out)
    assert (document["by"], document["network"]) == ("road", "plan")
    assert {row["covered_area_km2"] for row in document["totals"]} == {None}
    printed = " ".join(run("measure", plan, "--by", "road").out.split())
    assert "Distances by road, along 4 edges" in printed
    assert "by" not in json.loads(run("measure", plan, "--json").out)


@pytest.fixture
def timed(plan: Path, tmp_path: Path) -> Path:
    """Return the plan with minutes on its streets."""
    roads = gpd.read_file(plan.with_name("roads.geojson")).assign(drive=[30.0, 2.0])
    roads.to_file(tmp_path / "roads.shp")
    copy = Path(shutil.copy(plan, tmp_path))
    mapped = ("--map-column", "network.minutes=drive")
    assert run("update", copy, "--network", tmp_path / "roads.shp", *mapped).code == 0
    return copy


def wider(plan: Path, *targets: dict[str, Any]) -> Path:
    path = plan.with_name("wider.yaml")
    edits = [{"expand": {"zone": "W", "by_km": 0.2}}]
    about = {"scenario": "wider", "title": "Wider", "baseline": Plan.open(plan).baseline}
    path.write_text(json.dumps(about | {"edits": edits, "targets": targets}))
    return path


def test_the_demand_in_parts_is_by_the_straight_line_alone_and_says_so(plan: Path) -> None:
    ran = run("measure", plan, "--demand-parts", plan, "--by", "road")
    assert (ran.code, len(ran.errors)) == (2, 1)
    assert "straight line" in ran.errors[0]


def test_a_table_is_by_road_and_says_so_or_refuses(plan: Path) -> None:
    asked = ("--radius-km", 5, "--by", "road")
    assert "Distances by road" in run("table", "underserved", plan, *asked).out
    document = json.loads(run("table", "overlap", plan, *asked, "--json").out)
    assert document["by"] == "road"
    explained = json.loads(run("explain", plan, "330102", *asked, "--json").out)
    (zone,) = explained["zones"]
    assert zone["covered_population"] == explained["region"]["covered_population"] > 0
    assert zone["distance_km"] == explained["region"]["nearest_km"]
    assert zone["covered_area_km2"] is None
    assert {row["zone_id"] for row in explained["would"]} == {None}  # it is covered whole
    refused = run("table", "margin", plan, "--by", "road")
    assert "straight line" in refused.errors[0]


def test_a_sweep_without_spreads_is_the_measure_by_road(plan: Path, tmp_path: Path) -> None:
    ran = run(
        *("sweep", plan, "-o", tmp_path / "x", "--scenario", "baseline", "--runs", 1),
        *("--by", "road", "--radius-km", 5, "--workers", 1, "--json"),
    )
    document = json.loads(ran.out)
    assert document["by"] == "road"
    measured = json.loads(run("measure", plan, "--by", "road", "--radius-km", 5, "--json").out)
    means = {row["total"]: row["mean"] for row in document["summary"]}
    assert means["covered_population"] == measured["totals"][0]["covered_population"]
    clusters = [row["covered_clusters"] for row in measured["sectors"] if row["radius_km"] == 5]
    assert means["covered_clusters"] == sum(clusters)


def test_a_workbook_is_by_road_and_says_so(plan: Path, tmp_path: Path) -> None:
    assert run("export", plan, tmp_path / "x.xlsx", "--by", "road").code == 0
    assert set(pd.read_excel(tmp_path / "x.xlsx", sheet_name="totals", header=1)["by"]) == {"road"}
    provenance = pd.read_excel(tmp_path / "x.xlsx", sheet_name="provenance", header=None)
    assert ["by", "road"] in provenance.to_numpy().tolist()


def test_a_decision_in_minutes_measures_itself_again_from_the_file_alone(
    timed: Path, tmp_path: Path
) -> None:
    out = tmp_path / "wider.html"
    asked = ("decision", timed, wider(timed), "-o", out)
    assert run(*asked, "--by", "road", "--radius-min", 3, "--radius-min", 12).code == 0
    text = out.read_text(encoding="utf-8")
    assert "within 3 min by road" in text.lower()
    document = read_decision(out).document()
    assert (document.by, document.radii_km, document.radii_min) == ("road_min", None, [3, 12])
    people = [it.after for it in document.figures if it.figure == "covered_population"]
    assert max(filter(None, people)) > 0
    for again in (("verify", out), ("verify", out, timed)):
        answer = json.loads(run(*again, "--json").out)
        assert answer["equal"] is True
        assert {row["verdict"] for row in answer["figures"]} == {"equal"}
        totals = [row for row in answer["figures"] if row["table"] == "totals"]
        assert {row["radius_min"] for row in totals} == {0, 3, 12}
        assert "radius_km" not in totals[0]
    assert "Figures" in run("verify", out).out
    out.write_text(text.replace("min by road", "min by rail", 1), encoding="utf-8")
    assert run("verify", out).code == 1
    aimed = {"measure": "covered_population", "by": "road", "at_least": 1}
    others = {"radius_min": 3}, {"radius_km": 3}, {"radius_km": 3, "by": "line"}
    wider(timed, *(aimed | other for other in others))
    assert run(*asked, "--by", "road_min").code == 0
    answer = json.loads(run("verify", out, "--json").out)
    verdicts = {it["of"]: it["verdict"] for it in answer["figures"] if it["table"] == "targets"}
    assert [*verdicts.values()] == ["equal"] * len(others)
    mixed = ("--by", "road_min", "--radius-km", 3)
    for wrong in (("--radius-min", 3), ("--by", "rail_min"), mixed):
        assert run(*asked, *wrong).code == 2


def test_layers_for_qgis_are_by_road_and_say_so(plan: Path, tmp_path: Path) -> None:
    ran = run("export", plan, tmp_path / "x.gpkg", "--by", "road")
    assert ran.code == 0, ran.errors
    regions = gpd.read_file(tmp_path / "x.gpkg", layer="regions")
    covered = [name for name in regions if name.startswith("covered_")]
    assert covered[:2] == [
        "covered_population_25km_by_road",
        "covered_population_share_25km_by_road",
    ]
    assert not any("covered_share" in name for name in covered)
    with closing(sqlite3.connect(tmp_path / "x.gpkg")) as file:
        titles = [title for (title,) in file.execute("SELECT title FROM gpkg_data_columns")]
    assert any("within 50 km by road" in str(title) for title in titles)


def test_minutes_are_a_unit_of_their_own_in_every_answer(
    timed: Path, tmp_path: Path, make_app: Callable[..., FastAPI]
) -> None:
    plan = timed
    asked = ("--by", "road", "--radius-min", 3)
    document = json.loads(run("measure", plan, *asked, "--json").out)
    assert (document["by"], document["radii_min"]) == ("road_min", [3])
    assert {row["radius_min"] for row in document["regions"]} == {3}
    assert "radius_km" not in json.dumps(document)
    printed = " ".join(run("measure", plan, *asked).out.split())
    assert "Minutes by road, along 4 edges" in printed
    assert "Mean, min" in printed
    for command in (("compare", plan, "baseline"), ("table", "underserved", plan)):
        assert run(*command, *asked).code == 0
    explained = " ".join(run("explain", plan, "330102", *asked).out.split())
    assert "within 3 min by road" in explained
    assert all(words in explained for words in ("Group min", "at, min", "by, min", "E F 1.5"))
    for wrong in (("--radius-min", 3), (*asked, "--radius-km", 3), ("--by", "rail", *asked[2:])):
        ran = run("measure", plan, *wrong)
        assert (ran.code, len(ran.errors)) == (2, 1)
    book = tmp_path / "x.xlsx"
    assert run("export", plan, book, "--by", "road_min").code == 0
    assert "Radius (min)" in pd.read_excel(book, sheet_name="totals")
    report = tmp_path / "x.html"
    assert run("export", plan, report, "--by", "road_min").code == 0
    assert "Within 60 min by road of a zone" in report.read_text(encoding="utf-8")
    assert run("--lang", "zh", "export", plan, tmp_path / "zh.html", "--by", "road_min").code == 0
    assert "沿公路 60 分钟内" in (tmp_path / "zh.html").read_text(encoding="utf-8")
    client = TestClient(make_app(Plan.open(plan)))
    assert "road_min" in client.get("/api/plan").json()["ways"]
    body = {"by": "road", "radii_min": [3]}
    totals = client.post("/api/measure?tables=totals", json=body).json()["totals"]
    assert totals == document["totals"]
    answered = client.post("/api/explain?adcode=330102", json=body).json()
    assert "distance_min" in answered["zones"][0]
    place = point(5, 1).coords[0]
    assert client.post("/api/way", json=body | {"place": place}).json()["way_min"] > 0
    assert client.get("/api/tables/overlap?by=road&radius_min=3").status_code == 200
    mixed = client.post("/api/measure", json=body | {"radii_km": [3]})
    assert (mixed.status_code, "in km and in minutes" in mixed.text) == (422, True)


def test_the_service_measures_a_draft_by_road(plan: Path, make_app: Callable[..., FastAPI]) -> None:
    client = TestClient(make_app(Plan.open(plan)))
    edits = [{"expand": {"zone": "W", "by_km": 0.2}}]
    for question in (
        {},
        {"edits": edits, "edited": {"zone": "W"}},
        {"edits": edits, "aim": "ftz:F"},
    ):
        answer = client.post("/api/measure", json={"by": "road", "radii_km": [5]} | question)
        assert answer.status_code == 200, answer.text
        assert answer.json()["by"] == "road"
        assert answer.json()["totals"][0]["covered_area_km2"] is None
    compared = client.get("/api/compare?a=baseline&by=road&b_by=line").json()
    assert len(compared["over_counted"]) == 3
    refused = client.post("/api/reach", json={"by": "road"})
    assert (refused.status_code, "straight line" in refused.text) == (422, True)


def test_the_service_shows_ways_and_points(plan: Path, make_app: Callable[..., FastAPI]) -> None:
    client = TestClient(make_app(Plan.open(plan)))

    def asked(path: str, **question: object) -> Any:
        answer = client.post(path, json={"by": "road", "radii_km": [5]} | question)
        assert answer.status_code == 200, answer.text
        return answer.json()

    assert client.get("/api/plan").json()["ways"][:2] == ["line", "road"]
    lon, lat = point(5, 1).coords[0]
    way = asked("/api/way", place=[lon, lat])
    assert way["zone_id"] in {"W", "E"}
    assert way["way_km"] > way["line_km"] > 0
    assert way["geometry"]["coordinates"][-1] == [lon, lat]
    gone = asked("/api/way", place=[lon, lat], edits=[{"remove": {"zone": way["zone_id"]}}])
    assert gone["way_km"] > way["way_km"]
    for target in ({"adcode": "330101"}, {"cluster": "C"}):
        assert asked("/api/way", **target)["way_km"] is not None
    for wrong in ({}, {"adcode": "330101", "cluster": "C"}, {"cluster": "?"}):
        assert client.post("/api/way", json={"by": "road"} | wrong).status_code in {404, 422}
    assert client.post("/api/way", json={"place": [lon, lat]}).status_code == 422
    points = asked("/api/reached?b_by=line")
    people = asked("/api/measure?tables=totals")["totals"][0]
    assert sum(row[2] for row in points if row[3] > 0) == people["covered_population"]
    assert len(points) == len(client.get("/api/layers/demand").json())
    assert {row["zone_id"] for row in asked("/api/clusters")["clusters"]} <= {"W", "E"}
