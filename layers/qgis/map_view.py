"""The initial view of a plan's map: its extent, in the plan's equal-area projection.

It is that of printed maps and reports (`layers.geometry.area_projection`), in metres, so that the
screen shows what is printed; for a plan across 180° it is contiguous. Layers keep the plan's CRS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.geometry.antimeridian import smallest_extent
from layers.geometry.area_projection import area_projection, bounds_in
from layers.runtime.cache import cached_property

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyproj import CRS

    from layers.geometry.antimeridian import Extent, Shapes


@dataclass(frozen=True)
class MapView:
    """The CRS, and the extent in its units, of a map that shows `extent` of a plan in degrees."""

    plan_crs: CRS
    extent: Extent

    @classmethod
    def of(cls, crs: CRS, shapes: Sequence[Shapes]) -> MapView:
        """Return the view of the smallest extent that contains all shapes.

        >>> import numpy as np, shapely
        >>> from pyproj import CRS
        >>> fiji = [np.array([shapely.box(178, -19, 180, -16), shapely.box(-180, -19, -178, -16)])]
        >>> view = MapView.of(CRS.from_epsg(4326), fiji)
        >>> view.crs.is_projected, [round(metres / 1e4) for metres in view.bounds]
        (True, [-21, -17, 21, 17])
        """
        return cls(crs, smallest_extent(shapes))

    @cached_property
    def crs(self) -> CRS:
        """Return the CRS of the map."""
        return area_projection(self.plan_crs, self.extent).crs

    @property
    def bounds(self) -> Extent:
        """Return west, south, east and north of the map, in the units of its CRS."""
        return self.bounds_of(self.extent)

    def bounds_of(self, extent: Extent) -> Extent:
        """Return the bounds of an extent in degrees, in the units of the map's CRS."""
        return bounds_in(self.plan_crs, self.crs, extent)
