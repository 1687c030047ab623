"""Pieces of land that a zone may take or release, as drawn."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.proposals.available_land import AvailableLand, as_multi
from geo.proposals.limits import Limits
from layers.geometry.ellipsoid import LocalPlane

EDGE_DEG = 1e-3
"""An edge so long, straight in degrees, is straight in the plane as well."""

APART_KM = 0.75
"""How far new land lies from other new land, and a new block from zones."""

NEW = "NEW-"
"""How the ids of new zones begin, before their province."""

KM_PER_DEG = 110.0
"""How long a degree of a meridian is at least, about."""

LEAST_COS = 0.01
"""The cosine of the latitude beside a pole."""

OVERLAP_M = 40.0
"""By how much a piece reaches into its block, so that the two are one."""

_DIGITS = 9
_HAIR = 1e-4  # of a piece: a part of it no larger is none
_NOTCHES_M = 75.0, 1.0  # half of how wide notches beside a block are that are filled
_CRUMB_M2 = 1e4


@dataclass(frozen=True, eq=False)
class LandPiece:
    """Land that a zone may take or release, in degrees.

    `shape` is land that is taken and a little of the zone, so that the two are one, or the
    part of its `block` that a release keeps. `zone` is the zone that it grows out of, or that loses
    it; `apart`: it is a new block. `price` is its cost beside the objective. `drawn_back` returns
    less of the land that is released, none where the whole block is.
    """

    zone_id: str
    ftz_id: str | None
    shape: MultiPolygon
    land: MultiPolygon
    area_km2: float
    zone: MultiPolygon | None = None
    apart: bool = False
    price: float = 0.0
    block: Polygon | None = None
    drawn_back: Callable[[float], LandPiece] | None = None

    @property
    def is_released(self) -> bool:
        """Say whether the land is released."""
        return self.block is not None

    @property
    def is_whole_block(self) -> bool:
        """Say whether a whole block is released."""
        return self.is_released and self.shape.is_empty


@dataclass(frozen=True, eq=False)
class Site:
    """A block of a zone, and what its land may be: within limits, and at most so large.

    `province` is the region of the coarsest level whose land may be taken (None: any). A new zone
    has no block: its land lies `half_km` about `middle` at most, in degrees.
    """

    zone_id: str
    ftz_id: str | None
    zone: MultiPolygon
    block: Polygon
    most_km2: float
    limits: Limits
    province: str | None = None
    middle: tuple[float, float] | None = None
    half_km: float = 0.0

    @property
    def start(self) -> Polygon:
        """Return the land about which land may be taken: the block, or the window."""
        if self.middle is None:
            return self.block
        (lon, lat), high = self.middle, self.half_km / KM_PER_DEG
        wide = high / max(math.cos(math.radians(lat)), LEAST_COS)
        return shapely.box(lon - wide, lat - high, lon + wide, lat + high)

    @property
    def longest_m(self) -> float:
        """Return how far land may run out."""
        by_shape = math.sqrt(self.limits.compact * self.most_km2)
        return 1e3 * min(by_shape, self.most_km2 / self.limits.wide_km)


def without_hairs(land: BaseGeometry) -> MultiPolygon:
    """Return land in degrees without what rounding left along an edge."""
    parts = shapely.get_parts(as_multi(land))
    large = parts[shapely.area(parts) > _HAIR * land.area]
    return as_multi(shapely.union_all(large))


def rounded_land(
    inverse: Callable[[BaseGeometry], BaseGeometry], flat: BaseGeometry
) -> MultiPolygon:
    """Return land of a plane in degrees, with nine decimals."""
    land = shapely.transform(inverse(flat), lambda xy: np.round(xy, _DIGITS))
    return as_multi(land if land.is_valid else shapely.buffer(land, 0))


def drawn_beside(  # noqa: PLR0913, PLR0917
    available: AvailableLand,
    site: Site,
    plane: LocalPlane,
    flat: Polygon,
    free: BaseGeometry,
    land: BaseGeometry,
    most_km2: float,
) -> LandPiece | None:
    """Return land of the plane about a block as its zone takes it, narrow notches filled.

    `free` is what may be taken, with the block. Notches are filled as far as the land stays within
    `most_km2`; None where it does not even so.
    """
    for gap_m in _NOTCHES_M:
        whole = shapely.union(flat, land)
        full: BaseGeometry = shapely.buffer(
            shapely.buffer(whole, gap_m, quad_segs=8), -gap_m, quad_segs=8
        )
        full = shapely.union(shapely.intersection(full, free), flat)
        parts = shapely.get_parts(as_multi(shapely.difference(full, flat)))
        is_own = (shapely.area(parts) > _CRUMB_M2) & shapely.intersects(parts, land)
        own, others = shapely.union_all(parts[is_own]), shapely.union_all(parts[~is_own])
        over = shapely.intersection(shapely.buffer(own, OVERLAP_M, quad_segs=4), full)
        shape = rounded_land(plane.inverse, shapely.difference(over, others))
        new = without_hairs(shapely.difference(shape, site.zone))
        km2 = float(available.ellipsoid.area_km2(new)[0])
        if 0 < km2 <= most_km2:
            return LandPiece(site.zone_id, site.ftz_id, shape, new, km2, site.zone)
    return None
