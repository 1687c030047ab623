"""The planner's page beside the same map embedded the plain Folium way, in headless Chromium.

    python -m benchmarks.page [--clusters 100000] [--repeat 5] [--part pages --part pointer …]

Prints medians of bytes, first paint, all drawn and JavaScript heap, each page in a fresh browser
context with nothing cached, the two in turn (part `pages`); how soon outlines and figures are there
on the first visit to a service that has just started (`first`); the time from a pointer's move to
updated numbers while a vertex is dragged, with what that wait is made of (`pointer`); the frames
that are drawn while the map is moved (`panning`); and the service's memory over 60 renders
(`renders`). All parts, unless some are named. What is measured, and what it was, stands in
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import sys
import threading
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from playwright.sync_api import sync_playwright

from benchmarks.coverage import machine
from benchmarks.page_motion import DRAWN, drag, pan
from benchmarks.plain_map import plain_html, plain_site
from benchmarks.sample_data import cache_folder, china_plan, draw_points
from benchmarks.served import served
from layers import Plan

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RADIUS_KM = 50
PARTS = ("pages", "first", "pointer", "panning", "renders")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
STATES = {
    "outlines": """() => document.querySelectorAll(".leaflet-zones-pane path.zone").length >= 70""",
    "districts": """() => document.body.dataset.districts === "drawn" """,
    "figures": DRAWN,
}
WATCH_SHIFTS = """window.shifted = 0;
new PerformanceObserver((seen) => {
  for (const one of seen.getEntries()) window.shifted += one.hadRecentInput ? 0 : one.value;
}).observe({ type: "layout-shift", buffered: true });"""
PLAIN_DRAWN = """() => document.readyState === "complete"
  && document.querySelector(".marker-cluster") && document.querySelector("canvas")"""
AFTER_TWO_FRAMES = """() => new Promise((done) => requestAnimationFrame(() =>
  requestAnimationFrame(() => done(performance.now()))))"""
FIRST_PAINT = """() => performance.getEntriesByName("first-contentful-paint")[0].startTime"""


def plan_with_clusters(count: int) -> Path:
    """Return the file of the China plan with this many synthetic clusters in place of its own."""
    path = cache_folder() / f"china-clusters-{count}.gpkg"
    if not path.exists():
        plan = china_plan()
        places = draw_points(plan, count)
        sectors = np.array(sorted(plan.clusters["sector"].unique()))
        drawn = np.random.default_rng(1).integers(len(sectors), size=len(places))
        clusters = gpd.GeoDataFrame(
            {"cluster_id": np.arange(len(places)).astype(str), "sector": sectors[drawn]},
            geometry=shapely.points(places["lon"], places["lat"]),
            crs=plan.crs,
        )
        frames = {name: plan.frame(name) for name in plan.present}
        Plan(frames | {"clusters": clusters}).save(path)
    return path


def visit(browser: Browser, url: str, drawn: str) -> dict[str, float]:
    """Open a page that nothing is cached of, and return what it took."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    took = {"html": 0.0, "all": 0.0, "sent": 0.0}
    documents: set[str] = set()

    def received(event: dict[str, Any]) -> None:
        took["all"] += event["dataLength"]
        took["html"] += event["dataLength"] * (event["requestId"] in documents)

    def asked(event: dict[str, Any]) -> None:
        if event.get("type") == "Document":
            documents.add(event["requestId"])

    def finished(event: dict[str, Any]) -> None:
        took["sent"] += event["encodedDataLength"]

    devtools.on("Network.requestWillBeSent", asked)
    devtools.on("Network.dataReceived", received)
    devtools.on("Network.loadingFinished", finished)
    devtools.send("Network.enable")
    page.goto(url, wait_until="commit")
    page.wait_for_function(drawn, timeout=120_000, polling="raf")
    took["drawn"] = page.evaluate(AFTER_TWO_FRAMES)
    took["paint"] = page.evaluate(FIRST_PAINT)
    page.wait_for_timeout(500)
    devtools.send("HeapProfiler.collectGarbage")
    took["heap"] = devtools.send("Runtime.getHeapUsage")["usedSize"]
    context.close()
    print(f"{url}: {took['drawn']:.0f} ms", file=sys.stderr)
    return took


def compare(browser: Browser, ours: str, plain: str, repeat: int) -> None:
    """Print the two pages side by side, medians of visits in turn."""
    every: tuple[list[dict[str, float]], list[dict[str, float]]] = ([], [])
    visit(browser, ours, DRAWN)
    visit(browser, plain, PLAIN_DRAWN)
    for _ in range(repeat):
        every[0].append(visit(browser, ours, DRAWN))
        every[1].append(visit(browser, plain, PLAIN_DRAWN))
    print("| | plain Folium | this page | times less |\n|---|---:|---:|---:|")
    for key, label, unit, size in (
        ("html", "HTML", "kB", 1e3),
        ("all", "all that is loaded, unpacked", "kB", 1e3),
        ("sent", "all that is loaded, as it is sent", "kB", 1e3),
        ("paint", "first paint", "ms", 1),
        ("drawn", "all drawn", "ms", 1),
        ("heap", "JavaScript heap", "MB", 1e6),
    ):
        own, other = (statistics.median(visit[key] / size for visit in visits) for visits in every)
        print(f"| {label} | {other:,.0f} {unit} | {own:,.0f} {unit} | {other / own:,.1f} |")
    print()


def first_visits(browser: Browser, path: Path, repeat: int) -> None:
    """Print how soon outlines and figures are there when a service has just started."""
    first_visit(browser, path)  # which has the files read into the system's cache
    visits = [first_visit(browser, path) for _ in range(repeat)]
    print("First visit to a service that has just started, medians:\n")
    print("| | median | slowest |\n|---|---:|---:|")
    for key, label, unit, decimals in (
        ("outlines", "from opening the page until the zones' outlines are drawn", " ms", 0),
        ("districts", "… until the districts are drawn", " ms", 0),
        ("figures", "… until tints and figures are there", " ms", 0),
        ("shift", "layout shift until then", "", 3),
    ):
        taken = [visit[key] for visit in visits]
        shown = [f"{each:,.{decimals}f}{unit}" for each in (statistics.median(taken), max(taken))]
        print(f"| {label} | {shown[0]} | {shown[1]} |")
    print()


def first_visit(browser: Browser, path: Path) -> dict[str, float]:
    """Start the service, open its page as it listens, and return when what was there, in ms."""
    with served(path) as (site, _):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.add_init_script(WATCH_SHIFTS)
        page.goto(site, wait_until="commit")
        took = {}
        for name, state in STATES.items():
            page.wait_for_function(state, timeout=120_000, polling="raf")
            took[name] = page.evaluate("() => performance.now()")
        page.wait_for_timeout(1_000)
        took["shift"] = page.evaluate("() => window.shifted")
        context.close()
    print(f"{site}: {took['figures']:.0f} ms", file=sys.stderr)
    return took


def renders(browser: Browser, site: str, pid: int) -> None:
    """Print the service's memory over 60 renders while two threads keep measuring."""
    over = threading.Event()
    body = b'{"edits": [{"move": {"zone": "LN-DL", "dx_km": %d, "dy_km": 0}}], "radii_km": [50]}'

    def load() -> None:
        for number in range(1, 1_000_000):
            if over.is_set():
                return
            asked = urllib.request.Request(f"{site}api/measure", body % (number % 30))
            asked.add_header("Content-Type", "application/json")
            urllib.request.urlopen(asked).read()

    threads = [threading.Thread(target=load) for _ in range(2)]
    for thread in threads:
        thread.start()
    memory = []
    for _ in range(60):
        page = browser.new_page()
        page.goto(site)
        page.wait_for_function(DRAWN, timeout=120_000)
        page.close()
        memory.append(resident_mb(pid))
    over.set()
    for thread in threads:
        thread.join()
    shown = ", ".join(f"{memory[index]:,.0f}" for index in (0, 9, 19, 29, 39, 49, 59))
    print(f"The service's memory (MB) after 1, 10, 20, … 60 renders under load: {shown}.\n")


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1e3  # type: ignore[index]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--clusters", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--part", action="append", choices=PARTS)
    options = parser.parse_args()
    parts = options.part or PARTS
    before = os.getloadavg()[0]
    path = plan_with_clusters(options.clusters)
    with sync_playwright() as playwright:
        names = ("chromium", "google-chrome", "chromium-headless-shell")
        program = next(filter(None, map(shutil.which, names)), None)
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        print(f"{machine()}; Chromium {browser.version}\n")
        if "first" in parts:
            first_visits(browser, path, options.repeat)
        with served(path) as (site, pid):
            if "pages" in parts:
                with plain_site(plain_html(Plan.open(path), RADIUS_KM)) as plain:
                    compare(browser, site, plain, options.repeat)
            if "pointer" in parts:
                drag(browser, site, pid)
            if "panning" in parts:
                pan(browser, site, options.repeat)
            if "renders" in parts:
                renders(browser, site, pid)
        browser.close()
    print(f"Load of the machine before and after: {before:.1f}, {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
