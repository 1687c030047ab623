"""What becomes of edits on the page: saved, in conflict, decided, talked of; and never lost."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from geo import Scenario
from layers import Plan
from layers.store import LOCAL, Person, Store
from service.app import create_app
from service.scenario_service import ScenarioService
from tests.clients.conftest import Serve, served, visiting
from tests.clients.hands import apply, choose, kept_edits, move, save, take, unfold
from tests.clients.visiting import Visit

MOVED_W, MOVED_E = ({"move": {"zone": zone, "dx_km": 0.3, "dy_km": 0}} for zone in "WE")
DRAFTS = "Object.keys(localStorage).filter((name) => name.startsWith('zonewright draft'))"


@pytest.fixture(scope="module")
def site(serve: Serve, named_squares: Plan) -> str:
    return serve(named_squares, sound=[MOVED_W], two=[MOVED_W, MOVED_E])


def saved(page: Page, edits: str) -> None:
    expect(page.locator("#draft-state")).to_have_text(f"Saved: {edits}")


def unsaved(page: Page, edits: str) -> None:
    expect(page.locator("#draft-state")).to_have_text(f"Unsaved: {edits}")


def without(visit: Visit, complaint: str) -> None:
    """Forget what the browser says of requests that a story itself lets fail."""
    visit.complaints = [one for one in visit.complaints if complaint not in one]


def test_a_scenario_is_saved_with_a_reason_and_has_a_history(visit: Visit) -> None:
    page = visit.open()
    move(page, "W", "0.3")
    save(page, "Nearer to the airport", "West eastwards")
    saved(page, "1 edit")
    assert "scenario=west-eastwards" in page.url
    expect(page.locator("#scenario option:checked")).to_contain_text("West eastwards · draft")
    page.click("#tab-history")
    expect(page.locator("#revisions li")).to_have_count(1)
    expect(page.locator("#revisions")).to_contain_text("Nearer to the airport")
    undo, redo = (page.locator(f"[data-step={step}]") for step in ("undo", "redo"))
    for step in (undo, redo):  # there is one revision
        expect(step).to_have_attribute("aria-disabled", "true")
    move(page, "W", "0.1")
    save(page, "A little more")
    saved(page, "2 edits")
    page.click("#tab-history")
    expect(page.locator("#revisions li")).to_have_count(2)
    expect(redo).to_have_attribute("aria-disabled", "true")
    expect(undo).not_to_have_attribute("aria-disabled", "true")
    undo.press("Enter")
    saved(page, "1 edit")
    expect(page.locator("#revisions li").first).to_contain_text("3 · undone")
    expect(redo).not_to_have_attribute("aria-disabled", "true")
    expect(undo).to_have_attribute("aria-disabled", "true")
    expect(undo).to_be_focused()  # and a keyboard goes on from there
    page.reload()
    visit.shown(page)
    expect(page.locator("#scenario")).to_have_value("west-eastwards")


def test_a_conflict_is_merged_reloaded_or_kept_apart(visit: Visit, named_squares: Plan) -> None:
    visit.expected = {412}
    ask, scenarios = visit.page.request, f"{visit.site}/api/scenarios"
    document: dict[str, Any] = {"scenario": "twice", "title": "Twice"}
    document["baseline"] = named_squares.baseline
    assert ask.post(f"{scenarios}?message=Begun", data=document | {"edits": [MOVED_W]}).ok

    def save_theirs(zone: str, east_km: float) -> None:
        """Save one more edit, as another page does."""
        now = ask.get(f"{scenarios}/twice")
        edits = [*now.json()["edits"], {"move": {"zone": zone, "dx_km": east_km, "dy_km": 0}}]
        headers = {"If-Match": now.headers["etag"]}
        url = f"{scenarios}/twice?message=Theirs too"
        assert ask.put(url, data=document | {"edits": edits}, headers=headers).ok

    page = visit.open("?scenario=twice")
    move(page, "E", "-0.2")
    save_theirs("S", 0.2)
    save(page, "East too")
    expect(page.locator("#conflict-body")).to_contain_text("Theirs too")
    assert page.locator("#conflict ins").all_inner_texts() == [
        "Move South Area 0.20 km east",
        "Move East Area 0.20 km west",
    ]
    page.click("#conflict-merge")
    saved(page, "3 edits")

    move(page, "S", "0.1")
    save_theirs("S", 0.3)
    save(page, "The other way")
    expect(page.locator("#conflict-merge")).to_be_disabled()
    expect(page.locator("#conflict .refusals")).to_contain_text("South Area")
    page.click("#conflict-reload")
    saved(page, "4 edits")
    page.click("#tab-history")
    expect(page.locator("#unsaved-edits")).to_contain_text("Move South Area 0.30 km east")

    move(page, "S", "0.1")
    save_theirs("S", 0.4)
    save(page, "The other way")
    page.click("#conflict-keep")
    page.fill("#save [name=title]", "Mine")
    page.fill("#save [name=message]", "Kept apart")
    page.click("#save [type=submit]")
    saved(page, "5 edits")
    assert "scenario=mine" in page.url


def test_a_broken_hard_rule_is_not_proposed_and_a_sound_scenario_is_decided(visit: Visit) -> None:
    visit.expected = {409}
    page = visit.open()
    move(page, "W", "4.4")  # onto both others
    page.click("#draft-save")
    expect(page.locator("#save-rules")).to_contain_text("can be saved, but not proposed")
    expect(page.locator("#save-rules li")).to_contain_text(["overlap", "overlap"])
    page.click("#save [type=submit]")
    expect(page.locator("#save-says")).to_have_text("Give it a title.")
    page.click("#save-cancel")
    save(page, "To see it refused", "Overlapping")
    saved(page, "1 edit")
    page.click("#tab-history")
    page.click("[data-step=proposed]")
    expect(page.locator("#decision-says .refusals")).to_contain_text("overlap")
    assert page.inner_text("#decision-says").count("overlap") == 2  # each said once
    page.select_option("#scenario", "sound")
    state = page.locator("#decision-state")
    expect(state).to_contain_text("draft")
    page.fill("#decision-why input", "Ready")
    page.click("[data-step=proposed]")
    expect(state).to_contain_text("proposed")
    expect(page.locator("#decision-says")).to_contain_text("no other person decides")
    page.fill("#decision-why input", "Sound")
    expect(page.locator("[data-step=approved]")).to_have_text("Approve (practice)")
    page.click("[data-step=approved]")
    expect(state).to_contain_text("approved (practice)")
    expect(page.locator("#revisions li .tag").first).to_have_text("approved (practice)")
    expect(page.locator("#revisions li").first).to_contain_text("Sound")
    move(page, "E", "-0.1")
    page.click("#draft-save")
    expect(page.locator("#save-decided")).to_be_visible()
    assert page.input_value("#save [name=id]") != "sound"


def test_who_reads_a_scenario_sees_its_edits_comments_and_answers(visit: Visit) -> None:
    page = visit.open("?scenario=two&tab=history")
    edits, title = page.locator("#unsaved-edits li span"), page.locator("#unsaved-title")
    moves = [f"Move {zone} Area 0.30 km east" for zone in ("West", "East")]
    expect(edits).to_have_text(moves)
    expect(title).to_have_text("Edits of this scenario")
    page.locator("#unsaved-edits button").first.press("Enter")
    expect(edits).to_have_text(moves[1:])
    unsaved(page, "1 edit")
    expect(page.locator("#draft-state")).to_be_focused()
    page.click("#draft-undo")
    expect(edits).to_have_text(moves)
    expect(title).to_have_text("Edits of this scenario")

    choose(page, "W")
    page.click("#tab-history")
    page.fill("#comment-text", "How deep is the <b>berth</b>?")
    page.select_option("#comment-about", "zone")
    page.click("#comment-form [type=submit]")
    expect(page.locator("#comments .why")).to_have_text("How deep is the <b>berth</b>?")
    expect(page.locator("#comments button").first).to_have_text("West Area")
    page.click("#comments button:text('Answer')")
    page.fill("#comment-text", "16 m")
    page.click("#comment-form [type=submit]")
    expect(page.locator("#comments li.answer blockquote")).to_contain_text("How deep")
    page.select_option("#scenario", "baseline")
    expect(page.locator("#unsaved")).to_be_hidden()


def test_without_the_service_edits_wait_and_a_refused_one_is_taken_out(visit: Visit) -> None:
    visit.expected = {422}
    page = visit.open()
    offline, refused = page.locator("#offline"), page.locator("#tool-says .refused")
    move(page, "W", "0.3")
    take(page, "move")
    page.wait_for_selector(".drag-outline")
    visit.at_rest(page)
    page.context.set_offline(True)
    page.fill("#tool-form [name=east]", "0.2")
    page.press("#tool-form [name=east]", "Enter")
    expect(offline).to_have_text("Offline: 1 edit waits on this device, not in the figures yet")
    unsaved(page, "2 edits")
    page.click("[data-tool=drag]")  # another tool does not lose it
    expect(refused).to_contain_text("comes when it is back")
    expect(page.locator("path.zone")).to_have_count(3)  # the map stays
    page.context.set_offline(False)
    expect(offline).to_be_hidden()
    page.wait_for_selector(".marker-icon")
    expect(refused).to_have_count(0)
    unsaved(page, "2 edits")

    visit.at_rest(page)
    page.context.set_offline(True)
    for tool, field, km in (("resize", "size", "900"), ("move", "north", "0.2")):
        page.click(f"[data-tool={tool}]")
        if tool == "resize":  # no zone shrinks by so much
            page.select_option("#tool-form [name=how]", "shrink")
        page.fill(f"#tool-form [name={field}]", km)
        page.press(f"#tool-form [name={field}]", "Enter")
        page.wait_for_selector("#tool-form", state="hidden")
    expect(offline).to_have_text("Offline: 2 edits wait on this device, not in the figures yet")
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.set_offline(False)
    page.reload()  # before anything was measured
    page.click("#kept-continue")
    expect(page.locator("#rejected-edit")).to_contain_text("Shrink West Area by 900")
    page.click("#stuck-out")
    expect(page.locator("#rejected-edit")).to_be_hidden()
    unsaved(page, "3 edits")
    without(visit, "ERR_INTERNET_DISCONNECTED")


def test_without_the_service_a_card_has_what_needs_no_figures(visit: Visit) -> None:
    page = visit.open("?tab=zones&zone=W")
    expect(page.locator("#within [data-within=zone] .about-zone")).to_be_attached()
    page.context.set_offline(True)
    page.click("#zone-list [data-zone=E]")
    expect(page.locator("#within .about-zone")).to_contain_text("East Area")
    expect(page.locator("#within [data-within]")).to_have_count(0)
    page.context.set_offline(False)  # the rest comes by itself
    expect(page.locator("#within [data-within=zone] .about-zone")).to_contain_text("East Area")
    without(visit, "ERR_INTERNET_DISCONNECTED")


def test_a_save_whose_answer_is_lost_or_false_is_neither_lost_nor_believed(visit: Visit) -> None:
    visit.expected = {409}
    page = visit.open()
    says = page.locator("#save-says")
    move(page, "W", "0.3")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(re.compile("/api/scenarios[?]message="), lose, times=1)
    page.route("**/healthz", lambda route: route.abort())  # so that it is not sent again at once
    save(page, "Nearer to the airport", "Lost and found")
    expect(says).to_contain_text("The service does not answer")
    page.click("#save-cancel")
    page.unroute("**/healthz")
    expect(page.locator("#offline")).to_be_hidden()
    move(page, "W", "0.1")
    page.click("#draft-save")
    page.fill("#save [name=title]", "Lost and found")
    page.fill("#save [name=id]", "lost-and-found")
    page.fill("#save [name=message]", "A little more")
    page.click("#save [type=submit]")
    saved(page, "2 edits")
    page.click("#tab-history")
    expect(page.locator("#revisions .why")).to_have_text(["A little more", "Nearer to the airport"])

    move(page, "E", "-0.1")
    saves = re.compile("/api/scenarios/.*message=")
    page.route(saves, lambda route: route.fulfill(status=200, json={"ok": True}))
    save(page, "By a gateway")
    expect(says).to_contain_text("The service does not answer")
    assert '"zone":"E"' in page.evaluate("Object.values(localStorage).join()")  # the draft is kept
    page.unroute(saves)
    saved(page, "3 edits")
    without(visit, "ERR_FAILED")


def test_an_outline_drawn_offline_is_recut_with_its_neighbours_later(visit: Visit) -> None:
    def reshaped(page: Page) -> list[str]:
        return sorted(one["reshape"]["zone"] for one in kept_edits(page) if "reshape" in one)

    page = visit.open()
    choose(page, "E")
    take(page, "draw")
    outline = page.input_value("#tool-form [name=outline]")
    assert outline.count("120.05") == 2
    unfold(page)
    page.context.set_offline(True)
    page.fill("#tool-form [name=outline]", outline.replace("120.05", "120.055"))
    apply(page)
    expect(page.locator("#offline")).to_have_text(
        "Offline: 1 edit waits on this device, not in the figures yet"
    )
    assert reshaped(page) == ["E"]
    context = page.context
    page.close()  # before the service is back: what this page knows besides is lost
    context.set_offline(False)
    again = visit.wait(visit.watch(context.new_page()), "")
    again.click("#kept-continue")
    unsaved(again, "2 edits")
    assert reshaped(again) == ["E", "S"]
    expect(again.locator("#rule-list [data-rule=overlap]")).to_have_count(0)
    again.click("#draft-undo")
    expect(again.locator("#draft-state")).to_have_text("No edits")
    without(visit, "ERR_INTERNET_DISCONNECTED")


Closed = tuple[Visit, Callable[[str], None]]


@pytest.fixture
def closed(browser: Browser, named_squares: Plan, tmp_path: Path) -> Iterator[Closed]:
    """Give a browser at a plan of those who have a token, and what signs one of them in.

    Li Wei is a viewer, Wang an approver, who proposed the scenarios "mine" and "theirs"; Chen is
    one too, and wrote "theirs".
    """
    with Store.open(tmp_path / "closed.scenarios.db") as store:
        roles = {"Li Wei": "viewer", "Wang": "approver", "Chen": "approver"}
        tokens = {name: store.tokens.create(name, role)[1] for name, role in roles.items()}
        books = {
            name: ScenarioService(named_squares, store, Person(name, roles[name])) for name in roles
        }
        for scenario, author in (("mine", "Wang"), ("theirs", "Chen")):
            begun = Scenario(scenario, scenario.title(), named_squares.baseline, ())
            created = books[author].create(begun, visibility="shared")
            books["Wang"].set_status(scenario, "proposed", created.etag)
        with (
            served(create_app(named_squares, store)) as address,
            visiting(browser, address) as visit,
        ):
            visit.expected = {401, 422}

            def sign_in(name: str) -> None:
                visit.page.fill("#token", tokens[name])
                visit.page.click("#sign-in [type=submit]")
                visit.page.wait_for_selector("body[data-tinted]")

            yield visit, sign_in


def test_who_proposed_or_wrote_does_not_decide_and_another_rejects(closed: Closed) -> None:
    visit, sign_in = closed
    page = visit.page
    told = page.locator("#decision-says")
    page.goto(f"{visit.site}?scenario=mine&tab=history")
    for who, scenario, words in (
        ("Wang", "mine", "You proposed it: another approver decides."),
        (
            "Chen",
            "theirs",
            "You wrote part of it, or proposed it before: another approver decides.",
        ),
    ):
        sign_in(who)
        page.select_option("#scenario", scenario)
        expect(told).to_have_text(words)
        for step in ("approved", "rejected"):
            expect(page.locator(f"[data-step={step}]")).to_be_disabled()
        expect(page.locator("[data-step=draft]")).to_be_enabled()
        if who == "Wang":
            page.click("#who")
            page.wait_for_selector("#sign-in[open]")

    page.select_option("#scenario", "mine")
    page.click("#language")
    state = page.locator("#decision-state")
    expect(state).to_contain_text("已提交")
    page.click("[data-step=rejected]")
    expect(told).to_have_text("方案 mine：决定需要理由；请填写")
    expect(state).to_contain_text("已提交")
    page.fill("#decision-why input", "The bank floods: 堤岸易淹")
    page.click("[data-step=rejected]")
    expect(state.locator(".tag")).to_have_text("已否决")
    expect(page.locator("#announcer")).to_have_text("现为已否决，第 3 版")
    page.click("#language")
    newest = page.locator("#revisions li").first
    expect(newest.locator(".tag")).to_have_text("rejected")
    expect(newest.locator(".who")).to_contain_text("Chen")
    expect(newest.locator(".why")).to_have_text("The bank floods: 堤岸易淹")
    expect(page.locator("#revisions li")).to_have_count(3)
    expect(page.locator("#decision-buttons button")).to_have_text(["Duplicate…"])  # it is decided
    expect(page.locator("#decision-why")).to_be_hidden()


def test_a_service_with_tokens_asks_to_sign_in_and_keeps_drafts_apart(closed: Closed) -> None:
    visit, sign_in = closed
    page = visit.page
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(visit.site)
    expect(page.locator("#token")).to_be_focused()
    assert page.locator("#sign-in").evaluate("dialog => dialog.scrollLeft") == 0
    page.keyboard.type("not-this-one")
    page.keyboard.press("Enter")
    expect(page.locator("#sign-in-says")).to_contain_text("token is not known")
    sign_in("Li Wei")
    assert re.search("Li Wei · viewer", page.inner_text("#who"))
    page.click("#tab-places")
    page.click("#zone-list [data-zone=W]")
    page.click("[data-tool=drag]", force=True)
    expect(page.locator("#tool-says")).to_contain_text("Your role may view, not edit")
    page.click("#who")
    page.wait_for_selector("#sign-in[open]")

    sign_in("Wang")
    move(page, "W", "0.1")
    save(page, "Eastwards", "My own")
    saved(page, "1 edit")
    assert re.search("scenario=my-own--[0-9a-f]{8}", page.url)  # an id of one's own
    move(page, "W", "0.1")
    save(page, "A little more")
    saved(page, "2 edits")
    page.click("#tab-history")
    expect(page.locator("#revisions li")).to_have_count(2)
    page.select_option("#scenario", "baseline")
    move(page, "W", "0.1")
    unsaved(page, "1 edit")
    page.context.clear_cookies()  # the session ends by itself
    page.reload()
    sign_in("Chen")
    expect(page.locator("#stored-draft")).to_be_hidden()
    page.click("#who")
    page.wait_for_selector("#sign-in[open]")
    sign_in("Wang")
    expect(page.locator("#stored-draft")).to_be_visible()
    page.click("#who")
    expect(page.locator("#who")).to_have_text("Sign out and delete 1 unsaved draft?")
    page.click("#who")
    page.wait_for_selector("#sign-in[open]")
    assert page.evaluate(DRAFTS) == []


def test_a_session_that_ends_before_a_save_loses_nothing(closed: Closed) -> None:
    visit, sign_in = closed
    visit.expected |= {404}  # of what Wang alone may see
    page = visit.page
    page.goto(visit.site)
    sign_in("Wang")
    move(page, "W", "0.1")
    page.context.clear_cookies()
    save(page, "Eastwards", "My own")
    page.wait_for_selector("#sign-in[open]")
    expect(page.locator("#save-says")).to_have_text("")
    sign_in("Wang")
    saved(page, "1 edit")
    expect(page.locator("#save")).to_be_hidden()
    move(page, "W", "0.1")
    unsaved(page, "1 edit")
    link = page.url
    page.context.clear_cookies()
    save(page, "Farther")
    page.wait_for_selector("#sign-in[open]")
    sign_in("Chen")
    expect(page.locator("#who")).to_contain_text("Chen")
    expect(page.locator("#stored-draft")).to_be_hidden()  # what Wang did is kept for Wang
    page.click("#who")
    page.wait_for_selector("#sign-in[open]")
    sign_in("Wang")
    page.goto(link)
    expect(page.locator("#stored-draft")).to_be_visible()


def test_a_scenario_beyond_the_list_is_found_by_search_and_withdrawn_by_its_owner(
    browser: Browser, named_squares: Plan, tmp_path: Path
) -> None:
    with Store.open(tmp_path / "many.scenarios.db") as store:
        begun = ScenarioService(named_squares, store, LOCAL).create(
            Scenario("s-000", "First", named_squares.baseline, ())
        )
        document = store.document(store.revision(begun.scenario))
        for number in range(1, 202):
            named = {"scenario": f"s-{number:03}", "title": f"No {number}"}
            store.create(document | named, LOCAL.name)
        with (
            served(create_app(named_squares, store)) as address,
            visiting(browser, address) as visit,
        ):
            page = visit.open("?scenario=s-200")  # a link leads there, too
            scenario, withdraw = page.locator("#scenario"), page.locator("[data-step=withdraw]")
            expect(scenario.locator("option:checked")).to_contain_text("No 200")
            expect(scenario.locator("option").last).to_have_text("More: search for them")
            page.fill("#search", "no 201")
            page.click("#search-results [data-kind=scenario][data-id=s-201]")
            expect(scenario).to_have_value("s-201")
            page.click("#tab-history")
            withdraw.click()
            expect(withdraw).to_contain_text("only administrators")
            withdraw.click()
            expect(scenario).to_have_value("baseline")
            expect(scenario.locator("option[value=s-201]")).to_have_count(0)
        assert store.summary("s-201").visibility == "withdrawn"
