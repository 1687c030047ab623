"""The land within a radius of a coverage's zones, and what another coverage gains or loses."""

from collections.abc import Callable
from typing import NamedTuple

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry


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
    `layers.geometry.buffer.buffer`), in longitudes in which it is contiguous. Zones with the same
    polygon object are equal.

    >>> import geopandas as gpd
    >>> zones = [gpd.GeoDataFrame(geometry=[shapely.box(x, 0, x + 1, 1)]) for x in (0, 0.5)]
    >>> [part.area for part in reach_land(*zones, lambda zone: zone)]
    [1.0, 0.5, 0.5]
    """
    sides = before["geometry"].to_numpy(), after["geometry"].to_numpy()
    common = {id(shape) for shape in sides[0]} & {id(shape) for shape in sides[1]}
    common_land = shapely.union_all([service_area(one) for one in sides[0] if id(one) in common])
    changed = [
        shapely.union_all([service_area(one) for one in side if id(one) not in common])
        for side in sides
    ]
    was, now = (shapely.union(common_land, one) for one in changed)
    gained, lost = shapely.difference(changed[1], was), shapely.difference(changed[0], now)
    return ReachLand(now, gained, lost)
