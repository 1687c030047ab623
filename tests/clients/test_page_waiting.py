"""What the page shows and keeps while the service is slow, busy or away."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.clients.hands import move, save
from tests.clients.visiting import Visit

SITE = "squares_site"
MEASURE = "**/api/measure*"


def cards(page: Page) -> str:
    return page.locator("#cards").inner_text()


@pytest.fixture
def kept(visit: Visit) -> Page:
    """Return a page that offers an edit of its own, away from whom the zone reached."""
    page = visit.open()
    page.select_option("#radius", "25")
    page.on("dialog", lambda dialog: dialog.accept())
    move(page, "W", "400")
    visit.at_rest(page)
    page.reload()
    visit.shown(page).click("#tab-coverage")
    return page


def test_figures_of_the_stored_version_are_never_the_drafts(visit: Visit, kept: Page) -> None:
    stored = cards(kept)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    kept.route(MEASURE, hold)
    kept.select_option("#radius", "50")  # the stored version is asked for, and not answered yet
    expect(kept.locator("#cards h2").first).to_contain_text("50 km")
    expect(kept.locator("#cards .value").first).to_be_hidden()  # it is of 25 km
    kept.click("#kept-continue")
    panel = kept.locator("#panel")
    visit.at_rest(kept, held)
    asked = [route for route in held if '"edits"' in (route.request.post_data or "")]
    others = [route for route in held if route not in asked]
    assert asked
    assert others
    for route in others:  # answers about the stored version, in whatever order, are not the draft's
        route.continue_()
    visit.at_rest(kept, asked)
    expect(panel).to_have_attribute("aria-busy", "true")
    visit.expected = {503}
    for route in asked:  # nor is that said to be all where the service is busy
        route.fulfill(status=503, json={"problems": []})
    kept.unroute(MEASURE)
    expect(panel).to_have_attribute("aria-busy", "false")
    expect(kept.locator("#cards .value").first).to_be_visible()
    assert cards(kept) != stored


def test_no_table_shows_figures_of_another_radius_while_those_are_computed(visit: Visit) -> None:
    page = visit.open("?tab=regions")
    table, compared = page.locator("#region-table"), page.locator("#compare-tables")
    expect(table).to_have_css("opacity", "1")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(MEASURE, hold)
    page.select_option("#radius", "25")
    expect(page.locator("#reach")).to_contain_text("25 km")
    expect(table).to_have_css("opacity", "0")
    page.click("#tab-compare")
    expect(compared).to_have_css("opacity", "0")
    page.click("#tab-places")
    for route in held:
        route.continue_()
    page.unroute(MEASURE)
    expect(table).to_have_css("opacity", "1")


def test_a_save_that_waits_for_the_service_can_be_taken_back(visit: Visit, kept: Page) -> None:
    kept.click("#kept-continue")
    saves: list[str] = []
    kept.on("request", lambda asked: saves.append(asked.url) if "message=" in asked.url else None)
    visit.at_rest(kept)
    for leave_by_key in (False, True):
        kept.context.set_offline(True)
        save(kept, "Because", "Later")
        expect(kept.locator("#save-says")).to_contain_text("The service does not answer")
        expect(kept.locator("#save [type=submit]")).to_be_disabled()
        if leave_by_key:
            kept.keyboard.press("Escape")
        else:
            kept.click("#save-cancel")
        expect(kept.locator("#announcer")).to_contain_text("Not saved")
        saves.clear()
        kept.context.set_offline(False)
        expect(kept.locator("#offline")).to_be_hidden()
        visit.at_rest(kept)
        assert saves == []
        expect(kept.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    kept.context.set_offline(True)
    save(kept, "Because", "Now")
    expect(kept.locator("#save-says")).to_contain_text("The service does not answer")
    kept.context.set_offline(False)  # who waits has it saved
    expect(kept.locator("#draft-state")).to_have_text("Saved: 1 edit")
    visit.complaints = [one for one in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in one]
