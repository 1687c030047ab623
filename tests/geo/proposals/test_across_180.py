"""Proposals across 180° are those that are made elsewhere, turned there."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.proposals import Limits, Proposal
from layers import Plan
from layers.geometry.antimeridian import unwrapped
from tests.geo.proposals.at_thresholds import propose, propose_zone
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


def hold_alike(found: list[Proposal], plans: list[Plan]) -> None:
    """Hold that two proposals have the same figures, and take the same land but for a turn.

    Of what they release one cut may be as good as another.
    """
    for one, plan in zip(found, plans, strict=True):
        check(plan, one, swap=bool(one.released))
        for piece in (*one.taken, *one.released):
            west, _, east, _ = piece.geometry.bounds
            assert -180 <= west <= east <= 180
    here, there = (
        (one.promised, one.measured, one.bound, [
            round(piece.area_km2, 3) for piece in (*one.taken, *one.released)
        ]) for one in found
    )  # fmt: skip
    assert here == there
    for piece, other in zip(found[0].taken, found[1].taken, strict=True):
        turned = unwrapped(other.geometry)[0].bounds - np.array([LON - ELSEWHERE, 0] * 2)
        assert turned == pytest.approx(piece.geometry.bounds, abs=2e-5)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_new_blocks_and_new_zones_lie_across_180_as_they_do_elsewhere() -> None:
    plans = [lived_in(at, (0.2, -20.0, 900), (-0.2, -20.5, 800)) for at in PLACES]
    new = {
        "budget_km2": 3.0,
        "limits": Limits(new_blocks=1, width_km=0.75, compact=3.0),
        "time_limit_s": 20,
    }
    found = [propose(plan, ["F"], ["population@2"], **new) for plan in plans]
    assert found[1].promised == 1700
    hold_alike(found, plans)
    found = [propose_zone(plan, "110000", ["population@2"], 2.0) for plan in plans]
    assert [one.promised for one in found] == [1700, 1700]
    for one, plan in zip(found, plans, strict=True):
        check(plan, one)
    across = lived_in(PLACES[1], (0.2, -20.0, 900), (-0.2, -20.5, 800), (-4.0, -20.0, 300))
    several = propose_zone(across, None, ["population@2"], 1.0, new=2, time_limit_s=900)
    assert several.measured == 2000
    check(across, several)


def test_a_swap_across_180_releases_idle_land_first_as_it_does_elsewhere() -> None:
    found, plans = [], [lived_in(at, (8.4, 0.0, 700)) for at in PLACES]
    for number, at in enumerate(PLACES):
        idle = {"idle": at.box(-4, -2, -1.5, 2), "west": at.box(-1.5, -2, 1, 2)}
        uses = idle | {"east": at.box(1, -2, 5, 2), "north": at.box(-2, 6, 3, 8)}
        parcels = at.frame("parcel_id", uses).assign(land_use="industry", value=np.nan, idle=False)
        parcels.loc[0, ["land_use", "idle"]] = "vacant", True
        plans[number] = plans[number].with_layer("parcels", parcels)
        found.append(propose(plans[number], ["F"], ["population@2"], swap="idle"))
    hold_alike(found, plans)
    for one in found:
        (told,) = (reason.params for reason in one.reasons if reason.code == "propose-released-use")
        assert told["unused_km2"] == pytest.approx(told["released_km2"], abs=1e-3)


def test_land_of_a_strategic_region_beyond_180_is_sought_as_it_is_elsewhere() -> None:
    for at in PLACES:
        plan = lived_in(at, (40.0, 20.0, 1))
        plan = plan.with_layer("regions", plan.regions.assign(strategies=[None, "E"]))
        found = propose(plan, ["F"], ["strategy_land_km2:E"], 2.0)
        check(plan, found)
        assert found.measured - found.before == pytest.approx(2.0, rel=0.05)
