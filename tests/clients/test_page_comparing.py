"""The planner's page: why a region is covered, two scenarios at once, consensus, growth, pilots."""

import re
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, Route, expect

from layers import Plan
from tests.clients.conftest import Serve
from tests.clients.hands import box_of, choose, move, save, save_sheet
from tests.clients.visiting import Visit, until
from tests.conftest import square

SITE = "own_site"
NORTH = "?scenario=north&at=30.02,120.08,9"
HEIHE = "?scenario=heihe-airport&tab=compare&at=50.2,127.5,8"
CONSENSUS = "baseline,shanghai-regrouped,lingang-within-the-cap"
DOTS = """() => ["#map", "#map-beside"].map((map) => {
  const { x, y } = document.querySelector(`${map} .zone-dot`).getBoundingClientRect();
  return [x, y]; })"""
ZONE_STYLE = """side => { const zone = document.querySelector(`${side} path.zone`);
  const { fill, fillOpacity, stroke, strokeWidth, filter } = getComputedStyle(zone);
  return [fill, fillOpacity, stroke, strokeWidth, filter]; }"""


@pytest.fixture(scope="module")
def squares_site(serve: Serve, squares_plan_path: Path) -> str:
    """Serve a plan over squares with a zone more, and a smaller one or none where people are."""
    smaller = {"reshape": {"zone": "W", "geometry": square(0, side=0.5).wkt}}
    more, none = {"add": {"zone": "N", "geometry": square(9).wkt}}, {"remove": {"zone": "W"}}
    return serve(Plan.open(squares_plan_path), north=[smaller, more], none=[none])


on_squares = pytest.mark.parametrize("site", ["squares_site"], indirect=True)


def width_of(page: Page, selector: str) -> float:
    left, _, right, _ = box_of(page, selector)
    return right - left


def test_a_region_says_who_covers_it_and_would_and_leaves_the_map_to_edits(visit: Visit) -> None:
    page = visit.open("?at=31.2,121.0,8&off=zones,clusters,labels,gateways")
    page.mouse.click(420, 430)  # on a district
    page.wait_for_selector("#explained:not([hidden]) h2")
    assert page.get_attribute("#tab-places", "aria-selected") == "true"
    assert page.get_attribute("#show-regions", "aria-pressed") == "true"
    page.click("#explained-close")
    page.select_option("#region-level", "province")
    page.click('#region-table tr[data-adcode="440000"] .go')
    page.wait_for_selector("#explained [data-table=explain] [data-go=GD-NS]")
    page.wait_for_selector("path.explained-region", state="attached")
    half = page.inner_text('.would li[data-share="0.5"]')
    for words in ("61.1 km instead of 50 km", "Nansha", "15.2 km farther"):
        assert words in half
    assert "region=440000" in page.url
    page.click("#language")
    page.wait_for_selector("#explained h2:has-text('广东省')")
    page.click("#explained-close")
    page.wait_for_selector("#explained", state="hidden")
    expect(page.locator("path.explained-region")).to_have_count(0)

    held: list[Route] = []
    page.route("**/api/explain?*", lambda route: held.extend([route]), times=1)
    page.click('#region-table tr[data-adcode="520000"] .go')
    until(page, lambda: held)
    visit.at_rest(page, held)
    choose(page, "SH-LJZ")
    at = "() => window.zonewright.map.getBounds().contains([31.24, 121.5])"
    until(page, lambda: page.evaluate(at))
    held.pop().continue_()
    page.wait_for_selector("#explained h2", state="attached")
    visit.at_rest(page)
    assert page.evaluate(at)  # though the region is explained late
    with page.expect_response("**/api/explain?*"):  # of the edited plan
        move(page, "SH-LJZ", "1")
    visit.at_rest(page)
    assert page.evaluate(at)


@on_squares
def test_what_a_scenario_is_good_for_is_the_scorecard_of_the_service_in_both_languages(
    visit: Visit,
) -> None:
    page = visit.open(f"{NORTH}&tab=compare")
    page.wait_for_selector("#scorecard table")
    asked = page.evaluate("""async () => (await (await fetch("api/scorecard", { method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ scenario: "north", radii_km: [50] }) })).json())""")
    marks = {"better": "▲", "worse": "▼", "mixed": "◆", "same": "=", "undecided": "?"}
    told = page.locator("#scorecard tr.purpose").all_inner_texts()
    for purpose, text in zip(asked["purposes"], told, strict=True):
        assert purpose["name"] in text
        assert marks.get(purpose["verdicts"]["north"], "?") in text
    assert len({purpose["verdicts"]["north"] for purpose in asked["purposes"]}) > 1
    page.click("#language")
    page.wait_for_selector(f"#scorecard tr.purpose:has-text('{asked['purposes'][0]['name_zh']}')")


@on_squares
def test_two_scenarios_are_swiped_by_keyboard_set_side_by_side_and_printed(visit: Visit) -> None:
    page = visit.open(f"{NORTH}&tab=compare&theme=dark")
    expect(page.locator("#map-beside")).to_have_count(0)
    page.click("#modes [data-mode=swipe]")
    page.wait_for_selector("#map-beside path.zone", state="attached")
    page.wait_for_selector("#map path.gained", state="attached")
    expect(page.locator("#map-beside path:is(.gained, .lost)")).to_have_count(0)
    expect(page.locator("#map-beside .zone-dot")).to_have_count(2)
    expect(page.locator("#map .zone-dot")).to_have_count(3)
    page.focus("#swipe")
    frame, hidden = page.locator("#map-frame"), page.locator(".caption[hidden]")
    for key, share, side in (("End", "100%", "after"), ("Home", "0%", "before")):
        page.keyboard.press(key)
        assert frame.evaluate("node => node.style.getPropertyValue('--swipe')") == share
        expect(hidden).to_have_class(f"caption {side}")  # its map cannot be seen
    page.keyboard.press("ArrowRight")
    assert frame.evaluate("node => node.style.getPropertyValue('--swipe')") == "1%"
    assert "mode=swipe" in page.url
    page.locator("#swipe").fill("50")

    page.click("#modes [data-mode=two]")
    visit.at_rest(page)
    assert abs(width_of(page, "#map") - width_of(page, "#map-beside")) < 2
    _, (before, _) = page.evaluate(DOTS)
    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    until(page, lambda: page.evaluate(DOTS)[1][0] < before - 20)
    page.wait_for_selector("[data-table=compare-people]")
    expect(page.locator("[data-table=compare-people]")).to_contain_text("1,001")
    table = page.locator("[data-table=compare-sectors]")
    table.locator("[data-sort=after]").click()
    first = table.locator("tbody td:nth-child(3)").all_inner_texts()
    assert first == sorted(first, key=int, reverse=True)


@on_squares
def test_the_sheet_of_a_comparison_shows_what_changes(visit: Visit) -> None:
    page = visit.open("?scenario=none&at=30.02,120.02,11&mode=swipe")
    page.wait_for_selector("#map-beside .zone-dot", state="attached")
    (shown,) = pypdf.PdfReader(BytesIO(save_sheet(page))).pages
    assert "against Baseline" in shown.extract_text()
    assert "Boundary before" in shown.extract_text()


def test_what_comes_after_is_on_its_map_alone_and_edits_count_as_if_saved(visit: Visit) -> None:
    page = visit.open(f"{HEIHE}&mode=two")
    page.wait_for_selector(".pairs [data-way=leaving][data-cluster=C095]")
    page.wait_for_selector("#map .point.leaving", state="attached")
    sign = "getComputedStyle(document.querySelector('.point.leaving'), '::before').content"
    assert page.evaluate(sign) == '"−"'
    page.wait_for_selector("#map path.lost", state="attached")
    page.wait_for_selector("#map-beside .point", state="attached")
    marks = "path:is(.gained, .lost), .point:is(.entering, .leaving), .zone-dot.changed"
    expect(page.locator(f"#map-beside :is({marks})")).to_have_count(0)
    page.click("#tab-places")
    page.click("#zone-list [data-zone=HL-HH]")
    page.wait_for_selector("#tools:not([hidden])")

    page.click("#tab-compare")
    rows = page.locator("[data-table=compare-people] tbody tr")
    note = page.locator("#compare-tables .context").first
    expect(page.locator("#compare-tables")).to_contain_text(re.compile(r"Broken as before: \d"))
    saved_before = rows.all_inner_texts()
    move(page, "YN-KM", "60")
    page.click("#tab-compare")
    expect(rows.last).not_to_have_text(saved_before[-1])
    edited = rows.all_inner_texts()
    assert "edited" in note.inner_text()
    save(page, "Nearer to the border")
    page.wait_for_selector("#save", state="hidden")
    expect(note).not_to_contain_text("edited")
    until(page, lambda: rows.all_inner_texts() == edited)
    visit.open(HEIHE)
    until(page, lambda: rows.all_inner_texts() == edited)


def test_both_maps_show_the_same_layers_and_how_many_have_the_land(visit: Visit) -> None:
    page = visit.open(
        f"?scenario=shanghai-regrouped&mode=two&tab=compare&consensus={CONSENSUS}&at=31.15,121.6,9"
    )
    page.wait_for_selector("#map path.agreed-9", state="attached")
    page.wait_for_selector("#map-beside path.agreed", state="attached")
    patterns = "all => all.map(one => one.getAttribute('fill')).sort()"
    one, other, keys = (
        page.locator(each).evaluate_all(patterns)
        for each in ("#map path.agreed", "#map-beside path.agreed", "#legend .agreement-key rect")
    )
    assert one == other
    assert len(set(keys)) == len(keys) == 3
    assert set(one) <= set(keys)
    for kept in ("people", "reach"):  # points of people, the line of reach
        page.wait_for_selector(f"#map[data-{kept}]")
        page.wait_for_selector(f"#map-beside[data-{kept}]")
    expect(page.locator("#map-beside path.reach:is(.anew, .gone)")).to_have_count(0)
    assert page.evaluate(ZONE_STYLE, "#map") == page.evaluate(ZONE_STYLE, "#map-beside")
    rows = page.locator(".steps li").all_inner_texts()
    assert [row.split()[0] for row in rows] == ["3", "2", "1"]
    expect(page.locator("[data-table=consensus]")).to_contain_text("Shanghai")
    expect(page.locator("#several tbody tr:has(td.number)")).to_have_count(3)
    frame = page.locator("#several .grid-frame")  # no column is out of sight
    assert frame.evaluate("box => box.scrollWidth <= box.clientWidth")
    maps = page.locator(".small-maps figure")
    expect(maps).to_have_count(3)
    for figure in maps.all():  # each shows where its zones lie
        assert figure.locator("path.unchanged").count() > 3
    expect(maps.locator(".note").first).to_have_text("unchanged")
    expect(maps.locator(".note").nth(1)).to_have_text(re.compile(r"^\+[\d.]+ km², −[\d.]+ km²$"))
    expect(maps.first.locator("path:is(.gained, .lost)")).to_have_count(0)
    assert maps.nth(1).locator("path:is(.gained, .lost)").count() > 0
    page.click("#language")
    expect(maps.locator(".note").first).to_have_text("维持现状")
    page.select_option("#aim", "region:310000")
    visit.at_rest(page)
    for layer in ("districts", "reach", "zones", "labels"):
        shown = f".leaflet-{layer}-pane:not(.off):not(.far)"
        expect(page.locator(f"#map {shown}")).to_have_count(1)
        expect(page.locator(f"#map-beside {shown}")).to_have_count(1)
    page.uncheck("[data-agree=shanghai-regrouped]")
    page.wait_for_selector(".steps li:nth-child(3)", state="detached")
    page.uncheck("[data-agree=baseline]")
    page.wait_for_selector("path.agreed", state="detached")


def test_growth_and_pilots_are_in_words_and_the_sheet_names_its_sources(visit: Visit) -> None:
    page = visit.open("?tab=background&at=31.15,121.6,10")
    page.wait_for_selector("#growth [data-ftz=HI]")
    expect(page.locator("[data-silent='no published figure']")).to_contain_text("Tianjin")
    body = page.inner_text("#growth")
    assert "+14.9 points" in body
    assert "Jan to Feb 2024" in body
    assert not re.search(r"\d{4}[MQH]\d", body)
    page.select_option("#policy", "free_trade_port_law")
    page.wait_for_selector(".leaflet-zones-pane.piloting", state="attached")
    expect(page.locator(".zone-dot.pilot")).to_have_count(1)
    expect(page.locator("#policy-body")).to_contain_text("wikimili.com")
    page.click("#language")
    expect(page.locator("#growth")).to_contain_text("2024 年 1月至2月")
    reasons = page.locator("#growth .growth-figures .context")
    assert {text.split()[0] for text in reasons.all_inner_texts()} == {"–"}
    expect(page.locator("#policy option:checked")).to_have_text("海南自由贸易港法 (1)")
    expect(page.locator("#policy option").filter(has_text="_")).to_have_count(0)
    page.select_option("#policy", "")
    page.wait_for_selector(".leaflet-zones-pane.piloting", state="detached")

    (sheet,) = pypdf.PdfReader(BytesIO(save_sheet(page))).pages
    assert "需求点：由 2020 年人口普查" in sheet.extract_text()
