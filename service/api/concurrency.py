"""Limits heavy work within this process: a few run at once, and not too many wait.

Each waiting request holds a thread; the bound on those waiting leaves threads for quick requests.
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
