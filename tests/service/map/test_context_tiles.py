"""Tiles of a context: what is drawn where, no finer than a pixel, and complete."""

import itertools
from typing import Any

import mapbox_vector_tile
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.context import Context, ContextNetwork
from layers.geometry.tile_grid import DEEPEST, MARGIN, TILE_UNITS
from service.map.context_tiles import MOST_PLACES, ContextTiles

NOTHING = ContextNetwork(
    np.empty(0), np.empty(0), np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
)
NONE = np.empty(0, object)
NO_PLACES = pd.DataFrame({"name": [], "name_zh": [], "population": [], "lon": [], "lat": []})
EMPTY = Context(NONE, NONE, NONE, NOTHING, NOTHING, NO_PLACES)


def shapes(*given: shapely.Geometry) -> np.ndarray:
    return np.array(given, object)


def places(*rows: tuple[str, int, float, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["name", "population", "lon", "lat"])
    return table.assign(name_zh=None)


def drawn(tiles: ContextTiles, *place: Any) -> dict[str, Any]:
    """Return the layers of a tile, as a client reads them: the geometry and cells of each."""
    content = tiles.tile(place)
    read = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True})
    return {name: layer["features"] for name, layer in read.items()}


def shapes_of(tile: dict[str, Any], kind: str) -> np.ndarray:
    read = [shapely.geometry.shape(feature["geometry"]) for feature in tile.get(kind, [])]
    return shapely.get_parts(np.array(read, object))


def land_of(tile: dict[str, Any]) -> float:
    """Return the land of a tile as a share of it, holes left out."""
    cut = shapely.intersection(shapes_of(tile, "land"), shapely.box(0, 0, TILE_UNITS, TILE_UNITS))
    return float(shapely.area(cut).sum()) / TILE_UNITS**2


def coast_of(tile: dict[str, Any]) -> float:
    """Return how long the edges of a tile's land are that no side of its cut is."""
    length = 0.0
    for ring in shapely.get_rings(shapes_of(tile, "land")):
        for one, other in itertools.pairwise(shapely.get_coordinates(ring)):
            cut = (one == other) & np.isin(one, (-MARGIN, TILE_UNITS + MARGIN))
            length += 0 if cut.any() else float(np.hypot(*(other - one)))
    return length


def with_land(*land: shapely.Geometry) -> ContextTiles:
    return ContextTiles(EMPTY._replace(land=shapes(*land)))


def test_the_whole_world_is_one_tile_of_level_0_and_positions_are_those_of_web_maps() -> None:
    (land,) = shapes_of(drawn(with_land(shapely.box(0, 0, 90, 66.51326)), 0, 0, 0), "land")
    # a quarter of the height north
    assert land.bounds == (TILE_UNITS / 2, TILE_UNITS / 4, TILE_UNITS * 3 / 4, TILE_UNITS / 2)
    empty = ContextTiles(EMPTY)
    assert [empty.tile((level, 0, 0)) for level in range(DEEPEST + 1)] == [b""] * (DEEPEST + 1)


def test_land_is_cut_a_margin_beyond_the_tile_so_that_only_its_own_edge_is_coast() -> None:
    tiles = with_land(shapely.box(-10, -10, 10, 10))
    tile = drawn(tiles, 6, 32, 31)  # the north-east of 0° 0°, all of it land
    assert land_of(tile) == 1
    assert coast_of(tile) == 0
    edge = drawn(tiles, 5, 16, 15)  # 0° to 11.25°: the east and north sides of the square are in it
    assert 0.7 < land_of(edge) < 0.85
    assert 1.7 * TILE_UNITS < coast_of(edge) < 2.2 * TILE_UNITS
    sea = shapely.box(-20, -20, 20, 20).difference(shapely.box(2, 2, 4, 4))
    (land,) = shapes_of(drawn(with_land(sea), 5, 16, 15), "land")
    assert len(land.interiors) == 1


def test_a_context_beyond_180_is_shown_on_both_sides_of_it() -> None:
    for west in (170, -190):
        across = with_land(shapely.box(west, -10, west + 20, 10))
        left, right = drawn(across, 4, 15, 7), drawn(across, 4, 0, 7)
        assert 0 < land_of(left) == pytest.approx(land_of(right), abs=0.01)
        assert land_of(drawn(across, 4, 1, 7)) == 0
    town = ContextTiles(EMPTY._replace(places=places(("Town", 9_000_000, 180.5, 0.5))))
    assert names(drawn(town, 5, 0, 15)) == ["Town"]


def names(tile: dict[str, Any]) -> list[str]:
    return [feature["properties"]["name"] for feature in tile.get("places", [])]


def mercator(lon_lat: np.ndarray) -> np.ndarray:
    """Return positions as parts of the world's width, by the formula of the projection."""
    y = np.log(np.tan(np.pi / 4 + np.radians(lon_lat[:, 1]) / 2))
    return np.column_stack([lon_lat[:, 0] / 360, -y / (2 * np.pi)])


def test_the_tiles_of_the_next_level_hold_what_a_tile_holds() -> None:
    circle = shapely.Point(11, 45).buffer(9, 64)
    expected = shapely.transform(circle, mercator).area
    tiles = with_land(circle)
    for level in range(3, 8):
        n = 2**level
        whole = sum(land_of(drawn(tiles, level, x, y)) for x in range(n // 2, n // 2 + n // 8)
                    for y in range(n // 4, n // 2)) / n**2  # fmt: skip
        assert whole == pytest.approx(expected, rel=0.01)


def test_detail_finer_than_a_pixel_is_left_out_and_comes_back_from_closer_by() -> None:
    jagged = shapely.LineString([(x / 1e3, 1 + 0.002 * (x % 2)) for x in range(1, 2000)])
    tiles = ContextTiles(EMPTY._replace(rivers=shapes(jagged)))
    far, near = (
        shapely.get_num_coordinates(shapes_of(drawn(tiles, *place), "rivers")).sum()
        for place in ((5, 16, 15), (10, 512, 509))
    )
    assert far < 10
    assert near > 50


def test_roads_join_at_their_nodes_and_a_ferry_is_no_road() -> None:
    network = ContextNetwork(
        np.array([0.1, 0.2, 0.3, 9.0]), np.array([0.1, 0.1, 0.2, 9.0]),
        np.array([0, 1, 2]), np.array([1, 2, 3]), np.array([11.0, 15.0, 1300.0]),
    )  # fmt: skip
    tiles = ContextTiles(EMPTY._replace(roads=network))
    assert "roads" not in drawn(tiles, 6, 32, 31)
    (road,) = shapes_of(drawn(tiles, 7, 64, 63), "roads")
    assert len(road.coords) == 3


def test_places_are_named_from_the_level_that_their_people_ask_for_the_largest_first() -> None:
    towns = places(("City", 3_000_000, 0.5, 0.5), ("Town", 50_000, 0.6, 0.6), ("Inn", 0, 0.61, 0.6))
    tiles = ContextTiles(EMPTY._replace(places=towns))
    asked = ((3, (4, 3)), (5, (16, 15)), (8, (128, 127)), (9, (256, 255)))
    named = {level: names(drawn(tiles, level, *at)) for level, at in asked}
    assert named == {3: [], 5: ["City"], 8: ["City"], 9: ["City", "Town"]}
    many = places(*((f"{nth} Hill", 10_000_000, 0.5 + nth / 200, 0.5) for nth in range(30)))
    tile = drawn(ContextTiles(EMPTY._replace(places=many)), 9, 256, 255)
    assert len(tile["places"]) == MOST_PLACES


def test_a_town_and_its_seat_of_the_same_name_are_named_once() -> None:
    twice = places(("Shuyuan Town", 9_000, 0.6, 0.6), ("Shuyuan", 8_000, 0.601, 0.6))
    tile = drawn(ContextTiles(EMPTY._replace(places=twice)), 12, 2054, 2041)
    assert names(tile) == ["Shuyuan Town"]
