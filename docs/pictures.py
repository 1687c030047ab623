"""Take the pictures of the guide and the README from the page of the China plan.

python docs/pictures.py                  # all of them, into docs/guides/pictures
python docs/pictures.py --only extend    # one

It builds the plan and serves it to itself, in a temporary folder; it needs the test
extras, Chromium, and a font that has Chinese. Each picture is a **story**: a person's actions on
the page, and the result that the guide describes; without that result, no picture is taken.
"""

from __future__ import annotations

import argparse
import base64
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page, Route

FOLDER = Path(__file__).parent / "guides" / "pictures"
SIZE = {"width": 1360, "height": 800}
_BROWSERS = ("chromium", "chromium-headless-shell", "google-chrome")
_QUALITY = 68
_WAIT_MS = 120_000


class Story(NamedTuple):
    """The page to open, its language, and the actions before the picture is taken."""

    query: str
    act: Callable[[Page], None]
    language: str = "en"


def opened(page: Page) -> None:
    """See the country, its zones, and three figures: nothing is to be done."""
    expect(page.locator(".zone-dot")).to_have_count(70)
    expect(page.locator("[data-card=people]")).to_be_visible()
    expect(page.locator("[data-card=cap]")).to_be_visible()


def not_reached(page: Page) -> None:
    """Choose a province: the zones that cover it, and what would cover it."""
    page.click('#region-table tr[data-adcode="520000"] .go')
    expect(page.locator("#explained .would li")).not_to_have_count(0)
    page.wait_for_selector("path.explained-region", state="attached")
    expect(page.locator("#explained h2")).to_be_in_viewport()
    expect(page.locator('#explained .would li[data-share="0.5"]')).to_contain_text("230.7 km")


def extend(page: Page) -> None:
    """Add land to one zone that another releases, and see the effect on people."""
    page.fill("#search", "SH-JQ")
    page.wait_for_selector("#search-results [data-kind=zone][data-id=SH-JQ]")
    page.press("#search", "Enter")
    page.wait_for_selector("#tools:not([hidden])")
    page.click("[data-tool=grow]")
    page.fill("#tool-form [name=size]", "8")
    page.select_option("#tool-form [name=partner]", "SH-LJZ")
    expect(page.locator("#tools-head .difference")).to_contain_text("▲")
    expect(page.locator("#tool-says [data-rule=cap]")).to_have_count(0)
    page.wait_for_selector("path.gained", state="attached")
    page.click("#tab-coverage")
    expect(page.locator("#within-body .card:not(.skeleton)")).not_to_have_count(0)


def compare(page: Page) -> None:
    """Lay three ways side by side, and one of them on a map beside the baseline."""
    page.wait_for_selector("#map-beside path.zone", state="attached")
    page.wait_for_selector("#several tbody:nth-of-type(3)")
    page.wait_for_load_state("networkidle")  # till then tables above it grow
    page.locator("#several tbody:nth-of-type(3)").scroll_into_view_if_needed()


def history(page: Page) -> None:
    """Save one edit more with its reason, and see who saved what, when and why."""
    page.fill("#search", "HL-HH")
    page.wait_for_selector("#search-results [data-kind=zone][data-id=HL-HH]")
    page.press("#search", "Enter")
    page.click("[data-tool=grow]")
    page.fill("#tool-form [name=size]", "2")
    page.click("#tool-form [type=submit]")
    page.click("#draft-save")
    reason = (
        "增加桥头货场用地"
        if page.locator("html[lang=zh-CN]").count()
        else "Room for cargo at the bridge"
    )
    page.fill("#save [name=message]", reason)
    page.press("#save [name=message]", "Enter")
    page.wait_for_selector("#save", state="hidden")
    page.click("#tools-close")
    page.click("#tab-history")
    expect(page.locator("#revisions li").nth(1)).to_be_visible()


def propose(page: Page) -> None:
    """Ask for the best land of one FTZ, and lay the answer on the map."""
    page.check("#propose-form [name=ftz][value=SN]")
    page.fill("#propose-form [name=budget]", "5")
    page.click("#propose-form .primary")
    page.wait_for_selector("#propose-lay")
    page.click("#propose-lay")
    page.wait_for_selector("path.gained", state="attached")
    page.locator("#propose-result").scroll_into_view_if_needed()


_SHANGHAI = "at=30.99,121.7,9"
_COMPARED = "tab=compare&mode=two&consensus=baseline,lingang-within-the-cap,shanghai-regrouped"
_CALM = "off=demand,clusters,gateways"
_STORIES = {
    "opened": Story("radius=100", opened),
    "not-reached": Story("tab=regions&at=26.6,107.2,7", not_reached),
    "extend": Story("radius=25&off=clusters,gateways,customs", extend),
    "compare": Story(f"scenario=lingang-within-the-cap&{_COMPARED}&{_SHANGHAI}&{_CALM}", compare),
    "history": Story("scenario=heihe-airport&at=50.2,127.6,8", history),
    "propose": Story("tab=propose&at=34.4,108.9,8", propose),
}
PICTURES: dict[str, Story] = _STORIES | {
    f"{name}.zh": _STORIES[name]._replace(language="zh")
    for name in ("opened", "extend", "compare", "history")
}
"""Every picture that is kept, by the name of its file without its suffix."""


def take(page: Page, site: str, name: str, folder: Path) -> Path:
    """Open the page of a service, act a story, and return a picture of the page.

    Raises an AssertionError or a TimeoutError of Playwright if the page differs from the
    guide.
    """
    story = PICTURES[name]
    page.set_default_timeout(_WAIT_MS)
    page.set_viewport_size({"width": SIZE["width"], "height": SIZE["height"]})
    page.route("**/api/events*", _answer_nothing)
    page.goto(f"{site}/?lang={story.language}&theme=light&{story.query}")
    page.wait_for_selector("body[data-districts=drawn]")
    page.wait_for_selector("body[data-tinted]")
    page.wait_for_selector("#panel[aria-busy=false]")
    story.act(page)
    page.wait_for_load_state("networkidle")
    options = {"format": "webp", "quality": _QUALITY}
    shot = page.context.new_cdp_session(page).send("Page.captureScreenshot", options)
    path = folder / f"{name}.webp"
    path.write_bytes(base64.b64decode(shot["data"]))
    return path


def _answer_nothing(route: Route) -> None:
    """Answer as one who holds back: the stream of events would keep the network busy for ever."""
    route.fulfill(status=200, content_type="text/event-stream", body="")


@contextmanager
def _served(folder: str) -> Iterator[str]:
    """Serve the China plan from a folder, as `zonewright demo` does."""
    program = [sys.executable, "-c", "from service.cli import main; main()"]
    command = [*program, "--lang", "en", "demo", folder, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:  # noqa: S603  our own
        try:
            assert process.stdout is not None  # noqa: S101  it is a pipe
            addresses = (re.search(r"http://\S+", line) for line in process.stdout)
            yield next(match[0] for match in addresses if match).rstrip("/")
        finally:
            process.terminate()


def main() -> None:
    """Take the requested pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--only", choices=PICTURES, action="append")
    options = parser.parse_args()
    expect.set_options(timeout=_WAIT_MS)
    options.folder.mkdir(parents=True, exist_ok=True)
    program = next(filter(None, map(shutil.which, _BROWSERS)), None)
    with tempfile.TemporaryDirectory() as plan, _served(plan) as site, sync_playwright() as run:
        browser = run.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for name in options.only or PICTURES:
            with browser.new_context(reduced_motion="reduce") as context:
                take(context.new_page(), site, name, options.folder)
        browser.close()


if __name__ == "__main__":
    main()
