"""Models in which sites have capacities: each demand point is served whole, by one chosen site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import scipy.sparse as sp

from geo.solver import INFINITY, Answer, Model, solve

if TYPE_CHECKING:
    from geo.locate.inputs import Task
    from geo.locate.location import Location
    from layers.geometry.edges import Floats

CapacityAim: TypeAlias = Literal["sites", "weight", "cost"]
"""The fewest sites that serve all; the most weight served; the least cost of serving all."""


def assigned(task: Task, radius: float, aim: CapacityAim) -> Location:
    """Return the best sites within whose capacities demand is served, at most at `radius` away.

    With x a demand point's being served by a site and y a site's being chosen: x ≤ y for each pair,
    and Σ load·x ≤ capacity·y for each site (Current & Storbeck 1988, Environment and Planning B
    15, 153–163; for the p-median Mulvey & Beck 1984, EJOR 18, 339–348). The first of these follows
    from the second, and yet makes the bound far better.
    """
    pairs = _Pairs(task, radius)
    answer = pairs.solve(aim)
    if answer.values is None:
        bound = None
        if answer.status == "unknown" and np.isfinite(answer.bound):
            bound = -answer.bound / pairs.scale if aim == "weight" else answer.bound / pairs.scale
        return task.none(answer.status, bound)
    x, y = np.split(answer.values > 0.5, [len(pairs.point)])
    assignment = np.full(task.demand, -1, np.int64)
    assignment[pairs.point[x]] = pairs.sites[pairs.site[x]]
    sites, bound = pairs.sites[y], answer.bound / pairs.scale
    if aim == "sites":
        return task.answer(sites, assignment, len(sites), np.ceil(bound - 1e-6))
    served = np.flatnonzero(assignment >= 0)
    objective = float(task.weights[served].sum())
    if aim == "weight":
        bound = max(-bound, objective)
    else:
        costs = task.costs.between(served, assignment[served])
        objective = float(task.weights[served] @ costs)
        bound = min(bound, objective)
    bound = objective if answer.status == "optimal" else bound
    return task.answer(task.filled(sites), assignment, objective, bound)


class _Pairs:
    """The pairs of a demand point and a site that may serve it."""

    def __init__(self, task: Task, radius: float) -> None:
        assert task.capacity is not None  # noqa: S101  for the reader and mypy
        self.task, self.sites = task, task.allowed
        self.capacity = task.capacity[self.sites]
        cost = task.costs.columns(self.sites)
        may = (cost <= radius) & np.isfinite(cost) & (task.load[:, None] <= self.capacity)
        self.point, self.site = np.nonzero(may)
        self.cost = cost[may]
        self.scale = 1.0

    def solve(self, aim: CapacityAim) -> Answer:
        """Return the solver's answer: x for each pair, then y for each site."""
        task, pairs, sites = self.task, len(self.point), len(self.sites)
        every, one = np.arange(pairs), np.ones(pairs)
        serves = sp.csr_array((one, (self.point, every)), (task.demand, pairs))
        carries = sp.csr_array((task.load[self.point], (self.site, every)), (sites, pairs))
        chooses = sp.csr_array((one, (every, self.site)), (pairs, sites))
        number = sp.csr_array(np.repeat([0.0, 1.0], [pairs, sites])[None])
        rows = sp.vstack(
            [
                sp.hstack([serves, sp.csr_array((task.demand, sites))]),
                sp.hstack([carries, -sp.diags_array(self.capacity)]),
                sp.hstack([sp.eye_array(pairs), -chooses]),
                number,
            ]
        )
        least = 0.0 if aim == "weight" else 1.0
        below = np.full(sites + pairs, -INFINITY)
        cost = np.repeat([0.0, 1.0], [pairs, sites]) if aim == "sites" else self._cost(aim)
        upper = np.ones(pairs + sites)
        model = Model(
            cost=cost,
            lower=np.concatenate([np.zeros(pairs), np.isin(self.sites, task.predefined)]),
            upper=upper,
            integer=np.ones(pairs + sites, bool),
            rows=rows,
            row_lower=np.concatenate([np.full(task.demand, least), below, [0.0]]),
            row_upper=np.concatenate(
                [np.ones(task.demand), np.zeros(sites + pairs), [float(task.p)]]
            ),
        )
        return solve(model, task.clock, task.gap)

    def _cost(self, aim: CapacityAim) -> Floats:
        weight = self.task.weights[self.point]
        figures = -weight if aim == "weight" else weight * self.cost
        total = float(np.abs(figures).max(initial=0.0))
        if total and (total > 1e6 or (figures != np.rint(figures)).any()):
            self.scale = 1e3 / total
        return np.append(figures * self.scale, np.zeros(len(self.sites)))
