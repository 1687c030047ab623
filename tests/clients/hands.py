"""What a planner does on the page with zones and tools, and reads off while doing so."""

import json
import re
from pathlib import Path
from typing import Any

import shapely
from playwright.sync_api import Page, expect
from shapely.geometry import shape


def choose(page: Page, zone: str) -> None:
    """Choose a zone by the search, with the list of zones beside the map."""
    open_tab(page, "zones")
    page.fill("#search", zone)
    page.wait_for_selector(f"#search-results [data-kind=zone][data-id={zone}]")
    page.press("#search", "Enter")
    page.wait_for_selector("#tools:not([hidden])")


def open_tab(page: Page, shown: str) -> None:
    """Show what a tab shows; zones, regions and their background are parts of one tab."""
    is_part = shown in {"zones", "regions", "background"}
    page.click("#tab-places" if is_part else f"#tab-{shown}")
    if is_part:
        page.click(f"#show-{shown}")


def from_menu(page: Page, item: str) -> None:
    """Choose an item of the menu in the header, by keyboard."""
    page.focus("#more summary")
    page.keyboard.press("Enter")
    page.focus(f"#{item}")
    page.keyboard.press("Enter")


def open_legend(page: Page) -> None:
    page.click("#legend summary")
    page.wait_for_selector("#legend[open]")


def take(page: Page, tool: str) -> None:
    if page.locator(f"[data-tool={tool}]").count() == 0:
        page.click("#tools-more")
    page.click(f"[data-tool={tool}]")
    page.wait_for_selector(f"[data-tool={tool}][aria-pressed=true]")


def unfold(page: Page) -> None:
    """Show what the form of the tool has under *Advanced*."""
    page.wait_for_selector("#tool-form .advanced summary")
    if not page.locator("#tool-form .advanced[open]").count():
        page.click("#tool-form .advanced summary")


def apply(page: Page) -> None:
    page.click("#tool-form [type=submit]")
    page.wait_for_selector("#tool-form", state="hidden")


def move(page: Page, zone: str, east_km: str) -> None:
    """Move a zone by the form, as the Zones tab leads to it; the page comes to the front."""
    page.bring_to_front()
    page.click("#tab-places")
    page.click(f"#zone-list [data-zone={zone}]")
    take(page, "move")
    page.fill("#tool-form [name=east]", east_km)
    page.press("#tool-form [name=east]", "Enter")
    page.wait_for_selector("#tool-form", state="hidden")


def save(page: Page, why: str, title: str = "") -> None:
    """Save the edits with a reason, and a title if they are a scenario of their own."""
    page.click("#draft-save")
    if title:
        page.fill("#save [name=title]", title)
    page.fill("#save [name=message]", why)
    page.press("#save [name=message]", "Enter")


def kept_edits(page: Page) -> list[dict[str, Any]]:
    """Return the edits of the draft, as this device stores them."""
    kept = page.evaluate("Object.values(localStorage).find(text => text.includes('versions'))")
    edits: list[dict[str, Any]] = json.loads(kept)["draft"]["versions"][0]
    return edits


def save_sheet(page: Page, kind: str = "pdf") -> bytes:
    """Return the sheet of the map, whose dialog is open or not, as it is saved."""
    if not page.locator("#sheet-dialog").is_visible():
        from_menu(page, "sheet")
    with page.expect_download(timeout=120_000) as download:  # it is drawn in a process of its own
        page.click(f"#sheet-form [value={kind}]")
    return Path(download.value.path()).read_bytes()


def box_of(page: Page, selector: str) -> tuple[float, float, float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box, selector
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


def lies_on(page: Page, one: str, other: str) -> bool:
    a, b = box_of(page, one), box_of(page, other)
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def shape_of(page: Page, zone: str) -> shapely.Geometry:
    site = page.url.split("?")[0].rstrip("/")
    answered = page.request.post(f"{site}/api/edited", data={"zone": zone}).json()
    return shape(answered["zones"]["features"][0]["geometry"])


def km2(page: Page) -> float:
    found = re.search(r"([\d.,]+) km²", page.inner_text("#tools-head"))
    assert found
    return float(found[1].replace(",", ""))


def changed(page: Page, before_km2: float) -> float:
    """Return the chosen zone's area as soon as it is another."""
    expect(page.locator("#tools-head .zone-area")).not_to_have_text(f"{before_km2:,.2f} km²")
    return km2(page)


def count(page: Page) -> str:
    return page.inner_text("#draft-state")


def pixel(page: Page, position: tuple[float, float]) -> tuple[float, float]:
    script = """([lng, lat]) => {
        const { map } = window.zonewright;
        const { x, y } = map.latLngToContainerPoint([lat, lng]);
        const frame = map.getContainer().getBoundingClientRect();
        return [frame.x + x, frame.y + y];
    }"""
    x, y = page.evaluate(script, list(position))
    return x, y
