"""What is called optimal is: held against second solvers, and against a solver that errs."""

import os
import signal
import subprocess
import sys
from threading import Event, Thread

import highspy
import numpy as np
import pytest
import scipy.sparse as sp

from benchmarks.proofs import MODELS
from geo.solver import INFINITY, Clock, Model, Solver, Stop, solve

FROM_A_START, BY_PRESOLVE = 225, 25
"""Seeds of the front's instances at which HiGHS 1.16 errs: with a start, in its presolve."""


@pytest.mark.parametrize(
    ("model", "count"), [("proposal", 8), ("front", 8), ("kept", 8), ("plan", 2)]
)
def test_no_choice_is_better_than_what_is_called_optimal(model: str, count: int) -> None:
    for seed in range(count):
        assert MODELS[model](seed) is None, seed


@pytest.mark.parametrize("seed", [FROM_A_START, BY_PRESOLVE])
def test_an_answer_that_contradicts_itself_is_sought_again(seed: int) -> None:
    assert MODELS["proposal"](seed) is None
    assert MODELS["front"](seed) is None


def knapsack() -> Model:
    """Return: of three things worth 3, 2 and 2, two at most (the most is 5)."""
    ones = np.ones(3)
    rows = sp.csr_array(ones[None, :])
    least, most = np.array([-INFINITY]), np.array([2.0])
    return Model(-np.array([3.0, 2.0, 2.0]), 0 * ones, ones, ones > 0, rows, least, most)


def test_what_contradicts_the_model_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert solve(knapsack(), Clock(), 0.0).bound == -5
    for values in ([0.0, 1.0, 1.0], [1.0, 1.0, 1.0]):  # come to something else, or break a row

        class Erring(Solver):
            told = values

            def getSolution(self) -> highspy.HighsSolution:  # noqa: N802
                solution = super().getSolution()
                solution.col_value = self.told
                return solution

        monkeypatch.setattr("geo.solver.Solver", Erring)
        answer = solve(knapsack(), Clock(), 0.0)
        assert (answer.status, answer.values) == ("unknown", None)

    class Doubting(Solver):
        def getInfo(self) -> highspy.HighsInfo:  # noqa: N802
            info = super().getInfo()
            info.mip_dual_bound = -6.0
            return info

    monkeypatch.setattr("geo.solver.Solver", Doubting)
    answer = solve(knapsack(), Clock(), 0.0)
    assert (answer.status, answer.bound) == ("feasible", -6)
    assert solve(knapsack(), Clock(), 0.2).status == "optimal"


HARD = """
import signal
import numpy as np, scipy.sparse as sp
from geo.solver import Clock, Model, Solver, solve

signal.signal(signal.SIGINT, signal.default_int_handler)  # a parent may ignore it

class Told(Solver):
    def wait(self, timeout=-1.0):
        print("solving", flush=True)
        return super().wait(timeout)

import geo.solver
geo.solver.Solver = Told
rows = np.random.default_rng(1).integers(0, 100, (5, 40)).astype(float)  # a market split
half, ones = np.floor(rows.sum(axis=1) / 2), np.ones(40)
solve(Model(ones, 0 * ones, ones, ones > 0, sp.csr_array(rows), half, half), Clock(), 0.0)
"""


@pytest.mark.deep
def test_ctrl_c_ends_a_process_that_solves() -> None:
    with subprocess.Popen(  # noqa: S603  our own
        [sys.executable, "-c", HARD],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": ":".join(sys.path)},
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "solving\n"
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert errors.endswith("KeyboardInterrupt\n")
    assert process.returncode == -signal.SIGINT


def test_a_stopped_search_does_not_wait_for_a_deaf_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = Stop()

    class Deaf(Solver):
        def wait(self, timeout: float = -1.0) -> tuple[bool, None]:
            super().wait(timeout)
            stop.requested = True
            return False, None

    monkeypatch.setattr("geo.solver.Solver", Deaf)
    assert solve(knapsack(), Clock(stop=stop), 0.0).status in {"unknown", "feasible"}


def test_a_solver_that_is_left_to_end_keeps_no_other_from_starting() -> None:
    busy, held, ended = Solver(), Event(), Event()

    def run() -> None:
        with busy._Highs__solver_stopped:
            held.set()
            ended.wait()

    thread = Thread(target=run)
    thread.start()
    held.wait()
    try:
        assert busy.is_solver_running()
        assert solve(knapsack(), Clock(), 0.0).bound == -5
    finally:
        ended.set()
        thread.join()
