"""SCIP and PySAL's spopt, which build and solve the same models their own way, agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pulp
import pyscipopt
import pytest
from scipy.spatial.distance import cdist
from spopt.locate import LSCP, MCLP, PCenter, PMedian

from geo.locate import Options, lscp, mclp, p_center, p_median

if TYPE_CHECKING:
    from layers.edges import Floats

INSTANCES_OF_SCIP = 50

pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated.*:DeprecationWarning")  # of pulp


def drawn(seed: int, demand: int, sites: int) -> tuple[Floats, Floats]:
    """Return distances between points of a square of side 10, and whole weights from 1 to 12."""
    draw = np.random.default_rng(seed)
    cost = cdist(draw.random((demand, 2)) * 10, draw.random((sites, 2)) * 10)
    return cost, draw.integers(1, 13, demand).astype(float)


class Scip:
    """A model in SCIP: y for each site, x for each demand point and site, `y` sites in sum."""

    def __init__(self, cost: Floats) -> None:
        self.cost, self.model = cost, pyscipopt.Model()
        self.model.hideOutput()
        demand, sites = cost.shape
        self.y = [self.model.addVar(vtype="B") for _ in range(sites)]
        self.x = [[self.model.addVar(vtype="B") for _ in range(sites)] for _ in range(demand)]
        for row in self.x:
            for served, chosen in zip(row, self.y, strict=True):
                self.model.addCons(served <= chosen)

    def best(self, objective: object, sense: str) -> float:
        self.model.setObjective(objective, sense)
        self.model.optimize()
        assert self.model.getStatus() == "optimal"
        return float(self.model.getObjVal())

    def serve(self, *, all_: bool) -> None:
        for row in self.x:
            served = pyscipopt.quicksum(row)
            self.model.addCons(served == 1 if all_ else served <= 1)

    def forbid_beyond(self, radius: float) -> None:
        for point, site in np.argwhere(self.cost > radius):
            self.model.addCons(self.x[point][site] == 0)

    def sum_of(self, figures: Floats) -> object:
        return pyscipopt.quicksum(
            float(figures[place]) * self.x[place[0]][place[1]]
            for place in np.ndindex(figures.shape)
        )


@pytest.mark.parametrize("seed", range(INSTANCES_OF_SCIP))
def test_scip_finds_no_better_and_no_worse(seed: int) -> None:
    cost, weights = drawn(seed, demand=14, sites=8)
    model = ("lscp", "mclp", "p_median", "p_center", "capacitated")[seed % 5]
    p, radius = 2 + seed % 3, 3.0 + seed % 4
    scip = Scip(cost)
    chosen = pyscipopt.quicksum(scip.y)
    if model == "lscp":
        radius = float(cost.min(axis=1).max()) + seed / 50
        scip.serve(all_=True)
        scip.forbid_beyond(radius)
        expected, found = scip.best(chosen, "minimize"), lscp(cost, radius)
    elif model == "mclp":
        scip.serve(all_=False)
        scip.forbid_beyond(radius)
        scip.model.addCons(chosen == p)
        expected = scip.best(scip.sum_of(np.broadcast_to(weights[:, None], cost.shape)), "maximize")
        found = mclp(cost, weights, radius, p)
    elif model == "p_center":
        scip.serve(all_=True)
        scip.model.addCons(chosen == p)
        farthest = scip.model.addVar(lb=0)
        for row, costs in zip(scip.x, cost.tolist(), strict=True):
            pairs = zip(costs, row, strict=True)
            scip.model.addCons(pyscipopt.quicksum(c * x for c, x in pairs) <= farthest)
        expected, found = scip.best(farthest, "minimize"), p_center(cost, p)
    else:
        scip.serve(all_=True)
        scip.model.addCons(chosen == p)
        options = Options()
        if model == "capacitated":
            capacity = np.full(cost.shape[1], 1.3 * weights.sum() / p)
            options = Options(capacity=capacity)
            for site, chosen_ in enumerate(scip.y):
                carried = [float(w) * row[site] for w, row in zip(weights, scip.x, strict=True)]
                scip.model.addCons(pyscipopt.quicksum(carried) <= capacity[site] * chosen_)
        expected = scip.best(scip.sum_of(weights[:, None] * cost), "minimize")
        found = p_median(cost, weights, p, options)
    assert found.status == "optimal"
    assert found.objective == pytest.approx(expected, rel=1e-6)


def by_spopt(model: object) -> float:
    """Return the objective of a model of spopt, solved by HiGHS."""
    model.solve(pulp.HiGHS(msg=False, gapRel=0), results=False)
    assert model.problem.status == pulp.LpStatusOptimal
    return float(pulp.value(model.problem.objective))


@pytest.mark.parametrize("seed", range(3))
def test_spopt_agrees_on_examples_like_its_own(seed: int) -> None:
    # Its examples: 100 clients, 10 or 20 facilities in a square of side 10, weights 1 to 12.
    cost, weights = drawn(seed, demand=100, sites=(10, 20, 15)[seed])
    radius, p = float(np.ceil(cost.min(axis=1).max() * 10) / 10), 4
    assert lscp(cost, radius).objective == by_spopt(LSCP.from_cost_matrix(cost, radius))
    covering = MCLP.from_cost_matrix(cost, weights, service_radius=2, p_facilities=p)
    assert mclp(cost, weights, 2, p).objective == pytest.approx(by_spopt(covering))
    median = PMedian.from_cost_matrix(cost, weights, p_facilities=p)
    assert p_median(cost, weights, p).objective == pytest.approx(by_spopt(median))
    center = PCenter.from_cost_matrix(cost[:40], p_facilities=p)
    assert p_center(cost[:40], p).objective == pytest.approx(by_spopt(center))


def test_spopt_agrees_where_sites_are_predefined() -> None:
    cost, weights = drawn(7, demand=60, sites=12)
    given, options = np.array([3, 8]), Options(predefined=[3, 8])
    covering = MCLP.from_cost_matrix(
        cost, weights, service_radius=2, p_facilities=4, predefined_facilities_arr=given
    )
    assert mclp(cost, weights, 2, 4, options).objective == pytest.approx(by_spopt(covering))
    median = PMedian.from_cost_matrix(
        cost, weights, p_facilities=4, predefined_facilities_arr=given
    )
    assert p_median(cost, weights, 4, options).objective == pytest.approx(by_spopt(median))
