"""The model against every choice that there is, of a few lobes and the states of a few blocks."""

import itertools

import numpy as np
import pytest
import scipy.sparse as sp

from benchmarks.propose import greedy
from geo.proposals.model import Choice, Row, choose
from geo.solver import Clock, Stop

LOBES, STATES = 7, 3


def random_choice(seed: int) -> Choice:
    """Return seven lobes, some too near each other, and two blocks of three states in a swap.

    Where the seed is odd, land is charged for.
    """
    random = np.random.default_rng(seed)
    columns, groups = LOBES + 2 * STATES, 9
    covers = random.random((groups, columns)) < 0.35
    area = random.uniform(0.5, 2.0, columns)
    area[[LOBES, LOBES + STATES]] = 0.0  # whole blocks
    blocks = [tuple(range(LOBES + n * STATES, LOBES + (n + 1) * STATES)) for n in range(2)]
    today = np.zeros(columns, bool)
    today[[block[0] for block in blocks]] = True
    sign = np.where(np.arange(columns) < LOBES, area, -area)
    near = [(0, 1, 2), (3, 4), (5, LOBES + 1)]
    return Choice(
        covers=sp.csr_array(covers.astype(float)),
        worth=random.integers(1, 100, groups).astype(float),
        own=np.where(today, 0.0, (seed % 2) * np.sign(-sign) * random.integers(0, 20, columns)),
        today=today,
        cost=np.where(np.arange(columns) < LOBES, area, 0.0),
        rows=(
            *(Row(block, (1.0,) * STATES, 1.0, 1.0) for block in blocks),
            *(Row(clique, (1.0,) * len(clique), 1.0) for clique in near),
            Row(tuple(range(columns)), tuple(sign), 0.0),
            Row(tuple(range(LOBES, columns)), tuple(area[LOBES:]), 3.0, name="F"),
        ),
    )


def every(choice: Choice) -> list[np.ndarray]:
    """Return all choices that obey the rows."""
    found = []
    for bits in itertools.product([False, True], repeat=LOBES):
        for one, other in itertools.product(range(STATES), repeat=2):
            chosen = np.zeros(choice.columns, bool)
            chosen[:LOBES] = bits
            chosen[[LOBES + one, LOBES + STATES + other]] = True
            if choice.allows(chosen):
                found.append(chosen)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_no_choice_gains_more_than_the_one_that_is_proven(seed: int) -> None:
    choice = random_choice(seed)
    best = max(choice.gain(chosen) for chosen in every(choice))
    found = choose(choice, 0.0, Clock(20.0))
    assert choice.allows(found.chosen)
    assert found.status == "optimal"
    assert found.gain == pytest.approx(best)
    assert found.bound == pytest.approx(best, rel=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_of_choices_that_gain_the_same_the_one_of_least_cost_is_taken(seed: int) -> None:
    choice = random_choice(seed)
    found = choose(choice, 0.0, Clock(20.0))
    same = [one for one in every(choice) if choice.gain(one) >= found.gain - 1e-9]
    least = min(float(choice.cost[one].sum()) for one in same)
    assert choice.cost[found.chosen].sum() == pytest.approx(least, rel=2e-3)


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


@pytest.mark.parametrize("seed", range(8))
def test_a_greedy_choice_obeys_the_rows_and_gains_no_more(seed: int) -> None:
    choice = random_choice(seed)
    chosen = greedy(choice)
    assert choice.allows(chosen)
    assert choice.gain(chosen) <= choose(choice, 0.0, Clock(20.0)).gain + 1e-9
