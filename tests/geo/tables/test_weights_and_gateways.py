"""The weights of the demand, and the gateways nearest to zones."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo import CoverageMeter
from geo.coverage.weights import checked_weight, weights_of
from geo.indicators import zone_gateways
from layers import Plan
from layers.errors import MeasureError, UnknownError
from tests.conftest import CRS, demand_frame, point, regions_frame, square, zones_frame
from tests.geo.tables.test_tables import km


def make(**weights: object) -> Plan:
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
    return Plan(layers)


# ........................................................... weights


def test_any_column_of_numbers_is_a_weight_of_every_measure() -> None:
    plan = make(jobs=[1, 2, 4, 8], note="x", new=True)
    assert weights_of(plan) == ["population", "jobs"]
    coverage = CoverageMeter(plan, [0, 5.5]).measure()
    assert coverage.totals["covered_jobs"].tolist() == [3, 7]  # point 3 is 4.8 km from E
    rows = coverage.regions[coverage.regions["radius_km"] == 5.5].set_index("adcode")
    assert rows.loc["330102", ["jobs", "covered_jobs"]].tolist() == [6, 6]
    assert rows.loc["340101", ["jobs", "covered_jobs"]].isna().all()


def test_a_weight_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(UnknownError, match="there are population"):
        checked_weight(make(note="x"), "jobs")
    with pytest.raises(MeasureError, match="'note': is not a column of numbers"):
        checked_weight(make(note="x"), "note")
    for value in (np.nan, -1.0, np.inf):
        with pytest.raises(MeasureError, match=r"^demand\.jobs: 2, 4 has a value that is missing"):
            checked_weight(make(jobs=[1, value, 1, value]), "jobs")


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


def test_every_kind_is_measured_unless_some_are_named(ports: Plan, two_zones: Plan) -> None:
    coverage = CoverageMeter(ports, [1]).measure()
    assert set(zone_gateways(coverage)["kind"]) == {"airport", "seaport"}
    with pytest.raises(UnknownError) as caught:
        zone_gateways(coverage, ["seaport", "spaceport"])
    assert caught.value.lines == (
        "kind 'spaceport': the plan has no gateway of it; its kinds are airport, seaport",
    )
    assert zone_gateways(CoverageMeter(two_zones, [1]).measure()).empty
