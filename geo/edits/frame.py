"""The range of longitudes in which zones are edited, such that zones near 180° are in one piece.

A plan stores longitudes within ±180 (see `layers.geometry.antimeridian`). An edit of zones nearer
to 180° than to Greenwich is applied to zones in longitudes from 0 to 360, where nothing is cut at
180°, and changed zones are cut again. Unchanged zones are the same objects as before.

The limit of edits near the poles is 85° of latitude. Beyond, longitudes converge, and land may
contain the pole, which no polygon in longitude and latitude can represent.
"""

from collections.abc import Collection, Iterable

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.errors import ScenarioError
from layers.geometry.antimeridian import Extent, Shapes, unwrapped, wrapped
from layers.geometry.edges import Floats
from layers.messages import Message

_FARTHER_HALF = 90.0
HIGHEST_LAT = 85.0
"""The highest latitude, north or south, of an outline made by an edit."""

NEAR_POLE = Message("edits-near-pole", limit=HIGHEST_LAT)


def lie_near_180(zones: gpd.GeoDataFrame, ids: Collection[str]) -> bool:
    """Return whether any of the named zones extends into the half of the globe about 180°."""
    bounds = shapely.bounds(zones.geometry.to_numpy()[zones["zone_id"].isin(ids).to_numpy()])
    return bool((np.abs(bounds[:, [0, 2]]) > _FARTHER_HALF).any())


def in_one_piece(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the zones in longitudes from 0 to 360, none of them cut at 180°."""
    return _with_shapes(zones, unwrapped(zones.geometry.to_numpy()))


def cut_at_180(
    zones: gpd.GeoDataFrame, before: Iterable[tuple[object, object]] = ()
) -> gpd.GeoDataFrame:
    """Return the zones in longitudes within ±180.

    `before` are pairs of an uncut shape and its original: an unchanged shape is replaced by its
    original.
    """
    shapes = zones.geometry.to_numpy()
    bounds = shapely.bounds(shapes)
    beyond = np.flatnonzero((bounds[:, 0] < -180) | (bounds[:, 2] > 180))
    was = {id(piece): shape for piece, shape in before if piece is not shape}
    turned = [row for row in range(len(shapes)) if id(shapes[row]) in was] if was else []
    if not len(beyond) and not turned:
        return zones
    out = shapes.copy()
    out[beyond] = [wrapped(shape) for shape in shapes[beyond]]
    for row in turned:
        out[row] = was[id(shapes[row])]
    return _with_shapes(zones, out)


def inside_extent(bounds: Floats, extent: Extent) -> NDArray[np.bool_]:
    """Return whether each row of bounds (n, 4) lies inside an extent, up to whole turns."""
    west, south, east, north = extent
    inside = (bounds[:, 1] >= south) & (bounds[:, 3] <= north)
    if east - west >= 360:
        return inside
    turns = np.array([-360.0, 0.0, 360.0])[:, None]
    fits = (bounds[:, 0] + turns >= west) & (bounds[:, 2] + turns <= east)
    result: NDArray[np.bool_] = inside & fits.any(axis=0)
    return result


def _with_shapes(zones: gpd.GeoDataFrame, shapes: Shapes) -> gpd.GeoDataFrame:
    child = zones.reset_index(drop=True)
    return child.set_geometry(gpd.GeoSeries(shapes, crs=zones.crs, name=zones.geometry.name))


def check_off_poles(bounds: Extent) -> None:
    """Refuse the bounds of an outline that extends beyond 85° north or south.

    Raises:
        ScenarioError: it does.
    """
    _, south, _, north = bounds
    if max(north, -south) > HIGHEST_LAT:
        raise ScenarioError(NEAR_POLE)
