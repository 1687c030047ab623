"""Distances of points to the zones of several scenarios, stored so that offsets are cheap.

The **margin** of a point is its least distance to a zone with its boundary offset: the point is
covered at every radius that is at least its margin. Outward, by δ, that is the distance to the zone
minus δ. Inward, corners retreat farther than sides, so zones are really redrawn inward at `INWARD`
shares of the greatest offset, with linear interpolation: a corner moves straight. If a neck or an
arm of land vanishes between two shares, distances jump there: that share is found by bisection.

Margins are compared with radii that lie in known **windows**. A point that stays on one side of
each window for every offset of the boundaries does not vary: it is compared once. For the other
points, only blocks that may be the nearest are kept.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain, pairwise
from typing import NamedTuple, get_args

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from geo.coverage.network_reach import NetworkData, PointLayer
from geo.coverage.point_index import PointIndex, reach_box
from geo.edits.offset import Offset
from geo.zone import ZonePolygon
from layers.geometry.antimeridian import whole, wrapped
from layers.geometry.edges import Floats, Ints
from layers.geometry.ellipsoid import Ellipsoid
from layers.geometry.point_distance import Boundary
from layers.runtime.cache import cached_property

INWARD = np.linspace(0.0625, 1.0, 16)
"""Shares of the greatest offset at which zones are redrawn inward; jumps are searched between."""

ADDED = "\0"
"""What marks the id of a zone that a renamed one had: no id has it."""

_JUMP = 3.0  # a distance that grows by this multiple of the inward offset indicates a jump
_SMOOTH = 0.75  # of the growth over both halves: without a jump, one half has at most this
_HALVES = 10  # bisections of an interval

_GONE_KM = 1e9  # the distance of a zone that vanishes when offset inward
_OUTSIDE_KM = 1e-9  # the least distance of a point outside
_LAST_SHARE = 0.98  # of a zone's inscribed radius: the largest inward offset that is redrawn

_GUARD_KM = 0.01  # a margin this near a window may be in it, as distances are rounded

_Block = tuple[str, bytes]
"""A zone's id, and a block of it (by road all of it) as WKB; equal ones are measured once."""

Windows = Sequence[tuple[float, float]]
"""The least and the greatest value, km, of each radius that margins are compared with."""


def outlines_by_plan_id(
    zones: gpd.GeoDataFrame, plan_ids: Mapping[str, str]
) -> dict[str, MultiPolygon]:
    """Return the outline of each zone by its id in the plan, by which its boundary is offset.

    `plan_ids` are those of renamed zones (see `geo.edits.ids_before`). Another zone has its own id;
    if that was a renamed zone's, it is marked, so that each is offset separately.
    """
    freed = set(plan_ids.values())
    return {
        plan_ids.get(zone) or (f"{zone}{ADDED}" if zone in freed else zone): shape
        for zone, shape in zip(zones["zone_id"], zones.geometry.to_numpy(), strict=True)
    }


def zones_in_order(
    scenarios: Iterable[Mapping[str, MultiPolygon]], plan_zones: Iterable[str]
) -> tuple[str, ...]:
    """Return the ids of all zones in the order of their offsets: the plan's, then further ones.

    So the offsets sampled for a plan's zones do not depend on the zones that a scenario adds.
    """
    known = sorted(plan_zones)
    return (*known, *sorted({zone for zones in scenarios for zone in zones}.difference(known)))


class _BlockDistances(NamedTuple):
    """Points and their distances to a block.

    `distance_km` (shares, n), negative inside: to the block offset inward by each of `share` times
    `depth_km`, the first of which is 0; only that, with an infinite depth, if none is redrawn.
    """

    point: Ints
    share: Floats
    distance_km: Floats
    depth_km: float


class _Pairs(NamedTuple):
    """Pairs of a point and a block within reach of each other, ordered by point.

    `point` has each point once, `start` the index of its first pair. `part` is the row of the
    pair's block in `zone` (the number of its id, by which it is offset), `depth_km` and `share`
    (padded if a block has fewer than others); `first` is the index in `distance_km` of the first
    distance of a pair, one for each share of its block.
    """

    point: Ints
    start: Ints
    part: Ints
    first: Ints
    distance_km: Floats
    zone: Ints
    depth_km: Floats
    share: Floats

    def least(self, offset_km: Floats) -> Floats:
        """Return the margin of each of `point`."""
        if not len(self.point):
            return np.empty(0)
        offset = offset_km[self.zone]
        inward = np.maximum(-offset, 0.0)
        place = np.minimum(inward / self.depth_km, 1.0)
        rows = np.arange(len(place))
        below = (self.share < place[:, None]).sum(axis=1)  # 0 without an inward offset
        step = np.maximum(below - 1, 0)
        low, high = self.share[rows, step], self.share[rows, below]
        between = np.where(high > low, (place - low) / np.where(high > low, high - low, 1.0), 0.0)
        near = self.distance_km[self.first + step[self.part]]
        far = self.distance_km[self.first + below[self.part]]
        gone = (inward * _LAST_SHARE > self.depth_km) * _GONE_KM
        margin = near + (far - near) * between[self.part]
        margin += (gone - np.maximum(offset, 0.0))[self.part]
        inside = self.distance_km[self.first] - offset[self.part]  # exact in both directions
        margin = np.where(inside <= 0, np.minimum(inside, margin), np.maximum(margin, _OUTSIDE_KM))
        least: Floats = np.minimum.reduceat(margin, self.start)
        return least


class NetworkMargins:
    """The distances of demand and clusters to the zones of scenarios along a network.

    They are those of `geo.coverage.network`, in the order of `PlanData`, demand first. A zone whose
    boundary is offset is really redrawn, since other edges enter it then.
    """

    def __init__(
        self,
        network: NetworkData,
        scenarios: Sequence[Mapping[str, MultiPolygon]],
        plan_zones: Iterable[str] = (),
    ) -> None:
        self.zones = zones_in_order(scenarios, plan_zones)
        """The ids of all zones, in the order of their offsets."""
        self._network, self._scenarios = network, scenarios

    def each(self, offset_km: Floats) -> list[Floats]:
        """Return the margin of every point by scenario, km; ∞ where no way leads there."""
        return self._offset(offset_km) if offset_km.any() else self.certain_km

    @property
    def varying(self) -> Ints:
        """Return the points that may vary: all."""
        return np.arange(len(self.certain_km[0]))

    @cached_property
    def certain_km(self) -> list[Floats]:
        """Return the margin of every point by scenario where boundaries are certain, km."""
        return self._offset(np.zeros(len(self.zones)))

    def _offset(self, offset_km: Floats) -> list[Floats]:
        """Return the margins to zones that are offset; what scenarios share is drawn once."""
        by_km = dict(zip(self.zones, offset_km.tolist(), strict=True))
        drawn: dict[_Block, ZonePolygon] = {}
        margins = []
        for zones in self._scenarios:
            keys = {(zone, shapely.to_wkb(shape)): shape for zone, shape in zones.items()}
            for key in keys.keys() - drawn.keys():
                drawn[key] = self._redrawn(keys[key], by_km[key[0]])
            polygons = [drawn[key] for key in keys if not drawn[key].shape.is_empty]
            layers = [self._network.nearest(polygons, layer) for layer in get_args(PointLayer)]
            margins.append(np.concatenate(layers))
        return margins

    def _redrawn(self, zone: MultiPolygon, by_km: float) -> ZonePolygon:
        """Return a zone with its boundary offset outward, or inward where below 0."""
        ellipsoid = self._network.plan_data.ellipsoid
        if by_km == 0:
            return ZonePolygon(ellipsoid, zone)
        land = MultiPolygon(shapely.get_parts(whole(zone)).tolist())
        moved = Offset(land, ellipsoid, 1 if by_km > 0 else -1).in_plane_by_km(abs(by_km))
        return ZonePolygon(ellipsoid, wrapped(moved))


class Margins:
    """The distances of points to the zones of scenarios, as far as windows of radii need them.

    Boundaries may be offset by at most `offset_km`. `varying` are the points that are in reach at
    some offsets and radii and not at others; all others are so as `certain_km` says, the distance
    of every point by scenario where boundaries are certain, ∞ beyond the greatest radius.
    """

    def __init__(  # noqa: PLR0913, PLR0917  each is a part of the question
        self,
        ellipsoid: Ellipsoid,
        points: PointIndex,
        scenarios: Sequence[Mapping[str, MultiPolygon]],
        windows_km: Windows,
        offset_km: float,
        plan_zones: Iterable[str] = (),
    ) -> None:
        self.zones = zones_in_order(scenarios, plan_zones)
        """The ids of all zones, in the order of their offsets."""
        number = {zone: row for row, zone in enumerate(self.zones)}
        keyed = [
            {
                (zone, shapely.to_wkb(block)): block
                for zone, shape in one.items()
                for block in shapely.get_parts(whole(shape))  # a block cut at 180° is one
            }
            for one in scenarios
        ]
        reach_km = max(high for _, high in windows_km) + offset_km
        blocks: dict[_Block, _NearBlock] = {}
        for key, shape in chain.from_iterable(zones.items() for zones in keyed):
            if key not in blocks:
                blocks[key] = _NearBlock(ellipsoid, points, shape, reach_km, offset_km)
        varies = np.zeros(len(points), bool)
        farthest = np.zeros(len(points))
        self.certain_km: list[Floats] = []
        for zones in keyed:
            nearest, most = (np.full(len(points), np.inf) for _ in range(2))
            for block in map(blocks.__getitem__, zones):
                nearest[block.point] = np.minimum(nearest[block.point], block.own_km)
                most[block.point] = np.minimum(most[block.point], block.most_km)
            for low, high in windows_km:
                varies |= (most > low - _GUARD_KM) & (nearest - offset_km <= high + _GUARD_KM)
            farthest = np.maximum(farthest, most)
            self.certain_km.append(nearest)
        self.varying: Ints = np.flatnonzero(varies)
        row = np.cumsum(varies) - 1
        known = {
            key: block.distances(
                varies[block.point]
                & (block.own_km - offset_km <= farthest[block.point] + _GUARD_KM),
                row,
            )
            for key, block in blocks.items()
        }
        common = set.intersection(*map(set, keyed))
        self._shared = _pairs(known, common, number)
        self._separate = [_pairs(known, zones.keys() - common, number) for zones in keyed]

    def each(self, offset_km: Floats) -> list[Floats]:
        """Return the margin of each varying point by scenario, km; ∞ where no zone is near."""
        base = np.full(len(self.varying), np.inf)
        base[self._shared.point] = self._shared.least(offset_km)
        margins = []
        for pairs in self._separate:
            margin = base.copy() if len(pairs.point) else base
            margin[pairs.point] = np.minimum(base[pairs.point], pairs.least(offset_km))
            margins.append(margin)
        return margins


class _NearBlock:
    """A block with the points within reach of it.

    `own_km` is their distance to the unchanged block, `most_km` the largest margin of any offset.
    """

    def __init__(
        self,
        ellipsoid: Ellipsoid,
        points: PointIndex,
        block: Polygon,
        reach_km: float,
        offset_km: float,
    ) -> None:
        self._ellipsoid, self._block = ellipsoid, block
        rows = points.in_box(reach_box(block.bounds, reach_km))
        distance = Boundary(ellipsoid, block).signed_distance_km(points.lon[rows], points.lat[rows])
        near = distance <= reach_km
        self.point, self.own_km = rows[near], distance[near]
        self._lon, self._lat = points.lon[self.point], points.lat[self.point]
        inscribed_km = _inscribed_km(ellipsoid, block) if offset_km else 0.0
        self._depth_km = min(offset_km, _LAST_SHARE * inscribed_km)
        if not offset_km:
            self.most_km = self.own_km
            return
        self._deepest_km = (
            self._redrawn(1.0, self._lon, self._lat) if self._depth_km > 0 else self.own_km
        )
        outside = self.own_km + offset_km > 0  # perhaps
        self.most_km = np.where(
            outside, np.maximum(self._deepest_km, _OUTSIDE_KM), self._deepest_km
        )
        if 0 < self._depth_km < offset_km * _LAST_SHARE:  # it may vanish
            self.most_km = np.full(len(self.point), _GONE_KM)

    def _redrawn(self, share: float, lon: Floats, lat: Floats) -> Floats:
        """Return the distances of places to the block offset inward by a share of its depth."""
        if not len(lon):
            return np.empty(0)
        outline = Boundary(self._ellipsoid, self._inward.in_plane_by_km(share * self._depth_km))
        return outline.signed_distance_km(lon, lat)

    @cached_property
    def _inward(self) -> Offset:
        return Offset(MultiPolygon([self._block]), self._ellipsoid, -1)

    def distances(self, keep: NDArray[np.bool_], row: Ints) -> _BlockDistances:
        """Return the distances of the points that are kept, each by its row."""
        point, own = row[self.point[keep]], self.own_km[keep]
        if self._depth_km <= 0 or not len(point):
            return _BlockDistances(point, np.zeros(1), own[None], np.inf)
        redrawn = partial(self._redrawn, lon=self._lon[keep], lat=self._lat[keep])
        by_share = {0.0: own} | {float(share): redrawn(share) for share in INWARD[:-1]}
        by_share[1.0] = self._deepest_km[keep]
        for between in pairwise(tuple(by_share)):
            _seek_jumps(by_share, redrawn, between, self._depth_km, _HALVES)
        shares = sorted(by_share)
        distances = np.stack([by_share[share] for share in shares])
        return _BlockDistances(point, np.array(shares), distances, self._depth_km)


def _seek_jumps(
    by_share: dict[float, Floats],
    redrawn: Callable[[float], Floats],
    between: tuple[float, float],
    depth_km: float,
    halves: int,
) -> None:
    """Add shares with distances, so that a jump lies between two close ones."""
    low, high = between
    grown = _greatest_growth(by_share, low, high)
    if halves == 0 or grown <= _JUMP * (high - low) * depth_km:
        return
    middle = (low + high) / 2
    by_share[middle] = redrawn(middle)
    parts = (low, middle), (middle, high)
    if max(_greatest_growth(by_share, *part) for part in parts) > _SMOOTH * grown:
        for part in parts:
            _seek_jumps(by_share, redrawn, part, depth_km, halves - 1)


def _greatest_growth(by_share: Mapping[float, Floats], low: float, high: float) -> float:
    return float(np.abs(by_share[high] - by_share[low]).max())


def _inscribed_km(ellipsoid: Ellipsoid, block: Polygon) -> float:
    """Return the radius of the largest circle in a block, in km."""
    centre = block.centroid
    flat = ellipsoid.plane(centre.x, centre.y).forward(block)
    return float(shapely.length(shapely.maximum_inscribed_circle(flat))) / 1e3


def _pairs(
    known: Mapping[_Block, _BlockDistances], blocks: set[_Block], number: Mapping[str, int]
) -> _Pairs:
    keys = sorted(blocks)
    parts = [known[key] for key in keys]
    depth_km = np.array([part.depth_km for part in parts])
    zone = np.array([number[key[0]] for key in keys], np.int64)
    most = max((len(part.share) for part in parts), default=1)
    share = np.ones((len(parts), most))
    for row, part in enumerate(parts):
        share[row, : len(part.share)] = part.share
    if not sum(len(part.point) for part in parts):
        none = np.empty(0, np.int64)
        return _Pairs(none, none, none, none, np.empty(0), zone, depth_km, share)
    point = np.concatenate([part.point for part in parts])
    counts = [len(part.point) for part in parts]
    owner = np.repeat(np.arange(len(parts)), counts)
    shares = np.repeat([len(part.share) for part in parts], counts)
    first = np.cumsum(shares) - shares
    distance = np.concatenate([part.distance_km.T.ravel() for part in parts])  # of a pair: together
    order = np.argsort(point, kind="stable")
    once, start = np.unique(point[order], return_index=True)
    return _Pairs(once, start, owner[order], first[order], distance, zone, depth_km, share)
