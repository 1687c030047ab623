"""New zones, several at once or anywhere, over squares of a hundredth of a degree."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from conftest import CRS, square

import geo.proposals.sites
from geo.proposals import NoProposalError, Proposal, propose_zone
from geo.proposals.proposal import Search
from geo.proposals.question import Question
from geo.proposals.sites import Grid
from geo.solver import Clock
from layers import Plan
from layers.errors import MeasureError, UnknownError
from tests.geo.proposals.test_across_180 import PLACES, lived_in
from tests.geo.proposals.test_propose import AskedAfter, check, plan_of

ONE, OTHER, THIRD = (60, 0, 500), (100, 30, 900), (10, 30, 700)
"""People in the eastern province, twice, and in the western."""


def asked(plan: Plan, new: int, province: object = "340000") -> Proposal:
    found = propose_zone(plan, province, ["population@2"], 1.0, new=new, time_limit_s=900)  # type: ignore[arg-type]
    check(plan, found)
    shapes = [piece.geometry for piece in found.taken]
    assert not any(a.intersects(b) for n, a in enumerate(shapes) for b in shapes[:n])
    assert [piece.area_km2 for piece in found.taken] == pytest.approx([1.0] * len(shapes))
    return found


def test_two_zones_stand_where_most_people_are_reached_that_the_other_does_not_reach() -> None:
    found = asked(plan_of(ONE, OTHER, THIRD), 2)
    assert (found.promised, found.measured, found.status) == (1400, 1400, "optimal")
    assert [piece.zone_id for piece in found.taken] == ["NEW-340000", "NEW-340000-2"]
    assert [(piece.alone, piece.last) for piece in found.taken] == [(900, 900), (500, 500)]


def test_zones_stand_in_the_provinces_that_are_named_or_in_any() -> None:
    plan = plan_of(ONE, OTHER, THIRD)
    for where in (None, ["330000", "340000"]):
        found = asked(plan, 2, where)
        assert found.measured == 1600
        assert {piece.zone_id for piece in found.taken} == {"NEW-330000", "NEW-340000"}
    assert asked(plan, 1, None).measured == 900


def test_no_more_zones_are_proposed_than_gain_something() -> None:
    found = asked(plan_of(ONE, OTHER), 5)
    assert (found.measured, len(found.taken)) == (1400, 2)
    (fewer,) = [reason for reason in found.reasons if reason.code == "propose-fewer-zones"]
    assert fewer.params == {"new": 5, "found": 2}


def test_the_best_two_are_not_the_best_one_and_another() -> None:
    """Between four villages a zone reaches the two greater; two reach all, two by two."""
    plan = plan_of((60, 0, 300), (62.9, 0, 400), (65.8, 0, 400), (68.7, 0, 300))
    assert asked(plan, 1).measured == 800
    assert asked(plan, 2).measured == 1400


def test_zones_keep_out_of_exclusions_and_other_zones() -> None:
    place = square(56, -4, 8)
    wall = gpd.GeoDataFrame({"exclusion_id": ["X"], "kind": "lake"}, geometry=[place], crs=CRS)
    found = asked(plan_of(ONE, OTHER, exclusions=wall), 2)
    assert found.measured == 900
    assert not any(piece.geometry.intersects(place) for piece in found.taken)


def test_land_that_is_charged_for_is_left_where_as_much_is_reached_for_less() -> None:
    dear = gpd.GeoDataFrame(
        {"parcel_id": ["P"], "land_use": None, "value": [1e6], "idle": False},
        geometry=[square(59.5, -0.5)],
        crs=CRS,
    )
    plan = plan_of(ONE, OTHER, parcels=dear)
    found = propose_zone(
        plan, None, ["population@2", "0.1*land_value"], 1.0, new=2, time_limit_s=900
    )
    assert found.measured == pytest.approx(1400)
    assert not any(piece.geometry.intersects(square(59.5, -0.5)) for piece in found.taken)


def test_people_beyond_in_the_worst_served_regions_become_fewer_by_several_zones() -> None:
    plan = plan_of(ONE, OTHER, (5, 2, 800))
    found = propose_zone(plan, None, ["worst-served@2"], 1.0, new=2, time_limit_s=900)
    assert found.sense == "min"
    assert (found.before, found.promised, found.measured, found.bound) == (1400, 0, 0, 0)


def test_why_there_are_no_new_zones_is_told() -> None:
    plan = plan_of(ONE, OTHER)
    with pytest.raises(NoProposalError, match="places tried has room"):
        propose_zone(plan, None, ["population@50"], 9_000.0, new=2)
    inside = plan_of((1.5, 1.5, 10))
    with pytest.raises(NoProposalError, match="no land within reach"):
        propose_zone(inside, None, ["population@2"], 1.0, new=2)
    with pytest.raises(NoProposalError, match="the search ended before"):
        propose_zone(plan, None, ["population@2"], 1.0, new=2, stop=AskedAfter(0))
    every = square(-50, -50, 200)
    wall = gpd.GeoDataFrame({"exclusion_id": ["X"], "kind": "sea"}, geometry=[every], crs=CRS)
    with pytest.raises(NoProposalError, match="none of the 0 places"):
        propose_zone(plan_of(ONE, exclusions=wall), None, ["population@2"], 1.0, new=2)


def test_a_search_that_is_stopped_proposes_the_sites_that_it_has_and_does_not_call_them_best() -> (
    None
):
    found = propose_zone(
        plan_of(ONE, OTHER), None, ["population@2"], 1.0, new=2, stop=AskedAfter(3)
    )
    assert found.status == "feasible"
    assert found.bound == 1400


def test_what_contradicts_itself_about_new_zones_is_refused() -> None:
    plan, objective = plan_of(ONE), ["population@2"]
    for new in (0, -1, 101):
        with pytest.raises(MeasureError, match="new: must be from 1 to 100"):
            propose_zone(plan, None, objective, 1.0, new=new)
    with pytest.raises(MeasureError, match="new: must be of type"):
        propose_zone(plan, None, objective, 1.0, new=1.5)  # type: ignore[arg-type]
    with pytest.raises(UnknownError, match="province 35: the plan has no such"):
        propose_zone(plan, ["340000", "35"], objective, 1.0, new=2)
    for given, code in (
        ({"province": "340000", "everywhere": True}, "propose-province-or-everywhere"),
        ({"ftzs": ["F"], "new": 2}, "propose-new-nowhere"),
        ({"everywhere": True, "new": 2, "answers": 2, "differ_km2": 1}, "propose-several-of-zone"),
        ({"everywhere": True, "front": ["jobs@2"]}, "propose-several-of-zone"),
    ):
        with pytest.raises(MeasureError) as wrong:
            Question(objective=objective, budget_km2=1.0, **given)  # type: ignore[arg-type]
        assert [problem.code for problem in wrong.value.problems] == [code]


def test_zones_stand_across_180_as_they_do_elsewhere() -> None:
    people = (0.2, -20.0, 900), (-0.2, -20.5, 800), (-4.0, -20.0, 300)
    plans = [lived_in(at, *people) for at in PLACES]
    for plan in plans:
        found = asked(plan, 2, None)
        assert found.measured == 2000
        for piece in found.taken:
            west, _, east, _ = piece.geometry.bounds
            assert -180 <= west <= east <= 180


def test_sites_are_apart_no_more_than_may_be_and_a_greedy_choice_is_among_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = np.random.default_rng(4)
    people = [(60 + x, y, int(n)) for x, y, n in draw.uniform(1, 20, (60, 3))]
    plan = plan_of(*people)
    question = Question(objective=["population@2"], everywhere=True, new=9, budget_km2=1.0)
    spacings = []
    for most in (5_000, 40):
        monkeypatch.setattr(geo.proposals.sites, "_MOST_SITES", most)
        drawn = Grid(Search.of(plan, question), ["330000", "340000"]).sites(9, Clock())
        assert drawn.first <= 9 <= len(drawn.blocks) <= most + 9
        centres = [shapely.Point(one.middle_m[:2]) for one in drawn.blocks]
        assert len({centre.wkt for centre in centres}) == len(centres)
        shapes = np.array([one.shape for one in drawn.blocks], dtype=object)
        one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        assert (one == other).all()
        spacings.append(drawn.apart_km)
    assert spacings[0] < spacings[1]
