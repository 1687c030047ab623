"""Zones that lie in no region are named; where none lies in any, so are both places."""

from pathlib import Path

import geopandas as gpd
import shapely

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


def test_a_zone_that_lies_in_no_region_is_noted(tmp_path: Path) -> None:
    result = imported(tmp_path, 120.5, 10)
    (record,) = result.reports[0].records
    assert (record.id, record.what) == ("Z1", "noted")
    assert "in no region" in str(record.why)


def test_where_no_zone_lies_in_any_region_both_places_are_told(tmp_path: Path) -> None:
    result = imported(tmp_path, 10, 11)
    assert result.reports[0].records == ()
    told = [str(each.why) for each in result.reports[0].assumed if "no zone" in str(each.why)]
    assert len(told) == 1
    assert "from 10, 30 to 11.1, 30.1" in told[0]
    assert "the regions from 120, 29 to 121, 31" in told[0]
    assert "--source-crs zones=EPSG:" in told[0]
