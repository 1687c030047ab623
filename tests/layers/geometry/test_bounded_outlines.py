"""Any valid polygon has the right outline, within a bound of time and memory."""

import sys
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from shapely.affinity import translate

from benchmarks.fuzz import CENTRE, ERRS, check, comb, strays
from layers.geometry.antimeridian import wrapped
from layers.geometry.buffer import buffer, outlines_m, uncut_buffer
from layers.geometry.ellipsoid import GRS80
from layers.geometry.point_distance import Boundary
from tests.conftest import ended
from tests.searching import examples

ROOT = Path(__file__).parents[3]
RADII_M = (1_000.0, 1_500.0, 4_000.0)

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


def test_random_polygons_have_the_outline_that_distances_give() -> None:
    for number in range(24):  # `.ci/nightly` takes thousands
        _, _, wrong = check(number, most_vertices=3_000)
        assert wrong is None, number
    hair = [(120.11, 29.84), (119.88, 30.08), (119.88, np.nextafter(30.08, 31)), (120.0, 29.955)]
    wide = shapely.transform(comb(2_000), lambda xy: 0.2 * xy + CENTRE)  # wider than a piece
    for shape in (shapely.Polygon(hair), wide):
        assert strays(shape) < ERRS


def check_outline(start: np.ndarray, end: np.ndarray, radius_m: float) -> None:
    """Check that every point of an outline in the plane lies at its radius from the edges."""
    outline = outlines_m(start, end, [radius_m])[0]
    edges = shapely.multilinestrings(np.stack([start, end], axis=1))
    ring = shapely.segmentize(shapely.LineString([*outline, outline[0]]), radius_m / 200)
    apart = shapely.distance(edges, shapely.points(shapely.get_coordinates(ring)))
    assert (apart / radius_m - 1).min() >= -7.4e-5
    assert (apart / radius_m - 1).max() <= 9e-5


def ragged_rings(
    seed: int, blocks: int, corners: int, size_m: float
) -> tuple[np.ndarray, np.ndarray]:
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
@examples(25)
def test_an_outline_lies_at_its_radius(seed: int, blocks: int, corners: int, size_m: float) -> None:
    start, end = ragged_rings(seed, blocks, corners, size_m)
    for radius_m in RADII_M:
        check_outline(start, end, radius_m)
    line = np.random.default_rng(seed).uniform(-450, 450, (corners, 2))
    check_outline(line[:-1], line[1:], RADII_M[0])
    for one, outline in zip(RADII_M, outlines_m(start, end, RADII_M), strict=True):
        assert outlines_m(start, end, [one])[0] == pytest.approx(outline, abs=1e-6)


def test_many_edges_in_one_piece_have_an_outline_as_far_as_the_radius() -> None:
    turn = np.linspace(0, 2 * np.pi, 9_000, endpoint=False)
    far = 0.1 * np.random.default_rng(5).uniform(0.3, 1, len(turn))
    lon_lat = np.array([120, 30]) + np.column_stack([far * np.cos(turn), far * np.sin(turn)])
    shape = shapely.Polygon(lon_lat)
    found = buffer(GRS80, shape, 25)
    assert (found.geom_type, len(found.interiors)) == ("Polygon", 0)
    lon, lat = shapely.get_coordinates(shapely.segmentize(found, 0.02))[::8].T
    away = Boundary(GRS80, shape).distance_km(lon, lat) / 25
    assert np.abs(away - 1).max() < 1e-4


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


def star(lon: float, lat: float, size_km: float) -> shapely.Polygon:
    """Return land about a place, in longitudes that may go on beyond ±180."""
    plane, turn = GRS80.plane(lon, lat), np.linspace(0, 2 * np.pi, 40, endpoint=False)
    far_m = 1e3 * size_km * (1 + 0.25 * np.sin(5 * turn))
    return shapely.Polygon(
        plane.to_degrees(np.column_stack([far_m * np.cos(turn), far_m * np.sin(turn)]))
    )


@pytest.mark.parametrize(("lat", "radius_km"), [(-17.0, 40.0), (65.0, 0.3)])
def test_land_across_or_beyond_180_has_the_buffer_that_it_has_elsewhere(
    lat: float, radius_km: float
) -> None:
    land = star(20, lat, 30)
    area_km2 = GRS80.area_km2(buffer(GRS80, land, radius_km))[0]
    assert area_km2 > GRS80.area_km2(land)[0]
    for lon in (179.97, 183.0):
        there = translate(land, lon - 20)
        found = buffer(GRS80, wrapped(there), radius_km)
        uncut = uncut_buffer(GRS80, there, radius_km)
        assert shapely.covers(uncut, there)
        assert shapely.covers(found, wrapped(there))
        assert -180 <= found.bounds[0] <= found.bounds[2] <= 180
        assert GRS80.area_km2([found, uncut]) == pytest.approx(area_km2, rel=1e-6)


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
    done = ended(*command, cwd=ROOT, check=True)
    seconds, gigabytes = map(float, done.stdout.split())
    assert seconds < 5
    assert gigabytes < 1
