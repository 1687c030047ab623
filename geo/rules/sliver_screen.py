"""A cheap sufficient test that a shape has no strips: most shapes pass, and then need no buffers.

`sliver` buffers a shape by minus half the width and back, or the reverse. Every edge then moves
sideways and back. Nothing is lost, except tips much shorter than a strip,

- if each edge is longer than what its corners cut off (half the width times the tangent of half the
  turn, at either end), so that no edge vanishes,
- if two non-consecutive edges are farther apart than their reach: half the width, more before a
  corner, at most to where its mitre is cut; and
- if no corner is under 12°.

Pairs of edges that may be near are found by a sweep from west to east over their bounding boxes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from layers.geometry.edges import Floats, Ints
    from layers.geometry.scaled_plane import PlaneOutline

_SHARPEST = 9.5  # the tangent of half the turn at a corner of 12°
_FARTHEST = 2.3  # half widths from an edge to the corners where a mitre is cut
_ROUNDING_M = 2e-3  # twice the excess by which `sliver` grows a shape after shrinking
_MOST_CANDIDATES = 64  # for each edge; beyond, buffers are as fast


def plainly_wide(flat: PlaneOutline, width_m: float) -> bool:
    """Return whether a shape in plane metres certainly has no strips of a width, in or beside it.

    False means undecided.

    >>> from layers.geometry.scaled_plane import PlaneOutline
    >>> road, field = (PlaneOutline.of(shapely.box(0, 0, 1000, metres)) for metres in (9, 90))
    >>> plainly_wide(road, 10), plainly_wide(field, 10)
    (False, True)
    """
    _, xy, ring = flat
    if not len(ring):
        return True
    inner = ring[1:] == ring[:-1]
    start, end, ring = xy[:-1][inner], xy[1:][inner], ring[:-1][inner]
    following = _following(ring)
    way = (end - start).view(np.complex128)[:, 0]
    length = np.abs(way)
    turn = way.conj() * way[following]  # its argument is the turn after an edge
    aligned = np.abs(turn) + turn.real
    across = np.abs(turn.imag)  # divided by `aligned`: the tangent of half the turn
    if not (across < _SHARPEST * aligned).all():
        return False
    after = across / aligned
    before = np.empty_like(after)
    before[following] = after
    half = width_m / 2 + _ROUNDING_M
    if not (half * (after + before) + _ROUNDING_M < length).all():
        return False
    reach = half * np.minimum(np.sqrt(1 + np.maximum(after, before) ** 2), _FARTHEST)
    return not _any_near(start, end, following, reach)


def _following(ring: Ints) -> Ints:
    """Return each edge's next edge in its ring: the first follows the last."""
    following = np.arange(1, len(ring) + 1)
    last = np.flatnonzero(ring[1:] != ring[:-1])
    following[last[1:]] = last[:-1] + 1
    if len(last):
        following[last[0]] = 0
        following[-1] = last[-1] + 1
    else:
        following[-1] = 0
    return following


def _any_near(start: Floats, end: Floats, following: Ints, reach: Floats) -> bool:
    """Return whether two non-consecutive edges may be within their reaches."""
    low = np.minimum(start, end) - reach[:, None]
    high = np.maximum(start, end) + reach[:, None]
    order = np.argsort(low[:, 0])
    nth = np.arange(1, len(order) + 1)
    counts = np.searchsorted(low[order, 0], high[order, 0], side="right") - nth
    total = int(counts.sum())
    if total > _MOST_CANDIDATES * len(order):
        return True
    one = np.repeat(order, counts)
    other = order[np.arange(total) + np.repeat(nth - np.cumsum(counts) + counts, counts)]
    near = (low[one, 1] <= high[other, 1]) & (low[other, 1] <= high[one, 1])
    one, other = one[near], other[near]
    apart = (following[one] != other) & (following[other] != one)
    one, other = one[apart], other[apart]
    if not len(one):
        return False
    lines = shapely.linestrings(np.stack([start, end], axis=1)[np.append(one, other)])
    near = shapely.dwithin(lines[: len(one)], lines[len(one) :], reach[one] + reach[other])
    return bool(near.any())
