"""Sites that cover demand: all of it with the fewest sites, or the most of it with a given number.

A site covers a demand point if its cost is at most the radius. Points that the same sites cover
are one before the solver sees them (`geo.locate.cover_sets`), and so the number of demand points
hardly matters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp

from geo.locate.branch_and_cut import BranchAndCut
from geo.locate.capacity import assigned
from geo.locate.cover_search import MissedWeight
from geo.locate.cover_sets import dominated_sites, implied_sets
from geo.locate.inputs import Task, checked, hold_capacity
from geo.locate.location import Location, Options
from geo.solver import INFINITY, Model, solve

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from geo.locate.cover_sets import CoverSets
    from geo.solver import Status
    from layers.geometry.edges import Floats, Ints

_DEFAULT = Options()
_WHOLE_UNTIL = 1e11  # a sum of whole figures, up to which a bound tells one from the next


def lscp(cost: object, radius: float, options: Options = _DEFAULT) -> Location:
    """Return the fewest sites that cover every demand point: the location set covering problem.

    `cost` is an array, demand × sites (∞: unreachable), a sparse matrix (absent: unreachable) or
    `Points`; `radius` is in its unit. The objective is the number of sites.

    Source: Toregas, Swain, ReVelle & Bergman (1971), Operations Research 19, 1363–1373. Sets and
    sites go that others imply (Toregas & ReVelle 1973, Papers in Regional Science 28, 133-144).

    Raises:
        MeasureError: something given makes no sense; every problem is named.

    >>> from geo.locate import lscp
    >>> lscp([[0, 4, 9], [4, 0, 4], [9, 4, 0]], radius=4).sites
    (1,)
    """
    task = checked(cost, options, radius=radius)
    if task.capacity is not None:
        hold_capacity(task)
        return assigned(task, radius, "sites")
    sets = task.costs.cover_sets(radius)
    cover = _fewest(task, sets, task.gap)
    if cover.sites is None or cover.bound is None:
        return task.none(cover.status, cover.bound)
    return task.answer(cover.sites, task.costs.assign(cover.sites), len(cover.sites), cover.bound)


def mclp(
    cost: object, weights: ArrayLike, radius: float, p: int, options: Options = _DEFAULT
) -> Location:
    """Return the `p` sites that cover the most weight: the maximal covering location problem.

    `weights` has a figure for each demand point, such as its population. The objective is the
    weight that is covered; a point beyond the radius of each chosen site is served by none.

    Source: Church & ReVelle (1974), Papers of the Regional Science Association 32, 101–118.

    Raises:
        MeasureError: something given makes no sense; every problem is named.

    >>> from geo.locate import mclp
    >>> mclp([[0, 9], [1, 9], [9, 0]], weights=[10, 20, 25], radius=1, p=1).objective
    30.0
    """
    task = checked(cost, options, weights=weights, p=p, radius=radius)
    if task.capacity is not None:
        return assigned(task, radius, "weight")
    sets = task.costs.cover_sets(radius)
    weight = sets.weights(task.weights)
    chosen, bound = _most_weight(task, sets, weight)
    sites = task.filled(chosen)
    covered = sets.sites[:, sites].sum(axis=1) > 0
    assignment = np.where(covered[sets.member], task.costs.assign(sites), -1)
    objective = float(weight[covered].sum())
    return task.answer(sites, assignment, objective, max(bound, objective))


def cover_within(task: Task, sets: CoverSets) -> tuple[Status, Ints | None]:
    """Return any at most `p` sites that hold each set, None where there are none or none found."""
    answer = _fewest(task, sets, np.inf)
    return answer.status, answer.sites


@dataclass(frozen=True, eq=False)
class _Cover:
    """Sites that hold each set, and the least number that any such sites have."""

    status: Status
    sites: Ints | None
    bound: float | None


def _fewest(task: Task, sets: CoverSets, gap: float) -> _Cover:
    """Return the fewest sites that hold each set; for a gap of ∞ any, if they are at most `p`."""
    rows, columns = _reduced(task, sets)
    if (np.diff(rows.indptr) == 0).any():
        return _Cover("infeasible", None, None)
    fixed, count = len(task.predefined), rows.shape[1]
    start = _greedy_cover(rows)
    fits = len(start) <= task.to_choose
    if not rows.shape[0] or (fits and gap == np.inf):
        return _Cover("optimal", np.union1d(task.predefined, columns[start]), fixed)
    model = Model(
        cost=np.ones(count),
        lower=np.zeros(count),
        upper=np.ones(count),
        integer=np.ones(count, bool),
        rows=sp.vstack([rows.astype(np.float64), sp.csr_array(np.ones((1, count)))]),
        row_lower=np.append(np.ones(rows.shape[0]), 0.0),
        row_upper=np.append(np.full(rows.shape[0], INFINITY), float(task.to_choose)),
    )
    first = np.isin(np.arange(count), start).astype(np.float64) if fits else None
    answer = solve(model, task.clock, gap, first)
    if answer.status == "infeasible":
        return _Cover("infeasible", None, None)
    bound = fixed + max(float(np.ceil(answer.bound - 1e-6)), 1.0)
    values = first if answer.values is None else answer.values
    if values is None:
        return _Cover("unknown", None, bound)
    chosen = np.union1d(task.predefined, columns[values > 0.5])
    return _Cover("optimal" if bound >= len(chosen) else "feasible", chosen, bound)


def _reduced(task: Task, sets: CoverSets) -> tuple[Any, Ints]:
    """Return the sets that are still to be covered, by the sites to choose from, and these."""
    rows, columns = sets.sites, task.free
    rows = rows[rows[:, task.predefined].sum(axis=1) == 0][:, columns]
    while True:
        shape = rows.shape
        if task.clock.left_s <= 0 or (np.diff(rows.indptr) == 0).any():
            return rows, columns
        rows = rows[~implied_sets(rows)]
        needed = ~dominated_sites(rows)
        rows, columns = rows[:, needed], columns[needed]
        if rows.shape == shape or not rows.shape[0]:
            return rows, columns


def _greedy_cover(rows: Any) -> Ints:  # noqa: ANN401
    """Return a cover: always the site that covers the most sets anew."""
    chosen, open_ = [], np.ones(rows.shape[0])
    while open_.any():
        chosen.append(int((open_ @ rows).argmax()))
        open_[rows[:, chosen[-1:]].toarray()[:, 0]] = 0
    return np.array(chosen, np.int64)


def _most_weight(task: Task, sets: CoverSets, weight: Floats) -> tuple[Ints, float]:
    """Return the free sites that cover the most weight, and the most that any choice covers."""
    at_hand = sets.sites[:, task.predefined].sum(axis=1) > 0
    rows = sets.sites[:, task.free]
    open_ = ~at_hand & (weight > 0) & (np.diff(rows.indptr) > 0)
    rows, gain, columns = rows[open_], weight[open_], task.free
    needed = ~dominated_sites(rows)
    rows, columns = rows[:, needed], columns[needed]
    base, total = float(weight[at_hand].sum()), float(gain.sum())
    if len(columns) <= task.to_choose or not task.to_choose:
        reached = total if task.to_choose else 0.0
        return columns[: task.to_choose], base + reached
    missed = MissedWeight(rows, gain)
    whole = total < _WHOLE_UNTIL and (gain == np.rint(gain)).all()
    choice = replace(task, p=task.to_choose, predefined=columns[:0], free=columns)
    step, most = missed.scale if whole else 0.0, (base + total) * missed.scale
    search = BranchAndCut(choice, missed, rows.shape[0], step, most)
    search.offer(_greedy_weight(rows, gain, task.to_choose))
    search.run()
    chosen = np.isin(columns, np.asarray(search.best))
    objective = base + float(gain[(rows @ chosen) > 0].sum())
    if search.least >= search.most:
        return columns[chosen], objective
    return columns[chosen], base + total - search.least / missed.scale


def _greedy_weight(rows: Any, gain: Floats, p: int) -> Ints:  # noqa: ANN401
    """Return `p` sites: always the one that covers the most weight anew."""
    chosen, left = np.zeros(rows.shape[1], bool), gain.copy()
    for _ in range(p):
        site = int(np.where(chosen, -1.0, left @ rows).argmax())
        chosen[site] = True
        left[rows[:, [site]].toarray()[:, 0]] = 0
    return np.flatnonzero(chosen)
