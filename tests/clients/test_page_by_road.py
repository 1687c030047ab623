"""By road: chosen beside the radius, in every figure, live, against the line, and as a way."""

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import expect

from layers import Plan
from tests.clients.conftest import Serve
from tests.clients.hands import choose, open_tab, pixel, take
from tests.clients.visiting import Visit, until
from tests.conftest import CRS, point, regions_frame, square, zones_frame

PEOPLE = "[data-card=people]"
WAY = "path.network-way:not(.casing)"


@pytest.fixture(scope="module")
def site(serve: Serve) -> str:
    """Serve a zone on a street; beside it people who are near, but far by the street."""
    street = shapely.LineString([point(0.5, 0.5), point(0.5, 12), point(6, 12), point(6, 0)])
    people = {"demand_id": ["1", "2"], "population": [100, 30]}
    layers = {
        "zones": zones_frame(("W", "F", square(0))),
        "regions": regions_frame(("330101", square(-5, -5, 25))),
        "demand": gpd.GeoDataFrame(people, geometry=[point(0.5), point(6, 1)], crs=CRS),
        "network": gpd.GeoDataFrame({"oneway": [False]}, geometry=[street], crs=CRS),
    }
    return serve(Plan(layers))


def test_by_road_is_chosen_dragged_compared_and_clicked(visit: Visit) -> None:
    page = visit.open("?lang=en&radius=10")
    expect(page.locator(PEOPLE)).to_contain_text("130")
    expect(page.locator("path.reach")).not_to_have_count(0)
    page.focus("#by")
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"{PEOPLE} h2")).to_contain_text("People within 10 km by road")
    expect(page.locator(f"{PEOPLE} .value")).to_have_text("100")
    expect(page.locator("path.reach")).to_have_count(0)
    assert "by=road" in page.url
    until(page, lambda: page.locator("[data-reached='1'][data-people='2']").count())

    page.mouse.click(*pixel(page, point(5.5, 2).coords[0]))
    expect(page.locator(WAY)).to_have_count(1)
    said = page.locator("#explained .way")
    expect(said).to_contain_text("km by road from")
    km, line = (float(word) for word in said.inner_text().split() if word[0].isdigit())
    assert km > 3 * line > 0
    expect(page.locator("#explained .extreme")).to_contain_text("By straight line it is 100")
    expect(page.locator("#explained")).to_be_in_viewport()

    open_tab(page, "compare")
    page.click("#over-counted")
    row = page.locator("[data-table=over-counted] tbody tr").first
    expect(row).to_contain_text("30")
    assert "against-by=line" in page.url
    page.reload()
    visit.shown(page)
    expect(row).to_contain_text("30")
    page.click("#over-counted")

    choose(page, "W")
    open_tab(page, "coverage")
    take(page, "move")
    page.fill("#tool-form [name=east]", "6")  # a trial, which is not an edit yet
    expect(page.locator(f"{PEOPLE} .value")).to_have_text("30")
    page.keyboard.press("Escape")
    expect(page.locator(f"{PEOPLE} .value")).to_have_text("100")
    page.click("#language")
    expect(page.locator(f"{PEOPLE} h2")).to_contain_text("沿公路 10 公里内人口")
