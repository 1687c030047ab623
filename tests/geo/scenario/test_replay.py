"""What a scenario records when it is saved, and what replay makes of the record later."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from conftest import square

from geo.edits import Add, Edit, Expand, Remove, Reshape
from geo.scenario.model import Recorded, Scenario
from geo.scenario.replay import apply, libraries, made_from_hash, record, replay, zones_hash
from geo.zone_outlines import outlines, same_outline
from layers import Plan
from layers.errors import ScenarioError
from layers.geometry.ellipsoid import GRS80

EDITS = (
    Expand(zone="W", by_km=0.2),
    Remove(zone="E"),
    Add(zone="N", ftz="F", geometry=square(0, 5)),
)


def scenario_over(plan: Plan, *edits: Edit) -> Scenario:
    return Scenario("s", "S", plan.baseline, edits)


def recorded(plan: Plan, *edits: Edit) -> tuple[Scenario, Recorded]:
    scenario = record(plan, scenario_over(plan, *edits))
    assert scenario.recorded is not None
    return scenario, scenario.recorded


def made_elsewhere(plan: Plan, scenario: Scenario, **shapes: shapely.Polygon) -> Scenario:
    """Return the scenario as another machine would have recorded it: some outlines differ."""
    was = scenario.recorded
    assert was is not None
    there = Recorded(result="?", made_from=was.made_from, zones=was.zones | shapes)
    zones = apply(plan, scenario).copy()
    drawn = outlines(zones) | there.zones
    zones["geometry"] = [
        shapely.MultiPolygon([drawn[zone]]) if zone in shapes else drawn[zone]
        for zone in zones["zone_id"]
    ]
    return replace(scenario, recorded=there.model_copy(update={"result": zones_hash(zones)}))


def test_a_record_has_each_touched_zone_and_the_baseline_that_the_result_would_be(
    two_zones: Plan,
) -> None:
    scenario, found = recorded(two_zones, *EDITS)
    zones = apply(two_zones, scenario)
    assert list(found.zones) == ["E", "N", "W"]
    assert found.zones["E"] is None
    assert same_outline(found.zones["N"], square(0, 5))
    assert same_outline(found.zones["W"], outlines(zones)["W"])
    layers = {"zones": zones, "regions": two_zones.regions}
    assert Plan(layers).baseline == found.result != two_zones.baseline


def test_a_record_survives_its_file_and_replays_without_a_word(two_zones: Plan) -> None:
    scenario, _ = recorded(two_zones, *EDITS)
    for again in (
        Scenario.parse(scenario.to_yaml()),
        Scenario.from_document(scenario.to_document()),
    ):
        played = replay(two_zones, again)
        assert (played.from_record, played.notice, played.difference_km2) == (False, None, None)
        assert zones_hash(played.zones) == scenario.recorded.result  # type: ignore[union-attr]


def test_where_this_machine_gives_another_result_the_record_is_used_and_says_how_far_off(
    two_zones: Plan,
) -> None:
    scenario, _ = recorded(two_zones, Reshape(zone="W", geometry=square(0, side=2)))
    other = made_elsewhere(two_zones, scenario, W=square(0, side=1))
    played = replay(two_zones, other)
    assert played.from_record
    assert same_outline(outlines(played.zones)["W"], square(0))
    three_squares_km2 = GRS80.area_km2(square(0, side=2))[0] - GRS80.area_km2(square(0))[0]
    assert played.difference_km2 == pytest.approx(three_squares_km2, rel=1e-9)
    assert played.notice is not None
    assert f"different by {three_squares_km2:.2f} km² at most, W" in str(played.notice)
    assert other.recorded is not None
    here = replace(other, recorded=other.recorded.model_copy(update={"made_with": libraries()}))
    assert "by another version of Zonewright" in str(replay(two_zones, here).notice)
    assert same_outline(outlines(apply(two_zones, other))["W"], square(0))


def test_what_was_recorded_once_is_recorded_again(two_zones: Plan) -> None:
    scenario, _ = recorded(two_zones, Reshape(zone="W", geometry=square(0, side=2)))
    other = made_elsewhere(two_zones, scenario, W=square(0, side=1))
    assert record(two_zones, other) == other
    assert record(two_zones, scenario) == scenario


@pytest.mark.parametrize("change", ["edits", "id"])
def test_a_record_of_other_edits_is_not_used(two_zones: Plan, change: str) -> None:
    scenario, _ = recorded(two_zones, *EDITS)
    changed = {"edits": {"edits": (Remove(zone="W"),)}, "id": {"scenario": "t"}}[change]
    edited = replace(scenario, **changed)
    played = replay(two_zones, edited)
    assert not played.from_record
    assert "changed since it was recorded" in str(played.notice)
    fresh = replace(edited, recorded=None)
    assert zones_hash(played.zones) == zones_hash(apply(two_zones, fresh))
    assert replay(two_zones, record(two_zones, edited)).notice is None


def test_a_record_that_contradicts_itself_is_told_and_not_used(two_zones: Plan) -> None:
    scenario, found = recorded(two_zones, *EDITS)
    forged = found.model_copy(update={"result": "sha256:0", "zones": {"W": square(3)}})
    played = replay(two_zones, replace(scenario, recorded=forged))
    assert not played.from_record
    assert "neither edits nor recorded outlines" in str(played.notice)
    assert zones_hash(played.zones) == found.result


def unnamed(scenario: Scenario) -> Scenario:
    """Return a scenario as an earlier version saved it: its record names no edits."""
    assert scenario.recorded is not None
    return replace(scenario, recorded=scenario.recorded.model_copy(update={"made_from": None}))


def test_edits_win_over_a_record_that_does_not_name_those_it_was_made_from(two_zones: Plan) -> None:
    saved = unnamed(recorded(two_zones, Expand(zone="W", by_km=0.2))[0])
    assert replay(two_zones, saved).notice is None
    edited = replace(saved, edits=(Expand(zone="W", by_km=1.0),))
    played = replay(two_zones, edited)
    assert zones_hash(played.zones) == zones_hash(apply(two_zones, replace(edited, recorded=None)))
    assert not played.from_record
    assert "does not state its edits" in str(played.notice)
    assert "km² at most, W" in str(played.notice)
    assert "shapely" not in str(played.notice)  # no library is blamed
    assert replay(two_zones, record(two_zones, edited)).notice is None


def test_a_record_that_names_no_edits_holds_where_last_digits_differ(two_zones: Plan) -> None:
    scenario, _ = recorded(two_zones, Reshape(zone="W", geometry=square(0, side=2)))
    there = shapely.transform(square(0, side=2), lambda xy: xy + 1e-10)
    other = unnamed(made_elsewhere(two_zones, scenario, W=there))
    played = replay(two_zones, other)
    assert played.from_record
    assert same_outline(outlines(played.zones)["W"], there)


def test_a_record_stands_in_for_just_its_own_edits_where_they_cannot_be_made_here(
    two_zones: Plan,
) -> None:
    zones = two_zones.zones.copy()
    zones["geometry"] = [shapely.MultiPolygon([square(0, side=2)]), zones.geometry.iloc[1]]
    impossible = scenario_over(two_zones, Expand(zone="W", to_area_km2=1e-6))
    found = Recorded(
        result=zones_hash(zones),
        made_from=made_from_hash(impossible),
        zones={"W": square(0, side=2)},
    )
    kept = replace(impossible, recorded=found)
    played = replay(two_zones, kept)
    assert played.from_record
    assert "cannot be applied here" in str(played.notice)
    assert zones_hash(played.zones) == found.result
    for without in (impossible, unnamed(kept)):
        with pytest.raises(ScenarioError, match="to_area_km2"):
            replay(two_zones, without)


def test_another_baseline_is_refused(two_zones: Plan) -> None:
    scenario = replace(record(two_zones, scenario_over(two_zones, *EDITS)), baseline="sha256:1")
    with pytest.raises(ScenarioError, match="is based on baseline sha256:1"):
        replay(two_zones, scenario)
