"""The outlines of zones by id, and their comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

if TYPE_CHECKING:
    import geopandas as gpd

    Outline = Polygon | MultiPolygon


def outlines(zones: gpd.GeoDataFrame) -> dict[str, Outline]:
    """Return each zone's geometry by its id, in the order of the rows."""
    return dict(zip(zones["zone_id"], zones.geometry, strict=True))


def same_outline(one: Outline | None, other: Outline | None) -> bool:
    """Return whether two outlines are equal to the last digit; None equals None.

    The start and direction of rings and the order of parts and holes are ignored.

    >>> square = shapely.box(0, 0, 1, 1)
    >>> same_outline(square.reverse(), square), same_outline(square, None)
    (True, False)
    """
    if one is other or one is None or other is None:
        return one is other
    return bool(
        shapely.equals_identical(shapely.normalize(multi(one)), shapely.normalize(multi(other)))
    )


def alike(one: Outline, other: Outline, tolerance_deg: float) -> bool:
    """Return whether two outlines are nowhere farther apart than a tolerance, as after a rewrite.

    They are if corresponding vertices are that near; or if the land in only one of them is nowhere
    wider: vertices along an edge may then be added or missing.

    >>> square = shapely.box(0, 0, 1, 1)
    >>> alike(square, shapely.segmentize(square, 0.3), 1e-6)
    True
    >>> alike(square, shapely.box(0, 0, 1, 1.01), 1e-6)
    False
    """
    if same_outline(one, other):
        return True
    if np.abs(np.subtract(one.bounds, other.bounds)).max() > tolerance_deg:
        return False
    this, that = shapely.normalize(multi(one)), shapely.normalize(multi(other))
    if shapely.equals_exact(this, that, tolerance_deg):
        return True
    difference = shapely.symmetric_difference(one, other)
    return bool(shapely.buffer(difference, -tolerance_deg / 2).is_empty)


def multi(shape: Polygon | MultiPolygon) -> MultiPolygon:
    """Return an outline as a multipolygon."""
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])
