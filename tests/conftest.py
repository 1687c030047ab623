"""Small plans over squares of a hundredth of a degree, whose figures can be worked out by hand.

What only some tests need, as the service, is imported by the fixtures that give it: a test of `geo`
does not wait for it.
"""

from __future__ import annotations

import ctypes
import gc
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import geopandas as gpd
import psutil
import pytest
import shapely
from filelock import FileLock

from layers import Plan, context
from layers.geometry.ellipsoid import GRS80
from service.page.assets import PAGE
from tests import costs, deep
from tests.loaded_command import loaded
from tests.searching import register_profiles

if TYPE_CHECKING:
    from fastapi import FastAPI
    from shapely.geometry.base import BaseGeometry

    from geo import Scenario

CRS = "EPSG:4490"
FEWEST_PEOPLE = 300_000
"""Of a point of the China plan of tests, where so many live in a district."""

for _read in (context.read_context, context.read_network, context.read_outlines):
    # the plans of tests are in few places, and each service and proposal reads the world's file
    setattr(context, _read.__name__, lru_cache(maxsize=8)(_read))

OF_GUIDES = ("12", "21", "23", "31", "32", "44", "46", "64")
"""The provinces that commands of guides name, or that sample scenarios change."""

MadeOnce: TypeAlias = Callable[[str, Callable[[Path], None]], Path]
_GLIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_ARENA_MAX, _ARENAS = -8, 2
_MUCH_BYTES = 700_000_000


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Register the profiles of Hypothesis before it looks for the one that an option names.

    Let threads share arenas of memory: in one of its own each keeps what it has freed.
    """
    register_profiles()
    if hasattr(_GLIBC, "mallopt"):
        _GLIBC.mallopt(_ARENA_MAX, _ARENAS)
    for plugin in (costs, deep):
        config.pluginmanager.register(plugin)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """Look for no garbage among the modules and tests that are loaded here, now or later.

    They stay as long as the process, and are most of what it holds.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="module", autouse=True)
def _freed_memory() -> Iterator[None]:
    """Give back to the system what a file of tests has freed, where the process holds much."""
    yield
    if hasattr(_GLIBC, "malloc_trim") and psutil.Process().memory_info().rss > _MUCH_BYTES:
        _GLIBC.malloc_trim(0)


def square(column: float, row: float = 0, side: float = 1) -> shapely.Polygon:
    """Return a square of `side` hundredths of a degree, counted from 120°E 30°N."""
    west, south = 120 + column / 100, 30 + row / 100
    return shapely.box(west, south, west + side / 100, south + side / 100)


def point(column: float, row: float = 0.5) -> shapely.Point:
    """Return a point counted in hundredths of a degree from 120°E 30°N."""
    return shapely.Point(120 + column / 100, 30 + row / 100)


def km2(*shapes: BaseGeometry) -> float:
    """Return the area of shapes together, on the ellipsoid of plans."""
    return float(GRS80.area_km2(list(shapes)).sum())


def layer_frame(shapes: Iterable[BaseGeometry | None], /, **columns: object) -> gpd.GeoDataFrame:
    """Return the frame of a layer: its shapes, and columns by name."""
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def zones_frame(*rows: tuple[str, str, shapely.Polygon]) -> gpd.GeoDataFrame:
    """Return a zones frame of (zone_id, ftz_id, polygon) rows."""
    ids, ftzs, shapes = zip(*rows, strict=True)
    return layer_frame(shapes, zone_id=ids, ftz_id=ftzs)


def regions_frame(*rows: tuple[str, shapely.Polygon]) -> gpd.GeoDataFrame:
    """Return a regions frame of (adcode, polygon) rows."""
    adcodes, shapes = zip(*rows, strict=True)
    return layer_frame(shapes, adcode=adcodes)


def demand_frame(*rows: tuple[shapely.Point, float]) -> gpd.GeoDataFrame:
    """Return a demand frame of (point, population) rows, called D0, D1 and so on."""
    points, people = zip(*rows, strict=True)
    ids = [f"D{number}" for number in range(len(rows))]
    return layer_frame(points, demand_id=ids, population=people)


@pytest.fixture
def two_zones() -> Plan:
    """Two zones of one square each, west and east, in a district each."""
    return Plan(
        {
            "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(10))),
            "regions": regions_frame(("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11))),
        }
    )


@pytest.fixture(scope="module")
def make_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., FastAPI]]:
    """Return a maker of services: `make_app(plan, *scenarios)`, the scenarios public in a store.

    They last as long as the tests of a file, so that a worker holds no more than it works with.
    """
    with making_apps(tmp_path_factory) as make:
        yield make


def by_force(path: Path, *statements: str) -> None:
    """Change a database by SQL, without its triggers, which refuse or call functions of GDAL's."""
    with closing(sqlite3.connect(path)) as file, file:
        triggers = file.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            file.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            assert file.execute(statement).rowcount != 0, statement


def ended(*command: object, check: bool = False, **how: Any) -> subprocess.CompletedProcess[str]:
    """Return how a program of a test ends: its exit code, and what it says as text."""
    words = [str(word) for word in command]
    return subprocess.run(  # noqa: S603  our own commands
        words, capture_output=True, text=True, encoding="utf-8", check=check, **how
    )


def at_rest() -> None:
    """Wait until no service prepares anything."""
    service = sys.modules.get("service.app")
    for thread in threading.enumerate() if service else ():
        if thread.name == service.PREPARES and thread.is_alive():  # not one only being started
            thread.join()


@pytest.fixture
def monkeypatch(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Return pytest's, when no thread of a service runs that would come upon what is patched."""
    at_rest()
    return monkeypatch


@contextmanager
def making_apps(folders: pytest.TempPathFactory) -> Iterator[Callable[..., FastAPI]]:
    """Give a maker of services, which end with the block."""
    from layers.store import LOCAL, Store  # noqa: PLC0415
    from service.app import create_app  # noqa: PLC0415
    from service.scenario_service import ScenarioService  # noqa: PLC0415

    stores, made = [], []

    def make(plan: Plan, *scenarios: Scenario) -> FastAPI:
        at_rest()  # filters of warnings are those of all threads
        store = Store.open(folders.mktemp("store") / "plan.scenarios.db")
        stores.append(store)
        for scenario in scenarios:
            ScenarioService(plan, store, LOCAL).create(scenario, visibility="public")
        made.append(create_app(plan, store))
        return made[-1]

    yield make
    for app in made:
        app.state.jobs.close()
    for store in stores:
        store.close()


@pytest.fixture(scope="session")
def need() -> Callable[[str], Path]:
    """Return a finder of real clients: `need("chromium")`, `need("qgis")`, `need("gdal")`.

    It gives the program to run; for QGIS and GDAL that is the Python that has their bindings.
    A test that needs one is deep, and fails where it is missing.
    """

    def find(client: str) -> Path:
        program = _CLIENTS[client]()
        if program is None:
            pytest.fail(f"{client} is not installed; .ci/run names the packages")
        return program

    return find


def _python_with(module: str) -> Path | None:
    python = Path("/usr/bin/python3")  # distributions bind QGIS and GDAL to their own Python
    probe = [str(python), "-I", "-c", f"import {module}"]
    found = python.exists() and subprocess.run(probe, capture_output=True, check=False)  # noqa: S603
    return python if found and found.returncode == 0 else None


def _program(*names: str) -> Path | None:
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None


_CLIENTS: dict[str, Callable[[], Path | None]] = {
    "caddy": lambda: _program("caddy"),
    "chromium": lambda: _program(
        "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"
    ),
    "firefox": lambda: _program("firefox-esr", "firefox"),
    "gdal": lambda: _python_with("osgeo_utils.samples.validate_gpkg"),
    "nginx": lambda: _program("nginx", "/usr/sbin/nginx"),
    "qgis": lambda: _python_with("qgis.core"),
    "systemd": lambda: _program("systemd-analyze"),
}


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> MadeOnce:
    """Return a maker of folders that all workers share: `made_once(name, make)`.

    `make` fills the folder that it is given; whoever asks first calls it, the others wait.
    """
    root = tmp_path_factory.getbasetemp()
    root = root if worker_id == "master" else root.parent

    def once(name: str, make: Callable[[Path], None]) -> Path:
        folder, unfinished = root / f"once-{name}", root / f"once-{name}-unfinished"
        with FileLock(root / f"once-{name}.lock"):
            if not folder.exists():
                unfinished.mkdir()
                make(unfinished)
                unfinished.rename(folder)
        return folder

    return once


def built_china(made_once: MadeOnce) -> Path:
    """Build the China plan and save it, once for all tests: read it, do not write to it.

    Its people are at far fewer points than those of the plan that `demo` builds.
    """
    from layers.china import build_china_plan  # noqa: PLC0415

    def make(folder: Path) -> None:
        build_china_plan(FEWEST_PEOPLE).save(folder / "china-ftz.gpkg")

    return made_once("china", make) / "china-ftz.gpkg"


@pytest.fixture(scope="session")
def china_plan_path(made_once: MadeOnce) -> Path:
    """Return the file of the China plan, for deep tests."""
    return built_china(made_once)


@pytest.fixture(scope="session")
def china_plan(china_plan_path: Path) -> Plan:
    return Plan.open(china_plan_path)


def of_provinces(china: Plan, provinces: tuple[str, ...]) -> Plan:
    """Return what the China plan has of some provinces: real zones, on fewer regions."""
    layers = {name: china.frame(name) for name in china.present}
    for name in ("regions", "demand", "clusters", "gateways", "ftzs"):
        layers[name] = layers[name][layers[name]["adcode"].str[:2].isin(provinces)]
    for name in ("zones", "performance", "policies"):
        layers[name] = layers[name][layers[name]["ftz_id"].isin(layers["ftzs"]["ftz_id"])]
    blocks = layers["customs_blocks"]
    layers["customs_blocks"] = blocks[blocks["zone_id"].isin(layers["zones"]["zone_id"])]
    return Plan({name: frame.reset_index(drop=True) for name, frame in layers.items()})


@pytest.fixture(scope="session")
def loaded_command() -> Iterator[list[str]]:
    """Have the command line wait, loaded, for many commands; give the words before arguments."""
    with loaded() as words:
        yield words


@pytest.fixture(scope="session")
def china_command(china_plan_path: Path, made_once: MadeOnce) -> Iterator[list[str]]:
    """Have the command line wait with provinces of China opened and measured: `loaded_command`."""

    def make(folder: Path) -> None:
        of_provinces(Plan.open(china_plan_path), OF_GUIDES).save(folder / "china-ftz.gpkg")

    with loaded(made_once("provinces", make) / "china-ftz.gpkg") as words:
        yield words


@pytest.fixture(scope="session")
def page_packages() -> Path:
    packages = PAGE / "node_modules"
    if not packages.is_dir():
        pytest.fail("service/page/node_modules is not there; `cd service/page && npm ci` makes it")
    return packages
