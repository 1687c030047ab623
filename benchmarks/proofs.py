"""Whether what is called optimal is: random instances of every model, beside a second solver.

    python -m benchmarks.proofs [models] [--count 500] [--first 0] [--time-limit-s 60] [--pmed …]

Location models are solved by SCIP as well, the model of proposals by trying every choice. An
answer is wrong if the other is better, if its own sites come to something else, or its bound
excludes the other. Exit 1 where one is. `--pmed` draws graphs with the nodes, edges and numbers of
sites of pmed1 to pmed40 of the OR-Library, all or those numbered, and says which of them another
model, by another search, decided in time.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import highspy
import numpy as np
import pyscipopt
import scipy.sparse as sp

from benchmarks.location_instances import graph_costs, plane_costs
from geo.locate import Options, lscp, mclp, p_center, p_median
from geo.proposals.model import Choice, Floor, Row, choose
from geo.solver import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.locate import Location
    from layers.geometry.edges import Floats

_SAME = 1e-6  # of an objective: what SCIP's tolerances may change
_LOBES, _STATES = 7, 3


@dataclass(frozen=True, eq=False)
class Instance:
    """A location model's input; `capacity` is None in models without."""

    cost: Floats
    weights: Floats
    p: int
    radius: float
    capacity: Floats | None = None

    @property
    def options(self) -> Options:
        """Return the options of the model."""
        return Options(capacity=self.capacity)


def drawn(seed: int, *, large: bool = False, capacitated: bool = False) -> Instance:
    """Return an instance: of the plane or, every other time, of a graph with whole lengths."""
    draw = np.random.default_rng(seed)
    nodes = int(draw.integers(60, 90)) if large else int(draw.integers(9, 17))
    if seed % 2:
        cost = graph_costs(max(nodes, 60), seed)[:nodes]
        weights = np.ones(nodes)
    else:
        nodes = min(nodes, 40)
        cost, weights = plane_costs(nodes, seed, 1000, whole=seed % 4 == 0)
    sites = draw.permutation(cost.shape[1])[: nodes if large else nodes // 2]
    cost = cost[:, np.sort(sites)]
    p = nodes // int(draw.integers(4, 9)) if large else int(draw.integers(1, 4))
    radius = float(np.quantile(cost, draw.uniform(0.05, 0.3)))
    capacity = None
    if capacitated:
        capacity = np.rint(weights.sum() / p * draw.uniform(1.1, 1.6, cost.shape[1])) + 1
    return Instance(cost, weights, p, radius, capacity)


class Scip:
    """A model in SCIP: y for each site, and whatever else a model adds."""

    def __init__(self, one: Instance) -> None:
        self.one, self.model = one, pyscipopt.Model()
        self.model.hideOutput()
        self.model.setParam("timing/clocktype", 1)  # of the processor
        self.y = [self.model.addVar(vtype="B") for _ in range(one.cost.shape[1])]

    def best(self, objective: object, sense: str, limit_s: float = 1e6) -> float | None:
        """Return the best objective, None where the time is spent or there is none."""
        self.model.setParam("limits/time", limit_s)
        self.model.setObjective(objective, sense)
        self.model.optimize()
        return float(self.model.getObjVal()) if self.model.getStatus() == "optimal" else None

    def better_than(self, found: Location, objective: object, limit_s: float = 1e6) -> float | None:
        """Return the objective of a choice that costs less than what was found.

        What was found if there is none, None where the time is spent.
        """
        assert found.objective is not None
        self.model.setObjlimit(found.objective - min(0.5, _SAME * found.objective))
        best = self.best(objective, "minimize", limit_s)
        return found.objective if self.model.getStatus() == "infeasible" else best

    def choose_p(self) -> None:
        """Choose so many sites."""
        self.model.addCons(pyscipopt.quicksum(self.y) == self.one.p)

    def covered(self) -> list[object]:
        """Return for each demand point the number of chosen sites within the radius."""
        return [
            pyscipopt.quicksum(self.y[site] for site in np.flatnonzero(row <= self.one.radius))
            for row in self.one.cost
        ]

    def least_cost(self) -> object:
        """Return the weighted cost of serving all, by the radii that serve nobody.

        A point that is not served within a distance is served at the next at the earliest (García,
        Labbé & Marín 2011, INFORMS Journal on Computing 23, 546–556).
        """
        terms = []
        for row, weight in zip(self.one.cost, self.one.weights.tolist(), strict=True):
            levels = np.unique(np.sort(row)[: len(row) - self.one.p + 1])
            beyond: object = 1.0
            terms.append(weight * float(levels[0]))
            for level, step in zip(levels, np.diff(levels).tolist(), strict=False):
                here = pyscipopt.quicksum(self.y[site] for site in np.flatnonzero(row == level))
                further = self.model.addVar(lb=0)
                self.model.addCons(further >= beyond - here)
                terms.append(weight * step * further)
                beyond = further
            last = pyscipopt.quicksum(self.y[site] for site in np.flatnonzero(row == levels[-1]))
            self.model.addCons(last >= beyond)
        return pyscipopt.quicksum(terms)

    def assigned(self) -> list[list[object]]:
        """Return which site serves which point, each served whole, within the capacities."""
        demand, sites = self.one.cost.shape
        x = [[self.model.addVar(vtype="B") for _ in range(sites)] for _ in range(demand)]
        for row in x:
            self.model.addCons(pyscipopt.quicksum(row) == 1)
            for served, chosen in zip(row, self.y, strict=True):
                self.model.addCons(served <= chosen)
        assert self.one.capacity is not None
        for site, capacity in enumerate(self.one.capacity.tolist()):
            weights = self.one.weights.tolist()
            load = [w * row[site] for w, row in zip(weights, x, strict=True)]
            self.model.addCons(pyscipopt.quicksum(load) <= capacity * self.y[site])
        return x


def _p_median(seed: int) -> str | None:
    one = drawn(seed, large=True)
    scip = Scip(one)
    scip.choose_p()
    found = p_median(one.cost, one.weights, one.p)
    best = scip.better_than(found, scip.least_cost())
    return _fault(found, best, one.weights @ one.cost[:, found.sites].min(axis=1))


def _lscp(seed: int) -> str | None:
    one = drawn(seed, large=True)
    one = replace(one, radius=max(one.radius / 2, float(one.cost.min(axis=1).max())))
    scip = Scip(one)
    for covered in scip.covered():
        scip.model.addCons(covered >= 1)
    best = scip.best(pyscipopt.quicksum(scip.y), "minimize")
    found = lscp(one.cost, one.radius)
    within = one.cost[:, found.sites].min(axis=1) <= one.radius
    return _fault(found, best, len(found.sites) if within.all() else np.inf)


def _mclp(seed: int) -> str | None:
    one = drawn(seed, large=True)
    one = replace(one, radius=one.radius / 2, p=max(one.p // 3, 1))
    scip = Scip(one)
    scip.choose_p()
    terms = []
    for weight, covered in zip(one.weights.tolist(), scip.covered(), strict=True):
        served = scip.model.addVar(lb=0, ub=1)
        scip.model.addCons(served <= covered)
        terms.append(weight * served)
    best = scip.best(pyscipopt.quicksum(terms), "maximize")
    found = mclp(one.cost, one.weights, one.radius, one.p)
    within = one.cost[:, found.sites].min(axis=1) <= one.radius
    return _fault(found, best, one.weights[within].sum())


def _p_center(seed: int) -> str | None:
    one = drawn(seed)
    best = min(
        float(one.cost[:, sites].min(axis=1).max())
        for sites in itertools.combinations(range(one.cost.shape[1]), one.p)
    )
    found = p_center(one.cost, one.p)
    return _fault(found, best, one.cost[:, found.sites].min(axis=1).max())


def _capacitated(seed: int) -> str | None:
    one = drawn(seed, capacitated=True)
    scip = Scip(one)
    scip.choose_p()
    x = scip.assigned()
    cost = one.weights[:, None] * one.cost
    terms = [float(cost[at]) * x[at[0]][at[1]] for at in np.ndindex(cost.shape)]
    best = scip.best(pyscipopt.quicksum(terms), "minimize")
    found = p_median(one.cost, one.weights, one.p, one.options)
    if best is None or found.objective is None:
        return None if best is found.objective else f"{found}, SCIP {best}"
    at = np.arange(len(cost)), found.assignment
    load = np.bincount(found.assignment, one.weights, cost.shape[1])
    within = (load <= one.capacity).all() and set(found.assignment) <= set(found.sites)
    return _fault(found, best, cost[at].sum() if within else np.inf)


def _fault(found: Location, best: float | None, worth: float) -> str | None:
    """Return what is wrong with an answer that a second solver says comes to `best`."""
    assert best is not None
    assert found.objective is not None
    assert found.bound is not None
    room = min(_SAME * max(1.0, abs(best)), 0.1)
    right = found.status == "optimal" and abs(found.objective - best) <= room
    if right and abs(found.objective - worth) <= room and abs(found.bound - best) <= room:
        return None
    return f"{found}, its sites {worth}, second solver {best}"


def random_choice(seed: int) -> Choice:
    """Return seven lobes, some too near each other, and two blocks of three states in a swap.

    Where the seed is odd, land is charged for.
    """
    random = np.random.default_rng(seed)
    columns, groups = _LOBES + 2 * _STATES, 9
    covers = random.random((groups, columns)) < 0.35
    area = random.uniform(0.5, 2.0, columns)
    area[[_LOBES, _LOBES + _STATES]] = 0.0  # whole blocks
    blocks = [tuple(range(_LOBES + n * _STATES, _LOBES + (n + 1) * _STATES)) for n in range(2)]
    today = np.zeros(columns, bool)
    today[[block[0] for block in blocks]] = True
    sign = np.where(np.arange(columns) < _LOBES, area, -area)
    near = [(0, 1, 2), (3, 4), (5, _LOBES + 1)]
    return Choice(
        covers=sp.csr_array(covers.astype(float)),
        worth=random.integers(1, 100, groups).astype(float),
        own=np.where(today, 0.0, (seed % 2) * np.sign(-sign) * random.integers(0, 20, columns)),
        today=today,
        cost=np.where(np.arange(columns) < _LOBES, area, 0.0),
        rows=(
            *(Row(block, (1.0,) * _STATES, 1.0, 1.0) for block in blocks),
            *(Row(clique, (1.0,) * len(clique), 1.0) for clique in near),
            Row(tuple(range(columns)), tuple(sign), 0.0),
            Row(tuple(range(_LOBES, columns)), tuple(area[_LOBES:]), 3.0, name="F"),
        ),
    )


def every(choice: Choice) -> list[np.ndarray]:
    """Return all choices that obey the rows."""
    found = []
    for bits in itertools.product([False, True], repeat=_LOBES):
        for one, other in itertools.product(range(_STATES), repeat=2):
            chosen = np.zeros(choice.columns, bool)
            chosen[:_LOBES] = bits
            chosen[[_LOBES + one, _LOBES + _STATES + other]] = True
            if choice.allows(chosen):
                found.append(chosen)
    return found


def _proposal(seed: int) -> str | None:
    choice = random_choice(seed)
    return _fault_of_choice(choice, every(choice), None)


def _front(seed: int) -> str | None:
    """Try a point of a front: the best in one aim that gains so much of another, from a start."""
    choice, draw = random_choice(seed), np.random.default_rng(seed + 10**6)
    other = Floor(draw.integers(0, 100, len(choice.worth)).astype(float), np.zeros(choice.columns))
    choices, second = every(choice), choice.seen_by(other)
    gains = np.array([second.gain(one) for one in choices])
    start = choices[int(gains.argmax())]
    least = float(draw.uniform(0, 1) * gains.max()) if seed % 3 else float(gains.max())
    floored = replace(choice, floor=other._replace(least=least))
    allowed = [one for one, gain in zip(choices, gains, strict=True) if gain >= least]
    return _fault_of_choice(floored, allowed, start)


def _fault_of_choice(
    choice: Choice, choices: list[np.ndarray], start: np.ndarray | None
) -> str | None:
    best = max(choice.gain(one) for one in choices)
    found = choose(choice, 0.0, Clock(60.0), None, start)
    room = _SAME * max(1.0, abs(best))
    right = found.status == "optimal" and choice.allows(found.chosen)
    if right and abs(choice.gain(found.chosen) - best) <= room and abs(found.bound - best) <= room:
        return None
    return f"{found}, best {best}"


MODELS: dict[str, Callable[[int], str | None]] = {
    "p_median": _p_median,
    "lscp": _lscp,
    "mclp": _mclp,
    "p_center": _p_center,
    "capacitated": _capacitated,
    "proposal": _proposal,
    "front": _front,
}
"""What says what is wrong with the answer to the instance of a seed, None if nothing is."""


def pmed(numbers: list[int], limit_s: float) -> int:
    """Solve graphs as of pmed1 to pmed40, a second model beside; return how many were wrong.

    HiGHS, by its own search, looks for a choice that costs less in the model of radii, until it
    finds one or proves that there is none.
    """
    print("| drawn as | nodes | p | Zonewright | seconds | any better, by radii | seconds |")
    print("|---|---:|---:|---:|---:|---|---:|", flush=True)
    answers = []
    sizes = _pmed_sizes()
    for number in numbers or range(1, len(sizes) + 1):
        nodes, p = sizes[number - 1]
        cost, ones = graph_costs(nodes, number), np.ones(nodes)
        began = time.process_time()
        found = p_median(cost, ones, p, Options(time_limit_s=limit_s))
        seconds, began = time.process_time() - began, time.process_time()
        assert found.objective is not None
        assert found.objective == cost[:, found.sites].min(axis=1).sum()
        answer = _better(cost, p, found.objective, limit_s)
        answers.append(answer if found.status == "optimal" else "–")
        ours, theirs = f"{seconds:.1f}", f"{time.process_time() - began:.1f}"
        row = (f"pmed{number}", nodes, p, f"{found.objective:,.0f} {found.status}", ours, answer)
        print("|", " | ".join(map(str, (*row, theirs))), "|", flush=True)
    agreed, wrong = answers.count("none"), answers.count("yes")
    print(f"\n{agreed} of {len(answers)} proven by both, {wrong} wrong, the others not decided.")
    return wrong


def _better(cost: Floats, p: int, objective: float, limit_s: float) -> str:
    """Return whether p sites cost less by one whole unit at least: yes, none, or – for undecided.

    A variable of a point and a distance says that no chosen site is within it (García, Labbé &
    Marín 2011, INFORMS Journal on Computing 23, 546–556).
    """
    sites = cost.shape[1]
    columns, values, ends, least = [], [], [0], []
    steps, known = [0.0] * sites, 0.0
    for row in cost:
        levels = np.unique(np.sort(row)[: sites - p + 1])
        known += levels[0]
        before: list[int] = []
        for level, step in zip(levels, [*np.diff(levels).tolist(), None], strict=True):
            here = np.flatnonzero(row == level).tolist()
            own = [] if step is None else [len(steps)]
            columns += [*here, *own, *before]
            values += [1.0] * len(here) + [1.0] * len(own) + [-1.0] * len(before)
            ends.append(len(columns))
            least.append(0.0 if before else 1.0)
            steps += [] if step is None else [step]
            before = own
    rows = sp.csr_array((values, columns, ends), (len(least), len(steps)))
    chosen = np.arange(len(steps)) < sites
    model = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("time_limit", limit_s)):
        model.setOptionValue(option, value)
    model.addVars(len(steps), np.zeros(len(steps)), np.where(chosen, 1.0, highspy.kHighsInf))
    at = np.arange(len(steps), dtype=np.int32)
    model.changeColsCost(len(at), at, np.zeros(len(at)))
    whole = np.full(sites, int(highspy.HighsVarType.kInteger), np.uint8)
    model.changeColsIntegrality(sites, at[:sites], whole)
    for lower, upper, part in (
        (np.array(least), np.full(len(least), highspy.kHighsInf), rows),
        (np.array([float(p)]), np.array([float(p)]), sp.csr_array(chosen[None].astype(float))),
        (np.zeros(1), np.array([objective - known - 1.0]), sp.csr_array(np.array([steps]))),
    ):
        start = part.indptr[:-1].astype(np.int32)
        index = part.indices.astype(np.int32)
        model.addRows(len(lower), lower, upper, part.nnz, start, index, part.data)
    model.run()
    status = model.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return "none"
    return "yes" if status == highspy.HighsModelStatus.kOptimal else "–"


def _pmed_sizes() -> list[tuple[int, int]]:
    """Return nodes and sites of pmed1 to pmed40 (Beasley 1985)."""
    return [
        (nodes, p)
        for nodes in range(100, 1000, 100)
        for p in (5, 10, nodes // 10, nodes // 5, round(nodes / 3))[
            : {700: 4, 800: 3, 900: 3}.get(nodes, 5)
        ]
    ]


def main() -> int:
    """Try the models that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", help=f"of {', '.join(MODELS)}; all by default")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--pmed", type=int, nargs="*")
    parser.add_argument("--time-limit-s", type=float, default=60.0)
    asked = parser.parse_args()
    if asked.pmed is not None:
        return 1 if pmed(asked.pmed, asked.time_limit_s) else 0
    wrong = 0
    for model in asked.models or MODELS:
        faults = {
            seed: fault
            for seed in range(asked.first, asked.first + asked.count)
            if (fault := MODELS[model](seed)) is not None
        }
        for seed, fault in faults.items():
            print(f"{model} {seed}: {fault}")
        print(f"{model}: {asked.count - len(faults)} of {asked.count} right", flush=True)
        wrong += len(faults)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
