"""Split, merge, transfer and swap over squares; land is conserved and new borders are shared."""

from itertools import product
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from edit_squares import CONTEXT, after, area_km2, box, only, reason, square, stars, zones_of
from hypothesis import assume, example, given
from hypothesis import strategies as st

from geo.edits import Reshape, Transfer, apply_edits, find_edits
from geo.edits.recut import redraw
from layers.errors import ScenarioError
from tests.searching import examples


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


def test_a_line_cuts_a_square_and_into_names_the_larger_part_first() -> None:
    quarter, rest = (shapely.MultiPolygon([box(*x, 1)]) for x in ((0, 0, 0.25), (0.25, 0, 1)))
    zones = zones_of(A=square(0), B=square(1))
    short = meridian(0.25, 0.00005, 0.99995)  # ends within the snapping distance of half a metre
    for line, into in product((SPLIT, short), (["A", "C"], ["C", "A"], ["C", "D"])):
        child = after(zones, "split", zone="A", line=line, into=into)
        assert child["zone_id"].tolist() == (["A", "B", "C"] if "A" in into else ["B", "C", "D"])
        assert only(child, into[0]).normalize() == rest.normalize()
        assert only(child, into[1]).normalize() == quarter.normalize()
    half = meridian(0.5).reverse()  # of equally large parts the western is the first
    child = after(zones, "split", zone="A", line=half, into=["A", "C"])
    assert only(child, "A").bounds[0] == 120


def test_a_new_part_inherits_text_and_flags_but_no_figure_and_is_not_verified() -> None:
    zones = zones_of(A=square(0)).assign(jobs=[500], fenced=[True], note=["x"])
    child = after(zones, "split", zone="A", line=SPLIT, into=["A", "C"])
    old, new = child.iloc[0], child.iloc[1]
    assert old.drop("geometry").equals(zones.iloc[0].drop("geometry"))
    text = ["ftz_id", "name", "name_zh", "sectors", "boundary_source", "note"]
    assert new[text].equals(zones.iloc[0][text])
    assert new[["locked", "fenced"]].all()
    assert new[["published_area_km2", "jobs"]].isna().all()
    assert not new["verified"]
    assert new["source"] == "scenario north"


def test_whole_blocks_go_with_the_part_that_they_are_nearest_to() -> None:
    blocks = shapely.MultiPolygon([square(0), square(-2), square(2), square(3.5)])
    child = after(zones_of(A=blocks), "split", zone="A", line=SPLIT, into=["E", "W"])
    assert only(child, "E").bounds[::2] == pytest.approx((120.0025, 120.045))
    assert only(child, "W").bounds[::2] == pytest.approx((119.98, 120.0025))
    assert [len(only(child, zone).geoms) for zone in ("E", "W")] == [3, 2]


def test_an_area_cuts_out_what_lies_inside_it_and_a_line_may_turn_back() -> None:
    zones = zones_of(A=shapely.MultiPolygon([square(0), square(2)]))
    child = after(zones, "split", zone="A", geometry=box(1.5, -1, 4, 2), into=["C", "D"])
    assert child["zone_id"].tolist() == ["C", "D"]
    assert {only(child, zone).normalize().wkt for zone in "CD"} == {
        shapely.MultiPolygon([square(column)]).normalize().wkt for column in (0, 2)
    }
    hook = shapely.LineString([(120.002, 29.9), (120.002, 30.1), (120.006, 30.1), (120.006, 29.9)])
    child = after(zones_of(A=square(0)), "split", zone="A", line=hook, into=["P", "Q", "R"])
    share = [area_km2(only(child, zone)) / area_km2(square(0)) for zone in "PQR"]
    assert share == pytest.approx([0.4, 0.4, 0.2])
    assert only(child, "P").bounds[0] == 120.002


def test_merging_joins_land_and_keeps_the_row_of_the_first() -> None:
    zones = zones_of(A=square(0), B=square(10), C=square(1))
    child = after(zones, "merge", zones=["C", "A"])
    assert child["zone_id"].tolist() == ["B", "C"]
    assert same_land(only(child, "C"), box(0, 0, 2, 1))
    assert len(only(child, "C").geoms) == 1
    child = after(zones, "merge", zones=["C", "A"], into="N")
    assert child["zone_id"].tolist() == ["B", "N"]
    assert child["name"].tolist() == ["Zone B", "Zone C"]
    for apart in (square(10), box(1.001, 0, 2, 1)):  # far off, and by a metre
        merged = only(after(zones_of(A=square(0), B=apart), "merge", zones=["A", "B"], into="A"))
        assert same_land(merged, shapely.union(square(0), apart))
        assert len(merged.geoms) == 2
    for gap in (0.00005, -0.00005):  # a gap or overlap within the snapping distance dissolves
        zones = zones_of(A=square(0), B=box(1 + gap, 0.3, 2, 0.7))
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
    assert (row["name"], row["sectors"]) == ("Zone A", "biopharma;marine;wind")
    assert (row["locked"], row["verified"]) == (True, False)
    assert (row["boundary_source"], row["source"]) == ("schematic", "gazette; map")
    assert (row["published_area_km2"], row["batch"]) == (3, 3)
    assert pd.isna(row["jobs"])
    zones["published_area_km2"] = [1.0, np.nan]
    assert after(zones, "merge", zones=["A", "B"])["published_area_km2"].isna().all()


def test_transfer_moves_land_to_a_neighbour_or_a_zone_far_off() -> None:
    zones = zones_of(A=square(0), B=square(1))
    child = after(zones, "transfer", from_="A", to="B", geometry=box(0.5, -3, 5, 3))
    assert same_land(only(child, "A"), box(0, 0, 0.5, 1))
    assert same_land(only(child, "B"), box(0.5, 0, 2, 1))
    assert len(only(child, "B").geoms) == 1
    assert_share_their_border(only(child, "A"), only(child, "B"))
    assert child.drop(columns="geometry").equals(
        zones.drop(columns="geometry").reset_index(drop=True)
    )
    along = box(0.5, 0.2, 0.99993, 0.8)  # is snapped to the common border, without a sliver
    child = after(zones, "transfer", from_="A", to="B", geometry=along)
    assert area_km2(only(child, "A")) == pytest.approx(0.7 * area_km2(square(0)), rel=1e-5)
    assert same_land(only(child, "B"), shapely.union(square(1), box(0.5, 0.2, 1, 0.8)))
    assert_share_their_border(only(child, "A"), only(child, "B"))
    away = zones_of(A=square(0), B=square(10))
    child = after(away, "transfer", from_="A", to="B", geometry=square(0.5))
    assert len(only(child, "B").geoms) == 2


def test_a_transfer_by_an_area_moves_the_common_border_into_the_giver() -> None:
    zones = zones_of(A=box(-1, -0.5, 1, 1.5), B=square(1), C=square(5))
    whole, given = area_km2(only(zones, "A")), 0.3 * area_km2(square(0))
    child = after(zones, "transfer", from_="A", to="B", by_km2=given)
    one, other = only(child, "A"), only(child, "B")
    passed = box(0.7, 0, 1, 1)  # what lies in front of the border, not beside it
    apart = shapely.symmetric_difference(other, shapely.union(square(1), passed))
    assert area_km2(apart) < 1e-3 * given
    assert area_km2(one) == pytest.approx(whole - given, abs=1e-6 * given)
    assert area_km2(other) == pytest.approx(area_km2(square(1)) + given, abs=1e-6 * given)
    assert same_land(shapely.union(one, other), shapely.union(only(zones, "A"), square(1)))
    assert (len(one.geoms), len(other.geoms)) == (1, 1)
    assert_share_their_border(one, other)
    assert same_land(only(child, "C"), square(5))
    back = after(child, "transfer", from_="B", to="A", by_km2=given)
    assert area_km2(only(back, "A")) == pytest.approx(whole, abs=2e-6 * given)
    assert str(Transfer(from_zone="A", to="B", by_km2=8).message) == "Transfer 8.00 km² of A to B"


def test_a_swap_keeps_the_area_by_the_side_that_adjust_names() -> None:
    zones, whole = zones_of(A=square(0), B=square(1)), area_km2(square(0))
    equal = after(zones, "swap", zone="A", release=box(0.7, 0, 3, 1), take=box(-0.3, 0, 0.5, 1))
    assert same_land(only(equal, "A"), box(-0.3, 0, 0.7, 1))
    assert same_land(only(equal, "B"), square(1))
    for adjust, width in product(("take", "release"), (0.1, 0.5)):
        areas = {"release": box(0.7, 0, 3, 1), "take": box(-width, 0, 0, 1)}
        shape = only(after(zones, "swap", zone="A", adjust=adjust, **areas))
        assert area_km2(shape) == pytest.approx(whole, rel=1e-8)
        released = area_km2(shapely.difference(square(0), shape)) / whole
        assert released == pytest.approx(0.3 if adjust == "take" else width, rel=1e-6)
        assert len(shape.geoms) == 1
    zones = zones_of(A=square(0), B=square(-0.1, 1))  # taken land grows round another zone
    areas = {"release": box(0.5, 0, 1, 1), "take": box(-0.1, 0, 0, 1)}
    child = after(zones, "swap", zone="A", adjust="take", **areas)
    assert area_km2(only(child)) == pytest.approx(whole, rel=1e-8)
    assert shapely.intersection(only(child), only(child, "B")).area == 0


def corners(land: shapely.Geometry) -> int:
    return int(shapely.get_num_coordinates(shapely.simplify(land, 1e-9))) - 1


def test_a_drawn_outline_that_is_to_be_less_is_cut_back_straight_and_gets_no_neck() -> None:
    slope = [(120, 30), (120.02, 30), (120.02, 30.002), (120, 30.012)]
    zone, drawn = shapely.Polygon(slope), box(0.5, 0, 1.5, 2)
    areas = {"release": box(-1, -1, 0.5, 3), "take": drawn}
    zones = zones_of(A=zone)
    shape = only(after(zones, "swap", zone="A", adjust="take", **areas))
    taken = shapely.difference(shape, zone)
    assert area_km2(shape) == pytest.approx(area_km2(zone), rel=1e-9)
    assert area_km2(shapely.difference(taken, drawn)) < 1e-9
    assert (taken.geom_type, corners(taken)) == ("Polygon", 4)

    zone = box(0, 0, 2, 1)
    zones = zones_of(A=zone)
    areas = {"release": box(1.2, -1, 3, 3), "take": box(-0.3, 0, 0, 1)}
    shape = only(after(zones, "swap", zone="A", adjust="release", **areas))
    released = shapely.difference(zone, shape)
    assert area_km2(shape) == pytest.approx(area_km2(zone), rel=1e-9)
    assert (corners(released), released.bounds[1:]) == (4, box(0, 0, 2, 1).bounds[1:])
    band = {"release": box(0.9, -1, 1.9, 3), "take": box(-0.3, 0, 0, 1)}
    shape = only(after(zones, "swap", zone="A", adjust="release", **band))
    assert area_km2(shape) == pytest.approx(area_km2(zone), rel=1e-9)
    assert len(shape.geoms) == 2  # a band across the zone stays one


@pytest.mark.parametrize("adjust", [None, "take", "release"])
def test_a_swap_between_two_zones_keeps_both_areas(adjust: str | None) -> None:
    zones, whole = zones_of(A=square(0), B=square(1)), area_km2(square(0))
    # Equal in degrees, the northern strip is 5e-5 narrower: within the 1e-4 that need no fitting.
    areas = {"release": box(0.6, 0.5, 1, 1), "take": box(1, 0, 1.3 if adjust else 1.4, 0.5)}
    child = after(zones, "swap", zone="A", with_="B", **areas, adjust=adjust)
    one, other = only(child, "A"), only(child, "B")
    assert area_km2(one) == pytest.approx(whole, rel=1e-8 if adjust else 1e-4)
    assert area_km2(one) + area_km2(other) == pytest.approx(2 * whole, rel=1e-12)
    assert_share_their_border(one, other)


HOOK = "LINESTRING (120.004 29.9, 120.004 30.1, 120.008 30.1, 120.008 29.9)"
WHOLE, EAST_HALF, WEST = square(-1, -1, side=9), box(0.5, 0, 1, 1), box(-1, 0, 0, 1)
AN, HALF = ["A", "N"], square(0.5)
# of A, its eastern neighbour E and C apart, all of group F, and G of group G far off
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("split", {"line": meridian(5), "into": AN}, "split-line-misses"),
    ("split", {"line": meridian(0, 0, 1), "into": AN}, "split-line-short"),
    ("split", {"line": meridian(0.5, 0.5, 2), "into": AN}, "split-line-ends-inside"),
    ("split", {"line": HOOK, "into": AN}, "split-line-count"),
    ("split", {"geometry": square(9), "into": AN}, "split-geometry-misses"),
    ("split", {"geometry": WHOLE, "into": AN}, "split-geometry-covers"),
    ("split", {"line": SPLIT, "into": ["A", "E"]}, "part-zone-taken"),
    ("split", {"line": "LINESTRING (120 -70, 121 -70)", "into": AN}, "extent-exceeded"),
    ("merge", {"zones": ["A", "N"]}, "zone-unknown"),
    ("merge", {"zones": ["A", "G"]}, "merge-other-ftz"),
    ("merge", {"zones": ["A", "E"], "into": "G"}, "merged-zone-taken"),
    ("transfer", {"from": "A", "to": "E", "geometry": square(1)}, "option-misses-zone"),
    ("transfer", {"from": "A", "to": "E", "geometry": WHOLE}, "option-covers-zone"),
    ("transfer", {"from": "A", "to": "G", "geometry": HALF}, "transfer-other-ftz"),
    ("transfer", {"from": "A", "to": "E", "by_km2": 9}, "nothing-left"),
    ("transfer", {"from": "E", "to": "A", "by_km2": 1.2}, "transfer-too-much"),
    ("transfer", {"from": "A", "to": "E", "by_km2": 1e-5}, "transfer-too-thin"),
    ("transfer", {"from": "E", "to": "C", "by_km2": 0.1}, "transfer-no-border"),
    ("transfer", {"from": "E", "to": "E", "geometry": HALF}, "transfer-to-itself"),
    ("transfer", {"from": "A", "to": "N", "geometry": HALF}, "zone-unknown"),
    ("swap", {"release": EAST_HALF, "take": WEST}, "swap-unbalanced"),
    ("swap", {"release": square(5), "take": WEST}, "option-misses-zone"),
    ("swap", {"release": EAST_HALF, "take": box(0, 0, 0.5, 1)}, "option-inside-zone"),
    (
        "swap",
        {"release": EAST_HALF, "take": box(-3, 0, 0, 1), "adjust": "release"},
        "swap-unfitted",
    ),
]


def test_what_cannot_be_done_is_refused_with_its_reason() -> None:
    east = shapely.MultiPolygon([square(1), square(3)])
    zones = zones_of(A=square(0), E=east, C=square(5), G=square(10)).assign(ftz_id=[*"FFFG"])
    for verb, options, code in REFUSED:
        own = {"zone": "A"} if verb in {"split", "swap"} else {}
        assert reason(zones, verb, **own, **options) == code


@pytest.mark.parametrize(
    ("giver", "teaches"),
    [
        ("E", "choose a zone that borders E (A), or draw the land instead of giving an area"),
        ("C", "C borders no zone of its group, so draw the land instead of giving an area"),
    ],
)
def test_where_no_border_is_shared_the_zones_that_share_one_are_named(
    giver: str, teaches: str
) -> None:
    zones = zones_of(A=square(0), E=square(1), C=square(5), G=square(2)).assign(ftz_id=[*"FFFG"])
    other = "C" if giver == "E" else "E"
    with pytest.raises(ScenarioError) as refused:
        after(zones, "transfer", from_=giver, to=other, by_km2=0.1)
    assert str(refused.value).endswith(f"share no border along which land could pass; {teaches}")


ON_THE_EQUATOR = shapely.MultiPolygon(
    [
        shapely.Polygon([(118.1875, LEAST), (118, 0.25), (117.875, 1.53e-17), (118, -0.09375)]),
        shapely.box(118.5, LEAST, 118.625, 0.125),
    ]
)
TRIANGLE = shapely.MultiPolygon(
    [shapely.Polygon([(118.25, 0), (117.875, 0.2165063509), (117.875, -0.2165063509)])]
)


def halved(land: shapely.MultiPolygon) -> gpd.GeoDataFrame:
    """Return two neighbours, A and B, made by cutting land along a meridian."""
    west, south, right, top = land.geoms[0].bounds
    half = shapely.MultiPolygon([shapely.box(west - 1, south - 1, (west + right) / 2, top + 1)])
    return after(zones_of(L=land), "split", zone="L", geometry=half, into=["A", "B"])


@examples(8)
@given(stars(), st.floats(1e-2, 0.5))
def test_a_transfer_by_an_area_passes_that_area_from_one_zone_to_the_other(
    land: shapely.MultiPolygon, share: float
) -> None:
    zones = halved(land)
    giver, taker = only(zones, "A"), only(zones, "B")
    assume(len(giver.geoms) == 1)
    by_km2 = share * area_km2(giver)
    child = after(zones, "transfer", from_="A", to="B", by_km2=by_km2)
    one, other = only(child, "A"), only(child, "B")
    assert area_km2(other) - area_km2(taker) == pytest.approx(by_km2, rel=2e-6)
    assert area_km2(giver) - area_km2(one) == pytest.approx(by_km2, rel=2e-6)
    passed = shapely.difference(other, taker)
    assert area_km2(shapely.symmetric_difference(passed, shapely.difference(giver, one))) < 1e-9
    assert shapely.coverage_is_valid([one, other])


@examples(15)
@given(stars(), stars(), st.floats(-1, 1), st.floats(-1, 1))
@example(land=ON_THE_EQUATOR, drawn=TRIANGLE, east=0.5, north=-0.375)
def test_transfer_conserves_land_and_leaves_no_overlap_gap_or_sliver(
    land: shapely.MultiPolygon, drawn: shapely.MultiPolygon, east: float, north: float
) -> None:
    # The geometry is a star anywhere over the giver.
    zones = halved(land)
    giver, (west, _, right, _) = only(zones, "A"), land.geoms[0].bounds
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


def test_words_of_python_have_another_name_there_and_no_other_in_a_file() -> None:
    drawn = square(1).wkt
    by_name, by_alias = (
        Transfer(**{name: "A"}, to="B", geometry=drawn) for name in ("from_zone", "from")
    )
    assert by_name == by_alias
    _, problems = find_edits([{"transfer": {"from_zone": "A", "to": "B", "geometry": drawn}}])
    assert any("from_zone" in str(problem) for problem in problems)


WESTERN, TIP, SOUTH = (
    (118.2682494951, 0.1489105624),
    (118.5388824338, -0.0073394376),
    (118.26, -0.16),
)
WEDGE, WAY = shapely.Polygon([TIP, WESTERN, SOUTH]), shapely.LineString([WESTERN, TIP, SOUTH])


def block(west: float, base: float) -> shapely.Polygon:
    return shapely.box(west, base, west + 0.125, 0.125)


def zones_on(base: float) -> gpd.GeoDataFrame:
    zones = zones_of(A=block(118.5, base), B=block(118.625, base), W=WEDGE)
    return zones.assign(locked=False)


FREE = {"take": shapely.box(118.4, 0, 118.5, 0.1), "adjust": "take"}
CUTS: list[tuple[str, dict[str, Any]]] = [
    ("transfer", {"from": "A", "to": "B", "geometry": WEDGE}),
    ("split", {"zone": "A", "geometry": WEDGE, "into": ["A", "C"]}),
    ("split", {"zone": "A", "line": WAY, "into": ["A", "C"]}),
    ("swap", {"zone": "A", "release": WEDGE, **FREE}),
    (
        "swap",
        {"zone": "A", "with": "B", "release": WEDGE, "take": block(118.7, 0), "adjust": "take"},
    ),
    ("merge", {"zones": ["A", "W"]}),
    ("redraw", {"corners": [(118.5, 0), (118.65, -0.007), (118.7, 0.12), (118.5, 0.125)]}),
    ("redraw", {"corners": [(118.5, 0), (118.6, 0.02), (118.625, 0.125), (118.5, 0.125)]}),
]


def made(zones: gpd.GeoDataFrame, verb: str, options: dict[str, Any]) -> gpd.GeoDataFrame:
    if verb != "redraw":
        return after(zones, verb, **options)
    drawn = Reshape(zone="A", geometry=shapely.Polygon(options["corners"]))
    return apply_edits(zones, redraw(zones, drawn, CONTEXT), CONTEXT)


@pytest.mark.parametrize(("verb", "options"), CUTS)
def test_a_base_next_to_the_equator_is_cut_as_one_on_it(verb: str, options: dict[str, Any]) -> None:
    expected = made(zones_on(0), verb, options)
    for base in (LEAST, -LEAST, 1e-13):
        found = made(zones_on(base), verb, options)
        assert found["zone_id"].tolist() == expected["zone_id"].tolist()
        for one, other in zip(found.geometry, expected.geometry, strict=True):
            assert area_km2(one) == pytest.approx(area_km2(other), rel=1e-9)
            assert shapely.symmetric_difference(one, other).area <= 1e-9 * other.area


def test_a_line_next_to_the_equator_cuts_as_one_on_it() -> None:
    line = shapely.LineString([(118.4, LEAST), (118.7, LEAST)])
    tall = zones_of(A=shapely.box(118.5, -0.125, 118.625, 0.125))
    halves = after(tall, "split", zone="A", line=line, into=["A", "C"])
    assert {shape.bounds[1::2] for shape in halves.geometry} == {(-0.125, 0), (0, 0.125)}
