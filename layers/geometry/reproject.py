"""Reproject geometry, or report that no exact transformation is known.

PROJ moves the vertices; long edges are densified before (see `layers.geometry.densify`).
"""

import re
from functools import lru_cache
from math import pi
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from layers.errors import CrsError
from layers.geometry.densify import TOLERANCE_M, Densifier
from layers.geometry.edges import Floats
from layers.messages import Message

_SAME = tuple(CRS.from_user_input(name) for name in ("EPSG:4326", "EPSG:4490"))
"""WGS 84 and CGCS2000: related by a null shift at the accuracy of any plan."""
_DEGREE, _HAIR = pi / 180, 1e-12
_OF_MERIDIAN = re.compile(r" \([^()]*\)$")


class Reprojected(NamedTuple):
    """Shapes in another CRS, and notes about their long edges."""

    shapes: Any
    notes: tuple[Message, ...] = ()


def reprojected(frame: gpd.GeoDataFrame, target: CRS) -> gpd.GeoDataFrame:
    """Return a layer in the target CRS, x (east, longitude) first in both.

    Raises:
        CrsError: the layer has no CRS, or no exact transformation to the target is known.
    """
    return reprojected_with_notes(frame, target)[0]


def reprojected_with_notes(
    frame: gpd.GeoDataFrame, target: CRS, known: NDArray[np.object_] | None = None
) -> tuple[gpd.GeoDataFrame, tuple[Message, ...]]:
    """Return a layer in the target CRS, and notes about its long edges.

    `known` are shapes in the target CRS whose edges stay unchanged (see
    `layers.geometry.densify`).

    Raises:
        CrsError: as `reprojected` does.
    """
    if frame.crs is None:
        raise CrsError(Message("file-crs-missing"))
    source = CRS.from_user_input(frame.crs)
    if source.equals(target, ignore_axis_order=True):
        return frame.set_crs(target, allow_override=True), ()
    flat = shapely.force_2d(frame.geometry.to_numpy())
    moved = transform_geometry(flat, source, target, known)
    return frame.set_geometry(moved.shapes, crs=target), moved.notes


def transform_geometry(
    shapes: Any,  # noqa: ANN401  one geometry or an array
    source: CRS,
    target: CRS,
    known: NDArray[np.object_] | None = None,
) -> Reprojected:
    """Return geometry in the target CRS, x (east, longitude) first in both.

    If PROJ has only a ballpark transformation, as from Beijing 1954 or Xian 1980, whose parameters
    are not public, it is refused: the error would be tens of metres. A vertex where the source CRS
    is not defined becomes infinite.

    Raises:
        CrsError: no exact transformation is known.
    """
    transformer = _transformer(source, target)

    def move(xy: Floats) -> Floats:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    if same_degrees(source, target):
        return Reprojected(shapely.transform(shapes, move))
    unit_m = None if target.is_geographic else target.axis_info[0].unit_conversion_factor
    array = np.asarray(shapes, dtype=object)
    dense = Densifier(move, unit_m, known).densified(array.reshape(-1))
    moved = shapely.transform(dense.shapes.reshape(array.shape)[()], move)
    if not dense.added:
        return Reprojected(moved)
    note = Message(
        "file-edges-densified",
        vertices=dense.added,
        crs=source.to_string(),
        tolerance_m=TOLERANCE_M,
        departure_m=dense.departure_m,
    )
    if dense.left_m <= TOLERANCE_M:
        return Reprojected(moved, (note,))
    return Reprojected(moved, (note, Message("file-edges-left", departure_m=dense.left_m)))


@lru_cache(maxsize=64)
def _transformer(source: CRS, target: CRS) -> Transformer:
    """Return the transformation; PROJ's ballpark null shift is exact for WGS 84 and CGCS2000."""
    guess = _is_same(source) and _is_same(target)
    try:
        return Transformer.from_crs(source, target, always_xy=True, allow_ballpark=guess)
    except ProjError as error:
        names = source.to_string(), target.to_string()
        inexact = Message("plan-crs-no-exact-way", crs=names[0], target_crs=names[1])
        raise CrsError(inexact) from error


@lru_cache
def authority(crs: CRS) -> tuple[str, str] | None:
    """Return the authority and code of a CRS, None if absent; cached, because PROJ is slow.

    >>> authority(CRS.from_user_input("EPSG:4490"))
    ('EPSG', '4490')
    """
    result: tuple[str, str] | None = crs.to_authority()
    return result


def counts_degrees(crs: CRS) -> bool:
    """Return whether a CRS gives longitude and latitude in degrees, counted from Greenwich.

    >>> counts_degrees(CRS.from_epsg(4490)), counts_degrees(CRS.from_epsg(4807))  # grads, Paris
    (True, False)
    """
    meridian = crs.prime_meridian
    return (
        crs.is_geographic
        and (meridian is None or meridian.longitude == 0)
        and all(abs(it.unit_conversion_factor - _DEGREE) < _HAIR for it in crs.axis_info[:2])
    )


def degrees_crs(crs: CRS) -> CRS:
    """Return the CRS of the same datum in degrees from Greenwich, by its code if any.

    >>> degrees_crs(CRS.from_epsg(4807)).to_string()
    'EPSG:4275'

    Raises:
        CrsError: the CRS is not based on longitude and latitude.
    """
    base = crs if crs.is_geographic else crs.geodetic_crs
    if base is None or not base.is_geographic:
        raise CrsError(Message("plan-crs-option-projected", crs=crs.to_string()))
    base = base.to_2d()
    if not counts_degrees(base):
        document = base.to_json_dict()
        document.pop("id", None)
        datum = document.get("datum", {})
        if datum.pop("prime_meridian", None):  # EPSG names it: NTF (Paris), MGI (Ferro)
            datum.pop("id", None)
            for named in (document, datum):
                named["name"] = _OF_MERIDIAN.sub("", named["name"])
        for axis in document["coordinate_system"]["axis"]:
            axis["unit"] = "degree"
        base = CRS.from_json_dict(document)
    code = base.to_epsg()
    return base if code is None else CRS.from_epsg(code)


def not_in_degrees(crs: CRS) -> Message:
    """Return the message that a CRS is not in degrees from Greenwich, and which one is."""
    meridian = crs.prime_meridian
    return Message(
        "plan-crs-not-degrees",
        crs=crs.to_string(),
        unit=crs.axis_info[0].unit_name,
        meridian="Greenwich" if meridian is None else meridian.name,
        other=degrees_crs(crs).to_string(),
    )


def same_degrees(one: CRS, other: CRS) -> bool:
    """Return whether coordinates are equal in both: the same CRS, or a null shift.

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
