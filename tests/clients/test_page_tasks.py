"""What a stranger does on the first day, each in a number of actions: a click, a text, a choice."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from geo import Scenario
from layers import Plan
from tests.clients.conftest import Serve
from tests.clients.proposing import ToldJobs, piece, proposal
from tests.clients.visiting import Visit

ASKED = {"ftzs": ["LN"], "objective": ["sector:marine_economy@50"], "budget_km2": 60}
_PREPARED_S = 120  # a report with its maps, on a machine that does much else


class Stranger:
    """A hand on the page that counts what it does."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def click(self, what: str) -> None:
        self.actions += 1
        self.page.click(what)

    def write(self, where: str, text: str) -> None:
        self.actions += 1
        self.page.fill(where, text)

    def enter(self, where: str) -> None:
        self.actions += 1
        self.page.press(where, "Enter")

    def choose(self, where: str, value: str) -> None:
        self.actions += 1
        self.page.select_option(where, value)

    def search(self, name: str) -> None:
        self.write("#search", name)
        expect(self.page.locator("#search-results [aria-selected=true]")).to_contain_text(name)
        self.enter("#search")


@pytest.fixture(scope="module")
def site(serve: Serve, provinces_plan: Plan) -> Iterator[str]:
    """Serve some provinces with a limit for as long as the file waits: 422 is no file."""
    move = {"zone": "SH-LJZ", "dx_km": 0, "dy_km": 1}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZONEWRIGHT_LIMIT_S", str(_PREPARED_S))
        yield serve(provinces_plan, north=[{"move": move}])


def of_yingkou(plan: Plan) -> dict[str, Any]:
    """Return a proposal by which Yingkou grows."""
    document: dict[str, Any] = {"scenario": "proposal", "title": "P", "baseline": plan.baseline}
    document["edits"] = [{"expand": {"zone": "LN-YK", "by_km": 0.5}}]
    made = Scenario.from_document(document).to_document()
    return proposal(plan, scenario=made, taken=[piece("LN-YK", 0, last=500.0)], released=[])


@pytest.mark.timeout(900)  # one of the tasks waits for a report with its maps
def test_five_tasks_of_a_stranger_take_few_actions(visit: Visit, provinces_plan: Plan) -> None:
    page = visit.open("?lang=en")
    one = Stranger(page)
    one.search("Lingang")
    within = page.locator("[data-within=zone] tr", has_text="50 km")
    expect(within).to_contain_text(re.compile(r"\d\d,\d{3},\d{3}"))
    assert one.actions == 2

    two = Stranger(visit.open("?lang=en"))
    two.search("Lingang")
    two.click("[data-tool=grow]")
    two.write("#tool-form [name=size]", "8")
    two.choose("#tool-form [name=direction]", "0")  # on land: the sea is kept off
    two.choose("#tool-form [name=partner]", "SH-LJZ")
    two.click("#tool-form [type=submit]")
    expect(page.locator("#tools-head .zone-area")).to_have_text("127.50 km²")
    two.click("#tab-rules")
    expect(page.locator("#tools-head")).to_contain_text("Shanghai: 240.22 of 240.22 km²")
    expect(page.locator("#panel-rules")).not_to_contain_text("cap")
    two.click("#draft-save")
    two.write("#save [name=title]", "To the port")
    two.write("#save [name=message]", "Land for the port")
    two.enter("#save [name=message]")
    expect(page.locator("#scenario option:checked")).to_have_text("To the port · draft")
    assert two.actions == 12

    beside = Stranger(page)
    beside.choose("#against", "north")
    beside.click("[data-mode=two]")
    beside.click("#tab-compare")
    expect(page.locator("#compare-tables")).to_contain_text("Lingang Special Area")
    capped = page.locator("#compare-tables tr", has_text="Shanghai, km² (cap 240.22)")
    expect(capped.locator("td")).to_have_text(["240.22", "240.22", "= no change"])
    assert beside.actions == 3

    files = Stranger(page)
    for opener in ("#more summary", "#download"):
        files.click(opener)
    for suffix in (".pdf", ".gpkg"):
        with page.expect_download(timeout=1000 * _PREPARED_S) as download:
            files.click(f"#download-formats a[data-suffix='{suffix}']")
        assert download.value.suggested_filename.endswith(f"to-the-port{suffix}")
    assert files.actions == 4

    jobs = ToldJobs(page)  # what is searched there, the tests of proposals search
    land = Stranger(visit.open("?lang=en"))
    land.click("#tab-propose")
    land.click("#propose-form [name=ftz][value=LN]")
    land.choose("#propose-form [name=counted-0]", "sector:marine_economy")
    land.write("#propose-form [name=budget]", "60")
    land.click("#propose-form .primary")
    expect(page.locator("#propose-job")).to_be_visible()
    assert jobs.asked[0] | ASKED == jobs.asked[0]
    jobs.report("done", result=of_yingkou(provinces_plan))
    land.click("#propose-lay")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    assert land.actions == 6
