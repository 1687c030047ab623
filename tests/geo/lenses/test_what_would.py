"""What would cover a region: over squares by hand arithmetic, and against asking every zone."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest
import shapely
from conftest import CRS, point, regions_frame, square, zones_frame

from geo import CoverageMeter
from geo.lenses import what_would
from layers import Plan
from layers.ellipsoid import GRS80
from layers.errors import MeasureError, UnknownError

Maker = Callable[..., Plan]


def demand_frame(*rows: tuple[shapely.Point, float]) -> gpd.GeoDataFrame:
    shapes, people = zip(*rows, strict=True)
    ids = [f"D{n}" for n in range(len(rows))]
    return gpd.GeoDataFrame(
        {"demand_id": ids, "population": people}, geometry=list(shapes), crs=CRS
    )


def km(one: shapely.Point, other: shapely.Point) -> float:
    return float(GRS80.geod.inv(one.x, one.y, other.x, other.y)[2] / 1e3)


@pytest.fixture
def row_of_people(make_plan: Maker) -> Plan:
    """Return zone W from 0 to 1 and E from 30 to 31; people at 0.5, 4, 10 and 27.

    Ten of them live inside W, forty at 4, forty at 10, and ten at 27, which is near E.
    """
    return make_plan(
        zones=zones_frame(("W", "F", square(0)), ("E", "F", square(30))),
        regions=regions_frame(("330101", square(-5, -20, 40)), ("330102", square(60))),
        demand=demand_frame((point(0.5), 10), (point(4), 40), (point(10), 40), (point(27), 10)),
    )


def test_the_radius_that_would_do_is_the_distance_of_the_person_who_makes_the_share(
    row_of_people: Plan,
) -> None:
    table = what_would(CoverageMeter(row_of_people, [1]).measure(), "330101", 1)
    # by distance: 10 inside, 10 at three hundredths (from E), 40 at three, 40 at nine
    near, far = km(point(1), point(4)), km(point(1), point(10))
    assert table["share"].tolist() == [0, 0.5, 0.9, 1]
    assert table["needed_km"].tolist() == pytest.approx([0, near, far, far], rel=1e-5)


def test_one_zone_has_to_reach_the_rest_and_it_is_the_one_with_the_least_way(
    row_of_people: Plan,
) -> None:
    table = what_would(CoverageMeter(row_of_people, [1]).measure(), "330101", 1)
    # ten are covered: 40 more for a half, 80 more for nine tenths, 90 more for all
    assert table["zone_id"].isna().tolist() == [True, False, False, False]
    assert table["zone_id"].tolist()[1:] == ["W", "W", "E"]
    near, far = km(point(1), point(4)), km(point(1), point(10))
    all_of_them = km(point(30), point(4))  # from E; W would have to come to 27, just as far
    expected = [near, far, all_of_them]
    assert table["zone_needed_km"].tolist()[1:] == pytest.approx(expected, rel=1e-5)
    assert table["farther_km"].tolist() == pytest.approx([0, *(one - 1 for one in expected)])


def test_what_is_covered_needs_nothing(row_of_people: Plan) -> None:
    table = what_would(CoverageMeter(row_of_people, [200]).measure(), "330101", 200)
    assert table["farther_km"].tolist() == [0, 0, 0, 0]
    assert table["zone_id"].isna().all()
    assert table["needed_km"].max() < 200


def test_a_region_without_people_has_no_answer(row_of_people: Plan) -> None:
    coverage = CoverageMeter(row_of_people, [1]).measure()
    assert what_would(coverage, "330102", 1).empty


def test_unknown_regions_and_radii_are_refused(row_of_people: Plan) -> None:
    coverage = CoverageMeter(row_of_people, [1]).measure()
    with pytest.raises(UnknownError, match="no region"):
        what_would(coverage, "999999", 1)
    with pytest.raises(MeasureError, match="was not measured"):
        what_would(coverage, "330101", 2)


def test_the_radius_that_would_do_does(china_plan: Plan) -> None:
    near = CoverageMeter(china_plan, [25]).measure()
    table = what_would(near, "440000", 25).set_index("share")
    row = table.loc[0.9]
    again = CoverageMeter(china_plan, [row["needed_km"] * (1 - 1e-3), row["needed_km"] * 1.001])
    regions = again.measure().regions
    mine = regions[(regions["adcode"] == "440000") & (regions["level"] == "province")]
    shares = (mine["covered_population"] / mine["population"]).tolist()
    assert shares[0] < 0.9 <= shares[1]


@pytest.mark.parametrize("adcode", ["440000", "650000", "510000"])
def test_no_zone_would_do_with_less(china_plan: Plan, adcode: str) -> None:
    coverage = CoverageMeter(china_plan, [50]).measure()
    table = what_would(coverage, adcode, 50)
    demand = china_plan.demand
    home = china_plan.regions.set_index("adcode")["province_adcode"]
    mine = demand[(demand["adcode"].map(home) == adcode) & (demand["population"] > 0)]
    lon, lat = mine.geometry.x.to_numpy(), mine.geometry.y.to_numpy()
    people = mine["population"].to_numpy()
    distance = np.array(
        [polygon.boundary.distance_km(lon, lat) for polygon in coverage.figures.polygons]
    )
    covered = (distance <= 50).any(axis=0)
    ids = coverage.zone_frame["zone_id"].to_numpy()
    for row in table.to_dict("records"):
        if not row["farther_km"]:
            assert people[covered].sum() >= row["share"] * people.sum() * (1 - 1e-9)
            continue
        for candidate in range(len(ids)):  # walk outwards from each zone, point by point
            order = np.argsort(np.where(covered, 0, distance[candidate]))
            first = np.argmax(np.cumsum(people[order]) >= row["share"] * people.sum() * (1 - 1e-12))
            way = distance[candidate][order][first]
            assert way >= row["zone_needed_km"] * (1 - 1e-9)
            if ids[candidate] == row["zone_id"]:
                assert way == pytest.approx(row["zone_needed_km"])
