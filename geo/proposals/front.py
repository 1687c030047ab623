"""The front of two objectives: proposals of which none is better in one and no worse in the other.

Each is the best in the first objective of all that gain at least so much of the second (the
ε-constraint of Haimes, Lasdon & Wismer 1971, IEEE Transactions on Systems, Man and Cybernetics 1,
296–297), and of those that are equal in the first the best in the second. So answers in a dent of
the front are found as well, which no weights of the two would find. One model has the pieces and
the points of both. Each figure is measured by the meter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.coverage import Coverage
from geo.proposals.drawing import draw
from geo.proposals.model import Choice, Chosen, LowerBound, choose
from geo.proposals.objective import Objective
from geo.proposals.proposal import Proposal, proof_of, proposal_of
from geo.proposals.question import NoProposalError
from geo.proposals.reasons import binding, pieces_of
from geo.proposals.rows import own_gains
from geo.proposals.search import LEAST_GAIN, Search, best_of, without_costs
from geo.proposals.task import Task
from geo.solver import Clock
from layers import Plan
from layers.messages import Message

_SAME = 1e-9
_NO_LESS = 1e-7  # of a gain, by which an answer that is better otherwise may fall short of it


class FrontPoint(NamedTuple):
    """A proposal on the front: the value of each objective, and the share of the second.

    The share is how far along the front, from 0 at the best in the first objective to 1 at the best
    in the second, the requested least gain of the second lies.
    """

    figures: tuple[float, float]
    share: float
    proposal: Proposal

    def called(self, scenario: str) -> FrontPoint:
        """Return it with the scenario under this id."""
        named = replace(self.proposal.scenario, scenario=scenario)
        return self._replace(proposal=replace(self.proposal, scenario=named))


@dataclass(frozen=True, eq=False, repr=False)
class Front:
    """The points of a front, the best in the first objective first.

    `before` are the values without a proposal, `senses` say whether an objective is to be large
    (`max`) or small (`min`).
    """

    objectives: tuple[str, str]
    senses: tuple[str, str]
    before: tuple[float, float]
    points: tuple[FrontPoint, ...]

    def __repr__(self) -> str:
        """Return the objectives before, and at each point."""
        every = (self.before, *(point.figures for point in self.points))
        first, *rest = (" and ".join(f"{figure:g}" for figure in figures) for figures in every)
        return f"<Front of {' and '.join(self.objectives)}: {first} → {'; '.join(rest)}>"


def front(
    plan: Plan,
    ftzs: Sequence[str] | str,
    objectives: tuple[Sequence[str] | str, Sequence[str] | str],
    budget_km2: float | Mapping[str, float] | None = None,
    *,
    points: int = 5,
    **options: Any,  # noqa: ANN401  the fields of a question
) -> Front:
    """Return the front of two objectives, from at most this many `points` (5 by default).

    `objectives` are the terms of each; the second may be `land_value` alone. The first scenario is
    called `scenario`, the others `scenario-2` and so on. All else is as for `propose`; a search
    that is stopped ends with the points found.

    Raises:
        UnknownError, MeasureError: as for `propose`.
        NoProposalError: as for `propose`, of the first objective.

    >>> from geo.proposals import front
    >>> from layers.example import example_plan
    >>> objectives = [["population@5"], ["jobs@5"]]
    >>> front(example_plan(), ["F"], objectives, 2, spread_km=0, tries=500)
    <Front of population@5 and jobs@5: 1000 and 400 → 1500 and 700>
    """
    one, other = objectives
    arguments = {"ftzs": ftzs, "objective": one, "front": other, "budget_km2": budget_km2}
    return front_of(Search.of_script(plan, {**arguments, "points": points, **options}))


def front_of(search: Search) -> Front:
    """Return the front of the two objectives of a search.

    Raises:
        NoProposalError: the first gains nothing, or none obeys the hard rules.
    """
    one, other = search.objectives
    count = search.question.points
    task, first, slim = best_of(
        search, 1 / count, lambda task: task.choice.seen_by(_sides(task, one, other)[0])
    )
    edge = _Edge(search, task, _sides(task, one, other), slim)
    kept = undominated_points(edge.points(first, count), (one.sense, other.sense))
    return Front(
        objectives=(str(one), str(other)),
        senses=(one.sense, other.sense),
        before=edge.values(search.baseline),
        points=tuple(
            point.called(search.question.scenario_of(number))
            for number, point in enumerate(kept, start=1)
        ),
    )


def _sides(task: Task, one: Objective, other: Objective) -> tuple[LowerBound, LowerBound]:
    """Return both objectives as aims of a task that has the points of both, those of one first."""
    of_other = task.points >= len(one.worth)
    of_targets = np.zeros(sum(len(it.points.worth) for it in task.terms.targets))
    worth = np.concatenate([one.worth, other.worth, of_targets])[task.points]
    groups = len(task.choice.worth)
    pieces = [task.piece(column) for column in range(task.choice.columns)]
    first, second = (
        LowerBound(
            np.bincount(task.group, np.where(counts, worth, 0.0), groups).astype(float),
            own_gains(aims, pieces),
        )
        for aims, counts in ((one, ~of_other), (other, of_other))
    )
    return first, second


@dataclass(frozen=True, eq=False)
class _Edge:
    """What all points of a front have in common."""

    search: Search
    task: Task
    sides: tuple[LowerBound, LowerBound]
    slim: tuple[Message, ...]

    def values(self, coverage: Coverage) -> tuple[float, float]:
        """Return the values of both objectives, as shown."""
        one, other = (own.shown(own.value(coverage)) for own in self.search.objectives)
        return one, other

    def points(self, first: Chosen, count: int) -> list[FrontPoint]:
        """Return points of the front, the first of which is the best in the first objective.

        Raises:
            NoProposalError: none obeys the hard rules.
        """
        left = 2 * count - 1
        one, left = self._no_worse(0, first, left), left - 1
        other = self._best(1, None, self.task.choice.today, left)
        other, left = self._no_worse(1, other, left - 1), left - 2
        low, high = (self._gain(1, end.chosen) for end in (one, other))
        answers: list[tuple[int, Chosen, float | None]] = [(0, one, None)]
        for number in range(1, count - 1):
            least = low + (high - low) * number / (count - 1)
            if high - low <= LEAST_GAIN or self.search.clock.left_s <= 0:
                break
            found = answers[-1][1]
            if self._gain(1, found.chosen) < least:
                found = self._best(0, least, other.chosen, left)
                answers.append((number, self._no_worse(0, found, left - 1), least))
            left -= 2
        answers.append((count - 1, other, high))
        found_points, refused = [], []
        for number, found, lower_bound in answers:
            try:
                found_points.append(self._point(found, number / (count - 1), lower_bound))
            except NoProposalError as error:  # as drawn, it gains nothing, or breaks a rule
                refused.append(error)
        if not found_points:
            raise refused[0]
        return found_points

    def _gain(self, side: int, chosen: NDArray[np.bool_]) -> float:
        return self.task.choice.seen_by(self.sides[side]).gain(chosen)

    def _best(self, side: int, least: float | None, start: NDArray[np.bool_], parts: int) -> Chosen:
        """Return the best in one objective of those that gain at least so much in the other."""
        search = self.search
        clock = search.clock.part(1 / parts)
        choice = self._choice(side, least)
        return choose(choice, search.question.gap, clock, search.report, start)

    def _choice(self, side: int, least: float | None) -> Choice:
        """Return the model of one objective in which so much is gained of the other."""
        choice, aims = self.task.choice, self.search.objectives[side]
        whole = math.fsum(self.task.objective.worth) or 1.0  # prices are in its unit
        price = choice.price * math.fsum(aims.worth) / whole
        choice = replace(choice.seen_by(self.sides[side]), price=price)
        if least is None:
            return choice
        lower_bound = self.sides[1 - side]._replace(least=least)
        return replace(choice, lower_bounds=(*choice.lower_bounds, lower_bound))

    def _no_worse(self, side: int, found: Chosen, parts: int) -> Chosen:
        """Return the best in the other objective of those that are as good in one."""
        gain = self._gain(side, found.chosen)
        least = gain - _NO_LESS * abs(gain)
        chosen = self._best(1 - side, least, found.chosen, parts).chosen
        return replace(found, chosen=chosen, gain=self._gain(side, chosen))

    def _point(self, found: Chosen, share: float, least: float | None) -> FrontPoint:
        """Return the proposal of a choice, seen by the first objective if it gains in that."""
        side = 0 if self._gain(0, found.chosen) > LEAST_GAIN and share < 1 else 1
        least = least if side == 0 else None
        aims = self.search.objectives[side]
        search = replace(self.search, objectives=(aims,))
        task = replace(self.task, objective=aims, choice=self._choice(side, None))
        drawing = draw(task, found.chosen, "proposal")
        pieces = pieces_of(task, found.chosen, drawing, search.question.gap, Clock(0.0))
        proof = proof_of(search, task, found, drawing, self._choice(side, least))
        first = side == 0 and least is None
        reasons = (*proof.reasons, *self.slim, *binding(task, drawing))
        reasons = reasons if first else without_costs(reasons)
        if least is not None:
            second = str(self.search.objectives[1])
            reasons = (Message("propose-front-least", objective=second, gain=least), *reasons)
        proposal = proposal_of(search, proof, pieces, reasons, drawing.scenario)
        figures = self.values(search.meter.measure(drawing.scenario))
        return FrontPoint(figures, share, proposal)


def undominated_points(points: Sequence[FrontPoint], senses: tuple[str, str]) -> list[FrontPoint]:
    """Return the points than which none is better in one objective and no worse in the other.

    Of equal ones the first stays; the best in the first objective comes first.
    """
    signs = [1.0 if sense == "max" else -1.0 for sense in senses]

    def key(point: FrontPoint) -> tuple[float, float]:
        return signs[0] * point.figures[0], signs[1] * point.figures[1]

    kept: list[FrontPoint] = []
    for point in sorted(points, key=lambda one: [-figure for figure in key(one)]):
        if not kept or key(point)[1] > key(kept[-1])[1] + _SAME:
            kept.append(point)
    return kept
