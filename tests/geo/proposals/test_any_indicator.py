"""Objectives and what is kept are any indicators that add up, counted again naively on answers.

Squares are a hundredth of a degree; what lies east of the zone's middle is a strategic region.
"""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import scipy.sparse as sp
import shapely
from pyproj import Geod

from geo.proposals import Proposal
from geo.proposals.model import Choice, Row, choose
from geo.scenario.replay import replay
from geo.solver import Clock
from layers import Plan
from layers.errors import MeasureError, UnknownError
from layers.messages import catalogue
from tests.conftest import layer_frame, point, regions_frame, square
from tests.geo.proposals.at_thresholds import limits_of, propose
from tests.geo.proposals.test_held_targets import ASKED
from tests.geo.proposals.test_propose import EAST, WEST, plan_of

GRS80 = Geod(ellps="GRS80")
MIDDLE = 1.5  # the column where the strategic region begins


def strategic(*people: tuple[float, float, int], **more: Any) -> Plan:
    """Return a plan whose east is a strategic region, with ports in and about the zone."""
    west, east = shapely.box(119.6, 29.6, 120 + MIDDLE / 100, 30.4), square(40, -40, 80)
    beside = shapely.box(120 + MIDDLE / 100, 29.6, 120.4, 30.4)
    regions = regions_frame(("330101", west), ("330102", beside), ("340101", east))
    plan = plan_of(*people, regions=regions.assign(strategies=[None, "E", None]), **more)
    at = [point(0.5, 0.5), point(2.6, 2.6), point(6.4, 1.5), point(-3.4, 1.5)]
    kinds = ["port", "airport", "port", "port"]
    ports = layer_frame(at, gateway_id=["P1", "P2", "P3", "P4"], kind=kinds)
    return plan.with_layer("gateways", ports)


def zones_of(plan: Plan, found: Proposal | None) -> gpd.GeoDataFrame:
    return plan.zones if found is None else replay(plan, found.scenario).zones


def land_in_the_east(plan: Plan, found: Proposal | None = None) -> float:
    """Return the land of zones in the strategic region, km²."""
    east = plan.regions.geometry.iloc[1]
    parts = (shapely.intersection(zone, east) for zone in zones_of(plan, found).geometry)
    return sum(abs(GRS80.geometry_area_perimeter(part)[0]) for part in parts) / 1e6


def ports_near(plan: Plan, radius_km: float, found: Proposal | None = None) -> int:
    """Return how many gateways lie within a radius of zones, vertices taken densely."""
    zones = shapely.union_all(zones_of(plan, found).geometry.to_numpy())
    edge = shapely.get_coordinates(shapely.segmentize(zones, 1e-4))
    count = 0
    for port in plan.gateways.geometry:
        away = GRS80.inv(*edge.T, [port.x] * len(edge), [port.y] * len(edge))[2]
        count += bool(shapely.intersects(zones, port)) or min(away) <= 1e3 * radius_km
    return count


def asked(plan: Plan, **options: Any) -> Proposal:
    return propose(plan, **ASKED | options)


def test_land_in_a_strategic_region_may_be_all_that_is_sought() -> None:
    plan = strategic(WEST)
    found = asked(plan, objective="strategy_land_km2:E", budget_km2=1.5)
    assert found.before == pytest.approx(land_in_the_east(plan), rel=1e-5)
    assert found.measured == pytest.approx(land_in_the_east(plan, found), rel=1e-5)
    assert found.promised == pytest.approx(found.measured)
    assert found.measured - found.before == pytest.approx(1.5, rel=0.05)  # all of the budget
    assert "propose-land-counted" in [reason.code for reason in found.reasons]


def test_the_best_of_land_alone_is_found_whatever_the_search_begins_with() -> None:
    own = np.array([1.0, 2.0, 3.0])
    choice = Choice(
        covers=sp.csr_array((0, 3)),
        worth=np.empty(0),
        own=own,
        today=np.zeros(3, bool),
        cost=own,
        rows=(Row((0, 1, 2), (1.0, 1.0, 1.0), 2.0),),
    )
    found = choose(choice, 0.0, Clock(10))
    assert (found.status, found.gain, found.bound) == ("optimal", 5.0, pytest.approx(5.0))
    assert found.chosen.tolist() == [False, True, True]


def test_land_is_sought_for_points_and_land_together() -> None:
    plan = strategic(EAST, (-3.5, 1.5, 520))
    alone = asked(plan, objective="population@2", budget_km2=1.5)
    both = asked(plan, objective=["population@2", "100*strategy_land_km2"], budget_km2=1.5)
    assert (alone.measured, land_in_the_east(plan, alone)) == (
        520, pytest.approx(land_in_the_east(plan)),
    )  # fmt: skip
    assert both.measured == pytest.approx(500 + 100 * land_in_the_east(plan, both), rel=1e-5)


def test_gateways_are_sought_as_people_are() -> None:
    plan = strategic(WEST)
    found = asked(plan, objective="gateways@2", budget_km2=1.5)
    assert (found.before, found.measured) == (ports_near(plan, 2), ports_near(plan, 2, found))
    assert found.measured == found.before + 1


KEPT: list[tuple[str, Callable[..., float], tuple[float, ...]]] = [
    ("strategy_land_km2", land_in_the_east, ()),
    ("gateways_inside@0", ports_near, (0.0,)),
    ("gateways@0.1", ports_near, (0.1,)),
]


@pytest.mark.parametrize(("indicator", "naive", "within"), KEPT)
def test_a_swap_keeps_any_indicator_as_it_is_today(
    indicator: str, naive: Callable[..., float], within: tuple[float, ...]
) -> None:
    at = [point(0.2, 0.3), point(5.8, 0.3), point(5.8, 5.7), point(0.2, 5.7)]
    ports = layer_frame(at, gateway_id=["P1", "P2", "P3", "P4"], kind="port")
    plan = strategic((-1.4, 3.0, 700), (0.3, 3.0, 5000), side=6).with_layer("gateways", ports)
    swap: dict[str, Any] = {"objective": ["population@1"], "swap": True}
    swap["limits"] = limits_of(release_gateways=True)
    free = propose(plan, ["F"], **swap)
    kept = propose(plan, ["F"], **swap, keep=f"{indicator}>=today")
    today = naive(plan, *within)
    assert naive(plan, *within, kept) >= today * (1 - 1e-6)
    assert kept.measured > kept.before
    assert "propose-kept-at" in [reason.code for reason in kept.reasons]
    assert naive(plan, *within, free) < today


def test_a_swap_within_land_that_is_to_be_kept_is_found_for_what_is_too_much_comes_back() -> None:
    plan = strategic((-1.4, 3.0, 700), (0.3, 3.0, 5000), side=6)
    everywhere = plan.regions.assign(strategies="E")
    plan = plan.with_layer("regions", everywhere)
    swap: dict[str, Any] = {"objective": ["population@1"], "swap": True}
    swap["limits"] = limits_of(release_gateways=True)
    found = propose(plan, ["F"], **swap, keep="strategy_land_km2:E>=today")
    before, after = (
        sum(abs(GRS80.geometry_area_perimeter(zone)[0]) for zone in zones.geometry)
        for zones in (plan.zones, zones_of(plan, found))
    )
    assert after == pytest.approx(before, rel=1e-4)  # edges are geodesics here
    assert found.measured > found.before


def test_more_land_than_today_may_be_asked_to_be_kept() -> None:
    plan = strategic((6.5, 1.5, 500), (-3.5, 1.5, 900))
    today = land_in_the_east(plan)
    free = asked(plan, budget_km2=1.5)
    kept = asked(plan, budget_km2=1.5, keep=f"strategy_land_km2>={today + 1.0}")
    assert (free.measured, kept.measured) == (900, 500)
    assert land_in_the_east(plan, free) < today + 1.0 <= land_in_the_east(plan, kept) * (1 + 1e-5)


def test_what_certain_zones_reach_is_kept_too() -> None:
    plan = strategic((6.5, 1.5, 500), (-3.5, 1.5, 900))
    kept = asked(plan, budget_km2=1.5, keep="own:population@2>=0")
    assert kept.measured == 900


@pytest.mark.parametrize(
    ("indicator", "nearest"),
    [("mean_km@2", "population@50"), ("least_covered_share@2", "least:LEVEL@50"),
     ("blocks", "zone_land_km2"), ("matched_clusters", "covered_clusters@50")],
)  # fmt: skip
def test_what_does_not_add_up_is_refused_with_the_nearest_that_does(
    indicator: str, nearest: str
) -> None:
    plan = strategic(EAST)
    for options in ({"objective": indicator}, {"keep": f"{indicator}>=today"}):
        with pytest.raises((MeasureError, UnknownError)) as refused:
            asked(plan, **options)
        (problem,) = refused.value.problems
        assert [catalogue(language).text(problem).count(nearest) for language in ("en", "zh")] == [
            1,
            1,
        ]


def test_what_a_plan_lacks_is_named() -> None:
    plan = plan_of(EAST)
    lacks = "the plan lacks regions.strategies"
    with pytest.raises(UnknownError, match=lacks):
        asked(plan, objective="strategy_land_km2")
    with pytest.raises(UnknownError, match="nothing is called strategy:W"):
        asked(strategic(EAST), objective="strategy_land_km2:W", budget_km2=1.0)
