"""Gateways: the project's own 204, and the other airports once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely
from pyproj import Geod

from layers.china.divisions import districts
from layers.china.gateways import SAME_AIRPORT_KM, gateways

if TYPE_CHECKING:
    import geopandas as gpd


@pytest.fixture(scope="module")
def layer() -> gpd.GeoDataFrame:
    return gateways()


def test_the_204_of_the_table_come_before_other_airports(layer: gpd.GeoDataFrame) -> None:
    other = layer["gateway_id"].str.startswith("IATA-")
    assert other.tolist() == [False] * 204 + [True] * other.sum()
    kinds = layer["kind"][~other].value_counts()
    assert kinds.to_dict() == {"seaport": 86, "railport": 50, "border": 48, "airport": 20}
    assert set(layer["kind"][other]) == {"airport"}
    assert other.sum() == 255
    assert layer["gateway_id"].is_unique


def test_no_airport_is_there_twice(layer: gpd.GeoDataFrame) -> None:
    airports = layer[layer["kind"] == "airport"]
    assert airports["gateway_id"].str[-3:].is_unique  # AC-PVG and IATA-PVG would be one
    known = airports.geometry[~airports["gateway_id"].str.startswith("IATA-")]
    for other in airports.geometry[airports["gateway_id"].str.startswith("IATA-")]:
        near = [Geod(ellps="GRS80").inv(other.x, other.y, p.x, p.y)[2] for p in known]
        assert min(near) > SAME_AIRPORT_KM * 1000


def test_an_airport_is_open_and_lies_near_its_district(layer: gpd.GeoDataFrame) -> None:
    shapes = districts().set_index("adcode").geometry
    other = layer[layer["gateway_id"].str.startswith("IATA-")]
    host = shapes[other["adcode"]].to_numpy()
    assert (shapely.distance(host, other.geometry.to_numpy()) < 0.02).all()  # about 2 km
    assert not layer["name"].str.contains("construction").any()
    adcode = layer.set_index("gateway_id")["adcode"]
    for airport, district in {
        "IATA-HKG": "810110",
        "IATA-MFM": "820000",
        "IATA-TPE": "710018",
        "IATA-KNH": "350527",
    }.items():
        assert adcode[airport] == district


def test_throughput_has_its_unit_and_year(layer: gpd.GeoDataFrame) -> None:
    known = layer["throughput"].notna()
    assert known.sum() == 51
    assert layer[["throughput_unit", "throughput_year"]][known].notna().all(axis=None)
    assert layer["clearance_hours"].isna().all()
    rows = layer.set_index("gateway_id")
    yangshan = rows.loc["SP-SHA-YS"]
    assert (yangshan["throughput"], yangshan["throughput_unit"]) == (51_510_000, "TEU")
    assert rows["verified"]["IATA-SHA"]
    assert not rows["verified"]["SP-SHA-YS"]
