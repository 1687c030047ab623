"""A budget stops what takes too long or too many vertices, or what nobody waits for any more."""

import threading

import pytest

from layers.errors import BudgetError
from layers.runtime.budget import Budget, spend
from layers.runtime.cache import Cache


def test_a_budget_ends_work_that_takes_too_long_too_many_vertices_or_is_cancelled() -> None:
    cancelled = Budget()
    cancelled.cancel()
    for budget, vertices, code, words in (
        (Budget(seconds=0), 0, "measure-limit-time", "ZONEWRIGHT_LIMIT_S"),
        (Budget(vertices=3), 4, "measure-limit-vertices", "4 vertices, more than the limit of 3"),
        (cancelled, 0, "measure-limit-cancelled", ""),
    ):
        with budget.limiting(), pytest.raises(BudgetError) as caught:
            spend(vertices=vertices)
        assert caught.value.problems[0].code == code
        assert words in str(caught.value)


def test_without_a_budget_or_within_it_nothing_is_refused() -> None:
    with Budget(seconds=60, vertices=3).limiting():
        spend(vertices=3)
    spend(vertices=10**12)


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
