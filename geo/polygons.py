"""The polygons of a geometry, and the share of a polygon below which a difference is rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

NEGLIGIBLE_SHARE = 1e-6
"""An overlap or a cut below this share of the smaller polygon is rounding, not land."""


def polygonal(geometry: BaseGeometry | Sequence[BaseGeometry]) -> BaseGeometry | None:
    """Return all polygons in one geometry or several as a multipolygon, None if none is.

    Intersections also contain shared points and lines, which are dropped.
    """
    parts = shapely.get_parts(geometry)
    while (shapely.get_type_id(parts) > 3).any():
        parts = shapely.get_parts(parts)
    polygons = parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)]
    return shapely.multipolygons(polygons) if len(polygons) else None
