"""The sites of each demand point in order of cost, and what they prove of a choice of sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from geo.locate.interchange import interchange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo.locate.inputs import Task
    from layers.geometry.edges import Floats, Ints

_WHOLE = 1 - 1e-9  # a sum of shares from which a point is served in full
_BLOCK = 4_000_000


@dataclass(frozen=True, eq=False)
class Cuts:
    """For each group of points `constant` − `slope`·y, below which its cost cannot be.

    `unserved` are points of which no site that reaches them is chosen in full.
    """

    constant: Floats
    slope: sp.csr_array
    unserved: Ints


class NearSites:
    """The least costly sites of each demand point, as many as were needed till now.

    A site is its place among those that are allowed. `group` has the group that each demand point
    belongs to; weights are multiplied by `scale`, which makes weighted costs 1 in the mean.
    """

    def __init__(self, task: Task, group: Ints, count: int) -> None:
        self._task, self._group = task, group
        self._all = task.allowed
        self._open = np.arange(len(self._all))
        self._take(count)
        known = np.isfinite(self._cost)
        total = float(task.weights @ np.sum(self._cost, axis=1, where=known))
        self.scale = float(known.sum()) / total if total else 1.0
        self._weights = task.weights * self.scale

    def restrict(self, open_: Ints) -> None:
        """Leave out all sites but some; a choice has none of the others from now on."""
        self._open = open_
        self._take(self._count)

    def _take(self, count: int) -> None:
        self._count = min(count, len(self._open))
        place, self._cost = self._task.costs.nearest(self._all[self._open], self._count)
        self._place = np.append(self._open, len(self._all)).astype(np.int32)[place]

    def _blocks(self) -> Iterator[slice]:
        step = max(_BLOCK // self._count, 1)
        for start in range(0, len(self._cost), step):
            yield slice(start, min(start + step, len(self._cost)))

    @property
    def complete(self) -> bool:
        """Return whether each demand point has all the sites that reach it."""
        return self._count == len(self._open)

    def cost_of(self, chosen: NDArray[np.bool_]) -> float:
        """Return the weighted cost of chosen sites; ∞ where they leave a point out."""
        with_none = np.append(chosen, False)
        open_ = with_none[self._place]
        first = open_.argmax(axis=1)
        points = np.arange(len(first))
        if not open_[points, first].all():
            if self.complete:
                return np.inf
            self._take(2 * self._count)
            return self.cost_of(chosen)
        return float(self._weights @ self._cost[points, first])

    def reach(self, point: int) -> Ints:
        """Return the sites that reach a demand point, if all of them are known."""
        place: Ints = self._place[point].astype(np.int64)
        return np.asarray(place[place < len(self._all)])

    def cuts(self, y: Floats) -> Cuts:
        """Return what is proven about the cost of each group by a choice of shares of sites.

        A point takes the shares of its sites in order of cost until they come to one. With u the
        cost of the last of these, its cost is at least u − Σ (u − c)·y over sites that cost less:
        the cut of Benders' decomposition, in closed form (Duran-Mateluna, Ales & Elloumi 2023,
        EJOR 304, 405–414; the radius formulation is García, Labbé & Marín 2011, INFORMS Journal
        on Computing 23, 546–556).
        """
        share = np.append(y, 0.0)
        groups = int(self._group.max()) + 1
        constant, parts, unserved = np.zeros(groups), [], []
        for rows in self._blocks():
            place, cost = self._place[rows], self._cost[rows]
            full = np.cumsum(share[place], axis=1) >= _WHOLE
            last = full.argmax(axis=1)
            points = np.arange(len(last))
            served = full[points, last]
            if not served.all():
                if not self.complete:
                    self._take(2 * self._count)
                    return self.cuts(y)
                unserved.append(rows.start + np.flatnonzero(~served))
            worth = np.where(served, cost[points, last], 0.0)
            weight, group = self._weights[rows], self._group[rows]
            constant += np.bincount(group, weight * worth, minlength=groups)
            point, rank = np.nonzero(cost < worth[:, None])
            slope = weight[point] * (worth[point] - cost[point, rank])
            entries = (slope, (group[point], place[point, rank]))
            parts.append(sp.csr_array(entries, shape=(groups, len(y))))
        return Cuts(constant, sum(parts[1:], parts[0]), np.concatenate([*unserved, []]).astype(int))

    def improved(self, start: Ints, among: Ints, held: int) -> Ints:
        """Return the start, all but its first `held` sites exchanged where it helps."""
        columns = np.searchsorted(among, start)
        return among[interchange(self._matrix(among), self._weights, columns, held)]

    def _matrix(self, among: Ints) -> Floats:
        """Return the costs of some sites, demand × sites; what is not known costs very much."""
        column = np.full(len(self._all) + 1, -1)
        column[among] = np.arange(len(among))
        known = np.isfinite(self._cost)
        cost = np.full((len(self._cost), len(among)), 4 * self._cost[known].max(initial=1.0))
        at = column[self._place]
        point, rank = np.nonzero(at >= 0)
        cost[point, at[point, rank]] = self._cost[point, rank]
        return cost
