"""The lines of the China plan's maps: each edge of its land is one, and what must be shown is."""

from functools import cache

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from layers.china.divisions import districts
from layers.china.map_lines import KINDS, map_lines, map_names


@cache
def lines() -> dict[str, shapely.MultiLineString]:
    frame = map_lines(districts())
    return dict(zip(frame["kind"], frame.geometry, strict=True))


@cache
def provinces() -> gpd.GeoDataFrame:
    return districts().dissolve("province_adcode", method="coverage")


def test_coast_and_national_boundary_are_the_outline_of_the_land_each_edge_once() -> None:
    outer = [lines()[kind] for kind in ("coast", "national", "undetermined")]
    country = shapely.get_parts(shapely.coverage_union_all(provinces().geometry.to_numpy()))
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
    shapes = provinces().geometry
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
    assert list(KINDS) == map_lines(districts())["kind"].tolist()


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
