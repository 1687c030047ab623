"""What is assumed in reading is said in a sentence, with the option that overrides it."""

from itertools import product
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from pyproj import CRS

from layers.errors import PlanError
from layers.formats import ReadOptions, read_table
from layers.geometry.gauss_kruger import GEOGRAPHIC, Band, band_before
from layers.messages import Language, catalogue
from tests.conftest import by_force
from tests.layers.formats.corpus.boundary import CASES as BOUNDARY
from tests.layers.formats.corpus.case import ZONES, Case
from tests.layers.formats.corpus.shapefiles import CASES as SHAPEFILES

CASES = {case.name: case for case in (*BOUNDARY, *SHAPEFILES)}


def said(case: Case, folder: Path, language: Language = "en") -> list[str]:
    table = read_table(case.make(folder), case.layer, case.options)
    return [catalogue(language).text(it.why) for it in table.assumed]


def test_what_is_assumed_is_said_in_both_languages_and_nothing_where_all_is_stated(
    tmp_path: Path,
) -> None:
    assert said(CASES["txt, no head"], tmp_path) == [
        (
            "its text can be read as GBK, which it does not state (临港, 面, 西片区); if letters "
            "are wrong, name another with encoding, such as big5"
        ),
        (
            "Y is taken as easting, since it begins with the number of a band, and X as northing; "
            "if not, give axis_order"
        ),
        ("its header names no datum; CGCS2000 is assumed; if it is another, name the CRS with crs"),
        (
            "its eastings begin with 40, the number of the band at 120°; if that is wrong, name "
            "the CRS with crs"
        ),
        "a number stands for several parcels, taken as blocks of one shape",
        (
            "the parcel number is zone_id, its name name_zh, its use ftz_id, its hectares "
            "published_area_km2; layer zones"
        ),
    ]
    assert said(CASES["shp, GBK that states UTF-8"], tmp_path, "zh") == [
        "文件注明 UTF-8，但文字实为 GBK（临港、西片区）；如有乱码，请用 encoding 指定其他编码",
        "列 published_ 视为被截成十个字母的 published_area_km2；如不对，请用 columns 指定其他列",
    ]
    pyogrio.write_dataframe(ZONES, tmp_path / "a.gpkg", layer="zones", promote_to_multi=True)
    assert read_table(tmp_path / "a.gpkg", "zones").assumed == ()


def shapefile(folder: Path, *names: str) -> Path:
    frame = gpd.GeoDataFrame(
        {name: [name] for name in names}, geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:4490"
    )
    pyogrio.write_dataframe(frame, folder / "a.shp")
    return folder / "a.shp"


def test_names_that_were_cut_are_whole_again_where_one_column_alone_can_be_meant(
    tmp_path: Path,
) -> None:
    for layer, names in (
        (
            "regions",
            {
                "province_n": "province_name",
                "province_1": "province_name_zh",
                "province_a": "province_adcode",
                "city_name_": "city_name_zh",
            },
        ),
        ("regions", {"province_n": "province_n"}),  # of two columns
        (
            "zones",
            {
                "PUBLISHED_": "published_area_km2",
                "boundary_s": "boundary_source",
                "locked": "locked",
            },
        ),
    ):
        frame = read_table(shapefile(tmp_path, *names), layer).frame
        assert dict(zip(frame.iloc[0][:-1], frame.columns, strict=False)) == names
    frame = read_table(tmp_path / "a.shp", "zones", ReadOptions(crs="EPSG:4326")).located
    assert frame.crs == "EPSG:4326"  # what a user says goes before what the file says


def test_a_table_of_another_shapefile_is_refused(tmp_path: Path) -> None:
    path, other = tmp_path / "a.shp", tmp_path / "other.shp"
    pyogrio.write_dataframe(ZONES[["zone_id", "geometry"]], path)
    pyogrio.write_dataframe(ZONES[["zone_id", "geometry"]].iloc[:1], other)
    path.with_suffix(".dbf").write_bytes(other.with_suffix(".dbf").read_bytes())
    with pytest.raises(PlanError, match=r"are not as many \(2, 1\)"):
        read_table(path, "zones", ReadOptions())


def test_what_gdal_remarks_on_the_content_is_said_once(tmp_path: Path) -> None:
    path, when = tmp_path / "zones.gpkg", pd.to_datetime(["2020-01-01T00:00:00Z"] * 2, utc=True)
    pyogrio.write_dataframe(ZONES.assign(opened=when), path, layer="zones")
    by_force(path, "UPDATE zones SET opened = 'yesterday'")
    (said,) = read_table(path, "zones", ReadOptions()).assumed
    assert str(said.why) == (
        "GDAL, which reads this format, says: Invalid content for record 1 in column opened: "
        "yesterday; compare the imported rows with the file, and correct it there"
    )


def test_a_band_has_the_code_of_its_meridian_datum_and_false_easting() -> None:
    widths = ((3, range(25, 46)), (6, range(13, 24)))
    for datum, prefixed, (width, numbers) in product(GEOGRAPHIC, (True, False), widths):
        for number in numbers:
            band = Band(number, width, prefixed=prefixed)
            crs = CRS.from_user_input(band.epsg(datum))
            operation = crs.coordinate_operation
            assert operation is not None
            params = {it.name: it.value for it in operation.params}
            assert params["Longitude of natural origin"] == band.meridian_deg
            assert params["False easting"] == 500_000 + (number * 1_000_000 if prefixed else 0)
            assert crs.geodetic_crs == CRS.from_user_input(GEOGRAPHIC[datum])


def test_the_band_before_eastings_is_that_of_all_of_them() -> None:
    xy = shapely.get_coordinates(ZONES.to_crs("EPSG:4528").geometry.to_numpy())
    assert band_before(xy[:, 0]) == Band(40, 3, prefixed=True)
    assert band_before(xy[:, 1]) is None
    assert band_before(xy[:0, 0]) is None
