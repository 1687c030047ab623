"""The land of a plan that a proposal may take, and how much of it.

Land that a zone **may take** lies in the districts of its own province (in any district, where its
FTZ has none in the plan), and in no other zone, exclusion, water or customs block, nor on a railway
or river, so that no piece of it lies on both sides of one. A gap between districts that is narrower
than about ten metres is land: their borders were drawn one by one.

A **barrier** is a line, with 25 m to each side, that no zone takes: a railway or a river of the
context map (`layers.context`), or of the plan's own `network`, where it has railways. Wide rivers,
lakes and sea are the plan's waters. The map draws a railway straight between two junctions and says
how long it is: it lies in an ellipse about that line. Where this is wider than 0.5 km to a side,
the railway may be elsewhere and is not a barrier: it is **unsure**.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.caps import AREA_TOLERANCE, area_of_ftzs_km2, caps_in
from geo.coverage.network_reach import railways_of
from geo.coverage.targets import plan_targets
from geo.proposals.held_targets import HeldTarget
from geo.proposals.limits import Limits
from geo.proposals.question import NoProposalError, Question
from layers import Plan
from layers.context import read_network, read_outlines
from layers.geometry.antimeridian import ACROSS, Extent, Shapes, unwrapped
from layers.geometry.ellipsoid import Ellipsoid, LocalPlane
from layers.geometry.validity import polygonal
from layers.messages import Message
from layers.runtime.cache import cached_property

_HALF_M = 25.0
_ASIDE_KM = 0.5
_ROUNDED_KM = 0.1  # by which the ends of a railway of the map may be off
_M_PER_DEG = 111_000.0
_LEAST_COS = 0.01  # beside a pole

_OBSTACLES = {
    "exclusions": "exclusion",
    "waters": "water",
    "customs_blocks": "customs_block_cut",
}
"""The layers that no proposal takes land of, and what forbids it."""

FORBIDS = (
    "locked",
    "exclusion",
    "water",
    "barrier",
    "customs_block_cut",
    "overlap",
    "outside_province",
)
"""What may forbid that a zone takes some land: rules, by name, water and barriers."""

_MARGIN_DEG = 0.02
_SLIT_DEG = 5e-5
NO_FTZ = ""
"""The FTZ given to new zones, which have none."""

SWAP_SHARE = 0.1
"""The most of an FTZ's area that a swap may release."""


class Barriers:
    """The barriers of a plan, read on first use; `around` is the middle of its longitudes."""

    def __init__(self, plan: Plan, around: float = 0.0) -> None:
        self._plan, self._around = plan, around

    @cached_property
    def _tree(self) -> STRtree:
        own, extent = railways_of(self._plan).geometry.to_numpy(), self._plan.extent
        if not len(own):
            own = _railways(self._plan.ellipsoid, extent)
        lines = np.concatenate([own, read_outlines("rivers", extent)])
        return STRtree(unwrapped(lines, self._around))

    @cached_property
    def _unsure(self) -> STRtree:
        own, extent = railways_of(self._plan).geometry.to_numpy(), self._plan.extent
        lines = own[:0] if len(own) else _railways(self._plan.ellipsoid, extent, known=False)
        return STRtree(unwrapped(lines, self._around))

    def is_crossed(self, land: BaseGeometry) -> bool:
        """Say whether the line of an unsure railway crosses some land, in degrees."""
        return len(self._unsure.query(land, predicate="intersects")) > 0

    def within(self, land: BaseGeometry) -> Shapes:
        """Return those that meet some land, as areas in degrees."""
        lines = self._tree.geometries[self._tree.query(land, predicate="intersects")]
        xy, row = shapely.get_coordinates(lines, return_index=True)
        first = np.searchsorted(row, np.arange(len(lines)))
        wide = np.maximum(np.cos(np.radians(xy[first, 1])), _LEAST_COS)
        flat = shapely.set_coordinates(lines.copy(), _scaled(xy, wide[row]))
        areas = shapely.buffer(flat, _HALF_M / _M_PER_DEG, quad_segs=2)
        xy, row = shapely.get_coordinates(areas, return_index=True)
        found: Shapes = shapely.set_coordinates(areas, _scaled(xy, 1 / wide[row]))
        return found


def _scaled(xy: np.ndarray, by: np.ndarray) -> np.ndarray:
    return np.column_stack([xy[:, 0] * by, xy[:, 1]])


def _railways(ellipsoid: Ellipsoid, extent: Extent, *, known: bool = True) -> Shapes:
    """Return the railways of the map whose place is known, or is not."""
    near = read_network("railways", extent)
    lonlat = np.column_stack([near.lon, near.lat])
    at_m = ellipsoid.cartesian_m(near.lon, near.lat)
    straight_km = np.linalg.norm(at_m[near.start] - at_m[near.end], axis=1) / 1e3 + _ROUNDED_KM
    aside_km = np.sqrt(np.maximum(near.length_km**2 - straight_km**2, 0)) / 2
    ends = np.stack([lonlat[near.start], lonlat[near.end]], axis=1)
    found: Shapes = shapely.linestrings(ends[(aside_km <= _ASIDE_KM) == known])
    return found


def as_multi(geometry: BaseGeometry | None) -> MultiPolygon:
    """Return the land of a geometry as one multipolygon, perhaps empty."""
    land = None if geometry is None else polygonal(geometry)
    return land if isinstance(land, MultiPolygon) else MultiPolygon()


class AvailableLand:
    """The land of a plan: what may be taken about a place, in degrees."""

    def __init__(self, plan: Plan, about: Shapes | None = None) -> None:
        """Take the land of a plan; `about` is the land concerned, given if it may lie near 180°.

        There `plan` has longitudes from 0 to 360, so that nothing is cut at 180°.
        """
        self.is_across_180 = about is not None and _lie_across_180(plan, about)
        self.plan = plan.across_180() if self.is_across_180 else plan
        self.ellipsoid = plan.ellipsoid

    @cached_property
    def obstacles(self) -> dict[str, Shapes]:
        """Return the layers that no proposal takes land of, by name."""
        return {name: self.plan.frame(name).geometry.to_numpy() for name in _OBSTACLES}

    @cached_property
    def _trees(self) -> dict[str, STRtree]:
        return {name: STRtree(shapes) for name, shapes in self.obstacles.items()}

    @cached_property
    def _barriers(self) -> Barriers:
        return Barriers(self.plan, ACROSS if self.is_across_180 else 0.0)

    @cached_property
    def _regions(self) -> STRtree:
        return STRtree(self.plan.regions.geometry.to_numpy())

    def province_of(self, ftz: str | None) -> str | None:
        """Return the code of the coarsest region of an FTZ; None where it has no land here."""
        ftzs = self.plan.ftzs
        known = ftzs.loc[(ftzs["ftz_id"] == ftz) & ftzs["adcode"].notna(), "adcode"]
        codes = self.plan.regions[self.plan.terms.coarsest.column]
        return str(known.iloc[0]) if len(known) and (codes == known.iloc[0]).any() else None

    def province(self, code: str | None) -> MultiPolygon:
        """Return the districts of a region of the coarsest level (None: all), as one."""
        regions = self.plan.regions
        own = regions[self.plan.terms.coarsest.column] == code
        shapes = regions.geometry if code is None else regions.geometry[own]
        return as_multi(shapely.union_all(shapes.to_numpy()))

    def _land(self, window: BaseGeometry, province: str | None) -> BaseGeometry:
        """Return the districts of a province, or all, within a window."""
        regions = self.plan.regions
        rows = self._regions.query(window, predicate="intersects")
        if province is not None:
            rows = rows[(regions[self.plan.terms.coarsest.column] == province).to_numpy()[rows]]
        pieces = shapely.intersection(regions.geometry.to_numpy()[rows], window)
        land: BaseGeometry = shapely.union_all(pieces)
        return land

    def blocked(
        self,
        window: BaseGeometry,
        zone: str,
        province: str | None,
        rules: frozenset[str] | None = None,
    ) -> MultiPolygon:
        """Return the land of a window, in degrees, that a zone may not take, its own left out.

        It may take land of a province (None: of any). `rules` are those that hold, by name: all of
        `FORBIDS` where none are given.
        """
        held = FORBIDS if rules is None else rules
        zones = self.plan.zones
        other = (zones["zone_id"] != zone).to_numpy()
        shapes = zones.geometry.to_numpy()
        blocked: list[BaseGeometry] = []
        if "outside_province" in held:
            beyond = shapely.difference(window, self._land(window, province))
            parts = shapely.get_parts(as_multi(beyond))
            blocked += [*parts[~shapely.is_empty(shapely.buffer(parts, -_SLIT_DEG))]]
        if "overlap" in held:
            blocked += [*shapes[other & shapely.intersects(shapes, window)]]
        for name, rule in _OBSTACLES.items():
            if rule in held:
                rows = self._trees[name].query(window, predicate="intersects")
                blocked += [*self.obstacles[name][rows]]
        if "barrier" in held:
            blocked += [*self._barriers.within(window)]
        land = shapely.intersection(shapely.union_all(blocked), window)
        own = shapely.union_all(shapes[~other])
        return as_multi(shapely.difference(land, own))

    def dry_land(self, window: BaseGeometry) -> BaseGeometry:
        """Return the land of all districts in a window, without waters."""
        met = self._trees["waters"].query(window, predicate="intersects")
        water = shapely.union_all(self.obstacles["waters"][met])
        land: BaseGeometry = shapely.difference(self._land(window, None), water)
        return land

    def may_cross_railway(self, land: BaseGeometry) -> bool:
        """Say whether a railway whose place is not known to 0.5 km may cross land, in degrees."""
        return self._barriers.is_crossed(land)

    def water_in(self, land: BaseGeometry) -> BaseGeometry:
        """Return the part of some land that is water, or in no district, in degrees."""
        met = self._trees["waters"].query(land, predicate="intersects")
        beyond = shapely.difference(land, self._land(land, None))
        water: BaseGeometry = shapely.union_all([*self.obstacles["waters"][met], beyond])
        return shapely.intersection(land, water)

    def without_obstacles(self, land: MultiPolygon, rules: frozenset[str]) -> MultiPolygon:
        """Return land without exclusions, waters, customs blocks, and barriers if they hold."""
        met = [
            self.obstacles[name][tree.query(land, predicate="intersects")]
            for name, tree in self._trees.items()
        ]
        if "barrier" in rules:
            met.append(self._barriers.within(land))
        for shapes in met:
            if len(shapes):
                taken = shapely.disjoint_subset_union_all(shapes)
                land = as_multi(shapely.difference(land, taken))
        return land


def _lie_across_180(plan: Plan, shapes: Shapes) -> bool:
    """Say whether shapes lie in the half of the globe about 180° of a plan that is cut there."""
    regions = shapely.bounds(plan.regions.geometry.to_numpy())[:, [0, 2]]
    own = shapely.bounds(shapes)[:, [0, 2]]
    return bool((np.abs(regions) == ACROSS).any() and (np.abs(own) > ACROSS / 2).any())


def window_of(plane: LocalPlane, flat: BaseGeometry) -> BaseGeometry:
    """Return the bounds of plane land, in degrees, with a margin."""
    west, south, east, north = plane.inverse(shapely.segmentize(flat, 5_000)).bounds
    margin = _MARGIN_DEG
    window: BaseGeometry = shapely.box(west - margin, south - margin, east + margin, north + margin)
    return window


class NewZones(NamedTuple):
    """How many new zones are sought at most, in which provinces, and how large each is."""

    provinces: tuple[str, ...]
    most: int
    area_km2: float


class ProposalTerms(NamedTuple):
    """The limits on a proposal.

    `room_km2` is what each FTZ may take (with `swap`: release), `forbids` what keeps land from
    being taken, `kept_share` how much of its gain an answer keeps where boundaries lie farther in
    or out, `targets` what else it keeps. With `new` zones, these are of no FTZ, `NO_FTZ`.
    """

    room_km2: dict[str, float]
    swap: bool = False
    limits: Limits = Limits()
    forbids: frozenset[str] = frozenset(FORBIDS)
    kept_share: float = 0.0
    targets: tuple[HeldTarget, ...] = ()
    new: NewZones | None = None


def room_km2(plan: Plan, question: Question) -> dict[str, float]:
    """Return how much land each FTZ may take, its headroom included (with `swap`: release).

    A hard target of the plan for the area or the headroom of an FTZ leaves it less.

    Raises:
        NoProposalError: an FTZ is farther above its cap than the budget raises it, or a target
            leaves it nothing.
    """
    if question.seeks_zones:
        return {NO_FTZ: question.new * (question.budget_of(NO_FTZ) or 0.0)}
    if question.swap:
        area = plan.ellipsoid.area_km2(plan.zones.geometry.to_numpy())
        own = plan.zones["ftz_id"].to_numpy(object)
        return {ftz: SWAP_SHARE * float(area[own == ftz].sum()) for ftz in question.ftzs}
    if question.phases:
        rooms = phase_rooms_km2(plan, question).values()
        return {ftz: max(room[ftz] for room in rooms) for ftz in question.ftzs}
    return _room_km2(plan, {ftz: question.budget_of(ftz) or 0.0 for ftz in question.ftzs})


def phase_rooms_km2(plan: Plan, question: Question) -> dict[int, dict[str, float]]:
    """Return how much land each FTZ may take in all by each year, its headroom then included.

    Raises:
        NoProposalError: as `room_km2`.
    """
    return {
        year: _room_km2(plan, dict.fromkeys(question.ftzs, km2), year)
        for year, km2 in question.phases.items()
    }


def _room_km2(plan: Plan, budgets: dict[str, float], year: float = 0) -> dict[str, float]:
    left = headroom_km2(plan, year)
    room = {ftz: km2 + left.get(ftz, 0.0) for ftz, km2 in budgets.items()}
    above = [
        Message("propose-above-cap", ftz=ftz, over_km2=-left[ftz], budget_km2=budgets[ftz])
        for ftz, km2 in room.items()
        if km2 <= 0
    ]
    if above:
        raise NoProposalError(above)
    room = {ftz: min([km2, *_left_by_targets(plan, ftz)]) for ftz, km2 in room.items()}
    full = [Message("propose-target-leaves-none", ftz=ftz) for ftz, km2 in room.items() if km2 <= 0]
    if full:
        raise NoProposalError(full)
    return room


def _left_by_targets(plan: Plan, ftz: str) -> Iterator[float]:
    """Yield how much land each hard target for its area or headroom lets an FTZ take."""
    own = plan.zones["ftz_id"].to_numpy(object) == ftz
    area = float(plan.ellipsoid.area_km2(plan.zones.geometry.to_numpy()[own]).sum())
    for target in plan_targets(plan):
        if not target.hard or target.place != ("ftz", ftz):
            continue
        if target.measure == "area_km2" and target.at_most is not None:
            yield target.at_most - area
        if target.measure == "headroom_km2" and target.at_least is not None:
            yield headroom_km2(plan).get(ftz, math.inf) - target.at_least


def headroom_km2(plan: Plan, year: float = 0) -> dict[str, float]:
    """Return the headroom of each FTZ with a cap, below 0 where the cap is exceeded.

    The caps are those at the end of a year (`geo.caps`).

    It is 0 where the cap is reached to within a share of 1e-4, as the rule `cap` compares.
    """
    area_km2 = plan.ellipsoid.area_km2(plan.zones.geometry.to_numpy())
    used_km2 = area_of_ftzs_km2(plan.zones["ftz_id"], area_km2)
    left = {ftz: (cap, cap - used_km2.get(ftz, 0.0)) for ftz, cap in caps_in(plan, year).items()}
    return {
        ftz: km2 if abs(km2) > AREA_TOLERANCE * cap else 0.0 for ftz, (cap, km2) in left.items()
    }
