"""Rules of how land is used, over two squares of one FTZ."""

from typing import Any

import pandas as pd
import shapely
from ruled_plan import ONE_KM2, after, broken, plan_of, strip

from geo.rules import violations
from geo.suggested_fixes import suggested_fixes
from layers import Plan
from tests.conftest import layer_frame, square

USE, EXIT = "use_before_expand", "exit"
MORE = {"W": strip(0, 1.5)}  # half a square more


def plan_with(
    parcels: dict[str, tuple[shapely.Polygon, bool]] | None = None, **columns: Any
) -> Plan:
    """Return the plan with columns of its zones, W and E, and with parcels by their land use."""
    plan = plan_of(cap_km2=9 * ONE_KM2)
    plan = plan.with_layer("zones", plan.zones.assign(**columns))
    if parcels is None:
        return plan
    shapes, idle = zip(*parcels.values(), strict=True)
    ids = [f"P{number}" for number in range(len(parcels))]
    frame = layer_frame(list(shapes), parcel_id=ids, land_use=[*parcels], idle=list(idle))
    return plan.with_layer("parcels", frame)


def gains(plan: Plan, setting: object = "soft", **shapes: Any) -> list[float]:
    """Return what the FTZ gains too early, in squares."""
    found = broken(USE, plan, after(plan, **(shapes or MORE)), setting)
    return [round(amount / ONE_KM2, 3) for _, amount in found]


def test_land_is_gained_too_early_while_less_than_a_share_is_built() -> None:
    plan = plan_with(built_km2=[0.8 * ONE_KM2, 0.2 * ONE_KM2])
    assert gains(plan) == [0.5]
    assert gains(plan, {"built_share": 0.5}) == []
    assert gains(plan, W=strip(0, 0.5)) == []
    assert gains(plan, W=strip(0, 1.5), E=square(10, side=0.5)) == []  # more released than gained
    (row,) = violations(plan, after(plan, **MORE), {"swap_balance": "ignore"}).to_dict("records")
    assert row["message"].endswith("more than it releases, though 50 % of its land is built")


def test_what_is_built_must_be_known_of_every_zone_to_be_too_little() -> None:
    assert gains(plan_with(built_km2=[0.1 * ONE_KM2, None])) == []
    assert gains(plan_with()) == []


def test_idle_land_that_is_stated_counts_once_what_is_released_is_taken_off() -> None:
    plan = plan_with(idle_km2=[0.3 * ONE_KM2, None])
    assert gains(plan) == [0.5]
    assert gains(plan, {"idle_km2": 0.3 * ONE_KM2 + 0.001}) == []
    east = shapely.box(120.1025, 30, 120.11, 30.01)  # releases a quarter, gains a half
    assert gains(plan, W=strip(0, 1.5), E=east) == []


def test_idle_parcels_count_where_their_use_is_that_of_the_land_gained() -> None:
    idle, gained = strip(0, 0.4), strip(1, 2)
    assert gains(plan_with({"industry": (idle, True)})) == [0.5]
    other = {"industry": (idle, True), "housing": (gained, False)}
    assert gains(plan_with(other)) == []
    same = {"Industry": (idle, True), "industry ": (gained, False)}
    assert gains(plan_with(same)) == [0.5]
    unsaid = {"industry": (idle, True), "": (gained, False)}
    assert gains(plan_with(unsaid)) == [0.5]
    assert gains(plan_with(same), W=strip(0.4, 2.5)) == []  # the idle land itself is released


def exits(plan: Plan, setting: dict[str, object], **shapes: Any) -> list[tuple[str, float]]:
    found = broken(EXIT, plan, after(plan, **shapes), setting)
    return [(zone, round(share, 3)) for zone, share in found]


def test_a_zone_exits_once_the_year_of_its_deadline_is_over_and_too_little_is_built() -> None:
    built = [0.4 * ONE_KM2, 0.6 * ONE_KM2]
    plan = plan_with(built_km2=built, deadline=["2025-06-30", "2025"])
    assert exits(plan, {"year": 2025}) == []
    assert exits(plan, {"year": 2026}) == [("W", 0.4)]
    assert exits(plan, {"year": 2026, "built_share": 0.7}) == [("E", 0.6), ("W", 0.4)]
    wider, half = strip(0, 1.1), strip(0, 0.5)  # what is added, and what is kept, may be built
    assert exits(plan, {"year": 2026}, W=wider) == [("W", round(0.5 / 1.1, 3))]
    assert exits(plan, {"year": 2026}, W=half) == []


def test_without_a_deadline_years_from_the_approval_count_and_the_year_is_the_figures() -> None:
    plan = plan_with(built_km2=[0.4 * ONE_KM2, None], approved=["2019-08-06", "2010"])
    assert exits(plan, {"year": 2024}) == []
    assert exits(plan, {"year": 2025}) == [("W", 0.4)]
    assert exits(plan, {"year": 2024, "years": 4}) == [("W", 0.4)]
    assert exits(plan, {}) == []
    figures = pd.DataFrame(
        {"ftz_id": ["F"], "indicator": "tax", "period": "2025", "value": 1.0, "unit": "CNY"}
    )
    assert exits(plan.with_layer("performance", figures), {}) == [("W", 0.4)]


def test_a_zone_that_is_to_exit_may_be_released_whole_unless_it_is_locked() -> None:
    plan = plan_with(built_km2=[0.4 * ONE_KM2, None], deadline=["2020", None])
    table = violations(plan, plan.zones, {EXIT: {"year": 2026}})
    (fix,) = suggested_fixes(plan, plan.zones, table)
    assert (fix.rule, fix.subject, fix.edit.verb) == (EXIT, "W", "remove")
    assert suggested_fixes(plan, plan.zones, table, locked=["W"]) == []
