"""Densification of long edges, so that reprojection does not displace them.

An edge is straight in the CRS of its shape. If only its ends are reprojected it is straight in the
other CRS, and displaced: by up to 985 m for 200 km in EPSG:3035. So an edge that would be displaced
by more than 0.1 m is halved, recursively. Halves do not depend on the direction of an edge:
neighbours that share it share the new vertices. Other edges, such as all shorter than 300 m, get no
vertices.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.geometry.edges import Floats, Ints, nearest_turn
from layers.runtime.budget import spend

TOLERANCE_M = 0.1
_SHORTEST_M = 300.0
_METRES_OF_DEGREE = 111_320.0
_SAME_DEG = 3e-6  # between two roundings of the same point
_MOST = 2_000_000  # limit of added vertices; edges still displaced then stay
_LINEAR = (1, 2, 3, 5, 6)  # shapely's types of lines, rings, polygons and several of them
_BETWEEN = np.array([0.0, 0.25, 0.5, 0.75, 1.0])[:, None, None]


class Densified(NamedTuple):
    """Densified shapes, the number of added vertices, the largest displacement before and after."""

    shapes: NDArray[np.object_]
    added: int = 0
    departure_m: float = 0.0
    left_m: float = 0.0


class Densifier:
    """Adds vertices to shapes before `move` reprojects them to a CRS.

    `unit_m` is the length of that CRS's unit, None for degrees. An edge that matches an edge of the
    `known` shapes in that CRS (as in a file that was reprojected by its vertices) stays unchanged.
    """

    def __init__(
        self,
        move: Callable[[Floats], Floats],
        unit_m: float | None,
        known: NDArray[np.object_] | None = None,
    ) -> None:
        self._move, self._unit_m, self._known = move, unit_m, known

    def densified(self, shapes: NDArray[np.object_]) -> Densified:
        """Return shapes with added vertices, unchanged if they need none.

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
        result = Densified(shapes.copy())
        for kind in _LINEAR:
            some = rows[kinds[rows] == kind]
            if len(some):
                result = self._of_one_kind(result, some)
        return result

    def _of_one_kind(self, so_far: Densified, rows: Ints) -> Densified:
        """Return the shapes with those of some rows, all of one geometry type, densified."""
        kind, xy, offsets = shapely.to_ragged_array(so_far.shapes[rows])
        begins = np.zeros(len(xy) + 1, bool)
        begins[offsets[0]] = True
        edge = np.flatnonzero(~begins[1:-1])
        edge, share, places, farthest_m, left_m = self._halved(edge, xy[edge], xy[edge + 1])
        if not len(edge):
            return so_far
        order = np.lexsort((share, edge))
        dense = np.insert(xy, edge[order] + 1, places[order], axis=0)
        before = np.searchsorted(np.sort(edge) + 1, offsets[0])
        shapes = so_far.shapes
        shapes[rows] = shapely.from_ragged_array(kind, dense, (offsets[0] + before, *offsets[1:]))
        return Densified(
            shapes,
            so_far.added + len(edge),
            max(so_far.departure_m, farthest_m),
            max(so_far.left_m, left_m),
        )

    def _halved(
        self, edge: Ints, start: Floats, end: Floats
    ) -> tuple[Ints, Floats, Floats, float, float]:
        """Return the halved edges, the share and position of each new vertex, without duplicates.

        Also the greatest displacement before and after, in metres.
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
        """Return how far moved edges lie from the straight lines between their moved ends."""
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
            off_m = np.fmax(off_m, off)  # ignore points that cannot be moved
        off_m[~(np.fmax(length, off_m) >= _SHORTEST_M)] = 0.0
        return off_m

    def _metres(self, first: Floats, last: Floats, lat: Floats) -> Floats:
        """Return the vectors between points, in metres at a latitude."""
        with np.errstate(invalid="ignore"):
            way = last - first
            if self._unit_m is not None:
                return way * self._unit_m
            way[:, 0] = nearest_turn(way[:, 0], 0.0)
            way[:, 0] *= np.cos(np.radians(np.clip(lat, -90, 90)))
            return way * _METRES_OF_DEGREE

    def _are_long(self, first: Floats, last: Floats) -> NDArray[np.bool_]:
        """Return which edges, given by their moved ends, may be displaced."""
        long: NDArray[np.bool_] = (
            np.hypot(*self._metres(first, last, first[:, 1]).T) > _SHORTEST_M / 2
        )
        return long

    def _is_known(
        self, known: NDArray[np.object_], first: Floats, last: Floats
    ) -> NDArray[np.bool_]:
        """Return whether the known shapes have each edge, given by its moved ends."""
        from scipy.spatial import cKDTree  # noqa: PLC0415  slow to load, and few files need it

        xy, row = shapely.get_coordinates(known, return_index=True)
        edges = np.column_stack([xy[:-1], xy[1:]])[row[1:] == row[:-1]]
        edges = edges[self._are_long(edges[:, :2], edges[:, 2:])]
        if not len(edges):
            return np.zeros(len(first), bool)
        queried = np.column_stack([self._move(first), self._move(last)])
        queried = np.where(np.isfinite(queried), queried, 1e9)
        tree = cKDTree(np.concatenate([edges, edges[:, [2, 3, 0, 1]]]))
        distance, _ = tree.query(queried, distance_upper_bound=_SAME_DEG)
        is_known: NDArray[np.bool_] = np.isfinite(distance)
        return is_known
