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


def test_every_person_is_counted_once(points: gpd.GeoDataFrame, by_district: pd.Series) -> None:
    territory = points["adcode"].str[:2].isin(["71", "81", "82"])
    assert points["population"][~territory].sum() == pytest.approx(1_409_778_721, rel=1e-9)
    assert points["population"].sum() == pytest.approx(1_441_703_758, rel=1e-9)
    figures = census().set_index("adcode")["census_population"].dropna().drop("330110")
    assert len(figures) == 2843
    assert (by_district.reindex(figures.index) / figures - 1).abs().max() < 1e-9
    for adcode, population in TERRITORIES.items():
        own = by_district[by_district.index.str[:2] == adcode[:2]]
        assert own.sum() == pytest.approx(population, rel=1e-9)
    assert by_district.index.str.startswith("8101").sum() == 18
    pools = census_pools()
    used = pools.drop_duplicates("pool").set_index("pool")["figure"]
    assert pools["adcode"].is_unique
    assert used.sum() == 1_409_778_721 + sum(TERRITORIES.values())
    assert pools.groupby("pool")["figure"].nunique().eq(1).all()


def test_districts_counted_in_others_share_a_figure_or_have_none(by_district: pd.Series) -> None:
    both = by_district[["330110", "330113"]]  # Yuhang with Linping, by their number of places
    assert both.sum() == pytest.approx(2_744_623, rel=1e-9)
    assert both["330110"] / both.sum() == pytest.approx(12 / 19)  # 12 places, none with a figure
    without = set(districts()["adcode"]) - set(by_district.index)
    assert without == {"330114", "350527", "629700", "629800", "629900", "659011", "659012"}


def test_every_point_lies_in_its_district_and_has_a_stable_id(points: gpd.GeoDataFrame) -> None:
    shapes = districts().set_index("adcode").geometry
    host = shapes[points["adcode"]].to_numpy()
    assert shapely.contains_properly(host, points.geometry.to_numpy()).all()
    assert points.crs == "EPSG:4490"
    assert points["demand_id"].is_unique
    assert points["demand_id"].str.fullmatch(r"GN\d+|D\d{6}").all()
    assert points["demand_id"].is_monotonic_increasing
    assert (points["population"] > 0).all()
    assert not points["verified"].any()
    assert points["source"].str.startswith("modelled from the 2020").all()
    assert demand().equals(points)


def test_people_are_at_the_places(points: gpd.GeoDataFrame, found: gpd.GeoDataFrame) -> None:
    figures = census().set_index("adcode")["census_population"]
    yiwu = found[(found["adcode"] == "330782") & (found["place_population"] > 0)]
    expected = figures["330782"] * yiwu["place_population"] / yiwu["place_population"].sum()
    got = points[points["adcode"] == "330782"].set_index("demand_id")["population"]
    assert len(got) == len(yiwu)
    for number, population in zip(yiwu["geonameid"], expected, strict=True):
        assert got[f"GN{number}"] == pytest.approx(population)
    huangpu = points[points["adcode"] == "310101"].set_index("name")["population"]
    beyond = 662_030 - 504_700  # the district's people less Huangpu's, its only other known place
    assert huangpu["Luwan"] == pytest.approx(beyond / 2)
    assert huangpu["Huangpu"] == pytest.approx(504_700 + beyond / 2)
    without = points[points["demand_id"].str.startswith("D")].set_index("adcode")
    empty = set(districts()["adcode"]) - set(found["adcode"])
    assert set(without.index) == empty & set(census_pools()["adcode"])
    assert len(without) == 268
    assert without.loc["410105"]["population"] == 2_434_732 == figures["410105"]


def test_a_place_without_room_beside_others_is_dropped(points: gpd.GeoDataFrame) -> None:
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
    ids = set(points["demand_id"])
    shanghai, shenzhen, puxi, pudong = 1796236, 1795565, 11072148, 1798524
    for number in (*WHOLES, shanghai, shenzhen, puxi, pudong):
        assert f"GN{number}" not in ids
    assert "GN1812545" in ids  # Dongguan: its other places are small beside it


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
