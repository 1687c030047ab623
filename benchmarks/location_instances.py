"""Instances of location models, by the generators that were published with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import dijkstra
from scipy.spatial.distance import cdist

from geo.locate import Options, lscp, mclp, p_median

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.locate import Location
    from layers.geometry.edges import Floats


@dataclass(frozen=True)
class Instance:
    """An instance with as many sites as demand points, each point both."""

    family: str
    model: Literal["p_median", "mclp", "lscp"]
    cost: Floats
    weights: Floats
    p: int = 0
    radius: float = 0.0

    @property
    def asked(self) -> str:
        """Return what is asked, in short."""
        asked = {"p_median": f"p = {self.p}", "lscp": f"radius {self.radius:g}"}
        return asked.get(self.model, f"p = {self.p}, radius {self.radius:g}")

    def solve(self, options: Options) -> Location:
        """Return the answer."""
        if self.model == "p_median":
            return p_median(self.cost, self.weights, self.p, options)
        if self.model == "mclp":
            return mclp(self.cost, self.weights, self.radius, self.p, options)
        return lscp(self.cost, self.radius, options)


def graph_costs(nodes: int, seed: int) -> Floats:
    """Return shortest paths in a random graph as of pmed1 to pmed40 of the OR-Library.

    n²/50 edges with whole lengths from 1 to 100, a path through all nodes among them (Beasley 1985,
    European Journal of Operational Research 21, 270–273).
    """
    draw = np.random.default_rng(seed)
    path = draw.permutation(nodes)
    ends = draw.integers(0, nodes, (nodes * nodes // 50 - nodes + 1, 2))
    ends = np.vstack([np.column_stack([path[:-1], path[1:]]), ends[ends[:, 0] != ends[:, 1]]])
    lengths = draw.integers(1, 101, len(ends)).astype(float)
    order = np.lexsort((lengths, ends[:, 1], ends[:, 0]))
    ends, lengths = ends[order], lengths[order]
    first = np.append(True, (ends[1:] != ends[:-1]).any(axis=1))
    graph = sp.csr_array((lengths[first], tuple(ends[first].T)), shape=(nodes, nodes))
    return np.asarray(dijkstra(graph, directed=False))


def plane_costs(nodes: int, seed: int, side: float, *, whole: bool) -> tuple[Floats, Floats]:
    """Return distances between points drawn evenly from a square, and weights from 1 to 100."""
    draw = np.random.default_rng(seed)
    xy = draw.random((nodes, 2)) * side
    cost = cdist(xy, xy)
    return np.rint(cost) if whole else cost, draw.integers(1, 101, nodes).astype(float)


def instances() -> Iterator[Instance]:
    """Yield 60 instances of three families, 30 of them with 800 nodes or more."""
    graphs = "graphs (Beasley 1985)"
    for nodes in (200, 400, 800, 900):
        cost = graph_costs(nodes, nodes)
        for p in (5, 10, nodes // 10, nodes // 5, nodes // 3):
            yield Instance(graphs, "p_median", cost, np.ones(nodes), p)
    plane = "plane, weighted (ReVelle & Swain 1970)"
    for nodes in (200, 400, 600, 800, 1000):
        cost, weights = plane_costs(nodes, nodes, 1000, whole=nodes % 400 == 0)
        for p in (5, 15, nodes // 20, nodes // 8):
            yield Instance(plane, "p_median", cost, weights, p)
    cover = "covering (ReVelle et al. 2008)"
    for nodes in (300, 500, 800, 900, 1800):
        cost, weights = plane_costs(nodes, nodes, 30, whole=False)
        for radius, p in ((1.5, 20), (2.5, 10), (3.25, 15)):
            yield Instance(cover, "mclp", cost, weights, p, radius)
        yield Instance(cover, "lscp", cost, weights, radius=2.0)
