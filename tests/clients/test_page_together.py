"""Several planners at once, each with a browser of their own: what one saves the others see."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Route, expect

from geo import Scenario
from layers import Plan
from layers.store import Change, Remark
from tests.clients.conftest import served, visiting
from tests.clients.hands import from_menu, move, open_legend, pixel, save
from tests.clients.visiting import Visit, until

SignIn: TypeAlias = Callable[..., Visit]


@pytest.fixture
def app(squares_plan: Plan, make_app: Callable[..., FastAPI]) -> FastAPI:
    """Return the service of a plan over squares, with a scenario that everyone may read."""
    document = {
        "scenario": "north",
        "title": "North",
        "title_zh": "北移",
        "baseline": squares_plan.baseline,
        "edits": [{"move": {"zone": "W", "dx_km": 0.3, "dy_km": 0}}],
    }
    return make_app(squares_plan, Scenario.from_document(document))


@pytest.fixture(scope="module")
def squares_plan(squares_plan_path: Path) -> Plan:
    return Plan.open(squares_plan_path)


@pytest.fixture
def site(app: FastAPI) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture
def sign_in(browser: Browser, app: FastAPI, site: str) -> Iterator[SignIn]:
    """Return what signs a person in, with a browser of their own, which nobody complains of."""
    with ExitStack() as opened:

        def signed(name: str, role: str = "planner") -> Visit:
            _, secret = app.state.store.tokens.create(name, role)
            visit = opened.enter_context(visiting(browser, site))
            request = visit.page.context.request
            assert request.post(f"{site}/api/session", data={"token": secret}).ok
            return visit

        yield signed


def saved_by(app: FastAPI, author: str, why: str, *edits: dict[str, Any]) -> None:
    """Save the scenario anew, as another process of the service does."""
    store = app.state.store
    head = store.revision("north")
    document = store.document(head) | {"edits": list(edits)}
    document.pop("recorded", None)
    store.save(document, Change(head.hash, author, why))


MOVED_W: dict[str, Any] = {"move": {"zone": "W", "dx_km": 0.6, "dy_km": 0}}


def test_who_edits_is_told_of_a_save_and_may_go_on_with_both(sign_in: SignIn, app: FastAPI) -> None:
    page = sign_in("Wang 王").open("?scenario=north&lang=en")
    move(page, "E", "0.5")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    saved_by(app, "Li <b>", "Farther east, 更东", MOVED_W)
    notice = page.locator("#saved-notice")
    expect(notice).to_contain_text("Li <b> saved revision 2 at")
    expect(notice).to_contain_text("Your edit is not saved")
    expect(notice.locator("q")).to_have_text("Farther east, 更东")
    expect(page.locator("#announcer")).to_contain_text("saved revision 2")
    assert page.locator("#draft-state").inner_text() == "Unsaved: 1 edit"  # nothing is lost
    page.locator("#draft-save").click(trial=True)  # nothing lies on it
    page.click("#saved-look")
    expect(page.locator("#map-frame")).to_have_attribute("data-mode", "swipe")
    expect(page.locator("#compare-tables")).to_contain_text("North · edited, against North")
    page.click("#saved-continue")
    page.wait_for_selector("#conflict[open]")
    page.click("#conflict-continue")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    expect(notice).to_be_hidden()
    save(page, "both")
    page.wait_for_selector("#save", state="hidden")
    expect(page.locator("#draft-state")).to_have_text("Saved: 2 edits")
    document = app.state.store.document(app.state.store.revision("north"))
    assert document["edits"][0] == MOVED_W
    assert app.state.store.summary("north").revision == 3


def test_planners_see_who_is_here_and_each_others_saves_without_asking(sign_in: SignIn) -> None:
    li, wang = sign_in("Li"), sign_in("王 <i>")
    one = li.open("?scenario=north&lang=en")
    expect(one.locator("#here")).to_be_hidden()
    other = wang.open("?scenario=north&lang=zh")
    expect(other.locator("#here")).to_have_text("同在此方案：Li")
    one.bring_to_front()
    expect(one.locator("#here")).to_have_text("Also here: 王 <i>")
    move(one, "W", "0.5")
    save(one, "to the road")
    one.wait_for_selector("#save", state="hidden")
    other.bring_to_front()
    notice = other.locator("#saved-notice")
    expect(notice).to_contain_text("Li于")
    expect(notice).to_contain_text("保存了第 2 版。 地图已更新。")
    other.click("#saved-close")
    expect(notice).to_be_hidden()
    other.click("#tab-places")
    expect(other.locator("#zone-list [data-zone=W] .zone-area")).to_contain_text("平方公里")
    expect(one.locator("#saved-notice")).to_be_hidden()  # its own
    other.select_option("#scenario", "baseline")
    for page in (other, one):
        page.bring_to_front()
        expect(page.locator("#here")).to_be_hidden()


def test_several_tabs_hold_one_stream_and_all_are_told(sign_in: SignIn, app: FastAPI) -> None:
    visit = sign_in("Wang")
    pages = [
        visit.open("?scenario=north"),
        *(visit.open_another("?scenario=north") for _ in range(2)),
    ]
    for page in pages:
        page.bring_to_front()
    assert app.state.events.streams == 1
    saved_by(app, "Li", "", MOVED_W)
    for page in pages:
        page.bring_to_front()
        expect(page.locator("#saved-notice")).to_contain_text("Li saved revision 2")
    pages[0].close()  # the one that listened
    saved_by(app, "Li", "", MOVED_W, MOVED_W)
    for page in pages[1:]:
        page.bring_to_front()
        expect(page.locator("#saved-notice")).to_contain_text("Li saved revision 3")


def test_where_no_stream_comes_through_the_page_asks(sign_in: SignIn, app: FastAPI) -> None:
    visit = sign_in("Wang")

    def keep_to_itself(route: Route) -> None:
        """Answer as a proxy that gives nothing on before all is there."""
        route.fulfill(status=200, content_type="text/event-stream", body="")

    visit.page.context.route("**/api/events*", keep_to_itself)
    page = visit.open("?scenario=north")
    saved_by(app, "Li", "", MOVED_W)
    expect(page.locator("#saved-notice")).to_contain_text("Li saved revision 2")
    assert app.state.events.streams == 0


def test_a_comment_is_pinned_answered_by_key_and_settled(sign_in: SignIn, app: FastAPI) -> None:
    li, wang = sign_in("Li"), sign_in("Wang")
    page = li.open("?scenario=north&lang=en&tab=history")
    page.select_option("#comment-about", "place")
    expect(page.locator(".comment-pin.written")).to_have_count(1)  # in the middle of the map
    page.click("#comment-point")
    page.mouse.click(*pixel(page, (120.05, 30.02)))
    typed = [float(part) for part in page.input_value("#comment-place").split(", ")]
    assert abs(typed[0] - 120.05) + abs(typed[1] - 30.02) < 0.01
    assert page.get_attribute("#comment-point", "aria-pressed") == "false"
    page.fill("#comment-text", "<img src=x onerror=alert(1)> Is this <b>wetland</b>?")
    page.keyboard.press("Tab")
    page.click("#comment-form [type=submit]")
    expect(page.locator(".comment-pin text")).to_have_text("1")
    place = app.state.store.comments.of("north")[0].remark.place
    assert [*place] == typed

    other = wang.open("?scenario=north&lang=en&tab=history")
    expect(other.locator("#comments .why")).to_contain_text("<b>wetland</b>")
    other.focus("[data-act='pin 1']")
    other.keyboard.press("Enter")
    expect(other.locator(".comment-pin.chosen")).to_have_count(1)
    other.focus("[data-act='answer 1']")
    other.keyboard.press("Enter")
    other.keyboard.type("It was, until 2019")
    other.keyboard.press("Tab")
    other.keyboard.press("Tab")
    other.keyboard.press("Enter")
    expect(other.locator("#comments li.answer")).to_contain_text("It was, until 2019")
    page.bring_to_front()
    expect(page.locator("#comments li.answer")).to_contain_text("until 2019")  # nobody asked
    page.click("[data-act='settle 1']")
    expect(page.locator("#comments li").first).to_contain_text("settled by Li")
    expect(page.locator(".comment-pin.settled")).to_have_count(1)
    other.bring_to_front()
    expect(other.locator(".comment-pin.settled")).to_have_count(1)
    expect(other.locator("[data-act='withdraw 1']")).to_have_count(0)  # it is Li's
    record = other.request.get(f"{wang.site}/api/scenarios/north/record").json()
    assert record["comments"][0]["settled_by"] == "Li"
    assert record["comments"][0]["place"] == typed
    text = other.request.get(f"{wang.site}/api/scenarios/north/record?as=md").text()
    assert "settled by Li" in text
    assert "<img" not in text.replace("\\<img", "")  # no letter has a meaning to HTML


def test_a_place_is_typed_and_pins_stay_apart_or_are_counted(sign_in: SignIn, app: FastAPI) -> None:
    for lon in (121.0, 121.0001, 125.0):
        app.state.store.comments.add("north", "Li", Remark("here", None, (lon, 30.0)))
    page = sign_in("Wang").open("?scenario=north&lang=zh&tab=history&at=30,121,5")
    expect(page.locator(".comment-pin")).to_have_count(2)
    assert sorted(page.locator(".comment-pin text").all_text_contents()) == ["3", "×2"]
    page.click(".comment-pin >> text=×2")
    expect(page.locator(".comment-pin text", has_text="2")).to_have_text("2")
    page.select_option("#comment-about", "place")
    page.fill("#comment-place", "nowhere")
    expect(page.locator(".comment-pin.written")).to_have_count(0)
    page.fill("#comment-text", "这里")
    page.click("#comment-form [type=submit]")
    expect(page.locator("#comment-says")).not_to_be_empty()
    page.fill("#comment-place", "121.00005, 30.0001")
    page.press("#comment-place", "Enter")
    expect(page.locator("#comments li")).to_have_count(4)
    assert app.state.store.comments.of("north")[3].remark.place == (121.00005, 30.0001)
    open_legend(page)
    page.uncheck("#legend [data-layer=comments]")
    expect(page.locator(".comment-pin").first).to_be_hidden()


def test_a_link_carries_what_is_shown_and_says_it_is_older(sign_in: SignIn, app: FastAPI) -> None:
    li, wang = sign_in("Li"), sign_in("Wang")
    page = li.open("?scenario=north&radius=25&aim=ftz:F&at=30.5000,120.5000,6&lang=zh&theme=dark")
    from_menu(page, "share")
    link = page.input_value("#share-link")
    asked = link.removeprefix(f"{li.site}/")
    assert re.fullmatch(
        r"\?scenario=north&radius=25&aim=ftz:F&at=30\.50\d+,120\.\d+,6&revision=1", asked
    )
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("#share-copy")
    expect(page.locator("#share-says")).to_have_text("链接已复制。")
    assert page.evaluate("navigator.clipboard.readText()") == link
    saved_by(app, "Li", "Farther east", MOVED_W)
    other = wang.open(asked + "&lang=en")
    notice = other.locator("#saved-notice")
    expect(notice).to_contain_text("This link was made at revision 1. You see revision 2")
    expect(notice.locator("q")).to_have_text("Farther east")
    assert "revision=1" in other.url
    assert other.input_value("#radius") == "25"
    assert other.input_value("#aim") == "ftz:F"
    from_menu(other, "share")
    assert other.input_value("#share-link").endswith("&revision=2")
    expect(other.locator("#share-visibility")).to_be_disabled()  # its owner's to choose
    expect(other.locator("#share-owner")).to_contain_text("local planner")
    other.keyboard.press("Escape")
    east = """() => [...document.querySelectorAll("#map path.zone")]
      .map((path) => path.getAttribute("d")).sort().join()"""
    newest = other.evaluate(east)
    other.click("#saved-link")
    expect(notice).to_contain_text("You see revision 1, at which this link was made")
    until(other, lambda: other.evaluate(east) != newest)
    expect(other.locator("#draft-save")).to_have_count(0)  # to look is no edit
    other.click("#saved-show")
    until(other, lambda: other.evaluate(east) == newest)
    expect(notice).to_be_hidden()
    assert "revision" not in other.url


def test_an_owner_shares_and_hides_and_lists_follow(sign_in: SignIn, app: FastAPI) -> None:
    store = app.state.store
    document = store.document(store.revision("north")) | {"scenario": "south", "title": "South"}
    store.create(document, "Li")
    li, wang = sign_in("Li"), sign_in("Wang")
    wang.expected = {404}
    other = wang.open("?scenario=south&lang=en")
    expect(other.locator("#problem")).to_contain_text("no scenario “south” that you may read")
    assert other.input_value("#scenario") == "baseline"
    store.create(document | {"scenario": "east", "title": "East"}, "Li", visibility="shared")
    expect(other.locator("#scenario option[value=east]")).to_have_count(1)
    expect(other.locator("#scenario option[value=south]")).to_have_count(0)  # it is Li's alone
    page = li.open("?scenario=south&lang=en")
    from_menu(page, "share")
    says = page.locator("#share-says")
    page.select_option("#share-visibility", "shared")
    expect(says).to_have_text("Readable now by: everyone who signs in")
    assert store.summary("south").visibility == "shared"
    other.bring_to_front()
    expect(other.locator("#scenario option[value=south]")).to_have_count(1)
    other.select_option("#scenario", "south")
    other.wait_for_selector("#panel[aria-busy=false]")
    page.bring_to_front()
    page.select_option("#share-visibility", "private")
    expect(says).to_have_text("Readable now by: only me")
    other.bring_to_front()
    expect(other.locator("#saved-notice")).to_contain_text("no longer shared with you")
    other.click("#saved-baseline")
    expect(other.locator("#scenario option[value=south]")).to_have_count(0)


def test_axe_finds_nothing_while_planners_work_together(sign_in: SignIn, app: FastAPI) -> None:
    comments = app.state.store.comments
    comments.add("north", "Li", Remark("here", None, (120.02, 30.01)))
    comments.add("north", "Li", Remark("done", None, (120.1, 30.03)))
    comments.settle("north", 2, "Li")
    visit = sign_in("Wang")
    page = visit.open("?scenario=north&lang=zh&theme=light&tab=history")
    move(page, "E", "0.5")
    saved_by(app, "Li", "Farther east", MOVED_W)
    app.state.store.presences.report("north", "Li", editing=True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.click("#tab-history")
    page.select_option("#comment-about", "place")
    page.click("#comment-point")
    page.click("[data-act='pin 1']")
    page.wait_for_selector("#saved-notice:not([hidden])")
    page.wait_for_selector("#here:not([hidden])")
    page.wait_for_selector(".comment-pin.chosen", state="attached")
    assert visit.violations(page) == []


def test_a_scenario_is_found_and_opens_at_what_it_changes_and_back_goes_back(
    sign_in: SignIn,
) -> None:
    page = sign_in("Wang").open("?tab=history&lang=en")
    opens = page.locator("#scenarios .link")
    expect(opens).to_have_text(["North"])
    page.fill("#scenarios-text", "south")
    expect(page.locator("#scenarios")).to_have_text("No scenario is like this.")
    page.fill("#scenarios-text", "nor")
    expect(opens).to_have_text(["North"])
    before = page.url
    opens.click()
    expect(page.locator("#scenario")).to_have_value("north")
    until(page, lambda: zoom(page.url) > zoom(before))
    there = page.url
    page.click("#tab-compare")
    page.go_back()
    expect(page.locator("#tab-history")).to_have_attribute("aria-selected", "true")
    until(page, lambda: page.url == there)
    page.go_back()
    expect(page.locator("#scenario")).to_have_value("baseline")
    until(page, lambda: page.url == before)
    page.go_forward()
    expect(page.locator("#scenario")).to_have_value("north")
    until(page, lambda: page.url == there)
    for farther in range(1, 5):
        page.click("#zoom-out")
        until(page, lambda: zoom(page.url) <= zoom(there) - farther)  # noqa: B023  at once
    page.click("#scenario-list summary")
    opens.click()  # it is shown already: then the map alone goes there
    until(page, lambda: zoom(page.url) > zoom(there) - 4)


def test_a_scenario_is_renamed_in_its_language_and_duplicated(sign_in: SignIn) -> None:
    page = sign_in("Wang").open("?tab=history&lang=zh&scenario=north")
    page.click("[data-step=rename]")
    expect(page.locator("#save [name=title]")).to_have_value("北移")
    page.fill("#save [name=title]", "再北移")
    page.fill("#save [name=message]", "更明白")
    page.press("#save [name=message]", "Enter")
    page.click("#scenario-list summary")
    expect(page.locator("#scenarios .link")).to_have_text(["再北移"])
    page.click("[data-step=duplicate]")
    expect(page.locator("#save [name=id]")).to_have_value("north-2")
    page.fill("#save [name=title]", "北移二")
    page.fill("#save [name=message]", "另试")
    page.press("#save [name=message]", "Enter")
    expect(page.locator("#scenario option:checked")).to_contain_text("北移二")
    expect(page.locator("#unsaved-edits li[value]")).to_have_count(1)
    page.click("#language")
    expect(page.locator("#scenarios .link")).to_have_text(["北移二", "North"])  # the last one first


def test_what_is_proposed_awaits_an_approver_who_wrote_none_of_it(
    sign_in: SignIn, app: FastAPI
) -> None:
    mine = sign_in("Wang", "approver").open("?tab=history&lang=en")
    page = sign_in("Li", "approver").open("?tab=history&lang=en")
    saved_by(app, "Wang", "A little farther", MOVED_W)
    head = app.state.store.revision("north")
    app.state.store.set_status("north", "proposed", Change(head.hash, "Wang", "Ready"))
    expect(page.locator("#awaiting-count")).to_have_text("1")
    page.select_option("#scenarios-of", "awaiting")
    expect(page.locator("#scenarios .tag")).to_have_text(["proposed", "awaiting your decision"])
    expect(mine.locator("#scenarios .tag")).to_have_text(["proposed"])
    expect(mine.locator("#awaiting-count")).to_be_hidden()
    mine.select_option("#scenarios-of", "awaiting")
    expect(mine.locator("#scenarios")).to_have_text("No scenario is like this.")


def zoom(address: str) -> float:
    """Return how near the map is, of an address of the page."""
    return float(address.rsplit(",", 1)[1].split("&", maxsplit=1)[0])
