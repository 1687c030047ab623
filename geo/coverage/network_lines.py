"""The edges of a network as lines on the ground, and which is the nearest to a point or a block.

Positions are in degrees (lon, lat); longitudes are turned to within 180° of the network's middle,
so that it has a seam only opposite to that. Lines are cut into pieces that are straight on the
ground, with an index of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.zone import ZonePolygon
from layers.geometry.antimeridian import Shapes
from layers.geometry.edges import Floats, Ints, nearest_turn
from layers.geometry.ellipsoid import Ellipsoid
from layers.geometry.point_distance import Boundary

_PIECE_DEG = 0.05  # such a piece of an edge deviates less than a metre from its chord
_STEEPEST_DEG = 89.9
_NEAR_RAD = 0.01
_EARTH_KM = 6350.0  # its radius, at least

OTHER_EDGES_KM = 1.0
"""How much farther than the nearest edge others are to which a block is tied that none enters."""


class NetworkEdges(NamedTuple):
    """Edges between two nodes, given by their numbers, along lines in degrees.

    `xy` has the positions of one line after the other, each from `start` to `end`, and `edge` the
    edge of each position; a `oneway` edge leads only that way. A length that is shorter than the
    geodesics along the line is replaced by theirs. With `minutes`, ways are in minutes, not in km,
    access and egress at 30 km/h.
    """

    start: Ints
    end: Ints
    xy: Floats
    edge: Ints
    length_km: Floats
    oneway: NDArray[np.bool_]
    minutes: Floats | None = None


class EdgeLines:
    """The lines of edges in pieces; `middle_deg` is the longitude opposite to which the seam is."""

    def __init__(self, ellipsoid: Ellipsoid, edges: NetworkEdges, middle_deg: float) -> None:
        self.ellipsoid, self._middle = ellipsoid, middle_deg
        self._cut(edges)
        along = np.bincount(self._edge, self._piece_km, minlength=len(edges.start))
        self.length_km = np.maximum(along, edges.length_km)

    def _cut(self, edges: NetworkEdges) -> None:
        """Cut the lines of edges into pieces that are straight on the ground."""
        xy, edge = edges.xy.copy(), edges.edge
        first_lon = nearest_turn(xy[np.searchsorted(edge, edge), 0], self._middle)
        xy[:, 0] = nearest_turn(xy[:, 0], first_lon)
        inner = np.flatnonzero(edge[1:] == edge[:-1])
        step = xy[inner + 1] - xy[inner]
        count = np.maximum(np.ceil(np.hypot(*step.T) / _PIECE_DEG), 1).astype(np.int64)
        step /= count[:, None]
        nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        self._edge, self._step = np.repeat(edge[inner], count), np.repeat(step, count, axis=0)
        self._from = np.repeat(xy[inner], count, axis=0) + self._step * nth[:, None]
        to = self._from + self._step
        self._piece_km = np.maximum(self._apart_km(self._from, to), 1e-9)
        before = np.cumsum(self._piece_km) - self._piece_km
        before -= before[np.searchsorted(self._edge, self._edge)]
        whole = np.bincount(self._edge, self._piece_km, minlength=len(edges.start))
        self._share = before / whole[self._edge]
        self._share_of_piece = self._piece_km / whole[self._edge]
        flat = [self._conformal(ends) for ends in (self._from, to)]
        self._tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack(flat, axis=1))))

    def _apart_km(self, one: Floats, other: Floats) -> Floats:
        _, _, metres = self.ellipsoid.geod.inv(one[:, 0], one[:, 1], other[:, 0], other[:, 1])
        return np.asarray(metres, float) / 1e3

    def _conformal(self, xy: Floats) -> Floats:
        """Return the Mercator plane of the ellipsoid (radians), where nearest is local truth."""
        e = np.sqrt(self.ellipsoid.flattening * (2 - self.ellipsoid.flattening))
        phi = np.radians(np.clip(xy[:, 1], -_STEEPEST_DEG, _STEEPEST_DEG))
        northing = np.arcsinh(np.tan(phi)) - e * np.arctanh(e * np.sin(phi))
        return np.column_stack([np.radians(xy[:, 0]), northing])

    def _nearest(self, lon: Floats, lat: Floats) -> tuple[Ints, Floats, Floats]:
        """Return the nearest edge of points (−1 if there is none), the share, and the geodesic."""
        at = np.column_stack([nearest_turn(lon, self._middle), lat])
        point, piece, foot = self._near(np.asarray(shapely.points(at)))
        best = _least(point, self._apart_km(at[point], foot), len(lon))
        edge, share = np.full(len(lon), -1), np.zeros(len(lon))
        access_km = np.full(len(lon), np.inf)
        tied = point[best]
        edge[tied], share[tied] = self._along(piece[best], foot[best])
        access_km[tied] = self._apart_km(at[tied], foot[best])
        return edge, share, access_km

    def _near(self, shapes: Shapes, farther_km: float = 0.0) -> tuple[Ints, Ints, Floats]:
        """Return pairs of shapes and pieces, with the foot on the piece.

        Those that may be the nearest, or so much farther away.

        Within a distance d (radians) of the Mercator plane its scale changes by less than a factor
        of 1 + 3d. A shape that is farther away than some 50 km has one piece, the nearest in that
        plane: of a network that ends far from it most pieces might be the nearest.
        """
        flat: Shapes = shapely.transform(shapes, self._conformal)
        if not len(self._tree) or not len(flat):
            return np.empty(0, int), np.empty(0, int), np.empty((0, 2))
        pairs, apart = self._tree.query_nearest(flat, all_matches=False, return_distance=True)
        near = apart <= _NEAR_RAD
        _, south, _, north = shapely.bounds(flat[pairs[0, near]]).T
        km_per_rad = _EARTH_KM / np.cosh(np.maximum(np.abs(south), np.abs(north)))
        most = apart[near] + farther_km / km_per_rad
        close, within = pairs[0, near], most * (1 + 3 * most) + 1e-9
        some, others = self._tree.query(flat[close], predicate="dwithin", distance=within)
        which = np.concatenate([pairs[0, ~near], close[some]])
        piece = np.concatenate([pairs[1, ~near], others])
        lines = self._tree.geometries[piece]
        foot = shapely.get_point(shapely.shortest_line(flat[which], lines), -1)
        share = shapely.line_locate_point(lines, foot, normalized=True)
        return which, piece, self._from[piece] + self._step[piece] * share[:, None]

    def _along(self, piece: Ints, xy: Floats) -> tuple[Ints, Floats]:
        """Return the edge of positions on pieces, and the share of its length up to them."""
        share = np.minimum(self._apart_km(self._from[piece], xy) / self._piece_km[piece], 1.0)
        return self._edge[piece], self._share[piece] + share * self._share_of_piece[piece]

    def _nearest_to(self, blocks: Shapes) -> tuple[Ints, Ints, Floats, Floats]:
        """Return the edges near blocks that no edge enters: the block, edge, share and geodesic.

        They are the nearest, and all that are at most `OTHER_EDGES_KM` farther from the block.
        """
        which, piece, foot = self._near(blocks, OTHER_EDGES_KM)
        egress_km = np.empty(len(which))
        for number, block in enumerate(blocks):
            mine = which == number
            boundary = Boundary(self.ellipsoid, block)
            egress_km[mine] = boundary.outside_km(foot[mine, 0], foot[mine, 1])
        nearest_km = np.full(len(blocks), np.inf)
        np.minimum.at(nearest_km, which, egress_km)
        edge, share = self._along(piece, foot)
        order = np.lexsort((egress_km, edge, which))
        new = (np.diff(which[order], prepend=-1) != 0) | (np.diff(edge[order], prepend=-1) != 0)
        rows = order[new]
        rows = rows[egress_km[rows] <= nearest_km[which[rows]] + OTHER_EDGES_KM]
        return which[rows], edge[rows], share[rows], egress_km[rows]

    def _blocks(self, polygons: Sequence[ZonePolygon]) -> tuple[Shapes, Ints]:
        """Return the blocks of zones, in the longitudes of the network, and the zone of each."""
        west, _, east, _ = np.array([one.bounds for one in polygons]).reshape(-1, 4).T
        by = nearest_turn((west + east) / 2, self._middle) - (west + east) / 2
        whole = np.array([one.whole for one in polygons], object)
        blocks, zone = shapely.get_parts(whole, return_index=True)
        xy, block = shapely.get_coordinates(blocks, return_index=True)
        xy[:, 0] += by[zone[block]]
        return np.asarray(shapely.set_coordinates(blocks, xy), object), zone

    def _meeting(self, blocks: Shapes) -> tuple[Ints, Ints, Shapes]:
        """Return pairs of blocks and pieces that intersect, with the lines of the pieces."""
        west, south, east, north = shapely.bounds(blocks).T
        low, high = (
            self._conformal(np.column_stack(corner)) for corner in ((west, south), (east, north))
        )
        block, piece = self._tree.query(shapely.box(*low.T, *high.T))
        ends = np.stack([self._from[piece], self._from[piece] + self._step[piece]], axis=1)
        lines = np.asarray(shapely.linestrings(ends), object)
        meet = shapely.intersects(blocks[block], lines)
        return block[meet], piece[meet], lines[meet]

    def positions(
        self, box: tuple[float, float, float, float], apart_km: float
    ) -> tuple[Ints, Floats, Floats]:
        """Return positions on the edges within a box (degrees), at most so far apart.

        Their edges, the share of its length up to each, and where they are in degrees.
        """
        west, south, east, north = box
        turn = float(nearest_turn(np.array([(west + east) / 2]), self._middle)[0])
        by = turn - (west + east) / 2
        corners = np.array([(west + by, south), (east + by, north)])
        piece = np.sort(self._tree.query(shapely.box(*self._conformal(corners).ravel())))
        count = np.maximum(np.ceil(self._piece_km[piece] / apart_km), 1).astype(np.int64)
        nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        part = (nth + 0.5) / np.repeat(count, count)
        every = np.repeat(piece, count)
        xy = self._from[every] + self._step[every] * part[:, None]
        share = self._share[every] + part * self._share_of_piece[every]
        return self._edge[every], share, xy

    def places_at(self, edge: Ints, share: Floats) -> Floats:
        """Return where positions on edges are (degrees), given by the share of the length."""
        key = self._edge + self._share
        piece = np.searchsorted(key, edge + share, side="right") - 1
        part = np.clip((share - self._share[piece]) / self._share_of_piece[piece], 0, 1)
        return np.asarray(self._from[piece] + self._step[piece] * part[:, None], float)

    def along(self, edge: int, first: float, last: float) -> Floats:
        """Return the line (degrees) along an edge from one share of its length to another."""
        mine = slice(*np.searchsorted(self._edge, [edge, edge + 1]))
        end = self._from[mine][-1:] + self._step[mine][-1:]
        xy = np.concatenate([self._from[mine], end])
        share = np.append(self._share[mine], 1.0)
        low, high = sorted((first, last))
        between = share[(low < share) & (share < high)]
        at = np.array([low, *between, high])
        line = np.column_stack([np.interp(at, share, values) for values in xy.T])
        return line if first <= last else line[::-1]


def _least(group: Ints, km: Floats, groups: int) -> Ints:
    """Return the row of each group's least distance, groups ascending; the first of equals."""
    order = np.lexsort((km, group))
    return order[np.searchsorted(group[order], np.unique(group))] if groups else order
