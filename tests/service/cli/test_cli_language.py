import json
from pathlib import Path

import geopandas as gpd
import pytest
from command_line import keep, run, saved_plan, scenario_text, small_plan
from conftest import square
from ruled_plan import after, plan_of, strip

from layers import Plan
from tests.notes import SCHEMATIC_NOTE


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a plan in whose store one scenario moves W, and another puts it over E."""
    path = saved_plan(tmp_path_factory.mktemp("plan"))
    over = f"reshape: {{zone: W, geometry: '{square(9.5).wkt}'}}"
    keep(path, scenario_text(Plan.open(path).baseline, over, name="over"))
    return path


def in_chinese(*arguments: object) -> list[str]:
    """Return the lines that a command prints in Chinese, but for the note in both languages."""
    ran = run("--lang", "zh", *arguments)
    assert ran.errors == []
    return [line for line in ran.out.splitlines() if line != SCHEMATIC_NOTE]


def english_of(lines: list[str]) -> set[str]:
    """Return the words of Latin letters alone: units, ids and what is written so everywhere."""
    words = {word for line in lines for word in line.split()}
    return {word for word in words if word.isascii() and word.isalpha() and len(word) > 1}


def test_the_language_is_said_before_or_after_the_command_or_by_the_environment(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = run("scenario", "list", plan, "--lang", "zh").out
    assert "方案" in after
    assert run("--lang", "zh", "scenario", "list", plan).out == after
    assert run("scenario", "--lang", "zh", "list", plan).out == after
    monkeypatch.setenv("ZONEWRIGHT_LANG", "zh")
    assert run("scenario", "list", plan).out == after
    english = run("scenario", "list", plan, "--lang", "en").out
    assert english == run("--lang", "en", "scenario", "list", plan).out
    assert "Scenarios" in english


def test_a_command_without_a_language_is_in_english_after_one_in_chinese(plan: Path) -> None:
    run("--lang", "zh", "check", plan)
    assert f"Plan {plan.stem}, EPSG:4490, scenario baseline, 2 zones" in run("check", plan).out


def test_an_unknown_language_is_refused_in_one_line(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = [run("--lang", "fr", "check", plan), run("check", plan, "--lang", "fr")]
    monkeypatch.setenv("ZONEWRIGHT_LANG", "fr")
    for ran in (*refused, run("check", plan)):
        assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1)
        assert "'fr' is not one of 'en', 'zh'" in ran.errors[0]


def test_chinese_tables_have_no_english_but_what_is_written_so_everywhere(plan: Path) -> None:
    own = {"north", "over", "baseline", "ships", "km", "Reock", "North", "local", "planner"}
    every = (
        ("check", plan),
        ("lens", "underserved", plan),
        ("measure", plan, "--level", "district", "--radius-km", "5"),
        ("compare", plan, "north", "--radius-km", "5"),
        ("consensus", plan, "baseline", "north"),
        ("explain", plan, "330101"),
        ("lens", "own-radius", plan, "--level", "district"),
        ("scenario", "list", plan),
        ("scenario", "verify", plan),
        ("token", "list", plan),
    )
    for command in every:
        lines = in_chinese(*command)
        assert lines, command
        assert english_of(lines) - own == set(), command


def test_a_refusal_is_told_in_the_language_and_on_standard_error_also_under_json(
    plan: Path,
) -> None:
    for command in (["measure", plan, "--scenario", "south"], ["scenario", "history", plan, "no"]):
        english = run(*command, "--json")
        chinese = run(*command, "--json", "--lang", "zh")
        assert (english.code, english.out) == (chinese.code, chinese.out) == (2, "")
        assert "there are" in english.errors[0]
        assert "有：" in chinese.errors[0]


def test_a_document_is_the_same_in_every_language(plan: Path) -> None:
    for command in (
        ("check", plan, "--json"),
        ("check", plan, "--scenario", "over", "--json"),
        ("measure", plan, "--radius-km", "5", "--json"),
        ("compare", plan, "north", "--radius-km", "5", "--json"),
        ("lens", "underserved", plan, "--json"),
        ("scenario", "list", plan, "--json"),
        ("scenario", "history", plan, "north", "--json"),
        ("scenario", "verify", plan, "--json"),
    ):
        english = run(*command)
        json.loads(english.out)
        assert run("--lang", "zh", *command) == english


def test_things_have_their_chinese_names_in_chinese_tables_alone(tmp_path: Path) -> None:
    frames = small_plan()
    frames["zones"] = frames["zones"].assign(name="West", name_zh=["西片区", None])
    frames["regions"] = frames["regions"].assign(name="Some", name_zh=["甲区", None, "丙区"])
    assert isinstance(frames["zones"], gpd.GeoDataFrame)
    Plan(frames).save(tmp_path / "p.gpkg")
    command = ["measure", tmp_path / "p.gpkg", "--level", "district", "--radius-km", "5"]
    rows = [line.split() for line in in_chinese(*command)]
    firsts = [row[:2] for row in rows if row]
    assert ["W", "西片区"] in firsts
    assert ["E", "F"] in firsts
    assert ["330101", "甲区"] in firsts
    assert ["330102", "Some"] in firsts
    english = run(*command).out
    assert "西片区" not in english
    assert "甲区" not in english


def test_what_a_broken_rule_keeps_back_is_told_in_the_language(plan: Path) -> None:
    ran = run("scenario", "propose", plan, "over", "--lang", "zh")
    assert ran.code == 1
    assert ran.out.splitlines()[0] == "over：草稿，第 1 版"
    assert "重叠" in ran.out
    assert "overlap by" not in ran.out


def test_conflicts_of_a_merge_are_told_in_the_language(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "both.yaml"
    ran = run("scenario", "merge", plan, "north", "over", "-o", out, "--lang", "zh")
    assert ran.code == 3
    assert "冲突" in ran.out
    assert "请保留一方" in "".join(ran.out.split())


def test_help_stays_english() -> None:
    assert run("--lang", "zh", "check", "--help").out == run("check", "--help").out


def test_a_broken_rule_names_provinces_as_the_language_does(tmp_path: Path) -> None:
    plan = plan_of()
    regions = plan.regions.assign(province_name="Here", province_name_zh="本省")
    frames = {name: plan.frame(name) for name in plan.present}
    zones = after(plan, E=strip(16.5, 17.5))  # half of it where no district of its province is
    outside = regions[regions["adcode"] != "340101"].assign(province_adcode="330000")
    Plan(frames | {"zones": zones, "regions": outside}).save(tmp_path / "p.gpkg")
    command = ["check", tmp_path / "p.gpkg"]
    assert "本省" in run(*command, "--lang", "zh").out
    assert "Here" in run(*command).out
