"""From chosen cells to the outline that a planner would draw.

Cells have teeth; a boundary has none. So, in the plane of the field:

- What is **taken** is closed together with its zone (its boundary grows by a distance and comes
  back): the notches between teeth fill, and the tips stay, so that no point within reach is lost.
  Then it draws in along its free boundary until it has the area of its cells, but for gentle
  bulges at the **tips that matter**: the places nearest to points that only they bring in reach.
- What is **released** is what closing the land that stays does not fill, and draws back likewise,
  where it is to match what is taken.

The distance of closing is two widths of a cell, then one, then half of one: the first with which
the outlines reach what was promised and break no rule that the plan keeps; at last the cells
themselves. In degrees, the outline is cut by the very edges of what it may not take.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from geo.proposals.ground import as_multi

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from geo.proposals.candidates import Field
    from layers.edges import Floats
    from layers.ellipsoid import Ellipsoid

CLOSINGS = (2.0, 1.0, 0.5, 0.0)
"""Distances of closing to try, in widths of a cell; 0: the cells as they are."""

_NEAR = 0.75  # of a cell's width: how far beyond its cells the taken land may reach
_BULGE = 1.5  # of a cell's width: how far about a tip its bulge begins
_DETAIL = 0.02  # of a cell's width: what a smoothed line may stray
_LEAST_PART = 0.1  # of a cell: a smaller part is dropped
_STEPS = 24
_OVERLAP_M = 20.0  # taken land reaches so far over its edges, to be cut by those in degrees
_DIGITS = 9
_HAIRLINE_M = 8.0  # half the width of a strip or a gap that nobody would draw


@dataclass(frozen=True, eq=False)
class Draft:
    """The change of one zone, in the plane: what it takes, what it releases, before smoothing.

    `blocked` is the land about it that it may not take; `tips` are the places that matter.
    """

    zone: int
    taken: MultiPolygon
    released: MultiPolygon
    blocked: MultiPolygon
    tips: Floats


class Outliner:
    """Draws the outlines of the zones of one field."""

    def __init__(self, field: Field, ellipsoid: Ellipsoid) -> None:
        self._field, self._ellipsoid = field, ellipsoid
        self._width_m = field.comb.pitch_m

    def area_km2(self, flat: BaseGeometry) -> float:
        """Return the area on the ellipsoid of land in the plane."""
        if flat.is_empty:
            return 0.0
        return float(self._ellipsoid.area_km2(self._field.plane.inverse(flat))[0])

    def released(self, draft: Draft, closing: float) -> MultiPolygon:
        """Return the land that a zone releases at most, smoothed."""
        if draft.released.is_empty or closing == 0:
            return draft.released
        zone = self._field.zones[draft.zone].flat
        kept = shapely.difference(zone, draft.released)
        closed = self._closed(kept, closing)
        return self._large(shapely.difference(draft.released, closed))

    def drawn_back(self, released: MultiPolygon, zone: int, by_m: float) -> MultiPolygon:
        """Return released land drawn back by a distance from the land that stays."""
        if released.is_empty:
            return released
        own = self._field.zones[zone].flat
        kept = shapely.difference(own, released)
        drawn = shapely.difference(released, shapely.buffer(kept, by_m, quad_segs=4))
        return self._whole(as_multi(drawn), own)

    def _whole(self, released: MultiPolygon, own: MultiPolygon) -> MultiPolygon:
        """Return released land, and with it what would stay of the zone as a crumb or a strip."""
        kept = as_multi(shapely.difference(own, released))
        wide = _offset(_offset(kept, -_HAIRLINE_M), _HAIRLINE_M)
        given = as_multi(shapely.difference(own, self._large(wide)))
        near = shapely.intersection(given, shapely.buffer(released, self._width_m))
        return self._large(shapely.union(released, near))

    def taken(self, draft: Draft, closing: float, target_km2: float) -> MultiPolygon | None:
        """Return the land that a zone takes, of an area; None where it cannot be drawn so."""
        if draft.taken.is_empty:
            return draft.taken
        zone = self._field.zones[draft.zone].flat
        kept = as_multi(shapely.difference(zone, draft.released))
        land = draft.taken
        if closing > 0:
            near = shapely.buffer(draft.taken, _NEAR * self._width_m, quad_segs=4)
            closed = self._closed(shapely.union(kept, draft.taken), closing)
            closed = shapely.simplify(closed, _DETAIL * self._width_m)
            room = shapely.difference(shapely.intersection(closed, near), draft.blocked)
            land = self._large(shapely.difference(room, zone))
        drawn = match_area(
            lambda by_m: self._drawn_in(land, kept, draft, by_m),
            self.area_km2,
            target_km2,
            self._width_m,
        )
        return None if drawn is None else self._tidy(drawn, kept, draft.blocked)

    def _tidy(self, land: MultiPolygon, base: BaseGeometry, blocked: BaseGeometry) -> MultiPolygon:
        """Return land beside a base without hairline strips of it, and without gaps between."""
        about = shapely.buffer(land, 10 * _HAIRLINE_M)
        near = shapely.intersection(shapely.union(base, blocked), about)
        closed = _offset(_offset(shapely.union(land, near), _HAIRLINE_M), -_HAIRLINE_M)
        filled = shapely.intersection(
            shapely.difference(closed, shapely.union(base, blocked)), about
        )
        filled = as_multi(shapely.union(land, filled))
        return self._large(_offset(_offset(filled, -_HAIRLINE_M), _HAIRLINE_M))

    def _drawn_in(
        self, land: MultiPolygon, kept: MultiPolygon, draft: Draft, by_m: float
    ) -> MultiPolygon:
        """Return taken land drawn in along its free boundary, but for bulges at its tips."""
        if by_m == 0:
            return land
        base = shapely.union_all([land, kept, draft.blocked], grid_size=1e-3)
        drawn = as_multi(shapely.intersection(shapely.buffer(base, -by_m, quad_segs=4), land))
        stays = shapely.union(drawn, kept)
        bulges: list[BaseGeometry] = [drawn]
        for tip in map(shapely.Point, draft.tips.tolist()):
            about = shapely.buffer(tip, _BULGE * self._width_m)
            root = shapely.intersection(stays, about)
            bulge = shapely.convex_hull(shapely.union(root, shapely.buffer(tip, 0.05)))
            bulges.append(shapely.intersection(bulge, land))
        return self._large(shapely.union_all(bulges))

    def _closed(self, land: BaseGeometry, closing: float) -> BaseGeometry:
        by_m = closing * self._width_m
        grown = shapely.buffer(land, by_m, quad_segs=16)
        return shapely.union(land, shapely.buffer(grown, -by_m, quad_segs=16))

    def _large(self, land: BaseGeometry) -> MultiPolygon:
        """Return land without its smallest parts and without holes."""
        least = _LEAST_PART * self._field.comb.area_km2 * 1e6
        parts = [
            Polygon(part.exterior, [hole for hole in part.interiors if Polygon(hole).area > least])
            for part in as_multi(land).geoms
            if part.area > least
        ]
        return MultiPolygon(parts)

    def degrees(
        self,
        draft: Draft,
        taken: MultiPolygon,
        released: MultiPolygon,
        cut: Callable[[MultiPolygon], MultiPolygon],
    ) -> MultiPolygon:
        """Return the zone's outline in degrees; `cut` takes away what it may not hold."""
        own = self._field.zones[draft.zone]
        outline = own.shape
        if not released.is_empty:
            beyond = shapely.difference(shapely.buffer(released, _OVERLAP_M), own.flat)
            given = shapely.union(released, beyond)
            outline = as_multi(shapely.difference(outline, self._lines(given)))
        if not taken.is_empty:
            kept = shapely.difference(own.flat, released)
            base = shapely.union(kept, draft.blocked)
            within = shapely.intersection(shapely.buffer(taken, _OVERLAP_M), base)
            new = cut(as_multi(self._lines(shapely.union(taken, within))))
            new = as_multi(shapely.union(new, shapely.intersection(new, outline)))
            outline = as_multi(shapely.union(outline, new))
        parts = [part for part in outline.geoms if float(self._ellipsoid.area_km2(part)[0]) > 1e-4]
        return MultiPolygon([_without_pinholes(part) for part in parts])

    def _lines(self, flat: BaseGeometry) -> BaseGeometry:
        degrees = self._field.plane.inverse(flat)
        rounded: BaseGeometry = shapely.transform(degrees, lambda xy: np.round(xy, _DIGITS))
        return rounded if rounded.is_valid else shapely.buffer(rounded, 0)


def match_area(
    drawn: Callable[[float], MultiPolygon],
    area_km2: Callable[[BaseGeometry], float],
    target_km2: float,
    most_m: float,
) -> MultiPolygon | None:
    """Return land drawn in by as little as brings it to an area; None where nothing does."""
    land = drawn(0.0)
    if area_km2(land) <= target_km2:
        return land
    low, high = 0.0, most_m
    best = drawn(high)
    if area_km2(best) > target_km2:
        return None
    for _ in range(_STEPS):
        middle = (low + high) / 2
        land = drawn(middle)
        if area_km2(land) > target_km2:
            low = middle
        else:
            high, best = middle, land
    return best


def _offset(land: BaseGeometry, by_m: float) -> BaseGeometry:
    return shapely.buffer(land, by_m, join_style="mitre", mitre_limit=3)


def _without_pinholes(part: Polygon) -> Polygon:
    """Return a polygon without holes of less than a few square metres."""
    least = 1e-10  # square degrees, about 1 m²
    return Polygon(part.exterior, [hole for hole in part.interiors if Polygon(hole).area > least])
