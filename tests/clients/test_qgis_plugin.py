"""The plugin in real QGIS: every algorithm through Processing, on the layers of an open project."""

import json
import os
import shlex
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo import Scenario
from geo.edits import Add, Move
from tests.conftest import MadeOnce
from tests.service.command_line import run, saved_plan

pytestmark = pytest.mark.timeout(900)  # one QGIS does everything
ROOT = Path(__file__).parents[2]
ALGORITHMS = {"measure", "compare", "check", "importedits", "propose", "export"}
PLAN, EDITED = {"PLAN": {"layer": "zones"}}, {"EDITED": {"layer": "zones"}}
SHARES = ["0–20%", "20–40%", "40–60%", "60–80%", "80–100%"]


FILES = ("OUT", "LAYERS", "FIGURES", "BASELINE")
"""Parameters that name a file, here one of the folder of their job."""


def asked(algorithm: str, parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"run": algorithm, "parameters": parameters, **more}


IN_LAYERS = {"REGIONS": "memory:", "ZONES": "memory:", "FIGURES": "figures.json"}
CHECK = asked("check", PLAN | {"VIOLATIONS": "memory:"})
MOVED = {"OUT": "moved.yaml", "LAYERS": "moved.gpkg"}
THEN_MEASURED = asked("measure", PLAN | {"RADII_KM": "1", "ZONES": "memory:"})
PROPOSAL = {"FTZS": "F", "OBJECTIVE": "population@0", "BUDGET_KM2": 2, "TIME_LIMIT_S": 20}
BETTER = {"OUT": "better.yaml", "LAYERS": "better.gpkg"}
NEW_ZONES = {"PROVINCES": "330000", "NEW": 1, "FTZS": ""}
NEW_ZONES |= {"OBJECTIVE": "population@1", "BUDGET_KM2": 1, "TIME_LIMIT_S": 20}
JOBS = {
    "measured": [
        asked("measure", PLAN | IN_LAYERS | {"SCENARIO": "north", "RADII_KM": "1; 5"}),
        CHECK,
    ],
    "compared": [
        asked("compare", PLAN | {"SCENARIO": "north", "LAYERS": "north.gpkg"}),
        asked("export", PLAN | {"SCENARIO": "north", "OUT": "zones 片区.csv"}),
    ],
    "unsaved": [asked("importedits", EDITED | MOVED, edit="unsaved"), THEN_MEASURED],
    "saved": [
        asked("importedits", EDITED | MOVED | {"BASELINE": "before/p.gpkg"}, edit="saved"),
        THEN_MEASURED,
    ],
    "proposed": [
        asked("propose", PLAN | PROPOSAL | {"ANSWERS": 2, "DIFFER_KM2": 0.5} | BETTER),
        asked("propose", PLAN | NEW_ZONES | {"OUT": "new.yaml", "LAYERS": "new.gpkg"}),
    ],
    "refused": [
        asked(
            "propose", PLAN | PROPOSAL | {"BUDGET_KM2": None, "OUT": "a.yaml", "LAYERS": "a.gpkg"}
        ),
        asked("measure", PLAN | {"SCENARIO": "none"}),
        asked("measure", PLAN | {"RADII_KM": "far"}),
    ],
    "missing": [CHECK],
    "cancelled": [asked("measure", PLAN | {"RADII_KM": "1"}, cancel=True)],
}
IN_CHINESE = {"chinese": [asked("measure", PLAN | {"RADII_KM": "5", "REGIONS": "memory:"}), CHECK]}


@pytest.fixture(scope="session")
def done(
    run_qgis: Callable[..., list[Any]], loaded_command: list[str], made_once: MadeOnce
) -> Path:
    """Have all jobs done over a small plan of the zones W and E, by one QGIS for each language.

    Each job has a folder of its own; a command runs in a process that was there, but the one that
    is cancelled. A proposal tries few shapes.
    """

    def make(folder: Path) -> None:
        assert run("qgis", "plugin", "-o", folder / "zonewright.zip").code == 0
        with zipfile.ZipFile(folder / "zonewright.zip") as packed:
            packed.extractall(folder / "plugins")  # as QGIS does
        own = [sys.executable, "-c", "from service.cli import main; main()"]
        for name, words in {"loaded": loaded_command, "own": own}.items():
            program = folder / name
            program.write_text(
                f"#!/bin/sh\necho $$ > '{folder}/pid of {name}'\n"
                f'case " $* " in *" propose "*) set -- "$@" --tries 300;; esac\n'
                f"PYTHONPATH='{ROOT}' exec {shlex.join(words)} \"$@\"\n"
            )
            program.chmod(0o755)
        (folder / "no program").touch()
        commands = {"cancelled": "own", "missing": "no program"}
        for language, runs in {"en_US": JOBS, "zh_CN": IN_CHINESE}.items():
            jobs = []
            for name, listed in runs.items():
                (folder / name / "before").mkdir(parents=True)
                saved_plan(folder / name / "before")
                wanted = {
                    "plugins": str(folder / "plugins"),
                    "command": str(folder / commands.get(name, "loaded")),
                    "runs": [placed(one, folder / name) for one in listed],
                }
                (folder / name / "seen.json").write_text(json.dumps(wanted), encoding="utf-8")
                jobs.append(("qgis_plugin", saved_plan(folder / name), folder / name / "seen"))
            run_qgis(*jobs, language=language)

    return made_once("plugin", make)


def placed(one: dict[str, Any], folder: Path) -> dict[str, Any]:
    files = {
        name: str(folder / one["parameters"][name]) for name in FILES if name in one["parameters"]
    }
    return one | {"parameters": one["parameters"] | files}


@pytest.fixture
def seen(done: Path) -> Callable[[str], Any]:
    return lambda name: json.loads((done / name / "seen.json").read_text(encoding="utf-8"))


def test_names_and_help_are_in_the_language_of_qgis(seen: Callable[[str], Any]) -> None:
    for job, measure in {"measured": "Measure coverage", "chinese": "测算覆盖"}.items():
        told = seen(job)
        assert set(told["algorithms"]) == ALGORITHMS
        assert told["algorithms"]["measure"] == measure
        assert all(told["help"].values())
        assert all(all(names.values()) for names in told["parameters"].values())
        assert told["left"] is False


def test_measures_and_broken_rules_are_layers(done: Path, seen: Callable[[str], Any]) -> None:
    measure, check = seen("measured")["runs"]
    assert measure["steps"][0] == "Measuring"
    document = json.loads((done / "measured" / "figures.json").read_text(encoding="utf-8"))
    told = json.loads(
        run("measure", done / "measured" / "p.gpkg", "--scenario", "north", "--radius-km", "1",
            "--radius-km", "5", "--json").out
    )  # fmt: skip
    here = told["plan"].pop("path")  # the folder was given its name after all was done in it
    assert document["plan"].pop("path").endswith("/measured/p.gpkg")
    assert here.endswith("/measured/p.gpkg")
    assert document == told
    regions, zones = measure["layers"]["REGIONS"], measure["layers"]["ZONES"]
    assert (regions["features"], regions["crs"]) == (3, "EPSG:4490")
    assert regions["renderer"] == "graduatedSymbol"
    assert regions["classes"] == ["no data", "not reached", *SHARES]
    assert regions["name"] == "Share of people within 5 km"
    assert regions["aliases"]["share_1"] == "Share within 1 km (0–1)"
    seen_people = {row["adcode"]: row["people_1"] for row in regions["rows"]}
    for row in told["regions"]:
        if row["radius_km"] == 1 and row["adcode"] in ("330101", "330102"):
            assert seen_people[row["adcode"]] == pytest.approx(row["covered_population"])
    assert {"share_1", "share_5", "km2_5"} <= set(regions["fields"])
    assert (zones["features"], zones["renderer"]) == (2, "categorizedSymbol")
    assert zones["classes"] == ["schematic boundary", "boundary"]
    for layer in (regions, zones, check["layers"]["VIOLATIONS"]):
        assert all(layer["aliases"].values())
    by_id = {row["zone_id"]: row for row in told["zones"]}
    assert zones["rows"][0]["area_km2"] == by_id[zones["rows"][0]["zone_id"]]["area_km2"]
    assert (zones["labels"], zones["name"]) == (True, "Zones with figures")
    broken = check["layers"]["VIOLATIONS"]
    assert (broken["renderer"], broken["classes"]) == (
        "categorizedSymbol",
        ["Hard rule", "Soft rule"],
    )
    assert broken["name"] == "Broken rules"
    assert check["results"]["HARD"] == "0"


def test_legends_are_in_the_language_of_qgis(seen: Callable[[str], Any]) -> None:
    measure, check = seen("chinese")["runs"]
    regions = measure["layers"]["REGIONS"]
    assert regions["classes"] == ["无数据", "未覆盖", *SHARES]
    assert regions["name"] == "5 公里内人口占比"
    assert regions["aliases"]["adcode"] == "区域代码"
    assert check["layers"]["VIOLATIONS"]["aliases"]["message"] == "说明"
    assert check["layers"]["VIOLATIONS"]["classes"] == ["强制规则", "提示规则"]


def test_scenarios_are_compared_and_exported(done: Path, seen: Callable[[str], Any]) -> None:
    compare, export = seen("compared")["runs"]
    assert compare["results"]["CHANGED"] == "1"
    changes = compare["layers"]["north: land gained and lost"]
    assert (changes["features"], changes["renderer"]) == (2, "categorizedSymbol")
    assert "north: zones" in compare["layers"]
    assert any(line.startswith("W: ") for line in compare["told"])
    assert "error" not in export
    assert (done / "compared" / "zones 片区.csv").exists()


@pytest.mark.parametrize("kept", ["unsaved", "saved"])
def test_edits_become_a_scenario(done: Path, seen: Callable[[str], Any], kept: str) -> None:
    edits, measure = seen(kept)["runs"]
    assert edits["edited"][1] is True
    assert edits["results"]["EDITS"] == "1"
    assert f"{edits['edited'][0]} · moved" in edits["told"]
    (move,) = Scenario.load(done / kept / "moved.yaml").edits
    assert isinstance(move, Move)
    assert move.zone == edits["edited"][0]
    assert edits["layers"]["moved: land gained and lost"]["features"] == 2
    # the plan is measured as it was saved, although QGIS still has it open for editing
    assert measure["layers"]["ZONES"]["features"] == 2


def test_a_proposal_is_a_scenario_with_its_land(done: Path, seen: Callable[[str], Any]) -> None:
    found, new = seen("proposed")["runs"]
    assert float(found["results"]["GAIN"]) == 30  # the people at column 13
    assert Scenario.load(done / "proposed" / "better.yaml").edits
    assert found["layers"]["better: land gained and lost"]["features"] >= 1
    (added,) = Scenario.load(done / "proposed" / "new.yaml").edits
    assert isinstance(added, Add)
    assert new["layers"]["new: zones"]["features"] == 3
    answers = [line for line in found["told"] if line.startswith("Answer ")]
    assert len([*done.glob("proposed/better*.yaml")]) == max(len(answers), 1)


def test_a_dialog_offers_what_the_plan_has(seen: Callable[[str], Any]) -> None:
    choices = seen("measured")["choices"]
    assert [text for text, _ in choices["group"]] == ["F"]
    assert [text for text, _ in choices["scenario"]] == ["north"]
    assert "population@50" in dict(choices["objective"])
    assert choices["level"] == []  # a plan without words of its own


def test_cancelling_ends_the_process(done: Path, seen: Callable[[str], Any]) -> None:
    (cancelled,) = seen("cancelled")["runs"]
    assert cancelled["error"] == "Cancelled"
    assert cancelled["results"] == {}
    with pytest.raises(ProcessLookupError):
        os.kill(int((done / "pid of own").read_text()), 0)


def test_what_is_refused_is_told_in_the_words_of_the_command(seen: Callable[[str], Any]) -> None:
    budget, unknown, radii = seen("refused")["runs"]
    assert "“Land to add for each group”" in budget["error"]  # not --budget-km2
    assert "--" not in budget["error"]
    assert "none" in unknown["error"]
    assert "25, 50, 100" in radii["error"]
    (missing,) = seen("missing")["runs"]
    assert "pip install zonewright" in missing["error"]
