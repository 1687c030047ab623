"""Every rule over squares of a hundredth of a degree: what is broken, by how much, and where."""

import json
import re
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import regions_frame, square, zones_frame
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from ruled_plan import BLOCK, ONE_KM2, after, broken, plan_of, strip
from shapely.geometry.base import BaseGeometry

from geo import CoverageMeter, compare
from geo.rules import RULES, VIOLATION_COLUMNS, RuleChecker, parse_rules, violations
from layers import Plan
from layers.geometry.ellipsoid import GRS80
from layers.messages import catalogue
from tests.searching import examples

SPLINTER = square(2, side=0.2)
RIBBON = shapely.box(120, 30, 120.04, 30.0005)
WHISKER = shapely.union(square(0), shapely.box(120.01, 30.005, 120.02, 30.00505))


@dataclass(frozen=True)
class Case:
    """What breaks a rule, and what the rule must say of it."""

    shapes: dict[str, BaseGeometry]
    zone: str | None
    amount: float
    limit: float
    words: str
    where_km2: float | None = None  # where it is not the amount
    locked: tuple[str, ...] = field(default=())


CASES = {
    "cap": Case({"W": strip(0, 1.6)}, None, 2.6 * ONE_KM2, 2.5 * ONE_KM2, "Group F", 0.6 * ONE_KM2),
    "overlap": Case({"E": square(0.5)}, "E", 0.5 * ONE_KM2, 0, "E and W overlap by"),
    "exclusion": Case({"W": square(2.25)}, "W", 0.25 * ONE_KM2, 0, "of exclusion X (red line)"),
    "outside_province": Case({"E": square(16.25)}, "E", 0.25 * ONE_KM2, 0, "km² in 340000"),
    "locked": Case({"W": square(0.25)}, "W", 0.5 * ONE_KM2, 0, "W is locked", locked=("W",)),
    "customs_block_cut": Case(
        {"W": strip(0, 0.35)}, "W", 0.2 * float(GRS80.area_km2(BLOCK)[0]), 0, "customs block C"
    ),
    "min_block_km2": Case(
        {"W": shapely.MultiPolygon([square(0), SPLINTER])},
        "W",
        float(GRS80.area_km2(SPLINTER)[0]),
        0.1,
        "W has 1 block under 0.10 km²",
    ),
    "max_blocks": Case(
        {"W": shapely.MultiPolygon([square(2 * n / 3, -4, 0.5) for n in range(11)])},
        "W",
        11,
        10,
        "W has 11 blocks, 1 more than 10",
        float(GRS80.area_km2(square(0, -4, 0.5))[0]),
    ),
    "min_compactness": Case(
        {"W": RIBBON},
        "W",
        4 * np.pi * GRS80.area_km2(RIBBON)[0] / GRS80.perimeter_km(RIBBON)[0] ** 2,
        0.1,
        "W has 1 block less compact than 0.1",
        float(GRS80.area_km2(RIBBON)[0]),
    ),
    "swap_balance": Case(
        {"W": strip(-0.1, 0.75)}, None, 0.15 * ONE_KM2, 2e-4 * ONE_KM2, "more released",
        0.35 * ONE_KM2,
    ),
    "sliver": Case(
        {"W": WHISKER},
        "W",
        GRS80.geod.inv(120.01, 30.005, 120.01, 30.00505)[2],
        10,
        "W has 1 part narrower than 10 m: 5.5 m over 965 m",
        float(GRS80.area_km2(shapely.difference(WHISKER, square(0)))[0]),
    ),
}  # fmt: skip
HARD = {"overlap", "exclusion", "locked", "customs_block_cut"}


HOOK = shapely.union(square(0), shapely.box(120.01, 30.005, 120.02, 30.00505))
HOOKS = shapely.union(HOOK, shapely.box(119.99, 30.002, 120, 30.00204))


def parts(*shapes: BaseGeometry) -> shapely.MultiPolygon:
    return shapely.MultiPolygon(list(shapes))


def ribbons(count: int) -> shapely.MultiPolygon:
    return parts(square(0), *(square(n / 3, -2, 0.01 * (n + 1)) for n in range(count)))


# Each rule is broken twice, by other figures: how many blocks, what share, which way.
WORSE = {
    "cap": ({"W": strip(0, 1.6)}, {"W": strip(0, 1.9)}),
    "overlap": ({"E": square(0.5)}, {"E": square(0.75)}),
    "exclusion": ({"W": square(2.25)}, {"W": square(2.5)}),
    "outside_province": ({"E": square(16.25)}, {"E": square(17.5)}),
    "locked": ({"W": square(0.25)}, {"W": None}),
    "customs_block_cut": ({"W": strip(0, 0.35)}, {"W": strip(0, 0.6)}),
    "min_block_km2": ({"W": ribbons(1)}, {"W": ribbons(2)}),
    "max_blocks": ({"W": ribbons(10)}, {"W": ribbons(12)}),
    "min_compactness": (
        {"W": parts(shapely.box(120, 30, 120.04, 30.0005))},
        {"W": parts(*(shapely.box(120, y, 120.04, y + 0.0004) for y in (30, 30.002)))},
    ),
    "swap_balance": ({"W": strip(0, 0.75)}, {"W": strip(0, 1.25)}),
    "sliver": ({"W": HOOK}, {"W": HOOKS}),
}


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
        "cap": {"tolerance": 1e-4},
        "min_block_km2": {"area_km2": 0.1},
        "max_blocks": {"blocks": 10},
        "min_compactness": {"polsby_popper": 0.1},
        "swap_balance": {"tolerance": 1e-4},
        "sliver": {"width_m": 10},
    }


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_rule_is_a_row_with_level_amount_limit_unit_message_and_place(rule: str) -> None:
    case = CASES[rule]
    plan = plan_of(case.locked)
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
    assert GRS80.area_km2(row["geometry"])[0] == pytest.approx(where, rel=1e-3)
    assert broken(rule, plan, plan.zones) == []
    assert broken(rule, plan, zones, "ignore") == []
    other = "soft" if rule in HARD else "hard"
    for setting in (other, {"level": other}):
        table = violations(plan, zones, {rule: setting})
        assert set(table.loc[table["rule"] == rule, "level"]) == {other}


def test_zones_that_break_nothing_have_an_empty_table_with_every_column() -> None:
    plan = plan_of()
    table = violations(plan, plan.zones)
    assert table.empty
    assert tuple(table.columns) == VIOLATION_COLUMNS
    no_zone = violations(plan, plan.zones.iloc[:0], {"swap_balance": "ignore"})
    assert_frame_equal(no_zone, table)


def test_rows_are_sorted_by_rule_and_zone_whatever_the_order_of_the_zones() -> None:
    plan = plan_of(("W",))
    zones = after(plan, W=square(2.5), E=square(2.75))
    table = violations(plan, zones)
    assert table["rule"].tolist() == ["exclusion", "exclusion", "locked", "overlap", "swap_balance"]
    assert table["zone_id"].tolist() == ["E", "W", "W", "E", None]
    assert table["subject"].tolist() == ["E X", "W X", "W", "E W", "F"]
    assert_frame_equal(table, violations(plan, zones.iloc[::-1]))


def test_the_zones_frame_is_not_changed() -> None:
    plan = plan_of(("W",))
    zones = after(plan, W=square(2.5), E=square(2.75))
    copy = zones.copy(deep=True)
    violations(plan, zones)
    assert_geodataframe_equal(zones, copy)


def test_a_rule_book_asked_again_answers_as_a_new_one() -> None:
    plan = plan_of()
    book = RuleChecker(plan)
    for shapes in ({"E": square(16.25)}, {}, {"W": WHISKER}, {"E": square(16.75)}):
        zones = after(plan, **shapes)
        assert_frame_equal(book.violations(zones), violations(plan, zones))


@examples(40)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), min_size=1, max_size=7))
def test_overlaps_are_those_of_every_two_zones_one_by_one(spans: list[tuple[int, int]]) -> None:
    rows = [(f"Z{n}", "F", strip(west, west + width)) for n, (west, width) in enumerate(spans)]
    plan = Plan({"zones": zones_frame(*rows), "regions": regions_frame(("330101", square(0)))})
    expected = [
        (f"Z{n} Z{m}", shared * ONE_KM2)
        for n, (west, width) in enumerate(spans)
        for m, (west_m, width_m) in enumerate(spans)
        if n < m and (shared := min(west + width, west_m + width_m) - max(west, west_m)) > 0
    ]
    table = violations(plan, plan.zones, dict.fromkeys(set(RULES) - {"overlap"}, "ignore"))
    assert table["subject"].tolist() == [subject for subject, _ in expected]
    assert table["amount"].to_numpy() == pytest.approx([area for _, area in expected], rel=1e-9)


@pytest.mark.parametrize("rule", RULES)
def test_a_violation_has_the_same_subject_whatever_its_figures_and_a_plain_message(
    rule: str,
) -> None:
    plan = plan_of(("W",) if rule == "locked" else ())
    meter = CoverageMeter(plan, [1])
    one, other = (meter.measure(after(plan, **shapes)) for shapes in WORSE[rule])
    was, now = (table[table["rule"] == rule] for table in (one.violations, other.violations))
    assert was["message"].tolist() != now["message"].tolist()
    assert was["subject"].tolist() == now["subject"].tolist() != []
    for new in (compare(one, other).violations_new, compare(one, other).violations_mended):
        assert rule not in set(new["rule"])
    breaches = RuleChecker(plan).breaches(other.zone_frame)
    table = other.violations
    assert [breach.subject for _, _, breach in breaches] == table["subject"].tolist()
    for row, (name, level, breach) in zip(table.to_dict("records"), breaches, strict=True):
        text = plan.terms.speaker("en").text(breach.message)
        assert (row["rule"], row["level"], row["message"]) == (name, level, text)
        assert {"code": row["code"], "params": row["params"]} == breach.message.to_document()
        assert json.loads(json.dumps(row["params"])) == row["params"]
        assert re.search(r"[\u4e00-\u9fff]", catalogue("zh").text(breach.message))


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
