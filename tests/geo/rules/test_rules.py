"""Every rule over squares of a hundredth of a degree: what is broken, by how much, and where."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal
from ruled_plan import BLOCK, ONE_KM2, after, broken, plan_of, strip
from shapely.geometry.base import BaseGeometry

from geo import CoverageMeter, compare
from geo.caps import AREA_TOLERANCE
from geo.rules import (
    EACH_ZONE,
    RULES,
    VIOLATION_COLUMNS,
    Breach,
    Parameter,
    Rule,
    RuleChecker,
    add_rule,
    find_rules,
    parse_rules,
    violations,
)
from geo.validation import place_of, reason_of
from layers import Plan
from layers.errors import ScenarioError
from layers.geometry.ellipsoid import GRS80
from layers.messages import Message, catalogue
from tests.conftest import km2, square

SPLINTER = square(2, side=0.2)
RIBBON = shapely.box(120, 30, 120.04, 30.0005)
WHISKER = shapely.union(square(0), shapely.box(120.01, 30.005, 120.02, 30.00505))
WHISKERS = shapely.union(WHISKER, shapely.box(119.99, 30.002, 120, 30.00204))


def parts(*shapes: BaseGeometry) -> shapely.MultiPolygon:
    return shapely.MultiPolygon(list(shapes))


def row_of_blocks(count: int) -> shapely.MultiPolygon:
    return parts(*(square(2 * n / 3, -4, 0.5) for n in range(count)))


@dataclass(frozen=True)
class Case:
    """What breaks a rule, what breaks it more, and what the rule must say of the first.

    `where_km2` is the area of the place where that is not the amount.
    """

    shapes: dict[str, BaseGeometry]
    worse: dict[str, BaseGeometry | None]
    zone: str | None
    amount: float
    limit: float
    words: str
    where_km2: float | None = None


CASES = {
    "cap": Case(
        {"W": strip(0, 1.6)}, {"W": strip(0, 1.9)},
        None, 2.6 * ONE_KM2, 2.5 * ONE_KM2, "Group F", 0.6 * ONE_KM2,
    ),
    "overlap": Case(
        {"E": square(0.5)}, {"E": square(0.75)}, "E", 0.5 * ONE_KM2, 0, "E and W overlap by"
    ),
    "exclusion": Case(
        {"W": square(2.25)}, {"W": square(2.5)},
        "W", 0.25 * ONE_KM2, 0, "of exclusion X (red line)",
    ),
    "outside_province": Case(
        {"E": square(16.25)}, {"E": square(17.5)}, "E", 0.25 * ONE_KM2, 0, "km² in 340000"
    ),
    "locked": Case({"W": square(0.25)}, {"W": None}, "W", 0.5 * ONE_KM2, 0, "W is locked"),
    "customs_block_cut": Case(
        {"W": strip(0, 0.35)}, {"W": strip(0, 0.6)}, "W", 0.2 * km2(BLOCK), 0, "customs block C"
    ),
    "min_block_km2": Case(
        {"W": parts(square(0), SPLINTER)}, {"W": parts(square(0), SPLINTER, square(3, side=0.1))},
        "W", km2(SPLINTER), 0.1, "W has 1 block under 0.10 km²",
    ),
    "max_blocks": Case(
        {"W": row_of_blocks(11)}, {"W": row_of_blocks(13)},
        "W", 11, 10, "W has 11 blocks, 1 more than 10", km2(square(0, -4, 0.5)),
    ),
    "min_compactness": Case(
        {"W": RIBBON},
        {"W": parts(*(shapely.box(120, y, 120.04, y + 0.0004) for y in (30, 30.002)))},
        "W", 4 * np.pi * km2(RIBBON) / GRS80.perimeter_km(RIBBON)[0] ** 2, 0.1,
        "W has 1 block less compact than 0.1", km2(RIBBON),
    ),
    "swap_balance": Case(
        {"W": strip(-0.1, 0.75)}, {"W": strip(0, 1.25)},
        None, 0.15 * ONE_KM2, 2e-4 * ONE_KM2, "more released", 0.35 * ONE_KM2,
    ),
    "sliver": Case(
        {"W": WHISKER}, {"W": WHISKERS},
        "W", GRS80.geod.inv(120.01, 30.005, 120.01, 30.00505)[2], 10,
        "W has 1 part narrower than 10 m: 5.5 m over 965 m",
        km2(shapely.difference(WHISKER, square(0))),
    ),
    "use_before_expand": Case(
        {"W": strip(0, 1.5)}, {"W": strip(0, 1.75)},
        None, 0.5 * ONE_KM2, 0, "Group F gains",
    ),
    "water": Case(
        {"E": square(7.75)}, {"E": square(7.5)}, "E", 0.25 * ONE_KM2, 0, "(25 % of the zone)"
    ),
}  # fmt: skip
HARD = {"overlap", "exclusion", "locked", "customs_block_cut"}
OF_TIME = {"exit"}
"""Rules that no edit breaks: a plan breaks them as time passes."""


def plan_for(rule: str) -> Plan:
    """Return the plan, with what a rule needs to be broken by its case."""
    plan = plan_of(("W",) if rule == "locked" else ())
    if rule != "use_before_expand":
        return plan
    return plan.with_layer("zones", plan.zones.assign(built_km2=0.5))


@pytest.fixture(autouse=True)
def every_rule_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn on, as soft ones, the rules that are off by default."""
    for name, rule in RULES.items():
        if rule.level == "ignore":
            monkeypatch.setitem(RULES, name, replace(rule, level="soft"))


def test_rules_left_out_have_their_default_level_and_parameters() -> None:
    chosen = parse_rules()
    assert list(chosen) == list(RULES)
    hard = {name for name, choice in chosen.items() if choice.level == "hard"}
    assert hard == HARD
    assert {choice.level for choice in chosen.values()} == {"hard", "soft"}
    figures = {name: dict(choice.parameters) for name, choice in chosen.items()}
    assert {name: given for name, given in figures.items() if given} == {
        "cap": {"tolerance": AREA_TOLERANCE, "year": 0},
        "min_block_km2": {"area_km2": 0.1},
        "max_blocks": {"blocks": 10},
        "min_compactness": {"polsby_popper": 0.1},
        "swap_balance": {"tolerance": AREA_TOLERANCE},
        "sliver": {"width_m": 10},
        "use_before_expand": {"built_share": 0.6, "idle_km2": 0.1},
        "exit": {"built_share": 0.5, "years": 5, "year": 0},
    }


def test_a_rule_without_its_sentences_is_refused_at_once_and_not_added() -> None:
    def check(*_: object) -> Iterator[Breach]:
        yield Breach("A", "A", 2, 1, "km²", Message("rule-too-big"), None)

    big = Rule("big", EACH_ZONE, check, "soft", 99, (Parameter("area_km2", 1, "km²"),))

    with pytest.raises(ScenarioError) as caught:
        add_rule(big, {"en": "rule-big-name = Big\nrule-too-big ="})
    missing = "rule-big-description, rule-big-area-km2-description, rule-too-big"
    assert f"rule big lacks sentences in English: {missing};" in str(caught.value)
    assert "big" not in RULES
    ends = ("big-name", "big-description", "big-area-km2-description", "too-big")
    add_rule(big, {"en": "\n".join(f"rule-{end} = Big" for end in ends)})
    assert RULES.pop("big") is big


def test_every_rule_that_an_edit_may_break_has_a_case() -> None:
    assert set(RULES) == set(CASES) | OF_TIME


@pytest.mark.parametrize("rule", CASES)
def test_a_broken_rule_is_a_row_with_level_amount_limit_unit_message_and_place(rule: str) -> None:
    case = CASES[rule]
    plan = plan_for(rule)
    zones = after(plan, **case.shapes)
    table = violations(plan, zones)
    (row,) = table[table["rule"] == rule].to_dict("records")
    assert row["level"] == ("hard" if rule in HARD else "soft")
    assert row["zone_id"] == case.zone
    assert row["amount"] == pytest.approx(case.amount, rel=2e-3 if rule == "sliver" else 1e-9)
    assert row["limit"] == pytest.approx(case.limit)
    units = {"max_blocks": "blocks", "min_compactness": "", "sliver": "m"}
    assert row["unit"] == units.get(rule, "km²")
    assert case.words in row["message"]
    assert (case.zone or "F") in row["message"]
    assert "\n" not in row["message"]
    assert row["geometry"].geom_type == "MultiPolygon"
    where = case.amount if case.where_km2 is None else case.where_km2
    assert km2(row["geometry"]) == pytest.approx(where, rel=1e-3)
    assert broken(rule, plan, plan.zones) == []
    assert broken(rule, plan, zones, "ignore") == []
    other = "soft" if rule in HARD else "hard"
    for setting in (other, {"level": other}):
        table = violations(plan, zones, {rule: setting})
        assert set(table.loc[table["rule"] == rule, "level"]) == {other}


@pytest.mark.parametrize("rule", CASES)
def test_a_violation_has_the_same_subject_and_a_message(rule: str) -> None:
    plan = plan_for(rule)
    meter = CoverageMeter(plan, [1])
    case = CASES[rule]
    one, other = (meter.measure(after(plan, **shapes)) for shapes in (case.shapes, case.worse))
    was, now = (table[table["rule"] == rule] for table in (one.violations, other.violations))
    assert was["message"].tolist() != now["message"].tolist()
    assert was["subject"].tolist() == now["subject"].tolist() != []
    compared = compare(one, other)
    for new in (compared.violations_new, compared.violations_mended):
        assert rule not in set(new["rule"])
    rows = RuleChecker(plan).rows(other.zone_frame)
    table = other.violations
    assert [violation.breach.subject for violation in rows] == table["subject"].tolist()
    for row, (name, level, breach, *_) in zip(table.to_dict("records"), rows, strict=True):
        text = plan.terms.speaker("en").text(breach.message)
        assert (row["rule"], row["level"], row["message"]) == (name, level, text)
        assert {"code": row["code"], "params": row["params"]} == breach.message.to_document()
        assert json.loads(json.dumps(row["params"])) == row["params"]
        assert re.search(r"[\u4e00-\u9fff]", catalogue("zh").text(breach.message))


def test_a_table_is_sorted_and_empty_where_nothing_is_broken() -> None:
    plan = plan_of(("W",))
    zones = after(plan, W=square(2.5), E=square(2.75))
    copy = zones.copy(deep=True)
    table = violations(plan, zones)
    assert table["rule"].tolist() == ["exclusion", "exclusion", "locked", "overlap", "swap_balance"]
    assert table["zone_id"].tolist() == ["E", "W", "W", "E", None]
    assert table["subject"].tolist() == ["E X", "W X", "W", "E W", "F"]
    assert_frame_equal(table, violations(plan, zones.iloc[::-1]))
    assert_geodataframe_equal(zones, copy)
    nothing = violations(plan, plan.zones)
    assert nothing.empty
    assert tuple(nothing.columns) == VIOLATION_COLUMNS
    free = plan_of()
    no_zone = violations(free, free.zones.iloc[:0], {"swap_balance": "ignore"})
    assert_frame_equal(no_zone, nothing)


def test_what_a_reader_changes_in_a_table_is_not_in_the_next() -> None:
    plan = plan_of()
    checker, zones = RuleChecker(plan), after(plan, E=square(0.5))
    for params in checker.violations(zones)["params"]:
        params.clear()
    assert all(checker.violations(zones)["params"])


def test_gaps_are_said_of_one_zone_of_two_and_of_more() -> None:
    plan = plan_of()
    slot = shapely.box(120.001, 30.005, 120.009, 30.00504)
    inside = violations(plan, after(plan, W=shapely.difference(square(0), slot)))
    (row,) = inside[inside["rule"] == "sliver"].to_dict("records")
    assert (row["subject"], row["code"]) == ("W gap", "rule-sliver-gaps-within")
    beside = shapely.box(120.01003, 30, 120.02, 30.01)
    between = violations(plan, after(plan, E=beside))
    (row,) = between[between["rule"] == "sliver"].to_dict("records")
    assert (row["subject"], row["code"]) == ("E W gap", "rule-sliver-gaps-between")
    assert (row["params"]["zone"], row["params"]["other"]) == ("E", "W")
    third = plan.zones.iloc[[0]].assign(zone_id="A", geometry=[square(0, 1)])
    zones = after(plan, E=shapely.box(120.01003, 30, 120.02, 30.02))
    among = violations(plan, pd.concat([third, zones], ignore_index=True))
    (row,) = among[among["rule"] == "sliver"].to_dict("records")
    assert (row["subject"], row["code"]) == ("A E W gap", "rule-sliver-gaps-among")
    assert row["message"].startswith("A, E, W leave 1 gap narrower than 10 m: 2.9 m over 2,2")


def test_a_mapping_may_set_the_level_or_the_parameters_or_both() -> None:
    rules = {"sliver": {"width_m": 5}, "cap": {"level": "hard"}, "overlap": {}}
    chosen = parse_rules(rules | {"max_blocks": {"level": "ignore", "blocks": 3}})
    assert (chosen["sliver"].level, chosen["sliver"].parameters["width_m"]) == ("soft", 5)
    assert (chosen["cap"].level, chosen["cap"].parameters["tolerance"]) == ("hard", 1e-4)
    assert chosen["overlap"].level == "hard"
    assert (chosen["max_blocks"].level, chosen["max_blocks"].parameters["blocks"]) == ("ignore", 3)


def test_what_is_not_known_is_refused_with_its_place() -> None:
    cases: list[tuple[Any, str, str]] = [
        (["cap"], "rules", "scenario-rules-not-mapping"),
        ({"overlaps": "hard"}, "rules.overlaps", "scenario-rule-unknown"),
        *(({"cap": level}, "rules.cap", "scenario-level-unknown") for level in ("hrad", None, [1])),
        ({"cap": {"level": "firm"}}, "rules.cap.level", "scenario-level-unknown"),
        ({"sliver": {"width_km": 1}}, "rules.sliver.width_km", "value-key-unknown"),
        ({"max_blocks": {"blocks": 2.5}}, "rules.max_blocks.blocks", "value-whole-out-of-range"),
        *(
            ({"sliver": {"width_m": figure}}, "rules.sliver.width_m", "value-out-of-range")
            for figure in ("10", None, True, -1, float("nan"), float("inf"), [10])
        ),
    ]
    for rules, place, code in cases:
        (problem,) = find_rules(rules)[1]
        assert (".".join(map(str, place_of(problem))), reason_of(problem).code) == (place, code)
    with pytest.raises(ScenarioError, match=r"^rules.cap: there is no level 'hrad'; did you mean"):
        violations(plan_of(), plan_of().zones, {"cap": "hrad"})
    several = {"slivers": "soft", "cap": {"level": "x", "tolerence": 1}, "overlap": {"km": 1}}
    with pytest.raises(ScenarioError) as refused:
        parse_rules(several)
    assert len(refused.value.lines) == 4


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_takes_its_own_defaults_and_speaks_both_languages(rule: Rule) -> None:
    own = [parameter for parameter in rule.parameters if not parameter.by_group]
    defaults = {parameter.name: parameter.default for parameter in own}
    assert dict(parse_rules({rule.name: defaults})[rule.name].parameters) == defaults
    for said in [rule.title, rule.description, *map(rule.description_of, rule.parameters)]:
        assert not re.search(r"[\u4e00-\u9fff]", str(said))
        assert re.search(r"[\u4e00-\u9fff]", catalogue("zh").text(said))


def test_a_quota_is_a_figure_for_each_group_that_is_named() -> None:
    chosen = parse_rules({"cap": {"level": "hard", "quota_km2": {"LN": 20}}})["cap"]
    assert dict(chosen.parameters) == {"tolerance": 1e-4, "year": 0.0, "quota_km2.LN": 20.0}
    _, problems = find_rules({"cap": {"quota_km2": {"LN": -1}}})
    assert [str(problem).split(":")[0] for problem in problems] == ["rules.cap.quota_km2.LN"]
    _, problems = find_rules({"cap": {"quota_km2": 20}})
    assert [str(problem).split(":")[0] for problem in problems] == ["rules.cap.quota_km2"]
