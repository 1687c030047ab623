"""The task of a proposal: land to take and to release, the points that each reaches, the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import scipy.sparse as sp
import shapely

from geo.proposals.blocks import blocks_of
from geo.proposals.cuts import Cut, cuts_of
from geo.proposals.errors import NoProposalError
from geo.proposals.ground import Ground
from geo.proposals.lobes import LEAST_WIDTH_KM, Lobe, Site, lobes_of
from geo.proposals.model import Choice, Clock, Row
from geo.proposals.parcels import chains_of
from geo.proposals.reaching import Reaching
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry import MultiPolygon, Polygon

    from geo.coverage import Coverage
    from geo.proposals.limits import Terms
    from geo.proposals.objective import Objective
    from layers import Plan
    from layers.edges import Ints

MORE_KM2 = 1.0
"""Pieces are drawn for so much more land, so that it can be told what it would bring."""

_Piece = TypeVar("_Piece", Lobe, Cut)

_DRAWING = 0.6  # of the time, for pieces to be drawn
_APART_DEG = LEAST_WIDTH_KM / 111.0  # what two pieces are apart at least
_CUT_COST = 0.5  # of a square kilometre: few cuts are better than many
_SLIM_COST = 1.5  # of land that a lobe has not, to be as wide as it should


@dataclass(frozen=True, eq=False)
class Task:
    """All that is known before the choice: pieces of land, what they reach, and the model.

    The columns of the model are `lobes`, then the states of blocks: for each block whole first
    (a cut that releases nothing), then `cuts`. `complete` is false where the time was spent before
    every piece was drawn.
    """

    plan: Plan
    ground: Ground
    objective: Objective
    reaching: Reaching
    terms: Terms
    lobes: tuple[Lobe, ...]
    states: tuple[Cut | Polygon, ...]
    points: Ints
    choice: Choice
    complete: bool

    @classmethod
    def of(
        cls, plan: Plan, baseline: Coverage, aims: Objective, terms: Terms, clock: Clock
    ) -> Task:
        """Prepare the task.

        Raises:
            NoProposalError: every zone is locked.
        """
        ground, reaching = Ground(plan), Reaching(plan.ellipsoid, aims)
        sites = _sites(ground, terms)
        if not sites:
            raise NoProposalError(Message("propose-all-locked", ftzs=tuple(terms.room_km2)))
        covered = aims.covered(baseline)
        pieces = every_lobe(ground, reaching, np.flatnonzero(~covered), terms)
        drawing = clock.part(_DRAWING)
        lobes = _in_time(pieces, drawing)
        states: list[list[Cut | Polygon]] = []
        if terms.swap and lobes:
            for site in sites:
                cuts = cuts_of(ground, site.zone_id, site.ftz_id, site.block, site.most_km2)
                if own := _in_time(cuts, drawing):
                    states.append([site.block, *own])
        complete = drawing.left_s > 0
        points = np.flatnonzero(~_stays(plan, states, reaching, covered))
        held = [[reaching.reached(_land(one), points) for one in own] for own in states]
        risked = ~np.any([np.all(own, axis=0) for own in held], axis=0) if held else slice(None)
        points = points[risked]
        gained = [reaching.reached(lobe.new, points) for lobe in lobes]
        kept = _undominated(lobes, np.array(gained)) if lobes else np.empty(0, np.int64)
        lobes = [lobes[number] for number in kept]
        every = [state for own in states for state in own]
        reached = [gained[number] for number in kept]
        reached += [one[risked] for own in held for one in own]
        choice = _choice(aims, points, terms, lobes, states, reached)
        return cls(
            plan, ground, aims, reaching, terms, tuple(lobes), tuple(every), points, choice,
            complete,
        )  # fmt: skip

    def lobe(self, column: int) -> Lobe | None:
        """Return the lobe of a column, None where it is a state of a block."""
        return self.lobes[column] if column < len(self.lobes) else None

    def cut(self, column: int) -> Cut | None:
        """Return the cut of a column, None where it is a lobe or a whole block."""
        state = None if column < len(self.lobes) else self.states[column - len(self.lobes)]
        return state if isinstance(state, Cut) else None

    def piece(self, column: int) -> Lobe | Cut | None:
        """Return what a column takes or releases, None for a whole block."""
        return self.lobe(column) or self.cut(column)


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


def _sites(ground: Ground, terms: Terms) -> list[Site]:
    """Return the blocks of the zones that may change."""
    zones = ground.plan.zones
    free = ~zones["locked"].astype(bool).to_numpy() | ("locked" not in terms.forbids)
    sites = []
    for ftz, room in terms.room_km2.items():
        most = room if terms.swap else room + MORE_KM2
        for row in np.flatnonzero((zones["ftz_id"] == ftz).to_numpy() & free).tolist():
            zone, shape = str(zones["zone_id"].iloc[row]), zones.geometry.iloc[row]
            sites += [
                Site(zone, ftz, shape, block, terms.limits.min_piece_km2, most, terms.slender)
                for block in shapely.get_parts(shape).tolist()
            ]
    return sites


def every_lobe(ground: Ground, reaching: Reaching, open_: Ints, terms: Terms) -> Iterator[Lobe]:
    """Yield the pieces of land that FTZs may take and that may reach some points."""
    for site in _sites(ground, terms):
        if terms.limits.candidates == "parcels":
            yield from chains_of(ground, site, terms.forbids)
            continue
        near = open_[reaching.may_reach(site.block, open_, site.longest_m / 1e3)]
        yield from lobes_of(ground, site, reaching.aims(near), rules=terms.forbids)
    if terms.limits.new_blocks:
        for ftz in terms.room_km2:
            yield from blocks_of(ground, reaching, open_, ftz, terms)


def _stays(
    plan: Plan,
    states: list[list[Cut | Polygon]],
    reaching: Reaching,
    covered: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Return which points are covered by land that stays a zone's whatever is released."""
    if not states:
        return covered
    blocks = {own[0] for own in states}
    fixed = [block for block in _blocks(plan) if block not in blocks]
    stays = np.zeros(len(covered), bool)
    at_stake = np.flatnonzero(covered)
    for block in fixed:
        stays[at_stake] |= reaching.reached(block, at_stake)
    return stays


def _blocks(plan: Plan) -> list[Polygon]:
    blocks: list[Polygon] = shapely.get_parts(plan.zones.geometry.to_numpy()).tolist()
    return blocks


def _undominated(lobes: list[Lobe], gained: NDArray[np.bool_]) -> Ints:
    """Return the lobes that no other lobe of its zone betters in land, width and reach."""
    area = np.array([lobe.area_km2 for lobe in lobes])
    missing = np.array([lobe.missing_km2 for lobe in lobes])
    zone = np.array([lobe.zone_id for lobe in lobes], object)
    order = np.lexsort((missing, area))
    kept: list[int] = []
    for number in order.tolist():
        if not gained[number].any():
            continue
        own = [one for one in kept if zone[one] == zone[number] and missing[one] <= missing[number]]
        if own and (gained[own] | ~gained[number]).all(axis=1).any():
            continue
        kept.append(number)
    return np.array(sorted(kept), np.int64)


def _choice(  # noqa: PLR0913, PLR0917
    aims: Objective,
    points: Ints,
    terms: Terms,
    lobes: list[Lobe],
    states: list[list[Cut | Polygon]],
    reached: list[NDArray[np.bool_]],
) -> Choice:
    """Return the model of the task: points that the same columns reach are one group."""
    reach = np.array(reached, bool).reshape(len(reached), len(points))
    met = reach.any(axis=0)
    points, reach = points[met], reach[:, met]
    patterns, group = np.unique(np.packbits(reach, axis=0), axis=1, return_inverse=True)
    first = np.zeros(patterns.shape[1], np.int64)
    first[group.ravel()] = np.arange(len(points))
    every = [*lobes, *(state for own in states for state in own)]
    rows = _conflicts(lobes, states)
    column = len(lobes)
    today = np.zeros(len(every), bool)
    for own in states:
        one = tuple(range(column, column + len(own)))
        rows.append(Row(one, (1.0,) * len(own), 1.0, 1.0))
        today[column] = True
        column += len(own)
    rows += _limits(terms, every)
    cost = [
        piece.area_km2 + _SLIM_COST * piece.missing_km2
        if isinstance(piece, Lobe)
        else _CUT_COST * isinstance(piece, Cut)
        for piece in every
    ]
    return Choice(
        covers=sp.csr_array(reach[:, first].T.astype(float)),
        worth=np.bincount(group.ravel(), aims.worth[points], len(first)).astype(float),
        today=today,
        cost=np.array(cost, float),
        rows=tuple(rows),
    )


def _limits(terms: Terms, every: list[Lobe | Cut | Polygon]) -> list[Row]:
    """Return how much land each FTZ may take and release, and in how many pieces."""
    rows = []
    for ftz, km2 in terms.room_km2.items():
        lobes = {n: one for n, one in enumerate(every) if isinstance(one, Lobe)}
        cuts = {n: one for n, one in enumerate(every) if isinstance(one, Cut)}
        takes = {n: one.area_km2 for n, one in lobes.items() if one.ftz_id == ftz}
        gives = {n: one.area_km2 for n, one in cuts.items() if one.ftz_id == ftz}
        limited = gives if terms.swap else takes
        rows.append(Row((*limited,), (*limited.values(),), km2, name=ftz))
        if terms.swap:
            minus = (-one for one in gives.values())
            rows.append(Row((*takes, *gives), (*takes.values(), *minus), 0.0))
        apart = [n for n in takes if lobes[n].apart]
        rows.append(_at_most(apart, terms.limits.new_blocks))
        if terms.limits.max_pieces is not None:
            rows.append(_at_most([*takes], terms.limits.max_pieces))
    return rows


def _at_most(columns: list[int], most: int) -> Row:
    return Row(tuple(columns), (1.0,) * len(columns), float(most))


def _conflicts(lobes: list[Lobe], states: list[list[Cut | Polygon]]) -> list[Row]:
    """Return which pieces are too near each other: of each set one at most is chosen."""
    pieces = [(n, lobe.new) for n, lobe in enumerate(lobes)]
    number = len(lobes)
    for own in states:
        pieces += [(number + n, one.released) for n, one in enumerate(own) if isinstance(one, Cut)]
        number += len(own)
    if not pieces:
        return []
    shapes = np.array([shape for _, shape in pieces], dtype=object)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=_APART_DEG)
    column = [n for n, _ in pieces]
    is_lobe = np.array([n < len(lobes) for n in column])
    pairs = (one < other) & (is_lobe[one] | is_lobe[other])
    near: dict[int, set[int]] = {}
    for a, b in zip(one[pairs].tolist(), other[pairs].tolist(), strict=True):
        near.setdefault(column[a], set()).add(column[b])
        near.setdefault(column[b], set()).add(column[a])
    return [_at_most([*clique], 1) for clique in _cliques(near)]


def _cliques(near: dict[int, set[int]]) -> Iterator[tuple[int, ...]]:
    """Yield sets of which each two are near, until every near pair is in one."""
    left = {one: set(others) for one, others in near.items()}
    for one in sorted(near):
        while left[one]:
            clique = [one, min(left[one])]
            common = near[one] & near[clique[1]]
            while common:
                most = max(sorted(common), key=lambda other: len(near[other] & common))
                clique.append(most)
                common &= near[most]
            for member in clique:
                left[member] -= set(clique)
            yield tuple(clique)
