"""Proposals over boundaries that may lie farther in than they are drawn."""

from functools import lru_cache
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from geo import CoverageMeter
from geo.proposals import propose
from geo.proposals.available_land import as_multi
from geo.proposals.land import LandPiece
from geo.proposals.objective import OUTWARD_SHARES, Objective
from geo.proposals.reaching import Reaching
from geo.proposals.term import parse_terms
from geo.zone import ZonePolygon
from layers import Plan
from layers.geometry.ellipsoid import GRS80
from tests.conftest import square, zones_frame
from tests.geo.coverage import test_network as roads
from tests.geo.proposals.test_propose import plan_of
from tests.searching import examples

PLANE = GRS80.plane(120.03, 30.015)


def left_of(land: BaseGeometry, by_km: float) -> BaseGeometry:
    """Return what is left of land if its boundary is drawn in."""
    return PLANE.inverse(shapely.buffer(PLANE.forward(land), -1e3 * by_km, quad_segs=56))


def away_km(plan: Plan, land: BaseGeometry) -> np.ndarray:
    """Return how far the people are from land, ∞ without."""
    lon, lat = plan.demand.geometry.x.to_numpy(), plan.demand.geometry.y.to_numpy()
    if land.is_empty:
        return np.full(len(lon), np.inf)
    return ZonePolygon(GRS80, land).boundary.distance_km(lon, lat)


def crowd(count: int, seed: int) -> list[tuple[float, float, int]]:
    """Return people at (column, row) about the squares."""
    draw = np.random.default_rng(seed)
    return [(*draw.uniform(-5, 10, 2).tolist(), int(draw.integers(1, 100))) for _ in range(count)]


@lru_cache
def seeded(seed: int) -> tuple[Plan, Objective]:
    """Return a plan of a square zone and people about it, and an objective with a spread."""
    plan = plan_of(*crowd(60, seed))
    baseline = CoverageMeter(plan, 3).measure()
    return plan, Objective.of(baseline, parse_terms(plan, ["population@3±1.5"]), surely_km=0.9)


@pytest.mark.parametrize("arm", [0.4, 1.2, 1.9, 2.4])
def test_whom_zones_reach_where_their_boundaries_lie_elsewhere_is_known(arm: float) -> None:
    zone = shapely.union(square(0, 0, 3), shapely.box(120.02, 30.0, 120.06, 30 + arm / 100))
    plan = plan_of(*crowd(300, 1)).with_layer("zones", zones_frame(("Z", "F", zone)))
    out_km = [0.9 * out for out in OUTWARD_SHARES]
    radii_km = {2.0, 3.0, 4.0, 5.0, 6.0, *(4.0 + km for km in out_km if km > 0)}
    meter = CoverageMeter(plan, sorted(radii_km))
    terms = parse_terms(plan, ["population@4±2"])
    aims = Objective.of(meter.measure(), terms, surely_km=0.9)
    covered = aims.covered(meter.measure()).reshape(5 + len(OUTWARD_SHARES), -1)
    for own, km in zip(covered[5:], out_km, strict=True):
        away = away_km(plan, zone) - km if km > 0 else away_km(plan, left_of(zone, -km))
        sure = np.abs(away - 4.0) > 1e-4
        assert (own == (away <= 4.0))[sure].all()
    people = plan.demand["population"].to_numpy(float)
    assert aims.value(meter.measure()) == pytest.approx((covered[:5] @ people).mean())
    alone = Objective.of(meter.measure(), terms)
    assert aims.value(meter.measure()) == alone.value(meter.measure())


def test_what_boundaries_elsewhere_mean_is_known_of_points_beside_the_zones_that_may_change() -> (
    None
):
    plan = plan_of(*crowd(200, 1), (-30.0, 1.5, 7), (-20.0, 3.0, 5))
    out_km = [0.9 * out for out in OUTWARD_SHARES if out > 0]
    meter = CoverageMeter(plan, sorted({2.0, 3.0, 4.0, 5.0, 6.0, *(4.0 + km for km in out_km)}))
    baseline, terms = meter.measure(), parse_terms(plan, ["population@4±2"])
    every = Objective.of(baseline, terms, ftzs=["F"], surely_km=0.9)
    beside = Objective.of(baseline, terms, ftzs=["F"], surely_km=0.9, beside_km=1.0)
    assert beside.value(baseline) == every.value(baseline)
    known = [
        dict(zip(zip(one.step, one.row, strict=True), one.covered(baseline), strict=True))
        for one in (every, beside)
    ]
    left_out = known[0].keys() - known[1].keys()
    far = [row for row, km in enumerate(away_km(plan, square(0, 0, 3))) if km > 4.0 + 1.0]
    assert {200, 201} <= {row for _, row in left_out} <= {*far}
    assert min(step for step, _ in left_out) == 5  # of the spread all are counted
    assert {at: known[0][at] for at in known[1]} == known[1]


@examples(30)
@given(
    out=st.floats(0.3, 4.0), south=st.floats(0.0, 2.5), wide=st.floats(0.2, 3.0),
    seed=st.integers(0, 4), second=st.booleans(),
)  # fmt: skip
def test_a_piece_reaches_what_it_and_its_block_reach_once_both_are_shrunk(
    out: float, south: float, wide: float, seed: int, *, second: bool
) -> None:
    block, north = square(0, 0, 3), min(south + wide, 3.0)
    zone = shapely.multipolygons([block, square(4.2, 0, 3)][: 1 + second])
    shape = shapely.box(120.029, 30 + south / 100, 120.03 + out / 100, 30 + north / 100)
    new = shapely.difference(shape, zone)
    land = LandPiece("Z", "F", as_multi(shape), as_multi(new), 1.0, as_multi(zone))
    plan, aims = seeded(seed)
    every, reaching = np.arange(len(aims.worth)), Reaching(GRS80, aims)
    added = reaching.added(land, every)
    told = added | reaching.reached(zone)
    for by_km, rows in aims.by_inset(every):
        away = away_km(plan, left_of(shapely.union(zone, shape), by_km))[aims.row[rows]]
        beyond = away - by_km - aims.radius_km[rows]
        assert (told[rows] == (beyond <= 0))[np.abs(beyond) > 1e-4].all()


def test_land_is_as_wide_as_a_gain_needs_that_stays_when_boundaries_are_shrunk() -> None:
    towns = [(8.13, 0.2, 300), (8.13, 1.5, 300), (8.13, 2.8, 300)]
    asked: dict[str, Any] = {"ftzs": "F", "objective": "population@3", "budget_km2": 12}
    asked |= {"tries": 400, "residents": 0.0}
    sure = propose(plan_of(*towns), time_limit_s=60, **asked)
    assert sure.promised == pytest.approx(sure.measured)
    left = sure.robustness
    assert left.gain == 900
    assert left.p5 is not None
    assert left.p5 >= 0.8 * 900


def test_by_road_and_where_it_counts_which_zone_reaches_radii_are_shorter_alone() -> None:
    street = [(120.015, 30.015), (120.09, 30.015)]
    plan = roads.plan_of({"A": square(0, 0, 3)}, [street], [(120.06, 30.015)])
    for by, inset_km in (("road", [0.0]), ("line", [0.0, 0.36, 0.9])):
        baseline = CoverageMeter(plan, 2.0, by=by).measure()
        aims = Objective.of(baseline, parse_terms(plan, ["population@2±1"]), surely_km=0.9)
        assert np.unique(aims.insets_km) == pytest.approx(inset_km)
    plan = plan_of((6.5, 1.5, 500))
    meter = CoverageMeter(plan, [1.0, 1.5, 2.0, 2.5, 3.0])
    aims = Objective.of(meter.measure(), parse_terms(plan, ["own:population@2±1"]), surely_km=0.9)
    assert not aims.insets_km.any()
