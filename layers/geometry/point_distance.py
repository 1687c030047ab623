"""The distance of points to a polygon: the geodesic to its nearest boundary point, 0 inside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from layers.geometry import kernel
from layers.geometry.edges import Edges, Floats, Ints, as_shapes, nearest_turn, polygons_of
from layers.geometry.ellipsoid import Ellipsoid
from layers.runtime.budget import spend
from layers.runtime.cache import cached_property

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

EDGE_STEP_DEG = 0.01
"""The longest piece of an edge (about 1 km) that distances and buffers treat as straight."""

_DENSE = 20_000  # up to this many point–edge pairs are measured at once, without a tree
_AT_ONCE = 20_000  # points that are measured together
_FEW = 100  # points: for fewer, testing every edge by the kernel is faster than a tree
_NEAREST = 8  # edges of each class that are tested first: usually all within reach
_STRAIGHT_M = 500e3  # up to it the squares of chords grow like those of geodesics, to 0.1 %
_MANY_TIMES = 10  # a class with this factor fewer edges than a longer class is merged into it
_PAIRS = 500_000  # point–edge pairs that are measured at once
_HALF_STEP_M = 500.0  # half of the longest edge, which deviates from its chord by at most
_STRAY_M = 0.5  # this; a shorter one by less, with the square of its length
_SHORTEST = 20  # powers of two: edges shorter than the longest by more form one class


class Boundary:
    """The boundary of a polygon, indexed to measure the distance of many points.

    A point's candidate edges are found by straight-line (chord) distance in space, which orders
    geodesic distances up to 2.2e-11 · d² (d in km) and the deviation of an edge from its chord;
    geodesics then decide among the candidates: along an edge of at most 0.01° the squared distance
    is a parabola to within centimetres of its foot, so three geodesics find the foot and a fourth
    measures it.

    Short edges deviate less, and lie near their middles: edges are indexed by classes of length, so
    that a few long ones do not turn many short ones into candidates.
    """

    def __init__(self, ellipsoid: Ellipsoid, geometry: BaseGeometry) -> None:
        self.ellipsoid = ellipsoid
        self.geometry = shapely.force_2d(geometry)  # a copy, used only for point queries
        shapely.prepare(self.geometry)
        # GEOS indexes it lazily, without a lock: do it before threads share it
        self.contains(*np.tile(np.reshape(self.geometry.bounds, (2, 2)).mean(axis=0), (3, 1)).T)
        polygons, _ = polygons_of(as_shapes(geometry))
        edges = Edges.of(polygons).split(EDGE_STEP_DEG)
        self._start = np.column_stack([edges.lon0, edges.lat0])
        self._end = np.column_stack([edges.lon1, edges.lat1])
        self._start_m = ellipsoid.cartesian_m(edges.lon0, edges.lat0)
        self._end_m = ellipsoid.cartesian_m(edges.lon1, edges.lat1)
        self._half_m = np.linalg.norm(self._end_m - self._start_m, axis=1) / 2
        self._stray_m = _STRAY_M * np.minimum(self._half_m / _HALF_STEP_M, 1) ** 2

    @cached_property
    def _classes(self) -> list[_LengthClass]:
        """Return classes of edges: no edge of a class is four times as long as another.

        A few short ones are merged into the next longer class, because each class costs a query per
        point.
        """
        longest = self._half_m.max(initial=1e-9)
        shortest = longest * 2.0**-_SHORTEST
        number = np.log2(longest / np.maximum(self._half_m, shortest)) // 2
        classes: list[Ints] = []
        for each in np.unique(number):  # longest first
            edges = np.flatnonzero(number == each)
            if classes and len(edges) * _MANY_TIMES < len(classes[-1]):
                classes[-1] = np.concatenate([classes[-1], edges])
            else:
                classes.append(edges)
        return [_LengthClass(self._start_m, self._end_m, edges) for edges in classes]

    def distance_km(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Return each point's distance (km): 0 inside or on the boundary, ∞ to an empty polygon."""
        lon, lat = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
        out, outside = np.zeros(lon.shape), ~self.contains(lon, lat)
        out[outside] = self.outside_km(lon[outside], lat[outside])
        return out

    def signed_distance_km(self, lon: Floats, lat: Floats) -> Floats:
        """Return each point's distance (km) to the boundary, negative inside."""
        out = self.outside_km(lon, lat)
        return np.where(self.contains(lon, lat), -out, out)

    def outside_km(self, lon: Floats, lat: Floats) -> Floats:
        """Return the same as `distance_km` of points that are known to lie outside, sooner."""
        out = np.full(lon.shape, np.inf)
        blocks = range(0, len(lon) if len(self._start) else 0, _AT_ONCE)
        for block in (slice(first, first + _AT_ONCE) for first in blocks):
            out[block] = self._outside_km(lon[block], lat[block])
        return out

    def within(self, lon: Floats, lat: Floats, radius_km: float) -> NDArray[np.bool_]:
        """Return whether each point lies within a radius, equal to `distance_km(…) <= radius_km`.

        Chords decide all points except those within about a metre of the radius, which is fast.
        """
        if not len(self._start) or radius_km == 0 or len(lon) * len(self._start) > _DENSE:
            return self.distance_km(lon, lat) <= radius_km
        inside = self.contains(lon, lat)
        compiled = self._by_kernel(lon, lat, radius_km * 1e3)
        if compiled is not None:
            return inside | (compiled <= radius_km * 1e3)
        points = self.ellipsoid.cartesian_m(lon, lat)[:, None, :]
        chord = _segment_distance(points, self._start_m, self._end_m).min(axis=1, initial=np.inf)
        slack_m = _slack_m(chord)
        arc = chord * (1 + (chord / self.ellipsoid.semi_major_m) ** 2 / 24)
        radius_m = radius_km * 1e3
        inside |= arc + slack_m < radius_m
        unsure = np.flatnonzero(~inside & (arc - slack_m <= radius_m))
        if len(unsure):
            inside[unsure] = self.distance_km(lon[unsure], lat[unsure]) <= radius_km
        return inside

    def contains(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
        """Return whether each point is inside or on the boundary."""
        west, _, east, _ = self.geometry.bounds
        near = nearest_turn(np.atleast_1d(np.asarray(lon, float)), (west + east) / 2)
        inside: NDArray[np.bool_] = shapely.intersects_xy(self.geometry, near, np.atleast_1d(lat))
        return inside

    def _by_kernel(self, lon: Floats, lat: Floats, radius_m: float = 0.0) -> Floats | None:
        """Return the distance in metres of points outside; None if the kernel is not applicable."""
        if not kernel.is_on() or len(lon) > max(_FEW, _DENSE / len(self._start)):
            return None
        shape = self.ellipsoid.semi_major_m, self.ellipsoid.flattening
        edges = self._start, self._end, self._start_m, self._end_m
        return kernel.distances_to_boundary(shape, edges, (lon, lat), radius_m)

    def _outside_km(self, lon: Floats, lat: Floats) -> Floats:
        compiled = self._by_kernel(lon, lat)
        if compiled is not None:
            return compiled / 1e3
        points = self.ellipsoid.cartesian_m(lon, lat)
        if len(points) * len(self._start) <= _DENSE:
            return self._nearest_km(lon, lat, points, self._all_edges(points))
        candidates = [each.nearest(points) for each in self._classes]
        nearest = np.min([chord for _, _, chord in candidates], axis=0)
        reach = nearest + _slack_m(nearest)
        is_near = [
            middle <= (reach + each.half_m)[:, None]  # the other classes have no edge within reach
            for each, (middle, _, _) in zip(self._classes, candidates, strict=True)
        ]
        several = zip(self._classes, is_near, strict=True)
        crowded = np.any([near[:, -1] & each.has_more for each, near in several], axis=0)
        out = np.empty(len(points))
        few = np.flatnonzero(~crowded)
        pairs = []
        for (_, edges, _), near in zip(candidates, is_near, strict=True):
            nth, rank = np.nonzero(near[few])
            pairs.append((nth, edges[few[nth], rank]))
        out[few] = self._nearest_of(lon[few], lat[few], points[few], pairs)
        many = np.flatnonzero(crowded)
        out[many] = self._in_crowds_km(lon[many], lat[many], points[many], reach[many])
        return out

    def _in_crowds_km(self, lon: Floats, lat: Floats, points: Floats, reach: Floats) -> Floats:
        """Return the distance of points with many edges within reach, in blocks of pairs."""
        counts = np.zeros(len(points), np.int64)
        for each in self._classes:
            counts += each.count_within(points, reach)
        out = np.empty(len(points))
        for block in _blocks(counts) if len(points) else []:
            spend()
            pairs = [each.within(points[block], reach[block]) for each in self._classes]
            out[block] = self._nearest_of(lon[block], lat[block], points[block], pairs)
        return out

    def _nearest_of(
        self, lon: Floats, lat: Floats, points: Floats, pairs: Sequence[tuple[Ints, Ints]]
    ) -> Floats:
        """Return each point's distance (km) to the nearest of its paired edges."""
        point, edge = (np.concatenate(part) for part in zip(*pairs, strict=True))
        chord = _segment_distance(points[point], self._start_m[edge], self._end_m[edge])
        return self._nearest_km(lon, lat, points, (point, edge, chord))

    def _all_edges(self, points: Floats) -> tuple[Ints, Ints, Floats]:
        """Return every pair of point and edge with their straight-line distance."""
        chord = _segment_distance(points[:, None, :], self._start_m, self._end_m)
        point, edge = np.divmod(np.arange(chord.size), len(self._start))
        return point, edge, chord.reshape(-1)

    def _nearest_km(
        self, lon: Floats, lat: Floats, points: Floats, pairs: tuple[Ints, Ints, Floats]
    ) -> Floats:
        """Return each point's distance to the nearest of its candidate edges: point, edge, chord.

        If the chords prove that the squared distance is monotonic along an edge, its nearer end is
        the foot: one geodesic is enough instead of four.
        """
        point, edge, chord = pairs
        best = np.full(len(lon), np.inf)
        np.minimum.at(best, point, chord + self._stray_m[edge])
        keep = chord - self._stray_m[edge] <= (best + _disorder_m(best))[point]
        point, edge = point[keep], edge[keep]
        first_m = np.linalg.norm(points[point] - self._start_m[edge], axis=1)
        last_m = np.linalg.norm(points[point] - self._end_m[edge], axis=1)
        farther_m = np.maximum(first_m, last_m)
        errs = self._stray_m[edge] + 4 * _disorder_m(farther_m)
        most = 1.05 * (2 * self._half_m[edge]) ** 2 + 16 * farther_m * errs
        rise = last_m**2 - first_m**2
        at_end = (np.abs(rise) > most) & (farther_m < _STRAIGHT_M)
        distance_m = np.empty(len(point))
        x, y = lon[point], lat[point]
        nearer = (rise[at_end] < 0).astype(float)
        distance_m[at_end] = self._along_m(x[at_end], y[at_end], edge[at_end], nearer)
        distance_m[~at_end] = self._edge_distance_m(x[~at_end], y[~at_end], edge[~at_end])
        out = np.full(len(lon), np.inf)
        np.minimum.at(out, point, distance_m)
        return out / 1e3

    def _edge_distance_m(self, lon: Floats, lat: Floats, edge: Ints) -> Floats:
        """Return the geodesic distance of point i to edge i, in metres."""
        first, middle, last = (self._along_m(lon, lat, edge, t) for t in (0.0, 0.5, 1.0))
        rise = last**2 - first**2
        bend = 2 * (last**2 + first**2 - 2 * middle**2)
        with np.errstate(divide="ignore", invalid="ignore"):
            foot = np.where(bend > 0, 0.5 - rise / (2 * bend), 0.5)
        at_foot = self._along_m(lon, lat, edge, np.clip(foot, 0, 1))
        return np.minimum(np.minimum(first, last), np.minimum(middle, at_foot))

    def _along_m(self, lon: Floats, lat: Floats, edge: Ints, t: Floats | float) -> Floats:
        """Return the geodesic distance (m) of point i to the position `t` (0–1) on edge i."""
        start, step = self._start[edge], self._end[edge] - self._start[edge]
        x, y = start[:, 0] + t * step[:, 0], start[:, 1] + t * step[:, 1]
        distance: Floats = self.ellipsoid.geod.inv(lon, lat, x, y)[2]
        return distance


class _LengthClass:
    """Edges of similar length, indexed by their middles."""

    def __init__(self, start_m: Floats, end_m: Floats, edges: Ints) -> None:
        from scipy.spatial import cKDTree  # noqa: PLC0415  slow to load, and few commands need it

        self._edges = edges
        self.has_more = len(edges) > _NEAREST
        self._start_m, self._end_m = start_m[edges], end_m[edges]
        self._tree: cKDTree = cKDTree((self._start_m + self._end_m) / 2)
        self.half_m = np.linalg.norm(self._end_m - self._start_m, axis=1).max() / 2

    def nearest(self, points: Floats) -> tuple[Floats, Ints, Floats]:
        """Return each point's nearest middles, ascending: distances and edges.

        Third, the straight distance to the first of these edges. All in metres.
        """
        ranks = list(range(1, min(_NEAREST, len(self._edges)) + 1))
        middle_m, edge = map(np.asarray, self._tree.query(points, ranks))
        first = edge[:, 0]
        chord = _segment_distance(points, self._start_m[first], self._end_m[first])
        return middle_m, self._edges[edge], chord

    def count_within(self, points: Floats, reach_m: Floats) -> Ints:
        """Return how many edges may lie within each point's reach."""
        reach_m = reach_m + self.half_m
        counts: Ints = self._tree.query_ball_point(points, reach_m, return_length=True)
        return counts

    def within(self, points: Floats, reach_m: Floats) -> tuple[Ints, Ints]:
        """Return the pairs of a point and an edge that may lie within its reach."""
        lists = self._tree.query_ball_point(points, reach_m + self.half_m, return_sorted=False)
        counts = np.fromiter(map(len, lists), np.int64, len(lists))
        positions = np.fromiter(chain.from_iterable(lists), np.int64, counts.sum())
        return np.repeat(np.arange(len(points)), counts), self._edges[positions]


def _blocks(counts: Ints) -> list[Ints]:
    """Return the points in runs of as many pairs as are measured at once."""
    run = np.cumsum(counts) // _PAIRS
    return np.split(np.arange(len(counts)), np.flatnonzero(np.diff(run)) + 1)


def _slack_m(chord_m: Floats) -> Floats:
    """Return the largest difference at which chords may misorder geodesic distances, plus 1 m."""
    slack: Floats = 2 * _STRAY_M + _disorder_m(chord_m)
    return slack


def _disorder_m(chord_m: Floats) -> Floats:
    """Return the largest difference at which straight distances may misorder geodesics."""
    disorder: Floats = 1e-3 + 2.2e-17 * chord_m**3
    return disorder


def _segment_distance(points: Floats, start: Floats, end: Floats) -> Floats:
    """Return the straight distance of points to segments in space, by broadcasting."""
    along = end - start
    length2 = np.maximum((along * along).sum(axis=-1), 1e-12)
    t = np.clip(((points - start) * along).sum(axis=-1) / length2, 0, 1)
    gap = points - start - t[..., None] * along
    distance: Floats = np.sqrt((gap**2).sum(axis=-1))
    return distance
