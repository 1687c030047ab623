"""axe-core finds no violation at level A or AA: in either language, light and dark.

What a state has changed is checked in one theme by every rule, and in the other by those of
colours; the whole page where it opens and where a zone is chosen. Each state is one of a plan over
squares with a layer of every kind, in Chinese, where targets are smallest. Provinces of China add,
in English, what real rows are like: their tabs, sources and the head of the tools.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page

from layers import Plan
from tests.clients.conftest import Serve
from tests.clients.hands import from_menu, open_legend, open_tab, take
from tests.clients.proposing import ToldJobs, proposal
from tests.clients.visiting import Visit
from tests.conftest import square

SITE = "squares_site"
TABS = ("coverage", "regions", "zones", "rules", "compare", "propose", "history", "background")
TABS_OF_PROVINCES = ("coverage", "regions", "zones", "rules", "background")
MODES = ("swipe", "two", "one")
TOOLS = ("resize", "move", "split", "merge", "transfer", "swap", "add", "remove", "set", "drag")
DIALOGS = {"share": "share-close", "help-open": "help-close", "sheet": "sheet-cancel"}
"""Items of the menu, and what closes their dialogs."""


@pytest.fixture(scope="module")
def squares_site(serve: Serve, squares_plan_path: Path) -> str:
    """Serve a plan over squares, with two scenarios of which one breaks a rule."""
    north = [
        {"move": {"zone": "W", "dx_km": 0.3, "dy_km": 0}},
        {"add": {"zone": "N", "ftz": "F", "geometry": square(10.5, 0.5).wkt}},
    ]
    south = [{"expand": {"zone": "W", "by_km": 0.5}}]
    return serve(Plan.open(squares_plan_path), north=north, south=south)


def found_in_tabs(visit: Visit, page: Page, tabs: Sequence[str]) -> dict[str, list[str]]:
    open_legend(page)
    found: dict[str, list[str]] = {}
    for tab in tabs:
        open_tab(page, tab)
        found[tab] = visit.violations(page, "#panel" if found else "html")
    return found


def wrong(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {state: each for state, each in found.items() if each}


@pytest.mark.parametrize("site", ["provinces_site"], indirect=True)
def test_axe_finds_nothing_with_provinces_of_china(visit: Visit) -> None:
    page = visit.open("?lang=en&theme=light")
    found = found_in_tabs(visit, page, TABS_OF_PROVINCES)
    page.click("#sources")
    found["sources"] = visit.violations(page, "dialog[open]")
    page.click("#about-close")
    open_tab(page, "zones")
    page.click("#zone-list [data-zone=SH-LG]")
    page.click("[data-tool=grow]")
    page.click("[data-unfolds=parts]")
    found["grow"] = visit.violations(page, "#tools")
    assert wrong(found) == {}


@pytest.mark.timeout(900)  # it checks some thirty states, each by every rule
def test_axe_finds_nothing_in_tabs_modes_and_tools(visit: Visit) -> None:
    scenario = "?lang=zh&theme=light&scenario=north"
    page = visit.open(scenario)
    found = found_in_tabs(visit, page, TABS)
    page.click("#tab-compare")
    page.wait_for_selector("[data-table=compare-people]")
    for mode in MODES:
        page.click(f"#modes [data-mode={mode}]")
        found[mode] = visit.violations(page, "#map-frame")
    page.goto(f"{visit.site}/{scenario}&tab=compare&consensus=baseline,north,south")
    page.wait_for_selector("[data-table=consensus]")
    found["consensus"] = visit.violations(page, "#panel")
    for opener, closer in DIALOGS.items():
        from_menu(page, opener)
        found[opener] = visit.violations(page, "dialog[open]")
        page.click(f"#{closer}")
    page.click("#more summary")
    found["menu"] = visit.violations(page, "#more")
    page.keyboard.press("Escape")
    page.click("#ruler")
    found["ruler"] = visit.violations(page, "#map-frame")
    page.click("#ruler")
    open_tab(page, "zones")
    page.click("#zone-list [data-zone=E]")
    page.click("#tools-more")
    for tool in TOOLS:
        button = page.locator(f"#tool-row [data-tool={tool}]")
        if button.count() and button.is_enabled():
            button.click()
            found[tool] = visit.violations(page, "#tools" if tool in TOOLS[1:] else "html")
    assert wrong(found) == {}


def test_axe_finds_nothing_in_a_conflict_or_a_phone(visit: Visit) -> None:
    visit.expected.add(412)
    north = "&theme=light&scenario=north"
    mine, theirs = visit.open(f"?lang=en{north}"), visit.open_another(f"?lang=zh{north}")
    for page, east_km in ((mine, "5"), (theirs, "3")):
        page.click("#tab-places")
        page.click("#zone-list [data-zone=W]")
        take(page, "move")
        page.fill("#tool-form [name=east]", east_km)
        page.press("#tool-form [name=east]", "Enter")
        page.wait_for_selector("#tool-form", state="hidden")
    for page in (theirs, mine):
        from_menu(page, "share")
        assert visit.violations(page, "dialog[open]") == []
        page.click("#share-unsaved button")  # what is not saved is not in the link
        page.fill("#save [name=message]", "For the trees")
        assert visit.violations(page) == []
        page.click("#save [type=submit]")
        page.wait_for_selector("#save", state="hidden")
    mine.wait_for_selector("#conflict[open]")
    assert visit.violations(mine, "dialog[open]") == []
    theirs.set_viewport_size({"width": 390, "height": 844})
    assert visit.violations(theirs) == []


def test_axe_finds_nothing_wrong_in_a_proposal(visit: Visit, squares_plan_path: Path) -> None:
    plan, jobs = Plan.open(squares_plan_path), ToldJobs(visit.page)
    jobs.report(progress={"gain": 600.0, "bound": 620.0, "gap": 1 / 30})
    page = visit.open("?lang=zh&theme=light&tab=propose")
    page.wait_for_selector("#propose-cancel")
    found = {"running": visit.violations(page, "#panel", jobs.held)}
    points = [proposal(plan, values=[900.0 - n, 1.0 + n], differs_km2=n or None) for n in (0, 1)]
    front = {"objectives": ["population@50"] * 2, "senses": ["max"] * 2, "before": [400.0, 0.0]}
    for kind, more in {"answers": points, "front": front | {"points": points}}.items():
        jobs.report("done", result=points[0] | {kind: more, "often": []})
        page.goto(f"{visit.site}/?lang=zh&theme=light&tab=propose")
        page.click("#propose-earlier button")
        page.click("#piece-0")
        many = "several" if kind == "answers" else "front"
        page.select_option("#propose-form [name=many]", many)
        found[kind] = visit.violations(page, "#panel")
    page.click("#propose-lay")
    found["laid"] = visit.violations(page, "#panel")
    assert wrong(found) == {}
