"""Further vertices on long edges, so that these stay where they are when a shape is reprojected.

An edge is straight in the CRS that a shape is given in. Moved by its ends alone it is straight in
the other CRS, and lies elsewhere: 200 km in EPSG:3035 by up to 985 m. So an edge that would lie
more than 0.1 m off is halved, and its halves again, until none does. Halves are the same whichever
way an edge runs: neighbours that share it share the new vertices. An edge that would not lie so far
off, as all that are shorter than 300 m, keeps its ends alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from layers.geometry.edges import nearest_turn
from layers.runtime.budget import spend

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from layers.geometry.edges import Floats, Ints

TOLERANCE_M = 0.1
_SHORTEST_M = 300.0
_METRES_OF_DEGREE = 111_320.0
_SAME_DEG = 3e-6  # between two places that are one, however they were rounded
_MOST = 2_000_000  # vertices that are added at once; then the rest of what is off is left
_LINEAR = (1, 2, 3, 5, 6)  # shapely's types of lines, rings, polygons and several of them
_BETWEEN = np.array([0.0, 0.25, 0.5, 0.75, 1.0])[:, None, None]


class Densified(NamedTuple):
    """Shapes with further vertices; how many, how far edges would have lain off, and still do."""

    shapes: NDArray[np.object_]
    added: int = 0
    departure_m: float = 0.0
    left_m: float = 0.0


class Densifier:
    """What adds vertices to shapes before `move` takes them to a CRS.

    `unit_m` is the length of that CRS's unit, None where it counts degrees. An edge between two
    places between which `known` shapes, in that CRS, have an edge (as those of a file that was
    reprojected by its vertices) is that edge, and stays.
    """

    def __init__(
        self,
        move: Callable[[Floats], Floats],
        unit_m: float | None,
        known: NDArray[np.object_] | None = None,
    ) -> None:
        self._move, self._unit_m, self._known = move, unit_m, known

    def densified(self, shapes: NDArray[np.object_]) -> Densified:
        """Return shapes with the vertices that they need, the others as they are.

        Raises:
            BudgetError: these are more than the budget of the context allows.
        """
        xy, row = shapely.get_coordinates(shapes, return_index=True)
        if len(xy) < 2:
            return Densified(shapes)
        ends = self._move(xy)
        long = self._are_long(ends[:-1], ends[1:]) & (row[1:] == row[:-1])
        kinds = shapely.get_type_id(shapes)
        rows = np.unique(row[:-1][long])
        done = Densified(shapes.copy())
        for kind in _LINEAR:
            some = rows[kinds[rows] == kind]
            if len(some):
                done = self._of_one_kind(done, some)
        return done

    def _of_one_kind(self, done: Densified, rows: Ints) -> Densified:
        """Return the shapes with those of some rows, all of one kind, densified."""
        kind, xy, offsets = shapely.to_ragged_array(done.shapes[rows])
        begins = np.zeros(len(xy) + 1, bool)
        begins[offsets[0]] = True
        edge = np.flatnonzero(~begins[1:-1])
        edge, share, places, farthest_m, left_m = self._halved(edge, xy[edge], xy[edge + 1])
        if not len(edge):
            return done
        order = np.lexsort((share, edge))
        dense = np.insert(xy, edge[order] + 1, places[order], axis=0)
        before = np.searchsorted(np.sort(edge) + 1, offsets[0])
        shapes = done.shapes
        shapes[rows] = shapely.from_ragged_array(kind, dense, (offsets[0] + before, *offsets[1:]))
        return Densified(
            shapes,
            done.added + len(edge),
            max(done.departure_m, farthest_m),
            max(done.left_m, left_m),
        )

    def _halved(
        self, edge: Ints, start: Floats, end: Floats
    ) -> tuple[Ints, Floats, Floats, float, float]:
        """Return the edges that are halved, at which share of them and where, once for each place.

        And how far an edge lies off at most: before, and after.
        """
        backwards = (start[:, 0] > end[:, 0]) | (
            (start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1])
        )
        first = np.where(backwards[:, None], end, start)
        last = np.where(backwards[:, None], start, end)
        low, high = np.where(backwards, 1.0, 0.0), np.where(backwards, 0.0, 1.0)
        off_m = self._off_m(first, last)
        if self._known is not None and (off_m > TOLERANCE_M).any():
            off_m[self._is_known(self._known, first, last)] = 0.0
        farthest_m = float(off_m.max(initial=0.0))
        halved, added = [], 0
        while (far := off_m > TOLERANCE_M).any() and added + far.sum() <= _MOST:
            added += int(far.sum())
            spend(added)
            edge, first, last, low, high = (it[far] for it in (edge, first, last, low, high))
            middle, half = (first + last) / 2, (low + high) / 2
            halved.append((edge, half, middle))
            edge = np.concatenate([edge, edge])
            first, last = np.concatenate([first, middle]), np.concatenate([middle, last])
            low, high = np.concatenate([low, half]), np.concatenate([half, high])
            off_m = self._off_m(first, last)
        if not halved:
            return edge[:0], low[:0], first[:0], farthest_m, farthest_m
        edge, share, places = map(np.concatenate, zip(*halved, strict=True))
        return edge, share, places, farthest_m, float(off_m.max())

    def _off_m(self, first: Floats, last: Floats) -> Floats:
        """Return how far edges lie from the straight lines between their ends, once moved."""
        places = (1 - _BETWEEN) * first + _BETWEEN * last
        begin, *between, end = self._move(places.reshape(-1, 2)).reshape(places.shape)
        with np.errstate(invalid="ignore"):
            middle_lat = (begin[:, 1] + end[:, 1]) / 2
        along = self._metres(begin, end, middle_lat)
        length = np.hypot(*along.T)
        off_m = np.zeros(len(first))
        for place in between:
            way = self._metres(begin, place, middle_lat)
            with np.errstate(divide="ignore", invalid="ignore"):
                across = np.abs(along[:, 0] * way[:, 1] - along[:, 1] * way[:, 0]) / length
            off = np.where(length > 0, across, np.hypot(*way.T))
            off_m = np.fmax(off_m, off)  # a place that cannot be moved tells nothing
        off_m[~(np.fmax(length, off_m) >= _SHORTEST_M)] = 0.0
        return off_m

    def _metres(self, first: Floats, last: Floats, lat: Floats) -> Floats:
        """Return the ways between places, in metres as they are at a latitude."""
        with np.errstate(invalid="ignore"):
            way = last - first
            if self._unit_m is not None:
                return way * self._unit_m
            way[:, 0] = nearest_turn(way[:, 0], 0.0)
            way[:, 0] *= np.cos(np.radians(np.clip(lat, -90, 90)))
            return way * _METRES_OF_DEGREE

    def _are_long(self, first: Floats, last: Floats) -> NDArray[np.bool_]:
        """Return which edges, their ends moved, may lie off."""
        long: NDArray[np.bool_] = (
            np.hypot(*self._metres(first, last, first[:, 1]).T) > _SHORTEST_M / 2
        )
        return long

    def _is_known(
        self, known: NDArray[np.object_], first: Floats, last: Floats
    ) -> NDArray[np.bool_]:
        """Return whether the known shapes have each edge, its ends moved."""
        from scipy.spatial import cKDTree  # noqa: PLC0415  slow to load, and few files ask for it

        xy, row = shapely.get_coordinates(known, return_index=True)
        edges = np.column_stack([xy[:-1], xy[1:]])[row[1:] == row[:-1]]
        edges = edges[self._are_long(edges[:, :2], edges[:, 2:])]
        if not len(edges):
            return np.zeros(len(first), bool)
        wanted = np.column_stack([self._move(first), self._move(last)])
        wanted = np.where(np.isfinite(wanted), wanted, 1e9)
        tree = cKDTree(np.concatenate([edges, edges[:, [2, 3, 0, 1]]]))
        apart, _ = tree.query(wanted, distance_upper_bound=_SAME_DEG)
        found: NDArray[np.bool_] = np.isfinite(apart)
        return found
