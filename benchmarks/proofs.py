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
import functools
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
from geo.proposals.available_land import SWAP_SHARE, headroom_km2
from geo.proposals.certificate import Candidate
from geo.proposals.land import APART_KM
from geo.proposals.model import Choice, LowerBound, Row, choose
from geo.proposals.proposal import best_land
from geo.proposals.search import Search
from geo.scenario.replay import replay
from geo.solver import Clock
from layers import Plan
from layers.example import example_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

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


@functools.cache
def _about(lon: float, lat: float) -> Transformer:
    """Return what leads to the plane in whose middle a place is, in metres."""
    plane = CRS.from_proj4(f"+proj=aeqd +lat_0={lat} +lon_0={lon} +ellps=GRS80")
    return Transformer.from_crs("EPSG:4490", plane, always_xy=True)


def _reached(land: BaseGeometry, plan: Plan) -> NDArray[np.bool_]:
    """Return whom land reaches, each person in the middle of a plane."""
    within = []
    for at in plan.demand.geometry:
        to = _about(at.x, at.y)
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

    Whom land reaches is measured again, in a plane about each person. Of three seeds one asks for
    land, one for two new zones, one for a swap, of which what is drawn back may be worth more.
    """
    kind = ("land", "new", "swap")[seed % 3]
    draw = np.random.default_rng(seed)
    plan = _random_plan(draw)
    limits = Limits(width_km=0.75, compact=3.0, max_pieces=2)
    budget_km2 = {"land": float(draw.uniform(1, 3)), "new": 1.0}.get(kind)
    where: dict[str, Any] = {"ftzs": "F", "limits": limits, "swap": kind == "swap"}
    room_km2 = math.inf
    if kind == "new":
        where = {"province": "all", "new": 2}
    elif budget_km2 is not None:
        room_km2 = budget_km2 + headroom_km2(plan)["F"]
    try:
        found = _answer(plan, budget_km2, where)
    except NoProposalError:
        return None
    assert found.pieces is not None
    every = [one for one in found.pieces.every if one.zone_id is not None]
    best = _best_of_two(plan, every, room_km2) - _worth(plan, plan.zones.geometry)
    zones = replay(plan, found.scenario).zones
    drawn = _worth(plan, zones.geometry) - _worth(plan, plan.zones.geometry)
    promised, gain, bound = (
        one - found.before for one in (found.promised, found.measured, found.bound)
    )
    faults = {
        "promise": abs(promised - best) > _SAME * max(1.0, best),
        "bound": bound < best - _SAME,
        "measure": abs(drawn - gain) > _SAME or (gain > best + _SAME and kind != "swap"),
        "area": kind == "swap" and abs(_km2(plan, zones) - _km2(plan, plan.zones)) > _SAME,
    }
    wrong = [name for name, is_wrong in faults.items() if is_wrong]
    shown = f"{found}, best {best}, drawn {drawn} of {len(every)} shapes"
    return f"{', '.join(wrong)}: {shown}" if wrong else None


def _km2(plan: Plan, zones: gpd.GeoDataFrame) -> float:
    return float(plan.ellipsoid.area_km2(zones.geometry).sum())


def _worth(plan: Plan, lands: Iterable[BaseGeometry]) -> float:
    """Return how many people lands reach."""
    people = plan.demand["population"].to_numpy(float)
    return float(people[np.logical_or.reduce([_reached(land, plan) for land in lands])].sum())


def _best_of_two(plan: Plan, every: Sequence[Candidate], room_km2: float) -> float:
    """Return the most people reached after at most two pieces are taken, and some are released.

    Of each zone one piece is released at most. Where any may be, no more is taken than released.
    """
    worth = plan.demand["population"].to_numpy(float)
    lands = [one for one in every if not one.released]
    shapes = np.array([one.geometry for one in lands], object)
    near = shapely.dwithin(shapes[:, None], shapes[None], APART_KM / 111.0)
    one, other = np.nonzero(~near & np.tri(len(lands), dtype=bool).T)
    alone = np.arange(len(lands))
    one, other = np.concatenate([alone, one]), np.concatenate([alone, other])
    each = np.array([_reached(shape, plan) for shape in shapes])
    km2 = np.array([land.area_km2 for land in lands])
    area, reached = km2[one] + km2[other] * (one != other), each[one] | each[other]
    best = 0.0
    for kept, released in _releases(plan, [it for it in every if it.released]):
        most_km2 = sum(it.area_km2 for it in released) if released else room_km2
        close = np.zeros(len(lands), bool)
        for it in released:
            close |= shapely.dwithin(shapes, it.geometry, APART_KM / 111.0)
        allowed = (area <= most_km2 + _SAME) & ~close[one] & ~close[other]
        best = max(best, float(((reached[allowed] | kept) @ worth).max(initial=0.0)))
    return best


def _releases(
    plan: Plan, released: Sequence[Candidate]
) -> Iterator[tuple[NDArray[np.bool_], list[Candidate]]]:
    """Yield whom the zones still reach, and what they release; nothing where they may not."""
    ways = []
    for zone, land in zip(plan.zones["zone_id"], plan.zones.geometry, strict=True):
        own = [one for one in released if one.zone_id == zone]
        left = [shapely.difference(land, one.geometry) for one in own]
        ways.append(
            [
                (_reached(kept, plan), it)
                for kept, it in zip([land, *left], [None, *own], strict=True)
            ]
        )
    most_km2 = SWAP_SHARE * _km2(plan, plan.zones)
    for chosen in itertools.product(*ways):
        gone = [one for _, one in chosen if one is not None]
        if bool(gone) == bool(released) and sum(one.area_km2 for one in gone) <= most_km2 + _SAME:
            yield np.logical_or.reduce([kept for kept, _ in chosen]), gone


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
    other = LowerBound(
        draw.integers(0, 100, len(choice.worth)).astype(float), np.zeros(choice.columns)
    )
    choices, second = every(choice), choice.seen_by(other)
    gains = np.array([second.gain(one) for one in choices])
    start = choices[int(gains.argmax())]
    least = float(draw.uniform(0, 1) * gains.max()) if seed % 3 else float(gains.max())
    bounded = replace(choice, lower_bounds=(other._replace(least=least),))
    allowed = [one for one, gain in zip(choices, gains, strict=True) if gain >= least]
    return _fault_of_choice(bounded, allowed, start)


def _kept(seed: int) -> str | None:
    """Try the best in one aim that loses nothing of two others, in which some points count less."""
    choice, draw = random_choice(seed), np.random.default_rng(seed + 10**6)
    lower_bounds = (
        LowerBound(draw.integers(-60, 100, len(choice.worth)).astype(float), choice.own, 0.0)
        for _ in range(2)
    )
    choice = replace(choice, lower_bounds=tuple(lower_bounds))
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
