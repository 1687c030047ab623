"""Whether what is called optimal is: random instances of every model, beside every choice tried.

    python -m benchmarks.proofs [models] [--count 500] [--first 0]
    python -m benchmarks.proofs --new 3 [--km2 20] [--objective population@50]

An answer is wrong if another choice is better, if its own comes to something else, or its bound
excludes the other. Exit 1 where one is. `--new` asks for so many new zones anywhere in the China
plan, and sets what they gain beside a greedy choice: of the same sites, and of one best zone after
another.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from benchmarks.sample_data import china_plan
from geo.proposals import Question
from geo.proposals.model import Choice, Floor, Row, choose
from geo.proposals.search import Search
from geo.proposals.site_grid import SiteGrid
from geo.proposals.sites import choice_of_sites, new_zones
from geo.scenario.replay import replay
from geo.solver import Clock
from layers import Plan

if TYPE_CHECKING:
    from collections.abc import Callable

_SAME = 1e-6  # of an objective
_LOBES, _STATES = 7, 3


def _sites(seed: int) -> str | None:
    """Try the best of some sites, with a charge for land where the seed is odd."""
    draw = np.random.default_rng(seed)
    sites, points, new = (
        int(draw.integers(1, 12)),
        int(draw.integers(1, 25)),
        int(draw.integers(1, 5)),
    )
    reach = draw.random((sites, points)) < draw.uniform(0.05, 0.6)
    worth = draw.integers(0, 100, points).astype(float)
    own = -(seed % 2) * draw.integers(0, 60, sites).astype(float)

    def gain(chosen: list[int]) -> float:
        return float(worth[reach[chosen].any(axis=0)].sum() + own[chosen].sum())

    choices = [
        [*chosen]
        for count in range(min(new, sites) + 1)
        for chosen in itertools.combinations(range(sites), count)
    ]
    best = max(map(gain, choices))
    choice, kept = choice_of_sites(sp.csr_array(reach.astype(float)), worth, own, new)
    found = choose(choice, 0.0, Clock())
    chosen = kept[found.chosen].tolist()
    comes_to = {round(each, 6) for each in (gain(chosen), found.gain, found.bound)}
    if len(chosen) <= new and found.status == "optimal" and comes_to == {round(best, 6)}:
        return None
    return f"{found}, its sites {gain(chosen)}, best {best}"


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
    floored = replace(choice, floors=(other._replace(least=least),))
    allowed = [one for one, gain in zip(choices, gains, strict=True) if gain >= least]
    return _fault_of_choice(floored, allowed, start)


def _kept(seed: int) -> str | None:
    """Try the best in one aim that loses nothing of two others, in which some points count less."""
    choice, draw = random_choice(seed), np.random.default_rng(seed + 10**6)
    floors = (
        Floor(draw.integers(-60, 100, len(choice.worth)).astype(float), choice.own, 0.0)
        for _ in range(2)
    )
    choice = replace(choice, floors=tuple(floors))
    return _fault_of_choice(choice, every(choice), None)


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
    "proposal": _proposal,
    "front": _front,
    "kept": _kept,
    "sites": _sites,
}
"""What says what is wrong with the answer to the instance of a seed, None if nothing is."""


def national(new: int, km2: float, objective: str) -> None:
    """Ask for new zones anywhere in the China plan, and for one after another."""
    plan = china_plan()
    asked = Question(
        objective=[objective], everywhere=True, new=new, budget_km2=km2, time_limit_s=3_600.0
    )
    began = time.process_time()
    found = new_zones(Search.of(plan, asked))
    seconds = time.process_time() - began
    search = Search.of(plan, asked)
    grid = SiteGrid(search, asked.provinces(plan))
    sites = grid.sites(new, Clock())
    own = np.array([one.own for one in sites.blocks])
    choice, _ = choice_of_sites(grid.reach(sites.blocks), grid.worth, own, new)
    best = choose(choice, 0.0, Clock())
    print(f"{found}: {seconds:.1f} s of the processor, {len(sites.blocks):,} sites")
    print(f"gain {found.promised - found.before:,.0f}; of the sites alone {best.gain:,.0f}")
    print(f"greedy, of the same sites: {grid.gain(sites.blocks[: sites.first]):,.0f}")
    began, gained = time.process_time(), 0.0
    for _ in range(new):
        one = new_zones(Search.of(plan, replace(asked, new=1)))
        gained += one.promised - one.before
        layers = {name: plan.frame(name) for name in plan.present}
        plan = Plan(layers | {"zones": replay(plan, one.scenario).zones})
    seconds = time.process_time() - began
    print(f"greedy, one best zone after another: {gained:,.0f}, {seconds:.1f} s of the processor")


def main() -> int:
    """Try the models that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", help=f"of {', '.join(MODELS)}; all by default")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--new", type=int)
    parser.add_argument("--km2", type=float, default=20.0)
    parser.add_argument("--objective", default="population@50")
    asked = parser.parse_args()
    if asked.new is not None:
        national(asked.new, asked.km2, asked.objective)
        return 0
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
