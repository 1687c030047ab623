"""Files that GDAL makes of a plan's zones come back: exactly, or to a millimetre (see TAB)."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
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
BOUNDS = "70,10,140,60"


@dataclass(frozen=True)
class Trip:
    """A format that GDAL writes: its driver and options, and what of the zones it holds."""

    name: str
    driver: str
    layer: dict[str, str] = field(default_factory=dict)
    exact: bool = False
    options: ReadOptions = field(default_factory=ReadOptions)
    names: dict[str, str] = field(default_factory=dict)
    attributes: bool = True
    apart: bool = False
    tolerance_deg: float = MILLIMETRE_DEG


TRIPS = (
    Trip("zones.gpkg", "GPKG", exact=True),
    Trip("zones.fgb", "FlatGeobuf", exact=True),
    Trip("zones.shp", "ESRI Shapefile", {"ENCODING": "UTF-8"}, exact=True),
    Trip("gbk.shp", "ESRI Shapefile", {"ENCODING": "CP936"}, exact=True),
    Trip("zones.geojson", "GeoJSON", {"COORDINATE_PRECISION": "15"}),
    Trip("zones.geojsonl", "GeoJSONSeq", {"COORDINATE_PRECISION": "15"}),
    Trip("zones.gdb", "OpenFileGDB"),
    Trip("zones.kml", "LIBKML", names={"name": "Name"}),
    Trip(  # whose coordinates are whole numbers of a grid: over all China, to 7 mm
        "zones.tab",
        "MapInfo File",
        {"ENCODING": "CP936", "BOUNDS": BOUNDS},
        tolerance_deg=7 * MILLIMETRE_DEG,
    ),
    Trip("zones.mif", "MapInfo File", {"ENCODING": "CP936", "BOUNDS": BOUNDS}),
    Trip(
        "zones.dxf",
        "DXF",
        options=ReadOptions(crs="EPSG:4490"),
        names={"zone_id": "Layer"},
        attributes=False,
        apart=True,
    ),
)


@pytest.fixture(scope="module")
def zones(china_plan: Plan) -> gpd.GeoDataFrame:
    """Return the zones with text of all kinds: Chinese, empty, with quotes."""
    frame: gpd.GeoDataFrame = china_plan.zones[
        ["zone_id", "ftz_id", "name", "name_zh", "published_area_km2", "sectors", "geometry"]
    ].copy()
    return frame


def test_geoparquet_comes_back_exactly(zones: gpd.GeoDataFrame, tmp_path: Path) -> None:
    zones.to_parquet(tmp_path / "zones.parquet")
    check(Trip("zones.parquet", "Parquet", exact=True), zones, tmp_path / "zones.parquet")


SCRIPT = """
import sys
from osgeo import gdal, ogr
gdal.UseExceptions()
source, target, driver, apart, *options = sys.argv[1:]
how = dict(format=driver, layers=["zones"], layerCreationOptions=options)
if driver == "DXF":
    how["SQLStatement"] = 'SELECT zone_id AS Layer, geom FROM zones'
    del how["layers"]
    how["explodeCollections"] = True
elif driver not in ("MapInfo File", "ESRI Shapefile"):
    how["geometryType"] = "PROMOTE_TO_MULTI"
gdal.VectorTranslate(target, source, options=gdal.VectorTranslateOptions(**how))
"""


@pytest.mark.parametrize("trip", TRIPS, ids=lambda trip: trip.name)
def test_what_gdals_own_tools_write_of_a_plan_comes_back(
    trip: Trip, zones: gpd.GeoDataFrame, need: Callable[[str], Path], tmp_path: Path
) -> None:
    source = tmp_path / "plan.gpkg"
    pyogrio.write_dataframe(zones, source, layer="zones", promote_to_multi=True)
    path = tmp_path / trip.name
    options = [f"{name}={value}" for name, value in trip.layer.items()]
    apart = "apart" if trip.apart else ""
    subprocess.run(  # noqa: S603  our own script
        [str(need("gdal")), "-I", "-c", SCRIPT, source, path, trip.driver, apart, *options],
        check=True,
        capture_output=True,
    )
    check(trip, zones, path)


def check(trip: Trip, zones: gpd.GeoDataFrame, path: Path) -> None:
    """Hold what is read of a file against the zones that were written to it."""
    table = read_table(path, "zones", trip.options)
    read = table.frame
    assert isinstance(read, gpd.GeoDataFrame)
    read = reprojected(read, zones.crs)
    read = read.rename(columns={there: here for here, there in trip.names.items()})
    read = read.set_index("zone_id").loc[zones["zone_id"]]
    assert len(table.frame) == len(zones)
    for name in zones.columns.drop(["zone_id", "geometry"]) if trip.attributes else ():
        assert [cell(it) for it in read[name]] == [cell(it) for it in zones[name]], name
    shapes = zip(read.geometry, zones.geometry, strict=True)
    far = max(distance_deg(one, other) for one, other in shapes)
    assert far <= (0 if trip.exact else trip.tolerance_deg)


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
