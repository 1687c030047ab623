"""Any valid polygon has an outline within a bound of time and memory, and the right one."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from benchmarks.fuzz import CENTRE, ERRS, check, comb, strays
from layers.geometry.buffer import buffer
from layers.geometry.edges import Floats
from layers.geometry.ellipsoid import GRS80
from layers.geometry.frontier import frontier
from layers.geometry.outlines import outlines_m
from layers.geometry.point_distance import Boundary

ROOT = Path(__file__).parents[2]

SLIVER = shapely.Polygon(
    [
        (118.119064, 24.507656),
        (118.12632333803066, 24.50023202446338),
        (118.12632333803066, 24.500232024463376),
        (118.119064, 24.507656),
    ]
)


def wide_comb(vertices: int) -> BaseGeometry:
    """Return a comb 0.4° wide."""
    return shapely.transform(comb(vertices), lambda xy: 0.2 * xy + CENTRE)


def test_a_valid_sliver_has_the_outline_of_its_line() -> None:
    assert SLIVER.is_valid
    line = shapely.LineString(SLIVER.exterior.coords[:2])
    hair = shapely.buffer(line, 1e-7)
    expected = buffer(GRS80, hair, 25)
    outline = buffer(GRS80, SLIVER, 25)
    apart = shapely.symmetric_difference(outline, expected).area / expected.area
    assert apart < 1e-4


def test_random_polygons_have_the_outline_that_distances_give() -> None:
    for number in range(24):  # `.ci/nightly` takes thousands
        _, _, wrong = check(number, most_vertices=3_000)
        assert wrong is None, number


def test_a_polygon_a_hair_wide_keeps_both_its_ends() -> None:
    long = [(120.11, 29.84), (119.88, 30.08), (119.88, np.nextafter(30.08, 31)), (120.0, 29.955)]
    assert strays(shapely.Polygon(long)) < ERRS


def test_of_many_edges_those_that_bear_upon_the_outline_give_the_same_one() -> None:
    turn = np.linspace(0, 2 * np.pi, 3_000, endpoint=False)
    far = 10_000 * np.random.default_rng(5).uniform(0.3, 1, len(turn))
    start = np.column_stack([far * np.cos(turn), far * np.sin(turn)])
    end = np.roll(start, -1, axis=0)
    kept = frontier(start, end, 25_000)
    assert len(kept[0]) < len(start) / 4
    edges = shapely.multilinestrings(np.stack([start, end], axis=1))
    outline = outlines_m(*kept, [25_000])[0]
    apart = shapely.distance(edges, shapely.points(outline)) / 25_000
    assert np.abs(apart - 1).max() < 9.4e-5


@pytest.mark.parametrize("radius_km", [12, 100])
def test_a_long_shape_has_an_outline_as_far_as_the_radius(radius_km: float) -> None:
    along = np.linspace(0, 4, 30)
    bent = np.column_stack([110 + along, 30 + np.random.default_rng(0).uniform(-0.5, 0.5, 30)])
    shape = shapely.LineString(bent).buffer(0.02)
    rings = shapely.get_rings(shapely.get_parts(buffer(GRS80, shape, radius_km)))
    lon, lat = shapely.get_coordinates(shapely.segmentize(rings, 0.02))[::8].T
    away = Boundary(GRS80, shape).distance_km(lon, lat) / radius_km
    assert np.abs(away - 1).max() < 1e-4


def test_a_comb_wider_than_a_piece_has_the_outline_that_distances_give() -> None:
    assert strays(wide_comb(2_000)) < ERRS


def test_of_a_comb_of_ever_more_teeth_no_more_edges_bear_upon_the_outline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at = []

    def outlines(start: Floats, _end: Floats, radii_m: list[float]) -> list[Floats]:
        looked_at[-1] += len(start)
        return [shapely.get_coordinates(shapely.Point(0, 0).buffer(min(radii_m)))[:-1]]

    monkeypatch.setattr("layers.geometry.buffer.outlines_m", outlines)
    monkeypatch.setattr("layers.geometry.kernel._MANY", 0)
    for vertices in (15_000, 30_000):
        looked_at.append(0)
        buffer(GRS80, wide_comb(vertices), 25)
    assert 500 < looked_at[1] < 1.2 * looked_at[0] < 24_000


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
    whole = buffer(GRS80, rim, 10)
    assert len(whole.interiors) == 0
    assert shapely.covers(whole, rim)
    ring = buffer(GRS80, rim.difference(hole), 10)
    assert [shapely.Polygon(inner).covers(isle) for inner in ring.interiors] == [True]


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
from layers.geometry.buffer import buffers
from layers.geometry.edges import Floats
from layers.geometry.ellipsoid import GRS80
turn = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
far = 0.15 * np.random.default_rng(1).uniform(0.99, 1, len(turn))
ring = np.column_stack([120 + far * np.cos(turn), 30 + far * np.sin(turn)])
shape = shapely.Polygon(ring)
buffers(GRS80, shape, (25, 50, 100))
from pathlib import Path
status = Path("/proc/self/status").read_text(encoding="ascii")  # ru_maxrss has the parent's too
most_kb = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_utime, int(most_kb) / 1e6)
"""


@pytest.mark.deep
@pytest.mark.skipif(sys.platform != "linux", reason="memory is told by /proc")
def test_a_hundred_thousand_vertices_take_less_than_a_gigabyte_and_five_seconds() -> None:
    command = [sys.executable, "-c", MEASURE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    seconds, gigabytes = map(float, done.stdout.split())
    assert seconds < 5
    assert gigabytes < 1
