"""The lines of one name as a graph: the shortest way along them, over small gaps too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from layers.geometry.edges import Floats
from layers.geometry.graph import Graph

_SNAP_M = 0.01
_BRIDGE_COST = 3.0  # how much longer a way over a gap counts
_MOST_PARTS = 200
_LEAST_COST_M = 1e-9


@dataclass(frozen=True)
class Stretch:
    """A way along lines: its points in metres, its cost, which of its edges bridge a gap."""

    xy: Floats
    bridged: NDArray[np.bool_]
    cost_m: float


@dataclass
class Linework:
    """The lines of one name, joined where they meet; parts at most `gap_m` apart are bridged.

    Points are added by `node` before the first `path`.
    """

    lines: Sequence[BaseGeometry]
    gap_m: float
    _nodes: dict[tuple[int, int], int] = field(default_factory=dict)
    _xy: list[tuple[float, float]] = field(default_factory=list)
    _on: dict[int, list[tuple[float, int]]] = field(default_factory=dict)
    _bridges: list[tuple[int, int]] = field(default_factory=list)
    _kinds: dict[tuple[int, int], bool] | None = None

    def __post_init__(self) -> None:
        """Cut the lines where they meet, and bridge the gaps between their parts."""
        noded = shapely.get_parts(shapely.union_all(list(self.lines)))
        noded = noded[shapely.get_type_id(noded) == 1]
        self.parts = _joined(noded)
        starts, ends = [], []
        for line in noded:
            xy = shapely.get_coordinates(line)
            starts.append(xy[:-1])
            ends.append(xy[1:])
        pairs = np.stack([np.concatenate(starts), np.concatenate(ends)], axis=1)
        self._segments = np.asarray(shapely.linestrings(pairs), object)
        self._tree = shapely.STRtree(self._segments)
        for first, second in _gaps(self.parts, self.gap_m):
            self._bridges.append((self.node(first), self.node(second)))

    def node(self, point: BaseGeometry) -> int:
        """Return the node of a point on the lines; it is put on the nearest line."""
        segment = int(self._tree.nearest(point))
        line = self._segments[segment]
        along = float(line.project(point))
        place = shapely.get_coordinates(line.interpolate(along))[0]
        node = self._node_at(place)
        self._on.setdefault(segment, []).append((along, node))
        self._kinds = None
        return node

    def place(self, node: int) -> Floats:
        """Return where a node lies."""
        return np.array(self._xy[node])

    def paths(self, start: int, end: int) -> list[Stretch]:
        """Return the two shortest paths between two nodes that have no edge in common."""
        first = self._path(start, end, frozenset())
        if first is None or start == end:
            return []
        path, edges = first
        second = self._path(start, end, edges)
        return [path] if second is None else [path, second[0]]

    def _node_at(self, place: Floats) -> int:
        key = round(place[0] / _SNAP_M), round(place[1] / _SNAP_M)
        if key not in self._nodes:
            self._nodes[key] = len(self._xy)
            self._xy.append((float(place[0]), float(place[1])))
        return self._nodes[key]

    def _edges(self) -> dict[tuple[int, int], bool]:
        """Return the edges between nodes, and which of them are bridges."""
        if self._kinds is not None:
            return self._kinds
        kinds: dict[tuple[int, int], bool] = {}
        for row, line in enumerate(self._segments):
            start, end = shapely.get_coordinates(line)
            on = sorted(self._on.get(row, ()))
            chain = [self._node_at(start), *(node for _, node in on), self._node_at(end)]
            for one, other in pairwise(chain):
                if one != other:
                    kinds[min(one, other), max(one, other)] = False
        for one, other in self._bridges:
            if one != other:
                kinds.setdefault((min(one, other), max(one, other)), True)
        self._kinds = kinds
        return kinds

    def _path(
        self, start: int, end: int, without: frozenset[tuple[int, int]]
    ) -> tuple[Stretch, frozenset[tuple[int, int]]] | None:
        kinds = self._edges()
        left = [edge for edge in kinds if edge not in without]
        if not left:
            return None
        pairs = np.array(left)
        bridged = np.array([kinds[edge] for edge in left], bool)
        xy = np.array(self._xy)
        length = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
        cost = np.maximum(length * np.where(bridged, _BRIDGE_COST, 1.0), _LEAST_COST_M)
        tail, head = np.concatenate([pairs, pairs[:, ::-1]]).T
        graph = Graph(len(xy), tail, head, np.tile(cost, 2))
        far, before = graph.tree(np.array([start]), np.zeros(1))
        if not np.isfinite(far[end]):
            return None
        nodes = [end]
        while nodes[-1] != start:
            nodes.append(int(before[nodes[-1]]))
        nodes.reverse()
        edges = [(min(pair), max(pair)) for pair in pairwise(nodes)]
        over = np.array([kinds[edge] for edge in edges], bool)
        return Stretch(xy[nodes], over, float(far[end])), frozenset(edges)


def _joined(lines: NDArray[np.object_]) -> list[BaseGeometry]:
    """Return the connected parts of lines."""
    ends = shapely.get_coordinates([shapely.get_point(lines, at) for at in (0, -1)])
    _, node = np.unique(np.round(ends / _SNAP_M), axis=0, return_inverse=True)
    first, second = node.reshape(2, -1)
    count = int(node.max()) + 1
    graph = coo_array((np.ones(len(first)), (first, second)), shape=(count, count))
    _, part = connected_components(graph, directed=False)
    of_line = part[first]
    return [shapely.multilinestrings(lines[of_line == one]) for one in np.unique(of_line)]


def _gaps(parts: list[BaseGeometry], gap_m: float) -> list[tuple[BaseGeometry, BaseGeometry]]:
    """Return the ends of the gaps between parts, each at most `gap_m` wide."""
    if len(parts) < 2:
        return []
    largest = sorted(parts, key=lambda part: -part.length)[:_MOST_PARTS]
    tree = shapely.STRtree(largest)
    one, other = tree.query(largest, predicate="dwithin", distance=gap_m)
    pairs = [(a, b) for a, b in zip(one.tolist(), other.tolist(), strict=True) if a < b]
    lines = [shapely.shortest_line(largest[a], largest[b]) for a, b in pairs]
    return [(shapely.get_point(line, 0), shapely.get_point(line, -1)) for line in lines]
