"""The area that polygons share with a star-shaped outline, against cutting them with it."""

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import box

from layers.geometry import kernel
from layers.geometry.buffer import buffer
from layers.geometry.ellipsoid import GRS80
from layers.geometry.radial import LocalOrigin, PolygonRings, RadialEdges
from tests.searching import examples

HERE = LocalOrigin(GRS80, 120, 30)
DISC = buffer(GRS80, box(119.98, 29.99, 120.03, 30.02), 25)


def outline_of(shape: shapely.Polygon, origin: LocalOrigin = HERE) -> kernel.StarOutline:
    outline = origin.outline(shape)
    assert outline is not None
    return outline


def check_shared(
    polygon: shapely.Geometry,
    outline: shapely.Polygon,
    origin: LocalOrigin = HERE,
    error: float = 1e-12,
) -> None:
    """Check that the shared area is that of the overlay, to a part of the polygon's."""
    rings = PolygonRings.of(np.array([polygon], dtype=object))
    shared = RadialEdges(origin, rings).shared_km2([outline_of(outline, origin)], [0])[0]
    expected, whole = GRS80.area_km2([shapely.intersection(polygon, outline), polygon])
    assert shared[0] == pytest.approx(expected, abs=error * whole)


def test_an_outline_has_its_area_on_the_ellipsoid_holes_are_left_out_from_any_origin() -> None:
    assert outline_of(DISC).area_km2 == pytest.approx(GRS80.area_km2(DISC)[0], rel=1e-12)
    check_shared(box(119, 29, 121, 31).difference(box(119.9, 29.9, 120.1, 30.1)), DISC)
    check_shared(box(120.1, 29.9, 120.6, 30.4), DISC, LocalOrigin(GRS80, 120.1, 30.05))


@given(st.integers(0, 2**32), st.sampled_from([0, 30, 53, 70]), st.sampled_from([5, 25, 100]))
@examples(40)
def test_shared_area_is_that_of_the_overlay(seed: int, lat: float, radius_km: float) -> None:
    rng = np.random.default_rng(seed)
    reach_deg = radius_km / 100
    shape = buffer(GRS80, box(120 - 0.01, lat - 0.01, 120 + 0.01, lat + 0.01), radius_km)
    angle = np.sort(rng.uniform(0, 2 * np.pi, 30))
    size = reach_deg * rng.uniform(0.02, 3, 30)
    centre = rng.uniform(-1.5, 1.5, 2) * reach_deg
    ring = np.column_stack([size * np.cos(angle), size * np.sin(angle)]) + centre + [120, lat]
    assume((polygon := shapely.Polygon(ring)).is_valid)
    check_shared(polygon, shape, LocalOrigin(GRS80, 120, lat), 1e-11)


def test_what_is_not_star_shaped_about_the_origin_has_no_outline() -> None:
    for shape in (
        shapely.MultiPolygon([box(119, 29, 121, 31), box(122, 29, 123, 30)]),
        box(119, 29, 121, 31).difference(box(119.5, 29.5, 119.6, 29.6)),
        box(121, 29, 122, 31),  # does not hold the origin
        box(119, 20, 121, 40),  # too far for the density's polynomial
        shapely.Polygon([(119, 29), (121, 29), (121, 31), (120.02, 29.99), (119, 31)]),
    ):
        assert HERE.outline(shape) is None
