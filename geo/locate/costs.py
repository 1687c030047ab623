"""What it costs each site to serve each demand point, as models ask it.

Costs are an array, demand × sites (∞: unreachable), a sparse matrix (absent: unreachable), or
points with a distance (`geo.locate.points`), whose array is never made.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import scipy.sparse as sp

from geo.locate.cover_sets import CoverSets
from layers.errors import MeasureError
from layers.messages import Message

if TYPE_CHECKING:
    from layers.geometry.edges import Floats, Ints

Sparse: TypeAlias = Any  # the stubs of scipy know each kind of sparse array by a type of its own


class Costs(ABC):
    """Costs of `shape`: how many demand points, how many sites."""

    shape: tuple[int, int]

    @property
    @abstractmethod
    def largest(self) -> float:
        """Return a figure that no cost of a pair that is reachable exceeds."""

    @property
    @abstractmethod
    def whole(self) -> bool:
        """Return whether every cost is known to be a whole number."""

    @abstractmethod
    def cover_sets(self, radius: float) -> CoverSets:
        """Return which sites cover each demand point: those whose cost is at most the radius."""

    @abstractmethod
    def nearest(self, among: Ints, count: int) -> tuple[Ints, Floats]:
        """Return the `count` least costly of some sites for each point, and their costs, in order.

        A site is given by its place in `among`; where fewer can reach the point, it is
        `len(among)`, at a cost of ∞.
        """

    @abstractmethod
    def columns(self, among: Ints) -> Floats:
        """Return the costs of some sites, demand × sites, ∞ where unreachable."""

    @abstractmethod
    def between(self, points: Ints, sites: Ints) -> Floats:
        """Return the cost of each pair of a demand point and a site."""

    def assign(self, chosen: Ints) -> Ints:
        """Return the least costly of some sites for each demand point, −1 where none reaches it."""
        if not len(chosen):
            return np.full(self.shape[0], -1, np.int64)
        return np.append(chosen, -1)[self.nearest(chosen, 1)[0][:, 0]]


class DenseCosts(Costs):
    """Costs as an array."""

    def __init__(self, cost: Floats) -> None:
        self._cost = cost
        self.shape = cost.shape

    @property
    def largest(self) -> float:
        """Return the largest finite cost."""
        return float(np.max(self._cost, initial=0.0, where=np.isfinite(self._cost)))

    @property
    def whole(self) -> bool:
        """Return whether every cost is a whole number."""
        return bool((self._cost == np.rint(self._cost)).all())

    def cover_sets(self, radius: float) -> CoverSets:
        """Return which sites cover each demand point."""
        return CoverSets.of_rows(sp.csr_array(self._cost <= radius))

    def nearest(self, among: Ints, count: int) -> tuple[Ints, Floats]:
        """Return the least costly of some sites for each demand point."""
        every = np.arange(self.shape[1])
        cost = self._cost if np.array_equal(among, every) else self._cost[:, among]
        if count == 1:
            place = cost.argmin(axis=1)[:, None]
        elif count < len(among):
            place = np.sort(np.argpartition(cost, count - 1, axis=1)[:, :count], axis=1)
        else:
            place = np.broadcast_to(np.arange(len(among)), cost.shape)
        return _in_order(place, np.take_along_axis(cost, place, axis=1), len(among))

    def columns(self, among: Ints) -> Floats:
        """Return the costs of some sites."""
        return self._cost[:, among]

    def between(self, points: Ints, sites: Ints) -> Floats:
        """Return the cost of each pair."""
        return self._cost[points, sites]


class SparseCosts(Costs):
    """Costs as a sparse matrix in rows; what is stored is reachable, a stored 0 too."""

    def __init__(self, cost: Sparse) -> None:
        self._cost = cost
        self.shape = cost.shape

    @property
    def largest(self) -> float:
        """Return the largest cost."""
        return float(self._cost.data.max(initial=0.0))

    @property
    def whole(self) -> bool:
        """Return whether every cost is a whole number."""
        return bool((self._cost.data == np.rint(self._cost.data)).all())

    def cover_sets(self, radius: float) -> CoverSets:
        """Return which sites cover each demand point."""
        pairs = self._cost.tocoo()
        near = pairs.data <= radius
        rows = (np.ones(near.sum(), bool), (pairs.row[near], pairs.col[near]))
        return CoverSets.of_rows(sp.csr_array(rows, shape=self._cost.shape))

    def nearest(self, among: Ints, count: int) -> tuple[Ints, Floats]:
        """Return the least costly of some sites for each demand point."""
        pairs = self._cost[:, among].tocoo()
        order = np.lexsort((pairs.col, pairs.data, pairs.row))
        row = pairs.row[order]
        rank = np.arange(len(row)) - np.searchsorted(row, np.arange(self.shape[0]))[row]
        kept = rank < count
        place = np.full((self.shape[0], count), len(among), np.int64)
        cost = np.full((self.shape[0], count), np.inf)
        place[row[kept], rank[kept]] = pairs.col[order][kept]
        cost[row[kept], rank[kept]] = pairs.data[order][kept]
        return place, cost

    def columns(self, among: Ints) -> Floats:
        """Return the costs of some sites."""
        pairs = self._cost[:, among].tocoo()
        cost = np.full((self.shape[0], len(among)), np.inf)
        cost[pairs.row, pairs.col] = pairs.data
        return cost

    def between(self, points: Ints, sites: Ints) -> Floats:
        """Return the cost of each pair, which has to be reachable."""
        return np.asarray(self._cost[points, sites], np.float64)


def matrix_costs(cost: object) -> Costs:
    """Return the costs of an array or a sparse matrix.

    Raises:
        MeasureError: it has not two dimensions, is empty, or a cost is NaN or negative.
    """
    if sp.issparse(cost):
        given: Any = cost
        rows = sp.csr_array(given, dtype=np.float64)
        rows.sum_duplicates()
        if np.isinf(rows.data).any():
            pairs = rows.tocoo()
            near = ~np.isinf(pairs.data)
            kept = (pairs.data[near], (pairs.row[near], pairs.col[near]))
            rows = sp.csr_array(kept, shape=rows.shape)
        pairs = rows.tocoo()
        _check(rows.shape, pairs.data, lambda at: (pairs.row[at], pairs.col[at]))
        return SparseCosts(rows)
    try:
        array = np.asarray(cost, np.float64)
    except (TypeError, ValueError):
        raise MeasureError(Message("locate-cost-not-numbers")) from None
    _check(array.shape, array.ravel(), lambda at: np.unravel_index(at, array.shape))
    return DenseCosts(array)


def _check(shape: tuple[int, ...], values: Floats, place: Any) -> None:  # noqa: ANN401
    if len(shape) != 2 or not all(shape):
        text = " × ".join(map(str, shape)) or "1"
        raise MeasureError(Message("locate-cost-shape", shape=text))
    wrong = ~(values >= 0)
    if wrong.any():
        at = int(wrong.argmax())
        demand, site = map(int, place(at))
        code = "locate-cost-missing" if np.isnan(values[at]) else "locate-cost-negative"
        raise MeasureError(Message(code, demand=demand, site=site, count=int(wrong.sum())))


def _in_order(place: Ints, cost: Floats, none: int) -> tuple[Ints, Floats]:
    """Return places and costs of each row by cost; `none` is the place of an infinite cost."""
    order = np.argsort(cost, axis=1, kind="stable")
    place, cost = np.take_along_axis(place, order, axis=1), np.take_along_axis(cost, order, axis=1)
    return np.where(np.isinf(cost), none, place), cost
