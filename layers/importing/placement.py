"""Bring a layer that was read to the plan's CRS: from the one it is in, or is taken to be in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from layers.errors import CrsError
from layers.formats.table import Assumption
from layers.gauss_kruger import FIRST_BAND, LAST_BAND
from layers.importing.chinese_offset import OFFSETS, without_offset
from layers.messages import Message
from layers.reproject import reprojected

if TYPE_CHECKING:
    from layers.edges import Floats

_BAND_M = 1_000_000
_FIRST_EPSG = 4513


def geographic_crs(crs: str) -> CRS:
    """Return a geographic CRS by what names it, such as `EPSG:4490`.

    Raises:
        CrsError: PROJ does not know it, or it is not geographic.
    """
    known = _known(crs)
    if not known.is_geographic:
        raise CrsError(Message("plan-crs-option-projected", crs=crs))
    return known


def _known(crs: str) -> CRS:
    try:
        return CRS.from_user_input(crs)
    except (ProjError, UnicodeError) as error:
        raise CrsError(Message("plan-crs-unknown", crs=crs)) from error


def plan_crs_of(frame: pd.DataFrame | None) -> CRS | None:
    """Return the geographic CRS that a layer is in, or that its projected CRS is based on."""
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
        return None
    crs = CRS.from_user_input(frame.crs)
    base = crs if crs.is_geographic else crs.geodetic_crs
    if base is None or not base.is_geographic:
        return None
    code = base.to_epsg()
    return base.to_2d() if code is None else CRS.from_epsg(code)


def placed(
    layer: str, frame: gpd.GeoDataFrame, stated: str | None, target: CRS
) -> tuple[gpd.GeoDataFrame, tuple[Assumption, ...]]:
    """Return a layer in the plan's CRS, and what was assumed of the one that it was in.

    `stated` is what the user says of the file: a CRS, which the frame has already, or GCJ-02 or
    BD-09, whose offset is taken off. Without a CRS, degrees are taken to be the plan's.

    Raises:
        CrsError: the layer has no CRS and its coordinates are no degrees, or no exact way from its
            CRS to the target is known.
    """
    if stated is not None and stated.upper() in OFFSETS:
        offset = stated.upper()
        shapes = without_offset(shapely.force_2d(frame.geometry.to_numpy()), offset)
        moved = frame.set_geometry(shapes, crs=CRS.from_epsg(4326))
        why = Message("import-offset-removed", offset=offset)
        return reprojected(moved, target), (Assumption("crs", offset, why),)
    if stated is not None:
        frame = frame.set_crs(_known(stated), allow_override=True)
    if frame.crs is not None:
        return reprojected(frame, target), ()
    xy = shapely.get_coordinates(frame.geometry.to_numpy())
    xy = xy[np.isfinite(xy).all(axis=1)]
    if len(xy) and not _are_degrees(xy):
        raise CrsError(_which_crs(layer, xy))
    why = Message("import-crs-as-plan", layer=layer, crs=target.to_string())
    moved = frame.set_crs(target)
    return moved, (Assumption("crs", target.to_string(), why),)


def points_of(frame: pd.DataFrame, lon: str, lat: str) -> gpd.GeoDataFrame:
    """Return a table with two columns of degrees as points without a CRS, missing where one is."""
    x, y = (pd.to_numeric(frame[name], errors="coerce").to_numpy(float) for name in (lon, lat))
    known = np.isfinite(x) & np.isfinite(y)
    shapes = np.full(len(frame), None, dtype=object)
    shapes[known] = shapely.points(x[known], y[known])
    return gpd.GeoDataFrame(frame.drop(columns=[lon, lat]), geometry=shapes)


def _are_degrees(xy: Floats) -> bool:
    return bool((np.abs(xy) <= [180, 90]).all())


def _which_crs(layer: str, xy: Floats) -> Message:
    """Return that the CRS must be named: as a band of Gauss-Krüger, where coordinates show one."""
    west, south = (float(it) for it in xy.min(axis=0))
    east, north = (float(it) for it in xy.max(axis=0))
    if (np.abs(xy) <= [90, 180]).all():
        return Message("import-axes-swapped", layer=layer)
    band = int(west // _BAND_M)
    if band == int(east // _BAND_M) and FIRST_BAND <= band <= LAST_BAND and 0 < south < 1e7:
        epsg = _FIRST_EPSG + band - FIRST_BAND
        return Message("import-crs-band", layer=layer, band=band, epsg=epsg)
    return Message(
        "import-crs-unknown", layer=layer, west=west, east=east, south=south, north=north
    )
