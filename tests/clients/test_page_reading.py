"""What the map's colours and patterns say is so: a tint is its class, and legend and map agree."""

import base64
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.clients.hands import open_legend
from tests.clients.visiting import Visit, until

HAINAN = "at=19.2,109.8,8&off=labels,clusters,violations"
COLOUR_IN = """async (text) => {
  const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
  pen.drawImage(image, 0, 0);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return [red, green, blue]; }"""
ROOT_COLOUR = (
    "(name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()"
)
CASED = """(selector) => { const style = getComputedStyle(document.querySelector(selector));
  return [style.fill, style.fillOpacity, style.stroke, style.strokeDasharray, style.filter]; }"""


def seen(page: Page, x: float, y: float) -> list[int]:
    """Return the colour that a planner sees there."""
    pixel = {"x": x, "y": y, "width": 1, "height": 1}
    text = base64.b64encode(page.screenshot(clip=pixel)).decode()
    found: list[int] = page.evaluate(COLOUR_IN, text)
    return found


def token(page: Page, name: str) -> list[int]:
    return list(bytes.fromhex(page.evaluate(ROOT_COLOUR, name).removeprefix("#")))


def contrast(one: list[int], other: list[int]) -> float:
    """Return the contrast of two colours by WCAG 2.1: 1 to 21."""

    def luminance(colour: list[int]) -> float:
        shares = [part / 255 for part in colour]
        linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_land_inside_a_zone_has_the_tint_of_its_class_and_its_outline_is_that_of_the_legend(
    visit: Visit, theme: str
) -> None:
    page = visit.open(f"?{HAINAN}&theme={theme}")
    page.wait_for_selector("path.zone.schematic", state="attached")
    drawn = page.evaluate(CASED, "path.zone.schematic")
    assert drawn == page.evaluate(CASED, "#legend rect.zone.schematic")
    assert drawn[-1].count("drop-shadow") == 1  # each costs frames of a drag
    assert contrast(token(page, "accent"), token(page, "halo")) >= 4.5
    until(page, lambda: seen(page, 480, 520) == token(page, "share-5"))
    page.click("#tab-places")
    page.click("#zone-list [data-zone=HI-ALL]")
    page.wait_for_selector("path.zone.chosen", state="attached")
    visit.at_rest(page)
    assert seen(page, 480, 520) == token(page, "share-5")


def test_the_chosen_zone_comes_forward_by_its_outline_and_the_others_recede(visit: Visit) -> None:
    page = visit.open("?zone=SH-LG&at=31.1,121.6,9.6")
    page.wait_for_selector("path.zone.chosen", state="attached")
    width = (
        "(selector) => parseFloat(getComputedStyle(document.querySelector(selector)).strokeWidth)"
    )
    chosen = page.evaluate(width, "path.zone.chosen")
    receding = page.evaluate(width, "path.zone:not(.chosen)")
    page.keyboard.press("Escape")
    page.wait_for_selector("path.zone.chosen", state="detached")
    usual = page.evaluate(width, "path.zone")
    assert all(more > less for more, less in pairwise((chosen, usual, receding)))


def test_a_soft_rule_is_hatched_where_it_is_broken_as_the_legend_shows_it(visit: Visit) -> None:
    page = visit.open("?at=30.63,122.2,10.5")
    page.wait_for_selector("path.violation.soft", state="attached")
    fill = "(selector) => getComputedStyle(document.querySelector(selector)).fill"
    soft = page.evaluate(fill, "path.violation.soft")
    assert soft == page.evaluate(fill, "#legend rect.warned")
    assert page.locator("#legend rect.broken").count() == 0  # nothing hard is
    identity = soft.split("#")[1].rstrip('")')
    assert page.locator(f"pattern#{identity} path").count() == 2
    open_legend(page)
    assert "a soft rule" in page.inner_text("#legend")


def test_a_wall_is_read_across_a_room_and_the_toolbar_stays_on_the_map(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 2560, "height": 1440})
    page = visit.open("?zone=SH-LG&at=31.1,121.6,9.6")
    page.wait_for_selector("#tools:not([hidden])")
    page.wait_for_selector(".label.chosen span")
    open_legend(page)
    for selector in ("#tabs button", ".label.chosen span", "#legend .entry", "#tools-head"):
        box = page.locator(selector).first.bounding_box()
        assert box
        assert box["height"] >= 22, selector
    tools, frame = (page.locator(one).bounding_box() for one in ("#tools", "#map-frame"))
    assert tools
    assert frame
    assert frame["x"] <= tools["x"]
    assert tools["x"] + tools["width"] <= frame["x"] + frame["width"]
    assert tools["y"] + tools["height"] <= frame["y"] + frame["height"]
    lock = page.locator("[data-tool=lock]").bounding_box()
    assert lock
    assert lock["x"] + lock["width"] < tools["x"] + tools["width"]
    assert page.evaluate("document.documentElement.scrollWidth") == 2560


@pytest.mark.parametrize("zone", ["LN-DL", "YN-KM", "SH-JQ"])
def test_on_a_wall_the_toolbox_leaves_the_name_of_the_zone_in_sight(
    visit: Visit, zone: str
) -> None:
    visit.page.set_viewport_size({"width": 2560, "height": 1440})
    page = visit.open(f"?lang=en&zone={zone}")
    until(page, lambda: page.evaluate("window.zonewright.parts[0].map.getZoom()") > 7)
    for _ in range(4):
        visit.at_rest(page)
        name, tools = (
            page.locator(one).first.bounding_box() for one in (".label.chosen span", "#tools")
        )
        assert name
        assert tools
        beside = name["x"] >= tools["x"] + tools["width"] or tools["x"] >= name["x"] + name["width"]
        assert (
            beside
            or name["y"] >= tools["y"] + tools["height"]
            or tools["y"] >= name["y"] + name["height"]
        )
        page.click("#zoom-out")


def test_printing_by_key_prints_the_sheet_with_the_whole_map(visit: Visit) -> None:
    page = visit.open("?theme=dark")
    page.evaluate("() => { window.print = () => { document.body.dataset.printed = 'yes'; }; }")
    script = """() => { const { map } = window.zonewright.parts[0];
      const [b, box] = [map.getBounds(), map.getContainer().getBoundingClientRect()];
      const visible = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];
      return [visible, box.right <= document.body.getBoundingClientRect().right]; }"""
    before, _ = page.evaluate(script)
    page.keyboard.press("Control+p")
    page.wait_for_selector("body[data-printed]", state="attached")
    printed, inside = page.evaluate(script)
    assert inside
    assert "sources" in page.inner_text("#sheet-notes").lower()
    west, south, east, north = printed
    assert west <= before[0] + 1
    assert south <= before[1] + 1
    assert east >= before[2] - 1
    assert north >= before[3] - 1
    assert not page.is_visible("#panel")
    assert not page.is_visible(".map-buttons")
    page.evaluate("() => { window.dispatchEvent(new Event('afterprint')); }")
    assert page.is_visible("#panel")
    assert page.get_attribute("html", "data-theme") == "dark"


def test_a_source_is_read_in_the_language_of_the_page(visit: Visit) -> None:
    page = visit.open("?lang=zh&zone=LN-DL")
    page.click("#tab-places")
    source = page.locator(".zone-details dd").filter(has_text="1X0A9NNG")
    expect(source).to_contain_text("香港贸发局：中国（辽宁）自由贸易试验区概况")
    page.click("#sources")
    opened = "all => all.forEach(one => { one.open = true; })"
    page.locator("#about-body details").evaluate_all(opened)
    expect(page.locator("#about-body")).to_contain_text("坐标：常识")
    assert "general knowledge" not in page.inner_text("#about-body").lower()
    expect(page.locator("#about-body")).to_contain_text("人口为模型估算：由 2020 年")
    page.click("#about-close")
    page.click("#language")
    expect(source).to_contain_text("HKTDC China (Liaoning) PFTZ fact sheet")
