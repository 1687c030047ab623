"""The land that a zone may release: the part of a block in a shape that extends over its edge.

The shapes are those of `geo.proposals.shapes`, convex, with round corners, as wide as asked for.
The hull of a **release** is drawn out of its block, away from the block's middle, so that nothing
remains beyond it; **drawn back**, it is moved that way until less of the block lies in it. Land
released and land kept are one piece each, the land kept has no new parts narrower than 200 m, and
no customs block is met; at most 35 % of a block are released, of one of less than 3 km² nothing. A
block that no customs block is in may be released **whole**, where its zone has others. Only
land is released, not a shape of which more than a twentieth is water or in no district, because
dry land is taken in exchange. Gateways (ports, airports, stations, border crossings) are kept,
unless they may be released too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from geo.proposals.available_land import as_multi
from geo.proposals.held_targets import Counted
from geo.proposals.land import EDGE_DEG, LandPiece, Site, rounded_land
from geo.proposals.reaching import NetworkReaching, Reaching
from geo.proposals.shapes import CHORDS, Scene, Shape, ShapePlace, ShapeRules, Terrain
from layers import Plan
from layers.geometry.edges import Bools, Floats, Ints
from layers.geometry.ellipsoid import LocalPlane

_DIRECTIONS, _DEPTHS = 24, 6  # of the first shapes, straight across a block
_SECTORS = 8  # of directions: the best of each is known
_MOST_OF_BLOCK = 0.35
_LEAST_SHARE = 1 / 12  # of the most that a block releases
_LEAST_BLOCK_KM2 = 3.0
_NARROW_M = 100.0  # half the width of a narrow part
_SHARP_M2 = 2e4  # what corners beside a release may add to the narrow parts
_MOST_WATER = 0.05
_BESIDE_M = 100.0  # beyond the edges of a block
_SAMPLES = 32
_STRAIGHT_M = 0.5  # by which an edge of a block may be off
_STEPS = 60
_GRID_M = 1e-3  # for overlays of edges that nearly coincide
_SAME_KM2 = 1e-7
_MIDDLE_M = 1.0  # of a block, from which no direction leads out


@dataclass(eq=False)
class ReleaseBlock(ShapePlace):
    """A block that may release land, and the points that no other block reaches today.

    At most `most_km2` are released, nothing that meets `kept`. `dots` are the places of points,
    `at` the number of each point in them; a point is reached within `within_m` of the land kept,
    shrunk by `inset_m`.
    """

    most_km2: float
    kept: BaseGeometry
    water: BaseGeometry
    narrow_m2: float
    dots: NDArray[np.object_]
    at: Ints
    within_m: Floats
    inset_m: Floats

    @property
    def far_m(self) -> float:
        """Return how far a hull is drawn out: farther than the block is long."""
        west, south, east, north = self.flat.bounds
        return 2 * math.hypot(east - west, north - south) + _BESIDE_M

    def may_release(self, released: BaseGeometry, kept: BaseGeometry) -> bool:
        """Return whether land may be released, and the rest kept."""
        if not isinstance(kept, Polygon):
            return False
        wet: float = shapely.area(shapely.intersection(released, self.water, grid_size=_GRID_M))
        if shapely.intersects(self.kept, released) or wet > _MOST_WATER * released.area:
            return False
        return _narrow_m2(kept) <= self.narrow_m2 + _SHARP_M2

    def lost(self, kept: BaseGeometry) -> Bools:
        """Return the points that the kept land does not reach."""
        if (by_road := self.reached_by_road(kept)) is not None:
            return ~by_road
        lost = np.zeros(len(self.at), bool)
        for inset_m in np.unique(self.inset_m).tolist():
            own = self.inset_m == inset_m
            left = shapely.buffer(kept, -inset_m) if inset_m else kept
            lost[own] = ~(shapely.distance(self.dots, left)[self.at[own]] <= self.within_m[own])
        return lost


def out_of(corners: Floats) -> Floats:
    """Return the direction away from the middle of the block, 0 in the middle itself."""
    middle = corners.mean(axis=0)
    away_m = math.hypot(*middle)
    return middle / away_m if away_m > _MIDDLE_M else np.zeros(2)


@dataclass(frozen=True, eq=False)
class Releases(Scene[ReleaseBlock]):
    """The blocks of an FTZ that may release land; of a shape `reached` is its loss."""

    sense: ClassVar[float] = -1.0

    @classmethod
    def of(cls, setting: Terrain, sites: Sequence[Site], alone: Sequence[Ints]) -> Releases:
        """Prepare the blocks of one FTZ; `alone` are the rows of points that each alone reaches."""
        most_km2 = max(one.most_km2 for one in sites)
        rules = ShapeRules.of(setting.terms, str(sites[0].ftz_id), most_km2)
        places = [_block(setting, site, rows) for site, rows in zip(sites, alone, strict=True)]
        return cls(setting, tuple(one for one in places if one is not None), rules)

    def limit_km2(self, place: ReleaseBlock, share: float) -> float:
        """Return how much of a block is released at least where a share of the most is sought."""
        return share * 0.99 * place.most_km2

    def are_apart(self, one: Shape, other: Shape) -> bool:
        """Return whether two shapes may go together."""
        return one.place is not other.place

    def shape(self, place: ReleaseBlock, corners: Floats) -> Shape | None:
        """Return the shape of some corners; None where a rule is broken."""
        rules, flat = self.rules, place.flat
        drawn_out = np.vstack([corners, corners + place.far_m * out_of(corners)])
        hull = shapely.convex_hull(shapely.multipoints(drawn_out))
        if not isinstance(hull, Polygon):
            return None
        line = shapely.get_coordinates(hull)[:-1]
        inside = shapely.contains_xy(flat, *line.T)
        deep_m = shapely.distance(np.asarray(shapely.points(line), object), flat.exterior) * inside
        if self._wide(hull, line, deep_m) is None:
            return None
        land = shapely.buffer(hull, rules.round_m, quad_segs=CHORDS)
        released, kept = shapely.intersection(flat, land), shapely.difference(flat, land)
        km2 = float(released.area) / 1e6
        is_sized = _LEAST_SHARE * place.most_km2 <= km2 <= place.most_km2
        is_compact = (float(deep_m.max()) + rules.round_m) ** 2 <= rules.compact * km2 * 1e6
        is_allowed = is_sized and is_compact and place.may_release(released, kept)
        if not isinstance(released, Polygon) or not is_allowed:
            return None
        lost = np.zeros(len(self.setting.rows), bool)
        lost[place.point] = place.lost(kept)
        price, charge = place.costs_of(released)
        return Shape(place, corners, hull, released, km2, price, charge, np.packbits(lost))

    def first(self) -> Iterator[Shape]:
        """Yield straight shapes across each block, in all directions."""
        for place in self.places:
            for turn in np.arange(_DIRECTIONS) * 2 * np.pi / _DIRECTIONS:
                out = np.array([np.sin(turn), np.cos(turn)])
                for front_m in _fronts_m(place, out):
                    shape = self.shape(place, self._across(place, out, front_m))
                    if shape is not None:
                        yield shape

    def _across(self, place: ReleaseBlock, out: Floats, front_m: float) -> Floats:
        """Return the corners of a shape that releases what lies beyond a straight line."""
        aside = np.array([-out[1], out[0]])
        along = shapely.get_coordinates(place.flat) @ aside
        wide_m = max(float(np.abs(along).max()), self.rules.half_m) + _BESIDE_M
        front = (front_m + self.rules.round_m) * out
        return np.array([front - wide_m * aside, front, front + wide_m * aside])

    def sector(self, shape: Shape) -> int:
        """Return in which of some equal sectors of directions a shape leads out of its block."""
        east, north = out_of(shape.corners).tolist()
        return int(_SECTORS * (math.atan2(north, east) / (2 * math.pi) + 0.5)) % _SECTORS

    def land_of(self, shape: Shape) -> LandPiece | None:
        """Return a shape as land that its zone releases."""
        land = self._drawn(shape, 0.0)
        is_one = len(land.land.geoms) == len(land.shape.geoms) == 1
        return land if is_one and land.area_km2 <= shape.place.site.most_km2 else None

    def _drawn(self, shape: Shape, back_m: float) -> LandPiece:
        """Return the land that a shape releases, drawn back by so much."""
        place, site, available = shape.place, shape.place.site, self.setting.available
        hull = affinity.translate(shape.hull, *(back_m * out_of(shape.corners)).tolist())
        land = shapely.buffer(hull, self.rules.round_m, quad_segs=CHORDS)
        west, south, east, north = shapely.buffer(place.flat, _BESIDE_M, quad_segs=1).bounds
        beyond = rounded_land(
            place.plane.inverse, shapely.intersection(land, shapely.box(west, south, east, north))
        )
        gone = as_multi(shapely.intersection(site.block, beyond))
        kept = as_multi(shapely.difference(site.block, beyond))
        km2 = float(available.ellipsoid.area_km2([gone])[0])
        return LandPiece(
            site.zone_id, site.ftz_id, kept, gone, km2, site.zone, block=site.block,
            drawn_back=partial(self._drawn_back, shape),
        )  # fmt: skip

    def _drawn_back(self, shape: Shape, km2: float) -> LandPiece:
        """Return the land a shape releases, drawn back until it is so large, never smaller."""
        assert isinstance(shape.place, ReleaseBlock)  # noqa: S101  all of this scene are
        low, high, best = 0.0, shape.place.far_m, self._drawn(shape, 0.0)
        for _ in range(_STEPS):
            middle = (low + high) / 2
            land = self._drawn(shape, middle)
            if land.area_km2 < km2:
                high = middle
                continue
            low, best = middle, land
            if land.area_km2 - km2 <= _SAME_KM2:
                break
        return best


def whole_block(setting: Terrain, site: Site) -> LandPiece | None:
    """Return a block as land that its zone releases, where it may and has others."""
    available, block = setting.available, site.block
    km2 = float(available.ellipsoid.area_km2(block)[0])
    wet: float = shapely.area(available.water_in(block))
    is_kept = len(_kept(setting, block)) > 0
    if len(site.zone.geoms) < 2 or is_kept or km2 > site.most_km2 or wet > _MOST_WATER * block.area:
        return None
    return LandPiece(
        site.zone_id, site.ftz_id, as_multi(None), as_multi(block), km2, site.zone, block=block
    )


def _kept(setting: Terrain, block: Polygon) -> NDArray[np.object_]:
    """Return the customs blocks, and perhaps gateways, in a block, which are not released."""
    kept = setting.available.obstacles["customs_blocks"]
    if not setting.terms.limits.release_gateways:
        kept = np.concatenate([kept, setting.available.plan.gateways.geometry.to_numpy()])
    return kept[shapely.intersects(kept, block)]


def _block(setting: Terrain, site: Site, alone: Ints) -> ReleaseBlock | None:
    """Prepare a block; None where it is too small."""
    available, aims = setting.available, setting.counted.aims
    km2 = float(available.ellipsoid.area_km2(site.block)[0])
    if km2 < _LEAST_BLOCK_KM2 or site.most_km2 <= 0:
        return None
    plane = available.ellipsoid.plane(*site.block.centroid.coords[0])
    flat = plane.forward(shapely.segmentize(site.block, EDGE_DEG))
    flat = shapely.simplify(flat if flat.is_valid else shapely.buffer(flat, 0), _STRAIGHT_M)
    kept = shapely.union_all(plane.forward(_kept(setting, site.block)))
    water = plane.forward(as_multi(available.water_in(site.block))).buffer(0)
    alone = alone[_at_risk(setting, plane, flat, setting.rows[alone])]
    rows = setting.rows[alone]
    xy = plane.to_plane_m(np.column_stack([aims.lon[rows], aims.lat[rows]]))
    roads: Floats | None = None
    by_road: Bools | None = None
    if isinstance(setting.reaching, NetworkReaching):
        roads, by_road = setting.reaching.about(plane, flat, rows)
    places, at = np.unique(xy, axis=0, return_inverse=True)
    cells, costs = setting.price.cells(plane, flat, site.zone_id, released=True)
    for land in (flat, kept, water):
        shapely.prepare(land)
    most_km2 = min(site.most_km2, _MOST_OF_BLOCK * km2)
    return ReleaseBlock(
        site, plane, flat, alone, cells, costs, most_km2, kept, water, _narrow_m2(flat),
        np.asarray(shapely.points(places), object), at.ravel(),
        1e3 * aims.radius_km[rows], 1e3 * aims.insets_km[rows], roads=roads, by_road=by_road,
    )  # fmt: skip


def _at_risk(setting: Terrain, plane: LocalPlane, flat: Polygon, rows: Ints) -> Bools:
    """Return which points not every place of a block reaches."""
    aims = setting.counted.aims
    xy = plane.to_plane_m(np.column_stack([aims.lon[rows], aims.lat[rows]]))
    corners = shapely.get_coordinates(shapely.convex_hull(flat))
    farthest_m = np.hypot(*(xy[:, None] - corners[None]).T).max(axis=0)
    by_road = isinstance(setting.reaching, NetworkReaching)
    at_risk: Bools = (
        (farthest_m > 1e3 * aims.radius_km[rows]) | (aims.insets_km[rows] > 0) | by_road
    )
    return at_risk


def _fronts_m(place: ReleaseBlock, out: Floats) -> list[float]:
    """Return where lines across a block lie along a direction, beyond which equal shares are."""
    along = shapely.get_coordinates(place.flat) @ out
    where = np.linspace(along.min(), along.max(), _SAMPLES)
    aside = np.array([-out[1], out[0]]) * place.far_m
    areas = [
        shapely.area(shapely.intersection(place.flat, Polygon([
            at * out - aside, at * out + aside, (at + place.far_m) * out + aside,
            (at + place.far_m) * out - aside,
        ])))
        for at in where
    ]  # fmt: skip
    sought = -1e6 * 0.999 * place.most_km2 * np.arange(1, _DEPTHS + 1) / _DEPTHS
    found: list[float] = np.interp(sought, -np.array(areas), where).tolist()
    return found


def _narrow_m2(flat: BaseGeometry) -> float:
    """Return how much of land in the plane is narrower than 200 m, or a corner of it."""
    land = shapely.set_precision(flat, _GRID_M)
    opened = shapely.buffer(shapely.buffer(land, -_NARROW_M, quad_segs=4), _NARROW_M, quad_segs=4)
    return float(shapely.area(shapely.difference(land, opened, grid_size=_GRID_M)))


def stays_reached(
    plan: Plan, blocks: Sequence[Polygon], reaching: Reaching, points: Ints, counted: Counted
) -> Bools:
    """Return the points covered by land that its zone keeps, however much blocks release."""
    stays: Bools = counted.covered[points]
    if not blocks:
        return stays
    at_stake = np.flatnonzero(stays)
    stays = np.zeros(len(points), bool)
    changed = {*blocks}
    each, row = shapely.get_parts(plan.zones.geometry.to_numpy(), return_index=True)
    zones = plan.zones["zone_id"].to_numpy(object)[row]
    for zone, block in zip(map(str, zones), each.tolist(), strict=True):
        if block not in changed:
            left = at_stake[~stays[at_stake]]
            left = left[counted.counts(points[left], zone)]
            stays[left] = reaching.reached(block, points[left])
    return stays


def at_stake(setting: Terrain, sites: Sequence[Site]) -> tuple[Terrain, list[Ints]]:
    """Return the points that only blocks reach which may release land, and those of each alone.

    These are row numbers in the returned terrain.
    """
    reaching, counted = setting.reaching, setting.counted
    rows = np.flatnonzero(counted.covered & (counted.kept_worth > 0))
    blocks = [site.block for site in sites]
    reached = np.array(
        [reaching.reached(one.block, rows) & counted.counts(rows, one.zone_id) for one in sites]
    ).reshape(len(sites), len(rows))
    met = reached.any(axis=0)
    rows, reached = rows[met], reached[:, met]
    risked = ~stays_reached(setting.available.plan, blocks, reaching, rows, counted)
    alone = reached[:, risked] & (reached[:, risked].sum(axis=0) == 1)
    return setting._replace(rows=rows[risked]), [np.flatnonzero(one) for one in alone]
