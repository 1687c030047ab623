"""The sample scenarios over the China plan, from files and through the command line."""

import json
import shutil
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from command_line import answer, run

from geo import Scenario, scorecard
from geo.rules import RULES, violations
from geo.scenario.replay import apply, zones_hash
from layers import Plan
from layers.china import sample_scenarios, sample_tables

NEWLY_BROKEN = {
    "lingang-within-the-cap": set(),
    "shantou-marine-coast": {"cap", "swap_balance", "water"},
    "heihe-airport": set(),
    "shanghai-regrouped": {"exclusion", "max_blocks", "water"},
    "hainan-yangpu-apart": {"locked", "min_block_km2"},
    "tianjin-rail-corridor": {"customs_block_cut", "min_block_km2", "min_compactness", "sliver"}
    | {"outside_province", "overlap", "swap_balance", "water"},
}
OF_UNPUBLISHED_FIGURES = {"use_before_expand", "exit"}
"""Rules that are silent over China, where nobody publishes what of an FTZ is built or idle."""
REFUSED = {"shanghai-regrouped", "hainan-yangpu-apart", "tianjin-rail-corridor"}
VERBS = {"add", "expand", "merge", "move", "remove", "reshape", "set", "shrink", "split", "swap"}
VERBS |= {"transfer"}


@pytest.fixture(scope="module")
def scenarios(china_plan: Plan) -> dict[str, Scenario]:
    found = map(Scenario.from_document, sample_scenarios(china_plan))
    return {scenario.scenario: scenario for scenario in found}


@pytest.fixture(scope="module")
def samples(
    scenarios: dict[str, Scenario], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("samples")
    for name, scenario in scenarios.items():
        (folder / f"{name}.yaml").write_text(scenario.to_yaml(), encoding="utf-8")
    return {name: folder / f"{name}.yaml" for name in scenarios}


def test_samples_use_each_verb_and_rule(china_plan: Plan, scenarios: dict[str, Scenario]) -> None:
    assert {edit.verb for one in scenarios.values() for edit in one.edits} == VERBS
    rules = {rule.name for rule in RULES.values() if rule.level != "ignore"}
    assert set().union(*NEWLY_BROKEN.values()) == rules - OF_UNPUBLISHED_FIGURES
    assert china_plan.zones[["built_km2", "idle_km2"]].isna().all(axis=None)
    assert list(scenarios) == list(NEWLY_BROKEN)
    assert all(one.title_zh for one in scenarios.values())
    before = violations(china_plan, china_plan.zones)
    assert "hard" not in set(before["level"])
    known = set(zip(before["rule"], before["zone_id"], strict=True))
    for name, scenario in scenarios.items():
        after = violations(china_plan, apply(china_plan, scenario), scenario.rules)
        broken = set(zip(after["rule"], after["zone_id"], strict=True))
        assert {rule for rule, _ in broken - known} == NEWLY_BROKEN[name]
        assert ("hard" in set(after["level"])) == (name in REFUSED)


def test_saved_with_the_plan_a_sample_replays_from_its_file_and_becomes_the_plan_it_promised(
    china_plan_path: Path, samples: dict[str, Path], tmp_path: Path
) -> None:
    plan = tmp_path / "china.gpkg"
    shutil.copy(china_plan_path, plan)
    saved = answer("scenario", "save", plan, samples["shanghai-regrouped"])
    name = saved["scenario"]
    assert answer("check", plan, "--scenario", name, code=1)["notice"] is None
    out, again = tmp_path / "regrouped.gpkg", tmp_path / "again.yaml"
    made = answer("scenario", "apply", plan, name, "-o", out)
    assert made["baseline"] == saved["result"]
    ran = run("compare", plan, out, "-o", again, "--radius-km", "25", "--json")
    assert ran.errors == []
    zones = json.loads(ran.out)["zones"]
    changed = {row["zone_id"] for row in zones if row["change"] != "none"}
    assert changed == {"SH-BZ", "SH-JQ", "SH-LG", "SH-LJZ"}
    for row in zones:
        grown = (row["area_km2_after"] or 0) - (row["area_km2_before"] or 0)
        assert row["gained_km2"] - row["lost_km2"] == pytest.approx(grown, abs=1e-9)
    back = Scenario.load(again)
    assert [edit.verb for edit in back.edits] == ["remove", "reshape", "reshape", "reshape", "set"]
    assert zones_hash(apply(Plan.open(plan), back)) == saved["result"]


def test_the_sample_of_own_indicators_measures_what_is_published_of_china(
    china_plan: Plan,
) -> None:
    tables = {name: pd.read_csv(BytesIO(text)) for name, text in sample_tables().items()}
    plan = china_plan.with_layer("indicators", tables["indicators"])
    card = scorecard(plan.with_layer("purposes", tables["purposes"]))
    assert [purpose.name_zh for purpose in card.purposes] == ["规模效益", "质量效益", "开发利用"]
    values = {row.indicator.key: row.by_scenario["baseline"] for row in card.rows if not row.place}
    assert values["scale_trade"] > values["quality_trade"] > 0
    unpublished = {key for key, value in values.items() if np.isnan(value)}
    assert unpublished == {"use_accepted", "use_built"}
