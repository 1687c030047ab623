"""Outlines in the plane: every point of them lies at its radius from the nearest edge."""

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from layers.geometry.outlines import outlines_m
from tests.searching import examples

RADII_M = (1_000.0, 1_500.0, 4_000.0)


def strays(
    start: np.ndarray, end: np.ndarray, radius_m: float, outline: np.ndarray
) -> tuple[float, float]:
    """Return how far within its radius the outline is at most, and beyond, as shares of it."""
    edges = shapely.multilinestrings(np.stack([start, end], axis=1))
    ring = shapely.segmentize(shapely.LineString([*outline, outline[0]]), radius_m / 200)
    apart = shapely.distance(edges, shapely.points(shapely.get_coordinates(ring)))
    off = apart / radius_m - 1
    return float(-off.min()), float(off.max())


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
@examples(50)
def test_an_outline_lies_at_its_radius_from_the_nearest_edge(
    seed: int, blocks: int, corners: int, size_m: float
) -> None:
    start, end = rings(seed, blocks, corners, size_m)
    for radius_m, outline in zip(RADII_M, outlines_m(start, end, RADII_M), strict=True):
        inward, outward = strays(start, end, radius_m, outline)
        assert inward <= 7.4e-5
        assert outward <= 9e-5


@given(st.integers(0, 10_000), st.integers(2, 12))
@examples(20)
def test_an_open_line_has_an_outline_all_around(seed: int, corners: int) -> None:
    line = np.random.default_rng(seed).uniform(-450, 450, (corners, 2))
    outline = outlines_m(line[:-1], line[1:], RADII_M[:1])[0]
    inward, outward = strays(line[:-1], line[1:], RADII_M[0], outline)
    assert inward <= 7.4e-5
    assert outward <= 9e-5


def test_an_outline_encloses_the_area_that_it_should() -> None:
    shares = []
    for seed in range(24):
        start, end = rings(seed, 1 + seed % 3, 3 + seed % 5, 150.0)
        edges = shapely.linestrings(np.stack([start, end], axis=1))
        fine = shapely.union_all(shapely.buffer(edges, 1_000, quad_segs=500))
        shares.append(shapely.Polygon(outlines_m(start, end, [1_000])[0]).area / fine.area - 1)
    # the chords of the finer discs lose (π / 1000)² / 6 themselves
    bias = np.array(shares) - (np.pi / 1_000) ** 2 / 6
    assert abs(bias.mean()) < 4e-6
    assert np.abs(bias).max() < 2e-5


def test_two_capes_meet_in_one_corner_midway() -> None:
    capes = np.array([[-600.0, 0.0], [600.0, 0.0]])
    outline = outlines_m(capes, capes, RADII_M[:1])[0]
    dip = outline[np.abs(outline[:, 0]) < 0.001]
    assert np.hypot(dip[:, 1], 600) == pytest.approx([1_000, 1_000], abs=0.1)
    assert np.sign(dip[:, 1]).sum() == 0
    assert shapely.Polygon(outline).is_valid


def test_each_radius_is_drawn_as_if_it_were_alone() -> None:
    start, end = rings(7, 3, 20, 150.0)
    for radius_m, outline in zip(RADII_M, outlines_m(start, end, RADII_M), strict=True):
        assert outlines_m(start, end, [radius_m])[0] == pytest.approx(outline, abs=1e-6)
