"""A question for proposals: what is wrong with it is told at once, wherever it is made."""

import pytest

from geo.proposals import Limits, Question, answer
from layers.errors import MeasureError, ScenarioError, UnknownError
from layers.example import example_plan


def codes(error: pytest.ExceptionInfo[MeasureError | UnknownError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_all_that_is_wrong_with_a_question_is_told_at_once() -> None:
    with pytest.raises(MeasureError) as wrong:
        Question(
            objective=["population@5"],
            ftzs=["F", "G"],
            budget_km2={"G": -1},
            limits=Limits(max_pieces=0),
            answers=2,
            gap=1,
            time_limit_s=0,
            weights={"330000": 0},
        )
    assert codes(wrong) == [
        "propose-limit-not-allowed", "propose-budget-missing", "propose-budget-not-allowed",
        "propose-differ-missing", "propose-gap-not-allowed", "propose-time-not-allowed",
        "propose-region-weight",
    ]  # fmt: skip


def test_what_is_named_that_is_not_there_comes_before_what_else_is_wrong() -> None:
    with pytest.raises(UnknownError) as wrong:
        Question(objective=["population@5"], limits=Limits(candidates="lobs"), gap=1, swap=True)
    assert codes(wrong) == [
        "propose-ftz-none", "propose-candidates", "propose-gap-not-allowed",
    ]  # fmt: skip


def test_values_of_other_types_are_told_at_once_by_their_names() -> None:
    with pytest.raises(MeasureError) as wrong:
        Question(objective=["population@5"], ftzs=["F"], budget_km2="2", answers=1.5, weights=[])  # type: ignore[arg-type]
    assert [line.partition(":")[0] for line in wrong.value.lines] == [
        "budget_km2", "weights", "answers",
    ]  # fmt: skip


def test_a_figure_that_is_no_number_is_refused_where_it_stands() -> None:
    for given in ({"budget_km2": {"F": "2"}}, {"budget_km2": 2, "weights": {"F": "2"}}):
        with pytest.raises(MeasureError, match=r"^(budget_km2|weights) F: must be of type Real"):
            Question(objective=["population@5"], ftzs=["F"], **given)  # type: ignore[arg-type]


def test_an_id_that_no_scenario_may_have_is_refused_before_anything_is_searched() -> None:
    asked = {"objective": ["population@5"], "ftzs": ["F"], "budget_km2": 2}
    for given in ({"scenario": "a b"}, {"scenario": "baseline", "front": ["jobs@5"]}):
        with pytest.raises(ScenarioError):
            Question(**asked | given)  # type: ignore[arg-type]
    longest = asked | {"scenario": "s" * 64, "differ_km2": 1}
    with pytest.raises(ScenarioError):
        Question(**longest, answers=2)  # type: ignore[arg-type]


def test_all_that_a_plan_lacks_of_a_question_is_told_at_once() -> None:
    question = Question(
        objective=["people@5"],
        ftzs=["X", "F"],
        budget_km2=2,
        limits=Limits(candidates="parcels"),
        front=["sector:none@5"],
    )
    with pytest.raises(UnknownError) as wrong:
        answer(example_plan(), question)
    assert codes(wrong) == [
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
