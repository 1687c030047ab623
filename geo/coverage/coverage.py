"""A coverage: what one set of zones covers, as tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geo.coverage.access import access
from geo.growth import growth_table
from layers.boundary import Boundary

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.coverage.prepare import Floats, Ground
    from layers import Plan


@dataclass(frozen=True)
class Coverage:
    """What one set of zones covers: plain DataFrames under the column names of the design.

    Areas are in km², distances and radii in km, populations in persons; a figure that is not
    known is NaN. `zone_frame` is the zones layer that was measured.
    """

    scenario: str
    plan: Plan
    radii_km: tuple[float, ...]
    zone_frame: gpd.GeoDataFrame
    totals: pd.DataFrame
    ftzs: pd.DataFrame
    zones: pd.DataFrame
    regions: pd.DataFrame
    sectors: pd.DataFrame
    violations: pd.DataFrame
    cluster_km: Floats = field(repr=False)
    """Distance of each cluster of the plan to the nearest zone, ∞ beyond the largest radius."""
    ground: Ground = field(repr=False)

    @cached_property
    def access(self) -> pd.DataFrame:
        """Return mean, median and p90 distance to the nearest zone and its Gini: one row.

        Worked out when first read: it measures every demand point, however far.
        """
        union = shapely.union_all(self.zone_frame["geometry"].to_numpy())
        demand = self.ground.demand
        distance = Boundary(self.ground.ellipsoid, union).distance_km(demand.lon, demand.lat)
        return pd.DataFrame([access(distance, self.ground.population)], dtype=float)

    @cached_property
    def growth(self) -> pd.DataFrame:
        """Return the published trade growth of each FTZ beside the nation's."""
        return growth_table(self.plan)
