"""The plan as a file: GDAL's validator, and what that validator does not look at."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from layers import Plan
from layers.schema import LAYERS


def faults_of(path: Path) -> list[str]:
    """Return what in the file contradicts its own rows, one line for each."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
        return list(_dangling(file)) or [
            *(fault for row in _geometry_columns(file) for fault in _geometry_faults(file, *row)),
            *(fault for table in _tables(file) for fault in _repeated_keys(file, table)),
        ]


def _tables(file: sqlite3.Connection) -> list[str]:
    return [name for (name,) in file.execute("SELECT table_name FROM gpkg_contents")]


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
    expected = LAYERS[table].geometry
    if expected is None or kind != expected.upper():
        yield f"{table}: declared {kind}, not {expected}"
    (features,) = file.execute(f"SELECT count({column}) FROM {table}").fetchone()
    boxes, *extent = file.execute(
        f"SELECT count(*), min(minx), min(miny), max(maxx), max(maxy) FROM rtree_{table}_{column}"
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
    key = LAYERS[table].key
    if key is not None:
        again = f"SELECT {key} FROM {table} GROUP BY {key} HAVING count(*) > 1"
        yield from (f"{table}: {name} stands twice" for (name,) in file.execute(again))


def test_gdals_validator_finds_nothing(need: Callable[[str], Path], copied_plan: Path) -> None:
    validator = ["-m", "osgeo_utils.samples.validate_gpkg", "-k", "--extra", "--warning-as-error"]
    done = subprocess.run(  # noqa: S603  GDAL's own tool on our own file
        [str(need("gdal")), "-I", *validator, str(copied_plan)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_index_extent_keys_and_columns_agree_with_the_rows(copied_plan: Path) -> None:
    assert faults_of(copied_plan) == []


def test_the_extent_in_the_file_is_that_of_the_layer(copied_plan: Path) -> None:
    plan = Plan.open(copied_plan)
    with closing(sqlite3.connect(f"{copied_plan.as_uri()}?mode=ro", uri=True)) as file:
        for table, *_ in _geometry_columns(file):
            stated = file.execute(
                "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?",
                [table],
            ).fetchone()
            frame = plan.frame(table)
            expected = frame.total_bounds.tolist() if len(frame) else [None] * 4
            assert list(stated) == pytest.approx(expected, abs=1e-9), table


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        ("DELETE FROM rtree_zones_geom WHERE id = 1", "zones: 1 boxes in the index for 2"),
        ("UPDATE gpkg_contents SET max_x = 0 WHERE table_name = 'regions'", "regions: gpkg_con"),
        ("UPDATE ftzs SET ftz_id = 'F'; INSERT INTO ftzs (ftz_id) VALUES ('F')", "ftzs: F stands"),
        ("DELETE FROM gpkg_geometry_columns WHERE table_name = 'zones'", "zones: is a feature"),
        ("UPDATE gpkg_geometry_columns SET column_name = 'shape'", "zones.shape: no such column"),
        ("UPDATE gpkg_geometry_columns SET geometry_type_name = 'POINT'", "zones: declared POINT"),
    ],
)
def test_each_of_these_checks_can_fail(
    squares_plan_path: Path, tmp_path: Path, spoil: str, fault: str
) -> None:
    spoilt = Path(shutil.copy(squares_plan_path, tmp_path))
    with closing(sqlite3.connect(spoilt)) as file:
        file.executescript(spoil)
    assert any(line.startswith(fault) for line in faults_of(spoilt))
