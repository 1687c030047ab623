"""Where one is: land, water, roads and names about the plan, from the service alone."""

import re

import pytest
from playwright.sync_api import expect

from layers import Plan
from tests.clients.conftest import Serve
from tests.clients.hands import open_legend
from tests.clients.visiting import Visit, until

LOOKS_AROUND = True
TOWN = "?at=30.0,120.58,10.4&lang=en"  # Shaoxing, between two whole levels of the map
SHOWS = """([lat, lng]) => {
  const { map } = window.zonewright;
  return map.getZoom() > 9 && map.getBounds().contains([lat, lng]); }"""
AFTER_FIGURES = """() => { const asked = performance.getEntriesByType("resource");
  const [figures, tiles] = ["tables=regions", "/layers/context/"].map((part) =>
    asked.find(({ name }) => name.includes(part)));
  return tiles.startTime >= figures.responseEnd; }"""
INK = """(name) => [...document.querySelectorAll(`.leaflet-${name}-pane canvas`)].some((tile) => {
  const pen = new OffscreenCanvas(tile.width, tile.height).getContext("2d");
  pen.drawImage(tile, 0, 0);
  return pen.getImageData(0, 0, tile.width, tile.height).data.some((it) => it > 0); })"""


@pytest.fixture(scope="module")
def site(serve: Serve, provinces_plan: Plan) -> str:
    move = {"zone": "SH-LJZ", "dx_km": 0}
    moves = [[{"move": move | {"dy_km": north}}] for north in (1, 2)]
    return serve(provinces_plan, north=moves[0], farther=moves[1])


def test_a_planner_sees_and_finds_what_lies_around_and_switches_it_off(visit: Visit) -> None:
    page = visit.open(TOWN)
    town = page.locator(".label.place", has_text=re.compile("^(Shaoxing|绍兴)$"))
    expect(town).to_have_count(1)
    until(page, lambda: page.evaluate(INK, "context") and page.evaluate(INK, "ground"))
    assert page.evaluate(AFTER_FIGURES)  # slow at first, they would keep a browser's connections
    tint = page.locator(".leaflet-districts-pane")
    assert float(tint.evaluate("(pane) => getComputedStyle(pane).opacity")) < 0.7
    page.emulate_media(color_scheme="dark")
    visit.at_rest(page)
    until(page, lambda: page.evaluate(INK, "ground"))
    page.mouse.move(300, 300)
    page.mouse.wheel(0, 40)
    visit.at_rest(page)

    found = page.locator("#search-results li")
    page.fill("#search", "qibao")
    expect(found).to_have_count(1)
    expect(found).to_have_attribute("data-kind", "place")
    expect(found).to_contain_text("place (GeoNames)")
    expect(found.locator(".result-within")).to_contain_text("Shanghai")  # there are namesakes
    page.press("#search", "Enter")
    until(page, lambda: page.evaluate(SHOWS, [31.155, 121.35]))
    page.click("#language")
    page.fill("#search", "七宝")
    expect(found.last).to_contain_text("地名（GeoNames）")
    page.fill("#search", "临港")
    expect(found.first).to_have_attribute("data-kind", "zone")
    page.fill("#search", "上海")
    expect(page.locator("#search-results [data-kind=province]")).to_have_count(1)
    kinds = [one.get_attribute("data-kind") for one in found.all()]
    assert kinds == sorted(kinds, key=lambda kind: kind == "place")  # the plan's own come first
    page.press("#search", "Escape")

    page.click("#sources")
    for licence in ("ODbL", "GSHHG"):
        expect(page.locator("#about-body")).to_contain_text(licence)
    page.click("#about-close")
    expect(page.locator(".label.place").first).to_be_attached()
    open_legend(page)
    page.uncheck("input[data-layer=context]")
    expect(page.locator(".label.place")).to_have_count(0)
    assert page.locator(".leaflet-context-pane").evaluate("(it) => it.classList.contains('off')")


def test_the_map_beside_shows_it_too_though_it_is_made_while_figures_load(visit: Visit) -> None:
    page = visit.open(f"{TOWN}&scenario=north&against=farther&mode=two")
    for drawn in ("#map", "#map-beside"):
        expect(page.locator(f"{drawn} .leaflet-ground-pane canvas").first).to_be_attached()
