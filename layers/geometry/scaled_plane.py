"""Outlines, and a plane for a few zones: longitude and latitude scaled to metres at the middle.

Edges that coincide in degrees still do. The error of widths is less than 2 % per degree of latitude
from the middle.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.geometry.antimeridian import Shapes
from layers.geometry.edges import Floats, Ints
from layers.geometry.ellipsoid import Ellipsoid


class PlaneOutline(NamedTuple):
    """A polygon or multipolygon, its vertices ring after ring, and the ring of each."""

    shape: BaseGeometry
    xy: Floats
    ring: Ints

    @classmethod
    def of(cls, shape: BaseGeometry) -> PlaneOutline:
        """Return the outline of a polygon or multipolygon."""
        rings = shapely.get_rings(shapely.get_parts(shape))
        return cls(shape, *shapely.get_coordinates(rings, return_index=True))


@dataclass(frozen=True)
class ScaledPlane:
    """Degrees scaled to metres about the middle of some shapes."""

    origin: Floats
    metres: Floats  # of a degree, east and north

    @classmethod
    def about(cls, shapes: Shapes, ellipsoid: Ellipsoid) -> ScaledPlane:
        """Return the plane about some shapes in degrees."""
        west, south, east, north = zip(*shapely.bounds(shapes).tolist(), strict=True)
        middle = (min(west) + max(east)) / 2, (min(south) + max(north)) / 2
        phi = math.radians(middle[1])
        e2 = ellipsoid.flattening * (2 - ellipsoid.flattening)
        w2 = 1 - e2 * math.sin(phi) ** 2
        radii = math.cos(phi) / math.sqrt(w2), (1 - e2) / w2**1.5
        metres = np.array(radii) * (math.radians(1) * ellipsoid.semi_major_m)
        return cls(np.array(middle), metres)

    def flat(self, shapes: Shapes) -> Shapes:
        """Return shapes in metres."""
        out: Shapes = shapely.transform(shapes, lambda xy: (xy - self.origin) * self.metres)
        return out

    def degrees(self, shapes: Shapes) -> Shapes:
        """Return shapes in degrees."""
        out: Shapes = shapely.transform(shapes, lambda xy: xy / self.metres + self.origin)
        return out


def least_cosine_share(shape: BaseGeometry) -> float:
    """Return the ratio of a shape's shortest and longest parallel: 1 at a single latitude."""
    _, south, _, north = shape.bounds
    low, high = sorted((abs(south), abs(north)))
    longest = 1.0 if south < 0 < north else math.cos(math.radians(low))
    return math.cos(math.radians(min(high, 90))) / longest
