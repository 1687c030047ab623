"""The map of who gains: the rings around zones before and after, and the people between them."""

import numpy as np
import pytest
from reports import PLAN, across_180_degrees, measured, pictures, reported
from ruled_plan import strip

from geo import CoverageMeter, Edit, Expand, Remove, Scenario
from geo.edits import Move
from layers import Plan
from layers.messages import Language
from layers.palette import COLOURS
from service.report.content import report
from service.report.measured import Measured
from service.report.reach_map import counts_of, reach_changes
from service.report.writer import Edition, Writer

EAST = Move(zone="W", dx_km=2.41, dy_km=0)  # 1,000 at 0.5, 200 at 2.5, 30 at 5.5


def gains(*edits: Edit, plan: Plan = PLAN, language: Language = "en") -> list[tuple[str, str]]:
    """Return the caption and the picture of each map of who gains."""
    scenario = Scenario.of(plan, edits, title="Title", title_zh="标题")
    found = reported(plan, [scenario], language=language, annex=False)
    begin = {"en": "Who gains", "zh": "谁受益"}[language]
    return [(it.caption, it.svg) for it in pictures(found) if it.caption.startswith(begin)]


def test_people_newly_reached_and_lost_are_a_map_with_the_rings_before_and_after() -> None:
    ((caption, svg),) = gains(EAST)
    said = "Who gains: 30 persons come within 2 km of a zone, 0 leave it."
    assert caption.startswith(said)
    assert "+30" in caption
    keys = ("Newly within reach", "No longer within reach", "Reach before", "Reach after")
    assert all(f">{key}<" in svg for key in keys)
    assert svg.count(f'fill="{COLOURS["change-gained-1"]}"') == 2  # the ground, and its key
    assert ">Road<" not in svg  # few lines
    ((caption, svg),) = gains(EAST, language="zh")
    assert "30 人进入片区 2 公里范围，0 人离开" in caption
    assert "新进入覆盖范围" in svg


@pytest.mark.parametrize("edit", [Remove(zone="E"), Expand(zone="W", by_km=0.01)])
def test_a_plan_that_nobody_gains_by_has_no_such_map(edit: Edit) -> None:
    assert gains(edit) == []


def test_a_plan_without_people_has_no_such_map() -> None:
    bare = Plan({"zones": PLAN.zones, "regions": PLAN.regions})
    assert gains(EAST, plan=bare) == []


def test_by_road_there_are_no_rings_and_no_such_map() -> None:
    meter = CoverageMeter(PLAN, (1.0, 2.0), by="road")
    before = meter.measure()
    one = Measured.of(meter, before, Scenario.of(PLAN, [EAST], title="Title"))
    found = report(PLAN, before, [one], Edition("en", "2026-11-25"))
    assert not any(it.caption.startswith("Who gains") for it in pictures(found))


@pytest.mark.parametrize("radius_km", [2.0, 5.0])
def test_between_the_rings_lies_what_one_of_them_holds_and_other_zones_do_not_reach(
    radius_km: float,
) -> None:
    one = measured(PLAN, Scenario.of(PLAN, [EAST], title="Title"))
    writer = Writer(PLAN, one.comparison.coverages[0], [one], Edition("en", "2026-11-25"))
    counts = counts_of(writer, one)
    assert [(it.entering, it.leaving) for it in counts] == [(30, 0)]
    places = reach_changes(PLAN, one, radius_km, counts)
    for place in places:
        assert place.gained.intersection(place.before).area == pytest.approx(0, abs=1e-12)
        assert place.lost.intersection(place.after).area == pytest.approx(0, abs=1e-12)
    gained, lost = (sum(getattr(it, name).area for it in places) for name in ("gained", "lost"))
    change = places[0].after.area - places[0].before.area
    assert gained - lost == pytest.approx(change)
    is_near = radius_km > 2  # the other zone, which does not change
    assert all(it.before.intersects(strip(10, 11)) == is_near for it in places)


def test_rings_across_180_degrees_are_whole() -> None:
    plan = across_180_degrees()
    one = measured(plan, Scenario.of(plan, [Expand(zone="Z", by_km=1)], title="Title"))
    (place,) = reach_changes(plan, one, 5.0, [])
    west, _, east, _ = place.extent.bounds
    assert east - west < 1
    assert np.isfinite(place.gained.area)
