"""The model against every choice that there is, of a few lobes and the states of a few blocks."""

import numpy as np
import pytest
import scipy.sparse as sp

from benchmarks.proofs import every, random_choice
from benchmarks.propose import greedy
from geo.proposals.model import Choice, choose
from geo.solver import Clock, Stop


@pytest.mark.parametrize("seed", range(4))
def test_of_choices_that_gain_the_same_the_one_of_least_cost_is_taken(seed: int) -> None:
    choice = random_choice(seed)
    found = choose(choice, 0.0, Clock(20.0))
    same = [one for one in every(choice) if choice.gain(one) >= found.gain - 1e-9]
    least = min(float(choice.cost[one].sum()) for one in same)
    assert choice.cost[found.chosen].sum() == pytest.approx(least, rel=2e-3)
    chosen = greedy(choice)
    assert choice.allows(chosen)
    assert choice.gain(chosen) <= found.gain + 1e-9


def test_parts_that_nothing_joins_are_solved_one_by_one_and_gain_their_sum() -> None:
    one, other = random_choice(5), random_choice(6)
    shift = one.columns
    rows = tuple(
        row._replace(columns=tuple(column + shift for column in row.columns)) for row in other.rows
    )
    both = Choice(
        covers=sp.csr_array(sp.block_diag([one.covers, other.covers])),
        worth=np.concatenate([one.worth, other.worth]),
        own=np.concatenate([one.own, other.own]),
        today=np.concatenate([one.today, other.today]),
        cost=np.concatenate([one.cost, other.cost]),
        rows=(*one.rows, *rows),
    )
    assert len(both.parts()) >= 2
    apart = [choose(choice, 0.0, Clock(20.0)).gain for choice in (one, other)]
    assert choose(both, 0.0, Clock(20.0)).gain == pytest.approx(sum(apart))


def test_a_search_that_is_stopped_has_an_answer_and_a_bound() -> None:
    stop = Stop()
    stop.asked = True
    choice = random_choice(1)
    found = choose(choice, 0.0, Clock(20.0, stop))
    assert choice.allows(found.chosen)
    assert found.bound >= choose(choice, 0.0, Clock(20.0)).gain
