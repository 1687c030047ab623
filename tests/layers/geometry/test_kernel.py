"""The compiled kernel gives what arrays and pyproj give, and nothing that it is given breaks it."""

import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.geometry import kernel
from layers.geometry.buffer import Buffer, buffers
from layers.geometry.ellipsoid import GRS80
from layers.geometry.kernel import build, library
from layers.geometry.point_distance import Boundary
from tests.conftest import ended
from tests.searching import examples

ROOT = Path(__file__).parents[3]
GRS80_SHAPE = GRS80.semi_major_m, GRS80.flattening
RADII_KM = (8.0, 25.0, 100.0)
PLACES = [(120, 30), (179.99, 0), (-60, -50), (20, 78)]
ORIGIN = kernel.Origin(0, 0, 1.0, 0.1, np.ones(9))

needs_kernel = pytest.mark.skipif(
    not kernel.is_on() and not os.environ.get("ZONEWRIGHT_DEEP"),
    reason="there is no compiled kernel here",
)


def test_a_machine_that_the_compiler_is_made_for_has_the_kernel() -> None:
    if build.HERE not in build.PLATFORMS:
        pytest.skip("no compiler is made for this machine")
    if not os.environ.get("ZONEWRIGHT_DEEP"):
        pytest.importorskip("ziglang")
    assert build.compiled() is None
    assert kernel.is_on() or os.environ.get("ZONEWRIGHT_KERNEL") == "off"


def test_the_kernel_is_off_if_unusable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with monkeypatch.context() as patched:
        patched.setenv("ZONEWRIGHT_KERNEL", "off")
        assert not kernel.is_on()
    monkeypatch.setattr(library, "load", library.load.__wrapped__)
    with monkeypatch.context() as patched:
        patched.setattr(build, "source_digest", lambda: "another")
        assert not kernel.is_on()
    monkeypatch.setattr(build, "BINARY", tmp_path / "kernel.so")
    assert not kernel.is_on()
    build.BINARY.write_bytes(b"no library")
    assert not kernel.is_on()


@needs_kernel
@given(st.floats(-180, 180), st.floats(-80, 80), st.floats(1, 2e6), st.integers(0, 2**32))
@examples(40)
def test_the_plane_is_that_of_pyproj(lon: float, lat: float, reach_m: float, seed: int) -> None:
    xy = np.random.default_rng(seed).uniform(-reach_m, reach_m, (20, 2))
    xy[:4] = [(0, 0), (0, reach_m), (reach_m, 0), (-reach_m, 0)]
    degrees = kernel.degrees_of_plane(GRS80_SHAPE, (lon, lat), xy)
    plane = kernel.plane_of_degrees(GRS80_SHAPE, (lon, lat), degrees)
    expected = GRS80.plane(lon, lat).to_degrees(xy)
    turned = (degrees[:, 0] - expected[:, 0] + 180) % 360 - 180
    shrink = np.cos(np.radians(expected[:, 1]))
    assert np.abs(turned * shrink).max() * 111e3 < 2e-8
    assert np.abs(degrees[:, 1] - expected[:, 1]).max() * 111e3 < 2e-8
    assert plane == pytest.approx(xy, abs=2e-8)


@needs_kernel
def test_angles_beyond_the_kernel_are_left_to_arrays() -> None:
    one = np.zeros((1, 2))
    assert kernel.degrees_of_plane(GRS80_SHAPE, (0, 90), one) is None
    assert kernel.degrees_of_plane((6.4e6, 0.1), (0, 0), one) is None
    assert kernel.plane_of_degrees(GRS80_SHAPE, (0, 0), np.array([[180.0, 0.0]])) is None


def ragged(seed: int, lon: float, lat: float) -> shapely.Geometry:
    """Return a polygon of a few kilometres, or two, ragged and narrow in places."""
    random = np.random.default_rng(seed)
    rings = []
    for _ in range(random.integers(1, 3)):
        angle = np.sort(random.uniform(0, 2 * np.pi, random.integers(3, 30)))
        size = random.uniform(0.001, 0.02, len(angle))
        centre = random.uniform(-0.02, 0.02, 2) + np.array([lon, lat])
        rings.append(size[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]) + centre)
    return shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in rings])


def by_both(shape: shapely.Geometry, radii_km: tuple[float, ...]) -> list[tuple[Buffer, Buffer]]:
    """Return the buffers with the kernel and without, whose areas must agree."""
    found = []
    for which in ("on", "off"):
        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setenv("ZONEWRIGHT_KERNEL", which)
            found.append(buffers(GRS80, shape, radii_km))
    pairs = list(zip(*found, strict=True))
    for compiled, plain in pairs:
        areas = GRS80.area_km2([compiled.shape, plain.shape])
        assert areas[0] == pytest.approx(areas[1], rel=1e-5)
    return pairs


@needs_kernel
@given(st.integers(0, 2**32), st.sampled_from(PLACES))
@examples(30)
def test_outlines_are_those_of_the_plain_way(seed: int, place: tuple[float, float]) -> None:
    pairs = by_both(ragged(seed, *place), RADII_KM)
    for radius_km, pair in zip(RADII_KM, pairs, strict=True):
        near = [
            np.column_stack([(ring[:, 0] - place[0] + 180) % 360 - 180 + place[0], ring[:, 1]])
            for ring in (each.ring for each in pair)
        ]
        one, other = (GRS80.plane(*place).forward(shapely.Polygon(each)) for each in near)
        # vertices outside their arcs, chords inside: either's 9e-5 and 7.4e-5 of the radius
        assert shapely.hausdorff_distance(one, other) < 1.7e-4 * radius_km * 1e3


@needs_kernel
def test_what_is_too_wide_or_round_a_pole_is_the_same_by_both() -> None:
    bent = shapely.LineString([(100, 30), (101, 30.5), (101.2, 29), (103, 31)]).buffer(0.03)
    for shape in (shapely.box(100, 30, 101.2, 30.1), bent, shapely.box(0, 89.5, 90, 89.9)):
        by_both(shape, (90.0,))


@needs_kernel
@given(st.integers(0, 2**32), st.sampled_from(PLACES))
@examples(30)
def test_distances_are_those_of_arrays(seed: int, place: tuple[float, float]) -> None:
    boundary = Boundary(GRS80, ragged(seed, *place))
    random = np.random.default_rng(seed)
    lon, lat = random.uniform(-1, 1, (2, 20)) * 10 ** random.uniform(-2, 1) + np.array([place]).T
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("ZONEWRIGHT_KERNEL", "off")
        expected = boundary.distance_km(lon, lat)
        assert boundary.within(lon, lat, expected[7])[7]
        monkeypatch.setenv("ZONEWRIGHT_KERNEL", "on")
        assert boundary.distance_km(lon, lat) == pytest.approx(expected, rel=1e-9, abs=1e-9)
        for radius_km in expected[expected > 0] * 1.000001:
            assert (boundary.within(lon, lat, radius_km) == (expected <= radius_km)).all()


BAD = [np.nan, np.inf, -np.inf, 1e308, -1e308, 1e-308, 0.0]


@needs_kernel
@given(st.lists(st.sampled_from([*BAD, 0.001, 0.02, 0.4, 100.0]), min_size=8, max_size=40))
@examples(60)
def test_numbers_that_are_none_do_not_end_the_process(values: list[float]) -> None:
    places = np.array(values[: len(values) // 2 * 2]).reshape(-1, 2)
    kernel.degrees_of_plane(GRS80_SHAPE, (0, 0), places)
    kernel.plane_of_degrees(GRS80_SHAPE, (values[0], values[1]), places)
    kernel.outlines_of_rings(GRS80_SHAPE, (places, np.array([len(places)])), 1e5, [2e4, values[2]])
    kernel.outlines_of_pieces(GRS80_SHAPE, [(places, places[::-1]), (places, places)], values[2])
    kernel.outlines_of_pieces(GRS80_SHAPE, [(places[:1], places[:1]), (places, places)], 2e4)
    space = np.array(values[:6]).reshape(2, 3)
    edges = places[:2], places[2:4], space, -space
    kernel.distances_to_boundary(GRS80_SHAPE, edges, (places[:, 0], places[:, 1]), values[0])
    origin = kernel.Origin(values[3], 0.0, 1.0, 0.1, np.ones(9))
    outline = kernel.StarOutline.of_ring(origin, places, 0.3) or circle()
    x, y = places.T
    points = kernel.Points(x, y, np.hypot(x, y), None, (x, np.zeros(len(x), np.int64)))
    points.decide(outline, values[4])
    points.add_weights(outline, values[5], np.zeros(1))
    after = np.roll(np.arange(len(places)), -1)
    edges = kernel.RingEdges(origin, places, after, np.zeros(len(places), np.int64))
    edges.swept_km2([outline], [np.ones(1, bool)])


def circle() -> kernel.StarOutline:
    angle = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    outline = kernel.StarOutline.of_ring(
        ORIGIN, np.column_stack([np.cos(angle), np.sin(angle)]), 0.3
    )
    assert outline is not None
    return outline


@needs_kernel
def test_arrays_that_do_not_fit_together_are_refused_and_nothing_gives_nothing() -> None:
    some, numbers = np.zeros(3), np.zeros(3, np.int64)
    weighed = kernel.Points(some, some, some, None, (some, np.array([0, 7, 0])))
    edges = kernel.RingEdges(ORIGIN, np.zeros((3, 2)), np.array([1, 2, 0]), numbers)
    apart = [(np.zeros((3, 2)), np.zeros((3, 3)))]
    ring = np.zeros((3, 2)), np.array([9])
    for reason, attempt in (
        ("moments", lambda: kernel.Origin(0, 0, 1.0, 0.1, np.ones(8))),
        ("one length", lambda: kernel.Points(some, some, some[:2])),
        ("groups from 0", lambda: kernel.Points(some, some, some, None, (some, numbers - 1))),
        ("room for every group", lambda: weighed.add_weights(circle(), 0.0, np.zeros(7))),
        ("not there", lambda: kernel.RingEdges(ORIGIN, ring[0], np.array([1, 2, 3]), numbers)),
        ("each shape", lambda: edges.swept_km2([circle()], [np.ones(0, bool)])),
        ("start and an end", lambda: kernel.outlines_of_pieces(GRS80_SHAPE, apart, 1e4)),
        ("vertices", lambda: kernel.outlines_of_rings(GRS80_SHAPE, ring, 1e5, [1e4])),
    ):
        with pytest.raises(ValueError, match=reason):
            attempt()
    inside, unsure = kernel.Points(some[:0], some[:0], some[:0]).decide(circle(), 0.1)
    assert len(inside) == len(unsure) == 0
    edges = kernel.RingEdges(ORIGIN, np.zeros((0, 2)), numbers[:0], numbers[:0])
    assert edges.swept_km2([circle()], [np.ones(2, bool)]).tolist() == [[0.0, 0.0]]
    assert kernel.StarOutline.of_ring(ORIGIN, np.zeros((0, 2)), 0.3) is None


@needs_kernel
def test_an_outline_goes_to_another_process() -> None:
    sent = circle()
    there = pickle.loads(pickle.dumps(sent))  # noqa: S301  our own
    x, y = np.random.default_rng(0).uniform(-0.02, 0.02, (2, 50))
    points = kernel.Points(x, y, np.hypot(x, y))
    assert there.figures == sent.figures
    assert (points.decide(there, 1e-4)[0] == points.decide(sent, 1e-4)[0]).all()


@needs_kernel
@pytest.mark.deep
def test_no_edit_makes_the_kernel_do_what_c_leaves_undefined(tmp_path: Path) -> None:
    made, environment = tmp_path / "kernel.so", {**os.environ, "ZONEWRIGHT_KERNEL": ""}
    sources = [*build.defined(), "-shared", "-fPIC", "-g", "-o", str(made)]
    sources += map(str, build.source_files())
    if sys.platform == "linux":
        gcc = shutil.which("gcc")
        assert gcc, "the deeper tests of Linux want gcc, for its sanitizer of addresses"
        checks = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
        command = [gcc, *build.OPTIONS, *checks, *sources]
        # C++ beside it, before GEOS loads it: else the sanitizer knows of no exception
        named = [[gcc, f"-print-file-name={name}"] for name in ("libasan.so", "libstdc++.so.6")]
        found = [ended(*each, check=True).stdout.strip() for each in named]
        environment |= {"LD_PRELOAD": ":".join(found), "ASAN_OPTIONS": "detect_leaks=0"}
    else:
        checks = ["-fsanitize=undefined", "-fsanitize-trap=undefined"]
        command = [sys.executable, "-m", "ziglang", "cc", *build.OPTIONS, *checks, *sources]
    subprocess.run(command, check=True)  # noqa: S603
    edits = [sys.executable, "-m", "tests.layers.geometry.kernel_edits", str(made)]
    done = ended(*edits, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
