"""The model against every choice that there is, on honeycombs of a few cells."""

import itertools

import numpy as np
import pytest
import scipy.sparse as sp

from geo.proposals.model import Choice, Clock, Row, Stop, choose


def random_choice(seed: int) -> Choice:
    """Return twelve cells in a row of two behind a zone, three of which it may release."""
    random = np.random.default_rng(seed)
    cells, groups = 12, 8
    releases = np.arange(cells) >= 9
    area = random.uniform(0.5, 1.5, cells)
    covers = random.random((groups, cells)) < 0.25
    rows = [Row((cell, cell - 1, cell - 2), (2.0, -1.0, -1.0), 0.0) for cell in range(2, 9)]
    sign = np.where(releases, -area, area)
    rows.append(Row(tuple(range(cells)), tuple(sign), 2.0))
    one, other = np.arange(cells - 1), np.arange(1, cells)
    return Choice(
        area_km2=area,
        releases=releases,
        covers=sp.csr_array(covers.astype(float)),
        worth=random.integers(1, 100, groups).astype(float),
        today=(covers & releases).any(axis=1),
        rows=tuple(rows),
        borders=(one, other, np.ones(cells - 1)),
        beside_land=np.ones(cells),
        beside_none=np.ones(cells),
        extra=np.zeros(cells),
    )


def obeys(choice: Choice, chosen: np.ndarray) -> bool:
    return all(
        sum(f * chosen[c] for c, f in zip(row.cells, row.factors, strict=True)) <= row.most + 1e-9
        for row in choice.rows
    )


@pytest.mark.parametrize("seed", range(12))
def test_no_choice_of_cells_gains_more_than_the_one_that_is_proven(seed: int) -> None:
    choice = random_choice(seed)
    every = (np.array(bits) for bits in itertools.product([False, True], repeat=choice.cells))
    best = max(choice.gain(chosen) for chosen in every if obeys(choice, chosen))
    found = choose(choice, 0.0, Clock(20.0))
    assert obeys(choice, found.chosen)
    assert found.status == "optimal"
    assert found.gain == pytest.approx(best)
    assert found.bound == pytest.approx(best, rel=1e-5)


def test_of_choices_that_gain_the_same_the_one_of_least_land_is_taken() -> None:
    choice = random_choice(3)
    found = choose(choice, 0.0, Clock(20.0))
    for cell in np.flatnonzero(found.chosen & ~choice.releases):
        without = found.chosen.copy()
        without[cell] = False
        assert not obeys(choice, without) or choice.gain(without) < found.gain


def test_a_search_that_is_stopped_has_an_answer_and_a_bound() -> None:
    stop = Stop()
    stop.asked = True
    choice = random_choice(1)
    found = choose(choice, 0.0, Clock(20.0, stop))
    assert obeys(choice, found.chosen)
    assert found.bound >= choose(choice, 0.0, Clock(20.0)).gain
