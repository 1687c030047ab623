"""A broken rule and a region that is not reached offer the edit by which that is mended."""

import pandas as pd
import pytest
from playwright.sync_api import expect

from layers import Plan
from tests.clients.conftest import Serve
from tests.clients.hands import apply, choose, take
from tests.clients.visiting import Visit
from tests.conftest import layer_frame, point, regions_frame, square, zones_frame

PLAN = Plan(
    {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(4))),
        "ftzs": pd.DataFrame({"ftz_id": ["F"], "cap_km2": [2.2]}),
        "regions": regions_frame(("330101", square(-50, -5, 56)), ("330102", square(6, -5, 56))),
        "demand": layer_frame([point(0), point(58)], demand_id=["1", "2"], population=[1_000, 50]),
    }
)
TALL = {"reshape": {"zone": "W", "geometry": square(0).union(square(0, 1)).wkt}}


@pytest.fixture(scope="module")
def site(serve: Serve) -> str:
    return serve(PLAN, tall=[TALL])


def test_a_cap_that_breaks_is_mended_by_a_button_not_by_a_locked_zone(visit: Visit) -> None:
    page = visit.open("?scenario=tall&tab=rules&lang=en")
    cap = page.locator("#rule-list [data-rule=cap]")
    release = cap.locator(".mend").first
    expect(cap.locator(".mend")).to_have_count(1)  # E has no land but that of the baseline
    expect(release).to_contain_text("Release 1.01 km² of the land that W gained")
    expect(cap.locator(".mends")).to_contain_text("mends 1, breaks 0")
    release.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#rule-list")).not_to_contain_text("Area cap")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    assert page.inner_text("#announcer").startswith("Shrink W to")
    page.click("#draft-undo")
    expect(release).to_contain_text("Release 1.01 km² of the land that W gained")
    expect(cap).to_have_count(1)
    page.click("#language")
    choose(page, "W")
    take(page, "lock")
    page.click("#tool-form .primary")
    page.click("#tab-rules")
    expect(cap.locator(".mend")).to_have_count(0)  # W is locked
    page = visit.open("?zone=E&lang=en")
    take(page, "resize")
    page.select_option("#tool-form [name=how]", "cap")  # as far as that allows
    apply(page)
    expect(page.locator("#tools-head")).to_contain_text("2.20 of 2.20 km²")


def test_a_region_that_is_not_reached_lets_a_zone_grow_to_it(visit: Visit) -> None:
    page = visit.open("?tab=regions&lang=en&region=330102&radius=50")
    page.wait_for_selector("#explained h2")
    grow = page.locator("#explained .mend").first
    expect(grow).to_contain_text("Move its boundary out by")
    grow.click()
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    expect(page.locator('.would [data-share="0"], .would li').first).to_contain_text("✓")
