"""A cache makes each value once, keeps the latest, and lets no key wait for another."""

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from layers.runtime.cache import Cache, cached_property


def test_what_is_used_stays_and_what_is_not_goes() -> None:
    cache: Cache[int, int] = Cache(3)
    for key in range(1, 100):
        cache.get(0, lambda: 0)
        cache.get(key, lambda key=key: key)
        assert cache.find(0) == 0
    assert [key for key in range(100) if cache.find(key) is not None][-3:] == [97, 98, 99]
    assert len(cache) <= 6


def test_a_value_may_be_none_or_false() -> None:
    made: list[int] = []
    cache: Cache[str, None] = Cache(2)
    for key in "axya":  # at the end `a` is of the older generation
        assert cache.get(key, lambda key=key: made.append(1) if key == "a" else None) is None
    assert made == [1]


def test_threads_that_ask_at_once_share_one_making() -> None:
    cache: Cache[str, int] = Cache(2)
    begun, go = threading.Event(), threading.Event()
    made: list[int] = []

    def make() -> int:
        begun.set()
        go.wait(10)
        made.append(1)
        return 7

    with ThreadPoolExecutor(4) as pool:
        requests = [pool.submit(cache.get, "a", make)]
        assert begun.wait(10)
        requests += [pool.submit(cache.get, "a", make) for _ in range(3)]
        assert cache.get("b", lambda: 5) == 5  # which does not wait
        go.set()
        assert [each.result(10) for each in requests] == [7] * 4
    assert made == [1]


def test_what_could_not_be_made_is_raised_and_tried_again() -> None:
    class Thing:
        allowed = False

        @cached_property
        def value(self) -> int:
            if not self.allowed:
                raise ValueError("no")
            return 1

    cache: Cache[str, int] = Cache(2)
    thing = Thing()
    for attempt in (lambda: cache.get("a", lambda: thing.value), lambda: thing.value):
        with pytest.raises(ValueError, match="no"):
            attempt()
    thing.allowed = True
    assert cache.get("a", lambda: thing.value) == thing.value == 1


def test_a_call_is_known_by_its_function_and_values() -> None:
    cache: Cache[object, int] = Cache(4)
    assert cache.call(max, 1, 2) == 2
    assert cache.call(min, 1, 2) == 1
    assert cache.call(lambda a: a, True) is True


def test_a_property_is_computed_once_and_no_other_object_waits_for_it() -> None:
    begun, go = threading.Event(), threading.Event()
    made: list[str] = []

    class Thing:
        def __init__(self, name: str) -> None:
            self.name = name

        @cached_property
        def value(self) -> str:
            if self.name == "slow":
                begun.set()
                assert go.wait(10)
            made.append(self.name)
            return self.name

    slow, quick = Thing("slow"), Thing("quick")
    with ThreadPoolExecutor(3) as pool:
        try:
            requests = [pool.submit(lambda: slow.value)]
            assert begun.wait(10)
            requests.append(pool.submit(lambda: slow.value))
            assert pool.submit(lambda: quick.value).result(10) == "quick"
        finally:
            go.set()
        assert [each.result(10) for each in requests] == ["slow", "slow"]
    assert made == ["quick", "slow"]
    assert vars(slow) == {"name": "slow", "value": "slow"}


def test_what_another_thread_is_computing_does_not_keep_an_object_from_being_pickled() -> None:
    begun, end = threading.Event(), threading.Event()
    held = Held(begun, end)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: held.slow)
        assert begun.wait(5)
        there = pickle.loads(pickle.dumps(held))  # noqa: S301  our own
        end.set()
        assert waiting.result(5) == "of the first"
    there.begun, there.end = begun, end
    assert there.slow == "of the first"


class Held:
    """An object with a property that another thread may be computing."""

    def __init__(self, begun: threading.Event, end: threading.Event) -> None:
        self.begun, self.end = begun, end

    @cached_property
    def slow(self) -> str:
        """Return a text as soon as `end` is set."""
        self.begun.set()
        assert self.end.wait(5)
        return "of the first"

    def __getstate__(self) -> dict[str, object]:
        """Return what is kept beside the events, which cannot be pickled."""
        return {name: it for name, it in vars(self).items() if name not in ("begun", "end")}
