"""Coverage and comparison as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from service.cli.lens_reports import print_outside
from service.cli.tables import (
    count_of,
    print_line,
    print_schematic_note,
    print_table,
    share,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo import Comparison, Coverage
    from layers import Plan

_SHOWN = 30
_RADII_ABREAST = 3
_VIOLATIONS = {"rule": "Rule", "level": "Level", "zone_id": "Zone", "message": "What"}


def print_plan(plan: Plan, scenario: str, zones: pd.DataFrame) -> None:
    """Say which plan and scenario follow, and whether boundaries are schematic."""
    count = count_of(len(zones), "zone")
    print_line(f"Plan {plan.name}, {plan.crs.to_string()}, scenario {scenario}, {count}")
    print_line(f"Baseline {plan.baseline}")
    print_schematic_note(zones)


def print_totals(coverage: Coverage) -> None:
    """Print area and population covered within each radius."""
    totals = coverage.totals
    table = totals.assign(
        area_pct=share(totals["covered_area_km2"], totals["area_km2"]),
        population_pct=share(totals["covered_population"], totals["population"]),
    )
    print_table(
        "Covered within each radius",
        table,
        {
            "radius_km": "Radius, km",
            "covered_area_km2": "Area, km²|.0f",
            "area_km2": "of, km²|.0f",
            "area_pct": "Share, %|.1f",
            "covered_population": "Persons|.0f",
            "population": "of|.0f",
            "population_pct": "Share, %|.1f",
        },
    )


def print_coverage(coverage: Coverage, levels: Collection[str]) -> None:
    """Print every table of a coverage; of the regions, the levels asked for."""
    print_plan(coverage.plan, coverage.scenario, coverage.zone_frame)
    print_totals(coverage)
    print_outside(coverage)
    print_table(
        "FTZs",
        coverage.ftzs,
        {
            "ftz_id": "FTZ",
            "area_km2": "Area, km²|.2f",
            "cap_km2": "Cap, km²|.2f",
            "headroom_km2": "Headroom, km²|+.2f",
        },
    )
    print_table(
        "Zones",
        coverage.zones,
        {
            "zone_id": "Zone",
            "ftz_id": "FTZ",
            "area_km2": "Area, km²|.2f",
            "perimeter_km": "Perimeter, km|.1f",
            "polsby_popper": "Polsby–Popper|.3f",
            "reock": "Reock|.3f",
            "blocks": "Blocks",
        },
    )
    for level in levels:
        _print_regions(coverage.regions, level)
    _print_sectors(coverage.sectors)
    print_table(
        "Distance to the nearest zone, weighted by population",
        coverage.access,
        {
            "mean_km": "Mean, km|.1f",
            "median_km": "Median, km|.1f",
            "p90_km": "p90, km|.1f",
            "gini": "Gini|.3f",
        },
    )
    print_table(
        "Trade growth beside the nation's",
        coverage.growth.assign(
            note=coverage.growth["source"].where(coverage.growth["growth_pct"].isna())
        ),
        {
            "ftz_id": "FTZ",
            "period": "Period",
            "growth_pct": "Growth, %|+.1f",
            "national_growth_pct": "Nation, %|+.1f",
            "difference_pct": "Lead, points|+.1f",
            "verified": "Verified",
            "note": "Note",
        },
    )
    print_table("Rules broken", coverage.violations, _VIOLATIONS)


def _print_regions(regions: pd.DataFrame, level: str) -> None:
    """Print the share of area and of population covered, three radii to a table."""
    rows = regions[regions["level"] == level].sort_values("adcode", kind="stable")
    every = sorted(rows["radius_km"].unique())
    for start in range(0, len(every), _RADII_ABREAST):
        table = rows.drop_duplicates("adcode")[["adcode", "name"]]
        heads = {"adcode": "Adcode", "name": level.capitalize()}
        for radius_km in every[start : start + _RADII_ABREAST]:
            covered = rows[rows["radius_km"] == radius_km].set_index(table.index)
            for figure, head in (("area_km2", "Area"), ("population", "Pop.")):
                name = f"{figure}_{radius_km}"
                table[name] = share(covered[f"covered_{figure}"], covered[figure])
                heads[name] = f"{head} {radius_km:g} km, %|.1f"
        print_table(f"Covered of each {level}", table, heads)


def _print_sectors(sectors: pd.DataFrame) -> None:
    heads = {
        "sector": "Sector",
        "radius_km": "Radius, km",
        "clusters": "Clusters",
        "covered_clusters": "Covered",
        "weight": "Weight|.4g",
        "covered_weight": "Covered weight|.4g",
        "matched_clusters": "Matched",
    }
    print_table(
        "Sector clusters (radius 0: inside a zone; matched: in a zone of the sector)",
        sectors,
        heads,
    )


def print_comparison(comparison: Comparison, levels: Collection[str]) -> None:
    """Print what A changes against B: only zones and regions that change."""
    print_line(f"What {comparison.a} changes against {comparison.b}")
    print_table(
        "Zones that change",
        comparison.zones[comparison.zones["change"] != "none"],
        {
            "zone_id": "Zone",
            "change": "Change",
            "area_km2_before": "Before, km²|.2f",
            "area_km2_after": "After, km²|.2f",
            "gained_km2": "Gained, km²|.2f",
            "lost_km2": "Lost, km²|.2f",
        },
    )
    print_consequences(comparison, levels)


def print_consequences(comparison: Comparison, levels: Collection[str]) -> None:
    """Print what A changes in coverage and rules; of the regions, the levels asked for."""
    print_table(
        "Covered within each radius",
        comparison.totals,
        {
            "radius_km": "Radius, km",
            "covered_area_km2_before": "Area before, km²|.1f",
            "covered_area_km2_after": "after|.1f",
            "covered_area_km2_difference": "difference|+.1f",
            "covered_population_before": "Persons before|.0f",
            "covered_population_after": "after|.0f",
            "covered_population_difference": "difference|+.0f",
        },
    )
    for level in levels:
        _print_region_changes(comparison.regions, level)
    clusters = {"cluster_id": "Cluster", "name": "Name", "sector": "Sector"}
    clusters["radius_km"] = "Radius, km"
    crossing = {
        "radius_km": "Radius, km",
        "entering_population": "Persons entering|.0f",
        "leaving_population": "leaving|.0f",
    }
    print_table("Within reach of any zone (radius 0: inside)", comparison.population, crossing)
    of_zone = {"zone_id": "Zone", **crossing}
    print_table("Within reach of each changed zone", comparison.zone_population, of_zone)
    print_table("Clusters entering", comparison.clusters_entering, clusters)
    print_table("Clusters leaving", comparison.clusters_leaving, clusters)
    print_table("Rules newly broken", comparison.violations_new, _VIOLATIONS)
    print_table("Rules mended", comparison.violations_mended, _VIOLATIONS)


def _print_region_changes(regions: pd.DataFrame, level: str) -> None:
    """Print the regions of a level whose coverage changes, the largest changes first."""
    rows = regions[regions["level"] == level]
    area, people = rows["covered_area_km2_difference"], rows["covered_population_difference"]
    moved = rows[(area.abs() > 5e-3) | (people.abs() >= 0.5)]
    size = pd.DataFrame({"people": people.abs().fillna(0), "area": area.abs()})
    order = size.loc[moved.index].sort_values(["people", "area"], ascending=False, kind="stable")
    print_table(
        f"{level.capitalize()}: coverage that changes",
        moved.loc[order.index[:_SHOWN]],
        {
            "adcode": "Adcode",
            "name": "Name",
            "radius_km": "Radius, km",
            "covered_area_km2_after": "Area after, km²|.1f",
            "covered_area_km2_difference": "difference|+.1f",
            "covered_population_after": "Persons after|.0f",
            "covered_population_difference": "difference|+.0f",
        },
    )
    if len(moved) > _SHOWN:
        print_line(f"and {count_of(len(moved) - _SHOWN, 'more row')}: --json has them all")
