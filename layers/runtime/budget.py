"""The budget of a request: time, vertices of its zones, and whether anybody still waits for it.

Loops that may run long call `spend`, which raises `BudgetError` once the budget of the context is
exhausted. Without a budget nothing is refused. The budget follows the context (`contextvars`): into
the threads of a web service, and not into threads that outlive a request.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from layers.errors import BudgetError
from layers.messages import Message

_CURRENT: ContextVar[Budget | None] = ContextVar("budget", default=None)

SECONDS = 600.0
"""The default time limit of a command."""
VERTICES = 5_000_000
"""How many vertices the zones may have in total."""


class Budget:
    """The time and vertices that a request may spend, from now on.

    >>> with Budget(vertices=100).limiting():
    ...     spend(vertices=101)
    Traceback (most recent call last):
        ...
    layers.errors.BudgetError: the zones have 101 vertices, more than the limit of 100; ...
    """

    def __init__(self, seconds: float = SECONDS, vertices: int = VERTICES) -> None:
        self.seconds, self.vertices = seconds, vertices
        self._end = time.monotonic() + seconds
        self._is_cancelled = False

    def cancel(self) -> None:
        """End the request after its client has disconnected. Safe from any thread."""
        self._is_cancelled = True

    @property
    def left_s(self) -> float:
        """Return the remaining seconds."""
        return max(self._end - time.monotonic(), 0.0)

    def spend(self, vertices: int = 0) -> None:
        """Check the budget for work on `vertices` vertices.

        Raises:
            BudgetError: the time is up, there are too many vertices, or the request was cancelled.
        """
        if self._is_cancelled:
            raise BudgetError(Message("measure-limit-cancelled"))
        if vertices > self.vertices:
            raise BudgetError(
                Message("measure-limit-vertices", vertices=vertices, limit=self.vertices)
            )
        if time.monotonic() > self._end:
            raise BudgetError(Message("measure-limit-time", seconds=self.seconds))

    @contextmanager
    def limiting(self) -> Iterator[None]:
        """Apply the budget to the block."""
        before = _CURRENT.set(self)
        try:
            yield
        finally:
            _CURRENT.reset(before)


def spend(vertices: int = 0) -> None:
    """Check the budget of the context, if there is one.

    Raises:
        BudgetError: it is exhausted.
    """
    budget = _CURRENT.get()
    if budget is not None:
        budget.spend(vertices)


def left_s() -> float | None:
    """Return the remaining seconds of the context's budget; None without a budget."""
    budget = _CURRENT.get()
    return None if budget is None else budget.left_s
