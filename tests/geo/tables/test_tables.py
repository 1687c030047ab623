"""Tables over squares of a hundredth of a degree: why a region is covered, and which are not."""

from functools import partial

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import CoverageMeter
from geo.coverage.scope import Scope
from geo.tables import cluster_reach, explain, explained, outside, underserved, what_would, within
from layers import Plan
from layers.errors import MeasureError, UnknownError
from layers.example import example_plan
from layers.geometry.ellipsoid import GRS80
from tests.conftest import (
    demand_frame,
    km2,
    layer_frame,
    point,
    regions_frame,
    square,
    zones_frame,
)


def plan_of(**layers: gpd.GeoDataFrame) -> Plan:
    return Plan(layers)


def km(one: shapely.Point, other: shapely.Point) -> float:
    return float(GRS80.geod.inv(one.x, one.y, other.x, other.y)[2] / 1e3)


@pytest.fixture
def overlapping() -> Plan:
    """Return a plan of A from 0 to 2 and B from 1 to 3, two squares high, over two districts.

    The districts meet at 1. People are at 0.5 (in A), 1.5 (in both), 2.5 (in B) and 9 (in neither).
    """
    return plan_of(
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


def test_what_a_region_lacks_is_null(two_zones: Plan) -> None:
    islet = demand_frame((point(0.5), 3)).assign(adcode="330201")
    plan = plan_of(
        zones=zones_frame(("A", "F", square(0))),
        regions=regions_frame(("330101", square(-5, -5, 11)), ("330201", square(50))),
        demand=islet,
    )
    table = explain(CoverageMeter(plan, [0]).measure(), "330201", 0)
    figures = ["covered_population", "sole_population", "covered_area_km2"]
    assert table[["zone_id", *figures]].to_numpy().tolist() == [["A", 3, 3, 0]]
    table = explain(CoverageMeter(two_zones, [0]).measure(), "330102", 0)  # no demand
    assert table["zone_id"].tolist() == ["E"]
    assert table["covered_area_km2"].tolist() == pytest.approx([km2(square(10))])
    people = ["distance_km", "covered_population", "sole_population", "sole_population_share"]
    assert table[people].isna().all(axis=None)
    far = regions_frame(("330101", square(-5, -5, 11)), ("440101", square(500)))
    coverage = CoverageMeter(two_zones.with_layer("regions", far), [5]).measure()
    assert explain(coverage, "440101", 5).empty  # nothing reaches it


@pytest.mark.parametrize(
    ("name", "codes"),
    [("East", "330102"), ("eas", "330102"), ("东区", "330102"), ("w", "330101"), ("", "")],
)
def test_a_region_given_by_name_is_refused_with_its_code(name: str, codes: str) -> None:
    plan = example_plan()
    regions = plan.regions.assign(name_zh=["西区", "东区"])
    coverage = CoverageMeter(plan.with_layer("regions", regions), [5]).measure()
    said = f"with this name: {codes}$" if codes else "no region of the plan has it"
    with pytest.raises(UnknownError, match=said):
        explain(coverage, name, 5)


def test_an_unknown_region_level_or_radius_is_refused(served: Plan) -> None:
    coverage = CoverageMeter(served, [1]).measure()
    for adcode in ("999999", "", "330101 "):
        with pytest.raises(UnknownError, match="no region of the plan") as caught:
            explain(coverage, adcode, 1)
        assert len(caught.value.lines) == 1
    for radius_km in (2.0, -1.0, float("nan")):
        for ask in (
            partial(explain, coverage, "330101"),
            partial(underserved, coverage),
            partial(what_would, coverage, "330101"),
        ):
            with pytest.raises(MeasureError, match="was not measured"):
                ask(radius_km)
    with pytest.raises(UnknownError, match="level 'county': there is none"):
        underserved(coverage, 1, "county")
    with pytest.raises(MeasureError, match="most 0: must be"):
        underserved(coverage, 1, most=0)
    with pytest.raises(UnknownError, match="no region"):
        what_would(coverage, "999999", 1)


def test_the_region_explained_has_its_figures_and_its_nearest_zone(two_zones: Plan) -> None:
    people = demand_frame((point(9, 0), 4), (point(12, 0), 6))
    coverage = CoverageMeter(two_zones.with_layer("demand", people), [0.5, 50]).measure()
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
def served() -> Plan:
    """Return a plan of a zone, three districts with 7, 7 and 30 people beyond it, one with none."""
    return plan_of(
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


# ........................................................... outside


def test_people_outside_every_region(two_zones: Plan) -> None:
    plan = plan_of(
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
    table = outside(CoverageMeter(two_zones, [1]).measure())  # no demand at all
    assert table[["points", "population", "covered_population"]].iloc[0].tolist() == [0, 0, 0]
    assert table["districts_without_demand"].tolist() == [2]


def test_a_cluster_is_reached_as_the_sectors_table_counts_it_and_only_those_asked_for() -> None:
    meter = CoverageMeter(example_plan(), radii_km=[0, 5, 7.8])
    coverage = meter.measure()
    for radius_km, reached in ((0, [False, True]), (5, [False, True]), (7.8, [True, True])):
        found = cluster_reach(coverage, radius_km)
        assert found["cluster_id"].tolist() == ["C2", "C1"]  # the farthest first
        assert found["reached"].tolist() == reached
        sectors = coverage.sectors[coverage.sectors["radius_km"] == radius_km]
        assert found["reached"].sum() == sectors["covered_clusters"].sum()
    assert found["distance_km"].round(1).tolist() == [7.7, 0.0]
    assert found["zone_id"].tolist() == ["B", "A"]
    assert found["adcode"].tolist() == ["330102", "330101"]
    assert cluster_reach(coverage, 5, np.zeros(2, bool)).empty
    for text, ids in (
        ("sector:biopharma", ["C1"]), ("region:330102", ["C2"]),
        ("region:330000", ["C2", "C1"]), ("ftz:F", ["C2", "C1"]),
    ):  # fmt: skip
        wanted = Scope.parse(text, coverage.plan).clusters(coverage)
        assert cluster_reach(coverage, 5, wanted)["cluster_id"].tolist() == ids
    found = cluster_reach(meter.measure(coverage.zone_frame.iloc[:0]), 5)  # no zone is nearest
    assert found["cluster_id"].tolist() == ["C1", "C2"]
    assert found["zone_id"].tolist() == [None, None]
    assert found["distance_km"].isna().all()
    assert not found["reached"].any()


def test_people_jobs_clusters_and_land_of_zones_by_radius(two_zones: Plan) -> None:
    people = demand_frame((point(0.5), 10), (point(1.5), 30), (point(3), 60))
    clusters = layer_frame([point(1.5), point(3)], cluster_id=["X", "Y"], sector="biopharma")
    plan = two_zones.with_layer("demand", people.assign(jobs=[1.0, 2.0, 4.0]))
    coverage = CoverageMeter(plan.with_layer("clusters", clusters), radii_km=(50,)).measure()
    figures, land = within(coverage, ["W"], (1.5, 3))  # a square is 1.1 km wide: 0.55 and 2.2 km
    assert figures["radius_km"].tolist() == [0, 1.5, 3]
    assert figures["population"].tolist() == [10, 40, 100]
    assert figures["jobs"].tolist() == [1, 3, 7]
    assert figures["clusters"].tolist() == [0, 1, 2]
    assert land["adcode"].tolist() == ["330101"]
    assert land["area_km2"].tolist() == pytest.approx(GRS80.area_km2(square(0)).tolist())
    both, land = within(coverage, ["W", "E", "not there"], ())
    assert both[["population", "clusters"]].to_numpy().tolist() == [[10, 0]]
    assert set(land["adcode"]) == {"330101", "330102"}
    coverage = CoverageMeter(two_zones).measure()  # no demand
    figures, _ = within(coverage, ["W"], (25,))
    assert np.isnan(figures["population"]).all()
    assert figures["clusters"].tolist() == [0, 0]
    none, land = within(coverage, [], ())
    assert none["clusters"].tolist() == [0]
    assert land.empty


def test_the_radius_and_the_one_zone_that_would_do() -> None:
    plan = plan_of(  # ten inside W, forty at 4, forty at 10, ten at 27, which is near E
        zones=zones_frame(("W", "F", square(0)), ("E", "F", square(30))),
        regions=regions_frame(("330101", square(-5, -20, 40)), ("330102", square(60))),
        demand=demand_frame((point(0.5), 10), (point(4), 40), (point(10), 40), (point(27), 10)),
    )
    coverage = CoverageMeter(plan, [1, 200]).measure()
    table = what_would(coverage, "330101", 1)
    # by distance: 10 inside, 10 at three hundredths (from E), 40 at three, 40 at nine
    near, far = km(point(1), point(4)), km(point(1), point(10))
    assert table["share"].tolist() == [0, 0.5, 0.9, 1]
    assert table["needed_km"].tolist() == pytest.approx([0, near, far, far], rel=1e-5)
    # ten are covered: 40 more for a half, 80 more for nine tenths, 90 more for all
    assert table["zone_id"].isna().tolist() == [True, False, False, False]
    assert table["zone_id"].tolist()[1:] == ["W", "W", "E"]
    all_of_them = km(point(30), point(4))  # from E; W would have to come to 27, just as far
    expected = [near, far, all_of_them]
    assert table["zone_needed_km"].tolist()[1:] == pytest.approx(expected, rel=1e-5)
    assert table["farther_km"].tolist() == pytest.approx([0, *(one - 1 for one in expected)])
    covered = what_would(coverage, "330101", 200)
    assert covered["farther_km"].tolist() == [0, 0, 0, 0]
    assert covered["zone_id"].isna().all()
    assert covered["needed_km"].max() < 200
    assert what_would(coverage, "330102", 1).empty  # no people
