"""Shapes of land beside the blocks of zones, each decided in a fraction of a millisecond.

Definitions, in the plane about a block:

- A **shape** is a convex polygon, its hull, grown by a radius: so its corners are round. Its land
  is that without its block.
- It is **free** where the hull lies in free land shrunk by that radius: land that may be taken
  (`geo.proposals.available_land`), and its own block.
- It is **wide**: shrinking it by half the width leaves a core, and no corner outside the block is
  far from that core, so it has no spike and no tongue. Where it meets its block it is as wide as a
  joint must be: shrunk by half a joint, the two together stay in one piece.
- It is **compact**: the square of how far it runs out of its block is at most so many times its
  area.
- A **new zone** has no block: it is as large as asked for, wide throughout, and the square of its
  longest line is at most so many times its area.

Where boundaries lie farther in by δ, a shape shrinks to its hull grown by the radius less δ, or, if
that is below 0, to the hull shrunk. So a point is reached if its distance to one of two convex
polygons is within a limit. By road it is decided by which positions on roads lie in the land
(`geo.proposals.reaching`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Generic, NamedTuple, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from geo.proposals.available_land import AvailableLand, ProposalTerms, window_of
from geo.proposals.held_targets import Counted
from geo.proposals.land import APART_KM, EDGE_DEG, LandPiece, Site, drawn_beside, rounded_land
from geo.proposals.price import LandPrice
from geo.proposals.reaching import NetworkReaching, Reaching
from layers.geometry.edges import Bools, Floats, Ints
from layers.geometry.ellipsoid import LocalPlane
from layers.runtime.cache import cached_property

SPARE = 0.995
"""Of the budget: what shapes may take together, as notches beside blocks are filled later."""

CHORDS = 6
"""Of a quarter circle, at the corners of shapes."""

_SIZES = 1.0, 0.5, 0.25, 0.75, 0.12  # of the budget: of the single shapes that are sought
_ROUND = 0.4  # of half the width: the radius of a shape's corners
_WIDER = 1.01  # times the width asked for: so rounding takes nothing away
_APART_M = 1.01e3 * APART_KM
_BESIDE_M = 300.0  # between a shape and other blocks of its zone
_INNER = 0.95  # of the radius of the largest disc in a block: how wide a joint is at most
_SHARP = 1.8  # times half the width, less the radius: how far a corner may be from the core
_GRID_M = 400.0  # between the ends of the first shapes
_MOST_ENDS = 250  # of each kind, of a block
_HAIR_M = 20.0  # by which a point is reached more than just
_GROWN_M = 0.5  # so that the land reaches every point that its shape reaches
_HAIR_KM2 = 0.002
_STRAIGHT_M = 0.5  # by which an edge of a block may be off
_MORE_LAND = 1.1  # times the least land: what first shapes are about as large as
_LESS = 0.999  # of the area of a new zone: it is tried this small, so that it reaches no fewer
_NARROWEST = 0.8  # of the radius of a disc of that area: half of how wide it is at least
_INSIDE_M = 2.0  # how far inside free land it lies
_CORNERS = 8  # of a first shape of it
_COLUMNS = 100_000  # more than rows of cells in any window
_ACROSS = 16  # first places for it over a window
_TAPERS = (1.0, 0.6, 0.3)  # of the width at the end: how wide the first shapes are at the block
_WIDEST = 1.4  # times half the width, or half a joint: no first shape is wider by its taper
_NO_LAND = Polygon()


class ShapeRules(NamedTuple):
    """What shapes are held to, in metres; `compact` is how many times its area depth² is.

    An FTZ may take `budget_km2`; a drawing for more land is at most `most_km2` large. `new`
    zones are sought where that is not 0.
    """

    half_m: float
    joint_m: float
    compact: float
    least_km2: float
    budget_km2: float
    most_km2: float
    new: int = 0

    @classmethod
    def of(cls, terms: ProposalTerms, ftz: str, most_km2: float) -> ShapeRules:
        """Return the rules of a question's limits."""
        limits = terms.limits
        half_m = 500.0 * _WIDER * limits.wide_km
        if terms.new is not None:
            km2, count = terms.new.area_km2 * _LESS, terms.new.most
            half_m = min(half_m, _NARROWEST * 1e3 * math.sqrt(km2 / math.pi))
            budget_km2, most_km2 = (1.01 * one / SPARE for one in (count * km2, km2))
            return cls(half_m, half_m, limits.compact, 0.99 * km2, budget_km2, most_km2, count)
        joint_km = limits.wide_km if limits.joint_km is None else limits.joint_km
        joint_m = min(half_m, 500.0 * joint_km)
        return cls(
            half_m, joint_m, limits.compact, limits.min_piece_km2, terms.room_km2[ftz], most_km2
        )

    @property
    def round_m(self) -> float:
        """Return the radius of corners."""
        return _ROUND * self.half_m

    @property
    def tip_m(self) -> float:
        """Return how far a corner may be beyond the disc at the end of a shape."""
        return (_SHARP - 1) * (self.half_m - self.round_m)

    @property
    def depth_m(self) -> float:
        """Return how far a shape may run out of its block, or of the window of a new zone."""
        if self.new:
            return 0.0
        end_km2 = math.pi * (self.half_m / 1e3) ** 2 / 2
        along_km = max(0.0, self.most_km2 - end_km2) / (self.half_m + self.joint_m) * 1e3
        long_m = 1e3 * along_km + self.half_m + self.tip_m
        return min(1e3 * math.sqrt(self.compact * self.most_km2), long_m)


class Terrain(NamedTuple):
    """The land of a plan, the points that shapes may reach (rows of `counted`), prices."""

    available: AvailableLand
    reaching: Reaching
    counted: Counted
    rows: Ints
    terms: ProposalTerms
    price: LandPrice


@dataclass(eq=False)
class ShapePlace:
    """Where shapes are tried: a block, in the plane about it; `flat` is empty for a new zone.

    `point` are the rows of points that a shape may decide. `cells` are row by row from the south,
    `costs` the price of each one's land and the objective's charge for it. By road a point is
    reached from any of the positions `roads` in the land for which `by_road` is true.
    """

    site: Site
    plane: LocalPlane
    flat: Polygon
    point: Ints
    cells: Floats
    costs: Floats  # cells × (price, charge)
    roads: Floats | None = field(default=None, kw_only=True)
    by_road: Bools | None = field(default=None, kw_only=True)

    def reached_by_road(self, land: BaseGeometry) -> Bools | None:
        """Return which points land reaches by road; None by line."""
        if self.roads is None or self.by_road is None:
            return None
        inside = shapely.contains_xy(land, *self.roads.T)
        return np.asarray(np.logical_or.reduce(self.by_road[inside], axis=0), bool)

    def costs_of(self, land: BaseGeometry) -> tuple[float, float]:
        """Return the price of land, and the objective's charge for it."""
        if not len(self.cells):
            return 0.0, 0.0
        west, south, east, north = land.bounds
        first, last = np.searchsorted(self.cells[:, 1], (south, north))
        column = self.cells[first:last, 0]
        near = first + np.flatnonzero((column >= west) & (column <= east))
        inside = near[shapely.contains_xy(land, *self.cells[near].T)]
        price, charge = self.costs[inside].sum(axis=0).tolist()
        return price, charge


@dataclass(eq=False)
class Flank(ShapePlace):
    """A block beside which land may be taken: free land, and the points it may reach.

    `extent` is the block, or the window where a new zone is sought;
    `plain` is the block with few corners, `room` is where hulls lie, `root` the block shrunk by
    `joint_m`, half a joint. `point` are the rows of points that are near enough, `at` the number of
    each in `xy`, where each place has one row; a point is reached within `within_m` of the hull, or
    of the hull shrunk by `inset_m`, where that is above 0. `near` are other blocks and the way
    into their planes.
    """

    extent: Polygon
    plain: Polygon
    free: BaseGeometry
    room: BaseGeometry
    root: BaseGeometry
    joint_m: float
    at: Ints
    xy: Floats
    within_m: Floats
    inset_m: Floats
    near: list[tuple[Flank, Floats, Floats]] = field(default_factory=list)

    @property
    def is_alive(self) -> bool:
        """Return whether any land beside the block may reach a point or has a value of its own."""
        counts = len(self.point) > 0 or (self.costs[:, 1] < 0).any()
        return bool(counts) and not self.room.is_empty

    def reached(self, hull: Polygon, land: BaseGeometry) -> Bools:
        """Return which points a shape reaches, by its hull and its land."""
        if (by_road := self.reached_by_road(land)) is not None:
            return by_road
        within = np.zeros(len(self.at), bool)
        np.less_equal(away_m(hull, self.xy)[self.at], self.within_m, out=within)
        for inset_m in self.insets_m:
            own = self.inset_m == inset_m
            core = shapely.buffer(hull, -inset_m, join_style="mitre")
            within[own] = away_m(core, self.xy)[self.at[own]] <= self.within_m[own]
        return within

    @cached_property
    def insets_m(self) -> list[float]:
        """Return by how much hulls are shrunk for some points."""
        every: list[float] = np.unique(self.inset_m[self.inset_m > 0]).tolist()
        return every


@dataclass(frozen=True, eq=False, slots=True)
class Shape:
    """A shape: its block, its corners, hull and land in the plane, and the points it reaches.

    `reached` has one bit per point. `price` is the cost of its land, in the objective's unit,
    `charge` roughly the objective's own charge for it.
    """

    place: ShapePlace
    corners: Floats
    hull: Polygon
    land: Polygon
    area_km2: float
    price: float
    charge: float
    reached: NDArray[np.uint8]


def away_m(hull: BaseGeometry, xy: Floats) -> Floats:
    """Return how far points are from a convex polygon: 0 within, far where it is empty."""
    line = shapely.get_coordinates(hull)
    if len(line) < 4:
        return np.full(len(xy), 1e9)
    starts, edges = line[:-1], np.diff(line, axis=0)
    long2 = np.maximum((edges * edges).sum(axis=1), 1e-9)
    across, up = np.ascontiguousarray(xy.T)
    x, y, along, part = np.empty((4, len(xy)))
    away2 = np.full(len(xy), np.inf)
    for (west, south), (east, north), own2 in zip(
        starts.tolist(), edges.tolist(), long2.tolist(), strict=True
    ):  # in place: the arrays of many points stay in the processor's cache
        np.subtract(across, west, out=x)
        np.subtract(up, south, out=y)
        np.multiply(x, east, out=along)
        along += np.multiply(y, north, out=part)
        along /= own2
        np.maximum(along, 0.0, out=along)
        np.minimum(along, 1.0, out=along)
        x -= np.multiply(along, east, out=part)
        y -= np.multiply(along, north, out=part)
        x *= x
        x += np.multiply(y, y, out=part)
        np.minimum(away2, x, out=away2)
    found: Floats = np.sqrt(away2)
    found[_inside(hull.bounds, starts, edges, xy)] = 0.0
    return found


def _inside(
    bounds: tuple[float, float, float, float], starts: Floats, edges: Floats, xy: Floats
) -> Ints:
    """Return which points lie in a convex polygon, given by its edges."""
    (west, south, east, north), (x, y) = bounds, xy.T
    near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    if not len(near):
        return near
    x, y = xy[near, :1] - starts[:, 0], xy[near, 1:] - starts[:, 1]
    beside = x * edges[:, 1] - y * edges[:, 0]
    return near[(beside >= 0).all(axis=1) | (beside <= 0).all(axis=1)]


_Place = TypeVar("_Place", bound=ShapePlace)


@dataclass(frozen=True, eq=False)
class Scene(Generic[_Place]):
    """The blocks of an FTZ where shapes are tried, and the rules that shapes are held to."""

    setting: Terrain
    places: tuple[_Place, ...]
    rules: ShapeRules
    sense: ClassVar[float] = 1.0  # of two alike shapes the smaller is the better; −1: the larger

    @property
    def sizes(self) -> tuple[float, ...]:
        """Return the sizes of single shapes to seek, as shares of the most land."""
        return _SIZES

    def first(self) -> Iterator[Shape]:
        """Yield the shapes that a search begins with."""
        raise NotImplementedError

    def shape(self, place: _Place, corners: Floats) -> Shape | None:
        """Return the shape of some corners; None where a rule is broken."""
        raise NotImplementedError

    def are_apart(self, one: Shape, other: Shape) -> bool:
        """Return whether two shapes are far enough from each other."""
        raise NotImplementedError

    def limit_km2(self, place: _Place, share: float) -> float:  # noqa: ARG002  as for a release
        """Return how large shapes are where a share of the most land is sought."""
        return share * self.rules.budget_km2

    def over_km2(self, km2: float, limit_km2: float) -> float:
        """Return by how much an area breaks a limit."""
        return max(0.0, self.sense * (km2 - limit_km2))

    def sector(self, shape: Shape) -> int:  # noqa: ARG002  as for a release
        """Return a number: of each the best shapes are known."""
        return 0

    def cell(self, shape: Shape) -> int:  # noqa: ARG002  as for a new zone
        """Return a number: of shapes that reach the same points one is kept for each."""
        return 0

    def land_of(self, shape: Shape) -> LandPiece | None:
        """Return a shape as land, in degrees."""
        raise NotImplementedError

    def _wide(self, hull: Polygon, line: Floats, out_m: Floats) -> BaseGeometry | None:
        """Return a hull shrunk by half a joint, None where it is narrow or has a spike."""
        rules = self.rules
        inner_m, dots = rules.half_m - rules.round_m, np.asarray(shapely.points(line), object)
        core = shapely.buffer(hull, -inner_m, join_style="mitre")
        if core.is_empty:
            return None
        if (shapely.distance(dots[out_m > inner_m], core) > _SHARP * inner_m).any():
            return None
        if rules.joint_m >= 0.99 * rules.half_m:
            return core
        joint_m = max(rules.joint_m - rules.round_m, 1.0)
        joint = shapely.buffer(hull, -joint_m, join_style="mitre")
        spiked = (shapely.distance(dots[out_m > 0], joint) > _SHARP * joint_m).any()
        return None if spiked else joint


@dataclass(frozen=True, eq=False)
class Additions(Scene[Flank]):
    """The blocks of an FTZ beside which land may be taken, or the windows of new zones."""

    @classmethod
    def of(cls, setting: Terrain, sites: Sequence[Site]) -> Additions:
        """Prepare the blocks of one FTZ."""
        rules = ShapeRules.of(
            setting.terms, str(sites[0].ftz_id), max(one.most_km2 for one in sites)
        )
        places = [place for site in sites if (place := _place(setting, site, rules)).is_alive]
        for one in places:
            for other in places:
                there = one.plane.forward(other.plane.inverse(other.extent))
                far_m = 2 * rules.depth_m + _APART_M
                if one is not other and shapely.distance(one.extent, there) < far_m:
                    start = np.array([[0.0, 0.0], [1e4, 0.0], [0.0, 1e4]])
                    moved = other.plane.to_plane_m(one.plane.to_degrees(start))
                    one.near.append((other, moved[0], (moved[1:] - moved[0]) / 1e4))
        return cls(setting, tuple(places), rules)

    @property
    def sizes(self) -> tuple[float, ...]:
        """Return the sizes of single shapes to seek, as shares of the budget."""
        return (1 / self.rules.new,) if self.rules.new else _SIZES

    @property
    def key(self) -> Hashable:
        """Return the key of shapes: the same for the same rules, blocks and free land."""
        lands = ((one.site.zone_id, shapely.to_wkb([one.flat, one.free])) for one in self.places)
        return self.rules, *((zone, *shapes.tolist()) for zone, shapes in lands)

    def shape(self, place: Flank, corners: Floats) -> Shape | None:
        """Return the shape of some corners; None where a rule is broken."""
        rules, round_m = self.rules, self.rules.round_m
        hull = shapely.convex_hull(shapely.multipoints(corners))
        if rules.new and isinstance(hull, Polygon):
            hull = _with_area(hull, rules)
        if not isinstance(hull, Polygon) or not shapely.covers(place.room, hull):
            return None
        line = shapely.get_coordinates(hull)[:-1]
        out_m = self._out_m(place, line)
        deep_m = float(out_m.max()) + round_m
        most_m2 = 1.0001 * (hull.area + hull.length * round_m + math.pi * round_m**2)
        if most_m2 < 1e6 * rules.least_km2 or deep_m**2 > rules.compact * most_m2:
            return None
        joint = self._wide(hull, line, out_m)
        if joint is None:
            return None
        land = shapely.buffer(hull, round_m, quad_segs=CHORDS)
        km2 = float(shapely.area(shapely.difference(land, place.plain))) / 1e6
        is_sized = rules.least_km2 <= km2 <= rules.most_km2 * SPARE
        if not is_sized or deep_m**2 > rules.compact * km2 * 1e6:
            return None
        if not rules.new and not self._is_joined(place, joint, land):
            return None
        reached = np.zeros(len(self.setting.rows), bool)
        reached[place.point] = place.reached(hull, land)
        price, charge = place.costs_of(land)
        return Shape(place, line, hull, land, km2, price, charge, np.packbits(reached))

    def _out_m(self, place: Flank, line: Floats) -> Floats:
        """Return how far corners are out of the block; of a new zone, from the farthest other."""
        if self.rules.new:
            across_m: Floats = np.hypot(*(line[:, None] - line[None]).T).max(axis=0)
            return across_m + self.rules.round_m
        return shapely.distance(np.asarray(shapely.points(line), object), place.plain)

    def _is_joined(self, place: Flank, joint: BaseGeometry, land: BaseGeometry) -> bool:
        """Return whether a shape and its block, shrunk by half a joint, are in one piece."""
        if shapely.intersects(place.root, joint):
            return True
        if shapely.distance(place.root, joint) > 2 * self.rules.half_m:
            return False
        left = shapely.buffer(shapely.union(place.plain, land), -place.joint_m, quad_segs=4)
        return any(
            shapely.intersects(part, joint) and shapely.intersects(part, place.root)
            for part in shapely.get_parts(left)
        )

    def first(self) -> Iterator[Shape]:
        """Yield straight shapes: strips and wedges out to the places of a grid."""
        if self.rules.new:
            yield from self._first_new()
            return
        for place in self.places:
            yield from self._along(place, _ways(place, self.rules))

    def first_reaching(self) -> Iterator[Shape]:
        """Yield those of the first shapes beside blocks that reach a point."""
        for place in self.places:
            ways = _ways(place, self.rules)
            near = ways[_lead_near(place, ways, self.rules)]
            yield from (shape for shape in self._along(place, near) if shape.reached.any())

    def _along(self, place: Flank, ways: Floats) -> Iterator[Shape]:
        """Yield the straight shapes along some ways."""
        for (tip, root, edge), least_m in zip(ways, _least_m(ways, self.rules), strict=True):
            shapes = [*self._straight(place, tip, root, least_m)]
            yield from shapes or self._straight(place, tip, edge, least_m, shallow=True)

    def _first_new(self) -> Iterator[Shape]:
        """Yield equal shapes about the places of a grid over each window."""
        turns = np.arange(_CORNERS) * 2 * np.pi / _CORNERS
        corners = np.column_stack([np.cos(turns), np.sin(turns)]) * self.rules.half_m
        for place in self.places:
            west, south, east, north = place.extent.bounds
            across, up = (np.linspace(*ends, _ACROSS) for ends in ((west, east), (south, north)))
            for x, y in itertools.product(across, up):
                shape = self.shape(place, corners + np.array([x, y]))
                if shape is not None:
                    yield shape

    def _straight(
        self, place: Flank, tip: Floats, root: Floats, least_m: float, *, shallow: bool = False
    ) -> Iterator[Shape]:
        """Yield a strip and wedges between two places; shallow ones end at the block's edge.

        They are `least_m` wide to either side.
        """
        round_m = self.rules.round_m
        half_m = self.rules.half_m - round_m
        joint_m = max(self.rules.joint_m - round_m, 1.0)
        out = (tip - root) / max(math.dist(tip, root), 1e-9)
        side = np.array([-out[1], out[0]])
        end = tip - round_m * out
        for base in _TAPERS:
            taper = (1 - base) * 1.6 * half_m / max(math.dist(tip, root), 4 * half_m)
            wide_m = max((1.02 + taper) * half_m, least_m - round_m)
            back_m = max(base * wide_m, joint_m * 1.02)
            for deep_m in (0.0, -0.5 * round_m) if shallow else (joint_m,):
                long_m = max(float((end - root) @ out) + 1.1 * deep_m + 10, 2.05 * wide_m)
                back = end - long_m * out
                ends = end + side * wide_m, end - side * wide_m
                shape = self.shape(
                    place, np.array([*ends, back - side * back_m, back + side * back_m])
                )
                if shape is not None:
                    yield shape
                    break

    def are_apart(self, one: Shape, other: Shape) -> bool:
        """Return whether two shapes are far enough from each other."""
        if one.place is other.place:
            return bool(shapely.distance(one.land, other.land) >= _APART_M)
        near = one.place.near if isinstance(one.place, Flank) else []
        for place, at, turn in near:
            if place is other.place:
                moved = shapely.transform(one.land, lambda xy: at + xy @ turn)  # noqa: B023
                return bool(shapely.distance(moved, other.land) >= _APART_M)
        return True

    def cell(self, shape: Shape) -> int:
        """Return where a new zone lies, so that another finds room beside some of them."""
        if not self.rules.new:
            return 0
        column, row = (round(at / self.rules.half_m) for at in shape.corners.mean(axis=0).tolist())
        number: int = column * _COLUMNS + row
        return number

    def land_of(self, shape: Shape) -> LandPiece | None:
        """Return a shape as land that its zone takes."""
        place, grown_m = shape.place, self.rules.round_m + _GROWN_M
        if self.rules.new or not isinstance(place, Flank):
            return self._new_zone(shape)
        land = shapely.buffer(shape.hull, grown_m, quad_segs=CHORDS)
        most_km2 = min(shape.area_km2 / SPARE + _HAIR_KM2, self.rules.most_km2)
        available = self.setting.available
        return drawn_beside(
            available, place.site, place.plane, place.flat, place.free, land, most_km2
        )

    def _new_zone(self, shape: Shape) -> LandPiece:
        """Return a shape as a new zone, exactly as large as asked for."""
        new, site = self.setting.terms.new, shape.place.site
        assert new is not None  # noqa: S101  as new zones are sought
        available, plane, land = self.setting.available, shape.place.plane, shape.land
        for _ in range(2):
            km2 = float(available.ellipsoid.area_km2(rounded_land(plane.inverse, land))[0])
            scale = math.sqrt(new.area_km2 / km2)
            land = affinity.scale(land, scale, scale)
        zone = rounded_land(plane.inverse, land)
        km2 = float(available.ellipsoid.area_km2(zone)[0])
        return LandPiece(site.zone_id, site.ftz_id, zone, zone, km2, apart=True)


def _with_area(hull: Polygon, rules: ShapeRules) -> BaseGeometry:
    """Return a hull scaled so that the land of a new zone has the required area."""
    km2, round_m = rules.least_km2 / 0.99, rules.round_m
    a, b, c = hull.area, hull.length * round_m, math.pi * round_m**2 - 1e6 * km2
    scale = (math.sqrt(b * b - 4 * a * c) - b) / (2 * a) if a > 0 else 1.0
    return affinity.scale(hull, scale, scale)


def _place(setting: Terrain, site: Site, rules: ShapeRules) -> Flank:
    terms, available = setting.terms, setting.available
    plane = available.ellipsoid.plane(*(site.middle or site.block.centroid.coords[0]))
    flat = plane.forward(shapely.segmentize(site.block, EDGE_DEG))
    flat = flat if flat.is_valid else shapely.buffer(flat, 0)
    plain = shapely.simplify(flat, _STRAIGHT_M)
    extent = shapely.box(*(1e3 * site.half_km * np.array([-1, -1, 1, 1]))) if rules.new else flat
    counts = setting.counted.counts(setting.rows, site.zone_id)
    near, xy_m, within_m, inset_m = _reachable(setting, plane, extent, rules)
    own = counts[near]
    near, xy_m, within_m, inset_m = near[own], xy_m[own], within_m[own], inset_m[own]
    by_road = isinstance(setting.reaching, NetworkReaching)
    about = shapely.buffer(extent, rules.depth_m + 1_500.0, quad_segs=4)
    free: BaseGeometry = _NO_LAND
    room: BaseGeometry = _NO_LAND
    root: BaseGeometry = _NO_LAND
    joint_m = rules.joint_m
    if len(near) or by_road or setting.counted.aims.attracts:
        window = window_of(plane, about)
        blocked = available.blocked(window, site.zone_id, site.province, terms.forbids)
        taken = [plane.forward(blocked).buffer(0)]
        others = [
            one for one in shapely.get_parts(site.zone).tolist() if not one.equals(site.block)
        ]
        taken += [shapely.buffer(plane.forward(one), _BESIDE_M) for one in others]
        free = shapely.union(shapely.difference(about, shapely.union_all(taken)), flat)
        if rules.new:
            room = shapely.buffer(free, -_INSIDE_M - rules.round_m)
        else:
            inner_m = float(shapely.length(shapely.maximum_inscribed_circle(plain)))
            joint_m = min(joint_m, _INNER * inner_m)
            root = shapely.buffer(plain, -joint_m)
            parts = shapely.get_parts(shapely.buffer(free, 1 - rules.round_m))
            met = parts[shapely.intersects(parts, root)]
            room = shapely.union_all(met) if len(met) else _NO_LAND
        for land in (free, room, root, plain):
            shapely.prepare(land)
    roads: Floats | None = None
    found: Bools | None = None
    if isinstance(setting.reaching, NetworkReaching) and not room.is_empty:
        roads, every = setting.reaching.about(plane, about, setting.rows)
        near = np.flatnonzero(every.any(axis=0) & counts)
        found, xy_m, within_m = every[:, near], np.empty((0, 2)), np.empty(0)
        inset_m = np.zeros(len(near))
    xy, at = np.unique(xy_m, axis=0, return_inverse=True)
    cells, costs = setting.price.cells(plane, shapely.difference(free, flat), site.zone_id)
    return Flank(
        site, plane, flat, near, cells, costs, extent, plain, free, room, root, joint_m, at.ravel(),
        xy, within_m, inset_m, roads=roads, by_road=found,
    )  # fmt: skip


def _reachable(
    setting: Terrain, plane: LocalPlane, extent: Polygon, rules: ShapeRules
) -> tuple[Ints, Floats, Floats, Floats]:
    """Return the points near enough to a block, where they are, how near which hull must be."""
    aims, rows = setting.counted.aims, setting.rows
    inset_m = 1e3 * aims.insets_km[rows]
    within_m = 1e3 * aims.radius_km[rows] + inset_m + np.maximum(rules.round_m - inset_m, 0.0)
    xy = plane.to_plane_m(np.column_stack([aims.lon[rows], aims.lat[rows]]))
    far_m = np.abs(shapely.get_coordinates(extent)).max() + rules.depth_m
    near = np.flatnonzero(np.hypot(*xy.T) <= 1.5 * far_m + within_m + 1e3)
    away = shapely.distance(shapely.points(xy[near]), extent)
    near = near[away <= within_m[near] + rules.depth_m]
    return near, xy[near], within_m[near], np.maximum(inset_m[near] - rules.round_m, 0.0)


def _few(dots: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return some of many places, evenly."""
    return dots[:: max(1, math.ceil(len(dots) / _MOST_ENDS))]


def _where_reached(place: Flank, rules: ShapeRules) -> NDArray[np.object_]:
    """Return the places in free land nearest to the block from which points are reached."""
    within = np.full(len(place.xy), np.inf)
    np.minimum.at(within, place.at, place.within_m - rules.round_m - _HAIR_M)
    lines = shapely.shortest_line(shapely.points(place.xy), place.plain)
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    long_m = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    near = (long_m > within) & (long_m - within < rules.depth_m)
    ends, share = ends[near], (within / np.maximum(long_m, 1e-9))[near, None]
    dots = np.asarray(shapely.points(ends[:, 0] + share * (ends[:, 1] - ends[:, 0])), object)
    return dots[shapely.intersects(place.free, dots)]


def _ways(place: Flank, rules: ShapeRules) -> Floats:
    """Return ways: an end in free land, the nearest places within the block and at its edge each.

    The array is of ways × 3 × 2.
    """
    deep_m = rules.depth_m
    west, south, east, north = shapely.buffer(place.flat, deep_m).bounds
    step_m = max(min(_GRID_M, 0.4 * rules.half_m), math.sqrt((east - west) * (north - south) / 4e4))
    grid = np.meshgrid(np.arange(west, east, step_m), np.arange(south, north, step_m))
    dots = np.asarray(shapely.points(np.stack(grid, axis=-1).reshape(-1, 2)), object)
    dots = dots[shapely.intersects(place.free, dots)]
    out_m = shapely.distance(dots, place.flat)
    dots = dots[(out_m > 0) & (out_m < deep_m)]
    dots = np.concatenate([_few(dots), _few(_where_reached(place, rules))])
    roots, edges = (
        shapely.get_coordinates(shapely.shortest_line(dots, land)).reshape(-1, 2, 2)
        for land in (place.root, place.flat)
    )
    return np.stack([roots[:, 0], roots[:, 1], edges[:, 1]], axis=1)


def _least_m(ways: Floats, rules: ShapeRules) -> list[float]:
    """Return how wide to either side a shape along each way is at least."""
    outs_m = (math.dist(tip, edge) for tip, _, edge in ways)
    return [
        _MORE_LAND * max(5e5 * rules.least_km2 / out_m, out_m / rules.compact / 2)
        for out_m in outs_m
    ]


def _lead_near(place: Flank, ways: Floats, rules: ShapeRules) -> Bools:
    """Return which ways lead so near a point that a straight shape along them may reach it."""
    xy, within_m = place.xy[place.at], place.within_m
    if place.roads is not None and place.by_road is not None:
        xy = place.roads[place.by_road.any(axis=1)]
        within_m = np.full(len(xy), rules.round_m)
    near = np.zeros(len(ways), bool)
    for number, ((tip, *ends), least_m) in enumerate(zip(ways, _least_m(ways, rules), strict=True)):
        wide_m = max(_WIDEST * rules.half_m, least_m, _WIDEST * rules.joint_m)
        for end in ends:
            out_m = math.dist(tip, end)
            long_m = max(out_m + 1.1 * rules.joint_m + 10, rules.round_m + 2.05 * wide_m)
            way = (end - tip) / max(out_m, 1e-9)
            along = np.clip((xy - tip) @ way, 0.0, long_m)
            away_m = np.hypot(*(xy - tip - along[:, None] * way).T)
            near[number] |= bool((away_m <= within_m + wide_m).any())
    return near
