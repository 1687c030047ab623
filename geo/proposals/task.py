"""The task of a proposal: land to take and to release, the points that each reaches, the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.coverage import Coverage
from geo.coverage.way import network_of
from geo.proposals.blocks import blocks_of
from geo.proposals.cuts import Cut, cuts_of
from geo.proposals.ground import Ground, ProposalTerms
from geo.proposals.held_targets import Counted
from geo.proposals.lobes import Lobe, Site, lobes_of
from geo.proposals.model import Choice
from geo.proposals.objective import Objective
from geo.proposals.parcels import chains_of
from geo.proposals.question import NoProposalError
from geo.proposals.reaching import Reaching
from geo.proposals.rows import choice_of, own_gains, undominated
from geo.solver import Clock
from layers import Plan
from layers.geometry.edges import Ints
from layers.messages import Message

MORE_KM2 = 1.0
"""Pieces are drawn for this much more land, to state what it would add."""

_Piece = TypeVar("_Piece", Lobe, Cut)

_CELL_DEG = 0.25  # lobes that begin in one are looked at together
_DRAWING = 0.6  # of the time, for pieces to be drawn


class _Land(NamedTuple):
    """What is there before pieces are drawn, and the states that were drawn of each block."""

    ground: Ground
    counted: Counted
    reaching: Reaching
    states: list[list[Cut | Polygon]]
    zones: list[str]  # of the blocks


@dataclass(frozen=True, eq=False)
class Task:
    """All that is known before the choice: pieces of land, what they reach, and the model.

    The columns of the model are `lobes`, then the states of blocks: for each block whole first
    (a cut that releases nothing), then `cuts`. `points` are counted, in the model's `group` each:
    those of the objective, then those of targets. `complete` is false where the time was spent
    before every piece was drawn.
    """

    plan: Plan
    land: _Land
    objective: Objective
    terms: ProposalTerms
    lobes: tuple[Lobe, ...]
    states: tuple[Cut | Polygon, ...]
    points: Ints
    group: Ints
    choice: Choice
    complete: bool

    @classmethod
    def of(
        cls, plan: Plan, baseline: Coverage, aims: Objective, terms: ProposalTerms, clock: Clock
    ) -> Task:
        """Prepare the task.

        Raises:
            NoProposalError: every zone is locked.
        """
        counted = Counted.of(aims, baseline, terms.targets)
        ground, reaching = ground_of(plan, terms), Reaching.of(baseline, counted.led)
        free = sites_of(ground, terms)
        sites = [it for it in free if reaching.may_change(it.block)]
        if not sites:
            ftzs = tuple(terms.room_km2)
            if free:  # zones that no road enters stay as they are
                raise NoProposalError(
                    Message("propose-no-way", ftzs=ftzs, by=network_of(baseline.by))
                )
            raise NoProposalError(Message("propose-all-locked", ftzs=ftzs))
        open_ = counted.open_ if terms.swap else _may_count(counted, reaching, sites)
        pieces = every_lobe(ground, reaching, open_, terms)
        drawing = clock.part(_DRAWING)
        lobes = _in_time(pieces, drawing)
        land = _Land(ground, counted, reaching, [], [])
        if terms.swap and lobes:
            for site in sites:
                every_cut = cuts_of(ground, site, gateways=terms.limits.release_gateways)
                cuts = (it for it in every_cut if reaching.may_change(it.kept))
                if drawn := _in_time(cuts, drawing):
                    land.states.append([site.block, *drawn])
                    land.zones.append(site.zone_id)
        return cls._of(plan, land, aims, terms, lobes, complete=drawing.left_s > 0)

    @classmethod
    def _of(  # noqa: PLR0913
        cls,
        plan: Plan,
        land: _Land,
        aims: Objective,
        terms: ProposalTerms,
        lobes: list[Lobe],
        *,
        complete: bool,
        first: int = 0,
    ) -> Task:
        """Find whom pieces reach, and make the model; as many lobes as `first` are kept anyway."""
        ground, counted, reaching, states, zones = land
        blocks = [one for own in states for one in own if isinstance(one, Polygon)]
        points = np.flatnonzero(_near(reaching, len(counted.covered), lobes, blocks))
        points = points[~_stays(ground.plan, blocks, reaching, points, counted)]
        held = [
            [reaching.reached(_land(one), points) & counted.counts(points, zone) for one in each]
            for zone, each in zip(zones, states, strict=True)
        ]
        risked = ~np.any([np.all(each, axis=0) for each in held], axis=0) if held else slice(None)
        points = points[risked]
        gained = [reaching.added(it, points) & counted.counts(points, it.zone_id) for it in lobes]
        own, capped = own_gains(aims, lobes), counted.capped(points)
        kept = undominated(lobes, np.array(gained), own, capped) if lobes else np.empty(0, np.int64)
        kept = np.union1d(np.arange(first), kept)
        lobes = [lobes[number] for number in kept]
        every = [state for each in states for state in each]
        reached = [gained[number] for number in kept]
        reached += [one[risked] for each in held for one in each]
        choice, points, group = choice_of(counted, points, terms, lobes, states, reached)
        return cls(
            plan, land, aims, terms, tuple(lobes), tuple(every), points, group, choice,
            complete,
        )  # fmt: skip

    @property
    def ground(self) -> Ground:
        """Return the land about the zones."""
        return self.land.ground

    def as_chosen_in(self, more: Task, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return a choice of the task as one of the task with further lobes."""
        lobes = len(self.lobes)
        return np.insert(chosen, [lobes] * (len(more.lobes) - lobes), values=False)

    def of_chosen(self, chosen: NDArray[np.bool_]) -> tuple[Task, NDArray[np.bool_]]:
        """Return the task with the chosen lobes alone, and the choice in it."""
        lobes = len(self.lobes)
        taken = np.flatnonzero(chosen[:lobes]).tolist()
        task = self._of_lobes([self.lobes[number] for number in taken])
        return task, np.concatenate([np.ones(len(taken), bool), chosen[lobes:]])

    def with_lobes(self, more: Sequence[Lobe]) -> Task:
        """Return the task with further lobes after its own, where none of those betters them."""
        return self._of_lobes([*self.lobes, *more], len(self.lobes))

    def _of_lobes(self, lobes: list[Lobe], first: int | None = None) -> Task:
        spare = any(floor.spare for floor in self.choice.floors)
        task = Task._of(
            self.plan, self.land, self.objective, self.terms, lobes,
            complete=self.complete, first=len(lobes) if first is None else first,
        )  # fmt: skip
        return task if spare else replace(task, choice=task.choice.with_floors(spare=False))

    def piece(self, column: int) -> Lobe | Cut | None:
        """Return what a column takes or releases, None for a whole block."""
        lobes = len(self.lobes)
        state = self.lobes[column] if column < lobes else self.states[column - lobes]
        return None if isinstance(state, Polygon) else state


def ground_of(plan: Plan, terms: ProposalTerms) -> Ground:
    """Return the land about the zones of the FTZs."""
    own = plan.zones["ftz_id"].isin([*terms.room_km2]).to_numpy()
    return Ground(plan, plan.zones.geometry.to_numpy()[own])


def _in_time(pieces: Iterator[_Piece], clock: Clock) -> list[_Piece]:
    """Return pieces as far as they are drawn before the time is spent."""
    drawn: list[_Piece] = []
    for piece in pieces:
        if clock.left_s <= 0:
            break
        drawn.append(piece)
    return drawn


def _land(state: Cut | Polygon) -> Polygon | MultiPolygon:
    return state.kept if isinstance(state, Cut) else state


def sites_of(ground: Ground, terms: ProposalTerms) -> list[Site]:
    """Return the blocks of the zones that may change."""
    zones = ground.plan.zones
    free = ~zones["locked"].astype(bool).to_numpy() | ("locked" not in terms.forbids)
    limits, width_km, sites = terms.limits, terms.limits.min_width_km, list[Site]()
    for ftz, room in terms.room_km2.items():
        most = room if terms.swap else room + MORE_KM2
        for row in np.flatnonzero((zones["ftz_id"] == ftz).to_numpy() & free).tolist():
            zone, shape = str(zones["zone_id"].iloc[row]), zones.geometry.iloc[row]
            sites += [
                Site(zone, ftz, shape, block, limits.min_piece_km2, most, terms.slender, width_km)
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


def every_lobe(
    ground: Ground, reaching: Reaching, open_: Ints, terms: ProposalTerms
) -> Iterator[Lobe]:
    """Yield the pieces of land that FTZs may take and that may reach some points."""
    for site in sites_of(ground, terms):
        if not reaching.may_change(site.block):
            continue
        if terms.limits.candidates == "parcels":
            yield from chains_of(ground, site, terms.forbids)
            continue
        for aims in reaching.aims_of(site, open_):
            yield from lobes_of(ground, site, aims, rules=terms.forbids)
    if terms.limits.new_blocks:
        for ftz in terms.room_km2:
            yield from blocks_of(ground, reaching, open_, ftz, terms)


def _stays(
    plan: Plan,
    blocks: Sequence[Polygon],
    reaching: Reaching,
    points: Ints,
    counted: Counted,
) -> NDArray[np.bool_]:
    """Return which points land covers that stays a zone's, whatever is released of blocks."""
    stays: NDArray[np.bool_] = counted.covered[points]
    if not blocks:
        return stays
    at_stake = np.flatnonzero(stays)
    stays = np.zeros(len(points), bool)
    changed = {*blocks}
    for zone, block in _blocks(plan):
        if block not in changed:
            left = at_stake[~stays[at_stake]]
            left = left[counted.counts(points[left], zone)]
            stays[left] = reaching.reached(block, points[left])
    return stays


def _near(
    reaching: Reaching, count: int, lobes: Sequence[Lobe], blocks: Sequence[BaseGeometry]
) -> NDArray[np.bool_]:
    """Return which of all points land may reach; lobes are looked at many at once."""
    lands = np.array([lobe.new for lobe in lobes], dtype=object)
    bounds = shapely.bounds(lands).reshape(-1, 4)
    _, cell = np.unique(np.floor(bounds[:, :2] / _CELL_DEG), axis=0, return_inverse=True)
    together = [bounds[cell.ravel() == number] for number in range(cell.max(initial=-1) + 1)]
    boxes = [shapely.box(*own[:, :2].min(axis=0), *own[:, 2:].max(axis=0)) for own in together]
    near, every = np.zeros(count, bool), np.arange(count)
    for land in (*boxes, *blocks):
        near |= reaching.may_reach(land, every, 0.0)
    return near


def _blocks(plan: Plan) -> list[tuple[str, Polygon]]:
    blocks, row = shapely.get_parts(plan.zones.geometry.to_numpy(), return_index=True)
    zones = plan.zones["zone_id"].to_numpy(object)[row]
    return [*zip(map(str, zones), blocks.tolist(), strict=True)]
