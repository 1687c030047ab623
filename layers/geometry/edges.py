"""Polygons as arrays of edges, for measures that are sums over edges.

An edge is the straight line between two vertices in longitude and latitude (degrees).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.runtime.budget import spend

Floats: TypeAlias = "NDArray[np.float64]"
Ints: TypeAlias = "NDArray[np.int64]"
Bools: TypeAlias = "NDArray[np.bool_]"


@dataclass(frozen=True)
class Edges:
    """The edges of polygons as arrays; `ring` numbers each edge's ring."""

    lon0: Floats
    lat0: Floats
    lon1: Floats
    lat1: Floats
    ring: Ints
    polygon_of_ring: Ints
    is_exterior: NDArray[np.bool_]
    first_lat: Floats  # of the edge's ring; any latitude works, a near one avoids cancellation

    @classmethod
    def of(cls, polygons: NDArray[np.object_]) -> Edges:
        """Return the edges of an array of polygons, ring after ring."""
        rings, polygon_of_ring = shapely.get_rings(polygons, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        inner = ring[1:] == ring[:-1]
        is_exterior = np.ones(len(polygon_of_ring), dtype=bool)
        is_exterior[1:] = polygon_of_ring[1:] != polygon_of_ring[:-1]
        ring_of_edge = ring[:-1][inner]
        starts = np.ones(len(ring), dtype=bool)
        starts[1:] = ~inner
        x, y = np.ascontiguousarray(xy.T)
        return cls(
            x[:-1][inner],
            y[:-1][inner],
            x[1:][inner],
            y[1:][inner],
            ring_of_edge,
            polygon_of_ring,
            is_exterior,
            y[starts][ring_of_edge],
        )

    def split(self, step_deg: float, *, latitude_only: bool = False) -> Edges:
        """Return the edges cut into equal pieces that span at most `step_deg` each."""
        span = np.abs(self.lat1 - self.lat0)
        if not latitude_only:
            span = np.maximum(span, np.abs(self.lon1 - self.lon0))
        if not (span > step_deg).any():
            return self
        pieces = np.maximum(np.ceil(span / step_deg), 1).astype(np.int64)
        edge = np.repeat(np.arange(len(pieces)), pieces)
        nth = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        t0, t1 = nth / pieces[edge], (nth + 1) / pieces[edge]
        d_lon, d_lat = (self.lon1 - self.lon0)[edge], (self.lat1 - self.lat0)[edge]
        return Edges(
            self.lon0[edge] + t0 * d_lon,
            self.lat0[edge] + t0 * d_lat,
            self.lon0[edge] + t1 * d_lon,
            self.lat0[edge] + t1 * d_lat,
            self.ring[edge],
            self.polygon_of_ring,
            self.is_exterior,
            self.first_lat[edge],
        )


def as_shapes(geometries: object) -> NDArray[np.object_]:
    """Return geometries as a flat object array, from one geometry, a sequence or a GeoSeries."""
    return np.atleast_1d(np.asarray(geometries, dtype=object))


def polygons_of(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], Ints]:
    """Return the polygons in the shapes, and the number of the shape each belongs to."""
    if (shapely.get_type_id(shapes) == 3).all():
        return shapes, np.arange(len(shapes))
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while (shapely.get_type_id(parts) > 3).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    polygonal = shapely.get_type_id(parts) == 3
    return parts[polygonal], owner[polygonal]


def densified(shape: BaseGeometry, step_deg: float) -> BaseGeometry:
    """Return a polygon or multipolygon with vertices at most a step apart, and all that it had.

    (`shapely.segmentize` also repairs a polygon, and loses parts of it that are a hair wide.)

    Raises:
        BudgetError: these are more than the budget of the context allows.
    """
    spend(int(shapely.length(shape) / step_deg))
    parts = []
    for part in shapely.get_parts(shape):
        shell, *holes = shapely.segmentize(shapely.get_rings(part), step_deg)
        parts.append(shapely.Polygon(shell, holes))
    return parts[0] if shape.geom_type == "Polygon" else shapely.MultiPolygon(parts)


def nearest_turn(lon: Floats, reference: float | Floats) -> Floats:
    """Return longitudes shifted by whole turns to within 180° of a reference."""
    return lon - 360 * np.round((lon - reference) / 360)
