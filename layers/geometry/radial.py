"""The area that polygons share with a star-shaped outline, by the kernel, without any overlay.

An outline is **star-shaped** about an origin if every ray from the origin meets it once. Then the
area that a polygon P shares with it is a sum over the edges of P: an edge sweeps, from the origin,
its triangle where it runs inside the outline, and the outline's sector where it runs outside. Both
are exact: edges are straight in longitude and latitude, and the ellipsoid's area of a triangle at
the origin is its plane area times a polynomial in latitude.

The overlay by GEOS gives the same area. It is used if `layers.geometry.kernel` is off, or an
outline is not star-shaped.

Coordinates here are radians about the origin: x = (λ − λ₀) cos φ₀, y = φ − φ₀.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.geometry import kernel
from layers.geometry.edges import Floats, Ints, nearest_turn, polygons_of
from layers.geometry.ellipsoid import Ellipsoid
from layers.runtime.cache import cached_property

_DEGREE = 8  # of the density's polynomial: relative error below 1e-14
_HALF_SPAN = 0.105  # radians of latitude for which the polynomial is valid: 670 km
_FARTHEST_LAT = 75.0  # of an origin
_STEEPEST = 0.3  # least sine of the angle between a chord and the ray that meets it
_ROUNDING = 1e-14  # of the outline's area: the rounding error of a sum that should be zero
_NODES = np.cos(np.pi * (np.arange(_DEGREE + 1) + 0.5) / (_DEGREE + 1))  # Chebyshev's
# from values at the nodes to a polynomial
_POWERS = np.linalg.inv(np.vander(_NODES, increasing=True))


@dataclass(frozen=True)
class LocalOrigin:
    """A point in degrees, and the ellipsoid's area density about it as a polynomial in y."""

    ellipsoid: Ellipsoid
    lon: float
    lat: float

    @cached_property
    def _moments(self) -> Floats:
        """Return c_k / ((k+1)(k+2)) for density Σ c_k yᵏ, in km² per square unit of x, y.

        ∬ yᵏ over the triangle (origin, p, q) is cross(p, q) / ((k+1)(k+2)) · Σⱼ p_yʲ q_yᵏ⁻ʲ.
        """
        at_nodes = self.ellipsoid.area_density_km2(np.radians(self.lat) + _HALF_SPAN * _NODES)
        power = _POWERS @ at_nodes / _HALF_SPAN ** np.arange(_DEGREE + 1)
        k = np.arange(len(power))
        scaled: Floats = power / ((k + 1) * (k + 2) * self._shrink)
        return scaled

    @cached_property
    def _shrink(self) -> float:
        """Return cos φ₀: the ratio of lengths along the parallel and along the meridian."""
        return float(np.cos(np.radians(self.lat)))

    @cached_property
    def compiled(self) -> kernel.Origin:
        """Return the origin for the kernel."""
        return kernel.Origin(self.lon, self.lat, self._shrink, _HALF_SPAN, self._moments)

    def local(self, xy_deg: Floats) -> tuple[Floats, Floats]:
        """Return degrees as x and y relative to the origin, in radians."""
        x = np.radians(nearest_turn(xy_deg[:, 0] - self.lon, 0.0)) * self._shrink
        return x, np.radians(xy_deg[:, 1] - self.lat)

    def outline(self, land: BaseGeometry | Floats) -> kernel.StarOutline | None:
        """Return the outline of a polygon, or of its one ring in degrees, about the origin.

        A ring (n, 2) is counter-clockwise, its first vertex not repeated. None without the kernel,
        or if the outline is not star-shaped: a polygon with holes or parts, with a chord nearly
        parallel to a ray, or too far from the origin or too near a pole for the polynomial.
        """
        if not kernel.is_on() or abs(self.lat) >= _FARTHEST_LAT:
            return None
        if not isinstance(land, np.ndarray):
            if not isinstance(land, shapely.Polygon) or len(land.interiors):
                return None
            ring = shapely.get_coordinates(land.exterior)[:-1]
            land = ring if shapely.is_ccw(land.exterior) else ring[::-1]
        return kernel.StarOutline.of_ring(self.compiled, land, _STEEPEST)


class PolygonRings:
    """The rings of polygons as arrays of edges, an outer ring counter-clockwise, a hole clockwise.

    An edge runs from a vertex (`lonlat`, degrees) to that of the edge `after` it; the edges of
    shape n are `start[n]:start[n + 1]`.
    """

    def __init__(self, lonlat: Floats, after: Ints, start: Ints) -> None:
        self.lonlat, self.after, self.start = lonlat, after, start

    @classmethod
    def of(cls, shapes: NDArray[np.object_]) -> PolygonRings:
        """Return the rings of shapes, one after the other."""
        polygons, owner = polygons_of(shapely.orient_polygons(shapes))
        rings, polygon = shapely.get_rings(polygons, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        vertex = np.flatnonzero(ring[1:] == ring[:-1])  # all but the repeated last vertex of each
        first = np.flatnonzero(np.diff(ring[vertex], prepend=-1))
        after = np.arange(1, len(vertex) + 1)
        after[np.append(first[1:], len(vertex))[: len(first)] - 1] = first
        count = np.bincount(owner[polygon[ring[vertex]]], minlength=len(shapes))
        return cls(xy[vertex], after, np.concatenate([[0], np.cumsum(count)]))

    @classmethod
    def joined(cls, parts: Sequence[PolygonRings]) -> PolygonRings:
        """Return the rings of several, with shapes numbered consecutively."""
        before = np.cumsum([0] + [len(part.lonlat) for part in parts])
        return cls(
            np.concatenate([part.lonlat for part in parts]),
            np.concatenate([part.after + n for part, n in zip(parts, before, strict=False)]),
            np.concatenate(
                [[0], *(part.start[1:] + n for part, n in zip(parts, before, strict=False))]
            ),
        )

    def part(self, shapes: Ints) -> PolygonRings:
        """Return the rings of some shapes."""
        begin, count = self.start[shapes], np.diff(self.start)[shapes]
        start = np.concatenate([[0], np.cumsum(count)])
        moved = np.repeat(begin - start[:-1], count)
        edge = np.arange(start[-1]) + moved
        return PolygonRings(self.lonlat[edge], self.after[edge] - moved, start)


class RadialEdges:
    """The edges of polygons about an origin, prepared to be intersected with many outlines.

    They are prepared once for a moving zone; each step then costs a pass over the edges. `wanted`
    selects the shapes (column) for each kind of outline (row); None: all, with one kind.
    """

    def __init__(
        self, origin: LocalOrigin, rings: PolygonRings, wanted: NDArray[np.bool_] | None = None
    ) -> None:
        shapes = len(rings.start) - 1
        self._wanted = np.ones((1, shapes), bool) if wanted is None else wanted.copy()
        owner = np.repeat(np.arange(shapes), np.diff(rings.start))
        self._edges = kernel.RingEdges(origin.compiled, rings.lonlat, rings.after, owner)

    def shared_km2(self, outlines: Sequence[kernel.StarOutline], kinds: Sequence[int]) -> Floats:
        """Return the area that each shape (column) shares with each outline (row), km².

        It is 0 for a shape that is not selected for the outline's kind.
        """
        total = self._edges.swept_km2(outlines, [self._wanted[kind] for kind in kinds])
        rounding_km2 = _ROUNDING * np.array([[outline.area_km2] for outline in outlines])
        return np.where(total > rounding_km2, total, 0.0)
