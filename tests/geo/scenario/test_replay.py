"""What a scenario records when it is saved, and what replay makes of the record later."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import example, given
from hypothesis import strategies as st

from geo.edits import Add, Edit, Expand, Remove, Reshape
from geo.scenario.model import Recorded, Scenario
from geo.scenario.replay import (
    ReplayCache,
    apply,
    libraries,
    made_from_hash,
    record,
    replay,
    zones_hash,
)
from geo.zone import outlines, same_outline
from layers import Plan
from layers.errors import ScenarioError
from layers.geometry.ellipsoid import GRS80
from tests.conftest import regions_frame, square, zones_frame
from tests.searching import examples

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


def test_a_record_has_each_touched_zone(two_zones: Plan) -> None:
    scenario, found = recorded(two_zones, *EDITS)
    zones = apply(two_zones, scenario)
    assert list(found.zones) == ["E", "N", "W"]
    assert found.zones["E"] is None
    assert same_outline(found.zones["N"], square(0, 5))
    assert same_outline(found.zones["W"], outlines(zones)["W"])
    layers = {"zones": zones, "regions": two_zones.regions}
    assert Plan(layers).baseline == found.result != two_zones.baseline
    for again in (
        Scenario.parse(scenario.to_yaml()),
        Scenario.from_document(scenario.to_document()),
    ):
        played = replay(two_zones, again)
        assert (played.from_record, played.notice, played.difference_km2) == (False, None, None)
        assert zones_hash(played.zones) == found.result


def test_a_record_is_used_where_the_result_differs(two_zones: Plan) -> None:
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
    for once in (other, scenario):  # what was recorded is recorded again
        assert record(two_zones, once) == once


def test_a_record_of_other_edits_or_that_contradicts_itself_is_not_used(two_zones: Plan) -> None:
    scenario, found = recorded(two_zones, *EDITS)
    forged = found.model_copy(update={"result": "sha256:0", "zones": {"W": square(3)}})
    changes: list[tuple[dict[str, Any], str]] = [
        ({"edits": (Remove(zone="W"),)}, "changed since it was recorded"),
        ({"scenario": "t"}, "changed since it was recorded"),
        ({"recorded": forged}, "neither edits nor recorded outlines"),
    ]
    for change, notice in changes:
        edited = replace(scenario, **change)
        played = replay(two_zones, edited)
        assert not played.from_record
        assert notice in str(played.notice)
        fresh = replace(edited, recorded=None)
        assert zones_hash(played.zones) == zones_hash(apply(two_zones, fresh))
        assert replay(two_zones, record(two_zones, edited)).notice is None


def unnamed(scenario: Scenario) -> Scenario:
    """Return a scenario as an earlier version saved it: its record names no edits."""
    assert scenario.recorded is not None
    return replace(scenario, recorded=scenario.recorded.model_copy(update={"made_from": None}))


def test_edits_win_over_a_record_that_names_none(two_zones: Plan) -> None:
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
    scenario, _ = recorded(two_zones, Reshape(zone="W", geometry=square(0, side=2)))
    there = shapely.transform(square(0, side=2), lambda xy: xy + 1e-10)
    played = replay(two_zones, unnamed(made_elsewhere(two_zones, scenario, W=there)))
    assert played.from_record
    assert same_outline(outlines(played.zones)["W"], there)


def test_a_record_stands_in_for_edits_that_fail_here(two_zones: Plan) -> None:
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
    with pytest.raises(ScenarioError, match="is based on baseline sha256:1"):
        replay(two_zones, replace(kept, baseline="sha256:1"))


STEPS: list[dict[str, Any]] = [
    {"expand": {"zone": "W", "by_km": 0.1}},
    {"shrink": {"zone": "E", "by_km": 0.1}},
    {"move": {"zone": "W", "dx_km": 0.2, "dy_km": 0}},
    {"set": {"zone": "E", "published_area_km2": 1}},
    {"set": {"zone": "E", "published_area_km2": True}},
    {"remove": {"zone": "E"}},
]


ZONES = zones_frame(("W", "F", square(0)), ("E", "F", square(10)))
TWO_ZONES = Plan({"zones": ZONES, "regions": regions_frame(("330101", square(-5, -5, 22)))})


def outcome(work: Callable[[], gpd.GeoDataFrame]) -> tuple[str, list[object]]:
    """Return what comes of edits, every cell with its type and every digit; or what is wrong."""
    try:
        frame = work()
    except ScenarioError as error:
        return "refused", list(error.lines)
    cells = [[(type(cell), str(cell)) for cell in frame[name]] for name in frame]
    return "made", [list(frame.columns), *cells]


@given(st.lists(st.lists(st.sampled_from(STEPS), max_size=4), min_size=1, max_size=6))
@example([STEPS[3:4], STEPS[4:5]])
@examples(6)
def test_any_drafts_are_what_their_edits_make(drafts: list[list[dict[str, Any]]]) -> None:
    known = ReplayCache(TWO_ZONES)
    for edits in drafts:
        scenario = Scenario.of(TWO_ZONES, edits)
        expected = outcome(lambda scenario=scenario: apply(TWO_ZONES, scenario))
        assert outcome(lambda scenario=scenario: known.replay(scenario).zones) == expected


def test_only_new_edits_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[float | None] = []
    once = Expand.apply

    def counted(edit: Expand, *rest: Any) -> Any:
        made.append(edit.by_km)
        return once(edit, *rest)

    monkeypatch.setattr(Expand, "apply", counted)
    edits = [{"expand": {"zone": "W", "by_km": by_km}} for by_km in (0.1, 0.2, 0.3)]
    drafts = [Scenario.of(TWO_ZONES, edits[:count]) for count in (1, 2, 3)]
    known = ReplayCache(TWO_ZONES)
    for one in drafts:
        known.replay(one)
    assert made == [0.1, 0.2, 0.3]
    order = [0, 2, 1, 2] * 4
    expected = [apply(TWO_ZONES, one) for one in drafts]
    known = ReplayCache(TWO_ZONES)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(known.replay, [drafts[number] for number in order]))
    for number, one in zip(order, found, strict=True):
        assert_geodataframe_equal(one.zones, expected[number])
