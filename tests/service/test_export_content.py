"""The call `export`: what it writes, by the suffix, and what it refuses."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest

from geo import Expand, Remove, Scenario, scorecard
from geo.scenario.replay import record
from layers import Plan, example_plan
from layers.errors import ScenarioError, SourceError, UnknownError
from service import export

PLAN = example_plan()
WITHOUT = Scenario.of(PLAN, Remove(zone="B"), scenario="without-b")


def test_without_scenarios_the_baseline_is_written_and_a_scenario_may_be_a_file(
    tmp_path: Path,
) -> None:
    file = tmp_path / "without-b.yaml"
    file.write_text(WITHOUT.to_yaml(), encoding="utf-8")
    for name, scenarios, zones in (
        ("a", (), ["A", "B"]),
        ("b", WITHOUT, ["A"]),
        ("c", file, ["A"]),
    ):
        path = tmp_path / f"{name}.geojson"
        export(PLAN, path, scenarios)
        assert gpd.read_file(path)["zone_id"].tolist() == zones


def test_what_a_file_cannot_hold_is_refused(tmp_path: Path) -> None:
    plan = tmp_path / "plan.gpkg"
    PLAN.save(plan)
    other = Scenario.of(PLAN, Expand(zone="B", by_km=1), scenario="Without-B")
    for kind, name, scenarios, why in (
        (UnknownError, "zones.doc", (), "names no known format"),
        (UnknownError, "a.decision.html", (), "are on one scenario"),
        (SourceError, "plan.gpkg", (), "is the plan itself"),
        (SourceError, "two.geojson", [WITHOUT, Scenario.of(PLAN, scenario="x")], "holds one set"),
        (ScenarioError, "two.gpkg", [WITHOUT, other], "is called without-b too"),
    ):
        with pytest.raises(kind, match=why):
            export(Plan.open(plan), tmp_path / name, scenarios)


def test_an_outdated_record_of_a_scenario_is_a_warning(tmp_path: Path) -> None:
    recorded = record(PLAN, WITHOUT)
    outdated = replace(recorded, edits=(Remove(zone="A"),))
    with pytest.warns(UserWarning, match="record"):
        export(PLAN, tmp_path / "zones.geojson", outdated)


def test_a_geopackage_and_a_workbook_say_in_both_languages_what_a_scenario_serves(
    tmp_path: Path,
) -> None:
    radii = (5.0, 20.0)
    export(PLAN, path := tmp_path / "served.gpkg", WITHOUT, radii=radii)
    table = gpd.read_file(path, layer="scenario_without-b_scorecard")
    card = scorecard(PLAN, WITHOUT, radii_km=radii)
    assert table["indicator"].tolist() == card.table["indicator"].tolist()
    assert table["after"].tolist() == pytest.approx(card.table["without-b"].tolist(), nan_ok=True)
    assert set(table["radius_km"].dropna()) >= set(radii)
    first = table[table["verdict"] == "worse"].iloc[0]
    assert (first["purpose"], first["purpose_zh"]) == ("Strategic regions", "战略区域")
    assert first["verdict_zh"] == "变差"
    assert table["place"].notna().equals(table["of"].notna())
    with closing(sqlite3.connect(path)) as file:
        (titles,) = file.execute(
            "SELECT group_concat(name) FROM gpkg_data_columns WHERE table_name = ?",
            ("scenario_without-b_scorecard",),
        ).fetchone()
    assert "Verdict" in titles
    assert "scorecard" not in Plan.open(path).present
    export(PLAN, book := tmp_path / "served.xlsx", WITHOUT, radii=radii)
    sheet = openpyxl.load_workbook(book)["scorecard"]
    assert sheet.max_row == len(table) + 2
