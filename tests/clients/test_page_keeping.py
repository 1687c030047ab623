"""What becomes of edits on the page: saved, in conflict, decided, talked of; and never lost."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from geo import Scenario
from layers import Plan
from layers.store import LOCAL, Person, Store
from service.app import create_app
from service.scenario_service import ScenarioService
from tests.clients.conftest import served
from tests.clients.hands import apply, choose, move, take
from tests.clients.visiting import Visit


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    return own_site


def save(page: Page, why: str, title: str = "") -> None:
    page.click("#draft-save")
    if title:
        page.fill("#save [name=title]", title)
    page.fill("#save [name=message]", why)
    page.click("#save [type=submit]")


def saved(page: Page, edits: str) -> None:
    expect(page.locator("#draft-state")).to_have_text(f"Saved: {edits}")


def test_a_scenario_is_saved_with_a_reason_and_has_a_history(visit: Visit) -> None:
    page = visit.open()
    move(page, "YN-KM", "3")
    save(page, "Nearer to the airport", "Kunming eastwards")
    saved(page, "1 edit")
    assert "scenario=kunming-eastwards" in page.url
    assert "Kunming eastwards · draft" in page.inner_text("#scenario option:checked")
    page.click("#tab-history")
    expect(page.locator("#revisions li")).to_have_count(1)
    assert "Nearer to the airport" in page.inner_text("#revisions")
    undo, redo = (page.locator(f"[data-step={step}]") for step in ("undo", "redo"))
    expect(undo).to_have_attribute("aria-disabled", "true")  # there is one revision
    expect(redo).to_have_attribute("aria-disabled", "true")
    move(page, "YN-KM", "1")
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
    again = visit.open_another(page.url.removeprefix(f"{visit.site}/"))
    expect(again.locator("#scenario")).to_have_value("kunming-eastwards")


@pytest.fixture
def both(visit: Visit, china_plan: Plan) -> tuple[Page, Callable[[], None]]:
    """Return a page with a scenario, and what saves more in it, as another page does."""
    visit.expected = {412}
    first, more = ({"move": {"zone": zone, "dx_km": 2, "dy_km": 0}} for zone in ("YN-KM", "SC-CN"))
    document = {"scenario": f"twice-{id(visit)}", "title": "Twice", "edits": [first]}
    document["baseline"] = china_plan.baseline
    scenarios, ask = f"{visit.site}/api/scenarios", visit.page.request
    created = ask.post(f"{scenarios}?message=To begin with", data=document)
    assert created.ok

    def save_theirs() -> None:
        saved = ask.put(
            f"{scenarios}/{document['scenario']}?message=Luzhou too",
            data=document | {"edits": [first, more]},
            headers={"If-Match": created.headers["etag"]},
        )
        assert saved.ok

    return visit.open(f"?scenario={document['scenario']}"), save_theirs


def test_a_conflict_shows_both_versions_and_merges_what_is_clean(
    both: tuple[Page, Callable[[], None]],
) -> None:
    mine, save_theirs = both
    move(mine, "GX-NN", "2")
    save_theirs()
    save(mine, "Nanning too")
    page_text = mine.locator("#conflict-body")
    expect(page_text).to_contain_text("Luzhou too")
    assert mine.locator("#conflict ins").all_inner_texts() == [
        "Move Chuannan 2.00 km east",
        "Move Nanning Area 2.00 km east",
    ]
    mine.click("#conflict-merge")
    saved(mine, "3 edits")


def test_a_conflict_lets_mine_be_kept_as_a_new_scenario(
    both: tuple[Page, Callable[[], None]],
) -> None:
    mine, save_theirs = both
    move(mine, "SC-CN", "-2")
    save_theirs()
    save(mine, "The other way")
    expect(mine.locator("#conflict-merge")).to_be_disabled()
    expect(mine.locator("#conflict .refusals")).to_contain_text("Chuannan")
    mine.click("#conflict-keep")
    mine.fill("#save [name=title]", f"Mine {id(mine)}")
    mine.fill("#save [name=message]", "Kept apart")
    mine.click("#save [type=submit]")
    saved(mine, "2 edits")
    assert f"scenario=mine-{id(mine)}" in mine.url


def test_a_conflict_lets_theirs_be_reloaded(both: tuple[Page, Callable[[], None]]) -> None:
    mine, save_theirs = both
    move(mine, "GX-NN", "2")
    save_theirs()
    save(mine, "Nanning too")
    mine.click("#conflict-reload")
    saved(mine, "2 edits")
    mine.click("#tab-history")
    expect(mine.locator("#unsaved-edits")).to_contain_text("Chuannan")


def test_a_broken_hard_rule_is_not_proposed_and_a_sound_scenario_is_decided(visit: Visit) -> None:
    visit.expected = {409}
    page = visit.open()
    move(page, "SH-LJZ", "5")  # onto Zhangjiang
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
    page.select_option("#scenario", "heihe-downriver")
    expect(page.locator("#decision-state")).to_contain_text("draft")
    page.fill("#decision-why input", "Ready")
    page.click("[data-step=proposed]")
    expect(page.locator("#decision-state")).to_contain_text("proposed")
    page.fill("#decision-why input", "Sound")
    page.click("[data-step=approved]")
    expect(page.locator("#decision-state")).to_contain_text("approved")
    expect(page.locator("#revisions li").first).to_contain_text("Sound")
    move(page, "SH-LG", "1")
    page.click("#draft-save")
    expect(page.locator("#save-decided")).to_be_visible()
    assert page.input_value("#save [name=id]") != "heihe-downriver"


def test_a_zone_is_commented_on_and_the_comment_answered(visit: Visit) -> None:
    page = visit.open("?scenario=shantou-marine-coast&tab=zones")
    page.click("#zone-list [data-zone=GD-QS]")
    page.click("#tab-history")
    page.fill("#comment-text", "How deep is the <b>berth</b>?")
    page.select_option("#comment-about", "zone")
    page.click("#comment-form [type=submit]")
    expect(page.locator("#comments .why")).to_have_text("How deep is the <b>berth</b>?")
    assert "Qianhai" in page.inner_text("#comments button")
    page.click("#comments button:text('Answer')")
    page.fill("#comment-text", "16 m")
    page.click("#comment-form [type=submit]")
    expect(page.locator("#comments li.answer blockquote")).to_contain_text("How deep")


def test_without_the_service_edits_wait_and_nothing_is_lost(visit: Visit) -> None:
    page = visit.open()
    move(page, "YN-KM", "3")
    page.click("[data-tool=move]")
    page.wait_for_selector(".drag-outline")
    visit.at_rest(page)
    page.context.set_offline(True)
    page.fill("#tool-form [name=east]", "2")
    page.press("#tool-form [name=east]", "Enter")
    expect(page.locator("#offline")).to_have_text("Offline: 1 edit waits on this device")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 2 edits")
    page.click("[data-tool=drag]")  # another tool does not lose it
    expect(page.locator("#tool-says .refused")).to_contain_text("comes when it is back")
    assert page.locator(".zone-dot").count() > 60  # the map stays
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden(timeout=20_000)
    page.wait_for_selector(".marker-icon")
    expect(page.locator("#tool-says .refused")).to_have_count(0)
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 2 edits", timeout=20_000)
    visit.complaints = [one for one in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in one]
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.click("#kept-continue")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 2 edits")
    page.click("#draft-undo")
    expect(page.locator("#draft-state")).to_have_text("No edits")


def test_what_something_else_answers_in_place_of_the_service_saves_nothing(visit: Visit) -> None:
    page = visit.open()
    move(page, "YN-KM", "3")
    saves = re.compile("/api/scenarios[?]message=")
    page.route(saves, lambda route: route.fulfill(status=200, json={"ok": True}))
    save(page, "Nearer to the airport", "By a gateway")
    expect(page.locator("#save-says")).to_contain_text("The service does not answer")
    assert "YN-KM" in page.evaluate("JSON.stringify(localStorage)")  # the draft is kept
    page.unroute(saves)
    saved(page, "1 edit")


def test_a_save_whose_answer_was_lost_is_known_again_also_when_more_was_edited(
    visit: Visit,
) -> None:
    visit.expected = {409}
    page = visit.open()
    move(page, "YN-KM", "3")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(re.compile("/api/scenarios[?]message="), lose, times=1)
    page.route("**/healthz", lambda route: route.abort())  # so that it is not sent again at once
    save(page, "Nearer to the airport", "Lost and found")
    expect(page.locator("#save-says")).to_contain_text("The service does not answer")
    page.click("#save-cancel")
    page.unroute("**/healthz")
    expect(page.locator("#offline")).to_be_hidden(timeout=20_000)
    move(page, "YN-KM", "1")
    page.click("#draft-save")
    page.fill("#save [name=title]", "Lost and found")
    page.fill("#save [name=id]", "lost-and-found")
    page.fill("#save [name=message]", "A little more")
    page.click("#save [type=submit]")
    saved(page, "2 edits")
    page.click("#tab-history")
    expect(page.locator("#revisions .why")).to_have_text(["A little more", "Nearer to the airport"])
    visit.complaints = [one for one in visit.complaints if "ERR_FAILED" not in one]


def test_an_outline_drawn_offline_is_recut_with_its_neighbours_also_after_a_reload(
    visit: Visit,
) -> None:
    page = visit.open()
    choose(page, "SH-ZJ")
    take(page, "split")
    page.fill("#tool-form [name=line]", "121.50 31.196\n121.58 31.197\n121.70 31.196")
    apply(page)
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    take(page, "draw")
    outline = page.input_value("#tool-form [name=outline]")
    page.context.set_offline(True)
    page.fill("#tool-form [name=outline]", outline.replace("121.58 31.197", "121.58 31.192"))
    apply(page)
    expect(page.locator("#offline")).to_have_text("Offline: 1 edit waits on this device")
    assert reshaped(page) == ["SH-ZJ"]
    context = page.context
    page.close()  # before the service is back: what this page knows besides is lost
    context.set_offline(False)
    again = visit.wait(visit.watch(context.new_page()), "")
    again.click("#kept-continue")
    expect(again.locator("#draft-state")).to_have_text("Unsaved: 3 edits", timeout=20_000)
    assert reshaped(again) == ["SH-ZJ", "SH-ZJ-2"]
    expect(again.locator("#rule-list [data-rule=overlap]")).to_have_count(0)
    again.click("#draft-undo")
    expect(again.locator("#draft-state")).to_have_text("No edits")
    visit.complaints = [one for one in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def reshaped(page: Page) -> list[str]:
    """Return the zones whose outlines are drawn anew in the draft that is stored in the browser."""
    script = "Object.entries(localStorage).find(([key]) => key.startsWith('zonewright draft'))[1]"
    edits = json.loads(page.evaluate(script))["draft"]["versions"][0]
    return sorted(edit["reshape"]["zone"] for edit in edits if "reshape" in edit)


def test_an_edit_that_waited_and_is_refused_is_named_and_taken_out(visit: Visit) -> None:
    visit.expected = {422}
    page = visit.open()
    move(page, "YN-KM", "3")
    visit.at_rest(page)
    page.context.set_offline(True)
    move(page, "YN-KM", "1")
    for tool, field in (("resize", "size"), ("move", "north")):  # no zone shrinks by 900 km
        page.click(f"[data-tool={tool}]")
        if tool == "resize":
            page.select_option("#tool-form [name=how]", "shrink")
        page.fill(f"#tool-form [name={field}]", "900" if tool == "resize" else "2")
        page.press(f"#tool-form [name={field}]", "Enter")
        page.wait_for_selector("#tool-form", state="hidden")
    expect(page.locator("#offline")).to_have_text("Offline: 3 edits wait on this device")
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.set_offline(False)
    page.reload()  # before anything was measured
    page.click("#kept-continue")
    expect(page.locator("#rejected-edit")).to_contain_text(
        "Shrink Kunming Area by 900", timeout=20_000
    )
    page.click("#stuck-out")
    expect(page.locator("#rejected-edit")).to_be_hidden()
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 3 edits")
    visit.complaints = [one for one in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def test_who_reads_a_scenario_sees_its_edits_in_its_history(visit: Visit) -> None:
    page = visit.open("?scenario=lingang-within-the-cap&tab=history")
    edits = page.locator("#unsaved-edits li span")
    named = [
        re.compile(f"{area} .*km²") for area in ("Lujiazui Financial Area", "Lingang Special Area")
    ]
    expect(edits).to_have_text(named)
    expect(page.locator("#unsaved-title")).to_have_text("Edits of this scenario")
    page.locator("#unsaved-edits button").first.press("Enter")
    expect(edits).to_have_text(named[1:])
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    expect(page.locator("#draft-state")).to_be_focused()
    page.click("#draft-undo")
    expect(edits).to_have_text(named)
    expect(page.locator("#unsaved-title")).to_have_text("Edits of this scenario")
    page.select_option("#scenario", "baseline")
    expect(page.locator("#unsaved")).to_be_hidden()


@pytest.fixture
def closed_site(squares_plan_path: Path, tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve a plan over squares to those who have a token; give the address and the tokens by name.

    Li Wei is a viewer, Wang an approver, who proposed the scenarios "mine" and "theirs"; Chen is
    one too, and wrote "theirs".
    """
    plan = Plan.open(squares_plan_path)
    store = Store.open(tmp_path / "closed.scenarios.db")
    _, viewers = store.tokens.create("Li Wei", "viewer")
    _, approvers = store.tokens.create("Wang", "approver")
    _, others = store.tokens.create("Chen", "approver")
    book = ScenarioService(plan, store, Person("Wang", "approver"))
    mine = book.create(Scenario("mine", "Mine", plan.baseline, ()), visibility="shared")
    book.set_status("mine", "proposed", mine.etag)
    wrote = ScenarioService(plan, store, Person("Chen", "approver"))
    theirs = wrote.create(Scenario("theirs", "Theirs", plan.baseline, ()), visibility="shared")
    book.set_status("theirs", "proposed", theirs.etag)
    with served(create_app(plan, store)) as address:
        yield address, {"Li Wei": viewers, "Wang": approvers, "Chen": others}
    store.close()


@pytest.mark.parametrize(
    ("scenario", "who", "told"),
    [
        ("mine", "Wang", "You proposed it: another approver decides."),
        ("theirs", "Chen", "You wrote part of it: another approver decides."),
    ],
)
def test_who_proposed_or_wrote_a_scenario_is_told_that_another_approver_decides(
    browser: Browser,
    closed_site: tuple[str, dict[str, str]],
    scenario: str,
    who: str,
    told: str,
) -> None:
    address, secrets = closed_site
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    visit = Visit(context.new_page(), address)
    visit.expected = {401}
    page = visit.page
    page.goto(f"{address}?scenario={scenario}&tab=history")
    page.fill("#token", secrets[who])
    page.click("#sign-in [type=submit]")
    expect(page.locator("#decision-says")).to_have_text(told, timeout=60_000)
    for step in ("approved", "rejected"):
        expect(page.locator(f"[data-step={step}]")).to_be_disabled()
    expect(page.locator("[data-step=draft]")).to_be_enabled()
    assert visit.complaints == []
    context.close()


def test_another_approver_rejects_with_a_reason_that_the_history_keeps(
    browser: Browser, closed_site: tuple[str, dict[str, str]]
) -> None:
    address, secrets = closed_site
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    visit = Visit(context.new_page(), address)
    visit.expected = {401, 422}
    page = visit.page
    page.goto(f"{address}?scenario=mine&tab=history&lang=zh")
    page.fill("#token", secrets["Chen"])
    page.click("#sign-in [type=submit]")
    expect(page.locator("#decision-state")).to_contain_text("已提交", timeout=60_000)
    page.click("[data-step=rejected]")
    expect(page.locator("#decision-says")).to_have_text("方案 mine：决定需要理由；请填写")
    expect(page.locator("#decision-state")).to_contain_text("已提交")
    page.fill("#decision-why input", "The bank floods: 堤岸易淹")
    page.click("[data-step=rejected]")
    expect(page.locator("#decision-state .tag")).to_have_text("已否决")
    expect(page.locator("#announcer")).to_have_text("现为已否决，第 3 版")
    page.click("#language")
    newest = page.locator("#revisions li").first
    expect(newest.locator(".tag")).to_have_text("rejected")
    expect(newest.locator(".who")).to_contain_text("Chen")
    expect(newest.locator(".why")).to_have_text("The bank floods: 堤岸易淹")
    assert page.locator("#revisions li").count() == 3
    assert page.locator("#decision-buttons button").count() == 0  # it is decided
    expect(page.locator("#decision-why")).to_be_hidden()
    assert visit.complaints == []
    context.close()


def test_what_is_saved_for_oneself_goes_on_under_an_id_of_ones_own(
    browser: Browser, closed_site: tuple[str, dict[str, str]]
) -> None:
    address, secrets = closed_site
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    visit = Visit(context.new_page(), address)
    visit.expected = {401}
    page = visit.page
    page.goto(address)
    page.fill("#token", secrets["Wang"])
    page.click("#sign-in [type=submit]")
    page.wait_for_selector("body[data-tinted]", timeout=60_000)
    move(page, "W", "1")
    save(page, "Eastwards", "My own")
    saved(page, "1 edit")
    assert re.search("scenario=my-own--[0-9a-f]{8}", page.url)
    move(page, "W", "1")
    save(page, "A little more")
    saved(page, "2 edits")
    page.click("#tab-history")
    expect(page.locator("#revisions li")).to_have_count(2)
    assert visit.complaints == []
    context.close()


def test_a_service_with_tokens_asks_to_sign_in(
    browser: Browser, closed_site: tuple[str, dict[str, str]]
) -> None:
    address, secrets = closed_site
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    visit = Visit(context.new_page(), address)
    visit.expected = {401}
    page = visit.page
    page.goto(address)
    expect(page.locator("#token")).to_be_focused()
    assert page.locator("#sign-in").evaluate("dialog => dialog.scrollLeft") == 0
    page.keyboard.type("not-this-one")
    page.keyboard.press("Enter")
    expect(page.locator("#sign-in-says")).to_contain_text("token is not known")
    page.fill("#token", secrets["Li Wei"])
    page.click("#sign-in [type=submit]")
    page.wait_for_selector("body[data-tinted]", timeout=60_000)
    assert re.search("Li Wei · viewer", page.inner_text("#who"))
    page.click("#tab-places")
    page.click("#zone-list [data-zone=W]")
    page.click("[data-tool=drag]", force=True)
    expect(page.locator("#tool-says")).to_contain_text("Your role may view, not edit")
    page.click("#who")
    page.wait_for_selector("#sign-in[open]")
    assert visit.outside == []
    assert visit.complaints == []
    context.close()


def test_a_browser_shared_by_two_shows_neither_the_drafts_of_the_other(
    browser: Browser, closed_site: tuple[str, dict[str, str]]
) -> None:
    address, secrets = closed_site
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    drafts = "Object.keys(localStorage).filter((name) => name.startsWith('zonewright draft'))"
    page.on("dialog", lambda dialog: dialog.accept())

    def sign_in(name: str) -> None:
        page.fill("#token", secrets[name])
        page.click("#sign-in [type=submit]")
        page.wait_for_selector("body[data-tinted]", timeout=60_000)

    page.goto(address)
    sign_in("Wang")
    move(page, "W", "1")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    context.clear_cookies()  # the session ends by itself
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
    assert page.evaluate(drafts) == []
    context.close()


def test_a_scenario_beyond_the_list_is_found_by_search_and_withdrawn_by_its_owner(
    browser: Browser, squares_plan_path: Path, tmp_path: Path
) -> None:
    plan = Plan.open(squares_plan_path)
    store = Store.open(tmp_path / "many.scenarios.db")
    begun = ScenarioService(plan, store, LOCAL).create(
        Scenario("s-000", "First", plan.baseline, ())
    )
    document = store.document(store.revision(begun.scenario))
    for number in range(1, 202):
        store.create(document | {"scenario": f"s-{number:03}", "title": f"No {number}"}, LOCAL.name)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    with served(create_app(plan, store)) as address:
        visit = Visit(context.new_page(), address)
        page = visit.open("?scenario=s-200")  # a link leads there, too
        expect(page.locator("#scenario option:checked")).to_contain_text("No 200")
        expect(page.locator("#scenario option").last).to_have_text("More: search for them")
        page.fill("#search", "no 201")
        page.click("#search-results [data-kind=scenario][data-id=s-201]")
        expect(page.locator("#scenario")).to_have_value("s-201")
        page.click("#tab-history")
        page.click("[data-step=withdraw]")
        expect(page.locator("[data-step=withdraw]")).to_contain_text("only administrators")
        page.click("[data-step=withdraw]")
        expect(page.locator("#scenario")).to_have_value("baseline")
        assert page.locator("#scenario option[value=s-201]").count() == 0
        assert visit.complaints == []
    context.close()
    assert store.summary("s-201").visibility == "withdrawn"
    store.close()
