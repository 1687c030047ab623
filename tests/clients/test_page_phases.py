"""Phases on the page: map and scorecard at the end of a year, and edits moved between phases."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from layers import Plan
from tests.clients.conftest import Serve
from tests.clients.hands import changed, choose, from_menu, km2, save, take
from tests.clients.visiting import Visit

EDITS = [{"expand": {"zone": zone, "by_km": 0.2}} for zone in ("W", "E", "S")]
FIRST = {"by": 2027, "title": "First", "title_zh": "一期", "edits": 1}


@pytest.fixture(scope="module")
def site(serve: Serve, named_squares: Plan) -> str:
    phases = [FIRST, {"by": 2030, "edits": 2}]
    return serve(named_squares, phased={"edits": EDITS, "phases": phases}, plain=EDITS)


def held(page: Page, text: str) -> None:
    expect(page.locator("#phase-bar output")).to_have_text(text)


def gained(page: Page, count: int) -> None:
    """Expect land gained by so many zones on the map."""
    expect(page.locator("path.gained")).to_have_count(count)


def test_by_keyboard_map_and_scorecard_are_those_of_a_phase_and_edits_move_to_another(
    visit: Visit,
) -> None:
    page = visit.open("?scenario=phased&tab=coverage&year=2030")
    held(page, "By 2030 · 2 of 3 edits")  # the year of the link
    gained(page, 2)
    page.locator("#phase").focus()
    page.keyboard.press("End")
    held(page, "All edits · 3 of 3 edits")
    gained(page, 3)
    assert "year=" not in page.url
    page.keyboard.press("ArrowLeft")
    held(page, "By 2030 · 2 of 3 edits")
    gained(page, 2)
    page.keyboard.press("Home")
    held(page, "Today · 0 of 3 edits")
    gained(page, 0)
    expect(page.locator("#phase-land")).to_have_text("unchanged")
    land = page.locator("#purposes [data-purpose=land] .verdict")
    expect(land).to_have_text("= no change")
    page.keyboard.press("ArrowRight")
    held(page, "2027: First · 1 of 3 edits")
    gained(page, 1)
    expect(land).not_to_have_text("= no change")
    written = page.locator(".land-size.gained")  # on the map
    expect(page.locator("#phase-land")).to_have_text(f"{written.inner_text()}, −0.00 km²")
    expect(page.locator("#draft-state")).to_have_text("Saved: 3 edits")

    page.locator("#tab-history").click()
    page.locator("[data-edit-phase='1']").select_option("0")
    held(page, "2027: First · 2 of 3 edits")
    expect(page.locator("[data-edit-phase='1']")).to_be_focused()
    gained(page, 2)
    lines = page.locator("#unsaved-edits > li")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    page.locator("[data-moved='2'] > span").drag_to(page.locator(".phase-head").first)
    held(page, "2027: First · 3 of 3 edits")
    expect(lines.nth(3)).to_contain_text("South Area")
    gained(page, 3)
    page.locator("#draft-undo").click()
    page.locator("#draft-undo").click()
    held(page, "2027: First · 1 of 3 edits")
    expect(page.locator("#draft-state")).to_have_text("Saved: 3 edits")

    page.locator("#tab-places").click()
    from_menu(page, "draft-add-zone")  # a tool shows all edits
    held(page, "All edits · 3 of 3 edits")


def test_a_scenario_without_phases_has_no_slider_and_a_title_is_in_the_language_of_the_page(
    visit: Visit,
) -> None:
    page = visit.open("?scenario=plain&tab=history&lang=zh")
    expect(page.locator("#unsaved-edits > li[value]")).to_have_count(3)
    expect(page.locator("#phase-bar")).to_be_hidden()
    page.locator("#scenario").select_option("phased")
    head = page.locator(".phase-head").first
    expect(head).to_contain_text("至")
    expect(head.locator("[name=phase-year-0]")).to_have_value("2027")
    expect(head.locator("[name=phase-title-0]")).to_have_value("一期")
    held(page, "全部编辑 · 3 条编辑中的 3 条")


def test_phases_are_made_named_changed_and_saved_on_the_page(visit: Visit) -> None:
    page = visit.open("?scenario=plain&tab=history")
    year, says = page.locator("#phase-form [name=year]"), page.locator("#phase-says")

    def add(by: str) -> None:
        year.fill(by)
        page.locator("#phase-form button").click()

    add("2028")
    held(page, "By 2028 · 3 of 3 edits")  # the first phase takes all
    expect(year).to_have_value("2030")  # two years later is offered
    add("2028")
    expect(says).to_have_text("Give a year from 1900 to 9999 that has no phase yet.")
    add("2030")
    expect(says).to_be_hidden()
    page.locator("[data-edit-phase='2']").select_option("1")
    expect(page.locator("[data-edit-phase='2']")).to_be_focused()
    page.locator("[name=phase-title-0]").fill("Harbour")
    page.locator("[name=phase-title-0]").press("Tab")
    held(page, "By 2030 · 3 of 3 edits")
    page.locator("[name=phase-year-0]").fill("2031")
    page.locator("[name=phase-year-0]").press("Tab")
    expect(says).to_contain_text("Give a year from 1900 to 2029")
    assert visit.violations(page, "#unsaved") == []
    page.locator("[name=phase-year-0]").fill("2027")
    page.locator("[name=phase-year-0]").press("Tab")
    page.locator("#phase").focus()
    page.keyboard.press("ArrowLeft")
    held(page, "2027: Harbour · 2 of 3 edits")
    gained(page, 2)
    save(page, "in two steps")
    expect(page.locator("#draft-state")).to_have_text("Saved: 3 edits")
    stored = page.request.get(f"{visit.site}/api/scenarios/plain").json()
    assert stored["phases"] == [
        {"by": 2027, "edits": 2, "title": "Harbour"},
        {"by": 2030, "edits": 3},
    ]
    page.get_by_label("Remove the phase by 2027").click()
    expect(page.locator(".phase-head")).to_have_count(2)  # that of 2030, and without a date
    held(page, "By 2030 · 3 of 3 edits")

    asked: list[dict[str, Any]] = []

    def answer(route: Route) -> None:
        asked.append(route.request.post_data_json)
        route.fulfill(status=202, headers={"Location": f"{visit.site}/healthz"})

    page.route("**/api/present", answer)
    choose(page, "W")
    before_km2 = km2(page)
    take(page, "resize")
    page.fill("#tool-form [name=size]", "0.1")
    changed(page, before_km2)
    from_menu(page, "slides")  # with what is still in the form
    page.wait_for_url("**/healthz")
    assert asked[0]["edits"] == [*EDITS, {"expand": {"zone": "W", "by_km": 0.1}}]
    assert (asked[0]["phases"], asked[0]["as_of"]) == ([{"by": 2030, "edits": 3}], None)
