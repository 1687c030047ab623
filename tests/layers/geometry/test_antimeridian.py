"""Shapes across 180°: cut at ±180 and in one piece, to the last digit, and the smallest extent."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from layers.geometry.antimeridian import (
    continued,
    in_one_frame,
    smallest_extent,
    unwrapped,
    whole,
    wrapped,
)
from layers.geometry.ellipsoid import GRS80
from tests.searching import examples


@st.composite
def stars(draw: st.DrawFn) -> shapely.Polygon:
    """Return a star about some place near 180°, perhaps with a hole, longitudes going on."""
    radii = draw(st.lists(st.floats(0.3, 1), min_size=3, max_size=12))
    lon, lat, size = draw(st.floats(178, 182)), draw(st.floats(-84, 84)), draw(st.floats(0.1, 3))
    turns = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    ring = np.column_stack([np.cos(turns), np.sin(turns)]) * np.array(radii)[:, None] * size
    middle = np.array([lon, lat])
    hole = [ring * 0.2 + middle] if len(radii) > 4 and draw(st.booleans()) else []
    star = shapely.Polygon(ring + middle, hole)
    return star if star.is_valid else shapely.Polygon(ring + middle)


@examples(60)
@given(stars())
def test_a_cut_shape_has_the_same_land_and_comes_back_unchanged(shape: shapely.Polygon) -> None:
    cut = wrapped(shape)
    assert cut.is_valid
    assert -180 <= cut.bounds[0] <= cut.bounds[2] <= 180
    assert GRS80.area_km2(cut)[0] == pytest.approx(GRS80.area_km2(shape)[0], rel=1e-12)
    (piece,) = unwrapped(cut)
    again = unwrapped(wrapped(piece))[0]
    assert shapely.normalize(piece).equals_exact(shapely.normalize(again), tolerance=0)
    assert wrapped(shapely.simplify(piece, 0)).area == pytest.approx(cut.area, rel=1e-9)
    assert shapely.get_num_geometries(piece) == 1


def test_what_need_not_be_cut_or_joined_is_left_alone() -> None:
    shapes = np.array([box(100, 0, 120, 1), box(-180, 0, -100, 1)], dtype=object)
    assert all(wrapped(shape) is shape for shape in shapes)
    assert all(whole(shape) is shape for shape in shapes)
    assert in_one_frame(shapes[:1])[0] is unwrapped(shapes[:1])[0] is shapes[0]
    wide = box(-100, 0, 100, 1)
    assert continued(wide) is wide
    apart = whole(shapely.MultiPolygon([box(179, 0, 179.5, 1), box(-179, 0, -178.5, 1)]))
    assert shapely.get_num_geometries(apart) == 2
    assert apart.bounds == (179, 0, 181.5, 1)
    half_turn = whole(shapely.MultiPolygon([box(90.2, 0, 90.4, 1), box(-90.4, 0, -90.2, 1)]))
    assert half_turn.bounds == (90.2, 0, 269.8, 1)


def test_edges_that_leap_over_the_map_go_the_short_way_and_a_polar_cap_is_one_polygon() -> None:
    leaping = shapely.Polygon([(179, 0), (-179, 0), (-179, 1), (179, 1)])
    assert continued(leaping).equals(box(179, 0, 181, 1))
    cap = shapely.Polygon([(20, 80), (140, 80), (260, 80), (380, 80), (380, 90), (20, 90)])
    assert wrapped(cap).equals(box(-180, 80, 180, 90))
    assert wrapped(cap).geom_type == "Polygon"


def test_the_smallest_extent_is_across_180_only_where_that_is_narrower() -> None:
    shapes = np.array([box(100, 20, 110, 30), box(70, -40, 75, 10)], dtype=object)
    assert smallest_extent([shapes]) == (70, -40, 110, 30)
    far = np.array([box(170, 0, 171, 1), box(-150, -1, -149, 1)], dtype=object)
    assert smallest_extent([far]) == (170, -1, 211, 1)
