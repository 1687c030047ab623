"""Words of published bounds on the page: found, chosen, drawn by what they follow, and applied."""

import pandas as pd
import pytest
from named_streets import ROUND, TWO_LOBES, blocks, grid, street, street_plan
from playwright.sync_api import Page, expect
from shapely.geometry import shape

from tests.clients.conftest import Serve
from tests.clients.hands import apply, choose, kept_edits, take
from tests.clients.visiting import Visit

SITE = "streets_site"
TEXT, FIND = "#bounds-text textarea", "#bounds-find"


@pytest.fixture(scope="module")
def streets_site(serve: Serve) -> str:
    """Serve a plan of streets: one has a gap, one crosses another three times.

    Of its two zones one is surveyed.
    """
    lines = [one for one in grid() if one[0] != "V4 Street"]
    gap = [((4, -0.3), (4, 1.5)), ((4, 1.9), (4, 5.3))]
    wave = street("Wave Street", (0.2, -0.3), (0.8, 0.4), (1.4, -0.4), (2.0, 0.3))
    plan = street_plan([*lines, *(street("V4 Street", *each) for each in gap), wave])
    other = plan.zones.assign(zone_id="Y", geometry=[blocks(0.2, 4.2, 0.4, 4.4)])
    both = pd.concat([plan.zones, other], ignore_index=True)
    return serve(plan.with_layer("zones", both.assign(boundary_source=["schematic", "surveyed"])))


def begin(page: Page) -> None:
    """Open the words of bounds for zone Z, by keyboard."""
    choose(page, "Z")
    take(page, "draw")
    page.locator("#bounds-text summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(TEXT)).to_be_visible()


def test_words_become_land_whose_outline_says_what_it_follows(visit: Visit) -> None:
    page = visit.open("?lang=en")
    counted = "1 of 2 zones surveyed; the boundaries of 1 are schematic"
    expect(page.locator("#schematic")).to_have_text(counted)
    begin(page)
    page.keyboard.press("Tab")
    expect(page.locator(TEXT)).to_be_focused()
    page.keyboard.insert_text(ROUND + ", area 7 km2")
    page.keyboard.press("Control+Enter")
    found = page.locator("#bounds-found")
    expect(found).to_contain_text("7.39 km²; from")
    expect(found).to_contain_text("Published: 7.00 km².")
    expect(found).to_contain_text("V4 Street east, over a gap")
    expect(page.locator("#announcer")).to_contain_text("Land found, 7.39 km²")
    expect(page.locator(".leaflet-pane path.bounds-section.line")).to_have_count(5)
    (bridge,) = page.locator(".leaflet-pane path.bounds-section.bridge").all()
    assert bridge.evaluate("one => getComputedStyle(one).strokeDasharray") != "none"
    widths = page.locator("path.bounds-band").evaluate_all("all => all.map(o => o.outerHTML)")
    assert len(widths) == 6
    assert visit.violations(page) == []
    apply(page)
    expect(page.locator("path.bounds-section")).to_have_count(0)
    (edit,) = kept_edits(page)
    assert edit["reshape"]["bounds_text"] == ROUND + ", area 7 km2"
    land = shape(edit["reshape"]["geometry"])
    assert land.symmetric_difference(blocks(1, 1, 4, 3)).area < 1e-8


def test_what_is_not_found_is_said_and_of_several_areas_one_is_chosen(visit: Visit) -> None:
    page = visit.open("?lang=zh")
    begin(page)
    says = page.locator("#bounds-text [role=status]")
    page.fill(TEXT, ROUND.replace("V4", "V9"))
    page.click(FIND)
    expect(says).to_contain_text("东侧：附近没有名为“V9 Street”的线或范围")
    page.check("#bounds-text [name=assume]")
    page.click(FIND)
    expect(page.locator("#bounds-found")).to_contain_text("暂")
    expect(page.locator(".leaflet-pane path.bounds-section.assumed")).to_have_count(1)
    page.fill(TEXT, TWO_LOBES)
    page.uncheck("#bounds-text [name=assume]")
    page.click(FIND)
    expect(says).to_contain_text("有 2 块用地符合文字")
    expect(page.locator("path.bounds-section")).to_have_count(0)
    page.locator(".bounds-choices button").nth(1).click()
    expect(page.locator("#bounds-found")).to_contain_text("选定了第 2 块")
    page.click("#language")
    expect(page.locator("#bounds-found")).to_contain_text("number 2 was chosen")
    page.keyboard.press("Escape")
    expect(page.locator("path.bounds-section")).to_have_count(0)
    expect(page.locator("#draft-state")).to_have_text("No edits")
    refused = "Unprocessable"
    visit.complaints = [one for one in visit.complaints if refused not in one]
