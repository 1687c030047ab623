"""How compact a polygon is: pure functions of its size and outline, 1 for a disc."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.edges import Floats, as_shapes, densified

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from shapely.geometry.base import BaseGeometry

    from layers.ellipsoid import Ellipsoid

_STEP_DEG = 0.02  # a longer edge, straight in degrees, is followed at this step in the plane


def polsby_popper(area_km2: ArrayLike, perimeter_km: ArrayLike) -> Floats:
    """Return 4π·area/perimeter² of each polygon: π/4 for a square, 1/n for n equal discs.

    Null (NaN) where the perimeter is 0. Formula: Polsby and Popper 1991, The third criterion.

    >>> round(float(polsby_popper(1.0, 4.0)), 6)
    0.785398
    """
    area, perimeter = np.asarray(area_km2, float), np.asarray(perimeter_km, float)
    return _ratio(4 * np.pi * area, perimeter**2)


def reock(ellipsoid: Ellipsoid, geometries: object) -> Floats:
    """Return each polygon's area over that of its smallest enclosing circle: 2/π for a square.

    `geometries` are polygons or multipolygons in degrees (lon, lat): one, a sequence, or a
    GeoSeries. The area is the ellipsoid's; the circle is drawn in the azimuthal equidistant plane
    about the polygon's centroid. Null (NaN) where a geometry is empty.
    Formula: Reock 1961, A note: measuring compactness as a requirement of legislative
    apportionment.

    >>> from layers.ellipsoid import GRS80
    >>> square = shapely.box(120, 0, 120.01, 0.01)
    >>> round(float(reock(GRS80, square)[0]), 3)
    0.637
    """
    shapes = as_shapes(geometries)
    radius_m = np.array([_enclosing_radius_m(ellipsoid, shape) for shape in shapes], dtype=float)
    return _ratio(ellipsoid.area_km2(shapes), np.pi * (radius_m / 1e3) ** 2)


def _enclosing_radius_m(ellipsoid: Ellipsoid, shape: BaseGeometry) -> float:
    """Return the radius of the smallest circle about a shape in the plane at its centroid."""
    if shape.is_empty:
        return 0.0
    centre = shapely.centroid(shape)
    outline = densified(shape, _STEP_DEG)
    flat = ellipsoid.plane(centre.x, centre.y).forward(outline)
    return float(shapely.minimum_bounding_radius(flat))


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Return part/whole, NaN where the whole is 0."""
    ratio: Floats = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return ratio
