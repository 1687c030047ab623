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

For most zones a cheap test (`sliver_screen`) excludes strips: then no buffer is made. Nor is one
made if a zone is crowded, with very many edges within the width of each other, such as a comb of
thousands of teeth: then a block with a mean width below the given width is one strip, and gaps in
it are not searched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
import shapely

from geo.polygons import polygonal
from geo.rules.base import Breach, Parameter, Parameters, rule
from geo.rules.sliver_screen import plainly_wide
from geo.rules.zone_set import EACH_GROUP
from layers.errors import BudgetError
from layers.geometry.antimeridian import in_one_frame, wrapped
from layers.geometry.scaled_plane import PlaneOutline, ScaledPlane
from layers.messages import Message
from layers.runtime.bounded import LimitError, run_bounded
from layers.runtime.budget import left_s

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from geo.rules.prepared_plan import PreparedPlan
    from geo.zone import Zone
    from layers.geometry.edges import Floats
    from layers.geometry.scaled_plane import Shapes
    from layers.messages import Param

_Flat = TypeVar("_Flat", bound="BaseGeometry | Shapes")

_LENGTH_IN_WIDTHS = 10
_ROUNDING_M = 1e-3
_CROWDED = (
    1e6  # approximate pairs of edges within the width of each other: buffers may take seconds
)
_AT_THE_LIMIT = 1 - 1e-6  # a strip of exactly the given width passes


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
        code,
        **named,
        count=len(strips.shapes),
        limit_m=limit_m,
        width_m=width,
        length_m=length,
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
