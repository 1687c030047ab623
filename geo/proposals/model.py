"""The model of a choice of cells, a mixed-integer program that HiGHS solves with a proof.

Every cell has a binary **choice**: taken, or released. Every group of points that the same cells
cover has a variable between 0 and 1, at most the number of its cells that are land of a zone at the
end. What is made large is the gain: the worth of the groups covered, less that of today. Rows
(`Row`) say which choices go together; the caller makes them.

Answers of equal gain differ in shape. So a second program keeps the gain and makes the boundary
short and the changed land small, in the time that is left: whatever it finds is as good.
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

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from layers.edges import Floats, Ints

_TOLERANCE = 1e-9
_GAIN_SHARE = 0.75  # of the time, for the gain; the rest is for the shape
_SHAPE_S = 20.0  # at most, for the shape
_SHAPE_GAP = 0.1  # of the boundary's length
_SAME_GAIN = 1e-7  # of the gain, by which the second program may fall short of it


class Row(NamedTuple):
    """The sum of factors times choices is at most a limit."""

    cells: tuple[int, ...]
    factors: tuple[float, ...]
    most: float


@dataclass(frozen=True, eq=False)
class Choice:
    """What may be chosen: cells, the groups of points that they cover, rows, and the boundary.

    `releases` says which cells are land of a zone today. `covers` has a row for each group and a
    column for each cell; `worth` is what a group counts, `today` whether it is covered today.
    `borders` are pairs of cells with the length that they share (m), `beside_land` and
    `beside_none` what else of each cell's boundary lies beside land that stays a zone's, and beside
    land that stays none's. `extra` is what choosing a cell adds to the gain by itself.
    """

    area_km2: Floats
    releases: NDArray[np.bool_]
    covers: sp.csr_array
    worth: Floats
    today: NDArray[np.bool_]
    rows: tuple[Row, ...]
    borders: tuple[Ints, Ints, Floats]
    beside_land: Floats
    beside_none: Floats
    extra: Floats

    @property
    def cells(self) -> int:
        """Return the number of cells."""
        return len(self.area_km2)

    def part(self, cells: Ints) -> Choice:
        """Return the choice of some cells, which share no group and no row with others."""
        inside = np.zeros(self.cells, bool)
        inside[cells] = True
        number = np.cumsum(inside) - 1
        covers = sp.csr_array(self.covers[:, cells])
        groups = np.diff(covers.indptr) > 0
        rows = tuple(
            row._replace(cells=tuple(int(number[cell]) for cell in row.cells))
            for row in self.rows
            if row.cells and inside[row.cells[0]]
        )
        one, other, length = self.borders
        both = inside[one] & inside[other]
        return Choice(
            area_km2=self.area_km2[cells],
            releases=self.releases[cells],
            covers=sp.csr_array(covers[groups]),
            worth=self.worth[groups],
            today=self.today[groups],
            rows=rows,
            borders=(number[one[both]], number[other[both]], length[both]),
            beside_land=self.beside_land[cells],
            beside_none=self.beside_none[cells],
            extra=self.extra[cells],
        )

    def with_rows(self, rows: tuple[Row, ...]) -> Choice:
        """Return the choice with other rows."""
        return replace(self, rows=rows)

    def gain(self, chosen: NDArray[np.bool_]) -> float:
        """Return what a choice gains."""
        land = np.where(self.releases, ~chosen, chosen)
        covered = (self.covers @ land.astype(float)) > 0.5
        change = covered.astype(float) - self.today
        return math.fsum(self.worth * change) + math.fsum(self.extra[chosen])


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


def choose(  # noqa: PLR0913
    choice: Choice,
    gap: float,
    clock: Clock,
    progress: Callable[[float, float], None] | None = None,
    *,
    start: NDArray[np.bool_] | None = None,
    shape: bool = True,
) -> Chosen:
    """Return the best choice of cells, with `shape` as short in boundary as the time allows.

    Choosing none is always allowed, so that there is an answer whatever happens; the search begins
    with the choice `start`.
    """
    nothing = np.zeros(choice.cells, bool)
    if not len(choice.worth):
        return Chosen("optimal", nothing, 0.0, 0.0)
    program = _Program.of(choice)
    begin = nothing if start is None else start
    found, bound, done = program.solve(gap, clock.part(_GAIN_SHARE), begin, progress)
    gain = choice.gain(found)
    bound = max(gain, bound)
    if gain <= 0:
        return Chosen("optimal" if done else "feasible", nothing, 0.0, max(bound, 0.0))
    shaped = program.shaped(choice, found, gain, clock) if shape else found
    return Chosen("optimal" if done else "feasible", shaped, choice.gain(shaped), bound)


@dataclass(frozen=True, eq=False)
class _Program:
    """Choices, then groups: the columns and rows that both programs share."""

    gains: Floats
    constant: float
    matrix: sp.csr_array
    most: Floats
    cells: int

    @classmethod
    def of(cls, choice: Choice) -> _Program:
        cells, groups = choice.cells, len(choice.worth)
        sign = np.where(choice.releases, 1.0, -1.0)
        cover = sp.hstack([choice.covers.multiply(sign), sp.identity(groups)])
        most = choice.covers @ choice.releases.astype(float)
        rules = sp.lil_array((len(choice.rows), cells + groups))
        for number, row in enumerate(choice.rows):
            for cell, factor in zip(row.cells, row.factors, strict=True):
                rules[number, cell] += factor
        return cls(
            gains=np.concatenate([choice.extra, choice.worth]),
            constant=-math.fsum(choice.worth[choice.today]),
            matrix=sp.csr_array(sp.vstack([cover, rules])),
            most=np.concatenate([most, [row.most for row in choice.rows]]),
            cells=cells,
        )

    def solve(
        self,
        gap: float,
        clock: Clock,
        start: NDArray[np.bool_],
        progress: Callable[[float, float], None] | None = None,
    ) -> tuple[NDArray[np.bool_], float, bool]:
        """Return the choice of the greatest gain, its bound, and whether it is proven."""
        scale = float(np.abs(self.gains).max(initial=0)) or 1.0
        lower = np.zeros(len(self.gains))

        def told(best: float, least: float) -> None:
            if progress is not None:
                progress(-scale * best, -scale * least)

        answer = _run(
            -self.gains / scale, -self.constant / scale, (lower, lower + 1), self.matrix, self.most,
            np.arange(len(lower)) < self.cells, gap, clock, start, told,
        )  # fmt: skip
        if answer is None:
            most = math.fsum(np.maximum(self.gains, 0)) + self.constant
            return start, most, False
        values, bound, done = answer
        return values[: self.cells] > 0.5, -scale * bound, done

    def shaped(
        self, choice: Choice, found: NDArray[np.bool_], gain: float, clock: Clock
    ) -> NDArray[np.bool_]:
        """Return the choice of that gain whose boundary is shortest and whose land is least.

        Only new boundary counts, so that no corner is cut and no notch is filled for its own sake.
        A cell's area counts as much as one side of a square of that size.
        """
        one, other, length = choice.borders
        edges = len(one)
        columns = self.cells + len(choice.worth)
        sign = np.where(choice.releases, -1.0, 1.0)
        fixed = choice.releases.astype(float)
        length = np.where(choice.releases[one] == choice.releases[other], length, 0.0)
        number = np.arange(edges)
        difference = sp.csr_array(
            (
                np.concatenate([sign[one], -sign[other]]),
                (np.concatenate([number, number]), np.concatenate([one, other])),
            ),
            shape=(edges, columns),
        )
        edge = -sp.identity(edges)
        base = fixed[one] - fixed[other]
        least = sp.csr_array(-self.gains[None, :])
        matrix = sp.vstack(
            [
                sp.hstack([self.matrix, sp.csr_array((self.matrix.shape[0], edges))]),
                sp.hstack([difference, edge]),
                sp.hstack([-difference, edge]),
                sp.hstack([least, sp.csr_array((1, edges))]),
            ]
        )
        kept = gain - self.constant - _SAME_GAIN * abs(gain)
        most = np.concatenate([self.most, -base, base, [-kept]])
        side = math.sqrt(float(choice.area_km2.mean())) * 1e3
        area = choice.area_km2 / choice.area_km2.mean() * side
        cost = np.zeros(columns + edges)
        cost[: self.cells] = (
            np.where(choice.releases, choice.beside_land, choice.beside_none) + area
        )
        cost[columns:] = length
        upper = np.ones(columns + edges)
        if clock.left_s <= 0:
            return found
        short = Clock(min(clock.left_s, _SHAPE_S), clock.stop)
        answer = _run(
            cost / side, 0.0, (np.zeros(columns + edges), upper), sp.csr_array(matrix), most,
            np.arange(columns + edges) < self.cells, _SHAPE_GAP, short, found, None,
        )  # fmt: skip
        shaped = found if answer is None else answer[0][: self.cells] > 0.5
        return shaped if choice.gain(shaped) >= gain - _SAME_GAIN * abs(gain) else found


class _Silent(highspy.Highs):
    """A solver that does not print as soon as it is made."""

    def enableCallbacks(self) -> None:  # noqa: N802
        """Be silent, and let callbacks in."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _run(  # noqa: PLR0913, PLR0917
    cost: Floats,
    offset: float,
    bounds: tuple[Floats, Floats],
    matrix: sp.csr_array,
    most: Floats,
    integer: NDArray[np.bool_],
    gap: float,
    clock: Clock,
    start: NDArray[np.bool_],
    progress: Callable[[float, float], None] | None,
) -> tuple[Floats, float, bool] | None:
    """Make `cost`·x + offset small under `matrix`·x ≤ `most`: values, bound, whether proven.

    It runs in a thread, so that an interrupt (Ctrl+C) reaches this one, which then stops it.
    """
    highs = _Silent()  # type: ignore[no-untyped-call]
    for name, value in (
        ("mip_rel_gap", gap),
        ("mip_abs_gap", 0.0),
        ("time_limit", max(clock.left_s, 0.01)),
        ("threads", 1),
        ("random_seed", 1),
    ):
        highs.setOptionValue(name, value)
    highs.passModel(
        len(cost), matrix.shape[0], matrix.nnz,
        int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), offset,
        cost, *bounds, np.full(len(most), -highspy.kHighsInf), most,
        matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32),
        matrix.data.astype(np.float64), integer.astype(np.int32),
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
    return np.array(highs.getSolution().col_value), float(info.mip_dual_bound), done
