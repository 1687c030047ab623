"""Mixed-integer models, solved by HiGHS (Huangfu & Hall 2018) to a gap that is really 0."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.locate.location import Clock, Status
    from layers.edges import Floats

INFINITY = highspy.kHighsInf
_GRACE_S = 0.5  # for the solver to end by itself once the time is spent
_TOLERANCE = 1e-9  # by which a row may be broken; 1e-7 by default


@dataclass(frozen=True, eq=False)
class Model:
    """Minimise `cost`·x with `row_lower` ≤ `rows`·x ≤ `row_upper` and `lower` ≤ x ≤ `upper`."""

    cost: Floats
    lower: Floats
    upper: Floats
    integer: NDArray[np.bool_]
    rows: Any  # a sparse array
    row_lower: Floats
    row_upper: Floats


@dataclass(frozen=True, eq=False)
class Answer:
    """What the solver found: `values` is None without answer, `bound` holds in any case."""

    status: Status
    values: Floats | None
    bound: float


class Silent(highspy.Highs):
    """A solver that says nothing: by itself it prints a line as soon as it is made."""

    def enableCallbacks(self) -> None:  # noqa: N802
        """Be silent, and let callbacks in."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class _Heard:
    """What a solver has told of the values that it has, and of their bound."""

    def __init__(self) -> None:
        self.values: Floats | None = None
        self.bound = -np.inf

    def better(self, event: highspy.HighsCallbackEvent) -> None:
        """Hear of better values."""
        self.values = np.array(event.data_out.mip_solution)

    def bound_of(self, event: highspy.HighsCallbackEvent) -> None:
        """Hear of a bound."""
        self.bound = max(self.bound, event.data_out.mip_dual_bound)


def solver() -> highspy.Highs:
    """Return a solver that is silent and takes gaps of 0 at their word."""
    highs: highspy.Highs = Silent()  # type: ignore[no-untyped-call]
    for name, value in (
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.0),
        ("mip_lp_solver", "ipm"),  # at the root, where the simplex method takes ten times as long
        ("mip_feasibility_tolerance", _TOLERANCE),
        ("primal_feasibility_tolerance", _TOLERANCE),
        ("dual_feasibility_tolerance", _TOLERANCE),
    ):
        highs.setOptionValue(name, value)
    return highs


def solve(model: Model, clock: Clock, gap: float, start: Floats | None = None) -> Answer:
    """Return the best values of a model, or as good ones as the time and the gap allow.

    HiGHS does not look at the time while it separates cuts, which may take it half a minute: then
    its best until there is taken, and it ends by itself in a thread.
    """
    highs = solver()
    rows = sp.csr_array(model.rows)
    highs.passModel(
        len(model.cost),
        rows.shape[0],
        rows.nnz,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        model.cost,
        model.lower,
        model.upper,
        model.row_lower,
        model.row_upper,
        rows.indptr.astype(np.int32),
        rows.indices.astype(np.int32),
        rows.data.astype(np.float64),
        model.integer.astype(np.int32),
    )
    if np.isfinite(clock.left_s):
        highs.setOptionValue("time_limit", clock.left_s)
    highs.setOptionValue("mip_rel_gap", gap)
    if start is not None:
        where = np.arange(len(start), dtype=np.int32)
        highs.setSolution(len(start), where, start)
    heard = _Heard()
    highs.cbMipImprovingSolution += heard.better
    highs.cbMipInterrupt += heard.bound_of
    thread = threading.Thread(target=highs.run)
    thread.start()
    thread.join(None if np.isinf(clock.left_s) else clock.left_s + _GRACE_S)
    if thread.is_alive():
        values = start if heard.values is None else heard.values
        return Answer("unknown" if values is None else "feasible", values, heard.bound)
    status, info = highs.getModelStatus(), highs.getInfo()
    if status in {
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    }:
        return Answer("infeasible", None, np.inf)
    bound = float(info.mip_dual_bound)
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Answer("unknown", None, bound)
    values = np.array(highs.getSolution().col_value)
    done = status == highspy.HighsModelStatus.kOptimal and gap == 0
    return Answer("optimal" if done else "feasible", values, bound)
