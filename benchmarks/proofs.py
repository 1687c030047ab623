"""Whether what is called optimal is: random instances of every model, beside every choice tried.

    python -m benchmarks.proofs [models] [--count 500] [--first 0]
    python -m benchmarks.proofs --new 3 [--km2 20] [--objective population@50]

An answer is wrong if another choice is better, if its own comes to something else, or its bound
excludes the other. Exit 1 where one is. The model `plan` is a whole question to a small plan: all
choices of the shapes that were drawn are tried. `--new` asks for so many new zones anywhere in the
China plan, and sets what they gain beside one best zone after another.
"""

from __future__ import annotations

import argparse
import itertools
import math
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import scipy.sparse as sp
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from benchmarks.sample_data import china_plan
from geo.proposals import Limits, NoProposalError, Proposal, Question, answer
from geo.proposals.ground import headroom_km2
from geo.proposals.land import APART_KM
from geo.proposals.model import Choice, Floor, Row, choose
from geo.proposals.proposal import best_land
from geo.proposals.search import Search
from geo.scenario.replay import replay
from geo.solver import Clock
from layers import Plan
from layers.example import example_plan

if TYPE_CHECKING:
    from collections.abc import Callable

_SAME = 1e-6  # of an objective
_LOBES, _STATES = 7, 3
_RADIUS_KM, _TRIES = 3, 150


def _random_plan(draw: np.random.Generator) -> Plan:
    """Return the example plan with a dozen places of people about its zones."""
    plan, count = example_plan(), 12
    people = gpd.GeoDataFrame(
        {
            "demand_id": [str(number) for number in range(count)],
            "adcode": "330102",
            "population": draw.integers(1, 100, count).astype(float),
        },
        geometry=shapely.points(
            draw.uniform(119.95, 120.12, count), draw.uniform(29.94, 30.08, count)
        ),
        crs=plan.crs,
    )
    return plan.with_layer("demand", people)


def _reached(land: BaseGeometry, plan: Plan) -> NDArray[np.bool_]:
    """Return whom land reaches, each person in the middle of a plane."""
    within = []
    for at in plan.demand.geometry:
        plane = CRS.from_proj4(f"+proj=aeqd +lat_0={at.y} +lon_0={at.x} +ellps=GRS80")
        to = Transformer.from_crs("EPSG:4490", plane, always_xy=True)
        flat = shapely.transform(land, lambda xy, to=to: np.column_stack(to.transform(*xy.T)))
        within.append(shapely.distance(flat, shapely.Point(0, 0)) <= 1e3 * _RADIUS_KM)
    return np.array(within)


def _answer(plan: Plan, budget_km2: float, where: dict[str, Any]) -> Proposal:
    found = answer(
        plan,
        Question(
            objective=f"population@{_RADIUS_KM}", budget_km2=budget_km2, spread_km=0.0, runs=0,
            kept_share=0.0, residents=0.0, tries=_TRIES, **where,
        ),
    )  # fmt: skip
    assert isinstance(found, Proposal)
    return found


def _plan(seed: int) -> str | None:
    """Ask a small random plan, and try all choices of the shapes that were drawn.

    Whom a shape reaches is measured again, in a plane about each person. Where the seed is odd, two
    new zones are sought, else two pieces of land.
    """
    draw = np.random.default_rng(seed)
    plan = _random_plan(draw)
    limits = Limits(width_km=0.75, compact=3.0, max_pieces=2)
    where = {"province": "all", "new": 2} if seed % 2 else {"ftzs": "F", "limits": limits}
    budget_km2 = 1.0 if seed % 2 else float(draw.uniform(1, 3))
    try:
        found = _answer(plan, budget_km2, where)
    except NoProposalError:
        return None
    assert found.pieces is not None
    lands = [one for one in found.pieces.every if one.zone_id is not None]
    shapes = np.array([one.geometry for one in lands], object)
    worth = plan.demand["population"].to_numpy(float)
    covered = np.logical_or.reduce([_reached(zone, plan) for zone in plan.zones.geometry])
    reached = np.array([_reached(shape, plan) for shape in shapes]) & ~covered
    area = np.array([one.area_km2 for one in lands])
    near = shapely.dwithin(shapes[:, None], shapes[None], APART_KM / 111.0)
    room = math.inf if seed % 2 else budget_km2 + headroom_km2(plan)["F"]
    best = 0.0
    for chosen in itertools.chain(
        itertools.combinations(range(len(lands)), 1), itertools.combinations(range(len(lands)), 2)
    ):
        if area[[*chosen]].sum() <= room + 1e-6 and (len(chosen) == 1 or not near[chosen]):
            best = max(best, float(worth[reached[[*chosen]].any(axis=0)].sum()))
    gain = found.measured - found.before
    if abs(gain - best) <= _SAME * max(1.0, best) and found.bound - found.before >= best - _SAME:
        return None
    return f"{found}, best {best} of {len(lands)} shapes"


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
    "plan": _plan,
}
"""What says what is wrong with the answer to the instance of a seed, None if nothing is."""


def national(new: int, km2: float, objective: str) -> None:
    """Ask for new zones anywhere in the China plan, and for one after another."""
    plan = china_plan()
    asked = Question(
        objective=[objective], province="all", new=new, budget_km2=km2, time_limit_s=3_600.0,
        residents=0.0, kept_share=0.0,
    )  # fmt: skip
    began = time.process_time()
    found = best_land(Search.of(plan, asked))
    seconds = time.process_time() - began
    print(f"{found}: {seconds:.1f} s of the processor")
    print(f"gain {found.measured - found.before:,.0f}")
    began, gained = time.process_time(), 0.0
    for _ in range(new):
        one = best_land(Search.of(plan, replace(asked, new=1)))
        gained += one.measured - one.before
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
