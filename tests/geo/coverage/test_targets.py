"""Targets over the squares of the example plan: its figures are known by hand."""

import pickle
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from geo import CoverageMeter, Expand, Scenario, apply, compare
from geo.comparison.compare import scenario_rule_changes
from geo.coverage.targets import check_new_targets
from geo.edits import Edit
from geo.rules import sentences
from geo.scenario.merge import merge
from layers import Plan
from layers.errors import PlanError, ScenarioError
from layers.example import example_plan

PLAN = example_plan()
METER = CoverageMeter(PLAN, radii_km=[5, 10])
WIDER = Expand(zone="B", by_km=1)


def scenario(*targets: Any, edits: Sequence[Edit] = (WIDER,), name: str = "wider") -> Scenario:
    return Scenario.of(PLAN, edits, scenario=name, targets=targets)


def stating(**columns: Sequence[object]) -> Plan:
    frames = {name: PLAN.frame(name) for name in PLAN.present}
    return Plan(frames | {"targets": pd.DataFrame(columns)})


@pytest.mark.parametrize(
    ("target", "value", "missed"),
    [
        ({"measure": "covered_population", "radius_km": 5, "at_least": 1000}, 1000, 0),
        ({"measure": "covered_population", "radius_km": 7, "at_least": 1600}, 1500, 100),
        ({"measure": "covered_population", "radius_km": 0, "at_most": 900}, 1000, 100),
        ({"measure": "covered_jobs", "radius_km": 10, "region": "330102", "at_most": 299}, 300, 1),
        ({"measure": "covered_clusters", "radius_km": 10, "at_least": 2}, 2, 0),
        (
            {"measure": "covered_clusters", "radius_km": 10, "sector": "biopharma", "at_least": 2},
            1,
            1,
        ),
        (
            {"measure": "covered_population", "radius_km": 7, "sector": "biopharma", "at_least": 1},
            1000,
            0,
        ),
        ({"measure": "matched_clusters", "ftz": "F", "at_least": 1, "at_most": 1}, 1, 0),
        ({"measure": "cap_km2", "ftz": "F", "at_least": 10}, 9, 1),
        ({"measure": "blocks", "zone": "A", "at_most": 1}, 1, 0),
        ({"measure": "median_km", "at_most": 0}, 0, 0),
        ({"measure": "strategy_population", "radius_km": 10, "at_least": 501}, 500, 1),
        (
            {
                "measure": "strategy_population",
                "radius_km": 10,
                "strategy": "COAST",
                "at_least": 500,
            },
            500,
            0,
        ),
        ({"measure": "least_covered_share", "radius_km": 10, "at_least": 0.5}, 6 / 7, 0),
        ({"measure": "zone_land_km2", "at_most": 9}, pytest.approx(8.56, abs=0.01), 0),
    ],
)
def test_a_target_is_an_indicator_or_a_figure_of_the_tables_within_its_bounds(
    target: dict[str, Any], value: float, missed: float
) -> None:
    row = METER.measure(scenario(target, edits=())).targets.iloc[0]
    assert (row["value"], row["missed_by"], row["met"]) == (value, missed, missed == 0)


def test_a_figure_of_a_group_is_what_its_zones_cover_alone() -> None:
    zones = PLAN.zones.assign(ftz_id=["F", "G"])
    ftzs = pd.DataFrame({"ftz_id": ["F", "G", "H"]})
    plan = Plan({**{name: PLAN.frame(name) for name in PLAN.present}, "zones": zones, "ftzs": ftzs})
    reach = {"measure": "covered_population", "radius_km": 6, "at_least": 1}
    targets = [reach, *({**reach, "ftz": ftz} for ftz in "FGH")]
    table = CoverageMeter(plan, radii_km=6).measure(Scenario.of(plan, targets=targets)).targets
    assert table["value"].tolist() == [1500, 1000, 1500, 0]  # B reaches A's people too


def test_a_figure_of_a_zone_is_what_it_covers_alone_within_a_radius_of_its_own() -> None:
    reach = {"measure": "covered_population", "at_least": 1}
    targets = [
        reach | {"zone": "A", "radius_km": 6}, reach | {"zone": "B", "radius_km": 6},
        reach | {"zone": "B", "radius_km": 2}, reach | {"zone": "gone", "radius_km": 6},
    ]  # fmt: skip
    table = METER.measure(scenario(*targets, edits=())).targets
    alone = [
        CoverageMeter(PLAN, radius).measure_fully(PLAN.zones[PLAN.zones["zone_id"] == zone])
        for zone, radius in (("A", 6), ("B", 6), ("B", 2))
    ]
    people = [one.totals["covered_population"].iloc[0] for one in alone]
    assert table["value"].tolist() == [*people, 0]
    assert people[0] != people[1] != people[2]


def test_an_unknown_figure_is_not_met() -> None:
    gone = {"measure": "area_km2", "zone": "C", "at_least": 0, "hard": True}
    coverage = METER.measure(scenario(gone))
    assert coverage.targets[["met", "level"]].to_numpy().tolist() == [[False, "hard"]]
    missed = coverage.violations.query("rule == 'target'")
    assert missed["message"].tolist() == ["area, C: unknown, at least 0 m² wanted: unknown"]


def test_missed_targets_are_violations_and_a_comparison_says_what_is_newly_met_or_missed() -> None:
    more = {"measure": "covered_population", "radius_km": 5, "at_least": 1500, "hard": True}
    less = {"measure": "area_km2", "ftz": "F", "at_most": 9}
    after = METER.measure(scenario(more, less))
    broken = after.violations.query("rule == 'target'")
    assert broken[["subject", "level", "amount", "limit"]].round(2).to_numpy().tolist() == [
        ["area_km2 ftz:F <= 9", "soft", 19.99, 9]
    ]
    comparison = compare(METER.measure(), after)
    assert comparison.targets["change"].tolist() == ["met", "missed"]
    rules = comparison.rules.query("rule == 'target'")
    assert rules[["subject", "change"]].to_numpy().tolist() == [
        ["area_km2 ftz:F <= 9", "new"],
        ["covered_population 5 km >= 1500", "mended"],
    ]


def test_while_a_zone_is_dragged_targets_are_those_of_a_full_measure() -> None:
    targets = [
        {"measure": "covered_population", "radius_km": 7, "at_least": 1},
        {"measure": "covered_area_km2", "radius_km": 5, "ftz": "F", "at_least": 1},
        {"measure": "mean_km", "at_most": 1},
        {"measure": "jobs_mean_km", "at_most": 1},
        {"measure": "strategy_population", "radius_km": 7, "ftz": "F", "at_least": 1},
        {"measure": "theil_between", "radius_km": 7, "at_most": 1},
    ]
    for by_km in (0.5, 1, 1.5, 1):
        step = scenario(*targets, edits=[Expand(zone="B", by_km=by_km)])
        dragged, fully = METER.measure(step, draft="page"), METER.measure_fully(step)
        pd.testing.assert_frame_equal(dragged.targets, fully.targets, rtol=1e-9)


def test_a_plan_states_targets_and_a_scenario_further_ones() -> None:
    plan = stating(measure=["area_km2"], ftz=["F"], at_most=[9.0], hard=[True])
    meter = CoverageMeter(plan, radii_km=5)
    assert meter.measure().targets[["target", "level", "met"]].to_numpy().tolist() == [
        ["area_km2 ftz:F <= 9", "hard", True]
    ]
    mine = {"measure": "gini", "at_most": 1}
    again = {"measure": "area_km2", "ftz": "F", "at_most": 9}  # the same one, but soft
    both = meter.measure(Scenario.of(plan, targets=[mine, again]))
    assert both.targets["level"].tolist() == ["soft", "soft"]
    assert len(pickle.loads(pickle.dumps(both)).targets) == 2  # noqa: S301  our own
    assert plan.baseline == PLAN.baseline


def test_a_plan_with_wrong_targets_is_refused_by_row() -> None:
    plan = stating(measure=["gini", "gnii"], at_most=[1.0, 2.0])
    with pytest.raises(PlanError, match=r"targets\[2\].measure: there is no figure gnii there"):
        CoverageMeter(plan, radii_km=5)


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ({"measure": "people", "at_least": 1}, "no figure people there; there are area_km2,"),
        ({"measure": "gini"}, "has no bound"),
        ({"measure": "gini", "at_least": 2, "at_most": 1}, "at_least 2 is more than at_most 1"),
        ({"measure": "gini", "at_least": float("nan")}, "must be a finite number"),
        ({"measure": "gini", "at_least": float("inf")}, "must be a finite number"),
        ({"measure": "gini", "at_least": True}, "must be a number"),
        ({"measure": "covered_population", "at_least": 1}, "is within a radius"),
        ({"measure": "gini", "radius_km": 5, "at_least": 1}, "is of no radius"),
        ({"measure": "covered_jobs", "radius_km": -1, "at_least": 1}, "must be 0 or a number of"),
        ({"measure": "covered_jobs", "radius_min": 5, "at_least": 1}, "a straight line has none"),
        (
            {"measure": "gini", "ftz": "X", "at_least": 1},
            "'ftz:X' is not a group, sector or region",
        ),
        ({"measure": "area_km2", "region": "9", "at_least": 1}, "no region of the plan has it"),
        ({"measure": "gini", "ftz": "F", "zone": "A", "at_least": 1}, "several places"),
        ({"measure": "strategy_population", "at_least": 1}, "is within a radius: state radius_km"),
        ({"measure": "theil_between", "at_least": 1}, "is within a radius: state radius_km"),
        ({"measure": "zone_land_km2", "radius_km": 5, "at_least": 1}, "is of no radius"),
        (
            {"measure": "strategy_land_km2", "strategy": "X", "at_least": 1},
            "the plan has no 'X' there",
        ),
        ({"measure": "gini", "strategy": "COAST", "at_least": 1}, "no figure gini there; there"),
        ({"measure": "gini", "mesure": 1, "at_least": 1}, "did you mean measure"),
        ("gini", "must be a mapping"),
    ],
)
def test_a_mistake_in_a_target_is_one_line(target: object, told: str) -> None:
    with pytest.raises(ScenarioError, match=told) as refused:
        METER.measure(scenario(target))
    assert len(refused.value.problems) == 1
    assert "targets[1]" in str(refused.value)


def test_a_scenario_without_targets_is_written_as_before_and_one_with_them_comes_back() -> None:
    assert "targets" not in scenario().to_document()
    aimed = scenario({"measure": "covered_population", "radius_km": 50, "at_least": 460e6})
    assert Scenario.parse(aimed.to_yaml()) == aimed
    written = aimed.to_document()["targets"]
    assert written == [{"measure": "covered_population", "radius_km": 50.0, "at_least": 460e6}]


def test_a_merge_has_the_targets_of_both_without_those_that_one_left_out() -> None:
    one, two, three = ({"measure": "gini", "at_most": most} for most in (0.1, 0.2, 0.3))
    base = scenario(one, edits=(), name="base")
    ours, theirs = scenario(one, two, edits=(), name="a"), scenario(three, edits=(), name="b")
    merged = merge(PLAN, ours, theirs, base).scenario
    assert merged is not None
    assert [target.at_most for target in merged.targets] == [0.2, 0.3]
    assert apply(PLAN, merged).equals(PLAN.zones)


def test_missed_targets_stand_among_the_broken_rules_in_one_order() -> None:
    wide = scenario({"measure": "gini", "at_most": -1}, edits=[Expand(zone="B", by_km=2)])
    coverage = METER.measure(replace(wide, rules={"swap_balance": "soft", "sliver": "soft"}))
    rules = coverage.violations["rule"].tolist()
    assert rules == sorted(rules)
    assert {"cap", "target"} < set(rules)
    assert rules[-1] != "swap_balance" or rules.index("target") == len(rules) - 1


def test_a_sector_is_named_in_the_language_of_the_sentence() -> None:
    reach = {"measure": "covered_clusters", "radius_km": 10, "at_least": 2, "sector": "biopharma"}
    coverage = METER.measure(scenario(reach, edits=()))
    broken = coverage.violations
    assert "sector Biopharma" in sentences(broken, PLAN, "en")[-1]
    assert "生物医药" in sentences(broken, PLAN, "zh")[-1]


def test_a_scenario_is_held_to_targets_by_the_meter_that_stands() -> None:
    own = stating(measure=["gini"], at_most=[-1.0])
    wide = Scenario.of(own, [WIDER], scenario="wide")
    meter = CoverageMeter(own, radii_km=5)
    by_own, standing = scenario_rule_changes(own, wide), scenario_rule_changes(own, wide, meter)
    assert [one[:2] for one in by_own] == [one[:2] for one in standing]
    assert [one.change for one in by_own] == [one.change for one in standing]
    assert "target" in {one.rule for one in standing}


def test_the_land_of_a_sector_is_that_of_zones_that_designate_it() -> None:
    land = {"measure": "sector_land_km2", "sector": "biopharma", "at_least": 5}
    row = METER.measure(scenario(land, edits=())).targets.iloc[0]
    assert (round(row["value"], 2), row["unit"], row["place"]) == (4.28, "km²", "sector:biopharma")


def test_a_plan_holds_its_own_indicators_to_targets() -> None:
    own = {
        "indicator": ["works"],
        "purpose": ["people"],
        "how": ["within"],
        "layer": ["demand"],
        "column": ["jobs"],
        "better": ["more"],
        "unit": ["places"],
        "name": ["Places of work"],
        "radius_km": [10.0],
    }
    frames = {name: PLAN.frame(name) for name in PLAN.present}
    plan = Plan(frames | {"indicators": pd.DataFrame(own)})
    target = {"measure": "works", "radius_km": 10, "at_least": 800}
    rows = CoverageMeter(plan, radii_km=10).measure(Scenario.of(plan, targets=[target]))
    row = rows.targets.iloc[0]
    assert (row["value"], row["unit"]) == (700, "places")
    said = sentences(rows.violations, plan, "en")[0]
    assert said.startswith("Places of work, within 10 km: 700, at least 800 wanted")


BY_RAIL = {"measure": "covered_population", "radius_km": 5, "at_least": 1, "by": "rail"}


def test_a_target_by_rail_of_an_earlier_version_is_read_and_its_figure_unknown() -> None:
    old = scenario(BY_RAIL)
    assert Scenario.parse(old.to_yaml()) == old
    columns: dict[str, Sequence[object]] = {name: [value] for name, value in BY_RAIL.items()}
    for coverage in (METER.measure(old), CoverageMeter(stating(**columns), [5]).measure()):
        (row,) = coverage.targets.to_dict("records")
        assert (pd.isna(row["value"]), row["met"]) == (True, False)
        (state,) = (it for it in sentences(coverage.violations, PLAN, "en") if "rail" in it)
        assert "people reached, within 5 km by rail: unknown" in state
        assert "measure by road" in state


def test_a_target_by_rail_is_not_saved_again() -> None:
    with pytest.raises(ScenarioError, match=r"^targets\[1\]\.by: by rail: was removed"):
        check_new_targets(PLAN, scenario(BY_RAIL).targets)
