"""Lenses over squares of a hundredth of a degree: why a region is covered, and which are not."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import demand_frame, point, regions_frame, square, zones_frame

from geo import CoverageMeter
from geo.lenses import explain, explained, outside, underserved
from layers import Plan
from layers.errors import MeasureError, UnknownError
from layers.geometry.ellipsoid import GRS80

Maker = Callable[..., Plan]


def km2(*shapes: shapely.Polygon) -> float:
    return float(GRS80.area_km2(list(shapes)).sum())


def km(one: shapely.Point, other: shapely.Point) -> float:
    return float(GRS80.geod.inv(one.x, one.y, other.x, other.y)[2] / 1e3)


@pytest.fixture
def overlapping(make_plan: Maker) -> Plan:
    """Return a plan of A from 0 to 2 and B from 1 to 3, two squares high, over two districts.

    The districts meet at 1. People are at 0.5 (in A), 1.5 (in both), 2.5 (in B) and 9 (in neither).
    """
    return make_plan(
        zones=zones_frame(("A", "F", square(0, 0, 2)), ("B", "F", square(1, 0, 2))),
        regions=regions_frame(("330101", square(-9, -5, 10)), ("330102", square(1, -5, 10))),
        demand=demand_frame((point(0.5), 10), (point(1.5), 100), (point(2.5), 1000), (point(9), 5)),
    )


# ........................................................... why


def test_a_zone_covers_and_alone_covers_what_no_other_does(overlapping: Plan) -> None:
    # at radius 0 what is covered is what lies inside
    table = explain(CoverageMeter(overlapping, [0]).measure(), "330000", 0).set_index("zone_id")
    assert table.index.tolist() == ["B", "A"]  # the most people first
    assert table["covered_population"].to_dict() == {"A": 110, "B": 1100}
    assert table["sole_population"].to_dict() == {"A": 10, "B": 1000}
    assert table["distance_km"].tolist() == [0, 0]
    west, middle, east = (shapely.box(120 + n / 100, 30, 120.01 + n / 100, 30.02) for n in range(3))
    assert table.loc["A", "covered_area_km2"] == pytest.approx(km2(west, middle))
    assert table.loc["A", "sole_area_km2"] == pytest.approx(km2(west))
    assert table.loc["B", "sole_area_km2"] == pytest.approx(km2(east))
    whole = km2(square(-9, -5, 10), square(1, -5, 10))
    assert table.loc["B", "sole_area_share"] == pytest.approx(km2(east) / whole)
    assert table.loc["A", "sole_population_share"] == pytest.approx(10 / 1115)


def test_a_district_is_explained_by_its_own_land_and_people(overlapping: Plan) -> None:
    table = explain(CoverageMeter(overlapping, [0]).measure(), "330101", 0)
    # B only touches the district, along its eastern border: it covers nothing of it
    assert table["zone_id"].tolist() == ["A"]
    assert table["covered_population"].tolist() == [10]
    assert table["sole_population_share"].tolist() == [1]
    assert table["covered_area_km2"].tolist() == pytest.approx(
        [km2(shapely.box(120, 30, 120.01, 30.02))]
    )


def test_a_zone_that_reaches_people_off_the_region_s_land_is_listed(make_plan: Maker) -> None:
    islet = demand_frame((point(0.5), 3)).assign(adcode="330201")
    plan = make_plan(
        zones=zones_frame(("A", "F", square(0))),
        regions=regions_frame(("330101", square(-5, -5, 11)), ("330201", square(50))),
        demand=islet,
    )
    table = explain(CoverageMeter(plan, [0]).measure(), "330201", 0)
    figures = ["covered_population", "sole_population", "covered_area_km2"]
    assert table[["zone_id", *figures]].to_numpy().tolist() == [["A", 3, 3, 0]]


def test_a_region_that_nothing_reaches_has_no_row(two_zones: Plan) -> None:
    frames = {name: two_zones.frame(name) for name in two_zones.present}
    frames["regions"] = regions_frame(("330101", square(-5, -5, 11)), ("440101", square(500)))
    coverage = CoverageMeter(Plan(frames), [5]).measure()
    assert explain(coverage, "440101", 5).empty


def test_without_demand_land_is_explained_and_people_are_null(two_zones: Plan) -> None:
    table = explain(CoverageMeter(two_zones, [0]).measure(), "330102", 0)
    assert table["zone_id"].tolist() == ["E"]
    assert table["covered_area_km2"].tolist() == pytest.approx([km2(square(10))])
    people = ["distance_km", "covered_population", "sole_population", "sole_population_share"]
    assert table[people].isna().all(axis=None)


def test_what_a_zone_alone_covers_is_lost_without_it(overlapping: Plan) -> None:
    meter = CoverageMeter(overlapping, [0.3, 1])
    before = meter.measure()
    table = explain(before, "330102", 1).set_index("zone_id")
    for zone in ("A", "B"):
        left = overlapping.zones[overlapping.zones["zone_id"] != zone]
        after = meter.measure_fully(left).regions
        lost = (
            before.regions[["covered_area_km2", "covered_population"]]
            - after[["covered_area_km2", "covered_population"]]
        )
        mine = (after["adcode"] == "330102") & (after["radius_km"] == 1)
        area, people = lost[mine].iloc[0]
        assert table.loc[zone, "sole_area_km2"] == pytest.approx(area, abs=1e-9 * 100)
        assert table.loc[zone, "sole_population"] == people


def test_an_unknown_region_or_a_radius_that_was_not_measured_is_refused(two_zones: Plan) -> None:
    coverage = CoverageMeter(two_zones, [1]).measure()
    for adcode in ("999999", "", "330101 "):
        with pytest.raises(UnknownError, match="no region of the plan") as caught:
            explain(coverage, adcode, 1)
        assert len(caught.value.lines) == 1
    for radius_km in (2.0, -1.0, float("nan")):
        for ask in (
            lambda radius: explain(coverage, "330101", radius),
            partial(underserved, coverage),
        ):
            with pytest.raises(MeasureError, match="was not measured"):
                ask(radius_km)


def test_the_region_explained_has_its_figures_and_its_nearest_zone(two_zones: Plan) -> None:
    frames = {name: two_zones.frame(name) for name in two_zones.present}
    frames["demand"] = demand_frame((point(9, 0), 4), (point(12, 0), 6))
    coverage = CoverageMeter(Plan(frames), [0.5, 50]).measure()
    row = explained(coverage, "330102", 0.5).iloc[0]
    assert row[["level", "population", "covered_population"]].tolist() == ["district", 10, 0]
    assert row["nearest_zone_id"] == "E"
    assert row["nearest_km"] == pytest.approx(km(point(10, 0), point(9, 0)), rel=1e-6)
    empty = explained(coverage, "330101", 0.5).iloc[0]
    assert empty[["nearest_zone_id", "nearest_km"]].isna().all()


# ........................................................... each demand point


def test_each_point_has_the_smallest_radius_that_covers_it(overlapping: Plan) -> None:
    coverage = CoverageMeter(overlapping, [0, 1, 7]).measure()
    # the point at 9 is six widths of 0.96 km from B: within 7 km
    assert coverage.demand_radius_km.tolist() == [0, 0, 0, 7]
    nothing = CoverageMeter(overlapping, [0, 1]).measure()
    assert nothing.demand_radius_km.tolist() == [0, 0, 0, np.inf]


# ........................................................... worst served


@pytest.fixture
def served(make_plan: Maker) -> Plan:
    """Return a plan of a zone, three districts with 7, 7 and 30 people beyond it, one with none."""
    return make_plan(
        zones=zones_frame(("Z", "F", square(0))),
        regions=regions_frame(
            ("330201", square(20, -5, 10)),
            ("330101", square(30, -5, 10)),
            ("340101", square(-5, -5, 11)),
            ("340102", square(60, -5, 10)),
        ),
        demand=demand_frame(
            (point(21, 0), 7),
            (point(31, 0), 7),
            (point(0.5), 4),
            (point(3, 0), 10),
            (point(5, 0), 20),
        ),
    )


def test_the_worst_served_come_first_and_equals_by_adcode(served: Plan) -> None:
    coverage = CoverageMeter(served, [1]).measure()
    table = underserved(coverage, 1)
    assert table["adcode"].tolist() == ["340101", "330101", "330201"]
    assert table["uncovered_population"].tolist() == [30, 7, 7]
    assert table["covered_population"].tolist() == [4, 0, 0]
    assert underserved(coverage, 1, most=2)["adcode"].tolist() == ["340101", "330101"]


def test_the_nearest_zone_is_told_with_how_far_the_uncovered_are(served: Plan) -> None:
    table = underserved(CoverageMeter(served, [1]).measure(), 1).set_index("adcode")
    corner = point(1, 0)
    assert table["nearest_zone_id"].tolist() == ["Z", "Z", "Z"]
    assert table.loc["340101", "nearest_km"] == 0  # someone lives in the zone
    near, far = km(corner, point(3, 0)), km(corner, point(5, 0))
    # edges are cut a little north of the geodesic between corners: 1e-6 is millimetres
    assert table.loc["340101", "mean_km"] == pytest.approx((10 * near + 20 * far) / 30, rel=1e-6)
    assert table.loc["330201", "nearest_km"] == pytest.approx(km(corner, point(21, 0)), rel=1e-6)


def test_coarser_levels_are_ranked_by_their_sums(served: Plan) -> None:
    table = underserved(CoverageMeter(served, [1]).measure(), 1, "province")
    assert table["adcode"].tolist() == ["340000", "330000"]
    assert table["uncovered_population"].tolist() == [30, 14]


def test_without_a_zone_there_is_no_nearest(served: Plan) -> None:
    coverage = CoverageMeter(served, [1]).measure(served.zones.iloc[:0])
    table = underserved(coverage, 1)
    assert table["uncovered_population"].tolist() == [34, 7, 7]
    assert table["nearest_zone_id"].isna().all()
    assert table[["nearest_km", "mean_km"]].isna().all(axis=None)


def test_where_all_are_covered_no_region_is_underserved(served: Plan) -> None:
    table = underserved(CoverageMeter(served, [100]).measure(), 100)
    assert table.empty
    assert table.columns[-3:].tolist() == ["nearest_zone_id", "nearest_km", "mean_km"]


def test_a_level_or_a_length_that_makes_no_sense_is_refused(served: Plan) -> None:
    coverage = CoverageMeter(served, [1]).measure()
    with pytest.raises(UnknownError, match="level 'county': there is none"):
        underserved(coverage, 1, "county")
    with pytest.raises(MeasureError, match="most 0: must be"):
        underserved(coverage, 1, most=0)


# ........................................................... outside


def test_people_outside_every_region_and_regions_without_people_are_reported(
    make_plan: Maker,
) -> None:
    plan = make_plan(
        zones=zones_frame(("A", "F", square(0))),
        regions=regions_frame(("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11))),
        demand=demand_frame((point(0.5), 10), (point(50), 4), (point(-6), 3)),
    )
    table = outside(CoverageMeter(plan, [1, 10]).measure()).set_index("radius_km")
    assert table["points"].tolist() == [2, 2]
    assert table["population"].tolist() == [7, 7]
    assert table["covered_population"].tolist() == [0, 3]  # the point at −6 is 5.8 km off
    assert table["districts_without_demand"].tolist() == [1, 1]
    assert table["area_without_demand_km2"].tolist() == pytest.approx([km2(square(6, -5, 11))] * 2)


def test_a_plan_without_demand_has_nobody_outside(two_zones: Plan) -> None:
    table = outside(CoverageMeter(two_zones, [1]).measure())
    assert table[["points", "population", "covered_population"]].iloc[0].tolist() == [0, 0, 0]
    assert table["districts_without_demand"].tolist() == [2]
    assert isinstance(table, pd.DataFrame)


def test_a_plan_whose_zones_are_all_removed_is_explained_by_none(served: Plan) -> None:
    coverage = CoverageMeter(served, [1]).measure(served.zones.iloc[:0])
    assert explain(coverage, "340101", 1).empty
    row = explained(coverage, "340101", 1).iloc[0]
    assert row[["population", "covered_population"]].tolist() == [34, 0]
    assert row[["nearest_zone_id", "nearest_km"]].isna().all()
    assert coverage.demand_radius_km.tolist() == [np.inf] * 5
    assert coverage.totals["covered_area_km2"].tolist() == [0]
    assert coverage.access.isna().all(axis=None)
