"""The tables of a coverage, as arrays by column.

They are converted to frames when read (`Coverage`). Constant columns of a plan (adcodes, names,
total areas and populations, the sectors of clusters) are computed once, in `Tables`; columns that
depend only on the attributes of the zones, once for all coverages that share them, in `ZoneRows`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.caps import area_of_ftzs_km2
from geo.coverage.nearest import ACCESS_FIGURES
from geo.coverage.plan_data import PlanData, within_levels
from geo.coverage.service_area import Reach
from geo.coverage.state import Covered
from geo.table_frame import Columns
from geo.zone import ZONE_FIGURES, ZonePolygon
from layers.geometry.edges import Floats, Ints
from layers.schema.figures import Figure, figures
from layers.schema.lists import split_list

_Levels = Callable[[], NDArray[np.int8]]

FIGURES: Mapping[str, tuple[Figure, ...]] = {
    "ftzs": figures("area_km2:.2f cap_km2:.2f headroom_km2:+.2f"),
    "zones": tuple(ZONE_FIGURES.values()),
    "sectors": figures("clusters covered_clusters weight:.4g covered_weight:.4g matched_clusters"),
    "access": ACCESS_FIGURES,
}
"""The figures of each table, in order; totals and regions have amounts, total and covered."""


class ZoneRows:
    """The attributes of zones for the tables, zones in the order of their frame."""

    def __init__(self, zones: gpd.GeoDataFrame, plan_data: PlanData) -> None:
        self._attributes = _attributes(zones)
        self.zone_id, self.ftz_id, sectors = self._attributes
        known = list(plan_data.plan.ftzs["ftz_id"])
        zone_ftzs = self.ftz_id[pd.notna(self.ftz_id)]
        self.ftz_column = pd.Series([*dict.fromkeys([*known, *zone_ftzs])], dtype=object).array
        self.id_columns: Columns = {
            "zone_id": pd.Series(self.zone_id).array,
            "ftz_id": pd.Series(self.ftz_id).array,
        }
        number, kinds = pd.factorize(plan_data.cluster_sector)
        designated = [np.isin(kinds, split_list(cell)) for cell in sectors]
        self.designates = np.array(designated, bool).reshape(len(zones), len(kinds))[:, number]
        """Whether a zone (row) designates the sector of a cluster of `PlanData` (column)."""

    def fits(self, zones: gpd.GeoDataFrame) -> bool:
        """Return whether zones have the same attributes, row by row."""
        pairs = zip(_attributes(zones), self._attributes, strict=True)
        return all(np.array_equal(one, other) for one, other in pairs)


def _attributes(zones: gpd.GeoDataFrame) -> list[NDArray[np.object_]]:
    ftz_id = zones["ftz_id"].to_numpy(object)
    ftz_id = np.where(pd.isna(ftz_id), None, ftz_id)
    return [zones["zone_id"].to_numpy(object), ftz_id, zones["sectors"].to_numpy(object)]


class Tables:
    """Makes the tables of coverages of one plan at some radii."""

    def __init__(
        self, plan_data: PlanData, radii_km: tuple[float, ...], radius: str = "radius_km"
    ) -> None:
        self._plan_data, self._radii, self._radius = plan_data, radii_km, radius
        self._radii_km = np.array(radii_km)
        self._has_demand = len(plan_data.demand) > 0
        self._area_km2 = float(plan_data.region_area_km2.sum())
        self._population = float(plan_data.population.sum()) if self._has_demand else np.nan
        self._regions = _RegionRows(plan_data, radii_km, radius)
        self._sectors = _SectorRows(plan_data, radii_km, radius)

    def totals(self, covered: Covered, levels: _Levels) -> Columns:
        """Return area and population of the plan, whole and covered, by radius.

        Population counts every demand point, including those outside all districts; null without
        demand. The plan's own weights of the demand follow, such as `jobs` and `covered_jobs`:
        `levels` gives the number of the smallest radius that covers each point.
        """
        count = len(self._radii_km)
        people = covered.people.sum(axis=1) if self._has_demand else np.full(count, np.nan)
        return {
            self._radius: self._radii_km,
            "area_km2": np.full(count, self._area_km2),
            "covered_area_km2": covered.land_km2.sum(axis=1),
            "population": np.full(count, self._population),
            "covered_population": people,
        } | {
            f"{part}{name}": amounts
            for name, amount in self._plan_data.weights.items()
            for part, amounts in (
                ("", np.full(count, amount.sum() if self._has_demand else np.nan)),
                ("covered_", within_levels(levels(), amount, count)),
            )
        }

    def ftzs(
        self, rows: ZoneRows, polygons: Sequence[ZonePolygon], caps: Mapping[str, float]
    ) -> Columns:
        """Return each FTZ's measured area, cap and headroom, km²; the latter null without a cap."""
        cap_km2 = np.array([caps.get(ftz, np.nan) for ftz in rows.ftz_column], dtype=float)
        sums = area_of_ftzs_km2(rows.ftz_id, (polygon.area_km2 for polygon in polygons))
        measured = np.array([sums.get(ftz, 0.0) for ftz in rows.ftz_column], dtype=float)
        return {
            "ftz_id": rows.ftz_column,
            "area_km2": measured,
            "cap_km2": cap_km2,
            "headroom_km2": cap_km2 - measured,
        }

    def zones(self, rows: ZoneRows, reaches: Sequence[Reach]) -> Columns:
        """Return each zone's size, compactness, blocks and nearest gateway of each kind."""
        figures = np.array([reach.polygon.figures for reach in reaches], float)
        columns = figures.reshape(len(reaches), len(ZONE_FIGURES)).T
        table = dict(rows.id_columns)
        for figure, column in zip(ZONE_FIGURES.values(), columns, strict=True):
            table[figure.name] = column if figure.form else column.astype(np.int64)
        table["gateways"] = np.fromiter(
            (reach.gateways for reach in reaches), dtype=object, count=len(reaches)
        )
        return table

    def regions(self, covered: Covered, levels: _Levels) -> Columns:
        """Return area and population of every region, whole and covered, by level and radius.

        A region without demand has null populations; a coarser level sums its finest regions. The
        plan's own weights follow, as in `totals`.
        """
        return self._regions.table(covered) | self._regions.weights(levels)

    def sectors(self, rows: ZoneRows, reaches: Sequence[Reach], level: NDArray[np.int8]) -> Columns:
        """Return clusters and weight of each sector, covered at radius 0 (inside) and each radius.

        `level` is the number of the smallest radius at which all zones together cover each cluster
        of `PlanData`. `matched_clusters` lie inside a zone that designates
        their sector, regardless of the row's radius.
        """
        levels = [reach.cluster_level for reach in reaches]
        return self._sectors.table(levels, level, rows.designates)


class _RegionRows:
    """The rows of the regions table: every region of every level, in order, for each radius."""

    def __init__(self, plan_data: PlanData, radii_km: tuple[float, ...], radius: str) -> None:
        self._plan_data, self._count = plan_data, len(radii_km)
        self._has_demand = np.diff(plan_data.district_start)[: len(plan_data.regions)] > 0
        self._groups: list[tuple[Ints, Ints]] = []
        blocks = []
        regions = plan_data.plan.regions
        for level in plan_data.plan.levels:
            codes, shown = regions[level.column], level.shown_names(regions)
            known = np.flatnonzero(codes.notna())
            adcodes, group = np.unique(codes.to_numpy(object)[known], return_inverse=True)
            names = dict(zip(codes.iloc[known][::-1], shown.iloc[known][::-1], strict=True))
            blocks.append(
                pd.DataFrame({"adcode": adcodes, "name": [names[one] for one in adcodes]})
            )
            blocks[-1]["level"] = level.code
            self._groups.append((known, group.astype(np.int64)))
        block = pd.concat(blocks, ignore_index=True)
        fixed = pd.concat([block.assign(**{radius: value}) for value in radii_km])
        self._keys: Columns = {
            name: fixed[name].array for name in ("adcode", "name", "level", radius)
        }
        self._counted = self._sums(self._has_demand.astype(float)) > 0
        whole = self._sums(plan_data.region_area_km2)
        people = self._people(plan_data.people_by_district(np.ones(len(plan_data.demand), bool)))
        self._area, self._population = np.tile(whole, len(radii_km)), np.tile(people, len(radii_km))

    def table(self, covered: Covered) -> Columns:
        """Return area and population of every region, whole and covered, by level and radius.

        A region without demand has null populations; a coarser level sums its districts.
        """
        return self._keys | {
            "area_km2": self._area,
            "covered_area_km2": np.concatenate([self._sums(row) for row in covered.land_km2]),
            "population": self._population,
            "covered_population": np.concatenate([self._people(row) for row in covered.people]),
        }

    def weights(self, levels: _Levels) -> Columns:
        """Return each of the plan's own weights, whole and covered."""
        table: Columns = {}
        district, size = self._plan_data.district, len(self._has_demand)
        for name, amount in self._plan_data.weights.items():
            within = [levels() <= r for r in range(self._count)]
            whole, *covered = (
                self._people(np.bincount(district, each, size).astype(float))
                for each in (amount, *(amount * one for one in within))
            )
            table |= {name: np.tile(whole, self._count), f"covered_{name}": np.concatenate(covered)}
        return table

    def _sums(self, by_district: Floats) -> Floats:
        return np.concatenate(
            [np.bincount(group, by_district[known]) for known, group in self._groups]
        )

    def _people(self, by_district: Floats) -> Floats:
        sums = self._sums(by_district[: len(self._has_demand)])
        return np.where(self._counted, sums, np.nan)


class _SectorRows:
    """The rows of the sectors table: every sector, at radius 0 and at each radius."""

    def __init__(self, plan_data: PlanData, radii_km: tuple[float, ...], radius: str) -> None:
        self._radius = radius
        self._ladder = np.array(list(dict.fromkeys([0.0, *radii_km])))
        self._sectors, self._number = np.unique(plan_data.cluster_sector, return_inverse=True)
        self._weight = plan_data.plan.clusters["weight"].to_numpy(float)[plan_data.clusters.order]
        count = len(self._ladder)
        self._fixed: Columns = {
            "sector": pd.Series(np.repeat(self._sectors, count)).array,
            radius: np.tile(self._ladder, len(self._sectors)),
            "clusters": np.repeat(self._sums(self._number), count),
            "weight": np.repeat(self._sums(self._number, self._weight), count),
        }

    def table(
        self,
        levels: Sequence[NDArray[np.int8]],
        level: NDArray[np.int8],
        designates: NDArray[np.bool_],
    ) -> Columns:
        """Return the table of clusters: their level by zone, of all together, if designated."""
        count = len(self._ladder)
        inside = np.flatnonzero(level == 0)
        mine = np.array([row[inside] == 0 for row in levels], bool).reshape(
            len(levels), len(inside)
        )
        matched = inside[(designates[:, inside] & mine).any(axis=0)]
        cell = self._number * (count + 1) + level
        cells = len(self._sectors) * (count + 1)
        within = [
            np.bincount(cell, amount, minlength=cells).reshape(-1, count + 1).cumsum(axis=1)
            for amount in (None, self._weight)
        ]
        covered, weight = (sums[:, :count].reshape(-1) for sums in within)
        fixed = self._fixed
        return {
            "sector": fixed["sector"],
            self._radius: fixed[self._radius],
            "clusters": fixed["clusters"],
            "covered_clusters": covered.astype(np.int64),
            "weight": fixed["weight"],
            "covered_weight": weight.astype(float),
            "matched_clusters": np.repeat(self._sums(self._number[matched]), count),
        }

    def _sums(self, number: Ints, amount: Floats | None = None) -> NDArray[Any]:
        return np.bincount(number, amount, minlength=len(self._sectors))
