"""The land within a radius of the zones of a coverage, and what another coverage gains or loses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry


class ReachLand(NamedTuple):
    """What lies within the radius now, what did not before, and what did and does no more."""

    now: BaseGeometry
    gained: BaseGeometry
    lost: BaseGeometry


def reach_land(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    service_area: Callable[[BaseGeometry], BaseGeometry],
) -> ReachLand:
    """Return what zones reach after a change, beside what they reached before it.

    `service_area` gives all that lies within the radius of a zone (see
    `layers.geometry.buffer.buffer`), in longitudes in which it is whole. Zones whose polygon is the
    same object are alike.

    >>> import geopandas as gpd
    >>> zones = [gpd.GeoDataFrame(geometry=[shapely.box(x, 0, x + 1, 1)]) for x in (0, 0.5)]
    >>> [part.area for part in reach_land(*zones, lambda zone: zone)]
    [1.0, 0.5, 0.5]
    """
    sides = before["geometry"].to_numpy(), after["geometry"].to_numpy()
    common = {id(shape) for shape in sides[0]} & {id(shape) for shape in sides[1]}
    kept = shapely.union_all([service_area(one) for one in sides[0] if id(one) in common])
    own = [
        shapely.union_all([service_area(one) for one in side if id(one) not in common])
        for side in sides
    ]
    was, now = (shapely.union(kept, one) for one in own)
    gained, lost = shapely.difference(own[1], was), shapely.difference(own[0], now)
    return ReachLand(now, gained, lost)
