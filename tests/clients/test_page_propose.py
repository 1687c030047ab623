"""The Propose tab: asked for, followed, stopped and laid on the map, by mouse and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
from playwright.sync_api import Page, expect
from shapely.geometry import mapping

from layers import Plan
from tests.clients.conftest import served
from tests.clients.hands import open_legend
from tests.clients.proposing import ToldJobs, piece, proposal
from tests.clients.visiting import Visit, until
from tests.conftest import square

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI


@pytest.fixture(scope="module")
def plan(squares_plan_path: Path) -> Plan:
    """Return the plan over squares, with a parcel and a strategic region."""
    plan = Plan.open(squares_plan_path)
    parcel = {"parcel_id": ["P"], "value": [100.0]}
    return Plan(
        {name: plan.frame(name) for name in plan.present}
        | {
            "regions": plan.regions.assign(strategies=["YRD", None]),
            "parcels": gpd.GeoDataFrame(parcel, geometry=[square(1)], crs=plan.crs),
        }
    )


@pytest.fixture(scope="module")
def site(plan: Plan, make_app: Callable[..., FastAPI]) -> Iterator[str]:
    """Serve a plan over squares."""
    with served(make_app(plan)) as address:
        yield address


@pytest.fixture
def jobs(visit: Visit) -> ToldJobs:
    return ToldJobs(visit.page)


def opened(visit: Visit, query: str = "") -> Page:
    page = visit.open(f"?tab=propose&lang=en{query}")
    expect(page.locator("#propose-form .primary")).to_be_visible()
    return page


def start(page: Page) -> None:
    page.check("#propose-form [name=ftz]")
    page.click("#propose-form .primary")
    expect(page.locator("#propose-job")).to_be_visible()


def test_a_proposal_is_asked_for_followed_and_laid_on_the_map_by_keyboard(
    visit: Visit, jobs: ToldJobs, plan: Plan
) -> None:
    page = opened(visit)
    page.focus("#propose-form [name=where][value=ftzs]")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.focus("#propose-form [name=budget]")
    page.keyboard.press("Control+A")
    page.keyboard.type("1.5")
    page.keyboard.press("Enter")
    state = page.locator(".propose-state")
    expect(state).to_have_text("Waiting in the queue")
    asked = {"kind": "proposal", "ftzs": ["F"], "objective": ["population@50"], "budget_km2": 1.5}
    assert jobs.asked == [asked | {"time_limit_s": 60, "gap": 0.01}]
    expect(page.locator("#propose-form .primary")).to_be_disabled()
    jobs.tell(progress={"gain": 600.0, "bound": 620.0, "gap": 1 / 30, "seconds": 7})
    expect(state).to_have_text("Searching the best land")
    expect(page.locator("#propose-job dd")).to_have_text(["600", "620", "3.3 %", "7 s"])
    page.focus("#propose-cancel")
    page.keyboard.press("Enter")
    expect(state).to_have_text("Ending with the best answer so far")
    expect(page.locator("#propose-cancel")).to_be_focused()
    assert jobs.cancelled == 1
    jobs.tell("done", result=proposal(plan, status="feasible"))
    expect(page.locator("#propose-result")).to_contain_text("People within 50 km")
    expect(page.locator("#propose-result")).to_contain_text("2 × Biopharma within 0 km")
    expect(page.locator(".propose-gain")).to_have_text("999▲ +599")
    expect(page.locator(".proof")).to_contain_text("the best so far")
    page.focus("#piece-1")
    page.keyboard.press("Enter")
    expect(page.locator(".pieces dd")).to_have_text(["−40", "−20", "−19"])
    expect(page.locator("#piece-1")).to_be_focused()
    page.focus("#propose-lay")
    page.keyboard.press("Enter")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    expect(page.locator("#propose-lay")).to_have_text("It is on the map")
    page.click("#tab-compare")
    expect(page.locator("#compare-tables")).to_contain_text("临港新片区")
    page.click("#draft-undo")
    page.click("#tab-propose")
    expect(page.locator("#propose-lay")).to_have_text("Show it on the map as a draft")


def test_a_piece_is_chosen_on_the_map(visit: Visit, jobs: ToldJobs, plan: Plan) -> None:
    jobs.tell("done", result=proposal(plan))
    page = opened(visit)
    expect(page.locator("#propose-result")).to_contain_text("Proven")
    taken = page.locator("#map_0 path.piece.gained")
    expect(taken).to_have_count(1)
    visit.at_rest(page)
    box = taken.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#piece-0")).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".pieces dd")).to_have_text(["+1,000", "+500", "+467"])
    page.click("#tab-coverage")
    expect(page.locator("#map_0 path.piece")).to_have_count(0)


def test_a_job_goes_on_when_the_page_is_loaded_anew_and_in_the_other_language(
    visit: Visit, jobs: ToldJobs, plan: Plan
) -> None:
    jobs.tell(progress={"gain": 600.0, "bound": 600.0, "gap": 0.0})
    page = opened(visit)
    expect(page.locator(".propose-state")).to_have_text("Searching the best land")
    page.fill("#propose-form [name=budget]", "7")
    page.click("#language")
    expect(page.locator(".propose-state")).to_have_text("正在寻找最好的土地")
    expect(page.locator("#propose-form [name=budget]")).to_have_value("7")
    jobs.tell("done", result=proposal(plan))
    expect(page.locator(".proof")).to_contain_text("已证明")
    assert jobs.asked == []


def test_what_is_missing_or_refused_is_said_in_the_page_s_words(
    visit: Visit, jobs: ToldJobs
) -> None:
    page = opened(visit)
    says = page.locator("#propose-says")
    page.click("#propose-form .primary")
    expect(says).to_have_text("Choose at least one group.")
    expect(page.locator("#propose-form [name=ftz]").first).to_be_focused()
    page.fill("#propose-form [name=radius-0]", "")
    page.check("#propose-form [name=ftz]")
    page.click("#propose-form .primary")
    expect(says).to_have_text("Give a radius in km: 0 or more.")
    page.fill("#propose-form [name=radius-0]", "5")
    hint = {"code": "text", "params": {"text": "?"}}
    unknown = {"code": "propose-ftz-unknown", "params": {"ftz": "F", "hint": hint}}
    jobs.tell("failed", problems=[unknown])
    page.click("#propose-form .primary")
    expect(says).to_contain_text("no zone of the plan is of this group")
    assert "--" not in says.inner_text()
    assert len(jobs.asked) == 1
    jobs.tell("cancelled")
    page.click("#propose-form .primary")
    expect(says).to_have_text("Cancelled; there was no answer yet.")


def test_a_new_zone_and_several_terms_are_asked_for(visit: Visit, jobs: ToldJobs) -> None:
    page = opened(visit)
    page.check("#propose-form [name=where][value=province]")
    expect(page.locator("#propose-form [name=where][value=province]")).to_be_focused()
    assert page.locator("#propose-form [name=land]").count() == 0
    page.select_option("#propose-form [name=province]", index=1)
    page.click("#propose-form .terms button:has-text('Add')")
    page.select_option("#propose-form [name=counted-1]", "worst-served")
    page.fill("#propose-form [name=weight-1]", "3")
    page.click("#propose-form .primary")
    until(page, lambda: jobs.asked)
    assert jobs.asked[0]["objective"] == ["1*population@50", "3*worst-served@50"]
    assert "ftzs" not in jobs.asked[0]
    assert jobs.asked[0]["budget_km2"] == 10


def test_regions_are_weighted_land_is_charged_for_and_parcels_are_taken(
    visit: Visit, jobs: ToldJobs
) -> None:
    page = opened(visit)
    page.click("#propose-form button:has-text('Weight a region')")
    expect(page.locator("#propose-form [name=region-0] option").first).to_have_text("长三角")
    page.fill("#propose-form [name=times-0]", "0")
    page.check("#propose-form [name=ftz]")
    page.click("#propose-form .primary")
    expect(page.locator("#propose-says")).to_have_text("Give a weight above 0.")
    page.fill("#propose-form [name=times-0]", "3")
    page.click("#propose-form .terms button:has-text('Add')")
    page.select_option("#propose-form [name=counted-1]", "land_value")
    expect(page.locator("#propose-form [name=radius-1]")).to_have_count(0)
    page.fill("#propose-form [name=weight-1]", "0.1")
    page.click("#propose-form summary")
    page.check("#propose-form [name=candidates][value=parcels]")
    page.click("#propose-form .primary")
    until(page, lambda: jobs.asked)
    assert jobs.asked[0]["objective"] == ["1*population@50", "0.1*land_value"]
    assert jobs.asked[0]["weights"] == {"YRD": 3}
    assert jobs.asked[0]["candidates"] == "parcels"
    page.click("#propose-form .weighed .less")
    expect(page.locator("#propose-form [name=region-0]")).to_have_count(0)


def test_the_legend_tells_land_taken_from_land_released_and_hides_both(
    visit: Visit, jobs: ToldJobs, plan: Plan
) -> None:
    jobs.tell("done", result=proposal(plan, objective="population@50 + 0.1*land_value"))
    page = opened(visit)
    legend = page.locator("#legend")
    expect(legend.locator("[data-layer=proposed]")).to_be_checked()
    expect(legend).to_contain_text("Land taken")
    expect(legend).to_contain_text("Land released")
    expect(page.locator(".propose-objective")).to_contain_text("0.1 × Value of the land")
    expect(page.locator("#map_0 path.piece")).to_have_count(2)
    open_legend(page)
    legend.locator("[data-layer=proposed]").uncheck()
    expect(page.locator("#map_0 path.piece")).to_have_count(0)
    page.click("#tab-coverage")
    expect(legend.locator("[data-layer=proposed]")).to_have_count(0)


def several(plan: Plan) -> dict[str, Any]:
    """Return two answers that differ, with how often land is in them."""
    best = proposal(plan, differs_km2=None)
    other = proposal(plan, differs_km2=2.14, measured=700.0, taken=[piece("E", 14, last=300.0)])
    often = [
        {"zone_id": "W", "released": True, "times": 2, "area_km2": 1.07} | {"geometry": ONE},
        {"zone_id": "E", "released": False, "times": 1, "area_km2": 1.07} | {"geometry": FIVE},
    ]
    return best | {"answers": [best, other], "often": often}


ONE, FIVE = mapping(square(0)), mapping(square(14))


def test_several_answers_are_asked_for_and_one_is_chosen(
    visit: Visit, jobs: ToldJobs, plan: Plan
) -> None:
    page = opened(visit)
    page.check("#propose-form [name=many][value=several]")
    page.fill("#propose-form [name=answers]", "2")
    page.fill("#propose-form [name=differ]", "1.5")
    page.click("#propose-form summary")
    page.fill("#propose-form [name=apart]", "1")
    start(page)
    assert (jobs.asked[0]["answers"], jobs.asked[0]["differ_km2"]) == (2, 1.5)
    assert jobs.asked[0]["new_blocks"] == 1
    jobs.tell("done", result=several(plan))
    expect(page.locator(".answers button")).to_have_text(
        ["999▲ +599the best", "700▲ +300differs by 2.14 km²"]
    )
    expect(page.locator("#answer-0")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#map_0 path.agreed")).to_have_count(2)
    page.focus("#answer-1")
    page.keyboard.press("Enter")
    expect(page.locator("#answer-1")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#answer-1")).to_be_focused()
    expect(page.locator(".propose-gain b")).to_have_text("700")
    expect(page.locator("#propose-result .steps li")).to_have_text(
        ["2 / 21.07 km²", "1 / 21.07 km²"]
    )
    page.uncheck("#propose-often")
    expect(page.locator("#map_0 path.agreed")).to_have_count(0)


def test_the_front_of_two_objectives_is_drawn_and_a_point_is_chosen(
    visit: Visit, jobs: ToldJobs, plan: Plan
) -> None:
    page = opened(visit)
    page.check("#propose-form [name=many][value=front]")
    page.select_option("#propose-form [name=secondcounted-0]", "sector:biopharma")
    start(page)
    assert jobs.asked[0]["front"] == ["sector:biopharma@50"]
    points = [proposal(plan, values=[900.0 - n * 100, 1.0 + n], measured=900.0 - n) for n in (0, 1)]
    drawn = {"objectives": ["population@50", "sector:biopharma@50"], "senses": ["max", "max"]}
    drawn |= {"before": [400.0, 0.0], "points": points}
    jobs.tell("done", result=points[0] | {"front": drawn})
    expect(page.locator("svg.front circle")).to_have_count(2)
    page.locator("svg.front circle").nth(1).click()
    expect(page.locator(".propose-gain b")).to_have_text("899")
    page.click("#answer-0")
    expect(page.locator(".propose-gain b")).to_have_text("900")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_cut_off_however_wide_the_page_is(
    visit: Visit, jobs: ToldJobs, plan: Plan, language: str
) -> None:
    jobs.tell("done", result=several(plan))
    page = visit.open(f"?tab=propose&lang={language}")
    expect(page.locator("#propose-result")).to_be_visible()
    page.click("#piece-0")
    page.click("#propose-form .terms > button")
    for width in (1440, 760, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(CUT) == [], width


CUT = """() => [...document.querySelectorAll("#panel-propose *")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display
    !== "inline" && !one.matches("select, input, progress"))
  .map((one) => one.className || one.tagName)"""
