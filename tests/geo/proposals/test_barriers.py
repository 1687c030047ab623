"""Railways and rivers about squares of a hundredth of a degree, which no piece crosses."""

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo.proposals import Question, answer
from geo.proposals import available_land as ground_
from geo.proposals.available_land import AvailableLand, Barriers
from geo.proposals.search import Search
from geo.proposals.task import every_land, terrain_of
from layers import Plan
from layers.context import ContextNetwork
from layers.geometry.ellipsoid import GRS80
from tests.conftest import CRS, layer_frame, point, regions_frame, square, zones_frame
from tests.geo.proposals.at_thresholds import limits_of
from tests.geo.proposals.test_pieces import ZONE

SMALL: dict[str, Any] = {
    "runs": 0, "kept_share": 0.0, "residents": 0.0, "tries": 400, "limits": limits_of(),
}  # fmt: skip
ACROSS = shapely.LineString([(120.12, 29.8), (120.12, 30.4)])  # east of the zone
THROUGH = shapely.LineString([(119.8, 30.05), (120.4, 30.05)])  # and through its middle


def plan_with(*railways: shapely.LineString) -> Plan:
    """Return a plan of one zone, with railways of its own and people east of it."""
    network = gpd.GeoDataFrame({"kind": ["railway"] * len(railways)}, geometry=[*railways], crs=CRS)
    demand = layer_frame(
        [point(13.5, 2), point(15, 8)], demand_id=["near", "far"], population=[100.0, 900.0]
    )
    layers = {"zones": zones_frame(("Z", "F", ZONE)), "demand": demand}
    regions = regions_frame(("330101", square(-40, -40, 80)))
    return Plan(layers | {"regions": regions} | ({"network": network} if railways else {}))


def shapes_of(plan: Plan, **options: Any) -> list[BaseGeometry]:
    """Return the first shapes of a question, in degrees."""
    asked = {"objective": "population@2", "ftzs": "F", "budget_km2": 20, "spread_km": 0}
    search = Search.of(plan, Question(**asked | options, kept_share=0, limits=limits_of()))
    setting = terrain_of(search.baseline, search.objective, search.terms)
    return [one.land for one in every_land(setting)[1]]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_shape_lies_across_a_railway_unless_it_may() -> None:
    east = [land.bounds[2] for land in shapes_of(plan_with(ACROSS))]
    assert 120.11 < max(east) < 120.12
    for plan, options in ((plan_with(), {}), (plan_with(ACROSS), {"across_barriers": True})):
        assert max(land.bounds[2] for land in shapes_of(plan, **options)) > 120.13


def test_a_block_across_a_railway_grows_on_both_sides_and_no_shape_lies_on_both() -> None:
    sides = {
        (land.bounds[1] >= 30.05, land.bounds[3] <= 30.05)
        for land in shapes_of(plan_with(THROUGH))
        if land.bounds[2] > 120.105
    }
    assert sides == {(True, False), (False, True)}
    assert any(not shapely.disjoint(land, THROUGH) for land in shapes_of(plan_with()))


def test_a_barrier_is_fifty_metres_wide_wherever_it_is() -> None:
    for lat in (0.0, 60.0):
        line = shapely.LineString([(10, lat), (10, lat + 0.1)])
        network = gpd.GeoDataFrame({"kind": ["rail"]}, geometry=[line], crs=CRS)
        regions = regions_frame(("330101", shapely.box(9, lat - 1, 11, lat + 1)))
        zones = zones_frame(("Z", "F", shapely.box(10.1, lat, 10.2, lat + 0.1)))
        plan = Plan({"zones": zones, "regions": regions, "network": network})
        (area,) = Barriers(plan).within(shapely.box(9.9, lat, 10.1, lat + 0.1))
        straight_km = GRS80.geod.inv(10, lat, 10, lat + 0.1)[2] / 1e3
        assert GRS80.area_km2(area)[0] == pytest.approx(0.05 * straight_km, rel=0.02)
        assert not len(Barriers(plan).within(shapely.box(10.05, lat, 10.1, lat + 0.1)))


def test_a_river_of_the_map_is_a_barrier_on_both_halves_of_a_plan_across_180(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lands = {"110000": shapely.box(170, 30, 180, 50), "120000": shapely.box(-180, 30, -60, 50)}
    zones = zones_frame(("Z", "F", shapely.box(-75, 40, -74.9, 40.1)))
    plan = Plan({"zones": zones, "regions": regions_frame(*lands.items())})
    rivers = [shapely.LineString([(lon, 40.2), (lon + 0.1, 40.2)]) for lon in (175.0, 285.0)]
    assert plan.extent[2] == 300  # so the map goes on beyond 180 as well
    monkeypatch.setattr(ground_, "read_outlines", lambda *_: np.array(rivers))
    near, far = zones.geometry.to_numpy(), np.array([shapely.box(175, 40, 175.1, 40.1)])
    for about, lons in ((near, (175, -75)), (far, (175, 285))):
        available = AvailableLand(plan, about)
        for lon in lons:
            window = shapely.box(lon, 40.1, lon + 0.1, 40.3)
            assert available.blocked(window, "Z", None, frozenset({"barrier"})).area > 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_answer_crosses_none_unless_asked_and_says_so() -> None:
    asked = {
        "objective": "population@2",
        "ftzs": "F",
        "budget_km2": 12.0,
        "spread_km": 0,
        **SMALL,
    }
    for railways, options, gain, codes in (
        ((), {}, 1000, ["propose-barriers-kept"]),
        ((ACROSS,), {}, 100, ["propose-barriers-kept"]),
        ((ACROSS,), {"across_barriers": True}, 1000, []),
    ):
        found = answer(plan_with(*railways), Question(**asked, **options))
        assert found.measured - found.before == gain
        assert [one.code for one in found.reasons if "barriers" in one.code] == codes


def test_a_railway_whose_place_is_not_known_is_named_where_land_may_lie_across_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ends = np.array([120.12, 120.12]), np.array([29.8, 30.4])
    length_km = GRS80.geod.inv(120.12, 29.8, 120.12, 30.4)[2] / 1e3
    for longer_km, gain, codes in (
        (0.0, 100, ["propose-barriers-kept"]),
        (9.0, 1000, ["propose-barriers-kept", "propose-barriers-unsure"]),
    ):
        one = np.array([0]), np.array([1]), np.array([length_km + longer_km])
        near = ContextNetwork(*ends, *one)
        monkeypatch.setattr(ground_, "read_network", lambda *_, near=near: near)
        question = Question(
            objective="population@2", ftzs="F", budget_km2=12.0, spread_km=0, **SMALL
        )
        found = answer(plan_with(), question)
        assert found.measured - found.before == gain
        assert [one.code for one in found.reasons if "barriers" in one.code] == codes


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_new_zone_lies_on_one_side_of_a_railway() -> None:
    middle = shapely.LineString([(120.16, 29.5), (120.16, 30.5)])
    asked = {
        "objective": "population@4",
        "province": "330000",
        "budget_km2": 20.0,
        "runs": 0,
        "tries": 400,
    }
    sides = []
    for options in ({}, {"across_barriers": True}):
        found = answer(plan_with(middle), Question(**asked, spread_km=0, **options))
        sides.append(shapely.intersects(found.taken[0].geometry, middle))
    assert not sides[0]


def test_of_the_map_rivers_are_barriers_and_railways_whose_place_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lon, lat = np.array([120.0, 120.1, 120.0, 120.1]), np.array([30.2, 30.2, 30.3, 30.3])
    km = np.array([9.7, 9.9])  # 9.65 straight: at its place, and up to 0.9 km aside
    near = ContextNetwork(lon, lat, np.array([0, 2]), np.array([1, 3]), km)
    river = shapely.LineString([(120, 30.4), (120.1, 30.4)])
    monkeypatch.setattr(ground_, "read_network", lambda *_: near)
    monkeypatch.setattr(ground_, "read_outlines", lambda *_: np.array([river]))
    rows = []
    for plan in (plan_with(), plan_with(ACROSS)):
        found = Barriers(plan).within(shapely.box(120.04, 30, 120.06, 31))
        rows.append(sorted(round(area.centroid.y, 3) for area in found))
    assert rows == [[30.2, 30.4], [30.4]]  # a plan with railways knows better
