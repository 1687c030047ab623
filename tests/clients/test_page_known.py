"""Violations of the baseline are marked as known once, with a reason, and folded."""

import pytest
from playwright.sync_api import expect

from tests.clients.conftest import Serve
from tests.clients.test_page_mending import PLAN
from tests.clients.visiting import Visit


@pytest.fixture(scope="module")
def site(serve: Serve) -> str:
    return serve(PLAN.with_layer("ftzs", PLAN.frame("ftzs").assign(cap_km2=1.5)))


def test_a_violation_of_the_baseline_is_marked_as_known_and_folded(visit: Visit) -> None:
    page = visit.open("?tab=rules&lang=en")
    cap = page.locator("#rule-list [data-rule=cap]")
    expect(cap).to_be_visible()
    page.fill("#acknowledge input", "The cap is being revised")
    page.keyboard.press("Enter")
    expect(page.locator("#rule-list .empty")).to_have_text(
        "No rule is broken but those that are known"
    )
    expect(cap).to_be_hidden()
    expect(page.locator("#acknowledge")).to_have_count(0)
    page.click("#rule-list summary")
    expect(cap).to_contain_text("Known to local planner")
    expect(cap).to_contain_text("The cap is being revised")
    assert visit.violations(page, "#panel-rules") == []
    page.click("#language")
    expect(page.locator("#rule-list summary")).to_have_text("现状基线的 1 个已知问题")
    cap.locator(".link").click()
    expect(page.locator("#acknowledge")).to_be_visible()
