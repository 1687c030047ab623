"""Area, perimeter and local planes on an ellipsoid, for geometry in degrees (lon, lat).

An edge is the straight line between two vertices *in longitude and latitude*, as in GEOS,
GeoPackage and QGIS; not the geodesic. Every measure here uses that edge, so that a polygon cut in
two has exactly the total area of its parts.

- **Area**: the line integral of the authalic function along the edges, by Gauss–Legendre points.
- **Perimeter**: the arc length of the edges on the ellipsoid, including holes.
- **Local plane**: azimuthal equidistant about a point (distances from that point are exact).

Distances to a polygon are in `layers.geometry.point_distance`, its buffers in
`layers.geometry.buffer`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Geod
from pyproj.exceptions import CRSError as ProjError

from layers.errors import CrsError
from layers.geometry.edges import Edges, Floats, Ints, as_shapes, nearest_turn, polygons_of
from layers.geometry.reproject import counts_degrees, not_in_degrees
from layers.messages import Message
from layers.runtime.cache import cached_property

_GAUSS_X, _GAUSS_W = np.polynomial.legendre.leggauss(5)
_GAUSS_T = (_GAUSS_X[:, None] + 1) / 2  # a column: one row of latitudes for each
_GAUSS_W = _GAUSS_W[:, None] / 2

_AREA_STEP_DEG = 1.0  # longest latitude span integrated by one set of Gauss points
_EDGES = 20_000  # integrated at once: each needs five points in ten arrays


def known_crs(crs: object) -> CRS:
    """Return a CRS that PROJ knows, of anything that `pyproj.CRS` understands.

    Raises:
        CrsError: it does not know it.
    """
    try:
        return CRS.from_user_input(crs)
    except (ProjError, UnicodeError) as error:
        raise CrsError(Message("plan-crs-unknown", crs=str(crs))) from error


@dataclass(frozen=True)
class Ellipsoid:
    """An ellipsoid of revolution, by semi-major axis (metres) and flattening.

    >>> square = shapely.box(120, 30, 121, 31)
    >>> round(float(GRS80.area_km2(square)[0]), 1)
    10642.4
    """

    semi_major_m: float
    flattening: float

    @classmethod
    def of(cls, crs: object) -> Ellipsoid:
        """Return the ellipsoid of a geographic CRS (anything that `pyproj.CRS` understands).

        Raises:
            CrsError: the CRS is missing, unknown, not geographic, or does not count degrees from
                Greenwich.
        """
        parsed = known_crs(crs)
        if not parsed.is_geographic or parsed.ellipsoid is None:
            raise CrsError(Message("plan-crs-projected", crs=parsed.to_string()))
        if not counts_degrees(parsed):
            raise CrsError(not_in_degrees(parsed))
        inverse = parsed.ellipsoid.inverse_flattening
        return cls(parsed.ellipsoid.semi_major_metre, 1 / inverse if inverse else 0.0)

    @cached_property
    def geod(self) -> Geod:
        """Return the geodesic solver of this ellipsoid."""
        return Geod(a=self.semi_major_m, f=self.flattening)

    def area_km2(self, geometries: object) -> Floats:
        """Return the area of each geometry without its holes, in km²; 0 for lines and points.

        Formula: ∮ (Q(φ) − Q(φ₀)) dλ with Q the authalic function (Snyder 1987, eq. 3-12), by five
        Gauss points for each degree of latitude of an edge. Differences of Q use addition theorems,
        which avoids cancellation for small polygons.
        """
        shapes = as_shapes(geometries)
        polygons, owner = polygons_of(shapes)
        edges = Edges.of(polygons).split(_AREA_STEP_DEG, latitude_only=True)
        integral = np.empty(len(edges.lon0))
        for start in range(0, len(integral), _EDGES):
            some = slice(start, start + _EDGES)
            lat0, lat1 = edges.lat0[some], edges.lat1[some]
            latitude = np.radians(lat0 + _GAUSS_T * (lat1 - lat0))
            difference = self._authalic_difference(latitude, np.radians(edges.first_lat[some]))
            integral[some] = (_GAUSS_W * difference).sum(axis=0)
        integral *= np.radians(edges.lon1 - edges.lon0) / 1e6
        rings = np.abs(_sums(edges.ring, integral, len(edges.polygon_of_ring)))
        signed = np.where(edges.is_exterior, rings, -rings)
        return _sums(owner[edges.polygon_of_ring], signed, len(shapes))

    def perimeter_km(self, geometries: object) -> Floats:
        """Return the length of all rings of each geometry, holes included, in km."""
        shapes = as_shapes(geometries)
        polygons, owner = polygons_of(shapes)
        edges = Edges.of(polygons).split(_AREA_STEP_DEG)
        d_lat = np.radians(edges.lat1 - edges.lat0)
        d_lon = np.radians(edges.lon1 - edges.lon0)
        e2 = self.flattening * (2 - self.flattening)
        latitude = np.radians(edges.lat0 + _GAUSS_T * (edges.lat1 - edges.lat0))
        w2 = 1 - e2 * np.sin(latitude) ** 2
        meridian = self.semi_major_m * (1 - e2) / w2**1.5
        parallel = self.semi_major_m / np.sqrt(w2) * np.cos(latitude)
        length = (_GAUSS_W * np.hypot(meridian * d_lat, parallel * d_lon)).sum(axis=0)
        polygon = edges.polygon_of_ring[edges.ring]
        return _sums(owner[polygon], length, len(shapes)) / 1e3

    def plane(self, lon: float, lat: float) -> LocalPlane:
        """Return the azimuthal equidistant plane about a point (degrees)."""
        return LocalPlane(self, float(lon), float(lat))

    def _authalic_difference(self, latitude: Floats, base: Floats) -> Floats:
        """Return Q(latitude) − Q(base) in m², for latitudes in radians, without cancellation."""
        e2 = self.flattening * (2 - self.flattening)
        sin_a, sin_b = np.sin(latitude), np.sin(base)
        rise = 2 * np.cos((latitude + base) / 2) * np.sin((latitude - base) / 2)
        first = rise * (1 + e2 * sin_a * sin_b) / ((1 - e2 * sin_a**2) * (1 - e2 * sin_b**2))
        if e2 == 0:
            return self.semi_major_m**2 * rise
        e = np.sqrt(e2)
        second = np.arctanh(e * rise / (1 - e2 * sin_a * sin_b)) / e
        difference: Floats = self.semi_major_m**2 * (1 - e2) / 2 * (first + second)
        return difference

    def area_density_km2(self, latitude: Floats) -> Floats:
        """Return M·N·cos φ: km² per square radian of longitude and latitude (radians)."""
        e2 = self.flattening * (2 - self.flattening)
        w2 = 1 - e2 * np.sin(latitude) ** 2
        density: Floats = (self.semi_major_m / 1e3) ** 2 * (1 - e2) * np.cos(latitude) / w2**2
        return density

    def cartesian_m(self, lon: Floats, lat: Floats) -> Floats:
        """Return earth-centred coordinates (n, 3) in metres."""
        e2 = self.flattening * (2 - self.flattening)
        phi, lam = np.radians(lat), np.radians(lon)
        normal = self.semi_major_m / np.sqrt(1 - e2 * np.sin(phi) ** 2)
        out = np.empty((len(phi), 3))
        out[:, 0] = normal * np.cos(phi) * np.cos(lam)
        out[:, 1] = normal * np.cos(phi) * np.sin(lam)
        out[:, 2] = normal * (1 - e2) * np.sin(phi)
        return out


@dataclass(frozen=True)
class LocalPlane:
    """The azimuthal equidistant plane about (`lon`, `lat`): x east, y north, metres.

    A point's distance and azimuth from the origin are exact; the relative error of a length between
    two points at most ρ from the origin is at most ρ²/(6R²) (4e-5 at 100 km).
    """

    ellipsoid: Ellipsoid
    lon: float
    lat: float

    def forward(self, geometries: Any) -> Any:  # noqa: ANN401  one geometry or an array, as given
        """Return geometries in plane metres, from lon/lat degrees."""
        return shapely.transform(geometries, self.to_plane_m)

    def inverse(self, geometries: Any) -> Any:  # noqa: ANN401
        """Return geometries in lon/lat degrees; longitudes stay within 180° of the origin's."""
        return shapely.transform(geometries, self.to_degrees)

    def to_plane_m(self, xy: Floats) -> Floats:
        """Return plane metres (n, 2) of degrees (n, 2)."""
        origin = np.full(len(xy), self.lon), np.full(len(xy), self.lat)
        azimuth, _, distance = self.ellipsoid.geod.inv(*origin, xy[:, 0], xy[:, 1])
        azimuth = np.radians(azimuth)
        return np.column_stack([distance * np.sin(azimuth), distance * np.cos(azimuth)])

    def to_degrees(self, xy: Floats) -> Floats:
        """Return degrees (n, 2) of plane metres (n, 2)."""
        origin = np.full(len(xy), self.lon), np.full(len(xy), self.lat)
        azimuth = np.degrees(np.arctan2(xy[:, 0], xy[:, 1]))
        lon, lat, _ = self.ellipsoid.geod.fwd(*origin, azimuth, np.hypot(xy[:, 0], xy[:, 1]))
        return np.column_stack([nearest_turn(lon, self.lon), lat])


GRS80 = Ellipsoid(6_378_137.0, 1 / 298.257222101)
"""The ellipsoid of CGCS2000 (EPSG:4490)."""


def _sums(group: Ints, amount: Floats, groups: int) -> Floats:
    """Return the sum of the amounts of each group."""
    return np.bincount(group, amount, minlength=groups).astype(np.float64)
