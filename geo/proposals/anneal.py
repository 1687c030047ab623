"""The search among shapes: corners are moved at random, and all shapes that are tried are kept.

A choice of shapes is changed a little at a time, and kept if it is better or, while the search is
hot, little worse (simulated annealing: Kirkpatrick, Gelatt & Vecchi 1983, Science 220, 671–680).
The budget may be exceeded on the way, at a price that rises. What stops the search is a number of
tries, so that the same question has the same answer on every machine.

First single shapes of several sizes are sought beside each block. The best together of those known
then begin the search of several shapes at once (`_seeds`), which is repeated from its best answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.proposals.shapes import SPARE, Scene, Shape, ShapePlace
from layers.geometry.edges import Bools, Floats, Ints

_MOST_SHAPES = 5  # of an FTZ that are moved at once
_MOST_CORNERS = 7
_STEPS_M = 40.0, 150.0, 600.0
_COLD = 0.01  # of the heat at the beginning
_HEATS = 0.04, 0.02, 0.01  # of the best value: at first, then where a choice is improved
_OVER = 0.25  # of the budget, by which it may be exceeded on the way
_ALONE = 0.5  # of the tries, for single shapes
_MOST_BLOCKS = 8  # beside which single shapes are sought, the most promising
_LACKING = 2.0  # times the shortfall of sums to be kept
_PER_KM2 = 4  # sizes: of each the best shape of a block is known
_SEEDS = 6, 3, 2  # choices that are improved, in turn
_SHIFTED = 0.4  # of the moves of a new zone: by so much of half its window as a whole
_SHIFTS = 0.01, 0.05, 0.25
_LOOK = 64  # tries after which it is looked whether the time is spent


class Worth(NamedTuple):
    """The worth of a set of points.

    `worth` counts points; with `region`, the lowest region's value, above `today`. `kept` are
    sums of points that are to be 0 at least.
    """

    worth: Floats
    region: Ints | None = None
    today: Floats | None = None
    kept: tuple[Floats, ...] = ()

    def of(self, reached: NDArray[np.uint8]) -> float:
        """Return the value of points, in bits, less a penalty for sums not kept."""
        have = np.unpackbits(reached, count=len(self.worth)).view(bool)
        gain = float(self.worth[have].sum())
        if self.region is not None and self.today is not None:
            sums = np.bincount(self.region[have], self.worth[have], len(self.today))
            gain = float((self.today + sums).min() - self.today.min()) + 1e-3 * gain
        return gain - _LACKING * sum(max(0.0, -float(one[have].sum())) for one in self.kept)


class Known(NamedTuple):
    """The best shape of a block of some size, and its value alone."""

    value: float
    shape: Shape


@dataclass
class Annealing:
    """The search beside the blocks of one FTZ for one value.

    `archive` has all shapes that are allowed: of those that reach the same points the smallest
    and the cheapest, of new zones those in each cell. `tried` counts them all, `steps` also those
    that break a rule. `report` receives the best value so far and the share done, and says whether
    to go on.
    """

    scene: Scene[Any]
    value: Worth
    random: np.random.Generator
    report: Callable[[float, float], bool] = lambda *_: True
    most_shapes: int = _MOST_SHAPES
    archive: dict[tuple[int, int, bytes, int], Shape] = field(default_factory=dict)
    known: dict[tuple[int, int, int], Known] = field(default_factory=dict)
    best: tuple[float, list[Shape]] = (0.0, [])
    tried: int = 0
    steps: int = 0

    def run(self, tries: int) -> None:
        """Try first shapes, then about so many more."""
        if not self._first():
            return
        blocks, sizes = self._blocks(), self.scene.sizes
        share_alone = _ALONE if self.scene.sense > 0 else 1.0
        alone = int(share_alone * tries / (len(blocks) * len(sizes)))
        for share in sizes:
            for place in blocks:
                some = self._of_size(place, share)
                if some is None:
                    self.steps += alone
                elif not self._improve([some], alone, _HEATS[0], share, tries):
                    return
        for turn, count in enumerate(_SEEDS if self.scene.sense > 0 else ()):
            seeds = self._seeds(count)
            each = int((1 - _ALONE) * tries / (len(_SEEDS) * len(seeds)))
            for seed in seeds:
                if not self._improve(seed, each, _HEATS[turn], 1.0, tries):
                    return

    def shapes(self) -> list[Shape]:
        """Return the shapes of the archive, each once, in the order in which they were found."""
        return list({id(shape): shape for shape in self.archive.values()}.values())

    def net(self, shapes: Sequence[Shape]) -> float:
        """Return the joint worth of shapes, less the cost of their land."""
        if not shapes:
            return 0.0
        reached = np.bitwise_or.reduce([shape.reached for shape in shapes])
        return self.value.of(reached) - math.fsum(one.price + one.charge for one in shapes)

    def _first(self) -> bool:
        for number, shape in enumerate(self.scene.first()):
            alone = self._see(shape)
            if alone > self.best[0] and shape.area_km2 <= self.scene.rules.budget_km2:
                self.best = alone, [shape]
            if number % _LOOK == 0 and not self.report(self.best[0], 0.0):
                return False
        return self.report(self.best[0], 0.0) and bool(self.known)

    def _see(self, shape: Shape) -> float:
        """Keep a shape in mind; return its value alone."""
        self.tried += 1
        reached = shape.reached.tobytes()
        sense = self.scene.sense
        for slot, size in enumerate((sense * shape.area_km2, shape.price + shape.charge)):
            key = id(shape.place), self.scene.cell(shape), reached, slot
            old = self.archive.get(key)
            if old is None or size < (sense * old.area_km2, old.price + old.charge)[slot]:
                self.archive[key] = shape
        alone = self.net([shape])
        at = id(shape.place), self.scene.sector(shape), int(_PER_KM2 * shape.area_km2)
        is_any = alone > 0 or sense < 0
        if is_any and (at not in self.known or alone > self.known[at].value):
            self.known[at] = Known(alone, shape)
        return alone

    def _blocks(self) -> list[ShapePlace]:
        """Return the blocks beside which anything is gained, the most promising first."""
        best: dict[int, Known] = {}
        for one in self.known.values():
            key = id(one.shape.place)
            if key not in best or one.value > best[key].value:
                best[key] = one
        order = sorted(best.values(), key=lambda one: -one.value)
        return [one.shape.place for one in order[: max(_MOST_BLOCKS, 2 * self.scene.rules.new)]]

    def _of_size(self, place: ShapePlace, share: float) -> Shape | None:
        """Return the best known shape of a block that keeps to a share of the most land."""
        limit = self.scene.limit_km2(place, share)
        own = [
            one for one in self.known.values()
            if one.shape.place is place and not self.scene.over_km2(one.shape.area_km2, limit)
        ]  # fmt: skip
        return max(own, key=lambda one: one.value).shape if own else None

    def _seeds(self, count: int) -> list[list[Shape]]:
        """Return the best so far, and good choices of known shapes of different blocks.

        They are found by adding to good choices (as many as are looked for, times eight) of shapes
        of the blocks before what gains most beside them, block by block.
        """
        limit = self.scene.rules.budget_km2 * SPARE
        ranked: list[tuple[float, float, list[Shape]]] = [(0.0, 0.0, [])]
        for place in self._blocks():
            own = [one.shape for one in self.known.values() if one.shape.place is place]
            more = []
            for _, km2, some in ranked:
                if len(some) < self.most_shapes:
                    more += [
                        (self.net([*some, shape]), km2 + shape.area_km2, [*some, shape])
                        for shape in own
                        if km2 + shape.area_km2 <= limit
                    ]
            ranked = _spread([*ranked, *more], 8 * count, limit)
        ranked.sort(key=lambda one: -one[0])
        found = [self.best[1]] if self.best[1] else []
        for _, _, some in ranked:
            blocks = {id(one.place) for one in some}
            if some and all({id(one.place) for one in other} != blocks for other in found[1:]):
                found.append(some)
        return [some for some in found if self._apart(some)][:count] or [self.best[1]]

    def _apart(self, shapes: Sequence[Shape]) -> bool:
        return all(
            self.scene.are_apart(one, other)
            for number, one in enumerate(shapes)
            for other in shapes[:number]
        )

    def _improve(
        self, start: Sequence[Shape], tries: int, heat: float, share: float, every: int
    ) -> bool:
        """Move corners of a choice within a share of the budget; say whether time remains."""
        place = start[0].place if start else self.scene.places[0]
        over, limit = self.scene.over_km2, self.scene.limit_km2(place, share) * SPARE
        now = list(start)
        value, km2 = self.net(now), _km2(now)
        best = 0.0 if over(km2, limit) else value
        most = self.most_shapes if share == 1.0 else 1
        if self.scene.sense < 0 and value >= 0:  # nothing is lost
            self.steps += tries
            return True
        for number in range(tries):
            if number % _LOOK == 0 and not self.report(self.best[0], self.steps / every):
                return False
            self.steps += 1
            done = number / tries
            unit = max(abs(best), 1e-9)
            hot = heat * _COLD**done * unit
            price = (1.0 + 4.0 * done) * unit / limit
            new = self._moved(now, limit - km2, most)
            if not new:
                continue
            net, area = self.net(new), _km2(new)
            gain = (net - price * over(area, limit)) - (value - price * over(km2, limit))
            if over(area, limit) > _OVER * limit or (
                gain < 0 and (gain < -12 * hot or self.random.random() >= math.exp(gain / hot))
            ):
                continue
            if any(not self.scene.are_apart(new[-1], one) for one in new[:-1]):
                continue
            now, value, km2 = new, net, area
            if not over(area, limit):
                best = max(best, net)
                if net > self.best[0]:
                    self.best = net, new
        return True

    def _moved(self, now: list[Shape], left_km2: float, most: int) -> list[Shape]:
        """Return a choice that differs in one shape, its last, or has one more; or none."""
        random = self.random
        if random.random() < 0.06 or not now:
            some = [one.shape for one in self.known.values() if one.shape.area_km2 < left_km2 + 0.5]
            if not some or len(now) >= most:
                return []
            return [*now, some[random.integers(len(some))]]
        number, kind = random.integers(len(now)), random.random()
        shape, rest = now[number], now[:number] + now[number + 1 :]
        if kind < 0.05 and rest:
            return rest
        moved = self.scene.shape(shape.place, self._corners(shape, kind))
        if moved is None:
            return []
        self._see(moved)
        return [*rest, moved]

    def _corners(self, shape: Shape, kind: float) -> Floats:
        """Return corners of which one is moved, or all, one more, or one less."""
        random, corners = self.random, shape.corners.copy()
        step_m = _STEPS_M[random.integers(3)] * self.scene.rules.half_m / 1_020.0
        if self.scene.rules.new and kind < _SHIFTED:
            far_m = _SHIFTS[random.integers(len(_SHIFTS))] * 1e3 * shape.place.site.half_km
            return corners + random.normal(0, far_m, 2)
        if kind < 0.62:
            corners[random.integers(len(corners))] += random.normal(0, step_m, 2)
        elif kind < 0.74:
            corners += random.normal(0, step_m, 2)
        elif kind < 0.82:
            corners += random.normal(0, step_m, corners.shape)
        elif kind < 0.88:
            middle = corners.mean(axis=0)
            corners = middle + (corners - middle) * random.uniform(0.85, 1.15)
        elif kind < 0.95 and len(corners) < _MOST_CORNERS:
            at = corners[random.integers(len(corners))]
            corners = np.vstack([corners, at + random.normal(0, max(step_m, 300.0), 2)])
        elif len(corners) > 3:
            corners = np.delete(corners, random.integers(len(corners)), axis=0)
        return corners


def _spread(
    choices: list[tuple[float, float, list[Shape]]], most: int, limit: float
) -> list[tuple[float, float, list[Shape]]]:
    """Return the best choices, the best of each size among them."""
    choices.sort(key=lambda one: -one[0])
    by_size: dict[int, tuple[float, float, list[Shape]]] = {}
    for one in choices:
        by_size.setdefault(int(24 * one[1] / limit), one)
    kept = {id(one[2]): one for one in (*by_size.values(), *choices[:most])}
    return list(kept.values())


def _km2(shapes: Sequence[Shape]) -> float:
    return math.fsum(shape.area_km2 for shape in shapes)


def reached_by(shapes: Sequence[Shape], count: int) -> Bools:
    """Return which points shapes reach, shapes × points."""
    packed = np.array([shape.reached for shape in shapes], np.uint8).reshape(len(shapes), -1)
    return np.unpackbits(packed, axis=1, count=count).view(bool)
