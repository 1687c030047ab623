"""Which of many edges bear upon the outline of all that lies within a radius of them.

A disc lies within the discs about the corners of a convex polygon where its centre lies behind each
of the polygon's sides by r − √(r² − s²/4) or more, s the side's length; so does a strip along an
edge where both its ends do. So edges are taken by square cells of several sizes, and those that lie
so deep among the foremost vertices of their cell are left out: the outline stays the very same.

In the least cells that depth is below what an outline may err. There the corners of a cell's convex
hull stand for its short edges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.edges import Floats, Ints

    Bools = NDArray[np.bool_]

_CELLS = (3.0, 0.35, 0.12, 0.04, 0.013)  # of the radius
_SIDES = 32  # of the polygon of the foremost vertices in each direction
_LONGEST = 0.1  # of the radius: longer edges are taken in pieces
_LEAST_CELL = 2.8e-3  # of the radius: discs about its corners hold its hull's but for 2e-6 · r
_NEAR = 2e-6  # of the radius: how far outside the corners that stand for it a vertex may lie


def frontier(start: Floats, end: Floats, radius_m: float) -> Ints:
    """Return, in order, the edges that bear upon the outline at a radius, or at any larger one.

    `start` and `end` (n, 2) are the edges' ends, in rings. Without the other edges the outline lies
    at most 4e-6 · r farther in.
    """
    kept = np.arange(len(start))
    for share in _CELLS:
        for shift in (0.0, 0.5):
            bears = _bears(start[kept], end[kept], _Cells(share * radius_m, shift), radius_m)
            kept = kept[bears]
    return kept[_stands(start[kept], end[kept], radius_m)]


class _Cells:
    """Square cells of a size in metres, the first with its corner `shift` of it off the origin."""

    def __init__(self, size_m: float, shift: float) -> None:
        self._size_m, self._shift = size_m, shift

    def of(self, place: Floats) -> Ints:
        """Return the number of the cell of each place, counted from 0."""
        column, row = np.floor(place / self._size_m + self._shift).astype(np.int64).T
        return np.unique(column * 2**31 + row, return_inverse=True)[1]


def _bears(start: Floats, end: Floats, cells: _Cells, radius_m: float) -> Bools:
    """Return whether each edge may bear upon the outline, by cells of one size."""
    edge, first, last = _pieces(start, end, _LONGEST * radius_m)
    cell = cells.of((first + last) / 2)
    by_cell = np.argsort(cell, kind="stable")
    edge, first, last, cell = edge[by_cell], first[by_cell], last[by_cell], cell[by_cell]
    begin = np.flatnonzero(np.diff(cell, prepend=-1))
    turn = np.arange(_SIDES) * (2 * np.pi / _SIDES)
    corners = [
        _foremost(first, way, begin, cell) for way in np.column_stack([np.cos(turn), np.sin(turn)])
    ]
    (x, y), (to_x, to_y) = first.T.copy(), last.T.copy()
    deep = np.arange(len(cell))
    has_sides = np.zeros(len(begin), bool)
    for corner, following in zip(corners, [*corners[1:], corners[0]], strict=True):
        side = following - corner
        length = np.hypot(*side.T)
        has_sides |= length > 0
        right, up = side.T / np.maximum(length, 1e-300)
        depth = radius_m - np.sqrt(np.maximum(radius_m**2 - length**2 / 4, 0))
        least = np.where(length > 0, up * -corner[:, 0] + right * corner[:, 1] + depth, -np.inf)
        of = cell[deep]
        up, right, least = up[of], right[of], least[of]
        behind = (right * y[deep] - up * x[deep] >= least) & (
            right * to_y[deep] - up * to_x[deep] >= least
        )
        deep = deep[behind]
    is_shallow = np.ones(len(cell), bool)
    is_shallow[deep[has_sides[cell[deep]]]] = False
    bears = np.zeros(len(start), bool)
    bears[edge[is_shallow]] = True
    return bears


def _pieces(start: Floats, end: Floats, longest_m: float) -> tuple[Ints, Floats, Floats]:
    """Return the edges in equal pieces: of each its edge and its two ends."""
    way = end - start
    count = np.maximum(np.ceil(np.hypot(*way.T) / longest_m), 1).astype(np.int64)
    edge = np.repeat(np.arange(len(start)), count)
    nth = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    share = (nth / count[edge])[:, None], ((nth + 1) / count[edge])[:, None]
    first, last = (start[edge] + part * way[edge] for part in share)
    return edge, first, last


def _foremost(place: Floats, way: Floats, begin: Ints, cell: Ints) -> Floats:
    """Return the place of each cell farthest along a way; `begin` is each cell's first row."""
    along = place @ way
    farthest = np.flatnonzero(along == np.maximum.reduceat(along, begin)[cell])
    found = np.empty((len(begin), 2))
    found[cell[farthest]] = place[farthest]
    return found


def _stands(start: Floats, end: Floats, radius_m: float) -> Bools:
    """Return whether each edge is long, or begins in a corner that stands for its neighbours."""
    size_m = _LEAST_CELL * radius_m
    stands = np.hypot(*(end - start).T) > size_m
    short = np.flatnonzero(~stands)
    cell = _Cells(size_m, 0.0).of(start[short])
    by_cell = np.argsort(cell, kind="stable")
    short, cell = short[by_cell], cell[by_cell]
    hulls = shapely.convex_hull(
        shapely.multipoints(np.asarray(shapely.points(start[short])), indices=cell)
    )
    corners = shapely.get_coordinates(shapely.simplify(hulls, _NEAR * radius_m))
    stands[short] = np.isin(_as_complex(start[short]), _as_complex(corners))
    return np.asarray(stands)


def _as_complex(xy: Floats) -> NDArray[np.complex128]:
    return np.ascontiguousarray(xy).view(np.complex128)[:, 0]
