"""The sample scenarios over the China plan, from files and through the command line."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from command_line import run

from geo import Scenario
from geo.rules import RULES, violations
from geo.scenario.replay import apply, zones_hash
from layers import Plan
from layers.china import sample_scenarios

NEWLY_BROKEN = {
    "lingang-within-the-cap": set(),
    "shantou-marine-coast": {"cap", "swap_balance"},
    "heihe-downriver": set(),
    "shanghai-regrouped": {"exclusion", "max_blocks"},
    "hainan-yangpu-apart": {"locked", "min_block_km2"},
    "tianjin-rail-corridor": {
        "customs_block_cut",
        "min_block_km2",
        "min_compactness",
        "outside_province",
        "overlap",
        "sliver",
        "swap_balance",
    },
}
REFUSED = {"shanghai-regrouped", "hainan-yangpu-apart", "tianjin-rail-corridor"}


@pytest.fixture(scope="module")
def samples(china_plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the samples as files, by id."""
    folder = tmp_path_factory.mktemp("samples")
    files = {}
    for document in sample_scenarios(china_plan):
        scenario = Scenario.from_document(document)
        files[scenario.scenario] = folder / f"{scenario.scenario}.yaml"
        files[scenario.scenario].write_text(scenario.to_yaml(), encoding="utf-8")
    return files


@pytest.fixture(scope="module")
def broken_before(china_plan: Plan) -> set[tuple[str, str | None]]:
    """Return which rule the plan itself breaks where."""
    table = violations(china_plan, china_plan.zones)
    return set(zip(table["rule"], table["zone_id"], strict=True))


def answer(*arguments: object, code: int = 0) -> dict[str, Any]:
    ran = run(*arguments, "--json")
    assert (ran.code, ran.errors) == (code, [])
    document: dict[str, Any] = json.loads(ran.out, parse_constant=pytest.fail)
    return document


def broken(document: dict[str, Any]) -> set[tuple[str, str | None]]:
    return {(row["rule"], row["zone_id"]) for row in document["violations"]}


VERBS = {"add", "expand", "merge", "move", "remove", "reshape", "set", "shrink", "split"} | {
    "swap",
    "transfer",
}


def test_the_samples_use_edits_and_break_rules_of_each_kind(samples: dict[str, Path]) -> None:
    scenarios = [Scenario.load(path) for path in samples.values()]
    assert {edit.verb for scenario in scenarios for edit in scenario.edits} == VERBS
    assert set().union(*NEWLY_BROKEN.values()) == {
        rule.name for rule in RULES.values() if rule.level != "ignore"
    }
    assert list(samples) == list(NEWLY_BROKEN)
    assert all(scenario.title_zh for scenario in scenarios)


def test_the_plan_itself_breaks_no_hard_rule_and_says_that_its_exclusions_are_invented(
    china_plan: Plan,
) -> None:
    assert "hard" not in set(violations(china_plan, china_plan.zones)["level"])
    exclusions = china_plan.frame("exclusions")
    assert len(exclusions) == 2
    for row in exclusions.itertuples():
        assert "not the ecological red line" in row.name
        assert "非生态保护红线" in row.name_zh
        assert (row.kind, row.verified) == ("synthetic example", False)
    assert china_plan.zones.loc[china_plan.zones["locked"], "zone_id"].tolist() == ["HI-ALL"]


@pytest.mark.parametrize("name", NEWLY_BROKEN)
def test_check_finds_what_a_sample_is_there_to_show(
    name: str,
    broken_before: set[tuple[str, str | None]],
    china_plan_path: Path,
    samples: dict[str, Path],
) -> None:
    code = 1 if name in REFUSED else 0
    found = broken(answer("check", china_plan_path, "--scenario", samples[name], code=code))
    assert {rule for rule, _ in found - broken_before} == NEWLY_BROKEN[name]


def test_saved_with_the_plan_a_sample_replays_from_its_file_and_becomes_the_plan_it_promised(
    china_plan_path: Path, samples: dict[str, Path], tmp_path: Path
) -> None:
    plan = tmp_path / "china.gpkg"
    shutil.copy(china_plan_path, plan)
    saved = answer("scenario", "save", plan, samples["shanghai-regrouped"])
    name = saved["scenario"]
    assert answer("check", plan, "--scenario", name, code=1)["notice"] is None
    out = tmp_path / "regrouped.gpkg"
    made = answer("scenario", "apply", plan, name, "-o", out)
    assert made["baseline"] == saved["result"]
    again = tmp_path / "again.yaml"
    ran = run("compare", plan, out, "-o", again, "--radius-km", "25", "--json")
    assert ran.errors == []
    compared = json.loads(ran.out)
    assert {row["zone_id"] for row in compared["zones"] if row["change"] != "none"} == {
        "SH-BZ",
        "SH-JQ",
        "SH-LG",
        "SH-LJZ",
    }
    net = [
        row["gained_km2"]
        - row["lost_km2"]
        - (row["area_km2_after"] or 0)
        + (row["area_km2_before"] or 0)
        for row in compared["zones"]
    ]
    assert max(map(abs, net)) < 1e-9
    back = Scenario.load(again)
    assert [edit.verb for edit in back.edits] == ["remove", "reshape", "reshape", "reshape", "set"]
    assert zones_hash(apply(Plan.open(plan), back)) == saved["result"]

    # what was made over the plan goes over to the new one where Shanghai did not change
    moved, stays = tmp_path / "moved.yaml", tmp_path / "stays.yaml"
    heihe, lingang = samples["heihe-downriver"], samples["lingang-within-the-cap"]
    carried = ("scenario", "rebase", out, heihe, "--from", plan, "-o", moved)
    assert answer(*carried)["conflicts"] == []
    refused = ("scenario", "rebase", out, lingang, "--from", plan, "-o", stays)
    conflicts = answer(*refused, code=3)["conflicts"]
    assert [(one["kind"], one["zone_id"]) for one in conflicts] == [
        ("changed", "SH-LJZ"),
        ("changed", "SH-LG"),
    ]
    assert not stays.exists()


def test_samples_of_different_zones_merge_and_those_of_one_zone_do_not(
    china_plan_path: Path, samples: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "both.yaml"
    coast, river = samples["shantou-marine-coast"], samples["heihe-downriver"]
    merged = answer("scenario", "merge", china_plan_path, coast, river, "-o", out)
    assert (merged["scenario"], merged["edits"]) == ("both", 2)
    one, other = samples["shanghai-regrouped"], samples["lingang-within-the-cap"]
    arguments = ("scenario", "merge", china_plan_path, one, other, "-o", tmp_path / "no.yaml")
    conflicts = answer(*arguments, code=3)["conflicts"]
    assert [(each["kind"], each["zone_id"]) for each in conflicts] == [
        ("zone", "SH-LG"),
        ("zone", "SH-LJZ"),
    ]
    assert all("shanghai-regrouped by" in each["message"] for each in conflicts)
    assert all("lingang-within-the-cap by" in each["message"] for each in conflicts)


def test_a_zone_that_is_cut_out_has_names_of_its_own(china_plan: Plan) -> None:
    (sample,) = [
        one for one in sample_scenarios(china_plan) if one["scenario"] == "hainan-yangpu-apart"
    ]
    zones = apply(china_plan, Scenario.from_document(sample)).set_index("zone_id")
    whole, part = zones.loc["HI-ALL"], zones.loc["HI-YP"]
    assert (part["name"], part["name_zh"]) == ("Yangpu", "洋浦")
    for column in ("note", "note_zh", "functions", "published_area_source"):
        assert part[column] != whole[column]
