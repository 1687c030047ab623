"""Anywhere on the globe the same: a plan turned about the axis has the same figures.

A turn in longitude is an exact symmetry of the ellipsoid. So what comes of an edit at 180° is to be
what comes of it at 20° E, where nothing is cut.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from globe_plans import ELSEWHERE, Place, edits_at, edits_of, places, plan_at, scenario_of
from hypothesis import example, given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from geo import CoverageMeter, Scenario, compare
from geo.comparison.consensus import consensus
from geo.edits import EditContext, Reshape, apply_edits
from geo.infer.diff import diff
from geo.infer.edits import infer_edits
from geo.rules import RuleChecker
from geo.scenario.replay import record, replay, zones_hash
from geo.zone import ZONE_FIGURES, ZonePolygon, alike, outlines
from layers import Plan
from layers.errors import ScenarioError
from layers.geometry.ellipsoid import GRS80
from tests.searching import examples

VERBS = sorted(edits_at(Place(0, 0)))


def figures(zones: gpd.GeoDataFrame) -> pd.DataFrame:
    shapes = zones.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert abs(shapely.total_bounds(shapes)[[0, 2]]).max() <= 180
    rows = [ZonePolygon(GRS80, shape).figures for shape in shapes]
    return pd.DataFrame(rows, columns=[*ZONE_FIGURES], index=zones["zone_id"]).astype(float)


def made(plan: Plan, edits: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    return apply_edits(plan.zones, edits_of(plan, edits), EditContext.of(plan, "s"))


def broken(plan: Plan, zones: gpd.GeoDataFrame) -> dict[tuple[str, str], float]:
    found = RuleChecker(plan).violations(zones)
    return dict(
        zip(zip(found["rule"], found["subject"], strict=True), found["amount"], strict=True)
    )


@examples(2)
@given(places, st.sampled_from(VERBS))
@example((180.0, -17.0), "reshape")
@example((-180.0, 83.5), "expand within limits")
@example((180.0, 0.0), "split and merge")
@example((180.0, -83.5), "swap")
@example((179.97, 10.0), "swap with a neighbour")
@example((-179.99, -45.0), "transfer")
@example((180.0, 65.0), "overlap")
@example((180.0, 65.0), "expand")
@example((-176.0, -17.0), "expand by a little")
@example((-176.0, 0.0), "expand by next to nothing")
@example((-179.98, 65.0), "expand by a little")
@example((-176.0, 45.0), "shrink by a little")
@example((180.0, -17.0), "shrink by a little")
def test_every_verb_is_the_same_at_any_longitude(place: tuple[float, float], verb: str) -> None:
    at, elsewhere = Place(*place), Place(*place, turned_to=ELSEWHERE)
    plan, turned = plan_at(at), plan_at(elsewhere)
    zones, others = made(plan, edits_at(at)[verb]), made(turned, edits_at(elsewhere)[verb])
    here, there = figures(zones), figures(others)
    # a small offset is made in pieces, which rounding may divide elsewhere: 1e-4 of it at most
    precise = verb not in {"expand by a little", "shrink by a little"}
    pd.testing.assert_frame_equal(here, there, rtol=1e-7 if precise else 1e-6, atol=1e-9)
    areas = pytest.approx(there["area_km2"].to_numpy(), rel=1e-9 if precise else 1e-6)
    assert here["area_km2"].to_numpy() == areas
    assert broken(plan, zones) == pytest.approx(broken(turned, others), rel=1e-5, abs=1e-6)


@examples(2)
@given(places, st.floats(-4, 0.6).map(lambda power: 10**power))
@example((-176.0, -17.0), 0.0001)
@example((-176.0, -17.0), 0.05)
@example((-176.0, 65.0), 0.3)
@example((180.0, -17.0), 0.5)
@example((-179.96, 45.0), 3.0)
def test_what_grows_keeps_all_its_land_and_what_shrinks_gets_none(
    place: tuple[float, float], by_km: float
) -> None:
    plan = plan_at(Place(*place))
    was = plan.zones.geometry.iloc[0]
    size = {"zone": "A", "by_km": by_km}
    (grown, *_) = made(plan, [{"expand": size}]).geometry
    assert GRS80.area_km2(shapely.difference(was, grown)) == 0
    assert GRS80.area_km2(grown) > GRS80.area_km2(was)
    if by_km < 2:  # half as wide as it is
        (shrunk, *_) = made(plan, [{"shrink": size}]).geometry
        assert GRS80.area_km2(shapely.difference(shrunk, was)) == 0
        assert GRS80.area_km2(shrunk) < GRS80.area_km2(was)


def test_as_many_people_and_as_much_land_are_reached_at_180_as_elsewhere() -> None:
    reached, lat = [], 60
    for at in (Place(180, lat), Place(180, lat, turned_to=ELSEWHERE)):
        plan = plan_at(at)
        meter = CoverageMeter(plan, (5, 40))
        after = meter.measure(scenario_of(plan, edits_at(at)["expand"]))
        assert_frame_equal(after.totals, meter.measure_fully(after.zone_frame).totals, rtol=1e-9)
        reached.append(after.totals[["covered_population", "covered_area_km2"]].to_numpy())
    assert reached[0] == pytest.approx(reached[1], rel=1e-6)


def land_km2(plan_zones: pd.DataFrame, ids: Collection[str]) -> float:
    mine = plan_zones.geometry[plan_zones["zone_id"].isin([*ids])]
    return float(GRS80.area_km2(mine.to_numpy()).sum())


def test_a_record_and_a_file_replay_to_the_same_zones() -> None:
    at = Place(180, -17)
    plan = plan_at(at)
    for verb in ("reshape", "split", "transfer"):
        scenario = scenario_of(plan, edits_at(at)[verb])
        found = replay(plan, Scenario.from_document(record(plan, scenario).to_document()))
        assert (found.from_record, found.notice) == (False, None)
        zones = apply_edits(plan.zones, scenario.edits, EditContext.of(plan, "s"))
        assert shapely.equals_identical(found.zones.geometry, zones.geometry).all()


def test_a_hole_that_an_earlier_version_cut_stays_as_recorded_and_is_said() -> None:
    plan = plan_at(Place(-176, -17))
    made_now = record(plan, scenario_of(plan, [{"expand": {"zone": "A", "by_km": 0.3}}]))
    assert made_now.recorded is not None
    (was, *_), (grown, *_) = plan.zones.geometry, made_now.recorded.zones.values()
    rim = shapely.multipolygons([shapely.difference(grown, was)])
    zones = apply_edits(plan.zones, made_now.edits, EditContext.of(plan, "s"))
    holed = zones.set_geometry([rim, *zones.geometry[1:]], crs=zones.crs)
    found = {"result": zones_hash(holed), "zones": {"A": rim}}
    saved = replace(made_now, recorded=made_now.recorded.model_copy(update=found))
    played = replay(plan, saved)
    assert played.from_record
    assert played.zones.geometry.iloc[0].equals(rim)
    assert "another version of Zonewright, which gave another result (different by 24." in str(
        played.notice
    )
    edited = replace(saved, edits=edits_of(plan, [{"expand": {"zone": "A", "by_km": 0.2}}]))
    assert not replay(plan, edited).from_record  # once edited, it is made anew


def test_an_outline_across_180_is_taken_in_degrees_beyond_it_by_a_leap_or_in_metres() -> None:
    plan = plan_at(Place(180, -17))
    for lon in (180, -180):
        drawn = Place(lon, -17).box(-4, -2, 1, 3).wkt
        (edit,) = edits_of(plan, [{"reshape": {"zone": "A", "geometry": drawn}}])
        assert isinstance(edit, Reshape)
        assert edit.geometry.geom_type == "MultiPolygon"
        assert edit.geometry.bounds[::2] == (-180, 180)
    ring = "POLYGON ((179.97 -17.02, -179.98 -17.02, -179.98 -16.97, 179.97 -16.97, 179.97 -17.02))"
    zones = made(plan, [{"reshape": {"zone": "A", "geometry": ring}}])
    wanted = GRS80.area_km2(shapely.box(179.97, -17.02, 180.02, -16.97))[0]
    assert land_km2(zones, "A") == pytest.approx(wanted, rel=1e-12)
    east, north = 500_000, 8_120_000  # UTM 1S about 177° W; UTM 60S ends at 180°
    box = shapely.box(east - 322_000, north, east - 312_000, north + 5_000).wkt
    zones = made(plan, [{"add": {"zone": "N", "ftz": "F", "geometry": box, "crs": "EPSG:32701"}}])
    assert zones.geometry.iloc[-1].bounds[::2] == (-180, 180)
    assert land_km2(zones, "N") == pytest.approx(50, rel=2e-3)


@pytest.mark.parametrize("gap_deg", [0.0, 3e-5])
def test_a_gap_along_180_is_found_and_a_border_there_is_none(gap_deg: float) -> None:
    at = Place(180, 0)
    zones = at.frame(
        "zone_id",
        {"W": shapely.box(179.9, 0, 180 - gap_deg, 0.1), "E": shapely.box(180, 0, 180.1, 0.1)},
    ).assign(ftz_id="F")
    regions = at.frame("adcode", {"1": shapely.box(179, -1, 181, 1)})
    plan = Plan({"zones": zones, "regions": regions})
    wider = shapely.box(179.8, 0, 180 - gap_deg, 0.1).wkt
    edited = made(plan, [{"reshape": {"zone": "W", "geometry": wider}}])
    for one in (plan.zones, edited):
        assert (("sliver", "E W gap") in broken(plan, one)) == (gap_deg > 0)


def test_land_across_180_is_one_block_with_one_point_inside_it() -> None:
    found = []
    for place in (Place(180, -17), Place(180, -17, turned_to=ELSEWHERE)):
        plan = plan_at(place)
        zones = made(plan, edits_at(place)["expand"])
        agreed = consensus({"then": plan.zones, "now": zones}).pieces
        found.append([len(each) for each in agreed["places"]])
        for land, each in zip(agreed.geometry, agreed["places"], strict=True):
            assert shapely.contains_xy(land, each).all()
        comparison = compare(*map(CoverageMeter(plan, 5).measure, (plan.zones, zones)))
        (coarse,) = comparison.coarse["point_km2"]
        found.append(coarse)
    assert found[:2] == [found[2], pytest.approx(found[3], rel=1e-9)]


def test_what_was_edited_elsewhere_comes_back_at_180_as_the_same_verbs() -> None:
    at, elsewhere = Place(180, -17), Place(180, -17, turned_to=ELSEWHERE)
    for verb in ("split", "merge", "transfer", "overlap"):
        found = []
        for place in (at, elsewhere):
            plan = plan_at(place)
            zones = made(plan, edits_at(place)[verb])
            edits = infer_edits(plan, zones, 1e-6).edits
            found.append([edit.verb for edit in edits])
            again = outlines(apply_edits(plan.zones, edits, EditContext.of(plan, "s")))
            wanted = outlines(zones)
            assert again.keys() == wanted.keys()
            assert all(alike(again[zone], shape, 1e-6) for zone, shape in wanted.items())
        assert found[0] == found[1]
    plan = plan_at(Place(179.95, -17))
    edits = edits_of(plan, [{"move": {"zone": "A", "dx_km": 7, "dy_km": 1}}])
    zones = apply_edits(plan.zones, edits, EditContext.of(plan, "s"))
    assert diff(plan.zones, zones).edits == edits  # the very move


def test_what_comes_too_near_to_a_pole_is_refused_with_a_reason() -> None:
    for lat, verb, options in (
        (84.5, "expand", {"by_km": 200}),
        (-84.5, "expand", {"to_area_km2": 1e6}),
        (-84.5, "shrink", {"by_km": 900, "bearing": [0, 90]}),
        (84.5, "move", {"dx_km": 0, "dy_km": 80}),
        (84.5, "move", {"dx_km": 0, "dy_km": 900}),
        (-84.5, "move", {"dx_km": 0, "dy_km": -80}),
    ):
        with pytest.raises(ScenarioError, match=r"no zone can be edited|leads to a pole"):
            made(plan_at(Place(180, lat)), [{verb: {"zone": "A", **options}}])
