"""A GeoPackage that works out what it holds while it is read is refused before it does."""

import shutil
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from layers import Plan
from layers.errors import PlanError
from layers.formats import read_table
from layers.plan import geopackage
from tests.conftest import by_force, regions_frame, square, zones_frame

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
READERS: list[Callable[[Path], object]] = [Plan.open, lambda path: read_table(path, "zones")]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    zones, regions = zones_frame(("W", "F", square(0))), regions_frame(("1", square(-5, -5, 11)))
    path = tmp_path_factory.mktemp("saved") / "p.gpkg"
    Plan({"zones": zones, "regions": regions}).save(path)
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path))


def as_view(table: str, body: str) -> list[str]:
    """Return statements that make a table a view of what it was, named `kept`."""
    return [f"ALTER TABLE {table} RENAME TO kept", f"CREATE VIEW {table} AS {body}"]


def check_refused(path: Path, reason: str) -> None:
    """Hold that both readers refuse a file, in one line."""
    for read in READERS:
        with pytest.raises(PlanError) as caught:
            read(path)
        (line,) = caught.value.lines
        assert line.startswith(str(path))
        assert reason in line


def test_a_layer_or_own_table_that_is_a_view_is_refused(template: Path, tmp_path: Path) -> None:
    endless = f"{ENDLESS} SELECT kept.* FROM n, kept"
    cross_join = "SELECT a.* FROM kept a" + "".join(f", kept b{number}" for number in range(40))
    large = "SELECT fid, geom, hex(zeroblob(400000000)) AS zone_id FROM kept"
    for table, body in (
        *(("zones", body) for body in (endless, cross_join, large)),
        ("gpkg_contents", endless),
        ("gpkg_spatial_ref_sys", endless),
    ):
        path = Path(shutil.copy(template, tmp_path))
        by_force(path, *as_view(table, body))
        is_layer = table == "zones"
        layer = "layer zones is a view, not a table"
        check_refused(path, layer if is_layer else f"its table {table} is a view")


def test_a_view_beside_the_zones_is_never_asked(path: Path) -> None:
    by_force(
        path,
        f"CREATE VIEW further AS {ENDLESS} SELECT i AS fid, i AS geom FROM n WHERE i < 0",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES ('further', 'features', 'f', 4490)",
        "INSERT INTO gpkg_geometry_columns VALUES ('further', 'geom', 'GEOMETRY', 4490, 0, 0)",
        f"CREATE VIEW unsaid AS {ENDLESS} SELECT i AS fid, i AS geom FROM n WHERE i < 0",
    )
    for read in READERS:
        read(path)


def test_columns_computed_or_large_in_every_row_are_refused(path: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(path, tmp_path / "other.gpkg"))
    made = "GENERATED ALWAYS AS (hex(zeroblob(400000000))) VIRTUAL"
    by_force(path, f"ALTER TABLE zones ADD COLUMN made TEXT {made}")
    check_refused(path, "layer zones has computed columns (made)")
    by_force(other, f"ALTER TABLE zones ADD COLUMN large TEXT DEFAULT '{'x' * 2_000_000}'")
    check_refused(other, "the definition of layer zones has more than 1,000,000 characters")


def test_a_cell_larger_than_memory_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geopackage, "MOST_CELL_BYTES", 1_000_000)
    for cell in ("zeroblob(1000002)", "hex(zeroblob(500001))"):
        by_force(path, f"UPDATE zones SET name_zh = {cell}")
        check_refused(path, "layer zones has a cell of more than 1,000,000 bytes")
    by_force(path, "UPDATE zones SET name_zh = 'x'")
    for read in READERS:
        read(path)


def test_a_ring_that_is_not_closed_is_a_fault_of_the_file(path: Path) -> None:
    ring = struct.pack("<BIII", 1, 3, 1, 5)
    ring += struct.pack("<10d", 120, 30, 121, 30, 121, 31, 120, 31, 120.5, 30.5)
    blob = b"GP\0\1" + struct.pack("<i", 4490) + ring
    by_force(path, f"UPDATE zones SET geom = x'{blob.hex()}'")
    check_refused(path, "closed")


def test_triggers_of_a_stranger_never_run(path: Path) -> None:
    by_force(
        path,
        *(
            f"CREATE TRIGGER after_{when} AFTER {when} ON zones BEGIN DELETE FROM zones; END"
            for when in ("INSERT", "UPDATE", "DELETE")
        ),
    )
    whole = path.read_bytes()
    for read in READERS:
        read(path)
    assert path.read_bytes() == whole
    assert [each.name for each in path.parent.iterdir()] == ["p.gpkg"]


def test_an_older_sqlite_tells_views_by_their_pages(path: Path) -> None:
    by_force(path, *as_view("zones", "SELECT * FROM kept"))

    class Older(sqlite3.Connection):
        def execute(self, sql: str, *given: object) -> sqlite3.Cursor:  # type: ignore[override]
            nothing = "SELECT 1 WHERE 0" if sql == "PRAGMA table_list" else sql
            return super().execute(nothing, *given)  # type: ignore[arg-type]

    with closing(sqlite3.connect(path, factory=Older)) as database:
        kinds = geopackage._kinds(database)
    assert (kinds["zones"], kinds["kept"]) == ("view", "table")
