"""Bad input: a line for each problem, exit 2, nothing on standard output, files as they were.

So ends also what a library or memory fails at, and what takes too long.
"""

import errno
from collections.abc import Callable
from pathlib import Path

import pyogrio
import pytest
import shapely
from command_line import refusal, run, saved_plan, scenario_text, small_plan
from typer import Exit

from layers import Plan
from layers.runtime.budget import spend
from service.cli.errors import BAD_INPUT, PROGRAM_FAULT, reporting, run_to_the_end
from tests.conftest import square


def folder_as_bytes(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_refused(line: str, *arguments: object, folder: Path) -> None:
    before = folder_as_bytes(folder)
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert any(line in error for error in ran.errors), (arguments, ran.errors)
    assert not any("Traceback" in error for error in ran.errors)
    assert folder_as_bytes(folder) == before


def test_a_file_that_is_no_plan_is_refused_in_one_line(tmp_path: Path) -> None:
    for command in ("check", "measure", "compare", "export", "serve"):
        folder = tmp_path / command
        folder.mkdir()
        path = saved_plan(folder)
        path.write_bytes(path.read_bytes()[:-5_000])
        further = {"compare": ["north"], "export": [folder / "out.gpkg"]}
        further["serve"] = ["--store", folder / "s.db"]
        assert_refused("cut short", command, path, *further.get(command, []), folder=folder)


def test_a_scenario_that_cannot_be_applied_is_refused(tmp_path: Path) -> None:
    path = saved_plan(tmp_path)
    baseline = Plan.open(path).baseline
    file = tmp_path / "bad.yaml"
    crossed = "POLYGON ((120 30, 121 31, 121 30, 120 31, 120 30))"
    for text, line in (
        ("move: {zone: X, dx_km: 1, dy_km: 0}", "X"),
        ("mvoe: {zone: W, dx_km: 1, dy_km: 0}", "did you mean move?"),
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
    (["measure", "{plan}", "--radius-km", "1e-320"], "must be 0 or a number of km from 0.1"),
    (["measure", "{plan}", "--level", "county"], "county"),
    (["measure", "{plan}", "--demand-parts", "{folder}/loop.gpkg"], "no such file or folder"),
    (["export", "{plan}", "{folder}/out.xyz"], "there are .gpkg, .geojson"),
    (["export", "{plan}", "{folder}/no/out.gpkg"], "no such folder"),
    (["export", "{plan}", "{plan}"], "is the plan itself; choose another name"),
    (["export", "{plan}", "{folder}/same.gpkg", "--scenario", "north"], "is the plan itself"),
    (["export", "{plan}", "{folder}/loop.gpkg"], "is a link, which is not followed"),
    (["serve", "{plan}", "--host", "192.0.2.1"], "there is no token"),
    (["serve", "{plan}", "--trusted-proxy", "127.0.0.1"], "lets others in"),
    (["serve", "{plan}", "--host", "example.org"], "give an address"),
    (["scenario", "show", "{plan}", "south"], "there are baseline, north"),
    (["scenario", "show", "{plan}", "baseline"], "without edits"),
    (["scenario", "show", "", "north"], ".: is not a file"),
    (["compare", "{plan}"], "A"),
    (["serve", "{plan}", "--port", "70000"], "--port"),
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
    zones = small_plan()["zones"].assign(zone_id=["W", None])
    pyogrio.write_dataframe(zones, edited, layer="zones")
    assert_refused("zonewright import-edits matches such", "compare", path, edited, folder=tmp_path)


def test_a_command_that_is_called_wrongly_says_so_in_one_line() -> None:
    for arguments, line in (
        ("measure", "zonewright measure: Missing argument 'PLAN'; see zonewright measure --help"),
        ("scenario frob", "zonewright scenario: No such command 'frob'; see"),
        ("demo --port 80000", "zonewright demo: Invalid value for '--port': "),
        ("--bogus measure", "zonewright: No such option: --bogus; see zonewright --help"),
        ("measure p --radius-km", "zonewright: Option '--radius-km' requires an argument;"),
        ("--help=3", "zonewright: Option '--help' does not take a value; see"),
        ("measure p a\nb", "zonewright measure: Got unexpected extra argument(s) (a"),
    ):
        assert refusal(*arguments.split(" ")).startswith(line)


def raising(error: BaseException) -> Callable[[], None]:
    def command() -> None:
        raise error

    return command


def test_what_fails_or_is_over_a_limit_is_one_line_and_an_interrupt_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def check(command: Callable[[], object], line: str, code: int = BAD_INPUT) -> None:
        with pytest.raises(Exit) as caught:
            reporting(command)()
        out, err = capsys.readouterr()
        assert (caught.value.exit_code, out, err.count("\n")) == (code, "", bool(line)), line
        assert line in err

    denied = PermissionError(errno.EACCES, "Permission denied", "x.gpkg")
    geos = shapely.errors.GEOSException("side location\nconflict")
    check(raising(denied), "x.gpkg: Permission denied")
    check(raising(OSError("odd")), "odd")
    check(raising(geos), "side location conflict")
    check(raising(MemoryError()), "more memory than available")
    check(raising(KeyboardInterrupt()), "", code=130)
    monkeypatch.setenv("ZONEWRIGHT_LIMIT_VERTICES", "10")
    check(lambda: spend(vertices=11), "ZONEWRIGHT_LIMIT_VERTICES")
    monkeypatch.setenv("ZONEWRIGHT_LIMIT_S", "soon")
    check(lambda: None, "ZONEWRIGHT_LIMIT_S")


def test_a_fault_of_the_program_is_called_one_and_its_traceback_is_for_who_asks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty = reporting(raising(KeyError("zones")))
    monkeypatch.delenv("ZONEWRIGHT_DEBUG", raising=False)
    with pytest.raises(SystemExit) as caught:
        run_to_the_end(faulty)
    out, err = capsys.readouterr()
    assert (caught.value.code, out, err.count("\n")) == (PROGRAM_FAULT, "", 1)
    assert "an error of the program, not of your input (KeyError 'zones', at service/cli/" in err
    monkeypatch.setenv("ZONEWRIGHT_DEBUG", "1")
    with pytest.raises(KeyError):
        run_to_the_end(faulty)
    with pytest.raises(SystemExit) as caught:  # help that nobody can be given
        run_to_the_end(raising(OSError(errno.ENOSPC, "No space left on device")))
    assert caught.value.code == BAD_INPUT
    assert capsys.readouterr().err.startswith("the disk is full")
