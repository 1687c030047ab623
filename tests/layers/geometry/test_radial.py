"""The area that polygons share with a star-shaped outline, against cutting them with it."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.geometry import kernel
from layers.geometry.buffer import buffer
from layers.geometry.ellipsoid import GRS80
from layers.geometry.radial import LocalOrigin, PolygonRings, RadialEdges
from tests.searching import examples

HERE = LocalOrigin(GRS80, 120, 30)
DISC = buffer(GRS80, shapely.box(119.98, 29.99, 120.03, 30.02), 25)


def outline_of(shape: shapely.Polygon, origin: LocalOrigin = HERE) -> kernel.Outline:
    outline = origin.outline(shape)
    assert outline is not None
    return outline


def shared_km2(
    shapes: list[shapely.Geometry], shape: shapely.Polygon, origin: LocalOrigin = HERE
) -> np.ndarray:
    rings = PolygonRings.of(np.array(shapes, dtype=object))
    return RadialEdges(origin, rings).shared_km2([outline_of(shape, origin)], [0])[0]


def test_an_outline_has_its_area_on_the_ellipsoid() -> None:
    assert outline_of(DISC).area_km2 == pytest.approx(GRS80.area_km2(DISC)[0], rel=1e-12)


def test_a_hole_is_left_out() -> None:
    ring = shapely.box(119, 29, 121, 31).difference(shapely.box(119.9, 29.9, 120.1, 30.1))
    expected = GRS80.area_km2(ring.intersection(DISC))[0]
    assert shared_km2([ring], DISC)[0] == pytest.approx(expected, rel=1e-12)


@given(st.integers(0, 2**32), st.sampled_from([0, 30, 53, 70]), st.sampled_from([5, 25, 100]))
@examples(40)
def test_shared_area_is_that_of_the_overlay(seed: int, lat: float, radius_km: float) -> None:
    rng = np.random.default_rng(seed)
    reach_deg = radius_km / 100
    zone = shapely.box(120 - 0.01, lat - 0.01, 120 + 0.01, lat + 0.01)
    shape = buffer(GRS80, zone, radius_km)
    angle = np.sort(rng.uniform(0, 2 * np.pi, 30))
    size = reach_deg * rng.uniform(0.02, 3, 30)
    centre = rng.uniform(-1.5, 1.5, 2) * reach_deg
    polygon = shapely.Polygon(
        np.column_stack([size * np.cos(angle), size * np.sin(angle)]) + centre + [120, lat]
    )
    if not polygon.is_valid:
        return
    expected = GRS80.area_km2(shapely.intersection(polygon, shape))[0]
    whole = GRS80.area_km2(polygon)[0]
    assert shared_km2([polygon], shape, LocalOrigin(GRS80, 120, lat))[0] == pytest.approx(
        expected, abs=1e-11 * whole
    )


def test_the_origin_need_not_be_the_middle() -> None:
    off = LocalOrigin(GRS80, 120.1, 30.05)
    square = shapely.box(120.1, 29.9, 120.6, 30.4)
    expected = GRS80.area_km2(square.intersection(DISC))[0]
    assert shared_km2([square], DISC, off)[0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    "shape",
    [
        shapely.MultiPolygon([shapely.box(119, 29, 121, 31), shapely.box(122, 29, 123, 30)]),
        shapely.box(119, 29, 121, 31).difference(shapely.box(119.5, 29.5, 119.6, 29.6)),
        shapely.box(121, 29, 122, 31),  # does not hold the origin
        shapely.box(119, 20, 121, 40),  # too far for the density's polynomial
        shapely.Polygon([(119, 29), (121, 29), (121, 31), (120.02, 29.99), (119, 31)]),
    ],
)
def test_what_is_not_star_shaped_about_the_origin_has_no_outline(shape: shapely.Geometry) -> None:
    assert HERE.outline(shape) is None
