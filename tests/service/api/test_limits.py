"""How often one may ask, and fail to sign in: by a clock that the test moves."""

import asyncio
from contextlib import AsyncExitStack, ExitStack

import pytest

from layers.errors import TooManyError
from layers.store import LOCAL, Person
from layers.store.audit import network_of
from service.api.limits import (
    FailedSignIns,
    PersonTurns,
    Rate,
    Waits,
    is_loopback,
)
from tests.own_loop import run


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def refused(rate: Rate, key: str) -> int | None:
    """Return for how many seconds a request is refused, None where it is not."""
    try:
        rate.check(key)
    except TooManyError as error:
        return int(error.details["retry_after_s"])
    return None


def test_ten_seconds_worth_may_come_at_once_and_then_as_many_a_second_as_the_rate_says() -> None:
    clock = Clock()
    rate = Rate(2.0, clock)
    assert [refused(rate, "Li") for _ in range(21)] == [None] * 20 + [1]
    clock.now += 0.5
    assert [refused(rate, "Li") for _ in range(2)] == [None, 1]
    clock.now += 3_600
    assert [refused(rate, "Li") for _ in range(21)] == [None] * 20 + [1]


def test_one_who_asks_too_often_keeps_nobody_else_waiting() -> None:
    rate = Rate(1.0, Clock())
    for _ in range(100):
        refused(rate, "Li")
    assert refused(rate, "Li") is not None
    assert refused(rate, "Wu") is None


def test_who_is_refused_does_not_wait_longer_for_asking_again() -> None:
    clock = Clock()
    rate = Rate(0.1, clock)
    assert [refused(rate, "Li") for _ in range(4)] == [None, 10, 10, 10]
    clock.now += 10
    assert refused(rate, "Li") is None


def test_of_very_many_askers_the_oldest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.api.limits._MOST_KEYS", 100)
    rate, failures = Rate(1.0, Clock()), FailedSignIns(Clock())
    for number in range(1_000):
        rate.check(str(number))
        failures.count(str(number))
    assert (len(rate._left), len(failures._by_key)) == (100, 100)


def test_one_person_keeps_few_questions_waiting_and_nobody_else_from_it() -> None:
    waits, li, wu = Waits(), Person("Li", "viewer"), Person("Wu", "viewer")
    with ExitStack() as open_questions:
        first = [open_questions.enter_context(waits.place(li)) for _ in range(25)]
        assert first == [True] * 20 + [False] * 5
        for one in (wu, LOCAL):
            with waits.place(one) as may_wait:
                assert may_wait
        locals_ = [open_questions.enter_context(waits.place(LOCAL)) for _ in range(30)]
        assert all(locals_)
    with waits.place(li) as may_wait:
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
    assert failures.wait_s("192.0.2.9") == 60
    assert failures.wait_s("192.0.2.8") == 0
    clock.now += 59
    assert failures.wait_s("192.0.2.8", "192.0.2.7") == 1
    clock.now += 901
    failures.count("192.0.2.7")
    assert failures.wait_s("192.0.2.7") == 0


def test_a_household_of_ipv6_is_one_address() -> None:
    assert network_of("2001:db8:0:1::1") == network_of("2001:db8:0:1:ffff::2")
    assert network_of("2001:db8:0:1::1") != network_of("2001:db8:0:2::1")
    assert network_of("testclient") == "testclient"


def test_loopback_is_told_apart() -> None:
    loopback = ["127.0.0.1", "127.8.8.8", "::1"]
    others = ["192.0.2.7", "2001:db8::1", "testclient", ""]
    assert [is_loopback(host) for host in loopback + others] == [True] * 3 + [False] * 4


def test_of_one_person_a_few_are_answered_at_once_further_ones_wait_and_then_are_refused() -> None:
    li, wu = Person("Li", "viewer"), Person("Wu", "viewer")

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

        tasks = [asyncio.create_task(question(li)) for _ in range(30)]
        await settled()
        tasks += [asyncio.create_task(question(wu)) for _ in range(2)]
        await settled()
        tasks += [asyncio.create_task(question(LOCAL)) for _ in range(50)]
        await settled()
        tasks[6].cancel()  # one that waits
        goes_on.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        return counts, refusals, len(turns._requests) + len(turns._places)

    assert run(ask()) == ([6, 8, 58], 4, 0)


def test_nobody_who_is_not_known_waits_for_others() -> None:
    async def ask() -> None:
        turns = PersonTurns()
        async with AsyncExitStack() as kept:
            for _ in range(100):
                await kept.enter_async_context(turns.turn(None))

    run(ask())
