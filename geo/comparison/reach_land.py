"""The land within a radius of a coverage's zones, and what another coverage gains or loses."""

from collections.abc import Callable
from typing import NamedTuple

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.zone import shape_hash


class ReachLand(NamedTuple):
    """The land within the radius after the change, the land gained, and the land lost."""

    now: BaseGeometry
    gained: BaseGeometry
    lost: BaseGeometry


def reach_land(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    service_area: Callable[[BaseGeometry], BaseGeometry],
) -> ReachLand:
    """Return the land reached by zones after a change, compared with before.

    `service_area` returns the buffer of a zone with the radius (see
    `layers.geometry.buffer.buffer`), in longitudes in which it is contiguous. The buffers of zones
    with the same outline on both sides are merged once.

    >>> import geopandas as gpd
    >>> zones = [gpd.GeoDataFrame(geometry=[shapely.box(x, 0, x + 1, 1)]) for x in (0, 0.5)]
    >>> [part.area for part in reach_land(*zones, lambda zone: zone)]
    [1.0, 0.5, 0.5]
    """
    old, new = (
        {shape_hash(shape): shape for shape in side["geometry"]} for side in (before, after)
    )
    common = old.keys() & new.keys()
    common_land = shapely.union_all([service_area(old[key]) for key in old if key in common])
    changed = [
        shapely.union_all([service_area(side[key]) for key in side if key not in common])
        for side in (old, new)
    ]
    was, now = (shapely.union(common_land, one) for one in changed)
    gained, lost = shapely.difference(changed[1], was), shapely.difference(changed[0], now)
    return ReachLand(now, gained, lost)
