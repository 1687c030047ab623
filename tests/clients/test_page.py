"""The planner's page in headless Chromium, over the China plan, with every outside host blocked."""

import pytest
from playwright.sync_api import Page, expect

from tests.clients.hands import box_of, choose, from_menu, lies_on, open_tab
from tests.clients.visiting import Visit, until

ENGLISH = (
    *("Districts, tinted by", "Covered share, by province", "CGCS2000"),
    "Working draft · map not reviewed",
    "Zone boundaries are schematic: no open boundaries exist",
)
CHINESE = ("区县着色", "各省级行政区覆盖比例", "片区边界为示意：没有公开的边界数据")
VIEW = """() => { const { map } = window.zonewright;
  const { lat, lng } = map.getCenter();
  return [map.getZoom(), lat, lng]; }"""
TINTS = """() => { const used = new Set();
  window.zonewright.map.eachLayer((layer) => used.add(layer.options.fillColor));
  const style = getComputedStyle(document.documentElement);
  const colour = (n) => style.getPropertyValue(`--share-${n}`).trim();
  return [1, 2, 3, 4, 5].map((n) => used.has(colour(n))); }"""
TABS = ("coverage", "places", "rules", "compare", "propose", "history")
PLACES = """() => [...document.querySelectorAll("#tabs button")].map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [x, y, width, height].map(Math.round).join(" "); }).join()"""
CUT = """() => ["aim", "radius"].filter((id) => {
  const select = document.getElementById(id);
  const style = getComputedStyle(select);
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(select.selectedOptions[0].text).width > room + 1; })"""
CONTROLS = """() => [
  ...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => one.getBoundingClientRect().bottom > 0)
  .filter((one) => !one.closest(".leaflet-pane, .bars, #purposes")).length"""
MOST_CONTROLS = {390: 15, 1440: 25}
"""Besides rows of data, by the width of the screen."""
of_provinces = pytest.mark.parametrize("site", ["provinces_site"], indirect=True)
CHOOSE = """(aim) => { const select = document.getElementById("aim");
  select.value = aim;
  select.dispatchEvent(new Event("change")); }"""


def millions(page: Page) -> float:
    page.wait_for_selector("[data-card=people] .value")  # hidden until it is of this radius
    return float(page.inner_text("[data-card=people] .value").split()[0])


def test_the_whole_country_is_shown_and_found_in_either_language(visit: Visit) -> None:
    page = visit.open()
    expect(page.locator(".zone-dot")).to_have_count(70)
    expect(page.locator("[data-card=people]")).to_contain_text("million")
    assert page.locator("#sector-bars").inner_text().count("/") == 7
    for words in ENGLISH:
        expect(page.locator("body")).to_contain_text(words)
    expect(page.locator("#show-rules, #no-rules, #rules-count:visible")).to_have_count(0)
    purposes = page.locator("#purposes [data-purpose]")
    expect(purposes.locator("svg.bar")).to_have_count(6)
    gateways = page.locator("[data-purpose=trade]")
    expect(gateways).to_contain_text("of 459")
    gateways.locator("button").press("Enter")
    expect(gateways.locator("table")).to_contain_text("Policy pilots that apply")
    for text in ("Khorgos", "霍尔果斯"):
        page.fill("#search", text)
        page.wait_for_selector("#search-results [data-kind=zone][data-id=XJ-HG]")
    narrow = millions(page)
    page.select_option("#radius", "100")
    until(page, lambda: millions(page) > narrow)
    expect(page.locator("[data-card=cap]")).to_contain_text("Free under the 21 caps")
    page.click("[data-card=cap] .about")
    expect(page.locator("#about-body")).to_contain_text("a request for quota")
    page.click("#about-close")
    choose(page, "SH-LG")
    expect(page.locator("#panel-zones [data-ftz]")).to_have_count(22)
    expect(page.locator("#panel-zones [data-zone]")).to_have_count(70)
    page.click("#tab-coverage")
    expect(page.locator("[data-card=cap]")).to_contain_text("Area cap of Shanghai")
    expect(page.locator("[data-card=cap]")).to_contain_text("240.22 of 240.22 km² in use")
    page.click("#language")
    page.wait_for_selector("html[lang^=zh]")
    expect(gateways).to_contain_text("459 中的")
    for words in CHINESE:
        expect(page.locator("body")).to_contain_text(words)
    open_tab(page, "regions")
    expect(page.locator("#region-level option")).to_have_text(["省级行政区", "城市", "区县"])
    page.click("#language")
    page.wait_for_selector("html[lang=en]")
    expect(page.locator("#region-level option")).to_have_text(["Provinces", "Cities", "Districts"])


def test_a_scenario_shows_its_rules_and_its_difference_and_a_map_alone(visit: Visit) -> None:
    page = visit.open("?tab=rules")
    page.select_option("#scenario", "shantou-marine-coast")
    page.wait_for_selector("body[data-tinted^='shantou-marine-coast@']")
    page.wait_for_selector("#panel[aria-busy=false]")
    cap = page.locator("#rule-list [data-rule=cap]")
    expect(cap).to_contain_text("above its cap of 116.20 km²")
    words = " ".join(cap.locator(".arithmetic").inner_text().split())
    assert words == "Measured 131.65 km² Cap 116.20 km² Headroom −15.45 km²"
    page.click("#tab-coverage")
    expect(page.locator("[data-card=people] .difference")).to_contain_text("▲")
    expect(page.locator("path.gained")).to_have_count(1)
    page.select_option("#against", "shantou-marine-coast")
    page.wait_for_selector("#panel[aria-busy=false]")
    assert "▲" not in page.inner_text("[data-card=people]")
    expect(page.locator("[data-purpose=people]")).to_contain_text("▲ better")
    page.goto(f"{visit.site}/maps/heihe-airport")
    page.wait_for_selector("body[data-districts=drawn]")
    page.wait_for_selector("path.gained", state="attached")
    page.click("#sheet")
    expect(page.locator("#sheet-dialog")).to_be_visible()


def test_the_tints_are_those_of_the_theme_that_is_named_and_then_chosen(visit: Visit) -> None:
    page = visit.open("?theme=dark")
    for theme in ("dark", "light"):
        while page.get_attribute("html", "data-theme") != theme:
            from_menu(page, "theme")
        until(page, lambda: page.evaluate(TINTS) == [True] * 5)


@of_provinces
def test_all_fits_a_phone_a_laptop_and_a_wide_screen_and_no_tab_moves(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open("?lang=en")
    for width in (390, 1000, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.locator("#map").is_visible()
        heights, places = set(), set()
        for tab in TABS:
            page.click(f"#tab-{tab}")
            if tab == "coverage" and width in MOST_CONTROLS:
                assert page.evaluate(CONTROLS) <= MOST_CONTROLS[width]
            assert page.evaluate("(tabs => tabs.scrollWidth - tabs.clientWidth)(window.tabs)") == 0
            heights.add(page.evaluate("window.tabs.offsetHeight"))
            places.add(page.evaluate(PLACES))
        assert len(heights) == 1, width
        assert len(places) == 1 or width == 390, width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("window.header.offsetHeight") <= 84
    page.fill("#search", "Jinqiao Development")
    room = "() => window.search.scrollWidth <= window.search.clientWidth"
    for language in ("en", "zh-CN"):
        expect(page.locator("html")).to_have_attribute("lang", language)
        for width in (768, 1024, 1120, 1280, 1360, 1440, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            for aim in ("", "ftz:LN"):
                page.evaluate(CHOOSE, aim)
                assert page.evaluate(CUT) == [], (language, width, aim)
            assert page.evaluate(room), (language, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.click("#language")


@of_provinces
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
    from_menu(page, "draft-add-zone")
    page.wait_for_selector("#tool-form [name=outline]", state="attached")
    page.select_option("#aim", "region:460000")
    visit.at_rest(page)
    assert page.evaluate(VIEW) == [zoom, *there]  # a form is open
    assert not lies_on(page, "#edits", "#tools")  # the bar of edits stays in sight
    page.keyboard.press("Escape")
    page.select_option("#aim", "region:440000")
    until(page, lambda: page.evaluate(VIEW)[1] < 26)


@of_provinces
def test_on_a_phone_the_whole_plan_is_a_choice_of_the_menu_and_few_names_are_large(
    visit: Visit,
) -> None:
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    visit.open("?lang=en")
    groups = page.locator(".label.ftz span")
    visit.at_rest(page)
    opened = page.evaluate(VIEW)
    page.click("#more summary")
    page.click("[data-stands=whole]")
    visit.at_rest(page)
    assert page.evaluate(VIEW) == pytest.approx(opened, abs=1e-6)
    visit.open("?lang=en&at=39,117,6")
    hebei = groups.filter(has_text="Hebei")  # which has room for it
    expect(hebei).to_be_visible()
    assert hebei.evaluate("(one) => getComputedStyle(one).fontSize") == "14px"


@of_provinces
def test_the_list_shows_the_card_of_a_zone_that_the_reach_shows(visit: Visit) -> None:
    page = visit.open("?lang=en&tab=zones")
    page.click("#zone-list [data-zone=LN-DL]")
    card = page.locator("#within [data-within=zone]")
    listed = page.locator("#zone-list [data-zone=LN-DL] ~ #within [data-within=zone]")
    expect(listed).to_be_visible()
    for text, found in (("LN-SY", 0), ("", 1)):  # the filter that a plan of many zones has
        page.locator("#zone-filter").evaluate(
            "(field, text) => { field.value = text; field.dispatchEvent(new Event('input')); }",
            text,
        )
        expect(listed).to_have_count(found)
        expect(card).to_have_count(found)
    page.click("#within summary")
    expect(card).to_contain_text("schematic boundary")
    told = card.inner_text()
    page.click("#tab-coverage")
    expect(page.locator("#panel-coverage #within [data-within=zone]")).to_be_visible()
    assert card.inner_text() == told


@of_provinces
def test_a_link_that_names_a_zone_alone_opens_at_the_zone_with_its_tools(visit: Visit) -> None:
    page = visit.page
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        visit.open("?lang=en&zone=LN-DL")
        expect(page.locator("#tools-head strong")).to_have_text("Dalian Area")
        until(page, lambda: page.evaluate(VIEW)[0] > 8)
        visit.at_rest(page)
        west, north, east, south = box_of(page, "path.zone.chosen")
        frame, tools = box_of(page, "#map-frame"), box_of(page, "#tools")
        assert not lies_on(page, "#tools", "#map-frame")
        assert frame[0] < west < east < frame[2]
        assert frame[1] < north < south < (tools[1] if width < 761 else 1e9)
        assert max(east - west, south - north) > 60
    visit.open("?lang=en&zone=LN-DL&at=31.1,121.6,9")  # a view that is named stays
    assert page.evaluate(VIEW)[0] == 9
