"""Bring geometry from one CRS to another, or say that no exact way is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from layers.errors import CrsError

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.edges import Floats

_SAME = tuple(CRS.from_user_input(name) for name in ("EPSG:4326", "EPSG:4490"))
"""WGS 84 and CGCS2000: a null shift apart, at any accuracy that a plan has."""


def reprojected(frame: gpd.GeoDataFrame, target: CRS) -> gpd.GeoDataFrame:
    """Return a layer with its vertices in the target CRS, x (east, longitude) first in both.

    Where PROJ knows no transformation but a guess, as from Beijing 1954 or Xian 1980, whose
    parameters are not public, the layer is refused: it would lie tens of metres off.

    Raises:
        CrsError: the layer has no CRS, or no exact way from it to the target is known.
    """
    if frame.crs is None:
        raise CrsError("has no CRS; set the one it is in (a shapefile: copy its .prj along)")
    source = CRS.from_user_input(frame.crs)
    if source.equals(target, ignore_axis_order=True):
        return frame.set_crs(target, allow_override=True)
    guess = _is_same(source) and _is_same(target)
    try:
        transformer = Transformer.from_crs(source, target, always_xy=True, allow_ballpark=guess)
    except ProjError as error:
        raise CrsError(
            f"is in {source.to_string()}, from which no exact way to {target.to_string()} is "
            "known; transform it first, with the parameters of your survey office"
        ) from error

    def moved(xy: Floats) -> Floats:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    shapes = shapely.transform(shapely.force_2d(frame.geometry.to_numpy()), moved)
    return frame.set_geometry(shapes, crs=target)


def same_degrees(one: CRS, other: CRS) -> bool:
    """Return whether longitude and latitude are the same numbers in both: one CRS, or a null shift.

    >>> same_degrees(CRS.from_epsg(4326), CRS.from_epsg(4490))
    True
    """
    if one.equals(other, ignore_axis_order=True):
        return True
    return one.is_geographic and other.is_geographic and _is_same(one) and _is_same(other)


def _is_same(crs: CRS) -> bool:
    base = crs.geodetic_crs
    return base is not None and any(
        base.equals(known, ignore_axis_order=True) or base.to_epsg() == known.to_epsg()
        for known in _SAME
    )
