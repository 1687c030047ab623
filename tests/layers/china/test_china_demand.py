"""Demand: every person of the census once, in the right district, at its places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from layers.china.demand import WHOLES, census_pools, containing, demand
from layers.china.divisions import census, districts
from layers.china.places import places, places_of_geonames

pytestmark = pytest.mark.deep

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

TERRITORIES = {"710000": 23_829_897, "810000": 7_413_070, "820000": 682_070}


@pytest.fixture(scope="module")
def points() -> gpd.GeoDataFrame:
    return demand()


@pytest.fixture(scope="module")
def found() -> gpd.GeoDataFrame:
    return places()


@pytest.fixture(scope="module")
def by_district(points: gpd.GeoDataFrame) -> pd.Series:
    return points.groupby("adcode")["population"].sum()


def test_the_mainland_has_1409_8_million_people(points: gpd.GeoDataFrame) -> None:
    territory = points["adcode"].str[:2].isin(["71", "81", "82"])
    assert points["population"][~territory].sum() == pytest.approx(1_409_778_721, rel=1e-9)
    assert points["population"].sum() == pytest.approx(1_441_703_758, rel=1e-9)


def test_each_district_sums_to_its_census_figure(by_district: pd.Series) -> None:
    figures = census().set_index("adcode")["census_population"].dropna().drop("330110")
    assert len(figures) == 2843
    error = by_district.reindex(figures.index) / figures - 1
    assert error.abs().max() < 1e-9


def test_yuhang_s_figure_is_shared_with_linping_by_their_number_of_places(
    by_district: pd.Series,
) -> None:
    both = by_district[["330110", "330113"]]
    assert both.sum() == pytest.approx(2_744_623, rel=1e-9)
    assert both["330110"] / both.sum() == pytest.approx(12 / 19)  # 12 places, none with a figure


def test_districts_counted_in_others_have_no_demand(by_district: pd.Series) -> None:
    without = set(districts()["adcode"]) - set(by_district.index)
    assert without == {"330114", "350527", "629700", "629800", "629900", "659011", "659012"}


def test_every_figure_is_used_once() -> None:
    pools = census_pools()
    figures = pools.drop_duplicates("pool").set_index("pool")["figure"]
    assert pools["adcode"].is_unique
    assert figures.sum() == 1_409_778_721 + sum(TERRITORIES.values())
    assert pools.groupby("pool")["figure"].nunique().eq(1).all()


def test_every_point_lies_in_its_district(points: gpd.GeoDataFrame) -> None:
    shapes = districts().set_index("adcode").geometry
    host = shapes[points["adcode"]].to_numpy()
    assert shapely.contains_properly(host, points.geometry.to_numpy()).all()
    assert points.crs == "EPSG:4490"


def test_points_are_modelled_and_have_stable_ids(points: gpd.GeoDataFrame) -> None:
    assert points["demand_id"].is_unique
    assert points["demand_id"].str.fullmatch(r"GN\d+|D\d{6}").all()
    assert points["demand_id"].is_monotonic_increasing
    assert (points["population"] > 0).all()
    assert not points["verified"].any()
    assert points["source"].str.startswith("modelled from the 2020").all()


def test_in_a_district_people_are_spread_by_place_population(
    points: gpd.GeoDataFrame, found: gpd.GeoDataFrame
) -> None:
    district = "330782"  # Yiwu
    own = found[(found["adcode"] == district) & (found["place_population"] > 0)]
    figure = census().set_index("adcode").loc[district, "census_population"]
    expected = figure * own["place_population"] / own["place_population"].sum()
    got = points[points["adcode"] == district].set_index("demand_id")["population"]
    for number, population in zip(own["geonameid"], expected, strict=True):
        assert got[f"GN{number}"] == pytest.approx(population)
    assert len(got) == len(own)


def test_where_there_is_no_place_the_district_s_point_has_all(
    points: gpd.GeoDataFrame, found: gpd.GeoDataFrame
) -> None:
    own = points[points["demand_id"].str.startswith("D")].set_index("adcode")
    empty = set(districts()["adcode"]) - set(found["adcode"])
    assert set(own.index) == empty & set(census_pools()["adcode"])
    assert len(own) == 268
    jinshui = own.loc["410105"]
    assert (
        jinshui["population"]
        == 2_434_732
        == census().set_index("adcode").loc["410105", "census_population"]
    )


def test_what_contains_others_is_dropped(points: gpd.GeoDataFrame) -> None:
    ids = set(points["demand_id"])
    shanghai, shenzhen, puxi, pudong = 1796236, 1795565, 11072148, 1798524
    for number in (*WHOLES, shanghai, shenzhen, puxi, pudong):
        assert f"GN{number}" not in ids
    assert "GN1812545" in ids  # Dongguan: its other places are small beside it


def test_people_that_a_dropped_place_counted_beyond_the_others_are_spread_evenly(
    points: gpd.GeoDataFrame,
) -> None:
    huangpu = points[points["adcode"] == "310101"].set_index("name")["population"]
    beyond = 662_030 - 504_700  # the district's people less Huangpu's, its only other known place
    assert huangpu["Luwan"] == pytest.approx(beyond / 2)
    assert huangpu["Huangpu"] == pytest.approx(504_700 + beyond / 2)


def test_a_place_contains_others_when_the_census_leaves_no_room_for_both() -> None:
    for populations, census_row, expected in (
        ([500, 90, 60], 200, [True, False, False]),  # a city over a district of it
        ([100, 40, 30], 100, [True, False, False]),  # a seat with its county's people
        ([60, 30, 10], 100, [False, False, False]),  # towns that add up
        ([60, 50], 100, [False, False]),  # a little too many: years differ
        ([300, 250, 30, 20], 60, [True, True, False, False]),  # a city and its inner city
        ([500, 0, 0], 200, [False, False, False]),  # contains nobody that is counted
        ([500], 200, [False]),
    ):
        assert containing(np.array(populations, dtype=float), census_row).tolist() == expected


def test_places_off_the_coast_are_put_just_inside_the_nearest_district(
    found: gpd.GeoDataFrame,
) -> None:
    places_by_id = found.set_index("geonameid")
    qisha = places_by_id.loc[1797514]  # listed 0.4 km from the coast of Fangchenggang
    assert qisha["adcode"] == "450602"
    shape = districts().set_index("adcode").geometry["450602"]
    assert shapely.contains_properly(shape, qisha.geometry)
    assert shapely.distance(shape.boundary, qisha.geometry) == pytest.approx(2e-5, rel=0.1)


def test_places_of_taiwan_in_fujian_are_in_no_mainland_figure(found: gpd.GeoDataFrame) -> None:
    names = found["name"][found["adcode"] == "350122"]
    assert "Nangan" not in set(names)
    assert found["adcode"].ne("350527").all()


def test_a_place_has_its_chinese_name(found: gpd.GeoDataFrame) -> None:
    names = found.set_index("geonameid")["name_zh"]
    assert names[1796236] == "上海"
    assert names[1812545] == "东莞"
    assert names.notna().all()


def test_of_geonames_places_of_china_are_kept_by_the_shortest_simplified_name() -> None:
    where = {"population": 0, "longitude": 121.5, "latitude": 31.2}
    rows = [
        {"geonameid": 9, "name": "Beicai", "countrycode": "CN", "alternatenames": ["Beicai"]},
        {
            "geonameid": 7,
            "name": "Zhuqiao",
            "countrycode": "CN",
            "alternatenames": ["祝橋", "祝桥镇"],
        },
        {"geonameid": 8, "name": "Nampo", "countrycode": "KP", "alternatenames": ["南浦"]},
    ]
    kept = places_of_geonames([row | where for row in rows])
    assert kept[["geonameid", "name_zh"]].to_numpy().tolist() == [[7, "祝桥镇"], [9, ""]]


def test_the_same_points_come_again(points: gpd.GeoDataFrame) -> None:
    assert demand().equals(points)


def test_a_town_and_its_township_of_one_name_are_one_place(found: gpd.GeoDataFrame) -> None:
    pudong = found["name"][found["adcode"] == "310115"].tolist()
    assert pudong.count("Shuyuan") == 1
    assert "Shuyuan Zhen" not in pudong


def test_hong_kong_macao_and_taiwan_sum_by_territory(by_district: pd.Series) -> None:
    for adcode, population in TERRITORIES.items():
        own = by_district[by_district.index.str[:2] == adcode[:2]]
        assert own.sum() == pytest.approx(population, rel=1e-9)
    assert by_district.index.str.startswith("8101").sum() == 18
