"""GeoPackage, FileGDB, FlatGeobuf and GeoParquet, awkward but legal."""

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pyarrow.parquet as pq
import shapely

from layers.formats import ReadOptions
from tests.conftest import by_force

from .case import NEAR, POINTS, ZONES, Case, after, packed, solid, vector, with_row, written

_COLLECTED = ZONES.set_geometry(
    [ZONES.geometry[0], shapely.GeometryCollection(list(ZONES.geometry[1].geoms))], crs=ZONES.crs
)
_CURVE = "CURVEPOLYGON (COMPOUNDCURVE ((120 30, 120.01 30, 120.01 30.01, 120 30.01, 120 30)))"


def _all_layers(name: str, driver: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        for layer, frame in {"zones": ZONES, "places": POINTS}.items():
            multi = {"geometry_type": "MultiPolygon"} if layer == "zones" else {}
            written(
                folder / name,
                driver,
                frame,
                layer=layer,
                append=(folder / name).exists(),
                promote_to_multi=bool(multi),
                **multi,
            )
        return folder / name

    return make


def _blob(wkt: str) -> Callable[[Path], None]:
    """Return a change: the first row's geometry in a GeoPackage is that of the text."""
    body = {_CURVE: _curve_wkb}.get(wkt, lambda: shapely.from_wkt(wkt).wkb)()
    blob = (b"GP\x00\x01" + (4490).to_bytes(4, "little") + body).hex()
    return lambda path: by_force(path, f"UPDATE zones SET geom = x'{blob}' WHERE zone_id = 'W'")


def _curve_wkb() -> bytes:
    """Return the WKB of a polygon whose ring is a curve of straight lines."""
    line = shapely.to_wkb(shapely.LineString(ZONES.geometry[0].exterior.coords), byte_order=1)
    compound = b"\x01" + (9).to_bytes(4, "little") + (1).to_bytes(4, "little") + line
    return b"\x01" + (10).to_bytes(4, "little") + (1).to_bytes(4, "little") + compound


def _parquet(
    name: str, frame: gpd.GeoDataFrame = ZONES, **options: object
) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        frame.to_parquet(folder / name, **options)
        return folder / name

    return make


def _without_crs_word(path: Path) -> None:
    """Take the CRS out of what a GeoParquet says: then it is longitude and latitude of WGS 84."""
    table = pq.read_table(path)
    geo = json.loads(table.schema.metadata[b"geo"])
    geo["columns"]["geometry"].pop("crs")
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo).encode()}), path)


def _without_metadata(path: Path) -> None:
    pq.write_table(pq.read_table(path).replace_schema_metadata({}), path)


_TWO = ZONES.assign(centre=ZONES.geometry.representative_point())
_PLAIN = POINTS.assign(lon=POINTS.geometry.x, lat=POINTS.geometry.y).drop(columns="geometry")
_EMPTY = with_row(ZONES, "N", None)

CASES = [
    Case("gpkg", vector("zones.gpkg", "GPKG")),
    Case("gpkg, another layer's name", vector("a.gpkg", "GPKG", layer="片区"), says="layer=片区"),
    Case("gpkg, several layers", _all_layers("a.gpkg", "GPKG"), truth=ZONES),
    Case(
        "gpkg, layer named",
        _all_layers("a.gpkg", "GPKG"),
        layer="demand",
        options=ReadOptions(layer="places"),
        truth=POINTS,
        columns=("name_zh", "population"),
    ),
    Case(
        "gpkg, layer unclear",
        _all_layers("a.gpkg", "GPKG"),
        layer="demand",
        refused="has the layers zones, places; name one with layer",
    ),
    Case(
        "gpkg, no such layer",
        _all_layers("a.gpkg", "GPKG"),
        options=ReadOptions(layer="x"),
        refused="has no layer x (there are: zones, places); correct layer",
    ),
    Case("gpkg, heights", vector("zones.gpkg", "GPKG", solid(ZONES)), says="geometry=2D"),
    Case("gpkg, an empty row", vector("zones.gpkg", "GPKG", _EMPTY), truth=_EMPTY),
    Case(
        "gpkg, an empty polygon",
        after(vector("zones.gpkg", "GPKG"), _blob("POLYGON EMPTY")),
        truth=ZONES.set_geometry([None, ZONES.geometry[1]], crs=ZONES.crs),
    ),
    Case(
        "gpkg, a collection", vector("zones.gpkg", "GPKG", _COLLECTED), says="geometry=MultiPolygon"
    ),
    Case("gpkg, a curve", after(vector("zones.gpkg", "GPKG"), _blob(_CURVE))),
    Case(
        "gpkg, measures",
        after(
            vector("zones.gpkg", "GPKG"),
            _blob("POLYGON M ((120 30 1, 120.01 30 2, 120.01 30.01 3, 120 30.01 4, 120 30 1))"),
            lambda path: by_force(path, "UPDATE gpkg_geometry_columns SET m = 1"),
        ),
        says="geometry=2D",
    ),
    Case(
        "gdb",
        vector("zones.gdb", "OpenFileGDB", geometry_type="MultiPolygon", promote_to_multi=True),
        **NEAR,
    ),
    Case("gdb, zipped", packed("a.gdb.zip", _all_layers("a.gdb", "OpenFileGDB"), "数据/"), **NEAR),
    Case(
        "gdb, one file of it",
        after(
            _all_layers("a.gdb", "OpenFileGDB"),
            lambda path: [file.unlink() for file in path.glob("a00000001.*")],
        ),
        refused="is not a file geodatabase; give the folder NAME.gdb as a whole",
    ),
    Case("fgb", vector("zones.fgb", "FlatGeobuf", promote_to_multi=True)),
    Case("parquet", _parquet("zones.parquet")),
    Case(
        "parquet, other geometry column", _parquet("zones.parquet", ZONES.rename_geometry("geom"))
    ),
    Case(
        "parquet, another geometry",
        _parquet("zones.parquet", _TWO),
        options=ReadOptions(layer="centre"),
        truth=ZONES.set_geometry(_TWO["centre"]),
    ),
    Case(
        "parquet, geoarrow",
        _parquet("places.parquet", POINTS, geometry_encoding="geoarrow"),
        layer="demand",
        truth=POINTS,
        columns=("name_zh", "population"),
    ),
    Case(
        "parquet, no CRS named",
        after(_parquet("zones.parquet"), _without_crs_word),
        crs="EPSG:4326",
    ),
    Case(
        "parquet, CRS unknown",
        _parquet("zones.parquet", ZONES.set_crs(None, allow_override=True)),
        crs=None,
    ),
    Case(
        "parquet, categories and boxes",
        _parquet("zones.parquet", ZONES.astype({"name_zh": "category"}), write_covering_bbox=True),
    ),
    Case(
        "parquet, WKB without word",
        after(_parquet("zones.parquet"), _without_metadata),
        crs=None,
        says="geometry=geometry",
    ),
    Case(
        "parquet, longitude and latitude",
        _parquet("places.parquet", _PLAIN),
        layer="demand",
        truth=POINTS,
        columns=("name_zh", "population"),
        crs=None,
    ),
]
