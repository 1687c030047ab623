"""What is asked for besides one proposal: several that differ, or a front of two objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from geo.proposals import front, portfolio
from layers.errors import MeasureError
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.proposals import Front, Portfolio
    from layers import Plan

POINTS = 5
"""How many proposals are sought for a front."""


class Several(NamedTuple):
    """How many answers are asked for, and by how much they differ; or a second objective."""

    answers: int = 1
    differ_km2: float | None = None
    front: tuple[str, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Return whether it is more than one answer."""
        return self.answers != 1 or bool(self.front)

    @property
    def most(self) -> int:
        """Return how many answers there may be."""
        return POINTS if self.front else self.answers

    def check(self, *, zone: bool) -> None:
        """Refuse what contradicts itself; `zone`: it is asked for a new zone.

        Raises:
            MeasureError: answers and a front, no least difference, or several of a new zone.
        """
        if self.differ_km2 is not None and self.answers == 1:
            raise MeasureError(Message("propose-differ-alone"))
        if not self.is_asked:
            return
        if zone:
            raise MeasureError(Message("propose-several-of-zone"))
        if self.front and self.answers != 1:
            raise MeasureError(Message("propose-answers-or-front"))
        if not self.front and self.differ_km2 is None:
            raise MeasureError(Message("propose-differ-missing"))

    def ask(self, plan: Plan, objective: Sequence[str], **asked: Any) -> Portfolio | Front:  # noqa: ANN401
        """Return the answers; `asked` is what `propose` takes.

        Raises:
            UnknownError, MeasureError, NoProposalError: as `propose`.
        """
        if not self.front:
            differ = self.differ_km2 or 0.0
            return portfolio(
                plan, objective=objective, answers=self.answers, differ_km2=differ, **asked
            )
        return front(plan, objectives=(objective, self.front), points=POINTS, **asked)
