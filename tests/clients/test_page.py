"""The planner's page in headless Chromium, over the China plan, with every outside host blocked."""

import pytest
from playwright.sync_api import Page, expect

from tests.clients.hands import choose
from tests.clients.visiting import Visit, until


def difference_of_people(page: Page) -> str:
    return page.inner_text("[data-card=people] .difference")


def test_the_whole_country_is_shown_with_every_zone_and_no_outside_host(visit: Visit) -> None:
    page = visit.open()
    assert page.locator(".zone-dot").count() == 70
    assert "million" in page.inner_text("[data-card=people]")
    assert page.locator("#sector-bars").inner_text().count("/") == 7
    assert "schematic" in page.inner_text("#schematic")
    assert "not reviewed" in page.inner_text("#draft")


def test_a_scenario_shows_its_difference_to_the_baseline(visit: Visit) -> None:
    page = visit.open()
    page.select_option("#scenario", "shantou-marine-coast")
    page.wait_for_selector("body[data-tinted^='shantou-marine-coast@']")
    page.wait_for_selector("#panel[aria-busy=false]")
    assert "▲" in difference_of_people(page)
    expect(page.locator("path.gained")).to_have_count(1)
    page.select_option("#against", "shantou-marine-coast")
    page.wait_for_selector("#panel[aria-busy=false]")
    assert "▲" not in page.inner_text("[data-card=people]")


def test_a_wider_radius_covers_more_people(visit: Visit) -> None:
    page = visit.open("?radius=25")
    narrow = millions(page)
    page.select_option("#radius", "100")
    until(page, lambda: millions(page) > narrow)


def millions(page: Page) -> float:
    return float(page.inner_text("[data-card=people] .value").split()[0])


def test_the_page_speaks_chinese(visit: Visit) -> None:
    page = visit.open()
    page.click("#language")
    page.wait_for_selector("html[lang^=zh]")
    assert "覆盖" in page.inner_text("#tab-coverage")
    assert "示意" in page.inner_text("#schematic")
    page.click("#language")
    page.wait_for_selector("html[lang=en]")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_tints_are_those_of_the_theme_that_the_address_names(visit: Visit, theme: str) -> None:
    page = visit.open(f"?theme={theme}")
    worn = """() => { const used = new Set();
      window.zonewright.parts[0].map.eachLayer((layer) => used.add(layer.options.fillColor));
      const style = getComputedStyle(document.documentElement);
      const colour = (n) => style.getPropertyValue(`--share-${n}`).trim();
      return [1, 2, 3, 4, 5].map((n) => used.has(colour(n))); }"""
    assert page.evaluate(worn) == [True] * 5


def test_a_zone_is_found_by_name_in_either_language(visit: Visit) -> None:
    page = visit.open()
    for text in ("Khorgos", "霍尔果斯"):
        page.fill("#search", text)
        page.wait_for_selector("#search-results [data-kind=zone][data-id=XJ-HG]")


def test_broken_rules_are_listed_with_their_figures(visit: Visit) -> None:
    page = visit.open("?scenario=shantou-marine-coast&tab=rules")
    page.wait_for_selector("#rule-list [data-rule=cap]")
    assert "above its cap of 116.20 km²" in page.inner_text("#rule-list [data-rule=cap]")


def test_the_zones_table_has_every_ftz_with_its_cap(visit: Visit) -> None:
    page = visit.open("?tab=zones")
    page.wait_for_selector("[data-zone=SH-LG]")
    assert page.locator("#panel-zones [data-ftz]").count() == 22
    assert page.locator("#panel-zones [data-zone]").count() == 70


@pytest.mark.parametrize("widths", [(390,), (1120, 1280, 1366)])
def test_map_and_figures_fit_a_phone_and_a_laptop(visit: Visit, widths: tuple[int, ...]) -> None:
    visit.page.set_viewport_size({"width": widths[0], "height": 844})
    page = visit.open()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.locator("#map_0").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


PLACES = """() => [...document.querySelectorAll("#tabs button")].map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [x, y, width, height].map(Math.round).join(" "); }).join()"""


def test_every_tab_is_in_sight_and_neither_it_nor_the_bar_moves_when_another_is_shown(
    visit: Visit,
) -> None:
    page = visit.open("?lang=en")
    for width in (1440, 1024, 1000, 390):
        page.set_viewport_size({"width": width, "height": 900})
        heights, places = set(), set()
        for tab in ("coverage", "places", "rules", "compare", "propose", "history", "background"):
            page.click(f"#tab-{tab}")
            assert page.evaluate("(tabs => tabs.scrollWidth - tabs.clientWidth)(window.tabs)") == 0
            heights.add(page.evaluate("window.tabs.offsetHeight"))
            places.add(page.evaluate(PLACES))
        assert len(heights) == 1, width
        assert len(places) == 1 or width == 390, width


def test_the_toolbar_leaves_the_bar_of_edits_in_sight(visit: Visit) -> None:
    page = visit.open("?at=31.0,121.8,10")
    page.click("#draft-add-zone")
    page.wait_for_selector("#tool-form [name=outline]")
    bar, tools = (page.locator(one).bounding_box() for one in ("#edits", "#tools"))
    assert bar
    assert tools
    beside = tools["x"] >= bar["x"] + bar["width"]
    assert beside or tools["y"] >= bar["y"] + bar["height"]


def test_the_map_alone_shows_a_scenario(visit: Visit) -> None:
    visit.page.goto(f"{visit.site}/maps/heihe-downriver")
    visit.page.wait_for_selector("body[data-districts=drawn]", timeout=60_000)
    visit.page.wait_for_selector("path.gained", state="attached", timeout=60_000)


def test_the_cap_shown_is_that_of_the_chosen_zone_and_the_baseline_does_not_alarm(
    visit: Visit,
) -> None:
    page = visit.open()
    assert "in all" in page.inner_text("[data-card=cap]")
    assert page.inner_text("#show-rules") == "The baseline breaks 4 rules – show"
    assert "warning" not in (page.get_attribute("#show-rules", "class") or "")
    choose(page, "SH-LG")
    page.click("#tab-coverage")
    expect(page.locator("[data-card=cap]")).to_contain_text("Area cap of Shanghai")
    assert "240.22 of 240.22 km² in use" in page.inner_text("[data-card=cap]")


VIEW = """() => { const { map } = window.zonewright.parts[0];
  const { lat, lng } = map.getCenter();
  return [map.getZoom(), lat, lng]; }"""


def test_a_name_on_the_map_chooses_its_zone_and_an_aim_leads_the_map_there(visit: Visit) -> None:
    page = visit.open("?lang=en&at=31.15,121.6,9")
    page.click(".label.zone span >> text=Lingang")
    expect(page.locator("#tools-head strong")).to_contain_text("Lingang")
    assert "zone=SH-LG" in page.url
    page.click("#tools-close")
    expect(page.locator("#tools")).to_be_hidden()
    page.select_option("#aim", "region:310000")  # which is in view
    visit.at_rest(page)
    assert page.evaluate(VIEW)[0] == 9
    page.select_option("#aim", "ftz:LN")
    until(page, lambda: page.evaluate(VIEW)[1] > 38)
    visit.at_rest(page)
    zoom, *there = page.evaluate(VIEW)
    assert 6 < zoom < 11
    page.select_option("#aim", "sector:biopharma")
    visit.at_rest(page)
    assert page.evaluate(VIEW) == [zoom, *there]  # which lies here and there
    page.click("#draft-add-zone")
    page.wait_for_selector("#tool-form [name=outline]")
    page.select_option("#aim", "region:460000")
    visit.at_rest(page)
    assert page.evaluate(VIEW) == [zoom, *there]  # a form is open
    page.keyboard.press("Escape")
    page.select_option("#aim", "region:440000")
    until(page, lambda: page.evaluate(VIEW)[1] < 26)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_link_that_names_a_zone_alone_opens_at_the_zone_with_its_tools(
    visit: Visit, width: int
) -> None:
    visit.page.set_viewport_size({"width": width, "height": 844})
    page = visit.open("?lang=en&zone=LN-DL")
    expect(page.locator("#tools-head strong")).to_have_text("Dalian Area")
    until(page, lambda: page.evaluate(VIEW)[0] > 8)
    visit.at_rest(page)
    outline, frame, tools = (
        page.locator(one).first.bounding_box()
        for one in ("path.zone.chosen", "#map-frame", "#tools")
    )
    assert outline
    assert frame
    assert tools
    assert outline["x"] > frame["x"]
    assert outline["y"] > frame["y"]
    assert outline["x"] + outline["width"] < frame["x"] + frame["width"]
    assert outline["y"] + outline["height"] < (tools["y"] if width < 761 else 1e9)
    assert max(outline["width"], outline["height"]) > 60
    visit.open("?lang=en&zone=LN-DL&at=31.1,121.6,9")  # a view that is named stays
    assert page.evaluate(VIEW)[0] == 9


CUT = """() => ["aim", "radius"].filter((id) => {
  const select = document.getElementById(id);
  const style = getComputedStyle(select);
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  pen.font = `${style.fontSize} ${style.fontFamily}`;
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(select.selectedOptions[0].text).width > room - 16; })"""  # of its arrow


def test_the_header_has_room_for_the_aim_and_for_a_name_that_is_found(visit: Visit) -> None:
    page = visit.open("?lang=en")
    page.fill("#search", "Jinqiao Development")
    room = "() => window.search.scrollWidth <= window.search.clientWidth"
    for language in ("en", "zh-CN"):
        expect(page.locator("html")).to_have_attribute("lang", language)
        for width in (768, 1024, 1360, 1440, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            for aim in ("", "ftz:LN"):
                page.evaluate(CHOOSE, aim)
                assert page.evaluate(CUT) == [], (language, width, aim)
            assert page.evaluate(room), (language, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.click("#language")


CHOOSE = """(aim) => { const select = document.getElementById("aim");
  select.value = aim;
  select.dispatchEvent(new Event("change")); }"""
