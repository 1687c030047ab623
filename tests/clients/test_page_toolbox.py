"""The toolbox: where it stands, and the way by keyboard from it to the points and back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from layers import Plan
from tests.clients.conftest import served
from tests.clients.hands import choose, take
from tests.clients.visiting import Visit, until


@pytest.fixture(scope="module")
def site(squares_plan_path: Path, make_app: Callable[..., FastAPI]) -> Iterator[str]:
    with served(make_app(Plan.open(squares_plan_path))) as address:
        yield address


def box_of(page: Page, selector: str) -> tuple[float, float, float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


def handles_beneath(page: Page) -> int:
    """Count the points that the toolbox lies on."""
    script = """() => {
        const box = document.querySelector("#tools").getBoundingClientRect();
        return [...document.querySelectorAll(".marker-icon")].filter((one) => {
            const { x, y } = one.getBoundingClientRect();
            return x > box.left && x < box.right && y > box.top && y < box.bottom;
        }).length;
    }"""
    beneath: int = page.evaluate(script)
    return beneath


def test_points_are_reached_from_the_tools_by_tab_and_a_step_is_refused_aloud(
    visit: Visit,
) -> None:
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
    expect(page.locator("#zoom-in")).to_be_focused()  # what comes after the tools


def test_the_toolbox_lies_on_no_point_that_is_dragged_and_goes_where_it_is_put(
    visit: Visit,
) -> None:
    page = visit.open()
    choose(page, "E")
    take(page, "drag")
    page.wait_for_selector(".marker-icon")
    for zoom in (11, 12, 13, 14):
        script = "z => window.zonewright.parts[0].map.setView([30.015, 120.115], z)"
        page.evaluate(f"(z) => {{ ({script})(z); }}", zoom)
        until(page, lambda: handles_beneath(page) == 0)
    page.mouse.move(*[value + 8 for value in box_of(page, "#tools-grip")[:2]])
    page.mouse.down()
    page.mouse.move(500, 600, steps=5)
    page.mouse.up()
    left, top, *_ = box_of(page, "#tools")
    assert (round(left), round(top)) == pytest.approx((490, 590), abs=30)
    page.focus("#tools-grip")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    moved = box_of(page, "#tools")[:2]
    assert moved == pytest.approx((left - 16, top - 16), abs=1)
    choose(page, "W")  # it stays there for the next zone
    assert box_of(page, "#tools")[:2] == pytest.approx(moved, abs=1)
    for _ in range(80):
        page.keyboard.press("ArrowLeft")
    frame = box_of(page, "#map-frame")
    assert box_of(page, "#tools")[0] >= frame[0]
    page.focus("#tools-grip")
    page.keyboard.press("Home")
    until(page, lambda: box_of(page, "#tools")[:2] != moved)
