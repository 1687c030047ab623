"""A choice of sites by branch and cut, where the solver sees linear programs alone.

HiGHS takes no cuts while it branches, and to solve a whole tree anew after each round of cuts costs
ten times as much as to branch here: a node is the last program with other bounds, and the dual
simplex method goes on from where it stood.

A **bound** is not what HiGHS says of a program but what its dual values prove: whatever these are,
rows weighed by them say that no choice within the node's bounds costs less, but for the rounding of
sums, which is taken off (Neumaier & Shcherbina 2004, Mathematical Programming 99, 283–296). A node
is done where its bound is greater than what a better choice may cost, or one choice is left.
"""

from __future__ import annotations

import heapq
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Protocol

import highspy
import numpy as np
import scipy.sparse as sp

from geo.solver import INFINITY, Solver, solver

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.locate.inputs import Task
    from geo.locate.near_sites import Cuts
    from layers.geometry.edges import Floats, Ints

_WHOLE = 1e-6  # from 0 or 1: what is so near is whole
_VIOLATED = 1e-8  # by which a cut has to fail, as a share of its group's cost or of the mean
_SLIGHT = 1e-4  # of the gap: a round of cuts that would lift a node by no more is left
_TRY_EACH = 10  # nodes, after which an answer is sought in the neighbourhood of a node
_ROWS_PER_GROUP = 5
_DIGITS = 1e-9  # of a cost, to which the best is proven where costs are not whole
_ROUNDING = 1e-14  # of the sum of the figures that are added up


class Spent(Exception):  # noqa: N818  no error
    """The time is spent."""


@dataclass(frozen=True, order=True)
class _Node:
    """Bounds of the sites' shares, what the program says of them, and the shares it gives."""

    bound: float
    number: int
    lower: Floats = field(compare=False, repr=False)
    upper: Floats = field(compare=False, repr=False)
    y: Floats = field(compare=False, repr=False)
    price: Floats = field(compare=False, repr=False)

    @property
    def torn(self) -> Ints:
        """Return the sites with a share that is not whole."""
        return np.flatnonzero((self.y > _WHOLE) & (self.y < 1 - _WHOLE))


class Search(Protocol):
    """What is searched: the p-median, or the weight that is missed.

    A site is its place among those that are allowed.
    """

    def cuts(self, y: Floats) -> Cuts:
        """Return what is proven of the cost of each group by shares of sites."""

    def cost_of(self, chosen: NDArray[np.bool_]) -> float:
        """Return the cost of a whole choice, ∞ where it is not allowed."""

    def reach(self, point: int) -> Ints:
        """Return the sites that reach a demand point which `cuts` says is unserved."""

    def improved(self, start: Ints, among: Ints, held: int) -> Ints:
        """Return a choice made of a start, of which the first `held` sites stay."""

    def restrict(self, open_: Ints) -> None:
        """Take note that only some sites are left."""


class BranchAndCut:
    """A search for the least costly choice of sites: `best`, at cost `most`, proven to `least`.

    Costs of all choices are whole multiples of `step`, or anything where it is 0. A gap is a share
    of the objective, which is the cost taken from `total`. Without a choice `best` is None once the
    search has ended, and there is none if `least` is ∞.
    """

    def __init__(
        self, task: Task, near: Search, groups: int, step: float, total: float = 0.0
    ) -> None:
        self._task, self._near, self._step, self._total = task, near, step, total
        self._sites, self._groups = len(task.allowed), groups
        self.best: Ints | None = None
        self.most, self.least = np.inf, 0.0
        self._held = np.flatnonzero(np.isin(task.allowed, task.predefined))
        self._program = self._first_program()
        self._rows = sp.csr_array(np.repeat([[1.0, 0.0]], [self._sites, groups], axis=1))
        self._constants, self._row_group = np.array([float(task.p)]), np.array([-1])
        self._gain = np.zeros((2, self._sites))  # what the bound rose, for a whole share more
        self._tries = np.zeros((2, self._sites))
        self._number = count()

    def run(self) -> None:
        """Search until the best is found, or the time or the gap is reached."""
        with suppress(Spent):
            self._search()

    def _search(self) -> None:
        lower, upper = np.zeros(self._sites), np.ones(self._sites)
        lower[self._held] = 1
        self._add_cuts(np.clip(np.full(self._sites, self._task.p / self._sites), lower, 1), None)
        root = self._solve(lower, upper, at_root=True)
        if root is None:
            self.least = self.most
            return
        self.least = root.bound
        free = np.flatnonzero(root.price < self._short_of(root.bound))
        self._improve(root, np.union1d(free, self._held))
        root = self._fixed(root)
        self._near.restrict(np.flatnonzero(root.upper > 0))
        self._forget_cuts()
        self._branch([root])

    def _branch(self, nodes: list[_Node]) -> None:
        done = 0
        while nodes:
            node = heapq.heappop(nodes)
            self.least = min(max(self.least, node.bound), self.most)
            if self._closed(node.bound):
                self.least = self.most
            if self.best is not None and (
                self.most - self.least <= self._task.gap * abs(self._total - self.most)
            ):
                break
            if node.lower.sum() == self._task.p:
                continue
            site = self._branching_site(node)
            for share in (1, 0):
                done += 1
                child = self._child(node, site, share)
                if child is None:
                    continue
                if not len(child.torn):
                    self.offer(np.flatnonzero(child.y > 0.5))
                elif done % _TRY_EACH == 0:
                    self._improve(child, np.flatnonzero(child.y > _WHOLE))
                heapq.heappush(nodes, self._fixed(child))
            if self._program.getNumRow() > _ROWS_PER_GROUP * self._groups + 2_000:
                self._forget_cuts()
        else:
            self.least = self.most

    def _child(self, node: _Node, site: int, share: int) -> _Node | None:
        lower, upper = node.lower.copy(), node.upper.copy()
        lower[site] = upper[site] = share
        child = self._solve(lower, upper)
        rise = (self.most if child is None else child.bound) - node.bound
        if np.isfinite(rise) and share != node.y[site]:
            self._gain[share, site] += rise / abs(share - node.y[site])
            self._tries[share, site] += 1
        return child

    def _branching_site(self, node: _Node) -> int:
        """Return the site whose choice and whose absence both promise to lift the bound.

        By pseudo-costs, the mean of all where a site was not tried (Achterberg, Koch & Martin 2005,
        Operations Research Letters 33, 42–54). Where every share is whole, a site that is chosen
        is left out, since another choice may yet be better.
        """
        torn = node.torn
        if not len(torn):
            open_ = node.lower < node.upper
            return int(np.where(open_, node.y, -1.0).argmax())
        mean = self._gain.sum(axis=1) / np.maximum(self._tries.sum(axis=1), 1)
        tried = self._tries[:, torn]
        by_share = np.where(tried > 0, self._gain[:, torn] / np.maximum(tried, 1), mean[:, None])
        rise = np.maximum(by_share, 1e-9) * np.stack([node.y[torn], 1 - node.y[torn]])
        return int(torn[rise.prod(axis=0).argmax()])

    def _solve(self, lower: Floats, upper: Floats, *, at_root: bool = False) -> _Node | None:
        """Return the answer within bounds once cuts are added; None if none is better."""
        every = np.arange(self._sites, dtype=np.int32)
        self._program.changeColsBounds(self._sites, every, lower, upper)
        while True:
            left = self._task.clock.left_s
            if left <= 0:
                raise Spent
            if not self._program.run_within(self._task.clock):
                raise Spent
            status = self._program.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                return None
            if status != highspy.HighsModelStatus.kOptimal:
                raise Spent
            solution = self._program.getSolution()
            y, costs = np.split(np.array(solution.col_value), [self._sites])
            bound, price = self._proven(np.array(solution.row_dual), lower, upper)
            if self._closed(bound):
                return None
            node = _Node(bound, next(self._number), lower, upper, y, price)
            if at_root:
                self.least = max(self.least, bound)
                self._improve(node, np.flatnonzero(y > _WHOLE))
            short = self._add_cuts(y, costs)
            if not short:
                return node
            slight = _SLIGHT * (self.most - bound)
            if not at_root and len(node.torn) and short < slight:
                return node

    def _add_cuts(self, y: Floats, costs: Floats | None) -> float:
        """Add the cuts that some shares do not meet; return by how much they fail in sum."""
        cuts = self._near.cuts(y)
        columns = self._sites + self._groups
        short = cuts.constant - cuts.slope @ y
        if costs is None:
            failed = np.flatnonzero(cuts.constant > 0)
        else:
            short -= costs
            failed = np.flatnonzero(short > _VIOLATED * np.maximum(1, costs))
        for point in cuts.unserved:
            reach = self._near.reach(point).astype(np.int32)
            ones = np.ones(len(reach))
            self._program.addRow(1, INFINITY, len(reach), reach, ones)
            row = sp.csr_array((ones, reach, [0, len(reach)]), (1, columns))
            self._note(row, np.ones(1), np.array([-1]))
        if len(failed):
            slope = cuts.slope[failed]
            sizes = np.diff(slope.indptr)
            ends = np.cumsum(sizes + 1)
            own = np.zeros(ends[-1], bool)
            own[ends - 1] = True
            index, value = np.empty(ends[-1], np.int32), np.empty(ends[-1])
            index[own], value[own] = self._sites + failed, 1
            index[~own], value[~own] = slope.indices, slope.data
            self._program.addRows(
                len(failed),
                cuts.constant[failed],
                np.full(len(failed), INFINITY),
                len(index),
                (ends - sizes - 1).astype(np.int32),
                index,
                value,
            )
            rows = sp.csr_array((value, index, np.append(0, ends)), (len(failed), columns))
            self._note(rows, cuts.constant[failed], failed)
        return float(short[failed].sum()) + (np.inf if len(cuts.unserved) else 0.0)

    def _forget_cuts(self) -> None:
        """Take out the cuts that the last program did not need."""
        idle = np.flatnonzero(np.abs(np.array(self._program.getSolution().row_dual)) < 1e-12)
        idle = idle[idle > 0].astype(np.int32)
        self._program.deleteRows(len(idle), idle)
        kept = np.setdiff1d(np.arange(len(self._constants)), idle)
        self._rows, self._constants = self._rows[kept], self._constants[kept]
        self._row_group = self._row_group[kept]

    def _note(self, rows: sp.csr_array, constants: Floats, group: Ints) -> None:
        """Keep rows that were added: what they are to exceed, and the group of each, −1 without."""
        self._rows = sp.csr_array(sp.vstack([self._rows, rows]))
        self._constants = np.append(self._constants, constants)
        self._row_group = np.append(self._row_group, group)

    def _proven(self, dual: Floats, lower: Floats, upper: Floats) -> tuple[float, Floats]:
        """Return what no choice within bounds costs less than, and what a share of a site adds."""
        dual[1:] = np.maximum(dual[1:], 0.0)
        own = self._row_group >= 0
        of_group = self._row_group[own]
        whole = np.bincount(of_group, dual[own], self._groups)
        dual[own] /= np.maximum(whole, 1.0)[of_group]  # so that no group's cost is negative
        price: Floats = -(dual @ self._rows)[: self._sites]
        terms = np.concatenate([dual * self._constants, np.minimum(price * lower, price * upper)])
        figures = np.abs(terms).sum() + self._sites * abs(dual[0])
        return float(terms.sum() - _ROUNDING * figures), price

    def _fixed(self, node: _Node) -> _Node:
        """Return a node whose sites stay as they are where a change costs more than the best."""
        short = self._short_of(node.bound)
        lower = np.where((node.y > 1 - 1e-9) & (-node.price > short), 1.0, node.lower)
        upper = np.where((node.y < 1e-9) & (node.price > short), 0.0, node.upper)
        return _Node(node.bound, node.number, lower, upper, node.y, node.price)

    def _short_of(self, bound: float) -> float:
        """Return how far a bound may rise before there is no better choice."""
        return self.most - (self._step * (1 - 1e-6) or _DIGITS * self.most) - bound

    def _closed(self, bound: float) -> bool:
        return self.best is not None and self._short_of(bound) <= 0

    def _improve(self, node: _Node, among: Ints) -> None:
        """Offer the sites with the greatest shares, exchanged for others while that helps."""
        order = np.argsort(-node.y, kind="stable")
        start = np.concatenate([self._held, order[~np.isin(order, self._held)]])[: self._task.p]
        among = np.union1d(among, start)
        self.offer(self._near.improved(start, among, len(self._held)))

    def offer(self, chosen: Ints) -> None:
        """Take a choice, by the sites' places among the allowed, if it is the best so far."""
        mask = np.zeros(self._sites, bool)
        mask[chosen] = True
        cost = self._near.cost_of(mask)
        if cost < self.most:
            self.most, self.best = cost, self._task.allowed[mask]

    def _first_program(self) -> Solver:
        """Return the program without cuts: shares of `p` sites, and the cost of each group."""
        program = solver()
        program.setOptionValue("presolve", "off")
        columns = self._sites + self._groups
        every = np.arange(columns, dtype=np.int32)
        program.addVars(
            columns,
            np.zeros(columns),
            np.repeat([1.0, INFINITY], [self._sites, self._groups]),
        )
        costs = np.repeat([0.0, 1.0], [self._sites, self._groups])
        program.changeColsCost(columns, every, costs)
        p, ones = float(self._task.p), np.ones(self._sites)
        program.addRow(p, p, self._sites, every[: self._sites], ones)
        return program
