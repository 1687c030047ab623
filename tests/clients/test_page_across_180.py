"""The page with a plan at 180°: opens there, draws zones in one piece, edits over the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely
from playwright.sync_api import expect

from tests.clients.conftest import served
from tests.clients.hands import apply, changed, choose, km2, pixel, take
from tests.clients.visiting import Visit
from tests.globe_plans import Place, plan_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI
    from playwright.sync_api import Browser, Page

AT = Place(180.0, -17.0)
BOUNDS = """() => {
    const bounds = window.zonewright.parts[0].map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}"""


@pytest.fixture(scope="module")
def at_180(make_app: Callable[..., FastAPI]) -> Iterator[str]:
    with served(make_app(plan_at(AT))) as address:
        yield address


@pytest.fixture
def visit_at_180(browser: Browser, at_180: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    visit = Visit(context.new_page(), at_180)
    yield visit
    context.close()
    assert visit.outside == []
    assert visit.complaints == []


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*pixel(page, start))
    page.mouse.down()
    page.mouse.move(*pixel(page, end), steps=8)
    page.mouse.up()


def test_it_opens_on_the_zones_and_draws_each_in_one_piece(visit_at_180: Visit) -> None:
    page = visit_at_180.open()
    west, _, east, _ = page.evaluate(BOUNDS)
    assert 178 < west < 179.9
    assert 180.1 < east < 182
    assert page.locator("path.zone").count() == 4
    choose(page, "A")
    west_x, _ = pixel(page, AT.at(-4, 0))
    east_x, _ = pixel(page, AT.at(1, 0))
    box = page.locator("path.zone.chosen").bounding_box()
    assert box is not None
    assert box["x"] == pytest.approx(west_x, abs=4)
    assert box["width"] == pytest.approx(east_x - west_x, abs=6)


def test_a_point_is_dragged_over_180_and_a_zone_expanded_there_and_both_are_saved(
    visit_at_180: Visit,
) -> None:
    page = visit_at_180.open()
    choose(page, "D")
    before = km2(page)
    take(page, "drag")
    page.wait_for_selector(".marker-icon")
    drag(page, AT.at(0.5, -9), AT.at(-0.4, -10.5))
    west = changed(page, before)
    drag(page, AT.at(-0.4, -10.5), AT.at(3, -10.5))
    assert changed(page, west) > west
    page.keyboard.press("Escape")
    choose(page, "A")
    whole = km2(page)
    take(page, "resize")
    page.fill("#tool-form [name=size]", "1")
    apply(page)
    assert changed(page, whole) > whole
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 2 edits")
    page.click("#draft-save")
    page.fill("#save [name=title]", "Over the line")
    page.fill("#save [name=message]", "Land on both sides")
    page.click("#save [type=submit]")
    expect(page.locator("#draft-state")).to_have_text("Saved: 2 edits")
    visit_at_180.at_rest(page)
    (kept,) = page.request.get(f"{visit_at_180.site}/api/scenarios").json()
    document = page.request.get(f"{visit_at_180.site}/api/scenarios/{kept['scenario']}").json()
    shapes = [
        shapely.geometry.shape(edit["reshape"]["geometry"])
        for edit in document["edits"]
        if "reshape" in edit
    ]
    assert all(abs(bound) <= 180 for shape in shapes for bound in shape.bounds[::2])
    layer = page.request.get(f"{visit_at_180.site}/api/layers/zones?scenario={kept['scenario']}")
    for feature in layer.json()["features"]:
        assert shapely.get_num_geometries(shapely.geometry.shape(feature["geometry"])) == 1
