"""Plans and exports as files: GDAL's validator, and what that validator does not look at."""

import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import geopandas as gpd
import pytest
import shapely

from layers import Plan
from layers.formats import WRITTEN, export
from layers.qgis import STYLING_TABLES
from layers.schema.export_tables import table_of
from layers.schema.layer_schema import Layer
from tests.conftest import ended


def faults_of(path: Path) -> list[str]:
    """Return what in the file contradicts its own rows, one line for each."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
        return list(_dangling(file)) or [
            *(fault for row in _geometry_columns(file) for fault in _geometry_faults(file, *row)),
            *(fault for table in _tables(file) for fault in _repeated_keys(file, table)),
            *_unlisted_values(file),
            *_dangling_styles(file),
            *_lost_sources(file, path.name),
        ]


def _tables(file: sqlite3.Connection) -> list[str]:
    names = [name for (name,) in file.execute("SELECT table_name FROM gpkg_contents")]
    return [name for name in names if name not in STYLING_TABLES]


def _geometry_columns(file: sqlite3.Connection) -> list[tuple[str, str, str]]:
    wanted = "SELECT table_name, column_name, geometry_type_name FROM gpkg_geometry_columns"
    return file.execute(wanted).fetchall()


def _dangling(file: sqlite3.Connection) -> Iterator[str]:
    features = file.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")
    declared = {(table, column) for table, column, _ in _geometry_columns(file)}
    for table in {name for (name,) in features} ^ {table for table, _ in declared}:
        yield f"{table}: is a feature table or has a geometry column, but not both"
    there = {
        (table, column)
        for table in _tables(file)
        for (column,) in file.execute("SELECT name FROM pragma_table_info(?)", [table])
    }
    yield from (f"{table}.{column}: no such column" for table, column in declared - there)
    indexes = {
        name
        for (name,) in file.execute(
            "SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%rtree%'"
        )
    }
    for index in indexes ^ {f"rtree_{table}_{column}" for table, column in declared}:
        yield f"{index}: an index without its column, or the other way round"


def _geometry_faults(file: sqlite3.Connection, table: str, column: str, kind: str) -> Iterator[str]:
    expected = layer_of(table).geometry
    if expected is None or kind != expected.upper():
        yield f"{table}: declared {kind}, not {expected}"
    (features,) = file.execute(f'SELECT count({column}) FROM "{table}"').fetchone()
    boxes, *extent = file.execute(
        f'SELECT count(*), min(minx), min(miny), max(maxx), max(maxy) FROM "rtree_{table}_{column}"'
    ).fetchone()
    if boxes != features:
        yield f"{table}: {boxes} boxes in the index for {features} geometries"
    stated = file.execute(
        "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?", [table]
    ).fetchone()
    # The index keeps its boxes in single precision: 120° is known to 1e-5°.
    if list(stated) != (pytest.approx(extent, abs=2e-5) if boxes else extent):
        yield f"{table}: gpkg_contents says {stated}, the index {extent}"


def _repeated_keys(file: sqlite3.Connection, table: str) -> Iterator[str]:
    key = layer_of(table).key
    if key is not None:
        again = f'SELECT {key} FROM "{table}" GROUP BY {key} HAVING count(*) > 1'
        yield from (f"{table}: {name} stands twice" for (name,) in file.execute(again))


def layer_of(name: str) -> Layer:
    table = table_of(name)
    assert table is not None, name
    return table.layer


def _unlisted_values(file: sqlite3.Connection) -> Iterator[str]:
    enumerated = file.execute(
        "SELECT table_name, column_name, constraint_name FROM gpkg_data_columns "
        "WHERE constraint_name IS NOT NULL"
    ).fetchall()
    for table, column, constraint in enumerated:
        strange = file.execute(
            f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" NOT IN '
            "(SELECT value FROM gpkg_data_column_constraints WHERE constraint_name = ?)",
            [constraint],
        )
        yield from (f"{table}.{column}: {value} is not of its enumeration" for (value,) in strange)


def _dangling_styles(file: sqlite3.Connection) -> Iterator[str]:
    styled = file.execute(
        "SELECT f_table_name, f_geometry_column, f_table_catalog || f_table_schema, useAsDefault "
        "FROM layer_styles"
    ).fetchall()
    geometry = {table: column for table, column, _ in _geometry_columns(file)}
    for table, column, rest, default in styled:
        if table not in _tables(file) or column != geometry.get(table, ""):
            yield f"{table}.{column}: a style for no such layer"
        if rest != "" or default != 1:
            yield f"{table}: a style that QGIS does not look at"
    for table in set(_tables(file)) - {row[0] for row in styled}:
        yield f"{table}: has no style"


def _lost_sources(file: sqlite3.Connection, name: str) -> Iterator[str]:
    found = (one.text or "" for one in project_of(file).iterfind("projectlayers/*/datasource"))
    sources = {source for source in found if not source.startswith("?layer_ref=zonewright_")}
    for source in sources ^ {f"./{name}|layername={table}" for table in _tables(file)}:
        yield f"{source}: in the project or in the file, but not in both"


def project_of(file: sqlite3.Connection) -> Element:
    (packed,) = file.execute("SELECT content FROM qgis_projects").fetchone()
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(packed))) as archive:
        (member,) = archive.namelist()
        return fromstring(archive.read(member))  # noqa: S314  our own document


def test_gdals_validator_finds_nothing(
    need: Callable[[str], Path], dressed_path: Path, tmp_path: Path
) -> None:
    copied = shutil.copy(dressed_path, tmp_path)
    validator = ["-m", "osgeo_utils.samples.validate_gpkg", "-k", "--extra", "--warning-as-error"]
    done = ended(str(need("gdal")), "-I", *validator, str(copied))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_index_extent_keys_and_columns_agree_with_the_rows(dressed_path: Path) -> None:
    assert faults_of(dressed_path) == []
    with closing(sqlite3.connect(f"{dressed_path.as_uri()}?mode=ro", uri=True)) as file:
        for table, *_ in _geometry_columns(file):
            stated = file.execute(
                "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?", [table]
            ).fetchone()
            frame = gpd.read_file(dressed_path, layer=table)
            expected = frame.total_bounds.tolist() if len(frame) else [None] * 4
            assert list(stated) == pytest.approx(expected, abs=1e-9), table


INFO = """
import json, sys
from osgeo import gdal
gdal.UseExceptions()
options = gdal.VectorInfoOptions(format="json", dumpFeatures=True)
sources = [gdal.OpenEx(path, gdal.OF_VECTOR) for path in sys.argv[1:]]
print(json.dumps([gdal.VectorInfo(source, options=options) for source in sources]))
"""
NOT_READ = (".gpkg", ".parquet", ".pmtiles", ".txt")
READ = [suffix for suffix in WRITTEN if suffix not in NOT_READ]
"""What Debian's GDAL reads zones from; a GeoPackage is looked at above, byte by byte."""


def test_ogrinfo_reads_each_export(
    need: Callable[[str], Path], squares_plan_path: Path, tmp_path: Path
) -> None:
    opened = Plan.open(squares_plan_path)
    frames = {layer: opened.frame(layer) for layer in opened.present}
    zones = opened.zones.assign(verified=[row % 2 == 0 for row in range(len(opened.zones))])
    plan = Plan(frames | {"zones": zones}, opened.path)
    paths = {suffix: tmp_path / f"out{suffix}" for suffix in READ}
    for path in paths.values():
        export(plan, path)
    sources = [f"/vsizip/{path}" if ".shp" in path.name else str(path) for path in paths.values()]
    done = ended(str(need("gdal")), "-I", "-c", INFO, *sources, check=True)
    assert done.stderr == ""
    for suffix, told in zip(READ, json.loads(done.stdout), strict=True):
        layers = {layer["name"]: layer for layer in told["layers"]}
        name = {".dxf": "entities", ".csv": "out", ".fgb": "zones", ".geojson": plan.name}
        seen = layers[name.get(suffix, "zones")]
        rings = len(shapely.get_rings(shapely.get_parts(plan.zones.geometry.to_numpy())))
        assert seen["featureCount"] == (rings if suffix == ".dxf" else len(plan.zones)), suffix
        if suffix != ".dxf":  # which has no attributes
            rows = [each["properties"] for each in seen["features"]]
            verified = {
                row["zone_id"]: str(row["verified"]).lower() in ("1", "true") for row in rows
            }
            assert verified == dict(zip(zones["zone_id"], zones["verified"], strict=True)), suffix
            assert {str(row["name_zh"]) for row in rows} == set(zones["name_zh"].astype(str))
        if suffix != ".xlsx":
            extent = seen["geometryFields"][0]["extent"]
            assert extent == pytest.approx(plan.zones.total_bounds.tolist(), abs=1e-8), suffix
