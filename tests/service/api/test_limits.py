"""How often one may ask, and fail to sign in: by a clock that the test moves."""

import asyncio
from contextlib import AsyncExitStack, ExitStack

import pytest

from layers.errors import BudgetError, TooManyError
from layers.runtime.budget import Budget
from layers.store import LOCAL, Person
from layers.store.audit import address_network
from service.api.limits import (
    CostlyTurns,
    FailedSignIns,
    PersonTurns,
    Rate,
    Waits,
    is_loopback,
)
from tests.own_loop import run

LI, WU = Person("Li", "viewer"), Person("Wu", "viewer")


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def refused(rate: Rate, key: str, times: int = 1) -> list[int | None]:
    """Return for how many seconds each of so many requests is refused, None where it is not."""
    found: list[int | None] = []
    for _ in range(times):
        try:
            rate.check(key)
            found.append(None)
        except TooManyError as error:
            found.append(int(error.details["retry_after_s"]))
    return found


def test_ten_seconds_worth_may_come_at_once_and_then_as_many_a_second_as_the_rate_says() -> None:
    clock = Clock()
    rate = Rate(2.0, clock)
    assert refused(rate, "Li", 21) == [None] * 20 + [1]
    assert refused(rate, "Wu") == [None]  # whom nobody else keeps waiting
    clock.now += 0.5
    assert refused(rate, "Li", 2) == [None, 1]
    clock.now += 3_600
    assert refused(rate, "Li", 21) == [None] * 20 + [1]
    seldom = Rate(0.1, clock)
    assert refused(seldom, "Li", 4) == [None, 10, 10, 10]  # asking again costs no further wait
    clock.now += 10
    assert refused(seldom, "Li") == [None]


def test_of_very_many_keys_the_oldest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.api.limits._MOST_KEYS", 100)
    rate, failures = Rate(1.0, Clock()), FailedSignIns(Clock())
    for number in range(1_000):
        rate.check(str(number))
        failures.count(str(number))
    assert (len(rate._left), len(failures._by_key)) == (100, 100)


def test_one_person_keeps_few_questions_waiting_and_nobody_else_from_it() -> None:
    waits = Waits()
    with ExitStack() as kept:
        first = [kept.enter_context(waits.place(LI)) for _ in range(25)]
        assert first == [True] * 20 + [False] * 5
        assert all(kept.enter_context(waits.place(one)) for one in (WU, *[LOCAL] * 30))
    with waits.place(LI) as may_wait:
        assert may_wait
    assert not waits._open


def test_from_the_fifth_failure_on_each_waits_longer_but_never_more_than_a_minute() -> None:
    clock = Clock()
    failures = FailedSignIns(clock)
    waits = []
    for _ in range(13):
        failures.count("192.0.2.7")
        waits.append(failures.wait_s("192.0.2.7"))
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    for _ in range(2_000):  # an address from which wrong tokens come on and on
        failures.count("192.0.2.9")
    assert [failures.wait_s(f"192.0.2.{last}") for last in (8, 9)] == [0, 60]
    clock.now += 59
    assert failures.wait_s("192.0.2.8", "192.0.2.7") == 1
    clock.now += 901
    failures.count("192.0.2.7")
    assert failures.wait_s("192.0.2.7") == 0


def test_addresses_count_by_network_and_loopback_is_known() -> None:
    assert address_network("2001:db8:0:1::1") == address_network("2001:db8:0:1:ffff::2")
    assert address_network("2001:db8:0:1::1") != address_network("2001:db8:0:2::1")
    assert address_network("testclient") == "testclient"
    assert all(map(is_loopback, ("127.0.0.1", "127.8.8.8", "::1")))
    assert not any(map(is_loopback, ("192.0.2.7", "2001:db8::1", "testclient", "")))


def test_one_person_asks_one_costly_question_at_a_time_and_delays_nobody_else() -> None:
    turns, budget = CostlyTurns(), Budget()
    budget.cancel()  # a person who would wait is refused instead
    with (
        turns.turn(LI),
        budget.limiting(),
        turns.turn(WU),
        pytest.raises(BudgetError),
        turns.turn(LI),
    ):
        pass
    with budget.limiting(), turns.turn(LI):
        pass
    assert not turns._of


def test_of_one_person_a_few_are_answered_at_once_further_ones_wait_and_then_are_refused() -> None:
    async def ask() -> tuple[list[int], int, int]:
        turns, inside, counts, refusals = PersonTurns(), 0, [], 0
        goes_on = asyncio.Event()

        async def question(person: Person) -> None:
            nonlocal inside, refusals
            try:
                async with turns.turn(person):
                    inside += 1
                    await goes_on.wait()
                    inside -= 1
            except TooManyError:
                refusals += 1

        async def settled() -> None:
            loop = asyncio.get_running_loop()
            for _ in range(5):
                others_ran = loop.create_future()
                loop.call_soon(others_ran.set_result, None)
                await others_ran
            counts.append(inside)

        tasks = []
        for person, count in ((LI, 30), (WU, 2), (LOCAL, 50)):
            tasks += [asyncio.create_task(question(person)) for _ in range(count)]
            await settled()
        tasks[6].cancel()  # one that waits
        async with AsyncExitStack() as kept:  # nobody who is not known waits for others
            for _ in range(100):
                await kept.enter_async_context(turns.turn(None))
        goes_on.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        return counts, refusals, len(turns._requests) + len(turns._places)

    assert run(ask()) == ([6, 8, 58], 4, 0)
