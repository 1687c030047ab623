"""What no choice of land gains more than: of the shapes tried, and of land of any shape.

Of very many **columns** those that may be in the best choice are proven by a linear relaxation of
the model (`geo.proposals.model`). It is solved over few columns first; its prices say which of the
others would add to it, and these join until none does (column generation: Gilmore & Gomory 1961,
Operations Research 9, 849–859). Its value is a bound for every choice of all columns. A column that
costs more than the difference between the bound and a known choice is in no better one: it is
dropped for good, and the model is solved over the rest.

Land of a budget lies within some depth of its blocks: no one farther from it than a radius is
reached. And land of some area begins at some place of a block's outline and ends no farther from it
than the narrowest land of that area is long: of all places the best is taken, people reached by two
pieces count for each, and the budget is shared among some pieces as well as can be.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
import shapely
from numpy.typing import NDArray

from geo.proposals.model import Choice, program, scale_of
from geo.proposals.shapes import Additions, ShapeRules, Terrain
from geo.solver import Clock, Model, solver_of
from layers.geometry.edges import Floats, Ints

_FIRST, _MORE = 300, 300  # columns at first, and in each turn
_NEGATIVE = -1e-7
_SLACK = 1e-9
_FEW = 600
"""Up to this many columns, all are kept."""

_STEP_KM2 = 0.25
_MOST_SIZES = 60
_ALONG_M = 200.0  # between places of an outline
_ROUNDED_M = 100.0


class Pruned(NamedTuple):
    """The columns that may be in a better choice, and the gain that none of all exceeds.

    `complete` says whether these are all.
    """

    columns: Ints
    bound: float
    complete: bool


def pruned(
    choice: Choice,
    known: NDArray[np.bool_],
    must: NDArray[np.bool_],
    most: int,
    clock: Clock,
) -> Pruned:
    """Return the columns that may be in a better choice than a `known` one, `most` at most.

    Those of the known choice and those that `must` be looked at are among them. Up to `_FEW`
    columns are all returned.
    """
    held = must | known | choice.today
    if choice.columns <= _FEW:
        return Pruned(np.arange(choice.columns), np.inf, complete=True)
    scale = scale_of(choice.worth, choice.own)
    model, _, _ = program(choice, scale)
    alone = np.asarray(choice.covers.T @ choice.worth) + choice.own - choice.price
    first = held.copy()
    first[np.argsort(-alone, kind="stable")[:_FIRST]] = True
    relaxation = _Relaxation(model, choice.columns, first)
    while True:
        value, reduced = relaxation.solved(clock)
        lacking = np.flatnonzero((reduced < _NEGATIVE) & ~relaxation.active)
        if not len(lacking) or clock.left_s <= 0:
            break
        relaxation.add(lacking[np.argsort(reduced[lacking], kind="stable")[:_MORE]])
    least = value + float(np.minimum(reduced[~relaxation.active], 0.0).sum())
    gain = choice.net(known) if choice.allows(known) else 0.0
    room = max(0.0, -gain / scale - least) + _SLACK
    possible = held | (reduced <= room)
    columns = np.flatnonzero(possible)
    complete = len(columns) <= most
    if not complete:
        order = np.argsort(np.where(held, -np.inf, reduced), kind="stable")
        columns = np.sort(order[:most])
    return Pruned(columns, -least * scale, complete)


class _Relaxation:
    """The linear program of a model with some of its first columns."""

    def __init__(self, model: Model, columns: int, active: NDArray[np.bool_]) -> None:
        self._model, self._columns = model, columns
        self._matrix = sp.csc_array(model.rows)
        self.active = active.copy()
        own = np.concatenate([np.arange(columns, len(model.cost)), np.flatnonzero(active)])
        some = replace(
            model,
            cost=model.cost[own],
            lower=model.lower[own],
            upper=model.upper[own],
            integer=np.zeros(len(own), bool),
            rows=self._matrix[:, own],
        )
        self._highs = solver_of(some)

    def add(self, columns: Ints) -> None:
        """Add columns."""
        self.active[columns] = True
        more, model = sp.csc_array(self._matrix[:, columns]), self._model
        self._highs.addCols(
            len(columns), model.cost[columns], model.lower[columns], model.upper[columns],
            more.nnz, more.indptr[:-1].astype(np.int32), more.indices.astype(np.int32),
            more.data.astype(np.float64),
        )  # fmt: skip

    def solved(self, clock: Clock) -> tuple[float, Floats]:
        """Return the value, and by how much each column would make it worse (below 0: better).

        Where the time is spent before, the value is −∞.
        """
        count = self._columns
        if not self._highs.run_within(clock):
            return -np.inf, np.zeros(count)
        info, prices = self._highs.getInfo(), np.array(self._highs.getSolution().row_dual)
        reduced = self._model.cost[:count] - self._matrix[:, :count].T @ prices
        return float(info.objective_function_value), np.asarray(reduced)


def bound_of(setting: Terrain, scenes: Sequence[Additions]) -> float:
    """Return a bound on the gain of land of any shape; ∞ where none is known."""
    aims, rows = setting.counted.aims, setting.rows
    by_road = any(place.roads is not None for scene in scenes for place in scene.places)
    if not aims.is_sum or aims.attracts or by_road or setting.terms.limits.new_blocks:
        return math.inf
    worth = np.where(setting.counted.covered[rows], 0.0, np.maximum(aims.worth[rows], 0.0))
    every = np.zeros(len(rows), bool)
    for scene in scenes:
        for place in scene.places:
            every[place.point] = True
    shared = math.fsum(_shared(scene, worth) for scene in scenes)
    return min(float(worth[every].sum()), shared)


def _shared(scene: Additions, worth: Floats) -> float:
    """Return the most that the budget of an FTZ gains, shared among pieces."""
    rules = scene.rules
    step = max(_STEP_KM2, rules.budget_km2 / _MOST_SIZES)
    areas = step * np.arange(1, math.ceil(rules.budget_km2 / step) + 1)
    long_m, deep_m = _longest(rules, areas.astype(float))
    best = np.zeros(len(areas))
    for place in scene.places:
        xy, within = place.xy[place.at], place.within_m - rules.round_m
        own = worth[place.point]
        starts = shapely.get_coordinates(shapely.segmentize(place.flat.exterior, _ALONG_M))[:-1]
        away = shapely.distance(shapely.points(xy), place.flat)
        from_start = np.hypot(*(xy[None] - starts[:, None]).transpose(2, 0, 1))
        for number, (far, deep) in enumerate(zip(long_m, deep_m, strict=True)):
            near = (from_start <= within + far + _ALONG_M) & (away <= within + deep)
            best[number] = max(best[number], float((near @ own).max(initial=0.0)))
    least = max(1, math.floor(rules.least_km2 / step))
    most = np.zeros(len(areas) + 1)
    for size in range(1, len(areas) + 1):
        split = [most[size - one] + best[one - 1] for one in range(least, size + 1)]
        most[size] = max([most[size - 1], *split])
    return float(most[-1])


def _longest(rules: ShapeRules, areas: Floats) -> tuple[Floats, Floats]:
    """Return how long land of some areas is at most, and how deep, in metres."""
    half, joint = rules.half_m / 1e3, rules.joint_m / 1e3
    tip = rules.tip_m / 1e3
    wide = np.maximum((areas - math.pi * half**2 / 2) / (half + joint), 0) + half + tip
    thin = (areas - math.pi * joint**2 / 2) / (2 * joint) + joint + tip
    long_m = 1e3 * np.maximum(np.minimum(wide, thin), 0.0) + _ROUNDED_M
    return long_m, np.minimum(long_m, 1e3 * np.sqrt(rules.compact * areas) + _ROUNDED_M)
