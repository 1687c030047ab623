"""The plugin in real QGIS: every algorithm through Processing, on the layers of an open project."""

import json
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo import Scenario
from geo.edits import Move
from tests.service.command_line import run, saved_plan

ROOT = Path(__file__).parents[2]
ALGORITHMS = {"measure", "compare", "check", "importedits", "propose", "export"}
PLAN, EDITED = {"PLAN": {"layer": "zones"}}, {"EDITED": {"layer": "zones"}}
SHARES = ["0% – 20%", "20% – 40%", "40% – 60%", "60% – 80%", "80% – 100%"]
Run = Callable[..., list[Any]]


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder into which the zip was unpacked, as QGIS does."""
    folder = tmp_path_factory.mktemp("plugins")
    assert run("qgis", "plugin", "-o", folder / "zonewright.zip").code == 0
    with zipfile.ZipFile(folder / "zonewright.zip") as packed:
        packed.extractall(folder)
    return folder


@pytest.fixture
def ask(plugins: Path, run_qgis: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Return what runs algorithms in QGIS over a small plan of the zones W and E."""
    program = tmp_path / "zonewright"
    program.write_text(
        f"#!/bin/sh\necho $$ > '{tmp_path}/pid'\n"
        f"PYTHONPATH='{ROOT}' exec '{sys.executable}' -c "
        "'from service.cli import main; main()' \"$@\"\n"
    )
    program.chmod(0o755)
    saved_plan(tmp_path)

    def asked(*runs: dict[str, Any], locale: str = "en_US", command: Path = program) -> Any:
        wanted = {"plugins": str(plugins), "command": str(command), "locale": locale, "runs": runs}
        (tmp_path / "seen.json").write_text(json.dumps(wanted), encoding="utf-8")
        return run_qgis("qgis_plugin.py", tmp_path / "p.gpkg", tmp_path / "seen")

    return asked


@pytest.mark.parametrize(
    ("locale", "measure"), [("en_US", "Measure coverage"), ("zh_CN", "测算覆盖")]
)
def test_names_and_help_are_in_the_language_of_qgis(
    ask: Callable[..., Any], locale: str, measure: str
) -> None:
    seen = ask(locale=locale)
    assert set(seen["algorithms"]) == ALGORITHMS
    assert seen["algorithms"]["measure"] == measure
    assert all(seen["help"].values())
    assert all(all(names.values()) for names in seen["parameters"].values())
    assert seen["left"] is False


def test_measures_and_broken_rules_are_styled_layers(
    ask: Callable[..., Any], tmp_path: Path
) -> None:
    figures = tmp_path / "figures.json"
    layers = {"REGIONS": "memory:", "ZONES": "memory:", "FIGURES": str(figures)}
    measure, check = ask(
        {"run": "measure", "parameters": PLAN | layers | {"SCENARIO": "north", "RADII_KM": "1; 5"}},
        {"run": "check", "parameters": PLAN | {"VIOLATIONS": "memory:"}},
    )["runs"]
    assert measure["steps"][0] == "Measuring"
    document = json.loads(figures.read_text(encoding="utf-8"))
    told = json.loads(
        run("measure", tmp_path / "p.gpkg", "--scenario", "north", "--radius-km", "1",
            "--radius-km", "5", "--json").out
    )  # fmt: skip
    assert document == told
    regions, zones = measure["layers"]["REGIONS"], measure["layers"]["ZONES"]
    assert (regions["features"], regions["crs"]) == (3, "EPSG:4490")
    assert regions["renderer"] == "graduatedSymbol"
    assert regions["classes"] == ["no data", "none", *SHARES]
    assert regions["name"] == "Share of people within 5 km"
    assert regions["aliases"]["share_1"] == "Share within 1 km (0–1)"
    first = next(row for row in told["regions"] if row["adcode"] == regions["first"]["adcode"])
    assert regions["first"]["people_1"] == pytest.approx(first["covered_population"])
    assert {"share_1", "share_5", "km2_5"} <= set(regions["fields"])
    assert (zones["features"], zones["renderer"]) == (2, "categorizedSymbol")
    assert zones["classes"] == ["schematic boundary", "boundary"]
    for layer in (regions, zones, check["layers"]["VIOLATIONS"]):
        assert all(layer["aliases"].values())
    by_id = {row["zone_id"]: row for row in told["zones"]}
    assert zones["first"]["area_km2"] == by_id[zones["first"]["zone_id"]]["area_km2"]
    assert (zones["labels"], zones["name"]) == (True, "Zones with figures")
    broken = check["layers"]["VIOLATIONS"]
    assert (broken["renderer"], broken["classes"]) == (
        "categorizedSymbol",
        ["Hard rule", "Soft rule"],
    )
    assert broken["name"] == "Broken rules"
    assert check["results"]["HARD"] == "0"


def test_legends_are_in_the_language_of_qgis(ask: Callable[..., Any]) -> None:
    measure, check = ask(
        {"run": "measure", "parameters": PLAN | {"RADII_KM": "5", "REGIONS": "memory:"}},
        {"run": "check", "parameters": PLAN | {"VIOLATIONS": "memory:"}},
        locale="zh_CN",
    )["runs"]
    regions = measure["layers"]["REGIONS"]
    assert regions["classes"] == ["无数据", "无", *SHARES]
    assert regions["name"] == "5 公里内人口占比"
    assert regions["aliases"]["adcode"] == "区域代码"
    assert check["layers"]["VIOLATIONS"]["aliases"]["message"] == "说明"
    assert check["layers"]["VIOLATIONS"]["classes"] == ["强制规则", "提示规则"]


def test_scenarios_are_compared_and_exported_with_their_looks(
    ask: Callable[..., Any], tmp_path: Path
) -> None:
    out, table = tmp_path / "north.gpkg", tmp_path / "zones 片区.csv"
    compare, export = ask(
        {"run": "compare", "parameters": PLAN | {"SCENARIO": "north", "LAYERS": str(out)}},
        {"run": "export", "parameters": PLAN | {"SCENARIO": "north", "OUT": str(table)}},
    )["runs"]
    assert compare["results"]["CHANGED"] == "1"
    changes = compare["layers"]["north: land gained and lost"]
    assert (changes["features"], changes["renderer"]) == (2, "categorizedSymbol")
    assert "north: zones" in compare["layers"]
    assert any(line.startswith("W: ") for line in compare["told"])
    assert "error" not in export
    assert table.exists()


@pytest.mark.parametrize("kept", ["unsaved", "saved"])
def test_what_is_edited_in_an_open_layer_becomes_a_scenario(
    ask: Callable[..., Any], tmp_path: Path, kept: str
) -> None:
    out, before = tmp_path / "moved.yaml", tmp_path / "before"
    before.mkdir()
    baseline = {"BASELINE": str(saved_plan(before))} if kept == "saved" else {}
    files = {"OUT": str(out), "LAYERS": str(tmp_path / "moved.gpkg")}
    edits, measure = ask(
        {"run": "importedits", "edit": kept, "parameters": EDITED | baseline | files},
        {"run": "measure", "parameters": PLAN | {"RADII_KM": "1", "ZONES": "memory:"}},
    )["runs"]
    assert edits["edited"][1] is True
    assert edits["results"]["EDITS"] == "1"
    assert f"{edits['edited'][0]} · moved" in edits["told"]
    (move,) = Scenario.load(out).edits
    assert isinstance(move, Move)
    assert move.zone == edits["edited"][0]
    assert edits["layers"]["moved: land gained and lost"]["features"] == 2
    # the plan is measured as it was saved, although QGIS still has it open for editing
    assert measure["layers"]["ZONES"]["features"] == 2


def test_a_proposal_is_a_scenario_with_its_land(ask: Callable[..., Any], tmp_path: Path) -> None:
    out = tmp_path / "better.yaml"
    wanted = {"FTZS": "F", "OBJECTIVE": "population@0", "BUDGET_KM2": 2, "TIME_LIMIT_S": 20}
    files = {"OUT": str(out), "LAYERS": str(tmp_path / "better.gpkg")}
    (found,) = ask({"run": "propose", "parameters": PLAN | wanted | files})["runs"]
    assert float(found["results"]["GAIN"]) == 30  # the people at column 13
    assert Scenario.load(out).edits
    assert found["layers"]["better: land gained and lost"]["features"] >= 1


def test_cancelling_ends_the_process(ask: Callable[..., Any], tmp_path: Path) -> None:
    stopped = {"run": "measure", "cancel": True, "parameters": PLAN | {"RADII_KM": "1"}}
    (seen,) = ask(stopped)["runs"]
    assert seen["error"] == "Cancelled"
    assert seen["results"] == {}
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_what_is_refused_is_told_in_the_words_of_the_command(
    ask: Callable[..., Any], tmp_path: Path
) -> None:
    unknown, radii = ask(
        {"run": "measure", "parameters": PLAN | {"SCENARIO": "none"}},
        {"run": "measure", "parameters": PLAN | {"RADII_KM": "far"}},
    )["runs"]
    assert "none" in unknown["error"]
    assert "25, 50, 100" in radii["error"]
    (tmp_path / "no program").touch()
    (missing,) = ask(
        {"run": "check", "parameters": PLAN | {"VIOLATIONS": "memory:"}},
        command=tmp_path / "no program",
    )["runs"]
    assert "pip install zonewright" in missing["error"]
