"""The acceptability of ranks against closed forms, and what weight turns an order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators.acceptability import acceptability, checked_weights, ranking
from layers.errors import MeasureError

EXACT = 0.006  # four standard errors of a share of 100,000 views


def share_better(difference: list[float]) -> float:
    """Return the share of the simplex on which a difference, weighted, is above 0.

    Weights are uniform on the simplex if exponentials are divided by their sum; so it is the
    probability that Σ dᵢ Eᵢ > 0, which for distinct dᵢ is Σ over dᵢ > 0 of Π dᵢ / (dᵢ − dⱼ).
    """
    return sum(
        float(np.prod([one / (one - other) for other in difference if other != one]))
        for one in difference
        if one > 0
    )


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=5, unique=True))
def test_of_two_scenarios_the_share_of_views_is_the_closed_form(difference: list[int]) -> None:
    worth = np.array([[float(one) for one in difference], [0.0] * len(difference)])
    if any(one == 0 for one in difference):
        return
    purposes = [f"p{number}" for number in range(len(difference))]
    first, second = acceptability(["a", "b"], purposes, worth)
    assert first.first == pytest.approx(share_better([float(one) for one in difference]), abs=EXACT)
    assert first.first + second.first == pytest.approx(1)


def test_three_scenarios_that_each_serve_one_purpose_are_first_in_a_third_of_the_views() -> None:
    found = acceptability(["a", "b", "c"], ["x", "y", "z"], np.eye(3))
    for number, one in enumerate(found):
        assert one.ranks == pytest.approx((1 / 3, 1 / 3, 1 / 3), abs=EXACT)
        assert one.central_weights is not None
        # of three exponentials the greatest is on average 1 + 1/2 + 1/3 of their sum's 3
        assert [*one.central_weights.values()][number] == pytest.approx(11 / 18, abs=EXACT)


def test_of_three_scenarios_one_between_two_is_first_where_weights_are_nearly_equal() -> None:
    # a: w > 0.6; c: w < 0.4; b between, of a weight w that is uniform
    worth = np.array([[1.0, 0.0], [0.6, 0.6], [0.0, 1.0]])
    first = [one.first for one in acceptability(["a", "b", "c"], ["x", "y"], worth)]
    turn = 0.6  # w = 0.6 where a and b are worth the same: w = 0.6 w + 0.6 (1 − w) = 0.6
    assert first == pytest.approx([1 - turn, 2 * turn - 1, 1 - turn], abs=EXACT)


def test_equal_scenarios_share_their_ranks() -> None:
    found = acceptability(["a", "b", "c"], ["x"], np.array([[1.0], [1.0], [0.0]]))
    assert [one.ranks for one in found] == [(0.5, 0.5, 0.0), (0.5, 0.5, 0.0), (0.0, 0.0, 1.0)]


def test_a_scenario_that_is_never_first_has_no_central_weights() -> None:
    found = acceptability(["a", "b"], ["x", "y"], np.array([[1.0, 1.0], [0.0, 0.5]]))
    assert found[0].first == 1
    assert found[1].central_weights is None


def test_a_turn_is_where_the_leader_and_another_are_worth_the_same() -> None:
    worth = np.array([[1.0, 0.0], [0.0, 0.5], [0.4, 0.4]])
    weights = {"x": 0.5, "y": 0.5}
    found = ranking(["a", "b", "c"], ["x", "y"], worth, weights)
    assert found.order == ("a", "c", "b")
    of_x = found.turns[0]
    # a = w, c = 0.4, b = 0.5 (1 − w): c is reached first, at 0.4
    assert (of_x.least, of_x.below, of_x.most, of_x.above) == (pytest.approx(0.4), "c", 1.0, None)


def test_beyond_a_turn_the_other_scenario_is_first() -> None:
    random = np.random.default_rng(3)
    names, purposes = ["a", "b", "c", "d"], ["x", "y", "z"]
    for _ in range(50):
        worth, drawn = random.random((4, 3)), random.dirichlet([1, 1, 1])
        weights = dict(zip(purposes, drawn.tolist(), strict=True))
        found = ranking(names, purposes, worth, weights)
        for number, turn in enumerate(found.turns):
            for share, other in ((turn.least - 1e-6, turn.below), (turn.most + 1e-6, turn.above)):
                if other is None:
                    continue
                moved = np.delete(drawn, number)
                moved = np.insert(moved / moved.sum() * (1 - share), number, share)
                assert names[int(np.argmax(worth @ moved))] == other


def test_weights_are_brought_to_a_sum_of_one_and_refused_one_line_each() -> None:
    assert checked_weights({"x": 3, "y": 1}, ["x", "y", "z"]) == {"x": 0.75, "y": 0.25, "z": 0.0}
    with pytest.raises(MeasureError) as refused:
        checked_weights({"w": 1, "x": -1, "y": float("nan")}, ["x", "y"])
    assert len(refused.value.problems) == 3
    with pytest.raises(MeasureError, match="all weights are 0"):
        checked_weights({"x": 0}, ["x"])


def test_ranks_of_each_scenario_sum_to_one() -> None:
    worth = np.random.default_rng(1).random((4, 3))
    found = acceptability(["a", "b", "c", "d"], ["x", "y", "z"], worth)
    assert [sum(one.ranks) for one in found] == pytest.approx([1] * 4)
    assert [sum(ranks) for ranks in zip(*(one.ranks for one in found), strict=True)] == (
        pytest.approx([1] * 4)
    )
