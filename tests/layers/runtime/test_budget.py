"""A budget stops what takes too long or too many vertices, or what nobody waits for any more."""

import threading

import pytest

from layers.errors import BudgetError
from layers.runtime.budget import Budget, spend
from layers.runtime.cache import Cache


def code_of(error: BudgetError) -> str:
    return error.problems[0].code


def test_without_a_budget_nothing_is_refused() -> None:
    spend(vertices=10**12)


def test_a_spent_time_ends_the_work_and_says_how_to_raise_the_limit() -> None:
    with Budget(seconds=0).limiting(), pytest.raises(BudgetError) as caught:
        spend()
    assert code_of(caught.value) == "measure-limit-time"
    assert "ZONEWRIGHT_LIMIT_S" in str(caught.value)


def test_too_many_vertices_end_the_work_and_say_how_many_there_are() -> None:
    with Budget(vertices=3).limiting():
        spend(vertices=3)
        with pytest.raises(BudgetError, match="4 vertices, more than the limit of 3"):
            spend(vertices=4)


def test_what_nobody_waits_for_ends() -> None:
    budget = Budget()
    with budget.limiting():
        spend()
        budget.cancel()
        with pytest.raises(BudgetError) as caught:
            spend()
    assert code_of(caught.value) == "measure-limit-cancelled"


def test_a_budget_holds_in_its_block_alone() -> None:
    with Budget(seconds=0).limiting():
        pass
    spend()


def test_who_waits_for_a_value_makes_it_where_the_maker_spent_its_budget() -> None:
    cache: Cache[int, int] = Cache(2)
    begun, waits = threading.Event(), threading.Event()

    def spent() -> int:
        begun.set()
        waits.wait(5)
        with Budget(seconds=0).limiting():
            spend()
        return 0

    def first() -> None:
        with pytest.raises(BudgetError):
            cache.get(1, spent)

    maker = threading.Thread(target=first)
    maker.start()
    begun.wait(5)
    threading.Timer(0.1, waits.set).start()
    assert cache.get(1, lambda: 7) == 7
    maker.join()
