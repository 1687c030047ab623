"""How the page follows the hand: numbers while a vertex is dragged, frames as the map is moved."""

from __future__ import annotations

import itertools
import os
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

DRAWN = """() => document.body.dataset.districts === "drawn" && document.body.dataset.tinted
  && document.body.dataset.clusters && document.querySelectorAll(".zone-dot").length === 70
  && document.querySelector("#panel[aria-busy=false]")"""
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
_COUNT_FRAMES = """() => {
  const frames = (window.frames_seen = []);
  const next = (time) => {
    frames.push(time);
    if (frames !== window.frames_seen) return;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}"""
_FRAMES = """() => {
  const frames = window.frames_seen;
  window.frames_seen = null;
  return frames;
}"""
_PLACES = {
    "country": "",
    "province": "?at=31.5,120.5,7.5",
    "city": "?zone=SH-LG&at=30.9,121.9,10.5",
}


def drag(browser: Browser, site: str, pid: int) -> None:
    """Print how soon numbers follow a vertex that is dragged, and what the wait is made of.

    And how much of the processor an answer takes, in the service (`pid`) and in the page's thread.
    """
    for by in ("line", "road"):
        _drag(browser, site, pid, by)


def _drag(browser: Browser, site: str, pid: int, by: str) -> None:
    url = f"{site}?zone=SH-LG&tab=zones&at=30.9,121.9,10&by={by}"
    slow, spent = dragged(browser, url, 40, 400, pid)
    fast, _ = dragged(browser, url, 300, 20, pid)
    print(
        f"Pointer's move to updated numbers by {by}, medians of {len(slow)} moves, each when the "
        f"numbers of the last were there, and of {len(fast)}, one each 20 ms:\n"
    )
    print("| | one at a time | without a pause |\n|---|---:|---:|")
    for part in slow[0]:
        one, other = (statistics.median(wait[part] for wait in waits) for waits in (slow, fast))
        print(f"| {part} | {one:.1f} ms | {other:.1f} ms |")
    print(f"\nOf the processor, an answer: {spent[0]:.1f} ms of the service, ", end="")
    print(f"{spent[1]:.1f} ms of the page's thread.\n")


def _service_ms(pid: int) -> float:
    """Return the processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1e3 / os.sysconf("SC_CLK_TCK")


def _wait_until_prepared(page: Page, pid: int) -> None:
    """Wait until the service has prepared what it prepares after its start."""
    before = -1_000.0
    while (now := _service_ms(pid)) - before > 50:
        before = now
        page.wait_for_timeout(3_000)


def _page_ms(devtools: CDPSession) -> float:
    """Return the processor time that a page's thread has taken."""
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration")) * 1e3


def dragged(
    browser: Browser, url: str, moves: int, pause_ms: float, pid: int
) -> tuple[list[dict[str, float]], tuple[float, float]]:
    """Drag a vertex of Lingang to and fro, and return each move's wait with its parts, in ms.

    And the processor time of an answer: of the service, and of the page's thread.
    """
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(url)
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
    _wait_until_prepared(page, pid)
    page.evaluate(WATCH_NUMBERS)
    began = _service_ms(pid), _page_ms(devtools)
    for step in range(moves):
        page.mouse.move(x + 4 + step % 20, y + 4 + step % 9)
        page.wait_for_timeout(pause_ms)
    page.wait_for_timeout(1_000)
    moved, changes = page.evaluate("[window.moves, window.changes]")
    questions = page.evaluate(QUESTIONS)
    ended = _service_ms(pid), _page_ms(devtools)
    page.close()
    service, own = ((end - begin) / len(questions) for begin, end in zip(began, ended, strict=True))
    return [parts_of(move, questions, changes) for move in moved], (service, own)


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


def pan(browser: Browser, site: str, repeat: int) -> None:
    """Print how many frames are drawn while the map is dragged, at three levels."""
    print("Frames while the map is dragged, medians:\n")
    print("| | frames a second | longest between two |\n|---|---:|---:|")
    for place, query in _PLACES.items():
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{site}{query}")
        page.wait_for_function(DRAWN, timeout=120_000)
        page.wait_for_timeout(2_000)
        drags = [_panned(page) for _ in range(repeat + 1)][1:]
        page.close()
        gaps = [[after - one for one, after in itertools.pairwise(drag)] for drag in drags]
        rate = statistics.median(1e3 / statistics.mean(each) for each in gaps)
        longest = statistics.median(max(each) for each in gaps)
        print(f"| {place} | {rate:.1f} | {longest:.0f} ms |")
    print()


def _panned(page: Page) -> list[float]:
    """Drag the map there and back by the mouse, and return when frames were drawn, in ms."""
    page.mouse.move(500, 500)
    page.mouse.down()
    page.mouse.move(505, 500)
    page.evaluate(_COUNT_FRAMES)
    for step in range(60):
        turned = step if step < 30 else 60 - step
        page.mouse.move(505 + 6 * turned, 500 + 3 * turned)
    frames: list[float] = page.evaluate(_FRAMES)
    page.mouse.up()
    page.wait_for_timeout(1_500)
    return frames
