"""Pieces of a choice with their corners moved: what strips and hulls of strips leave to be gained.

The outline of a chosen lobe is a polygon of few corners, in the plane about its block. **Moves**
are tried one after another: of an outer corner along its two sides and across them, of a side
across itself, of the whole outline aside; by 800 m, 300 m and 100 m, until none is better. An
outline begins with few corners, and with more: each finds what the other does not. Better is what
gains more, in the first round also as if boundaries were certain, with the rest of the choice
unchanged, less a price of land: a share of what the choice gains for each km², of the land or of
its convex hull, which makes plain shapes. So each price leads to other land, and the model chooses
among all of them, and the pieces that were there.

A shape on the way is a piece if it keeps to the rules for land that was cut (`geo.proposals.lobes`)
even if nothing cuts it, if a disc as wide as the least width comes near its corners, and if it is
as far from the rest of the choice as pieces must be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, product
from typing import Any, NamedTuple, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo.proposals.ground import as_multi
from geo.proposals.lobes import APART_KM, CORNER, NARROW, Lobe, Maker
from geo.proposals.model import Chosen
from geo.proposals.task import Task, sites_of
from geo.solver import Clock
from layers.geometry.edges import Floats, Ints

_ROUNDS = 5
_MORE = 1e-3  # of the gain: what is worth another round
# of the gain of a choice for each km² that it takes; whether the convex hull is charged for
_PRICES = ((0.15, True), (0.3, False), (0.6, True), (1.0, False))
_STEPS_M = (800.0, 300.0, 100.0)
_SWEEPS = 4  # at most, of each step
_PLAIN_M = 60.0  # by which an outline may be off that has few corners
_INSIDE_M = 500.0  # of the block that an outline has beside the piece
_SIDES_M = 3_000.0, 1_500.0  # a longer side has a corner more
_WINDOW_M = 4_000.0
_SOLID = 0.8, 0.88  # of its convex hull: what a piece fills at least, and is not to fall below
_ROUND = 1.005
_LEFT = 0.5  # of an outline, by what may not be taken
_BETTER = 1e-6  # of the gain of a choice
_AWAY = 1.02  # times what pieces are apart


def polished(
    task: Task, chosen: NDArray[np.bool_], best: Callable[[Task], Chosen], clock: Clock
) -> Task:
    """Return the task with the chosen lobes in other shapes as well.

    `best` says what is chosen of a task: of the lobes chosen and their other shapes first, whose
    corners are moved in turn.
    """
    (small, chosen), more = task.of_chosen(chosen), list[Lobe]()
    certain = (True, False) if task.objective.insets_km.any() else (False,)
    for _ in range(_ROUNDS):
        shapes = (_shapes(small, chosen, clock, certain=each) for each in certain)
        before, own = small.choice.gain(chosen), [*chain.from_iterable(shapes)]
        certain = (False,)
        if not own:
            break
        more += own
        small = small.with_lobes(own)
        chosen = best(small).chosen
        if clock.left_s <= 0 or small.choice.gain(chosen) < before * (1 + _MORE):
            break
    return task.with_lobes(more) if more else task


def _shapes(
    task: Task, chosen: NDArray[np.bool_], clock: Clock, *, certain: bool
) -> Iterator[Lobe]:
    """Yield the chosen lobes in other shapes, which gain more, or would by `certain` boundaries."""
    taken = np.flatnonzero(chosen[: len(task.lobes)]).tolist()
    gain, km2 = task.choice.gain(chosen), sum(task.lobes[n].area_km2 for n in taken)
    for number in taken:
        if task.lobes[number].apart:
            continue
        outlines = [
            LobeOutline.of(task, chosen, number, side_m, certain=certain) for side_m in _SIDES_M
        ]
        for outline, (price, of_hull) in product(outlines, _PRICES):
            for lobe in outline.polished(price * gain / km2, _BETTER * gain, of_hull=of_hull):
                yield lobe
                if clock.left_s <= 0:
                    return


class Cost(NamedTuple):
    """What a km² costs, of land or of its convex hull, and how much of that is filled at least."""

    price: float
    of_hull: bool
    solid: float

    def of(self, land: BaseGeometry) -> float:
        """Return what land costs, in the plane."""
        charged = shapely.convex_hull(land) if self.of_hull else land
        return self.price * float(charged.area) / 1e6


@dataclass(frozen=True, eq=False)
class LobeOutline:
    """A chosen lobe in the plane about its block, and the points that it may gain or lose."""

    maker: Maker
    start: Floats
    block: BaseGeometry
    blocked: BaseGeometry
    others: BaseGeometry
    gain: Callable[[BaseGeometry, float], float]
    solid: float

    @classmethod
    def of(
        cls, task: Task, chosen: NDArray[np.bool_], number: int, side_m: float, *, certain: bool
    ) -> LobeOutline:
        """Prepare to move the corners of a chosen lobe; a side over `side_m` long has one more."""
        lobe, land = task.lobes[number], task.land
        sites = [site for site in sites_of(land.ground, task.terms) if site.zone_id == lobe.zone_id]
        blocks = [site.block for site in sites]
        at = int(shapely.area(shapely.intersection(blocks, lobe.shape)).argmax())
        maker = Maker.of(land.ground, sites[at], task.terms.forbids)
        flat = maker.plane.forward
        new = flat(lobe.new)
        window = shapely.box(*new.bounds).buffer(_WINDOW_M, join_style="mitre")
        block = shapely.intersection(maker.flat, window)
        shapely.prepare(block)
        inner = shapely.intersection(block, shapely.buffer(new, _INSIDE_M))
        whole = shapely.get_parts(as_multi(shapely.union(shapely.buffer(new, 1.0), inner)))
        outline = shapely.simplify(whole[int(shapely.area(whole).argmax())], _PLAIN_M)
        outline = shapely.segmentize(outline, side_m)
        box = shapely.box(*maker.plane.inverse(shapely.segmentize(window, 1e3)).bounds)
        blocked = flat(as_multi(shapely.intersection(maker.blocked, box)))
        blocked = blocked if blocked.is_valid else shapely.buffer(blocked, 0)
        shapely.prepare(blocked)
        rest = [
            task.lobes[n].new
            for n in np.flatnonzero(chosen[: len(task.lobes)]).tolist()
            if n != number
        ]
        free = cls._points(task, chosen, number)
        gain = land.reaching.gain_about(lobe.new, None if certain else block, maker.plane, free)
        return cls(
            maker, shapely.get_coordinates(outline.exterior)[:-1], block, blocked,
            flat(shapely.union_all(rest)), gain,
            _solid(new),
        )  # fmt: skip

    @staticmethod
    def _points(task: Task, chosen: NDArray[np.bool_], number: int) -> Ints:
        """Return the points that count for the lobe, and that the rest of the choice leaves."""
        lobe, land = task.lobes[number], task.land
        rest = chosen.copy()
        rest[number] = False
        reached = (task.choice.covers @ rest.astype(float) > 0)[task.group]
        free = np.zeros(len(land.counted.covered), bool)
        free[land.counted.open_] = True
        free[task.points] = ~reached
        own = np.flatnonzero(free)
        return own[land.counted.counts(own, lobe.zone_id)]

    def polished(self, price: float, least: float, *, of_hull: bool = False) -> Iterator[Lobe]:
        """Yield pieces, each better than the one before; a km² costs the price.

        That is charged for their convex hull, so that horns and bays cost; or for their land, and
        they are as solid as they were.
        """
        least_solid, solid = _SOLID
        own = least_solid if of_hull else max(least_solid, min(self.solid, solid))
        cost = Cost(price, of_hull, own)
        corners = self.start
        best = self._value(corners, cost, -np.inf)
        for step_m in _STEPS_M:
            for _ in range(_SWEEPS):
                before = corners
                for move in self._moves(corners):
                    for sign in (1.0, -1.0):
                        other = corners + sign * step_m * move
                        value = self._value(other, cost, best + least)
                        if value > best + least:
                            corners, best = other, value
                            break
                if corners is before:
                    break
                lobe = self._lobe(corners)
                if lobe is not None:
                    yield lobe

    def _moves(self, corners: Floats) -> Iterator[Floats]:
        """Yield how corners may be moved, by a metre."""
        inner: Any = shapely.contains_properly(self.block, shapely.points(corners))
        is_outer = ~inner
        out = np.roll(corners, -1, axis=0) - np.roll(corners, 1, axis=0)
        along = np.roll(corners, -1, axis=0) - corners
        out, along = (
            each / np.maximum(np.linalg.norm(each, axis=1), 1e-9)[:, None] for each in (out, along)
        )
        for direction in (out, along):
            normal = np.column_stack([direction[:, 1], -direction[:, 0]])
            for each in (normal, direction):
                for at in np.flatnonzero(is_outer).tolist():
                    move = np.zeros_like(corners)
                    if direction is along:
                        move[[at, (at + 1) % len(corners)]] = each[at]
                    else:
                        move[at] = each[at]
                    yield move
        for each in np.eye(2):
            yield np.tile(each, (len(corners), 1)) * is_outer[:, None]

    def _value(self, corners: Floats, cost: Cost, least: float) -> float:
        """Return what an outline gains less what it costs; −∞ where that is less or wrong."""
        land = self._land(Polygon(corners))
        if land is None or self._net(land, cost, least) <= least:
            return -np.inf
        if _solid(land) < cost.solid or not self._keeps_rules(land):
            return -np.inf
        return self._net(self.maker.soft(land), cost, least)

    def _net(self, land: BaseGeometry, cost: Cost, least: float) -> float:
        """Return what land gains less what it costs; no more than the least where it is less."""
        own = cost.of(land)
        return self.gain(land, least + own) - own

    def _land(self, outline: Polygon) -> Polygon | None:
        """Return what an outline takes, None where that is not one piece."""
        site = self.maker.site
        if not outline.is_valid:
            return None
        land = shapely.difference(outline, self.block)
        if shapely.intersects(self.blocked, land):
            parts = shapely.get_parts(as_multi(shapely.difference(land, self.blocked)))
            if shapely.area(parts).max(initial=0.0) < _LEFT * land.area:
                return None
            land = parts[int(shapely.area(parts).argmax())]
        in_limits = site.least_km2 <= land.area / 1e6 <= site.most_km2
        is_one = isinstance(land, Polygon) and not land.interiors
        return cast("Polygon", land) if in_limits and is_one else None

    def _keeps_rules(self, land: Polygon) -> bool:
        """Say whether a piece is not too long, wide enough, and away from others."""
        site = self.maker.site
        if (
            self._long_m(land) ** 2 > site.slender * _ROUND * land.area
            or shapely.distance(land, self.others) < _AWAY * 1e3 * APART_KM
        ):
            return False
        by_m = NARROW * 1e3 * site.width_km / 2
        whole = shapely.union(self.block, shapely.buffer(land, 0.5, quad_segs=1))
        cores = shapely.get_parts(shapely.buffer(whole, -by_m, quad_segs=4))
        cores = cores[shapely.intersects(cores, land)]
        if not shapely.intersects(cores, self.block).all():
            return False
        opened = shapely.buffer(shapely.union_all(cores), by_m, quad_segs=4)
        away_m = shapely.distance(opened, shapely.points(shapely.get_coordinates(land)))
        return bool((away_m <= CORNER * 1e3 * site.width_km).all())

    def _long_m(self, land: Polygon) -> float:
        """Return how far a piece runs out from the border that it shares with its block."""
        border = shapely.intersection(land.boundary, shapely.buffer(self.block, 1.0, quad_segs=1))
        corners = shapely.points(shapely.get_coordinates(land))
        away_m = shapely.distance(border, corners)
        return float(np.nan_to_num(away_m, nan=np.inf).max())

    def _lobe(self, corners: Floats) -> Lobe | None:
        """Return an outline as a piece."""
        land = self._land(Polygon(corners))
        if land is None:
            return None
        missing = max(0.0, self._long_m(land) ** 2 / 2 - land.area) / 1e6
        lobe = self.maker.redrawn(Polygon(corners), land.point_on_surface(), missing)
        if lobe is None:
            return None
        drawn = self.maker.plane.forward(lobe.new.geoms[0])
        return lobe if _solid(drawn) >= _SOLID[0] and self._keeps_rules(drawn) else None


def _solid(land: BaseGeometry) -> float:
    """Return how much of its convex hull land fills."""
    return float(shapely.area(land) / shapely.area(shapely.convex_hull(land)))
