"""Area, perimeter, distance and buffers, against hand figures and against pyproj.Geod."""

import numpy as np
import pytest
import shapely
from shapely import box
from shapely.geometry.base import BaseGeometry

from layers.errors import CrsError
from layers.geometry.buffer import buffer
from layers.geometry.ellipsoid import GRS80, Ellipsoid
from layers.geometry.point_distance import Boundary

SPHERE = Ellipsoid(6_371_000.0, 0.0)
SQUARE = box(120, 30, 120.05, 30.05)
DEGREE_KM = 6378.137 * np.pi / 180  # along the equator


def blob(lon: float, lat: float, seed: int, radius_deg: float = 0.05) -> shapely.Polygon:
    """Return an irregular star-shaped polygon about a point."""
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, 24))
    r = radius_deg * rng.uniform(0.5, 1, 24)
    return shapely.Polygon(np.column_stack([lon + r * np.cos(angle), lat + r * np.sin(angle)]))


def test_areas_are_those_of_hand_figures_without_holes_lines_and_points() -> None:
    # a quarter turn between the equator and 30°N: R² · π/2 · sin 30°
    expected = 6371.0**2 * np.pi / 2 * 0.5
    assert SPHERE.area_km2(box(0, 0, 90, 30))[0] == pytest.approx(expected, rel=1e-14)
    outer, inner = box(120, 30, 120.3, 30.3), box(120.1, 30.1, 120.2, 30.2)
    ring = shapely.Polygon(outer.exterior, [inner.exterior])
    whole, hole = GRS80.area_km2([outer, inner])
    assert GRS80.area_km2(ring)[0] == pytest.approx(whole - hole, rel=1e-14)
    assert GRS80.perimeter_km(ring)[0] == pytest.approx(GRS80.perimeter_km([outer, inner]).sum())
    mixed = shapely.GeometryCollection([SQUARE, shapely.LineString([(0, 0), (1, 1)])])
    areas = GRS80.area_km2(
        [shapely.Point(0, 0), shapely.Polygon(), mixed, SQUARE, shapely.reverse(SQUARE)]
    )
    assert list(areas[:2]) == [0, 0]
    assert areas[2] == areas[3] == areas[4] > 0


def test_area_and_perimeter_agree_with_pyproj_on_densified_edges() -> None:
    large = shapely.Polygon([(100, 20), (130, 25), (110, 60)])
    shapes = [(blob(110, lat, 7), 3e-5, 1e-9) for lat in (0, 30, 75)]
    for shape, step_deg, error in [*shapes, (large, 1e-3, 1e-8)]:
        dense = shapely.orient_polygons(shapely.segmentize(shape, step_deg))
        area_m2, perimeter_m = GRS80.geod.geometry_area_perimeter(dense)
        assert GRS80.area_km2(shape)[0] == pytest.approx(area_m2 / 1e6, rel=error)
        assert GRS80.perimeter_km(shape)[0] == pytest.approx(perimeter_m / 1e3, rel=error)


def naive_distance_km(lon: float, lat: float, shape: BaseGeometry, step_deg: float) -> float:
    dense = shapely.get_coordinates(shapely.segmentize(shape, step_deg))
    (x, y), (at, up) = np.radians(dense.T), np.radians([lon, lat])
    square = np.sin((y - up) / 2) ** 2 + np.cos(y) * np.cos(up) * np.sin((x - at) / 2) ** 2
    dense = dense[square <= 1.05 * square.min()]  # on the sphere, off by less than 1 %
    here = np.full(len(dense), lon), np.full(len(dense), lat)
    return float(GRS80.geod.inv(*here, dense[:, 0], dense[:, 1])[2].min()) / 1e3


def test_distance_is_that_of_pyproj_to_the_densified_boundary() -> None:
    for lat, reach_deg in ((30, 0.08), (53, 1.0), (0, 6.0), (70, 6.0)):
        shape = blob(110, lat, 3)
        rng = np.random.default_rng(1)
        lon, lats = (rng.uniform(-reach_deg, reach_deg, 10) + at for at in (110, lat))
        outside = ~shapely.intersects_xy(shape, lon, lats)
        assert outside.any()
        measured = Boundary(GRS80, shape).distance_km(lon, lats)
        for x, y, distance in np.transpose([lon, lats, measured])[outside]:
            assert distance == pytest.approx(naive_distance_km(x, y, shape, 2e-5), abs=1e-5)


def test_distance_is_nought_inside_that_of_the_rim_in_a_hole_and_infinite_to_nothing() -> None:
    distance = Boundary(GRS80, SQUARE).distance_km([120.01, 120.0, 120.05], [30.01, 30.02, 30.05])
    assert list(distance) == [0, 0, 0]
    ring = shapely.Polygon(box(0, -0.1, 0.3, 0.2).exterior, [box(0.1, 0, 0.2, 0.1).exterior])
    rim_km = Boundary(GRS80, ring).distance_km(0.11, 0.05)[0]
    assert rim_km == pytest.approx(0.01 * DEGREE_KM, rel=1e-6)
    assert np.isinf(Boundary(GRS80, shapely.Polygon()).distance_km(120, 30)[0])


def test_distances_and_buffers_go_across_the_antimeridian() -> None:
    west, east = box(179.9, -0.1, 180, 0.1), box(-180, -0.1, -179.9, 0.1)
    expected = pytest.approx(0.1 * DEGREE_KM)
    for shape in (west, shapely.union_all([west, east])):
        assert Boundary(GRS80, shape).distance_km(179.8, 0)[0] == expected
    assert Boundary(GRS80, west).distance_km(-179.9, 0)[0] == expected
    here = buffer(GRS80, box(120, 50, 120.1, 50.1), 100)
    there = buffer(GRS80, box(179.9, 50, 180, 50.1), 100)
    assert (there.bounds[0], there.bounds[2]) == (-180, 180)
    assert GRS80.area_km2(there)[0] == pytest.approx(GRS80.area_km2(here)[0], rel=1e-6)


def check_outline(shape: BaseGeometry, radius_km: float) -> None:
    """Check that vertices of an outline and middles of its chords lie at the radius."""
    outline = shapely.get_coordinates(buffer(GRS80, shape, radius_km))
    for points in (outline, (outline[1:] + outline[:-1]) / 2):
        distance = Boundary(GRS80, shape).distance_km(*points.T)
        assert np.abs(distance - radius_km).max() <= 1e-4 * radius_km


def test_a_buffer_is_that_of_its_radius_wide_none_or_over_a_pole() -> None:
    check_outline(SQUARE, 500)
    check_outline(blob(110, 19, 5, 1.5), 100)
    assert buffer(GRS80, SQUARE, 0).equals(SQUARE)
    cap = buffer(GRS80, box(10, 89.8, 10.1, 89.81), 200)
    assert cap.is_valid
    assert cap.covers(shapely.Point(-120, 89.99))
    # nearly a disc of 200 km on a nearly plane cap
    assert GRS80.area_km2(cap)[0] == pytest.approx(np.pi * 200**2, rel=5e-3)


def test_a_local_plane_keeps_distances_from_its_origin_and_comes_back() -> None:
    plane = GRS80.plane(120, 30)
    there = plane.forward(shapely.Point(121, 31))
    expected = GRS80.geod.inv(120, 30, 121, 31)[2]
    assert np.hypot(there.x, there.y) == pytest.approx(expected, rel=1e-12)
    back = plane.inverse(there)
    assert (back.x, back.y) == pytest.approx((121, 31), abs=1e-12)


def test_only_a_geographic_crs_has_an_ellipsoid_and_the_chinese_one_that_of_cgcs2000() -> None:
    for crs in ("EPSG:3857", "EPSG:0", None, "nonsense"):
        with pytest.raises(CrsError, match="geographic"):
            Ellipsoid.of(crs)
    ellipsoid = Ellipsoid.of("EPSG:4490")
    assert ellipsoid.semi_major_m == GRS80.semi_major_m
    assert ellipsoid.flattening == pytest.approx(GRS80.flattening, rel=1e-12)
