"""Any valid polygon has an outline within a bound of time and memory, and the right one."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

from benchmarks.fuzz import ERRS, check, strays
from layers.buffer import buffer
from layers.ellipsoid import GRS80
from layers.frontier import frontier
from layers.offset import outlines_m
from layers.point_distance import Boundary

ROOT = Path(__file__).parents[2]

SLIVER = shapely.Polygon(
    [
        (118.119064, 24.507656),
        (118.12632333803066, 24.50023202446338),
        (118.12632333803066, 24.500232024463376),
        (118.119064, 24.507656),
    ]
)


def test_a_valid_sliver_has_the_outline_of_its_line() -> None:
    assert SLIVER.is_valid
    line = shapely.LineString(SLIVER.exterior.coords[:2])
    hair = shapely.buffer(line, 1e-7)
    expected = buffer(GRS80, hair, 25)
    outline = buffer(GRS80, SLIVER, 25)
    apart = shapely.symmetric_difference(outline, expected).area / expected.area
    assert apart < 1e-4


@pytest.mark.parametrize("number", range(60))
def test_a_random_polygon_has_the_outline_that_distances_give(number: int) -> None:
    _, _, wrong = check(number, most_vertices=3_000)
    assert wrong is None


def test_a_polygon_a_hair_wide_keeps_both_its_ends() -> None:
    long = [(120.11, 29.84), (119.88, 30.08), (119.88, np.nextafter(30.08, 31)), (120.0, 29.955)]
    assert strays(shapely.Polygon(long)) < ERRS


def test_of_many_edges_those_that_bear_upon_the_outline_give_the_same_one() -> None:
    turn = np.linspace(0, 2 * np.pi, 3_000, endpoint=False)
    far = 10_000 * np.random.default_rng(5).uniform(0.3, 1, len(turn))
    start = np.column_stack([far * np.cos(turn), far * np.sin(turn)])
    end = np.roll(start, -1, axis=0)
    kept = frontier(start, end, 25_000)
    assert len(kept) < len(start) / 4
    edges = shapely.multilinestrings(np.stack([start, end], axis=1))
    outline = outlines_m(start, end, [25_000])[0]
    apart = shapely.distance(edges, shapely.points(outline)) / 25_000
    assert np.abs(apart - 1).max() < 7.5e-5


def test_the_middle_of_a_wide_polygon_is_filled_and_that_of_a_wide_hole_is_not() -> None:
    rim, hole, isle = (shapely.box(120 - a, 30 - a, 120 + a, 30 + a) for a in (2, 1, 0.05))
    shape = shapely.MultiPolygon([rim.difference(hole), isle])
    found = buffer(GRS80, shape, 10)
    assert shapely.covers(found, shape)
    band = Boundary(GRS80, shape)
    lon, lat = np.random.default_rng(0).uniform((117.5, 27.5), (122.5, 32.5), (800, 2)).T
    away = band.distance_km(lon, lat)
    sure = np.abs(away - 10) > 0.002
    assert (shapely.contains_xy(found, lon, lat)[sure] == (away <= 10)[sure]).all()
    assert not shapely.contains_xy(found, 120, 30.5)


def test_distances_to_many_short_edges_and_one_long_are_those_to_each_alone() -> None:
    turn = np.linspace(0, np.pi, 4_000)
    half = np.column_stack([120 + 0.01 * np.cos(turn), 30 + 0.01 * np.sin(turn)])
    lon, lat = np.array([120.05, 120.0, 119.8]), np.array([30.0, 29.9, 30.1])
    halves = shapely.Polygon(half)
    rim = shapely.Polygon([*half, *(half[::-1] * [1, 1] - [0, 1e-9])]).buffer(0)
    far = Boundary(GRS80, halves).distance_km(lon, lat)
    assert far[[0, 2]] == pytest.approx(Boundary(GRS80, rim).distance_km(lon[[0, 2]], lat[[0, 2]]))


MEASURE = """
import resource, numpy as np, shapely
from layers.buffer import buffers
from layers.ellipsoid import GRS80
turn = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
far = 0.15 * np.random.default_rng(1).uniform(0.99, 1, len(turn))
ring = np.column_stack([120 + far * np.cos(turn), 30 + far * np.sin(turn)])
shape = shapely.Polygon(ring)
buffers(GRS80, shape, (25, 50, 100))
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime, used.ru_maxrss / 1e6)
"""


def test_a_hundred_thousand_vertices_take_less_than_a_gigabyte_and_five_seconds() -> None:
    pytest.importorskip("resource")
    command = [sys.executable, "-c", MEASURE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    seconds, gigabytes = map(float, done.stdout.split())
    assert seconds < 5
    assert gigabytes < 1
