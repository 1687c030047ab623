"""The sites of new zones: where blocks fit, which of them lie apart, what each reaches.

A **site** is a compact block of the given area (`geo.proposals.blocks`), all of it land of one
province that may be taken. Its middle is on a grid over that land, half as wide as a block, or
wider, so that there are about 40,000 middles at most. Any two sites are a block and 0.75 km apart
at least, so that no two overlap: those with the greatest worth within reach come first. Sites
that, with the best of others, gain less than a choice that is known are left out; where more than
4,000 are left, they lie farther apart, until none are left.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
import shapely
from scipy.spatial import KDTree
from shapely.geometry import MultiPolygon

from geo.proposals.blocks import block_at, rounded_hexagon
from geo.proposals.land import APART_KM
from geo.proposals.reaching import Reaching
from geo.proposals.search import LEAST_GAIN, Search
from geo.proposals.site import Sites, best_site
from geo.solver import Clock
from layers.geometry.antimeridian import wrapped
from layers.geometry.edges import Floats, Ints
from layers.messages import Message

_MOST_SITES = 4_000
_MOST_MIDDLES = 40_000
_WIDER = 1.25  # times as far apart, where sites are too many
_ROUNDED = 1 + 1e-9
_BALL = 1.01  # of a block's corners, in other planes than its own
_SLACK_KM = 1.0
_KM_PER_DEG = 111.0
_LEAST_COS = 0.01  # beside a pole
_AT_ONCE = 1_000  # middles whose points are summed
_FARTHEST_KM = 200.0  # that a block moves
_ROUNDS = 5  # of moves of each block
_AGAIN = 0.5  # of how far a block is moved: after so much it is moved again


class _Block(NamedTuple):
    """A block: the number of its province, its middle, the open points that it reaches, its gain.

    `own` is what it gains beside them: less what its land is charged for.
    """

    land: int
    shape: MultiPolygon
    middle_m: Floats
    reached: Ints
    own: float
    gain: float

    def km_from(self, other: _Block) -> float:
        """Return how far two middles are apart, straight through the earth."""
        return float(np.linalg.norm(self.middle_m - other.middle_m)) / 1e3


class _Drawn(NamedTuple):
    """Sites, of which a greedy choice takes the `first`; whether all were drawn in time."""

    blocks: list[_Block]
    first: int
    apart_km: float
    complete: bool


class SiteGrid:
    """The middles of blocks on the land of provinces, and the points that are not covered yet.

    `most` is what a block about a middle may reach at most; `blocks` has those that were drawn,
    None where there is no room.
    """

    def __init__(self, search: Search, provinces: Sequence[str]) -> None:
        own, aims = search.baseline.plan.ellipsoid, search.objective
        self._objective, self.reaching = str(aims), Reaching.of(search.baseline, aims)
        self.lands = [Sites.of(search, province, self.reaching) for province in provinces]
        self.points, self.worth = self.lands[0].points, self.lands[0].worth
        self.blocks: dict[int, _Block | None] = {}
        self._own, self.area_km2 = own, self.lands[0].area_km2
        corners = shapely.get_coordinates(rounded_hexagon(self.area_km2))
        self._ball_km = _BALL * float(np.linalg.norm(corners, axis=1).max()) / 1e3
        self._room_km = 2 * self._ball_km + APART_KM
        self._radius_km = self.reaching.reach_km(aims.radius_km[self.points])
        self._points_m = own.cartesian_m(aims.lon[self.points], aims.lat[self.points])
        self._tree = KDTree(self._points_m)
        self._land, self._lon, self._lat = self._middles()
        self._middles_m = own.cartesian_m(self._lon, self._lat)
        self.most = self._most()

    def _middles(self) -> tuple[Ints, Floats, Floats]:
        """Return the middles: the number of the province, and degrees as its land is drawn."""
        area_km2 = sum(float(self._own.area_km2(wrapped(one.allowed))[0]) for one in self.lands)
        step = max(self._room_km / 2, math.sqrt(area_km2 / _MOST_MIDDLES)) / _KM_PER_DEG
        found = [np.empty((0, 3))]
        for number, one in enumerate(self.lands):
            if one.allowed.is_empty:
                continue
            west, south, east, north = one.allowed.bounds
            for lat in np.arange(south + step / 2, north, step):
                wide = step / max(math.cos(math.radians(lat)), _LEAST_COS)
                lon = np.arange(west + wide / 2, east, wide)
                lon = lon[shapely.contains_xy(one.allowed, lon, np.full(len(lon), lat))]
                found.append(
                    np.column_stack([np.full(len(lon), number), lon, np.full(len(lon), lat)])
                )
        land, lons, lats = np.concatenate(found).T
        return land.astype(np.int64), lons, lats

    def _most(self) -> Floats:
        """Return what blocks about middles may reach at most: a chord is no longer than a way."""
        most = np.zeros(len(self._lon))
        for radius_km in np.unique(self._radius_km):
            own = np.flatnonzero(self._radius_km == radius_km)
            tree, within_m = KDTree(self._points_m[own]), 1e3 * (radius_km + self._ball_km)
            for first in range(0, len(most), _AT_ONCE):
                part = slice(first, first + _AT_ONCE)
                near = tree.query_ball_point(self._middles_m[part], within_m)
                most[part] += [self.worth[own[np.array(each, int)]].sum() for each in near]
        return most

    def sites(self, new: int, clock: Clock) -> _Drawn:
        """Return the sites, each a block that fits, those first that a greedy choice takes."""
        first = self._greedy(new, clock)
        known = [one for number in first if (one := self.block(number)) is not None]
        if not known:
            return _Drawn([], 0, self._room_km, clock.left_s > 0)
        least = (self.gain(known) - (new - 1) * known[0].gain) / _ROUNDED
        order = np.flatnonzero((self.most >= least) & (self.most > 0))
        order = order[np.argsort(-self.most[order], kind="stable")]
        tree, apart_km = KDTree(self._middles_m), self._room_km
        while sum(1 for _ in self._apart(first, order, apart_km, tree)) > _MOST_SITES:
            apart_km *= _WIDER
        others = (
            one
            for number in self._apart(first, order, apart_km, tree, clock)
            if (one := self.block(number)) is not None and one.gain >= least
        )
        return _Drawn([*known, *others], len(known), apart_km, clock.left_s > 0)

    @property
    def why_none(self) -> Message:
        """Return why there are no sites: there is no room for a block, or none gains anything."""
        if not any(self.blocks.values()) and (self.most.any() or not len(self.most)):
            return Message("propose-no-sites", places=len(self.most))
        return Message("propose-nothing-gained", objective=self._objective)

    def _apart(
        self,
        first: list[int],
        order: Ints,
        apart_km: float,
        tree: KDTree,
        drawn: Clock | None = None,
    ) -> Iterator[int]:
        """Yield middles so far apart, and from the first ones, in an order.

        If they are `drawn`, those where a block fits, until the time is spent.
        """
        near = np.zeros(len(self.most), bool)
        for number in first:
            near[tree.query_ball_point(self._middles_m[number], 1e3 * apart_km)] = True
        for number in order[~near[order]].tolist():
            if near[number] or (drawn and (drawn.left_s <= 0 or self.block(number) is None)):
                continue
            near[tree.query_ball_point(self._middles_m[number], 1e3 * apart_km)] = True
            yield number

    def _greedy(self, new: int, clock: Clock) -> list[int]:
        """Return middles of blocks: each gains most beside those before it, the first most alone.

        What a block gains only becomes less, so what it gained before is a bound.
        """
        left, chosen = self.worth.copy(), list[int]()
        heap = [(-most, n) for n, most in enumerate(self.most.tolist()) if most > 0]
        heapq.heapify(heap)
        while heap and len(chosen) < new and clock.left_s > 0:
            _, number = heapq.heappop(heap)
            if (one := self.block(number)) is None or self._is_near(one, chosen):
                continue
            gain = one.own + math.fsum(left[one.reached])
            if heap and gain < -heap[0][0]:
                heapq.heappush(heap, (-gain, number))
            elif gain > LEAST_GAIN:
                chosen.append(number)
                left[one.reached] = 0.0
        return chosen

    def _is_near(self, one: _Block, chosen: list[int]) -> bool:
        others = (self.blocks[number] for number in chosen)
        return any(other and one.km_from(other) < self._room_km for other in others)

    def block(self, number: int) -> _Block | None:
        """Return the block about a middle, None where there is no room for it."""
        if number not in self.blocks:
            land, lon, lat = int(self._land[number]), self._lon[number], self._lat[number]
            own = self.lands[land]
            shape = block_at(own.ground, float(lon), float(lat), self.area_km2)
            fits = shapely.contains(own.allowed, shape)
            self.blocks[number] = self._block(land, shape) if fits else None
        return self.blocks[number]

    def _block(self, land: int, shape: MultiPolygon) -> _Block:
        middle = shapely.get_coordinates(shape.centroid)
        (middle_m,) = self._own.cartesian_m(*middle.T)
        near = self._near(middle_m, 0.0)
        reached = near[self.reaching.reached(shape, self.points[near])]
        own = -self.reaching.charge(shape)
        return _Block(land, shape, middle_m, reached, own, own + math.fsum(self.worth[reached]))

    def _near(self, middle_m: Floats, more_km: float) -> Ints:
        """Return the points that a block may reach whose middle is so far from a place at most."""
        away_km = self._radius_km.max() + self._ball_km + _SLACK_KM + more_km
        return np.array(sorted(self._tree.query_ball_point(middle_m, 1e3 * away_km)), np.int64)

    def reach(self, blocks: Sequence[_Block]) -> sp.csr_array:
        """Return which points blocks reach, blocks × points."""
        ends = np.cumsum([0, *(len(one.reached) for one in blocks)])
        columns = np.concatenate([one.reached for one in blocks])
        shape = (len(blocks), len(self.points))
        return sp.csr_array((np.ones(len(columns)), columns, ends), shape)

    def gain(self, blocks: Sequence[_Block]) -> float:
        """Return what blocks gain together."""
        reached = np.unique(np.concatenate([np.empty(0, int), *(one.reached for one in blocks)]))
        return math.fsum([*self.worth[reached], *(one.own for one in blocks)])

    def bound(self, new: int) -> float:
        """Return an upper bound for `new` blocks around centres."""
        return min(math.fsum(self.worth), new * float(self.most.max()))

    def needed(self, blocks: list[_Block]) -> list[_Block]:
        """Return blocks without those that add nothing to the others, the best first."""
        blocks = sorted(blocks, key=lambda one: -one.gain)
        for one in reversed(blocks):
            others = [each for each in blocks if each is not one]
            if self.gain(others) >= self.gain(blocks) - LEAST_GAIN:
                blocks = others
        return blocks

    def moved(
        self, blocks: list[_Block], apart_km: float, gap: float, clock: Clock
    ) -> list[_Block]:
        """Return blocks, each in the best place about its own, if more is gained there.

        One is sought again where others leave it other points, or once it has come far.
        """
        blocks, reach_km = [*blocks], float(self._radius_km.max())
        sought: dict[int, tuple[_Block, Floats]] = {}
        away_km = max(apart_km, min(reach_km, _FARTHEST_KM))
        for _ in range(_ROUNDS):
            before = [*blocks]
            for number, one in enumerate(blocks):
                others = [each for each in blocks if each is not one]
                open_ = self.worth.copy()
                for each in others:
                    open_[each.reached] = 0.0
                near = self._near(one.middle_m, 1.5 * away_km)
                from_, left = sought.get(number, (None, open_))
                came_km = one.km_from(from_) if from_ else math.inf
                if came_km <= _AGAIN * away_km and np.array_equal(left[near], open_[near]):
                    continue
                sought[number] = one, open_
                here = one.own + math.fsum(open_[one.reached])
                lon, lat = shapely.get_coordinates(one.shape.centroid)[0].tolist()
                about = self.lands[one.land].about(
                    lon, lat, 1e3 * away_km, self.points[near[open_[near] > 0]]
                )
                found = best_site(about, gap, clock, least=here * _ROUNDED)
                if found.block is None:
                    continue
                new = self._block(one.land, found.block)
                apart = all(new.km_from(each) >= self._room_km for each in others)
                if apart and self.gain([*others, new]) > self.gain(blocks):
                    blocks[number] = new
            if clock.left_s <= 0 or all(map(lambda a, b: a is b, before, blocks)):
                break
        return blocks
