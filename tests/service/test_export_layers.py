"""What a scenario comes to as layers, over squares whose figures can be worked out by hand."""

import geopandas as gpd
import pytest
import shapely
from conftest import CRS, point, regions_frame, square, zones_frame

from geo import CoverageMeter, Scenario
from geo.rules import sentences
from layers import Plan
from layers.formats import Outcome
from service.export_layers import covered_regions, outcome


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Two zones in the first of three districts; the third, of another city, has no demand."""
    demand = {"demand_id": ["1", "2"], "population": [30.0, 10.0], "adcode": ["330101", "330102"]}
    return Plan(
        {
            "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(3))),
            "regions": regions_frame(
                ("330101", square(-5, -5, 11)),
                ("330102", square(500, -5, 11)),
                ("340101", square(900, -5, 11)),
            ),
            "demand": gpd.GeoDataFrame(demand, geometry=[point(1), point(501)], crs=CRS),
        }
    )


@pytest.fixture(scope="module")
def made(plan: Plan) -> Outcome:
    edits = [
        {"reshape": {"zone": "W", "geometry": square(1).wkt}},
        {"remove": {"zone": "E"}},
        {"add": {"zone": "N", "ftz": "F", "geometry": square(1.5).wkt}},
    ]
    document = {"scenario": "s", "title": "S", "baseline": plan.baseline, "edits": edits}
    meter = CoverageMeter(plan, radii_km=(25, 50))
    return outcome(meter.measure(), meter.measure(Scenario.from_document(document)), "S 方案")


def test_changes_are_the_land_that_each_zone_gains_and_loses(made: Outcome, plan: Plan) -> None:
    changes = made.tables["changes"].set_index(["zone_id", "change"])
    assert sorted(changes.index) == [("E", "lost"), ("N", "gained"), ("W", "gained"), ("W", "lost")]
    assert changes.loc[("W", "gained"), "geometry"].equals(square(1))
    assert changes.loc[("W", "lost"), "geometry"].equals(square(0))
    areas = plan.ellipsoid.area_km2(changes.geometry)
    assert changes["area_km2"].tolist() == pytest.approx(areas.tolist(), rel=1e-9)


def test_violations_say_rule_level_and_message_and_stand_where_the_rule_is_broken(
    made: Outcome,
) -> None:
    broken = made.tables["violations"].set_index("rule")
    overlap = broken.loc["overlap"]
    assert (overlap["level"], "overlap" in overlap["message"]) == ("hard", True)
    both = shapely.intersection(square(1), square(1.5))
    assert overlap["geometry"].equals(both)
    assert broken.crs == CRS
    assert set(broken.geom_type.dropna()) == {"MultiPolygon"}


def test_violations_of_a_plan_that_speaks_chinese_are_told_in_chinese_too(plan: Plan) -> None:
    names = {layer: plan.frame(layer) for layer in plan.present}
    plan = Plan(names | {"zones": plan.zones.assign(name_zh="片区")})
    over = {"reshape": {"zone": "W", "geometry": square(2.5).wkt}}
    document = {"scenario": "s", "title": "S", "baseline": plan.baseline, "edits": [over]}
    meter = CoverageMeter(plan)
    after = meter.measure(Scenario.from_document(document))
    told = sentences(after.violations, plan, "zh")
    assert sentences(after.violations, plan, "en") == after.violations["message"].tolist()
    assert any("重叠" in text for text in told)
    broken = outcome(meter.measure(), after, "S").tables["violations"]
    assert "zh" in plan.terms.languages
    assert broken["message_zh"].tolist() == told


def test_coverage_has_a_row_for_each_region_and_three_columns_for_each_radius(
    made: Outcome,
) -> None:
    districts = made.tables["coverage_district"].set_index("adcode")
    assert districts["covered_share_25km"].to_dict() == pytest.approx(
        {"330101": 1, "330102": 0, "340101": 0}
    )
    assert districts["covered_population_25km"].tolist()[:2] == [30, 0]
    assert districts["covered_population_share_50km"].tolist()[:2] == [1, 0]
    assert (
        districts.loc[["340101"], ["population", "covered_population_25km"]].isna().all(axis=None)
    )
    cities = made.tables["coverage_city"].set_index("adcode")
    assert cities["covered_population_share_50km"].to_dict()["330100"] == 0.75
    districts_of_city = [square(-5, -5, 11), square(500, -5, 11)]
    assert cities.loc["330100", "geometry"].equals(shapely.union_all(districts_of_city))
    provinces = made.tables["coverage_province"]
    assert provinces["adcode"].tolist() == ["330000", "340000"]
    assert provinces["area_km2"].sum() == pytest.approx(districts["area_km2"].sum())


def test_the_baseline_changes_nothing_against_itself(plan: Plan) -> None:
    coverage = CoverageMeter(plan).measure()
    same = outcome(coverage, coverage, "")
    assert len(same.tables["changes"]) == 0
    assert len(covered_regions(coverage, "city")) == 2
