"""Commands speak the words of the plan that they open, and take its levels."""

import json
import re
from pathlib import Path

import pytest
from command_line import run

from tests.own_words import CHINESE_NOTIONS, own_words_plan

COMMANDS = (
    ("measure",),
    ("measure", "--level", "county"),
    ("check",),
    ("explain", "20003"),
    ("lens", "own-radius"),
)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hubs") / "hubs.gpkg"
    own_words_plan().save(path)
    return path


def told(plan: Path, command: tuple[str, ...], language: str) -> str:
    name, *rest = command
    asked = (name, rest[0], plan, *rest[1:]) if name == "lens" else (name, plan, *rest)
    ran = run("--lang", language, *asked)
    assert (ran.code, ran.errors) == (0, [])
    return ran.out


def test_no_table_says_a_word_of_china(plan: Path) -> None:
    for command in COMMANDS:
        for language in ("en", "zh"):
            out = told(plan, command, language)
            assert [notion for notion in CHINESE_NOTIONS if notion in out] == []


def test_tables_are_in_the_words_of_the_plan(plan: Path) -> None:
    english, chinese = (told(plan, ("measure",), language) for language in ("en", "zh"))
    for words in ("Plan Logistics hubs, EPSG:4326", "Programmes", "Coverage by state", "GEOID"):
        assert words in english
    for words in ("规划 物流枢纽", "项目", "各州的覆盖", "县界截至 2023 年。"):
        assert words in chinese
    assert "Counties as of 2023." in english
    assert "schematic" not in english


def test_what_the_plan_has_not_has_no_table_and_no_none(plan: Path) -> None:
    out = told(plan, ("measure",), "en")
    for absent in ("sector", "Trade", "ersons", "population", ": none"):
        assert absent not in out.replace("Rules broken: none", "").replace("Broken rules: none", "")


def test_levels_are_the_plans_own(plan: Path) -> None:
    document = json.loads(run("measure", plan, "--level", "county", "--json").out)
    assert {row["level"] for row in document["regions"]} == {"county"}
    document = json.loads(run("measure", plan, "--json").out)
    assert {row["level"] for row in document["regions"]} == {"county", "state"}
    assert [zone["ftz_id"] for zone in document["zones"]] == ["P", "P", None]
    for command in (
        ("measure", plan),
        ("compare", plan, "baseline"),
        ("lens", "underserved", plan),
    ):
        ran = run(*command, "--level", "province")
        assert (ran.code, ran.out) == (2, "")
        assert ran.errors == ["level 'province': there is none; there are county, state"]


def test_an_error_speaks_the_words_of_the_plan(plan: Path) -> None:
    land = "POLYGON ((-99 40, -98.9 40, -99 40.1, -99 40))"
    edits = f"edits:\n- add: {{zone: N, ftz: Q, geometry: '{land}'}}\n"
    text = json.loads(run("measure", plan, "--json").out)["plan"]["baseline"]
    file = plan.parent / "s.yaml"
    file.write_text(f"scenario: s\ntitle: S\nbaseline: {text}\n{edits}", encoding="utf-8")
    ran = run("measure", plan, "--scenario", file)
    assert ran.code == 2
    assert "there is no programme Q" in ran.errors[0]
    ran = run("--lang", "zh", "measure", plan, "--scenario", file)
    assert "没有项目 Q" in ran.errors[0]


def test_an_export_has_a_table_for_each_level(plan: Path) -> None:
    out = plan.parent / "out.gpkg"
    assert run("export", plan, out).code == 0
    assert b"coverage_state" in out.read_bytes()
    again = run("measure", out, "--level", "state")
    assert again.code == 0
    assert re.search(r"Kansas", again.out)
