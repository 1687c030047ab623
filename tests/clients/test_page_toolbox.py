"""The toolbox: where it stands, and the way by keyboard from it to the points and back."""

import pytest
from playwright.sync_api import Page, expect

from tests.clients.hands import (
    apply,
    box_of,
    changed,
    choose,
    km2,
    move,
    shape_of,
    take,
    unfold,
)
from tests.clients.test_page_keyboard import save, tab_to
from tests.clients.test_page_keyboard import take as walk_to
from tests.clients.visiting import Visit, until

SITE = "squares_site"


def test_points_are_reached_by_tab_and_a_step_is_refused_aloud(visit: Visit) -> None:
    page = visit.open()
    choose(page, "W")
    take(page, "drag")
    page.wait_for_selector(".marker-icon")
    tool, says = page.locator("[data-tool=drag]"), page.locator("#announcer")
    tool.focus()
    press = page.keyboard.press
    press("Tab")
    handle = page.locator(".marker-icon[data-point='0']")
    expect(handle).to_be_focused()
    press("Enter")  # nothing was moved
    expect(says).to_have_text("Nothing is changed")
    expect(page.locator("#draft-state")).to_have_text("No edits")
    expect(page.locator("#draft-save")).to_have_count(0)
    for way in ("Left", "Up") * 30:  # over the opposite corner, where the outline crosses itself
        press(f"Shift+Arrow{way}")
        if says.inner_text().startswith("The point stays"):
            break
    expect(says).to_contain_text("The point stays where it is")
    expect(page.locator("#tool-says .refused")).to_contain_text("would cross itself")
    press("Escape")
    expect(tool).to_be_focused()
    press("Enter")
    page.wait_for_selector(".marker-icon")
    press("Tab")
    press("PageDown")
    press("Shift+Tab")
    expect(tool).to_be_focused()
    press("Tab")
    expect(page.locator(".marker-icon[data-point='1']")).to_be_focused()  # the one that was left
    press("Tab")
    expect(page.locator("#tab-places")).to_be_focused()  # what comes after the tools


def test_a_zone_that_is_chosen_while_a_zoom_is_drawn_is_shown(visit: Visit) -> None:
    visit.page.emulate_media(reduced_motion="no-preference")
    page = visit.open("?tab=zones")
    page.evaluate("""() => {
        window.zonewright.map.zoomOut(2);
        document.querySelector("#zone-list [data-zone=W]").click();
    }""")
    page.wait_for_selector("#tools:not([hidden])")
    zoom = "() => window.zonewright.map.getZoom()"
    until(page, lambda: page.evaluate(zoom) == 11)


def test_points_are_moved_by_numbers_and_at_once_and_attributes_set(visit: Visit) -> None:
    page = visit.open("?lang=en")
    choose(page, "W")
    take(page, "set")
    page.fill("#tool-form [name=name]", "West Harbour")
    page.check("#tool-form [name=biopharma]")
    page.click("#tool-form [type=submit]")
    expect(page.locator("#tools-head strong")).to_have_text("West Harbour")
    take(page, "drag")
    point = page.locator(".marker-icon[data-point='2']")
    point.focus()
    side = page.locator("#tool-form [name=side]")
    before_km, before_km2 = float(side.input_value()), km2(page)
    assert 0.9 < before_km < 1.2
    side.fill(f"{2 * before_km:.3f}")
    side.press("Enter")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 2 edits")
    grown = changed(page, before_km2)
    assert grown == pytest.approx(1.5 * before_km2, rel=0.02)  # one corner of a square, drawn out
    visit.at_rest(page)
    left, top, right, bottom = box_of(page, ".marker-icon[data-point='2']")
    page.keyboard.down("Shift")
    page.mouse.move(left - 12, top - 12)
    page.mouse.down()
    page.mouse.move(right + 12, bottom + 12, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(page.locator(".chosen-point")).to_have_count(1)
    page.locator(".marker-icon[data-point='1']").focus()
    page.keyboard.press("Space")
    expect(page.locator(".chosen-point")).to_have_count(2)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    changed(page, grown)


def test_an_outline_is_simplified_within_some_metres(visit: Visit) -> None:
    page = visit.open("?lang=en")
    choose(page, "E")
    take(page, "draw")
    unfold(page)
    outline = page.locator("#tool-form [name=outline]")
    whole = outline.input_value()
    page.fill("#tool-form [name=simplify]", "1")
    assert outline.input_value() == whole  # every corner of squares draws something
    page.fill("#tool-form [name=simplify]", "5000")
    assert outline.input_value() != ""
    before_km2, (west, south, east, north) = km2(page), shape_of(page, "E").bounds
    middle = (west + east) / 2
    take(page, "cut")
    unfold(page)
    eastern = [(middle, south), (east, south), (east, north), (middle, north)]
    page.fill("#tool-form [name=outline]", "\n".join(f"{lon} {lat}" for lon, lat in eastern))
    apply(page)
    assert 0 < changed(page, before_km2) < before_km2


def typed(page: Page, length: str, bearing: str) -> None:
    page.fill("#typed-edge [name=length]", length)
    page.fill("#typed-edge [name=bearing]", bearing)
    page.keyboard.press("Enter")


def legs_km(page: Page, outline: str) -> list[float]:
    """Return how long the service finds the sides of an outline as the form has it."""
    places = [[float(part) for part in line.split()] for line in outline.split("\n")]
    asked = page.request.post(
        f"{page.url.split('?')[0]}api/ruler", data={"places": [*places, places[0]]}
    )
    legs: list[float] = asked.json()["legs_km"]
    return legs


def test_an_outline_is_drawn_by_lengths_and_bearings_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("?lang=en&at=30.02,120.05,12")
    choose(page, "W")
    take(page, "draw")
    page.locator("#tool-form .draw").press("Enter")
    start = page.locator("#typed-edge [name=start]")
    expect(start).to_be_focused()
    start.press_sequentially("here")
    start.press("Enter")
    says = page.locator("#typed-edge [role=status]")
    expect(says).to_contain_text("Type longitude and latitude")
    start.fill("120.02, 30.02")
    start.press("Enter")
    length = page.locator("#typed-edge [name=length]")
    expect(length).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Point 1 is set")
    length.press("Enter")
    expect(says).to_contain_text("such as 250, 250 m or 1.2 km")
    length.fill("800")
    length.press("Enter")
    expect(says).to_contain_text("its bearing")  # no pointer says which way
    typed(page, "800 m", "90")
    expect(page.locator("#announcer")).to_have_text("Point 2 is set")
    typed(page, "1.2km", "0")
    typed(page, "2.4", "-90.0")
    typed(page, "1500", "135")
    expect(says).to_contain_text("would cross itself")
    page.locator("#tool-form .finish").press("Enter")
    outline = page.locator("#tool-form [name=outline]")
    expect(page.locator("#tool-form .draw")).to_be_visible()
    expect(page.locator("#typed-edge")).to_have_count(0)
    first, second, third, _ = legs_km(page, outline.input_value())
    assert first == pytest.approx(0.8, abs=1e-4)
    assert second == pytest.approx(1.2, abs=1e-4)
    assert third == pytest.approx(0.0024, abs=1e-4)


def test_a_number_typed_over_the_map_is_the_length_of_the_drawn_edge(visit: Visit) -> None:
    page = visit.open("?lang=zh&at=30.02,120.05,12")
    choose(page, "W")
    take(page, "draw")
    page.click("#tool-form .draw")
    page.wait_for_selector("#typed-edge")
    page.mouse.click(400, 600)
    page.mouse.move(700, 600)
    page.keyboard.type("2km")
    page.keyboard.press("Enter")
    page.mouse.move(710, 760)
    page.keyboard.type("750")
    page.mouse.move(700, 760)
    page.mouse.click(700, 760)  # sets the point at that length too
    expect(page.locator("#announcer")).to_have_text("已确定第 3 点")
    expect(page.locator("#typed-edge [name=length]")).to_have_value("")
    page.click("#tool-form .finish")
    outline = page.locator("#tool-form [name=outline]")
    expect(page.locator("#tool-form .draw")).to_be_visible()
    first, second, _ = legs_km(page, outline.input_value())
    assert first == pytest.approx(2, abs=1e-3)
    assert second == pytest.approx(0.75, abs=1e-3)


def test_after_a_save_by_keyboard_one_goes_on_where_one_was(visit: Visit) -> None:
    page = visit.open("?lang=en&zone=W")
    walk_to(page, "move")
    tab_to(page, "east")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    tool = page.locator("[data-tool=move]")
    expect(tool).to_be_focused()
    save(page, "Step", "step-by-step", "A step")
    expect(page.locator("#draft-state")).to_have_text("Saved: 1 edit")
    expect(tool).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "north")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    expect(tool).to_be_focused()
    page.keyboard.press("Enter")  # the tool is in hand again
    tab_to(page, "north")
    page.keyboard.press("Control+s")
    page.keyboard.type("Another, from within a form")
    page.keyboard.press("Enter")
    expect(page.locator("#draft-state")).to_have_text("Saved: 2 edits")
    expect(tool).to_be_focused()  # its form is gone
    page.keyboard.press("Escape")  # folds the further tools
    expect(page.locator("#tools-more")).to_be_visible()
    page.keyboard.press("Escape")  # lets the zone go
    expect(page.locator("#tools")).to_be_hidden()
    move(page, "E", "0.5")
    page.focus("#draft-save")
    page.keyboard.press("Enter")
    page.keyboard.type("A third, by the button")
    page.keyboard.press("Enter")
    expect(page.locator("#draft-state")).to_be_focused()  # there is nothing to save any more
    expect(page.locator("#draft-state")).to_have_text("Saved: 3 edits")
