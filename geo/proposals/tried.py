"""Shapes that are tried beside the blocks of zones, and those of them that are drawn.

Very many are tried (`geo.proposals.anneal`); a linear relaxation says which of them may be in the
best choice of all (`geo.proposals.bounds`). These are drawn as land, and so are the best of
each size beside each block, which answer other questions: what one more square kilometre brings,
what else there is. The meter decides which points the drawn land reaches.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
import shapely
from shapely.geometry import MultiPolygon

from geo.proposals.anneal import Annealing, Worth, reached_by
from geo.proposals.available_land import as_multi
from geo.proposals.bounds import bound_of, pruned
from geo.proposals.land import LandPiece, Site
from geo.proposals.model import Choice, Least, Row, reached_alike
from geo.proposals.objective import FARTHEST
from geo.proposals.releases import Releases, at_stake, whole_block
from geo.proposals.shapes import Additions, Shape, Terrain
from geo.proposals.term import SPREAD
from geo.solver import Clock
from layers.geometry.edges import Bools, Floats, Ints

_SEED = 20_261
_RELEASING = 0.05  # of the tries, as many more: for land that a swap releases
_MOST_RELEASES, _SIZES = 120, 6  # of each block: drawn; equal steps of size
_FEWER = 4  # times fewer tries for new zones, which have no block to be joined to
_LEAST_TRIES = 5_000  # of each FTZ
_ANNEALING, _PRUNING, _DRAWING = 0.75, 0.4, 0.7  # of the remaining time
_TRYING = 0.9  # of the reported progress: the rest is to draw
_MOST_DRAWN = 400  # for one FTZ, or for several in total
_MOST_SHAPES = 12_000  # of which the relaxation decides
_ALONE = SPREAD.index(0.0)


class Trial(NamedTuple):
    """How many shapes are tried, and who follows it.

    `sides` are the points of each of several objectives, for each of which shapes are sought too.
    `report` receives the gain of the best so far, the share that is done, and what draws the best.
    """

    tries: int
    sides: tuple[Bools, ...] = ()
    report: Callable[[float, float, Callable[[], MultiPolygon]], None] = lambda *_: None


class Tried(NamedTuple):
    """The shapes that were tried: those drawn, `tries` of them, and what no choice exceeds.

    The `bound` is of the net gain of any choice of all of them, where those drawn need not be all
    that may be in a better one; ∞ where it is not known. `ended`: the time ended the search. Land
    of any shape gains `at_most` as much.
    """

    lands: list[LandPiece]
    tries: int = 0
    bound: float = math.inf
    complete: bool = True
    ended: bool = False
    at_most: float = math.inf


def first_lands(setting: Terrain, sites: Sequence[Site]) -> tuple[Hashable, Iterator[LandPiece]]:
    """Return first shapes that reach anybody, as land, each drawn when it is read.

    The key before them is the same for the same shapes.
    """
    scenes = _scenes(setting, sites)
    every = ((scene, shape) for scene in scenes for shape in scene.first_reaching())
    lands = (scene.land_of(shape) for scene, shape in every)
    return tuple(scene.key for scene in scenes), (land for land in lands if land is not None)


def first_gain(setting: Terrain, sites: Sequence[Site]) -> float:
    """Return how much a first shape gains at most."""
    value = _value(setting)
    found = (
        value.of(shape.reached)
        for scene in _scenes(setting, sites)
        for shape in scene.first()
        if shape.area_km2 <= scene.rules.budget_km2
    )
    return max(found, default=0.0)


def tried(setting: Terrain, sites: Sequence[Site], trial: Trial, clock: Clock) -> Tried:
    """Try shapes beside blocks; return those that are drawn."""
    annealing = clock.part(_ANNEALING)
    values = [_value(setting), *(_value(setting, side) for side in trial.sides)]
    runs: list[Annealing] = []
    best: list[float] = []
    scenes = _scenes(setting, sites)
    tries = trial.tries // (_FEWER if setting.terms.new else 1)
    each = max(tries // max(len(scenes) * len(values), 1), min(tries, _LEAST_TRIES))
    land = partial(_best_land, runs, len(values))
    for scene in scenes:
        for number, value in enumerate(values):

            def report(gain: float, share: float, own: int = len(runs)) -> bool:
                best[own] = gain
                done = _TRYING * (own + min(share, 1.0)) / (len(scenes) * len(values))
                trial.report(math.fsum(best[:: len(values)]), done, land)
                is_first = gain <= 0 and share == 0  # there is an answer, however short the time
                return annealing.left_s > 0 or (is_first and not clock.stop.requested)

            most = scene.rules.new or min(setting.terms.limits.max_pieces or 5, 5)
            run = Annealing(scene, value, np.random.default_rng([_SEED, number]), report, most)
            runs.append(run)
            best.append(0.0)
            run.run(each)
    return _drawn(setting, runs, trial, clock, ended=annealing.left_s <= 0)


def released(
    setting: Terrain, sites: Sequence[Site], trial: Trial, clock: Clock
) -> tuple[list[list[LandPiece]], int]:
    """Return for each block the land that it may release, and how many shapes were tried."""
    setting, alone = at_stake(setting, sites)
    value = _value_lost(setting)
    trying, count = clock.part(_ANNEALING), 0
    found: list[list[LandPiece]] = [
        [] if (whole := whole_block(setting, site)) is None else [whole] for site in sites
    ]
    for ftz in setting.terms.room_km2:
        own = [number for number, site in enumerate(sites) if site.ftz_id == ftz]
        scene = Releases.of(setting, [sites[n] for n in own], [alone[n] for n in own])
        if not scene.places:
            continue
        tries = max(int(_RELEASING * trial.tries) // len(setting.terms.room_km2), 1)
        run = Annealing(
            scene, value, np.random.default_rng([_SEED, 0]), lambda *_: trying.left_s > 0, 1
        )
        run.run(tries)
        count += run.tried
        land_counts = bool(setting.counted.aims.land) or any(
            one.points.land for one in setting.terms.targets
        )
        for shape in _worth_drawing(run, of_any_size=land_counts):
            if clock.left_s > 0 and (land := scene.land_of(shape)) is not None:
                number = next(n for n in own if sites[n] is shape.place.site)
                found[number].append(land)
    return found, count


def _worth_drawing(run: Annealing, *, of_any_size: bool) -> list[Shape]:
    """Return the releases of each block that no other one in the same direction betters.

    A better one is a little larger, costs the same or less, and loses no one else; it can be
    drawn back.
    Where land itself counts, the best `of_any_size` are returned.
    """
    known = [one.shape for one in run.known.values()]
    every = {id(one): one for one in (*known, *run.shapes())}.values()
    kept: dict[tuple[int, int, int], list[Shape]] = {}
    for shape in sorted(every, key=lambda one: -one.area_km2):
        size = int(_SIZES * shape.area_km2 / run.scene.limit_km2(shape.place, 1.0))
        own = kept.setdefault((id(shape.place), run.scene.sector(shape), size), [])
        if of_any_size or not any(_betters(one, shape) for one in own):
            own.append(shape)
    found: list[Shape] = []
    for place in run.scene.places:
        each = [own for (key, _, _), own in kept.items() if key == id(place)]
        for own in each:
            if not of_any_size:
                own.sort(key=lambda one: -run.net([one]) / one.area_km2)
        most = max(1, _MOST_RELEASES // max(len(each), 1))
        found += [own[n] for own in each for n in _spaced(len(own), most, evenly=of_any_size)]
    return found


def _spaced(count: int, most: int, *, evenly: bool) -> list[int]:
    """Return which of some are taken: the first, or as many evenly spaced."""
    if not evenly or count <= most:
        return [*range(min(count, most))]
    spaced: list[int] = np.unique(np.linspace(0, count - 1, most).round().astype(int)).tolist()
    return spaced


def _betters(one: Shape, other: Shape) -> bool:
    """Return whether a larger release is better than another."""
    cheaper = one.price <= other.price and one.charge <= other.charge
    return cheaper and not (one.reached & ~other.reached).any()


def _value_lost(setting: Terrain) -> Worth:
    """Return the worth of losing points, which is negative."""
    counted, rows, aims = setting.counted, setting.rows, setting.counted.aims
    worth = -counted.kept_worth[rows]
    if aims.region is None:
        return Worth(worth)
    today = aims.by_region(np.where(counted.covered, aims.worth, 0.0))
    return Worth(worth, aims.region[rows], today)


def _best_land(runs: Sequence[Annealing], values: int) -> MultiPolygon:
    """Return the best shapes so far as land, of several values those of the first."""
    best = ((run.scene, shape) for run in runs[::values] for shape in run.best[1])
    lands = (scene.land_of(shape) for scene, shape in best)
    return as_multi(shapely.union_all([land.land for land in lands if land is not None]))


def _drawn(
    setting: Terrain, runs: Sequence[Annealing], trial: Trial, clock: Clock, *, ended: bool
) -> Tried:
    """Return the tried shapes that are drawn."""
    every: dict[int, tuple[Annealing, Shape]] = {}
    for run in runs:
        must = [*run.best[1], *(one.shape for one in run.known.values())]
        every |= {id(shape): (run, shape) for shape in must}
    must_count = len(every)
    for run in runs:
        free = run.value._replace(kept=())
        every |= {
            id(one): (run, one)
            for one in run.shapes()
            if free.of(one.reached) > one.price + min(one.charge, 0.0)
        }
    shapes = [shape for _, shape in every.values()][:_MOST_SHAPES]
    if not shapes:
        return Tried([], sum(run.tried for run in runs), ended=ended)
    is_whole = not trial.sides and not setting.terms.swap and len(shapes) == len(every)
    known = np.isin(
        [id(shape) for shape in shapes], [id(shape) for run in runs for shape in run.best[1]]
    )
    must_be = np.arange(len(shapes)) < must_count
    choice = _choice(setting, runs, shapes)
    some = pruned(choice, known, must_be, _MOST_DRAWN, clock.part(_PRUNING))
    order = some.columns[np.argsort(~known[some.columns], kind="stable")]
    drawing, lands, all_drawn = clock.part(_DRAWING), list[LandPiece](), True
    runs_of = [run for run, _ in every.values()]
    gain = math.fsum(run.best[0] for run in runs[:: 1 + len(trial.sides)])
    so_far = partial(_best_land, runs, 1 + len(trial.sides))
    for count, number in enumerate(order.tolist()):
        trial.report(gain, _TRYING + (1 - _TRYING) * count / len(order), so_far)
        if lands and drawing.left_s <= 0:
            all_drawn = False
            break
        land = runs_of[number].scene.land_of(shapes[number])
        if land is None:
            all_drawn = all_drawn and number in order[:must_count]
        else:
            lands.append(replace(land, price=shapes[number].price))
    tries = sum(run.tried for run in runs)
    scenes = {id(run.scene): run.scene for run in runs}.values()
    every_scene = [one for one in scenes if isinstance(one, Additions)]
    bound = some.bound if is_whole else math.inf
    at_most = math.inf if setting.terms.swap or trial.sides else bound_of(setting, every_scene)
    complete = some.complete and all_drawn and is_whole
    return Tried(lands, tries, bound, complete, ended or drawing.left_s <= 0, at_most)


def _choice(setting: Terrain, runs: Sequence[Annealing], shapes: Sequence[Shape]) -> Choice:
    """Return the model of shapes by which points they reach, without what keeps them apart."""
    reach = reached_by(shapes, len(setting.rows))
    met = np.flatnonzero(reach.any(axis=0))
    first, group = reached_alike(reach[:, met])
    worth = runs[0].value.worth[met]
    least = None
    region, today = runs[0].value.region, runs[0].value.today
    if region is not None and today is not None:
        by_region = np.zeros((len(today), len(first)))
        np.add.at(by_region, (region[met], group), worth)
        least = Least(by_region, today)
    area = np.array([shape.area_km2 for shape in shapes])
    rows = []
    for scene in {id(run.scene): run.scene for run in runs}.values():
        own = np.flatnonzero([shape.place in scene.places for shape in shapes])
        rows.append(Row((*own.tolist(),), (*area[own].tolist(),), scene.rules.budget_km2))
        if scene.rules.new:
            rows.append(Row((*own.tolist(),), (1.0,) * len(own), scene.rules.new))
    charge = np.array([shape.charge for shape in shapes])
    return Choice(
        covers=sp.csr_array(reach[:, met[first]].T.astype(float)),
        worth=np.bincount(group, worth, len(first)).astype(float),
        own=np.zeros(len(shapes)) if least else -charge,
        today=np.zeros(len(shapes), bool),
        cost=area,
        rows=tuple(rows),
        least=least,
        price=np.array([shape.price for shape in shapes]),
    )


def _scenes(setting: Terrain, sites: Sequence[Site]) -> list[Additions]:
    own = ([one for one in sites if one.ftz_id == ftz] for ftz in setting.terms.room_km2)
    scenes = [Additions.of(setting, some) for some in own if some]
    return [scene for scene in scenes if scene.places]


def _value(setting: Terrain, side: Bools | None = None) -> Worth:
    """Return the worth of open points to the search, or of those on one side alone."""
    counted, rows, terms = setting.counted, setting.rows, setting.terms
    aims = counted.aims
    led = counted.led.worth if side is None else np.where(side, counted.led.worth, 0.0)
    worth = np.where(counted.covered[rows], 0.0, np.maximum(led[rows], 0.0))
    if aims.region is not None:
        today = aims.by_region(np.where(counted.covered, aims.worth, 0.0))
        return Worth(worth, aims.region[rows], today)
    return Worth(worth, kept=_kept(setting) if terms.kept_share else ())


def _kept(setting: Terrain) -> tuple[Floats, ...]:
    """Return sums of points that are 0 at least where enough of a gain is kept."""
    aims, rows = setting.counted.aims, setting.rows
    if aims.alone is None or aims.step is None:
        return ()
    step: Ints = aims.step[rows]
    worth = aims.alone[rows]
    alone = setting.terms.kept_share * np.where(step == _ALONE, worth, 0.0)
    return tuple(np.where(step == one, worth, 0.0) - alone for one in FARTHEST)
