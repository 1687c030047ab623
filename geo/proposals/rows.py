"""The model of a task: its columns, and the rows that say which of them go together."""

from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sp
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from geo.proposals.cuts import Cut
from geo.proposals.ground import ProposalTerms
from geo.proposals.held_targets import Counted
from geo.proposals.lobes import APART_KM, Lobe
from geo.proposals.model import Choice, Floor, Least, Row
from geo.proposals.objective import Objective
from geo.proposals.objective_terms import SPREAD
from layers.geometry.edges import Floats, Ints

_APART_DEG = APART_KM / 111.0  # what two pieces are apart at least
_CUT_COST = 0.5  # of a square kilometre: few cuts are better than many, whole blocks than cuts
_SLIM_COST = 1.5  # of land that a lobe has not, to be as wide as it should
_NONE = shapely.MultiPolygon()
_LEAST_ALONE = 0.01  # of the mean over the spread, that is gained at the radius itself in any case
_HALF_SPREAD = tuple(SPREAD.index(share) for share in (-0.5, 0.0, 0.5))


def own_gains(aims: Objective, pieces: Sequence[Lobe | Cut | Polygon]) -> Floats:
    """Return what pieces gain by themselves: the charge for land, credited where it is released."""
    charge = aims.charges(
        [
            one.new if isinstance(one, Lobe) else one.released if isinstance(one, Cut) else _NONE
            for one in pieces
        ]
    )
    return np.where([isinstance(one, Lobe) for one in pieces], -charge, charge)


def undominated(
    lobes: list[Lobe], gained: NDArray[np.bool_], own: Floats, capped: NDArray[np.bool_]
) -> Ints:
    """Return the lobes that no other of their zone betters in land, its charge, width and reach.

    A better one reaches no further `capped` points.
    """
    area = np.array([lobe.area_km2 for lobe in lobes])
    missing = np.array([lobe.missing_km2 for lobe in lobes])
    zone = np.array([lobe.zone_id for lobe in lobes], object)
    order = np.lexsort((missing, area))
    kept: list[int] = []
    some = np.asarray(gained[:, ~capped].any(axis=1), bool)
    gained = np.hstack([gained[:, ~capped], ~gained[:, capped]])
    gained = gained[:, _groups(gained)[0]]
    for number in order.tolist():
        if not some[number]:
            continue
        others = [
            one
            for one in kept
            if zone[one] == zone[number]
            and missing[one] <= missing[number]
            and own[one] >= own[number]
        ]
        if others and (gained[others] | ~gained[number]).all(axis=1).any():
            continue
        kept.append(number)
    return np.array(sorted(kept), np.int64)


def choice_of(  # noqa: PLR0913, PLR0917
    counted: Counted,
    points: Ints,
    terms: ProposalTerms,
    lobes: list[Lobe],
    states: list[list[Cut | Polygon]],
    reached: list[NDArray[np.bool_]],
) -> tuple[Choice, Ints, Ints]:
    """Return the model of the task, the points that it counts, and the group of each.

    Points that the same columns reach are one group.
    """
    aims = counted.aims
    reach = np.array(reached, bool).reshape(len(reached), len(points))
    met = reach.any(axis=0)
    points, reach = points[met], reach[:, met]
    first, group = _groups(reach)
    every = [*lobes, *(state for own in states for state in own)]
    rows = _conflicts(lobes, states)
    column = len(lobes)
    today = np.zeros(len(every), bool)
    for own in states:
        one = tuple(range(column, column + len(own)))
        rows.append(Row(one, (1.0,) * len(own), 1.0, 1.0))
        today[column] = True
        column += len(own)
    gains = own_gains(aims, every)
    rows += _limits(terms, every, credited=bool(gains.any()))
    cost = [
        piece.area_km2 + _SLIM_COST * piece.missing_km2
        if isinstance(piece, Lobe)
        else _CUT_COST * (isinstance(piece, Cut) and piece.line is not None)
        for piece in every
    ]
    choice = Choice(
        covers=sp.csr_array(reach[:, first].T.astype(float)),
        worth=np.bincount(group, aims.worth[points], len(first)).astype(float),
        own=gains,
        today=today,
        cost=np.array(cost, float),
        rows=tuple(rows),
        floors=(
            *_steady(aims, points, group, gains, terms.kept_share),
            *(
                Floor(np.bincount(group, amount, len(first)).astype(float), np.zeros(column), least)
                for amount, least in counted.amounts(points)
            ),
        ),
        least=_least(counted, points, group),
    )
    return choice, points, group


def _least(counted: Counted, points: Ints, group: Ints) -> Least | None:
    """Return what the region is to be measured by that is covered least, where that is aimed at.

    Of regions that no group is of the one with least stands for all.
    """
    aims = counted.aims
    if aims.region is None:
        return None
    today = aims.by_region(np.where(counted.covered, aims.worth, 0.0))
    groups, region = int(group.max(initial=-1)) + 1, aims.region[points]
    worth = np.zeros((len(today), groups))
    np.add.at(worth, (region, group), aims.worth[points])
    met = np.flatnonzero(worth.any(axis=1))
    if len(met) < len(today):
        met = np.append(met, np.where(np.isin(np.arange(len(today)), met), np.inf, today).argmin())
    return Least(worth[met], today[met])


def _groups(reach: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return a point of each set of points that the same columns reach, and the set of each point.

    The sum of random numbers of the columns, modulo 2⁶⁴, stands for the columns that reach a point
    (Zobrist 1970); sets are in the order of the columns.
    """
    sums = np.zeros(reach.shape[1], np.uint64)
    keys = np.random.default_rng(28).integers(0, 2**64, len(reach), np.uint64)
    for key, own in zip(keys, reach, strict=True):
        sums[own] += key
    _, first, alike = np.unique(sums, return_index=True, return_inverse=True)
    _, order = np.unique(np.packbits(reach[:, first], axis=0), axis=1, return_inverse=True)
    number = order.ravel()
    sorted_first = np.empty_like(first)
    sorted_first[number] = first
    return sorted_first, number[alike.ravel()]


def _steady(
    aims: Objective, points: Ints, group: Ints, own: Floats, share: float
) -> tuple[Floor, ...]:
    """Return the floors by which a gain is no gift of its radius: none without a spread.

    At radii half of the spread shorter and longer a share of the gain at the radius is gained at
    least, and at the radius such a share of the mean over the spread: in any case a hundredth of
    it, as land that gains nothing there is no answer. The region that is covered least has none:
    it is no sum.
    """
    if aims.step is None or not share or aims.region is not None:
        return ()
    count = int(group.max(initial=-1)) + 1
    mean, step = aims.worth[points], aims.step[points]

    def summed(worth: Floats) -> Floats:
        return np.bincount(group, worth, count).astype(float)

    shorter, alone, longer = (
        summed(np.where(step == one, len(SPREAD) * mean, 0.0)) for one in _HALF_SPREAD
    )
    every = summed(mean)
    kept = (shorter, alone, share), (longer, alone, share), (alone, every, share)
    in_any_case = alone, every, min(share, _LEAST_ALONE)
    return tuple(
        Floor(worth - least * other, (1 - least) * own, least=0.0, spare=spare)
        for spare, pairs in ((True, kept), (False, (in_any_case,)))
        for worth, other, least in pairs
    )


def _limits(
    terms: ProposalTerms, every: list[Lobe | Cut | Polygon], *, credited: bool
) -> list[Row]:
    """Return how much land each FTZ may take and release, and in how many pieces."""
    rows = []
    lobes = {n: one for n, one in enumerate(every) if isinstance(one, Lobe)}
    cuts = {n: one for n, one in enumerate(every) if isinstance(one, Cut)}
    for ftz, km2 in terms.room_km2.items():
        takes = {n: one.area_km2 for n, one in lobes.items() if one.ftz_id == ftz}
        gives = {n: one for n, one in cuts.items() if one.ftz_id == ftz}
        limited = {n: one.area_km2 for n, one in gives.items()} if terms.swap else takes
        rows.append(Row((*limited,), (*limited.values(),), km2, name=ftz))
        if terms.swap:
            rows += _swapped(takes, gives, credited=credited)
        apart = [n for n in takes if lobes[n].apart]
        rows.append(_at_most(apart, terms.limits.new_blocks))
        if terms.limits.max_pieces is not None:
            rows.append(_at_most([*takes], terms.limits.max_pieces))
    return rows


def _swapped(takes: dict[int, float], gives: dict[int, Cut], *, credited: bool) -> Iterator[Row]:
    """Yield what a swap of an FTZ keeps to.

    As much is released as is taken. What is too much is drawn back at a line, so that whole blocks
    release no more than is taken, and each zone keeps one. Where land released is `credited`, no
    more than the smallest cut is too much, and nothing is released for its own sake.
    """
    areas = {n: one.area_km2 for n, one in gives.items()}
    yield _weighed((takes, 1.0), (areas, -1.0))
    whole = {n: one.area_km2 for n, one in gives.items() if one.line is None}
    yield _weighed((whole, 1.0), (takes, -1.0))
    for zone, blocks in {one.zone_id: one.blocks for one in gives.values()}.items():
        yield _at_most([n for n in whole if gives[n].zone_id == zone], blocks - 1)
    if credited:
        spare = min((areas[n] for n in areas if n not in whole), default=0.0)
        yield _weighed((areas, 1.0), (takes, -1.0))._replace(most=spare)
        yield _weighed((areas, 1.0), (takes, -1.0 - spare / min(takes.values(), default=1.0)))


def _weighed(*sides: tuple[dict[int, float], float]) -> Row:
    """Return the row that a sum of areas, each with a factor, is at most 0."""
    columns = tuple(n for areas, _ in sides for n in areas)
    factors = tuple(factor * km2 for areas, factor in sides for km2 in areas.values())
    return Row(columns, factors, 0.0)


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
