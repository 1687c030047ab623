"""A bound on the gain of land of any shape, by the rules that shapes keep to.

Land of a budget lies within some depth of its blocks: no one farther from it than a radius is
reached. And land of some area begins at some place of a block's outline and ends no farther from it
than the narrowest land of that area is long: of all places the best is taken, people reached by
two pieces count for each, and the budget is shared among some pieces as well as can be.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely

from geo.proposals.shapes import Additions, ShapeRules, Terrain
from layers.geometry.edges import Floats

_STEP_KM2 = 0.25
_MOST_SIZES = 60
_ALONG_M = 200.0  # between places of an outline
_ROUNDED_M = 100.0


def bound_of(setting: Terrain, scenes: Sequence[Additions]) -> float:
    """Return a bound on the gain of land of any shape; ∞ where none is known."""
    aims, rows = setting.counted.aims, setting.rows
    by_road = any(place.roads is not None for scene in scenes for place in scene.flanks)
    if not aims.is_sum or aims.attracts or by_road or setting.terms.limits.new_blocks:
        return math.inf
    worth = np.where(setting.counted.covered[rows], 0.0, np.maximum(aims.worth[rows], 0.0))
    every = np.zeros(len(rows), bool)
    for scene in scenes:
        for place in scene.flanks:
            every[place.point] = True
    shared = math.fsum(_shared(scene, worth) for scene in scenes)
    return min(float(worth[every].sum()), shared)


def _shared(scene: Additions, worth: Floats) -> float:
    """Return the most that the budget of an FTZ gains, shared among pieces."""
    rules = scene.rules
    step = max(_STEP_KM2, rules.budget_km2 / _MOST_SIZES)
    areas = step * np.arange(1, math.ceil(rules.budget_km2 / step) + 1)
    long_m, deep_m = _longest(rules, areas.astype(float))
    best = np.zeros(len(areas))
    for place in scene.flanks:
        xy, within = place.xy[place.at], place.within_m - rules.round_m
        own = worth[place.point]
        starts = shapely.get_coordinates(shapely.segmentize(place.flat.exterior, _ALONG_M))[:-1]
        away = shapely.distance(shapely.points(xy), place.flat)
        from_start = np.hypot(*(xy[None] - starts[:, None]).transpose(2, 0, 1))
        for number, (far, deep) in enumerate(zip(long_m, deep_m, strict=True)):
            near = (from_start <= within + far + _ALONG_M) & (away <= within + deep)
            best[number] = max(best[number], float((near @ own).max(initial=0.0)))
    least = max(1, math.floor(rules.least_km2 / step))
    most = np.zeros(len(areas) + 1)
    for size in range(1, len(areas) + 1):
        split = [most[size - one] + best[one - 1] for one in range(least, size + 1)]
        most[size] = max([most[size - 1], *split])
    return float(most[-1])


def _longest(rules: ShapeRules, areas: Floats) -> tuple[Floats, Floats]:
    """Return how long land of some areas is at most, and how deep, in metres."""
    half, joint = rules.half_m / 1e3, rules.joint_m / 1e3
    tip = rules.tip_m / 1e3
    wide = np.maximum((areas - math.pi * half**2 / 2) / (half + joint), 0) + half + tip
    thin = (areas - math.pi * joint**2 / 2) / (2 * joint) + joint + tip
    long_m = 1e3 * np.maximum(np.minimum(wide, thin), 0.0) + _ROUNDED_M
    return long_m, np.minimum(long_m, 1e3 * np.sqrt(rules.compact * areas) + _ROUNDED_M)
