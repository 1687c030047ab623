"""Borders of regions split into arcs, each once: the topology of a TopoJSON document.

Two regions share a border where they have the same vertices, in the same or reverse order. A
junction is a vertex whose neighbours along one ring differ from those along another. Arcs run from
junction to junction; a ring without junctions is one arc.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.geometry.antimeridian import Shapes

    Whole = NDArray[np.int64]


class Arcs(NamedTuple):
    """Positions of each arc; and by shape, polygon and ring the arcs, reversed ones as `~index`."""

    positions: list[NDArray[np.float64]]
    shapes: list[list[list[list[int]]]]


def cut_arcs(shapes: Shapes) -> Arcs:
    """Return the arcs of polygons and multipolygons.

    >>> west, east = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    >>> arcs = cut_arcs(np.array([west, east]))
    >>> arcs.shapes
    [[[[0, 1]]], [[[-1, 2]]]]
    >>> arcs.positions[0].tolist()
    [[1.0, 0.0], [1.0, 1.0]]
    """
    polygons, shape = shapely.get_parts(shapes, return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    if not len(rings):
        return Arcs([], [[] for _ in shapes])
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    within = np.append(np.diff(ring) == 0, False)  # the last vertex repeats the first
    xy, ring = xy[within], ring[within]
    places, vertex = _numbered(xy)
    starts = np.flatnonzero(np.diff(ring, prepend=-1))
    junction = _junctions(vertex, starts, len(places))
    numbers: dict[bytes, int] = {}
    positions: list[NDArray[np.float64]] = []
    cut: list[list[list[list[int]]]] = [[] for _ in shapes]
    last = -1
    for number, ring_vertex in enumerate(np.split(vertex, starts[1:])):
        if polygon[number] != last:
            last = polygon[number]
            cut[shape[last]].append([])
        arcs = []
        for line in _lines(ring_vertex, junction[ring_vertex]):
            ahead, back = line.tobytes(), line[::-1].tobytes()
            if ahead in numbers:
                arcs.append(numbers[ahead])
            elif back in numbers:
                arcs.append(~numbers[back])
            else:
                numbers[ahead] = len(positions)
                arcs.append(len(positions))
                positions.append(places[line])
        cut[shape[last]][-1].append(arcs)
    return Arcs(positions, cut)


def _numbered(xy: NDArray[np.float64]) -> tuple[NDArray[np.float64], Whole]:
    """Return the distinct positions, and the number of each position among them."""
    order = np.lexsort(xy.T)
    ordered = xy[order]
    new = np.ones(len(xy), bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    vertex = np.empty(len(xy), np.int64)
    vertex[order] = np.cumsum(new) - 1
    return ordered[new], vertex


def _junctions(vertex: Whole, starts: Whole, count: int) -> NDArray[np.bool_]:
    """Return which vertices have different neighbours along different rings."""
    ends = np.r_[starts[1:], len(vertex)] - 1
    before, after = np.roll(vertex, 1), np.roll(vertex, -1)
    before[starts], after[ends] = vertex[ends], vertex[starts]
    low, high = np.minimum(before, after), np.maximum(before, after)
    first = np.empty((count, 2), np.int64)
    first[vertex] = np.column_stack([low, high])
    other = (first[vertex] != np.column_stack([low, high])).any(axis=1)
    is_junction = np.zeros(count, bool)
    is_junction[vertex[other]] = True
    return is_junction


def _lines(ring: Whole, junction: NDArray[np.bool_]) -> list[Whole]:
    """Return an open ring split at its junctions; without any, closed from its least vertex."""
    at = np.flatnonzero(junction)
    if not len(at):
        turned = np.roll(ring, -int(ring.argmin()))
        return [np.append(turned, turned[0])]
    turned = np.roll(ring, -int(at[0]))
    closed = np.append(turned, turned[0])
    cuts = np.append(at - at[0], len(ring))
    return [closed[one : other + 1] for one, other in itertools.pairwise(cuts)]
