"""The task of a proposal: land to take and to release, the points that each reaches, the model."""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.coverage import Coverage
from geo.proposals.available_land import AvailableLand, ProposalTerms
from geo.proposals.held_targets import Counted
from geo.proposals.land import LandPiece, Site
from geo.proposals.model import Choice
from geo.proposals.new_sites import blocks_of, new_sites
from geo.proposals.objective import ELSEWHERE, Objective
from geo.proposals.parcels import chains_of
from geo.proposals.price import LandPrice, Residents
from geo.proposals.question import NoProposalError
from geo.proposals.reaching import Reaching
from geo.proposals.releases import stays_reached
from geo.proposals.rows import choice_of, own_gains, steady_lower_bounds, undominated, with_wholes
from geo.proposals.shapes import Terrain
from geo.proposals.tried import Trial, Tried, first_gain, first_lands, released, tried
from geo.solver import Clock
from layers import Plan
from layers.geometry.edges import Bools, Ints
from layers.messages import Message

MORE_KM2 = 1.0
"""Pieces are drawn for this much more land, to state the gain it would add."""

_CELL_DEG = 0.25  # lands that begin in one are looked at together
_LOOKING = 0.5  # of the time, for places of new zones
_DRAWING = 0.8  # of the time, for shapes to be tried and pieces to be drawn


@dataclass(frozen=True, eq=False)
class Task:
    """All that is known before the choice: pieces of land, their reach, and the model.

    The columns of the model are `lands`, then the `states` of blocks: for each block whole first
    (None: nothing is released), then the pieces that it may release. `points` are counted, in the
    model's `group` each: those of the objective, then those of targets. `tried` says how many
    shapes there were, of which some are drawn. `complete` is false where the time was spent before
    every piece was drawn.
    """

    plan: Plan
    setting: Terrain
    objective: Objective
    terms: ProposalTerms
    lands: tuple[LandPiece, ...]
    states: tuple[LandPiece | None, ...]
    points: Ints
    group: Ints
    choice: Choice
    complete: bool
    tried: Tried | None

    @classmethod
    def of(  # noqa: PLR0913
        cls,
        baseline: Coverage,
        aims: Objective,
        terms: ProposalTerms,
        clock: Clock,
        *,
        price: LandPrice,
        trial: Trial,
    ) -> Task:
        """Prepare the task: shapes are tried, and pieces of land drawn.

        Raises:
            NoProposalError: every zone is locked.
        """
        setting, at_most = terrain_of(baseline, aims, terms, price), math.inf
        counted, reaching = setting.counted, setting.reaching
        if terms.new is None:
            free = sites_of(setting.available, terms)
        else:
            found = new_sites(setting, clock.part(_LOOKING))
            free, at_most = found.sites, found.at_most
            if not free:
                is_late = clock.left_s <= 0
                why = Message("propose-time-spent") if is_late else found.why_none(aims)
                raise NoProposalError(why)
        sites = [it for it in free if reaching.may_change(it.block)]
        if not sites:
            ftzs = tuple(terms.room_km2)
            if free:  # zones that no road enters cannot change
                raise NoProposalError(Message("propose-no-way", ftzs=ftzs, by=baseline.by))
            raise NoProposalError(Message("propose-all-locked", ftzs=ftzs))
        open_ = counted.open_ if terms.swap else _may_count(counted, reaching, sites)
        near = np.full(len(open_), terms.limits.new_blocks > 0)
        for site in sites:
            near |= reaching.may_reach(site.start, open_, site.longest_m / 1e3)
        setting = setting._replace(rows=open_[near])
        drawing = clock.part(_DRAWING)
        by_shapes = terms.limits.candidates == "shapes"
        shapes = tried(setting, sites, trial, drawing) if by_shapes else None
        if shapes is not None and terms.new is not None:
            shapes = shapes._replace(at_most=at_most)
        lands = [] if shapes is None else shapes.lands
        lands += setting.price.priced(_in_time(_given(setting, sites), drawing))
        releases: list[list[LandPiece]] = []
        if terms.swap and lands:
            every, count = released(setting, sites, trial, drawing)
            shapes = shapes and shapes._replace(tries=shapes.tries + count)
            may_be = [[it for it in own if reaching.may_change(it.shape)] for own in every]
            releases = [setting.price.priced(own, released=True) for own in may_be if own]
        ended = drawing.left_s <= 0 or (shapes is not None and shapes.ended)
        lands, points, reached = _reached(setting, lands, releases)
        choice, points, group = choice_of(counted, points, terms, lands, releases, reached)
        return cls(
            baseline.plan, setting, aims, terms, tuple(lands), with_wholes(releases), points, group,
            choice, not ended, shapes,
        )  # fmt: skip

    @property
    def available(self) -> AvailableLand:
        """Return the land about the zones."""
        return self.setting.available

    def held_to(self, share: float) -> Task:
        """Return the task whose choice keeps a share of its gain at every offset of boundaries."""
        aims, choice = self.setting.counted.aims, self.choice
        new = steady_lower_bounds(aims, self.points, self.group, choice.own, share, ELSEWHERE)
        targets = choice.lower_bounds[len(choice.lower_bounds) - len(self.terms.targets) :]
        return replace(
            self,
            terms=self.terms._replace(kept_share=share),
            choice=replace(choice, lower_bounds=(*new, *targets)),
        )

    def piece(self, column: int) -> LandPiece | None:
        """Return the piece that a column takes or releases, None for a whole block."""
        lands = len(self.lands)
        return self.lands[column] if column < lands else self.states[column - lands]


def _reached(
    setting: Terrain, lands: list[LandPiece], releases: Sequence[Sequence[LandPiece]]
) -> tuple[list[LandPiece], Ints, list[Bools]]:
    """Return the lands that no other betters, the points at stake, those that each column reaches.

    `releases` are those of each block.
    """
    counted, reaching = setting.counted, setting.reaching
    blocks = [block for own in releases if (block := own[0].block) is not None]
    points = np.flatnonzero(_near(reaching, len(counted.covered), lands, blocks))
    points = points[~stays_reached(setting.available.plan, blocks, reaching, points, counted)]
    held = [
        [
            reaching.reached(land, points) & counted.counts(points, own[0].zone_id)
            for land in (block, *(one.shape for one in own))
        ]
        for block, own in zip(blocks, releases, strict=True)
    ]
    risked = ~np.any([np.all(each, axis=0) for each in held], axis=0) if held else slice(None)
    points = points[risked]
    gained = [reaching.added(it, points) & counted.counts(points, it.zone_id) for it in lands]
    own, capped = own_gains(counted.aims, lands), counted.capped(points)
    kept = undominated(lands, np.array(gained), own, capped) if lands else np.empty(0, np.int64)
    reached = [gained[number] for number in kept]
    reached += [one[risked] for each in held for one in each]
    return [lands[number] for number in kept], points, reached


def terrain_of(
    baseline: Coverage, aims: Objective, terms: ProposalTerms, price: LandPrice | None = None
) -> Terrain:
    """Return the land about the zones, with the points that are not covered; by default free."""
    counted = Counted.of(aims, baseline, terms.targets)
    available = (
        available_land_of(baseline.plan, terms) if price is None else price.residents.available
    )
    reaching = Reaching.of(baseline, counted.led)
    return Terrain(
        available, reaching, counted, counted.open_, terms, price or free_land(available)
    )


def available_land_of(plan: Plan, terms: ProposalTerms) -> AvailableLand:
    """Return the land about the zones of the FTZs, or of the provinces of new zones."""
    if terms.new is not None:
        codes = plan.regions[plan.terms.coarsest.column]
        return AvailableLand(
            plan, plan.regions.geometry.to_numpy()[codes.isin(terms.new.provinces)]
        )
    own = plan.zones["ftz_id"].isin([*terms.room_km2]).to_numpy()
    return AvailableLand(plan, plan.zones.geometry.to_numpy()[own])


def _in_time(pieces: Iterator[LandPiece], clock: Clock) -> list[LandPiece]:
    """Return the pieces drawn before the time is spent."""
    drawn: list[LandPiece] = []
    for piece in pieces:
        if clock.left_s <= 0:
            break
        drawn.append(piece)
    return drawn


def sites_of(available: AvailableLand, terms: ProposalTerms) -> list[Site]:
    """Return the blocks of the zones that may change."""
    zones = available.plan.zones
    free = ~zones["locked"].astype(bool).to_numpy() | ("locked" not in terms.forbids)
    sites: list[Site] = []
    for ftz, room in terms.room_km2.items():
        most = room if terms.swap else room + MORE_KM2
        for row in np.flatnonzero((zones["ftz_id"] == ftz).to_numpy() & free).tolist():
            zone, shape = str(zones["zone_id"].iloc[row]), zones.geometry.iloc[row]
            sites += [
                Site(zone, ftz, shape, block, most, terms.limits, available.province_of(ftz))
                for block in shapely.get_parts(shape).tolist()
            ]
    return sites


def _may_count(counted: Counted, reaching: Reaching, sites: Sequence[Site]) -> Ints:
    """Return the points that are not covered, to which pieces may lead.

    Where the region covered least counts, those of regions that have less today than that one would
    have of all that pieces of these sites may reach: others are never the least.
    """
    aims, open_ = counted.aims, counted.open_
    if aims.region is None:
        return open_
    today = aims.by_region(np.where(counted.covered, aims.worth, 0.0))
    own = open_[aims.region[open_] == today.argmin()]
    near = [reaching.may_reach(site.block, own, site.longest_m / 1e3) for site in sites]
    most = today.min() + aims.worth[own[np.any(near, axis=0)]].sum()
    may_be_least: NDArray[np.bool_] = today[aims.region[open_]] < most
    return open_[may_be_least | (open_ >= counted.starts[0])]  # or a target's


def _changing(setting: Terrain) -> list[Site]:
    own = sites_of(setting.available, setting.terms)
    return [one for one in own if setting.reaching.may_change(one.block)]


def every_land(setting: Terrain) -> tuple[Hashable, Iterator[LandPiece]]:
    """Return pieces of land that FTZs may take and that may reach some points, drawn when read.

    They are the first shapes, parcels and new blocks. Points that are covered are not counted. The
    key before the pieces is the same for the same ones.
    """
    sites, terms = _changing(setting), setting.terms
    given, asked = _given(setting, sites), (terms.limits, terms.forbids, *terms.room_km2.items())
    if terms.limits.candidates != "shapes":
        return asked, given
    key, shapes = first_lands(setting, sites)
    return (key, asked if terms.limits.new_blocks else None), itertools.chain(shapes, given)


def first_gain_of(baseline: Coverage, aims: Objective, terms: ProposalTerms) -> float:
    """Return how much a first shape gains at most."""
    setting = terrain_of(baseline, aims, terms)
    return first_gain(setting, _changing(setting))


def _given(setting: Terrain, sites: Sequence[Site]) -> Iterator[LandPiece]:
    """Yield the pieces other than shapes: chains of parcels, new blocks."""
    terms = setting.terms
    if terms.limits.candidates == "parcels":
        for site in sites:
            yield from chains_of(setting.available, site, terms.forbids)
    if terms.limits.new_blocks:
        for ftz in terms.room_km2:
            yield from blocks_of(setting, ftz)


def free_land(available: AvailableLand) -> LandPrice:
    """Return the price of land that costs nothing."""
    return LandPrice(Residents(available))


def _near(
    reaching: Reaching, count: int, lands: Sequence[LandPiece], blocks: Sequence[BaseGeometry]
) -> NDArray[np.bool_]:
    """Return which of all points land may reach; lands are looked at many at once."""
    shapes = np.array([land.land for land in lands], dtype=object)
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    _, cell = np.unique(np.floor(bounds[:, :2] / _CELL_DEG), axis=0, return_inverse=True)
    together = [bounds[cell.ravel() == number] for number in range(cell.max(initial=-1) + 1)]
    boxes = [shapely.box(*own[:, :2].min(axis=0), *own[:, 2:].max(axis=0)) for own in together]
    near, every = np.zeros(count, bool), np.arange(count)
    for land in (*boxes, *blocks):
        near |= reaching.may_reach(land, every, 0.0)
    return near
