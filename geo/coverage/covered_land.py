"""Covered land: the part of each district within a radius of any zone, counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from layers.runtime.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.coverage.plan_data import PlanData
    from geo.coverage.service_area import ServiceArea

_KEPT = 25_000


class CoveredLand:
    """A cache of the land of each district within some service areas.

    It depends only on the district and the service areas that intersect it: these are the key.
    """

    def __init__(self, plan_data: PlanData) -> None:
        self._plan_data = plan_data
        self._known: Cache[Hashable, tuple[BaseGeometry, Sequence[ServiceArea]]] = Cache(_KEPT)

    def land(self, region: int, areas: Sequence[ServiceArea]) -> BaseGeometry:
        """Return the part of a district within the union of service areas of one radius."""

        def make() -> tuple[BaseGeometry, Sequence[ServiceArea]]:
            shapes = [area.shape for area in areas]
            union = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
            # the areas are cached with their land, so that no other object can reuse their ids
            return shapely.intersection(self._plan_data.regions[region], union), areas

        return self._known.get((region, frozenset(map(id, areas))), make)[0]
