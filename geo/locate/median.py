"""Sites at the least weighted cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.locate.branch_and_cut import BranchAndCut
from geo.locate.capacity import assigned
from geo.locate.inputs import Task, checked, hold_capacity
from geo.locate.location import Location, Options
from geo.locate.near_sites import NearSites

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from layers.geometry.edges import Ints

_DEFAULT = Options()
_MOST_GROUPS = 8_000
_LEAST_SITES, _SITES_PER_SHARE = 32, 4  # known of a point at first; shares of p sites among all
_WHOLE_UNTIL = 1e11  # a sum of whole figures, up to which a bound tells one from the next


def p_median(cost: object, weights: ArrayLike, p: int, options: Options = _DEFAULT) -> Location:
    """Return the `p` sites that serve all demand at the least weighted cost: the p-median problem.

    `cost` is an array, demand × sites (∞: unreachable), a sparse matrix (absent: unreachable) or
    `Points`; `weights` has a figure for each demand point. The objective is the sum of weight ×
    cost; every point has to be served, one of weight 0 too.

    Source: Hakimi (1964), Operations Research 12, 450–459; ReVelle & Swain (1970), Geographical
    Analysis 2, 30–42. Solved by cuts (`geo.locate.near_sites`): exactly where weights and costs are
    whole and their sum is less than 10¹¹, else to nine digits.

    Raises:
        MeasureError: something given makes no sense; every problem is named.

    >>> from geo.locate import p_median
    >>> p_median([[0, 4, 9], [4, 0, 4], [9, 4, 0]], weights=[1, 1, 5], p=1).objective
    13.0
    """
    task = checked(cost, options, weights=weights, p=p)
    if task.capacity is not None:
        hold_capacity(task)
        return assigned(task, np.inf, "cost")
    many = len(task.allowed)
    near_each = min(many, max(_LEAST_SITES, _SITES_PER_SHARE * -(-many // task.p)))
    group = _groups(task)
    first = task.costs.nearest(task.allowed, 1)[1][:, 0]
    if np.isinf(first).any():
        return task.none("infeasible")
    near = NearSites(task, group, near_each)
    search = BranchAndCut(task, near, int(group.max()) + 1, _step(task) * near.scale)
    search.run()
    if search.best is None:
        if np.isinf(search.least):
            return task.none("infeasible")
        return task.none("unknown", search.least / near.scale)
    assignment = task.costs.assign(search.best)
    costs = task.costs.between(np.arange(task.demand), assignment)
    objective = float(task.weights @ costs)
    proven = search.least >= search.most
    bound = objective if proven else min(search.least / near.scale, objective)
    return task.answer(search.best, assignment, objective, bound)


def _step(task: Task) -> float:
    """Return 1 where every weighted cost is a whole number, 0 where it may be anything."""
    whole = task.costs.whole and (task.weights == np.rint(task.weights)).all()
    largest = task.costs.largest * float(task.weights.sum())
    return 1.0 if whole and largest < _WHOLE_UNTIL else 0.0


def _groups(task: Task) -> Ints:
    """Return the group of each demand point: its own, or one of neighbours where there are many."""
    if task.demand <= _MOST_GROUPS:
        return np.arange(task.demand)
    order = np.argsort(task.costs.nearest(task.allowed, 1)[0][:, 0], kind="stable")
    group = np.empty(task.demand, np.int64)
    group[order] = np.arange(task.demand) * _MOST_GROUPS // task.demand
    return group
