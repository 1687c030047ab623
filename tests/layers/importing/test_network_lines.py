"""Lines become the edges of a network: cut where they meet, with what they say of the way."""

import geopandas as gpd
import pytest
import shapely

from layers.importing.network_lines import noded
from tests.conftest import CRS


def lines(*shapes: list[tuple[float, float]], **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[*map(shapely.LineString, shapes)], crs=CRS)


def ends(frame: gpd.GeoDataFrame) -> list[tuple[float, ...]]:
    return [(*line.coords[0], *line.coords[-1]) for line in frame.geometry]


def test_lines_are_cut_where_they_cross_touch_and_nearly_meet() -> None:
    crossing = lines(
        [(0, 1), (2, 1)], [(1, 0), (1, 2)], [(2, 1.00000001), (3, 1)], [(5, 5), (6, 5)]
    )
    edges, (told,) = noded(crossing.assign(kind=["a", "b", "c", "d"]))
    assert sorted(edges["kind"]) == ["a", "a", "b", "b", "c", "d"]
    assert told.why.params == {"lines": 4, "edges": 6, "parts": 2}


def test_pieces_keep_the_way_their_line_leads_and_share_its_minutes() -> None:
    crossing = lines([(2, 1), (0, 1)], [(1.5, 2), (1.5, 0)], minutes=[8.0, 2.0])
    edges, _ = noded(crossing)
    assert sorted(zip(ends(edges), edges["minutes"], strict=True)) == [
        ((1.5, 1, 0, 1), 6.0),
        ((1.5, 1, 1.5, 0), 1.0),
        ((1.5, 2, 1.5, 1), 1.0),
        ((2, 1, 1.5, 1), 2.0),
    ]


@pytest.mark.parametrize("words", [["yes", "no", "-1"], ["F", "B", "T"]])
def test_one_way_may_be_said_as_openstreetmap_and_geofabrik_do(words: list[str]) -> None:
    streets = lines([(0, 0), (1, 0)], [(0, 1), (1, 1)], [(0, 2), (1, 2)], oneway=words)
    edges, _ = noded(streets)
    assert edges["oneway"].tolist() == [True, False, True]
    assert ends(edges) == [(0, 0, 1, 0), (0, 1, 1, 1), (1, 2, 0, 2)]


def test_a_line_across_180_degrees_stays_in_one_piece() -> None:
    edges, _ = noded(lines([(179.9, 0), (-179.9, 0)], [(179.95, -1), (179.95, 1)]))
    assert len(edges) == 4
    assert edges.geometry.bounds.abs().to_numpy().max() <= 180


def test_lines_meet_on_either_side_of_180_degrees() -> None:
    along = [(179.9, 0), (-179.9, 0)]
    for lon in (179.95, -179.95):
        for one in (along, along[::-1]):
            edges, _ = noded(lines(one, [(lon, -1), (lon, 1)], [(lon, 2), (lon, 3)]))
            assert len(edges) == 5


def test_what_is_no_line_is_left_for_the_check() -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=CRS)
    assert noded(frame) == (frame, [])
