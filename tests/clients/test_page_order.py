"""What stands on the page does not depend on which of the service's answers came last."""

from pathlib import Path

import pytest
from playwright.sync_api import Route

from layers import Plan
from tests.clients.conftest import Serve
from tests.clients.visiting import Visit
from tests.conftest import layer_frame, square

LATE = ("me", "measure", "layers/zones", "layers/customs_blocks")
"""Beginnings of the addresses, below /api/, of which all answers come last in turn."""

STANDS = """() => ["#header", "#tools", "#legend", "#panel", "footer"].flatMap((selector) =>
  [...document.querySelectorAll(selector)].flatMap((part) => [
    part.innerText,
    ...[...part.querySelectorAll("[title]")].map((one) => one.title + one.ariaDisabled),
  ]))"""


@pytest.fixture(scope="module")
def site(serve: Serve, squares_plan_path: Path) -> str:
    """Serve a plan with a locked zone and names, and a scenario that breaks rules of each kind."""
    given = Plan.open(squares_plan_path)
    layers = {name: given.frame(name) for name in given.present}
    layers["zones"] = layers["zones"].assign(name=["West Area", "East Area"], locked=[False, True])
    layers["customs_blocks"] = layers["customs_blocks"].assign(name=["West Block"])
    layers["exclusions"] = layer_frame(
        [square(1, 0.2, 0.5)], exclusion_id=["X"], kind=["wetland"], name=["West Marsh"]
    )
    layers["regions"] = layers["regions"].assign(name=["West Region", "East Region"])
    plan = Plan(layers)
    edits = [
        {"move": {"zone": "W", "dx_km": 0.5, "dy_km": 0}},
        {"add": {"zone": "N", "geometry": square(10.5, 0.5).wkt}},
    ]
    return serve(plan, north=edits)


def stands(visit: Visit, query: str, late: str) -> list[str]:
    """Return what the page says once the answers that are late have come after all others."""
    page = visit.page
    held: list[Route] = []
    holding = True

    def hold(route: Route) -> None:
        if holding:
            held.append(route)
        else:
            route.continue_()

    page.route(f"**/api/{late}**", hold)
    page.goto(f"{visit.site}/{query}")
    page.wait_for_selector("#header")
    visit.at_rest(page, held)
    holding = False
    for route in held:
        route.continue_()
    visit.shown(page)
    visit.at_rest(page)
    page.unroute(f"**/api/{late}**")
    found: list[str] = page.evaluate(STANDS)
    return found


@pytest.mark.parametrize(
    "shown",
    [
        "tab=zones&scenario=north&zone=E",
        "tab=rules&scenario=north&zone=W",
        "tab=compare&scenario=north",
        "tab=history&scenario=north&zone=E",
    ],
)
def test_the_page_says_the_same_whichever_answer_comes_last(visit: Visit, shown: str) -> None:
    usual, *others = (set(stands(visit, f"?{shown}", late)) for late in LATE)
    assert any("West" in part or "East" in part for part in usual)
    differing = {late: found ^ usual for late, found in zip(LATE[1:], others, strict=True)}
    assert {late: parts for late, parts in differing.items() if parts} == {}
