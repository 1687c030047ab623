"""Suggested fixes: an ordinary edit by which a broken rule holds again, over squares."""

import geopandas as gpd
import pytest
from ruled_plan import ONE_KM2, after, plan_of, strip
from shapely.geometry.base import BaseGeometry

from geo import Scenario
from geo.edits import Reshape
from geo.rules import violations
from geo.scenario.replay import replay
from geo.suggested_fixes import SuggestedFix, suggested_fixes
from layers import Plan
from tests.conftest import square

HARD = dict.fromkeys(("cap", "overlap", "exclusion", "outside_province", "min_block_km2"), "hard")


def found(plan: Plan, zones: gpd.GeoDataFrame, *locked: str) -> list[SuggestedFix]:
    """Return the fixes of what zones break."""
    return suggested_fixes(plan, zones, violations(plan, zones, HARD), locked)


def mended(plan: Plan, fix: SuggestedFix, **shapes: BaseGeometry) -> gpd.GeoDataFrame:
    """Return the zones once outlines were drawn and a fix was made."""
    drawn = [Reshape(zone=zone, geometry=shape) for zone, shape in shapes.items()]
    return replay(plan, Scenario.of(plan, [*drawn, fix.edit])).zones


def still(plan: Plan, fix: SuggestedFix, zones: gpd.GeoDataFrame) -> bool:
    """Return whether the rule that was mended is still broken."""
    table = violations(plan, zones, HARD)
    return bool(((table["rule"] == fix.rule) & (table["subject"] == fix.subject)).any())


def codes(those: list[SuggestedFix]) -> list[tuple[str, str, object]]:
    return [(one.rule, one.message.code, one.message.params["zone"]) for one in those]


def test_a_zone_above_the_cap_releases_of_the_land_that_it_took_in() -> None:
    plan = plan_of()
    wide = strip(0, 2)
    those = found(plan, after(plan, W=wide))
    assert codes(those) == [("cap", "mend-release", "W"), ("cap", "mend-shrink", "E")]
    assert those[0].message.params["area_km2"] == pytest.approx(0.5 * ONE_KM2, rel=1e-4)
    for fix in those:
        zones = mended(plan, fix, W=wide)
        assert not still(plan, fix, zones)
        area = plan.ellipsoid.area_km2(zones.geometry.to_numpy()).sum()
        assert area == pytest.approx(2.5 * ONE_KM2, rel=1e-4)
    shape = mended(plan, those[0], W=wide).geometry.iloc[0]
    assert shape.buffer(1e-9).covers(square(0))
    just = plan_of(cap_km2=2 * ONE_KM2)  # it took in just what lies above: its outline comes back
    fix = found(just, after(just, W=strip(0, 1.5)))[0]
    assert fix.message.code == "mend-release"
    zones = mended(just, fix, W=strip(0, 1.5))
    assert zones.geometry.iloc[0].equals(square(0))
    assert not still(just, fix, zones)


def test_a_cap_that_one_zone_alone_cannot_hold_is_mended_by_the_other_and_locks_stay() -> None:
    plan = plan_of(cap_km2=1.5 * ONE_KM2)
    assert codes(found(plan, after(plan, E=strip(10, 13)))) == [("cap", "mend-shrink", "E")]
    assert found(plan, after(plan, E=strip(10, 13)), "E") == []
    locked = plan_of(locked=("W", "E"))
    assert found(locked, after(locked, W=strip(0, 3.5))) == []


def test_an_overlap_is_cut_out_of_either_zone() -> None:
    plan = plan_of(cap_km2=9 * ONE_KM2)
    zones = after(plan, W=strip(0, 10.25))
    those = [one for one in found(plan, zones) if one.rule == "overlap"]
    assert codes(those) == [("overlap", "mend-cut", "E"), ("overlap", "mend-cut", "W")]
    assert those[0].message.params["area_km2"] == pytest.approx(0.25 * ONE_KM2)
    for fix in those:
        assert not still(plan, fix, mended(plan, fix, W=strip(0, 10.25)))
    assert codes([one for one in found(plan, zones, "E") if one.rule == "overlap"]) == [
        ("overlap", "mend-cut", "W")
    ]


def test_land_of_an_exclusion_is_cut_out() -> None:
    plan = plan_of(cap_km2=9 * ONE_KM2)
    wide = strip(0, 3.5)
    (fix,) = (one for one in found(plan, after(plan, W=wide)) if one.rule == "exclusion")
    assert fix.message.params["area_km2"] == pytest.approx(0.5 * ONE_KM2)
    assert not still(plan, fix, mended(plan, fix, W=wide))
    whole = found(plan, after(plan, W=square(3)))  # nothing would be left of W
    assert [one for one in whole if one.rule == "exclusion"] == []
