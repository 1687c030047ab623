"""Split, merge, transfer and swap over squares; land is conserved and new borders are shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import shapely
from edit_squares import CONTEXT, area_km2, only, refusal, square, stars, zones_of
from hypothesis import assume, example, given
from hypothesis import strategies as st

from geo.edits import Edit, Expand, Transfer, apply_edits, find_edits
from tests.searching import examples

if TYPE_CHECKING:
    import geopandas as gpd


def edit(verb: str, **options: Any) -> Edit:
    """Return an edit as a file gives it; `from_` and `with_` are the keys from and with."""
    given = {key.rstrip("_"): value for key, value in options.items()}
    (found,), problems = find_edits([{verb: given}])
    assert problems == []
    return found


def after(zones: gpd.GeoDataFrame, /, verb: str, **options: Any) -> gpd.GeoDataFrame:
    return apply_edits(zones, [edit(verb, **options)], CONTEXT)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Return a rectangle in hundredths of a degree from 120°E 30°N."""
    return shapely.box(120 + west / 100, 30 + south / 100, 120 + east / 100, 30 + north / 100)


def meridian(column: float, south: float = -1, north: float = 2) -> shapely.LineString:
    return shapely.LineString(
        [(120 + column / 100, 30 + south / 100), (120 + column / 100, 30 + north / 100)]
    )


def assert_share_their_border(one: shapely.Geometry, other: shapely.Geometry) -> None:
    """Neither gap nor overlap: where they meet they have the very same vertices and edges."""
    assert bool(shapely.coverage_is_valid([one, other], gap_width=2e-7))


def same_land(one: shapely.Geometry, other: shapely.Geometry) -> bool:
    return bool(shapely.symmetric_difference(one, other).area <= 1e-12 * other.area)


SPLIT = meridian(0.25)
LEAST = 1.1125369292536e-308  # half the least number that a double holds in full


def test_a_line_cuts_a_square_into_parts_of_a_quarter_and_three_quarters() -> None:
    child = after(
        zones_of(A=square(0), B=square(1)), "split", zone="A", line=SPLIT, into=["A", "C"]
    )
    assert child["zone_id"].tolist() == ["A", "B", "C"]
    assert only(child, "A").normalize() == shapely.MultiPolygon([box(0.25, 0, 1, 1)]).normalize()
    assert only(child, "C").normalize() == shapely.MultiPolygon([box(0, 0, 0.25, 1)]).normalize()


@pytest.mark.parametrize(
    ("into", "order"),
    [(["A", "C"], ["A", "B", "C"]), (["C", "A"], ["A", "B", "C"]), (["C", "D"], ["B", "C", "D"])],
)
def test_into_names_the_part_with_most_land_first(into: list[str], order: list[str]) -> None:
    child = after(zones_of(A=square(0), B=square(1)), "split", zone="A", line=SPLIT, into=into)
    assert child["zone_id"].tolist() == order
    assert area_km2(only(child, into[0])) == pytest.approx(0.75 * area_km2(square(0)))


def test_of_parts_equally_large_the_western_is_the_first() -> None:
    line = meridian(0.5)
    child = after(zones_of(A=square(0)), "split", zone="A", line=line.reverse(), into=["A", "C"])
    assert only(child, "A").bounds[0] == 120


def test_a_new_part_inherits_text_and_flags_but_no_figure_and_is_not_verified() -> None:
    zones = zones_of(A=square(0)).assign(jobs=[500], fenced=[True], note=["x"])
    child = after(zones, "split", zone="A", line=SPLIT, into=["A", "C"])
    old, new = child.iloc[0], child.iloc[1]
    assert old.drop("geometry").equals(zones.iloc[0].drop("geometry"))
    for column in ("ftz_id", "name", "name_zh", "sectors", "boundary_source", "note"):
        assert new[column] == zones.iloc[0][column]
    assert new["locked"]
    assert new["fenced"]
    assert new[["published_area_km2", "jobs"]].isna().all()
    assert not new["verified"]
    assert new["source"] == "scenario north"


def test_a_line_that_ends_within_the_snapping_distance_cuts_through() -> None:
    short = meridian(0.25, 0.00005, 0.99995)  # half a metre would be 0.0005
    child = after(zones_of(A=square(0)), "split", zone="A", line=short, into=["A", "C"])
    assert area_km2(only(child, "C")) == pytest.approx(0.25 * area_km2(square(0)), rel=1e-9)


def test_whole_blocks_go_with_the_part_that_they_lie_nearest_to() -> None:
    blocks = shapely.MultiPolygon([square(0), square(-2), square(2), square(3.5)])
    child = after(zones_of(A=blocks), "split", zone="A", line=SPLIT, into=["E", "W"])
    assert only(child, "E").bounds[::2] == pytest.approx((120.0025, 120.045))
    assert only(child, "W").bounds[::2] == pytest.approx((119.98, 120.0025))
    assert [len(only(child, zone).geoms) for zone in ("E", "W")] == [3, 2]


def test_an_area_cuts_out_what_lies_inside_it() -> None:
    blocks = shapely.MultiPolygon([square(0), square(2)])
    child = after(
        zones_of(A=blocks), "split", zone="A", geometry=box(1.5, -1, 4, 2), into=["C", "D"]
    )
    assert child["zone_id"].tolist() == ["C", "D"]
    assert {only(child, zone).normalize().wkt for zone in "CD"} == {
        shapely.MultiPolygon([square(column)]).normalize().wkt for column in (0, 2)
    }


def test_a_line_that_turns_back_makes_three_parts() -> None:
    hook = shapely.LineString([(120.002, 29.9), (120.002, 30.1), (120.006, 30.1), (120.006, 29.9)])
    child = after(zones_of(A=square(0)), "split", zone="A", line=hook, into=["P", "Q", "R"])
    share = [area_km2(only(child, zone)) / area_km2(square(0)) for zone in "PQR"]
    assert share == pytest.approx([0.4, 0.4, 0.2])
    assert only(child, "P").bounds[0] == 120.002


def test_merging_halves_gives_the_square_and_drops_the_other_row() -> None:
    zones = zones_of(A=square(0), B=square(10), C=square(1))
    child = after(zones, "merge", zones=["C", "A"])
    assert child["zone_id"].tolist() == ["B", "C"]
    assert same_land(only(child, "C"), box(0, 0, 2, 1))
    assert len(only(child, "C").geoms) == 1
    for apart in (square(10), box(1.001, 0, 2, 1)):  # far off, and by a metre
        merged = only(after(zones_of(A=square(0), B=apart), "merge", zones=["A", "B"], into="A"))
        assert same_land(merged, shapely.union(square(0), apart))
        assert len(merged.geoms) == 2


@pytest.mark.parametrize("gap", [0.00005, -0.00005])
def test_a_gap_or_overlap_within_the_snapping_distance_dissolves(gap: float) -> None:
    neighbour = box(1 + gap, 0.3, 2, 0.7)
    zones = zones_of(A=square(0), B=neighbour)
    merged = only(after(zones, "merge", zones=["A", "B"]))
    assert [len(block.interiors) for block in merged.geoms] == [0]
    assert same_land(merged, shapely.union(square(0), box(1, 0.3, 2, 0.7)))


def test_attributes_merge_by_rule() -> None:
    zones = zones_of(A=square(0), B=square(1)).assign(
        sectors=["biopharma;marine", "marine;wind"],
        locked=[False, True],
        verified=[True, False],
        boundary_source=["surveyed", "schematic"],
        source=["gazette", "map"],
        jobs=[500, 700],
        batch=[3, 3],
    )
    (row,) = after(zones, "merge", zones=["A", "B"]).to_dict("records")
    assert row["name"] == "Zone A"
    assert row["sectors"] == "biopharma;marine;wind"
    assert row["published_area_km2"] == 3.0
    assert (row["locked"], row["verified"]) == (True, False)
    assert row["boundary_source"] == "schematic"
    assert row["source"] == "gazette; map"
    assert pd.isna(row["jobs"])
    assert row["batch"] == 3
    zones["published_area_km2"] = [1.0, np.nan]
    assert after(zones, "merge", zones=["A", "B"])["published_area_km2"].isna().all()


def test_a_merger_under_a_new_id_stands_in_the_row_of_the_first() -> None:
    zones = zones_of(A=square(0), B=square(1), C=square(10))
    child = after(zones, "merge", zones=["B", "A"], into="N")
    assert child["zone_id"].tolist() == ["N", "C"]
    assert child["name"].tolist() == ["Zone B", "Zone C"]


def test_transfer_hands_half_a_square_to_its_neighbour() -> None:
    zones = zones_of(A=square(0), B=square(1))
    child = after(zones, "transfer", from_="A", to="B", geometry=box(0.5, -3, 5, 3))
    assert same_land(only(child, "A"), box(0, 0, 0.5, 1))
    assert same_land(only(child, "B"), box(0.5, 0, 2, 1))
    assert len(only(child, "B").geoms) == 1
    assert_share_their_border(only(child, "A"), only(child, "B"))
    assert child.drop(columns="geometry").equals(
        zones.drop(columns="geometry").reset_index(drop=True)
    )
    away = zones_of(A=square(0), B=square(10))
    child = after(away, "transfer", from_="A", to="B", geometry=square(0.5))
    assert len(only(child, "B").geoms) == 2


def test_what_is_drawn_along_the_common_border_is_snapped_and_leaves_no_sliver() -> None:
    zones = zones_of(A=square(0), B=square(1))
    drawn = box(0.5, 0.2, 0.99993, 0.8)
    child = after(zones, "transfer", from_="A", to="B", geometry=drawn)
    assert area_km2(only(child, "A")) == pytest.approx(0.7 * area_km2(square(0)), rel=1e-5)
    assert same_land(only(child, "B"), shapely.union(square(1), box(0.5, 0.2, 1, 0.8)))
    assert_share_their_border(only(child, "A"), only(child, "B"))


def test_a_swap_of_equal_land_keeps_the_area() -> None:
    zones = zones_of(A=square(0), B=square(1))
    child = after(zones, "swap", zone="A", release=box(0.7, 0, 3, 1), take=box(-0.3, 0, 0.5, 1))
    assert same_land(only(child, "A"), box(-0.3, 0, 0.7, 1))
    assert same_land(only(child, "B"), square(1))


@pytest.mark.parametrize("adjust", ["take", "release"])
@pytest.mark.parametrize("width", [0.1, 0.5])
def test_a_swap_is_balanced_by_the_side_that_adjust_names(adjust: str, width: float) -> None:
    zones = zones_of(A=square(0), B=square(1))
    take = box(-width, 0, 0, 1)
    swap = edit("swap", zone="A", release=box(0.7, 0, 3, 1), take=take, adjust=adjust)
    shape = only(apply_edits(zones, [swap], CONTEXT))
    assert area_km2(shape) == pytest.approx(area_km2(square(0)), rel=1e-8)
    released = area_km2(shapely.difference(square(0), shape)) / area_km2(square(0))
    assert released == pytest.approx(0.3 if adjust == "take" else width, rel=1e-6)
    assert len(shape.geoms) == 1


def test_taken_land_grows_round_other_zones_not_into_them() -> None:
    zones = zones_of(A=square(0), B=square(-0.1, 1))
    swap = edit("swap", zone="A", release=box(0.5, 0, 1, 1), take=box(-0.1, 0, 0, 1), adjust="take")
    child = apply_edits(zones, [swap], CONTEXT)
    assert area_km2(only(child)) == pytest.approx(area_km2(square(0)), rel=1e-8)
    assert shapely.intersection(only(child), only(child, "B")).area == 0


@pytest.mark.parametrize("adjust", [None, "take", "release"])
def test_a_swap_between_two_zones_keeps_both_areas(adjust: str | None) -> None:
    zones = zones_of(A=square(0), B=square(1))
    take = box(1, 0, 1.4, 0.5) if adjust is None else box(1, 0, 1.3, 0.5)
    options = {"adjust": adjust} if adjust else {}
    release = box(0.6, 0.5, 1, 1)
    # Equal in degrees, the northern strip is 5e-5 narrower: within the 1e-4 that need no fitting.
    child = after(zones, "swap", zone="A", with_="B", release=release, take=take, **options)
    one, other = only(child, "A"), only(child, "B")
    assert area_km2(one) == pytest.approx(area_km2(square(0)), rel=1e-4 if adjust is None else 1e-8)
    assert area_km2(one) + area_km2(other) == pytest.approx(2 * area_km2(square(0)), rel=1e-12)
    assert_share_their_border(one, other)


HOOK = "LINESTRING (120.004 29.9, 120.004 30.1, 120.008 30.1, 120.008 29.9)"
WHOLE, EAST_HALF, WEST = square(-1, -1, side=9), box(0.5, 0, 1, 1), box(-1, 0, 0, 1)
A_AND_N = ["A", "N"]
# of A and its eastern neighbour E, both of group F, and G of group G far off
REFUSED = [
    (
        edit("split", zone="A", line=meridian(5), into=A_AND_N),
        "the line misses A; draw it across, from edge to edge",
    ),
    (
        edit("split", zone="A", line=meridian(0, 0, 1), into=A_AND_N),
        "the line does not cut through A; draw it across, from edge to edge",
    ),
    (
        edit("split", zone="A", line=meridian(0.5, 0.5, 2), into=A_AND_N),
        (
            "the line does not cut through A, an end lies inside at 120.005 30.005; draw it "
            "across, from edge to edge"
        ),
    ),
    (
        edit("split", zone="A", line=HOOK, into=A_AND_N),
        (
            "the line cuts A into 3 parts (0.43 km², 0.43 km², 0.21 km²), but into names 2; "
            "name 3, or draw it otherwise"
        ),
    ),
    (
        edit("split", zone="A", geometry=square(9), into=A_AND_N),
        "the geometry misses A; draw it over a part of it",
    ),
    (
        edit("split", zone="A", geometry=WHOLE, into=A_AND_N),
        "the geometry covers all of A; draw it over a part of it",
    ),
    (
        edit("split", zone="A", line=SPLIT, into=["A", "E"]),
        "there is a zone E already; give the part another id",
    ),
    (
        edit("split", zone="A", line="LINESTRING (120 -70, 121 -70)", into=A_AND_N),
        (
            "line reaches 120–121° E -70–-70° N, beyond the plan's extent 110–130° E -10–40° "
            "N; correct the coordinates"
        ),
    ),
    (edit("merge", zones=["A", "N"]), "there is no zone N; known: A, E, G"),
    (
        edit("merge", zones=["A", "G"]),
        (
            "A is of group F, G of G; zones of one group merge, since each has an approved "
            "area of its own"
        ),
    ),
    (
        edit("merge", zones=["A", "E"], into="G"),
        "there is a zone G already; name it in zones too, or give another id",
    ),
    (
        edit("transfer", from_="A", to="E", geometry=square(1)),
        "nothing of A lies inside geometry; draw it over the zone",
    ),
    (
        edit("transfer", from_="A", to="E", geometry=WHOLE),
        "geometry covers all of A; leave some of it, or use merge or remove",
    ),
    (
        edit("transfer", from_="A", to="G", geometry=square(0.5)),
        (
            "A is of group F, G of G; land passes within one group only, since each has an "
            "approved area of its own: reshape both instead"
        ),
    ),
    (
        edit("transfer", from_="E", to="E", geometry=square(0.5)),
        "gives land of E to itself; name another zone",
    ),
    (
        edit("transfer", from_="A", to="N", geometry=square(0.5)),
        "there is no zone N; known: A, E, G",
    ),
    (
        edit("swap", zone="A", release=EAST_HALF, take=WEST),
        (
            "release is 0.534761 km² of A, take 1.06952 km²; draw them equal within 0.01 %, "
            "or name the side to be fitted in adjust"
        ),
    ),
    (
        edit("swap", zone="A", release=square(5), take=WEST),
        "nothing of A lies inside release; draw it over the zone",
    ),
    (
        edit("swap", zone="A", release=EAST_HALF, take=box(0, 0, 0.5, 1)),
        "take lies in A already; draw it outside",
    ),
    (
        edit("swap", zone="A", release=EAST_HALF, take=box(-3, 0, 0, 1), adjust="release"),
        "release cannot be fitted to 3.20856 km²; draw both nearer in size",
    ),
]


def test_what_cannot_be_done_is_refused_with_edit_zones_and_reason() -> None:
    zones = zones_of(A=square(0), E=square(1), G=square(10)).assign(ftz_id=["F", "F", "G"])
    for wrong, reason in REFUSED:
        assert refusal([wrong], zones).partition("): ")[2] == reason
    named = refusal([REFUSED[13][0]], zones)
    assert named.startswith("edit 1 (transfer A to G): ")


def test_an_edit_of_a_zone_that_a_failed_split_should_have_made_is_not_reported() -> None:
    edits = [
        edit("split", zone="A", line=meridian(9), into=["A", "C"]),
        Expand(zone="C", by_km=1),
        edit("merge", zones=["B", "C"]),
    ]
    lines = refusal(edits, zones_of(A=square(0), B=square(2))).splitlines()
    assert [line.split(":")[0] for line in lines] == ["edit 1 (split A)"]


@examples(25)
@given(stars(), st.floats(0.2, 0.8), st.floats(-1, 1))
def test_split_then_merge_gives_the_zone_back(
    zone: shapely.MultiPolygon, share: float, lean: float
) -> None:
    west, south, east, north = zone.geoms[0].bounds
    middle, width = west + share * (east - west), east - west
    line = shapely.LineString([(middle, south - width), (middle + lean * width, north + width)])
    pieces = [shapely.difference(block, shapely.buffer(line, 1e-7)) for block in zone.geoms]
    parts = [len(shapely.get_parts(piece)) for piece in pieces]
    count = sum(number for number in parts if number > 1)
    assume(count)
    smallest = min(part.area for piece in pieces for part in shapely.get_parts(piece))
    assume(smallest > 1e-6 * zone.area)
    names = [f"P{number}" for number in range(count)]
    halves = after(zones_of(A=zone), "split", zone="A", line=line, into=names)
    areas = [area_km2(only(halves, name)) for name in names]
    assert sum(areas) == pytest.approx(area_km2(zone), rel=1e-9)
    assert areas == sorted(areas, reverse=True) or np.ptp(areas) < 1e-5 * max(areas)
    back = only(after(halves, "merge", zones=names), "P0")
    assert area_km2(back) == pytest.approx(area_km2(zone), rel=1e-9)
    assert shapely.symmetric_difference(back, zone).area <= 1e-9 * zone.area
    assert len(back.geoms) == len(zone.geoms)


ON_THE_EQUATOR = shapely.MultiPolygon(
    [
        shapely.Polygon([(118.1875, LEAST), (118, 0.25), (117.875, 1.53e-17), (118, -0.09375)]),
        shapely.box(118.5, LEAST, 118.625, 0.125),
    ]
)
TRIANGLE = shapely.MultiPolygon(
    [shapely.Polygon([(118.25, 0), (117.875, 0.2165063509), (117.875, -0.2165063509)])]
)


@examples(25)
@given(stars(), stars(), st.floats(-1, 1), st.floats(-1, 1))
@example(land=ON_THE_EQUATOR, drawn=TRIANGLE, east=0.5, north=-0.375)
def test_transfer_conserves_land_and_leaves_no_overlap_gap_or_sliver(
    land: shapely.MultiPolygon, drawn: shapely.MultiPolygon, east: float, north: float
) -> None:
    # Two neighbours, made by cutting land; the geometry is a star anywhere over the giver.
    west, south, right, top = land.geoms[0].bounds
    middle = (west + right) / 2
    halves = shapely.MultiPolygon([shapely.box(west - 1, south - 1, middle, top + 1)])
    zones = after(zones_of(L=land), "split", zone="L", geometry=halves, into=["A", "B"])
    giver = only(zones, "A")
    size, centre = right - west, giver.centroid
    scale = size / max(np.ptp(shapely.get_coordinates(drawn), axis=0))
    star = shapely.affinity.scale(drawn.geoms[0], scale, scale)
    x, y = centre.x + east * size / 2, centre.y + north * size / 2
    star = shapely.affinity.translate(star, x - star.centroid.x, y - star.centroid.y)
    share = shapely.intersection(giver, star).area / giver.area
    assume(0.001 < share < 0.999)
    child = after(zones, "transfer", from_="A", to="B", geometry=star)
    one, other = only(child, "A"), only(child, "B")
    total = area_km2(one) + area_km2(other)
    assert total == pytest.approx(area_km2(land), rel=1e-9)
    smaller = min(one.area, other.area)
    assert shapely.intersection(one, other).area <= 1e-6 * smaller
    assert shapely.symmetric_difference(shapely.union(one, other), land).area <= 1e-9 * land.area
    assert_share_their_border(one, other)


def clear_of(one: shapely.Geometry, other: shapely.Geometry) -> bool:
    """Say whether each vertex lies on the other's boundary, or too far off to be snapped."""
    vertices = shapely.points(shapely.get_coordinates(one))
    apart = shapely.distance(vertices, shapely.boundary(other))
    return bool(((apart == 0) | (apart > 2e-6)).all())


@examples(12)
@given(stars(), stars())
def test_merging_zones_that_do_not_overlap_adds_their_areas(
    first: shapely.MultiPolygon, second: shapely.MultiPolygon
) -> None:
    hull = first.convex_hull
    assume(clear_of(hull, second) and clear_of(second, hull))  # else what is near is snapped
    apart = shapely.difference(second, hull)
    assume(apart.area > 1e-3 * second.area)
    assume(set(shapely.get_type_id(shapely.get_parts(apart))) == {3})
    zones = zones_of(A=first, B=shapely.MultiPolygon(list(shapely.get_parts(apart))))
    merged = only(after(zones, "merge", zones=["A", "B"]))
    expected = area_km2(first) + area_km2(apart)
    assert area_km2(merged) == pytest.approx(expected, rel=1e-9)


@examples(12)
@given(stars(), st.floats(0.2, 0.8), st.floats(0.05, 0.5), st.sampled_from(["take", "release"]))
def test_a_fitted_swap_keeps_the_area(
    zone: shapely.MultiPolygon, share: float, width: float, adjust: str
) -> None:
    west, south, east, north = zone.geoms[0].bounds
    release = shapely.box(west + share * (east - west), south - 1, east + 1, north + 1)
    take = shapely.box(west - width * (east - west), south, west, north)
    released = shapely.intersection(zone, release).area
    assume(0.01 * zone.area < released < 0.9 * zone.area)
    assume(adjust == "take" or take.area < 0.9 * zone.area)
    child = after(zones_of(A=zone), "swap", zone="A", release=release, take=take, adjust=adjust)
    # A zone may be so small that the snapping distance along its boundary is more than that.
    snap_km2 = 1e-6 * zone.length / zone.area * area_km2(zone)
    assert area_km2(only(child)) == pytest.approx(area_km2(zone), rel=1e-4, abs=snap_km2)
    assert only(child).is_valid


def test_words_of_python_have_another_name_there_and_no_other_in_a_file() -> None:
    drawn = square(1).wkt
    by_name, by_alias = (
        Transfer(**{name: "A"}, to="B", geometry=drawn) for name in ("from_zone", "from")
    )
    assert by_name == by_alias
    _, problems = find_edits([{"transfer": {"from_zone": "A", "to": "B", "geometry": drawn}}])
    assert any("from_zone" in str(problem) for problem in problems)
