"""Sites whose farthest demand point is as near as can be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo.locate.capacity import assigned
from geo.locate.covering import cover_within
from geo.locate.inputs import Task, checked, hold_capacity
from geo.locate.location import Location, Options

if TYPE_CHECKING:
    from geo.solver import Status
    from layers.geometry.edges import Ints

_DEFAULT = Options()
_NEAR = 1e-6  # of the radius: once it is known so well, the last step is tried


def p_center(cost: object, p: int, options: Options = _DEFAULT) -> Location:
    """Return the `p` sites whose farthest demand point is nearest: the p-centre problem.

    The objective is the greatest cost of serving a demand point from its site; weights have no
    part in it. The least radius at which `p` sites cover every point is sought by halving; each
    answer brings the radius down to its own farthest point, and the last is proven by there being
    none for any lesser radius (Minieka 1970, SIAM Review 12, 138–139; Hakimi 1964, Operations
    Research 12, 450–459).

    Raises:
        MeasureError: something given makes no sense; every problem is named.

    >>> from geo.locate import p_center
    >>> p_center([[0, 4, 9], [4, 0, 4], [9, 4, 0]], p=1).objective
    4.0
    """
    task = checked(cost, options, p=p)
    hold_capacity(task)
    every = np.arange(task.demand)
    least = float(task.costs.nearest(task.allowed, 1)[1].max())
    radius, most, best = task.costs.largest, np.inf, None
    while least < np.inf and (best is None or most - least > task.gap * most):
        if best is not None and task.clock.left_s <= 0:
            break
        status, assignment = _served_within(task, radius)
        if status == "unknown":
            break
        if assignment is not None:
            most, best = float(task.costs.between(every, assignment).max()), assignment
        else:
            least = min(radius, most) if best is not None else np.inf
            if radius == np.nextafter(most, 0):
                least = most
        near = most - least <= _NEAR * most
        radius = np.nextafter(most, 0) if near else (least + most) / 2
    if best is None:
        known = np.isfinite(least)
        return task.none("unknown" if known else "infeasible", least if known else None)
    return task.answer(task.filled(np.unique(best)), best, most, least)


def _served_within(task: Task, radius: float) -> tuple[Status, Ints | None]:
    """Return how `p` sites may serve every demand point within a radius."""
    if task.capacity is not None:
        found = assigned(replace(task, gap=np.inf), radius, "sites")
        return found.status, found.assignment if found.sites else None
    status, chosen = cover_within(task, task.costs.cover_sets(radius))
    return status, None if chosen is None else task.costs.assign(task.filled(chosen))
