"""The view of a map: a projection, its window, and geometry in drawing units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.enums import TransformDirection
from shapely.geometry.base import BaseGeometry

from layers.geometry.antimeridian import Extent, Shapes, smallest_extent, whole, wrapped
from layers.geometry.area_projection import (
    SOUTH_CHINA_SEA,
    AreaProjection,
    area_projection,
    near_projection,
)
from layers.geometry.edges import Floats
from layers.schema.terms_table import chinese_codes

_FAR_SOUTH: Extent = (*SOUTH_CHINA_SEA[:3], 18.0)
"""The area south of Hainan that the main map of China leaves out."""

_ROOM = 0.12  # margin on each side of zones, as a share of the extent
_LEAST_ROOM_M = 1_500.0
_ASIDE = 24.0  # units between the frame and the land of a map with an inset
_NEAR_M, _CLOSE_M = 900e3, 300e3  # the width of a map with roads, and of one with all regions
_STEPS = np.linspace(0, 1, 9)


class View(NamedTuple):
    """A projection, and the window on it that fills a picture of `wide` × `high` units."""

    projection: AreaProjection
    to_plane: Transformer
    west_m: float
    north_m: float
    units_per_m: float
    wide: float
    high: float

    def drawn(self, shapes: Iterable[BaseGeometry], coarse: float = 0.2) -> NDArray[np.object_]:
        """Return shapes in units of the picture, without detail finer than `coarse` units."""
        array = np.asarray([whole(shape) for shape in shapes], dtype=object)

        def in_units(xy: Floats) -> Floats:
            x, y = self.to_plane.transform(xy[:, 0], xy[:, 1])
            units = (x - self.west_m) * self.units_per_m, (self.north_m - y) * self.units_per_m
            return np.column_stack(units)

        units = shapely.transform(shapely.force_2d(array), in_units)
        simple: NDArray[np.object_] = shapely.simplify(units, coarse)
        invalid = ~shapely.is_valid(simple)
        simple[invalid] = shapely.make_valid(simple[invalid])
        return simple

    @property
    def is_near(self) -> bool:
        """Return whether it is close enough for roads, waters and places."""
        return self.wide / self.units_per_m < _NEAR_M

    @property
    def is_close(self) -> bool:
        """Return whether it shows the finest regions by name, and the coast by their edges."""
        return self.wide / self.units_per_m < _CLOSE_M

    @property
    def frame(self) -> BaseGeometry:
        """Return the picture, in its units."""
        return shapely.box(0, 0, self.wide, self.high)

    @property
    def lacks_far_south(self) -> bool:
        """Return whether it shows the coast of the South China Sea from afar, but not all of it."""
        west, south, east, north = SOUTH_CHINA_SEA
        ends = [shapely.Point((west + east) / 2, lat) for lat in (north, south)]
        coast, end = self.drawn(ends)
        return not self.is_near and self.frame.covers(coast) and not self.frame.covers(end)

    @property
    def middle_deg(self) -> BaseGeometry:
        """Return the middle of the picture in degrees."""
        x = self.west_m + self.wide / 2 / self.units_per_m
        y = self.north_m - self.high / 2 / self.units_per_m
        return shapely.Point(self.to_plane.transform(x, y, direction=TransformDirection.INVERSE))

    @property
    def units_per_ground_m(self) -> float:
        """Return the horizontal scale at the centre of the window."""
        x = self.west_m + self.wide / 2 / self.units_per_m
        y = self.north_m - self.high / 2 / self.units_per_m
        return self.units_per_m * self.projection.scale_at(x, y)

    def box_deg(self) -> BaseGeometry:
        """Return the shown extent in degrees with a small margin; across 180°, both sides of it."""
        x = self.west_m + np.array([-20, self.wide + 20]) / self.units_per_m
        y = self.north_m - np.array([-20, self.high + 20]) / self.units_per_m
        ring = [(x[0] + (x[1] - x[0]) * t, y[side]) for side in (0, 1) for t in _STEPS]
        ring += [(x[side], y[0] + (y[1] - y[0]) * t) for side in (0, 1) for t in _STEPS]
        ring.append((x.mean(), y.mean()))
        x, y = np.array(ring).T
        lon, lat = self.to_plane.transform(x, y, direction=TransformDirection.INVERSE)
        lon = lon[-1] + (lon - lon[-1] + 180) % 360 - 180
        return wrapped(shapely.box(lon.min(), lat.min(), lon.max(), lat.max()))


def wide_view(regions: gpd.GeoDataFrame, shown: NDArray[np.object_], size: Size) -> View:
    """Return the view of a whole plan; `shown` are its regions as drawn.

    With an inset in its lower right corner, its land is at the left, so that the inset is on none.
    """
    projection = area_projection(regions.crs, smallest_extent([regions.geometry.to_numpy()]))
    if has_inset(regions):
        shown = mainland(shown)
    view = _fitted(projection, regions.crs, shown, size, (0.02, 0.0))
    if not has_inset(regions):
        return view
    west, _, _, _ = shapely.total_bounds(view.drawn(shown))
    return view._replace(west_m=view.west_m + (west - _ASIDE) / view.units_per_m)


def whole_view(view: View, crs: CRS, shown: Iterable[BaseGeometry], size: Size) -> View:
    """Return the view of a whole plan with all that the overview has in an inset."""
    return _fitted(view.projection, crs, np.asarray(list(shown), dtype=object), size, (0.02, 0.0))


def has_inset(regions: gpd.GeoDataFrame) -> bool:
    """Return whether a map of a plan shows the far south in an inset, as maps of China do."""
    if not chinese_codes(regions, regions.crs).any():
        return False
    far = _is_far_south(shapely.get_parts(regions.geometry.to_numpy()))
    return bool(far.any() and not far.all())


def inset_view(view: View, crs: CRS, size: Size) -> View:
    """Return the view of the inset of a map of a whole plan."""
    edge = shapely.segmentize(shapely.box(*SOUTH_CHINA_SEA), 1.0)
    return _fitted(view.projection, crs, np.array([edge], dtype=object), size, (0.0, 0.0))


def extent_view(extent: Extent, crs: CRS, size: Size) -> View:
    """Return the view of an extent in degrees, all of which it holds."""
    edge = shapely.segmentize(shapely.box(*extent), max(extent[2] - extent[0], 0.01) / 50)
    projection = area_projection(crs, extent)
    return _fitted(projection, crs, np.array([edge], dtype=object), size, (0.0, 0.0))


def near_view(shapes: Sequence[BaseGeometry], crs: CRS, size: Size) -> View:
    """Return the view of some zones."""
    array = np.asarray(shapes, dtype=object)
    projection = near_projection(crs, smallest_extent([array]))
    return _fitted(projection, crs, array, size, (_ROOM, _LEAST_ROOM_M))


def mainland(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the parts of shapes that a map shows which has the far south in an inset."""
    parts = shapely.get_parts(shapes)
    return np.asarray(parts[~_is_far_south(parts)], dtype=object)


def _is_far_south(parts: Shapes) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = shapely.within(parts, shapely.box(*_FAR_SOUTH))
    return inside


Size = tuple[float, float]
"""The width and height of a picture, in its units."""


def _fitted(
    projection: AreaProjection,
    crs: CRS,
    shapes: NDArray[np.object_],
    size: Size,
    room: tuple[float, float],
) -> View:
    """Return the view that holds shapes with a margin: a share of the extent, or a minimum in m."""
    to_plane = Transformer.from_crs(crs, projection.crs, always_xy=True)
    xy = shapely.get_coordinates(shapes)
    x, y = to_plane.transform(xy[:, 0], xy[:, 1])
    west, east, south, north = (float(it) for it in (x.min(), x.max(), y.min(), y.max()))
    edge = max(room[0] * max(east - west, north - south), room[1])
    wide, high = east - west + 2 * edge, north - south + 2 * edge
    units_per_m = min(size[0] / wide, size[1] / high)
    return View(
        projection,
        to_plane,
        (west + east) / 2 - size[0] / units_per_m / 2,
        (south + north) / 2 + size[1] / units_per_m / 2,
        units_per_m,
        *size,
    )
