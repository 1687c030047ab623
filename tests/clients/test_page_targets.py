"""Targets and other people's layers on the page: met or missed while one edits, shown by name."""

import re

import geopandas as gpd
import pandas as pd
import pytest
from playwright.sync_api import expect

from layers import Plan
from tests.clients.conftest import Serve
from tests.clients.hands import apply, choose, from_menu, open_legend, save, take
from tests.clients.visiting import Visit
from tests.conftest import CRS, layer_frame, point, square

SITE = "aimed_site"
NEAR = "?at=30.005,120.005,12"
_PREPARED_MS = 120_000  # slides with their maps, on a machine that does much else


@pytest.fixture(scope="module")
def aimed_site(serve: Serve, squares_plan_path: pytest.TempPathFactory) -> str:
    plan = Plan.open(squares_plan_path)
    area = float(plan.ellipsoid.area_km2(plan.zones.geometry.iloc[0])[0])
    targets = [
        {"measure": "area_km2", "zone": "W", "at_most": area + 1, "hard": True},
        {"measure": "covered_clusters", "radius_km": 50, "sector": "biopharma", "at_least": 2},
    ]
    people = layer_frame([point(1), point(16.9)], demand_id=["1", "2"], population=[1e3, 3e3])
    plan = plan.with_layer("demand", people)
    areas = {"reference": ["Farmland", "Red line"], "name": ["A", "B"]}
    shown = gpd.GeoDataFrame(areas, geometry=[square(2), square(-2)], crs=CRS)
    aimed = plan.with_layer("targets", pd.DataFrame(targets)).with_layer("references", shown)
    towns = {"reference": ["Towns"], "name": ["Fuxing"]}
    points = gpd.GeoDataFrame(towns, geometry=[square(4).centroid], crs=CRS)
    return serve(aimed.with_layer("reference_points", points))


def test_targets_are_met_or_missed_as_one_edits_and_reference_layers_are_drawn_by_name(
    visit: Visit,
) -> None:
    page = visit.open(NEAR)
    line = page.locator("#show-targets")
    expect(line).to_have_text("1 of 2 targets met")
    expect(line).not_to_have_class("hard")
    expect(page.locator("path.references")).not_to_have_count(0)
    open_legend(page)
    expect(page.locator("path.references.point")).to_have_count(1)
    for name in ("Farmland", "Red line", "Towns"):
        expect(page.locator("#legend")).to_contain_text(name)
    choose(page, "W")
    take(page, "grow")
    page.fill("#tool-form [name=size]", "2")
    apply(page)
    page.click("#tab-rules")
    own = page.locator("[data-target^='area_km2 zone:W']")
    expect(own).to_have_attribute("data-met", "false")
    expect(own.locator(".outcome")).to_have_text("✗ missed by 1.00 km²")
    expect(own.locator(".change")).to_have_text(re.compile("new"))
    expect(page.locator("[data-target*='sector:biopharma']")).to_contain_text("sector Biopharma")
    page.click("#draft-undo")
    expect(own).to_have_attribute("data-met", "true")
    page.click("#language")
    expect(page.locator("[data-target*='sector:biopharma']")).to_contain_text("生物医药")
    expect(own.locator(".arithmetic")).to_contain_text("平方公里")


def test_a_target_is_set_in_one_sentence_and_seen_missed_and_its_scenario_is_presented(
    visit: Visit,
) -> None:
    page = visit.open(f"{NEAR}&tab=rules")
    page.click("#own-targets summary")
    page.fill("#target-form [name=share]", "60")
    page.fill("#target-form [name=radius]", "0")
    page.click("#target-form [type=submit]")
    own = page.locator("[data-target^='covered_population region:']")
    expect(own).to_have_attribute("data-met", "false")
    expect(own.locator(".outcome")).to_have_text("✗ missed by 1,400 people")
    expect(page.locator("path.target-area.missed")).to_have_count(1)
    assert visit.violations(page, "#panel-rules") == []
    page.click("#language")
    expect(page.locator("#own-targets")).to_contain_text("的人口在")
    expect(own.locator(".outcome")).to_contain_text("1,400 人")
    save(page, "先定目标", "六成人口")
    page.click("#tab-history")
    link = page.locator("#present a")
    expect(link).to_have_text("演示")
    from_menu(page, "slides")
    expect(page.locator("h1")).to_have_text("六成人口", timeout=_PREPARED_MS)
    slides = page.locator("section")
    count = slides.count()
    for key, shown in (("ArrowRight", 2), ("End", count), ("Home", 1)):
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(f"#slide-{shown}$"))
    expect(slides.last).to_contain_text("谁付出代价")
    page.emulate_media(media="print")
    expect(page.locator("nav")).to_be_hidden()
    page.emulate_media(media="screen")
    page.keyboard.press("Escape")
    visit.shown(page)
    expect(page.locator("#present a")).to_be_visible()
