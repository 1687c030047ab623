"""Covered land: the part of each district within a radius of any zone, counted once."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.coverage.service_area import ServiceArea
    from geo.coverage.targets import Targets

_KEPT = 50_000


class CoveredLand:
    """The land of a district within some service areas, remembered by what decides it.

    It depends only on the district and on the service areas that meet it: the same ones give the
    same land, however a scenario came about.
    """

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._known: OrderedDict[tuple[int, frozenset[int]], BaseGeometry] = OrderedDict()
        self._alive: dict[int, ServiceArea] = {}

    def land(self, region: int, areas: Sequence[ServiceArea]) -> BaseGeometry:
        """Return the part of a district within the union of service areas of one radius."""
        key = region, frozenset(map(id, areas))
        known = self._known.get(key)
        if known is None:
            shapes = [area.shape for area in areas]
            union = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
            known = shapely.intersection(self._targets.regions[region], union)
            if len(self._known) >= _KEPT:
                self._known.clear()
                self._alive.clear()
            self._known[key] = known
            self._alive.update((id(area), area) for area in areas)  # an id is not used again
        return known
