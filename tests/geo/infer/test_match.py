"""Rows of an edited layer known again: by id as far as that goes, else by land. Unit squares."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.infer.match import Matches, match_zones
from tests.conftest import CRS, square

TOLERANCE = 1e-6
A, B, C = square(0), square(1), square(10)
WEST, EAST = shapely.box(120, 30, 120.006, 30.01), shapely.box(120.006, 30, 120.01, 30.01)
UUID = "03f30773-4620-4b05-8a50-71a7781f806e"


def layer(
    *rows: tuple[str | None, shapely.Geometry], **columns: list[str | None]
) -> gpd.GeoDataFrame:
    ids, shapes = [row[0] for row in rows], [row[1] for row in rows]
    multi = [s if s.geom_type == "MultiPolygon" else shapely.MultiPolygon([s]) for s in shapes]
    return gpd.GeoDataFrame({"zone_id": ids} | columns, geometry=multi, crs=CRS)


ZONES = layer(("A", A), ("B", B), ("C", C))


def known(
    *rows: tuple[str | None, shapely.Geometry], **columns: list[str | None]
) -> list[tuple[str, str, str | None]]:
    found = match_zones(ZONES, layer(*rows, **columns), TOLERANCE)
    return [(row.zone_id, row.kind, row.of) for row in found.rows]


def gone(*rows: tuple[str | None, shapely.Geometry]) -> Matches:
    return match_zones(ZONES, layer(*rows), TOLERANCE)


def test_what_is_only_spelled_otherwise_is_the_same_zone() -> None:
    turned = shapely.Polygon(np.roll(shapely.get_coordinates(A)[:-1], 2, axis=0)[::-1])
    denser = shapely.segmentize(B, 0.003)
    nudged = shapely.transform(C, lambda xy: xy + 4e-7)
    found = gone(("C", nudged), ("B", denser), ("A", turned))
    assert found.alike == {"A", "B", "C"}
    assert (found.merged, found.removed) == ({}, ())
    assert found.rows[0].shape.equals(C)  # to the last digit: its vertices are the plan's


def test_a_vertex_moved_by_more_than_the_tolerance_is_a_change_and_the_others_are_exact() -> None:
    corners = shapely.get_coordinates(A)
    corners[2] += 3e-6
    corners[[0, 1, 3, 4]] += 3e-7
    found = gone(("A", shapely.Polygon(corners)), ("B", B), ("C", C))
    assert found.alike == {"B", "C"}
    kept = shapely.get_coordinates(found.rows[0].shape)
    assert np.array_equal(kept[[0, 1, 3]], shapely.get_coordinates(A)[[0, 1, 3]])


def test_an_id_stays_with_the_part_that_holds_most_of_the_zone() -> None:
    other = UUID.replace("0", "1")
    for east, west in ((None, None), ("A", "A"), (None, "A"), (UUID, "A"), (other, UUID)):
        rows = known((east, EAST), (west, WEST), ("B", B), ("C", C))
        assert rows[:2] == [("A-2", "part", "A"), ("A", "zone", "A")]


Row = tuple[str | None, shapely.Geometry]
KNOWN: dict[str, tuple[list[Row], list[tuple[str, str, str | None]]]] = {
    "an id that a row alone has stays with it, even on the smaller part": (
        [(None, WEST), ("A", EAST)],
        [("A-2", "part", "A"), ("A", "zone", "A")],
    ),
    "parts that were named keep their names": (
        [("WEST", WEST), ("EAST", EAST)],
        [("WEST", "zone", "A"), ("EAST", "part", "A")],
    ),
    "fresh ids are those of nobody else": (
        [("A", WEST), ("A", EAST), ("A-2", square(20)), (None, square(30))],
        [("A", "zone", "A"), ("A-3", "part", "A"), ("A-2", "new", None), ("NEW-1", "new", None)],
    ),
    "a zone under another id is renamed": ([("X", A), ("B", B)], [("X", "zone", "A")]),
    "a zone that lost its id gets it back": (
        [(None, A), (UUID, B)],
        [("A", "zone", "A"), ("B", "zone", "B")],
    ),
    "a row on the land of a zone that is still there is a copy": (
        [("A", A), (None, A)],
        [("A", "zone", "A"), ("A-2", "copy", "A")],
    ),
    "so is a row with the id of such a zone, wherever it lies": (
        [("A", square(30)), ("A", A)],
        [("A-2", "copy", "A"), ("A", "zone", "A")],
    ),
    "a row drawn over a zone that did not change is new": (
        [("A", A), (None, WEST)],
        [("A", "zone", "A"), ("NEW-1", "new", None)],
    ),
    "zones moved apart from their land are known by their ids": (
        [("B", square(40)), ("A", square(50))],
        [("B", "zone", "B"), ("A", "zone", "A")],
    ),
}


@pytest.mark.parametrize("case", KNOWN)
def test_rows_are_known_by_id_and_else_by_land(case: str) -> None:
    rows, expected = KNOWN[case]
    assert known(*rows)[: len(expected)] == expected


def test_a_zone_is_merged_into_the_one_that_took_half_of_it_and_else_removed() -> None:
    found = gone(("A", A.union(B)), ("C", C))
    assert (found.merged, found.removed) == ({"B": "A"}, ())
    assert found.parents(found.rows[0]) == ["A", "B"]
    less = gone(("A", shapely.box(120, 30, 120.014, 30.01)), ("C", C))
    assert (less.merged, less.removed) == ({}, ("B",))
    unnamed = gone((None, WEST.union(B)), ("C", C))  # is the larger of its zones
    assert [(row.zone_id, row.of) for row in unnamed.rows] == [("B", "B"), ("C", "C")]
    assert unnamed.merged == {"A": "B"}


def test_a_row_that_remembers_its_zone_is_a_copy_or_a_part_as_the_zone_gave_up_land() -> None:
    fresh, far = (UUID, square(30)), ["A", "B", "C", "A"]
    assert known(("A", A), ("B", B), ("C", C), fresh, origin_id=far)[3][1:] == ("copy", "A")
    large = (UUID, square(30, side=2))  # more than A gave up
    assert known(("A", EAST), ("B", B), ("C", C), large, origin_id=far)[3][1:] == ("copy", "A")
    moved = (UUID, shapely.box(121, 30, 121.006, 30.01))
    assert known(("A", EAST), ("B", B), ("C", C), moved, origin_id=far)[3][1:] == ("part", "A")
    renamed = known(("X", square(30)), ("B", B), ("C", C), origin_id=["A", "B", "C"])
    assert renamed[0] == ("X", "zone", "A")
