"""Where lobes end: the tips to try about a block.

**Tips** are where something begins to be reached by the shortest lobe: the nearest place within
its radius of an uncovered point, that place turned about the point by 20° and 40° to both sides
(for what lies in the way), and the places within reach of two points at once. A point that counts
at several radii has the first at each of them, the last at the middle one. In the plane, a
shortest way to reach several points from a convex block ends at one of these. Where more than 60
points are within reach of a block, the 60 of the greatest worth make tips, and rings about the
block do as well. Where more than 200 are, those tips are tried that are worth most and lie 700 m
apart.
"""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from layers.geometry.edges import Floats, Ints

LEAST_LENGTH_KM = 0.5

MARGIN_M = 50.0
"""How far a tip lies beyond the place from where a point is just reached."""

_TURNS = (0.0, -20.0, 20.0, -40.0, 40.0)  # degrees about a point
_POINTS = 60
_RINGS, _SPOKES = 8, 36
_TIPS = 60  # of a block, by worth for its length, and as many by worth
_MANY = 200  # points
_APART_M = 700.0  # how far tips are apart where there are that many
_SAME_REACH = 3  # tips that reach the same


class Targets(NamedTuple):
    """Points that are not covered: places in a block's plane, radius and worth.

    `point` numbers the points from 0, in order; one that counts at several radii is there for each.
    """

    xy: Floats
    radius_m: Floats
    worth: Floats
    point: Ints


class Tips(NamedTuple):
    """Points of a block's boundary and the tips to which lobes run from them (m).

    `together` is the worth of what each two tips reach.
    """

    root: Floats
    end: Floats
    length_m: Floats
    together: Floats


def tips_of(flat: Polygon, targets: Targets, longest_m: float) -> Tips:
    """Return the tips about a block that are worth trying."""
    xy, radius_m, worth, point = targets
    by_point = np.bincount(point, worth)
    best = np.argsort(-by_point, kind="stable")[:_POINTS]
    order = np.lexsort((radius_m, point))  # the radii of each point together
    start = np.searchsorted(point[order], best)
    count = np.bincount(point)[best]
    every = order[np.concatenate([np.arange(s, s + n) for s, n in zip(start, count, strict=True)])]
    middle = order[start + count // 2]
    places = [_single(flat, xy[every], radius_m[every]), _double(xy[middle], radius_m[middle])]
    if len(by_point) > _POINTS:
        places.append(_rings(flat, longest_m))
    ends = np.concatenate(places)
    lines = shapely.get_coordinates(shapely.shortest_line(flat, shapely.points(ends)))
    roots = lines.reshape(-1, 2, 2)[:, 0]
    length = np.linalg.norm(ends - roots, axis=1)
    kept = (length > 0) & (length + MARGIN_M <= longest_m)
    roots, ends, length = roots[kept], ends[kept], length[kept]
    longer = np.maximum(length + MARGIN_M, 1e3 * LEAST_LENGTH_KM)
    tips = roots + (ends - roots) * (longer / length)[:, None]
    one = order[np.searchsorted(point[order], np.arange(len(by_point)))]
    away_m = np.linalg.norm(tips[:, None] - xy[one][None], axis=2)[:, point]
    reached = away_m <= np.maximum(radius_m, 2 * MARGIN_M)
    apart_m = _APART_M if len(by_point) > _MANY else 0.0
    chosen = _worth_trying(reached, tips, longer, worth, apart_m)
    kept = reached[chosen].astype(float)
    both = (kept * worth) @ kept.T
    alone = np.diag(both)
    together = alone[:, None] + alone[None] - both
    return Tips(roots[chosen], tips[chosen], longer[chosen], together)


def _single(flat: Polygon, xy: Floats, radius_m: Floats) -> Floats:
    """Return the nearest places from where each point is reached, and turned about it."""
    lines = shapely.get_coordinates(shapely.shortest_line(flat, shapely.points(xy)))
    back = lines.reshape(-1, 2, 2)[:, 0] - xy
    back /= np.maximum(np.linalg.norm(back, axis=1), 1e-9)[:, None]
    places = []
    for turn in np.radians(_TURNS):
        turned = back @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        places.append(xy + radius_m[:, None] * turned)
    return np.concatenate(places)


def _double(xy: Floats, radius_m: Floats) -> Floats:
    """Return the places where the circles of two points cross."""
    one, other = np.triu_indices(len(xy), 1)
    between = xy[other] - xy[one]
    apart = np.linalg.norm(between, axis=1)
    r, s = radius_m[one], radius_m[other]
    cross = (apart > 1.0) & (apart < r + s) & (apart > np.abs(r - s))
    between, apart, r, s = between[cross], apart[cross], r[cross], s[cross]
    along = (apart**2 + r**2 - s**2) / (2 * apart)
    aside = np.sqrt(np.maximum(r**2 - along**2, 0.0))
    unit = between / apart[:, None]
    foot = xy[one[cross]] + along[:, None] * unit
    normal = np.column_stack([-unit[:, 1], unit[:, 0]]) * aside[:, None]
    return np.concatenate([foot - normal, foot + normal])


def _rings(flat: Polygon, longest_m: float) -> Floats:
    """Return places on rings about a block."""
    places = []
    for ring in range(1, _RINGS + 1):
        line = shapely.buffer(flat, longest_m * ring / _RINGS).exterior
        at = np.linspace(0, 1, _SPOKES, endpoint=False)
        places.append(
            shapely.get_coordinates(shapely.line_interpolate_point(line, at, normalized=True))
        )
    return np.concatenate(places)


def _worth_trying(
    reached: NDArray[np.bool_], tips: Floats, length: Floats, worth: Floats, apart_m: float
) -> Ints:
    """Return the tips that reach something: the shortest of those that reach the same.

    They lie so far apart: else the tips of many points would all be in one direction.
    """
    order = np.argsort(length, kind="stable")
    order = order[reached[order].any(axis=1)]
    _, same = np.unique(reached[order], axis=0, return_inverse=True)
    seen = np.zeros(len(order), np.int64)
    kept = np.zeros(len(order), bool)
    for number, pattern in enumerate(same.ravel().tolist()):
        kept[number] = seen[pattern] < _SAME_REACH
        seen[pattern] += 1
    order = order[kept]
    gain = reached[order] @ worth
    by_length, by_gain = (
        _apart(tips[order], np.argsort(-each, kind="stable"), apart_m)
        for each in (gain / length[order] ** 2, gain)
    )
    chosen: Ints = order[np.union1d(by_length, by_gain)]
    return chosen


def _apart(tips: Floats, order: Ints, apart_m: float) -> Ints:
    """Return the first tips of an order that lie so far apart."""
    chosen: list[int] = []
    for number in order.tolist():
        away_m = np.linalg.norm(tips[chosen] - tips[number], axis=1)
        if not chosen or away_m.min() >= apart_m:
            chosen.append(number)
        if len(chosen) == _TIPS:
            break
    return np.array(chosen, np.int64)
