"""What each model does, over a street of five houses a kilometre apart: 0 – 1 – 2 – 3 – 4."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from geo.locate import Options, Points, lscp, mclp, p_center, p_median
from geo.solver import Solver
from layers.errors import MeasureError
from layers.messages import Message

HOUSES = np.arange(5.0)
STREET = np.abs(HOUSES[:, None] - HOUSES)
PEOPLE = [1, 1, 1, 1, 10]


def test_a_point_at_the_radius_is_covered_and_one_beyond_it_is_not() -> None:
    found = mclp(STREET, PEOPLE, 1, 1, Options(predefined=[0]))
    assert found.assignment.tolist() == [0, 0, -1, -1, -1]


def test_the_median_stands_where_the_people_are() -> None:
    found = p_median(STREET, PEOPLE, 1)
    assert found.sites == (4,)
    assert found.objective == 4 + 3 + 2 + 1


def test_a_site_that_cannot_reach_a_point_does_not_serve_it() -> None:
    cut = STREET.copy()
    cut[0, 1:] = np.inf
    assert 0 in p_median(cut, PEOPLE, 2).sites
    assert p_median(cut, PEOPLE, 1, Options(forbidden=[0])).status == "infeasible"
    assert p_center(cut, 1, Options(forbidden=[0])).status == "infeasible"
    assert lscp(cut, 9, Options(forbidden=[0])).status == "infeasible"


def test_what_a_sparse_matrix_leaves_out_is_unreachable_and_a_stored_zero_is_not() -> None:
    near = np.nonzero(STREET <= 1)
    sparse = sp.coo_matrix((STREET[near], near), shape=STREET.shape)
    assert p_median(sparse, PEOPLE, 2).sites in {(0, 3), (1, 4), (1, 3)}
    assert p_median(sparse, PEOPLE, 1).status == "infeasible"
    assert p_median(sparse, [0, 0, 0, 0, 1], 5).objective == 0


@pytest.mark.parametrize("kind", ["plane", "geodesic"])
def test_points_are_answered_as_the_array_of_their_distances(kind: str) -> None:
    from layers.geometry.ellipsoid import GRS80  # noqa: PLC0415

    draw = np.random.default_rng(3)
    demand, sites = draw.random((700, 2)) * [8, 5], draw.random((25, 2)) * [8, 5]
    if kind == "plane":
        points, radius = Points(demand, sites), 1.2
        cost = np.sqrt(np.square(demand[:, None] - sites).sum(axis=2))
    else:
        demand, sites = demand + np.array([178, 40]), sites + np.array([178, 40])
        points, radius = Points(demand, sites, GRS80), 150.0
        ends = np.repeat(demand, 25, axis=0), np.tile(sites, (700, 1))
        cost = GRS80.geod.inv(*ends[0].T, *ends[1].T)[2].reshape(700, 25) / 1e3
    weights = draw.random(700)
    cover = points.cover_sets(radius)
    assert (cover.sites.toarray()[cover.member] == (cost <= radius)).all()
    for by_points, by_array in (
        (mclp(points, weights, radius, 6), mclp(cost, weights, radius, 6)),
        (p_median(points, weights, 6), p_median(cost, weights, 6)),
        (p_center(points, 6), p_center(cost, 6)),
        (lscp(points, 2 * radius), lscp(cost, 2 * radius)),
    ):
        assert by_points.objective == pytest.approx(by_array.objective, rel=1e-9)
        assert by_points.status == by_array.status == "optimal"
    found = mclp(points, weights, radius, 6)
    nearest = cost[:, found.sites].min(axis=1)
    served = found.assignment >= 0
    assert (served == (nearest <= radius)).all()
    assert cost[served, found.assignment[served]] == pytest.approx(nearest[served])


def test_a_point_exactly_at_the_radius_is_covered_wherever_it_lies_in_its_cell() -> None:
    grid = np.stack(np.meshgrid(np.arange(60.0), np.arange(60.0)), axis=-1).reshape(-1, 2)
    cover = Points(grid, [(30, 30), (2, 57)]).cover_sets(5)
    inside = cover.sites.toarray()[cover.member]
    assert inside.sum(axis=0).tolist() == [81, 50]
    assert inside[(grid == [33, 34]).all(axis=1), 0].all()


def test_grouped_demand_and_lists_of_sites_cut_short_give_the_same_median(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = np.random.default_rng(1)
    demand, sites = draw.random((300, 2)), draw.random((90, 2))
    weights = draw.random(300)
    expected = p_median(Points(demand, sites), weights, 9)
    monkeypatch.setattr("geo.locate.median._MOST_GROUPS", 20)
    monkeypatch.setattr("geo.locate.median._LEAST_SITES", 1)
    monkeypatch.setattr("geo.locate.median._SITES_PER_SHARE", 1)
    found = p_median(Points(demand, sites), weights, 9)
    assert found.status == expected.status == "optimal"
    assert found.objective == pytest.approx(expected.objective, rel=1e-9)


def test_a_scale_of_costs_or_weights_changes_no_choice() -> None:
    draw = np.random.default_rng(4)
    cost, weights = draw.random((60, 20)), draw.random(60)
    for scale in (1e-9, 1e9):
        assert p_median(cost * scale, weights, 4).sites == p_median(cost, weights, 4).sites
        assert p_median(cost, weights * scale, 4).sites == p_median(cost, weights, 4).sites
        assert mclp(cost, weights * scale, 0.1, 4).sites == mclp(cost, weights, 0.1, 4).sites


def test_the_costs_are_as_they_were() -> None:
    cost = STREET.copy()
    p_median(cost, PEOPLE, 2)
    mclp(cost, PEOPLE, 1, 2, Options(forbidden=[0]))
    assert (cost == STREET).all()


def test_a_solver_that_does_not_look_at_the_time_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Deaf(Solver):
        def wait(self, timeout: float = -1.0) -> tuple[bool, None]:
            super().wait(timeout)
            return False, None

    cost = np.random.default_rng(3).random((40, 20))
    with monkeypatch.context() as patched:
        patched.setattr("geo.solver.Solver", Deaf)
        found = lscp(cost, 0.3, Options(time_limit_s=0.3))
    assert found.seconds < 3
    assert found.bound <= lscp(cost, 0.3).objective <= found.objective


@pytest.mark.parametrize("model", ["lscp", "p_median", "p_center", "capacitated"])
def test_without_time_there_is_no_answer_but_no_proof_either(model: str) -> None:
    draw = np.random.default_rng(2)
    cost, weights, options = draw.random((120, 60)), draw.random(120), Options(time_limit_s=0)
    found = {
        "lscp": lambda: lscp(cost, 0.12, options),
        "p_median": lambda: p_median(cost, weights, 6, options),
        "p_center": lambda: p_center(cost, 6, options),
        "capacitated": lambda: p_median(
            cost, weights, 6, Options(time_limit_s=0, capacity=np.full(60, 15.0))
        ),
    }[model]()
    assert found.status in {"unknown", "feasible"}
    if found.status == "unknown":
        assert found.objective is None
        assert (found.assignment == -1).all()


def test_a_gap_is_allowed_on_request_and_then_told() -> None:
    draw = np.random.default_rng(2)
    cost, weights = draw.random((80, 40)), draw.random(80)
    best = p_median(cost, weights, 5)
    found = p_median(cost, weights, 5, Options(gap=0.2))
    assert found.gap <= 0.2
    assert found.bound <= best.objective <= found.objective
    assert (found.status == "optimal") == (found.gap == 0)


def test_what_makes_no_sense_is_refused_with_the_reason() -> None:
    cases = {
        "locate-cost-missing": [lambda: lscp([[np.nan, 1]], 1)],
        "locate-cost-negative": [
            lambda: lscp([[1, -1]], 1),
            lambda: lscp(sp.csr_array([[0, -1.0]]), 1),
        ],
        "locate-cost-shape": [lambda: lscp([1, 2], 1), lambda: lscp(np.empty((0, 3)), 1)],
        "locate-cost-not-numbers": [lambda: lscp([["a"]], 1)],
        "locate-points-shape": [lambda: Points([(1, 2, 3)], [(0, 0)])],
        "locate-points-not-finite": [lambda: Points([(1, np.inf)], [(0, 0)])],
        "locate-p-many": [
            lambda: p_median(STREET, PEOPLE, 6),
            lambda: p_median(STREET, PEOPLE, 5, Options(forbidden=[1])),
        ],
        "locate-p-none": [lambda: p_median(STREET, PEOPLE, 0), lambda: p_center(STREET, 1.5)],
        "locate-p-predefined": [lambda: p_center(STREET, 1, Options(predefined=[0, 1]))],
        "locate-figures-length": [
            lambda: p_median(STREET, [1, 2], 1),
            lambda: lscp(STREET, 9, Options(capacity=[1])),
        ],
        "locate-figures-wrong": [
            lambda: p_median(STREET, [1, 2, 3, 4, np.nan], 1),
            lambda: mclp(STREET, [1, 2, 3, 4, -1], 1, 1),
        ],
        "locate-site-both": [lambda: lscp(STREET, 1, Options(predefined=[0], forbidden=[0]))],
        "locate-site-unknown": [
            lambda: lscp(STREET, 1, Options(predefined=[5])),
            lambda: lscp(STREET, 1, Options(forbidden=[-1])),
        ],
        "locate-radius": [lambda: lscp(STREET, -1), lambda: lscp(STREET, np.nan)],
        "locate-time-limit": [lambda: lscp(STREET, 1, Options(time_limit_s=-1))],
        "locate-gap": [lambda: lscp(STREET, 1, Options(gap=np.nan))],
        "locate-capacity-small": [
            lambda: lscp(STREET, 9, Options(capacity=[0.9] * 5)),
            lambda: p_median(STREET, PEOPLE, 2, Options(capacity=[6] * 5)),
        ],
    }
    for code, calls in cases.items():
        for call in calls:
            with pytest.raises(MeasureError) as caught:
                call()
            assert [problem.code for problem in caught.value.problems] == [code]


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(MeasureError) as caught:
        mclp(STREET, [-1], -1, 0, Options(predefined=[9], gap=-1))
    assert len(caught.value.problems) == 5
    assert Message("locate-p-none", p="0") in caught.value.problems
