"""A service of several plans: one goes from one to another in the header, and nothing mixes."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from starlette.types import ASGIApp, Receive, Scope, Send

from layers import Plan
from layers.store import Store
from service.app import create_app
from service.server.several_plans import service_of
from service.settings import AccessSettings
from tests.clients.conftest import served
from tests.clients.hands import box_of, count, from_menu, move, save
from tests.clients.visiting import Visit

TITLES = {"one": "squares (one)", "二-half": "squares (二-half)", "closed": "squares (closed)"}
"""The same zones three times, so that no title and no hash tells them apart."""


@pytest.fixture(scope="module")
def site(squares_plan_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("several")
    with ExitStack() as kept:
        apps = {}
        for name in TITLES:
            store = kept.enter_context(Store.open(folder / f"{name}.db"))
            if name == "closed":
                store.tokens.create("Li", "planner")
            apps[name] = create_app(Plan.open(squares_plan_path), store, name=name)
        with served(service_of(apps, AccessSettings(), ("*",)).app) as address:
            yield address


def go_to(page: Page, title: str) -> None:
    """Choose a plan by keyboard; what is not saved is kept, whatever the browser asks."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.focus("#plans summary")
    page.keyboard.press("Enter")
    links = page.locator("#plan-links a")
    for number in range(links.count()):
        page.keyboard.press("Tab")
        if links.nth(number).inner_text() == title:
            break
    expect(links.get_by_text(title, exact=True)).to_be_focused()
    page.keyboard.press("Enter")


def test_one_goes_to_another_plan_and_comes_back_to_the_draft(visit: Visit) -> None:
    page = visit.open("?lang=zh&theme=dark")
    assert page.url.startswith(f"{visit.site}/one/?")
    expect(page.locator("#plans summary")).to_have_accessible_name("规划 squares (one)")
    expect(page.locator("#plan-name")).to_be_hidden()
    move(page, "W", "1")
    assert "未保存：1 项编辑" in count(page)
    go_to(page, TITLES["二-half"])
    page.wait_for_url("**/%E4%BA%8C-half/**")
    visit.shown(page)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("#plan-links [aria-current=page]")).to_have_text(TITLES["二-half"])
    expect(page.locator("#stored-draft")).to_be_hidden()  # though its zones are the same
    go_to(page, TITLES["one"])
    page.wait_for_url("**/one/**")
    visit.shown(page)
    page.click("#kept-continue")
    expect(page.locator("#draft-state")).to_contain_text("未保存：1 项编辑")


def test_the_list_of_plans_is_accessible_and_closes(visit: Visit) -> None:
    page = visit.open("?theme=light")
    links, summary = page.locator("#plan-links"), page.locator("#plans summary")
    summary.click()
    expect(links).to_be_visible()
    assert links.locator("a").all_inner_texts() == list(TITLES.values())
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert visit.violations(page, "#plans") == []
        left, _, right, _ = box_of(page, "#plan-links")
        assert 0 <= left <= right <= width
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(links).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.click("#tab-places")
    expect(links).to_be_hidden()
    summary.click()
    page.keyboard.press("Shift+Tab")
    expect(links).to_be_hidden()


def test_a_closed_plan_asks_who_one_is_and_an_older_draft_is_found(visit: Visit) -> None:
    page = visit.open()
    visit.expected = {401}
    go_to(page, TITLES["closed"])
    page.wait_for_url("**/closed/**")
    expect(page.locator("#sign-in")).to_be_visible()
    page.go_back()
    visit.shown(page)
    expect(page.locator("#sign-in")).to_be_hidden()
    move(page, "W", "1")
    page.wait_for_selector("#draft-save")
    page.evaluate("""() => {
        for (const key of Object.keys(localStorage).filter((each) => each.endsWith(" /one/"))) {
            localStorage.setItem(key.replace(" /one/", ""), localStorage.getItem(key));
            localStorage.removeItem(key);
        }
    }""")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    visit.shown(page)
    page.click("#kept-continue")
    expect(page.locator("#draft-save")).to_be_visible()


class Stripping:
    """A proxy that puts a service under a path of its own, and tells it nothing of it."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app, self._prefix = app, prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            assert scope["path"].startswith(f"{self._prefix}/"), scope["path"]
            scope = {**scope, "path": scope["path"].removeprefix(self._prefix)}
        await self._app(scope, receive, send)


@pytest.fixture
def stripped(squares_plan_path: Path, tmp_path: Path) -> Iterator[str]:
    with Store.open(tmp_path / "squares.db") as store:
        app = create_app(Plan.open(squares_plan_path), store)
        with served(Stripping(app, "/city/zones")) as address:
            yield f"{address}/city/zones"


def test_the_page_works_behind_a_proxy_that_strips_a_path(visit: Visit, stripped: str) -> None:
    visit.site, visit.inside = stripped, (f"{stripped}/", "data:", "blob:")
    page = visit.open("?tab=zones&lang=en")
    expect(page.locator("#plans")).to_be_hidden()
    expect(page.locator("#plan-name")).to_have_text("squares")
    move(page, "W", "1")
    save(page, "to see that it is kept", "Moved")
    page.wait_for_selector("#save", state="hidden")
    expect(page.locator("#scenario option:checked")).to_contain_text("Moved")
    from_menu(page, "download")
    with page.expect_download() as told, page.expect_request(f"{stripped}/exports/moved.csv*"):
        page.locator("#download-formats a", has_text=".csv").click()
    assert told.value.suggested_filename.endswith("-moved.csv")
    page.click("#download-close")
    from_menu(page, "share")
    assert page.input_value("#share-link").startswith(f"{stripped}/?scenario=moved")
    page.click("#share-close")
    page.goto(f"{stripped}/maps/moved")
    page.wait_for_selector("body[data-districts=drawn]")
    expect(page.locator("body")).to_have_attribute("data-page", "map")
    page.close()  # it listens to the service, which ends before it
