"""The tables of a coverage, from the reaches of its zones. Columns are those of the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.compactness import polsby_popper, reock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo.coverage.prepare import Bools, Floats, Ground, Places
    from geo.coverage.reach import Reach, Reached
    from layers import Plan

LEVELS = ("district", "city", "province")
_LEVEL_COLUMNS = {
    "district": ("adcode", "name", "name_zh"),
    "city": ("city_adcode", "city_name", "city_name_zh"),
    "province": ("province_adcode", "province_name", "province_name_zh"),
}
_FIGURES = ["area_km2", "covered_area_km2", "population", "covered_population"]


def nearest_km(places: Places, reached: Sequence[Reached]) -> Floats:
    """Return each place's distance to the nearest zone that reaches it, ∞ where none does."""
    nearest = np.full(len(places.lon), np.inf)
    for one in reached:
        nearest[one.row] = np.minimum(nearest[one.row], one.distance_km)
    return nearest


def regions_table(
    ground: Ground, covered_area_km2: Mapping[float, Floats], distance_km: Floats
) -> pd.DataFrame:
    """Return area and population of every region, whole and covered, by level and radius.

    A region without demand has null populations; a coarser level is the sum of its districts.
    """
    levels = [_level_of_districts(ground.plan, level) for level in LEVELS]
    district = ground.demand_region
    known = district >= 0
    count = len(ground.regions)
    has_demand = np.bincount(district[known], minlength=count) > 0

    def people(within: Bools) -> Floats:
        chosen = known & within
        weights = ground.population[chosen]
        total = np.bincount(district[chosen], weights, minlength=count)
        return np.where(has_demand, total, np.nan)

    population = people(np.ones(len(known), bool))
    tables = []
    for radius, covered in covered_area_km2.items():
        figures = pd.DataFrame(
            {
                "area_km2": ground.region_area_km2,
                "covered_area_km2": covered,
                "population": population,
                "covered_population": people(distance_km <= radius),
            }
        )
        for level, names in zip(LEVELS, levels, strict=True):
            sums = figures.groupby(names["adcode"].to_numpy(), sort=True).sum(min_count=1)
            first = names.drop_duplicates("adcode").set_index("adcode")
            sums.insert(0, "name", first["name"])
            sums.insert(1, "level", level)
            sums.insert(2, "radius_km", radius)
            tables.append(sums.rename_axis("adcode").reset_index())
    return pd.concat(tables, ignore_index=True)


def _level_of_districts(plan: Plan, level: str) -> pd.DataFrame:
    """Return each district's `adcode` and `name` at a level; unknown parents are None."""
    code, name, name_zh = _LEVEL_COLUMNS[level]
    regions = plan.regions
    names = regions[name].fillna(regions[name_zh]).fillna(regions[code])
    return pd.DataFrame({"adcode": regions[code], "name": names})


def totals_table(
    ground: Ground, covered_area_km2: Mapping[float, Floats], distance_km: Floats
) -> pd.DataFrame:
    """Return area and population of the plan, whole and covered, by radius.

    Population counts every demand point, also one outside all districts; null without demand.
    """
    has_demand = len(ground.population) > 0
    rows = [
        {
            "radius_km": radius,
            "area_km2": ground.region_area_km2.sum(),
            "covered_area_km2": covered.sum(),
            "population": ground.population.sum() if has_demand else np.nan,
            "covered_population": (
                ground.population[distance_km <= radius].sum() if has_demand else np.nan
            ),
        }
        for radius, covered in covered_area_km2.items()
    ]
    return pd.DataFrame(rows, columns=["radius_km", *_FIGURES])


def ftzs_table(plan: Plan, zones: pd.DataFrame) -> pd.DataFrame:
    """Return each FTZ's measured area, cap and headroom, km²; both null where there is no cap."""
    area = zones.groupby("ftz_id")["area_km2"].sum()
    caps = plan.ftzs.set_index("ftz_id")["cap_km2"]
    order = dict.fromkeys([*plan.ftzs["ftz_id"], *sorted(area.index)])
    table = pd.DataFrame({"ftz_id": list(order)})
    table["area_km2"] = table["ftz_id"].map(area).fillna(0.0)
    table["cap_km2"] = table["ftz_id"].map(caps).astype(float)
    table["headroom_km2"] = table["cap_km2"] - table["area_km2"]
    return table


def zones_table(ground: Ground, zones: gpd.GeoDataFrame, reaches: Sequence[Reach]) -> pd.DataFrame:
    """Return each zone's size, compactness, blocks and nearest gateway of each kind."""
    shapes = zones["geometry"].to_numpy()
    area, perimeter = ground.ellipsoid.area_km2(shapes), ground.ellipsoid.perimeter_km(shapes)
    return pd.DataFrame(
        {
            "zone_id": zones["zone_id"],
            "ftz_id": zones["ftz_id"],
            "area_km2": area,
            "perimeter_km": perimeter,
            "polsby_popper": polsby_popper(area, perimeter),
            "reock": reock(ground.ellipsoid, shapes),
            "blocks": zones["geometry"].count_geometries(),
            "gateways": [_nearest_gateways(ground.plan, reach.gateway_km) for reach in reaches],
        }
    )


def _nearest_gateways(plan: Plan, distance_km: Floats) -> list[dict[str, object]]:
    """Return the nearest gateway of each kind: `kind`, `gateway_id`, `distance_km`."""
    gateways = plan.gateways[["kind", "gateway_id"]].assign(distance_km=distance_km)
    nearest = gateways.sort_values(["kind", "distance_km", "gateway_id"]).drop_duplicates("kind")
    return [
        {"kind": str(row.kind), "gateway_id": str(row.gateway_id), "distance_km": row.distance_km}
        for row in nearest.itertuples()
    ]


def sectors_table(
    ground: Ground,
    zones: gpd.GeoDataFrame,
    reached: Sequence[Reached],
    radii_km: Sequence[float],
) -> pd.DataFrame:
    """Return clusters and weight of each sector, covered at radius 0 (inside) and each radius.

    `matched_clusters` lie inside a zone that designates their sector, whatever the row's radius.
    """
    clusters = ground.plan.clusters
    distance = nearest_km(ground.clusters, reached)
    matched = np.zeros(len(clusters), bool)
    for sectors, one in zip(zones["sectors"], reached, strict=True):
        inside = one.row[one.distance_km == 0]
        matched[inside] |= clusters["sector"].iloc[inside].isin(sectors.split(";")).to_numpy()
    weight = clusters["weight"].to_numpy(float)
    rows = []
    for sector in sorted(clusters["sector"].unique()):
        of_sector = (clusters["sector"] == sector).to_numpy()
        for radius in dict.fromkeys([0.0, *radii_km]):
            covered = of_sector & (distance <= radius)
            rows.append(
                {
                    "sector": sector,
                    "radius_km": radius,
                    "clusters": int(of_sector.sum()),
                    "covered_clusters": int(covered.sum()),
                    "weight": weight[of_sector].sum(),
                    "covered_weight": weight[covered].sum(),
                    "matched_clusters": int((of_sector & matched).sum()),
                }
            )
    columns = ["sector", "radius_km", "clusters", "covered_clusters"]
    columns += ["weight", "covered_weight", "matched_clusters"]
    return pd.DataFrame(rows, columns=columns)
