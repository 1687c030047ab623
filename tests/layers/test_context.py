"""The world about a plan: what lies within an extent, and how names are chosen."""

import hashlib

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from layers.context import SOURCES, places_in_regions, read_context
from layers.context.build import _chinese, _edges, _steps
from layers.context.world import WORLD


def test_coasts_waters_and_ways_within_an_extent_are_read() -> None:
    found = read_context((121.0, 30.9, 122.0, 31.6))  # Shanghai
    parts = [part for source in SOURCES for part in source.parts]
    assert sorted(parts) == sorted(found._fields)
    mainland, islands = max(found.land, key=lambda land: land.area), len(found.land)
    assert mainland.covers(found.land[0].representative_point())
    assert islands > 3
    assert found.places["name_zh"].tolist()[0] == "上海"
    assert found.places["population"].is_monotonic_decreasing
    assert len(found.railways.start) > 100
    roads = found.roads
    assert len(roads.start) > 1_000
    (west, south), (east, north) = (
        (roads.lon[of], roads.lat[of]) for of in (roads.start, roads.end)
    )
    x_km = (east - west) * 111.2 * np.cos(np.radians((south + north) / 2))
    shares = np.hypot(x_km, (north - south) * 111.2) / roads.length_km  # of a straight way
    assert np.quantile(shares, [0.05, 0.5, 0.95]) == pytest.approx(1, abs=0.2)
    assert (roads.start != roads.end).all()
    nowhere = read_context((-140.0, -5.0, -139.9, -4.9))
    parts = (*nowhere[:3], nowhere.roads.start, nowhere.places)
    assert [len(part) for part in parts] == [0] * 5


def test_what_lies_across_180_degrees_goes_on_beyond_it() -> None:
    found = read_context((177.0, -19.0, 183.0, -16.0))  # Fiji, on both sides
    lon = found.places["lon"]
    assert {"Suva", "Labasa"} <= set(found.places["name"])
    assert lon.between(177, 183).all()
    assert found.land[-1].bounds[2] > 180
    assert found.roads.lon.min() > 176


def test_of_chinese_names_that_of_the_city_is_taken_in_simplified_letters() -> None:
    for names, chosen in (
        (["宝安", "新安", "深圳", "深圳市"], "深圳"),
        (["澄江", "江阴市", "澄江街道"], "江阴"),
        (["紐約", "纽约", "New York"], "纽约"),
        (["闵行"], "闵行"),
        (["沪", "Shanghai"], ""),
        (["관구"], ""),
    ):
        assert _chinese(names) == chosen


def test_a_place_without_a_chinese_name_has_that_of_the_region_whose_name_it_has() -> None:
    names = {
        "name": ["Changshu", "Jiashan County", "Dachang Hui Autonomous County", "Ward 4"],
        "name_zh": ["常熟市", "嘉善县", "大厂回族自治县", None],
        "adcode": ["1", "2", "3", "4"],
    }
    regions = gpd.GeoDataFrame(names, geometry=[box(x, 0, x + 1, 1) for x in range(4)])
    places = pd.DataFrame(
        {
            "name": ["Changshu", "Jiashan", "Jia", "Jiashan", "Dachang", "Ward", "Changshu"],
            "name_zh": pd.Series([*[None] * 6, "别名"], dtype=object),
            "lon": [0.5, 1.5, 1.5, 1, 2.5, 3.5, 9],
            "lat": [0.5] * 7,
        }
    )
    found = places_in_regions(places, regions)
    assert found["name_zh"].tolist() == ["常熟", "嘉善", None, None, None, None, "别名"]
    assert found["adcode"].tolist() == ["1", "2", "2", "1", "3", "4", None]


def test_the_file_is_the_one_whose_sources_and_licences_are_named() -> None:
    named = WORLD.with_name("LICENSES.md").read_text(encoding="utf-8")
    assert hashlib.sha256(WORLD.read_bytes()).hexdigest() in named
    assert all(one.licence in named for one in SOURCES)


def test_edges_are_read_from_the_text_of_their_source_once_each() -> None:
    graph = "import it\ngraph=[{1: 1.5, 2: 0.2}, {0: 1.5}, {}, {0: 0.1, 3: 0.0}]"
    assert list(_edges(graph)) == [(0, 1, 1.5), (0, 2, 0.2)]


def test_steps_add_up_to_the_positions_they_are_of() -> None:
    at = np.array([[5, -3], [7, 7], [0, 0]])
    assert _steps(at).cumsum(axis=1).T.tolist() == at.tolist()
