"""The one kind of cache: values computed once per key; the most recently used are kept.

A cache belongs to the object whose answers it keeps (a meter, a rule checker, the session of a
plan) and is dropped with that object. A value computed once per object is a `cached_property`.
"""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, Generic, Self, TypeVar, cast, overload

from layers.errors import BudgetError

K = TypeVar("K")
V = TypeVar("V")

_MISSING: Any = object()


class Lock:
    """A lock of one object, which its thread may take again. In another process it is free."""

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        """Take it."""
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        """Release it."""
        self._lock.release()

    def __reduce__(self) -> tuple[type[Self], tuple[()]]:
        """Return how to unpickle it: free."""
        return type(self), ()


class Cache(Generic[K, V]):
    """Values by key, each computed once. Thread-safe.

    At least the `most` most recently used values are kept, at most twice as many: they are in one
    generation; when that is full it becomes the older one, and the previous older one is dropped.
    So a hit costs one lookup in a dict, without a lock.

    Two threads that request the same key at once share one computation; other keys never wait for
    it. Failures are not cached: the error is raised in all waiting threads, and the next request
    tries again. Computing a value may request other keys of the cache, never its own.

    >>> squares = Cache(2)
    >>> squares.get(3, lambda: 9), squares.get(3, lambda: 0)
    (9, 9)
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._newer: dict[K, V] = {}
        self._older: dict[K, V] = {}
        self._making: dict[K, Future[V]] = {}

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return the value of a key, computing it if absent."""
        value = self._newer.get(key, _MISSING)
        if value is not _MISSING:
            return cast("V", value)
        with self._lock:
            value = self._look(key)
            if value is not _MISSING:
                return cast("V", value)
            future = self._making.get(key)
            mine = future is None
            if future is None:
                future = self._making[key] = Future()
        if not mine:
            try:
                return future.result()
            except BudgetError:  # of the first caller, who may have spent more, or no longer waits
                return self.get(key, make)
        try:
            value = make()
        except BaseException as error:
            with self._lock:
                del self._making[key]
            future.set_exception(error)
            raise
        with self._lock:
            self._keep(key, value)
            del self._making[key]
        future.set_result(value)
        return value

    def __len__(self) -> int:
        """Return the number of cached values."""
        return len(self._newer.keys() | self._older.keys())

    def find(self, key: K) -> V | None:
        """Return the value of a key, None if absent."""
        with self._lock:
            value = self._look(key)
        return None if value is _MISSING else cast("V", value)

    def __reduce__(self) -> tuple[type[Self], tuple[int]]:
        """Return how to unpickle it: empty."""
        return type(self), (self._most,)

    def call(self, function: Callable[..., V], *of: Hashable) -> V:
        """Return a function's result for its arguments, which are the key."""
        key = cast("K", (function, *of))
        value = self._newer.get(key, _MISSING)
        return value if value is not _MISSING else self.get(key, lambda: function(*of))

    def _look(self, key: K) -> object:
        """Return a value from either generation, moving it to the newer one."""
        value = self._newer.get(key, _MISSING)
        if value is _MISSING:
            value = self._older.get(key, _MISSING)
            if value is not _MISSING:
                self._keep(key, cast("V", value))
        return value

    def _keep(self, key: K, value: V) -> None:
        if len(self._newer) >= self._most:
            self._older, self._newer = self._newer, {}
        self._newer[key] = value


class cached_property(Generic[V]):  # noqa: N801  named as the one of `functools`
    """A property that is computed on first use and then kept in the object. Thread-safe.

    Up to Python 3.11, that of `functools` has one lock for all objects of a class, so that a long
    computation for one blocks all others; from 3.12 on it has none. Here two threads that use the
    same object at once share one computation; other objects never wait for it.

    >>> class Square:
    ...     side = 3
    ...
    ...     @cached_property
    ...     def area(self) -> int:
    ...         return self.side**2
    >>> Square().area
    9
    """

    def __init__(self, make: Callable[[Any], V]) -> None:
        self._make, self.__doc__ = make, make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        """Remember the name under which the value is stored."""
        self._name = name

    @overload
    def __get__(self, owner: None, kind: type) -> Self: ...
    @overload
    def __get__(self, owner: object, kind: type) -> V: ...
    def __get__(self, owner: object | None, kind: type) -> Self | V:
        """Return the value of an object, computing it if absent."""
        if owner is None:
            return self
        values = owner.__dict__
        lock = values.setdefault(f"{self._name} lock", Lock())
        with lock:
            if self._name not in values:
                values[self._name] = self._make(owner)
        values.pop(f"{self._name} lock", None)  # later callers find the value
        return cast("V", values[self._name])
