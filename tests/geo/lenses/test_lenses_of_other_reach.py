"""Reach in minutes, by other weights, and from gateways."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo import CoverageMeter
from geo.lenses import (
    by_minutes,
    by_weight,
    customs_reach,
    weights_of,
    zone_gateways,
)
from layers import Plan
from layers.errors import MeasureError, UnknownError
from tests.conftest import CRS, demand_frame, point, regions_frame, square, zones_frame
from tests.geo.lenses.test_lenses import km


def make(travel: Sequence[tuple[object, ...]] | None = None, **weights: object) -> Plan:
    """Return a plan with zones W and E, three districts and four demand points.

    Points 1 and 2 (10 and 30 persons) are in 330101 and 330102, point 3 (60) is in 330102, point 4
    (5) in none; 340101 has none.
    """
    layers: dict[str, pd.DataFrame] = {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(10))),
        "regions": regions_frame(
            ("330101", square(-5, -5, 11)),
            ("330102", square(6, -5, 11)),
            ("340101", square(500, 0, 10)),
        ),
        "demand": gpd.GeoDataFrame(
            {"demand_id": ["1", "2", "3", "4"], "population": [10, 30, 60, 5], **weights},
            geometry=[point(0.5), point(10.5), point(16), point(90)],
            crs=CRS,
        ),
    }
    if travel is not None:
        columns = ["zone_id", "demand_id", "adcode", "minutes"]
        layers["travel"] = pd.DataFrame(travel, columns=columns)
    return Plan(layers)


# ........................................................... minutes


def test_people_are_reached_within_the_minutes_of_the_quickest_zone() -> None:
    travel = [("W", "1", None, 10), ("E", "2", None, 45), ("W", "2", None, 25)]
    meter = CoverageMeter(make(travel), [1])
    coverage = meter.measure()
    totals, regions = by_minutes(coverage, [30, 5, 10])
    assert totals["minutes"].tolist() == [5, 10, 30]
    assert totals["population"].tolist() == [105, 105, 105]
    assert totals["covered_population"].tolist() == [0, 10, 40]
    at = regions[regions["minutes"] == 30].set_index("adcode")["covered_population"]
    assert at[["330101", "330102", "330000"]].tolist() == [10, 30, 40]
    assert np.isnan(at["340101"])  # no demand: no figure
    one, by_region = by_minutes(coverage, [10])  # the tables are those of a radius
    for mine, theirs in ((one, coverage.totals), (by_region, coverage.regions)):
        renamed = mine.rename(columns={"minutes": "radius_km"}).assign(radius_km=1.0)
        assert renamed.columns.tolist() == theirs.columns.tolist()
        same = [name for name in theirs if not name.startswith("covered")]
        pd.testing.assert_frame_equal(renamed[same], theirs[same])
        assert mine["covered_area_km2"].isna().all()
    east = meter.measure(coverage.zone_frame[1:])  # a scenario removes W
    assert by_minutes(east, [45])[0]["covered_population"].tolist() == [30]


def test_a_row_of_a_district_is_for_all_its_points_but_those_with_their_own() -> None:
    for travel, minutes, people in (
        ([("E", None, "330102", 20), ("E", "3", None, 50)], [20, 50], [30, 90]),
        ([("W", None, "330102", 20), ("E", "3", None, 50)], [20], [90]),  # W's counts for all
        ([("E", "4", None, 15), ("E", None, "330101", 15)], [15], [15]),  # outside every district
    ):
        totals, _ = by_minutes(CoverageMeter(make(travel), [1]).measure(), minutes)
        assert totals["covered_population"].tolist() == people


def test_a_travel_row_about_nothing_in_the_plan_is_refused() -> None:
    for row, problem in (
        (("X", "1", None, 1), "travel.zone_id: X not in the plan's zones"),
        (("W", "9", None, 1), "travel.demand_id: 9 not in the plan's demand"),
        (("W", None, "330000", 1), "travel.adcode: 330000 not in the plan's regions"),
        (("W", None, None, 1), "travel: row 1 names neither demand_id nor adcode"),
    ):
        with pytest.raises(MeasureError) as caught:
            by_minutes(CoverageMeter(make([row]), [1]).measure())
        (line,) = caught.value.lines
        assert line.startswith(problem)


# ........................................................... weights


def test_any_column_of_numbers_is_summed_as_people_are() -> None:
    plan = make(jobs=[1, 2, 4, 8], note="x", new=True)
    assert weights_of(plan) == ["population", "jobs"]
    totals, regions = by_weight(CoverageMeter(plan, [0, 5.5]).measure(), "jobs")
    assert totals["amount"].tolist() == [15, 15]
    assert totals["covered_amount"].tolist() == [3, 7]  # point 3 is 4.8 km from E
    rows = regions[regions["radius_km"] == 5.5].set_index("adcode")
    assert rows.loc["330102", ["amount", "covered_amount"]].tolist() == [6, 6]
    assert rows.loc["330000", ["amount", "covered_amount"]].tolist() == [7, 7]
    assert rows.loc["340101", ["amount", "covered_amount"]].isna().all()
    assert set(regions["weight"]) == {"jobs"}
    coverage = CoverageMeter(plan, [0, 1, 5.5]).measure()
    names = ["population", "covered_population"]
    tables = zip(by_weight(coverage, names[0]), (coverage.totals, coverage.regions), strict=True)
    for mine, theirs in tables:
        np.testing.assert_allclose(mine[["amount", "covered_amount"]], theirs[names], rtol=1e-12)


def test_minutes_and_weights_that_make_no_sense_are_refused(two_zones: Plan) -> None:
    coverage = CoverageMeter(make([("W", "1", None, 10)], note="x"), [1]).measure()
    for minutes in ([], [-1], [np.nan], [np.inf]):
        with pytest.raises(MeasureError, match="minutes"):
            by_minutes(coverage, minutes)
    with pytest.raises(UnknownError, match="there are population"):
        by_weight(coverage, "jobs")
    with pytest.raises(MeasureError, match="'note': is no column of numbers"):
        by_weight(coverage, "note")
    with pytest.raises(MeasureError, match="the plan has no travel times"):
        by_minutes(CoverageMeter(two_zones, [1]).measure())
    for value in (np.nan, -1.0, np.inf):
        plan = make(jobs=[1, value, 1, value])
        with pytest.raises(MeasureError, match=r"^demand\.jobs: 2, 4 has a value that is missing"):
            by_weight(CoverageMeter(plan, [1]).measure(), "jobs")


def test_without_demand_every_figure_of_people_is_null(two_zones: Plan) -> None:
    travel = pd.DataFrame({"zone_id": ["W"], "adcode": ["330101"], "minutes": [5.0]})
    coverage = CoverageMeter(two_zones.with_layer("travel", travel), [1]).measure()
    for table in (*by_minutes(coverage, [5]), *by_weight(coverage, "population")):
        assert table.filter(regex="covered_(population|amount)").isna().all(axis=None)
    assert coverage.demand_radius_km.tolist() == []


LON = np.random.default_rng(3).uniform(-5, 16, 60)


WEST, EAST, AIRPORT = point(-10, 0), point(20, 0), point(0.5)
NEAR, FAR = point(-9, 0), point(18, 0)


@pytest.fixture(scope="module")
def ports() -> Plan:
    """Return two zones, an airport in one, between two seaports; people and clusters by them."""
    gateways = {
        "gateway_id": ["S1", "S2", "A1"],
        "name": ["West port", "East port", "Airport"],
        "kind": ["seaport", "seaport", "airport"],
        "clearance_hours": [24.0, np.nan, 6.0],
    }
    clusters = {"cluster_id": ["C"], "sector": ["ships"], "weight": [5.0]}
    return Plan(
        {
            "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(10))),
            "regions": regions_frame(("330101", square(-50, -50, 111))),
            "gateways": gpd.GeoDataFrame(gateways, geometry=[WEST, EAST, AIRPORT], crs=CRS),
            "demand": demand_frame((NEAR, 30.0), (FAR, 10.0)),
            "clusters": gpd.GeoDataFrame(clusters, geometry=[FAR], crs=CRS),
        }
    )


def test_the_nearest_gateway_of_a_kind_is_measured_to(ports: Plan) -> None:
    table = customs_reach(CoverageMeter(ports, [1, 2]).measure(), ["seaport"])
    assert table["subject"].tolist() == ["zones"] * 2 + ["clusters"] * 2 + ["population"] * 2
    zones, clusters, people = (table[rows : rows + 2] for rows in (0, 2, 4))
    expected = {
        "total": [40, 40],
        "within": [30, 40],
        "within_share": [0.75, 1],
        # of the two ports only the western states its hours
        "clearance_known": [30, 30],
        "mean_clearance_hours": [24, 24],
    }
    assert people[[*expected]].to_dict("list") == expected
    near, far = km(NEAR, WEST), km(FAR, EAST)  # 0.96 and 1.93 km
    assert people["mean_km"].tolist() == pytest.approx([(30 * near + 10 * far) / 40] * 2)
    assert clusters["within"].tolist() == [0, 5]
    assert clusters["mean_clearance_hours"].isna().all()
    west, east = km(WEST, point(0, 0)), km(EAST, point(11, 0))
    assert zones["total"].tolist() == [2, 2]
    assert zones["mean_km"].tolist() == pytest.approx([(west + east) / 2] * 2, rel=1e-6)


def test_a_zone_s_gateways_carry_their_clearance_hours(ports: Plan) -> None:
    table = zone_gateways(CoverageMeter(ports, [1]).measure())
    west = table[table["zone_id"] == "W"].set_index("kind")
    assert west["gateway_id"].to_dict() == {"airport": "A1", "seaport": "S1"}
    assert west["distance_km"].to_dict() == pytest.approx(
        {"airport": 0, "seaport": km(WEST, point(0, 0))}, rel=1e-6
    )
    assert west["clearance_hours"].to_dict() == {"airport": 6, "seaport": 24}
    east = table[(table["zone_id"] == "E") & (table["kind"] == "seaport")]
    assert east["name"].tolist() == ["East port"]
    assert east["clearance_hours"].isna().all()


def test_every_kind_is_measured_unless_some_are_named(ports: Plan) -> None:
    coverage = CoverageMeter(ports, [1]).measure()
    assert customs_reach(coverage)["kind"].tolist() == ["airport", "seaport"] * 3
    for ask in (customs_reach, zone_gateways):
        with pytest.raises(UnknownError) as caught:
            ask(coverage, ["seaport", "spaceport"])
        assert caught.value.lines == (
            "kind 'spaceport': the plan has no gateway of it; its kinds are airport, seaport",
        )


def test_what_is_not_there_is_null_rather_than_0(ports: Plan, two_zones: Plan) -> None:
    without = CoverageMeter(two_zones, [1]).measure()
    assert customs_reach(without).empty
    none = customs_reach(CoverageMeter(ports, [1]).measure(ports.zones[:0]), ["seaport"])
    assert np.isnan(none.query("subject == 'zones'")["total"]).all()
    assert zone_gateways(without).empty
    bare = ports.only(("zones", "regions", "gateways"))
    table = customs_reach(CoverageMeter(bare, [1]).measure(), ["seaport"]).set_index("subject")
    figures = ["total", "within", "within_share", "mean_km", "clearance_known"]
    assert table.loc[["population", "clusters"], figures].isna().all(axis=None)
    assert table.loc["zones", "total"] == 2
