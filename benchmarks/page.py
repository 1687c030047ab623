"""The planner's page beside the same map embedded the plain Folium way, in headless Chromium.

    python -m benchmarks.page [--clusters 100000] [--repeat 5]

Prints medians of bytes, first paint, all drawn and JavaScript heap, each page in a fresh browser
context with nothing cached, the two in turn; the time from a pointer's move to updated numbers
while a vertex is dragged, with what that wait is made of; and the service's memory over 60 renders.
What is measured, and what it was, stands in docs/benchmarks.md.
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
from benchmarks.plain_map import plain_html, plain_site
from benchmarks.sample_data import cache_folder, china_plan, draw_points
from benchmarks.served import served
from layers import Plan

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RADIUS_KM = 50
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
DRAWN = """() => document.body.dataset.districts === "drawn" && document.body.dataset.tinted
  && document.body.dataset.clusters && document.querySelectorAll(".zone-dot").length === 70
  && document.querySelector("#panel[aria-busy=false]")"""
PLAIN_DRAWN = """() => document.readyState === "complete"
  && document.querySelector(".marker-cluster") && document.querySelector("canvas")"""
AFTER_TWO_FRAMES = """() => new Promise((done) => requestAnimationFrame(() =>
  requestAnimationFrame(() => done(performance.now()))))"""
FIRST_PAINT = """() => performance.getEntriesByName("first-contentful-paint")[0].startTime"""
WATCH_NUMBERS = """() => {
  Object.assign(window, { moves: [], changes: [] });
  performance.clearResourceTimings();
  performance.setResourceTimingBufferSize(5000);
  addEventListener("mousemove", (event) => window.moves.push(event.timeStamp), true);
  new MutationObserver(() => {
    const changed = performance.now();
    requestAnimationFrame(() => setTimeout(() =>
      window.changes.push({ changed, shown: performance.now() })));
  }).observe(document.body, { attributeFilter: ["data-live"] });
}"""
QUESTIONS = """() => performance.getEntriesByType("resource")
  .filter((entry) => entry.name.includes("changed=true") && entry.serverTiming.length)
  .map((entry) => ({ asked: entry.startTime, answered: entry.responseEnd,
    service: Object.fromEntries(entry.serverTiming.map((one) => [one.name, one.duration])) }))"""


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


def drag(browser: Browser, site: str) -> None:
    """Print how soon numbers follow a vertex that is dragged, and what the wait is made of."""
    slow, fast = dragged(browser, site, 40, 400), dragged(browser, site, 300, 20)
    print(
        f"Pointer's move to updated numbers, medians of {len(slow)} moves, each when the numbers "
        f"of the last were there, and of {len(fast)}, one each 20 ms:\n"
    )
    print("| | one at a time | without a pause |\n|---|---:|---:|")
    for part in slow[0]:
        one, other = (statistics.median(wait[part] for wait in waits) for waits in (slow, fast))
        print(f"| {part} | {one:.1f} ms | {other:.1f} ms |")
    print()


def dragged(browser: Browser, site: str, moves: int, pause_ms: float) -> list[dict[str, float]]:
    """Drag a vertex of Lingang to and fro, and return each move's wait with its parts, in ms."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{site}?zone=SH-LG&tab=zones&at=30.9,121.9,10")
    page.wait_for_function(DRAWN, timeout=120_000)
    page.click("#tool-row [data-tool=drag]")
    handle = page.locator(".marker-icon:not(.marker-icon-middle)").first
    handle.wait_for()
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3, y + 3)
    page.wait_for_timeout(3_000)
    page.evaluate(WATCH_NUMBERS)
    for step in range(moves):
        page.mouse.move(x + 4 + step % 20, y + 4 + step % 9)
        page.wait_for_timeout(pause_ms)
    page.wait_for_timeout(1_000)
    moved, changes = page.evaluate("[window.moves, window.changes]")
    questions = page.evaluate(QUESTIONS)
    page.close()
    return [parts_of(move, questions, changes) for move in moved]


def parts_of(
    moved: float, questions: list[dict[str, Any]], changes: list[dict[str, float]]
) -> dict[str, float]:
    """Return how long a move waited for its numbers, and the parts of that, in ms."""
    question = next(one for one in questions if one["asked"] >= moved)
    change = next(one for one in changes if one["changed"] >= question["answered"])
    service = question["service"]
    way = question["answered"] - question["asked"] - sum(service.values())
    return {
        "**from the move to the frame with its numbers**": change["shown"] - moved,
        "page: until it asks, an earlier question first": question["asked"] - moved,
        "service: the outline re-cut with its neighbours": service["redraw"],
        "service: the meter": service["meter"],
        "service: rules, tables, the rows that changed": service["tables"],
        "HTTP and JSON, there and back": way,
        "page: what changed laid into the figures": change["changed"] - question["answered"],
        "page: panel and map, until the frame is drawn": change["shown"] - change["changed"],
    }


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
    options = parser.parse_args()
    before = os.getloadavg()[0]
    path = plan_with_clusters(options.clusters)
    html = plain_html(Plan.open(path), RADIUS_KM)
    with served(path) as (site, pid), plain_site(html) as plain, sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        print(f"{machine()}; Chromium {browser.version}\n")
        compare(browser, site, plain, options.repeat)
        drag(browser, site)
        renders(browser, site, pid)
        browser.close()
    print(f"Load of the machine before and after: {before:.1f}, {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
