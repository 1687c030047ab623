"""The one kind of cache: values that are made once for each key, of which the latest are kept.

A cache belongs to the object whose answers it keeps (a meter, a rule checker, the session of a
plan) and is dropped with it. What an object works out of itself once is a `cached_property` of it.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast, overload

from layers.errors import BudgetError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

K = TypeVar("K")
V = TypeVar("V")

_MISSING: Any = object()


class Cache(Generic[K, V]):
    """Values by key, made once each. Safe between threads.

    At least the `most` values used last are kept, at most twice as many: used ones are in one
    generation, and when that is full it becomes the older one, whose rest is dropped. So a value
    that is there costs one look into a dict, without a lock.

    Two threads that ask for the same key at once share one making; other keys never wait for it.
    What could not be made is not kept: the error is raised to all who waited, and the next asks
    again. The making of a value may ask the cache for other keys, never for its own.

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
        """Return the value of a key; make it where it is not there."""
        found = self._newer.get(key, _MISSING)
        if found is not _MISSING:
            return cast("V", found)
        with self._lock:
            found = self._look(key)
            if found is not _MISSING:
                return cast("V", found)
            future = self._making.get(key)
            mine = future is None
            if future is None:
                future = self._making[key] = Future()
        if not mine:
            try:
                return future.result()
            except BudgetError:  # of who asked first, who may have spent more, or waits no more
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
        """Return how many values are kept."""
        return len(self._newer.keys() | self._older.keys())

    def find(self, key: K) -> V | None:
        """Return the value of a key, None where it is not there."""
        with self._lock:
            found = self._look(key)
        return None if found is _MISSING else cast("V", found)

    def call(self, function: Callable[..., V], *of: Hashable) -> V:
        """Return what a function gives for some values, which are the key."""
        key = cast("K", (function, *of))
        found = self._newer.get(key, _MISSING)
        return found if found is not _MISSING else self.get(key, lambda: function(*of))

    def _look(self, key: K) -> object:
        """Return a value from either generation, which is then in the newer one."""
        found = self._newer.get(key, _MISSING)
        if found is _MISSING:
            found = self._older.get(key, _MISSING)
            if found is not _MISSING:
                self._keep(key, cast("V", found))
        return found

    def _keep(self, key: K, value: V) -> None:
        if len(self._newer) >= self._most:
            self._older, self._newer = self._newer, {}
        self._newer[key] = value


class cached_property(Generic[V]):  # noqa: N801  named as the one of `functools`
    """A property that is computed on first use and then kept in the object. Safe between threads.

    That of `functools` has one lock for all objects of a class up to Python 3.11, so that a long
    computation for one keeps all others waiting, and none from 3.12 on. Here two threads that ask
    the same object at once share one computation; other objects never wait for it.

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
        """Take the name under which the value is kept."""
        self._name = name

    @overload
    def __get__(self, owner: None, kind: type) -> Self: ...
    @overload
    def __get__(self, owner: object, kind: type) -> V: ...
    def __get__(self, owner: object | None, kind: type) -> Self | V:
        """Return the value of an object; compute it where it is not there."""
        if owner is None:
            return self
        values = owner.__dict__
        lock = values.setdefault(f"{self._name} lock", threading.RLock())
        with lock:
            if self._name not in values:
                values[self._name] = self._make(owner)
        values.pop(f"{self._name} lock", None)  # whoever comes now finds the value
        return cast("V", values[self._name])
