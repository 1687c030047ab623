"""Outlines in the plane: every point of them lies at its radius from the nearest edge."""

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from layers.offset import outlines_m
from tests.searching import examples

RADII_M = (1_000.0, 1_500.0, 4_000.0)


def strays(start: np.ndarray, end: np.ndarray, radius_m: float, outline: np.ndarray) -> float:
    """Return how far the outline is from its radius at most, as a share of it: by distances."""
    edges = shapely.multilinestrings(np.stack([start, end], axis=1))
    ring = shapely.segmentize(shapely.LineString([*outline, outline[0]]), radius_m / 200)
    apart = shapely.distance(edges, shapely.points(shapely.get_coordinates(ring)))
    return float(np.abs(apart / radius_m - 1).max())


def rings(seed: int, blocks: int, corners: int, size_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the edges of ragged rings about the origin, none farther off than 0.7 of 1 km."""
    rng = np.random.default_rng(seed)
    starts, ends = [], []
    for _ in range(blocks):
        angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
        far = size_m * rng.uniform(0.05, 1, corners)
        middle = rng.uniform(-1, 1, 2) * (490 - size_m)
        xy = middle + np.column_stack([far * np.cos(angle), far * np.sin(angle)])
        starts.append(xy)
        ends.append(np.roll(xy, -1, axis=0))
    return np.concatenate(starts), np.concatenate(ends)


@given(
    st.integers(0, 10_000),
    st.integers(1, 4),
    st.integers(3, 40),
    st.sampled_from([1.0, 30.0, 200.0, 480.0]),
)
@example(42, 1, 3, 480.0)
@examples(150)
def test_an_outline_lies_at_its_radius_from_the_nearest_edge(
    seed: int, blocks: int, corners: int, size_m: float
) -> None:
    start, end = rings(seed, blocks, corners, size_m)
    for radius_m, outline in zip(RADII_M, outlines_m(start, end, RADII_M), strict=True):
        assert strays(start, end, radius_m, outline) <= 7e-5


@given(st.integers(0, 10_000), st.integers(2, 12))
@examples(50)
def test_an_open_line_has_an_outline_all_around(seed: int, corners: int) -> None:
    line = np.random.default_rng(seed).uniform(-450, 450, (corners, 2))
    outline = outlines_m(line[:-1], line[1:], RADII_M[:1])[0]
    assert strays(line[:-1], line[1:], RADII_M[0], outline) <= 7e-5


def test_two_capes_meet_in_one_corner_midway() -> None:
    capes = np.array([[-600.0, 0.0], [600.0, 0.0]])
    outline = outlines_m(capes, capes, RADII_M[:1])[0]
    dip = outline[np.abs(outline[:, 0]) < 0.001]
    assert np.abs(dip[:, 1]) == pytest.approx([800, 800], abs=0.1)
    assert shapely.Polygon(outline).is_valid


def test_each_radius_is_drawn_as_if_it_were_alone() -> None:
    start, end = rings(7, 3, 20, 150.0)
    for radius_m, outline in zip(RADII_M, outlines_m(start, end, RADII_M), strict=True):
        assert outlines_m(start, end, [radius_m])[0] == pytest.approx(outline, abs=1e-6)
