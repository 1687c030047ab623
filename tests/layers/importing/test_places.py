"""Where the zones of a file lie: in which CRS, along which edges, in which region."""

import json
from pathlib import Path

import geopandas as gpd
import pyarrow.parquet as pq
import pytest
import shapely

from layers.errors import PlanError
from layers.formats import ReadOptions, read_table
from layers.importing import Import, ImportOptions, import_layers


def imported(folder: Path, *west: float) -> Import:
    ids = [f"Z{nth}" for nth in range(len(west))]
    squares = [shapely.box(each, 30, each + 0.1, 30.1) for each in west]
    zones = gpd.GeoDataFrame({"zone_id": ids, "ftz_id": "F"}, geometry=squares, crs=4490)
    region = gpd.GeoDataFrame({"adcode": ["1"]}, geometry=[shapely.box(120, 29, 121, 31)], crs=4490)
    files = {"zones": folder / "z.geojson", "regions": folder / "r.geojson"}
    for name, frame in zip(files, (zones, region), strict=True):
        frame.to_file(files[name], driver="GeoJSON")
    return import_layers(files, ImportOptions())


def test_what_the_user_says_of_a_crs_goes_before_a_member_that_says_nothing(tmp_path: Path) -> None:
    document = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "nonsense"}},
        "features": [
            {
                "type": "Feature",
                "properties": {"zone_id": "A", "ftz_id": "F"},
                "geometry": shapely.geometry.mapping(shapely.box(120, 30, 121, 31)),
            }
        ],
    }
    (path := tmp_path / "z.geojson").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(PlanError, match="nonsense"):
        read_table(path, "zones")
    frame = read_table(path, "zones", ReadOptions(crs="EPSG:4490")).located
    assert frame.crs.to_epsg() == 4490


def test_edges_along_great_circles_are_said_to_be_taken_as_straight(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"zone_id": ["A"]}, geometry=[shapely.box(120, 30, 121, 31)], crs=4326)
    frame.to_parquet(path := tmp_path / "z.parquet")
    table = pq.read_table(path)
    geo = json.loads(table.schema.metadata[b"geo"])
    geo["columns"]["geometry"]["edges"] = "spherical"
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo).encode()}), path)
    (said,) = [it for it in read_table(path, "zones").assumed if it.what == "geometry"]
    assert "spherical" in str(said.why)


def test_a_polygon_that_a_repair_could_not_mend_asks_for_no_repair(tmp_path: Path) -> None:
    line = shapely.Polygon([(120, 30), (121, 31), (120, 30), (121, 31), (120, 30)])
    zones = gpd.GeoDataFrame({"zone_id": ["A"], "ftz_id": "F"}, geometry=[line], crs=4490)
    region = gpd.GeoDataFrame({"adcode": ["1"]}, geometry=[shapely.box(120, 29, 121, 31)], crs=4490)
    files = {"zones": tmp_path / "z.geojson", "regions": tmp_path / "r.geojson"}
    for name, frame in zip(files, (zones, region), strict=True):
        frame.to_file(files[name], driver="GeoJSON")
    lines = [str(it) for it in import_layers(files, ImportOptions(repair=True)).problems]
    assert [line for line in lines if "cannot mend it" in line]
    assert not [line for line in lines if "--repair" in line]


def test_a_zone_that_lies_in_no_region_is_noted(tmp_path: Path) -> None:
    result = imported(tmp_path, 120.5, 10)
    (record,) = result.reports[0].records
    assert (record.id, record.what) == ("Z1", "noted")
    assert "in no region" in str(record.why)


def test_where_no_zone_lies_in_any_region_both_places_are_told(tmp_path: Path) -> None:
    result = imported(tmp_path, 10, 11)
    assert result.reports[0].records == ()
    sentences = [str(each.why) for each in result.reports[0].assumed if "no zone" in str(each.why)]
    assert len(sentences) == 1
    assert "from 10, 30 to 11.1, 30.1" in sentences[0]
    assert "the regions from 120, 29 to 121, 31" in sentences[0]
    assert "source_crs zones=EPSG:" in sentences[0]
