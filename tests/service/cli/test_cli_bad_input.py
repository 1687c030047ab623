"""Bad input: a line for each problem, exit 2, nothing on standard output, files as they were."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from command_line import run, saved_plan, scenario_text, small_plan
from conftest import square, zones_frame

from layers import Plan

Frames = dict[str, pd.DataFrame]
BOW_TIE = shapely.Polygon([(120, 30), (120.01, 30.01), (120.01, 30), (120, 30.01)])


def write(path: Path, frames: Frames) -> None:
    """Write frames as they are, valid or not."""
    for name, frame in frames.items():
        pyogrio.write_dataframe(frame, path, layer=name, append=path.exists(), driver="GPKG")


def zones_with(shape: object) -> gpd.GeoDataFrame:
    return zones_frame(("W", "F", shape), ("E", "F", square(10)))  # type: ignore[arg-type]


def folder_as_bytes(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_refused(line: str, *arguments: object, folder: Path) -> None:
    before = folder_as_bytes(folder)
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert any(line in error for error in ran.errors), (arguments, ran.errors)
    assert not any("Traceback" in error for error in ran.errors)
    assert folder_as_bytes(folder) == before


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5_000])


def _sqlite(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE zones (zone_id TEXT)")
    connection.commit()
    connection.close()


SPOILT: dict[str, Callable[[Path], object]] = {
    "no such file": Path.unlink,
    "cut short": _cut,
    "not a GeoPackage": _sqlite,
    "is empty": lambda path: path.write_bytes(b""),
    "is not a file": lambda path: (path.unlink(), path.mkdir()),
    "open in another program": lambda path: Path(f"{path}-wal").write_bytes(b"edits"),
}


def test_a_file_that_is_no_plan_is_refused_in_one_line(tmp_path: Path) -> None:
    commands = ("check", "measure", "compare", "export", "serve")
    cases = [(command, "cut short") for command in commands]
    cases += [("check", message) for message in SPOILT]
    for number, (command, message) in enumerate(cases):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = saved_plan(folder)
        SPOILT[message](path)
        further = {"compare": ["north"], "export": [folder / "out.gpkg"]}
        further["serve"] = ["--store", folder / "s.db"]
        assert_refused(message, command, path, *further.get(command, []), folder=folder)


def test_every_problem_of_a_plan_is_a_line_of_its_own(tmp_path: Path) -> None:
    frames = small_plan()
    demand = frames["demand"].assign(population=[-1, 2])
    write(tmp_path / "p.gpkg", frames | {"zones": zones_with(BOW_TIE), "demand": demand})
    ran = run("check", tmp_path / "p.gpkg")
    assert ran.code == 2
    assert len(ran.errors) == 2
    assert all(line.startswith(f"{tmp_path / 'p.gpkg'}: ") for line in ran.errors)


def test_a_scenario_that_cannot_be_applied_is_refused(tmp_path: Path) -> None:
    path = saved_plan(tmp_path)
    baseline = Plan.open(path).baseline
    file = tmp_path / "bad.yaml"
    crossed = "POLYGON ((120 30, 121 31, 121 30, 120 31, 120 30))"
    for text, line in (
        ("move: {zone: X, dx_km: 1, dy_km: 0}", "X"),
        ("mvoe: {zone: W, dx_km: 1, dy_km: 0}", "did you mean move?"),
        ("move: {zone: W, dx_km: .nan, dy_km: 0}", "finite"),
        ("expand: {zone: W}", "edits[1].expand"),
        (f"reshape: {{zone: W, geometry: '{crossed}'}}", "is not valid"),
        ("remove: [", "line"),
        ("expand: {zone: W, by_km: 1.0e-320}", "moves nothing; give 0.0001 or more"),
        (f"shrink: {{zone: W, to_area_km2: 1.0e-320, within: '{square(-1, -1, 3)}'}}", "no room"),
        ("reshape: {zone: W, geometry: {type: [Polygon], coordinates: []}}", "must be a GeoJSON"),
        ('"mo\\nve": {zone: W}', "mo"),
    ):
        file.write_text(scenario_text(baseline, text, name="bad"))
        assert_refused(line, "check", path, "--scenario", file, folder=tmp_path)
    assert_refused("mo", "compare", path, file, "--json", folder=tmp_path)
    file.write_text(scenario_text("sha256:00", "remove: {zone: W}", name="bad"))
    assert_refused("baseline", "measure", path, "--scenario", file, folder=tmp_path)


ARGUMENTS = (
    (["measure", "{plan}", "--scenario", "south"], "there are baseline, north"),
    (["measure", "{plan}", "--scenario", "no/such.yaml"], "no/such.yaml"),
    (["measure", "{plan}", "--scenario", "{folder}"], "is not a file"),
    (["measure", "{plan}", "--radius-km", "-1"], "radius -1.0 km"),
    (["measure", "{plan}", "--radius-km", "nan"], "radius nan km"),
    (["measure", "{plan}", "--radius-km", "1e-320"], "must be 0 or a number of km from 0.1"),
    (["measure", "{plan}", "--level", "county"], "county"),
    (["measure", "{plan}", "--demand-parts", "{folder}/loop.gpkg"], "no such file or folder"),
    (["compare", "{plan}", "south"], "there are baseline, north"),
    (["export", "{plan}", "{folder}/out.xyz"], "there are .gpkg, .geojson"),
    (["export", "{plan}", "{folder}/no/out.gpkg"], "no such folder"),
    (["export", "{plan}", "{plan}"], "is the plan itself; choose another name"),
    (["export", "{plan}", "{folder}/same.gpkg", "--scenario", "north"], "is the plan itself"),
    (["export", "{plan}", "{folder}/loop.gpkg"], "is a link, which is not followed"),
    (["serve", "{plan}", "--host", "192.0.2.1"], "there is no token"),
    (["serve", "{plan}", "--trusted-proxy", "127.0.0.1"], "a proxy lets others in"),
    (["serve", "{plan}", "--host", "example.org"], "give an address"),
    (["scenario", "show", "{plan}", "south"], "there are baseline, north"),
    (["scenario", "show", "{plan}", "baseline"], "without edits"),
    (["scenario", "show", "", "north"], ".: is not a file"),
    (["measure", "{plan}", "--nonsense"], "nonsense"),
    (["measure"], "PLAN"),
    (["compare", "{plan}"], "A"),
    (["export", "{plan}", "{folder}/out.geojson", "--scenario", "south"], "there are baseline"),
    (["serve", "{plan}", "--port", "70000"], "--port"),
    (["frobnicate"], "frobnicate"),
)


def test_an_argument_that_names_nothing_is_refused(tmp_path: Path) -> None:
    path = saved_plan(tmp_path)
    (tmp_path / "loop.gpkg").symlink_to(tmp_path / "loop.gpkg")
    (tmp_path / "same.gpkg").hardlink_to(path)
    for arguments, line in ARGUMENTS:
        filled = [text.format(plan=path, folder=tmp_path) for text in arguments]
        assert_refused(line, *filled, folder=tmp_path)


def test_a_file_whose_new_zones_have_no_id_is_not_compared_but_imported(tmp_path: Path) -> None:
    path = saved_plan(tmp_path)
    edited = tmp_path / "edited.gpkg"
    frames = small_plan()
    write(edited, frames | {"zones": frames["zones"].assign(zone_id=["W", None])})
    assert_refused("zonewright import-edits matches such", "compare", path, edited, folder=tmp_path)


def test_a_plan_written_anew_but_unchanged_is_no_bad_input(tmp_path: Path) -> None:
    path = saved_plan(tmp_path)
    opened = Plan.open(path)
    frames = {name: opened.frame(name).iloc[::-1] for name in opened.present}
    frames = {name: frame[frame.columns[::-1]] for name, frame in frames.items()}
    zones = frames["zones"]
    frames["zones"] = zones.set_geometry(shapely.reverse(zones.geometry.to_numpy()), crs=zones.crs)
    path.unlink()
    write(path, frames)
    ran = run("check", path, "--scenario", "north")
    assert (ran.code, ran.errors) == (0, [])


def test_a_command_that_is_called_wrongly_says_so_in_one_line() -> None:
    for arguments, line in (
        ("measure", "zonewright measure: Missing argument 'PLAN'; see zonewright measure --help"),
        ("scenario frob", "zonewright scenario: No such command 'frob'; see"),
        ("demo --port 80000", "zonewright demo: Invalid value for '--port': "),
        ("demo --bogus", "zonewright demo: No such option: --bogus; see"),
        ("--bogus measure", "zonewright: No such option: --bogus; see zonewright --help"),
        ("measure p --radius-km", "zonewright: Option '--radius-km' requires an argument;"),
        ("--help=3", "zonewright: Option '--help' does not take a value; see"),
        ("measure p a\nb", "zonewright measure: Got unexpected extra argument(s) (a"),
    ):
        ran = run(*arguments.split(" "))
        assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1)
        assert ran.errors[0].startswith(line)
