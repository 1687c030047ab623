"""The axis order: that of the format, unless the values contradict it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer
from pyproj.exceptions import ProjError

from layers.errors import CrsError
from layers.formats.gauss_bands import band_before, parameter
from layers.formats.table import Assumption, AxisOrder, Table
from layers.geometry.reproject import counts_degrees, degrees_crs
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from pyproj import CRS

    from layers.geometry.edges import Floats

_SAMPLE = 2_000  # positions that are tested
_MARGIN_DEG = 1.0


def east_first(table: Table, order: AxisOrder | None) -> Table:
    """Return the table with east before north.

    `order` is the user's statement. Without it the format's order, east first, is swapped only if
    the values leave no alternative: no latitude exceeds 90°, and positions lie in the area of use
    of their CRS.
    """
    frame = table.located
    shapes = frame.geometry.to_numpy()
    xy = shapely.get_coordinates(shapes)
    xy = xy[np.isfinite(xy).all(axis=1)]
    if order == "east-first" or not len(xy):
        return table
    assumed = table.assumed
    if order is None:
        if not _is_north_first(xy[:: max(1, len(xy) // _SAMPLE)], frame.crs):
            return table
        first, second = (_span(xy[:, axis]) for axis in (0, 1))
        why = Message("format-axis-turned", first=first, second=second)
        assumed = (*assumed, Assumption("axis-order", "north-first", why))
    turned = shapely.transform(shapes, lambda at: at[:, ::-1])
    return replace(table, frame=frame.set_geometry(turned, crs=frame.crs), assumed=assumed)


def order_by_values(
    names: tuple[str, str], first: Floats, second: Floats, usual: AxisOrder
) -> Assumption:
    """Return the axis order of a text's coordinates, by their values, else the usual one.

    `names` are the columns'. A latitude is at most 90°; an easting begins with a band number, or is
    shorter than a northing.
    """
    signs: tuple[tuple[str, Callable[[Floats, Floats], bool]], ...] = (
        ("format-axis-degrees", _is_longitude),
        ("format-axis-band", lambda it, _: band_before(it) is not None),
        ("format-axis-metres", _is_short_easting),
    )
    for code, is_east in signs:
        is_first, is_second = is_east(first, second), is_east(second, first)
        if is_first != is_second:
            order: AxisOrder = "east-first" if is_first else "north-first"
            return _order(code, names, order)
    return _order("format-axis-undecided", names, usual)


def _order(code: str, names: tuple[str, str], order: AxisOrder) -> Assumption:
    east, north = names if order == "east-first" else names[::-1]
    return Assumption("axis-order", order, Message(code, east=east, north=north))


def _is_longitude(values: Floats, others: Floats) -> bool:
    both = np.abs(values) <= 180, np.abs(others) <= 90
    return bool(both[0].all() and both[1].all() and (np.abs(values) > 90).any())


def _is_short_easting(values: Floats, others: Floats) -> bool:
    return bool(((values > 0) & (values < 1e6)).all() and (others > 1e6).all())


def _is_north_first(xy: Floats, crs: CRS | None) -> bool:
    """Return whether only the other order is possible."""
    first, second = xy[:, 0], xy[:, 1]
    if crs is None or counts_degrees(crs):
        is_degrees = bool((np.abs(xy) <= 360).all())
        if is_degrees and (np.abs(first) <= 90).all() and (np.abs(second) > 90).all():
            return True
    if crs is None:
        prefixed = band_before(second) is not None and band_before(first) is None
        return prefixed and bool(((first > 300_000) & (first < 6_500_000)).all())
    return not _lie_in_use(xy, crs) and _lie_in_use(xy[:, ::-1], crs)


def _lie_in_use(xy: Floats, crs: CRS) -> bool:
    """Return whether all positions lie in the area of use of a CRS, with a margin of a degree.

    True if that area is unknown.
    """
    area = crs.area_of_use
    if area is None or crs.geodetic_crs is None:
        return True
    x = xy[:, 0]
    prefix = band_before(x)  # independent of whether the CRS includes it
    if crs.is_projected and prefix is not None and not _counts(crs, prefix.number):
        x = x - prefix.number * 1e6
    try:
        to_degrees = Transformer.from_crs(crs, degrees_crs(crs), always_xy=True)
        lon, lat = to_degrees.transform(x, xy[:, 1])
    except (ProjError, CrsError):
        return False
    south, north = area.south - _MARGIN_DEG, area.north + _MARGIN_DEG
    width = (area.east - area.west) % 360 or 360.0
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        return False
    around = np.mod(lon - area.west + _MARGIN_DEG, 360.0) <= width + 2 * _MARGIN_DEG
    return bool((around & (lat >= south) & (lat <= north)).all())


def _counts(crs: CRS, number: int) -> bool:
    """Return whether the eastings of a CRS include a band number."""
    return parameter(crs, "False easting") // 1e6 == number


def _span(values: Floats) -> str:
    return f"{values.min():g}…{values.max():g}"


def turned(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer with its two coordinates swapped."""
    shapes = shapely.transform(frame.geometry.to_numpy(), lambda at: at[:, ::-1])
    return frame.set_geometry(shapes, crs=frame.crs)
