"""Land grown or shrunk by a distance, or until it has an area, evenly or within limits.

By a distance the boundary is offset to the outline that reach has (`layers.geometry.buffer`): what
`expand` takes in is what lies within the distance. Until it has an area, and by a distance below
1/200 of the boundary's length, it is offset in the azimuthal plane about the land's centroid,
chords inside their arcs by 0.12 % of the distance at most (by a distance: 0.002 %). Corners are
round: no sharp corner shoots out, and the area grows steadily with the distance, which is what
finding the distance for a given area stands on (a mitre that is cut at its limit makes the area
jump). In that plane edges longer than 0.02° are followed at that step, because straight in
longitude and latitude is not straight there. What is grown or shrunk all round keeps no vertex
without which its outline strays by less than 1e-4 of the distance, so that vertices do not multiply
with each edit; limits are applied after that, so that shared borders keep theirs.

Within limits (`MoveLimits`) only a part of the boundary moves, and the rest keeps its vertices:

- Growing takes in the land within the distance that the limits allow and that is connected with
  the land that was there. What lies beyond an obstacle is not taken until the way leads round it;
  where a target is passed by what then joins at once, it is taken in from the gap outwards.
- Shrinking gives up the land farther out than the distance, where the limits allow it, and first of
  all, at any distance, what lies in the land to be kept off.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt
from typing import TYPE_CHECKING, cast

import numpy as np
import shapely
from shapely.geometry import Polygon

from geo.edits.poles import NEAR_POLE
from geo.edits.shared_borders import snapped, united
from layers.errors import ScenarioError
from layers.geometry.antimeridian import unwrapped, without_cuts
from layers.geometry.buffer import buffer, near_boundary
from layers.geometry.edges import densified
from layers.geometry.validity import is_valid
from layers.runtime.budget import spend
from layers.runtime.cache import cached_property

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from shapely.geometry import MultiPolygon
    from shapely.geometry.base import BaseGeometry

    from geo.edits.shared_borders import Land
    from layers.geometry.ellipsoid import Ellipsoid, LocalPlane

FARTHEST_KM = 1000.0
AREA_TOLERANCE = 1e-4  # of the target

_ERRS = 1e-4  # of the distance: how far an outline may stray for want of a vertex
_METRES_OF_DEGREE = 111_700.0  # the most, of longitude or latitude
_CORRECTIONS = 8  # of the distance, at most, for what an outline has strayed
_CORRECTED = 1e-9  # of the target

_STEP_DEG = 0.02
_QUARTER_SEGMENTS = 16  # chords of a quarter circle: 0.12 % of the distance inside the arc
_FINE_QUARTER_SEGMENTS = 128  # 0.002 %
_ARC_STEP_DEG = 1.0  # of a wedge's far end
_RAY_STEPS = 64  # in which a wedge's sides are followed
_KM_PER_DEGREE = 111.0  # of latitude; less than there is near a pole
_OFF_POLE_KM = 5 * _KM_PER_DEGREE
_FINEST_KM = 1e-12
_MOST_PIECES = 200  # of a boundary, each as long as the distance
_AT_ONCE_KM = 1e-6


@dataclass(frozen=True)
class MoveLimits:
    """Where a boundary may move, in degrees of the plan's CRS; empty, it moves evenly all round.

    `within` bounds it to drawn land, `bearing` to a side: from one bearing clockwise to another, in
    degrees from north, seen from the centroid. `off` is land that is not taken in (when growing) or
    is given up first (when shrinking).
    """

    within: Land | None = None
    bearing: tuple[float, float] | None = None
    off: NDArray[np.object_] | None = None

    @property
    def none(self) -> bool:
        """Say whether nothing is limited."""
        return self.within is None and self.bearing is None and self.off is None


class Unreachable(Exception):  # noqa: N818  it is an answer, never shown
    """No distance gives the target; `nearest_km2` is the area that comes nearest."""

    def __init__(self, nearest_km2: float) -> None:
        super().__init__(nearest_km2)
        self.nearest_km2 = nearest_km2


class Offset:
    """Land ready to be grown (`sign` 1) or shrunk (−1) by any distance within limits."""

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
        self._flat: MultiPolygon = self._plane.forward(densified(land, _STEP_DEG))
        self._tree = None if limits.off is None else shapely.STRtree(limits.off)
        self._known_off: tuple[bytes, BaseGeometry] = (b"", shapely.MultiPolygon())
        _, south, _, north = land.bounds
        self._to_pole_km = (90 - max(north, -south)) * _KM_PER_DEGREE

    def by_km(self, distance_km: float) -> Land:
        """Return the land grown or shrunk by a distance; perhaps empty.

        Raises:
            ScenarioError: it grows too near to a pole.
        """
        self._check_off_poles(distance_km)
        moved = self._as_reached(distance_km)
        if moved is None:
            moved = self._evenly(distance_km, _FINE_QUARTER_SEGMENTS)
        return self._simply(moved, distance_km)

    def _as_reached(self, distance_km: float) -> Land | None:
        """Return the land moved by a distance along reach's outline (`layers.geometry.buffer`).

        None if the distance is so short for the boundary that this would take long.
        """
        if distance_km * 1e3 * _MOST_PIECES < self._flat.length:
            return None
        if self._sign > 0:
            return self._in_one_piece(buffer(self._ellipsoid, self._land, distance_km))
        given_up = near_boundary(self._ellipsoid, self._land, distance_km)
        return united([shapely.difference(self._land, self._in_one_piece(given_up))])

    def _in_one_piece(self, outline: BaseGeometry) -> Land:
        """Return an outline that may be cut at 180° beside the land, whose longitudes go on."""
        west, _, east, _ = self._land.bounds
        if east - west > 180:  # blocks on both sides of the globe, nothing beyond ±180
            return cast("Land", outline)
        return cast("Land", without_cuts(unwrapped(outline, self._plane.lon)[0]))

    def _simply(self, moved: Land, distance_km: float) -> Land:
        """Return moved land within the limits, without needless vertices."""
        return self._limited(_simplified(moved, distance_km), distance_km)

    def _limited(self, moved: Land, distance_km: float) -> Land:
        """Return the land, moved evenly by a distance, within the limits."""
        if self._limits.none:
            return moved
        if self._sign > 0:
            return self._connected(self._reached(moved, distance_km))
        allowed = self._allowed(distance_km)
        if allowed is None:
            return united([self._clear(moved)])
        given_up = shapely.difference(allowed, moved)
        off = shapely.intersection(self._off_near(self._land), allowed)
        return united([shapely.difference(shapely.difference(self._land, given_up), off)])

    def to_area_km2(self, target_km2: float) -> Land:
        """Return the land grown or shrunk until it has the target area, within 1e-4 of it.

        Raises:
            Unreachable: no distance up to 1000 km gives it.
            ScenarioError: it would grow too near to a pole.
        """

        def excess_km2(distance_km: float) -> float:
            return self._area_km2(self._exactly(distance_km)) - target_km2

        area_km2, length_km = self._flat.area / 1e6, self._flat.length / 1e3
        missing_km2 = abs(target_km2 - area_km2)
        reach_km = min(missing_km2 / length_km, sqrt(missing_km2 / pi)) + 1e-6
        if self._sign < 0 and not self._limits.none:
            self._check_shrinks_to(target_km2, excess_km2(0.0))
        while reach_km < FARTHEST_KM and self._sign * excess_km2(reach_km) < 0:
            reach_km *= 2
        if reach_km >= FARTHEST_KM:
            raise Unreachable(excess_km2(FARTHEST_KM) + target_km2)
        precision_km = 1e-10 * target_km2 / length_km
        distance_km = _root(excess_km2, reach_km, precision_km)
        found = self._exactly(distance_km)
        if abs(self._area_km2(found) - target_km2) <= AREA_TOLERANCE * target_km2:
            return self._corrected(distance_km, target_km2) or found
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
        """Return the land of about a distance that has the target area without needless vertices.

        None if absent such.
        """
        best: tuple[float, Land | None] = (AREA_TOLERANCE * target_km2, None)
        for _ in range(_CORRECTIONS):
            land = self._simply(self._evenly(distance_km), distance_km)
            excess_km2 = self._area_km2(land) - target_km2
            if abs(excess_km2) < best[0]:
                best = abs(excess_km2), land
            length_km = float(self._ellipsoid.perimeter_km(land)[0])
            if best[0] <= _CORRECTED * target_km2 or not length_km:
                break
            distance_km = max(distance_km - self._sign * excess_km2 / length_km, 0.0)
        return best[1]

    def _area_km2(self, land: Land) -> float:
        return float(self._ellipsoid.area_km2(land)[0])

    def _evenly(self, distance_km: float, quarter_segments: int = _QUARTER_SEGMENTS) -> Land:
        """Return the land offset all round, in degrees."""
        metres = self._sign * distance_km * 1e3
        moved = shapely.buffer(self._flat, metres, quad_segs=quarter_segments, join_style="round")
        return cast("Land", self._plane.inverse(moved))

    def _allowed(self, distance_km: float) -> BaseGeometry | None:
        """Return where the limits allow a change at a distance, None for everywhere."""
        if self._limits.bearing is None:
            return self._within
        wedge = self._wedge(*self._limits.bearing, distance_km)
        return wedge if self._within is None else shapely.intersection(self._within, wedge)

    def _reached(self, moved: Land, distance_km: float) -> BaseGeometry:
        """Return the grown land with all that is allowed, whether it is connected or not."""
        allowed = self._allowed(distance_km)
        taken = moved if allowed is None else shapely.intersection(moved, allowed)
        return united([self._land, self._clear(taken)])

    def _connected(self, reached: BaseGeometry) -> MultiPolygon:
        """Return those parts of the grown land that hold some of the land that was there."""
        parts = shapely.get_parts(reached)
        tree = shapely.STRtree(parts)
        _, held = tree.query(self._inner_points, predicate="within")
        return cast("MultiPolygon", shapely.multipolygons(parts[np.unique(held)]))

    @cached_property
    def _inner_points(self) -> NDArray[np.object_]:
        """Return a point inside each block."""
        return np.asarray(shapely.point_on_surface(shapely.get_parts(self._land)), dtype=object)

    def _clear(self, land: BaseGeometry) -> BaseGeometry:
        """Return land without what is to be kept off."""
        return shapely.difference(land, self._off_near(land))

    def _off_near(self, land: BaseGeometry) -> BaseGeometry:
        """Return what is to be kept off and meets some land, as one geometry."""
        if self._tree is None or self._limits.off is None:
            return shapely.MultiPolygon()
        hits = np.sort(self._tree.query(land, predicate="intersects"))
        key = hits.tobytes()
        if key != self._known_off[0]:
            self._known_off = key, shapely.union_all(self._limits.off[hits])
        return self._known_off[1]

    def _wedge(self, from_deg: float, to_deg: float, distance_km: float) -> Polygon:
        """Return the side between two bearings, farther out than the land grown by a distance."""
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
        """Refuse a target below what the limits leave, or above what keeping off leaves."""
        if excess_at_0_km2 < -AREA_TOLERANCE * target_km2:
            raise Unreachable(excess_at_0_km2 + target_km2)
        allowed = self._allowed(0.0)
        left = (
            0.0
            if allowed is None
            else self._area_km2(united([shapely.difference(self._land, allowed)]))
        )
        if left > target_km2:
            raise Unreachable(left)

    def _through_gap(self, distance_km: float, target_km2: float) -> Land:
        """Return the land with the target area, where at a distance much joins it at once.

        What joins is taken in from the gap outwards: as far from there as the target asks.
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
        return taken(_root(excess_km2, reach_km, 1e-9))

    def _connected_at(self, distance_km: float) -> MultiPolygon:
        return self._connected(self._reached(self._evenly(distance_km), distance_km))


def _simplified(land: Land, distance_km: float) -> Land:
    """Return land in degrees without the vertices that its accuracy of the distance can spare."""
    fewer = shapely.simplify(land, _ERRS * distance_km * 1e3 / _METRES_OF_DEGREE)
    return fewer if is_valid(fewer) and not fewer.is_empty else land


def _root(excess_km2: Callable[[float], float], reach_km: float, precision_km: float) -> float:
    """Return the distance at which a target is met, between 0 and a reach that passes it."""
    from scipy.optimize import brentq  # noqa: PLC0415  slow to load, and few edits ask for it

    start = excess_km2(0.0)
    if start == 0 or (start < 0) == (excess_km2(reach_km) < 0):
        return 0.0
    return float(brentq(excess_km2, 0.0, reach_km, xtol=max(precision_km, _FINEST_KM)))
