"""Proposals for zones across 180° are those for the same zones elsewhere, turned about the axis."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.proposals import Limits, Proposal, propose, propose_zone
from layers import Plan
from layers.geometry.antimeridian import unwrapped
from tests.geo.proposals.test_propose import check
from tests.globe_plans import ELSEWHERE, Place, plan_at

LON, LAT = 180.0, -17.0
PLACES = Place(ELSEWHERE, LAT), Place(LON, LAT)


def lived_in(at: Place, *people: tuple[float, float, int]) -> Plan:
    """Return the plan about a place, with people at steps east and north of it."""
    plan = plan_at(at)
    x, y = np.array([at.at(east, north) for east, north, _ in people]).T
    demand = gpd.GeoDataFrame(
        {"demand_id": [str(n) for n in range(len(x))], "population": [n for *_, n in people]},
        geometry=shapely.points((x + 180) % 360 - 180, y),
        crs=plan.crs,
    )
    layers = {name: plan.frame(name) for name in ("zones", "regions", "exclusions")}
    return Plan(layers | {"demand": demand})


def told(found: Proposal) -> tuple[object, ...]:
    return (
        found.promised, found.measured, found.bound,
        [round(one.area_km2, 3) for one in (*found.taken, *found.released)],
    )  # fmt: skip


def hold_alike(found: list[Proposal], plans: list[Plan]) -> None:
    """Hold that two proposals tell the same, and take the same land but for a turn.

    Of what they release one cut may be as good as another.
    """
    for one, plan in zip(found, plans, strict=True):
        check(plan, one, swap=bool(one.released))
        for piece in (*one.taken, *one.released):
            west, _, east, _ = piece.geometry.bounds
            assert -180 <= west <= east <= 180
    assert told(found[0]) == told(found[1])
    for piece, other in zip(found[0].taken, found[1].taken, strict=True):
        turned = unwrapped(other.geometry)[0].bounds - np.array([LON - ELSEWHERE, 0] * 2)
        assert turned == pytest.approx(piece.geometry.bounds, abs=2e-5)


def test_zones_across_180_take_and_release_the_land_that_they_would_elsewhere() -> None:
    people = [(-0.5, -5.0, 900), (0.6, 11.0, 500), (-3.0, 0.0, 50), (0.9, 0.0, 50)]
    plans = [lived_in(at, *people) for at in PLACES]
    found = [propose(plan, ["F"], ["population@2"], swap=True, time_limit_s=20) for plan in plans]
    assert found[1].promised > found[1].before
    hold_alike(found, plans)


def test_new_blocks_and_new_zones_lie_across_180_as_they_do_elsewhere() -> None:
    plans = [lived_in(at, (0.2, -20.0, 900), (-0.2, -20.5, 800)) for at in PLACES]
    limits = Limits(new_blocks=1)
    found = [
        propose(plan, ["F"], ["population@2"], 3.0, limits=limits, time_limit_s=20)
        for plan in plans
    ]
    assert found[1].promised == 1700
    hold_alike(found, plans)
    zones = [propose_zone(plan, "110000", ["population@2"], 2.0) for plan in plans]
    assert [one.promised for one in zones] == [1700, 1700]
    for one, plan in zip(zones, plans, strict=True):
        check(plan, one)
