"""The first page load of a large plan: 500 zones, 3,000 regions, 200,000 demand points.

    python -m benchmarks.large_plan [--zones 500 --regions 3000 --points 200000] [--repeat 3]
    python -m benchmarks.large_plan --commands --zones 5000 --points 2000000

Starts the service anew for each load, with its files in the system's cache, and prints how soon
after its start it answers and, after the page is opened, how soon the zones' outlines, the regions
and the figures are there. With `--commands` it prints instead what `measure` and `export` take of
the processor and of memory. The plan is synthetic, seeded, and kept in the user's cache folder.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from playwright.sync_api import sync_playwright

from benchmarks.coverage import machine
from benchmarks.page import FLAGS
from benchmarks.sample_data import SEED, cache_folder
from benchmarks.served import served
from layers import Plan

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from playwright.sync_api import Browser

_BOX = (100.0, 22.0, 120.0, 40.0)
_STATES = {
    "outlines": """(zones) => document.querySelectorAll(".zone-dot").length >= zones""",
    "regions": """() => document.body.dataset.districts === "drawn" """,
    "figures": """() => document.body.dataset.tinted
      && document.querySelector("#panel[aria-busy=false]")""",
}


def large_plan(zones: int, regions: int, points: int) -> Path:
    """Return the file of a synthetic plan of so many zones, regions and demand points."""
    path = cache_folder() / f"large-{SEED}-{zones}-{regions}-{points}.gpkg"
    if not path.exists():
        rng = np.random.default_rng(SEED)
        drawn = {"regions": _regions(rng, regions), "zones": _zones(rng, zones)}
        at = rng.uniform(_BOX[:2], _BOX[2:], (points, 2))
        people = {"demand_id": np.arange(points).astype(str), "population": rng.pareto(2, points)}
        drawn["demand"] = gpd.GeoDataFrame(people, geometry=shapely.points(at), crs=4326)
        groups = pd.DataFrame({"ftz_id": drawn["zones"]["ftz_id"].unique()})
        Plan(drawn | {"ftzs": groups}).save(path)
    return path


def _regions(rng: np.random.Generator, count: int) -> gpd.GeoDataFrame:
    """Return the cells nearest to random places, their edges in steps of 0.05°."""
    seeds = shapely.multipoints(rng.uniform(_BOX[:2], _BOX[2:], (count, 2)))
    box = shapely.box(*_BOX)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=box))
    land = shapely.segmentize(shapely.intersection(cells, box), 0.05)
    codes = [f"{number:06d}" for number in range(len(land))]
    provinces = [code[:2] for code in codes]
    table = {"adcode": codes, "name": codes, "province_adcode": provinces}
    return gpd.GeoDataFrame(table | {"province_name": provinces}, geometry=land, crs=4326)


def _zones(rng: np.random.Generator, count: int) -> gpd.GeoDataFrame:
    """Return ragged outlines of 60 vertices, ten to a group."""
    at = rng.uniform(np.add(_BOX[:2], 0.3), np.subtract(_BOX[2:], 0.3), (count, 2))
    land = [shapely.Polygon(middle + _ring(rng)) for middle in at]
    ids = [f"Z{number:03d}" for number in range(count)]
    groups = [f"G{number // 10:02d}" for number in range(count)]
    return gpd.GeoDataFrame(
        {"zone_id": ids, "ftz_id": groups, "name": ids}, geometry=land, crs=4326
    )


def _ring(rng: np.random.Generator) -> NDArray[np.float64]:
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    radius = rng.uniform(0.03, 0.06, (60, 1))
    return radius * np.column_stack([np.cos(angle), np.sin(angle)])


def load(browser: Browser, path: Path, zones: int) -> dict[str, float]:
    """Start the service, open its page, and return the seconds until each state is reached."""
    began = time.perf_counter()
    took: dict[str, float] = {}
    with served(path) as (site, _):
        took["service"] = time.perf_counter() - began
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        began = time.perf_counter()
        page.goto(site, wait_until="commit")
        for name, state in _STATES.items():
            page.wait_for_function(state, arg=zones, timeout=300_000, polling="raf")
            took[name] = time.perf_counter() - began
        page.close()
    return took


def print_commands(path: Path) -> None:
    """Print what the commands take of the processor, and their most memory."""
    unlimited = os.environ | {"ZONEWRIGHT_LIMIT_S": "7200"}  # of the clock: machines are shared
    print("| | processor | memory |\n|---|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for name, *options in (("measure", "--json"), ("export", f"{folder}/plan.gpkg")):
            command = [sys.executable, "-c", "from service.cli import main; main()", name]
            with subprocess.Popen(
                [*command, str(path), *options], stdout=subprocess.DEVNULL, env=unlimited
            ) as run:
                _, status, used = os.wait4(run.pid, 0)
                run.returncode = os.waitstatus_to_exitcode(status)
            assert run.returncode in {0, 1}, run.returncode
            seconds, memory_gb = used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6
            print(f"| `{name}` | {seconds:.1f} s | {memory_gb:.2f} GB |", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    for name, count in (("zones", 500), ("regions", 3_000), ("points", 200_000), ("repeat", 3)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--commands", action="store_true")
    options = parser.parse_args()
    before = os.getloadavg()[0]
    counts = (options.zones, options.regions, options.points)
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        path = other.submit(large_plan, *counts).result()  # a command's peak is not below ours
    if options.commands:
        print(f"{machine()}\n")
        print_commands(path)
        return
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        print(f"{machine()}; Chromium {browser.version}\n")
        load(browser, path, options.zones)
        loads = [load(browser, path, options.zones) for _ in range(options.repeat)]
        browser.close()
    print("| | median |\n|---|---:|")
    for key, label in (
        ("service", "from the start of `serve` until it listens"),
        ("outlines", "from opening the page until the zones' outlines are drawn"),
        ("regions", "… until the regions are drawn"),
        ("figures", "… until tints and figures are there"),
    ):
        print(f"| {label} | {statistics.median(took[key] for took in loads):.1f} s |")
    print(f"\nLoad of the machine before and after: {before:.1f}, {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
