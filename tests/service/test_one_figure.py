"""One figure is the same in reports, a decision, the page's answers, JSON, a workbook, QGIS."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import docx
import geopandas as gpd
import openpyxl
import pypdf
import pytest
import shapely
from command_line import keep, run, scenario_text
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan
from service.report.decision_file import read_decision
from service.report.figures import signed, without_decimals
from tests.conftest import CRS, regions_frame, square, zones_frame

PEOPLE = {120.005: 1_000_000.0, 120.28: 234_567.0, 121.2: 89.0}
EDIT = "move: {zone: W, dx_km: 10, dy_km: 0}"
AT = {"adcode": "330000", "level": "province", "radius_km": 25.0}


def plan_at(folder: Path) -> Path:
    """Return a plan: a zone, a district, and people inside, 26 km and 115 km east of the zone."""
    at = [shapely.Point(longitude, 30.005) for longitude in PEOPLE]
    people = {"demand_id": list("abc"), "population": [*PEOPLE.values()]}
    plan = Plan(
        {
            "zones": zones_frame(("W", "F", square(0))),
            "regions": regions_frame(("330101", square(-100, -100, 250))),
            "demand": gpd.GeoDataFrame(people, geometry=at, crs=CRS),
        }
    )
    plan.save(folder / "p.gpkg")
    keep(folder / "p.gpkg", scenario_text(plan.baseline, EDIT))
    return folder / "p.gpkg"


def of_rows(rows: list[dict[str, object]], **at: object) -> dict[str, object]:
    (row,) = (row for row in rows if all(row[name] == value for name, value in at.items()))
    return row


@pytest.mark.deep
def test_one_figure_is_the_same_anywhere(tmp_path: Path, make_app: Callable[..., FastAPI]) -> None:
    path = plan_at(tmp_path)
    measured = json.loads(run("measure", path, "--scenario", "north", "--json").out)
    people = of_rows(measured["regions"], **AT)["covered_population"]
    land = of_rows(measured["regions"], **AT)["covered_area_km2"]
    assert people == 1_234_567
    assert isinstance(land, float)

    compared = json.loads(run("compare", path, "north", "--json").out)
    row = of_rows(compared["regions"], **AT)
    assert (row["covered_population_after"], row["covered_area_km2_after"]) == (people, land)
    difference = row["covered_population_difference"]
    assert difference == 234_567

    for suffix in ("xlsx", "gpkg", "html", "pdf", "docx", "decision.html"):
        out = tmp_path / f"out.{suffix}"
        assert run("export", path, out, "--scenario", "north").code == 0
    _, heads, *cells = openpyxl.load_workbook(tmp_path / "out.xlsx")["coverage"].values
    sheet = of_rows(
        [dict(zip(heads, each, strict=True)) for each in cells],
        **AT,
    )
    assert sheet["covered_population"] == people
    assert sheet["covered_area_km2"] == pytest.approx(land, rel=1e-14)
    totals = openpyxl.load_workbook(tmp_path / "out.xlsx")["summary"].values
    within = [it for it in totals if it[0] == "People within 25 km"]
    assert [it[1:] for it in within] == [(people - difference, people, difference)]

    figures = read_decision(tmp_path / "out.decision.html").document().figures
    (kept,) = (it for it in figures if it.of == "330000" and it.figure == "covered_population"
               and it.radius_km == 25)  # fmt: skip
    assert (kept.before, kept.after) == (people - difference, people)

    layer = gpd.read_file(tmp_path / "out.gpkg", layer="scenario_north_coverage_province")
    (shown,) = layer[layer["adcode"] == "330000"].to_dict("records")
    assert shown["covered_population_25km"] == people
    assert shown["covered_share_25km"] * shown["area_km2"] == pytest.approx(land, rel=1e-12)

    opened = Plan.open(path)
    scenario = Scenario.parse(scenario_text(opened.baseline, EDIT))
    client = TestClient(make_app(opened, scenario))
    answer = client.post("/api/measure", json={"scenario": "north"}).json()
    row = of_rows(answer["regions"], **AT)
    assert (row["covered_population"], row["covered_area_km2"]) == (people, land)

    page = client.get("/exports/north.html").text
    document = docx.Document(str(tmp_path / "out.docx"))
    told = {
        "page": re.sub("<[^>]+>", " ", page),
        "html": re.sub("<[^>]+>", " ", (tmp_path / "out.html").read_text(encoding="utf-8")),
        "pdf": "\n".join(
            each.extract_text() for each in pypdf.PdfReader(tmp_path / "out.pdf").pages
        ),
        "docx": " ".join(
            cell.text for table in document.tables for one in table.rows for cell in one.cells
        ),
    }
    wanted = re.compile(rf"\b25\s+{without_decimals(people)}\s+{re.escape(signed(difference))}")
    for where, text in told.items():
        assert wanted.search(text), where
