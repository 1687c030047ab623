"""Fast validation of zones that differ from validated zones only in outlines.

The common case of a dragged boundary: other columns are compared, and only changed outlines are
validated.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas.array import GeometryArray
from numpy.typing import NDArray
from pyproj import CRS

from layers.geometry.validity import are_valid

_POLYGON, _MULTIPOLYGON = 3, 6


class CheckedZones:
    """Zones as they were passed in, and normalised to the schema."""

    def __init__(self, given: gpd.GeoDataFrame, checked: gpd.GeoDataFrame) -> None:
        """Take valid zones; `given` is copied, because the caller may change it."""
        self._given, self._checked = given.copy(), checked
        self._crs, self._checked_crs = given.crs, checked.crs
        self._at, self._checked_at = map(_geometry_column, (self._given, checked))
        self._attributes = [column.array for _, column in pd.DataFrame(self._given).items()]
        self._shapes = np.asarray(self._attributes.pop(self._at))
        self._checked_shapes = checked.geometry.to_numpy()

    def with_outlines_of(self, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
        """Return the normalised zones if only outlines differ and are valid, else None.

        None means undecided: the zones may be valid nevertheless.
        """
        given = self._given
        if not isinstance(zones, gpd.GeoDataFrame):
            return None
        if not (zones.columns.equals(given.columns) and zones.index.equals(given.index)):
            return None
        columns = [column.array for _, column in pd.DataFrame(zones).items()]
        shapes = columns.pop(self._at)
        if not (isinstance(shapes, GeometryArray) and self._is_of_crs(shapes.crs)):
            return None
        pairs = zip(columns, self._attributes, strict=True)
        if not all(one.equals(same) for one, same in pairs):
            return None
        new = np.asarray(shapes)
        changed = np.flatnonzero(~shapely.equals_identical(new, self._shapes))
        outlines = _valid(new[changed])
        if outlines is None:
            return None
        checked = self._checked_shapes.copy()
        checked[changed] = outlines
        frame = self._checked.copy(deep=False)
        frame.isetitem(self._checked_at, GeometryArray(checked, crs=self._checked_crs))
        return frame

    def _is_of_crs(self, crs: CRS | None) -> bool:
        return crs is self._crs or bool(crs == self._crs)


def with_shapes_of(known: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return zones with the outline objects of known zones where they are equal, row by row.

    Results cached by outline object then apply to the returned zones.
    """
    if len(known) != len(zones):
        return zones
    known_shapes, shapes = known.geometry.to_numpy(), zones.geometry.to_numpy().copy()
    same = shapely.equals_identical(known_shapes, shapes)
    shapes[same] = known_shapes[same]
    frame = zones.copy(deep=False)
    frame.isetitem(_geometry_column(frame), GeometryArray(shapes, crs=zones.crs))
    return frame


def _geometry_column(frame: gpd.GeoDataFrame) -> int:
    names: list[object] = frame.columns.tolist()
    return names.index(frame.active_geometry_name)


def _valid(outlines: NDArray[np.object_]) -> NDArray[np.object_] | None:
    """Return outlines as multipolygons, None if one is invalid."""
    kind = shapely.get_type_id(outlines)
    if not np.isin(kind, (_POLYGON, _MULTIPOLYGON)).all() or shapely.has_z(outlines).any():
        return None
    within = np.abs(shapely.bounds(outlines)).reshape(-1, 2, 2) <= [180, 90]
    if shapely.is_empty(outlines).any() or not within.all():
        return None
    if not are_valid(outlines).all():
        return None
    whole = outlines.copy()
    for row in np.flatnonzero(kind == _POLYGON):
        whole[row] = shapely.MultiPolygon([outlines[row]])
    return whole
