"""Shortest ways in a graph: nodes are numbers from 0, arcs lead from one to another at a cost."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

if TYPE_CHECKING:
    from layers.geometry.edges import Floats, Ints

_SPARE = 4_096  # seeds for which there is room at once


class Graph:
    """Arcs between nodes, perhaps parallel, prepared for shortest ways. Thread-safe.

    >>> tail, head = np.array([0, 1]), np.array([1, 2])
    >>> graph = Graph(4, tail, head, np.array([5.0, 2.0]))
    >>> graph.parts
    2
    >>> graph.from_seeds(np.array([0]), np.array([1.0]), limit=np.inf).tolist()
    [1.0, 6.0, 8.0, inf]
    """

    def __init__(self, nodes: int, tail: Ints, head: Ints, cost: Floats) -> None:
        order = np.argsort(tail, kind="stable")
        self._nodes, self._count = nodes, len(tail)
        self._head = np.empty(self._count + _SPARE, np.int32)
        self._cost = np.empty(self._count + _SPARE)
        self._head[: self._count], self._cost[: self._count] = head[order], cost[order]
        starts = np.cumsum(np.bincount(tail, minlength=nodes))
        self._starts = np.concatenate([[0], starts, [self._count]]).astype(np.int32)
        self._lock = threading.Lock()  # scipy holds the interpreter's lock anyway

    @property
    def parts(self) -> int:
        """Return the number of connected parts, regardless of directions."""
        with self._lock:
            count, _ = connected_components(self._with(0), directed=False)
        return int(count) - 1  # without the last node

    def from_seeds(self, node: Ints, seed: Floats, limit: float) -> Floats:
        """Return each node's distance from seeds, ∞ beyond a limit.

        A last node has arcs to the seeds, which are written behind those of the others.
        """
        with self._lock:
            field = dijkstra(self._seeded(node, seed), indices=[self._nodes], limit=limit)[0]
        return np.asarray(field[: self._nodes], float)

    def tree(self, node: Ints, seed: Floats) -> tuple[Floats, Ints]:
        """Return each node's distance from seeds, and the node before it, else itself."""
        with self._lock:
            graph = self._seeded(node, seed)
            field, before = dijkstra(graph, indices=[self._nodes], return_predecessors=True)
        previous, own = before[0, : self._nodes], np.arange(self._nodes)
        between = (previous >= 0) & (previous < self._nodes)
        return np.asarray(field[0, : self._nodes], float), np.where(between, previous, own)

    def nearest(self, sources: Ints) -> tuple[Floats, Ints]:
        """Return each node's distance from the nearest of some nodes, and which that is or −1."""
        if not len(sources):
            return np.full(self._nodes, np.inf), np.full(self._nodes, -1)
        with self._lock:
            graph = self._with(0)
            cost, _, source = dijkstra(
                graph, indices=sources, min_only=True, return_predecessors=True
            )
        return cost[: self._nodes], np.where(np.isfinite(cost), source, -1)[: self._nodes]

    def _seeded(self, node: Ints, seed: Floats) -> csr_array[np.float64]:
        """Return the graph with seeds, which are valid until it is seeded again."""
        count = len(node)
        lacking = self._count + count - len(self._head)
        if lacking > 0:
            self._head = np.concatenate([self._head, np.empty(lacking, np.int32)])
            self._cost = np.concatenate([self._cost, np.empty(lacking)])
        self._head[self._count : self._count + count] = node
        self._cost[self._count : self._count + count] = seed
        return self._with(count)

    def _with(self, seeds: int) -> csr_array[np.float64]:
        """Return the graph with some of the seeds."""
        end = self._count + seeds
        self._starts[-1] = end
        shape = self._nodes + 1, self._nodes + 1
        return csr_array((self._cost[:end], self._head[:end], self._starts), shape=shape)
