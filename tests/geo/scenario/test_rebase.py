"""A scenario on another baseline: what goes over, and what is a conflict."""

import pytest
import shapely

from geo.edits import Add, Edit, Expand, Move, Remove, Reshape, Transfer
from geo.scenario.model import Scenario
from geo.scenario.rebase import Rebased, rebase
from geo.scenario.replay import apply, record
from geo.zone import outlines, same_outline
from layers import Plan
from layers.errors import ScenarioError
from tests.conftest import regions_frame, square, zones_frame

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
    same = record(OLD, scenario(Remove(zone="A")))
    assert rebase(same, plan_of()) == Rebased(same)  # on its own baseline
    with pytest.raises(ScenarioError, match="is based on baseline"):
        rebase(scenario(Remove(zone="B")), plan_of(A=None), plan_of(C=None))


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
    handed = Transfer.model_validate({"from": "A", "to": "B", "geometry": square(4.5)})
    edits = (Reshape(zone="A", geometry=square(4)), handed)
    rebased = rebase(scenario(*edits), plan_of(B=square(5, side=2)), OLD)
    assert kinds(rebased) == [("changed", "B")]
    assert rebased.scenario.edits == edits[:1]  # before the conflict
    other_ftz = OLD.with_layer("zones", OLD.zones.assign(ftz_id=["G", "F", "F", "F"]))
    rebased = rebase(scenario(Expand(zone="A", by_km=0.1)), other_ftz, OLD)
    assert kinds(rebased) == [("changed", "A")]
    assert "belongs to G now, not to F" in str(rebased.conflicts[0].message)


def test_another_outline_because_a_neighbour_moved_is_a_conflict_that_others_follow() -> None:
    edits = (
        Expand(zone="A", by_km=4, keep_off=("neighbours",)),
        Transfer.model_validate({"from": "A", "to": "C", "geometry": square(0.5)}),
        Expand(zone="C", by_km=0.1),
    )
    expected = [("result", "A"), ("result", "A"), ("follows", "C")]
    for count in (1, 3):
        rebased = rebase(scenario(*edits[:count]), plan_of(B=square(3)), OLD)
        assert kinds(rebased) == expected[:count]
        assert rebased.scenario.edits == ()


def test_a_hard_rule_that_is_broken_only_now_is_a_conflict_and_the_edit_is_kept() -> None:
    edits = (Reshape(zone="A", geometry=WIDE),)
    rebased = rebase(scenario(*edits), plan_of(B=square(1, 1, 2)), OLD)
    assert kinds(rebased) == [("overlap", "A")]
    assert rebased.scenario.edits == edits
    over = (Reshape(zone="A", geometry=square(5)),)
    assert rebase(scenario(*over), plan_of(D=square(15, 2)), OLD).conflicts == ()


def test_without_the_old_plan_a_record_shows_where_edits_give_the_same() -> None:
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
    without = rebase(scenario(edits[0], edits[3]), plan_of(D=square(15, 2)))
    assert kinds(without) == [("unknown", "A")]
    assert without.scenario.edits == edits[3:]
    gone = rebase(record(OLD, scenario(edits[0])), plan_of(A=None))
    assert kinds(gone) == [("refused", None)]
    assert "edit 1 (expand A): there is no zone A" in str(gone.conflicts[0].message)
