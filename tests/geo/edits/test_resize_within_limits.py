"""Expand and shrink that keep off land, keep to a side, or keep within what is drawn."""

from dataclasses import replace
from itertools import product

import geopandas as gpd
import numpy as np
import pytest
import shapely
from edit_squares import (
    CONTEXT,
    EAST_KM,
    EQUATOR_SQUARE_KM2,
    NORTH_KM,
    area_km2,
    only,
    refusal,
    zones_of,
)
from shapely.geometry.base import BaseGeometry

from geo.edits import Edit, EditContext, Expand, Shrink, apply_edits
from layers import Plan
from tests.conftest import CRS
from tests.conftest import square as region


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Return a rectangle in hundredths of a degree from 120°E on the equator."""
    return shapely.box(120 + west / 100, south / 100, 120 + east / 100, north / 100)


UNIT = box(0, 0, 1, 1)
RING = shapely.difference(box(-3, -3, 4, 4), box(-1, -1, 2, 2))
"""Land all round the middle square, with room for nine squares inside it."""


def off(**obstacles: BaseGeometry) -> EditContext:
    """Return the context of a plan with these exclusions and waters."""
    lands = {layer: shapely.get_parts(shape) for layer, shape in obstacles.items()}
    return replace(CONTEXT, obstacles=lands)


def after(zones: gpd.GeoDataFrame, edit: Edit, context: EditContext = CONTEXT) -> BaseGeometry:
    return only(apply_edits(zones, [edit], context))


def squares_in(shape: BaseGeometry) -> float:
    return area_km2(shape) / EQUATOR_SQUARE_KM2


def test_growing_along_a_neighbour_leaves_neither_overlap_nor_sliver() -> None:
    neighbour = box(1.2, 0.2, 2.2, 0.8)
    edit = Expand(zone="A", by_km=0.6, keep_off=["neighbours"])
    shape = after(zones_of(A=UNIT, B=neighbour), edit)
    assert shapely.intersection(shape, neighbour).area == 0
    assert shapely.union(shape, neighbour).geom_type == "Polygon"
    west_side = {(120.012, 0.002), (120.012, 0.008)}
    assert west_side <= {tuple(xy) for xy in shapely.get_coordinates(shape).tolist()}


def test_a_target_that_much_joins_at_once_is_met_from_the_gap_outwards() -> None:
    # A wall with a gap far north: when growth reaches the gap, a strip behind it joins at once.
    wall = shapely.union(box(1.1, -50, 1.2, 3), box(1.1, 3.1, 1.2, 50))
    limits = {"keep_off": ["exclusions"]}
    steps = [
        squares_in(after(zones_of(A=UNIT), Expand(zone="A", by_km=km, **limits), off(exclusions=w)))
        for km, w in ((2.2, wall), (2.3, wall), (2.3, box(1.1, -50, 1.2, 50)))
    ]
    assert steps[1] - steps[2] > 1  # the jump is more than a square
    target = (steps[2] + 0.5) * EQUATOR_SQUARE_KM2
    edit = Expand(zone="A", to_area_km2=target, **limits)
    shape = after(zones_of(A=UNIT), edit, off(exclusions=wall))
    assert area_km2(shape) == pytest.approx(target, rel=1e-4)
    assert shapely.intersection(shape, wall).area == 0


def test_only_the_side_between_two_bearings_moves_and_the_reverse_pair_is_the_rest() -> None:
    # Seen from the middle, a quarter circle about north: the northern edge alone faces it.
    zones = zones_of(A=UNIT)
    north = after(zones, Expand(zone="A", by_km=0.5, bearing=[315, 45]))
    taken = shapely.difference(north, UNIT)
    assert taken.bounds[1] == pytest.approx(0.01, abs=1e-9)
    assert north.bounds[0] > 120 - 0.005 - 1e-9
    # The strip of half a km and the two triangles of 45° at its ends (less what corners round).
    assert area_km2(taken) == pytest.approx(0.5 * EAST_KM + 2 * 0.5**2 / 2, rel=0.1)
    south = {(120.0, 0.0), (120.01, 0.0)}
    assert south <= {tuple(xy) for xy in shapely.get_coordinates(north).tolist()}
    rest = after(zones, Expand(zone="A", by_km=0.5, bearing=[45, 315]))
    both = after(zones, Expand(zone="A", by_km=0.5))
    assert area_km2(shapely.intersection(north, rest)) == pytest.approx(EQUATOR_SQUARE_KM2)
    assert area_km2(shapely.union(north, rest)) == pytest.approx(area_km2(both), rel=1e-6)


def test_growth_within_drawn_land_fills_it_and_no_more() -> None:
    shape = after(zones_of(A=UNIT), Expand(zone="A", by_km=5, within=box(0.5, -1, 1.8, 0.3)))
    assert squares_in(shape) == pytest.approx(1 + 1.3 * 1.3 - 0.5 * 0.3, rel=1e-6)
    # what is drawn within the snapping distance of the zone touches it
    shape = after(zones_of(A=UNIT), Expand(zone="A", by_km=5, within=box(1.00005, 0, 2, 1)))
    assert squares_in(shape) == pytest.approx(2, rel=1e-6)
    assert shapely.get_num_geometries(shape) == 1


def test_what_limits_make_impossible_is_refused_with_what_can_be_reached() -> None:
    drawn, small = box(0.5, -1, 1.8, 0.3), box(0.4, 0.4, 0.6, 0.6)
    keep_off, half = {"keep_off": ["exclusions"]}, box(0.5, -1, 3, 3)
    cases: list[tuple[Edit, BaseGeometry, float, str]] = [
        (Expand(zone="A", to_area_km2=20, **keep_off), RING, 9, "not 20: keep_off leaves no room"),
        (Expand(zone="A", to_area_km2=9, within=drawn), RING, 2.54, "not 9: within leaves no room"),
        (Shrink(zone="A", to_area_km2=1.2, **keep_off), small, 0.96, "not 1.2: keep_off"),
        (Shrink(zone="A", to_area_km2=0.1, within=half), small, 0.5, "not 0.1: within"),
    ]
    for edit, exclusions, squares, why in cases:
        message = refusal([edit], zones_of(A=UNIT), off(exclusions=exclusions))
        nearest = f"nearest that can be reached is {squares * EQUATOR_SQUARE_KM2:.6g} km², {why}"
        assert message.startswith(f"edit 1 ({edit.verb} A): the {nearest}")
    message = refusal([Expand(zone="A", by_km=1, within=box(3, 3, 4, 4))], zones_of(A=UNIT))
    assert message.startswith("edit 1 (expand A): within leaves no room;")
    message = refusal([Expand(zone="A", by_km=1, keep_off=["waters"])], zones_of(A=UNIT))
    assert message.startswith("edit 1 (expand A): the plan has no waters to keep off;")


def test_shrinking_keeps_to_a_side_to_drawn_land_and_gives_up_what_is_to_be_kept_off() -> None:
    zones, target_km2 = zones_of(A=UNIT), 0.9 * EQUATOR_SQUARE_KM2
    side = after(zones, Shrink(zone="A", to_area_km2=target_km2, bearing=[45, 135]))
    assert squares_in(side) == pytest.approx(0.9, rel=1e-9)
    # A degree of latitude is 0.7 % shorter than one of longitude here, so 45° is not the diagonal.
    wedge = shapely.Polygon([(120.005, 0.005), (120.02, 0.0202), (120.02, -0.0102)])
    assert wedge.covers(shapely.difference(UNIT, side))
    drawn = after(zones, Shrink(zone="A", by_km=0.1, within=box(0.5, -1, 3, 3)))
    strip_km2 = (EAST_KM / 2 - 0.1) * (NORTH_KM - 0.2)
    assert area_km2(drawn) == pytest.approx(EQUATOR_SQUARE_KM2 / 2 + strip_km2, rel=1e-6)
    assert drawn.bounds[0] == 120
    red_line, edit = box(0.4, 0.4, 0.6, 0.6), {"to_area_km2": target_km2, "zone": "A"}
    off_line = Shrink(**edit, keep_off=["exclusions"])
    shape = after(zones, off_line, off(exclusions=red_line))
    assert squares_in(shape) == pytest.approx(0.9, rel=1e-9)
    assert shapely.intersection(shape, red_line).area == 0


TWO_PARTS = shapely.MultiPolygon([UNIT, box(5, -3, 5.5, -2.5)])


def test_only_the_named_parts_of_a_zone_move_and_a_side_is_seen_from_them() -> None:
    zones, small = zones_of(A=TWO_PARTS), box(5, -3, 5.5, -2.5)
    north = {"bearing": [315, 45], "parts": [[120.005, 0.005]]}
    shape = after(zones, Expand(zone="A", by_km2=0.5, **north))
    assert area_km2(shape) == pytest.approx(area_km2(TWO_PARTS) + 0.5, rel=1e-6)
    gained = shapely.difference(shape, TWO_PARTS)
    assert gained.geom_type == "Polygon"
    assert gained.bounds[1] == pytest.approx(0.01, abs=1e-9)
    assert any(part.equals(small) for part in shape.geoms)
    everywhere = after(zones, Expand(zone="A", by_km2=0.5))
    assert not any(part.equals(small) for part in everywhere.geoms)
    half_km2 = area_km2(TWO_PARTS) - 0.5 * area_km2(small)
    released = Shrink(zone="A", to_area_km2=half_km2, parts=[[120.052, -0.028]])
    assert squares_in(shapely.intersection(after(zones, released), UNIT)) == pytest.approx(1)
    away = Shrink(zone="A", by_km=1, parts=[[120.052, -0.028]])
    assert after(zones, away).equals(UNIT)


def test_a_part_that_grows_to_another_meets_it_without_overlap() -> None:
    pair = shapely.MultiPolygon([UNIT, box(1.2, 0, 2.2, 1)])
    shape = after(zones_of(A=pair), Expand(zone="A", by_km2=1.2, parts=[[120.005, 0.005]]))
    assert len(shape.geoms) == 1
    assert area_km2(shape) == pytest.approx(area_km2(pair) + 1.2, rel=1e-6)


def test_a_position_in_no_part_and_a_size_that_the_parts_cannot_have_are_refused() -> None:
    zones = zones_of(A=TWO_PARTS)
    message = refusal([Expand(zone="A", by_km=1, parts=[[120.03, 0.5]])], zones)
    assert message.startswith("edit 1 (expand A): no part of A contains 120.03 0.5;")
    smaller = Shrink(zone="A", to_area_km2=1, parts=[[120.052, -0.028]])
    assert "parts leaves no room" in refusal([smaller], zones)


def test_a_zone_grows_within_its_province_up_to_its_border() -> None:
    districts = np.array([box(-3, -3, 0.5, 4), box(0.5, -3, 1.5, 4)])
    context = replace(CONTEXT, districts={"F": districts})
    edit = Expand(zone="A", by_km=2, keep_off=["outside_province"])
    grown = after(zones_of(A=UNIT), edit, context)
    assert grown.bounds[2] == pytest.approx(120.015)
    assert area_km2(shapely.difference(grown, shapely.union_all(districts))) < 1e-9
    beyond = box(1, 0, 2, 1)  # half of it lies beyond the border, and is released first
    half_km2 = 0.5 * EQUATOR_SQUARE_KM2
    back = Shrink(zone="A", to_area_km2=half_km2, keep_off=["outside_province"], bearing=[315, 314])
    assert after(zones_of(A=beyond), back, context).bounds[2] == pytest.approx(120.015)
    unknown = refusal([edit], zones_of(A=UNIT))
    assert unknown.startswith("edit 1 (expand A): the plan does not say in which region A lies;")


@pytest.mark.parametrize(("verb", "sign"), [(Shrink, -1), (Expand, 1)])
def test_an_area_is_met_within_a_millionth_of_the_land_that_changes(
    verb: type[Expand | Shrink], sign: int
) -> None:
    turn = np.linspace(0, 2 * np.pi, 7, endpoint=False)
    far = 0.02 * (1 + 0.4 * np.sin(10 * np.arange(7)))
    star = shapely.Polygon(np.column_stack([120 + far * np.cos(turn), 30 + far * np.sin(turn)]))
    for by_km2, bearing in product((0.1, 0.5, 1.5), ((0.0, 90.0), (200.0, 300.0))):
        shape = after(zones_of(A=star), verb(zone="A", by_km2=by_km2, bearing=bearing))
        changed_km2 = sign * (area_km2(shape) - area_km2(star))
        assert changed_km2 == pytest.approx(by_km2, rel=1e-6)


def test_the_context_of_a_plan_has_its_extent_and_obstacles(two_zones: Plan) -> None:
    red_line = gpd.GeoDataFrame({"exclusion_id": ["X"]}, geometry=[region(1)], crs=CRS)
    plan = two_zones.with_layer("exclusions", red_line)
    context = EditContext.of(plan, "north")
    assert (set(context.obstacles), context.ftz_ids, context.scenario) == (
        {"exclusions"}, {"F"}, "north"
    )  # fmt: skip
    # Regions run from column −5 to 17 and row −5 to 6 about 120°E 30°N, in hundredths.
    assert context.extent == pytest.approx((114.95, 24.95, 125.17, 35.06))
    grown = Expand(zone="W", by_km=0.5, keep_off=["exclusions"])
    zones = apply_edits(plan.zones, [grown], context)
    assert shapely.intersection(zones.geometry.iloc[0], region(1)).area == 0
