"""The model of a choice of land, a mixed-integer program that HiGHS solves with a proof.

Every **column** is a piece of land as it would be drawn: a candidate extension that is taken or
not, or a state of a block, whole or cut, of which exactly one is chosen. Every group of points that
the same columns reach has a variable between 0 and 1, at most the number of chosen columns that
reach it. The gain
is the worth of the groups reached, less that of today, and what columns gain by themselves; or that
of the region with least of the worth (`Least`), by one variable more. The program maximizes the
**net** gain: less the price of the columns. Rows (`Row`) say which choices go together; the caller
makes them.

The program is tight, since a column is a whole shape: the program only decides which of them to
take. Answers of equal gain differ in shape, so a second program keeps the gain and minimizes the
cost of the columns, in the remaining time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from geo.solver import INFINITY, Clock, Model, solve
from layers.geometry.edges import Bools, Floats, Ints

_GAIN_SHARE = 0.8  # of the time, for the gain; the rest is for the cost
_FREED = 0.4  # of the time, for the choice without lower bounds
_COST_GAP = 1e-3
_SAME_GAIN = 1e-7  # of the gain, by which the second program may fall short of it
_SAME = 1e-9  # of the largest figure of an aim
_BROKEN = 1e-6  # of that of a lower bound, by which it may be broken


class Row(NamedTuple):
    """The sum of factors times choices is from a least to a most; `name` is the FTZ's it is of."""

    columns: tuple[int, ...]
    factors: tuple[float, ...]
    most: float
    least: float = -math.inf
    name: str = ""


class LowerBound(NamedTuple):
    """A further aim, as `worth` and `own` of a choice, of which so much is to be gained at least.

    `worth` may be below 0: of a group that is reached it is taken away. One that is `spare` may be
    given up where no choice that gains anything keeps it.
    """

    worth: Floats
    own: Floats
    least: float = -math.inf
    spare: bool = False


class Least(NamedTuple):
    """The worth of groups by region (regions × groups), and of regions today."""

    worth: Floats
    today: Floats

    def gain(self, change: Floats) -> float:
        """Return the gain of the region that has least, for a change in the groups reached."""
        return float((self.today + self.worth @ change).min() - self.today.min())


def reached_alike(reach: Bools) -> tuple[Ints, Ints]:
    """Return a point of each set of points that the same columns reach, and the set of each point.

    The sum of random numbers of the columns, modulo 2⁶⁴, identifies the columns that reach a point
    (Zobrist 1970). `reach` has a row for each column.
    """
    sums = np.zeros(reach.shape[1], np.uint64)
    keys = np.random.default_rng(28).integers(0, 2**64, len(reach), np.uint64)
    for key, own in zip(keys, reach, strict=True):
        sums[own] += key
    _, first, alike = np.unique(sums, return_index=True, return_inverse=True)
    return first, alike


@dataclass(frozen=True, eq=False)
class Choice:
    """What may be chosen: columns, the groups of points that they reach, and rows.

    `covers` has a row for each group and a column for each column; `worth` is that of each group,
    `own` the gain of a column alone (0 for those of today), `today` says which columns are
    chosen today, `cost` decides between equal gains. `lower_bounds` may rule out today's choice.
    With `least` the gain is that of the region which has least, and `own` is 0. `price` is
    deducted from the gain for each column; by default nothing.
    """

    covers: sp.csr_array
    worth: Floats
    own: Floats
    today: NDArray[np.bool_]
    cost: Floats
    rows: tuple[Row, ...]
    lower_bounds: tuple[LowerBound, ...] = ()
    least: Least | None = None
    price: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        """Without prices, columns cost nothing."""
        if len(self.price) != len(self.cost):
            object.__setattr__(self, "price", np.zeros(len(self.cost)))

    @property
    def columns(self) -> int:
        """Return the number of columns."""
        return len(self.cost)

    def part(self, columns: Ints) -> Choice:
        """Return the choice of some columns, which share no group and no row with others."""
        inside = np.zeros(self.columns, bool)
        inside[columns] = True
        number = np.cumsum(inside) - 1
        covers = sp.csr_array(self.covers[:, columns])
        groups = np.diff(covers.indptr) > 0
        rows = tuple(
            row._replace(columns=tuple(int(number[one]) for one in row.columns))
            for row in self.rows
            if row.columns and inside[row.columns[0]]
        )
        return Choice(
            covers=sp.csr_array(covers[groups]),
            worth=self.worth[groups],
            own=self.own[columns],
            today=self.today[columns],
            cost=self.cost[columns],
            price=self.price[columns],
            rows=rows,
            lower_bounds=tuple(
                lower_bound._replace(worth=lower_bound.worth[groups], own=lower_bound.own[columns])
                for lower_bound in self.lower_bounds
            ),
            least=self.least and self.least._replace(worth=self.least.worth[:, groups]),
        )

    def parts(self) -> list[Ints]:
        """Return the columns in sets that no group and no row joins."""
        if self.lower_bounds or self.least:
            return [np.arange(self.columns)]
        rows = [np.array(row.columns, np.int64) for row in self.rows if row.columns]
        first = np.concatenate([np.full(len(row), row[0]) for row in rows] or [np.empty(0, int)])
        other = np.concatenate([*rows, np.empty(0, np.int64)])
        joint = self.covers.T @ self.covers
        graph = sp.csr_array(
            (np.ones(len(first)), (first, other)), shape=(self.columns, self.columns)
        )
        _, label = sp.csgraph.connected_components(joint + graph, directed=False)
        return [np.flatnonzero(label == one) for one in np.unique(label)]

    def without(self, columns: Ints) -> Choice:
        """Return the choice in which some columns may not be chosen."""
        ones = (1.0,) * len(columns)
        return replace(self, rows=(*self.rows, Row(tuple(columns.tolist()), ones, 0.0)))

    def with_most(self, most: Mapping[str, float]) -> Choice:
        """Return the choice with other limits of the rows of some names."""
        rows = tuple(row._replace(most=most.get(row.name, row.most)) for row in self.rows)
        return replace(self, rows=rows)

    def gain(self, chosen: NDArray[np.bool_]) -> float:
        """Return the gain of a choice."""
        change = self._covered(chosen) - self._covered(self.today)
        if self.least is not None:
            return self.least.gain(change)
        return math.fsum([*self.worth * change, *self.own[chosen]])

    def net(self, chosen: NDArray[np.bool_]) -> float:
        """Return the gain of a choice, less its price."""
        return self.gain(chosen) - math.fsum(self.price[chosen])

    def allows(self, chosen: NDArray[np.bool_]) -> bool:
        """Say whether a choice obeys every row."""
        for row in self.rows:
            used = math.fsum(
                f for one, f in zip(row.columns, row.factors, strict=True) if chosen[one]
            )
            if not row.least - 1e-6 <= used <= row.most + 1e-6:
                return False
        return all(
            self.seen_by(lower_bound).gain(chosen)
            >= lower_bound.least - _BROKEN * scale_of(lower_bound.worth, lower_bound.own)
            for lower_bound in self.lower_bounds
        )

    def seen_by(self, aim: LowerBound) -> Choice:
        """Return the choice with the gain of another aim."""
        return replace(self, worth=aim.worth, own=aim.own, least=None)

    def with_lower_bounds(self, *, spare: bool) -> Choice:
        """Return the choice with those of its lower bounds that are spare, or are not."""
        return replace(
            self, lower_bounds=tuple(one for one in self.lower_bounds if one.spare == spare)
        )

    @property
    def bound_groups(self) -> NDArray[np.bool_]:
        """Return the groups that count against a lower bound: they may not be left out."""
        bound = np.zeros(len(self.worth), bool)
        for lower_bound in self.lower_bounds:
            bound |= lower_bound.worth < 0
        return bound

    def _covered(self, chosen: NDArray[np.bool_]) -> Floats:
        covered: Floats = ((self.covers @ chosen.astype(float)) > 0.5).astype(float)
        return covered


@dataclass(frozen=True, eq=False)
class Chosen:
    """The best choice that was found, its net gain, and the bound that no choice exceeds.

    `status` is `optimal` where the gap is at most the requested one, `feasible` where time was
    spent or it was stopped before, `infeasible` where no choice keeps to the rows and lower bounds;
    `chosen` is then the starting choice. `freed` is the best choice without spare lower bounds
    that cost something, `loose` the one without any.
    """

    status: str
    chosen: NDArray[np.bool_]
    gain: float
    bound: float
    freed: Chosen | None = None
    loose: Chosen | None = None


def choose(
    choice: Choice,
    gap: float,
    clock: Clock,
    progress: Callable[[float, float], None] | None = None,
    start: NDArray[np.bool_] | None = None,
) -> Chosen:
    """Return the best choice of columns, and of those that gain the same one of least cost.

    Where a `start` is allowed there is always an answer; without a lower bound, today's choice is
    allowed. Parts that nothing joins are solved one by one; so is a choice with lower bounds, first
    without those that are spare, then without any, for they may hold by themselves.
    """
    start = choice.today if start is None else start
    freed = loose = None
    kept = choice.with_lower_bounds(spare=False)
    if len(kept.lower_bounds) < len(choice.lower_bounds):
        freed = choose(kept, gap, clock.part(_FREED), progress, start)
        if freed.status == "infeasible" or choice.allows(freed.chosen):
            return freed
        loose = freed.loose
    elif choice.lower_bounds and choice.allows(choice.today):
        loose = choose(replace(choice, lower_bounds=()), gap, clock.part(_FREED), progress, start)
        if choice.allows(loose.chosen):
            return loose
    chosen = start.copy()
    gained, bound, status = 0.0, 0.0, "optimal"
    parts = choice.parts() if choice.columns else []
    for number, columns in enumerate(parts):
        own = clock.part(0.95 if number == len(parts) - 1 else 2 / (len(parts) - number + 1))
        base, over = gained, bound
        report = None if progress is None else lambda g, b: progress(base + g, over + b)  # noqa: B023
        found = _choose(choice.part(columns), gap, own, report, start[columns])
        chosen[columns] = found.chosen
        gained += found.gain
        bound += found.bound
        status = status if found.status == "optimal" else found.status
    for free in (freed, loose):
        bound = bound if free is None else min(bound, free.bound)
    return Chosen(status, chosen, choice.net(chosen), bound, freed, loose)


def _choose(
    choice: Choice,
    gap: float,
    clock: Clock,
    progress: Callable[[float, float], None] | None,
    start: NDArray[np.bool_],
) -> Chosen:
    if not len(choice.worth) and not (choice.own > choice.price).any():
        return Chosen("optimal", start, 0.0, 0.0)
    scale = scale_of(choice.worth, choice.own)
    model, aim, most = program(choice, scale)

    def report(best: float, least: float) -> None:
        if progress is not None:
            progress(-scale * best, -scale * least)

    first = start.astype(float) if choice.allows(start) else None
    answer = solve(model, clock.part(_GAIN_SHARE), gap, first, report)
    found, given = start, _allowed(choice, answer.values)
    if given is not None and (first is None or choice.net(given) > choice.net(start)):
        found = given
    if found is start and first is None:
        status = "infeasible" if answer.status == "infeasible" else "feasible"
        return Chosen(status, start, choice.net(start), math.inf)
    gain = choice.net(found)
    bound = max(gain, min(most, -scale * answer.bound))
    status = "optimal" if bound - gain <= gap * abs(gain) + _SAME * scale else "feasible"
    if found is start or clock.left_s <= 0:
        return Chosen(status, found, gain, bound)
    least = gain - _SAME_GAIN * abs(gain)
    cost = np.concatenate([choice.cost, np.zeros(len(aim) - choice.columns)])
    kept = _with_row(replace(model, cost=cost, offset=0.0), aim, least / scale + model.offset)
    cheap = _allowed(choice, solve(kept, clock, _COST_GAP, found.astype(float)).values)
    if cheap is not None and choice.net(cheap) >= least:
        found = cheap
    return Chosen(status, found, choice.net(found), bound)


def _allowed(choice: Choice, values: Floats | None) -> NDArray[np.bool_] | None:
    """Return the columns that a solution chooses; None if there is none, or it is not allowed."""
    chosen = None if values is None else values[: choice.columns] > 0.5
    return chosen if chosen is not None and choice.allows(chosen) else None


def program(choice: Choice, scale: float) -> tuple[Model, Floats, float]:
    """Return the program of a choice, its objective to maximize, and a bound on the gain."""
    offset = math.fsum(choice.worth[choice._covered(choice.today) > 0]) / scale  # noqa: SLF001
    own = choice.own - choice.price
    aim = np.concatenate([own, choice.worth]) / scale
    model = _model(choice, -aim, offset)
    if choice.least is not None:
        model = _with_least(choice, model, choice.least, scale)
        return model, -model.cost, math.inf
    most = math.fsum([*choice.worth, *np.maximum(own, 0.0)])
    return model, aim, most - offset * scale


def scale_of(worth: Floats, own: Floats) -> float:
    """Return the largest figure of an aim, by which a program is scaled."""
    return float(max(np.abs(worth).max(initial=0.0), np.abs(own).max(initial=0.0))) or 1.0


def _model(choice: Choice, cost: Floats, offset: float) -> Model:
    """Return the program of a choice: columns, then groups; cover rules, then the rows."""
    columns, groups = choice.columns, len(choice.worth)
    cover = sp.hstack([-choice.covers, sp.identity(groups)])
    rules = sp.lil_array((len(choice.rows), columns + groups), dtype=float)
    for number, row in enumerate(choice.rows):
        for one, factor in zip(row.columns, row.factors, strict=True):
            rules[number, one] += factor
    model = Model(
        cost=cost,
        lower=np.zeros(len(cost)),
        upper=np.ones(len(cost)),
        integer=np.arange(len(cost)) < columns,
        rows=sp.csr_array(sp.vstack([cover, rules])),
        row_lower=np.concatenate([np.full(groups, -INFINITY), [row.least for row in choice.rows]]),
        row_upper=np.concatenate([np.zeros(groups), [row.most for row in choice.rows]]),
        offset=offset,
    )
    if not choice.lower_bounds:
        return model
    model = _with_links(choice, model)
    for worth, own, least, _ in choice.lower_bounds:
        scale = scale_of(worth, own)
        today = math.fsum(worth[choice._covered(choice.today) > 0])  # noqa: SLF001
        model = _with_row(model, np.concatenate([own, worth]) / scale, (least + today) / scale)
    return model


def _with_least(choice: Choice, model: Model, least: Least, scale: float) -> Model:
    """Return the program that makes a further variable large, which no region falls below."""
    today = choice._covered(choice.today)  # noqa: SLF001
    columns = np.zeros((len(least.today), choice.columns))
    regions = np.hstack([columns, least.worth / scale, -np.ones((len(least.today), 1))])
    rows = sp.hstack([model.rows, sp.csr_array((model.rows.shape[0], 1))])
    return replace(
        model,
        cost=np.concatenate([choice.price / scale, np.zeros(len(choice.worth)), [-1.0]]),
        lower=np.append(model.lower, -INFINITY),
        upper=np.append(model.upper, INFINITY),
        integer=np.append(model.integer, False),
        rows=sp.csr_array(sp.vstack([rows, sp.csr_array(regions)])),
        row_lower=np.append(model.row_lower, (least.worth @ today - least.today) / scale),
        row_upper=np.append(model.row_upper, np.full(len(least.today), INFINITY)),
        offset=float(least.today.min()) / scale,
    )


def _with_links(choice: Choice, model: Model) -> Model:
    """Return the program in which the bound groups are reached if a column reaches them."""
    bound = np.flatnonzero(choice.bound_groups)
    row, column = choice.covers[bound].nonzero()
    group = bound[row]
    ones, number = np.ones(len(group)), np.arange(len(group))
    links = sp.csr_array(
        (
            np.concatenate([ones, -ones]),
            (np.tile(number, 2), np.concatenate([choice.columns + group, column])),
        ),
        shape=(len(group), len(model.cost)),
    )
    return replace(
        model,
        rows=sp.csr_array(sp.vstack([model.rows, links])),
        row_lower=np.append(model.row_lower, np.zeros(len(group))),
        row_upper=np.append(model.row_upper, np.full(len(group), INFINITY)),
    )


def _with_row(model: Model, factors: Floats, least: float) -> Model:
    """Return the program with one more row."""
    return replace(
        model,
        rows=sp.csr_array(sp.vstack([model.rows, sp.csr_array(factors[None, :])])),
        row_lower=np.append(model.row_lower, least),
        row_upper=np.append(model.row_upper, INFINITY),
    )
