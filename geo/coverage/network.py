"""A network of roads or railways, and ways along it: what `by="road"` measures with.

A **way** leads from a zone along edges to a point. A point is tied to the nearest edge, at the foot
of the shortest straight line to it; that line (the *access*) is part of the way. An edge enters a
zone where it crosses its boundary: the way begins there, with the rest of the edge. A block of
a zone that no edge enters is tied to the nearest edge, and to others that are at most
`OTHER_EDGES_KM` farther (the *egress*), so that its ways do not hang on which of them is nearest.
No way begins or ends with an access or egress longer than `FARTHEST_KM`.

Each edge is at least as long as the geodesics along its line, and access and egress are geodesics:
so no way is shorter than the straight line. Positions are in degrees (lon, lat); longitudes are
turned to within 180° of the network's middle, so that it has a seam only opposite to that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coverage.network_lines import EdgeLines, NetworkEdges
from geo.coverage.travel import FARTHEST_KM
from geo.zone import ZonePolygon
from layers.geometry.antimeridian import Shapes
from layers.geometry.edges import Floats, Ints
from layers.geometry.ellipsoid import Ellipsoid
from layers.geometry.graph import Graph
from layers.runtime.cache import Cache, cached_property

_ACCESS_MIN_PER_KM = 2.0  # at 30 km/h
_KEPT_BLOCKS = 1_000

LEAST_EDGE = float(np.finfo(float).tiny)
"""The least length of a way, in km or minutes."""


class Ties(NamedTuple):
    """Where points are tied: the edge, how far along it (a share of its length), and the access.

    `start` and `end` are the nodes of the edge, and `ahead` and `back` how far a point is from
    them, ∞ where no way leads.
    """

    edge: Ints
    share: Floats
    access: Floats
    start: Ints
    end: Ints
    ahead: Floats
    back: Floats

    def of(self, rows: Ints) -> Ties:
        """Return some of the ties."""
        return Ties._make(part[rows] for part in self)

    def joined(self, other: Ties) -> Ties:
        """Return the ties of both, these first."""
        return Ties._make(np.concatenate(pair) for pair in zip(self, other, strict=True))


class Entries(NamedTuple):
    """The parts of edges in a zone, by edge: from one share of its length to another.

    A block that no edge enters has points, `first` = `last`, each with its egress.
    """

    edge: Ints
    first: Floats
    last: Floats
    egress: Floats

    def of(self, rows: NDArray[np.bool_] | Ints) -> Entries:
        """Return some of the entries."""
        return Entries._make(part[rows] for part in self)


class _Seeds(NamedTuple):
    """Nodes at which ways from entries begin, how far they are, and of which entry each is."""

    node: Ints
    distance: Floats
    entry: Ints


class Network(EdgeLines):
    """Nodes, edges along their lines, and the graph that they form. Thread-safe.

    `per_km` is the length or time that a km of access or egress counts as.

    >>> from layers.geometry.ellipsoid import GRS80
    >>> xy = np.array([(120, 30), (120.1, 30), (120.1, 30), (120.2, 30)])
    >>> lines = np.array([0, 1]), np.array([1, 2]), xy, np.array([0, 0, 1, 1])
    >>> edges = NetworkEdges(*lines, length_km=np.zeros(2), oneway=np.array([False, False]))
    >>> network = Network(GRS80, edges, middle_deg=120)
    >>> network
    <Network: 2 edges, 19 km, 1 connected part>
    >>> network.tied(np.array([120.05]), np.array([30.1])).access.round(1).tolist()
    [11.1]
    """

    def __init__(self, ellipsoid: Ellipsoid, edges: NetworkEdges, middle_deg: float) -> None:
        super().__init__(ellipsoid, edges, middle_deg)
        self.start, self.end, self.oneway = edges.start, edges.end, edges.oneway
        self.nodes = int(max(self.start.max(initial=-1), self.end.max(initial=-1))) + 1
        self.cost = self.length_km if edges.minutes is None else edges.minutes
        self.per_km = 1.0 if edges.minutes is None else _ACCESS_MIN_PER_KM
        two_way = ~self.oneway
        tail = np.concatenate([self.start, self.end[two_way]])
        head = np.concatenate([self.end, self.start[two_way]])
        cost = np.concatenate([self.cost, self.cost[two_way]])
        self._graph = Graph(self.nodes, tail, head, cost)
        self._block_entries: Cache[bytes, Entries] = Cache(_KEPT_BLOCKS)

    @cached_property
    def _km_per_unit(self) -> float:
        """Return how far a way leads at most for each unit of its cost: a km, or a minute."""
        if self.per_km == 1.0:
            return 1.0
        with np.errstate(divide="ignore"):
            return float((self.length_km / self.cost).max(initial=1 / self.per_km))

    def reach_km(self, distance: Floats | float) -> Floats | float:
        """Return how far in a straight line ways of a distance (km or minutes) lead at most."""
        if self.per_km == 1.0:
            return distance
        with np.errstate(invalid="ignore"):  # of edges that take no time: nowhere is out of reach
            return np.where(np.asarray(distance) > 0, distance * self._km_per_unit, 0.0)

    def __repr__(self) -> str:
        """Return the number of edges, their length, and the number of connected parts."""
        size = f"{len(self.start):,} edges, {self.length_km.sum():,.0f} km"
        return f"<Network: {size}, {self.parts:,} connected part{'s' * (self.parts != 1)}>"

    @cached_property
    def parts(self) -> int:
        """Return the number of connected parts, regardless of directions."""
        return self._graph.parts

    def tied(self, lon: Floats, lat: Floats) -> Ties:
        """Return where points are tied: to the nearest edge, by geodesic.

        No way leads to a point farther from any than `FARTHEST_KM`: its access is ∞.
        """
        edge, share, access_km = self._nearest(lon, lat)
        access_km = np.where(access_km > FARTHEST_KM, np.inf, access_km)
        return self.ties(edge, share, access_km * self.per_km)

    def ties(self, edge: Ints, share: Floats, access: Floats) -> Ties:
        """Return ties to edges, at shares of their lengths."""
        if not len(self.start):
            none = np.zeros(len(edge), np.int64)
            return Ties(edge, share, access, none, none, access, access)
        cost = self.cost[edge]
        back = np.where(self.oneway[edge] & (share < 1), np.inf, (1 - share) * cost + access)
        ahead = share * cost + access
        return Ties(edge, share, access, self.start[edge], self.end[edge], ahead, back)

    def entries(self, polygon: ZonePolygon) -> Entries:
        """Return where a zone is entered, sorted by edge."""
        return self.entries_of([polygon])[0]

    def entries_of_each(self, polygons: Sequence[ZonePolygon]) -> list[Entries]:
        """Return where each of some zones is entered, sorted by edge."""
        entries, zone = self.entries_of(polygons)
        return [entries.of(mine) for mine in _rows_by(zone, len(polygons))]

    def entries_of(self, polygons: Sequence[ZonePolygon]) -> tuple[Entries, Ints]:
        """Return where zones are entered, sorted by edge, and the number of each entry's zone.

        The entries of a block are cached: while a zone is dragged, most of its blocks stay.
        """
        blocks, zone = self._blocks(polygons)
        if not len(blocks):
            return self._entries_of_blocks(blocks)
        keys = shapely.to_wkb(blocks).tolist()
        known = {key: self._block_entries.find(key) for key in keys}
        new = [row for row, key in enumerate(keys) if known[key] is None]
        found, block = self._entries_of_blocks(blocks[new])
        for row, mine in zip(new, _rows_by(block, len(new)), strict=True):
            known[keys[row]] = self._block_entries.get(keys[row], partial(found.of, mine))
        each = [entries for key in keys if (entries := known[key]) is not None]
        joined = Entries._make(np.concatenate(part) for part in zip(*each, strict=True))
        order = np.argsort(joined.edge, kind="stable")
        return joined.of(order), np.repeat(zone, [len(one.edge) for one in each])[order]

    def _entries_of_blocks(self, blocks: Shapes) -> tuple[Entries, Ints]:
        """Return where blocks are entered, and the number of each entry's block."""
        shapely.prepare(blocks)
        block, piece, lines = self._meeting(blocks)
        held = shapely.covers(blocks[block], lines)
        cut = np.flatnonzero(~held)
        crossing = shapely.intersection(lines[cut], blocks[block[cut]])
        parts, of = shapely.get_parts(crossing, return_index=True)
        xy, part = shapely.get_coordinates(parts, return_index=True)
        _, at = self._along(piece[cut[of[part]]], xy)
        first, last = np.full((2, len(parts)), np.nan)
        np.fmin.at(first, part, at)
        np.fmax.at(last, part, at)
        inside = piece[held]
        alone = np.setdiff1d(np.arange(len(blocks)), block)
        of_alone, edge, share, egress_km = self._nearest_to(blocks[alone])
        tied = egress_km <= FARTHEST_KM
        alone, edge, share = alone[of_alone[tied]], edge[tied], share[tied]
        edge = np.concatenate([self._edge[inside], self._edge[piece[cut[of]]], edge])
        starts = [self._share[inside], first, share]
        ends = [self._share[inside] + self._share_of_piece[inside], last, share]
        egress = np.concatenate([np.zeros(len(inside) + len(parts)), egress_km[tied] * self.per_km])
        last = np.minimum(np.concatenate(ends), 1.0)
        own = np.concatenate([block[held], block[cut[of]], alone])
        return Entries(edge, np.concatenate(starts), last, egress), own

    def egress_km(self, polygons: Sequence[ZonePolygon]) -> tuple[Ints, Floats]:
        """Return the zone of each block that no edge enters, and how far the nearest edge is."""
        blocks, zone = self._blocks(polygons)
        alone = np.setdiff1d(np.arange(len(blocks)), self._meeting(blocks)[0])
        block, _, _, egress_km = self._nearest_to(blocks[alone])
        nearest_km = np.full(len(alone), np.inf)
        np.minimum.at(nearest_km, block, egress_km)
        return zone[alone], nearest_km

    def seeds(self, entries: Entries) -> _Seeds:
        """Return the nodes at which ways from entries begin, and how far from them these are."""
        edge, cost = entries.edge, self.cost[entries.edge]
        back = np.flatnonzero(~self.oneway[edge] | (entries.first == 0))
        ahead_km = entries.egress + (1 - entries.last) * cost
        back_km = (entries.egress + entries.first * cost)[back]
        return _Seeds(
            np.concatenate([self.end[edge], self.start[edge[back]]]),
            np.concatenate([ahead_km, back_km]),
            np.concatenate([np.arange(len(edge)), back]),
        )

    def field(self, entries: Entries, limit: float = np.inf) -> Floats:
        """Return each node's distance from entries, ∞ beyond a limit."""
        return next(self.fields([entries], limit))

    def fields(self, each: Sequence[Entries], limit: float) -> Iterator[Floats]:
        """Yield each node's distance from each of some entries, ∞ beyond a limit."""
        return self._graph.from_seeds([self.seeds(entries)[:2] for entries in each], limit)

    def tree(self, seeds: _Seeds) -> tuple[Floats, Ints]:
        """Return each node's distance from seeds, and the node before it on the way.

        A node at which its way begins, and one to which none leads, is before itself.
        """
        return self._graph.tree(seeds.node, seeds.distance)

    def within(
        self, ties: Ties, rows: Ints, at: tuple[Ints, Floats], limit: Floats
    ) -> NDArray[np.bool_]:
        """Return which of some tied points lie within a limit of positions on edges.

        The limit is each point's, a position an edge and the share of its length up to it.
        """
        (edge, share), own = at, ties.of(rows)
        nodes, number = np.unique([self.start[edge], self.end[edge]], return_inverse=True)
        start, end = number.reshape(2, -1)
        none, most = np.zeros(1), float(limit.max(initial=0.0))
        fields = self._graph.from_seeds([(np.array([node]), none) for node in nodes], most)
        ways = (
            np.minimum(field[own.start] + own.ahead, field[own.end] + own.back) for field in fields
        )
        left = np.array([limit - way for way in ways])  # behind a way from each node
        found = np.empty((len(edge), len(rows)), bool)
        for nth, (street, cost) in enumerate(zip(edge, self.cost[edge], strict=True)):
            both = not self.oneway[street]
            found[nth] = left[end[nth]] >= (1 - share[nth]) * cost
            if both:
                found[nth] |= left[start[nth]] >= share[nth] * cost
            same = np.flatnonzero(own.edge == street)
            more = own.share[same] - share[nth]
            direct = np.abs(more) * cost + own.access[same] <= limit[same]
            found[nth, same] |= direct & (both | (more >= 0))
        return found

    def edge_between(self, one: int, other: int) -> tuple[int, bool]:
        """Return the shortest edge from a node to its neighbour, and whether it leads back there.

        Going back is going from the end of the edge to its start.
        """
        ahead = np.flatnonzero((self.start == one) & (self.end == other))
        back = np.flatnonzero((self.start == other) & (self.end == one) & ~self.oneway)
        edges = np.concatenate([ahead, back])
        best = int(self.cost[edges].argmin())
        return int(edges[best]), best >= len(ahead)

    def ways(self, field: Floats, entries: Entries, ties: Ties, rows: Ints) -> Floats:
        """Return how far some tied points are from entries whose field is given, ∞ beyond it.

        Every way has a length above 0, even along an edge that takes no time; 0 is inside a zone.
        """
        if not len(self.start):
            return np.full(len(rows), np.inf)
        ways = field[ties.start[rows]] + ties.ahead[rows]
        np.minimum(ways, field[ties.end[rows]] + ties.back[rows], out=ways)
        point, _, way = self.ways_on_edge(entries, ties, rows)
        np.minimum.at(ways, point, way)
        result: Floats = np.maximum(ways, LEAST_EDGE, out=ways)
        return result

    def on_edge(self, entries: Entries, ties: Ties, rows: Ints) -> Floats:
        """Return how far some tied points are along their edge, ∞ if it does not enter a zone."""
        out = np.full(len(rows), np.inf)
        point, _, way = self.ways_on_edge(entries, ties, rows)
        np.minimum.at(out, point, way)
        return out

    def ways_on_edge(self, entries: Entries, ties: Ties, rows: Ints) -> tuple[Ints, Ints, Floats]:
        """Return pairs of tied points and entries on their edge, and how far they are apart.

        A point is its number among `rows`.
        """
        entered = np.zeros(len(self.start) + 1, bool)  # the last is of points that are not tied
        entered[entries.edge] = True
        tied = np.flatnonzero(entered[ties.edge[rows]])
        edge, share = ties.edge[rows[tied]], ties.share[rows[tied]]
        first = np.searchsorted(entries.edge, edge)
        count = np.searchsorted(entries.edge, edge, "right") - first
        point = np.repeat(np.arange(len(tied)), count)
        entry = np.arange(len(point)) + np.repeat(first - (np.cumsum(count) - count), count)
        ahead = np.maximum(share[point] - entries.last[entry], 0)
        back = np.maximum(entries.first[entry] - share[point], 0)
        way = entries.egress[entry] + (ahead + back) * self.cost[edge[point]]
        way[self.oneway[edge[point]] & (back > 0)] = np.inf
        return tied[point], entry, way + ties.access[rows[tied[point]]]

    def to_nearest(self, ties: Ties, kinds: Sequence[Ints]) -> list[tuple[Floats, Ints]]:
        """Return, for some kinds of tied points, each node's distance to the nearest of a kind.

        With it comes which point that is, −1 if no way leads to any. `kinds` has the rows of each.
        """
        rows = np.flatnonzero(ties.edge >= 0)
        edge, share = ties.edge[rows], ties.share[rows]
        point = self.nodes + np.arange(len(ties.edge))
        both = ~self.oneway[edge] | (share == 1)
        two_way = ~self.oneway
        ahead = ties.access[rows] + share * self.cost[edge]
        back = ties.access[rows] + (1 - share) * self.cost[edge]
        tail = [self.end, self.start[two_way], point[rows], point[rows[both]]]
        head = [self.start, self.end[two_way], self.start[edge], self.end[edge][both]]
        cost = [self.cost, self.cost[two_way], ahead, back[both]]
        arcs = (np.concatenate(each) for each in (tail, head, cost))
        reverse = Graph(self.nodes + len(point), *arcs)
        result = []
        for some in kinds:
            field, source = reverse.nearest(point[some])
            known = source[: self.nodes] >= 0
            result.append(
                (field[: self.nodes], np.where(known, source[: self.nodes] - self.nodes, -1))
            )
        return result


def _rows_by(group: Ints, groups: int) -> list[Ints]:
    """Return the rows of each group, in order."""
    ends = np.cumsum(np.bincount(group, minlength=groups))[:-1]
    return np.split(np.argsort(group, kind="stable"), ends) if groups else []
