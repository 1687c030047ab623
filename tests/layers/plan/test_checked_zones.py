"""Checked zones: what differs from them in outlines alone is checked as any zones are."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from conftest import regions_frame, square, zones_frame
from hypothesis import given
from hypothesis import strategies as st

from layers import Plan
from layers.errors import PlanError
from layers.plan.checked_zones import CheckedZones
from tests.searching import examples

PLAN = Plan(
    {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(3))),
        "regions": regions_frame(("1", square(-5, -5, 20))),
    }
)


@pytest.fixture
def plan() -> Plan:
    return PLAN


def as_read_back(plan: Plan, folder: Path) -> gpd.GeoDataFrame:
    plan.zones.to_file(folder / "zones.gpkg")
    return gpd.read_file(folder / "zones.gpkg")


def with_outline(zones: gpd.GeoDataFrame, outline: object) -> gpd.GeoDataFrame:
    shapes = zones.geometry.to_numpy().copy()
    shapes[0] = outline
    return zones.set_geometry(gpd.GeoSeries(shapes, crs=zones.crs))


def test_a_frame_that_a_file_gave_is_known_the_second_time(plan: Plan, tmp_path: Path) -> None:
    read = as_read_back(plan, tmp_path)
    known = CheckedZones(read, plan.checked_zones(read))
    moved = known.with_outlines_of(with_outline(read, square(0.5)))
    assert moved is not None
    assert moved.dtypes.equals(plan.zones.dtypes)
    assert moved.geometry.geom_type.tolist() == ["MultiPolygon"] * 2
    assert moved.geometry[0].equals(square(0.5))


def test_whoever_gave_a_frame_may_change_it_afterwards(plan: Plan, tmp_path: Path) -> None:
    read = as_read_back(plan, tmp_path)
    plan.checked_zones(read)
    read.loc[0, "zone_id"] = "E"
    with pytest.raises(PlanError, match="E"):
        plan.checked_zones(read)


BOWTIE = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


def test_an_outline_that_is_not_sound_is_left_to_the_whole_check(plan: Plan) -> None:
    away = (shapely.box(179, 0, 181, 1), shapely.box(0, 89, 1, 91))
    for outline in (BOWTIE, shapely.Point(0, 0), shapely.Polygon(), None, *away):
        drawn = with_outline(plan.zones, outline)
        assert CheckedZones(plan.zones, plan.zones).with_outlines_of(drawn) is None
        with pytest.raises(PlanError):
            plan.checked_zones(drawn)


def test_zones_that_differ_in_an_attribute_are_left_to_the_whole_check(plan: Plan) -> None:
    for column in ("zone_id", "ftz_id", "sectors", "locked"):
        other = plan.zones.copy()
        other[column] = other[column].iloc[::-1].to_numpy() if column == "zone_id" else "x"
        assert CheckedZones(plan.zones, plan.zones).with_outlines_of(other) is None


def test_zones_of_another_crs_order_or_number_are_left_to_the_whole_check(plan: Plan) -> None:
    known = CheckedZones(plan.zones, plan.zones)
    assert known.with_outlines_of(plan.zones.to_crs(4326)) is None
    assert known.with_outlines_of(plan.zones.iloc[::-1]) is None
    assert known.with_outlines_of(plan.zones.iloc[:1]) is None


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0, 2)), min_size=3, max_size=8))
@examples(40)
def test_the_quick_check_answers_as_the_whole_one_does(corners: list[tuple[float, float]]) -> None:
    drawn = with_outline(PLAN.zones, shapely.Polygon(corners))
    quick = CheckedZones(PLAN.zones, PLAN.zones).with_outlines_of(drawn)
    try:
        whole = Plan({"zones": drawn, "regions": PLAN.regions}).zones
    except PlanError:
        assert quick is None
    else:
        assert quick is not None
        assert np.all(shapely.equals_identical(quick.geometry, whole.geometry))


def test_outlines_that_a_file_gave_as_they_were_are_the_plans_own(
    plan: Plan, tmp_path: Path
) -> None:
    checked = plan.checked_zones(with_outline(as_read_back(plan, tmp_path), square(1)))
    assert checked.geometry.iloc[1] is plan.zones.geometry.iloc[1]
    assert checked.geometry.iloc[0].equals(square(1))
