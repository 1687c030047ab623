"""The Propose tab: asked for, followed, stopped and laid on the map, by mouse and by keyboard."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from playwright.sync_api import Locator, Page, Route, expect
from shapely.geometry import mapping

from layers import Plan
from tests.clients.conftest import Serve
from tests.clients.hands import box_of, open_legend
from tests.clients.proposing import SEARCHED_MS, ToldJobs, piece, proposal
from tests.clients.visiting import Visit, until
from tests.conftest import square

CUT = """() => [...document.querySelectorAll("#panel-propose *")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display
    !== "inline" && !one.matches("select, input, progress"))
  .map((one) => one.className || one.tagName)"""
FOUND = {"gain": 600.0, "seconds": 7, "land": mapping(square(1))}
ONE, FIVE = mapping(square(0)), mapping(square(14))


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
def site(serve: Serve, plan: Plan) -> str:
    return serve(plan)


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


def the_earlier_result_is_a_card(page: Page) -> None:
    """Expect its name and time when the tab is opened, and the land only once it is chosen."""
    earlier = page.locator("#propose-earlier li")
    expect(earlier).to_have_text("示例, 12:23Show")
    expect(page.locator("#map path.piece")).to_have_count(0)
    earlier.locator("button").click()
    expect(page.locator(".propose-gain")).to_have_text("999▲ +599")
    expect(page.locator("#map path.piece")).to_have_count(2)
    expect(earlier).to_have_count(0)


def with_few_tries(route: Route) -> None:
    """Ask the service for fewer shapes: what it finds is tested elsewhere."""
    asked = route.request.post_data_json
    route.continue_(post_data=json.dumps(asked | {"tries": 2000}) if asked else None)


def test_a_proposal_is_asked_for_and_laid_out(visit: Visit, jobs: ToldJobs, plan: Plan) -> None:
    page = opened(visit)
    page.focus("#propose-form [name=budget]")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("1.5")
    page.keyboard.press("Enter")
    state = page.locator(".propose-state")
    expect(state).to_have_text("Waiting in the queue")
    asked = {"kind": "proposal", "ftzs": ["F"], "objective": ["population@50"], "budget_km2": 1.5}
    assert jobs.asked == [asked | {"time_limit_s": 300}]
    expect(page.locator("#propose-form .primary")).to_be_disabled()
    jobs.report(progress=FOUND | {"bound": 620.0, "gap": 1 / 30, "share": 0.37, "left_s": 38.0})
    expect(state).to_have_text("Searching the best land")
    expect(page.locator("#propose-job p")).to_have_text(
        [
            "Searching the best land",
            "+600the best so far, on the map",
            "37 % done, about 40 s left",
            "At most 20 more are possible.",
        ]
    )
    expect(page.locator("#map path.so-far")).to_have_count(1)
    page.focus("#propose-cancel")
    page.keyboard.press("Enter")
    expect(state).to_have_text("Ending with the best answer so far")
    expect(page.locator("#propose-cancel")).to_be_focused()
    assert jobs.cancelled == 1
    jobs.report("done", result=proposal(plan, status="feasible"))
    expect(page.locator("#propose-result")).to_contain_text("People within 50 km")
    expect(page.locator("#propose-result")).to_contain_text("2 × Biopharma within 0 km")
    expect(page.locator(".propose-gain")).to_have_text("999▲ +599")
    expect(page.locator(".proof")).to_contain_text("Not proven to be the best: ")
    expect(page.locator(".proof")).to_contain_text("at most 21 more are possible.")
    expect(page.locator("#propose-result")).to_contain_text("400 before")
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
    visit.wait(page, "?tab=propose&lang=en")
    expect(page.locator("#propose-form [name=budget]")).to_have_value("1.5")
    expect(page.locator("#propose-form [name=ftz]")).to_be_checked()
    the_earlier_result_is_a_card(page)


def test_land_is_asked_for_in_phases_in_a_sentence(visit: Visit, jobs: ToldJobs) -> None:
    page = opened(visit)
    page.check("#propose-form [name=ftz]")
    page.select_option("#propose-form [name=asked]", "phases")
    for name, value in (("year-0", "2028"), ("km2-0", "4"), ("year-1", "2030"), ("km2-1", "3")):
        page.fill(f"[name=phase-{name}]", value)
    page.click("#propose-form .primary")
    expect(page.locator("#propose-says")).to_contain_text("at least as large as the one before")
    expect(page.locator("[name=phase-km2-1]")).to_be_focused()
    page.fill("[name=phase-km2-1]", "10")
    assert visit.violations(page, "#propose-form") == []
    page.get_by_role("button", name="Add a phase").click()
    expect(page.locator("[name=phase-year-2]")).to_have_value("2032")
    page.get_by_label("Leave out 2032").click()
    page.click("#propose-form .primary")
    expect(page.locator(".propose-state")).to_be_visible()
    asked = {name: jobs.asked[0].get(name) for name in ("phases", "budget_km2", "swap")}
    assert asked == {"phases": {"2028": 4, "2030": 10}, "budget_km2": None, "swap": None}


@pytest.mark.timeout(900)
def test_what_the_service_proposes_is_laid_on_the_map_with_rules_that_are_taken_back(
    visit: Visit,
) -> None:
    page = opened(visit)
    page.route("**/api/jobs", with_few_tries)
    page.select_option("#propose-form [name=counted-0]", "sector:marine_economy")
    page.fill("#propose-form [name=radius-0]", "3")
    page.fill("#propose-form [name=budget]", "20")
    start(page)
    expect(page.locator(".propose-gain")).to_contain_text("▲ +", timeout=SEARCHED_MS)
    page.click("#propose-lay")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    own = ["Not checked: Swap not balanced", "Area cap: hard"]
    page.click("#tab-history")
    expect(page.locator("#own-rules li")).to_have_text(own)
    page.click("#draft-save")
    expect(page.locator("#save-edits li").last).to_have_text(own[-1])
    page.click("#save-cancel")
    page.click("#tab-rules")
    expect(page.locator(".own-rules li")).to_have_text(own)
    page.click("#draft-undo")
    expect(page.locator(".own-rules")).to_have_count(0)
    page.click("#draft-redo")
    page.click("#plan-rules")
    expect(page.locator(".own-rules")).to_have_count(0)
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    page.click("#draft-undo")
    expect(page.locator(".own-rules li")).to_have_text(own)


def test_a_job_goes_on_after_a_reload_on_the_map(visit: Visit, jobs: ToldJobs, plan: Plan) -> None:
    jobs.report(progress={"gain": 600.0, "bound": 600.0, "gap": 0.0})
    page = opened(visit)
    state, budget = page.locator(".propose-state"), page.locator("#propose-form [name=budget]")
    expect(state).to_have_text("Searching the best land")
    budget.fill("7")
    page.click("#language")
    expect(state).to_have_text("正在寻找最优选址")
    expect(page.locator("#propose-cancel")).to_have_text("停止并保留目前最好的结果")
    expect(budget).to_have_value("7")
    towns = [("Linhai", "临海", 590.0), ("Old <b>Port</b>", "老港", -20.0)]
    places = [
        {"name": name, "name_zh": name_zh, "amount": amount, "lon": 120.05, "lat": 30.03}
        for name, name_zh, amount in towns
    ]
    asked_for = {"objective": "population@50 + 0.1*land_value", "places": places}
    jobs.report("done", result=proposal(plan, **asked_for))
    expect(page.locator(".proof")).to_have_text("已证明：所试图形的任何组合至多还可增加 21。")
    assert jobs.asked == []

    page.click("#language")
    proof = page.locator(".proof")
    expect(proof).to_contain_text("Proven: of the shapes that were tried, at most 21 more")
    expect(page.locator(".propose-objective")).to_contain_text("0.1 × Value of the land")
    names = page.locator("#map .leaflet-tooltip.changed")
    expect(names).to_have_text(["Linhai ▲ +590", "Old <b>Port</b> ▼ −20"])
    taken = page.locator("#map path.piece.gained")
    expect(taken).to_have_count(1)
    visit.at_rest(page)
    left, top, right, bottom = box_of(page, "#map path.piece.gained")
    page.mouse.click((left + right) / 2, (top + bottom) / 2)
    expect(page.locator("#piece-0")).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".pieces dd")).to_have_text(["+1,000", "+500", "+467"])
    legend, pieces = page.locator("#legend"), page.locator("#map path.piece")
    for words in ("Land taken", "Land released"):
        expect(legend).to_contain_text(words)
    expect(pieces).to_have_count(2)
    open_legend(page)
    legend.locator("[data-layer=proposed]").uncheck()
    expect(pieces).to_have_count(0)
    legend.locator("[data-layer=proposed]").check()
    expect(pieces).to_have_count(2)
    page.click("#tab-coverage")
    expect(pieces).to_have_count(0)
    expect(legend.locator("[data-layer=proposed]")).to_have_count(0)


def test_what_is_missing_is_said_and_the_form_is_asked(visit: Visit, jobs: ToldJobs) -> None:
    page = opened(visit)
    says, go = page.locator("#propose-says"), page.locator("#propose-form .primary")

    def field(name: str) -> Locator:
        return page.locator(f"#propose-form [name={name}]")

    go.click()
    expect(says).to_have_text("Choose at least one group.")
    expect(field("ftz").first).to_be_focused()
    field("radius-0").fill("")
    field("ftz").check()
    go.click()
    expect(says).to_have_text("Give a radius: 0 or more.")
    field("radius-0").fill("50")
    params = {"ftz": "F", "hint": {"code": "text", "params": {"text": "?"}}}
    jobs.report("failed", problems=[{"code": "propose-ftz-unknown", "params": params}])
    go.click()
    expect(says).to_contain_text("no zone of the plan is of this group")
    assert "--" not in says.inner_text()
    assert len(jobs.asked) == 1
    jobs.report("cancelled")
    go.click()
    expect(says).to_have_text("Cancelled; there was no answer yet.")

    page.click("#propose-form summary")
    page.click("#propose-form button:has-text('Weight a region')")
    expect(field("region-0").locator("option").first).to_have_text("长三角")
    field("times-0").fill("0")
    go.click()
    expect(says).to_have_text("Give a weight above 0.")
    field("times-0").fill("3")
    page.click("#propose-form .terms button:has-text('And another')")
    field("counted-1").select_option("strategy_land_km2")  # an indicator, of land
    expect(field("radius-1")).to_have_count(0)
    field("counted-1").select_option("land_value")
    field("weight-1").fill("0.1")
    field("candidates").select_option("parcels")
    go.click()
    until(page, lambda: len(jobs.asked) == 3)
    asked = {
        "objective": ["1*population@50", "0.1*land_value"],
        "weights": {"YRD": 3},
        "candidates": "parcels",
    }
    assert jobs.asked[2] | asked == jobs.asked[2]
    page.click("#propose-form .weighed .less")
    expect(field("region-0")).to_have_count(0)
    field("asked").select_option("province")
    assert field("many").count() == 0
    field("province").select_option(index=1)
    field("counted-1").select_option("worst-served")
    field("weight-1").fill("3")
    go.click()
    until(page, lambda: len(jobs.asked) == 4)
    assert jobs.asked[3]["objective"] == ["1*population@50", "3*worst-served@50"]
    assert jobs.asked[3]["budget_km2"] == 20
    assert "ftzs" not in jobs.asked[3]


def test_a_value_missing_under_advanced_comes_in_sight(visit: Visit, jobs: ToldJobs) -> None:
    page = opened(visit)
    advanced = page.locator("#propose-form summary")
    advanced.click()
    page.fill("#propose-form [name=time]", "0")
    advanced.click()
    page.check("#propose-form [name=ftz]")
    page.click("#propose-form .primary")
    expect(page.locator("#propose-says")).to_have_text("Give a time in seconds above 0.")
    expect(page.locator("#propose-form [name=time]")).to_be_focused()
    assert not jobs.asked


def several(plan: Plan) -> dict[str, Any]:
    best = proposal(plan, differs_km2=None)
    other = proposal(plan, differs_km2=2.14, measured=700.0, taken=[piece("E", 14, last=300.0)])
    often = [
        {"zone_id": "W", "released": True, "times": 2, "area_km2": 1.07} | {"geometry": ONE},
        {"zone_id": "E", "released": False, "times": 1, "area_km2": 1.07} | {"geometry": FIVE},
    ]
    return best | {"answers": [best, other], "often": often}


def test_one_of_several_answers_and_of_a_front_is_chosen_and_nothing_is_cut_off(
    visit: Visit, jobs: ToldJobs, plan: Plan
) -> None:
    page = opened(visit)
    page.select_option("#propose-form [name=many]", "several")
    page.fill("#propose-form [name=answers]", "2")
    page.fill("#propose-form [name=differ]", "1.5")
    page.click("#propose-form summary")
    page.fill("#propose-form [name=joint]", "1")
    start(page)
    assert (jobs.asked[0]["answers"], jobs.asked[0]["differ_km2"]) == (2, 1.5)
    assert jobs.asked[0]["joint_km"] == 1
    jobs.report("done", result=several(plan))
    expect(page.locator(".answers button")).to_have_text(
        ["999▲ +599the best", "700▲ +300differs by 2.14 km²"]
    )
    expect(page.locator("#answer-0")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#map path.agreed")).to_have_count(2)
    page.focus("#answer-1")
    page.keyboard.press("Enter")
    expect(page.locator("#answer-1")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#answer-1")).to_be_focused()
    expect(page.locator(".propose-gain b")).to_have_text("700")
    expect(page.locator("#propose-result .steps li")).to_have_text(
        ["2 / 21.07 km²", "1 / 21.07 km²"]
    )
    page.uncheck("#propose-often")
    expect(page.locator("#map path.agreed")).to_have_count(0)
    page.click("#piece-0")
    page.click("#propose-form .terms > button >> nth=0")
    for _ in ("zh", "en"):
        page.click("#language")
        for width in (390, 760, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate(CUT) == [], width

    jobs.job = None
    page.click("#propose-form .terms .less >> nth=0")
    page.select_option("#propose-form [name=asked]", "swap")
    page.select_option("#propose-form [name=idle]", "idle")
    page.select_option("#propose-form [name=many]", "front")
    page.select_option("#propose-form [name=secondcounted-0]", "sector:biopharma")
    page.click("#propose-form .primary")
    expect(page.locator("#propose-job")).to_be_visible()
    assert jobs.asked[1]["front"] == ["sector:biopharma@50"]
    assert jobs.asked[1]["swap"] == "idle"
    points = [proposal(plan, values=[900.0 - n * 100, 1.0 + n], measured=900.0 - n) for n in (0, 1)]
    drawn = {"objectives": ["population@50", "sector:biopharma@50"], "senses": ["max", "max"]}
    drawn |= {"before": [400.0, 0.0], "points": points}
    jobs.report("done", result=points[0] | {"front": drawn})
    expect(page.locator("svg.front circle")).to_have_count(2)
    page.locator("svg.front circle").nth(1).click()
    expect(page.locator(".propose-gain b")).to_have_text("899")
    page.click("#answer-0")
    expect(page.locator(".propose-gain b")).to_have_text("900")
