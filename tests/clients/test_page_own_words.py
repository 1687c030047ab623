"""The page of another country's plan speaks that plan's words, and shows only what it has."""

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import Browser, Page, expect

from layers.schema.terms_table import terms_frame
from tests import own_words
from tests.clients.conftest import Serve, visiting
from tests.clients.hands import from_menu, open_tab, unfold
from tests.clients.visiting import Visit
from tests.own_words import CHINESE_NOTIONS, COUNTY, own_words_plan

TABS = ("coverage", "regions", "zones", "rules", "compare", "history")
DIALOGS = {
    "#sources": "#about-close",
    "[data-card=land] .about": "#about-close",
}
SPOKEN = {
    ("Logistics hubs", "Counties, tinted by", "Covered share, by state"): "Counties as of 2023",
    ("物流枢纽", "县着色", "各州覆盖比例"): "县界截至 2023 年",
}
"""Words of the plan, in English and then in Chinese, and what says of when its borders are."""
TEXT = """() => [document.title, document.body.innerText,
  ...[...document.querySelectorAll("[placeholder]")].map((one) => one.placeholder),
  ...[...document.querySelectorAll("[aria-label]")].map((one) => one.ariaLabel),
  ...[...document.querySelectorAll("[title]")].map((one) => one.title),
  ...[...document.querySelectorAll("option")].map((one) => one.textContent)].join("\\n")"""


@pytest.fixture(scope="module")
def site(serve: Serve) -> str:
    edits = [{"move": {"zone": "C", "dx_km": 70, "dy_km": 0}}, {"remove": {"zone": "B"}}]
    return serve(own_words_plan(), east=edits)


def notions(page: Page) -> list[str]:
    """Return the notions of China that somebody reads or hears on the page as it stands."""
    text: str = page.evaluate(TEXT)
    text = text.replace("中文 – switch to Chinese", "")  # the way to the page's other language
    return [notion for notion in CHINESE_NOTIONS if notion in text]


def test_no_tab_no_dialog_and_no_tool_says_a_word_of_china(visit: Visit) -> None:
    for query in ("&zone=A", "&scenario=east&region=20003&zone=C"):
        page = visit.open(f"?lang=en{query}")
        for language in ("en", "zh-CN"):
            expect(page.locator("html")).to_have_attribute("lang", language)
            for tab in TABS:
                open_tab(page, tab)
                visit.at_rest(page)
                assert (query, tab, notions(page)) == (query, tab, [])
            page.click("#tab-coverage")
            for opener, closer in DIALOGS.items() if "east" not in query else ():
                page.click(opener)
                visit.at_rest(page)
                assert (opener, notions(page)) == (opener, [])
                page.click(closer)
            for opener, closer in (("help-open", "help-close"), ("sheet", "sheet-cancel")):
                from_menu(page, opener)
                assert (opener, notions(page)) == (opener, [])
                page.click(f"#{closer}")
            page.click("#ruler")
            assert notions(page) == []
            page.click("#ruler")
            if language == "en":
                page.click("#tools-more")  # once: they stay unfolded
            for tool in page.locator("#tool-row [data-tool]:not([disabled])").all():
                tool.click()
                visit.at_rest(page)
                assert (tool.inner_text(), notions(page)) == (tool.inner_text(), [])
            page.click("#language")


def test_the_plan_speaks_its_own_words_and_shows_only_what_it_has(visit: Visit) -> None:
    page = visit.open("?lang=en")
    assert [card.get_attribute("data-card") for card in page.locator(".card").all()] == ["land"]
    layers = [box.get_attribute("data-layer") for box in page.locator("#legend input").all()]
    assert layers == ["districts", "reach", "zones", "labels"]
    expect(page.locator("[data-tint]")).to_have_count(0)
    for section in ("#sectors-section", "#growth", "#policies", "#draft"):
        expect(page.locator(section)).to_be_hidden()
    for words, counted in SPOKEN.items():
        for word in words:
            expect(page.locator("body")).to_contain_text(word)
        expect(page.locator("#crs")).to_have_text("WGS 84")
        expect(page.locator("#schematic")).to_have_text(counted)
        page.click("#language")

    open_tab(page, "regions")
    expect(page.locator("#region-level option")).to_have_text(["States", "Counties"])
    page.select_option("#region-level", "county")
    expect(page.locator("[data-adcode='20001']")).to_contain_text("89.8 %")  # of its land
    heads = page.locator("#region-table thead button").all_inner_texts()
    assert [head.strip(" ↓↑") for head in heads] == ["Region", "Area, km²", "Covered, km²", "Share"]
    expect(page.locator("#region-table tbody tr")).to_have_count(4)
    page.click("[data-adcode='20003'] button")
    expect(page.locator("#explained")).to_contain_text("of its land lies within 50 km of a zone")

    open_tab(page, "zones")
    expect(page.locator("#zone-list h2")).to_have_text(["P", "Without a programme"])
    from_menu(page, "draft-add-zone")
    form = page.locator("#tool-form")
    expect(form.locator("[name=ftz] option")).to_have_text(["P", "none"])
    expect(form.locator("[name=name-zh]")).to_be_hidden()
    assert form.locator("textarea").get_attribute("placeholder") == "-99.65 40.45"
    unfold(page)
    form.locator("textarea").fill("-97.5 40.4\n-97.4 40.4\n-97.4 40.5\n-97.5 40.5")
    form.locator("[name=ftz]").select_option("")
    form.locator("button[type=submit]").click()
    expect(page.locator("#edits")).to_contain_text("1 edit")
    expect(page.locator("#zone-list section:last-child li")).to_have_count(2)


def test_a_plan_of_one_level_shows_no_levels_or_groups(browser: Browser, serve: Serve) -> None:
    zones = own_words.zones().assign(ftz_id=None, name=None)
    points = gpd.GeoDataFrame(
        {"demand_id": ["1"], "population": [9.0]}, geometry=[shapely.Point(-99.6, 40.5)], crs=4326
    )
    plan = own_words_plan(zones=zones, demand=points, terms=terms_frame(levels=[COUNTY]))
    with visiting(browser, serve(plan)) as visit:
        page = visit.open("?lang=en&tab=zones")
        expect(page.locator("#zone-list h2")).to_have_count(0)
        expect(page.locator("#zone-list li")).to_have_count(3)
        open_tab(page, "regions")
        expect(page.locator("#region-level")).to_be_hidden()
        expect(page.locator("#region-table tbody tr")).to_have_count(4)
        page.click("#tab-coverage")
        expect(page.locator("#panel-coverage")).to_contain_text("Covered share, by county")
        assert notions(page) == []
