"""The shortest ways from the zones of a coverage along a network: to which zone, along which line.

Distances are those of `network`; a place inside a zone is 0 km from it. Of two zones at the same
distance the first in the order of ids counts.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely

from geo.coverage.network import LEAST_EDGE, Network, Ties
from geo.coverage.network_reach import inside
from geo.zone import ZonePolygon
from layers.geometry.edges import Floats, Ints, nearest_turn

_AHEAD, _BACK, _DIRECT = range(3)


class NetworkWay(NamedTuple):
    """A way from a zone (its number) to a place: its length, the straight line's, and its line.

    The line (degrees) is empty inside the zone; all lengths are in km.
    """

    zone: int
    way_km: float
    line_km: float
    line: shapely.LineString


class _Ends(NamedTuple):
    """The last part of the ways to some tied points: its length, and from where it comes.

    `side` is whether it comes along the edge of the point from its start, from its end, or from an
    entry on it; `seed` with which seed it began, or `entry` on which entry.
    """

    way_km: Floats
    side: Ints
    begin: Ints


class NetworkWays:
    """The shortest ways along a network from some zones, named by `ids`. Thread-safe."""

    def __init__(
        self, network: Network, polygons: Sequence[ZonePolygon], ids: Sequence[str]
    ) -> None:
        self._network, self._polygons = network, polygons
        self._order = np.argsort(np.array(ids, str), kind="stable")
        self._entries, zone = network.entries_of([polygons[row] for row in self._order])
        self._zone = self._order[zone]
        self._seeds = network.seeds(self._entries)
        self._field, self._previous = network.tree(self._seeds)
        self._seed = self._first_seeds()

    def _first_seeds(self) -> Ints:
        """Return with which seed the way to each node begins, −1 if none leads there."""
        seeds, count = self._seeds, len(self._seeds.node)
        rank = np.argsort(self._order)[self._zone[seeds.entry]]
        by_node = np.lexsort((rank, seeds.distance, seeds.node))
        nodes, first = np.unique(seeds.node[by_node], return_index=True)
        seed = np.full(len(self._field), -1)
        seed[nodes] = by_node[first] if count else first
        begin = self._previous
        while (begin[begin] != begin).any():
            begin = begin[begin]
        return seed[begin]

    def nearest(self, lon: Floats, lat: Floats) -> tuple[Ints, Floats]:
        """Return the nearest zone of each place (its number), and the way's length in km.

        −1 and ∞ if no way leads there.
        """
        ends = self._ends(self._network.tied(lon, lat))
        entry = ends.begin
        if len(self._seeds.entry):
            entry = np.where(ends.side == _DIRECT, entry, self._seeds.entry[entry])
        known = np.isfinite(ends.way_km)
        zone = np.full(len(lon), -1)
        zone[known] = self._zone[entry[known]]
        way_km = ends.way_km
        for row in self._order[::-1].tolist():
            held = inside(self._polygons[row], lon, lat)
            zone[held], way_km[held] = row, 0.0
        return zone, way_km

    def way(self, lon: float, lat: float) -> NetworkWay | None:
        """Return the way to a place; None if none leads there."""
        place = np.array([lon]), np.array([lat])
        zone, way_km = self.nearest(*place)
        if zone[0] < 0:
            return None
        row = int(zone[0])
        if way_km[0] == 0:
            return NetworkWay(row, 0.0, 0.0, shapely.LineString())
        line_km = float(self._polygons[row].boundary.distance_km(*place)[0])
        xy = self._line(self._network.tied(*place), row)
        end = nearest_turn(place[0], xy[-1, 0])[0], lat
        return NetworkWay(row, float(way_km[0]), line_km, shapely.LineString([*xy.tolist(), end]))

    def _ends(self, ties: Ties) -> _Ends:
        """Return where the ways to tied points come from."""
        network, rows = self._network, np.arange(len(ties.edge))
        ahead = self._field[ties.start] + ties.ahead
        back = self._field[ties.end] + ties.back
        direct, entry = np.full(len(rows), np.inf), np.full(len(rows), -1)
        point, on, way_km = network.ways_on_edge(self._entries, ties, rows)
        rank = np.argsort(self._order)[self._zone[on]]
        last = np.lexsort((rank, way_km))[::-1]  # the nearest is written last
        direct[point[last]], entry[point[last]] = way_km[last], on[last]
        every = np.stack([ahead, back, direct])
        side = every.argmin(axis=0)
        begin = np.stack([self._seed[ties.start], self._seed[ties.end], entry])
        return _Ends(np.maximum(every[side, rows], LEAST_EDGE), side, begin[side, rows])

    def _line(self, ties: Ties, zone: int) -> Floats:
        """Return the line of the way to one tied point, from the zone to the foot of its access."""
        network, entries, ends = self._network, self._entries, self._ends(ties)
        edge, share, side = int(ties.edge[0]), float(ties.share[0]), int(ends.side[0])
        if side == _DIRECT:
            entry = int(ends.begin[0])
            begin = float(np.clip(share, entries.first[entry], entries.last[entry]))
            parts = [network.along(edge, begin, share)]
        else:
            seed = int(ends.begin[0])
            entry = int(self._seeds.entry[seed])
            of = int(entries.edge[entry])
            ahead = seed < len(entries.edge)
            begin = float((entries.last if ahead else entries.first)[entry])
            parts = [network.along(of, begin, float(ahead))]
            nodes = [int((network.start if side == _AHEAD else network.end)[edge])]
            while self._previous[nodes[-1]] != nodes[-1]:
                nodes.append(int(self._previous[nodes[-1]]))
            nodes.reverse()
            for one, other in itertools.pairwise(nodes):
                between, is_back = network.edge_between(one, other)
                parts.append(network.along(between, float(is_back), float(not is_back)))
            parts.append(network.along(edge, float(side == _BACK), share))
        xy: Floats = np.concatenate(parts)
        if entries.egress[entry] > 0:
            xy = np.concatenate([_nearest_on(self._polygons[zone], xy[0])[None], xy])
        moves = np.append(True, (np.diff(xy, axis=0) != 0).any(axis=1))
        return np.asarray(xy[moves], float)


def _nearest_on(polygon: ZonePolygon, place: Floats) -> Floats:
    """Return the position of a polygon that is nearest to a place, in the longitudes of that."""
    west, _, east, _ = polygon.bounds
    lon = nearest_turn(place[:1], (west + east) / 2)[0]
    narrow = np.array([np.cos(np.radians(place[1])), 1.0])
    flat = shapely.transform(polygon.whole, lambda xy: xy * narrow)
    line = shapely.shortest_line(flat, shapely.Point(np.array([lon, place[1]]) * narrow))
    found = shapely.get_coordinates(line)[0] / narrow + np.array([place[0] - lon, 0.0])
    return np.asarray(found, float)
