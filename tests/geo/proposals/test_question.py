"""A question for proposals: what is wrong with it is told at once, wherever it is made."""

from typing import Any

import pytest

from geo.proposals import Limits, Question, answer
from layers.errors import MeasureError, ScenarioError, UnknownError
from layers.example import example_plan
from layers.messages import Message


def wrong(error: type[Exception], **given: Any) -> list[Message]:
    with pytest.raises(error) as refused:
        Question(**{"objective": ["population@5"], "ftzs": ["F"], "budget_km2": 2} | given)
    return list(refused.value.problems)  # type: ignore[attr-defined]


def test_all_that_is_wrong_with_a_question_is_reported_at_once() -> None:
    given: dict[str, Any] = {
        "ftzs": ["F", "G"], "budget_km2": {"G": -1}, "limits": Limits(max_pieces=0), "answers": 0,
        "gap": 1, "time_limit_s": 0, "weights": {"330000": 0},
    }  # fmt: skip
    assert [problem.code for problem in wrong(MeasureError, **given)] == [
        *["propose-limit-not-allowed"] * 4, "propose-budget-missing", "propose-budget-not-allowed",
        "propose-region-weight",
    ]  # fmt: skip
    # what is named that is not there comes first
    unknown = {"ftzs": [], "limits": Limits(candidates="lobs"), "gap": 1, "swap": True}
    assert [problem.code for problem in wrong(UnknownError, budget_km2=None, **unknown)] == [
        "propose-ftz-none", "propose-candidates", "propose-limit-not-allowed",
    ]  # fmt: skip
    problems = wrong(MeasureError, budget_km2="2", answers=1.5, weights=[])
    places = [str(problem).partition(":")[0] for problem in problems]
    assert places == ["budget_km2", "weights", "answers"]
    for name in ("budget_km2", "weights"):
        (problem,) = wrong(MeasureError, **{name: {"F": "2"}})
        assert str(problem).startswith(f"{name} F: must be of type Real")


def test_an_id_that_no_scenario_may_have_is_refused_before_anything_is_searched() -> None:
    assert wrong(ScenarioError, scenario="a b")
    assert wrong(ScenarioError, scenario="baseline", front=["jobs@5"])
    assert wrong(ScenarioError, scenario="s" * 64, differ_km2=1, answers=2)


def test_all_that_a_plan_lacks_of_a_question_is_reported_at_once() -> None:
    question = Question(
        objective=["people@5"],
        ftzs=["X", "F"],
        budget_km2=2,
        limits=Limits(candidates="parcels"),
        front=["sector:none@5"],
    )
    with pytest.raises(UnknownError) as lacking:
        answer(example_plan(), question)
    assert [problem.code for problem in lacking.value.problems] == [
        "propose-ftz-unknown", "propose-parcels-missing", "propose-objective-unknown",
        "propose-sector-unknown",
    ]  # fmt: skip


def test_a_question_stays_as_it_was_made_whatever_becomes_of_what_it_was_made_of() -> None:
    objective, weights, budgets = ["population@5"], {"330000": 2.0}, {"F": 2.0}
    question = Question(objective=objective, ftzs=["F"], budget_km2=budgets, weights=weights)
    objective.append("jobs@5")
    weights.clear()
    budgets["F"] = 0.0
    assert (question.objective, question.weights) == (("population@5",), {"330000": 2.0})
    assert question.budget_of("F") == 2.0
