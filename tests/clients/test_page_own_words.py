"""The page of another country's plan speaks that plan's words, and shows only what it has."""

from collections.abc import Callable, Iterator

import geopandas as gpd
import pytest
import shapely
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from geo import Scenario
from layers.schema.terms_table import terms_frame
from tests import own_words
from tests.clients.conftest import served
from tests.clients.hands import open_tab
from tests.clients.visiting import Visit
from tests.own_words import CHINESE_NOTIONS, COUNTY, own_words_plan

TABS = ("coverage", "regions", "zones", "rules", "compare", "history")
TEXT = """() => [document.title, document.body.innerText,
  ...[...document.querySelectorAll("[placeholder]")].map((one) => one.placeholder),
  ...[...document.querySelectorAll("[aria-label]")].map((one) => one.ariaLabel),
  ...[...document.querySelectorAll("[title]")].map((one) => one.title),
  ...[...document.querySelectorAll("option")].map((one) => one.textContent)].join("\\n")"""


@pytest.fixture(scope="module")
def hubs_site(make_app: Callable[..., FastAPI]) -> Iterator[str]:
    plan = own_words_plan()
    edits = [{"move": {"zone": "C", "dx_km": 70, "dy_km": 0}}, {"remove": {"zone": "B"}}]
    document = {"scenario": "east", "title": "East", "baseline": plan.baseline, "edits": edits}
    with served(make_app(plan, Scenario.from_document(document))) as address:
        yield address


@pytest.fixture
def hubs(browser: Browser, hubs_site: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    visit = Visit(context.new_page(), hubs_site)
    yield visit
    context.close()
    assert visit.outside == []
    assert visit.complaints == []


def notions(page: Page) -> list[str]:
    """Return the notions of China that somebody reads or hears on the page as it stands."""
    text: str = page.evaluate(TEXT)
    text = text.replace("中文 – switch to Chinese", "")  # the way to the page's other language
    return [notion for notion in CHINESE_NOTIONS if notion in text]


def test_no_tab_says_a_word_of_china(hubs: Visit) -> None:
    for query in ("", "&scenario=east", "&region=20003", "&zone=C"):
        page = hubs.open(f"?lang=en{query}")
        for language in ("en", "zh-CN"):
            expect(page.locator("html")).to_have_attribute("lang", language)
            for tab in TABS:
                open_tab(page, tab)
                hubs.at_rest(page)
                assert (query, tab, notions(page)) == (query, tab, [])
            page.click("#language")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_dialog_and_no_tool_says_a_word_of_china(hubs: Visit, language: str) -> None:
    page = hubs.open(f"?lang={language}&zone=A")
    hubs.at_rest(page)
    for opener, closer in (
        ("#sources", "#about-close"),
        ("#help-open", "#help-close"),
        ("#sheet", "#sheet-cancel"),
        ("[data-card=land] .about", "#about-close"),
    ):
        page.click("#tab-coverage")
        page.click(opener)
        hubs.at_rest(page)
        assert (opener, notions(page)) == (opener, [])
        page.click(closer)
    page.click("#ruler")
    assert notions(page) == []
    page.click("#ruler")
    for tool in page.locator("#tool-row button:not([disabled])").all():
        tool.click()
        hubs.at_rest(page)
        assert (tool.inner_text(), notions(page)) == (tool.inner_text(), [])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Logistics hubs", "Counties, tinted by", "Covered share, by state")),
        ("zh", ("物流枢纽", "县着色", "各州覆盖比例")),
    ],
)
def test_the_plan_speaks_its_own_words(hubs: Visit, language: str, words: tuple[str, ...]) -> None:
    page = hubs.open(f"?lang={language}")
    for word in words:
        expect(page.locator("body")).to_contain_text(word)
    expect(page.locator("#crs")).to_have_text("WGS 84")
    expect(page.locator("#schematic")).to_have_text(
        "Counties as of 2023" if language == "en" else "县界截至 2023 年"
    )
    expect(page.locator("#draft")).to_be_hidden()
    page.click("#language")
    other = "县着色" if language == "en" else "Counties, tinted by"
    expect(page.locator("#legend")).to_contain_text(other)


def test_what_the_plan_has_not_has_no_card_no_legend_and_no_section(hubs: Visit) -> None:
    page = hubs.open("?lang=en")
    assert [card.get_attribute("data-card") for card in page.locator(".card").all()] == ["land"]
    layers = [box.get_attribute("data-layer") for box in page.locator("#legend input").all()]
    drawn = ["districts", "reach", "zones", "context", "labels"]
    assert layers == drawn
    expect(page.locator("[data-tint]")).to_have_count(0)
    for section in ("#sectors-section", "#growth", "#policies"):
        expect(page.locator(section)).to_be_hidden()


def test_without_demand_the_map_and_the_table_show_land(hubs: Visit) -> None:
    page = hubs.open("?lang=en&tab=regions&level=county")
    heads = page.locator("#region-table thead button").all_inner_texts()
    assert [head.strip(" ↓↑") for head in heads] == ["Region", "Area, km²", "Covered, km²", "Share"]
    expect(page.locator("#region-table tbody tr")).to_have_count(4)
    expect(page.locator("#region-level option")).to_have_text(["States", "Counties"])
    expect(page.locator("[data-adcode='20001']")).to_contain_text("89.8 %")
    page.click("[data-adcode='20003'] button")
    expect(page.locator("#explained")).to_contain_text("of its land lies within 50 km of a zone")


def test_a_zone_of_no_group_stands_apart_and_one_can_be_added(hubs: Visit) -> None:
    page = hubs.open("?lang=en&tab=zones")
    expect(page.locator("#zone-list h2")).to_have_text(["P", "Without a programme"])
    page.click("#edits button:has-text('Add a zone')")
    form = page.locator("#tool-form")
    expect(form.locator("[name=ftz] option")).to_have_text(["P", "none"])
    expect(form.locator("[name=name-zh]")).to_be_hidden()
    assert form.locator("textarea").get_attribute("placeholder") == "-99.65 40.45"
    form.locator("textarea").fill("-97.5 40.4\n-97.4 40.4\n-97.4 40.5\n-97.5 40.5")
    form.locator("[name=ftz]").select_option("")
    form.locator("button[type=submit]").click()
    expect(page.locator("#edits")).to_contain_text("1 edit")
    expect(page.locator("#zone-list section:last-child li")).to_have_count(2)


def test_a_plan_of_one_level_without_groups_shows_neither_levels_nor_groups(
    browser: Browser, make_app: Callable[..., FastAPI]
) -> None:
    zones = own_words.zones().assign(ftz_id=None, name=None)
    points = gpd.GeoDataFrame(
        {"demand_id": ["1"], "population": [9.0]}, geometry=[shapely.Point(-99.6, 40.5)], crs=4326
    )
    one = terms_frame(levels=[COUNTY])
    plan = own_words_plan(zones=zones, demand=points, terms=one)
    with served(make_app(plan)) as site:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        visit = Visit(context.new_page(), site)
        page = visit.open("?lang=en&tab=zones")
        expect(page.locator("#zone-list h2")).to_have_count(0)
        expect(page.locator("#zone-list li")).to_have_count(3)
        open_tab(page, "regions")
        expect(page.locator("#region-level")).to_be_hidden()
        expect(page.locator("#region-table tbody tr")).to_have_count(4)
        page.click("#tab-coverage")
        expect(page.locator("#panel-coverage")).to_contain_text("Covered share, by county")
        assert notions(page) == []
        context.close()
        assert visit.complaints == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                *("Districts, tinted by", "Covered share, by province", "CGCS2000"),
                "Working draft · map not reviewed",
                "Zone boundaries are schematic: no open boundaries exist",
            ),
        ),
        ("zh", ("区县着色", "各省级行政区覆盖比例", "片区边界为示意：没有公开的边界数据")),
    ],
)
def test_the_china_plan_speaks_as_ever(visit: Visit, language: str, words: tuple[str, ...]) -> None:
    page = visit.open(f"?lang={language}")
    for word in words:
        expect(page.locator("body")).to_contain_text(word)
    open_tab(page, "regions")
    levels = {"en": ["Provinces", "Cities", "Districts"], "zh": ["省级行政区", "城市", "区县"]}
    expect(page.locator("#region-level option")).to_have_text(levels[language])
    page.click("#tab-coverage")
    page.click("[data-card=cap] .about")
    quota = {"en": "a request for quota", "zh": "申请指标"}
    expect(page.locator("#about-body")).to_contain_text(quota[language])
