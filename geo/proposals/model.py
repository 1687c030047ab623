"""The model of a choice of land, a mixed-integer program that HiGHS solves with a proof.

Every **column** is a piece of land as it would be drawn: a lobe that is taken or not, or a state of
a block, whole or cut, of which exactly one is chosen. Every group of points that the same columns
reach has a variable between 0 and 1, at most the number of chosen columns that reach it. What is
made large is the gain: the worth of the groups reached, less that of today, and what columns gain
by themselves. Rows (`Row`) say which choices go together; the caller makes them.

The program is tight, since a column is a whole shape: nothing is left to the program but which of
them to take. Answers of equal gain differ in shape, so a second program keeps the gain and makes
the cost of the columns small, in the time that is left.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import highspy
import numpy as np
import scipy.sparse as sp

from geo.locate.solver import Silent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from layers.edges import Floats, Ints

_GAIN_SHARE = 0.8  # of the time, for the gain; the rest is for the cost
_COST_GAP = 1e-3
_SAME_GAIN = 1e-7  # of the gain, by which the second program may fall short of it


class Row(NamedTuple):
    """The sum of factors times choices is from a least to a most; `name` is the FTZ's it is of."""

    columns: tuple[int, ...]
    factors: tuple[float, ...]
    most: float
    least: float = -math.inf
    name: str = ""


class Floor(NamedTuple):
    """A second aim, as `worth` and `own` of a choice, of which so much is to be gained at least."""

    worth: Floats
    own: Floats
    least: float = -math.inf


@dataclass(frozen=True, eq=False)
class Choice:
    """What may be chosen: columns, the groups of points that they reach, and rows.

    `covers` has a row for each group and a column for each column; `worth` is what a group counts,
    `own` what a column gains by itself (0 for those of today), `today` says which columns are
    chosen today, `cost` what decides between equal gains. A `floor` may leave out what is chosen
    today.
    """

    covers: sp.csr_array
    worth: Floats
    own: Floats
    today: NDArray[np.bool_]
    cost: Floats
    rows: tuple[Row, ...]
    floor: Floor | None = None

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
            rows=rows,
            floor=self.floor,
        )

    def parts(self) -> list[Ints]:
        """Return the columns in sets that no group and no row joins."""
        if self.floor is not None:
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
        """Return what a choice gains."""
        reached = self.worth * (self._covered(chosen) - self._covered(self.today))
        return math.fsum([*reached, *self.own[chosen]])

    def allows(self, chosen: NDArray[np.bool_]) -> bool:
        """Say whether a choice obeys every row."""
        for row in self.rows:
            used = math.fsum(
                f for one, f in zip(row.columns, row.factors, strict=True) if chosen[one]
            )
            if not row.least - 1e-6 <= used <= row.most + 1e-6:
                return False
        return self.floor is None or self.seen_by(self.floor).gain(chosen) >= self.floor.least

    def seen_by(self, aim: Floor) -> Choice:
        """Return the choice with the gain of another aim, which has no floor."""
        return replace(self, worth=aim.worth, own=aim.own, floor=None)

    def _covered(self, chosen: NDArray[np.bool_]) -> Floats:
        covered: Floats = ((self.covers @ chosen.astype(float)) > 0.5).astype(float)
        return covered


@dataclass(frozen=True, eq=False)
class Chosen:
    """The best choice that was found, and the bound that no choice exceeds.

    `status` is `optimal` where the gap is at most what was asked for, `feasible` where time was
    spent or it was stopped before.
    """

    status: str
    chosen: NDArray[np.bool_]
    gain: float
    bound: float


class Stop:
    """Whether somebody stopped the search."""

    asked = False


@dataclass(frozen=True)
class Clock:
    """The time that is left: none once somebody stopped the search."""

    limit_s: float
    stop: Stop = field(default_factory=Stop)
    started: float = field(default_factory=time.monotonic)

    @property
    def left_s(self) -> float:
        """Return how many seconds are left."""
        if self.stop.asked:
            return 0.0
        return max(0.0, self.limit_s - (time.monotonic() - self.started))

    def part(self, share: float) -> Clock:
        """Return a share of what is left."""
        return Clock(share * self.left_s, self.stop)


def choose(
    choice: Choice,
    gap: float,
    clock: Clock,
    progress: Callable[[float, float], None] | None = None,
    start: NDArray[np.bool_] | None = None,
) -> Chosen:
    """Return the best choice of columns, and of those that gain the same one of least cost.

    A `start` is allowed, so that there is an answer whatever happens; without a floor what is
    chosen today is. Parts that nothing joins are solved one by one.
    """
    start = choice.today if start is None else start
    chosen = start.copy()
    gained, bound, done = 0.0, 0.0, True
    parts = choice.parts() if choice.columns else []
    for number, columns in enumerate(parts):
        own = clock.part(0.95 if number == len(parts) - 1 else 2 / (len(parts) - number + 1))
        base, over = gained, bound
        told = None if progress is None else lambda g, b: progress(base + g, over + b)  # noqa: B023
        found = _choose(choice.part(columns), gap, own, told, start[columns])
        chosen[columns] = found.chosen
        gained += found.gain
        bound += found.bound
        done &= found.status == "optimal"
    return Chosen("optimal" if done else "feasible", chosen, choice.gain(chosen), bound)


def _choose(
    choice: Choice,
    gap: float,
    clock: Clock,
    progress: Callable[[float, float], None] | None,
    start: NDArray[np.bool_],
) -> Chosen:
    if not len(choice.worth):
        return Chosen("optimal", start, 0.0, 0.0)
    program = _Program.of(choice)
    scale = _scale(choice.worth, choice.own)
    offset = -math.fsum(choice.worth[choice._covered(choice.today) > 0]) / scale  # noqa: SLF001

    def told(best: float, least: float) -> None:
        if progress is not None:
            progress(-scale * best, -scale * least)

    cost = np.concatenate([-choice.own, -choice.worth]) / scale
    answer = _run(program, cost, -offset, gap, clock.part(_GAIN_SHARE), start, told)
    if answer is None:
        most = math.fsum([*choice.worth, *np.maximum(choice.own, 0.0)]) + offset * scale
        gain = choice.gain(start)
        return Chosen("feasible", start, gain, max(most, gain))
    found, lowest, done = answer
    gain = choice.gain(found)
    status, bound = "optimal" if done else "feasible", max(gain, -scale * lowest)
    if gain <= choice.gain(start):
        return Chosen(status, start, choice.gain(start), max(bound, choice.gain(start)))
    if clock.left_s <= 0:
        return Chosen(status, found, gain, bound)
    least = gain - _SAME_GAIN * abs(gain)
    enough = least / scale - offset
    kept = program.with_row(np.concatenate([choice.own, choice.worth]) / scale, enough)
    cost = np.concatenate([choice.cost, np.zeros(len(choice.worth))])
    cheap = _run(kept, cost, 0.0, _COST_GAP, clock, found, None)
    if cheap is not None and choice.gain(cheap[0]) >= least:
        found = cheap[0]
    return Chosen(status, found, choice.gain(found), bound)


def _scale(worth: Floats, own: Floats) -> float:
    """Return the largest figure of an aim, by which a program is scaled."""
    return float(max(worth.max(initial=0.0), np.abs(own).max(initial=0.0))) or 1.0


@dataclass(frozen=True, eq=False)
class _Program:
    """Columns, then groups: the rows that both programs share."""

    matrix: sp.csr_array
    least: Floats
    most: Floats
    columns: int

    @classmethod
    def of(cls, choice: Choice) -> _Program:
        columns, groups = choice.columns, len(choice.worth)
        cover = sp.hstack([-choice.covers, sp.identity(groups)])
        rules = sp.lil_array((len(choice.rows), columns + groups), dtype=float)
        for number, row in enumerate(choice.rows):
            for one, factor in zip(row.columns, row.factors, strict=True):
                rules[number, one] += factor
        program = cls(
            matrix=sp.csr_array(sp.vstack([cover, rules])),
            least=np.concatenate(
                [np.full(groups, -highspy.kHighsInf), [row.least for row in choice.rows]]
            ),
            most=np.concatenate([np.zeros(groups), [row.most for row in choice.rows]]),
            columns=columns,
        )
        if choice.floor is None:
            return program
        worth, own, least = choice.floor
        scale = _scale(worth, own)
        today = math.fsum(worth[choice._covered(choice.today) > 0])  # noqa: SLF001
        return program.with_row(np.concatenate([own, worth]) / scale, (least + today) / scale)

    def with_row(self, factors: Floats, least: float) -> _Program:
        """Return the program with one more row."""
        return replace(
            self,
            matrix=sp.csr_array(sp.vstack([self.matrix, sp.csr_array(factors[None, :])])),
            least=np.append(self.least, least),
            most=np.append(self.most, highspy.kHighsInf),
        )


def _run(  # noqa: PLR0913, PLR0917
    program: _Program,
    cost: Floats,
    offset: float,
    gap: float,
    clock: Clock,
    start: NDArray[np.bool_],
    progress: Callable[[float, float], None] | None,
) -> tuple[NDArray[np.bool_], float, bool] | None:
    """Make `cost`·x + offset small: the columns chosen, the bound, whether it is proven.

    It runs in a thread, so that an interrupt (Ctrl+C) reaches this one, which then stops it.
    """
    highs = Silent()  # type: ignore[no-untyped-call]
    for name, value in (
        ("mip_rel_gap", gap),
        ("mip_abs_gap", 0.0),
        ("time_limit", max(clock.left_s, 0.01)),
        ("threads", 1),
        ("random_seed", 1),
    ):
        highs.setOptionValue(name, value)
    matrix, columns = program.matrix, np.arange(len(cost)) < program.columns
    highs.passModel(
        len(cost), matrix.shape[0], matrix.nnz,
        int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), offset,
        cost, np.zeros(len(cost)), np.ones(len(cost)), program.least, program.most,
        matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32),
        matrix.data.astype(np.float64), columns.astype(np.int32),
    )  # fmt: skip
    given = np.arange(len(start), dtype=np.int32)
    highs.setSolution(len(start), given, start.astype(float))

    def interrupt(event: highspy.HighsCallbackEvent) -> None:
        if event.data_in is not None:
            event.data_in.user_interrupt = clock.stop.asked

    def told(event: highspy.HighsCallbackEvent) -> None:
        if progress is not None and np.isfinite(event.data_out.mip_primal_bound):
            progress(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)

    highs.cbMipInterrupt += interrupt
    highs.cbSimplexInterrupt += interrupt
    highs.cbMipLogging += told
    worker = threading.Thread(target=highs.run, daemon=True)
    worker.start()
    while worker.is_alive():
        try:
            worker.join(0.1)
        except KeyboardInterrupt:
            clock.stop.asked = True
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    done = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    values = np.array(highs.getSolution().col_value)[: program.columns]
    return values > 0.5, float(info.mip_dual_bound), done
