"""Which of many edges affect the outline of their buffer.

A disc lies within the discs about the corners of a convex polygon if its centre lies behind each
of the polygon's sides by r − √(r² − s²/4) or more, s the side's length; so does a strip along an
edge if both its ends do. So edges are grouped by square cells of several sizes, and those that are
that deep behind the foremost vertices of their cell are dropped: the outline does not change.

In the smallest cells that depth is below the tolerance of an outline. There the corners of a cell's
convex hull replace its short edges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from layers.geometry.edges import Floats, Ints

    Bools = NDArray[np.bool_]

_LEAST_CELL = (
    2.8e-3  # of the radius: discs about its corners cover those of its hull up to 2e-6 · r
)
_CELLS = (
    (3.0, 0.5, 0.1, 8),
    (0.35, 0.0, 0.1, 8),
    (0.35, 0.5, 0.1, 32),
    (0.12, 0.0, 0.04, 32),
    (0.12, 0.5, 0.04, 32),
    (0.04, 0.0, 0.013, 32),
    (0.04, 0.5, 0.013, 32),
    (0.013, 0.0, 0.95 * _LEAST_CELL, 32),
    (0.013, 0.5, 0.95 * _LEAST_CELL, 32),
)
"""Cells: their side (of the radius), their shift (of the side), the longest piece of an edge in
them (of the radius), and the number of sides of the polygon of the foremost vertices."""
_WIDE = 3  # of them drop what is far from every edge of a shape
_NEAR = 2e-6  # of the radius: how far a vertex may lie outside the corners that replace it


def frontier(start: Floats, end: Floats, radius_m: float) -> tuple[Floats, Floats]:
    """Return the edges, or pieces of them, that affect the outline at this or any larger radius.

    `start` and `end` (n, 2) are the edges' ends, in rings; the order is kept. Dropping the rest
    moves the outline inward by at most 4e-6 · r.
    """
    start, end = _joined(*_bearing(start, end, radius_m, _CELLS))
    stands = _stands(start, end, radius_m)
    return start[stands], end[stands]


def without_middle(start: Floats, end: Floats, radius_m: float) -> tuple[Floats, Floats]:
    """Return edges, or pieces of them, with exactly the same outline; faster, but drops fewer."""
    return _joined(*_bearing(start, end, radius_m, _CELLS[:_WIDE]))


def _bearing(
    start: Floats, end: Floats, radius_m: float, cells: Sequence[tuple[float, float, float, int]]
) -> tuple[Ints, Floats, Floats]:
    """Return the pieces of edges that may affect the outline: the edge and the ends of each."""
    edge, away = np.arange(len(start)), np.hypot(*start.T)
    nearest = away.argmin()
    held_m = radius_m - away[nearest]
    if max(away.max(), np.hypot(*end.T).max()) > held_m:
        held_m = 0.0
    for share, shift, longest, sides in cells:
        edge, start, end = _pieces(edge, start, end, longest * radius_m)
        cell = _cells(start + (end - start) / 2, share * radius_m, shift)
        bears = _bears(start, end, cell, (radius_m, held_m), sides) | (edge == nearest)
        edge, start, end = edge[bears], start[bears], end[bears]
    return edge, start, end


def _joined(edge: Ints, start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """Return pieces of edges, joining consecutive pieces of the same edge."""
    begins = (edge[1:] != edge[:-1]) | (start[1:] != end[:-1]).any(axis=1)
    return start[np.append(True, begins)], end[np.append(begins, True)]


def _cells(place: Floats, size_m: float, shift: float) -> Ints:
    """Return the number of each point's square cell, counted from 0 without empty cells.

    The grid is offset from the origin by `shift` of a cell's size.
    """
    column, row = np.floor(place / size_m + shift).astype(np.int64).T
    return np.unique(column * 2**31 + row, return_inverse=True)[1]


def _bears(
    first: Floats, last: Floats, cell: Ints, radius_and_held_m: tuple[float, float], sides: int
) -> Bools:
    """Return whether each piece of an edge may affect the outline, judged within its cell.

    Land near the origin that another disc covers anyway is irrelevant: so sides that face the
    origin, beyond which everything is covered, are ignored.
    """
    radius_m, held_m = radius_and_held_m
    by_cell = np.argsort(cell, kind="stable")
    first, last, cell = first[by_cell], last[by_cell], cell[by_cell]
    begin = np.flatnonzero(np.diff(cell, prepend=-1))
    turn = np.arange(sides) * (2 * np.pi / sides)
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
        least = right * corner[:, 1] - up * corner[:, 0] + depth
        foot, ahead = right * corner[:, 0] + up * corner[:, 1], depth - least
        beside = np.maximum(np.abs(foot), np.abs(foot + length))
        farthest = np.maximum(np.abs(ahead), np.abs(ahead + radius_m))
        least[(length == 0) | (np.hypot(farthest, beside) <= held_m)] = -np.inf
        of = cell[deep]
        up, right, least = up[of], right[of], least[of]
        behind = (right * y[deep] - up * x[deep] >= least) & (
            right * to_y[deep] - up * to_x[deep] >= least
        )
        deep = deep[behind]
    bears = np.ones(len(cell), bool)
    bears[by_cell[deep[has_sides[cell[deep]]]]] = False
    return bears


def _pieces(
    edge: Ints, start: Floats, end: Floats, longest_m: float
) -> tuple[Ints, Floats, Floats]:
    """Split edges into equal pieces: the number of the edge and the two ends of each."""
    way = end - start
    count = np.maximum(np.ceil(np.hypot(*way.T) / longest_m), 1).astype(np.int64)
    of = np.repeat(np.arange(len(start)), count)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    share = (nth / count[of])[:, None]
    first = start[of] + share * way[of]
    last = np.vstack([first[1:], end[-1:]])
    ends = np.cumsum(count) - 1
    last[ends] = end
    return edge[of], first, last


def _foremost(place: Floats, way: Floats, begin: Ints, cell: Ints) -> Floats:
    """Return each cell's farthest point in a direction; `begin` is each cell's first row."""
    along = place @ way
    farthest = np.flatnonzero(along == np.maximum.reduceat(along, begin)[cell])
    points = np.empty((len(begin), 2))
    points[cell[farthest]] = place[farthest]
    return points


def _stands(start: Floats, end: Floats, radius_m: float) -> Bools:
    """Return whether each edge is long, or starts at a corner that replaces its neighbours."""
    size_m = _LEAST_CELL * radius_m
    stands = np.hypot(*(end - start).T) > size_m
    short = np.flatnonzero(~stands)
    cell = _cells(start[short], size_m, 0.0)
    by_cell = np.argsort(cell, kind="stable")
    short, cell = short[by_cell], cell[by_cell]
    hulls = shapely.convex_hull(shapely.multipoints(start[short], indices=cell))
    corners = shapely.get_coordinates(shapely.simplify(hulls, _NEAR * radius_m))
    stands[short] = np.isin(_as_complex(start[short]), _as_complex(corners))
    return np.asarray(stands)


def _as_complex(xy: Floats) -> NDArray[np.complex128]:
    return np.ascontiguousarray(xy).view(np.complex128)[:, 0]
