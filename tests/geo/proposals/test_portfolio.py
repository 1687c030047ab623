"""Several proposals, over squares of a hundredth of a degree, about 1.07 km²."""

from collections.abc import Sequence
from functools import partial
from itertools import combinations
from typing import Any

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo.proposals import (
    Limits,
    NoProposalError,
    Piece,
    Portfolio,
    Proposal,
    Question,
    Stop,
    answer,
)
from geo.proposals.front import FrontPoint, undominated_points
from geo.proposals.portfolio import often
from geo.proposals.proposal import proposal_of
from geo.proposals.search import without_costs
from layers import Plan
from layers.errors import MeasureError
from layers.geometry.ellipsoid import GRS80
from layers.messages import Message
from tests.conftest import layer_frame, square
from tests.geo.proposals.at_thresholds import front, limits_of, portfolio, propose
from tests.geo.proposals.test_propose import EAST, WEST, check, plan_of

NORTH = (1.5, 6.5, 300)


def land(found: Proposal) -> BaseGeometry:
    return shapely.union_all([one.geometry for one in (*found.taken, *found.released)])


def km2(shape: BaseGeometry) -> float:
    return float(GRS80.area_km2(shape)[0])


def test_answers_differ_by_what_was_asked_for_and_the_best_comes_first() -> None:
    plan = plan_of(EAST, WEST, NORTH)
    ask = partial(portfolio, plan, ["F"], ["population@2"], 1.5, time_limit_s=20)
    found = ask(answers=4, differ_km2=1.5)
    assert [one.promised for one in found.answers] == [900, 500, 300]  # and nobody is left
    for one in found.answers:
        check(plan, one)
        assert one.status == "optimal"
    kept = [one.scenario.proposed for one in found.answers]
    assert [one is not None and one.is_bound_for_all for one in kept] == [True, False, False]
    assert found.fewer is not None
    assert str(found.fewer).startswith("3 of 4 answers: no further one")
    names = [one.scenario.scenario for one in found.answers]
    assert names == ["proposal", "proposal-2", "proposal-3"]
    for one, other in combinations(found.answers, 2):
        assert km2(shapely.symmetric_difference(land(one), land(other))) >= 1.5
    assert found.differs_km2[0] is None
    assert min(one for one in found.differs_km2 if one is not None) >= 1.5
    assert {one.times for one in found.often} == {1}
    (one,) = ask(answers=1, differ_km2=1).answers
    same = propose(plan, ["F"], ["population@2"], 1.5, time_limit_s=20)
    assert (one.promised, one.bound, one.gap) == (same.promised, same.bound, same.gap)
    assert one.scenario == same.scenario


def test_answers_differ_by_a_quarter_of_the_budget_unless_it_is_said_by_how_much() -> None:
    asked = {"budget_km2": 1.2, "answers": 2, "residents": 0, "spread_km": 0, "runs": 0}
    limits = limits_of()
    question = Question(objective="population@2", ftzs="F", tries=400, limits=limits, **asked)
    found = answer(plan_of(EAST, WEST), question)
    assert isinstance(found, Portfolio)
    _, other = found.answers
    (apart,) = [one for one in other.reasons if one.code == "propose-differs"]
    assert apart.params["differ_km2"] == pytest.approx(0.3)


def test_swaps_differ_as_they_are_drawn() -> None:
    plan = plan_of((7.4, 3.0, 700), (-1.4, 3.0, 650), (3.0, 3.0, 5000), side=6)
    asked = {"answers": 2, "differ_km2": 0.5, "swap": True, "time_limit_s": 20}
    one, other = portfolio(plan, ["F"], ["population@1"], **asked).answers
    for each in (one, other):
        check(plan, each, swap=True)
    assert km2(shapely.symmetric_difference(land(one), land(other))) >= 0.5


def test_land_is_counted_by_how_many_answers_change_it() -> None:
    def answered(*shapes: BaseGeometry) -> Proposal:
        pieces = tuple(
            Piece("Z", "F", km2(one), 0, 0, shapely.MultiPolygon([one])) for one in shapes
        )
        return Proposal("", "", "max", 0, 0, 0, 0, 0, pieces, (), (), None, None)  # type: ignore[arg-type]

    rows = often(
        GRS80, [answered(square(0), square(5)), answered(square(0, 0, 2)), answered(square(0))]
    )
    one = km2(square(0))
    assert [(row.times, round(row.area_km2 / one)) for row in rows] == [(3, 1), (1, 4)]


def test_what_makes_no_sense_is_refused_and_a_stopped_search_gives_no_half_answer() -> None:
    ask = partial(portfolio, plan_of(EAST), ["F"], ["population@2"], 1.5)
    for answers, differ_km2 in ((0, 1.0), (99, 1.0), (2, 0.0), (2, float("nan"))):
        with pytest.raises(MeasureError):
            ask(answers=answers, differ_km2=differ_km2)
    stop = Stop()
    stop.requested = True
    with pytest.raises(NoProposalError):
        ask(answers=2, differ_km2=1, stop=stop)


def test_a_portfolio_without_any_answer_is_refused_as_a_proposal_is() -> None:
    plan, limits = plan_of((7.5, 1.5, 10)), Limits(width_km=0.75, compact=1.0)
    asked = {"ftzs": ["F"], "objective": ["population@2"], "budget_km2": 3.0, "limits": limits}
    problems = []
    for ask in (propose, partial(portfolio, answers=2, differ_km2=1.0)):
        with pytest.raises(NoProposalError) as refused:
            ask(plan, **asked)
        problems.append(refused.value.problems)
    assert problems[0] == problems[1]
    assert problems[0][0].code == "propose-conflict"


def test_an_answer_that_breaks_a_hard_rule_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = []

    def held(*given: Any) -> Proposal:
        made = proposal_of(*given)
        if made.promised == 900 and not refused:
            refused.append(made)
            raise NoProposalError([])
        return made

    monkeypatch.setitem(portfolio.func.__globals__, "proposal_of", held)
    asked = {"answers": 3, "differ_km2": 0.5, "time_limit_s": 20.0}
    found = portfolio(plan_of(EAST, WEST), ["F"], ["population@2"], 3.0, **asked)
    assert [one.promised for one in found.answers] == [1400, 500]
    assert [one.promised for one in refused] == [900]


def people_and_jobs(*places: tuple[float, float, int], jobs: Sequence[float]) -> Plan:
    return plan_of(*places, demand=plan_of(*places).demand.assign(jobs=jobs))


PEOPLE, JOBS = ["population@2"], ["jobs@2"]


def test_a_front_whose_first_objective_gains_nothing_names_that_one_and_what_keeps_it() -> None:
    plan = people_and_jobs(EAST, (12, 1.5, 10), jobs=[0, 7])
    with pytest.raises(NoProposalError, match=r"adds to jobs@2, and .*: the area that may be"):
        front(plan, ["F"], (JOBS, PEOPLE), 1.5, points=3, time_limit_s=20)


def test_an_answer_in_a_dent_of_the_front_is_found() -> None:
    # 650 and 200 lie below the line from 900 and 10 to 500 and 700
    plan = people_and_jobs(EAST, WEST, (1.5, 6.5, 650), jobs=[700, 10, 200])
    found = front(plan, ["F"], (PEOPLE, JOBS), 1.5, points=5, time_limit_s=20)
    assert (found.before, found.senses) == ((0, 0), ("max", "max"))
    assert [one.figures for one in found.points] == [(900, 10), (650, 200), (500, 700)]
    names = [one.proposal.scenario.scenario for one in found.points]
    assert names == ["proposal", "proposal-2", "proposal-3"]
    for one in found.points:
        check(plan, one.proposal)
        assert one.proposal.status == "optimal"
    dent = found.points[1]
    assert (dent.share, dent.proposal.promised) == (0.25, 650)
    _, least, *_ = dent.proposal.reasons
    assert (least.code, least.params["gain"]) == ("propose-front-least", pytest.approx(182.5))


def test_people_against_the_value_of_the_land_are_a_front() -> None:
    dear = layer_frame([square(-9, -5, 9)], parcel_id=["P"], value=[9e4])
    plan = plan_of(EAST, WEST, parcels=dear)
    found = front(plan, ["F"], (PEOPLE, ["land_value"]), 3.0, points=4, time_limit_s=20)
    assert found.senses == ("max", "min")
    assert [one.figures[0] for one in found.points] == [1400, 500]
    assert found.points[0].figures[1] > 1000
    assert found.points[1].figures[1] == pytest.approx(found.before[1], abs=1.0)


def test_a_point_that_another_betters_is_not_on_the_front() -> None:
    pairs = [(1, 9), (5, 5), (4, 5), (9, 1), (9, 0), (5, 5)]
    points = [FrontPoint(pair, 0, None) for pair in pairs]  # type: ignore[arg-type]
    for senses, figures in (
        (("max", "max"), [(9, 1), (5, 5), (1, 9)]),
        (("max", "min"), [(9, 0)]),
    ):
        assert [one.figures for one in undominated_points(points, senses)] == figures


def test_what_limits_cost_is_told_of_the_best_answer_alone() -> None:
    costs = (
        Message("propose-kept-costs", pct=70.0, gain=5.0),
        Message("propose-targets-cost", gain=1.0),
    )
    used = Message("propose-ftz-locked", ftz="F")
    assert without_costs((*costs, used)) == (Message("propose-kept", pct=70.0), used)
