"""Which scenario is best under which view: stochastic acceptability, without asking for weights.

Purposes are criteria. The **worth** of a scenario for a purpose is between 0 and 1: each of the
purpose's indicators with a direction is brought to 0 for the worst and 1 for the best of the
scenarios compared, and the mean is taken; an indicator in which the data decide no difference does
not count, and a purpose without any other is worth the same for all.

A view is a weight for each purpose, the sum of which is 1. The **acceptability** of a rank is the
share of all views, uniform over that simplex, under which a scenario has the rank; its **central
weights** are the mean of the views under which it is first (SMAA-2: Lahdelma & Salminen 2001,
*Operations Research* 49:444–454). Ties share their ranks.

Limits of the figures: indicators that measure the same thing twice count twice; worth depends
on which scenarios are compared; a weighted sum hides that one purpose may not make up for another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from geo.validation import shown
from layers.errors import MeasureError
from layers.geometry.edges import Floats
from layers.messages import Message
from layers.runtime.suggestions import suggestion

VIEWS = 100_000
"""How many views are drawn: a share is then known to ±0.3 % in 95 of 100 draws."""

_SAME = 1e-9


@dataclass(frozen=True)
class Acceptability:
    """How a scenario fares under all views.

    `ranks[k]` is the share of the views under which it has rank k + 1; `central_weights` has the
    weight of each purpose, None if it is never first.
    """

    scenario: str
    ranks: tuple[float, ...]
    central_weights: Mapping[str, float] | None

    @property
    def first(self) -> float:
        """Return the share of views under which it is first."""
        return self.ranks[0]


@dataclass(frozen=True)
class Turn:
    """How far the weight of one purpose may move before another scenario is first.

    The other weights keep their proportions. `least` and `most` are the ends of the range in which
    `leader` stays first, 0 and 1 if nothing turns; `below` and `above` are first beyond them.
    """

    purpose: str
    weight: float
    least: float
    most: float
    below: str | None
    above: str | None


@dataclass(frozen=True)
class Ranking:
    """The order of scenarios under stated weights, with each one's worth, and what turns it."""

    weights: Mapping[str, float]
    worth: Mapping[str, float]
    turns: tuple[Turn, ...]

    @property
    def order(self) -> tuple[str, ...]:
        """Return the scenarios, the best first, equals in the order in which they were given."""
        return tuple(sorted(self.worth, key=lambda one: -round(self.worth[one], 12)))


def acceptability(
    scenarios: Sequence[str], purposes: Sequence[str], worth: Floats, views: int = VIEWS
) -> tuple[Acceptability, ...]:
    """Return how each scenario fares under all views; `worth` is scenarios × purposes.

    Or runs × scenarios × purposes, where the worth is uncertain: then each run has its share of the
    views. Deterministic: the views are the same in each call.

    >>> found = acceptability(["a", "b"], ["x", "y"], np.array([[1.0, 0.0], [0.0, 1.0]]))
    >>> [round(one.first, 2) for one in found]
    [0.5, 0.5]
    """
    count = len(scenarios)
    runs = worth if worth.ndim == 3 else worth[None]
    views = -(-views // len(runs)) * len(runs)
    drawn = np.random.default_rng(0).standard_exponential((views, len(purposes)))
    weights = drawn / drawn.sum(axis=1, keepdims=True)
    score = (weights.reshape(len(runs), -1, len(purposes)) @ runs.transpose(0, 2, 1)).reshape(
        views, count
    )
    above = np.zeros((views, count), np.int64)
    equal = np.zeros((views, count), np.int64)
    for one, other in combinations(range(count), 2):
        same = np.abs(score[:, one] - score[:, other]) <= _SAME
        above[:, one] += (score[:, other] > score[:, one]) & ~same
        above[:, other] += (score[:, one] > score[:, other]) & ~same
        equal[:, one] += same
        equal[:, other] += same
    ranks = np.zeros((count, count))
    rank = np.arange(count)
    for one in range(count):
        held = (rank >= above[:, one, None]) & (rank <= (above + equal)[:, one, None])
        ranks[one] = (held / held.sum(axis=1, keepdims=True)).mean(axis=0)
    found = []
    for one, scenario in enumerate(scenarios):
        first = (above[:, one] == 0) / (1 + equal[:, one])
        central = None
        if first.any():
            mean = first @ weights / first.sum()
            central = dict(zip(purposes, mean.tolist(), strict=True))
        found.append(Acceptability(scenario, tuple(ranks[one].tolist()), central))
    return tuple(found)


def checked_weights(given: Mapping[str, float], purposes: Sequence[str]) -> dict[str, float]:
    """Return a weight for each purpose, with the sum 1; a purpose that is not given has 0.

    Raises:
        MeasureError: a purpose is unknown, a weight is negative or not finite, or all are 0.
    """
    problems = [
        Message("score-weight-unknown", given=shown(name), hint=suggestion(name, purposes))
        for name in given
        if name not in purposes
    ]
    problems += [
        Message("score-weight-not-allowed", purpose=name, given=shown(weight))
        for name, weight in given.items()
        if isinstance(weight, bool) or not (np.isfinite(weight) and weight >= 0)
    ]
    whole = sum(given.values()) if not problems else 1.0
    if not whole > 0:
        problems.append(Message("score-weights-zero"))
    if problems:
        raise MeasureError(problems)
    return {name: float(given.get(name, 0.0)) / whole for name in purposes}


def ranking(
    scenarios: Sequence[str], purposes: Sequence[str], worth: Floats, weights: Mapping[str, float]
) -> Ranking:
    """Return the order of scenarios under weights that sum to 1, and what weight turns it.

    >>> found = ranking(
    ...     ["a", "b"], ["x", "y"], np.array([[1.0, 0.0], [0.0, 0.5]]), {"x": 0.5, "y": 0.5})
    >>> found.order, [(turn.purpose, round(turn.least, 2), turn.below) for turn in found.turns]
    (('a', 'b'), [('x', 0.33, 'b'), ('y', 0.0, None)])
    """
    weight = np.array([weights[name] for name in purposes], float)
    score = worth @ weight
    values = dict(zip(scenarios, score.tolist(), strict=True))
    leader = int(np.argmax(np.round(score, 12)))
    turns = []
    for number, purpose in enumerate(purposes):
        rest = np.delete(np.arange(len(purposes)), number)
        others = weight[rest]
        share = (
            others / others.sum() if others.sum() > 0 else np.full(len(rest), 1 / max(len(rest), 1))
        )
        at_none, at_all = (worth[:, rest] @ share if len(rest) else score), worth[:, number]
        ahead_none, ahead_all = at_none[leader] - at_none, at_all[leader] - at_all
        least, most, below, above = 0.0, 1.0, None, None
        for other, scenario in enumerate(scenarios):
            start, end = float(ahead_none[other]), float(ahead_all[other])
            if other == leader or start * end >= 0 or abs(start - end) <= _SAME:
                continue
            turn = start / (start - end)
            if start < 0 and turn > least:
                least, below = turn, scenario
            if end < 0 and turn < most:
                most, above = turn, scenario
        turns.append(Turn(purpose, float(weight[number]), least, most, below, above))
    return Ranking(dict(weights), values, tuple(turns))
