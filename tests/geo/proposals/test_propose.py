"""Proposals over squares of a hundredth of a degree, about 1.07 km²."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import CRS, point, regions_frame, square, zones_frame

from geo import CoverageMeter
from geo.proposals import NoProposalError, Proposal, propose, propose_zone
from geo.rules import violations
from geo.scenario.replay import replay
from layers import Plan
from layers.ellipsoid import GRS80
from layers.errors import MeasureError, UnknownError

TOLERANCE = 0.005


@pytest.fixture(autouse=True)
def few_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ten cells make up the area: such models are solved in a second."""


def plan_of(
    *people: tuple[float, float, int], locked: bool = False, side: float = 3, **more: pd.DataFrame
) -> Plan:
    """Return a zone Z of FTZ F, a square, with people at (column, row) about it."""
    zones = zones_frame(("Z", "F", square(0, 0, side)), ("G", "G", square(-20, 0)))
    cap_km2 = float(GRS80.area_km2(square(0, 0, side))[0])
    columns, rows, counts = zip(*people, strict=True)
    demand = gpd.GeoDataFrame(
        {"demand_id": [str(n) for n in range(len(people))], "population": counts},
        geometry=[point(c, r) for c, r in zip(columns, rows, strict=True)],
        crs=CRS,
    )
    layers = {
        "zones": zones.assign(locked=locked),
        "regions": regions_frame(("330101", square(-40, -40, 80)), ("340101", square(40, -40, 80))),
        "ftzs": pd.DataFrame(
            {"ftz_id": ["F", "G"], "adcode": "330000", "cap_km2": [cap_km2, np.nan]}
        ),
        "demand": demand,
    }
    return Plan(layers | more)


EAST, WEST = (6.5, 1.5, 500), (-3.5, 1.5, 900)


def check(plan: Plan, found: Proposal, *, swap: bool = False) -> None:
    """Hold a proposal against the meter and the rules."""
    gain = abs(found.promised - found.before)
    assert found.measured >= found.promised - TOLERANCE * gain
    assert found.measured > found.before
    assert found.bound >= found.promised - 1e-6 * gain
    zones = replay(plan, found.scenario).zones
    broken = violations(plan, zones, found.scenario.rules)
    assert not (broken["level"] == "hard").any(), broken["message"].tolist()
    area = plan.ellipsoid.area_km2(zones.geometry.to_numpy()).sum()
    before = plan.ellipsoid.area_km2(plan.zones.geometry.to_numpy()).sum()
    if swap:
        assert area == pytest.approx(before, rel=1e-4)
    assert all(shapely.is_valid(zones.geometry))


def test_the_budget_goes_to_the_side_where_more_people_come_within_reach() -> None:
    plan = plan_of(EAST, WEST)
    found = propose(plan, ["F"], ["population@2"], 1.5, time_limit_s=8)
    check(plan, found)
    assert (found.before, found.promised, found.measured) == (0, 900, 900)
    assert found.status == "optimal"
    assert sum(piece.area_km2 for piece in found.taken) <= 1.5
    west, _, east, _ = found.scenario.edits[0].geometry.bounds
    assert west < 120 - 0.01
    assert east == pytest.approx(120.03)


def test_the_quota_that_is_asked_for_stands_in_the_scenario_and_raises_the_cap() -> None:
    plan = plan_of(EAST)
    found = propose(plan, ["F"], ["population@2"], 2.0, time_limit_s=8)
    assert found.scenario.rules["cap"] == {"level": "hard", "quota_km2": {"F": pytest.approx(found.taken[0].area_km2, abs=0.01)}}
    zones = replay(plan, found.scenario).zones
    without = violations(plan, zones, {"cap": "hard"})
    assert "cap" in set(without["rule"])


def test_excluded_land_is_not_taken() -> None:
    wall = gpd.GeoDataFrame(
        {"exclusion_id": ["X"], "kind": "red line"},
        geometry=[shapely.box(119.96, 29, 119.995, 31)],
        crs=CRS,
    )
    plan = plan_of(EAST, WEST, exclusions=wall)
    found = propose(plan, ["F"], ["population@2"], 2.0, time_limit_s=8)
    check(plan, found)
    assert found.promised == 500


def test_a_swap_takes_as_much_as_it_releases_and_loses_nobody() -> None:
    plan = plan_of((7.4, 3.0, 700), (3.0, 3.0, 5000), side=6)
    found = propose(plan, ["F"], ["population@1"], swap=True, time_limit_s=8)
    check(plan, found, swap=True)
    assert (found.before, found.measured) == (5000, 5700)
    assert sum(p.area_km2 for p in found.taken) == pytest.approx(
        sum(p.area_km2 for p in found.released), abs=1e-4 * 38.5
    )


def test_people_inside_are_those_in_the_zone() -> None:
    plan = plan_of((3.5, 1.5, 40), (-0.6, 1.5, 90))
    found = propose(plan, ["F"], ["population@0"], 1.5, time_limit_s=8)
    check(plan, found)
    assert found.promised in (90, 130)


def test_a_new_zone_is_put_where_most_people_are() -> None:
    plan = plan_of((60, 0, 500), (62, 2, 800), (100, 30, 900))
    found = propose_zone(plan, "340000", ["population@5"], 3.0)
    check(plan, found)
    assert found.measured == 1300
    assert found.scenario.edits[0].verb == "add"
    assert found.taken[0].area_km2 == pytest.approx(3.0, rel=1e-6)


def test_people_beyond_in_the_worst_served_regions_become_fewer() -> None:
    plan = plan_of((60, 0, 500), (5, 2, 800))
    found = propose_zone(plan, "340000", ["worst-served@5"], 3.0)
    assert found.sense == "min"
    assert (found.before, found.promised, found.measured, found.bound) == (500, 0, 0, 0)


@pytest.mark.parametrize(
    ("budget", "error"),
    [(0.0, MeasureError), (-1.0, MeasureError), (np.nan, MeasureError), (None, MeasureError)],
)
def test_a_budget_that_makes_no_sense_is_refused(
    budget: float | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        propose(plan_of(EAST), ["F"], ["population@2"], budget)


@pytest.mark.parametrize(
    "objective", ["people@2", "population", "0*population@2", "sector:none@2", "population@-1"]
)
def test_an_objective_that_is_not_known_is_refused(objective: str) -> None:
    with pytest.raises(UnknownError):
        propose(plan_of(EAST), ["F"], [objective], 2.0)


def test_nothing_is_proposed_where_nothing_is_gained_or_all_is_locked() -> None:
    with pytest.raises(NoProposalError, match="no land within reach"):
        propose(plan_of((30, 30, 10)), ["F"], ["population@2"], 2.0, time_limit_s=8)
    with pytest.raises(NoProposalError, match="locks every zone"):
        propose(plan_of(EAST, locked=True), ["F"], ["population@2"], 2.0)


def test_the_plan_stays_as_it_is() -> None:
    plan = plan_of(EAST)
    baseline = plan.baseline
    propose(plan, ["F"], ["population@2"], 2.0, time_limit_s=8)
    assert plan.baseline == baseline
    assert CoverageMeter(plan, 2.0).measure().totals["covered_population"].tolist() == [0]
