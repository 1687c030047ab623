"""Two scenarios put together: where nobody has to choose they are one, else both are named."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest

from geo.edits import Add, Edit, Expand, Move, Remove, Reshape
from geo.scenario.merge import Merged, merge
from geo.scenario.model import Scenario
from geo.scenario.replay import apply
from layers import Plan
from layers.errors import ScenarioError
from layers.messages import Message
from layers.scenario_id import is_id
from tests.conftest import CRS, regions_frame, square, zones_frame

PLAN = Plan(
    {
        "zones": zones_frame(*((zone, "F", square(5 * i)) for i, zone in enumerate("ABCD"))),
        "regions": regions_frame(("330101", square(-20, -20, 60))),
        "exclusions": gpd.GeoDataFrame({"exclusion_id": ["X"]}, geometry=[square(2)], crs=CRS),
    }
)


def scenario(name: str, *edits: Edit, **fields: Any) -> Scenario:
    return Scenario(name, name.upper(), PLAN.baseline, edits, **fields)


def both_ways(a: Scenario, b: Scenario, base: Scenario | None = None) -> Merged:
    """Return the merge, having checked that it does not depend on which is given first."""
    one, other = merge(PLAN, a, b, base), merge(PLAN, b, a, base)
    assert one == other
    return one


def kinds(merged: Merged) -> list[tuple[str, str | None]]:
    assert merged.scenario is None
    return [(conflict.kind, conflict.zone_id) for conflict in merged.conflicts]


def test_scenarios_of_different_zones_are_made_one_after_the_other() -> None:
    a = scenario("north", Expand(zone="A", by_km=0.1), title_zh="北")
    b = scenario("east", Remove(zone="B"), Add(zone="N", ftz="F", geometry=square(0, 9)))
    merged = both_ways(a, b).scenario
    assert merged is not None
    assert merged.edits == (*b.edits, *a.edits)
    named = (merged.scenario, merged.title, merged.title_zh)
    assert named == ("east-and-north", "EAST; NORTH", None)
    assert apply(PLAN, merged)["zone_id"].tolist() == ["A", "C", "D", "N"]
    with pytest.raises(ScenarioError, match="is based on baseline other"):
        merge(PLAN, a, replace(b, baseline="other"))


@pytest.mark.parametrize("length", [59, 60, 64])
def test_a_merge_of_long_ids_has_an_id_of_its_own_within_the_limit(length: int) -> None:
    long, short = "a" * length, f"{'a' * length}-and"[:64]
    ids = {"b"}
    for other in (short, "b", "b2"):
        if other != long:
            a, b = scenario(long, Remove(zone="A")), scenario(other, Remove(zone="B"))
            merged = both_ways(a, b).scenario
            assert merged is not None
            assert is_id(merged.scenario)
            assert merged.scenario not in {long, other, *ids}
            ids.add(merged.scenario)


def test_the_same_zone_is_a_conflict_that_names_both_sides_and_their_edits() -> None:
    a = scenario("a", Remove(zone="C"), Expand(zone="A", by_km=0.1))
    b = scenario("b", Move(zone="A", dx_km=1, dy_km=0))
    found = both_ways(a, b)
    assert kinds(found) == [("zone", "A")]
    assert str(found.conflicts[0].message) == (
        "A: a by edit 2 (expand A), b by edit 1 (move A); both change it, keep one"
    )


def test_a_hard_rule_that_only_both_break_is_a_conflict_and_one_that_one_breaks_is_none() -> None:
    a = scenario("a", Reshape(zone="A", geometry=square(0, 3, 3)))
    b = scenario("b", Reshape(zone="B", geometry=square(2, 3, 3)))
    found = both_ways(a, b)
    assert kinds(found) == [("overlap", "A")]
    message = found.conflicts[0].message
    assert str(message).startswith("a and b together break overlap: A and B overlap")
    violation = message.params["violation"]
    assert isinstance(violation, Message)
    assert violation.code == "rule-zones-overlap"
    alone = scenario("a", Reshape(zone="A", geometry=square(2)))
    assert both_ways(alone, scenario("b", Remove(zone="B"))).scenario is not None
    hard = scenario("a", Remove(zone="D"), rules={"max_blocks": {"blocks": 1, "level": "hard"}})
    b = scenario("b", Reshape(zone="A", geometry=square(0, 3).union(square(2, 3))))
    assert kinds(both_ways(hard, b)) == [("max_blocks", "A")]  # one makes it hard


def test_rules_set_differently_are_a_conflict_and_those_of_one_remain() -> None:
    a = scenario("a", Remove(zone="A"), rules={"cap": "hard", "sliver": "ignore"})
    b = scenario("b", Remove(zone="B"), rules={"cap": "soft"})
    assert str(both_ways(a, b).conflicts[0].message) == (
        "rule cap: a sets 'hard', b 'soft'; set both alike"
    )
    agreed = both_ways(a, replace(b, rules={"cap": "hard"})).scenario
    assert agreed is not None
    assert agreed.rules == {"cap": "hard", "sliver": "ignore"}


def test_a_zone_that_grows_up_to_another_depends_on_the_order() -> None:
    a, b = (
        scenario(zone.lower(), Expand(zone=zone, by_km=3, keep_off=("neighbours",)))
        for zone in "AB"
    )
    assert kinds(both_ways(a, b)) == [("order", "A"), ("order", "B")]


def test_edits_of_a_common_base_are_made_once() -> None:
    base = scenario("base", Expand(zone="A", by_km=0.1), rules={"cap": "soft"})
    a = scenario("a", *base.edits, Move(zone="A", dx_km=0, dy_km=-3), rules={"cap": "hard"})
    b = scenario("b", *base.edits, Remove(zone="B"), rules={"cap": "soft"})
    assert kinds(merge(PLAN, a, b)) == [("zone", "A"), ("rules", None)]
    merged = both_ways(a, b, base).scenario
    assert merged is not None
    assert merged.edits == (*base.edits, a.edits[1], b.edits[1])
    assert (merged.parent, merged.rules) == ("base", {"cap": "hard"})


def test_an_edit_of_the_base_that_one_changes_or_takes_out_is_changed_or_out() -> None:
    base = scenario("base", Expand(zone="A", by_km=0.1), Expand(zone="B", by_km=0.1))
    redone = Expand(zone="A", by_km=0.2)
    a = scenario("a", redone, base.edits[1])
    b = scenario("b", base.edits[0], Move(zone="C", dx_km=0, dy_km=-3))
    merged = both_ways(a, b, base).scenario
    assert merged is not None
    assert merged.edits == (redone, b.edits[1])
    untouched = both_ways(a, base, base).scenario
    assert untouched is not None
    assert untouched.edits == a.edits


def test_an_edit_of_the_base_that_one_changes_and_the_other_takes_out_is_a_conflict() -> None:
    base = scenario("base", Expand(zone="A", by_km=0.1))
    found = both_ways(scenario("a", Expand(zone="A", by_km=0.2)), scenario("b"), base)
    assert kinds(found) == [("zone", "A")]
    assert str(found.conflicts[0].message) == (
        "A: a by edit 1 (expand A), b by taking out expand A; both change it, keep one"
    )
