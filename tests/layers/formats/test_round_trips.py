"""Files that GDAL makes of a plan's zones come back: exactly, or to a millimetre (see TAB)."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from layers import Plan
from layers.formats import ReadOptions, read_table
from layers.geometry.reproject import reprojected

MILLIMETRE_DEG = 1e-8
BOUNDS = "BOUNDS=70,10,140,60"
TRIPS: tuple[tuple[str, str, list[str], float], ...] = (
    ("zones.gpkg", "GPKG", [], 0.0),
    ("zones.fgb", "FlatGeobuf", [], 0.0),
    ("zones.shp", "ESRI Shapefile", ["ENCODING=UTF-8"], 0.0),
    ("gbk.shp", "ESRI Shapefile", ["ENCODING=CP936"], 0.0),
    ("zones.geojson", "GeoJSON", ["COORDINATE_PRECISION=15"], MILLIMETRE_DEG),
    ("zones.geojsonl", "GeoJSONSeq", ["COORDINATE_PRECISION=15"], MILLIMETRE_DEG),
    ("zones.gdb", "OpenFileGDB", [], MILLIMETRE_DEG),
    ("zones.kml", "LIBKML", [], MILLIMETRE_DEG),
    # whose coordinates are whole numbers of a grid: over all China, to 7 mm
    ("zones.tab", "MapInfo File", ["ENCODING=CP936", BOUNDS], 7 * MILLIMETRE_DEG),
    ("zones.mif", "MapInfo File", ["ENCODING=CP936", BOUNDS], MILLIMETRE_DEG),
    ("zones.dxf", "DXF", [], MILLIMETRE_DEG),
)
"""The formats that GDAL writes: file, driver, options of the layer, and what comes back how far."""
NAMES = {"zones.kml": {"Name": "name"}, "zones.dxf": {"Layer": "zone_id"}}


@pytest.fixture(scope="module")
def zones(china_plan: Plan) -> gpd.GeoDataFrame:
    """Return the zones with text of all kinds: Chinese, empty, with quotes."""
    columns = ["zone_id", "ftz_id", "name", "name_zh", "published_area_km2", "sectors", "geometry"]
    frame: gpd.GeoDataFrame = china_plan.zones[columns].copy()
    return frame


SCRIPT = """
import sys
from osgeo import gdal, ogr
gdal.UseExceptions()
source, target, driver, *options = sys.argv[1:]
how = dict(format=driver, layers=["zones"], layerCreationOptions=options)
if driver == "DXF":
    how["SQLStatement"] = 'SELECT zone_id AS Layer, geom FROM zones'
    del how["layers"]
    how["explodeCollections"] = True
elif driver not in ("MapInfo File", "ESRI Shapefile"):
    how["geometryType"] = "PROMOTE_TO_MULTI"
gdal.VectorTranslate(target, source, options=gdal.VectorTranslateOptions(**how))
"""


@pytest.mark.timeout(900)
def test_what_gdals_own_tools_write_of_a_plan_comes_back(
    zones: gpd.GeoDataFrame, need: Callable[[str], Path], tmp_path: Path
) -> None:
    source = tmp_path / "plan.gpkg"
    pyogrio.write_dataframe(zones, source, layer="zones", promote_to_multi=True)
    for name, driver, options, tolerance_deg in TRIPS:
        path = tmp_path / "trips" / name
        path.parent.mkdir(exist_ok=True)
        command = [str(need("gdal")), "-I", "-c", SCRIPT, source, path, driver, *options]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  our own script
        check(path, zones, tolerance_deg)
    zones.to_parquet(tmp_path / "zones.parquet")
    check(tmp_path / "zones.parquet", zones, 0.0)


def check(path: Path, zones: gpd.GeoDataFrame, tolerance_deg: float) -> None:
    """Hold what is read of a file against the zones that were written to it."""
    is_drawing = path.suffix == ".dxf"
    options = ReadOptions(crs="EPSG:4490" if is_drawing else None)
    read = reprojected(read_table(path, "zones", options).located, zones.crs)
    read = read.rename(columns=NAMES.get(path.name, {}))
    assert len(read) == len(zones)
    read = read.set_index("zone_id").loc[zones["zone_id"]]
    for name in zones.columns.drop(["zone_id", "geometry"]) if not is_drawing else ():
        assert [cell(it) for it in read[name]] == [cell(it) for it in zones[name]], (path, name)
    shapes = zip(read.geometry, zones.geometry, strict=True)
    assert max(distance_deg(one, other) for one, other in shapes) <= tolerance_deg, path


def distance_deg(one: Any, other: Any) -> float:
    """Return how far the vertices of two shapes of the same rings lie apart."""
    shapes = [shapely.normalize(shapely.MultiPolygon(shapely.get_parts(it))) for it in (one, other)]
    rings = [shapely.get_rings(shapely.get_parts(it)) for it in shapes]
    assert len(rings[0]) == len(rings[1])
    if shapely.equals_exact(*shapes, 0.0):
        return 0.0
    return float(np.max(shapely.hausdorff_distance(shapely.boundary(one), shapely.boundary(other))))


def cell(value: Any) -> object:
    if value is None or pd.isna(value) or value == "":
        return None
    return round(float(value), 9) if isinstance(value, int | float) else str(value)
