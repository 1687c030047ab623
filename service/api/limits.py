"""Limits on requests by person and by address, on waiting requests, and after failed sign-ins.

Each process counts for itself, in memory: each of several workers allows the full rate. A limit
keeps one client from starving the others; what must hold exactly, such as permissions, is checked
against the store.
"""

import asyncio
import ipaddress
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from layers.errors import BusyError, TooManyError
from layers.messages import Message
from layers.runtime.budget import spend
from layers.store import LOCAL, Person
from service.settings import Rates

_MOST_KEYS = 20_000
_MOST_WAITS = 20
_MOST_AT_ONCE = 6
_BURST_S = 10.0
_SIGN_INS_PER_S, _MOST_SIGN_INS = 1 / 30, 20  # each is an entry of the audit log
_FREE_FAILURES = 5
_LONGEST_WAIT_S = 60.0
_FORGOTTEN_AFTER_S = 900.0
_LOOKED_EVERY_S = 0.05


def is_loopback(host: str) -> bool:
    """Return whether a request comes from this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Rate:
    """Limits requests by key: `per_s` a second sustained, ten times as many in a burst."""

    def __init__(
        self,
        per_s: float,
        clock: Callable[[], float] = time.monotonic,
        *,
        at_once: float | None = None,
    ) -> None:
        self._per_s = per_s
        self._most = max(1.0, per_s * _BURST_S) if at_once is None else at_once
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def check(self, key: str) -> None:
        """Count a request of a key.

        Raises:
            TooManyError: it has sent too many; the error states when it may send the next.
        """
        with self._lock:
            now = self._clock()
            left, at = self._left.pop(key, (self._most, now))
            left = min(self._most, left + (now - at) * self._per_s)
            self._left[key] = (max(left - 1, 0.0) if left >= 1 else left, now)
            if len(self._left) > _MOST_KEYS:  # the first is the least recently used
                del self._left[next(iter(self._left))]
        if left < 1:
            raise too_many((1 - left) / self._per_s)


@dataclass
class _Failures:
    count: int = 0
    last: float = 0.0

    @property
    def wait_s(self) -> float:
        """Return how long after the last failure the next attempt is refused."""
        over = self.count - _FREE_FAILURES
        return min(2.0 ** min(over, 60), _LONGEST_WAIT_S) if over >= 0 else 0.0


@dataclass
class FailedSignIns:
    """Counts failed sign-ins by key, an address or a name: from the fifth on each wait is longer.

    The wait is 1, 2, 4 … 60 s. After a quarter of an hour without a failure the count is reset.
    """

    clock: Callable[[], float] = time.monotonic
    _by_key: dict[str, _Failures] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_s(self, *keys: str) -> float:
        """Return the remaining wait of the keys, 0 if none."""
        now = self.clock()
        with self._lock:
            failures = [self._by_key[key] for key in keys if key in self._by_key]
            return max((each.last + each.wait_s - now for each in failures), default=0.0)

    def count(self, *keys: str) -> None:
        """Count a failure of each key."""
        now = self.clock()
        with self._lock:
            for key in keys:
                before = self._by_key.pop(key, _Failures())
                known = before.count if now - before.last < _FORGOTTEN_AFTER_S else 0
                self._by_key[key] = _Failures(known + 1, now)
                if len(self._by_key) > _MOST_KEYS:
                    del self._by_key[next(iter(self._by_key))]

    def forget(self, *keys: str) -> None:
        """Reset the failures of keys after a successful sign-in."""
        with self._lock:
            for key in keys:
                self._by_key.pop(key, None)


@contextmanager
def counting(counter: Counter[str], name: str) -> Iterator[None]:
    """Count one more for a name until the block ends; names that reach zero are removed."""
    counter[name] += 1
    try:
        yield
    finally:
        counter.subtract([name])
        if not counter[name]:
            del counter[name]


class Waits:
    """Limits the long polls of each person.

    A long poll holds a connection, and connections are limited: one person may have twenty.
    """

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    @contextmanager
    def place(self, person: Person | None) -> Iterator[bool]:
        """Count a request while it waits; yield whether it may. The local planner's always may."""
        name = "" if person is None else person.name
        if person is LOCAL or self._open[name] >= _MOST_WAITS:
            yield person is LOCAL
            return
        with counting(self._open, name):
            yield True


class PersonTurns:
    """Answers a few requests of each person at once; their further ones wait, without a thread.

    Threads are limited: one person's requests, however long each takes, leave most threads to
    others. A person who is alone, and an anonymous client, do not wait.
    """

    def __init__(self) -> None:
        self._requests: Counter[str] = Counter()
        self._places: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def turn(self, person: Person | None) -> AsyncIterator[None]:
        """Wait until a request of a person may be answered; it counts until the block ends.

        Raises:
            TooManyError: twenty of their requests wait already.
        """
        if person is None or person is LOCAL:
            yield
            return
        name = person.name
        if self._requests[name] >= _MOST_AT_ONCE + _MOST_WAITS:
            raise too_many(1.0)
        try:
            with counting(self._requests, name):
                async with self._places.setdefault(name, asyncio.Semaphore(_MOST_AT_ONCE)):
                    yield
        finally:
            if name not in self._requests:
                del self._places[name]


class Turns:
    """Lets `at_once` requests run, and `waiting` wait, the running ones included."""

    def __init__(self, at_once: int = 2, waiting: int = 24) -> None:
        self._places = threading.BoundedSemaphore(waiting)
        self._turns = threading.BoundedSemaphore(at_once)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Hold a place in the queue.

        Raises:
            BusyError: the queue is full.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError(Message("service-radii-busy"))
        try:
            yield
        finally:
            self._places.release()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, at most until the request's deadline.

        Raises:
            BudgetError: the deadline has passed, or the client has left.
        """
        while not self._turns.acquire(timeout=_LOOKED_EVERY_S):
            spend()
        try:
            yield
        finally:
            self._turns.release()


class CostlyTurns:
    """Answers one costly question of each person at a time; their further ones wait in a thread."""

    def __init__(self) -> None:
        self._of: WeakValueDictionary[str, Turns] = WeakValueDictionary()
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, person: Person | None) -> Iterator[None]:
        """Wait for a person's turn.

        Raises:
            BudgetError: as `Turns.turn`.
        """
        with self._lock:
            own = self._of.setdefault("" if person is None else person.name, Turns(at_once=1))
        with own.turn():
            yield


class RequestLimits:
    """The limits of one service, in this process."""

    def __init__(self, rates: Rates, clock: Callable[[], float] = time.monotonic) -> None:
        self.persons = Rate(rates.person_per_s, clock)
        self.addresses = Rate(rates.address_per_s, clock)
        self.failures = FailedSignIns(clock)
        self.sign_ins = Rate(_SIGN_INS_PER_S, clock, at_once=_MOST_SIGN_INS)
        self.waits = Waits()
        self.turns = PersonTurns()
        self.costly = CostlyTurns()


def too_many(wait_s: float) -> TooManyError:
    """Return the error that states when the client may ask again."""
    seconds = max(1, round(wait_s + 0.5))
    return TooManyError(
        Message("service-rate-limit", seconds=seconds), details={"retry_after_s": seconds}
    )
