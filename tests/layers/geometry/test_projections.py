"""Projections of maps of land, and Gauss–Krüger coordinates, against the ellipsoid itself."""

import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.geometry.area_projection import area_projection, near_projection
from layers.geometry.reproject import gauss_kruger
from tests.searching import examples

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
