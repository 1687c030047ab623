"""The zones that a rule book met before, so that what was found of them is found again."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from geo.rules.zone import Zone, digest_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.rules.prepared_plan import PreparedPlan

_KEPT = 1_000  # zones beside those of the plan, which are always kept


class ZoneCache:
    """Gives the same `Zone` for the same id, FTZ and polygon, while it was asked for lately.

    A polygon is known as an object or, by its digest, as land. Threads may share a memory: each
    step is one operation of a dict, and two threads that meet a new zone at once both get one that
    is right.
    """

    def __init__(self, prepared: PreparedPlan) -> None:
        self._prepared = prepared
        self._kept = max(_KEPT, 2 * len(prepared.plan.zones))
        self._lately: dict[Hashable, tuple[BaseGeometry, Zone]] = {}
        self._before: dict[Hashable, tuple[BaseGeometry, Zone]] = {}

    def zones(self, frame: gpd.GeoDataFrame, known: Iterable[bytes] | None) -> list[Zone]:
        """Return the zones of a frame in the order of their ids; `known` are their digests."""
        ids = frame["zone_id"].to_numpy(object)
        ftzs = frame["ftz_id"].to_numpy(object)
        shapes = frame["geometry"].to_numpy()
        keys: Iterable[Hashable] = map(id, shapes) if known is None else known
        rows = zip(ids, ftzs, keys, shapes, strict=True)
        lately = self._lately
        zones = []
        for zone_id, ftz_id, key, shape in rows:
            found = lately.get((zone_id, ftz_id, key))
            zones.append(found[1] if found else self._find(zone_id, ftz_id, key, shape))
        zones.sort(key=attrgetter("zone_id"))
        return zones

    def _find(self, zone_id: str, ftz_id: str, key: Hashable, shape: BaseGeometry) -> Zone:
        """Return the zone from what was asked for before; else by its digest; else a new one."""
        found = self._before.get((zone_id, ftz_id, key))
        if found is None and isinstance(key, bytes):
            own = self._prepared.zones.get((zone_id, ftz_id, key))
            found = shape, own or Zone(zone_id, ftz_id, shape, self._prepared.ellipsoid)
        elif found is None:
            digest = digest_of(shape)
            seen = self._lately.get((zone_id, ftz_id, digest))
            zone = seen[1] if seen else self._find(zone_id, ftz_id, digest, shape)
            found = shape, zone
        if len(self._lately) >= self._kept:
            self._before, self._lately = self._lately, {}
        # the shape is kept beside its key: no other object gets its address meanwhile
        return self._lately.setdefault((zone_id, ftz_id, key), found)[1]
