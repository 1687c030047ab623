"""Linear and mixed-integer programs, solved by HiGHS (Huangfu & Hall 2018): the one place.

It runs in one thread (`threads`, `parallel`), from one seed, so that every machine has the same
answer, and beside the thread that waits for it, so that Ctrl+C, a stop and the end of the time end
the search at once, at any stage of HiGHS. Its reported objective is not trusted: it is recomputed
from the values, and the answer is optimal if the result is as good as the bound.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Literal, TypeAlias

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from layers.geometry.edges import Floats

_Status: TypeAlias = Literal["optimal", "feasible", "infeasible", "unknown"]

INFINITY = highspy.kHighsInf
_GRACE_S = 0.5  # for HiGHS to end after it is cancelled
_LEAST_S = 0.01  # after a stop, to choose among the candidates found so far
_LOOK_S = 0.1  # between checks for a stop of the search
_TOLERANCE = 1e-9  # by which a row may be broken; 1e-6 by default
_BROKEN = 1e-6  # of a row's largest factor: more is not rounding
_SAME = 1e-9  # of an objective
_REPORTED = 1e-5  # of an objective: between HiGHS's report and the recomputed value


class Stop:
    """Whether the search was stopped."""

    requested = False


@dataclass(frozen=True)
class Clock:
    """The remaining time: none once the search was stopped."""

    limit_s: float = np.inf
    stop: Stop = field(default_factory=Stop)
    started: float = field(default_factory=time.monotonic)

    @property
    def left_s(self) -> float:
        """Return the remaining seconds, ∞ without a limit."""
        return 0.0 if self.stop.requested else max(0.0, self.limit_s - self.spent_s)

    @property
    def spent_s(self) -> float:
        """Return how many seconds are spent."""
        return time.monotonic() - self.started

    def part(self, share: float) -> Clock:
        """Return a share of the remaining time."""
        return Clock(share * self.left_s, self.stop)


@dataclass(frozen=True, eq=False)
class Model:
    """Minimise `cost`·x + `offset`; `row_lower` ≤ `rows`·x ≤ `row_upper`, `lower` ≤ x ≤ `upper`."""

    cost: Floats
    lower: Floats
    upper: Floats
    integer: NDArray[np.bool_]
    rows: Any  # a sparse array
    row_lower: Floats
    row_upper: Floats
    offset: float = 0.0

    def objective(self, values: Floats) -> float:
        """Return the objective of values of the variables."""
        return float(self.cost @ values) + self.offset

    def allows(self, values: Floats) -> bool:
        """Say whether values obey every row and limit, but for rounding."""
        rows = sp.csr_array(self.rows)
        sums = rows @ values
        largest = abs(rows).max(axis=1).toarray().ravel() if rows.nnz else np.zeros(len(sums))
        room = _BROKEN * np.maximum(1, largest)
        return bool(
            (sums >= self.row_lower - room).all()
            and (sums <= self.row_upper + room).all()
            and (values >= self.lower - _BROKEN).all()
            and (values <= self.upper + _BROKEN).all()
        )


@dataclass(frozen=True, eq=False)
class Answer:
    """The solver's result: `values` is None without an answer, `bound` holds in any case.

    `status` is optimal where the objective of the values equals the bound within the gap.
    """

    status: _Status
    values: Floats | None
    bound: float


class Solver(highspy.Highs):
    """A silent solver: the one of `highspy` prints a line when it is made.

    It has locks of its own. Those of `highspy` are shared by all solvers, so one that is abandoned
    while it runs would keep the next from starting.
    """

    def __init__(self) -> None:
        """Make the locks, then the solver."""
        self._Highs__solver_stopped = RLock()
        self._Highs__solver_started = Lock()
        super().__init__()  # type: ignore[no-untyped-call]

    def enableCallbacks(self) -> None:  # noqa: N802
        """Be silent, and let callbacks in."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]

    def run_within(self, clock: Clock) -> bool:
        """Run until it ends, and return True, or the time is spent.

        HiGHS looks at neither the time nor a cancellation while it presolves or separates cuts,
        which may take it half a minute: then it is abandoned, which is harmless.

        Raises:
            KeyboardInterrupt: the user pressed Ctrl+C.
        """
        if np.isfinite(clock.left_s):
            self.setOptionValue("time_limit", self.getRunTime() + max(clock.left_s, _LEAST_S))
        self.startSolve()
        try:
            while not (ended := self.wait(_LOOK_S)[0]) and clock.left_s > 0:
                pass
        except KeyboardInterrupt:
            self.cancelSolve()  # type: ignore[no-untyped-call]
            self.wait(_GRACE_S)
            raise
        if not ended:
            self.cancelSolve()  # type: ignore[no-untyped-call]
            ended = self.wait(_GRACE_S)[0]
        return ended


class _Heard:
    """The latest report of a solver: values and their bound."""

    def __init__(self, progress: Callable[[float, float], None] | None) -> None:
        self.values: Floats | None = None
        self.bound = -np.inf
        self._progress = progress

    def better(self, event: highspy.HighsCallbackEvent) -> None:
        """Receive improved values."""
        self.values = np.array(event.data_out.mip_solution)

    def bound_of(self, event: highspy.HighsCallbackEvent) -> None:
        """Receive a bound."""
        self.bound = max(self.bound, event.data_out.mip_dual_bound)

    def logged(self, event: highspy.HighsCallbackEvent) -> None:
        """Receive the progress of the search."""
        if self._progress is not None and np.isfinite(event.data_out.mip_primal_bound):
            self._progress(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)


def solve(
    model: Model,
    clock: Clock,
    gap: float,
    start: Floats | None = None,
    progress: Callable[[float, float], None] | None = None,
) -> Answer:
    """Return the best values of a model, or as good ones as the time and the gap allow.

    HiGHS 1.16 at times gives a `start`, figures of the first variables, back with the objective of
    other values, or ends with an error of its presolve: then it is run again without.
    """
    started = [] if start is None else [(start, "choose")]
    for first, presolve in (*started, (None, "choose"), (None, "off")):
        highs = _loaded(model, gap, presolve)
        if first is not None:
            highs.setSolution(len(first), np.arange(len(first), dtype=np.int32), first)
        answer = _solved(highs, model, clock, gap, progress)
        if answer is not None and (first is None or answer.status != "infeasible"):
            return answer
    return Answer("unknown", None, -np.inf)


def _solved(
    highs: Solver,
    model: Model,
    clock: Clock,
    gap: float,
    progress: Callable[[float, float], None] | None,
) -> Answer | None:
    """Return the answer, None where the solver contradicts itself."""
    heard = _Heard(progress)
    highs.cbMipImprovingSolution += heard.better
    highs.cbMipInterrupt += heard.bound_of
    highs.cbMipLogging += heard.logged
    if not highs.run_within(clock):
        values, bound, reported = heard.values, heard.bound, None
    else:
        status, info = highs.getModelStatus(), highs.getInfo()
        if status in {
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        }:
            return Answer("infeasible", None, np.inf)
        if status == highspy.HighsModelStatus.kSolveError:
            return None
        bound = float(info.mip_dual_bound)
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Answer("unknown", None, bound)
        values = np.array(highs.getSolution().col_value)
        reported = float(info.objective_function_value)
    if values is None:
        return Answer("unknown", None, bound)
    values = np.where(model.integer, np.rint(values), values)
    objective = model.objective(values)
    size = max(1.0, abs(objective))
    if not model.allows(values) or (
        reported is not None and abs(objective - reported) > _REPORTED * size
    ):
        return None
    if objective - bound <= _SAME * size:
        bound = objective
    proven = objective - bound <= gap * abs(objective)
    return Answer("optimal" if proven else "feasible", values, bound)


def _loaded(model: Model, gap: float, presolve: str) -> Solver:
    """Return a solver of a model that takes a gap at its word and can be cancelled."""
    highs = solver_of(model)
    for name, value in (
        ("mip_rel_gap", gap),
        ("mip_abs_gap", 0.0),
        ("mip_lp_solver", "ipm"),  # at the root, where the simplex method takes ten times as long
        ("mip_feasibility_tolerance", _TOLERANCE),
        ("primal_feasibility_tolerance", _TOLERANCE),
        ("dual_feasibility_tolerance", _TOLERANCE),
        ("presolve", presolve),
    ):
        highs.setOptionValue(name, value)
    highs.HandleUserInterrupt = True
    return highs


def solver_of(model: Model) -> Solver:
    """Return a solver of a model, in one thread and from one seed."""
    highs, rows = Solver(), sp.csc_array(model.rows)
    highs.silent()
    for name, value in (("threads", 1), ("parallel", "off"), ("random_seed", 1)):
        highs.setOptionValue(name, value)
    highs.passModel(
        len(model.cost), rows.shape[0], rows.nnz, int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize), model.offset, model.cost, model.lower, model.upper,
        model.row_lower, model.row_upper, rows.indptr.astype(np.int32),
        rows.indices.astype(np.int32), rows.data.astype(np.float64), model.integer.astype(np.int32),
    )  # fmt: skip
    return highs


def lp_text(model: Model, names: Sequence[str]) -> str:
    """Return a model in the LP format of CPLEX.

    It maximizes the negative of the minimized objective, without its offset. `names` are those of
    the variables.
    """
    rows = sp.csr_array(model.rows)
    some = np.flatnonzero(np.diff(rows.indptr))
    model = replace(
        model,
        cost=-model.cost,
        offset=0.0,
        rows=rows[some],
        row_lower=model.row_lower[some],
        row_upper=model.row_upper[some],
    )
    highs = solver_of(model)
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    for number, name in enumerate(names):
        highs.passColName(number, name)
    with tempfile.TemporaryDirectory(prefix="zonewright-") as folder:
        path = Path(folder, "model.lp")
        highs.writeModel(str(path))
        return path.read_text(encoding="utf-8").replace("gen\nsemi\n", "")
