"""Polsby–Popper and Reock of figures whose compactness is known by hand."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.compactness import polsby_popper, reock
from layers.geometry.ellipsoid import GRS80

PLANE = GRS80.plane(120, 30)


def drawn(*corners: tuple[float, float]) -> shapely.Polygon:
    """Return a polygon of corners in kilometres about 120°E 30°N."""
    flat = shapely.Polygon([(1000 * x, 1000 * y) for x, y in corners])
    outline: shapely.Polygon = PLANE.inverse(flat)
    return outline


SQUARE = drawn((-1, -1), (1, -1), (1, 1), (-1, 1))
TRIANGLE = drawn((0, 2), (-np.sqrt(3), -1), (np.sqrt(3), -1))


def test_polsby_popper_of_discs_of_a_square_and_without_a_perimeter() -> None:
    area, perimeter = [np.pi, 4 * np.pi, 4, 0], [2 * np.pi, 8 * np.pi, 8, 0]
    expected = [1, 1 / 4, np.pi / 4, np.nan]
    assert polsby_popper(area, perimeter) == pytest.approx(expected, nan_ok=True)
    area, perimeter = GRS80.area_km2(SQUARE), GRS80.perimeter_km(SQUARE)
    assert polsby_popper(area, perimeter) == pytest.approx([np.pi / 4], rel=1e-6)


def test_reock_of_two_blocks_is_that_of_the_circle_about_both() -> None:
    east = drawn((3, -1), (5, -1), (5, 1), (3, 1))
    # two squares of 4 km² in a circle about a bar of 6 by 2: radius √10
    blocks = shapely.MultiPolygon([SQUARE, east])
    assert reock(GRS80, blocks) == pytest.approx([8 / (10 * np.pi)], rel=1e-6)


def test_reock_of_a_frame_is_one_figure_a_row_and_null_for_an_empty_shape() -> None:
    frame = gpd.GeoSeries([SQUARE, shapely.MultiPolygon(), TRIANGLE], crs=4490)
    found = reock(GRS80, frame)
    # the triangle: area 3√3, circle of radius 2; edges straight in degrees bow in the plane
    assert found[[0, 2]] == pytest.approx([2 / np.pi, 3 * np.sqrt(3) / (4 * np.pi)], rel=1e-4)
    assert np.isnan(found[1])
