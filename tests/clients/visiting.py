"""A visit to the planner's page: an open browser page, and what went wrong in it so far."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_STATUS = re.compile(r"responded with a status of (\d+)")


class Visit:
    """An open page that reaches the service and no other host.

    `expected` holds the statuses that a story is about: the browser itself complains of each.
    """

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self.expected: set[int] = set()
        page.context.route("**/*", self._pass_loopback_alone)
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
        """Open a second page of the same person."""
        return self.wait(self.watch(self.page.context.new_page()), query)

    def wait(self, page: Page, query: str) -> Page:
        page.goto(f"{self.site}/{query}")
        page.wait_for_selector("body[data-districts=drawn]", timeout=60_000)
        page.wait_for_selector("body[data-tinted]", timeout=60_000)
        page.wait_for_selector("#panel[aria-busy=false]", timeout=60_000)
        return page

    def _pass_loopback_alone(self, route: Route, request: Request) -> None:
        if request.url.startswith((self.site, "data:")):
            route.continue_()
        else:
            self.outside.append(request.url)
            route.abort()

    def _complain(self, kind: str, text: str) -> None:
        status = _STATUS.search(text)
        if kind in {"error", "warning"} and not (status and int(status[1]) in self.expected):
            self.complaints.append(text)
