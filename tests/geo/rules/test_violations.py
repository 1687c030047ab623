"""What identifies a violation, and how its message is said: over squares and strips."""

import json
import re

import pandas as pd
import pytest
import shapely
from conftest import square
from ruled_plan import after, plan_of, strip
from shapely.geometry.base import BaseGeometry

from geo import CoverageMeter, compare
from geo.rules import RULES, RuleChecker, violations
from layers.messages import catalogue

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
