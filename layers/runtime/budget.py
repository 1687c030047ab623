"""What a question may spend: time, and vertices of its zones; and whether anybody still waits.

Loops that may run long ask `spend`, which raises `BudgetError` once the budget of the context is
spent. Without a budget nothing is refused. The budget follows the context (`contextvars`): into the
threads of a web service, and not into threads that outlive a question.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from layers.errors import BudgetError
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

_CURRENT: ContextVar[Budget | None] = ContextVar("budget", default=None)

SECONDS = 600.0
"""How long a command may compute, where nothing else is said."""
VERTICES = 5_000_000
"""How many vertices its zones may have together."""


class Budget:
    """Time and vertices that a question may spend, from now on.

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
        """Let the question end, as nobody waits for its answer. Safe from any thread."""
        self._is_cancelled = True

    @property
    def left_s(self) -> float:
        """Return how many seconds are left."""
        return max(self._end - time.monotonic(), 0.0)

    def spend(self, vertices: int = 0) -> None:
        """Say that work goes on, on so many vertices.

        Raises:
            BudgetError: the time is over, there are too many vertices, or nobody waits any more.
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
        """Limit all that is computed in the block."""
        before = _CURRENT.set(self)
        try:
            yield
        finally:
            _CURRENT.reset(before)


def spend(vertices: int = 0) -> None:
    """Say to the budget of the context, if there is one, that work goes on.

    Raises:
        BudgetError: it is spent.
    """
    budget = _CURRENT.get()
    if budget is not None:
        budget.spend(vertices)


def left_s() -> float | None:
    """Return how many seconds the budget of the context leaves; None without one."""
    budget = _CURRENT.get()
    return None if budget is None else budget.left_s
