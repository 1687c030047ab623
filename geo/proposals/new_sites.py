"""Land apart from zones: windows where new zones are sought, and new blocks of zones.

Windows are those first from which most is gained: no block whose middle is in a square reaches more
than the people within their radius, half the square and the block of its middle. The square that
promises most is parted in four, until it is small beside the radius; the block at its middle is
then tried (big square, small square: Hansen, Peeters, Richard & Thisse 1985, Operations Research
33, 1251–1265). A block that gains about most is the middle of a first window, one that adds about
most to it of a second, and so on. Shapes are then sought in these windows (`geo.proposals.shapes`).

A **new block** is a hexagon with rounded corners, of 2 km² or as large as the smallest piece that
is allowed. Its **sites** are the points that the objective counts and that lie in the FTZ's
province; where the block does not fit in there, it moves a little to one of eight sides. It belongs
to the zone of the FTZ that is nearest.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import shapely
from scipy.spatial import KDTree
from shapely.geometry import MultiPolygon, Polygon

from geo.proposals.available_land import NO_FTZ, AvailableLand, as_multi
from geo.proposals.held_targets import Counted
from geo.proposals.land import APART_KM, KM_PER_DEG, LEAST_COS, NEW, LandPiece, Site
from geo.proposals.objective import Objective
from geo.proposals.reaching import Reaching
from geo.proposals.shapes import Terrain
from geo.solver import Clock
from layers.geometry.edges import Ints
from layers.messages import Message

_BLOCK_KM2 = 2.0
_MOVES = 8
_CORNER = 0.25  # of a side: the radius of a corner
_ASIDE = 1.2  # times the root of a block's area: how far it moves
_DEG_PER_KM = 1 / 111.0
_OVER = 1.02  # times half a square: as widths are not alike north and south
_OTHERS = 8  # windows, beside one for each new zone
_ENOUGH = 0.85  # share of a square's promise: a block that gains as much is chosen
_FINEST = 0.06  # of the largest radius: half a square that is not parted further
_MOST_FAILED = 3_000  # blocks without room, after which trying ends
_AWAY = 3.0  # times the radius of a block: half of how wide a window is at least
_OF_RADIUS = 0.2  # the same, of the largest radius
_BALL = 1.15  # times the radius of a disc as large as a block: none is farther from its middle


def blocks_of(setting: Terrain, ftz: str) -> Iterator[LandPiece]:
    """Yield the new blocks of an FTZ that reach some of the points that are not covered."""
    available, reaching, terms = setting.available, setting.reaching, setting.terms
    km2 = max(_BLOCK_KM2, terms.limits.min_piece_km2)
    zones = available.plan.zones
    free = ~zones["locked"].astype(bool).to_numpy() | ("locked" not in terms.forbids)
    rows = np.flatnonzero((zones["ftz_id"] == ftz).to_numpy() & free)
    if km2 > terms.room_km2[ftz] or not len(rows):
        return
    own = zones.iloc[rows]
    shapes = own.geometry.to_numpy()
    province = available.province(available.province_of(ftz))
    shapely.prepare(province)
    for lon, lat in reaching.places():
        if available.is_across_180:
            lon %= 360.0  # noqa: PLW2901  as the land is drawn
        if not shapely.contains_xy(province, lon, lat):
            continue
        zone = int(shapely.distance(shapes, shapely.Point(lon, lat)).argmin())
        name = str(own["zone_id"].iloc[zone])
        block = _fitting(available, (lon, lat), km2, name, ftz, terms.forbids)
        if block is not None and reaching.may_reach(block, setting.rows, 0.0).any():
            area = float(available.ellipsoid.area_km2(block)[0])
            yield LandPiece(name, ftz, block, block, area, apart=True)


def _fitting(  # noqa: PLR0913, PLR0917
    available: AvailableLand,
    place: tuple[float, float],
    km2: float,
    zone: str,
    ftz: str,
    forbids: frozenset[str],
) -> MultiPolygon | None:
    """Return the block about a place, or beside it, where it meets nothing; None without."""
    away = _ASIDE * np.sqrt(km2) * _DEG_PER_KM
    turns = np.arange(_MOVES) * 2 * np.pi / _MOVES
    wide = np.cos(np.radians(place[1]))
    moves = [(0.0, 0.0), *zip(away * np.cos(turns) / wide, away * np.sin(turns), strict=True)]
    room = APART_KM * _DEG_PER_KM / wide
    window = shapely.box(
        place[0] - 3 * away / wide, place[1] - 3 * away, place[0] + 3 * away / wide,
        place[1] + 3 * away,
    )  # fmt: skip
    blocked = available.blocked(window, zone, available.province_of(ftz), forbids)
    zones = available.plan.zones.geometry.to_numpy()
    near = zones[shapely.intersects(zones, window)]
    for east, north in moves:
        block = block_at(available, place[0] + east, place[1] + north, km2)
        if not shapely.intersects(blocked, block) and not shapely.dwithin(near, block, room).any():
            return block
    return None


def rounded_hexagon(area_km2: float) -> Polygon:
    """Return a hexagon about (0, 0) with rounded corners, in metres.

    >>> round(rounded_hexagon(3.0).area)
    3000000
    """
    side = math.sqrt(2 * area_km2 / (3 * math.sqrt(3))) * 1e3
    turns = np.radians(np.arange(0, 360, 60) + 30)
    sharp = shapely.Polygon(side * np.column_stack([np.cos(turns), np.sin(turns)]))
    corner = _CORNER * side
    soft = shapely.buffer(shapely.buffer(sharp, -corner), corner, quad_segs=6)
    scale = math.sqrt(area_km2 * 1e6 / soft.area)
    return shapely.transform(soft, lambda xy: xy * scale)


def block_at(available: AvailableLand, lon: float, lat: float, area_km2: float) -> MultiPolygon:
    """Return the block about a place, in degrees, in its own plane's size."""
    own = available.ellipsoid.plane(lon, lat)
    block = own.inverse(rounded_hexagon(area_km2))
    scale = math.sqrt(area_km2 / float(available.ellipsoid.area_km2(block)[0]))
    block = own.inverse(shapely.transform(rounded_hexagon(area_km2), lambda xy: xy * scale))
    return as_multi(shapely.transform(block, lambda xy: np.round(xy, 9)))


class Found(NamedTuple):
    """Windows of land, and an upper bound on the gain of new zones anywhere.

    So many places were `tried`; `has_room` says whether a block fits in any of them, `nothing`
    whether points to reach are lacking.
    """

    sites: list[Site]
    at_most: float
    tried: int
    has_room: bool
    nothing: bool

    def why_none(self, aims: Objective) -> Message:
        """Return why no window was found: no room for a block, or nothing gained."""
        if self.has_room or self.nothing:
            return Message("propose-nothing-gained", objective=str(aims))
        return Message("propose-no-sites", places=self.tried)


class _Square(NamedTuple):
    """A square of land in degrees: its province, its middle, half its width in km."""

    province: int
    lon: float
    lat: float
    half_km: float

    @property
    def halves_deg(self) -> tuple[float, float]:
        """Return half its width and half its height."""
        high = self.half_km / KM_PER_DEG
        return high / max(math.cos(math.radians(self.lat)), LEAST_COS), high

    def quarters(self) -> list[_Square]:
        """Return its four quarters."""
        (wide, high), half = self.halves_deg, self.half_km / 2
        return [
            _Square(self.province, self.lon + a * wide / 2, self.lat + b * high / 2, half)
            for a in (-1, 1)
            for b in (-1, 1)
        ]

    def box(self) -> Polygon:
        """Return it as land, a little wider."""
        wide, high = (_OVER * half for half in self.halves_deg)
        return shapely.box(self.lon - wide, self.lat - high, self.lon + wide, self.lat + high)


class _People:
    """The points that are not covered, and what each adds beside those that are taken."""

    def __init__(self, available: AvailableLand, reaching: Reaching, counted: Counted) -> None:
        aims, self._own = counted.aims, available.ellipsoid
        rows = counted.open_[counted.led.worth[counted.open_] > 0]
        self._left = np.where(counted.covered, 0.0, np.maximum(counted.led.worth, 0.0))
        self.everybody = math.fsum(self._left[rows])
        radius_km = np.asarray(reaching.reach_km(aims.radius_km[rows]), float)
        self.farthest_km = float(radius_km.max(initial=0.0))
        places_m = self._own.cartesian_m(aims.lon[rows], aims.lat[rows])
        self._trees = [
            (float(km), rows[radius_km == km], KDTree(places_m[radius_km == km]))
            for km in np.unique(radius_km)
        ]

    def about(self, square: _Square, more_km: float) -> Ints:
        """Return the points within their radii of a middle, and so much more; a chord is short."""
        at = np.array([square.lon]), np.array([square.lat])
        (middle_m,) = self._own.cartesian_m(*at)
        near = [
            rows[tree.query_ball_point(middle_m, 1e3 * (km + more_km))]
            for km, rows, tree in self._trees
        ]
        return np.concatenate([*near, np.empty(0, np.int64)])

    def worth_of(self, rows: Ints) -> float:
        """Return the worth that points add."""
        return float(self._left[rows].sum())

    def take(self, rows: Ints) -> None:
        """Stop counting points."""
        self._left[rows] = 0.0


def new_sites(setting: Terrain, clock: Clock) -> Found:
    """Return windows of land in which new zones are sought, fewer if the time is spent."""
    available, reaching, terms = setting.available, setting.reaching, setting.terms
    new = terms.new
    assert new is not None  # noqa: S101  as new zones are sought
    lands = [_land(available, province, terms.forbids) for province in new.provinces]
    people = _People(available, reaching, setting.counted)
    search = _Squares(available, reaching, people, lands, new.area_km2)
    middles = search.run(new.most + _OTHERS, clock)
    half_km = max(_AWAY * search.radius_km + APART_KM, _OF_RADIUS * people.farthest_km)
    sites = [
        Site(
            f"{NEW}{new.provinces[one.province]}", NO_FTZ, MultiPolygon(), Polygon(), new.area_km2,
            terms.limits, new.provinces[one.province], (one.lon, one.lat), half_km,
        )
        for one in middles
    ]  # fmt: skip
    return Found(
        sites, min(people.everybody, new.most * search.most_alone), search.tried,
        bool(search.reached), not people.everybody,
    )  # fmt: skip


class _Squares:
    """The search for the blocks that gain most beside each other.

    `most_alone` is what no block gains, `reached` the points of the blocks that have room.
    """

    def __init__(
        self,
        available: AvailableLand,
        reaching: Reaching,
        people: _People,
        lands: list[MultiPolygon],
        area_km2: float,
    ) -> None:
        self._available, self._reaching, self._people = available, reaching, people
        self._lands, self._area_km2 = lands, area_km2
        self.radius_km = _BALL * math.sqrt(area_km2 / math.pi)
        self._finest_km = max(self.radius_km / 2, _FINEST * people.farthest_km)
        self.reached: dict[_Square, Ints] = {}
        self.chosen: list[_Square] = []
        self.tried, self.most_alone = 0, 0.0
        self._heap: list[tuple[float, int, _Square, int]] = []
        self._pushed = 0
        for square in _first(lands):
            self._push(square, self._promised(square))

    def run(self, count: int, clock: Clock) -> list[_Square]:
        """Return the middles of so many blocks, the best first."""
        closed = 0.0  # what squares promised whose blocks were tried
        while self._heap and len(self.chosen) < count:
            if self.tried - len(self.reached) > _MOST_FAILED or clock.left_s <= 0:
                break
            less, _, square, then = heapq.heappop(self._heap)
            self.most_alone = self.most_alone if self.chosen else max(closed, -less)
            if square in self.reached:
                self._choose(square)
            elif then < len(self.chosen):
                self._push(square, min(-less, self._promised(square)))
            elif square.half_km > self._finest_km:
                self._part(square, -less)
            else:
                closed = max(closed, -less)
                self._try(square)
        return self.chosen

    def _push(self, square: _Square, promise: float) -> None:
        self._pushed += 1
        if promise > 0:
            heapq.heappush(self._heap, (-promise, self._pushed, square, len(self.chosen)))

    def _promised(self, square: _Square) -> float:
        """Return an upper bound on the gain of a block whose middle is in a square."""
        away_km = self.radius_km + math.sqrt(2) * _OVER * square.half_km
        return self._people.worth_of(self._people.about(square, away_km))

    def _choose(self, square: _Square) -> None:
        """Choose a block if no square promises more, else let it wait."""
        gain = self._people.worth_of(self.reached[square])
        if self._heap and gain < -_ENOUGH * self._heap[0][0]:
            self._push(square, gain)
        elif gain > 0:
            self.chosen.append(square)
            self._people.take(self.reached[square])

    def _part(self, square: _Square, promise: float) -> None:
        """Part a square in four, if there is land in it."""
        if shapely.intersects(self._lands[square.province], square.box()):
            for part in square.quarters():
                self._push(part, min(promise, self._promised(part)))

    def _try(self, square: _Square) -> None:
        """Try the block about the middle of a square."""
        block = block_at(self._available, square.lon, square.lat, self._area_km2)
        self.tried += 1
        if shapely.contains(self._lands[square.province], block):
            near = self._people.about(square, self.radius_km)
            self.reached[square] = near[self._reaching.reached(block, near)]
            self._push(square, self._people.worth_of(self.reached[square]))


def _first(lands: list[MultiPolygon]) -> list[_Square]:
    """Return equal squares over each land, about eight over its longer side."""
    found: list[_Square] = []
    for number, land in enumerate(lands):
        if land.is_empty:
            continue
        shapely.prepare(land)
        west, south, east, north = land.bounds
        lat = (south + north) / 2
        wide_km = (east - west) * KM_PER_DEG * max(math.cos(math.radians(lat)), LEAST_COS)
        half_km = max(wide_km, (north - south) * KM_PER_DEG) / 16
        high = half_km / KM_PER_DEG
        for y in np.arange(south + high, north + high, 2 * high).tolist():
            wide = _Square(number, 0.0, y, half_km).halves_deg[0]
            found += [
                _Square(number, x, y, half_km)
                for x in np.arange(west + wide, east + wide, 2 * wide).tolist()
            ]
    return found


def _land(available: AvailableLand, province: str, forbids: frozenset[str]) -> MultiPolygon:
    """Return the land of a province that may be taken, in degrees."""
    zones = shapely.union_all(available.plan.zones.geometry.to_numpy())
    land = available.without_obstacles(available.province(province), forbids)
    return as_multi(shapely.difference(land, zones))
