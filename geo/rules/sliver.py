"""The rule `sliver`: no zone has a long thin part, and no long thin gap lies between zones.

In words: a **strip** is land narrower than the given width over a length of at least ten times that
width. A **thin part** is a strip of a zone; a **gap** is a strip between two zones, or in one, that
belongs to no zone. The remainder of a digitised line that missed its neighbour is a sliver; a sharp
corner (above 6°), a narrow neck or a road between zones is not.

Method: a morphological opening (the zone buffered by minus half the width, then by plus half of it)
removes thin parts; a closing of near zones together fills gaps. Joins are mitred, so that
everything else is restored, and the second buffer is a millimetre larger, so that rounding leaves
nothing. A strip's length and width are those of the rectangle of its area and perimeter. Below a
width of 1 mm everything is rounding.

For most zones a cheap test excludes strips: then no buffer is made. Nor is one
made if a zone is crowded, with very many edges within the width of each other, such as a comb of
thousands of teeth: then a block with a mean width below the given width is one strip, and gaps in
it are not searched.

In that test, every edge moves sideways and back, as a buffer by half the width and its reverse do.
Nothing is lost, except tips much shorter than a strip,

- if each edge is longer than what its corners cut off (half the width times the tangent of half the
  turn, at either end), so that no edge vanishes,
- if two non-consecutive edges are farther apart than their reach: half the width, more before a
  corner, at most to where its mitre is cut; and
- if no corner is under 12°.

Pairs of edges that may be near are found by a sweep from west to east over their bounding boxes.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.rules.base import Breach, Parameter, Parameters, rule
from geo.rules.prepared_plan import PreparedPlan
from geo.rules.zone_set import EACH_GROUP
from geo.zone import Zone
from layers.errors import BudgetError
from layers.geometry.antimeridian import Shapes, in_one_frame, wrapped
from layers.geometry.edges import Floats, Ints
from layers.geometry.scaled_plane import PlaneOutline, ScaledPlane
from layers.geometry.validity import polygonal
from layers.messages import Message, Param
from layers.runtime.bounded import LimitError, run_bounded
from layers.runtime.budget import left_s

_Flat = TypeVar("_Flat", bound="BaseGeometry | Shapes")

_LENGTH_IN_WIDTHS = 10
_ROUNDING_M = 1e-3
# approximate pairs of edges within the width of each other: buffers may take seconds
_CROWDED = 1e6
_AT_THE_LIMIT = 1 - 1e-6  # a strip of exactly the given width passes
_SHARPEST = 9.5  # the tangent of half the turn at a corner of 12°
_FARTHEST = 2.3  # half widths from an edge to the corners where a mitre is cut
_MOST_CANDIDATES = 64  # for each edge; beyond, buffers are as fast


class _Strips(NamedTuple):
    """Strips in the plane, with their lengths and mean widths."""

    shapes: Shapes
    length_m: Floats
    width_m: Floats


@rule(EACH_GROUP, "soft", Parameter("width_m", 10, "m", maximum=10_000), place=11)
def sliver(
    prepared: PreparedPlan, zones: tuple[Zone, ...], parameters: Parameters
) -> Iterator[Breach]:
    """Yield a breach for each zone with thin parts, and for the zones at each side of gaps.

    `zones` is one group of zones near each other. The amount is the mean width of the
    thinnest strip.
    """
    limit = parameters["width_m"]
    if len(zones) == 1 and plainly_wide(zones[0].polygon.flat_outline, limit):
        return
    for zone in zones:
        yield from prepared.cache.call(_thin_parts, zone, limit)
    yield from _gaps(zones, limit)


def _thin_parts(zone: Zone, width_m: float) -> list[Breach]:
    """Return the breach of a zone's strips, if it has any."""
    if plainly_wide(zone.polygon.flat_outline, width_m):
        return []
    strips = _blocks_thin_all_over(zone, width_m)
    if strips is None:
        strips = _strips(_lost(zone.polygon.flat, -width_m / 2 * _AT_THE_LIMIT), width_m)
    return [_breach([zone.zone_id], "part", strips, zone.polygon.plane, width_m)] if strips else []


def _gaps(zones: tuple[Zone, ...], width_m: float) -> Iterator[Breach]:
    """Yield the breaches of strips between zones, or in a hole of one, outside all of them."""
    zones = tuple(zone for zone in zones if _blocks_thin_all_over(zone, width_m) is None)
    if not zones:
        return
    shapes = in_one_frame(np.array([zone.polygon.shape for zone in zones], dtype=object))
    plane = ScaledPlane.about(shapes, zones[0].polygon.ellipsoid)
    flat = plane.flat(shapes)
    together = shapely.union_all(flat)
    if plainly_wide(PlaneOutline.of(together), width_m):
        return
    gaps = _strips(_lost(together, width_m / 2 * _AT_THE_LIMIT), width_m)
    if gaps is None:
        return
    shapely.prepare(flat)
    beside = shapely.dwithin(flat[None, :], gaps.shapes[:, None], _ROUNDING_M)
    for sides in np.unique(beside, axis=0):
        same = (beside == sides).all(axis=1)
        these = _Strips(*(column[same] for column in gaps))
        ids = [zone.zone_id for zone, touched in zip(zones, sides, strict=True) if touched]
        yield _breach(ids, "gap", these, plane, width_m)


def _blocks_thin_all_over(zone: Zone, width_m: float) -> _Strips | None:
    """Return the blocks of a crowded zone that are strips as a whole.

    None if it has none, or is not crowded.
    """
    if not _is_crowded(zone.polygon.flat, width_m / 2):
        return None
    blocks = shapely.get_parts(zone.polygon.flat)
    length = _lengths(blocks)
    width = shapely.area(blocks) / length
    thin = (width < width_m * _AT_THE_LIMIT) & (length >= _LENGTH_IN_WIDTHS * width_m)
    return _Strips(blocks[thin], length[thin], width[thin]) if thin.any() else None


def _is_crowded(flat: BaseGeometry, half_m: float) -> bool:
    """Return whether very many edges may lie within the width of each other.

    For edges side by side at the mean width, the number of neighbours of each is half the width
    divided by the mean width.
    """
    count = float(shapely.get_num_coordinates(flat))
    return count**2 * half_m * float(shapely.length(flat)) > 2 * _CROWDED * float(flat.area)


def _lost(flat: BaseGeometry, half_m: float) -> BaseGeometry:
    """Return the land removed by an opening (shrink, grow) or filled by a closing (grow, shrink).

    The library's buffers cannot be interrupted: with a budget, those of a crowded shape run in a
    separate process.

    Raises:
        BudgetError: it exceeds the remaining time.
    """
    seconds = left_s()
    if seconds is None or not _is_crowded(flat, abs(half_m)):
        return _lost_at_once(flat, half_m)
    try:
        return run_bounded(_lost_at_once, flat, half_m, seconds=seconds)
    except LimitError as error:
        raise BudgetError(Message("measure-limit-time", seconds=round(seconds))) from error


def _lost_at_once(flat: BaseGeometry, half_m: float) -> BaseGeometry:
    beyond = _ROUNDING_M if half_m < 0 else -_ROUNDING_M
    moved = _offset(_offset(flat, half_m), -half_m + beyond)
    one, other = (flat, moved) if half_m < 0 else (moved, flat)
    return shapely.difference(one, other)


def _offset(flat: _Flat, metres: float) -> _Flat:
    """Return a shape, or each of an array of shapes, grown by a distance (negative: shrunk)."""
    anything: Any = flat
    moved: _Flat = shapely.buffer(anything, metres, join_style="mitre", mitre_limit=2)
    return moved


def _strips(rest: BaseGeometry, width_m: float) -> _Strips | None:
    """Return the parts of a remainder that are long enough to be strips, None if none is."""
    land = polygonal(rest)
    if land is None:
        return None
    parts = shapely.get_parts(land)
    parts = _without_cracks(parts[_lengths(parts) >= _LENGTH_IN_WIDTHS * width_m])
    length = _lengths(parts)
    width = shapely.area(parts) / length
    is_strip = (length >= _LENGTH_IN_WIDTHS * width_m) & (width >= _ROUNDING_M)
    return _Strips(parts[is_strip], length[is_strip], width[is_strip]) if is_strip.any() else None


def _lengths(parts: Shapes) -> Floats:
    """Return the length of each part: that of the rectangle with its area and perimeter."""
    area, half_perimeter = shapely.area(parts), shapely.length(parts) / 2
    length: Floats = (half_perimeter + np.sqrt(np.maximum(half_perimeter**2 - 4 * area, 0))) / 2
    return length


def _without_cracks(parts: Shapes) -> Shapes:
    """Return the parts without cracks narrower than rounding.

    If one outline has a vertex on another's edge, a crack runs along the edge from it. It has no
    width, but it may end in the wedge between the two outlines, which has.
    """
    opened = _offset(_offset(parts, -_ROUNDING_M / 2), _ROUNDING_M / 2)
    remaining: Shapes = shapely.get_parts(opened[~shapely.is_empty(opened)])
    return remaining


def _breach(
    zones: list[str], kind: str, strips: _Strips, plane: ScaledPlane, limit_m: float
) -> Breach:
    """Return the breach of strips of the same zones."""
    thinnest = int(np.argmin(strips.width_m))
    width, length = float(strips.width_m[thinnest]), float(strips.length_m[thinnest])
    code, named = _about(zones, kind)
    message = Message(
        code, **named, count=len(strips.shapes), limit_m=limit_m, width_m=width, length_m=length
    )
    where = wrapped(shapely.MultiPolygon(list(plane.degrees(strips.shapes))))
    subject = " ".join([*zones, kind])
    every, places = tuple(zones), len(strips.shapes)
    return Breach(subject, zones[0], width, limit_m, "m", message, where, every, places)


def _about(zones: list[str], kind: str) -> tuple[str, dict[str, Param]]:
    """Return the message code for the strips of some zones, and the parameters naming the zones."""
    if kind == "part":
        return "rule-sliver-parts", {"zone": zones[0]}
    if len(zones) == 1:
        return "rule-sliver-gaps-within", {"zone": zones[0]}
    if len(zones) == 2:
        return "rule-sliver-gaps-between", {"zone": zones[0], "other": zones[1]}
    each = tuple(Message("rule-sliver-zone", zone=zone) for zone in zones)
    return "rule-sliver-gaps-among", {"zones": each}


_SCREEN_ROUNDING_M = 2e-3  # twice the excess by which `sliver` grows a shape after shrinking


def plainly_wide(flat: PlaneOutline, width_m: float) -> bool:
    """Return whether a shape in plane metres certainly has no strips of a width, in or beside it.

    False means undecided.

    >>> from layers.geometry.scaled_plane import PlaneOutline
    >>> road, field = (PlaneOutline.of(shapely.box(0, 0, 1000, metres)) for metres in (9, 90))
    >>> plainly_wide(road, 10), plainly_wide(field, 10)
    (False, True)
    """
    _, xy, ring = flat
    if not len(ring):
        return True
    inner = ring[1:] == ring[:-1]
    start, end, ring = xy[:-1][inner], xy[1:][inner], ring[:-1][inner]
    following = _following(ring)
    way = (end - start).view(np.complex128)[:, 0]
    length = np.abs(way)
    turn = way.conj() * way[following]  # its argument is the turn after an edge
    aligned = np.abs(turn) + turn.real
    across = np.abs(turn.imag)  # divided by `aligned`: the tangent of half the turn
    if not (across < _SHARPEST * aligned).all():
        return False
    after = across / aligned
    before = np.empty_like(after)
    before[following] = after
    half = width_m / 2 + _SCREEN_ROUNDING_M
    if not (half * (after + before) + _SCREEN_ROUNDING_M < length).all():
        return False
    reach = half * np.minimum(np.sqrt(1 + np.maximum(after, before) ** 2), _FARTHEST)
    return not _any_near(start, end, following, reach)


def _following(ring: Ints) -> Ints:
    """Return each edge's next edge in its ring: the first follows the last."""
    following = np.arange(1, len(ring) + 1)
    last = np.flatnonzero(ring[1:] != ring[:-1])
    following[last[1:]] = last[:-1] + 1
    if len(last):
        following[last[0]] = 0
        following[-1] = last[-1] + 1
    else:
        following[-1] = 0
    return following


def _any_near(start: Floats, end: Floats, following: Ints, reach: Floats) -> bool:
    """Return whether two non-consecutive edges may be within their reaches."""
    low = np.minimum(start, end) - reach[:, None]
    high = np.maximum(start, end) + reach[:, None]
    order = np.argsort(low[:, 0])
    nth = np.arange(1, len(order) + 1)
    counts = np.searchsorted(low[order, 0], high[order, 0], side="right") - nth
    total = int(counts.sum())
    if total > _MOST_CANDIDATES * len(order):
        return True
    one = np.repeat(order, counts)
    other = order[np.arange(total) + np.repeat(nth - np.cumsum(counts) + counts, counts)]
    near = (low[one, 1] <= high[other, 1]) & (low[other, 1] <= high[one, 1])
    one, other = one[near], other[near]
    apart = (following[one] != other) & (following[other] != one)
    one, other = one[apart], other[apart]
    if not len(one):
        return False
    lines = shapely.linestrings(np.stack([start, end], axis=1)[np.append(one, other)])
    near = shapely.dwithin(lines[: len(one)], lines[len(one) :], reach[one] + reach[other])
    return bool(near.any())
