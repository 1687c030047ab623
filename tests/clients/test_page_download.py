"""The scenario in hand leaves the page as a file, by keyboard, in both languages."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from layers import Plan
from layers.formats import WRITTEN
from service.report import DOSSIER, REPORTS, SLIDES
from tests.clients.conftest import Serve
from tests.clients.hands import box_of, from_menu
from tests.clients.visiting import Visit

SUFFIXES = (*WRITTEN, *REPORTS)


@pytest.fixture(scope="module")
def site(serve: Serve, named_squares: Plan) -> str:
    return serve(named_squares, north=[{"move": {"zone": "W", "dx_km": 0.3, "dy_km": 0}}])


def test_a_scenario_is_downloaded_by_keyboard_in_each_format(visit: Visit) -> None:
    page = visit.open("?scenario=north")
    from_menu(page, "download")
    dialog = page.locator("#download-dialog")
    dialog.wait_for()
    links = dialog.locator("a")
    assert set(links.all_inner_texts()) == {*SUFFIXES, "with annex"}
    hrefs = links.evaluate_all("(all) => all.map((one) => one.href)")
    files = f"{visit.site}/exports/north"
    with_annex = {
        f"{files}{suffix}?lang=en&annex=true"
        for suffix in REPORTS
        if suffix not in (DOSSIER, SLIDES)
    }
    assert set(hrefs) == {f"{files}{suffix}?lang=en" for suffix in SUFFIXES} | with_annex
    assert not dialog.locator("#download-unsaved").is_visible()
    link = dialog.get_by_text(".geojson", exact=True)
    link.focus()
    with page.expect_download(timeout=120_000) as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith("-north.geojson")
    expect(dialog.locator("#download-says")).to_contain_text("-north.geojson: saved")
    document = json.loads(download.value.path().read_text("utf-8"))
    assert document["provenance"]["scenario"] == "north"
    visit.expected.add(503)
    busy = {"problems": [{"code": "service-jobs-busy", "params": {}}]}
    page.route("**/exports/*.pdf*", lambda route: route.fulfill(status=503, json=busy))
    dialog.get_by_text(".pdf", exact=True).click()
    expect(dialog.locator("#download-says")).to_contain_text("too many jobs")  # and no file
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.parentElement.id") == "more"
    page.locator("#language").click()
    page.locator("html[lang=zh-CN]").wait_for()
    from_menu(page, "download")
    expect(page.locator("#download-dialog-title")).to_contain_text("下载")
    page.set_viewport_size({"width": 390, "height": 800})
    left, _, right, _ = box_of(page, "#download-dialog")
    assert 0 <= left < right <= 390
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")


def test_a_decision_opens_without_a_request(browser: Browser, decision_path: Path) -> None:
    page, heard = browser.new_page(), []
    page.on("request", lambda request: heard.append(request.url))
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.goto(decision_path.as_uri())
    expect(page.locator("h1")).to_have_text("Wider")
    expect(page.locator("svg").first).to_be_visible()
    assert heard == [decision_path.as_uri()]
    page.close()
