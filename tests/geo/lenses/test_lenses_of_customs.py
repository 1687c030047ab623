"""How far zones, clusters and people are from gateways: by the geodesic, over squares."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from conftest import CRS, point, regions_frame, square, zones_frame

from geo import CoverageMeter
from geo.lenses import customs_reach, zone_gateways
from layers import Plan
from layers.errors import UnknownError
from layers.geometry.ellipsoid import GRS80


def km(one: shapely.Point, other: shapely.Point) -> float:
    return float(GRS80.geod.inv(one.x, one.y, other.x, other.y)[2] / 1e3)


WEST, EAST, AIRPORT = point(-10, 0), point(20, 0), point(0.5)
NEAR, FAR = point(-9, 0), point(18, 0)


@pytest.fixture
def plan() -> Plan:
    """Return two zones, an airport in one, between two seaports; people and clusters by them."""
    return Plan(
        {
            "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(10))),
            "regions": regions_frame(("330101", square(-50, -50, 111))),
            "gateways": gpd.GeoDataFrame(
                {
                    "gateway_id": ["S1", "S2", "A1"],
                    "name": ["West port", "East port", "Airport"],
                    "kind": ["seaport", "seaport", "airport"],
                    "clearance_hours": [24.0, np.nan, 6.0],
                },
                geometry=[WEST, EAST, AIRPORT],
                crs=CRS,
            ),
            "demand": gpd.GeoDataFrame(
                {"demand_id": ["1", "2"], "population": [30.0, 10.0]}, geometry=[NEAR, FAR], crs=CRS
            ),
            "clusters": gpd.GeoDataFrame(
                {"cluster_id": ["C"], "sector": ["ships"], "weight": [5.0]}, geometry=[FAR], crs=CRS
            ),
        }
    )


def test_people_clusters_and_zones_are_measured_to_the_nearest_gateway_of_a_kind(
    plan: Plan,
) -> None:
    table = customs_reach(CoverageMeter(plan, [1, 2]).measure(), ["seaport"])
    assert table["subject"].tolist() == ["zones"] * 2 + ["clusters"] * 2 + ["population"] * 2
    people = table[table["subject"] == "population"]
    near, far = km(NEAR, WEST), km(FAR, EAST)  # 0.96 and 1.93 km
    assert people["total"].tolist() == [40, 40]
    assert people["within"].tolist() == [30, 40]
    assert people["within_share"].tolist() == [0.75, 1]
    assert people["mean_km"].tolist() == pytest.approx([(30 * near + 10 * far) / 40] * 2)
    # of the two ports only the western states its hours
    assert people["clearance_known"].tolist() == [30, 30]
    assert people["mean_clearance_hours"].tolist() == [24, 24]
    clusters = table[table["subject"] == "clusters"]
    assert clusters["within"].tolist() == [0, 5]
    assert clusters["mean_clearance_hours"].isna().all()
    zones = table[table["subject"] == "zones"]
    west, east = km(WEST, point(0, 0)), km(EAST, point(11, 0))
    assert zones["total"].tolist() == [2, 2]
    assert zones["mean_km"].tolist() == pytest.approx([(west + east) / 2] * 2, rel=1e-6)


def test_a_zone_s_gateways_carry_their_clearance_hours(plan: Plan) -> None:
    table = zone_gateways(CoverageMeter(plan, [1]).measure())
    west = table[table["zone_id"] == "W"].set_index("kind")
    assert west["gateway_id"].to_dict() == {"airport": "A1", "seaport": "S1"}
    assert west["distance_km"].to_dict() == pytest.approx(
        {"airport": 0, "seaport": km(WEST, point(0, 0))}, rel=1e-6
    )
    assert west["clearance_hours"].to_dict() == {"airport": 6, "seaport": 24}
    east = table[(table["zone_id"] == "E") & (table["kind"] == "seaport")]
    assert east["name"].tolist() == ["East port"]
    assert east["clearance_hours"].isna().all()


def test_every_kind_is_answered_where_none_is_asked_for(plan: Plan) -> None:
    table = customs_reach(CoverageMeter(plan, [1]).measure())
    assert table["kind"].tolist() == ["airport", "seaport"] * 3


def test_a_kind_that_the_plan_does_not_have_is_refused_by_name(plan: Plan) -> None:
    coverage = CoverageMeter(plan, [1]).measure()
    for ask in (customs_reach, zone_gateways):
        with pytest.raises(UnknownError, match="kind 'spaceport'") as caught:
            ask(coverage, ["seaport", "spaceport"])
        assert caught.value.lines == (
            "kind 'spaceport': the plan has no gateway of it; its kinds are airport, seaport",
        )


def test_a_plan_without_clusters_demand_or_gateways_has_no_figures(two_zones: Plan) -> None:
    assert customs_reach(CoverageMeter(two_zones, [1]).measure()).empty
    assert zone_gateways(CoverageMeter(two_zones, [1]).measure()).empty


def test_what_is_not_there_is_null_rather_than_nought(plan: Plan) -> None:
    bare = Plan({name: plan.frame(name) for name in ("zones", "regions", "gateways")})
    table = customs_reach(CoverageMeter(bare, [1]).measure(), ["seaport"]).set_index("subject")
    figures = ["total", "within", "within_share", "mean_km", "clearance_known"]
    assert table.loc["population", figures].isna().all()
    assert table.loc["clusters", figures].isna().all()
    assert table.loc["zones", "total"] == 2
