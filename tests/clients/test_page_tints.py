"""Tints by a further weight, of what is edited as of what is kept."""

import geopandas as gpd
import pytest
from playwright.sync_api import Page, expect

from layers import Plan
from tests.clients.conftest import Serve
from tests.clients.hands import apply, choose, move, take
from tests.clients.visiting import Visit, until
from tests.conftest import CRS, point, regions_frame, square, zones_frame

COLOUR = """(adcode) => { const found = [];
  window.zonewright.map.eachLayer(({ feature, options }) =>
    feature?.properties?.adcode === adcode && options.fillColor && found.push(options.fillColor));
  const style = getComputedStyle(document.documentElement);
  return [0, 1, 2, 3, 4, 5].find((n) => style.getPropertyValue(`--share-${n}`).trim() === found[0]);
}"""
EAST = "330102"


@pytest.fixture(scope="module")
def site(serve: Serve) -> str:
    """Serve zones W and E, each in a district where people live and work."""
    people = {"demand_id": ["1", "2"], "population": [10, 30], "jobs": [4.0, 6.0]}
    layers = {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(10))).assign(
            built_km2=[0.5, None]
        ),
        "regions": regions_frame(("330101", square(-5, -5, 11)), (EAST, square(6, -5, 11))),
        "demand": gpd.GeoDataFrame(people, geometry=[point(0.5), point(10.5)], crs=CRS),
    }
    return serve(Plan(layers))


def expect_colour(page: Page, classes: set[int]) -> None:
    """Wait until the eastern district has the tint of one of these classes."""
    until(page, lambda: page.evaluate(COLOUR, EAST) in classes)


def test_a_tint_by_a_weight_follows_the_draft_and_undo(visit: Visit) -> None:
    page = visit.open("?radius=0&tint=weight+jobs")
    expect_colour(page, {5})  # all of it
    choose(page, "E")
    take(page, "remove")  # which is tried at once
    expect_colour(page, {0, 1})  # none
    apply(page)
    expect(page.locator("#draft-state")).to_contain_text("1 edit")
    visit.at_rest(page)
    expect_colour(page, {0, 1})
    page.keyboard.press("z")
    expect_colour(page, {5})


def test_zones_are_tinted_by_the_use_of_their_land_until_it_changes(visit: Visit) -> None:
    page = visit.open("?radius=0")
    page.locator("#legend summary").click()
    page.locator("#zone-tint").select_option("use built")
    expect(page.locator("path.zone.share-3")).to_have_count(1)
    expect(page.locator("path.zone.share-none")).to_have_count(1)
    expect(page.locator("#legend-key")).to_contain_text("share of land built")
    move(page, "W", "1")
    expect(page.locator("path.zone.share-none")).to_have_count(2)  # nothing is extrapolated
    page.locator("[data-tint=people]").click()
    expect(page.locator("path.zone[class*=share-]")).to_have_count(0)
