"""What a stranger does on the first day, each in a number of actions: a click, a text, a choice."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from geo import Scenario
from layers import Plan
from tests.clients.conftest import Serve
from tests.clients.hands import kept_edits
from tests.clients.proposing import ToldJobs, piece, proposal
from tests.clients.visiting import Visit

ASKED = {"ftzs": ["LN"], "objective": ["sector:marine_economy@50"], "budget_km2": 60}
EXCHANGE = [
    {"shrink": {"zone": "SH-LJZ", "by_km2": 8}},
    {"expand": {"zone": "SH-LG", "by_km2": 8, "bearing": [315, 45], "keep_off": ["neighbours"]}},
]
LATIN = re.compile("[A-Za-z]{3,}")
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

    def write_why(self, title: str, why: str) -> None:
        """Save the edits as a scenario of their own."""
        self.click("#draft-save")
        self.write("#save [name=title]", title)
        self.write("#save [name=message]", why)
        self.enter("#save [name=message]")

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
        yield serve(provinces_plan, north=[{"move": move}], port=EXCHANGE)


def of_yingkou(plan: Plan) -> dict[str, Any]:
    """Return a proposal by which Yingkou grows."""
    document: dict[str, Any] = {"scenario": "proposal", "title": "P", "baseline": plan.baseline}
    document["edits"] = [{"expand": {"zone": "LN-YK", "by_km": 0.5}}]
    made = Scenario.from_document(document).to_document()
    return proposal(plan, scenario=made, taken=[piece("LN-YK", 0, last=500.0)], released=[])


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_zone_is_extended_within_the_cap_by_exchange(visit: Visit, language: str) -> None:
    in_english = language == "en"
    page = visit.open(f"?lang={language}")
    walk = Stranger(page)
    walk.search("Lingang" if in_english else "临港")
    walk.click("[data-tool=grow]")
    walk.write("#tool-form [name=size]", "8")
    walk.choose("#tool-form [name=direction]", "0")  # on land: the sea is kept off
    walk.choose("#tool-form [name=partner]", "SH-LJZ")
    area = page.locator("#tools-head .zone-area")
    expect(area).to_have_text("127.50 km²" if in_english else "127.50 平方公里")
    far = "Lujiazui Financial Area −8.00 km²" if in_english else "陆家嘴金融片区 −8.00 平方公里"
    expect(page.locator("#tool-says .out-of-view")).to_contain_text(far)
    assert in_english or not LATIN.search(page.inner_text("#tools"))
    walk.click("#tool-form [type=submit]")
    expect(page.locator("#draft-state")).to_have_text(
        "Unsaved: 2 edits" if in_english else "未保存：2 项编辑"
    )
    walk.click("#tab-rules")
    room = page.locator("#tools-head .ftz-room")
    expect(room).not_to_have_class("over")
    expect(room).to_contain_text("240.22 of 240.22" if in_english else "240.22 / 240.22")
    expect(page.locator("#panel-rules [data-rule=cap]")).to_have_count(0)
    title = f"To the port, {language}"
    walk.write_why(title, "Land for the port" if in_english else "为港口增加用地")
    expect(page.locator("#scenario option:checked")).to_contain_text(title)
    assert walk.actions == 12
    stored = page.request.get(f"{visit.site}/api/scenarios/to-the-port-{language}").json()
    assert [[*edit] for edit in stored["edits"]] == [["shrink"], ["expand"]]
    assert [next(iter(edit.values()))["by_km2"] for edit in stored["edits"]] == [8, 8]


def test_land_is_found_in_one_province_and_laid_out(
    visit: Visit, language: str, provinces_plan: Plan
) -> None:
    page = visit.open(f"?lang={language}")
    jobs = ToldJobs(page)  # what is searched there, the tests of proposals search
    walk = Stranger(page)
    walk.click("#tab-propose")
    walk.click("#propose-form [name=ftz][value=LN]")
    walk.choose("#propose-form [name=counted-0]", "sector:marine_economy")
    walk.write("#propose-form [name=budget]", "60")
    walk.click("#propose-form .primary")
    expect(page.locator("#propose-job")).to_be_visible()
    assert jobs.asked[0] | ASKED == jobs.asked[0]
    jobs.report("done", result=of_yingkou(provinces_plan))
    walk.click("#propose-lay")
    expect(page.locator("#draft-state")).to_have_text(
        "Unsaved: 1 edit" if language == "en" else "未保存：1 项编辑"
    )
    assert walk.actions == 6
    assert [*kept_edits(page)[0]] == ["expand"]
    visit.at_rest(page)
    title = f"Yingkou grows, {language}"
    walk.write_why(title, "Land for the sea" if language == "en" else "为海洋经济增加用地")
    expect(page.locator("#scenario option:checked")).to_contain_text(title)
    assert walk.actions == 10


@pytest.mark.timeout(900)  # one of the tasks waits for a report with its maps
def test_further_tasks_of_a_stranger_take_few_actions(visit: Visit) -> None:
    page = visit.open("?lang=en")
    one = Stranger(page)
    one.search("Lingang")
    within = page.locator("[data-within=zone] tr", has_text="50 km")
    expect(within).to_contain_text(re.compile(r"\d\d,\d{3},\d{3}"))
    assert one.actions == 2

    page = visit.open("?lang=en&scenario=port")
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
        assert download.value.suggested_filename.endswith(f"port{suffix}")
    assert files.actions == 4
