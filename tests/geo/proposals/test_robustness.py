"""Proposals over a spread of radii, and what is left of their gain, over squares."""

import itertools
import re
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import CoverageMeter
from geo.proposals import NoProposalError, Robustness, propose
from geo.proposals.search import Search
from geo.proposals.term import parse_terms
from geo.sweep import Spreads, Sweep
from layers.errors import UnknownError
from layers.messages import Message
from tests.conftest import CRS, point, square, zones_frame
from tests.geo.proposals.at_thresholds import limits_of, task_of
from tests.geo.proposals.test_propose import plan_of, scattered
from tests.geo.proposals.test_shrunk import away_km, left_of

SPREAD_KM = (1.0, 1.5, 2.0, 2.5, 3.0, 2.27)
"""The radii of population@2±1."""

SURELY_KM = 0.27
"""How far boundaries lie off that are uncertain by 0.3 km, in 95 of 100 cases."""

ALONE: dict[str, Any] = {"limits": limits_of(), "tries": 400, "residents": 0.0}
SMALL: dict[str, Any] = {
    "limits": limits_of(boundary_km=0.3), "tries": 400, "residents": 0.0, "time_limit_s": 60,
}  # fmt: skip


def test_a_tip_fitted_to_the_radius_loses_to_a_broad_gain_unless_the_radius_alone_counts() -> None:
    plan = plan_of((8.13, 1.5, 900), (-3.95, 1.5, 700))  # 4.95 km east, 3.8 km west
    broad = propose(plan, ["F"], ["population@2"], 3.3, **SMALL)
    assert broad.objective == "population@2±1"  # half the radius at most
    (piece,) = broad.taken
    assert piece.geometry.centroid.x < 120
    assert broad.measured - broad.before in {560, 700}
    assert "propose-kept" in {reason.code for reason in broad.reasons}
    fitted = propose(plan, ["F"], ["population@2"], 4.4, spread_km=0, kept_share=0, **SMALL)
    (piece,) = fitted.taken
    assert piece.geometry.centroid.x > 120
    assert (fitted.objective, fitted.measured) == ("population@2", 900)
    gains = dict(fitted.robustness.shifted)
    assert gains == {-2: 0, -1: 0, 0: 900, 1: 900, 2: 900}


def test_land_that_gains_nothing_at_the_radius_itself_is_no_answer_unless_any_may_be() -> None:
    plan = plan_of((8.85, 1.5, 900))  # what may be taken leads to within 2.4 km
    with pytest.raises(NoProposalError, match="gains nothing at the radius itself"):
        propose(plan, ["F"], ["population@2"], 3.3, **SMALL)
    found = propose(plan, ["F"], ["population@2"], 3.3, kept_share=0.0, **SMALL)
    assert dict(found.robustness.shifted)[0] == 0
    assert found.measured > found.before
    alone = propose(plan_of((6.5, 1.5, 9)), ["F"], ["population@0"], 4.5, runs=0, **SMALL)
    assert [by_km for by_km, _ in alone.robustness.shifted] == [0.0]  # what is inside has no radius


def test_the_model_comes_to_what_every_choice_comes_to_counted_radius_by_radius() -> None:
    plan = plan_of(*scattered(3, count=8))
    asked: dict[str, Any] = SMALL | {"limits": limits_of(boundary_km=0.3, max_pieces=2)}
    question = {"ftzs": ["F"], "objective": ["population@2"], "budget_km2": 2.2, "runs": 0}
    task = task_of(Search.of_script(plan, question | asked))
    people, zone = plan.demand["population"].to_numpy(), plan.zones.geometry.iloc[0]
    lands = [land.shape for land in task.lands]
    assert len(lands) > 5

    def values(*chosen: int) -> list[float]:
        whole = shapely.union_all([zone, *(lands[n] for n in chosen)])
        steps = [(whole, radius) for radius in SPREAD_KM]
        steps.append((left_of(whole, SURELY_KM), 2.0))
        return [float(people[away_km(plan, land) <= radius].sum()) for land, radius in steps]

    before = values()

    def keeps(*chosen: int) -> bool:
        *_, outward, inward = gains = np.subtract(values(*chosen), before)
        return bool(min(inward, outward) >= 0.8 * gains[2] > 0)

    def fits(*chosen: int) -> bool:
        free = replace(task.choice, lower_bounds=())
        return free.allows(np.isin(np.arange(task.choice.columns), chosen))

    every = itertools.combinations_with_replacement(range(len(lands)), 2)
    every = [pair for pair in every if fits(*pair)]
    most = max(np.mean(values(*pair)[:5]) for pair in every if keeps(*pair))
    found = propose(plan, **question, gap=0.0, **asked)
    assert found.before == pytest.approx(np.mean(before[:5]))
    assert found.promised == pytest.approx(most)
    assert found.measured == pytest.approx(most)
    assert {"propose-kept-costs", "propose-kept"} & {reason.code for reason in found.reasons}


def test_what_is_left_of_a_gain_is_what_the_meter_and_a_sweep_measure() -> None:
    plan = plan_of((6.5, 1.5, 500), (7.0, 1.5, 100), (-3.5, 1.5, 900), (9.0, 9.0, 50))
    found = propose(plan, ["F"], ["population@3"], 3, runs=25, **ALONE)
    left = found.robustness
    radii = [1.0, 2.0, 3.0, 4.0, 5.0]
    meter = CoverageMeter(plan, radii)
    coverages = [meter.measure(one) for one in (None, found.scenario)]
    before, after = (one.totals["covered_population"].to_numpy() for one in coverages)
    assert [3 + by_km for by_km, _ in left.shifted] == radii
    assert [gain for _, gain in left.shifted] == (after - before).tolist()
    sweep = Sweep(plan, [None, found.scenario], Spreads(boundary=1), radii_km=3.0)
    covered = sweep.measure(range(25))["covered_population"].to_numpy().reshape(25, 2)
    gains = covered[:, 1] - covered[:, 0]
    assert left.mean == pytest.approx(gains.mean())
    assert left.worst == gains.min()
    assert left.p5 == np.quantile(gains, 0.05)
    assert gains.min() < gains.max()
    codes = {reason.code for reason in found.reasons}
    assert {"propose-gain-shifted", "propose-gain-in-runs", "propose-not-kept"} <= codes
    assert Message("propose-gain-in-most-runs", p5=left.p5) in found.reasons
    assert Robustness(left.shifted, left.before).messages == left.messages[:1]
    assert Robustness.of_people(*coverages, 3.0, 25) == left  # of any scenario


def test_a_spread_is_written_behind_the_radius_and_is_at_most_half_of_it() -> None:
    plan = plan_of((6.5, 1.5, 500))
    texts = ["population@50±2", "population@3", "population@0", "population@8±0"]
    terms = parse_terms(plan, texts, 5.0)
    written = ["population@50±2", "population@3±1.5", "population@0", "population@8"]
    assert [*map(str, terms)] == written
    assert parse_terms(plan, written) == terms
    for wrong in ("population@50±", "population@50±101", "population@50±-1", "population@±2"):
        with pytest.raises(UnknownError, match="write NAME@RADIUS"):
            parse_terms(plan, [wrong])


def test_an_answer_names_whom_it_gains_and_loses_and_its_places_come_to_the_gain() -> None:
    people = [(7.4, 3.0, 700), (0.1, -0.8, 40), (0.1, 6.8, 40), (-0.9, 3.0, 40)]
    clusters = {"cluster_id": ["C"], "sector": "tea", "weight": 3.0, "name": "Tea Hill"}
    frame = gpd.GeoDataFrame(clusters, geometry=[point(7.4, 3.2)], crs=CRS)
    plan = plan_of(*people, side=6, clusters=frame)
    objective = ["population@1", "100*sector:tea@1"]
    found = propose(plan, ["F"], objective, swap=True, spread_km=0, runs=0, **ALONE)
    gained = {place.id: place.amount for place in found.places if place.amount > 0}
    assert gained == {"330101": 700, "C": 300}
    where = {place.id: [place.lon, place.lat] for place in found.places if place.amount > 0}
    assert where["C"] == [point(7.4, 3.2).x, point(7.4, 3.2).y]
    assert where["330101"] == [point(7.4, 3.0).x, point(7.4, 3.0).y]
    gain = found.measured - found.before
    assert sum(place.amount for place in found.places) == pytest.approx(gain)
    assert re.fullmatch(
        r"Exchange [\d.]+ km² of Z to reach 330101 and Tea Hill", found.scenario.title
    )
    giver = zones_frame(
        ("Z", "F", square(0, 0, 3)), ("Y", "F", square(-12, 0, 3)), ("G", "G", square(-20, 0))
    )
    along = [0.25 * step for step in range(13)]
    west, south, north = (
        [place(at) for at in along]
        for place in (lambda y: (-0.9, y, 900), lambda x: (x, -0.8, 900), lambda x: (x, 3.8, 900))
    )
    served = [*west, *south, *north]
    lost = [(-12.5, 1.5, 40), (-8.5, 1.5, 40), (-10.5, -0.5, 40), (-10.5, 3.5, 40)]
    two = plan_of((4.2, 1.5, 700), *served, *lost).with_layer("zones", giver)
    traded = propose(two, ["F"], "population@1", swap=True, spread_km=0, runs=0, **ALONE)
    assert re.fullmatch(
        r"Exchange [\d.]+ km²: Z for Y, to reach 330101(, losing 330101)?", traded.scenario.title
    )
    assert "覆盖330101和" in (found.scenario.title_zh or "")
    told = {reason.code: reason.params for reason in found.reasons}
    assert told["propose-gains"]["count"] == 2
    assert told["propose-balance-kept"]["taken_km2"] == pytest.approx(
        told["propose-balance-kept"]["released_km2"], abs=1e-3
    )
    assert ("propose-loses" in told) == any(place.amount < 0 for place in found.places)
