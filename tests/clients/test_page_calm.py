"""Nothing jumps, is cut off or hides; what is told is in order, and a removal is seen before."""

import itertools
import re

from playwright.sync_api import Page, expect

from tests.clients.hands import apply, choose, open_legend, open_tab, take
from tests.clients.visiting import Visit

MOST_SHIFT = 0.02
WATCH_SHIFTS = """window.shifted = 0;
const add = (one) => (window.shifted += one.hadRecentInput ? 0 : one.value);
new PerformanceObserver((seen) => seen.getEntries().forEach(add))
  .observe({ type: "layout-shift", buffered: true });"""
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4")]
  .filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1]))"""
BEYOND = """() => [...document.querySelectorAll("#header *, #panel *")]
  .filter((one) => one.checkVisibility() && !one.matches(".unseen, .skip"))
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.id || one.className || one.tagName)"""


def results(page: Page, asked: str) -> list[tuple[str, str]]:
    page.fill("#search", asked)
    page.wait_for_selector("#search-results [data-kind=district]")
    found = page.locator("#search-results [role=option]")
    return [(one.get_attribute("data-kind") or "", one.inner_text()) for one in found.all()]


def test_nothing_jumps_and_headings_are_in_order_from_opening_to_a_removal(visit: Visit) -> None:
    visit.page.add_init_script(WATCH_SHIFTS)
    page = visit.open("?lang=en")
    visit.at_rest(page)
    # nobody has pressed a key so far: later, what an answer moves counts if it is slow
    assert page.evaluate("() => window.shifted") < MOST_SHIFT
    for tab in ("regions", "zones", "rules", "compare", "history", "coverage"):
        open_tab(page, tab)
        levels = page.evaluate(HEADINGS)
        steps = [after - before for before, after in itertools.pairwise(levels)]
        assert levels[0] == 1
        assert max(steps, default=0) <= 1, tab
    (zone, *_), *others = results(page, "suzhou")
    assert zone == "zone"
    gusu = next(words for kind, words in others if "Gusu" in words)
    assert "Suzhou" in gusu.replace("Gusu", "")  # it is found by the city that it lies in
    page.fill("#search", "")
    expect(page.locator("[data-reach]")).to_have_count(
        0
    )  # of the whole country it is not even asked
    page.select_option("#aim", "ftz:LN")
    expect(page.locator("[data-card=people] .context")).to_contain_text("of 1,440 million")
    page.select_option("#aim", "region:210000")
    expect(page.locator("[data-card=people] .context")).to_contain_text("of 42.6 million")
    assert "aim=region:210000" in page.url
    expect(page.locator("#region-bars-title")).to_have_text("Covered share, by city")
    page.click("#tab-places")
    zones = page.locator("#zone-list [data-zone]")
    expect(zones).to_have_count(3)
    assert all((one.get_attribute("data-zone") or "").startswith("LN-") for one in zones.all())
    page.click("#tab-coverage")
    page.select_option("#aim", "")
    open_legend(page)
    page.click("[data-tint=density]")
    expect(page.locator("#legend-body .ramp-bounds")).to_contain_text("/ km²")
    assert "tint=density" in page.url
    choose(page, "SH-LG")
    page.wait_for_selector("[data-reach='50.0'], [data-reach='50']")
    page.click("#tab-coverage")
    take(page, "remove")
    expect(page.locator("[data-card=cap] .value")).to_have_text("119.50")
    expect(page.locator("[data-card=clusters] .context")).to_contain_text("▼")
    expect(page.locator("#draft-state")).to_have_text("No edits")
    expect(page.locator("#within-body")).to_contain_text("not in the scenario")
    lost = page.locator(".leaflet-reach-pane path.reach.gone:not(.ground)")
    expect(lost).to_have_attribute("d", re.compile("L"))
    page.keyboard.press("Escape")
    expect(page.locator("[data-card=cap] .value")).to_have_text("0")
    expect(page.locator("[data-within=zone] tbody tr")).to_have_count(5)
    take(page, "remove")
    apply(page)
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")


def test_nothing_is_cut_off_at_five_times_the_size_nor_over_what_is_told(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 288, "height": 400})
    page = visit.open("?lang=en")
    assert page.evaluate(BEYOND) == []
    for tab in page.locator("#tabs button:visible").all():
        box = tab.bounding_box()
        assert box
        assert box["x"] + box["width"] <= 288
    z_index = "(one) => Number(getComputedStyle(one).zIndex)"
    told = page.locator(".leaflet-container > .leaflet-tooltip-pane").first.evaluate(z_index)
    assert told > page.locator("#legend").evaluate(z_index)
    assert re.fullmatch(r"Zonewright · China's pilot FTZs", page.title())
