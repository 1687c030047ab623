"""The page by keyboard alone: where Tab stops, and the story of an edit from search to save."""

from playwright.sync_api import Browser, Page, expect

from geo.sweep import Spreads, Sweep, totals_of
from layers.example import example_plan
from service.documents.sweep import SweepResult
from service.report.sweeps import Shown, sweep_page
from tests.clients.hands import move, pixel, shape_of
from tests.clients.visiting import Visit

SITE = "provinces_site"


def tab_to(page: Page, field: str) -> None:
    """Press Tab until a field of a form has the focus."""
    for _ in range(8):
        if page.evaluate("document.activeElement.name") == field:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {field}")


def take(page: Page, tool: str) -> None:
    """Walk along the tools to one of them, and take it."""
    page.keyboard.press("e")
    for _ in range(15):
        if page.evaluate("document.activeElement.dataset.tool") == tool:
            break
        more = page.evaluate("document.activeElement.id") == "tools-more"
        page.keyboard.press("Enter" if more else "ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"[data-tool={tool}][aria-pressed=true]")
    page.wait_for_selector("#tool-form:not([hidden]) [type=submit]")


def save(page: Page, title: str, scenario: str, why: str) -> None:
    page.keyboard.press("Control+s")
    page.keyboard.type(title)
    tab_to(page, "id")
    page.keyboard.press("Control+a")
    page.keyboard.type(scenario)
    tab_to(page, "message")
    page.keyboard.type(why)
    page.keyboard.press("Enter")


def walk(page: Page, goal: str, at_most: int) -> list[str]:
    """Press Tab until something inside `goal` has the focus; return the names of what had it."""
    stops: list[str] = []
    script = (
        "goal => [document.activeElement.closest(goal) != null, document.activeElement.tagName]"
    )
    for _ in range(at_most):
        page.keyboard.press("Tab")
        there, name = page.evaluate(script, goal)
        if there:
            return stops
        stops.append(name)
    raise AssertionError(f"Tab does not lead to {goal}, but to {stops}")


def test_the_focus_goes_past_shapes_of_the_map_and_stays_at_undo(visit: Visit) -> None:
    page = visit.open("?at=30.9,121.9,10")
    inside = shape_of(page, "SH-LG").representative_point()
    x, y = pixel(page, (inside.x, inside.y))
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    expect(page.locator(".leaflet-tooltip")).to_contain_text("Lingang")
    page.mouse.click(x, y)
    expect(page.locator("#tools")).to_be_visible()
    expect(page.locator(".leaflet-tooltip")).to_have_count(0)
    assert page.evaluate("document.activeElement.tagName") != "path"
    page.wait_for_selector("path.customs")
    expect(page.locator("path.zone")).to_have_count(22)
    page.locator("#map-frame .leaflet-container").first.focus()
    assert "path" not in walk(page, "#tools", 20)

    undo, redo = page.locator("#draft-undo"), page.locator("#draft-redo")
    for button in (undo, redo):
        expect(button).to_have_count(0)  # nothing is edited
    move(page, "YN-KM", "1")
    expect(redo).to_have_attribute("aria-disabled", "true")
    undo.press("Enter")
    expect(undo).to_have_attribute("aria-disabled", "true")
    expect(undo).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#announcer")).to_have_text("Nothing more to undo or redo")
    redo.press("Enter")
    expect(redo).to_be_focused()
    expect(redo).to_have_attribute("aria-disabled", "true")
    undo.press("Enter")
    move(page, "YN-KM", "2")  # what was undone cannot be redone over it
    expect(redo).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Escape")  # folds the further tools
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.leaflet-container')")

    page.keyboard.press("/")
    page.keyboard.type("Qinghai")
    page.wait_for_selector("#search-results [data-kind=province]")
    assert page.locator("#search-results [role=option]").first.get_attribute("data-kind") != "zone"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.leaflet-container')")
    page.keyboard.press("?")  # a single key is a key again
    expect(page.locator("#help[open]")).to_have_count(1)


def test_zones_are_merged_and_land_is_handed_over_by_keyboard_in_chinese(visit: Visit) -> None:
    visit.expected = {422}
    page = visit.open("?lang=zh")
    press, write = page.keyboard.press, page.keyboard.type
    press("/")
    write("张江")
    page.wait_for_selector("#search-results [data-id=SH-ZJ]")
    press("Enter")
    expect(page.locator("[data-tool=drag]")).to_be_focused()  # and single keys are keys
    take(page, "merge")
    tab_to(page, "SH-LJZ")
    press("Space")
    expect(page.locator("#tools-head .zone-area")).to_have_text("71.46 平方公里")  # figures follow
    press("Enter")
    expect(page.locator("#draft-state")).to_have_text("未保存：1 项编辑")
    said = "合并 张江高科技片区、陆家嘴金融片区。按 z 撤销。"
    expect(page.locator("#announcer")).to_have_text(said)
    expect(page.locator("[data-tool=merge]")).to_be_focused()
    press("z")
    expect(page.locator("#announcer")).to_have_text("已撤销")
    expect(page.locator("#tools-head .zone-area")).to_have_text("37.20 平方公里")
    press("Control+y")
    expect(page.locator("#tools-head .zone-area")).to_have_text("71.46 平方公里")
    take(page, "transfer")
    expect(page.locator("#tool-form [name=from]")).to_be_focused()
    press("ArrowDown")
    expect(page.locator("#tool-form [name=to]")).to_have_value("SH-ZJ")
    for _ in range(3):
        press("Tab")
    press("Enter")  # what is under Advanced
    tab_to(page, "geometry")
    write("110 30\n111 30\n111 31")
    refused = page.locator("#tool-says .refused")
    expect(refused).to_have_text("无法执行：轮廓内没有保税区片区的土地；请画在该片区上")
    press("Control+a")
    write("121.3 31.24\n121.8 31.24\n121.8 31.4\n121.3 31.4")
    expect(refused).to_have_count(0)
    press("Control+Enter")
    expect(page.locator("#draft-state")).to_have_text("未保存：2 项编辑")
    expect(page.locator("[data-tool=transfer]")).to_be_focused()
    save(page, "张江陆家嘴合并", "merged-zj", "一并管理")
    expect(page.locator("#draft-state")).to_have_text("已保存：2 项编辑")
    expect(page.locator("#announcer")).to_have_text("张江陆家嘴合并已保存，第 1 版")
    expect(page.locator("[data-tool=transfer]")).to_be_focused()  # and not lost
    assert "scenario=merged-zj" in page.url
    stored = page.request.get(f"{visit.site}/api/scenarios/merged-zj").json()
    assert [next(iter(edit)) for edit in stored["edits"]] == ["merge", "transfer"]
    (revision,) = page.request.get(f"{visit.site}/api/scenarios/merged-zj/history").json()
    assert revision["message"] == "一并管理"


def test_the_total_of_a_sweeps_page_is_chosen_without_a_script_and_all_are_printed(
    browser: Browser,
) -> None:
    plan = example_plan()
    runs = Sweep(plan, [None], Spreads()).measure(range(2))
    page = browser.new_page()
    page.set_content(sweep_page(SweepResult.of(runs), 2, plan, Shown()))
    expect(page.locator("h2:visible")).to_have_text(["people"])
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator("h2:visible")).to_have_text(["clusters"])
    page.emulate_media(media="print")
    every = page.locator("h2:visible").all_inner_texts()
    assert every[:4] == ["people", "clusters", "cluster weight", "jobs"]
    assert len(every) == len(totals_of(plan))
    expect(page.locator("select")).to_be_hidden()
    page.close()
