"""The published site of the China plan on a phone with a slow line, in headless Chromium.

    python -m benchmarks.published [--repeat 5]

Prints the bytes of the first view and of everything, and medians, over visits with nothing cached,
of the first paint, of the map and the figures of the first scenario, and of the districts after it.
The line has 1.5 Mbit/s and 150 ms there and back; the server, Python's own, does not compress.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from benchmarks.coverage import machine
from benchmarks.page import FIRST_PAINT, FLAGS
from benchmarks.sample_data import china_plan
from geo import CoverageMeter, Scenario
from geo.coverage.travel import DEFAULT_RADII_KM
from layers.china.samples import sample_scenarios
from service.published.folder import write_site
from service.published.site import Publishing, first_view, site_files
from service.report.measured import Measured

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROGRAMS = "chromium", "google-chrome", "chromium-headless-shell"
SCENARIOS = 3
KBIT_PER_S, ROUND_TRIP_MS = 1500, 150
PHONE = {"width": 390, "height": 844}
WATCH = """new MutationObserver(() => {
  (window.drawnAt ??= {})[document.body.dataset.drawn] ??= performance.now();
}).observe(document, { subtree: true, attributeFilter: ["data-drawn"] });"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Print no line for a request."""


def visit(browser: Browser, url: str) -> dict[str, float]:
    """Open a site of which nothing is cached, and return how long each part took in ms."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=3, is_mobile=True)  # type: ignore[arg-type]
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    throughput = KBIT_PER_S * 1000 / 8
    line = {"downloadThroughput": throughput, "uploadThroughput": throughput}
    line |= {"latency": ROUND_TRIP_MS, "offline": False}
    devtools.send("Network.emulateNetworkConditions", line)
    page.add_init_script(WATCH)
    page.goto(url, wait_until="commit")
    page.locator("body[data-drawn=regions]").wait_for(timeout=120_000)
    took: dict[str, float] = page.evaluate("window.drawnAt")
    took["paint"] = page.evaluate(FIRST_PAINT)
    context.close()
    return took


def main() -> None:
    """Publish the China plan with scenarios, and visit the site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    repeat = parser.parse_args().repeat
    plan = china_plan()
    meter = CoverageMeter(plan, DEFAULT_RADII_KM)
    samples = [Scenario.from_document(one) for one in sample_scenarios(plan)[:SCENARIOS]]
    measured = [Measured.of(meter, meter.measure(), one) for one in samples]
    files = site_files(meter, measured, Publishing(with_decisions=False))
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        (Path(folder) / "below").mkdir()
        write_site(files, Path(folder) / "below" / "zones")
        handler = partial(_Quiet, directory=folder)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        program = next(filter(None, map(shutil.which, PROGRAMS)), None)
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        url = f"http://127.0.0.1:{server.server_port}/below/zones/"
        visits = [visit(browser, url) for _ in range(repeat)]
        browser.close()
        server.shutdown()
    first_kb = sum(len(files[name]) for name in first_view(files)) / 1e3
    all_kb = sum(map(len, files.values())) / 1e3
    print(f"{machine()}\n\nfirst view {first_kb:.0f} kB, all {all_kb:.0f} kB")
    for key in ("paint", "scenario", "regions"):
        every = sorted(one[key] for one in visits)
        print(f"{key}: median {statistics.median(every):.0f} ms, worst {every[-1]:.0f} ms")


if __name__ == "__main__":
    main()
