"""The compiled kernel: the most expensive parts of a drag step, in C, over arrays.

It is one shared library without dependencies, loaded by `library.py`; `build.py` compiles it when
the project is installed. If there is no binary, or `ZONEWRIGHT_KERNEL` is `off`, `is_on()` is false
and the reference implementations do the same work: overlays by GEOS (`geo.coverage`) and
`layers.geometry.buffer`; tests compare the kernel with them. Only this package handles pointers:
it checks the sizes of all arrays passed to C, and keeps them alive while C may read them.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from ctypes import c_double

import numpy as np
from numpy.typing import NDArray

from layers.geometry.edges import Floats, Ints
from layers.geometry.kernel import library

_BINS = 512  # as in radial.h
_MANY = 20_000  # above this no outline is computed: time grows with the square of the edges
_BLOCK = 16  # edges that are handled together if all are inside or all outside


def is_on() -> bool:
    """Return whether the kernel is available and not switched off."""
    return os.environ.get("ZONEWRIGHT_KERNEL", "").lower() != "off" and library.load() is not None


class _Outlines:
    """Memory to compute the outlines of `edges` edges at some radii."""

    def __init__(self, edges: int, radii_m: Sequence[float]) -> None:
        many = 4 * edges + 1_500
        sizes = (
            2 * edges,
            edges,
            edges,
            18 * edges,
            edges + 4,
            2 * many,
            2 * many,
            6 * many,
            6 * many,
        )
        self._held = [np.empty(size) for size in sizes]
        self._radii, self._ends = _reals(radii_m), np.zeros(len(radii_m), np.int64)
        self._deg = np.empty((many * len(radii_m), 2))
        self._workspace = library.WorkspaceStruct(edges, many, many, *map(_address, self._held))
        arrays = self._radii, self._deg, self._ends
        self._request = library.RequestStruct(len(radii_m), len(self._deg), *map(_address, arrays))
        addresses = map(ctypes.addressof, (self._workspace, self._request))
        self.workspace_at, self.request_at = addresses

    def written(self) -> list[Floats]:
        """Return the outlines that C wrote."""
        return [part.copy() for part in np.split(self._deg[: self._ends[-1]], self._ends[:-1])]


class Origin:
    """A point in degrees with the moments of the area density about it."""

    def __init__(
        self, lon: float, lat: float, shrink: float, half_span: float, moments: Floats
    ) -> None:
        if len(moments) != library.MOMENTS:
            raise ValueError(f"{len(moments)} moments, not {library.MOMENTS}")
        self._struct = library.OriginStruct(
            lon, lat, shrink, half_span, (c_double * library.MOMENTS)(*moments)
        )

    @property
    def at(self) -> int:
        """Return its address for C, which holds in one process only."""
        return ctypes.addressof(self._struct)


class StarOutline:
    """A star-shaped outline about an origin.

    `values` has x, y and angle of its vertices, in order of angle from −π, the first repeated at
    the end, and the area (km²) swept up to each; `figures` its least and greatest distance, the
    least sine of the angle at which a ray meets an edge, and its area (km²).
    """

    def __init__(
        self, values: Floats, figures: tuple[float, float, float, float] | None = None
    ) -> None:
        """Take an outline's values, or without figures memory for them."""
        self.values, count = _reals(values), values.shape[1] - 1
        self._from = np.full(_BINS, -1, np.int32)
        rows = [row.ctypes.data for row in self.values]
        self._struct = library.OutlineStruct(
            count, *rows, self._from.ctypes.data, *(figures or (0,) * 4)
        )
        self.at = ctypes.addressof(self._struct)
        if figures:
            begins = np.arange(_BINS) * (2 * np.pi / _BINS) - np.pi
            self._from[:] = np.searchsorted(self.values[2, :-1], begins, side="right") - 1

    def __reduce__(self) -> tuple[object, ...]:
        """Return how to unpickle it."""
        return StarOutline, (self.values, self.figures)

    @property
    def figures(self) -> tuple[float, float, float, float]:
        """Return least and greatest distance, steepness and area."""
        its = self._struct
        return its.least, its.greatest, its.steepest, its.area_km2

    @property
    def steepest(self) -> float:
        """Return the least sine of the angle at which a ray meets an edge."""
        return float(self._struct.steepest)

    @property
    def area_km2(self) -> float:
        """Return the area within."""
        return float(self._struct.area_km2)

    @classmethod
    def of_ring(cls, origin: Origin, ring: Floats, least_steep: float) -> StarOutline | None:
        """Return the outline of a ring in degrees; None if it is not star-shaped.

        `ring` (n, 2) is counter-clockwise, its first vertex not repeated; `least_steep` the least
        sine of the angle at which a ray may meet an edge.
        """
        outline, ring = cls(np.empty((4, len(ring) + 1))), _reals(ring)
        is_star = library.loaded().outline_of_ring(
            origin.at, ring.ctypes.data, len(ring), least_steep, outline.at
        )
        return outline if is_star else None


class Points:
    """Points about an origin, with weights by group if these are to be summed.

    Without `angle`, angles are computed for points near an outline.
    """

    def __init__(
        self,
        x: Floats,
        y: Floats,
        distance: Floats,
        angle: Floats | None = None,
        weighed: tuple[Floats, Ints] | None = None,
    ) -> None:
        weight, group = weighed or (None, None)
        reals = [None if one is None else _reals(one) for one in (x, y, distance, angle, weight)]
        groups = None if group is None else np.ascontiguousarray(group, np.int32)
        self._groups = 0 if groups is None or not len(groups) else int(groups.max()) + 1
        lengths = {len(one) for one in (*reals, groups) if one is not None}
        if len(lengths) != 1 or (groups is not None and len(groups) and groups.min() < 0):
            raise ValueError("points want arrays of one length, and groups from 0")
        self._kept = (*reals, groups)
        self._struct = library.PointsStruct(len(x), *map(_address, self._kept))
        self._count, self._at = len(x), ctypes.addressof(self._struct)

    def decide(self, outline: StarOutline, band: float) -> tuple[NDArray[np.bool_], Ints]:
        """Return whether each point is in an outline, and the points within the band about it."""
        inside, unsure = np.empty(self._count, np.bool_), np.empty(self._count, np.int64)
        count = library.loaded().decide(
            self._at, outline.at, band, inside.ctypes.data, unsure.ctypes.data
        )
        return inside, unsure[:count].copy()

    def add_weights(self, outline: StarOutline, band: float, by_group: Floats) -> Ints:
        """Add the weights of points in an outline to their groups; return those in the band."""
        if len(by_group) < self._groups or not _is_plain(by_group):
            raise ValueError("the sums want room for every group")
        unsure = np.empty(self._count, np.int64)
        count = library.loaded().add_weights(
            self._at, outline.at, band, by_group.ctypes.data, unsure.ctypes.data
        )
        return unsure[:count].copy()


class RingEdges:
    """The edges of shapes' rings about an origin.

    An edge runs from its vertex (`lonlat`, degrees) to that of the edge `after` it: the next, or
    the first of its ring. `shape` is the number of its shape.
    """

    def __init__(self, origin: Origin, lonlat: Floats, after: Ints, shape: Ints) -> None:
        count, lonlat = len(lonlat), _reals(lonlat)
        after, shape = (np.ascontiguousarray(one, np.int64) for one in (after, shape))
        if len(after) != count or len(shape) != count:
            raise ValueError("each edge wants the next and its shape")
        if count and (min(after.min(), shape.min()) < 0 or after.max() >= count):
            raise ValueError("an edge is followed by one that is not there")
        self._shapes = int(shape.max()) + 1 if count else 0
        ends = np.flatnonzero(after != np.arange(1, count + 1))
        ring = np.searchsorted(ends, np.arange(count))
        nth = np.arange(count) - np.concatenate([[0], ends[:-1] + 1])[ring] if count else ring
        start = np.append(np.flatnonzero(nth % _BLOCK == 0), count)
        reals = [np.empty(count) for _ in range(6)]
        blocks = [np.empty(len(start) - 1) for _ in range(4)]
        last = ends[ring[start[:-1]]]
        self._origin = origin
        self._kept = (after, shape, *reals, np.empty(count, np.int8), start, last, *blocks)
        self._struct = library.RingEdgesStruct(count, len(start) - 1, *map(_address, self._kept))
        self._at = ctypes.addressof(self._struct)
        library.loaded().prepare_edges(origin.at, lonlat.ctypes.data, self._at)

    def swept_km2(
        self, outlines: Sequence[StarOutline], wanted: Sequence[NDArray[np.bool_]]
    ) -> Floats:
        """Return the area of each wanted shape (column) within each outline (row)."""
        swept = np.zeros((len(outlines), len(wanted[0]) if wanted else 0))
        for row, outline, is_wanted in zip(swept, outlines, wanted, strict=True):
            if not len(is_wanted) == len(row) >= self._shapes or not _is_plain(is_wanted, np.bool_):
                raise ValueError("wanted says yes or no of each shape")
            library.loaded().add_shared_km2(
                self._origin.at, outline.at, self._at, is_wanted.ctypes.data, row.ctypes.data
            )
        return swept


def distances_to_boundary(
    axis_and_flattening: tuple[float, float],
    edges: tuple[Floats, Floats, Floats, Floats],
    places: tuple[Floats, Floats],
    radius_m: float = 0.0,
) -> Floats | None:
    """Return the distance (m) of points outside a boundary from it; None if the kernel fails.

    `edges` are their starts and ends (n, 2) in degrees, and the same (n, 3) in space; `places`
    longitudes and latitudes. With a radius above 0, distances are only correct as to which side of
    it they are on.
    """
    arrays, (lon, lat) = [_reals(array) for array in edges], map(_reals, places)
    if {len(array) for array in arrays} != {len(arrays[0])} or len(lon) != len(lat):
        raise ValueError("edges and places want arrays of one length")
    if [array.shape[1:] for array in arrays] != [(2,), (2,), (3,), (3,)]:
        raise ValueError("edges want two and three coordinates")
    struct = library.BoundaryStruct(len(arrays[0]), *map(_address, arrays), *axis_and_flattening)
    distances = np.empty(len(lon))
    succeeded = library.loaded().distances_to_boundary(
        *(ctypes.addressof(struct), lon.ctypes.data, lat.ctypes.data, len(lon)),
        *(radius_m, distances.ctypes.data),
    )
    return distances if succeeded else None


def rings_around(xy: Floats, ring: Ints) -> tuple[Ints | None, Ints | None]:
    """Return the ring around each ring, -1 if none; or the ends of two edges that cross.

    `xy` are the vertices (n, 2), without consecutive duplicates, and `ring` the number of each
    one's ring, ascending from 0. Both are None if rings touch, or so nearly that rounding decides.
    """
    (x, y), count, ring = map(_reals, xy.T), len(xy), np.ascontiguousarray(ring, np.int64)
    last = np.append(np.flatnonzero(np.diff(ring)), count - 1)
    first = np.append(0, last[:-1] + 1)
    if not count or len(ring) != count or (ring[first] != np.arange(len(first))).any():
        raise ValueError("each vertex wants a ring, numbered from 0")
    if (last - first < 2).any() or not np.isfinite(xy).all():
        return None, None
    after, before = np.arange(1, count + 1), np.arange(-1, count - 1)
    after[last], before[first] = first, last
    order, rank = np.lexsort((y, x)), np.empty(count, np.int64)
    rank[order] = np.arange(count)
    tree, around = np.empty((6, count), np.int64), np.full(len(first), -2)
    crossing = np.zeros(2, np.int64)
    held = (x, y, after, before, ring, order, rank, *tree, around, crossing)
    struct = library.RingsStruct(count, *map(_address, held))
    status = library.loaded().sweep_rings(ctypes.addressof(struct))
    ends = np.column_stack([crossing, after[crossing]]).ravel()
    return around if status == 1 else None, ends if status == -1 else None


def outlines_of_rings(
    axis_and_flattening: tuple[float, float],
    rings: tuple[Floats, Ints],
    largest_m: float,
    radii_m: Sequence[float],
) -> tuple[list[Floats] | None, float]:
    """Return the outlines, in degrees, of the buffers of rings, and the farthest vertex.

    `rings` are their vertices (n, 2) in degrees, the first of each repeated at its end, and the end
    index of each. They are projected to the plane at the middle of their bounds; the outlines equal
    those of `layers.geometry.buffer`. None if a vertex is farther from that middle than
    `largest_m`, near a pole, or for very many edges.
    """
    deg, ends = _reals(rings[0]), np.ascontiguousarray(rings[1], np.int64)
    if not len(ends) or ends[-1] != len(deg) or np.diff(ends, prepend=0).min() < 2:
        raise ValueError("rings want their vertices")
    if len(deg) > _MANY or not radii_m or not np.isfinite(deg).all() or not min(radii_m) > 0:
        return None, np.inf
    outlines, farthest = _Outlines(len(deg), radii_m), c_double(np.inf)
    status = library.loaded().outlines_of_rings(
        *axis_and_flattening,
        *(deg.ctypes.data, ends.ctypes.data, len(ends), largest_m),
        *(outlines.workspace_at, outlines.request_at, ctypes.addressof(farthest)),
    )
    return outlines.written() if status == 1 else None, farthest.value


def outlines_of_pieces(
    axis_and_flattening: tuple[float, float],
    pieces: Sequence[tuple[Floats, Floats]],
    radius_m: float,
) -> list[Floats | None]:
    """Return the outline, in degrees, of the buffer of each of several pieces.

    A piece is edges, their starts and ends (n, 2) in degrees: rings or open lines, one after the
    other. It is projected to the plane at the middle of its bounds. None as for
    `outlines_of_rings`, or if it extends farther than the radius.
    """
    result: list[Floats | None] = [None] * len(pieces)
    edges = [np.concatenate(piece, axis=1) for piece in pieces]  # both need as many
    if any(each.shape[1:] != (4,) for each in edges):
        raise ValueError("each edge wants a start and an end")
    near = [n for n, each in enumerate(edges) if 0 < len(each) <= _MANY and np.isfinite(each).all()]
    if not near or not radius_m > 0:
        return result
    deg, ends = (
        _reals(np.concatenate([edges[n] for n in near])),
        np.cumsum([len(edges[n]) for n in near]),
    )
    outlines = _Outlines(2 * max(len(edges[n]) for n in near), [radius_m] * len(near))
    status = library.loaded().outlines_of_pieces(
        *(*axis_and_flattening, deg.ctypes.data, ends.ctypes.data, len(ends), radius_m),
        *(outlines.workspace_at, outlines.request_at),
    )
    if status == 1:
        for n, outline in zip(near, outlines.written(), strict=True):
            result[n] = outline if len(outline) else None
    return result


def degrees_of_plane(
    axis_and_flattening: tuple[float, float], middle: tuple[float, float], plane: Floats
) -> Floats | None:
    """Convert points (n, 2) in the azimuthal equidistant plane about a centre to degrees.

    The longitudes are within 180° of the centre's. None if the kernel is not applicable: far from
    a sphere, or near a pole.
    """
    plane, deg = _reals(plane), np.empty((len(plane), 2))
    succeeded = library.loaded().degrees_of_plane(
        *axis_and_flattening, *middle, plane.ctypes.data, len(plane), deg.ctypes.data
    )
    return deg if succeeded else None


def plane_of_degrees(
    axis_and_flattening: tuple[float, float], middle: tuple[float, float], deg: Floats
) -> Floats | None:
    """Convert degrees to points in the plane about a centre; None as `degrees_of_plane`."""
    deg, plane = _reals(deg), np.empty((len(deg), 2))
    succeeded = library.loaded().plane_of_degrees(
        *axis_and_flattening, *middle, deg.ctypes.data, len(deg), plane.ctypes.data
    )
    return plane if succeeded else None


def _reals(values: Floats | Sequence[float]) -> Floats:
    return np.ascontiguousarray(values, np.float64)


def _address(values: NDArray[np.generic] | None) -> int | None:
    return None if values is None else values.ctypes.data


def _is_plain(values: NDArray[np.generic], kind: type = np.float64) -> bool:
    return values.dtype == kind and values.flags.c_contiguous
