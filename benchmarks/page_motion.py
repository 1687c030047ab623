"""How the page follows the hand: numbers while a vertex is dragged, frames as the map is moved."""

from __future__ import annotations

import itertools
import statistics
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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


def drag(browser: Browser, site: str) -> None:
    """Print how soon numbers follow a vertex that is dragged, and what the wait is made of."""
    for by in ("line", "road"):
        _drag(browser, site, by)


def _drag(browser: Browser, site: str, by: str) -> None:
    slow, fast = dragged(browser, site, 40, 400, by), dragged(browser, site, 300, 20, by)
    print(
        f"Pointer's move to updated numbers by {by}, medians of {len(slow)} moves, each when the "
        f"numbers of the last were there, and of {len(fast)}, one each 20 ms:\n"
    )
    print("| | one at a time | without a pause |\n|---|---:|---:|")
    for part in slow[0]:
        one, other = (statistics.median(wait[part] for wait in waits) for waits in (slow, fast))
        print(f"| {part} | {one:.1f} ms | {other:.1f} ms |")
    print()


def dragged(
    browser: Browser, site: str, moves: int, pause_ms: float, by: str = "line"
) -> list[dict[str, float]]:
    """Drag a vertex of Lingang to and fro, and return each move's wait with its parts, in ms."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{site}?zone=SH-LG&tab=zones&at=30.9,121.9,10&by={by}")
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
