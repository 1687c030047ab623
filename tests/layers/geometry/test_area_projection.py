"""The projection of maps of land: equal-area wherever it is, China's as its atlases have it."""

import math

import pyproj
import pytest
import shapely

from layers.geometry.area_projection import area_projection, near_projection

CHINA = pyproj.CRS.from_epsg(4490)
COUNTRY = (73.0, 3.0, 136.0, 54.0)
ANYWHERE = pytest.mark.parametrize(
    "extent",
    [
        pytest.param(COUNTRY, id="country"),
        pytest.param((121.0, 30.0, 122.0, 31.5), id="city"),
        pytest.param((-70.0, -55.0, -35.0, 5.0), id="over the equator"),
        pytest.param((10.0, 60.0, 30.0, 80.0), id="near a pole"),
        pytest.param((165.0, -47.0, 184.0, -34.0), id="across 180"),
        pytest.param((-80.0, -55.0, -66.0, -17.0), id="south"),
    ],
)


def test_a_map_of_china_is_drawn_as_its_atlases_draw_it() -> None:
    found = area_projection(CHINA, COUNTRY)
    assert (found.parallels, found.middle[0]) == ((25, 47), 105)
    conversion = found.crs.to_json_dict()["conversion"]
    assert conversion["method"]["name"] == "Albers Equal Area"
    written = {it["name"]: it["value"] for it in conversion["parameters"]}
    assert written["Latitude of 1st standard parallel"] == 25
    assert written["Latitude of 2nd standard parallel"] == 47
    assert written["Longitude of false origin"] == 105


@pytest.mark.parametrize(
    ("epsg", "extent"),
    [
        pytest.param(4326, (68.0, 8.0, 97.0, 35.0), id="of a neighbour"),
        pytest.param(4490, (10.0, 36.0, 30.0, 60.0), id="in China's CRS, elsewhere"),
    ],
)
def test_elsewhere_the_parallels_follow_the_extent(
    epsg: int, extent: tuple[float, float, float, float]
) -> None:
    west, south, east, north = extent
    found = area_projection(pyproj.CRS.from_epsg(epsg), extent)
    assert found.parallels is not None
    assert found.parallels == pytest.approx(
        (south + (north - south) / 6, north - (north - south) / 6), abs=0.5
    )
    assert found.middle == pytest.approx(((west + east) / 2, (south + north) / 2), abs=0.5)


def test_a_province_has_the_north_up_at_its_middle() -> None:
    found = area_projection(CHINA, (118.0, 27.0, 123.0, 31.5))
    assert (found.parallels, found.middle) == (None, (120.5, 29.25))


@ANYWHERE
def test_a_square_of_land_is_as_large_on_the_map_wherever_it_lies(
    extent: tuple[float, float, float, float],
) -> None:
    west, south, east, north = extent
    for found in (area_projection(CHINA, extent), near_projection(CHINA, extent)):
        project = pyproj.Transformer.from_crs(CHINA, found.crs, always_xy=True).transform
        for x, y in [
            (west, south),
            (east - 0.1, north - 0.1),
            ((west + east) / 2, (south + north) / 2),
        ]:
            land = shapely.segmentize(shapely.box(x, y, x + 0.1, y + 0.1), 0.01)
            drawn = shapely.transform(land, project, interleaved=False)
            truth, _ = CHINA.get_geod().geometry_area_perimeter(land)
            assert drawn.area == pytest.approx(truth, rel=1e-5)


@ANYWHERE
def test_north_leans_as_far_as_the_projection_says(
    extent: tuple[float, float, float, float],
) -> None:
    west, _, east, _ = extent
    found = area_projection(CHINA, extent)
    project = pyproj.Transformer.from_crs(CHINA, found.crs, always_xy=True).transform
    lat = found.middle[1]
    for lon in (west + 0.25 * (east - west), west + 0.5 * (east - west)):
        (x0, y0), (x1, y1) = project(lon, lat), project(lon, lat + 0.01)
        leans_left_deg = math.degrees(math.atan2(x0 - x1, y1 - y0))
        off = (lon - found.middle[0] + 180) % 360 - 180
        assert leans_left_deg == pytest.approx(found.turn * off, abs=2.0)
