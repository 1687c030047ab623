"""A new zone where there is none: the best site for a compact block in a province.

The block is a regular hexagon of the given area with rounded corners, its **site** wherever the
whole block is land that may be taken. The best site is found by squares: no block whose middle is
in a square reaches more than the square itself does, widened by the block, nor is charged for less
land than all such blocks share; where that land may not be taken, there is no block. The square
that promises most is tried at its middle and parted in four, until none promises more than the best
that was found by more than the gap (Hansen, Peeters, Richard & Thisse 1985, Operations Research 33,
1251–1265: big square, small square).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.edits import Add
from geo.proposals.blocks import block_at, rounded_hexagon
from geo.proposals.ground import Ground, as_multi
from geo.proposals.proposal import Proof, Proposal, proposal_of
from geo.proposals.question import NoProposalError
from geo.proposals.reaching import Reaching
from geo.proposals.reasons import Piece
from geo.proposals.search import LEAST_GAIN, ROUNDING, Search
from geo.scenario.model import Scenario
from geo.solver import Clock
from layers.geometry.antimeridian import wrapped
from layers.geometry.edges import Floats, Ints
from layers.geometry.ellipsoid import LocalPlane
from layers.messages import Message

_LEAST_HALF_M = 5.0  # half a square's side; a smaller one is not divided
_ROOM_M = 1_000.0  # around the simplified province
_WIDER = 2e-4  # a block in its own plane, seen in that of its square
_TURNED = 4e-7  # and for each metre of half a square's side
_STEP_M = 2_000.0  # an edge of a square, straight in the plane, as one straight in degrees


def new_zone(search: Search, province: str) -> Proposal:
    """Return the best site of one new zone in one province.

    Raises:
        NoProposalError: there is no site, or none that gains anything.
    """
    aims = search.objective
    reaching = Reaching.of(search.baseline, aims)
    sites = Sites.of(search, province, reaching)
    found = best_site(sites, search.gap, search.clock, search.report)
    if found.block is None and found.most > LEAST_GAIN:
        if search.clock.left_s <= 0:
            raise NoProposalError(Message("propose-time-spent"))
        raise NoProposalError(Message("propose-no-site", province=province))
    if found.block is None or found.gain <= LEAST_GAIN:
        raise NoProposalError(Message("propose-nothing-gained", objective=str(aims)))
    (zone,), made = added(search, [(province, found.block)])
    block = as_multi(wrapped(found.block))
    km2 = float(search.baseline.plan.ellipsoid.area_km2(block)[0])
    piece = Piece(zone, None, km2, found.gain, found.gain, block)
    within = (found.most - found.gain) / found.gain
    reason = Message("propose-site-found", province=province)
    if within <= ROUNDING:
        reason = Message("propose-best-site", province=province)
    elif within <= search.gap:
        reason = Message("propose-best-site-within", province=province, pct=100 * within)
    return proposal_of(search, Proof(found.gain, found.most), ((piece,), ()), (reason,), made)


def added(search: Search, blocks: Sequence[tuple[str, MultiPolygon]]) -> tuple[list[str], Scenario]:
    """Return the ids of new zones in provinces, and the scenario that adds them."""
    plan = search.baseline.plan
    taken, ids = set(plan.zones["zone_id"]), []
    for province, _ in blocks:
        names = (f"NEW-{province}{ending}" for ending in ("", *(f"-{n}" for n in range(2, 1000))))
        ids.append(next(name for name in names if name not in taken))
        taken.add(ids[-1])
    shapes = [as_multi(wrapped(block)) for _, block in blocks]
    made = Scenario.of(
        plan,
        [Add(zone=zone, geometry=shape) for zone, shape in zip(ids, shapes, strict=True)],
        scenario=search.question.scenario,
    )
    return ids, made


class BestSite(NamedTuple):
    """The best block that was found (None of no gain without), its gain, what none can exceed."""

    block: MultiPolygon | None
    gain: float
    most: float


def best_site(
    sites: Sites,
    gap: float,
    clock: Clock,
    progress: Callable[[float, float], None] | None = None,
    least: float = 0.0,
) -> BestSite:
    """Return the block of the greatest gain, if it is more than the least."""
    best: tuple[float, MultiPolygon | None] = (least, None)
    waiting = [
        (-sites.most_of(square) if least else -math.inf, square) for square in _squares(sites.over)
    ]
    heapq.heapify(waiting)
    closed, blocked, everybody = 0.0, 0.0, math.fsum(sites.worth)
    while waiting:
        most, square = heapq.heappop(waiting)
        if -most <= best[0] * (1 + gap) or clock.left_s <= 0:
            heapq.heappush(waiting, (most, square))
            break
        if progress is not None and best[0] > 0:
            progress(best[0], min(-most, everybody))
        block = sites.block(square)
        if shapely.contains(sites.allowed, block):
            best = max(best, (sites.gain_of(block), block), key=lambda found: found[0])
        if square.half_m < _LEAST_HALF_M:
            closed = max(closed, -most)
            continue
        for part in square.quarters():
            if not sites.has_room(part):
                blocked = max(blocked, -most)
            elif shapely.intersects(sites.over, part.box):
                heapq.heappush(waiting, (-min(-most, sites.most_of(part)), part))
    open_ = max((-most for most, _ in waiting), default=0.0)
    if best[1] is None:
        closed = max(closed, blocked)
    unproven = min(max(open_, closed), everybody)
    return BestSite(best[1], best[0], max(best[0], unproven))


@dataclass(frozen=True, eq=False)
class Sites:
    """Where a block may be, and what it gains.

    `allowed` is the land that may be taken, `over` the province in `plane`, a little wider;
    `points` are those that are not covered, and `worth` what each counts.
    """

    ground: Ground
    reaching: Reaching
    area_km2: float
    allowed: MultiPolygon
    plane: LocalPlane
    over: BaseGeometry
    points: Ints
    worth: Floats
    hexagon: Floats

    @classmethod
    def of(cls, search: Search, province: str, reaching: Reaching) -> Sites:
        """Prepare the land of a province."""
        plan, aims, area_km2 = search.baseline.plan, search.objective, search.question.budget_km2
        assert isinstance(area_km2, float)  # noqa: S101  as the question holds
        own = (plan.regions[plan.terms.coarsest.column] == province).to_numpy()
        ground = search.ground(plan.regions.geometry.to_numpy()[own])
        land = as_multi(shapely.union_all(ground.plan.regions.geometry.to_numpy()[own]))
        zones = shapely.union_all(ground.plan.zones.geometry.to_numpy())
        allowed = shapely.difference(ground.without_obstacles(land, search.terms.forbids), zones)
        plane = ground.ellipsoid.plane(*land.centroid.coords[0])
        over = shapely.buffer(plane.forward(shapely.simplify(land, 0.01)), _ROOM_M)
        points = np.flatnonzero(~aims.covered(search.baseline))
        found = cls(
            ground, reaching, area_km2, as_multi(allowed), plane, over, points,
            reaching.worth(points), shapely.get_coordinates(rounded_hexagon(area_km2)),
        )  # fmt: skip
        shapely.prepare(found.allowed)
        shapely.prepare(found.over)
        return found

    def about(self, lon: float, lat: float, away_m: float, points: Ints) -> Sites:
        """Return the sites about a place, so far away to each side, for some of the points."""
        return replace(
            self,
            plane=self.ground.ellipsoid.plane(lon, lat),
            over=shapely.box(-away_m, -away_m, away_m, away_m),
            points=points,
            worth=self.reaching.worth(points),
        )

    def gain_of(self, block: MultiPolygon) -> float:
        """Return what a block reaches is worth, less what its land is charged for."""
        worth = math.fsum(self.worth[self.reaching.reached(block, self.points)])
        return worth - self.reaching.charge(block)

    def block(self, square: _Square) -> MultiPolygon:
        """Return the block about the middle of a square."""
        return block_at(self.ground, *self._middle(square), self.area_km2)

    def has_room(self, square: _Square) -> bool:
        """Say whether a block may fit whose middle is in a square: all hold their kernel."""
        own = self.ground.ellipsoid.plane(*self._middle(square))
        core = self._core(square)
        if core.is_empty:
            return bool(shapely.intersects(self.allowed, self.plane.inverse(square.box)))
        return bool(shapely.contains(self.allowed, own.inverse(core)))

    def _core(self, square: _Square) -> BaseGeometry:
        """Return the land that all blocks share whose middles are in a square, about its middle."""
        side_m = float(np.abs(self.hexagon).max())
        wider = 1 + _WIDER + _TURNED * square.half_m
        drawn_in = math.sqrt(2) * wider * square.half_m + (wider - 1) * side_m
        core: BaseGeometry = shapely.buffer(shapely.Polygon(self.hexagon), -drawn_in)
        return core

    def most_of(self, square: _Square) -> float:
        """Return an upper bound for any block with its centre in a square.

        All of them reach no more than their hull, and each holds their kernel, which is charged.
        """
        own = self.ground.ellipsoid.plane(*self._middle(square))
        middles = shapely.get_coordinates(own.forward(self.plane.inverse(square.box)))
        wider = 1 + _WIDER + _TURNED * square.half_m
        every = (middles[:, None] + wider * self.hexagon[None]).reshape(-1, 2)
        reach = shapely.segmentize(shapely.convex_hull(shapely.multipoints(every)), _STEP_M)
        side_m, core = float(np.abs(self.hexagon).max()), self._core(square)
        moved_km = (2 * math.sqrt(2) * wider * square.half_m + 2 * (wider - 1) * side_m) / 1e3
        reached = self.reaching.most_reached(own.inverse(reach), moved_km, self.points)
        charge = 0.0 if core.is_empty else self.reaching.charge(own.inverse(core))
        return math.fsum(self.worth[reached]) - charge

    def _middle(self, square: _Square) -> tuple[float, float]:
        ((lon, lat),) = shapely.get_coordinates(self.plane.inverse(square.middle)).tolist()
        return lon, lat


class _Square(NamedTuple):
    """A square of a plane, by its middle and half its side, in metres."""

    x: float
    y: float
    half_m: float

    @property
    def middle(self) -> shapely.Point:
        """Return its middle."""
        return shapely.Point(self.x, self.y)

    @property
    def box(self) -> Polygon:
        """Return it as a polygon."""
        x, y, half = self
        return shapely.box(x - half, y - half, x + half, y + half)

    def quarters(self) -> list[_Square]:
        """Return its four quarters."""
        part = self.half_m / 2
        return [
            _Square(self.x + a * part, self.y + b * part, part) for a in (-1, 1) for b in (-1, 1)
        ]


def _squares(over: BaseGeometry) -> list[_Square]:
    """Return equal squares that hold all of some land, about 8 × 8 over its longer side."""
    west, south, east, north = over.bounds
    half = max(east - west, north - south) / 16
    across = np.arange(west + half, east + half, 2 * half)
    up = np.arange(south + half, north + half, 2 * half)
    every = [_Square(float(x), float(y), half) for x in across for y in up]
    return [square for square in every if shapely.intersects(over, square.box)]
