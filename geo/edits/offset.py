"""Growing or shrinking land by a distance or to an area, evenly or within limits.

By a distance, the boundary is offset to the outline of the buffer (`layers.geometry.buffer`):
`expand` adds exactly the land within the distance. To an area, and by a distance below 1/200 of the
boundary's length, it is offset in the azimuthal plane about the land's centroid, with chords inside
their arcs by at most 0.12 % of the distance (by a distance: 0.002 %). Corners are round: there are
no spikes, and the area is continuous in the distance, which finding the distance for a given area
requires (a mitre cut at its limit makes the area jump). In that plane edges longer than 0.02° are
densified at that step, because straight in longitude and latitude is not straight there. Land grown
or shrunk on all sides is simplified to 1e-4 of the distance, so that vertices do not multiply with
each edit; limits are applied after that, so that shared borders keep their vertices. The area that
is added or released is within 1e-6 of the requested one: where simplified land misses that, its
boundary is moved by the little that is missing, or else it keeps every vertex.

Within limits (`MoveLimits`) only a part of the boundary moves, and the rest keeps its vertices:

- Growing adds the land within the distance that the limits allow and that is connected with the
  original land. Land behind an obstacle is added only when the grown land reaches round it; if that
  would exceed a target at once, it is added from the gap outwards.
- Shrinking releases the land farther out than the distance, where the limits allow it, and first,
  at any distance, the land to be kept off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import pi, sqrt
from typing import Literal, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.edits.frame import NEAR_POLE
from geo.edits.shared_borders import Land, snapped, united
from layers.errors import ScenarioError
from layers.geometry.antimeridian import without_cuts
from layers.geometry.buffer import near_boundary, uncut_buffer
from layers.geometry.edges import densified
from layers.geometry.ellipsoid import Ellipsoid, LocalPlane
from layers.geometry.validity import is_valid
from layers.runtime.budget import spend
from layers.runtime.cache import cached_property

FARTHEST_KM = 1000.0

_AREA_TOLERANCE = 1e-4  # of the target: what differs by more connects at once
_EXACT = 1e-6  # of the land that is added or released
_ROUNDING = 1e-11  # of the target: areas are computed no better

_TOLERANCE = 1e-4  # of the distance: for simplification
_METRES_OF_DEGREE = 111_700.0  # upper bound, of longitude or latitude
_CORRECTIONS = 8  # of the distance, at most, for the simplification
_CORRECTED = 1e-9  # of the target
_FINER = 1e-3  # of the usual precision of a distance

_STEP_DEG = 0.02
_QUARTER_SEGMENTS = 16  # chords of a quarter circle: 0.12 % of the distance inside the arc
_PLANE_QUARTER_SEGMENTS = 56  # 0.01 %, the tolerance
_FINE_QUARTER_SEGMENTS = 128  # 0.002 %
_ARC_STEP_DEG = 1.0  # of a wedge's outer arc
_RAY_STEPS = 64  # along a wedge's sides
_KM_PER_DEGREE = 111.0  # of latitude; a lower bound near the poles
_OFF_POLE_KM = 5 * _KM_PER_DEGREE
_FINEST_KM = 1e-12
_MOST_PIECES = 200  # of a boundary, each as long as the distance
_AT_ONCE_KM = 1e-6


@dataclass(frozen=True)
class MoveLimits:
    """Where a boundary may move, in degrees of the plan's CRS; empty, it moves evenly all round.

    `within` limits it to drawn land, `bearing` to a side: from one bearing clockwise to another, in
    degrees from north, seen from the centroid. `off` is land that is not added (when growing) or
    is released first (when shrinking), and so is all land outside `inside`. `along` is the line of
    the boundary from which land grows, with `ends` either only in front of it ("flat") or beside
    it too; without it, all round.
    """

    within: Land | None = None
    bearing: tuple[float, float] | None = None
    off: NDArray[np.object_] | None = None
    inside: NDArray[np.object_] | None = None
    along: BaseGeometry | None = None
    ends: Literal["flat", "round"] = "round"

    @property
    def none(self) -> bool:
        """Return whether growth is unlimited."""
        limits = (self.within, self.bearing, self.off, self.inside, self.along)
        return all(limit is None for limit in limits)


def is_exact(area_km2: float, target_km2: float, today_km2: float) -> bool:
    """Return whether an area meets a target, compared with the land added or released.

    >>> is_exact(92.0000001, 92.0, 100.0), is_exact(92.001, 92.0, 100.0)
    (True, False)
    """
    return abs(area_km2 - target_km2) <= max(
        _EXACT * abs(target_km2 - today_km2), _ROUNDING * target_km2
    )


class Unreachable(Exception):  # noqa: N818  a result, never shown
    """No distance gives the target; `nearest_km2` is the nearest possible area."""

    def __init__(self, nearest_km2: float) -> None:
        super().__init__(nearest_km2)
        self.nearest_km2 = nearest_km2


class Offset:
    """Land to be grown (`sign` 1) or shrunk (−1) by any distance within limits."""

    def __init__(
        self, land: MultiPolygon, ellipsoid: Ellipsoid, sign: int, limits: MoveLimits | None = None
    ) -> None:
        limits = limits or MoveLimits()
        centre = land.centroid
        self._land = land
        self._sign = sign
        self._ellipsoid = ellipsoid
        self._limits = limits
        self._within: Land | None = limits.within and snapped(limits.within, land)
        self._plane: LocalPlane = ellipsoid.plane(centre.x, centre.y)
        self._flat: BaseGeometry = self._plane.forward(
            densified(without_cuts(land), _STEP_DEG)
            if limits.along is None
            else shapely.segmentize(limits.along, _STEP_DEG)
        )
        self._off = _Shapes(limits.off)
        self._inside = _Shapes(limits.inside)
        _, south, _, north = land.bounds
        self._to_pole_km = (90 - max(north, -south)) * _KM_PER_DEGREE

    def by_km(self, distance_km: float) -> Land:
        """Return the land grown or shrunk by a distance; may be empty.

        Raises:
            ScenarioError: it grows too near to a pole.
        """
        self._check_off_poles(distance_km)
        moved = self._as_buffer(distance_km)
        if moved is None:
            moved = self._evenly(distance_km, _FINE_QUARTER_SEGMENTS)
        return self._simplified_within(moved, distance_km)

    def in_plane_by_km(self, distance_km: float) -> Land:
        """Return the land as `by_km` does, offset in the plane alone: less exact, and sooner.

        In a plane distances r km from its centre are wrong by r² / 2.4e8: 4e-5 at 100 km. Arcs are
        drawn no finer than simplifying would leave them.
        """
        self._check_off_poles(distance_km)
        return self._limited(self._evenly(distance_km, _PLANE_QUARTER_SEGMENTS), distance_km)

    def _as_buffer(self, distance_km: float) -> Land | None:
        """Return the land offset to the outline of its buffer (`layers.geometry.buffer`).

        None if the distance is too short relative to the boundary for this to be fast.
        """
        if distance_km * 1e3 * _MOST_PIECES < self._flat.length:
            return None
        if self._sign > 0:
            return cast("Land", uncut_buffer(self._ellipsoid, self._land, distance_km))
        given_up = near_boundary(self._ellipsoid, self._land, distance_km)
        return united([shapely.difference(self._land, given_up)])

    def _simplified_within(self, moved: Land, distance_km: float) -> Land:
        """Return moved land within the limits, simplified."""
        return self._limited(_simplified(moved, distance_km), distance_km)

    def _limited(self, moved: Land, distance_km: float) -> Land:
        """Return evenly moved land restricted to the limits."""
        if self._limits.none:
            return moved
        if self._sign > 0:
            return self._connected(self._reached(moved, distance_km))
        allowed = self._allowed(distance_km)
        if allowed is None:
            return united([self._clear(moved)])
        given_up = shapely.difference(allowed, moved)
        off = shapely.intersection(self._off.near(self._land), allowed)
        kept = shapely.difference(shapely.difference(self._land, given_up), off)
        if self._limits.inside is not None:
            outside = shapely.difference(allowed, self._inside.near(self._land))
            kept = shapely.difference(kept, outside)
        return united([kept])

    def to_area_km2(self, target_km2: float) -> Land:
        """Return the land grown or shrunk until it has the target area (`is_exact`).

        Raises:
            Unreachable: no distance up to 1000 km gives it.
            ScenarioError: it would grow too near to a pole.
        """

        def excess_km2(distance_km: float) -> float:
            return self._area_km2(self._exactly(distance_km)) - target_km2

        area_km2, length_km = self._flat.area / 1e6, self._flat.length / 1e3
        today_km2 = self._area_km2(self._land)
        missing_km2 = abs(target_km2 - (area_km2 or today_km2))
        reach_km = min(missing_km2 / length_km, sqrt(missing_km2 / pi)) + 1e-6
        if self._sign < 0 and not self._limits.none:
            self._check_shrinks_to(target_km2, excess_km2(0.0))
        while reach_km < FARTHEST_KM and self._sign * excess_km2(reach_km) < 0:
            reach_km *= 2
        if reach_km >= FARTHEST_KM:
            raise Unreachable(excess_km2(FARTHEST_KM) + target_km2)
        precision_km = 1e-10 * target_km2 / length_km
        distance_km = root(excess_km2, reach_km, precision_km)
        land = self._exactly(distance_km)
        if abs(self._area_km2(land) - target_km2) > _AREA_TOLERANCE * target_km2:
            return self._through_gap(distance_km, target_km2)
        found = self._corrected(distance_km, target_km2) or land
        if is_exact(self._area_km2(found), target_km2, today_km2):
            return found
        found = self._adjusted(distance_km, target_km2)
        if is_exact(self._area_km2(found), target_km2, today_km2):
            return found
        distance_km = root(excess_km2, reach_km, _FINER * precision_km)
        found = self._exactly(distance_km)
        if is_exact(self._area_km2(found), target_km2, today_km2):
            return found
        return self._through_gap(distance_km, target_km2)

    def _check_off_poles(self, distance_km: float) -> None:
        if self._sign > 0 and distance_km > self._to_pole_km - _OFF_POLE_KM:
            raise ScenarioError(NEAR_POLE)

    def _exactly(self, distance_km: float) -> Land:
        """Return the land grown or shrunk by a distance, with every vertex."""
        spend()
        self._check_off_poles(distance_km)
        return self._limited(self._evenly(distance_km), distance_km)

    def _corrected(self, distance_km: float, target_km2: float) -> Land | None:
        """Return simplified land with the target area, near a distance; None if there is none."""
        best: tuple[float, Land | None] = (_AREA_TOLERANCE * target_km2, None)
        for _ in range(_CORRECTIONS):
            land = self._simplified_within(self._evenly(distance_km), distance_km)
            excess_km2 = self._area_km2(land) - target_km2
            if abs(excess_km2) < best[0]:
                best = abs(excess_km2), land
            length_km = float(self._ellipsoid.perimeter_km(land)[0])
            if best[0] <= _CORRECTED * target_km2 or not length_km:
                break
            distance_km = max(distance_km - self._sign * excess_km2 / length_km, 0.0)
        return best[1]

    def _adjusted(self, distance_km: float, target_km2: float) -> Land:
        """Return land simplified once, its boundary then moved by the little that is missing."""
        simple = self._plane.forward(_simplified(self._evenly(distance_km), distance_km))
        moved_m = 0.0
        for _ in range(_CORRECTIONS):
            nudged = shapely.buffer(simple, moved_m, join_style="mitre") if moved_m else simple
            land = self._limited(self._plane.inverse(nudged), distance_km)
            excess_km2 = self._area_km2(land) - target_km2
            length_km = float(self._ellipsoid.perimeter_km(land)[0])
            if abs(excess_km2) <= _CORRECTED * target_km2 or not length_km:
                break
            moved_m -= 1e3 * excess_km2 / length_km
        return land

    def _area_km2(self, land: Land) -> float:
        return float(self._ellipsoid.area_km2(land)[0])

    def _evenly(self, distance_km: float, quarter_segments: int = _QUARTER_SEGMENTS) -> Land:
        """Return the land offset all round, in degrees."""
        metres = self._sign * distance_km * 1e3
        ends = self._limits.ends
        moved = shapely.buffer(
            self._flat, metres, quad_segs=quarter_segments, cap_style=ends, join_style="round"
        )
        return cast("Land", self._plane.inverse(moved))

    def _allowed(self, distance_km: float) -> BaseGeometry | None:
        """Return the area where the limits allow changes at a distance, None for everywhere."""
        if self._limits.bearing is None:
            return self._within
        wedge = self._wedge(*self._limits.bearing, distance_km)
        return wedge if self._within is None else shapely.intersection(self._within, wedge)

    def _reached(self, moved: Land, distance_km: float) -> BaseGeometry:
        """Return the grown land within the limits, whether connected or not."""
        allowed = self._allowed(distance_km)
        allowed_land = moved if allowed is None else shapely.intersection(moved, allowed)
        return united([self._land, self._clear(allowed_land)])

    def _connected(self, reached: BaseGeometry) -> MultiPolygon:
        """Return the parts of the grown land that contain original land."""
        parts = shapely.get_parts(reached)
        tree = shapely.STRtree(parts)
        _, held = tree.query(self._inner_points, predicate="within")
        return cast("MultiPolygon", shapely.multipolygons(parts[np.unique(held)]))

    @cached_property
    def _inner_points(self) -> NDArray[np.object_]:
        """Return a point inside each block."""
        return np.asarray(shapely.point_on_surface(shapely.get_parts(self._land)), dtype=object)

    def _clear(self, land: BaseGeometry) -> BaseGeometry:
        """Return land without the land to be kept off."""
        clear = shapely.difference(land, self._off.near(land))
        if self._limits.inside is None:
            return clear
        return shapely.intersection(clear, self._inside.near(clear))

    def _wedge(self, from_deg: float, to_deg: float, distance_km: float) -> Polygon:
        """Return the wedge between two bearings, extending beyond the land grown by a distance."""
        sweep = (to_deg - from_deg) % 360
        corners = shapely.get_coordinates(self._flat)
        far_m = 2 * (float(np.hypot(*corners.T).max()) + distance_km * 1e3)
        if far_m > (90 - abs(self._plane.lat)) * _KM_PER_DEGREE * 1e3:
            raise ScenarioError(NEAR_POLE)
        steps = max(int(sweep / _ARC_STEP_DEG), 1)
        turn = np.radians(from_deg + np.linspace(0, sweep, steps + 1))
        arc = np.column_stack([np.sin(turn), np.cos(turn)]) * far_m
        out = np.linspace(0, 1, _RAY_STEPS, endpoint=False)[:, None]
        ring = np.concatenate([out * arc[0], arc, out[:0:-1] * arc[-1]])
        return cast("Polygon", self._plane.inverse(Polygon(ring)))

    def _check_shrinks_to(self, target_km2: float, excess_at_0_km2: float) -> None:
        """Refuse a target below the least area of the limits, or above the area without `off`."""
        if excess_at_0_km2 < -_AREA_TOLERANCE * target_km2:
            raise Unreachable(excess_at_0_km2 + target_km2)
        allowed = self._allowed(0.0)
        smallest = (
            0.0
            if allowed is None
            else self._area_km2(united([shapely.difference(self._land, allowed)]))
        )
        if smallest > target_km2:
            raise Unreachable(smallest)

    def _through_gap(self, distance_km: float, target_km2: float) -> Land:
        """Return the land with the target area, if at a distance much land connects at once.

        That land is added from the gap outwards, as far as the target requires.
        """
        before = self._connected_at(distance_km - _AT_ONCE_KM)
        after = self._connected_at(distance_km + _AT_ONCE_KM)
        joins = shapely.difference(after, before)
        everything = self._reached(self._evenly(distance_km - _AT_ONCE_KM), distance_km)
        apart = shapely.intersection(shapely.difference(everything, before), after)
        if self._sign < 0 or apart.is_empty:
            raise Unreachable(self._area_km2(before))
        gap = shapely.get_coordinates(shapely.shortest_line(before, apart))[0]
        plane = self._ellipsoid.plane(*gap)

        def taken(radius_km: float) -> MultiPolygon:
            disc = shapely.Point(0, 0).buffer(radius_km * 1e3, quad_segs=64)
            return united([before, shapely.intersection(joins, plane.inverse(disc))])

        def excess_km2(radius_km: float) -> float:
            return self._area_km2(taken(radius_km)) - target_km2

        reach_km = 1e-3
        while excess_km2(reach_km) < 0 and reach_km < 2 * FARTHEST_KM:
            reach_km *= 2
        return taken(root(excess_km2, reach_km, 1e-9))

    def _connected_at(self, distance_km: float) -> MultiPolygon:
        return self._connected(self._reached(self._evenly(distance_km), distance_km))


class _Shapes:
    """Shapes, of which those that some land intersects are united; the last union is kept."""

    def __init__(self, shapes: NDArray[np.object_] | None) -> None:
        self._shapes = np.array([], dtype=object) if shapes is None else shapes
        self._tree = shapely.STRtree(self._shapes)
        self._last: tuple[bytes, BaseGeometry] = (b"", shapely.MultiPolygon())

    def near(self, land: BaseGeometry) -> BaseGeometry:
        """Return the shapes that intersect some land, as one geometry."""
        hits = np.sort(self._tree.query(land, predicate="intersects"))
        key = hits.tobytes()
        if key != self._last[0]:
            self._last = key, shapely.union_all(self._shapes[hits])
        return self._last[1]


def _simplified(land: Land, distance_km: float) -> Land:
    """Return land in degrees simplified within the tolerance for a distance."""
    fewer = shapely.simplify(land, _TOLERANCE * distance_km * 1e3 / _METRES_OF_DEGREE)
    return fewer if is_valid(fewer) and not fewer.is_empty else land


def root(excess_km2: Callable[[float], float], reach_km: float, precision_km: float) -> float:
    """Return the distance that meets a target, between 0 and a distance that exceeds it.

    0 if none does: both ends exceed the target, or neither.
    """
    from scipy.optimize import brentq  # noqa: PLC0415  slow to load, and few edits need it

    start = excess_km2(0.0)
    if start == 0 or (start < 0) == (excess_km2(reach_km) < 0):
        return 0.0
    return float(brentq(excess_km2, 0.0, reach_km, xtol=max(precision_km, _FINEST_KM)))
