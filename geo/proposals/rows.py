"""The model of a task: its columns, and the rows that say which of them go together."""

from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sp
import shapely
from numpy.typing import NDArray

from geo.proposals.available_land import ProposalTerms
from geo.proposals.held_targets import Counted
from geo.proposals.land import APART_KM, LEAST_COS, LandPiece
from geo.proposals.model import Choice, Least, LowerBound, Row, reached_alike
from geo.proposals.objective import FARTHEST, Objective
from geo.proposals.term import SPREAD
from layers.geometry.antimeridian import Shapes
from layers.geometry.edges import Floats, Ints

_APART_DEG = APART_KM / 110.5  # of a meridian: what two pieces are apart at least
_RELEASE_COST = 0.5  # km² taken that a piece released costs: few are better, and whole blocks
_BACK_COST = 0.01  # the same, of each km² released: little is drawn back
_NONE = shapely.MultiPolygon()
ANY_SHARE = 1e-6
"""The share of a gain to keep where no choice keeps enough: anything."""

_LEAST_ALONE = 0.01  # of the mean over the spread, that is gained at the radius itself in any case
_ALONE = SPREAD.index(0.0)


def own_gains(aims: Objective, pieces: Sequence[LandPiece | None]) -> Floats:
    """Return the gains of pieces alone: the charge for land, credited where it is released."""
    charge = aims.charges(
        [_NONE if one is None else one.land for one in pieces],
        [None if one is None else one.zone_id for one in pieces],
    )
    return np.where([_is_released(one) for one in pieces], charge, -charge)


def _is_released(piece: LandPiece | None) -> bool:
    return piece is not None and piece.is_released


def with_wholes(releases: Sequence[Sequence[LandPiece]]) -> tuple[LandPiece | None, ...]:
    """Return the states of blocks: each whole (None), then with a piece released."""
    return tuple(state for own in releases for state in (None, *own))


def _costs(piece: LandPiece) -> float:
    """Return the cost that decides between choices of equal gain."""
    if not piece.is_released:
        return piece.area_km2
    return 0.0 if piece.is_whole_block else _RELEASE_COST + _BACK_COST * piece.area_km2


def undominated(
    lands: list[LandPiece], gained: NDArray[np.bool_], own: Floats, capped: NDArray[np.bool_]
) -> Ints:
    """Return the land that no other of its zone betters in area, charge, price and reach.

    A better one reaches no further `capped` points. All new zones are returned: more
    may fit beside one than beside a better one.
    """
    area = np.array([land.area_km2 for land in lands])
    zone = np.array([land.zone_id for land in lands], object)
    own = own - np.array([land.price for land in lands])
    order = np.lexsort((-own, area))
    kept: list[int] = []
    some = np.asarray(gained[:, ~capped].any(axis=1), bool)
    gained = np.hstack([gained[:, ~capped], ~gained[:, capped]])
    gained = gained[:, _groups(gained)[0]]
    for number in order.tolist():
        if not some[number] and own[number] <= 0:
            continue
        others = [one for one in kept if zone[one] == zone[number] and own[one] >= own[number]]
        others = others if lands[number].ftz_id else []
        if others and (gained[others] | ~gained[number]).all(axis=1).any():
            continue
        kept.append(number)
    return np.array(sorted(kept), np.int64)


def choice_of(  # noqa: PLR0913, PLR0917
    counted: Counted,
    points: Ints,
    terms: ProposalTerms,
    lands: list[LandPiece],
    releases: Sequence[Sequence[LandPiece]],
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
    every = [*lands, *with_wholes(releases)]
    rows = _conflicts(every)
    today = np.array([one is None for one in every], bool)
    for own, first_of in zip(releases, np.flatnonzero(today).tolist(), strict=True):
        states = 1 + len(own)
        rows.append(Row((*range(first_of, first_of + states),), (1.0,) * states, 1.0, 1.0))
    gains = own_gains(aims, every)
    rows += _limits(
        terms,
        every,
        credited=bool(gains.any()) or any(target.points.land for target in terms.targets),
    )
    given_back = _given_back_km2(every) if terms.swap else np.zeros(len(every))
    cost = [0.0 if piece is None else _costs(piece) for piece in every]
    choice = Choice(
        covers=sp.csr_array(reach[:, first].T.astype(float)),
        worth=np.bincount(group, aims.worth[points], len(first)).astype(float),
        own=gains,
        today=today,
        cost=np.array(cost, float),
        rows=tuple(rows),
        lower_bounds=(
            *steady_lower_bounds(aims, points, group, gains, terms.kept_share),
            *(
                LowerBound(
                    np.bincount(group, amount, len(first)).astype(float),
                    own_gains(one.points, every) + one.points.most_per_km2 * given_back,
                    one.least,
                )
                for amount, one in counted.amounts(points)
            ),
        ),
        least=_least(counted, points, group),
        price=np.array([0.0 if one is None else one.price for one in every]),
    )
    return choice, points, group


def _given_back_km2(every: Sequence[LandPiece | None]) -> Floats:
    """Return the land that each piece of a swap adds to the land that comes back once it is drawn.

    A choice releases a little more than it takes; the released land is then drawn back until both
    are the same. The excess comes back, so a bound on land is not held against it.
    """
    signs = [1.0 if _is_released(one) else -1.0 for one in every]
    areas = [0.0 if one is None else one.area_km2 for one in every]
    given_back: Floats = np.array(signs, float) * np.array(areas, float)
    return given_back


def _least(counted: Counted, points: Ints, group: Ints) -> Least | None:
    """Return the measure of the least covered region, if the objective is about it.

    Of regions that no group is of, the one with least represents all.
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

    Sets are in the order of the columns.
    """
    first, alike = reached_alike(reach)
    _, order = np.unique(np.packbits(reach[:, first], axis=0), axis=1, return_inverse=True)
    number = order.ravel()
    sorted_first = np.empty_like(first)
    sorted_first[number] = first
    return sorted_first, number[alike.ravel()]


def steady_lower_bounds(  # noqa: PLR0913, PLR0917  what lower bounds are made of
    aims: Objective,
    points: Ints,
    group: Ints,
    own: Floats,
    share: float,
    steps: Sequence[int] = FARTHEST,
) -> tuple[LowerBound, ...]:
    """Return the lower bounds by which a gain is kept where boundaries lie farther in or out.

    A share of the gain at the radius is gained at these steps at least. At the radius some of its
    mean over the spread is gained in any case, as land that gains nothing there is no answer.
    """
    if aims.alone is None or aims.step is None or not share:
        return ()
    count = int(group.max(initial=-1)) + 1
    mean, step, worth = aims.worth[points], aims.step[points], aims.alone[points]

    def summed(amount: Floats) -> Floats:
        return np.bincount(group, amount, count).astype(float)

    alone, *elsewhere = (summed(np.where(step == one, worth, 0.0)) for one in (_ALONE, *steps))
    in_any_case = LowerBound(
        alone - _LEAST_ALONE * summed(mean), (1 - _LEAST_ALONE) * own, least=0.0
    )
    if share <= ANY_SHARE:
        return (in_any_case,)
    kept = (
        LowerBound(there - share * alone, (1 - share) * own, least=0.0, spare=True)
        for there in elsewhere
    )
    return *kept, in_any_case


def _limits(
    terms: ProposalTerms, every: Sequence[LandPiece | None], *, credited: bool
) -> list[Row]:
    """Return how much land each FTZ may take and release, and in how many pieces."""
    if terms.new is not None:
        return [_at_most([*range(len(every))], terms.new.most)]
    rows = []
    pieces = {n: one for n, one in enumerate(every) if one is not None}
    lands = {n: one for n, one in pieces.items() if not one.is_released}
    for ftz, km2 in terms.room_km2.items():
        takes = {n: one.area_km2 for n, one in lands.items() if one.ftz_id == ftz}
        gives = {n: one for n, one in pieces.items() if one.is_released and one.ftz_id == ftz}
        limited = {n: one.area_km2 for n, one in gives.items()} if terms.swap else takes
        rows.append(Row((*limited,), (*limited.values(),), km2, name=ftz))
        if terms.swap:
            rows += _swapped(takes, gives, credited=credited)
        apart = [n for n in takes if lands[n].apart]
        rows.append(_at_most(apart, terms.limits.new_blocks))
        if terms.limits.max_pieces is not None:
            rows.append(_at_most([*takes], terms.limits.max_pieces))
    return rows


def _swapped(
    takes: dict[int, float], gives: dict[int, LandPiece], *, credited: bool
) -> Iterator[Row]:
    """Yield the rows that limit a swap of an FTZ.

    As much is released as is taken. The excess is drawn back, which is impossible for a whole
    block: so whole blocks release no more than is taken, and each zone keeps one. Where released
    land is `credited`, the excess is at most the smallest piece, so nothing is released for its
    own sake.
    """
    areas = {n: one.area_km2 for n, one in gives.items()}
    yield _weighed((takes, 1.0), (areas, -1.0))
    whole = {n: one.area_km2 for n, one in gives.items() if one.is_whole_block}
    yield _weighed((whole, 1.0), (takes, -1.0))
    for zone, blocks in {
        it.zone_id: len(it.zone.geoms) for it in gives.values() if it.zone
    }.items():
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


def _conflicts(every: Sequence[LandPiece | None]) -> list[Row]:
    """Return which pieces are too near each other: of each set one at most is chosen."""
    pieces = [(n, one) for n, one in enumerate(every) if one is not None]
    if not pieces:
        return []
    column, is_land = np.array([(n, not one.is_released) for n, one in pieces]).T
    shapes = np.array([one.land for _, one in pieces], dtype=object)
    lat = np.abs(shapely.bounds(shapes)[:, 1::2])
    least_cos = max(float(np.cos(np.radians(lat.max()))), LEAST_COS)
    far_deg = _APART_DEG / least_cos
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=far_deg)
    pairs = (one < other) & (is_land[one] | is_land[other]).astype(bool)
    one, other = one[pairs], other[pairs]
    narrow, others = _narrowed(shapes[one], shapes[other])
    met = shapely.dwithin(narrow, others, _APART_DEG)
    near: dict[int, set[int]] = {}
    for a, b in zip(column[one[met]].tolist(), column[other[met]].tolist(), strict=True):
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    return [_at_most([*clique], 1) for clique in _cliques(near)]


def _narrowed(*shapes: Shapes) -> Iterator[Shapes]:
    """Yield shapes of pairs with longitudes as long as degrees of a meridian, from each's west."""
    west, south, _, _ = np.fmin(*(shapely.bounds(one).T for one in shapes))
    for own in shapes:
        xy, row = shapely.get_coordinates(own, return_index=True)
        narrow = np.maximum(np.cos(np.radians(south)), LEAST_COS)[row]
        xy = np.column_stack([(xy[:, 0] - west[row]) * narrow, xy[:, 1]])
        yield shapely.set_coordinates(own.copy(), xy)


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
