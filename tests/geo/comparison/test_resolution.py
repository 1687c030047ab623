"""People at points of a square each: which changes of land are smaller than that."""

from collections.abc import Callable

import geopandas as gpd
import pytest
from conftest import demand_frame, point, regions_frame, square, zones_frame
from ruled_plan import ONE_KM2

from geo import CoverageMeter, compare
from geo.comparison.resolution import point_km2
from layers import Plan

Maker = Callable[..., Plan]
PEOPLE = [
    (point(column + 0.5, row + 0.5), 100.0) for column in range(-4, 6) for row in range(-4, 6)
]
NOBODY = [(point(column / 10, row / 10), 0.0) for column in range(10) for row in range(10)]


def frames(*people: tuple[object, float]) -> dict[str, gpd.GeoDataFrame]:
    layers = {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(3))),
        "regions": regions_frame(("330101", square(-5, -5, 11))),
    }
    return layers | ({"demand": demand_frame(*people)} if people else {})


def test_a_point_stands_for_the_land_of_its_square(make_plan: Maker) -> None:
    plan_data = CoverageMeter(make_plan(**frames(*PEOPLE, *NOBODY)), 1).measure().plan_data
    assert point_km2(plan_data, 120.005, 30.005) == pytest.approx(ONE_KM2, rel=0.3)
    few = CoverageMeter(make_plan(**frames((point(1), 9.0))), 1).measure().plan_data
    assert point_km2(few, 120.0, 30.005) == pytest.approx(3.1416 * 0.965**2, rel=0.01)


def test_a_point_on_a_coast_stands_for_no_sea(make_plan: Maker) -> None:
    layers = frames(*PEOPLE) | {"regions": regions_frame(("330101", square(-4, -4, 10)))}
    data = CoverageMeter(make_plan(**layers), 1).measure().plan_data
    for place in ((120.005, 29.961), (120.059, 30.059), (120.4, 30.005)):  # the last in the sea
        assert 0.3 * ONE_KM2 < point_km2(data, *place) < 2 * ONE_KM2


@pytest.mark.parametrize(("side", "coarse"), [(1.4, ["W"]), (2, [])])
def test_a_change_of_less_land_than_a_point_stands_for_is_coarse(
    make_plan: Maker, side: float, coarse: list[str]
) -> None:
    plan = make_plan(**frames(*PEOPLE))
    wider = plan.zones.assign(geometry=[square(0, side=side), square(3)])
    meter = CoverageMeter(plan, 1)
    table = compare(meter.measure(), meter.measure(wider)).coarse
    assert table["zone_id"].tolist() == coarse
    changed = [pytest.approx((side**2 - 1) * ONE_KM2, rel=1e-3)] * len(coarse)
    assert table["changed_km2"].tolist() == changed
    assert (table["point_km2"] > table["changed_km2"]).all()


def test_without_people_nothing_is_coarse(make_plan: Maker) -> None:
    plan = make_plan(**frames())
    meter = CoverageMeter(plan, 1)
    wider = plan.zones.assign(geometry=[square(0, side=1.1), square(3)])
    assert compare(meter.measure(), meter.measure(wider)).coarse.empty
