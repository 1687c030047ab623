"""The tables of a coverage. Columns are those of the design."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.coverage.prepare import Ground
    from geo.coverage.reach import Polygon
    from geo.coverage.standing import Covered
    from layers import Plan
    from layers.edges import Floats, Ints

LEVELS = ("district", "city", "province")
_LEVEL_COLUMNS = {
    "district": ("adcode", "name", "name_zh"),
    "city": ("city_adcode", "city_name", "city_name_zh"),
    "province": ("province_adcode", "province_name", "province_name_zh"),
}
_FIGURES = ("area_km2", "covered_area_km2", "population", "covered_population")


class RegionRows:
    """The rows of the regions table: every region of every level, in order, once for each radius.

    What does not change with the zones (adcodes, names, areas, populations) is made once.
    """

    def __init__(self, ground: Ground, radii_km: tuple[float, ...]) -> None:
        self._ground, self._radii_km = ground, radii_km
        self._has_demand = np.diff(ground.district_start)[: len(ground.regions)] > 0
        self._groups: list[tuple[Ints, Ints]] = []
        blocks = []
        for level in LEVELS:
            names = _level_of_districts(ground.plan, level)
            known = np.flatnonzero(names["adcode"].notna())
            adcodes, group = np.unique(names["adcode"].to_numpy()[known], return_inverse=True)
            first = names.iloc[known].drop_duplicates("adcode").set_index("adcode")["name"]
            blocks.append(pd.DataFrame({"adcode": adcodes, "name": first[adcodes].to_numpy()}))
            blocks[-1]["level"] = level
            self._groups.append((known, group.astype(np.int64)))
        block = pd.concat(blocks, ignore_index=True)
        fixed = pd.concat([block.assign(radius_km=radius) for radius in radii_km])
        self._fixed = {str(name): fixed[name].array for name in fixed}
        whole = self._sums(ground.region_area_km2)
        people = self._people(ground.people_by_district(np.ones(len(ground.demand), bool)))
        self._fixed["area_km2"] = pd.array(np.tile(whole, len(radii_km)))
        self._area, self._population = np.tile(whole, len(radii_km)), np.tile(people, len(radii_km))

    def table(self, covered: Covered) -> pd.DataFrame:
        """Return area and population of every region, whole and covered, by level and radius.

        A region without demand has null populations; a coarser level sums its districts.
        """
        columns: dict[str, object] = {
            name: self._fixed[name] for name in ("adcode", "name", "level", "radius_km")
        }
        columns["area_km2"] = self._area
        columns["covered_area_km2"] = np.concatenate([self._sums(row) for row in covered.land_km2])
        columns["population"] = self._population
        columns["covered_population"] = np.concatenate(
            [self._people(row) for row in covered.people]
        )
        return pd.DataFrame(columns, copy=False)

    def _sums(self, by_district: Floats) -> Floats:
        return np.concatenate(
            [np.bincount(group, by_district[known]) for known, group in self._groups]
        )

    def _people(self, by_district: Floats) -> Floats:
        districts = by_district[: len(self._has_demand)]
        sums = self._sums(districts)
        counted = self._sums(self._has_demand.astype(float))
        return np.where(counted > 0, sums, np.nan)


def _level_of_districts(plan: Plan, level: str) -> pd.DataFrame:
    """Return each district's `adcode` and `name` at a level; unknown parents are None."""
    code, name, name_zh = _LEVEL_COLUMNS[level]
    regions = plan.regions
    names = regions[name].fillna(regions[name_zh]).fillna(regions[code])
    return pd.DataFrame({"adcode": regions[code], "name": names})


def totals_table(ground: Ground, covered: Covered, radii_km: tuple[float, ...]) -> pd.DataFrame:
    """Return area and population of the plan, whole and covered, by radius.

    Population counts every demand point, also one outside all districts; null without demand.
    """
    has_demand = len(ground.demand) > 0
    count = len(radii_km)
    everyone = ground.population.sum() if has_demand else np.nan
    people = covered.people.sum(axis=1) if has_demand else np.full(count, np.nan)
    columns = (
        np.full(count, ground.region_area_km2.sum()),
        covered.land_km2.sum(axis=1),
        np.full(count, everyone),
        people,
    )
    return pd.DataFrame(
        {"radius_km": np.array(radii_km)} | dict(zip(_FIGURES, columns, strict=True))
    )


def ftzs_table(plan: Plan, zones: gpd.GeoDataFrame, polygons: Sequence[Polygon]) -> pd.DataFrame:
    """Return each FTZ's measured area, cap and headroom, km²; both null where there is no cap."""
    area: dict[str, float] = dict.fromkeys(plan.ftzs["ftz_id"], 0.0)
    for ftz, polygon in sorted(
        zip(zones["ftz_id"], polygons, strict=True), key=lambda pair: str(pair[0])
    ):
        area[ftz] = area.get(ftz, 0.0) + polygon.area_km2
    caps = dict(zip(plan.ftzs["ftz_id"], plan.ftzs["cap_km2"], strict=True))
    measured = np.array(list(area.values()), dtype=float)
    cap = np.array([caps.get(ftz, np.nan) for ftz in area], dtype=float)
    return pd.DataFrame(
        {
            "ftz_id": list(area),
            "area_km2": measured,
            "cap_km2": cap,
            "headroom_km2": cap - measured,
        }
    )


def zones_table(
    zones: gpd.GeoDataFrame,
    polygons: Sequence[Polygon],
    gateways: Sequence[list[dict[str, object]]],
) -> pd.DataFrame:
    """Return each zone's size, compactness, blocks and nearest gateway of each kind."""
    figures = ("area_km2", "perimeter_km", "polsby_popper", "reock", "blocks")
    columns = {name: [getattr(polygon, name) for polygon in polygons] for name in figures}
    ids = {"zone_id": zones["zone_id"].array, "ftz_id": zones["ftz_id"].array}
    near = pd.Series(list(gateways), dtype="object").array
    table = pd.DataFrame(ids | columns | {"gateways": near}, copy=False)
    return table.astype({"blocks": "int64"}) if table.empty else table


def sectors_table(
    ground: Ground,
    zones: gpd.GeoDataFrame,
    levels: NDArray[np.int8],
    radii_km: tuple[float, ...],
) -> pd.DataFrame:
    """Return clusters and weight of each sector, covered at radius 0 (inside) and each radius.

    `levels` has a row for each zone and a column for each cluster of the ground: the number of the
    smallest radius that covers it. `matched_clusters` lie inside a zone that designates their
    sector, whatever the row's radius.
    """
    ladder = np.array(list(dict.fromkeys([0.0, *radii_km])))
    sectors, number = np.unique(ground.cluster_sector, return_inverse=True)
    weight = ground.plan.clusters["weight"].to_numpy(float)[ground.clusters.order]
    level = levels.min(axis=0, initial=len(ladder))
    matched = np.zeros(len(number), bool)
    for designated, row in zip(zones["sectors"], levels, strict=True):
        named = np.isin(sectors, designated.split(";"))
        matched |= (row == 0) & named[number]

    def by_sector(mask: NDArray[np.bool_], amount: Floats | None = None) -> NDArray[Any]:
        weights = None if amount is None else amount[mask]
        return np.bincount(number[mask], weights, minlength=len(sectors))

    everything = np.ones(len(number), bool)
    count, radii = len(ladder), range(len(ladder))
    covered = [by_sector(level <= r) for r in radii]
    covered_weight = [by_sector(level <= r, weight) for r in radii]
    return pd.DataFrame(
        {
            "sector": np.repeat(sectors, count),
            "radius_km": np.tile(ladder, len(sectors)),
            "clusters": np.repeat(by_sector(everything), count),
            "covered_clusters": np.array(covered, dtype=np.int64).T.reshape(-1),
            "weight": np.repeat(by_sector(everything, weight), count),
            "covered_weight": np.array(covered_weight, dtype=float).T.reshape(-1),
            "matched_clusters": np.repeat(by_sector(matched), count),
        }
    )
