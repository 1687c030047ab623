"""Costs as distances from demand points to sites, worked out where they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.spatial import KDTree

from geo.locate.costs import Costs
from geo.locate.cover_sets import CoverSets, site_keys
from layers.errors import MeasureError
from layers.messages import Message
from layers.runtime.cache import cached_property

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from layers.geometry.edges import Floats, Ints
    from layers.geometry.ellipsoid import Ellipsoid

_CELL = 256  # points of a cell
_BLOCK = 2_000_000  # distances worked out at once
_HAIR = 1e-12  # of a distance: what rounding may change
_SPARE = 8  # sites asked for beyond those wanted, since chords rank them not quite as geodesics do


class Points(Costs):
    """Demand points and sites, n × 2, whose distance is the cost.

    On the plane the distance is Euclidean, in the unit of the coordinates. With an `ellipsoid`
    coordinates are longitude and latitude in degrees, the distance is geodesic, in km.

    A chord is never longer than its geodesic, and its geodesic never longer than the arc above
    such a chord with the ellipsoid's least radius of curvature, b²/a (Schur's comparison theorem);
    geodesics are solved (Karney 2013) only where these two leave a point undecided.

    Raises:
        MeasureError: points or sites are none, are not pairs of coordinates, are not finite, or
            have latitudes beyond 90°.

    >>> from geo.locate import Points, p_center
    >>> p_center(Points([(0, 0), (3, 4)], [(0, 0), (9, 9)]), 1).objective
    5.0
    """

    def __init__(
        self, demand: ArrayLike, sites: ArrayLike, ellipsoid: Ellipsoid | None = None
    ) -> None:
        self._demand = _coordinates(demand, Message("locate-demand"))
        self._sites = _coordinates(sites, Message("locate-sites"))
        self._ellipsoid = ellipsoid
        if ellipsoid is not None:
            _hold_latitudes(self._demand, Message("locate-demand"))
            _hold_latitudes(self._sites, Message("locate-sites"))
        self.shape = (len(self._demand), len(self._sites))
        self._at, self._site_at = self._placed(self._demand), self._placed(self._sites)

    @property
    def largest(self) -> float:
        """Return the length of the box about all points, or half the Earth's circumference."""
        if self._ellipsoid is not None:
            return float(np.pi * self._ellipsoid.semi_major_m / 1e3)
        ends = [np.min([self._at.min(0), self._site_at.min(0)], axis=0)]
        ends.append(np.max([self._at.max(0), self._site_at.max(0)], axis=0))
        return float(_length(np.diff(ends, axis=0))[0]) * (1 + _HAIR)

    @property
    def whole(self) -> bool:
        """Return False: distances seldom are."""
        return False

    def cover_sets(self, radius: float) -> CoverSets:
        """Return which sites cover each demand point."""
        keys = np.zeros(self.shape[0] + 1, np.uint64)  # differences along the cells' order
        for site, key in enumerate(site_keys(self.shape[1])):
            whole, part = self._cells.split(self._site_at[site], *self._certain(radius))
            starts, ends = self._cells.starts[whole], self._cells.starts[whole + 1]
            keys[starts] += key
            keys[ends] -= key
            places = self._cells.places(part)
            near = places[self._within(self._cells.order[places], site, radius)]
            keys[near] += key
            keys[near + 1] -= key
        sums = np.empty(self.shape[0], np.uint64)
        sums[self._cells.order] = np.cumsum(keys[:-1], dtype=np.uint64)
        _, first, member = np.unique(sums, return_index=True, return_inverse=True)
        columns = [
            np.flatnonzero(self._within(first, site, radius)) for site in range(self.shape[1])
        ]
        ends = np.concatenate([[0], np.cumsum([len(column) for column in columns])])
        rows = np.concatenate(columns)
        sets = sp.csc_array((np.ones(len(rows), bool), rows, ends), (len(first), self.shape[1]))
        return CoverSets(sets.tocsr(), member)

    def nearest(self, among: Ints, count: int) -> tuple[Ints, Floats]:
        """Return the nearest of some sites for each demand point."""
        return self._nearest(np.arange(self.shape[0]), among, count)

    def assign(self, chosen: Ints) -> Ints:
        """Return the nearest of some sites for each demand point.

        The nearest by chord is the nearest, unless the geodesic of another chord may be shorter.
        """
        if self._ellipsoid is None or len(chosen) < 2:
            return super().assign(chosen)
        found = KDTree(self._site_at[chosen]).query(self._at, [1, 2])
        chord, place = np.asarray(found[0]), np.asarray(found[1])
        nearest = place[:, 0]
        least = self._least_radius_km
        longest = 2 * least * np.arcsin(np.minimum(chord[:, 0] / (2 * least), 1))
        open_ = (chord[:, 1] <= longest * (1 + _HAIR)) | (longest > least)
        doubtful = np.flatnonzero(open_)
        nearest[doubtful] = self._nearest(doubtful, chosen, 1)[0][:, 0]
        return chosen[nearest]

    def between(self, points: Ints, sites: Ints) -> Floats:
        """Return the distance from demand points to sites, or to one site."""
        if self._ellipsoid is None:
            return _length(self._at[points] - self._site_at[sites])
        ends = np.broadcast_to(self._sites[sites], (len(points), 2))
        here = self._demand[points]
        _, _, metres = self._ellipsoid.geod.inv(here[:, 0], here[:, 1], ends[:, 0], ends[:, 1])
        return np.asarray(metres, np.float64) / 1e3

    def columns(self, among: Ints) -> Floats:
        """Return the distances of some sites."""
        points = np.arange(self.shape[0])
        return np.column_stack([self.between(points, np.full(1, site)) for site in among])

    @cached_property
    def _cells(self) -> _Cells:
        return _Cells(self._demand, self._at)

    def _nearest(self, points: Ints, among: Ints, count: int) -> tuple[Ints, Floats]:
        """Return the nearest of some sites for some demand points, by their place in `among`.

        Sites are asked for by chord, and a few more than wanted: those not asked for lie beyond the
        last chord, and so what is nearer than that is in order.
        """
        tree = KDTree(self._site_at[among])
        place, cost = np.empty((len(points), count), np.int64), np.empty((len(points), count))
        asked = count if self._ellipsoid is None else min(count + _SPARE, len(among))
        left = np.arange(len(points))
        while len(left):
            undecided = []
            step = max(_BLOCK // asked, 1)
            for start in range(0, len(left), step):
                block = left[start : start + step]
                at = np.repeat(points[block], asked)
                answer = tree.query(self._at[points[block]], np.arange(1, asked + 1))
                chord, found = np.asarray(answer[0]), np.asarray(answer[1])
                distance = self.between(at, among[found.ravel()]).reshape(found.shape)
                order = np.lexsort((found, distance), axis=1)[:, :count]
                place[block] = np.take_along_axis(found, order, axis=1)
                cost[block] = np.take_along_axis(distance, order, axis=1)
                if self._ellipsoid is not None and asked < len(among):
                    undecided.append(block[cost[block, -1] > chord[:, -1]])
            left = np.concatenate(undecided) if undecided else left[:0]
            asked = min(2 * asked, len(among))
        return place, cost

    def _placed(self, xy: Floats) -> Floats:
        """Return points where their distance is that of a straight line: the plane, or space."""
        if self._ellipsoid is None:
            return xy
        return self._ellipsoid.cartesian_m(xy[:, 0], xy[:, 1]) / 1e3

    @property
    def _least_radius_km(self) -> float:
        """Return the least radius of curvature of the ellipsoid, b²/a; 0 on the plane."""
        if self._ellipsoid is None:
            return 0.0
        return self._ellipsoid.semi_major_m / 1e3 * (1 - self._ellipsoid.flattening) ** 2

    def _certain(self, radius: float) -> tuple[float, float]:
        """Return up to which straight line a point is certainly near, from which certainly not."""
        near = radius
        if self._ellipsoid is not None:
            least = self._least_radius_km
            near = 2 * least * np.sin(radius / least / 2) if radius < least else 0.0
        return near * (1 - _HAIR), radius * (1 + _HAIR)

    def _within(self, points: Ints, site: int, radius: float) -> NDArray[np.bool_]:
        """Return which demand points lie within the radius of a site."""
        if self._ellipsoid is None:
            return self.between(points, np.full(1, site)) <= radius
        near, far = self._certain(radius)
        line = _length(self._at[points] - self._site_at[site])
        inside = line <= near
        open_ = np.flatnonzero(~inside & (line <= far))
        inside[open_] = self.between(points[open_], np.full(1, site)) <= radius
        return inside


class _Cells:
    """Points in cells of a few hundred: `order` are the points, cell after cell.

    They are sorted into strips by their first coordinate, and each strip by the second
    (Leutenegger, Lopez & Edgington 1997); each cell has the box of its points.
    """

    def __init__(self, xy: Floats, at: Floats) -> None:
        count = len(xy)
        strip_size = _CELL * max(int(np.sqrt(count / _CELL)), 1)
        order = np.argsort(xy[:, 0], kind="stable")
        strip = np.arange(count) // strip_size
        self.order = order[np.lexsort((xy[order, 1], strip))]
        self.starts = np.append(np.arange(0, count, _CELL), count)
        ordered = at[self.order]
        self._low = np.minimum.reduceat(ordered, self.starts[:-1])
        self._high = np.maximum.reduceat(ordered, self.starts[:-1])

    def split(self, place: Floats, near: float, far: float) -> tuple[Ints, Ints]:
        """Return the cells that lie wholly within `near` of a place, and others that meet `far`."""
        below, above = self._low - place, place - self._high
        least = _length(np.maximum(np.maximum(below, above), 0))
        most = _length(np.maximum(np.abs(below), np.abs(above)))
        whole = most <= near
        return np.flatnonzero(whole), np.flatnonzero(~whole & (least <= far))

    def places(self, cells: Ints) -> Ints:
        """Return the places, in the order, of the points of some cells."""
        starts, sizes = self.starts[cells], self.starts[cells + 1] - self.starts[cells]
        before = np.cumsum(sizes) - sizes
        places: Ints = np.repeat(starts - before, sizes)
        return places + np.arange(len(places))


def _length(difference: Floats) -> Floats:
    """Return the length of vectors (n, 2 or 3), the same for the same two points either way."""
    total = np.square(difference[:, 0])
    for axis in range(1, difference.shape[1]):
        total += np.square(difference[:, axis])
    return np.asarray(np.sqrt(total, out=total))


def _coordinates(points: ArrayLike, name: Message) -> Floats:
    try:
        xy = np.asarray(points, np.float64)
    except (TypeError, ValueError):
        raise MeasureError(Message("locate-points-shape", points=name)) from None
    if xy.ndim != 2 or xy.shape[1] != 2 or not len(xy):
        raise MeasureError(Message("locate-points-shape", points=name))
    wrong = ~np.isfinite(xy).all(axis=1)
    if wrong.any():
        row, count = int(wrong.argmax()), int(wrong.sum())
        raise MeasureError(Message("locate-points-not-finite", points=name, row=row, count=count))
    return xy


def _hold_latitudes(lon_lat: Floats, name: Message) -> None:
    wrong = np.abs(lon_lat[:, 1]) > 90
    if wrong.any():
        row, count = int(wrong.argmax()), int(wrong.sum())
        raise MeasureError(Message("locate-points-latitude", points=name, row=row, count=count))
