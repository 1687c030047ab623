"""The value of parcels as a term of an objective, over squares of a hundredth of a degree."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo.proposals import NoProposalError, Proposal
from geo.scenario.replay import replay
from layers import Plan
from layers.errors import UnknownError
from layers.geometry.ellipsoid import GRS80
from tests.conftest import layer_frame, square
from tests.geo.proposals.at_thresholds import propose
from tests.geo.proposals.test_propose import EAST, WEST, best, plan_of


def parcels(*rows: tuple[BaseGeometry, float]) -> gpd.GeoDataFrame:
    shapes, values = zip(*rows, strict=True)
    return layer_frame(
        [shapely.MultiPolygon([one]) for one in shapes],
        parcel_id=[str(n) for n in range(len(rows))],
        value=values,
    )


def value_of(plan: Plan, land: BaseGeometry) -> float:
    """Return what the parcels in some land are worth, one by one."""
    total = 0.0
    frame = plan.frame("parcels")
    for shape, value in zip(frame.geometry, frame["value"], strict=True):
        inside = shapely.intersection(shape, land)
        if value > 0 and inside.area > 0:
            total += value * GRS80.area_km2([inside])[0] / GRS80.area_km2([shape])[0]
    return total


def hold(plan: Plan, found: Proposal, weight: float, people: float) -> None:
    """Hold the figures of a proposal against people reached, and parcels counted one by one."""
    zones = replay(plan, found.scenario).zones
    before, after = (
        value_of(plan, shapely.union_all(shapes))
        for shapes in (plan.zones.geometry, zones.geometry)
    )
    assert found.before == pytest.approx(-weight * before, rel=1e-9)
    assert found.measured == pytest.approx(people - weight * after, rel=1e-6)
    assert found.promised == pytest.approx(found.measured, rel=1e-6)


def test_land_that_costs_more_than_its_people_is_not_taken() -> None:
    dear = parcels((square(-9, -5, 9), 9e4), (square(0, 0, 2), 7.0), (square(8, 0), np.nan))
    plan = plan_of(EAST, WEST, parcels=dear)
    for objective, people in ((["population@2"], 900), (["population@2", "0.5*land_value"], 500)):
        found = best(plan, 1.5, objective=objective)
        hold(plan, found, 0.5 if len(objective) > 1 else 0.0, people)
    assert found.objective == "population@2 + 0.5*land_value"
    assert [one.code for one in found.reasons].count("propose-land-value") == 1
    dear = plan_of(EAST, parcels=parcels((square(-20, -20, 40), 1e9)))  # everywhere
    with pytest.raises(NoProposalError, match="adds to"):
        propose(dear, ["F"], ["population@2", "land_value"], 1.5, time_limit_s=20)


def test_a_swap_releases_the_land_of_most_value_and_no_more_than_it_takes() -> None:
    dear = parcels((shapely.box(120.0, 30.0, 120.06, 30.012), 6e3))  # the south of the zone
    plan = plan_of((7.4, 3.0, 700), (3.0, 3.0, 5000), side=6, parcels=dear)
    found = best(plan, None, objective=["population@1", "land_value"], swap=True)
    assert found.before == pytest.approx(5000 - 6000)
    assert found.measured == pytest.approx(found.promised, rel=1e-6)
    after = value_of(plan, replay(plan, found.scenario).zones.geometry.iloc[0])
    assert found.measured == pytest.approx(5700 - after, rel=1e-6)
    assert after < 6000
    assert all(one.geometry.centroid.y < 30.03 for one in found.released)
    assert found.bound >= found.promised


def test_what_makes_no_sense_is_refused() -> None:
    valued, worthless = (plan_of(EAST, parcels=parcels((square(5), one))) for one in (1.0, np.nan))
    cases: list[tuple[Plan, list[str], str]] = [
        (valued, ["land_value"], "only states what land costs"),
        (valued, ["land_value@5"], "has no radius; write land_value"),
        (valued, ["0*land_value", "population@2"], "from 1e-9 to 1e9"),
        (valued, ["population"], "write NAME@RADIUS"),
        (worthless, ["population@2", "land_value"], "no parcel of the plan has a value"),
        (plan_of(EAST), ["population@2", "land_value"], "no parcel of the plan has a value"),
    ]
    for plan, objective, message in cases:
        with pytest.raises(UnknownError, match=message):
            propose(plan, ["F"], objective, 1.0, time_limit_s=3)
