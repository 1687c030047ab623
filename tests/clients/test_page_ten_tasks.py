"""Ten tasks of a planner on the China plan, by keyboard alone: Tab, Enter, arrows and letters.

The story is Liaoning's marine economy: where it is not reached, what a zone can do about it within
the cap, what the service proposes with 20 km² more, and how the better of both is handed on.
"""

import json
import re
from pathlib import Path

from playwright.sync_api import FileChooser, Page, expect

from tests.clients.hands import after_print
from tests.clients.test_page_keyboard import save, tab_to, take
from tests.clients.visiting import Visit, until

SITE = "own_site"
OWN, PROPOSED = "dalian-within-the-cap", "dalian-with-more"
MISSED = "Dalian Changxing Island Shipbuilding"
OUTLINE = {
    "type": "Feature",
    "properties": {"name": "Changxing"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [
            [[121.6, 39.4], [121.65, 39.4], [121.65, 39.43], [121.6, 39.43], [121.6, 39.4]]
        ],
    },
}


def to(page: Page, goal: str, at_most: int = 250) -> None:
    """Press Tab until something that `goal` describes has the focus."""
    for _ in range(at_most):
        if page.evaluate("goal => document.activeElement.matches(goal)", goal):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {goal}")


def press(page: Page, goal: str, key: str = "Enter") -> None:
    to(page, goal)
    page.keyboard.press(key)


def show(page: Page, tab: str) -> None:
    """Walk along the tabs of the panel to one of them."""
    to(page, "[role=tab][aria-selected=true]")
    for _ in range(7):
        if page.evaluate("document.activeElement.id") == f"tab-{tab}":
            break
        page.keyboard.press("ArrowRight")
    expect(page.locator(f"#panel-{tab}")).to_be_visible()


def choose(page: Page, name: str, zone: str) -> None:
    """Find a zone by its name, and have it in hand."""
    page.keyboard.press("/")
    page.keyboard.type(name)
    expect(page.locator("#search-results [role=option]").first).to_have_attribute("data-id", zone)
    page.keyboard.press("Enter")
    expect(page.locator("[data-tool=drag]")).to_be_focused()


def resize(page: Page, down: int, size: str = "") -> None:
    """Take the tool that expands and shrinks; the way is so far down its list."""
    take(page, "resize")
    tab_to(page, "how")
    for _ in range(down):
        page.keyboard.press("ArrowDown")
    tab_to(page, "size")
    page.keyboard.type(size)
    page.keyboard.press("Enter")
    expect(page.locator("[data-tool=resize]")).to_be_focused()


def find_what_is_not_reached(page: Page) -> None:
    to(page, "#aim")
    page.keyboard.press("l")  # the FTZ
    page.keyboard.press("l")  # the province
    expect(page.locator("#aim")).to_have_value("region:210000")
    bar = page.locator("#sector-bars [data-id=marine_economy]")
    expect(bar).to_contain_text("1 / 2")
    press(page, "#sector-bars [data-id=marine_economy] button")
    listed = page.locator("#cluster-list")
    expect(listed.locator("h3")).to_have_text("Marine economy: 1 of 2 not within 50 km")
    expect(listed.locator("[data-reached=false]")).to_contain_text(MISSED)
    expect(listed.locator("[data-reached=false]")).to_contain_text("km from Dalian Area")
    press(page, "#cluster-list [data-reached=false] button")
    expect(page.locator("#announcer")).to_have_text(f"{MISSED} is shown on the map")
    expect(page.locator("path.would-cover")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(bar.locator("button")).to_be_focused()
    page.keyboard.press("Enter")  # it stays open and follows what comes
    expect(listed.locator("[data-reached=true] li")).to_have_count(1)


def extend_within_the_cap(page: Page) -> None:
    choose(page, "Shenyang Area", "LN-SY")
    resize(page, 4, "14")
    choose(page, "Dalian Area", "LN-DL")
    resize(page, 5)
    expect(page.locator("#tools-head")).to_contain_text("119.88 of 119.89 km²")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 2 edits")


def see_whom_it_serves_and_what_it_breaks(page: Page) -> None:
    show(page, "compare")
    tables = page.locator("#compare-tables")
    expect(tables).to_contain_text("Dalian Area")
    expect(tables).to_contain_text("No cluster enters or leaves")
    expect(tables).to_contain_text("Covered people, by city")
    show(page, "rules")
    expect(page.locator("#rule-list")).to_contain_text("Newly broken")
    expect(page.locator("#rule-list")).to_contain_text("Dalian Area has")
    save(page, "Dalian within the cap", OWN, "What Shenyang releases")
    expect(page.locator("#draft-state")).to_have_text("Saved: 2 edits")


def ask_for_a_proposal(page: Page) -> None:
    show(page, "propose")
    expect(page.locator("#propose-form [name=ftz]:checked")).to_have_count(1)
    to(page, "#propose-form [name=counted-0]")
    page.keyboard.type("Marine")
    to(page, "#propose-form [name=budget]")
    page.keyboard.press("Control+a")
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    expect(page.locator(".propose-gain")).to_have_text("15.00▲ +1.00", timeout=120_000)
    press(page, "#propose-lay")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    save(page, "Dalian with more", PROPOSED, "Proposed with 60 km² more")
    expect(page.locator("#draft-state")).to_have_text("Saved: 1 edit")
    to(page, "#against")
    page.keyboard.type("Dalian within")
    expect(page.locator("#against")).to_have_value(OWN)
    show(page, "compare")
    tables = page.locator("#compare-tables")
    expect(tables.locator("[data-way=entering]")).to_contain_text(MISSED)
    expect(tables).to_contain_text("Liaoyang")  # not its code


def compare_three(page: Page) -> None:
    for scenario in ("baseline", OWN, PROPOSED):
        press(page, f"[data-agree='{scenario}']", "Space")
    expect(page.locator("#several tbody tr:has(td.number)")).to_have_count(3)


def go_on_undo_and_see_the_history(page: Page, visit: Visit) -> None:
    visit.wait(page, f"?scenario={OWN}&lang=en&tab=history")
    expect(page.locator("#revisions")).to_contain_text("What Shenyang releases")
    choose(page, "Yingkou Area", "LN-YK")
    resize(page, 4, "29")
    page.keyboard.press("Control+s")
    tab_to(page, "message")
    page.keyboard.type("Yingkou gives a little")
    page.keyboard.press("Enter")
    expect(page.locator("#draft-state")).to_have_text("Saved: 3 edits")
    show(page, "history")
    expect(page.locator("#revisions")).to_contain_text("Yingkou gives a little")
    press(page, "[data-step=undo]")
    expect(page.locator("#revisions li").first).to_contain_text("3 · undone")
    expect(page.locator("#draft-state")).to_have_text("Saved: 2 edits")


def pin_a_comment_and_answer(page: Page) -> None:
    to(page, "#comment-text")
    page.keyboard.type("Is this coast free?")
    to(page, "#comment-about")
    page.keyboard.type("a place")
    to(page, "#comment-place")
    page.keyboard.press("Control+a")
    page.keyboard.type("121.45, 39.55")
    page.keyboard.press("Enter")
    expect(page.locator(".comment-pin text")).to_have_text("1")
    press(page, "[data-act='answer 1']")
    expect(page.locator("#comment-text")).to_be_focused()
    page.keyboard.type("Half of it")
    press(page, "#comment-form [type=submit]")
    expect(page.locator("#comments li.answer")).to_contain_text("Half of it")


def hand_on(page: Page, visit: Visit) -> None:
    visit.wait(page, f"?scenario={PROPOSED}&lang=en&aim=region:210000")
    press(page, "#share")
    expect(page.locator("#share-link")).to_have_value(
        re.compile(rf".*\?scenario={PROPOSED}&aim=region:210000&at=.*&revision=1")
    )
    page.keyboard.press("Escape")
    press(page, "#download")
    for suffix, begins in ((".pdf", b"%PDF"), (".geojson", b"{")):
        to(page, f"#download-formats a[href*='{suffix}']")
        with page.expect_download(timeout=120_000) as download:
            page.keyboard.press("Enter")
        assert download.value.path().read_bytes().startswith(begins)
    page.keyboard.press("Escape")


def import_an_outline(page: Page, path: Path, choosers: list[FileChooser]) -> None:
    choose(page, "Dalian Area", "LN-DL")
    press(page, "#draft-import")
    page.wait_for_selector("#upload[open]")
    to(page, "#upload-as")
    page.keyboard.press("ArrowDown")  # the outline of the chosen zone
    to(page, "#upload-file")
    page.keyboard.press("Enter")
    until(page, lambda: choosers)
    choosers[0].set_files(path)
    expect(page.locator("#upload-outline")).to_contain_text("Changxing", timeout=90_000)
    press(page, "#upload-take")
    expect(page.locator("#tool-form [name=outline]")).not_to_have_value("")
    press(page, "#tool-form [type=submit]")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")  # drawn anew twice is once
    press(page, "#draft-undo")
    expect(page.locator("#draft-state")).to_have_text("Saved: 1 edit")


def print_it_in_chinese_and_dark(page: Page, visit: Visit) -> None:
    press(page, "#language")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    for _ in range(3):
        if page.evaluate("document.documentElement.dataset.theme") == "dark":
            break
        press(page, "#theme")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.keyboard.press("/")
    page.keyboard.type("大连市")
    expect(page.locator("#search-results [data-kind=city]").first).to_contain_text("大连市")
    page.keyboard.press("Enter")
    expect(page.locator("#announcer")).to_contain_text("大连市")
    page.keyboard.press("/")
    page.keyboard.type("瓦房店市")
    expect(page.locator("#search-results [role=option]").first).to_contain_text("瓦房店市")
    page.keyboard.press("Enter")
    visit.at_rest(page)
    page.evaluate("() => { window.print = () => { document.body.dataset.printed = 'yes'; }; }")
    press(page, "#sheet")
    press(page, "#sheet-form [value=print]")
    page.wait_for_selector("body[data-printed]", state="attached")
    expect(page.locator("#sheet-notes")).to_contain_text("边界为示意")
    after_print(page)
    expect(page.locator("#header")).to_be_visible()


def test_ten_tasks_by_keyboard_alone(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "outline.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": [OUTLINE]}), encoding="utf-8"
    )
    choosers: list[FileChooser] = []
    visit.page.on("filechooser", lambda one: choosers.append(one))  # noqa: PLW0108  Playwright marks it
    page = visit.open("?lang=en")
    find_what_is_not_reached(page)
    extend_within_the_cap(page)
    see_whom_it_serves_and_what_it_breaks(page)
    ask_for_a_proposal(page)
    compare_three(page)
    go_on_undo_and_see_the_history(page, visit)
    pin_a_comment_and_answer(page)
    hand_on(page, visit)
    import_an_outline(page, path, choosers)
    print_it_in_chinese_and_dark(page, visit)
