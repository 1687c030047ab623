"""The clusters of a sector, listed under its bar; and clusters on the map, which lie over zones."""

from playwright.sync_api import Page, expect

from tests.clients.hands import choose, pixel
from tests.clients.visiting import Visit

BAR = "#sector-bars [data-id=marine_economy] button"


def listed(page: Page, reached: str) -> list[str]:
    return page.locator(f"#cluster-list [data-reached={reached}] button").all_inner_texts()


def test_a_sector_s_clusters_are_listed_as_many_as_its_bar_counts(visit: Visit) -> None:
    page = visit.open("?lang=en")
    bar = page.locator("#sector-bars [data-id=marine_economy]")
    expect(bar.locator(".bar-value")).to_have_text("14 / 18")
    expect(page.locator(BAR)).to_have_attribute("aria-expanded", "false")
    page.click(BAR)
    expect(page.locator("#cluster-list h3")).to_have_text(
        "Marine economy: 4 of 18 not within 50 km"
    )
    assert len(listed(page, "false")) == 4
    assert len(listed(page, "true")) == 14
    expect(page.locator(BAR)).to_have_attribute("aria-expanded", "true")
    page.select_option("#radius", "100")
    expect(bar.locator(".bar-value")).not_to_have_text("14 / 18")
    reached = int(page.inner_text("#sector-bars [data-id=marine_economy] .bar-value").split()[0])
    expect(page.locator("#cluster-list [data-reached=true] li")).to_have_count(reached)
    page.select_option("#aim", "sector:marine_economy")
    expect(page.locator("[data-card=clusters] .context")).to_contain_text("of Marine economy")
    expect(page.locator("#cluster-list")).to_contain_text("Only the zones of Marine economy count.")
    page.click(BAR)
    expect(page.locator("#cluster-list")).to_be_hidden()


def test_the_list_speaks_chinese_and_leads_to_a_cluster_and_its_nearest_zone(visit: Visit) -> None:
    page = visit.open("?lang=zh&aim=region:210000")
    page.click(BAR)
    missed = page.locator("#cluster-list [data-reached=false]")
    expect(missed).to_contain_text("大连长兴岛船舶海工")
    expect(missed).to_contain_text("公里")
    expect(page.locator("#cluster-list h3")).to_have_text("海洋经济：2 个中有 1 个不在 50 公里内")
    missed.locator("button").click()
    expect(page.locator(".cluster-found")).to_be_visible()
    expect(page.locator("path.would-cover")).to_have_count(1)
    page.click("#tab-places")
    expect(page.locator(".cluster-found")).to_have_count(0)
    page.click("#language")
    page.click("#tab-coverage")
    expect(missed).to_contain_text("Dalian Changxing Island Shipbuilding")


def test_the_list_follows_an_edit_before_it_is_saved(visit: Visit) -> None:
    page = visit.open("?lang=en&aim=region:210000")
    page.click(BAR)
    expect(page.locator("#cluster-list [data-reached=false] li")).to_have_count(1)
    choose(page, "LN-DL")
    page.click("#tab-coverage")
    page.click("[data-tool=move]")
    page.fill("#tool-form [name=north]", "25")
    page.press("#tool-form [name=north]", "Enter")
    page.wait_for_selector("#tool-form", state="hidden")
    expect(page.locator("#cluster-list [data-reached=false] li")).to_have_count(0)
    expect(page.locator("#cluster-list [data-reached=true] li")).to_have_count(2)


def test_a_click_on_a_cluster_chooses_the_zone_on_which_it_lies(visit: Visit) -> None:
    page = visit.open("?lang=en&at=38.98,121.85,8")
    page.wait_for_selector("body[data-clusters]", state="attached")
    found = page.request.get(f"{visit.site}/api/layers/clusters").json()["features"]
    port = next(one for one in found if one["properties"]["name"] == "Dalian Dayaowan Port")
    lon, lat = port["geometry"]["coordinates"]
    visit.at_rest(page)
    page.mouse.click(*pixel(page, (lon, lat)))
    expect(page.locator("#tools-head")).to_contain_text("Dalian Area")


def test_an_ftz_and_a_province_of_one_name_are_told_apart(visit: Visit) -> None:
    page = visit.open("?lang=en&aim=ftz:LN")
    assert page.inner_text("#aim option:checked") == "Liaoning FTZ"
    page.click("#tab-propose")
    expect(page.locator("#propose-form [name=ftz]:checked")).to_have_count(1)
    page.select_option("#aim", "region:210000")
    assert page.inner_text("#aim option:checked") == "Liaoning"
