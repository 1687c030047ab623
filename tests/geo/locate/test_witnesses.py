"""PySAL's spopt, which builds the same models its own way, agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pulp
import pytest
from scipy.spatial.distance import cdist
from spopt.locate import LSCP, MCLP, PCenter, PMedian

from geo.locate import Options, lscp, mclp, p_center, p_median

if TYPE_CHECKING:
    from layers.edges import Floats

pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated.*:DeprecationWarning")  # of pulp


def drawn(seed: int, demand: int, sites: int) -> tuple[Floats, Floats]:
    """Return distances between points of a square of side 10, and whole weights from 1 to 12."""
    draw = np.random.default_rng(seed)
    cost = cdist(draw.random((demand, 2)) * 10, draw.random((sites, 2)) * 10)
    return cost, draw.integers(1, 13, demand).astype(float)


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
