"""A plan's file: what comes back from it, what is refused, and that nothing is half written."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from layers import Plan
from layers.errors import PlanError, SourceError
from layers.importing.edited_layer import read_edited
from layers.plan.geopackage import read_layer, write_geopackage
from tests.conftest import CRS, by_force, layer_frame, point, regions_frame, square, zones_frame

REGIONS = regions_frame(("330101", square(-5, -5, 20)))
ZONES = zones_frame(("W", "F", square(0)), ("E", "F", square(10)))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "plan.gpkg"
    Plan({"zones": ZONES, "regions": REGIONS}).save(path)
    return path


@pytest.fixture
def file(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path))


def only_problem(path: Path) -> str:
    """Return the one problem told on opening a file."""
    with pytest.raises((PlanError, SourceError)) as caught:
        Plan.open(path)
    (line,) = caught.value.lines
    assert "\n" not in line
    assert line.startswith(str(path))
    assert len(line) < len(str(path)) + 200
    return line


def test_further_columns_of_any_kind_come_back_with_the_same_hash(tmp_path: Path) -> None:
    kinds: list[object] = [
        pd.array([1, None], dtype="Int64"),
        pd.array([True, None], dtype="boolean"),
        [True, False],
        [True, None],
        [None, None],
        ["", None],
        ["", " x "],
        ["自贸区 – ½ 🚢", 'quote " and ; and \n line'],
        ["true", "1.0"],
        [0.1, float("nan")],
        [-0.0, 5e-324],
        [1e300, float("inf")],
        np.array([0.1, 0.2], dtype="float32"),
        np.array([1, 255], dtype="uint8"),
        np.array([1, 2**63 + 1], dtype="uint64"),
        [2**53 + 1, -(2**63)],
        [1, 2.5],
        ["a", 1],
        pd.Categorical(["a", "b"]),
        [date(2013, 8, 22), None],
        [datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 2, 3, 4, 5, 6, 123456, tzinfo=UTC)],
        pd.Series(pd.to_datetime(["2020-01-01", "NaT"])),
        pd.to_datetime(["2020-01-01", "2021-06-01"]).tz_localize("Asia/Shanghai"),
        [[1, 2], {"b": 1, "a": None}],
        [np.array([1.5]), None],
    ]
    columns = {f"extra_{nth}": kind for nth, kind in enumerate(kinds)}
    plan = Plan({"zones": ZONES.assign(**columns), "regions": REGIONS.assign(extra="x")})
    plan.save(tmp_path / "copy.gpkg")
    copy = Plan.open(tmp_path / "copy.gpkg")
    for name, cells in columns.items():
        alone = [
            Plan({"zones": it.zones[["zone_id", "ftz_id", name, "geometry"]], "regions": REGIONS})
            for it in (plan, copy)
        ]
        assert alone[0].baseline == alone[1].baseline, (name, cells)
    assert (copy.baseline, copy.layers) == (plan.baseline, plan.layers)


def test_layers_holes_parts_and_layers_without_rows_come_back(tmp_path: Path) -> None:
    ring = shapely.Polygon(square(0, 0, 3).exterior.coords, [square(1, 1).exterior.coords])
    blocks = shapely.MultiPolygon([ring, square(20)])
    points = [point(1), point(2)]
    plan = Plan(
        {
            "zones": zones_frame(("W", "F", blocks)),
            "regions": REGIONS,
            "ftzs": pd.DataFrame({"ftz_id": ["F"], "batch": [2], "approved": [date(2013, 8, 22)]}),
            "clusters": layer_frame(points, cluster_id=[1, 2], sector=["a", "b"]),
            "demand": layer_frame(points, demand_id=[1, 2], population=[1, 2]),
            "exclusions": gpd.GeoDataFrame({"exclusion_id": []}, geometry=[], crs=CRS),
            "gateways": gpd.GeoDataFrame({"gateway_id": [], "kind": []}, geometry=[], crs=CRS),
            "trade": pd.DataFrame({"ftz_id": ["F"], "period": ["2024"], "growth_pct": [-2.2]}),
        }
    )
    plan.save(tmp_path / "copy.gpkg")
    copy = Plan.open(tmp_path / "copy.gpkg")
    assert copy.present == plan.present
    assert (copy.baseline, copy.layers) == (plan.baseline, plan.layers)
    kinds = {
        name: pyogrio.read_info(tmp_path / "copy.gpkg", layer=name)["geometry_type"]
        for name in plan.present
    }
    assert kinds["exclusions"] == kinds["zones"] == "MultiPolygon"
    assert kinds["gateways"] == "Point"
    assert kinds["ftzs"] is None


def test_opening_leaves_the_file_and_its_folder_unchanged(file: Path) -> None:
    for journal in ("delete", "wal"):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(f"PRAGMA journal_mode={journal}")
        before, stat = file.read_bytes(), file.stat()
        Plan.open(file)
        assert file.read_bytes() == before
        assert file.stat().st_mtime_ns == stat.st_mtime_ns
        assert [entry.name for entry in file.parent.iterdir()] == ["plan.gpkg"]
    export = file.with_name("export.gpkg")
    write_geopackage(export, {"zones": ZONES, "regions": REGIONS}, provenance={"plan": "squares"})
    list(read_layer(export, "zones"))
    assert pyogrio.read_info(export, layer="zones")["dataset_metadata"] == {"plan": "squares"}
    assert {entry.name for entry in file.parent.iterdir()} == {"plan.gpkg", "export.gpkg"}


def test_tables_that_are_not_of_the_plan_are_ignored(file: Path) -> None:
    before = Plan.open(file)
    for name in ("scenario_north_zones", "my sketch"):
        pyogrio.write_dataframe(ZONES.head(1), file, layer=name, append=True)
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            "INSERT INTO qgis_projects (name) VALUES ('mine'); CREATE TABLE notes (text TEXT);"
            "DELETE FROM layer_styles; DROP TABLE gpkg_data_columns;"
        )
    after = Plan.open(file)
    assert (after.present, after.baseline) == (before.present, before.baseline)


def test_zones_remember_their_ids_in_the_file(file: Path, two_zones: Plan, tmp_path: Path) -> None:
    assert gpd.read_file(file, layer="zones")["origin_id"].tolist() == ["W", "E"]
    opened = Plan.open(file)
    assert list(opened.zones.columns) == list(two_zones.zones.columns)
    for origins in ([None, None], ["W", "elsewhere"]):
        split = Plan({"zones": ZONES.assign(origin_id=origins), "regions": opened.regions})
        assert "origin_id" not in split.zones.columns
        assert split.baseline == opened.baseline == two_zones.baseline
    opened.save(tmp_path / "again.gpkg")
    again = gpd.read_file(tmp_path / "again.gpkg", layer="zones")
    assert again["origin_id"].tolist() == ["W", "E"]


def test_heights_numbers_as_adcodes_and_null_ids_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    pyogrio.write_dataframe(REGIONS.assign(adcode=[330101]), path, layer="regions")
    assert "zones: layer is missing (there is regions)" in only_problem(path)
    pyogrio.write_dataframe(ZONES.assign(zone_id=["W", None]), path, layer="zones", append=True)
    assert only_problem(path).startswith(f"{path}: zones.zone_id: row 2 is empty; fill it in; if")
    high = ZONES.assign(geometry=shapely.force_3d(ZONES.geometry, 4.0))
    pyogrio.write_dataframe(high, path, layer="zones", promote_to_multi=False)
    assert pyogrio.read_info(path, layer="zones")["geometry_type"] == "Polygon Z"
    opened = Plan.open(path)
    assert opened.regions["adcode"].tolist() == ["330101"]
    assert opened.baseline == Plan({"zones": ZONES, "regions": REGIONS}).baseline


def without_layers(path: Path, whole: bytes) -> None:
    path.write_bytes(whole)
    tables = ("geometry_columns", "extensions", "contents")
    emptied = [f"DELETE FROM gpkg_{table}" for table in tables]
    tables = ("zones", "regions", "provinces")
    by_force(path, *(f"DROP TABLE {table}" for table in tables), *emptied)


def test_what_is_no_plan_is_refused_in_one_line(file: Path, tmp_path: Path) -> None:
    whole = file.read_bytes()
    cases: list[tuple[str, Callable[[Path], object]]] = [
        ("no such file", lambda _path: None),
        ("not a GeoPackage", lambda path: path.write_text("zones and regions")),
        ("is empty", lambda path: path.write_bytes(b"")),
        ("not a GeoPackage", lambda path: path.write_bytes(whole[:50])),
        ("cut short, 100 of ", lambda path: path.write_bytes(whole[:100])),
        ("cut short", lambda path: path.write_bytes(whole[:-1])),
        ("damaged", lambda path: path.write_bytes(whole[:8192] + b"U" * (len(whole) - 8192))),
        ("not a GeoPackage", lambda path: by_force(path, "CREATE TABLE zones (zone_id TEXT)")),
        ("has no layer of a plan (its layers: none)", lambda path: without_layers(path, whole)),
        (
            "has no layer of a plan (its layers: parks)",
            lambda path: pyogrio.write_dataframe(ZONES, path, layer="parks"),
        ),
        ("is not a file", Path.mkdir),
    ]
    path = tmp_path / "other.gpkg"
    for reason, make in cases:
        path.unlink(missing_ok=True)
        make(path)
        before = path.read_bytes() if path.is_file() else None
        assert reason in only_problem(path)
        assert (path.read_bytes() if path.is_file() else None) == before


def test_a_file_being_edited_is_neither_read_nor_replaced(file: Path, two_zones: Plan) -> None:
    before = file.read_bytes()
    journal = file.with_name("plan.gpkg-wal")
    journal.write_bytes(b"edits")
    assert "open in another program" in only_problem(file)
    with pytest.raises(SourceError, match="open in another program"):
        two_zones.save(file)
    assert (file.read_bytes(), journal.read_bytes()) == (before, b"edits")
    journal.write_bytes(b"")
    assert Plan.open(file).baseline == two_zones.baseline


@contextmanager
def held(file: Path, *statements: str) -> Iterator[None]:
    """Have another process make statements on a file and stay in it."""
    script = (
        "import sqlite3, sys; used = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "for statement in sys.argv[2:]: used.execute(statement).fetchall()\n"
        "print('ready', flush=True); input()"
    )
    with subprocess.Popen(  # noqa: S603  our own script
        [sys.executable, "-c", script, str(file), *statements],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        yield
        other.communicate("done\n")


@pytest.mark.deep
@pytest.mark.skipif(sys.platform != "linux", reason="locks are asked for on Linux alone")
def test_a_file_of_another_process_is_not_replaced(file: Path, two_zones: Plan) -> None:
    with held(file, "begin immediate"):
        assert "open in another program" in only_problem(file)
    Plan.open(file)
    with held(file, "pragma journal_mode = wal", "select 1 from zones"):  # without a save
        assert file.with_name("plan.gpkg-wal").stat().st_size == 0
        assert Plan.open(file).baseline == two_zones.baseline
        for refused in (lambda: two_zones.save(file), lambda: read_edited(file, two_zones)):
            with pytest.raises(SourceError, match="save and close it there first"):
                refused()
    assert read_edited(file, two_zones).layer == "zones"


def test_a_failed_save_leaves_the_old_file(
    file: Path, two_zones: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()
    write = pyogrio.write_dataframe

    def failing(frame: pd.DataFrame, path: Path, **options: object) -> None:
        if options["layer"] == "regions":
            raise RuntimeError("failed to execute insert : database or disk is full")
        write(frame, path, **options)

    monkeypatch.setattr(pyogrio, "write_dataframe", failing)
    with pytest.raises(SourceError, match="the disk is full: nothing was written"):
        two_zones.save(file)
    assert file.read_bytes() == before
    assert [entry.name for entry in file.parent.iterdir()] == ["plan.gpkg"]


def test_a_save_follows_a_link(file: Path, two_zones: Plan, tmp_path: Path) -> None:
    file.write_bytes(b"old")
    link = tmp_path / "link.gpkg"
    link.symlink_to(file)
    two_zones.save(link)
    assert link.is_symlink()
    assert Plan.open(file).baseline == two_zones.baseline
    for target, reason in (("no/where.gpkg", "no such folder"), ("", "folder")):
        with pytest.raises(SourceError, match=reason):
            two_zones.save(tmp_path / target)
