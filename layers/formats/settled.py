"""What every format has in common once it is read: its CRS, the order of axes, plain shapes."""

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

_LIKELY = 70  # per cent: how sure PROJ is that a CRS of other names is one of EPSG


def settled(path: Path, table: Table, options: ReadOptions) -> Table:
    """Return a table as read with what the user says of it, its coordinates east first, in 2D.

    Raises:
        CrsError: PROJ does not know the CRS that the user names.
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
    """Return the CRS that the user names.

    Raises:
        CrsError: PROJ does not know it.
    """
    try:
        return CRS.from_user_input(crs)
    except (ProjError, UnicodeError) as error:
        raise CrsError(Message("format-crs-unknown", crs=repr(crs)).in_file(path)) from error


def _known(crs: CRS | None) -> CRS | None:
    """Return the CRS of EPSG that a file means by words of its own, else the one that it gives."""
    if crs is None:
        return None
    own = CRS.from_user_input(crs)
    code = authority(own)
    if code == ("OGC", "CRS84"):
        return CRS.from_epsg(4326)
    if code is not None:
        return own
    likely = own.to_epsg(min_confidence=_LIKELY)
    return own if likely is None else CRS.from_epsg(likely)
