"""Compactness of polygons: pure functions of size and outline, 1 for a disc."""

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from layers.geometry.edges import Floats, as_shapes
from layers.geometry.ellipsoid import Ellipsoid
from layers.runtime.budget import spend

_STEP_DEG = 0.02  # longer edges, straight in degrees, are densified at this step in the plane


def polsby_popper(area_km2: ArrayLike, perimeter_km: ArrayLike) -> Floats:
    """Return 4π·area/perimeter² of each polygon: π/4 for a square, 1/n for n equal discs.

    NaN if the perimeter is 0. Formula: Polsby and Popper 1991, The third criterion.

    >>> round(float(polsby_popper(1.0, 4.0)), 6)
    0.785398
    """
    area, perimeter = np.asarray(area_km2, float), np.asarray(perimeter_km, float)
    return _ratio(4 * np.pi * area, perimeter**2)


def reock(ellipsoid: Ellipsoid, geometries: object) -> Floats:
    """Return each polygon's area divided by its smallest enclosing circle's: 2/π for a square.

    `geometries` are polygons or multipolygons in degrees (lon, lat): one, a sequence, or a
    GeoSeries. The area is the ellipsoid's; the circle lies in the azimuthal equidistant plane
    about the polygon's centroid. NaN if a geometry is empty.
    Formula: Reock 1961, A note: measuring compactness as a requirement of legislative
    apportionment.

    >>> from layers.geometry.ellipsoid import GRS80
    >>> square = shapely.box(120, 0, 120.01, 0.01)
    >>> round(float(reock(GRS80, square)[0]), 3)
    0.637
    """
    shapes = as_shapes(geometries)
    radius_km = [enclosing_radius_km(ellipsoid, shape) for shape in shapes]
    return share_of_circle(ellipsoid.area_km2(shapes), radius_km)


def share_of_circle(area_km2: ArrayLike, radius_km: ArrayLike) -> Floats:
    """Return areas divided by those of circles; NaN if a radius is 0.

    >>> round(float(share_of_circle(2.0, 1.0)), 4)  # a square in its circle
    0.6366
    """
    return _ratio(np.asarray(area_km2, float), np.pi * np.asarray(radius_km, float) ** 2)


def enclosing_radius_km(ellipsoid: Ellipsoid, shape: BaseGeometry) -> float:
    """Return the radius of the smallest circle about a shape in the plane at its centroid.

    >>> from layers.geometry.ellipsoid import GRS80
    >>> square = shapely.box(120, 0, 120.01, 0.01)
    >>> round(enclosing_radius_km(GRS80, square), 3)
    0.785
    """
    if shape.is_empty:
        return 0.0
    centre = shapely.centroid(shape)
    rings = shapely.get_exterior_ring(shapely.get_parts(shape))
    spend(int(shapely.length(rings).sum() / _STEP_DEG))
    xy = shapely.get_coordinates(shapely.segmentize(rings, _STEP_DEG))
    flat = ellipsoid.plane(centre.x, centre.y).to_plane_m(xy)
    return float(shapely.minimum_bounding_radius(shapely.linestrings(flat))) / 1e3


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Return part/whole, NaN if the whole is 0."""
    ratio: Floats = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return ratio
