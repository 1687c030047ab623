"""What the map's colours and patterns say is so: a tint is its class, and legend and map agree."""

import base64

import pytest
from playwright.sync_api import Page, expect

from tests.clients.hands import box_of, choose, from_menu, open_legend
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
WIDTH = "(selector) => parseFloat(getComputedStyle(document.querySelector(selector)).strokeWidth)"

LABELS_ON_LAND = """() => {
  const zone = document.querySelector("path.zone.chosen");
  const within = zone.getScreenCTM().inverse();
  return [...document.querySelectorAll(".label.zone span")].filter((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    return [left, (left + right) / 2, right].some((x) => [top, (top + bottom) / 2, bottom].some(
      (y) => zone.isPointInFill(new DOMPoint(x, y).matrixTransform(within))));
  }).map((one) => one.textContent); }"""
"""The names of zones that lie on the land of the chosen one."""


def seen(page: Page, x: float, y: float) -> list[int]:
    """Return the colour that a planner sees there."""
    pixel = {"x": x, "y": y, "width": 1, "height": 1}
    text = base64.b64encode(page.screenshot(clip=pixel)).decode()
    found: list[int] = page.evaluate(COLOUR_IN, text)
    return found


def token(page: Page, name: str) -> list[int]:
    return list(bytes.fromhex(page.evaluate(ROOT_COLOUR, name).removeprefix("#")))


def test_land_inside_a_zone_has_the_tint_and_outline_of_the_legend(visit: Visit) -> None:
    page = visit.open(f"?{HAINAN}&theme=light")
    page.wait_for_selector("path.zone.schematic", state="attached")
    for theme in ("light", "dark"):
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        drawn = page.evaluate(CASED, "path.zone.schematic")
        assert drawn == page.evaluate(CASED, "#legend rect.zone.schematic")
        assert drawn[-1].count("drop-shadow") == 1  # each costs frames of a drag
        until(page, lambda: seen(page, 480, 520) == token(page, "share-5"))
        from_menu(page, "theme")
    page.click("#tab-places")
    page.click("#zone-list [data-zone=HI-ALL]")
    page.wait_for_selector("path.zone.chosen", state="attached")
    visit.at_rest(page)
    assert seen(page, 480, 520) == pytest.approx(token(page, "share-5"), abs=1)


def test_the_chosen_zone_comes_forward_and_a_wall_can_be_read(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 2560, "height": 1440})
    page = visit.open("?lang=en&zone=SH-LG&at=31.1,121.6,9.6")
    page.wait_for_selector("path.zone.chosen", state="attached")
    page.wait_for_selector(".label.chosen span")
    assert page.evaluate(LABELS_ON_LAND) == []
    open_legend(page)
    for selector in ("#tabs button", ".label.chosen span", "#legend .entry", "#tools-head"):
        _, top, _, bottom = box_of(page, selector)
        assert bottom - top >= 22, selector  # across a room
    left, top, right, bottom = box_of(page, "#tools")
    frame = box_of(page, "#panel")
    assert frame[0] <= left < right <= frame[2]
    assert frame[1] <= top < bottom <= frame[3]
    assert box_of(page, "#tools-more")[2] < right
    assert page.evaluate("document.documentElement.scrollWidth") == 2560

    page.wait_for_selector("path.violation.soft", state="attached")
    fill = "(selector) => getComputedStyle(document.querySelector(selector)).fill"
    soft = page.evaluate(fill, "path.violation.soft")
    assert soft == page.evaluate(fill, "#legend rect.warned")
    expect(page.locator("#legend rect.broken")).to_have_count(0)  # nothing hard is
    identity = soft.split("#")[1].rstrip('")')
    expect(page.locator(f"pattern#{identity} path")).to_have_count(2)
    expect(page.locator("#legend")).to_contain_text("a soft rule")
    page.click("#legend summary")

    chosen, receding = (
        page.evaluate(WIDTH, f"path.zone{one}") for one in (".chosen", ":not(.chosen)")
    )
    page.keyboard.press("Escape")
    page.wait_for_selector("path.zone.chosen", state="detached")
    assert chosen > page.evaluate(WIDTH, "path.zone") > receding

    for zone in ("LN-DL", "YN-KM", "SH-JQ"):
        page.evaluate("() => { window.zonewright.map.setView([36, 112], 9.6); }")
        choose(page, zone)  # which lies beyond the view: the map goes there
        page.wait_for_selector(".label.chosen span")
