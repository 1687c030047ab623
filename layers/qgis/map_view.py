"""What a map of a plan opens on: its extent, and the CRS in which that is one piece.

That CRS is the plan's own, in degrees. Where the smallest extent lies across 180°, it is an
equal-area projection about the middle of the extent, in metres: QGIS draws degrees from −180 to 180
alone, and what lies on both sides of the line at the two ends of the globe.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pyproj import CRS, Transformer
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import LambertAzimuthalEqualAreaConversion

from layers.antimeridian import smallest_extent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.antimeridian import Extent, Shapes

_STEPS = 50
"""How often the edges of an extent are looked at where they are bent."""


@dataclass(frozen=True)
class MapView:
    """The CRS and the extent, in its units, of a map that shows `extent` of a plan in degrees."""

    plan_crs: CRS
    extent: Extent

    @classmethod
    def of(cls, crs: CRS, shapes: Sequence[Shapes]) -> MapView:
        """Return the view of the smallest extent that holds all shapes.

        >>> import shapely
        >>> fiji = [np.array([shapely.box(178, -19, 180, -16), shapely.box(-180, -19, -178, -16)])]
        >>> view = MapView.of(CRS.from_epsg(4326), fiji)
        >>> view.crs.is_projected, [round(metres / 1e4) for metres in view.bounds]
        (True, [-21, -17, 21, 17])
        """
        return cls(crs, smallest_extent(shapes))

    @cached_property
    def crs(self) -> CRS:
        """Return the CRS of the map."""
        west, south, east, north = self.extent
        if east <= 180:
            return self.plan_crs
        middle = round((south + north) / 2, 3), round((west + east) / 2, 3)
        return ProjectedCRS(
            LambertAzimuthalEqualAreaConversion(*middle),
            name=f"{self.plan_crs.name} / equal area",
            geodetic_crs=self.plan_crs,
        )

    @property
    def bounds(self) -> Extent:
        """Return west, south, east and north of the map, in the units of its CRS."""
        return self.bounds_of(self.extent)

    def bounds_of(self, extent: Extent) -> Extent:
        """Return the bounds of an extent in degrees, in the units of the map's CRS."""
        if not self.crs.is_projected:
            return extent
        west, south, east, north = extent
        lon, lat = np.meshgrid(np.linspace(west, east, _STEPS), np.linspace(south, north, _STEPS))
        project = Transformer.from_crs(self.plan_crs, self.crs, always_xy=True).transform
        x, y = project(lon, np.clip(lat, -90, 90))
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())

    @property
    def unit_km(self) -> float:
        """Return about how long a unit of the CRS is; a degree is about 100 km."""
        return 1e-3 if self.crs.is_projected else 100.0
