"""From one CRS to another: long edges, degrees from Greenwich, maps of land, Gauss–Krüger."""

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from layers.errors import CrsError
from layers.geometry import densify
from layers.geometry.area_projection import area_projection, near_projection
from layers.geometry.ellipsoid import Ellipsoid
from layers.geometry.gauss_kruger import gauss_kruger
from layers.geometry.reproject import degrees_crs, reprojected, transform_geometry
from tests.searching import examples

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


CHINA = pyproj.CRS.from_epsg(4490)
COUNTRY = (73.0, 3.0, 136.0, 54.0)
EXTENTS = [
    COUNTRY,
    (121.0, 30.0, 122.0, 31.5),  # a city
    (-70.0, -55.0, -35.0, 5.0),  # over the equator
    (10.0, 60.0, 30.0, 80.0),  # near a pole
    (165.0, -47.0, 184.0, -34.0),  # across 180
    (-80.0, -55.0, -66.0, -17.0),  # in the south
]


def test_a_map_of_china_is_drawn_as_its_atlases_draw_it() -> None:
    found = area_projection(CHINA, COUNTRY)
    assert (found.parallels, found.middle[0]) == ((25, 47), 105)
    conversion = found.crs.to_json_dict()["conversion"]
    assert conversion["method"]["name"] == "Albers Equal Area"
    written = {it["name"]: it["value"] for it in conversion["parameters"]}
    assert written["Latitude of 1st standard parallel"] == 25
    assert written["Latitude of 2nd standard parallel"] == 47
    assert written["Longitude of false origin"] == 105
    province = area_projection(CHINA, (118.0, 27.0, 123.0, 31.5))
    assert (province.parallels, province.middle) == (None, (120.5, 29.25))


def test_a_square_of_land_is_as_large_on_the_map_wherever_it_lies() -> None:
    for extent in EXTENTS:
        west, south, east, north = extent
        places = (west, south), (east - 0.1, north - 0.1), ((west + east) / 2, (south + north) / 2)
        for found in (area_projection(CHINA, extent), near_projection(CHINA, extent)):
            project = pyproj.Transformer.from_crs(CHINA, found.crs, always_xy=True).transform
            for x, y in places:
                land = shapely.segmentize(shapely.box(x, y, x + 0.1, y + 0.1), 0.01)
                drawn = shapely.transform(land, project, interleaved=False)
                truth, _ = CHINA.get_geod().geometry_area_perimeter(land)
                assert drawn.area == pytest.approx(truth, rel=1e-5), extent


@given(st.floats(73.6, 136.4), st.floats(3, 54))
@examples(40)
def test_a_position_in_a_band_is_pyprojs_within_a_millimetre(lon: float, lat: float) -> None:
    at = gauss_kruger(lon, lat, "EPSG:4490")
    assert at is not None
    assert abs(lon - 3 * at.band) <= 1.5
    assert at.epsg == 4488 + at.band
    band = f"+proj=tmerc +lon_0={3 * at.band} +x_0={at.band}500000 +ellps=GRS80 +rf=298.257222101"
    degrees = "+proj=longlat +rf=298.257222101 +a=6378137"
    east, north = pyproj.Transformer.from_crs(degrees, band).transform(lon, lat)
    assert at.y_m == pytest.approx(east, abs=1e-3)
    assert at.x_m == pytest.approx(north, abs=1e-3)


def test_outside_the_bands_there_is_no_position() -> None:
    for place in ((73.4, 40), (136.6, 40), (120, 85), (-120, 30)):
        assert gauss_kruger(*place, "EPSG:4490") is None
