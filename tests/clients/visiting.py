"""A visit to the planner's page: an open browser page, and what went wrong in it so far."""

import re
from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page, Request, Route

from service.page.assets import PAGE

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
"""No host but the loopback is found. (A route through Playwright would switch the cache off.)"""
_MOST_FRAMES = 1800
_NEXT_FRAME = "() => new Promise((drawn) => requestAnimationFrame(drawn))"
_TEN_FRAMES = """() => new Promise((drawn) => {
  const next = (left) => (left ? requestAnimationFrame(() => next(left - 1)) : drawn());
  next(10); })"""
_AXE = PAGE / "node_modules" / "axe-core" / "axe.min.js"
_LEVELS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
_OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
_FIND = """([place, runOnly]) => axe.run(place,
  { runOnly, resultTypes: ["violations"], preload: false })  // which only rules of sound need
  .then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`)))"""
_CHANGE_THEME = "() => document.getElementById('theme')?.click()"  # also behind a dialog
_STATUS = re.compile(r"responded with a status of (\d+)")


class Visit:
    """An open page that reaches the service and no other host.

    `expected` holds the statuses that a story is about: the browser itself complains of each;
    `inside` how the addresses begin that it may ask.
    """

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.outside: list[str] = []
        self.inside: tuple[str, ...] = (site, "data:", "blob:")
        self.complaints: list[str] = []
        self.expected: set[int] = set()
        self._asked = 0
        self._unanswered: set[Request] = set()
        page.context.on("request", self._ask)
        page.context.on("requestfinished", self._answer)
        page.context.on("requestfailed", self._answer)
        self.watch(page)

    def watch(self, page: Page) -> Page:
        """Hear the complaints of a page, the first or a further one."""
        page.on("console", lambda message: self._complain(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def open(self, query: str = "") -> Page:
        """Open the page and wait until map and figures are there."""
        return self.wait(self.page, query)

    def open_another(self, query: str = "") -> Page:
        return self.wait(self.watch(self.page.context.new_page()), query)

    def wait(self, page: Page, query: str) -> Page:
        page.goto(f"{self.site}/{query}")
        return self.shown(page)

    def shown(self, page: Page) -> Page:
        """Wait until map and figures are there."""
        page.wait_for_selector("body[data-districts=drawn]", timeout=60_000)
        page.wait_for_selector("body[data-tinted]", timeout=60_000)
        page.wait_for_selector("#panel[aria-busy=false]", timeout=60_000)
        return page

    def at_rest(self, page: Page, held: Sequence[Route] = ()) -> None:
        """Wait until all that was asked is answered, and nothing more is for ten frames.

        What a story itself holds back is not waited for.
        """

        def rests() -> bool:
            return not self._unanswered - {one.request for one in held}

        def stays_so() -> bool:
            if not rests():
                return False
            asked = self._asked
            page.evaluate(_TEN_FRAMES)  # one call for all: each costs more than the frames
            return rests() and asked == self._asked

        until(page, stays_so)

    def violations(
        self, page: Page, changed: str = "html", held: Sequence[Route] = ()
    ) -> list[str]:
        """Return what is wrong in the theme worn, and of colours in the other, which then is worn.

        Of the page, what is `changed` since it was looked at before is enough.
        """
        self.at_rest(page, held)
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(_AXE.read_text(encoding="utf-8"))
        found: list[str] = page.evaluate(_FIND, [changed, _LEVELS])
        page.evaluate(_CHANGE_THEME)
        return [*found, *page.evaluate(_FIND, [changed, _OF_COLOUR])]

    def _ask(self, request: Request) -> None:
        if "/api/events" not in request.url:  # which is answered for as long as the page is open
            self._asked += 1
            self._unanswered.add(request)
        if not request.url.startswith(self.inside):
            self.outside.append(request.url)

    def _answer(self, request: Request) -> None:
        self._unanswered.discard(request)

    def _complain(self, kind: str, text: str) -> None:
        status = _STATUS.search(text)
        if kind in {"error", "warning"} and not (status and int(status[1]) in self.expected):
            self.complaints.append(text)


def until(page: Page, holds: Callable[[], object]) -> None:
    """Wait, frame by frame and some thirty seconds at most, until something holds.

    The page comes to the front: behind another it would draw one frame a second.
    """
    page.bring_to_front()
    for _ in range(_MOST_FRAMES):
        if holds():
            return
        page.evaluate(_NEXT_FRAME)
    pytest.fail("what is waited for does not come")
