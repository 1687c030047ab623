"""A coverage: what one set of zones covers, as tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.coverage.access import access
from geo.coverage.growth import growth_table
from geo.coverage.service_area import reach_of
from layers.errors import MeasureError
from layers.point_distance import Boundary

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.coverage.service_area import Polygon, Reach
    from geo.coverage.state import Covered
    from geo.coverage.tables import Tables, ZoneRows
    from geo.coverage.targets import Targets
    from geo.rules import RuleChecker
    from layers import Plan
    from layers.edges import Floats


@dataclass(frozen=True)
class Figures:
    """What was worked out, before it is laid out in tables; zones in the order of their frame."""

    covered: Covered
    polygons: tuple[Polygon, ...]
    gateways: tuple[list[dict[str, object]], ...]
    cluster_levels: NDArray[np.int8]


@dataclass(frozen=True)
class Coverage:
    """What one set of zones covers: plain DataFrames under the column names of the design.

    Areas are in km², distances and radii in km, populations in persons; a figure that is not
    known is NaN. `zone_frame` is the zones layer that was measured; `notice` says what there is to
    say of its replay (see `geo.scenario.replay`). Tables are laid out when read.
    """

    scenario: str
    plan: Plan
    radii_km: tuple[float, ...]
    zone_frame: gpd.GeoDataFrame
    rules: Mapping[str, object] = field(repr=False)
    figures: Figures = field(repr=False)
    targets: Targets = field(repr=False)
    tables: Tables = field(repr=False)
    zone_rows: ZoneRows = field(repr=False)
    rule_checker: RuleChecker = field(repr=False)
    notice: str | None = None

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Return area and population of the plan, whole and covered, by radius."""
        return self.tables.totals(self.figures.covered)

    @cached_property
    def ftzs(self) -> pd.DataFrame:
        """Return each FTZ's measured area, cap and headroom."""
        return self.tables.ftzs(self.zone_rows, self.figures.polygons)

    @cached_property
    def zones(self) -> pd.DataFrame:
        """Return each zone's size, compactness, blocks and nearest gateway of each kind."""
        return self.tables.zones(self.zone_rows, self.figures.polygons, self.figures.gateways)

    @cached_property
    def regions(self) -> pd.DataFrame:
        """Return area and population of every region, whole and covered, by level and radius."""
        return self.tables.regions(self.figures.covered)

    @cached_property
    def sectors(self) -> pd.DataFrame:
        """Return clusters of each sector, covered at radius 0 and each radius."""
        return self.tables.sectors(self.zone_rows, self.figures.cluster_levels)

    @cached_property
    def violations(self) -> pd.DataFrame:
        """Return every broken rule, at the levels that the scenario gives them."""
        return self.rule_checker.violations(self.zone_frame, self.rules)

    @cached_property
    def access(self) -> pd.DataFrame:
        """Return mean, median and p90 distance to the nearest zone and its Gini: one row.

        It measures every demand point, however far.
        """
        union = shapely.union_all(self.zone_frame["geometry"].to_numpy())
        demand = self.targets.demand
        distance = Boundary(self.targets.ellipsoid, union).distance_km(demand.lon, demand.lat)
        return pd.DataFrame([access(distance, self.targets.population)], dtype=float)

    @cached_property
    def growth(self) -> pd.DataFrame:
        """Return the published trade growth of each FTZ beside the nation's."""
        return growth_table(self.plan)

    @cached_property
    def cluster_radius_km(self) -> Floats:
        """Return the smallest radius (0: inside) at which each cluster of the plan is covered.

        ∞ where none is, clusters in the order of the plan.
        """
        ladder = np.array([*dict.fromkeys([0.0, *self.radii_km]), np.inf])
        level = self.figures.cluster_levels.min(axis=0, initial=len(ladder) - 1)
        radius = np.empty(len(level))
        radius[self.targets.clusters.order] = ladder[level]
        return radius

    @cached_property
    def reaches(self) -> tuple[Reach, ...]:
        """Return what each zone reaches by itself, zones in the order of their frame.

        The tables do without; it is worked out when first asked for, as on the first `explain`.
        """
        return tuple(reach_of(one, self.targets, self.radii_km) for one in self.figures.polygons)

    @cached_property
    def demand_radius_km(self) -> Floats:
        """Return the smallest of the radii at which each demand point of the plan is covered.

        ∞ where none is, points in the order of the plan.
        """
        ladder = np.array([*self.radii_km, np.inf])
        level = np.full(len(self.targets.demand), len(self.radii_km), np.int8)
        for reach in self.reaches:
            level[reach.demand_row] = np.minimum(level[reach.demand_row], reach.demand_level)
        radius = np.empty(len(level))
        radius[self.targets.demand.order] = ladder[level]
        return radius

    def radius_number(self, radius_km: float) -> int:
        """Return which of the radii one is, counted from 0.

        Raises:
            MeasureError: the coverage was not measured at that radius.
        """
        if radius_km not in self.radii_km:
            there = ", ".join(f"{radius:g}" for radius in self.radii_km)
            raise MeasureError(
                f"radius {radius_km!r} km: was not measured (measured are {there} km); "
                "measure at that radius"
            )
        return self.radii_km.index(radius_km)
