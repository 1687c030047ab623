"""A cache of zones, so that what a rule finds in a zone can be cached by the zone."""

from __future__ import annotations

from operator import attrgetter, is_
from typing import TYPE_CHECKING

from geo.rules.zone import Zone, digest_of
from layers.runtime.cache import Cache
from layers.schema.column_types import is_missing

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
        self._last: list[tuple[tuple[object, ...], Zone | None]] = []  # rows, by object, as asked

    def zones(self, frame: gpd.GeoDataFrame, known: Iterable[bytes] | None) -> list[Zone]:
        """Return the zones of a frame in the order of their ids; `known` are their digests."""
        ids, ftzs = (frame[name].to_numpy(object).tolist() for name in ("zone_id", "ftz_id"))
        rows = list(zip(ids, ftzs, frame["geometry"].to_numpy(), strict=True))
        if known is not None:
            every = [self._zone(*row, key) for row, key in zip(rows, known, strict=True)]
        else:
            last = self._last if len(self._last) == len(rows) else [((None,) * 3, None)] * len(rows)
            every = [
                zone if zone and all(map(is_, row, was)) else self._zone(*row, id(row[-1]))
                for row, (was, zone) in zip(rows, last, strict=True)
            ]
            self._last = list(zip(rows, every, strict=True))
        return sorted(every, key=attrgetter("zone_id"))

    def _zone(self, zone_id: str, ftz_id: object, shape: BaseGeometry, key: Hashable) -> Zone:
        """Return a zone by its polygon's digest, or else by its address.

        The shape is kept beside its key: no other object gets its address meanwhile.
        """
        ftz = None if is_missing(ftz_id) else str(ftz_id)

        def make() -> tuple[BaseGeometry, Zone]:
            if isinstance(key, bytes):
                own = self._prepared.zones.get((zone_id, ftz, key))
                return shape, own or Zone(zone_id, ftz, shape, self._prepared.ellipsoid)
            return shape, self._zone(zone_id, ftz, shape, digest_of(shape))

        return self._known.get((zone_id, ftz, key), make)[1]
