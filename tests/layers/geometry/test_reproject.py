"""Long edges stay where they are from one CRS to another; degrees count from Greenwich."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS, Transformer

from layers.errors import CrsError
from layers.geometry import densify
from layers.geometry.ellipsoid import Ellipsoid
from layers.geometry.reproject import degrees_crs, reprojected, transform_geometry

EUROPE, WGS84 = CRS.from_epsg(3035), CRS.from_epsg(4326)
METRES_OF_DEGREE = np.array([111_320 * np.cos(np.radians(50.3)), 111_240])
SOUTH = shapely.Polygon([(4.0e6, 3.0e6), (4.0e6, 2.99e6), (4.2e6, 3.04e6), (4.2e6, 3.05e6)])
CORRIDOR = shapely.Polygon([(4.0e6, 3.0e6), (4.2e6, 3.05e6), (4.2e6, 3.06e6), (4.0e6, 3.01e6)])


def metres(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: xy * METRES_OF_DEGREE)


def test_an_edge_of_200_km_lies_where_it_is_to_a_tenth_of_a_metre() -> None:
    moved, notes = transform_geometry(CORRIDOR, EUROPE, WGS84)
    on_it = shapely.get_coordinates(shapely.segmentize(CORRIDOR, 500))
    to_degrees = Transformer.from_crs(EUROPE, WGS84, always_xy=True)
    places = np.column_stack(to_degrees.transform(*on_it.T))
    off_m = shapely.distance(metres(shapely.points(places)), metres(moved.exterior))
    assert off_m.max() < 0.105
    by_ends = shapely.transform(
        CORRIDOR, lambda xy: np.column_stack(to_degrees.transform(*xy.T))
    ).exterior
    would_m = shapely.distance(metres(shapely.points(places)), metres(by_ends)).max()
    (note,) = notes
    assert note.params["departure_m"] == pytest.approx(would_m, rel=0.01)
    assert note.params["vertices"] == shapely.get_num_coordinates(moved) - 5 < 1_000


def test_neighbours_that_share_a_long_edge_share_its_new_vertices() -> None:
    moved, _ = transform_geometry(np.array([CORRIDOR, SOUTH]), EUROPE, WGS84)
    assert shapely.coverage_is_valid(moved)
    assert shapely.intersection(*moved).area == 0
    alone = transform_geometry(SOUTH, EUROPE, WGS84).shapes
    assert alone.equals_exact(moved[1], 0)


def test_an_edge_that_comes_back_by_its_ends_is_the_plans() -> None:
    zone = shapely.box(10, 50, 11, 51)
    by_ends = gpd.GeoSeries([zone], crs=WGS84).to_crs(EUROPE).to_numpy()
    assert transform_geometry(by_ends, EUROPE, WGS84).notes
    moved, notes = transform_geometry(by_ends, EUROPE, WGS84, np.array([zone]))
    assert notes == ()
    assert moved[0].equals_exact(zone, 1e-7)


def test_very_many_edges_get_only_so_many_vertices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(densify, "_MOST", 1_000)
    wide = shapely.Polygon([(-1.9e7, -1.9e7), (1.8e7, 1.9e7), (0, 1.9e7)])
    moved, notes = transform_geometry(np.array([wide] * 20), CRS.from_epsg(3857), WGS84)
    assert shapely.get_num_coordinates(moved).sum() <= 80 + 1_000
    assert [note.code for note in notes] == ["file-edges-densified", "file-edges-left"]


def test_degrees_count_from_greenwich_on_the_datum_of_the_crs() -> None:
    expected = {4807: 4275, 27572: 4275, 4805: 4312, 2154: 4171, 4528: 4490, 4326: 4326}
    found = {code: degrees_crs(CRS.from_epsg(code)).to_epsg() for code in expected}
    assert found == expected
    there = gpd.GeoSeries([shapely.Point(3, 54)], crs=4807)  # 2.5969213 grads: Paris
    moved = reprojected(gpd.GeoDataFrame(geometry=there), degrees_crs(CRS.from_epsg(4807)))
    (x, y), *_ = shapely.get_coordinates(moved.geometry)
    assert (x, y) == pytest.approx(((3 + 2.5969213) * 0.9, 54 * 0.9), abs=1e-8)
    for crs, reason in (("EPSG:4807", "uses grad from Paris.*EPSG:4275"), ("EPSG:4805", "Ferro")):
        with pytest.raises(CrsError, match=reason):
            Ellipsoid.of(crs)
