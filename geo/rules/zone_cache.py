"""A cache of zones, so that what a rule finds in a zone can be cached by the zone."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from geo.rules.zone import Zone, digest_of
from layers.cache import Cache
from layers.column_types import is_missing

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.rules.prepared_plan import PreparedPlan

_KEPT = 1_000  # zones beside those of the plan, which are always kept


class ZoneCache:
    """Returns the same `Zone` for the same id, FTZ and polygon, while it is in the cache.

    A polygon is identified by its digest or, where none is given, as an object. Threads may share
    a cache.
    """

    def __init__(self, prepared: PreparedPlan) -> None:
        self._prepared = prepared
        kept = max(_KEPT, 2 * len(prepared.plan.zones))
        self._known: Cache[Hashable, tuple[BaseGeometry, Zone]] = Cache(kept)

    def zones(self, frame: gpd.GeoDataFrame, known: Iterable[bytes] | None) -> list[Zone]:
        """Return the zones of a frame in the order of their ids; `known` are their digests."""
        ids = frame["zone_id"].to_numpy(object)
        ftzs = [None if is_missing(ftz) else ftz for ftz in frame["ftz_id"]]
        shapes = frame["geometry"].to_numpy()
        keys: Iterable[Hashable] = map(id, shapes) if known is None else known
        zones = [self._zone(*row) for row in zip(ids, ftzs, keys, shapes, strict=True)]
        zones.sort(key=attrgetter("zone_id"))
        return zones

    def _zone(self, zone_id: str, ftz_id: str | None, key: Hashable, shape: BaseGeometry) -> Zone:
        """Return a zone by its polygon's digest, or else by its address.

        The shape is kept beside its key: no other object gets its address meanwhile.
        """

        def make() -> tuple[BaseGeometry, Zone]:
            if isinstance(key, bytes):
                own = self._prepared.zones.get((zone_id, ftz_id, key))
                return shape, own or Zone(zone_id, ftz_id, shape, self._prepared.ellipsoid)
            return shape, self._zone(zone_id, ftz_id, digest_of(shape), shape)

        return self._known.get((zone_id, ftz_id, key), make)[1]
