"""Proposals over squares of a hundredth of a degree, about 1.07 km²."""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo import Coverage, CoverageMeter
from geo.proposals import NoProposalError, Proposal, Question, Step, Stop
from geo.proposals.available_land import AvailableLand
from geo.proposals.drawing import draw, outline_of
from geo.proposals.land import LandPiece
from geo.proposals.objective import Objective
from geo.proposals.price import Residents
from geo.proposals.proposal import Proof, proof_of, proposal_of
from geo.proposals.search import Search, best_of
from geo.proposals.term import parse_terms
from geo.rules import violations
from geo.scenario.model import Scenario
from geo.scenario.replay import replay
from layers import Plan
from layers.errors import MeasureError, UnknownError
from layers.example import example_plan
from layers.geometry.ellipsoid import GRS80
from layers.messages import Message
from tests.conftest import CRS, layer_frame, point, regions_frame, square, zones_frame
from tests.geo.proposals.at_thresholds import limits_of, propose, propose_zone
from tests.geo.proposals.independent import hold_rules

TOLERANCE = 0.005


def plan_of(
    *people: tuple[float, float, int], locked: bool = False, side: float = 3, **more: pd.DataFrame
) -> Plan:
    """Return a zone Z of FTZ F, a square, with people at (column, row) about it."""
    zones = zones_frame(("Z", "F", square(0, 0, side)), ("G", "G", square(-20, 0)))
    cap_km2 = float(GRS80.area_km2(square(0, 0, side))[0])
    columns, rows, counts = zip(*people, strict=True)
    demand = layer_frame(
        [point(c, r) for c, r in zip(columns, rows, strict=True)],
        demand_id=[str(n) for n in range(len(people))],
        population=counts,
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


def best(plan: Plan, budget_km2: float | None, **options: Any) -> Proposal:
    """Return the best use of a budget, held against the meter and the rules."""
    asked = {"ftzs": ["F"], "objective": ["population@2"], "time_limit_s": 300} | options
    found = propose(plan, budget_km2=budget_km2, **asked)
    check(plan, found, swap=bool(options.get("swap")))
    limits = options.get("limits", limits_of())
    if limits.candidates == "shapes" and not limits.new_blocks and not options.get("swap"):
        roomy = plan.ftzs["cap_km2"].iloc[0] - plan.ellipsoid.area_km2(plan.zones.geometry)[0]
        hold_rules(plan, found, limits, (budget_km2 or 0.0) + max(0.0, float(roomy)))
    return found


@pytest.fixture(scope="module")
def to_the_west() -> tuple[Plan, Proposal]:
    """Return the best use of 1.5 km² where 500 people live east and 900 west."""
    plan = plan_of(EAST, WEST)
    return plan, best(plan, 1.5)


def test_the_budget_goes_to_where_more_people_are(to_the_west: tuple[Plan, Proposal]) -> None:
    plan, found = to_the_west
    assert (found.before, found.promised, found.measured) == (0, 900, 900)
    assert found.status == "optimal"
    west, _, east, _ = found.scenario.edits[0].geometry.bounds
    assert west < 120 - 0.01
    assert east == pytest.approx(120.03)
    (piece,) = found.taken
    assert piece.area_km2 <= 1.5
    assert (piece.alone, piece.last, piece.worse, piece.instead) == (900, 900, 400, ())
    more = [reason for reason in found.reasons if reason.code == "propose-one-more-of"]
    assert [(reason.params["gain"], reason.params["bound"]) for reason in more] == [(500, 500)]
    # the quota stands in the scenario and raises the cap
    quota = {"F": pytest.approx(piece.area_km2, abs=0.01)}
    assert found.scenario.rules["cap"] == {"level": "hard", "quota_km2": quota}
    zones = replay(plan, found.scenario).zones
    assert "cap" in set(violations(plan, zones, {"cap": "hard"})["rule"])
    same = plan_of(EAST, WEST)  # the plan is unchanged
    assert plan.baseline == same.baseline
    assert CoverageMeter(plan, 2.0).measure().totals["covered_population"].tolist() == [0]


def test_land_of_an_accepted_proposal_may_grow_by_another(
    to_the_west: tuple[Plan, Proposal],
) -> None:
    plan, found = to_the_west
    zones = replay(plan, found.scenario).zones
    ftzs = plan.ftzs.assign(cap_km2=plan.ftzs["cap_km2"] + 1.5)
    accepted = plan.with_layer("zones", zones).with_layer("ftzs", ftzs)
    again = best(accepted, 1.5)
    assert (again.before, again.measured) == (900, 1400)
    (piece,) = again.taken
    assert piece.geometry.intersection(zones.geometry.iloc[0]).area == pytest.approx(0, abs=1e-9)


def test_a_scenario_keeps_why_it_was_proposed(to_the_west: tuple[Plan, Proposal]) -> None:
    _, found = to_the_west
    again = Scenario.parse(found.scenario.to_yaml())
    assert again == Scenario.from_document(found.scenario.to_document()) == found.scenario
    why = again.proposed
    assert why is not None
    assert (why.objective, why.measured) == (found.objective, found.measured)
    assert [piece.zone_id for piece in why.pieces] == [piece.zone_id for piece in found.taken]
    assert why.messages() == list(found.reasons)
    assert why.holds_of(again.baseline, again.edits)
    assert not why.holds_of(again.baseline, again.edits[:-1])


def exclusion(shape: shapely.Polygon) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"exclusion_id": ["X"], "kind": "lake"}, geometry=[shape], crs=CRS)


def test_excluded_land_is_not_taken() -> None:
    plan = plan_of(EAST, WEST, exclusions=exclusion(shapely.box(119.96, 29, 119.995, 31)))
    found = best(plan, 2.0)
    assert found.promised == 500


def test_water_is_not_taken_and_where_none_is_known_that_is_said() -> None:
    lake = layer_frame([shapely.box(119.96, 29, 119.995, 31)], water_id=["L"])
    for plan, people, codes in (
        (plan_of(EAST, WEST, waters=lake), 500, []),
        (plan_of(EAST, WEST), 1400, ["propose-water-unknown"]),
    ):
        found = best(plan, 4.0)
        assert found.promised == people
        assert [one.code for one in found.reasons if "water" in one.code] == codes


def test_an_exchange_gives_up_dry_land() -> None:
    plan = plan_of((7.4, 3.0, 700), side=6)
    dry = shapely.box(120.025, 29, 120.2, 31)  # the west of the zone, and the sea beyond, is water
    water = layer_frame([shapely.box(119, 29, 120.025, 31)], water_id=["S"])
    found = best(plan.with_layer("waters", water), None, objective=["population@1"], swap=True)
    assert found.promised == 700
    for piece in found.released:
        assert shapely.area(piece.geometry - dry) <= 0.05 * piece.geometry.area
    everywhere = layer_frame([shapely.box(119, 29, 120.058, 31)], water_id=["S"])
    with pytest.raises(NoProposalError, match="no exchange adds to"):
        best(plan.with_layer("waters", everywhere), None, objective=["population@1"], swap=True)
    none = layer_frame([], water_id=[])
    found = best(plan.with_layer("waters", none), 2.0, objective=["population@1"])
    assert "propose-water-unknown" in {one.code for one in found.reasons}  # an empty layer


def test_land_that_begins_a_centimetre_beside_a_corner_of_its_zone_turns_no_edge_of_it() -> None:
    zone = shapely.MultiPolygon([square(0, 0, 3)])
    land = shapely.box(120.0295, 30 + 1e-7, 120.04, 30.02)
    piece = LandPiece("Z", "F", shapely.MultiPolygon([land]), shapely.MultiPolygon([land]), 2.0)
    corners = shapely.get_coordinates(outline_of(zone, [piece]))
    assert {*map(tuple, shapely.get_coordinates(zone))} <= {*map(tuple, corners)}
    assert np.linalg.norm(np.diff(corners, axis=0), axis=1).min() > 1e-6


def test_land_that_closes_a_slit_of_its_zone_leaves_no_hole_of_two_corners() -> None:
    slit = [(120.005 + x * 1e-7, 30 + y) for x, y in ((0.5, 0.01), (0, 0.005), (-0.5, 0.01))]
    outline = [(120, 30), (120.01, 30), (120.01, 30.01), *slit, (120, 30.01)]
    zone = shapely.MultiPolygon([shapely.Polygon(outline)])
    land = shapely.MultiPolygon([shapely.box(120.004, 30.0099, 120.006, 30.02)])
    shape = outline_of(zone, [LandPiece("Z", "F", land, land, 2.0)])
    assert shape.is_valid
    assert not [*shape.geoms[0].interiors]


def test_the_gap_of_a_proof_is_told_with_it() -> None:
    question = Question(
        objective="population@2", ftzs="F", budget_km2=1.5, gap=0.3, tries=200, spread_km=0, runs=0,
        kept_share=0, residents=0, limits=limits_of(),
    )  # fmt: skip
    search = Search.of(plan_of(EAST, WEST), question)
    task, found, _ = best_of(search)
    drawing = draw(task, found.chosen, "proposal")
    for times, code in ((1.0, "propose-best"), (1.25, "propose-best-within")):
        bound = replace(found, bound=times * found.gain)
        told = proof_of(search, task, bound, drawing).reasons[0]
        assert told.code == code
        if times > 2:
            assert told.params["bound"] == found.gain * times
    assert told.params["pct"] == pytest.approx(25)


def test_what_the_meter_contradicts_is_no_proof() -> None:
    plan = example_plan()
    question = Question(objective=["population@5"], ftzs=["F"], budget_km2=2, spread_km=0, runs=0)
    found = best(plan, 2, objective=["population@5"])
    assert (found.before, found.measured, found.status) == (1000, 1500, "optimal")
    for promised, bound in ((600, 1600), (400, 1500)):
        proof = Proof(promised, promised)
        again = proposal_of(Search.of(plan, question), proof, ((), ()), (), found.scenario)
        assert (again.measured, again.bound, again.status) == (1500, bound, "feasible")
        assert again.gap == (bound - 1500) / 500


def with_block(plan: Plan, column: float, row: float, side: float) -> Plan:
    """Return a plan whose zone Z has a second block."""
    zones = plan.zones.copy()
    whole = shapely.MultiPolygon([*zones.geometry.iloc[0].geoms, square(column, row, side)])
    zones.loc[0, "geometry"] = whole
    return Plan({name: plan.frame(name) for name in ("regions", "demand")} | {"zones": zones})


def test_a_swap_takes_as_much_as_it_releases_and_keeps_a_block_that_serves_somebody() -> None:
    edges = [(c, r, 900) for c in (0.1, 3, 5.9) for r in (0.1, 3, 5.9)]
    customs = layer_frame([shapely.box(120.004, 30, 120.06, 30.06)], block_id=["C"], zone_id="Z")
    plan = with_block(plan_of((7.4, 3.0, 700), *edges, side=6), 20, 20, 0.6)
    plan = plan.with_layer("customs_blocks", customs)
    limits = limits_of(min_piece_km2=2.05)  # more than may be released of the west
    found = best(plan, None, objective=["population@1"], swap=True, limits=limits)
    assert found.promised == 8100 + 700
    assert any(one.geometry.equals(square(20, 20, 0.6)) for one in found.released)
    assert [one.code for one in found.reasons].count("propose-block-released") == 1
    ports = layer_frame([point(20.3, 20.3), point(3, 3)], gateway_id=["P", "Q"], kind="seaport")
    with_port = plan.with_layer("gateways", ports)
    for release, left in ((False, 2), (True, 1)):
        held = replace(limits, release_gateways=release, min_piece_km2=2.05 if release else 0.7)
        found = best(with_port, None, objective=["population@1"], swap=True, limits=held)
        told = {one.code: one.params["gateways"] for one in found.reasons if "gate" in one.code}
        assert len(replay(plan, found.scenario).zones.geometry.iloc[0].geoms) == left
        kept, released = "propose-gateways-kept", "propose-gateways-released"
        assert told == ({released: ("P",)} if release else {kept: ("P", "Q")})
    assert len(replay(plan, found.scenario).zones.geometry.iloc[0].geoms) == 1
    lived_in = with_block(plan_of((7.4, 3.0, 700), (20.3, 20.3, 5000), side=6), 20, 20, 0.6)
    found = best(lived_in, None, objective=["population@1"], swap=True)
    assert (found.before, found.measured, found.promised) == (5000, 5700, 5700)
    assert len(replay(lived_in, found.scenario).zones.geometry.iloc[0].geoms) == 2
    assert sum(p.area_km2 for p in found.taken) == pytest.approx(
        sum(p.area_km2 for p in found.released), abs=1e-4 * 38.5
    )


def idle_share(found: Proposal, idle: shapely.Geometry) -> float:
    released = shapely.union_all([piece.geometry for piece in found.released])
    return float(shapely.area(shapely.intersection(released, idle)) / shapely.area(released))


def test_a_swap_that_releases_idle_land_first_draws_back_where_parcels_are_idle() -> None:
    plan = plan_of((7.4, 3.0, 700), side=6)
    south, north = shapely.box(120, 30, 120.06, 30.03), shapely.box(120, 30.03, 120.06, 30.06)
    shares = []
    for idle in (south, north):
        rest = square(0, 0, 6).difference(idle)
        parcels = layer_frame(
            [idle, rest], parcel_id=["I", "B"], land_use=["vacant", "industry"], idle=[True, False]
        )
        with_parcels = plan.with_layer("parcels", parcels)
        found = best(with_parcels, None, objective=["population@1"], swap="idle")
        assert found.measured == 700
        (told,) = (one.params for one in found.reasons if one.code == "propose-released-use")
        shares.append(idle_share(found, idle))
        share = float(str(told["unused_km2"])) / float(str(told["released_km2"]))
        assert (share, told["unknown_km2"]) == (pytest.approx(shares[-1], abs=1e-4), 0)
    assert shares == [pytest.approx(1, abs=1e-6)] * 2
    anywhere = best(plan, None, objective=["population@1"], swap=True)
    assert min(idle_share(anywhere, idle) for idle in (south, north)) < 0.99
    with pytest.raises(UnknownError) as unknown:
        best(plan, None, objective=["population@1"], swap="idle")
    assert [one.code for one in unknown.value.problems] == ["propose-release-unknown"]


def test_a_new_zone_is_put_where_most_people_are_and_serves_the_worst_served() -> None:
    plan = plan_of((60, 0, 500), (62, 2, 800), (100, 30, 900))
    found = propose_zone(plan, "340000", ["population@5"], 3.0)
    check(plan, found)
    assert found.measured == 1300
    assert found.scenario.edits[0].verb == "add"
    assert found.taken[0].area_km2 == pytest.approx(3.0, rel=1e-6)
    plan = plan_of((60, 0, 500), (5, 2, 800))
    found = propose_zone(plan, "340000", ["worst-served@5"], 3.0)
    assert found.sense == "min"
    assert (found.before, found.promised, found.measured, found.bound) == (500, 0, 0, 0)


def test_objectives_limits_and_budgets_that_make_no_sense_are_refused() -> None:
    plan = plan_of(EAST)
    for objective in (
        *("people@2", "population", "sector:none@2", "population@"),
        *("0*population@2", "1e300*population@2", "population@-1", "population@nan"),
    ):
        with pytest.raises(UnknownError):
            parse_terms(plan, [objective])
    ask = partial(propose, plan, ["F"], ["population@2"])
    wrong = {"min_piece_km2": np.nan, "max_pieces": 0, "compact": 0.5, "new_blocks": -1}
    for name, value in wrong.items():
        with pytest.raises(MeasureError, match="must be from"):
            ask(2, limits=limits_of(**{name: value}))  # type: ignore[arg-type]
    for budget_km2 in (0.0, -1.0, np.nan, None):
        with pytest.raises(MeasureError):
            ask(budget_km2)
    for candidates, message in (("parcels", "no parcels"), ("hexagons", "shapes or parcels")):
        with pytest.raises(UnknownError, match=message):
            ask(2.0, limits=limits_of(candidates=candidates))
    with pytest.raises(UnknownError, match="no such region"):
        ask(2.0, weights={"33010": 3.0})
    for weight in (-1.0, 0.0, 1e300):
        with pytest.raises(MeasureError, match="from 1e-9 to 1e9"):
            ask(2.0, weights={"330101": weight})


def test_a_sector_may_have_any_name() -> None:
    names = ["Clean Energy", "R&D*"]
    clusters = {"cluster_id": ["1", "2"], "sector": names, "weight": 1.0}
    where = [point(6.5, 1.5), point(-3.5, 1.5)]
    plan = plan_of(EAST, clusters=gpd.GeoDataFrame(clusters, geometry=where, crs=CRS))
    texts = [" 2 * sector:Clean Energy @ 2", "sector:R&D*@2"]
    terms = parse_terms(plan, texts)
    named = [(f"sector:{names[0]}", 2), (f"sector:{names[1]}", 1)]
    assert [(one.place, one.weight) for one in terms] == named
    assert parse_terms(plan, map(str, terms)) == terms


def scattered(seed: int, count: int = 14) -> list[tuple[float, float, int]]:
    """Return people around the zone, out of its reach or hardly so."""
    random = np.random.default_rng(seed)
    turn, away = random.uniform(0, 2 * np.pi, count), random.uniform(4.2, 6.5, count)
    where = np.column_stack([1.5 + away * np.cos(turn), 1.5 + away * np.sin(turn)])
    return [(c, r, n) for (c, r), n in zip(where, random.integers(10, 500, count), strict=True)]


def aims_of(plan: Plan) -> tuple[Coverage, Objective]:
    baseline = CoverageMeter(plan, 2.0).measure()
    return baseline, Objective.of(baseline, parse_terms(plan, ["population@2"]))


def test_who_is_out_of_reach_is_named_with_how_far_land_would_have_to_run() -> None:
    clusters = layer_frame([point(60, 1.5)], cluster_id=["C"], sector=["tea"], name=["Tea Hill"])
    plan = plan_of((60, 1.5, 10), clusters=clusters)
    for objective, kind, place in (
        ("population@2", "place", "340101"),
        ("sector:tea@2", "cluster", "C"),
    ):
        with pytest.raises(NoProposalError, match=r"add a zone instead \(.*340000\)") as refused:
            propose(plan, ["F"], [objective], 2.0)
        (problem,) = refused.value.problems
        assert (problem.params["kind"], problem.params["place"]) == (kind, place)
        east = plan.ellipsoid.geod.inv(120.03, 30.015, 120.6, 30.015)[2] / 1e3
        assert problem.params["away_km"] == pytest.approx(east, rel=1e-4)
        assert problem.params["missing_km"] == pytest.approx(east - 2, rel=1e-4)
    with pytest.raises(NoProposalError, match="is reached today"):
        propose(plan_of((1.5, 1.5, 10)), ["F"], ["population@2"], 2.0)


def test_residents_of_the_land_are_counted_and_said_first() -> None:
    plan = plan_of((6.5, 1.5, 500), (3.6, 1.5, 900_000))  # a town beside the zone
    found = propose(plan, ["F"], ["population@2"], 2.0)
    first = found.reasons[0]
    assert first.code == "propose-residents"
    assert first.params == {"taken": found.residents, "released": 0.0}
    assert found.residents > 0
    assert found.residents == pytest.approx(sum(one.residents for one in found.taken))
    named = found.scenario.proposed
    assert named is not None
    assert named.messages()[0] == first


def test_the_people_of_a_demand_point_live_evenly_within_10_km_of_it() -> None:
    near, far = Residents(AvailableLand(plan_of((0.5, 0.5, 1000)))).on([square(0), square(30, 30)])
    km2 = float(GRS80.area_km2(square(0))[0])
    assert near == pytest.approx(1000 * km2 / (100 * np.pi), rel=0.02)
    assert far == 0.0


def test_an_answer_that_ended_before_every_shape_was_tried_is_not_called_optimal() -> None:
    plan = example_plan()
    question = Question(objective=["population@5"], ftzs=["F"], budget_km2=2, spread_km=0, runs=0)
    found = best(plan, 2, objective=["population@5"])
    ended = (Message("propose-search-ended"),)
    again = proposal_of(Search.of(plan, question), Proof(500, 500), ((), ()), ended, found.scenario)
    assert (found.status, again.status, again.gap) == ("optimal", "feasible", 0.0)


def test_headroom_comes_on_top_of_the_budget_and_an_excess_is_taken_off_it() -> None:
    plan = plan_of(EAST)

    def with_headroom(km2: float) -> Plan:
        ftzs = plan.ftzs.assign(cap_km2=plan.ftzs["cap_km2"] + km2)
        return plan.with_layer("ftzs", ftzs)

    roomy = with_headroom(5.0)
    found = best(roomy, 0.1)
    assert found.promised == 500
    assert found.scenario.rules["cap"] == "hard"  # without a quota
    with pytest.raises(NoProposalError, match=r"3\.00 km² above its cap"):
        propose(with_headroom(-3.0), ["F"], ["population@2"], 2.0)


def test_rules_in_conflict_are_named_and_no_others() -> None:
    wall = shapely.difference(shapely.box(119, 29, 121, 31), square(-0.1, -0.1, 3.2))
    far, middle = plan_of((12, 1.5, 10)), plan_of((7.5, 1.5, 10))
    slender, small = {"limits": limits_of(compact=1.0)}, {"limits": limits_of(min_piece_km2=2.0)}
    cases: list[tuple[Plan, float | None, dict[str, Any], str]] = [
        (plan_of((30, 30, 10)), 2.0, {}, "the only place out of reach, 330101, is 40 km away"),
        (plan_of(EAST, locked=True), 2.0, {}, "locks every zone"),
        (plan_of(EAST, exclusions=exclusion(wall)), 3.0, {}, r"there is some: the exclusions$"),
        (far, 3.0, {}, "the area that may be taken"),
        (middle, None, {"swap": True}, r"that a swap takes a tenth of the area at most$"),
        (middle, 3.0, slender, r"how wide and compact a piece is to be .*, the area"),
        (plan_of(EAST), 1.5, small, r"some: how small a piece may be .*, the area"),
    ]
    for plan, budget_km2, options, why in cases:
        with pytest.raises(NoProposalError, match=why):
            propose(plan, ["F"], ["population@2"], budget_km2, **options)
    with pytest.raises(NoProposalError, match="no land within reach"):
        propose_zone(plan_of((1.5, 1.5, 10)), "330000", ["population@2"], 2.0)


def test_weights_of_terms_and_regions_multiply_people_and_change_no_land() -> None:
    plan = plan_of(EAST, WEST)
    for weight in (1e-9, 1e9):
        found = best(plan, 1.5, objective=[f"{weight}*population@2"])
        assert found.promised == pytest.approx(900 * weight)
        assert found.status == "optimal"
    found = best(plan, 1.5, weights={"330101": 3.0})
    assert (found.before, found.measured) == (0, 2700)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_new_block_may_lie_apart_and_pieces_have_their_count_and_size() -> None:
    plan = plan_of(EAST, WEST, (20, 20, 4000))
    apart = best(plan, 6.0, limits=limits_of(new_blocks=1))
    assert apart.measured == 5400
    assert [piece.area_km2 for piece in apart.taken][:1] == pytest.approx([2.0], rel=1e-6)
    one = best(plan, 6.0, limits=limits_of(max_pieces=1))
    assert (one.measured, len(one.taken)) == (900, 1)
    large = best(plan, 6.0, limits=limits_of(min_piece_km2=4.0))
    assert (large.measured, len(large.taken)) == (900, 1)
    assert large.taken[0].area_km2 >= 4.0


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


class AskedAfter(Stop):
    """Somebody who stops the search once it has looked at the clock so often."""

    def __init__(self, times: int) -> None:
        self._left = times

    @property
    def requested(self) -> bool:  # type: ignore[override]
        self._left -= 1
        return self._left < 0


def test_a_stopped_search_proposes_what_it_has() -> None:
    plan = plan_of(EAST, WEST)
    with pytest.raises(NoProposalError, match="the search ended before"):
        propose(plan, ["F"], ["population@2"], 2.0, stop=AskedAfter(0))
    answers = []
    for times in (10, 20):
        with suppress(NoProposalError):
            answers.append(propose(plan, ["F"], ["population@2"], 2.0, stop=AskedAfter(times)))
    assert answers
    for found in answers:
        check(plan, found)
        assert "propose-search-ended" in codes(found)
    assert "propose-search-ended" not in codes(best(plan, 2.0))


def test_there_is_an_answer_however_short_the_time_is() -> None:
    found = propose(plan_of(EAST, WEST), ["F"], ["population@2"], 2.0, time_limit_s=1e-6)
    check(plan_of(EAST, WEST), found)
    assert found.status == "feasible"
    assert "propose-search-ended" in codes(found)


def test_each_better_answer_is_reported_with_how_much_is_done() -> None:
    steps: list[Step] = []
    found = propose(plan_of(EAST, WEST), ["F"], ["population@2"], 1.5, progress=steps.append)
    known = [step for step in steps if step.share is not None]
    assert [step.share for step in known] == sorted(step.share or 0.0 for step in known)
    assert known[0].gain > 0
    assert known[-1].share > 0.8
    assert known[-1].left_s is not None
    assert 0 < GRS80.area_km2(known[-1].land())[0] < 1.6
    assert max(step.gain for step in steps) == found.promised - found.before


def test_parcels_are_taken_whole_with_those_that_lead_to_the_zone() -> None:
    row = [square(3 + column, 1, 1) for column in range(4)]
    parcels = layer_frame(
        [*row, square(-3, -3, 1)], parcel_id=[*"abcd", "e"], land_use=None, value=np.nan, idle=False
    )
    plan = plan_of((6.5, 1.5, 500), (-3.5, -2.5, 900), parcels=parcels)
    limits = limits_of(candidates="parcels")
    found = best(plan, 4.5, limits=limits)
    assert found.measured == 500
    (taken,) = found.taken
    chain = shapely.union_all(row[:2])
    assert shapely.symmetric_difference(taken.geometry, chain).area < 0.01 * chain.area


def test_a_hard_rule_that_the_plan_breaks_already_keeps_no_other_land_from_being_proposed() -> None:
    plan = plan_of((9, 1.5, 1000))
    crossing = zones_frame(("H", "G", square(-20, 0)))  # all of G, a second time
    zones = pd.concat([plan.zones, crossing], ignore_index=True)
    overlapping = plan.with_layer("zones", zones.set_crs(CRS))
    assert "overlap" in set(violations(overlapping, overlapping.zones)["rule"])
    found = propose(overlapping, ["F"], ["population@5"], budget_km2=6)
    assert found.measured == 1000


def test_a_hard_target_for_the_area_of_a_group_limits_what_it_takes() -> None:
    plan = plan_of(EAST, WEST)
    area = float(plan.ellipsoid.area_km2(square(0, 0, 3))[0])

    def aimed(more_km2: float) -> Plan:
        target = {"measure": ["area_km2"], "ftz": ["F"], "at_most": [area + more_km2]}
        return plan.with_layer("targets", pd.DataFrame(target | {"hard": [True]}))

    held = best(aimed(1.5), 6.0)
    assert (best(plan, 6.0).promised, held.promised) == (1400, 900)
    assert sum(piece.area_km2 for piece in held.taken) <= 1.5
    with pytest.raises(NoProposalError, match="F may take no land"):
        best(aimed(0), 6.0)


def codes(found: Proposal) -> list[str]:
    return [reason.code for reason in found.reasons]


def test_what_keeps_an_ftz_from_more_is_named_as_it_is() -> None:
    plan = plan_of(EAST, WEST, (-14.5, 0.5, 400))
    one = best(plan, 12, limits=limits_of(max_pieces=1))
    assert "propose-pieces-used" in codes(one)
    assert "propose-area-left" not in codes(one)
    locked = plan.with_layer("zones", plan.zones.assign(locked=[False, True]))
    both = propose(locked, ["F", "G"], ["population@2"], {"F": 1.5, "G": 5.0}, time_limit_s=300)
    assert "propose-ftz-locked" in codes(both)
    assert "propose-ftz-gains-nothing" not in codes(both)


def test_weights_of_regions_are_said_and_one_region_has_one() -> None:
    plan = plan_of(EAST, WEST)
    weighted = best(plan, 1.5, weights={"330101": 2.0})
    told = next(reason for reason in weighted.reasons if reason.code == "propose-weights")
    assert str(told).endswith("330101 × 2")
    assert weighted.measured == 1800
    with pytest.raises(MeasureError, match="is the same region as 330101"):
        best(plan, 1.5, weights={"330101": 2.0, "330100": 3.0})
