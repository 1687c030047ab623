"""The page with a plan at 180°: opens there, draws zones in one piece, edits over the line."""

import pytest
import shapely
from playwright.sync_api import Page, expect

from tests.clients.conftest import Serve
from tests.clients.hands import apply, box_of, changed, choose, km2, pixel, save, take
from tests.clients.visiting import Visit
from tests.globe_plans import Place, plan_at

AT = Place(180.0, -17.0)
BOUNDS = """() => {
    const bounds = window.zonewright.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}"""


@pytest.fixture(scope="module")
def site(serve: Serve) -> str:
    return serve(plan_at(AT))


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*pixel(page, start))
    page.mouse.down()
    page.mouse.move(*pixel(page, end), steps=8)
    page.mouse.up()


def test_zones_are_drawn_in_one_piece_dragged_and_grown_over_180_and_saved(visit: Visit) -> None:
    page = visit.open()
    west, _, east, _ = page.evaluate(BOUNDS)
    assert 178 < west < 179.9
    assert 180.1 < east < 182
    expect(page.locator("path.zone")).to_have_count(4)
    choose(page, "A")
    visit.at_rest(page)
    west_x, _ = pixel(page, AT.at(-4, 0))
    east_x, _ = pixel(page, AT.at(1, 0))
    left, _, right, _ = box_of(page, "path.zone.chosen")
    assert left == pytest.approx(west_x, abs=4)
    assert right - left == pytest.approx(east_x - west_x, abs=6)
    whole = km2(page)
    take(page, "grow")
    page.fill("#tool-form [name=size]", "1")
    apply(page)
    assert changed(page, whole) > whole

    choose(page, "D")
    before = km2(page)
    take(page, "drag")
    page.wait_for_selector(".marker-icon")
    drag(page, AT.at(0.5, -9), AT.at(-0.4, -10.5))
    west = changed(page, before)
    drag(page, AT.at(-0.4, -10.5), AT.at(3, -10.5))
    assert changed(page, west) > west
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 2 edits")
    save(page, "Land on both sides", "Over the line")
    expect(page.locator("#draft-state")).to_have_text("Saved: 2 edits")
    visit.at_rest(page)
    kept = f"{visit.site}/api/scenarios/over-the-line"
    shapes = [
        shapely.geometry.shape(edit["reshape"]["geometry"])
        for edit in page.request.get(kept).json()["edits"]
        if "reshape" in edit
    ]
    assert all(abs(bound) <= 180 for shape in shapes for bound in shape.bounds[::2])
    layer = page.request.get(f"{visit.site}/api/layers/zones?scenario=over-the-line")
    for feature in layer.json()["features"]:
        assert shapely.get_num_geometries(shapely.geometry.shape(feature["geometry"])) == 1
