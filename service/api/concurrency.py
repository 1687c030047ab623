"""Turns at what is heavy and must be done in this process: a few at once, and not too many wait.

Whoever waits holds a thread. There are as many threads left for quick questions as may not wait.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from layers.errors import BusyError
from layers.messages import Message
from layers.runtime.budget import spend

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOKED_EVERY_S = 0.05


class Turns:
    """Lets `at_once` work and `waiting` wait, those who work among them."""

    def __init__(self, at_once: int = 2, waiting: int = 24) -> None:
        self._places = threading.BoundedSemaphore(waiting)
        self._turns = threading.BoundedSemaphore(at_once)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Give a place among those who wait.

        Raises:
            BusyError: there is none.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError(Message("service-radii-busy"))
        try:
            yield
        finally:
            self._places.release()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, as long as the question may last.

        Raises:
            BudgetError: its time is over, or nobody waits any more.
        """
        while not self._turns.acquire(timeout=_LOOKED_EVERY_S):
            spend()
        try:
            yield
        finally:
            self._turns.release()
