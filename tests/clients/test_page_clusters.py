"""The clusters of a sector, listed under its bar; and clusters on the map, which lie over zones."""

import pytest
from playwright.sync_api import Page, expect

from tests.clients.hands import choose, pixel, take
from tests.clients.visiting import Visit

BAR = "#sector-bars [data-id=marine_economy] button"


def listed(page: Page, reached: str) -> list[str]:
    return page.locator(f"#cluster-list [data-reached={reached}] button").all_inner_texts()


def test_a_sectors_clusters_are_listed_as_its_bar_counts_and_lead_to_zones(visit: Visit) -> None:
    page = visit.open("?lang=en&at=38.98,121.85,8")
    page.wait_for_selector("body[data-clusters]", state="attached")
    found = page.request.get(f"{visit.site}/api/layers/clusters").json()["features"]
    port = next(one for one in found if one["properties"]["name"] == "Dalian Dayaowan Port")
    visit.at_rest(page)
    page.mouse.click(*pixel(page, tuple(port["geometry"]["coordinates"])))  # it lies on a zone
    expect(page.locator("#tools-head")).to_contain_text("Dalian Area")
    page.keyboard.press("Escape")
    page.click("#tab-coverage")
    bar, heading = page.locator(BAR), page.locator("#cluster-list h3")
    value = page.locator("#sector-bars [data-id=marine_economy] .bar-value")
    expect(value).to_have_text("14 / 18")
    expect(bar).to_have_attribute("aria-expanded", "false")
    bar.click()
    expect(heading).to_have_text("Marine economy: 4 of 18 not within 50 km")
    assert len(listed(page, "false")) == 4
    assert len(listed(page, "true")) == 14
    expect(bar).to_have_attribute("aria-expanded", "true")
    page.select_option("#radius", "100")
    expect(value).not_to_have_text("14 / 18")
    reached = int(value.inner_text().split()[0])
    expect(page.locator("#cluster-list [data-reached=true] li")).to_have_count(reached)
    page.select_option("#aim", "sector:marine_economy")
    expect(page.locator("[data-card=clusters] .context")).to_contain_text("of Marine economy")
    expect(page.locator("#cluster-list")).to_contain_text("Only the zones of Marine economy count.")
    bar.press("Enter")
    expect(page.locator("#cluster-list")).to_be_hidden()
    bar.press("Enter")
    page.locator("#cluster-list [data-reached=false] button").first.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#cluster-list")).to_be_hidden()
    expect(bar).to_be_focused()
    page.select_option("#aim", "ftz:LN")
    expect(page.locator("#aim option:checked")).to_have_text("Liaoning FTZ")  # and not the province
    page.click("#tab-propose")
    expect(page.locator("#propose-form [name=ftz]:checked")).to_have_count(1)
    page.select_option("#aim", "region:210000")
    expect(page.locator("#aim option:checked")).to_have_text("Liaoning")


@pytest.mark.parametrize("site", ["provinces_site"], indirect=True)
def test_the_list_speaks_chinese_leads_to_a_cluster_and_follows_an_edit(visit: Visit) -> None:
    page = visit.open("?lang=zh&aim=region:210000")
    page.click(BAR)
    missed = page.locator("#cluster-list [data-reached=false]")
    expect(missed).to_contain_text("大连长兴岛船舶海工")
    expect(missed).to_contain_text("公里")
    expect(page.locator("#cluster-list h3")).to_have_text(
        "海洋经济：2 个中有 1 个不在片区 50 公里内"
    )
    missed.locator("button").click()
    expect(page.locator(".cluster-found")).to_be_visible()
    expect(page.locator("path.would-cover")).to_have_count(1)
    page.click("#tab-places")
    expect(page.locator(".cluster-found")).to_have_count(0)
    page.click("#language")
    page.click("#tab-coverage")
    expect(missed).to_contain_text("Dalian Changxing Island Shipbuilding")
    choose(page, "LN-DL")
    page.click("#tab-coverage")
    take(page, "move")
    page.fill("#tool-form [name=north]", "25")
    page.press("#tool-form [name=north]", "Enter")
    page.wait_for_selector("#tool-form", state="hidden")
    expect(missed.locator("li")).to_have_count(0)
    expect(page.locator("#cluster-list [data-reached=true] li")).to_have_count(2)


def test_the_regions_weakest_for_a_sector_stand_first_with_their_clusters_by_name(
    visit: Visit,
) -> None:
    page = visit.open("?lang=en")
    page.locator("[data-about=people]").first.focus()
    expect(page.locator("#made-of")).to_contain_text("points, one for every")
    page.keyboard.press("Escape")
    expect(page.locator("#made-of")).to_be_hidden()
    page.click("#tab-places")
    page.click("#show-sectors")
    page.select_option("#sector-choice", "biopharma")
    table = page.locator("#sector-table table")
    asked = {"sector": "biopharma", "radii_km": [50]}
    answer = page.request.post(f"{visit.site}/api/clusters", data=asked).json()
    missed: dict[str, list[str]] = {}
    for one in answer["clusters"]:
        if not one["reached"]:
            missed.setdefault(one["adcode"][:2], []).append(one["name"])
    weakest = sorted(missed.values(), key=len, reverse=True)  # of equal ones the farthest first
    expect(table.locator("tbody tr").first.locator("li")).to_have_count(len(weakest[0]))
    rows = table.locator("tbody tr")
    for number, names in enumerate(weakest[:3]):
        shown = rows.nth(number).locator("li button").all_inner_texts()
        assert shown == names
    table.locator("[data-sort=farthest]").click()
    farthest = answer["clusters"][0]
    expect(rows.first.locator("li").first).to_contain_text(farthest["name"])
    assert visit.violations(page, "#sector-table") == []
    page.click("#language")
    expect(table.locator("[data-sort=missed]")).to_have_text("未覆盖")
    expect(rows.first.locator("li").first).to_contain_text(farthest["name_zh"])
    rows.first.locator("li button").first.press("Enter")
    expect(page.locator("#announcer")).to_contain_text(farthest["name_zh"])
