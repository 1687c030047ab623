"""A zone: its id, its group and its polygon, with properties computed once.

Coverage and rules share the polygons (`PolygonCache`): an outline is normalised, measured and
indexed only once for both.
"""

from __future__ import annotations

import hashlib
import math
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.compactness import enclosing_radius_km, polsby_popper, share_of_circle
from layers.geometry.antimeridian import Shapes, unwrapped, whole
from layers.geometry.edges import Floats, densified
from layers.geometry.ellipsoid import Ellipsoid
from layers.geometry.point_distance import Boundary
from layers.geometry.radial import LocalOrigin
from layers.geometry.scaled_plane import PlaneOutline, ScaledPlane
from layers.plan.plan import Plan
from layers.runtime.cache import Cache, cached_property
from layers.schema.figures import Figure

Outline = Polygon | MultiPolygon

_STEP_DEG = 0.1  # such an edge deviates less than this from the straight line, up to 89.5° latitude
_SLACK_M = 1_000.0
_KM_PER_DEGREE = 111.3
_KEPT_POLYGONS = 1_000  # besides those of the plan, which are always cached
_KEPT_KEYS = 10_000


def shape_hash(shape: BaseGeometry) -> bytes:
    """Return a hash of a polygon, independent of the order of its rings and vertices."""
    return _digest(shapely.normalize(shape))


def _digest(normalised: BaseGeometry) -> bytes:
    wkb: bytes = shapely.to_wkb(normalised)
    return hashlib.blake2b(wkb, digest_size=16).digest()


class Blocks(NamedTuple):
    """The single polygons of a zone."""

    shapes: Shapes
    area_km2: Floats


class ZonePolygon:
    """A zone's polygon, with properties that are computed on first use.

    `shape` (degrees, longitudes within ±180) is normalised, and never prepared, because threads
    share it and prepared shapes of GEOS are not thread-safe. `whole` is in one piece if the zone
    crosses 180°, and `bounds` are those of `whole` (0, 0, 0, 0 if empty).
    """

    def __init__(self, ellipsoid: Ellipsoid, shape: BaseGeometry) -> None:
        self.ellipsoid = ellipsoid
        self.shape: BaseGeometry = shapely.normalize(shape)
        piece = whole(self.shape)
        self.whole = self.shape if piece is self.shape else shapely.normalize(piece)
        west, south, east, north = self.whole.bounds if not shape.is_empty else (0.0,) * 4
        self.bounds = (west, south, east, north)

    @cached_property
    def key(self) -> bytes:
        """Return its identity: a digest that no order of rings or vertices changes."""
        return _digest(self.shape)

    @cached_property
    def boundary(self) -> Boundary:
        """Return its boundary, indexed for distances."""
        return Boundary(self.ellipsoid, self.shape)

    @cached_property
    def origin(self) -> LocalOrigin:
        """Return the middle of its bounds."""
        west, south, east, north = self.bounds
        return LocalOrigin(self.ellipsoid, (west + east) / 2, (south + north) / 2)

    @cached_property
    def ball(self) -> tuple[Floats, float]:
        """Return a ball that contains it: its centre in space, and its radius, in metres."""
        xy = shapely.get_coordinates(densified(self.shape, _STEP_DEG))
        vertices = self.ellipsoid.cartesian_m(xy[:, 0], xy[:, 1])
        centre = vertices.mean(axis=0)
        return centre, float(np.linalg.norm(vertices - centre, axis=1).max(initial=0.0))

    def distance_bounds_m(self, places_m: Floats) -> tuple[Floats, Floats]:
        """Return a lower and an upper bound of how far each place is, straight through space.

        `places_m` are positions in space (`Ellipsoid.cartesian_m`), in metres. Distances need not
        be measured to a polygon whose lower bound is above the upper bound of another. The lower
        bound allows for edges that leave the ball by up to 1 km.

        >>> from layers.geometry.ellipsoid import Ellipsoid
        >>> wgs84 = Ellipsoid.of("EPSG:4326")
        >>> zone = ZonePolygon(wgs84, shapely.box(0, 0, 0.1, 0.1))
        >>> place = wgs84.cartesian_m(np.array([0.5]), np.array([0.05]))
        >>> [round(float(bound[0]) / 1e3, 1) for bound in zone.distance_bounds_m(place)]
        [40.8, 60.6]
        """
        centre, radius_m = self.ball
        distance_m = np.linalg.norm(places_m - centre, axis=1)
        return distance_m - radius_m - _SLACK_M, distance_m + radius_m

    @cached_property
    def blocks(self) -> Blocks:
        """Return its parts, each with its area."""
        shapes = shapely.get_parts(self.whole)
        return Blocks(shapes, self.ellipsoid.area_km2(shapes))

    @cached_property
    def area_km2(self) -> float:
        """Return its area on the ellipsoid."""
        return float(self.ellipsoid.area_km2(self.shape)[0])

    @cached_property
    def perimeter_km(self) -> float:
        """Return the length of its rings."""
        return float(self.ellipsoid.perimeter_km(self.whole)[0])

    @cached_property
    def polsby_popper(self) -> float:
        """Return its Polsby–Popper compactness."""
        return float(polsby_popper(np.array([self.area_km2]), np.array([self.perimeter_km]))[0])

    @cached_property
    def reock(self) -> float:
        """Return its Reock compactness."""
        radius_km = enclosing_radius_km(self.ellipsoid, self.whole)
        return float(share_of_circle(self.area_km2, radius_km))

    @cached_property
    def block_count(self) -> int:
        """Return the number of its blocks."""
        return int(shapely.get_num_geometries(self.whole))

    @cached_property
    def figures(self) -> tuple[float, ...]:
        """Return its `ZONE_FIGURES`."""
        return tuple(getattr(self, name) for name in ZONE_FIGURES)

    @cached_property
    def plane(self) -> ScaledPlane:
        """Return the local plane."""
        return ScaledPlane.about(np.array([self.whole]), self.ellipsoid)

    @cached_property
    def flat(self) -> BaseGeometry:
        """Return it in metres, in its local plane."""
        flat: BaseGeometry = self.plane.flat(np.array([self.whole]))[0]
        return flat

    @cached_property
    def flat_outline(self) -> PlaneOutline:
        """Return its vertices in metres."""
        ring = self.outline.ring if self.whole is self.shape else PlaneOutline.of(self.whole).ring
        return PlaneOutline(self.flat, shapely.get_coordinates(self.flat), ring)

    @cached_property
    def outline(self) -> PlaneOutline:
        """Return its vertices in degrees."""
        return PlaneOutline.of(self.shape)

    def meets(self, shape: BaseGeometry) -> bool:
        """Return whether it intersects a shape."""
        return bool(shapely.intersects(self.shape, shape))

    def reaches_180(self, degrees: float) -> bool:
        """Return whether it lies within a distance in degrees of the antimeridian."""
        west, _, east, _ = self.shape.bounds
        return west <= degrees - 180 or east >= 180 - degrees

    @cached_property
    def across_180(self) -> BaseGeometry:
        """Return it in longitudes from 0 to 360."""
        shape: BaseGeometry = unwrapped(self.shape)[0]
        return shape

    def is_near(self, other: ZonePolygon, degrees: float) -> bool:
        """Return whether another polygon is within a distance in degrees, across 180° as well."""
        if shapely.dwithin(other.shape, self.shape, degrees):
            return True
        if not (self.reaches_180(degrees) and other.reaches_180(degrees)):
            return False
        return bool(shapely.dwithin(other.across_180, self.across_180, degrees))

    def degrees(self, metres: float) -> float:
        """Return an upper bound of a distance in degrees, anywhere in it, plus 1 %."""
        _, south, _, north = self.shape.bounds
        farthest = math.radians(min(max(abs(south), abs(north)), 89))
        return metres / 1e3 / (_KM_PER_DEGREE * math.cos(farthest)) * 1.01


ZONE_FIGURES = {
    "area_km2": Figure("area_km2", ".2f"),
    "perimeter_km": Figure("perimeter_km", ".1f"),
    "polsby_popper": Figure("polsby_popper", ".3f"),
    "reock": Figure("reock", ".3f"),
    "block_count": Figure("blocks"),
}
"""The figures of the table of zones in order, by the property of a polygon that returns each."""


class PolygonCache:
    """The polygons of a plan's zones, and recently used ones of other outlines, by digest.

    Thread-safe.
    """

    def __init__(self, plan: Plan) -> None:
        self.ellipsoid = plan.ellipsoid
        self._shapes = plan.zones["geometry"].to_numpy()  # kept alive for their object ids
        self._own: Cache[str, dict[int, bytes]] = Cache(1)  # object ids hold in one process only
        self._keys: Cache[bytes, bytes] = Cache(_KEPT_KEYS)
        most = max(_KEPT_POLYGONS, 2 * len(self._shapes))
        self._polygons: Cache[bytes, ZonePolygon] = Cache(most)

    def key(self, shape: BaseGeometry) -> bytes:
        """Return a polygon's digest: the plan's own by object identity, others by their WKB."""
        digest = self._own.get("digests", self._digests).get(id(shape))
        if digest is not None:
            return digest
        wkb = shapely.to_wkb(shape)
        return self._keys.get(wkb, lambda: shape_hash(shape))

    def _digests(self) -> dict[int, bytes]:
        return dict(zip(map(id, self._shapes), map(shape_hash, self._shapes), strict=True))

    def polygon(self, key: bytes, shape: BaseGeometry) -> ZonePolygon:
        """Return the polygon of a key, with its cached properties."""
        return self._polygons.get(key, lambda: ZonePolygon(self.ellipsoid, shape))


class Zone:
    """A zone: id, FTZ (None for a zone of no FTZ) and polygon.

    Zones with the same id, FTZ and polygon are one object while they are in a cache; equality is
    identity. `row` is the zone's position in the plan, None for a zone that differs from the plan.
    """

    def __init__(
        self, zone_id: str, ftz_id: str | None, polygon: ZonePolygon, row: int | None = None
    ) -> None:
        self.zone_id, self.ftz_id, self.polygon, self.row = zone_id, ftz_id, polygon, row


def outlines(zones: gpd.GeoDataFrame) -> dict[str, Outline]:
    """Return each zone's geometry by its id, in the order of the rows."""
    return dict(zip(zones["zone_id"], zones.geometry.to_numpy(), strict=True))


def same_outline(one: Outline | None, other: Outline | None) -> bool:
    """Return whether two outlines are equal to the last digit; None equals None.

    The start and direction of rings and the order of parts and holes are ignored.

    >>> square = shapely.box(0, 0, 1, 1)
    >>> same_outline(square.reverse(), square), same_outline(square, None)
    (True, False)
    """
    if one is other or one is None or other is None:
        return one is other
    return bool(
        shapely.equals_identical(shapely.normalize(multi(one)), shapely.normalize(multi(other)))
    )


def alike(one: Outline, other: Outline, tolerance_deg: float) -> bool:
    """Return whether two outlines are nowhere farther apart than a tolerance, as after a rewrite.

    They are if corresponding vertices are that near; or if the land in only one of them is nowhere
    wider: vertices along an edge may then be added or missing.

    >>> square = shapely.box(0, 0, 1, 1)
    >>> alike(square, shapely.segmentize(square, 0.3), 1e-6)
    True
    >>> alike(square, shapely.box(0, 0, 1, 1.01), 1e-6)
    False
    """
    if same_outline(one, other):
        return True
    if np.abs(np.subtract(one.bounds, other.bounds)).max() > tolerance_deg:
        return False
    this, that = shapely.normalize(multi(one)), shapely.normalize(multi(other))
    if shapely.equals_exact(this, that, tolerance_deg):
        return True
    difference = shapely.symmetric_difference(one, other)
    return bool(shapely.buffer(difference, -tolerance_deg / 2).is_empty)


def multi(shape: Polygon | MultiPolygon) -> MultiPolygon:
    """Return an outline as a multipolygon."""
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])
