"""Bad input: a line for each problem, exit 2, nothing on standard output, files as they were."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
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


def swapped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    turned = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    return frame.set_geometry(turned, crs=frame.crs)


def without_crs(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_crs(None, allow_override=True)


INFINITE = shapely.polygons([(120, 30), (np.inf, 30), (120, 31), (120, 30)])
BAD_PLANS: dict[str, tuple[Callable[[Frames], Frames], str]] = {
    "missing layer": (lambda f: {"zones": f["zones"]}, "regions: layer is missing"),
    "missing column": (
        lambda f: f | {"zones": f["zones"].drop(columns="ftz_id")},
        "zones: column ftz_id is missing",
    ),
    "duplicate key": (
        lambda f: f | {"zones": f["zones"].assign(zone_id="W")},
        "zones.zone_id: row 1 (W), row 2 (W) share an id",
    ),
    "empty key": (
        lambda f: f | {"zones": f["zones"].assign(zone_id=["W", None])},
        "zones.zone_id: row 2 is empty",
    ),
    "region without adcode": (
        lambda f: f | {"regions": f["regions"].assign(adcode=["1", None, "3"])},
        "regions.adcode: row 2 is empty",
    ),
    "coordinate not finite": (
        lambda f: f | {"zones": zones_with(INFINITE)},
        "row 1 (W) has a coordinate that is not a finite number",
    ),
    "empty polygon": (
        lambda f: f | {"zones": zones_with(shapely.Polygon())},
        "row 1 (W) has no geometry",
    ),
    "self-crossing polygon": (
        lambda f: f | {"zones": zones_with(BOW_TIE)},
        "row 1 (W) is not a valid polygon: Self-intersection[120.005 30.005]",
    ),
    "swapped axes": (
        lambda f: f | {"zones": swapped(f["zones"])},
        "check its CRS and that longitude is first",
    ),
    "projected CRS": (
        lambda f: {"zones": f["zones"].to_crs(32651), "regions": f["regions"].to_crs(32651)},
        "EPSG:32651: not geographic",
    ),
    "two CRSs": (
        lambda f: f | {"regions": f["regions"].to_crs(4214)},
        "regions: is in EPSG:4214, the zones in EPSG:4490",
    ),
    "negative population": (
        lambda f: f | {"demand": f["demand"].assign(population=[-1, 2])},
        "demand.population: row 1 is below 0",
    ),
    "population not a number": (
        lambda f: f | {"demand": f["demand"].assign(population=["many", "2"])},
        "demand.population: row 1: 'many' is not a number",
    ),
    "population missing": (
        lambda f: f | {"demand": f["demand"].assign(population=[np.nan, 2])},
        "demand.population: row 1 is empty",
    ),
    "unknown FTZ": (
        lambda f: f | {"ftzs": pd.DataFrame({"ftz_id": ["G"]})},
        "zones.ftz_id: row 1 (F), row 2 (F) not in ftzs",
    ),
}


def folder_as_bytes(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_refused(told: str, *arguments: object, folder: Path) -> None:
    before = folder_as_bytes(folder)
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert any(told in line for line in ran.errors), ran.errors
    assert not any("Traceback" in line for line in ran.errors)
    assert folder_as_bytes(folder) == before


@pytest.mark.parametrize("case", BAD_PLANS)
def test_a_plan_with_bad_content_is_refused(case: str, tmp_path: Path) -> None:
    spoil, told = BAD_PLANS[case]
    path = tmp_path / "p.gpkg"
    write(path, spoil(small_plan()))
    assert_refused(told, "measure", path, "--json", folder=tmp_path)


def test_a_layer_without_crs_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    with pytest.warns(UserWarning, match="crs"):
        write(path, {name: without_crs(small_plan()[name]) for name in ("zones", "regions")})
    assert_refused("zones", "measure", path, "--json", folder=tmp_path)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5_000])


def _text(path: Path) -> None:
    path.write_text("zones, regions")


def _sqlite(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE zones (zone_id TEXT)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (Path.unlink, "no such file"),
        (_cut, "cut short"),
        (_text, "not a GeoPackage"),
        (_sqlite, "not a GeoPackage"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: (path.unlink(), path.mkdir()), "is not a file"),
        (lambda path: Path(f"{path}-wal").write_bytes(b"edits"), "open in another program"),
    ],
)
@pytest.mark.parametrize("command", ["check", "measure", "compare", "export", "serve"])
def test_a_file_that_is_no_plan_is_refused_in_one_line(
    command: str, spoil: Callable[[Path], object], told: str, tmp_path: Path
) -> None:
    path = saved_plan(tmp_path)
    spoil(path)
    further = {
        "compare": ["north"],
        "export": [tmp_path / "out.gpkg"],
        "serve": ["--store", tmp_path / "s.db"],
    }
    assert_refused(told, command, path, *further.get(command, []), folder=tmp_path)


def test_every_problem_of_a_plan_is_a_line_of_its_own(tmp_path: Path) -> None:
    frames = small_plan()
    demand = frames["demand"].assign(population=[-1, 2])
    write(tmp_path / "p.gpkg", frames | {"zones": zones_with(BOW_TIE), "demand": demand})
    ran = run("check", tmp_path / "p.gpkg")
    assert ran.code == 2
    assert len(ran.errors) == 2
    assert all(line.startswith(f"{tmp_path / 'p.gpkg'}: ") for line in ran.errors)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("move: {zone: X, dx_km: 1, dy_km: 0}", "X"),
        ("mvoe: {zone: W, dx_km: 1, dy_km: 0}", "did you mean move?"),
        ("move: {zone: W, dx_km: .nan, dy_km: 0}", "finite"),
        ("expand: {zone: W}", "edits[1].expand"),
        (
            "reshape: {zone: W, geometry: 'POLYGON ((120 30, 121 31, 121 30, 120 31, 120 30))'}",
            "is not valid",
        ),
        ("remove: [", "line"),
        ("expand: {zone: W, by_km: 1.0e-320}", "moves nothing; give 0.0001 or more"),
        (f"shrink: {{zone: W, to_area_km2: 1.0e-320, within: '{square(-1, -1, 3)}'}}", "no room"),
        ("reshape: {zone: W, geometry: {type: [Polygon], coordinates: []}}", "must be a GeoJSON"),
        ('"mo\\nve": {zone: W}', "mo"),
    ],
)
def test_a_scenario_that_cannot_be_applied_is_refused(text: str, told: str, tmp_path: Path) -> None:
    path = saved_plan(tmp_path)
    file = tmp_path / "bad.yaml"
    file.write_text(scenario_text(Plan.open(path).baseline, text, name="bad"))
    for command in (["check", path, "--scenario", file], ["compare", path, file, "--json"]):
        assert_refused(told, *command, folder=tmp_path)


def test_a_scenario_over_another_baseline_is_refused(tmp_path: Path) -> None:
    path = saved_plan(tmp_path)
    file = tmp_path / "other.yaml"
    file.write_text(scenario_text("sha256:00", "remove: {zone: W}", name="other"))
    assert_refused("baseline", "measure", path, "--scenario", file, folder=tmp_path)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["measure", "{plan}", "--scenario", "south"], "there are baseline, north"),
        (["measure", "{plan}", "--scenario", "no/such.yaml"], "no/such.yaml"),
        (["measure", "{plan}", "--scenario", "{folder}"], "is not a file"),
        (["measure", "{plan}", "--radius-km", "-1"], "radius -1.0 km"),
        (["measure", "{plan}", "--radius-km", "nan"], "radius nan km"),
        (["measure", "{plan}", "--level", "county"], "county"),
        (["measure", "{plan}", "--nonsense"], "nonsense"),
        (["measure"], "PLAN"),
        (["compare", "{plan}", "south"], "there are baseline, north"),
        (["compare", "{plan}"], "A"),
        (["export", "{plan}", "{folder}/out.xyz"], "there are .gpkg, .geojson"),
        (["export", "{plan}", "{folder}/no/out.gpkg"], "no such folder"),
        (["export", "{plan}", "{folder}/out.geojson", "--scenario", "south"], "there are baseline"),
        (["serve", "{plan}", "--host", "192.0.2.1"], "nobody has a token"),
        (["serve", "{plan}", "--trusted-proxy", "127.0.0.1"], "others could come in by a proxy"),
        (["serve", "{plan}", "--host", "example.org"], "give an address"),
        (["serve", "{plan}", "--port", "70000"], "--port"),
        (["scenario", "show", "{plan}", "south"], "there are baseline, north"),
        (["scenario", "show", "{plan}", "baseline"], "without edits"),
        (["scenario", "show", "", "north"], ".: is not a file"),
        (["measure", "{plan}", "--radius-km", "1e-320"], "must be 0 or a number of km from 0.1"),
        (["measure", "{plan}", "--demand-parts", "{folder}/loop.gpkg"], "no such file or folder"),
        (["export", "{plan}", "{plan}"], "is the plan itself; choose another name"),
        (["export", "{plan}", "{folder}/same.gpkg", "--scenario", "north"], "is the plan itself"),
        (["export", "{plan}", "{folder}/loop.gpkg"], "is a link, which is not followed"),
        (["frobnicate"], "frobnicate"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_argument_that_names_nothing_is_refused(
    arguments: list[str], told: str, tmp_path: Path
) -> None:
    path = saved_plan(tmp_path)
    (tmp_path / "loop.gpkg").symlink_to(tmp_path / "loop.gpkg")
    (tmp_path / "same.gpkg").hardlink_to(path)
    filled = [text.format(plan=path, folder=tmp_path) for text in arguments]
    assert_refused(told, *filled, folder=tmp_path)


def test_a_file_whose_new_zones_have_no_id_is_not_compared_but_imported(tmp_path: Path) -> None:
    path = saved_plan(tmp_path)
    edited = tmp_path / "edited.gpkg"
    frames = small_plan()
    write(edited, frames | {"zones": frames["zones"].assign(zone_id=["W", None])})
    assert_refused("zonewright import-edits tells such", "compare", path, edited, folder=tmp_path)


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


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            ("measure",),
            "zonewright measure: Missing argument 'PLAN'; see zonewright measure --help",
        ),
        (("scenario", "frob"), "zonewright scenario: No such command 'frob'; see"),
        (("demo", "--port", "80000"), "zonewright demo: Invalid value for '--port': "),
        (("demo", "--bogus"), "zonewright demo: No such option: --bogus; see"),
        (("--bogus",), "zonewright: No such option: --bogus; see zonewright --help"),
        (("--bogus", "measure"), "zonewright: No such option: --bogus; see"),
        (("measure", "p", "--radius-km"), "zonewright: Option '--radius-km' requires an argument;"),
        (("--help=3",), "zonewright: Option '--help' does not take a value; see"),
        (
            ("measure", "p", "a\nb"),
            "zonewright measure: Got unexpected extra argument(s) (a",
        ),
    ],
)
def test_a_command_that_is_called_wrongly_says_so_in_one_line(
    wrong: tuple[str, ...], told: str
) -> None:
    ran = run(*wrong)
    assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1)
    assert ran.errors[0].startswith(told)
