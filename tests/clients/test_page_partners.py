"""Land that passes between zones on the page: merge and transfer, by mouse, form and language."""

import shapely
from playwright.sync_api import Page, expect

from tests.clients.hands import apply, changed, choose, kept_edits, km2, pixel, shape_of, take
from tests.clients.visiting import Visit

SITE = "provinces_site"
ZHANGJIANG_KM2 = 37.20


def point_at(page: Page, zone: str) -> None:
    inside = shapely.point_on_surface(shape_of(page, zone))
    page.mouse.click(*pixel(page, (inside.x, inside.y)))


def area_of(page: Page, zone: str) -> float:
    return float(page.inner_text(f"[data-zone={zone}] .zone-area").split()[0])


def test_zones_merge_and_land_is_handed_to_the_zone_that_is_pointed_at(visit: Visit) -> None:
    page = visit.open()
    choose(page, "SH-ZJ")
    take(page, "merge")
    point_at(page, "SH-LJZ")
    expect(page.locator("#announcer")).to_contain_text("Lujiazui")
    assert page.is_checked("#tool-form [name=SH-LJZ]")
    expect(page.locator("path.zone.partner")).to_have_count(1)
    expect(page.locator("#tools-head .zone-area")).to_have_text("71.46 km²")  # it is only tried
    expect(page.locator("#draft-state")).to_have_text("No edits")
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

    choose(page, "SH-ZJ")
    before = km2(page)
    take(page, "transfer")
    page.wait_for_selector("#tool-form button.draw")
    point_at(page, "SH-JQ")
    assert page.input_value("#tool-form [name=to]") == "SH-JQ"
    page.click("#tool-form button.draw")
    page.wait_for_selector(".leaflet-container.drawing")
    for x, y in ((121.5, 31.25), (121.598, 31.25), (121.598, 31.1), (121.5, 31.1)):
        at = pixel(page, (x, y))
        page.mouse.move(*at, steps=3)
        page.mouse.click(*at)
    page.click("#tool-form button.finish")
    after = changed(page, before)
    expect(page.locator("#draft-state")).to_have_text("No edits")  # it is only tried
    assert 1 < after < before
    apply(page)
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    ((edit,),) = ([*edit.items()] for edit in kept_edits(page))
    assert (edit[0], edit[1]["from"], edit[1]["to"]) == ("transfer", "SH-ZJ", "SH-JQ")
    given = ZHANGJIANG_KM2 - area_of(page, "SH-ZJ")
    assert abs(area_of(page, "SH-JQ") - 20.48 - given) < 0.02  # as rounded: no land is lost
    page.keyboard.press("z")
    expect(page.locator("#tools-head .zone-area")).to_have_text("37.20 km²")


def test_neither_a_zone_of_another_ftz_nor_a_locked_one_is_taken(visit: Visit) -> None:
    page = visit.open("?zone=LN-YK&tab=zones")
    take(page, "merge")
    page.check("#tool-form [name=LN-DL]")
    page.check("#tool-form [name=LN-SY]")
    apply(page)
    expect(page.locator("#tools-head .zone-area")).to_have_text("119.89 km²")
    for tool in ("merge", "transfer"):
        take(page, tool)
        expect(page.locator("#tool-form")).to_contain_text("Its FTZ has no other zone")
    page.click("#draft-undo")

    page.click("[data-zone=BJ-GJ]")
    page.evaluate("() => { window.zonewright.map.setView([39.7, 116.4], 9); }")
    visit.at_rest(page)
    take(page, "merge")
    point_at(page, "HE-DX")
    expect(page.locator("#tool-says .refused")).to_contain_text("belongs to another FTZ")
    expect(page.locator("path.zone.partner")).to_have_count(0)
    page.click("[data-zone=SH-LJZ]")
    take(page, "lock")
    page.click("#tool-form button")
    page.click("[data-zone=SH-ZJ]")
    take(page, "merge")
    assert page.is_disabled("#tool-form [name=SH-LJZ]")
    point_at(page, "SH-LJZ")
    expect(page.locator("#tool-says .refused")).to_contain_text("You locked this zone")
    page.click("#tool-form [type=submit]")
    expect(page.locator("#tool-says .refused")).to_contain_text("not filled in or drawn")
    expect(page.locator("#draft-state")).to_have_text("No edits")
    expect(page.locator("#zone-list [data-ftz=SH] .zone-area")).to_have_count(5)
