"""Coverage in minutes and by other weights than people: by hand over squares."""

from collections.abc import Callable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from conftest import CRS, point, regions_frame, square, zones_frame

from geo import CoverageMeter
from geo.lenses import by_minutes, by_weight, weights_of
from layers import Plan
from layers.errors import MeasureError, UnknownError

Maker = Callable[..., Plan]


@pytest.fixture
def make() -> Maker:
    """Return a maker of a plan with zones W and E, three districts and four demand points.

    Points 1 and 2 (10 and 30 persons) are in 330101 and 330102, point 3 (60) is in 330102, point 4
    (5) in none; 340101 has none.
    """

    def make(travel: Sequence[tuple[object, ...]] | None = None, **weights: object) -> Plan:
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

    return make


# ........................................................... minutes


def test_people_are_reached_within_the_minutes_of_the_quickest_zone(make: Maker) -> None:
    plan = make([("W", "1", None, 10), ("E", "2", None, 45), ("W", "2", None, 25)])
    coverage = CoverageMeter(plan, [1]).measure()
    totals, regions = by_minutes(coverage, [30, 5, 10])
    assert totals["minutes"].tolist() == [5, 10, 30]
    assert totals["population"].tolist() == [105, 105, 105]
    assert totals["covered_population"].tolist() == [0, 10, 40]
    at = regions[regions["minutes"] == 30].set_index("adcode")["covered_population"]
    assert at[["330101", "330102", "330000"]].tolist() == [10, 30, 40]
    assert np.isnan(at["340101"])  # no demand: no figure


def test_the_tables_are_those_of_a_radius_with_minutes_for_it(make: Maker) -> None:
    coverage = CoverageMeter(make([("W", "1", None, 10)]), [1]).measure()
    totals, regions = by_minutes(coverage, [10])
    for mine, theirs in ((totals, coverage.totals), (regions, coverage.regions)):
        names = ["radius_km" if name == "minutes" else name for name in mine.columns]
        assert names == theirs.columns.tolist()
        renamed = mine.rename(columns={"minutes": "radius_km"}).assign(radius_km=1.0)
        same = [n for n in names if not n.startswith("covered")]
        pd.testing.assert_frame_equal(renamed[same], theirs[same])
        assert mine["covered_area_km2"].isna().all()


def test_a_row_of_a_district_is_for_all_its_points_but_those_with_their_own(make: Maker) -> None:
    plan = make([("E", None, "330102", 20), ("E", "3", None, 50)])
    totals, _ = by_minutes(CoverageMeter(plan, [1]).measure(), [20, 50])
    assert totals["covered_population"].tolist() == [30, 90]
    of_two = make([("W", None, "330102", 20), ("E", "3", None, 50)])  # W's time counts for all
    totals, _ = by_minutes(CoverageMeter(of_two, [1]).measure(), [20])
    assert totals["covered_population"].tolist() == [90]


def test_people_outside_every_district_may_have_times_of_their_own(make: Maker) -> None:
    plan = make([("E", "4", None, 15), ("E", None, "330101", 15)])
    totals, regions = by_minutes(CoverageMeter(plan, [1]).measure(), [15])
    assert totals["covered_population"].tolist() == [15]
    assert regions.loc[regions["level"] == "province", "covered_population"].sum() == 10


def test_a_zone_that_a_scenario_removes_reaches_nobody(make: Maker) -> None:
    plan = make([("W", "1", None, 10), ("E", "2", None, 10)])
    coverage = CoverageMeter(plan, [1]).measure(plan.zones[plan.zones["zone_id"] == "E"])
    assert by_minutes(coverage, [10])[0]["covered_population"].tolist() == [30]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("X", "1", None, 1), "travel.zone_id: X not in the plan's zones"),
        (("W", "9", None, 1), "travel.demand_id: 9 not in the plan's demand"),
        (("W", None, "330000", 1), "travel.adcode: 330000 not in the plan's regions"),
        (("W", None, None, 1), "travel: row 1 names neither demand_id nor adcode"),
    ],
)
def test_a_travel_row_about_nothing_in_the_plan_is_refused(
    make: Maker, row: tuple[object, ...], problem: str
) -> None:
    with pytest.raises(MeasureError) as caught:
        by_minutes(CoverageMeter(make([row]), [1]).measure())
    assert len(caught.value.lines) == 1
    assert caught.value.lines[0].startswith(problem)


# ........................................................... weights


def test_any_column_of_numbers_is_summed_as_people_are(make: Maker) -> None:
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


def test_the_weight_of_people_gives_the_figures_of_the_coverage(make: Maker) -> None:
    coverage = CoverageMeter(make(), [0, 1, 5.5]).measure()
    totals, regions = by_weight(coverage, "population")
    names = ["population", "covered_population"]
    for mine, theirs in ((totals, coverage.totals), (regions, coverage.regions)):
        np.testing.assert_allclose(mine[["amount", "covered_amount"]], theirs[names], rtol=1e-12)


def test_minutes_and_weights_that_make_no_sense_are_refused(make: Maker, two_zones: Plan) -> None:
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
    frames = {name: two_zones.frame(name) for name in two_zones.present}
    frames["travel"] = pd.DataFrame({"zone_id": ["W"], "adcode": ["330101"], "minutes": [5.0]})
    coverage = CoverageMeter(Plan(frames), [1]).measure()
    for totals, regions in (by_minutes(coverage, [5]), by_weight(coverage, "population")):
        assert totals.filter(regex="covered_(population|amount)").isna().all(axis=None)
        assert regions.filter(regex="covered_(population|amount)").isna().all(axis=None)
    assert coverage.demand_radius_km.tolist() == []
