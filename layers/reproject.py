"""Bring geometry from one CRS to another, or say that no exact way is known."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from layers.errors import CrsError
from layers.messages import Message

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.edges import Floats

_SAME = tuple(CRS.from_user_input(name) for name in ("EPSG:4326", "EPSG:4490"))
"""WGS 84 and CGCS2000: a null shift apart, at any accuracy that a plan has."""


def reprojected(frame: gpd.GeoDataFrame, target: CRS) -> gpd.GeoDataFrame:
    """Return a layer with its vertices in the target CRS, x (east, longitude) first in both.

    Raises:
        CrsError: the layer has no CRS, or no exact way from it to the target is known.
    """
    if frame.crs is None:
        raise CrsError(Message("file-crs-missing"))
    source = CRS.from_user_input(frame.crs)
    if source.equals(target, ignore_axis_order=True):
        return frame.set_crs(target, allow_override=True)
    shapes = transform_geometry(shapely.force_2d(frame.geometry.to_numpy()), source, target)
    return frame.set_geometry(shapes, crs=target)


def transform_geometry(shapes: Any, source: CRS, target: CRS) -> Any:  # noqa: ANN401  one geometry or an array
    """Return geometry with its vertices in the target CRS, x (east, longitude) first in both.

    Where PROJ knows no transformation but a guess, as from Beijing 1954 or Xian 1980, whose
    parameters are not public, it is refused: it would lie tens of metres off. A vertex where the
    source CRS is not defined comes out infinite.

    Raises:
        CrsError: no exact way from the one to the other is known.
    """
    transformer = _transformer(source, target)

    def moved(xy: Floats) -> Floats:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    return shapely.transform(shapes, moved)


@lru_cache(maxsize=64)
def _transformer(source: CRS, target: CRS) -> Transformer:
    """Return the transformation; between WGS 84 and CGCS2000 PROJ's guess, a null shift, is one."""
    guess = _is_same(source) and _is_same(target)
    try:
        return Transformer.from_crs(source, target, always_xy=True, allow_ballpark=guess)
    except ProjError as error:
        names = source.to_string(), target.to_string()
        inexact = Message("plan-crs-no-exact-way", crs=names[0], target_crs=names[1])
        raise CrsError(inexact) from error


@lru_cache
def authority(crs: CRS) -> tuple[str, str] | None:
    """Return who names a CRS and its code there, None without one; PROJ is asked once for each.

    >>> authority(CRS.from_user_input("EPSG:4490"))
    ('EPSG', '4490')
    """
    found: tuple[str, str] | None = crs.to_authority()
    return found


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
