"""The planner's page: why a region is covered, two scenarios at once, consensus, growth, pilots."""

import base64
import re

import pytest
from playwright.sync_api import Page, Route, expect

from geo.comparison.consensus import MOST_SCENARIOS
from service.page.assets import asset_url
from tests.clients.hands import choose, move
from tests.clients.visiting import Visit, until

CONSENSUS = "baseline,shanghai-regrouped,lingang-within-the-cap"


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    return own_site


def width_of(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box
    return box["width"]


def test_a_region_says_who_covers_it_and_what_would(visit: Visit) -> None:
    page = visit.open("?tab=regions")
    page.click('#region-table tr[data-adcode="440000"] .go')
    page.wait_for_selector("#explained [data-table=explain] [data-go=GD-NS]")
    page.wait_for_selector("path.explained-region", state="attached")
    half = page.inner_text('.would li[data-share="0.5"]')
    assert "62.1 km instead of 50 km" in half
    assert "Nansha" in half
    assert "13.5 km farther" in half
    assert "region=440000" in page.url
    page.click("#language")
    page.wait_for_selector("#explained h2:has-text('广东省')")
    page.click("#explained-close")
    page.wait_for_selector("#explained", state="hidden")
    assert page.locator("path.explained-region").count() == 0


def test_the_map_stays_at_an_edit_while_a_region_elsewhere_is_explained(visit: Visit) -> None:
    page = visit.open("?tab=regions")
    page.click('#region-table tr[data-adcode="520000"] .go')
    page.wait_for_selector("path.explained-region", state="attached")
    visit.at_rest(page)
    choose(page, "SH-LJZ")
    at = "() => window.zonewright.parts[0].map.getBounds().contains([31.24, 121.5])"
    until(page, lambda: page.evaluate(at))
    with page.expect_response("**/api/explain?*"):  # asked anew, of the edited plan
        move(page, "SH-LJZ", "1")
    visit.at_rest(page)
    assert page.evaluate(at)


def test_a_region_that_is_explained_late_does_not_fetch_the_map_from_a_zone(visit: Visit) -> None:
    page = visit.open("?tab=regions")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/explain?*", hold)
    page.click('#region-table tr[data-adcode="520000"] .go')
    until(page, lambda: held)
    visit.at_rest(page, held)
    choose(page, "SH-LJZ")
    at = "() => window.zonewright.parts[0].map.getBounds().contains([31.24, 121.5])"
    until(page, lambda: page.evaluate(at))
    held.pop().continue_()
    page.wait_for_selector("#explained h2", state="attached")
    visit.at_rest(page)
    assert page.evaluate(at)


def test_a_district_is_explained_where_the_map_is_clicked(visit: Visit) -> None:
    page = visit.open("?at=31.2,121.0,8&off=zones,clusters,labels,gateways")
    page.mouse.click(420, 430)
    page.wait_for_selector("#explained:not([hidden]) h2")
    assert page.get_attribute("#tab-places", "aria-selected") == "true"
    assert page.get_attribute("#show-regions", "aria-pressed") == "true"


def test_the_cap_s_arithmetic_stands_beside_the_rule(visit: Visit) -> None:
    page = visit.open("?scenario=shantou-marine-coast&tab=rules")
    page.wait_for_selector("#rule-list [data-rule=cap] .arithmetic")
    words = page.inner_text("#rule-list [data-rule=cap] .arithmetic")
    assert words.split() == (
        ["Measured", "131.65", "km²", "Cap", "116.20", "km²", "Headroom", "−15.45", "km²"]
    )


def test_a_swipe_is_worked_by_keyboard_and_each_side_has_its_own_zones(visit: Visit) -> None:
    page = visit.open("?scenario=shantou-marine-coast&tab=compare&at=23.4,116.7,8")
    assert page.locator("#map-beside").count() == 0
    page.click("#modes [data-mode=swipe]")
    page.wait_for_selector("#map-beside path.zone", state="attached")
    page.wait_for_selector("#map_0 path.gained", state="attached")
    assert page.locator("#map-beside path:is(.gained, .lost)").count() == 0
    assert page.locator("#map-beside .zone-dot").count() == 70
    assert page.locator("#map_0 .zone-dot").count() == 71
    page.focus("#swipe")
    page.keyboard.press("Home")
    frame = page.locator("#map-frame")
    assert frame.evaluate("node => node.style.getPropertyValue('--swipe')") == "0%"
    page.keyboard.press("ArrowRight")
    assert frame.evaluate("node => node.style.getPropertyValue('--swipe')") == "1%"
    assert "mode=swipe" in page.url


def box_of(page: Page, selector: str) -> tuple[float, float, float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


@pytest.mark.parametrize("mode", ["swipe", "two"])
def test_a_sheet_has_both_maps_beside_the_legend_each_with_its_name(
    visit: Visit, mode: str
) -> None:
    page = visit.open(f"?scenario=shantou-marine-coast&mode={mode}&at=23.4,116.7,8&theme=dark")
    page.wait_for_selector("#map-beside .zone-dot", state="attached")
    page.evaluate("() => { window.print = () => { document.body.dataset.printed = 'yes'; }; }")
    page.click("#sheet")
    page.click("#sheet-form [value=print]")
    page.wait_for_selector("body[data-printed]", state="attached")
    frame = box_of(page, "#map-frame")
    legend, before, after = (box_of(page, one) for one in ("#legend", "#map-beside", "#map_0"))
    assert legend[2] <= before[0] + 1
    for box in (before, after, box_of(page, ".caption.before"), box_of(page, ".caption.after")):
        assert frame[0] <= box[0] < box[2] <= frame[2]
        assert frame[1] <= box[1] < box[3] <= frame[3]
    assert page.inner_text(".caption.before") == "Baseline"
    assert "against Baseline" in page.inner_text("#sheet-title")
    dots = "() => ['#map_0', '#map-beside'].map((map) => { const dot = document.querySelector(`"
    dots += "${map} .zone-dot`).getBoundingClientRect(); return [dot.x, dot.y]; })"
    (x, y), (x_beside, y_beside) = page.evaluate(dots)
    halves = 0 if mode == "swipe" else after[0] - before[0]
    assert x - x_beside == pytest.approx(halves, abs=1.5)
    assert y == pytest.approx(y_beside, abs=1.5)
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert pdf.count(b"/Type /Page\n") == 1
    page.evaluate("() => { window.dispatchEvent(new Event('afterprint')); }")
    page.wait_for_selector("#header")
    assert abs(width_of(page, "#map_0") - width_of(page, "#map-beside")) < 2


def reached(page: Page) -> int:
    """Return the number of pixels of the saved picture in a colour of covered land."""
    page.click("#sheet")
    with page.expect_download() as download:
        page.click("#sheet-form [value=picture]")
    text = base64.b64encode(download.value.path().read_bytes()).decode()
    script = """async (text) => {
      const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
      pen.drawImage(image, 0, 0);
      const style = getComputedStyle(document.documentElement);
      const wanted = new Set([1, 2, 3, 4, 5].map((n) =>
        Number.parseInt(style.getPropertyValue(`--share-${n}`).trim().slice(1), 16)));
      const { data } = pen.getImageData(0, 0, image.width, image.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4)
        count += wanted.has((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
      return count; }"""
    page.wait_for_selector("#header")
    return int(page.evaluate(script, text))


def test_a_picture_has_the_map_that_the_swipe_shows(visit: Visit) -> None:
    page = visit.open(
        "?scenario=shantou-marine-coast&mode=swipe&at=23.4,116.7,8&theme=light"
        "&off=zones,clusters,labels,gateways,changes,violations,exclusions,customs,reach,context"
    )
    page.wait_for_selector("#map-beside .zone-dot", state="attached")
    shown = []
    for share in ("0", "100"):
        page.locator("#swipe").fill(share)
        shown.append(reached(page))
    after, before = shown
    assert after > before + 10_000


def test_two_maps_move_together_and_the_tables_sort(visit: Visit) -> None:
    page = visit.open("?scenario=shantou-marine-coast&tab=compare&mode=two")
    page.wait_for_selector("#map-beside path.zone", state="attached")
    assert abs(width_of(page, "#map_0") - width_of(page, "#map-beside")) < 2
    label = "#map-beside .label.ftz >> text=Xinjiang"
    before = page.locator(label).bounding_box()
    page.locator("#map_0").focus()
    page.keyboard.press("ArrowRight")
    assert before
    there = before["x"] - 20

    def moved() -> bool:
        after = page.locator(label).bounding_box()
        return after is None or after["x"] < there

    until(page, moved)
    page.wait_for_selector("[data-table=compare-people]")
    assert "9,536,196" in page.inner_text("[data-table=compare-people]")
    table = page.locator("[data-table=compare-sectors]")
    table.locator("[data-sort=after]").click()
    first = table.locator("tbody td:nth-child(3)").all_inner_texts()
    assert first == sorted(first, key=int, reverse=True)


def test_edits_that_are_not_saved_count_the_people_that_they_will_when_saved(visit: Visit) -> None:
    page = visit.open("?scenario=heihe-downriver&tab=compare")
    page.wait_for_selector("[data-table=compare-people]")
    rows = page.locator("[data-table=compare-people] tbody tr")
    saved_before = rows.all_inner_texts()
    move(page, "YN-KM", "60")
    page.click("#tab-compare")
    expect(rows.last).not_to_have_text(saved_before[-1])
    edited = rows.all_inner_texts()
    assert "edited" in page.inner_text("#compare-tables .context >> nth=0")
    page.click("#draft-save")
    page.fill("#save [name=message]", "Nearer to the border")
    page.click("#save [type=submit]")
    page.wait_for_selector("#save", state="hidden")
    again = visit.open_another("?scenario=heihe-downriver&tab=compare")
    again.wait_for_selector("[data-table=compare-people]")
    assert again.locator("[data-table=compare-people] tbody tr").all_inner_texts() == edited
    expect(page.locator("#compare-tables .context >> nth=0")).not_to_contain_text("edited")
    assert rows.all_inner_texts() == edited


def test_on_two_maps_the_toolbar_stands_at_the_map_that_is_edited(visit: Visit) -> None:
    page = visit.open("?scenario=heihe-downriver&mode=two&at=50.2,127.5,8")
    page.click("#tab-places")
    page.click("#zone-list [data-zone=HL-HH]")
    page.wait_for_selector("#tools:not([hidden])")
    until(page, lambda: box_of(page, "#tools")[2] > box_of(page, "#map_0")[0])


def test_a_cluster_that_leaves_has_a_sign_on_the_map_and_a_line(visit: Visit) -> None:
    page = visit.open("?scenario=heihe-downriver&tab=compare&at=50.2,127.5,8")
    page.wait_for_selector(".pairs [data-way=leaving][data-cluster=C095]")
    page.wait_for_selector(".point.leaving", state="attached")
    sign = "getComputedStyle(document.querySelector('.point.leaving'), '::before').content"
    assert page.evaluate(sign) == '"−"'


def test_the_map_of_the_baseline_shows_nothing_of_what_comes_after(visit: Visit) -> None:
    page = visit.open("?scenario=heihe-downriver&mode=two&at=50.2,127.5,8")
    page.wait_for_selector("#map_0 .point.leaving", state="attached")
    page.wait_for_selector("#map_0 path.lost", state="attached")
    page.wait_for_selector("#map-beside .point", state="attached")
    marks = "path:is(.gained, .lost), .point:is(.entering, .leaving), .zone-dot.changed"
    assert page.locator(f"#map-beside :is({marks})").count() == 0


def test_both_maps_show_the_same_layers(visit: Visit) -> None:
    query = f"?scenario=shanghai-regrouped&mode=two&tab=compare&consensus={CONSENSUS}"
    page = visit.open(f"{query}&at=31.15,121.6,9")
    page.wait_for_selector("#map_0 path.agreed", state="attached")
    page.wait_for_selector("#map-beside path.agreed", state="attached")
    patterns = "all => all.map(one => one.getAttribute('fill')).sort()"
    one, other = (
        page.locator(f"{side} path.agreed").evaluate_all(patterns)
        for side in ("#map_0", "#map-beside")
    )
    assert one == other
    for kept in ("people", "reach"):  # points of people, the line of reach
        page.wait_for_selector(f"#map_0[data-{kept}]")
        page.wait_for_selector(f"#map-beside[data-{kept}]")
    assert page.locator("#map-beside path.reach:is(.anew, .gone)").count() == 0
    style = """side => { const zone = document.querySelector(`${side} path.zone`);
      const { fill, fillOpacity, stroke, strokeWidth, filter } = getComputedStyle(zone);
      return [fill, fillOpacity, stroke, strokeWidth, filter]; }"""
    assert page.evaluate(style, "#map_0") == page.evaluate(style, "#map-beside")
    maps = page.locator(".small-maps figure")
    expect(maps).to_have_count(3)
    for figure in maps.all():  # each shows where its zones lie
        assert figure.locator("path.unchanged").count() > 3
    expect(maps.locator(".note").first).to_have_text("unchanged")
    expect(maps.locator(".note").nth(1)).to_have_text(re.compile(r"^\+[\d.]+ km², −[\d.]+ km²$"))
    assert maps.first.locator("path:is(.gained, .lost)").count() == 0
    assert maps.nth(1).locator("path:is(.gained, .lost)").count() > 0
    page.click("#language")
    expect(maps.locator(".note").first).to_have_text("维持现状")
    page.select_option("#aim", "region:310000")
    visit.at_rest(page)
    for layer in ("districts", "reach", "zones", "labels"):
        shown = f".leaflet-{layer}-pane:not(.off):not(.far)"
        assert page.locator(f"#map_0 {shown}").count() == 1
        assert page.locator(f"#map-beside {shown}").count() == 1


def test_consensus_shows_how_many_scenarios_have_the_land(visit: Visit) -> None:
    page = visit.open(f"?tab=compare&consensus={CONSENSUS}&at=31.15,121.6,9")
    page.wait_for_selector("path.agreed-9", state="attached")
    rows = page.locator(".steps li").all_inner_texts()
    assert [row.split()[0] for row in rows] == ["3", "2", "1"]
    assert "Shanghai" in page.inner_text("[data-table=consensus]")
    page.uncheck("[data-agree=shanghai-regrouped]")
    page.wait_for_selector(".steps li:nth-child(3)", state="detached")
    page.uncheck("[data-agree=baseline]")
    page.wait_for_selector("path.agreed", state="detached")


def test_each_count_has_a_pattern_of_its_own_the_same_in_legend_and_on_the_map(
    visit: Visit,
) -> None:
    every = [
        row["scenario"] for row in visit.page.request.get(f"{visit.site}/api/scenarios").json()
    ]
    agreeing = ["baseline", *every][:MOST_SCENARIOS]
    page = visit.open(f"?tab=compare&consensus={','.join(agreeing)}&at=31.15,121.6,9")
    page.wait_for_selector("path.agreed", state="attached")
    keys = page.locator("#legend .agreement-key rect")
    shown = [key.get_attribute("fill") for key in keys.all()]
    assert len(set(shown)) == len(shown) == len(agreeing)
    drawn = page.locator("path.agreed")
    assert {path.get_attribute("fill") for path in drawn.all()} <= set(shown)
    module = asset_url("modules/map/fill-patterns.js")
    script = f"""(all) => import('{module}').then(({{ consensusPattern }}) =>
      Array.from({{ length: all }}, (_, index) => consensusPattern(index + 1, all)))"""
    for scenarios in range(2, MOST_SCENARIOS + 1):
        patterns = page.evaluate(script, scenarios)
        assert patterns == sorted(set(patterns))
        assert patterns[-1] == "agreed-9"


def test_growth_says_where_nothing_is_published_and_a_pilot_stands_out(visit: Visit) -> None:
    page = visit.open("?tab=background")
    page.wait_for_selector("#growth-body [data-ftz=HI]")
    assert "Tianjin" in page.inner_text("[data-silent='no published figure']")
    assert "+14.9 points" in page.inner_text("#growth-body")
    page.select_option("#policy", "free_trade_port_law")
    page.wait_for_selector(".leaflet-zones-pane.piloting", state="attached")
    assert page.locator(".zone-dot.pilot").count() == 1
    assert "wikimili.com" in page.inner_text("#policy-body")
    page.click("#language")
    expect(page.locator("#policy option:checked")).to_have_text("海南自由贸易港法 (1)")
    assert page.locator("#policy option").filter(has_text="_").count() == 0
    page.select_option("#policy", "")
    page.wait_for_selector(".leaflet-zones-pane.piloting", state="detached")


def test_the_sheet_names_the_sources_of_what_it_shows_and_cuts_none(visit: Visit) -> None:
    page = visit.open("?at=31.15,121.6,10&lang=zh")
    page.evaluate("() => { window.print = () => { document.body.dataset.printed = 'yes'; }; }")
    page.click("#sheet")
    page.click("#sheet-form [value=print]")
    page.wait_for_selector("body[data-printed]", state="attached")
    shown = page.inner_text("#sheet-notes")
    assert "临港新片区：news.youth.cn/jsxw/201908/t20190821_12047456.htm" in shown
    assert "Liaoning" not in shown
    assert "边界：天地图" in shown
    assert "人口为模型估算：由 2020 年人口普查" in shown
    lines = "all => all.every(one => one.scrollHeight <= one.clientHeight || !one.clientHeight)"
    assert page.locator("#sheet-notes p").evaluate_all(lines)
    high = "legend => legend.scrollHeight <= legend.clientHeight"
    assert page.locator("#legend").evaluate(high)
    bottom = page.locator("#sheet-notes").evaluate("n => n.getBoundingClientRect().bottom")
    assert bottom <= page.evaluate("() => document.body.getBoundingClientRect().bottom") + 1
    page.evaluate("() => { window.dispatchEvent(new Event('afterprint')); }")


def test_periods_of_growth_are_words_and_a_missing_difference_has_its_reason(
    visit: Visit,
) -> None:
    page = visit.open("?tab=background")
    page.wait_for_selector("#growth-body li")
    body = page.inner_text("#growth-body")
    assert not re.search(r"\d{4}[MQH]\d", body)
    assert "Jan to Feb 2024" in body
    page.click("#language")
    expect(page.locator("#growth-body")).to_contain_text("2024 年 1月至2月")
    reasons = page.locator("#growth-body .growth-figures .context")
    assert {text.split()[0] for text in reasons.all_inner_texts()} == {"–"}
