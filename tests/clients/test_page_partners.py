"""Land that passes between zones on the page: merge and transfer, by mouse, form and language."""

import json
import re
from typing import Any

import shapely
from playwright.sync_api import Page, expect
from shapely.geometry import shape

from tests.clients.hands import apply, changed, choose, count, km2, pixel, take
from tests.clients.visiting import Visit

ZHANGJIANG_KM2, LUJIAZUI_KM2, SHANGHAI_KM2 = 37.20, 34.26, 240.22


def point_at(page: Page, zone: str) -> None:
    """Click on a zone where it is widest."""
    site = page.url.split("?")[0].rstrip("/")
    answered = page.request.post(f"{site}/api/edited", data={"zone": zone}).json()
    inside = shapely.point_on_surface(shape(answered["zones"]["features"][0]["geometry"]))
    page.mouse.click(*pixel(page, (inside.x, inside.y)))


def kept_edits(page: Page) -> list[dict[str, Any]]:
    """Return the edits of the draft, as this device keeps them."""
    kept = page.evaluate("Object.values(localStorage).find(text => text.includes('versions'))")
    edits: list[dict[str, Any]] = json.loads(kept)["draft"]["versions"][0]
    return edits


def area_of(page: Page, zone: str) -> float:
    """Return a zone's area as the Zones tab has it."""
    return float(page.inner_text(f"[data-zone={zone}] .zone-area").split()[0])


def test_zones_merge_with_those_that_are_pointed_at(visit: Visit) -> None:
    page = visit.open()
    choose(page, "SH-ZJ")
    take(page, "merge")
    point_at(page, "SH-LJZ")
    expect(page.locator("#announcer")).to_contain_text("Lujiazui")
    assert page.is_checked("#tool-form [name=SH-LJZ]")
    assert page.locator("path.zone.partner").count() == 1
    expect(page.locator("#tools-head .zone-area")).to_have_text("71.46 km²")  # it is only tried
    assert count(page) == "No edits"
    page.uncheck("#tool-form [name=SH-LJZ]")
    expect(page.locator("#tools-head .zone-area")).to_have_text("37.20 km²")
    point_at(page, "SH-LJZ")
    page.select_option("#tool-form [name=into]", "SH-LJZ")
    apply(page)
    assert kept_edits(page) == [{"merge": {"zones": ["SH-ZJ", "SH-LJZ"], "into": "SH-LJZ"}}]
    expect(page.locator("#tools-head")).to_contain_text("Lujiazui Financial Area")  # the result
    expect(page.locator("#tools-head")).to_contain_text("Shanghai: 240.22 of 240.22 km²")
    expect(page.locator("[data-zone=SH-ZJ]")).to_have_count(0)
    page.keyboard.press("z")
    expect(page.locator("[data-zone=SH-ZJ] .zone-area")).to_have_text("37.20 km²")
    expect(page.locator("#zone-list [data-zone=SH-LJZ] .zone-area")).to_have_text("34.26 km²")


def test_land_is_drawn_and_handed_to_the_zone_that_is_pointed_at(visit: Visit) -> None:
    page = visit.open()
    choose(page, "SH-ZJ")
    before = km2(page)
    take(page, "transfer")
    page.wait_for_selector("#tool-form button.draw")
    point_at(page, "SH-JQ")
    assert page.input_value("#tool-form [name=partner]") == "SH-JQ"
    page.click("#tool-form button.draw")
    page.wait_for_selector(".leaflet-container.drawing")
    for x, y in ((121.5, 31.25), (121.598, 31.25), (121.598, 31.1), (121.5, 31.1)):
        at = pixel(page, (x, y))
        page.mouse.move(*at, steps=3)
        page.mouse.click(*at)
    page.click("#tool-form button.finish")
    after = changed(page, before)
    assert count(page) == "No edits"  # it is only tried
    assert 1 < after < before
    apply(page)
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    ((edit,),) = ([*edit.items()] for edit in kept_edits(page))
    assert (edit[0], edit[1]["from"], edit[1]["to"]) == ("transfer", "SH-ZJ", "SH-JQ")
    given = ZHANGJIANG_KM2 - area_of(page, "SH-ZJ")
    assert abs(area_of(page, "SH-JQ") - 20.48 - given) < 0.02  # as rounded: no land is lost
    page.keyboard.press("z")
    expect(page.locator("#tools-head .zone-area")).to_have_text("37.20 km²")


def test_land_is_got_by_coordinates_and_the_refusal_stands_at_the_place(visit: Visit) -> None:
    visit.expected = {422}
    page = visit.open("?lang=zh")
    choose(page, "SH-ZJ")
    take(page, "transfer")
    page.select_option("#tool-form [name=way]", "get")
    page.fill("#tool-form [name=geometry]", "110 30\n111 30\n111 31")
    page.click("#tool-form [type=submit]")
    expect(page.locator("#tool-says .refused")).to_contain_text("表单尚未填写完整")
    page.select_option("#tool-form [name=partner]", "SH-LJZ")
    expect(page.locator("#tool-says .refused")).to_contain_text("所绘图形内没有陆家嘴")
    page.fill("#tool-form [name=geometry]", "121.3 31\n121.8 31\n121.8 31.4\n121.3 31.4")
    expect(page.locator("#tool-says .refused")).to_contain_text("覆盖了整个陆家嘴")
    page.fill("#tool-form [name=geometry]", "121.3 31\n121.8 31\n121.8 31.2\n121.3 31.2")
    expect(page.locator("#tool-says .refused")).to_have_count(0)
    apply(page)
    assert changed(page, ZHANGJIANG_KM2) > ZHANGJIANG_KM2
    page.click("#tab-history")
    expect(page.locator("#unsaved-edits")).to_have_text(re.compile("^陆家嘴.*的土地划给张江"))


def test_neither_a_zone_of_another_ftz_nor_a_locked_one_is_taken(visit: Visit) -> None:
    page = visit.open("?zone=BJ-GJ&tab=zones&at=39.7,116.4,9")
    take(page, "merge")
    point_at(page, "HE-DX")
    expect(page.locator("#tool-says .refused")).to_contain_text("belongs to another FTZ")
    assert page.locator("path.zone.partner").count() == 0
    page.click("[data-zone=SH-LJZ]")
    take(page, "lock")
    page.click("#tool-form button")
    page.click("[data-zone=SH-ZJ]")
    take(page, "merge")
    assert page.is_disabled("#tool-form [name=SH-LJZ]")
    point_at(page, "SH-LJZ")
    expect(page.locator("#tool-says .refused")).to_contain_text("You locked this zone")
    page.click("#tool-form [type=submit]")
    expect(page.locator("#tool-says .refused")).to_contain_text("not filled in")
    assert count(page) == "No edits"
    assert page.locator("#zone-list [data-ftz=SH] .zone-area").count() == 5


def test_an_ftz_of_one_zone_has_no_partner_to_offer(visit: Visit) -> None:
    page = visit.open("?zone=LN-YK&tab=zones")
    take(page, "merge")
    page.check("#tool-form [name=LN-DL]")
    page.check("#tool-form [name=LN-SY]")
    apply(page)
    expect(page.locator("#tools-head .zone-area")).to_have_text("119.89 km²")
    for tool in ("merge", "transfer"):
        take(page, tool)
        expect(page.locator("#tool-form")).to_contain_text("Its FTZ has no other zone")
