"""A scenario on another baseline: what goes over, and what is a conflict."""

import pytest
import shapely
from conftest import regions_frame, square, zones_frame

from geo.edits import Add, Edit, Expand, Move, Remove, Reshape, Transfer
from geo.scenario.model import Scenario
from geo.scenario.rebase import Rebased, rebase
from geo.scenario.replay import apply, record
from geo.zone_outlines import outlines, same_outline
from layers import Plan
from layers.errors import ScenarioError

WIDE = square(0, side=2)


def plan_of(**changes: shapely.Polygon | None) -> Plan:
    """Return a plan of A to D, five squares apart, some with another polygon or none."""
    shapes = {zone: square(5 * i) for i, zone in enumerate("ABCD")} | changes
    rows = [(zone, "F", shape) for zone, shape in shapes.items() if shape is not None]
    regions = regions_frame(("330101", square(-20, -20, 60)))
    return Plan({"zones": zones_frame(*rows), "regions": regions})


OLD = plan_of()


def scenario(*edits: Edit) -> Scenario:
    return Scenario("s", "S", OLD.baseline, edits)


def kinds(rebased: Rebased) -> list[tuple[str, str | None]]:
    return [(conflict.kind, conflict.zone_id) for conflict in rebased.conflicts]


def test_edits_of_zones_that_did_not_change_go_over_whole() -> None:
    new = plan_of(D=square(15, 2))
    edits = (
        Expand(zone="A", by_km=0.2),
        Move(zone="A", dx_km=0, dy_km=1),
        Remove(zone="B"),
        Add(zone="N", ftz="F", geometry=square(0, 9)),
    )
    rebased = rebase(scenario(*edits), new, OLD)
    assert rebased.conflicts == ()
    assert (rebased.scenario.edits, rebased.scenario.baseline) == (edits, new.baseline)
    was, now = outlines(apply(OLD, scenario(*edits))), outlines(apply(new, rebased.scenario))
    assert all(same_outline(was[zone], now[zone]) for zone in "ACN")
    assert same_outline(now["D"], square(15, 2))


def test_on_its_own_baseline_a_scenario_stays_what_it_is() -> None:
    same = record(OLD, scenario(Remove(zone="A")))
    assert rebase(same, plan_of()) == Rebased(same)


def test_a_zone_that_is_gone_changed_or_there_already_is_a_conflict_of_its_edit() -> None:
    new = plan_of(A=None, B=square(5, side=2), N=square(0, 12))
    edits = (
        Expand(zone="A", by_km=0.2),
        Expand(zone="B", by_km=0.2),
        Add(zone="N", ftz="F", geometry=square(0, 9)),
        Expand(zone="C", by_km=0.2),
        Move(zone="B", dx_km=0, dy_km=1),
    )
    rebased = rebase(scenario(*edits), new, OLD)
    assert kinds(rebased) == [("gone", "A"), ("changed", "B"), ("appeared", "N"), ("follows", "B")]
    assert rebased.scenario.edits == (edits[3],)
    assert str(rebased.conflicts[0].message) == "edit 1 (expand A): there is no longer a zone A"
    assert str(rebased.conflicts[3].message).startswith("edit 5 (move B): follows a conflict on B")


def test_an_edit_before_a_conflict_on_its_zone_is_kept() -> None:
    new = plan_of(B=square(5, side=2))
    edits = (
        Reshape(zone="A", geometry=square(4)),
        Transfer.model_validate({"from": "A", "to": "B", "geometry": square(4.5)}),
    )
    rebased = rebase(scenario(*edits), new, OLD)
    assert kinds(rebased) == [("changed", "B")]
    assert rebased.scenario.edits == edits[:1]


def test_what_gives_another_outline_because_a_neighbour_moved_is_a_conflict() -> None:
    new = plan_of(B=square(3))
    rebased = rebase(scenario(Expand(zone="A", by_km=4, keep_off=("neighbours",))), new, OLD)
    assert kinds(rebased) == [("result", "A")]
    assert rebased.scenario.edits == ()


def test_what_hangs_on_an_edit_of_another_outline_follows_it() -> None:
    edits = (
        Expand(zone="A", by_km=4, keep_off=("neighbours",)),
        Transfer.model_validate({"from": "A", "to": "C", "geometry": square(0.5)}),
        Expand(zone="C", by_km=0.1),
    )
    rebased = rebase(scenario(*edits), plan_of(B=square(3)), OLD)
    assert kinds(rebased) == [("result", "A"), ("result", "A"), ("follows", "C")]
    assert rebased.scenario.edits == ()


def test_a_zone_of_another_ftz_is_a_conflict() -> None:
    new = Plan({"zones": OLD.zones.assign(ftz_id=["G", "F", "F", "F"]), "regions": OLD.regions})
    rebased = rebase(scenario(Expand(zone="A", by_km=0.1)), new, OLD)
    assert kinds(rebased) == [("changed", "A")]
    assert "belongs to G now, not to F" in str(rebased.conflicts[0].message)


def test_a_hard_rule_that_is_broken_only_now_is_a_conflict_and_the_edit_is_kept() -> None:
    edits = (Reshape(zone="A", geometry=WIDE),)
    rebased = rebase(scenario(*edits), plan_of(B=square(1, 1, 2)), OLD)
    assert kinds(rebased) == [("overlap", "A")]
    assert rebased.scenario.edits == edits
    over = (Reshape(zone="A", geometry=square(5)),)
    assert rebase(scenario(*over), plan_of(D=square(15, 2)), OLD).conflicts == ()


def test_without_the_old_plan_a_record_tells_where_the_same_comes_of_the_edits() -> None:
    edits = (
        Expand(zone="A", by_km=0.2),
        Move(zone="B", dx_km=0, dy_km=1),
        Reshape(zone="C", geometry=square(10, 5)),
        Add(zone="N", ftz="F", geometry=square(0, 9)),
    )
    saved = record(OLD, scenario(*edits))
    rebased = rebase(saved, plan_of(B=square(5, side=2)))
    assert kinds(rebased) == [("unknown", "C"), ("result", "B")]
    assert rebased.scenario.edits == (edits[0], edits[3])
    assert rebased.scenario.recorded is None


def test_without_old_plan_and_record_nothing_is_known_of_the_zones_that_are_there() -> None:
    edits = (Expand(zone="A", by_km=0.2), Add(zone="N", ftz="F", geometry=square(0, 9)))
    rebased = rebase(scenario(*edits), plan_of(D=square(15, 2)))
    assert kinds(rebased) == [("unknown", "A")]
    assert rebased.scenario.edits == edits[1:]


def test_an_edit_that_cannot_be_made_any_more_is_a_conflict_with_its_reason() -> None:
    saved = record(OLD, scenario(Expand(zone="A", by_km=0.2)))
    rebased = rebase(saved, plan_of(A=None))
    assert kinds(rebased) == [("refused", None)]
    assert "edit 1 (expand A): there is no zone A" in str(rebased.conflicts[0].message)


def test_a_plan_that_the_scenario_was_not_made_over_is_refused() -> None:
    new = plan_of(A=None)
    with pytest.raises(ScenarioError, match="is based on baseline"):
        rebase(scenario(Remove(zone="B")), new, plan_of(C=None))
