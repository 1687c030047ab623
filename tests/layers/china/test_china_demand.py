"""Demand: each person of the census once, in its district, on dry land; gateways once each."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from layers import Plan
from layers.china.cells import CellGrid, cells_of
from layers.china.demand import Density, Weights, census_pools, joined_cells, spread
from layers.china.divisions import census, districts
from layers.china.gateways import SAME_AIRPORT_KM, gateways
from layers.china.places import places, places_of_geonames
from layers.context.world import ContextNetwork

TERRITORIES = {"710000": 23_829_897, "810000": 7_413_070, "820000": 682_070}


@pytest.fixture(scope="module")
def points(china_plan: Plan) -> gpd.GeoDataFrame:
    return china_plan.demand


@pytest.fixture(scope="module")
def by_district(points: gpd.GeoDataFrame) -> pd.Series:
    return points.groupby("adcode")["population"].sum()


def test_every_person_is_counted_once(points: gpd.GeoDataFrame, by_district: pd.Series) -> None:
    territory = points["adcode"].str[:2].isin(["71", "81", "82"])
    assert points["population"][~territory].sum() == 1_409_778_721
    assert points["population"].sum() == 1_441_703_758
    assert (points["population"] % 1 == 0).all()
    figures = census().set_index("adcode")["census_population"].dropna().drop("330110")
    assert len(figures) == 2843
    assert (by_district.reindex(figures.index) == figures).all()
    for adcode, population in TERRITORIES.items():
        own = by_district[by_district.index.str[:2] == adcode[:2]]
        assert own.sum() == population
    assert by_district.index.str.startswith("8101").sum() == 18
    pools = census_pools()
    used = pools.drop_duplicates("pool").set_index("pool")["figure"]
    assert pools["adcode"].is_unique
    assert used.sum() == 1_409_778_721 + sum(TERRITORIES.values())
    assert pools.groupby("pool")["figure"].nunique().eq(1).all()


def test_districts_counted_in_others_share_a_figure_or_have_none(by_district: pd.Series) -> None:
    both = by_district[["330110", "330113"]]  # Yuhang with Linping
    assert both.sum() == 2_744_623
    assert both.min() > 500_000
    without = set(districts()["adcode"]) - set(by_district.index)
    assert without == {"330114", "350527", "629700", "629800", "629900", "659011", "659012"}


def test_every_point_lies_on_land_in_its_district_and_has_a_stable_id(
    points: gpd.GeoDataFrame, china_plan: Plan
) -> None:
    shapes = districts().set_index("adcode").geometry
    host = shapes[points["adcode"]].to_numpy()
    assert shapely.contains_properly(host, points.geometry.to_numpy()).all()
    waters = shapely.STRtree(china_plan.frame("waters").geometry.to_numpy())
    wet = np.unique(waters.query(points.geometry.to_numpy(), predicate="within")[0])
    assert set(points["adcode"].iloc[wet]) <= {"460322"}  # reefs alone, all of it sea
    assert points.crs == "EPSG:4490"
    assert points["demand_id"].is_unique
    assert points["demand_id"].str.fullmatch(r"\d{6}-\d+").all()
    assert (points["demand_id"].str[:6] == points["adcode"]).all()
    assert (points["population"] > 0).all()
    assert not points["verified"].any()
    assert points["source"].str.endswith(" census, modelled").all()


def test_a_cell_belongs_to_the_district_and_the_land_of_its_parts() -> None:
    west, east = shapely.box(0, 0, 0.051, 0.02), shapely.box(0.051, 0, 0.1, 0.02)
    cells = cells_of(np.array([west, east]), np.array([shapely.box(0.069, 0, 0.08, 0.02)]))
    cells = cells.some(np.lexsort((cells.cell, cells.district)))
    assert (cells.grid.rows, cells.grid.columns) == (1, 5)
    assert cells.cell.tolist() == [0, 1, 2, 2, 3, 4]
    assert cells.district.tolist() == [0, 0, 0, 1, 1, 1]
    whole = cells.land_km2[0]
    assert whole == pytest.approx((0.02 * 111.2) ** 2, rel=1e-6)
    assert (cells.land_km2 / whole).round(6).tolist() == [1, 1, 0.5, 0.5, 0.5, 1]
    assert cells.lon.tolist() == [0.01, 0.03, 0.05, 0.055, 0.065, 0.09]  # centres, if dry, theirs
    flooded = cells_of(np.array([west]), np.array([shapely.box(-1, -1, 1, 1)]))
    assert len(flooded.cell) == 3  # all water: its people must be somewhere


def test_what_a_grid_holds_and_sums_is_told_by_cell() -> None:
    grid = CellGrid.over(np.array([shapely.box(0, 0, 0.08, 0.06)]))
    ring = shapely.box(0, 0, 0.06, 0.06) - shapely.box(0.02, 0.02, 0.04, 0.04)
    held = grid.holding(np.array([shapely.Point(0, 0).buffer(0.001), ring]))
    assert held.reshape(3, 4).tolist() == [[1, 1, 1, -1], [1, -1, 1, -1], [1, 1, 1, -1]]
    ends = np.array([0.01, 0.05]), np.array([0.01, 0.01])
    road = ContextNetwork(*ends, np.array([0]), np.array([1]), np.array([6.0]))
    assert grid.length_km(road).round(6).tolist() == [[1.5, 3, 1.5, 0], [0] * 4, [0] * 4]


def test_people_live_by_roads_and_places_and_few_cells_are_one_point() -> None:
    density = Density(np.array([0.0, 1, 4]), np.array([1.0, 0, 1]))
    weights = Weights(road_power=0.5, places_weight=3.0)
    assert density.people(weights).tolist() == [3, 1, 5]
    layer = districts()
    one = int(np.flatnonzero(layer["adcode"] == "310101")[0])
    cells = cells_of(np.array([shapely.box(0, 0, 0.08, 0.02)]), np.empty(0, object))
    cells = cells._replace(district=np.full(4, one))
    people = spread(cells, np.array([1.0, 1, 3, 3]), layer)
    assert people.tolist() == pytest.approx([662_030 / 8 * part for part in (1, 1, 3, 3)])
    some, sums = joined_cells(cells, np.array([1.0, 9, 40, 60]), 50)
    assert sums.tolist() == [10, 40, 60]
    assert some.lon.tolist() == [0.03, 0.05, 0.07]  # where most of the joined live


@pytest.fixture(scope="module")
def found() -> gpd.GeoDataFrame:
    return places()


def test_places_are_named_in_chinese_and_lie_in_their_district(found: gpd.GeoDataFrame) -> None:
    by_id = found.set_index("geonameid")
    assert (by_id["name_zh"][1796236], by_id["name_zh"][1812545]) == ("上海", "东莞")
    assert by_id["name_zh"].notna().all()
    pudong = found["name"][found["adcode"] == "310115"].tolist()
    assert pudong.count("Shuyuan") == 1
    assert "Shuyuan Zhen" not in pudong
    assert "Nangan" not in set(found["name"][found["adcode"] == "350122"])  # of Taiwan
    assert found["adcode"].ne("350527").all()
    qisha = by_id.loc[1797514]  # listed 0.4 km from the coast of Fangchenggang
    assert qisha["adcode"] == "450602"
    shape = districts().set_index("adcode").geometry["450602"]
    assert shapely.contains_properly(shape, qisha.geometry)
    assert shapely.distance(shape.boundary, qisha.geometry) == pytest.approx(2e-5, rel=0.1)


def test_of_geonames_places_of_china_are_kept_by_the_shortest_simplified_name() -> None:
    where = {"population": 0, "longitude": 121.5, "latitude": 31.2}
    rows = [
        {"geonameid": number, "name": names[0], "countrycode": country, "alternatenames": names}
        for number, country, names in (
            (9, "CN", ["Beicai"]),
            (7, "CN", ["Zhuqiao", "祝橋", "祝桥镇"]),
            (8, "KP", ["Nampo", "南浦"]),
        )
    ]
    kept = places_of_geonames([row | where for row in rows])
    assert kept[["geonameid", "name_zh"]].to_numpy().tolist() == [[7, "祝桥镇"], [9, ""]]


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
