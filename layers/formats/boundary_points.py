"""Boundary points: their numbers along the rings of a block, and the grid of their coordinates.

A ring begins at its vertex nearest to the north-western corner of its extent. The outline goes
clockwise, holes the other way round. Points are numbered through all rings of a block: J1, J2, …
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import UTMConversion
from shapely.geometry.base import BaseGeometry

from layers.geometry.antimeridian import whole
from layers.geometry.edges import Floats
from layers.geometry.gauss_kruger import GEOGRAPHIC, Band, band_at
from layers.geometry.reproject import transform_geometry

_UTM_DEG, _UTM_ZONES = 6, 60
_DECIMALS = 9  # of degrees
_UTM_SOUTH, _UTM_NORTH = -80.0, 84.0  # beyond which UTM is not defined


class RingPoint(NamedTuple):
    """A point of a ring: its number in the block, and its coordinates, x east and y north."""

    number: int
    x: float
    y: float


class BoundaryPoint(NamedTuple):
    """A boundary point: its number and its ring in the block, in degrees and in metres of a grid.

    The metres are NaN without a grid.
    """

    number: int
    ring: int
    lon: float
    lat: float
    north_m: float
    east_m: float


def ring_points(polygon: shapely.Polygon) -> Iterator[list[RingPoint]]:
    """Yield the points of each ring of a block, without the closing one.

    >>> outline, = ring_points(shapely.box(0, 0, 1, 2))
    >>> [(point.number, point.x, point.y) for point in outline]
    [(1, 0.0, 2.0), (2, 1.0, 2.0), (3, 1.0, 0.0), (4, 0.0, 0.0)]
    """
    last = 0
    for number, ring in enumerate(shapely.get_rings(polygon)):
        xy = _from_north_west(shapely.get_coordinates(ring), clockwise=number == 0)
        yield [RingPoint(last + nth, x, y) for nth, (x, y) in enumerate(xy.tolist(), start=1)]
        last += len(xy)


def _from_north_west(closed: Floats, *, clockwise: bool) -> Floats:
    """Return the vertices of a ring from the one nearest to its extent's north-western corner.

    >>> square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])
    >>> _from_north_west(square, clockwise=True).tolist()
    [[0, 1], [1, 1], [1, 0], [0, 0]]
    """
    if shapely.is_ccw(shapely.LinearRing(closed)) == clockwise:
        closed = closed[::-1]
    ring = closed[:-1]
    west, north = ring[:, 0].min(), ring[:, 1].max()
    first = int(np.hypot(ring[:, 0] - west, ring[:, 1] - north).argmin())
    return np.roll(ring, -first, axis=0)


def band_of(shape: BaseGeometry) -> Band | None:
    """Return the 3° Gauss–Krüger band of a shape in degrees, by its middle; None outside all.

    >>> band_of(shapely.box(120.4, 30, 121, 31)).number
    40
    """
    if shape.is_empty:
        return None
    west, south, east, _ = shape.bounds
    return band_at((west + east) / 2) if east - west <= 180 and south >= 0 else None


def grid_of(shape: BaseGeometry, crs: CRS) -> CRS | None:
    """Return the grid of a shape in degrees: of CGCS2000 its band, else UTM on the CRS's datum.

    None outside all bands, and near the poles.

    >>> grid_of(shapely.box(120.4, 30, 121, 31), CRS.from_epsg(4490)).to_epsg()
    4528
    >>> grid_of(shapely.box(13, 52, 14, 53), CRS.from_epsg(4258)).name
    'ETRS89 / UTM zone 33N'
    >>> grid_of(shapely.box(179.5, -17, 180.5, -16), CRS.from_epsg(4326)).name
    'WGS 84 / UTM zone 1S'
    >>> grid_of(shapely.box(13, 84.5, 14, 85), CRS.from_epsg(4258)) is None
    True
    """
    if is_cgcs2000(crs):
        band = band_of(shape)
        return None if band is None else CRS.from_user_input(band.epsg("CGCS2000"))
    west, south, east, north = whole(shape).bounds
    middle = (south + north) / 2
    if south < _UTM_SOUTH or north > _UTM_NORTH:
        return None
    zone = int(((west + east) / 2 + 180) // _UTM_DEG) % _UTM_ZONES + 1
    side = "S" if middle < 0 else "N"
    conversion = UTMConversion(str(zone), side)
    return ProjectedCRS(conversion, f"{crs.name} / UTM zone {zone}{side}", geodetic_crs=crs)


def is_cgcs2000(crs: CRS) -> bool:
    """Return whether a CRS is CGCS2000 in degrees, that of plans of China."""
    return crs.equals(CRS.from_user_input(GEOGRAPHIC["CGCS2000"]), ignore_axis_order=True)


def block_points(block: shapely.Polygon, crs: CRS, grid: CRS | None) -> list[BoundaryPoint]:
    """Return the boundary points of a block in degrees of a CRS, with their coordinates in a grid.

    A long edge has points where it bends in the grid, as the boundary-point TXT has. Longitudes are
    within ±180.

    >>> crs = CRS.from_epsg(4490)
    >>> block = shapely.box(119.9, 30, 120.1, 30.1)
    >>> first, *_ = block_points(block, crs, grid_of(block, crs))
    >>> first.lon, first.lat, round(first.north_m), round(first.east_m)
    (119.9, 30.1, 3331203, 40490361)
    """
    shown = block if grid is None else transform_geometry(block, crs, grid).shapes
    rings = enumerate(ring_points(shown), start=1)
    points = [(number, point) for number, ring in rings for point in ring]
    east, north = np.array([(point.x, point.y) for _, point in points]).T
    lon, lat = east, north
    if grid is None:
        east = north = np.full(len(points), np.nan)
    else:
        back = Transformer.from_crs(grid, crs, always_xy=True)
        lon, lat = map(np.asarray, back.transform(east, north))
    lon = np.where(np.abs(lon) > 180, (lon + 180) % 360 - 180, lon)
    places = zip(lon.round(_DECIMALS).tolist(), lat.round(_DECIMALS).tolist(), strict=True)
    metres = zip(north.tolist(), east.tolist(), strict=True)
    return [
        BoundaryPoint(point.number, ring, *place, *at)
        for (ring, point), place, at in zip(points, places, metres, strict=True)
    ]
