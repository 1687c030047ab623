"""Proposals over squares of a hundredth of a degree, about 1.07 km²."""

import itertools
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import CRS, point, regions_frame, square, zones_frame

from geo import Coverage, CoverageMeter
from geo.proposals import (
    Limits,
    NoProposalError,
    Proposal,
    Question,
    Stop,
    propose,
    propose_zone,
)
from geo.proposals.ground import Ground
from geo.proposals.limits import Terms
from geo.proposals.lobes import Aims, Site, lobes_of
from geo.proposals.objective import Objective
from geo.proposals.objective_terms import parse_terms
from geo.proposals.proposal import Proof, Search, proposal_of
from geo.proposals.reaching import Reaching
from geo.proposals.task import Task
from geo.rules import violations
from geo.scenario.model import Scenario
from geo.scenario.replay import replay
from geo.solver import Clock
from layers import Plan
from layers.errors import MeasureError, UnknownError
from layers.example import example_plan
from layers.geometry.ellipsoid import GRS80

TOLERANCE = 0.005


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


def test_a_proposal_s_scenario_keeps_why_it_was_proposed_until_it_is_edited() -> None:
    plan = plan_of(EAST, WEST)
    found = propose(plan, ["F"], ["population@2"], 1.5, time_limit_s=8)
    again = Scenario.parse(found.scenario.to_yaml())
    assert again == Scenario.from_document(found.scenario.to_document()) == found.scenario
    kept = again.proposed
    assert kept is not None
    assert (kept.objective, kept.measured) == (found.objective, found.measured)
    assert [piece.zone_id for piece in kept.pieces] == [piece.zone_id for piece in found.taken]
    assert kept.messages() == list(found.reasons)
    assert kept.holds_of(again.baseline, again.edits)
    assert not kept.holds_of(again.baseline, again.edits[:-1])


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
    assert found.scenario.rules["cap"] == {
        "level": "hard",
        "quota_km2": {"F": pytest.approx(found.taken[0].area_km2, abs=0.01)},
    }
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
    found = propose(plan, ["F"], ["population@1"], swap=True, time_limit_s=20)
    check(plan, found, swap=True)
    assert (found.before, found.measured, found.promised) == (5000, 5700, 5700)
    assert sum(p.area_km2 for p in found.taken) == pytest.approx(
        sum(p.area_km2 for p in found.released), abs=1e-4 * 38.5
    )


@pytest.mark.parametrize(("promised", "bound"), [(600, 1600), (400, 1500)])
def test_a_promise_or_a_bound_that_the_meter_contradicts_is_no_proof(
    promised: float, bound: float
) -> None:
    plan = example_plan()
    found = propose(plan, ["F"], ["population@5"], budget_km2=2)
    assert (found.before, found.measured, found.status) == (1000, 1500, "optimal")
    question = Question(objective=["population@5"], ftzs=["F"], budget_km2=2)
    search = Search.of(plan, question)
    again = proposal_of(search, Proof(promised, promised), ((), ()), (), found.scenario)
    assert (again.measured, again.bound, again.status) == (1500, bound, "feasible")
    assert again.gap == (bound - 1500) / 500


def swapped(plan: Plan) -> Proposal:
    found = propose(plan, ["F"], ["population@1"], swap=True, time_limit_s=20)
    check(plan, found, swap=True)
    return found


def with_block(plan: Plan, column: float, row: float, side: float) -> Plan:
    """Return a plan whose zone Z has a second block."""
    zones = plan.zones.copy()
    whole = shapely.MultiPolygon([*zones.geometry.iloc[0].geoms, square(column, row, side)])
    zones.loc[0, "geometry"] = whole
    return Plan({name: plan.frame(name) for name in ("regions", "demand")} | {"zones": zones})


def test_a_swap_releases_a_block_that_serves_nobody_and_keeps_one_that_does() -> None:
    edges = [(c, r, 900) for c in (0.1, 3, 5.9) for r in (0.1, 3, 5.9)]
    plan = with_block(plan_of((7.4, 3.0, 700), *edges, side=6), 20, 20, 0.6)
    found = swapped(plan)
    assert found.promised == 8100 + 700
    assert any(one.geometry.equals(square(20, 20, 0.6)) for one in found.released)
    assert [one.code for one in found.reasons].count("propose-block-released") == 1
    assert len(replay(plan, found.scenario).zones.geometry.iloc[0].geoms) == 1
    lived_in = with_block(plan_of((7.4, 3.0, 700), (20.3, 20.3, 5000), side=6), 20, 20, 0.6)
    found = swapped(lived_in)
    assert found.promised == 5700
    assert len(replay(lived_in, found.scenario).zones.geometry.iloc[0].geoms) == 2


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


def test_an_objective_that_is_not_known_is_refused() -> None:
    plan, unknown = plan_of(EAST), ("people@2", "population", "sector:none@2", "population@")
    for objective in (
        *unknown,
        *("0*population@2", "1e300*population@2", "population@-1", "population@nan"),
    ):
        with pytest.raises(UnknownError):
            parse_terms(plan, [objective])


def test_limits_that_make_no_sense_are_refused() -> None:
    wrong = {"min_piece_km2": np.nan, "max_pieces": 0, "max_slender": 0.5, "new_blocks": -1}
    for name, value in wrong.items():
        with pytest.raises(MeasureError, match="must be from"):
            propose(plan_of(EAST), ["F"], ["population@2"], 2, limits=Limits(**{name: value}))  # type: ignore[arg-type]


def test_a_sector_may_have_any_name() -> None:
    names = ["Clean Energy", "R&D*"]
    clusters = {"cluster_id": ["1", "2"], "sector": names, "weight": 1.0}
    where = [point(6.5, 1.5), point(-3.5, 1.5)]
    plan = plan_of(EAST, clusters=gpd.GeoDataFrame(clusters, geometry=where, crs=CRS))
    texts = [" 2 * sector:Clean Energy @ 2", "sector:R&D*@2"]
    terms = parse_terms(plan, texts)
    assert [(one.name, one.weight) for one in terms] == [(names[0], 2), (names[1], 1)]
    assert parse_terms(plan, map(str, terms)) == terms


def test_nothing_is_proposed_where_nothing_is_gained_or_all_is_locked() -> None:
    with pytest.raises(NoProposalError, match="no land within reach"):
        propose(plan_of((30, 30, 10)), ["F"], ["population@2"], 2.0, time_limit_s=8)
    with pytest.raises(NoProposalError, match="locks every zone"):
        propose(plan_of(EAST, locked=True), ["F"], ["population@2"], 2.0)


def scattered(seed: int, count: int = 14) -> list[tuple[float, float, int]]:
    """Return people around the zone, out of its reach or hardly so."""
    random = np.random.default_rng(seed)
    turn, away = random.uniform(0, 2 * np.pi, count), random.uniform(4.2, 6.5, count)
    where = np.column_stack([1.5 + away * np.cos(turn), 1.5 + away * np.sin(turn)])
    return [(c, r, n) for (c, r), n in zip(where, random.integers(10, 500, count), strict=True)]


def aims_of(plan: Plan) -> tuple[Coverage, Objective]:
    baseline = CoverageMeter(plan, 2.0).measure()
    return baseline, Objective.of(baseline, parse_terms(plan, ["population@2"]))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_best_choice_is_that_of_every_choice_of_the_pieces(seed: int) -> None:
    plan, limits = plan_of(*scattered(seed)), Limits(max_pieces=2)
    found = propose(plan, ["F"], ["population@2"], 2.2, gap=0.0, limits=limits, time_limit_s=20)
    check(plan, found)
    terms = Terms({"F": 2.2}, limits=limits)
    choice = Task.of(plan, *aims_of(plan), terms, Clock(20.0)).choice
    assert choice.columns > 5
    every = itertools.product(range(choice.columns), repeat=2)
    chosen = (np.isin(np.arange(choice.columns), pair) for pair in every)
    best = max(choice.gain(one) for one in chosen if choice.allows(one))
    assert found.promised == pytest.approx(best)
    assert found.measured == pytest.approx(best)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_lobe_to_any_other_tip_gains_more_than_the_best(seed: int) -> None:
    plan = plan_of(*scattered(seed))
    found = propose(plan, ["F"], ["population@2"], 3.0, gap=0.0, limits=Limits(max_pieces=1))
    zone = plan.zones.geometry.iloc[0]
    ends = [(c, r) for c in np.arange(-3, 6.1, 0.5) for r in np.arange(-3, 6.1, 0.5)]
    lonlat = np.array([(120 + c / 100, 30 + r / 100) for c, r in ends])
    tips = Aims(lonlat, np.full(len(ends), 0.001), np.ones(len(ends)))
    reaching = Reaching(plan.ellipsoid, aims_of(plan)[1])
    worth = plan.demand["population"].to_numpy()
    site = Site("Z", "F", zone, zone.geoms[0], 0.5, 3.0, 3.0)
    for lobe in lobes_of(Ground(plan), site, tips):
        assert worth[reaching.reached(lobe.new)].sum() <= found.promised


def test_land_below_the_cap_comes_on_top_of_the_budget_and_asks_for_no_quota() -> None:
    plan = plan_of(EAST)
    ftzs = plan.ftzs.assign(cap_km2=plan.ftzs["cap_km2"] + 5.0)
    roomy = Plan({name: plan.frame(name) for name in plan.present} | {"ftzs": ftzs})
    found = propose(roomy, ["F"], ["population@2"], 0.1, time_limit_s=8)
    check(roomy, found)
    assert found.promised == 500
    assert found.scenario.rules["cap"] == "hard"


def test_a_budget_that_does_not_lift_an_ftz_to_its_area_is_refused() -> None:
    plan = plan_of(EAST)
    ftzs = plan.ftzs.assign(cap_km2=plan.ftzs["cap_km2"] - 3.0)
    above = Plan({name: plan.frame(name) for name in plan.present} | {"ftzs": ftzs})
    with pytest.raises(NoProposalError, match=r"3\.00 km² above its cap"):
        propose(above, ["F"], ["population@2"], 2.0)


def test_rules_in_conflict_are_told_and_no_others() -> None:
    wall = gpd.GeoDataFrame(
        {"exclusion_id": ["X"], "kind": "red line"},
        geometry=[shapely.difference(shapely.box(119, 29, 121, 31), square(-0.1, -0.1, 3.2))],
        crs=CRS,
    )
    with pytest.raises(NoProposalError, match=r"there is some: the exclusions$"):
        propose(plan_of(EAST, exclusions=wall), ["F"], ["population@2"], 3.0)
    with pytest.raises(NoProposalError, match="the area that may be taken"):
        propose(plan_of((12, 1.5, 10)), ["F"], ["population@2"], 3.0)
    with pytest.raises(NoProposalError, match=r"that a swap takes a tenth of the area at most$"):
        propose(plan_of((7.5, 1.5, 10)), ["F"], ["population@2"], swap=True)
    limits = Limits(max_slender=1.0)
    with pytest.raises(NoProposalError, match=r"how slender a piece may be .*, the area"):
        propose(plan_of((7.5, 1.5, 10)), ["F"], ["population@2"], 3.0, limits=limits)
    limits = Limits(min_piece_km2=2.0)
    with pytest.raises(NoProposalError, match=r"some: how small a piece may be .*, the area"):
        propose(plan_of(EAST), ["F"], ["population@2"], 1.5, limits=limits)


@pytest.mark.parametrize("weight", [1e-9, 1e9])
def test_how_large_weights_are_makes_no_difference_to_the_land(weight: float) -> None:
    plan = plan_of(EAST, WEST)
    found = propose(plan, ["F"], [f"{weight}*population@2"], 1.5, time_limit_s=8)
    check(plan, found)
    assert found.promised == pytest.approx(900 * weight)
    assert found.status == "optimal"


def test_a_new_block_may_lie_apart_and_pieces_are_as_many_and_as_large_as_asked_for() -> None:
    plan = plan_of(EAST, WEST, (20, 20, 4000))
    asked = {"objective": ["population@2"], "budget_km2": 6.0, "time_limit_s": 20}
    apart = propose(plan, ["F"], limits=Limits(new_blocks=1), **asked)
    check(plan, apart)
    assert apart.measured == 5400
    assert [piece.area_km2 for piece in apart.taken][:1] == pytest.approx([2.0], rel=1e-6)
    one = propose(plan, ["F"], limits=Limits(max_pieces=1), **asked)
    assert (one.measured, len(one.taken)) == (900, 1)
    large = propose(plan, ["F"], limits=Limits(min_piece_km2=4.0), **asked)
    assert (large.measured, len(large.taken)) == (900, 1)
    assert large.taken[0].area_km2 >= 4.0


def test_people_of_a_region_count_as_often_as_is_asked_for() -> None:
    plan = plan_of(EAST, WEST)
    asked = {"objective": ["population@2"], "budget_km2": 1.5, "time_limit_s": 8}
    found = propose(plan, ["F"], weights={"330101": 3.0}, **asked)
    assert (found.before, found.measured) == (0, 2700)
    with pytest.raises(UnknownError, match="no such region"):
        propose(plan, ["F"], weights={"33010": 3.0}, **asked)
    for weight in (-1.0, 0.0, 1e300):
        with pytest.raises(MeasureError, match="from 1e-9 to 1e9"):
            propose(plan, ["F"], weights={"330101": weight}, **asked)


def test_a_strategic_region_is_weighted_by_its_code_or_its_name() -> None:
    plan = plan_of(EAST, WEST)
    regions = regions_frame(("330101", square(0, -40, 80)), ("330102", square(-80, -40, 80)))
    regions["strategies"] = ["delta; belt", "belt"]
    known = {"strategy_id": ["delta"], "name": ["The Delta"], "name_zh": ["三角洲"]}
    layers = {"regions": regions, "strategies": pd.DataFrame(known)}
    plan = Plan(layers | {name: plan.frame(name) for name in ("zones", "demand")})
    baseline, terms = CoverageMeter(plan, 2.0).measure(), parse_terms(plan, ["population@2"])
    for name in ("delta", "The Delta", "三角洲"):
        assert Objective.of(baseline, terms, {name: 3.0}).worth.tolist() == [1500, 900]
    assert Objective.of(baseline, terms, {"belt": 3.0}).worth.tolist() == [1500, 2700]
    with pytest.raises(UnknownError, match="The Delta"):
        Objective.of(baseline, terms, {"The Deltas": 3.0})


def test_a_piece_says_what_it_displaced_and_one_more_km2_what_it_brings() -> None:
    plan = plan_of(EAST, WEST)
    found = propose(plan, ["F"], ["population@2"], 1.5, time_limit_s=20)
    (piece,) = found.taken
    assert (piece.alone, piece.last, piece.worse, piece.instead) == (900, 900, 400, ())
    more = [reason for reason in found.reasons if reason.code == "propose-one-more-of"]
    assert [(reason.params["gain"], reason.params["bound"]) for reason in more] == [(500, 500)]


class AskedAfter(Stop):
    """Somebody who stops the search once it has looked at the clock so often."""

    def __init__(self, times: int) -> None:
        self._left = times

    @property
    def asked(self) -> bool:  # type: ignore[override]
        self._left -= 1
        return self._left < 0


def test_a_search_that_is_stopped_proposes_what_it_has_or_says_that_it_has_nothing() -> None:
    plan = plan_of(EAST, WEST)
    with pytest.raises(NoProposalError, match="the search ended before"):
        propose(plan, ["F"], ["population@2"], 2.0, stop=AskedAfter(0))
    answers = []
    for times in (4, 8, 12, 16, 20):
        try:
            found = propose(plan, ["F"], ["population@2"], 2.0, stop=AskedAfter(times))
        except NoProposalError:
            continue
        check(plan, found)
        answers.append(found)
    assert answers
    assert answers[0].status == "feasible"
    assert answers[0].bound == 1400


def test_where_not_every_piece_was_drawn_in_time_the_time_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = Task.of
    monkeypatch.setattr(Task, "of", lambda *asked: replace(drawn(*asked), complete=False))
    with pytest.raises(NoProposalError, match="the search ended before"):
        propose(plan_of((30, 30, 10)), ["F"], ["population@2"], 2.0, time_limit_s=8)


def test_a_new_zone_is_not_refused_for_its_place_where_nobody_is_left_to_reach() -> None:
    with pytest.raises(NoProposalError, match="no land within reach"):
        propose_zone(plan_of((1.5, 1.5, 10)), "330000", ["population@2"], 2.0)


def test_the_plan_stays_as_it_is() -> None:
    plan = plan_of(EAST)
    baseline = plan.baseline
    propose(plan, ["F"], ["population@2"], 2.0, time_limit_s=8)
    assert plan.baseline == baseline
    assert CoverageMeter(plan, 2.0).measure().totals["covered_population"].tolist() == [0]


def test_parcels_are_taken_whole_with_those_that_lead_to_the_zone() -> None:
    row = [square(3 + column, 1, 1) for column in range(4)]
    parcels = gpd.GeoDataFrame(
        {"parcel_id": [*"abcd", "e"], "land_use": None, "value": np.nan, "idle": False},
        geometry=[*row, square(-3, -3, 1)],
        crs=CRS,
    )
    plan = plan_of((6.5, 1.5, 500), (-3.5, -2.5, 900), parcels=parcels)
    limits = Limits(candidates="parcels")
    found = propose(plan, ["F"], ["population@2"], 4.5, limits=limits, time_limit_s=8)
    check(plan, found)
    assert found.measured == 500
    (taken,) = found.taken
    chain = shapely.union_all(row[:2])
    assert shapely.symmetric_difference(taken.geometry, chain).area < 0.01 * chain.area


def test_candidates_that_are_not_there_are_refused() -> None:
    with pytest.raises(UnknownError, match="no parcels"):
        propose(plan_of(EAST), ["F"], ["population@2"], 2.0, limits=Limits(candidates="parcels"))
    with pytest.raises(UnknownError, match="lobes or parcels"):
        propose(plan_of(EAST), ["F"], ["population@2"], 2.0, limits=Limits(candidates="hexagons"))


@pytest.mark.parametrize(
    ("budget", "error"),
    [(0.0, MeasureError), (-1.0, MeasureError), (np.nan, MeasureError), (None, MeasureError)],
)
def test_a_budget_that_makes_no_sense_is_refused(
    budget: float | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        propose(plan_of(EAST), ["F"], ["population@2"], budget)


def test_people_inside_are_those_in_the_zone() -> None:
    plan = plan_of((3.5, 1.5, 40), (-0.6, 1.5, 90))
    found = propose(plan, ["F"], ["population@0"], 1.5, time_limit_s=8)
    check(plan, found)
    assert found.promised in (90, 130)


def test_a_hard_rule_that_the_plan_breaks_already_keeps_no_other_land_from_being_proposed() -> None:
    plan = plan_of((9, 1.5, 1000))
    crossing = zones_frame(("H", "G", square(-20, 0)))  # all of G, a second time
    zones = pd.concat([plan.zones, crossing], ignore_index=True)
    overlapping = plan.with_layer("zones", zones.set_crs(CRS))
    assert "overlap" in set(violations(overlapping, overlapping.zones)["rule"])
    found = propose(overlapping, ["F"], ["population@5"], budget_km2=6)
    assert found.measured == 1000
