"""Post-processing common to all formats: the CRS, the axis order, plain shapes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from layers.errors import CrsError
from layers.formats.axes import east_first
from layers.formats.gauss_bands import in_its_band
from layers.formats.shapes import flat
from layers.geometry.reproject import authority
from layers.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from layers.formats.table import ReadOptions, Table

_LIKELY = 70  # per cent: PROJ's confidence in matching a CRS with another name to EPSG


def settled(path: Path, table: Table, options: ReadOptions) -> Table:
    """Return a table with the user's options applied, coordinates east first, in 2D.

    Raises:
        CrsError: the user's CRS is unknown to PROJ.
    """
    if not isinstance(table.frame, gpd.GeoDataFrame):
        return table
    crs = _named(path, options.crs) if options.crs is not None else _known(table.frame.crs)
    frame = table.frame.set_crs(crs, allow_override=True) if crs is not None else table.frame
    table = replace(table, frame=frame)
    table = flat(table)
    table = east_first(table, options.axis_order)
    return in_its_band(table)


def _named(path: Path, crs: str) -> CRS:
    """Return the user's CRS.

    Raises:
        CrsError: it is unknown to PROJ.
    """
    try:
        return CRS.from_user_input(crs)
    except (ProjError, UnicodeError) as error:
        raise CrsError(Message("format-crs-unknown", crs=repr(crs)).in_file(path)) from error


def _known(crs: CRS | None) -> CRS | None:
    """Return the EPSG equivalent of a file's CRS definition, else the definition itself."""
    if crs is None:
        return None
    parsed = CRS.from_user_input(crs)
    code = authority(parsed)
    if code == ("OGC", "CRS84"):
        return CRS.from_epsg(4326)
    if code is not None:
        return parsed
    likely = parsed.to_epsg(min_confidence=_LIKELY)
    return parsed if likely is None else CRS.from_epsg(likely)
