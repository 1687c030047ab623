"""The model is held to the least share with which enough is kept in most runs."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import cast

import pytest

from geo.proposals.model import Chosen
from geo.proposals.steady import steadied
from geo.proposals.task import Task


@dataclass(frozen=True)
class HeldTask:
    """As much of a task as its choice needs: the share that it is held to."""

    terms: SimpleNamespace

    def held_to(self, share: float) -> HeldTask:
        return HeldTask(SimpleNamespace(kept_share=share))


TASK = cast("Task", HeldTask(SimpleNamespace(kept_share=0.8)))


def gaining(gain: float, *, freed: bool = True) -> Chosen:
    """Return a choice that gains so much; `freed`, if it were more without a share to be kept."""
    more = gaining(gain + 1, freed=False) if freed else None
    return cast("Chosen", SimpleNamespace(gain=gain, freed=more))


def chosen(task: Task) -> Chosen:
    return gaining(100 * (1.5 - task.terms.kept_share))


def held(lacks: float, most: float = 9.0) -> float:
    """Return the share that a task is held to of which runs keep less than the model says."""

    def kept(task: Task, _: Chosen) -> float:
        return min(task.terms.kept_share - lacks, most)

    task, found = steadied(TASK, chosen(TASK), kept, chosen)
    assert found.gain == chosen(task).gain
    return task.terms.kept_share


def test_a_choice_that_keeps_enough_stays() -> None:
    assert held(lacks=-0.015) == 0.8


@pytest.mark.parametrize("lacks", [0.01, 0.05, 0.1, 0.3])
def test_the_least_share_is_sought_with_which_runs_keep_enough(lacks: float) -> None:
    assert 0 <= held(lacks) - (0.8 + lacks) <= 0.04


def held_between(more: float) -> float:
    """Return the share held to where the first choice keeps too little, others `more` than held."""
    first = chosen(TASK)

    def kept(task: Task, found: Chosen) -> float:
        return 0.5 if found is first else task.terms.kept_share + more

    return steadied(TASK, first, kept, chosen)[0].terms.kept_share


@pytest.mark.parametrize("more", [0.05, 0.1, 0.3])
def test_a_smaller_share_is_held_to_where_runs_keep_more_than_enough(more: float) -> None:
    assert 0 <= held_between(more) - (0.8 - more) <= 0.04


def test_where_keeping_enough_costs_nothing_no_smaller_share_is_sought() -> None:
    first, free = gaining(9.0), gaining(7.0, freed=False)
    kept = {id(first): 0.5, id(free): 0.95}
    task, found = steadied(TASK, first, lambda _, one: kept[id(one)], lambda _: free)
    assert (task.terms.kept_share, found) == (0.8, free)


def test_where_none_keeps_enough_the_one_that_keeps_most_is_taken() -> None:
    assert held(lacks=0.3, most=0.6) == pytest.approx(1.1)


def test_where_nothing_more_is_found_the_choice_stays() -> None:
    task, found = steadied(TASK, gaining(7.0), lambda *_: 0.5, lambda _: None)
    assert (task, found.gain) == (TASK, 7.0)
