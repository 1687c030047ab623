"""Shortest ways in a graph: nodes are numbers from 0, arcs lead from one to another at a cost."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from layers.geometry.edges import Floats, Ints
from layers.runtime.cache import Lock

_SPARE = 4_096  # seeds for which there is room at once
_AT_ONCE = 16

Seeds: TypeAlias = "tuple[Ints, Floats]"
"""Nodes, and how far they are from where ways begin."""


class Graph:
    """Arcs between nodes, perhaps parallel, prepared for shortest ways. Thread-safe.

    >>> tail, head = np.array([0, 1]), np.array([1, 2])
    >>> graph = Graph(4, tail, head, np.array([5.0, 2.0]))
    >>> graph.parts
    2
    >>> seeds = np.array([0]), np.array([1.0])
    >>> [field.tolist() for field in graph.from_seeds([seeds], limit=np.inf)]
    [[1.0, 6.0, 8.0, inf]]
    """

    def __init__(self, nodes: int, tail: Ints, head: Ints, cost: Floats) -> None:
        order = np.argsort(tail, kind="stable")
        self._nodes, self._count = nodes, len(tail)
        self._head = np.empty(self._count + _SPARE, np.int32)
        self._cost = np.empty(self._count + _SPARE)
        self._head[: self._count], self._cost[: self._count] = head[order], cost[order]
        starts = np.cumsum(np.bincount(tail, minlength=nodes))
        more = np.full(_AT_ONCE, self._count)
        self._starts = np.concatenate([[0], starts, more]).astype(np.int32)
        self._lock = Lock()  # scipy holds the interpreter's lock anyway

    @property
    def parts(self) -> int:
        """Return the number of connected parts, regardless of directions."""
        with self._lock:
            count, _ = connected_components(self._with([]), directed=False)
        return int(count)

    def from_seeds(self, seeds: Sequence[Seeds], limit: float) -> Iterator[Floats]:
        """Yield, for each of some sets of seeds, each node's distance from it, ∞ beyond a limit.

        Further nodes have arcs to the seeds, which are written behind those of the others. A search
        prepares all nodes, which takes longer than a short search itself: so many share it.
        """
        for first in range(0, len(seeds), _AT_ONCE):
            some = seeds[first : first + _AT_ONCE]
            with self._lock:
                own = np.arange(self._nodes, self._nodes + len(some))
                fields = dijkstra(self._seeded(some), indices=own, limit=limit)
            yield from fields[:, : self._nodes]

    def tree(self, node: Ints, seed: Floats) -> tuple[Floats, Ints]:
        """Return each node's distance from seeds, and the node before it, else itself."""
        with self._lock:
            graph = self._seeded([(node, seed)])
            field, before = dijkstra(graph, indices=[self._nodes], return_predecessors=True)
        previous, own = before[0, : self._nodes], np.arange(self._nodes)
        between = (previous >= 0) & (previous < self._nodes)
        return np.asarray(field[0, : self._nodes], float), np.where(between, previous, own)

    def nearest(self, sources: Ints) -> tuple[Floats, Ints]:
        """Return each node's distance from the nearest of some nodes, and which that is or −1."""
        if not len(sources):
            return np.full(self._nodes, np.inf), np.full(self._nodes, -1)
        with self._lock:
            graph = self._with([])
            cost, _, source = dijkstra(
                graph, indices=sources, min_only=True, return_predecessors=True
            )
        return cost[: self._nodes], np.where(np.isfinite(cost), source, -1)[: self._nodes]

    def _seeded(self, seeds: Sequence[Seeds]) -> csr_array[np.float64]:
        """Return the graph with seeds, which are valid until it is seeded again."""
        node, seed = (np.concatenate(each) for each in zip(*seeds, strict=True))
        lacking = self._count + len(node) - len(self._head)
        if lacking > 0:
            self._head = np.concatenate([self._head, np.empty(lacking, np.int32)])
            self._cost = np.concatenate([self._cost, np.empty(lacking)])
        self._head[self._count : self._count + len(node)] = node
        self._cost[self._count : self._count + len(node)] = seed
        return self._with([len(each) for each, _ in seeds])

    def _with(self, seeds: Sequence[int]) -> csr_array[np.float64]:
        """Return the graph with further nodes of so many seeds each."""
        nodes = self._nodes + len(seeds)
        starts = self._starts[: nodes + 1]
        starts[self._nodes + 1 :] = self._count + np.cumsum(np.array(seeds, int))
        end = int(starts[-1])
        return csr_array((self._cost[:end], self._head[:end], starts), shape=(nodes, nodes))
