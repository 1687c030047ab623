"""Coverage and comparison as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.comparison.rule_changes import change_messages
from layers.messages import Message
from service.cli.language import language
from service.cli.lens_reports import print_outside
from service.cli.names import named, reader_of
from service.cli.tables import TableColumn, print_schematic_note, print_table, say, share

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo import Comparison, Coverage
    from layers import Plan

_SHOWN = 30
_RADII_ABREAST = 3
_VIOLATIONS = {
    "rule": TableColumn("cli-col-rule"),
    "level": TableColumn("cli-col-level", words=True),
    "zone_id": TableColumn("cli-col-zone"),
    "told": TableColumn("cli-col-what"),
}
_TOTALS = {
    "radius_km": TableColumn("cli-col-radius"),
    "covered_area_km2": TableColumn("cli-col-area", ".0f"),
    "area_km2": TableColumn("cli-col-of-area", ".0f"),
    "area_pct": TableColumn("cli-col-share-pct", ".1f"),
    "covered_population": TableColumn("cli-col-persons", ".0f"),
    "population": TableColumn("cli-col-of", ".0f"),
    "population_pct": TableColumn("cli-col-share-pct", ".1f"),
}
_FTZS = {
    "ftz_id": TableColumn("cli-col-ftz"),
    "area_km2": TableColumn("cli-col-area", ".2f"),
    "cap_km2": TableColumn("cli-col-cap", ".2f"),
    "headroom_km2": TableColumn("cli-col-headroom", "+.2f"),
}
_ZONES = {
    "zone_id": TableColumn("cli-col-zone"),
    "ftz_id": TableColumn("cli-col-ftz"),
    "area_km2": TableColumn("cli-col-area", ".2f"),
    "perimeter_km": TableColumn("cli-col-perimeter", ".1f"),
    "polsby_popper": TableColumn("cli-col-polsby-popper", ".3f"),
    "reock": TableColumn("cli-col-reock", ".3f"),
    "blocks": TableColumn("cli-col-blocks"),
}
_SECTORS = {
    "sector": TableColumn("cli-col-sector", words=True),
    "radius_km": TableColumn("cli-col-radius"),
    "clusters": TableColumn("cli-col-clusters"),
    "covered_clusters": TableColumn("cli-col-covered"),
    "weight": TableColumn("cli-col-weight", ".4g"),
    "covered_weight": TableColumn("cli-col-covered-weight", ".4g"),
    "matched_clusters": TableColumn("cli-col-matched"),
}
_ACCESS = {
    "mean_km": TableColumn("cli-col-mean", ".1f"),
    "median_km": TableColumn("cli-col-median", ".1f"),
    "p90_km": TableColumn("cli-col-p90", ".1f"),
    "gini": TableColumn("cli-col-gini", ".3f"),
}
_GROWTH = {
    "ftz_id": TableColumn("cli-col-ftz"),
    "period": TableColumn("cli-col-period"),
    "growth_pct": TableColumn("cli-col-growth", "+.1f"),
    "national_growth_pct": TableColumn("cli-col-nation", "+.1f"),
    "difference_pct": TableColumn("cli-col-lead", "+.1f"),
    "verified": TableColumn("cli-col-verified"),
    "note": TableColumn("cli-col-note"),
}
_CHANGED_ZONES = {
    "zone_id": TableColumn("cli-col-zone"),
    "change": TableColumn("cli-col-change", words=True),
    "zone_id_before": TableColumn("cli-col-id-before"),
    "area_km2_before": TableColumn("cli-col-area-before", ".2f"),
    "area_km2_after": TableColumn("cli-col-area-after", ".2f"),
    "gained_km2": TableColumn("cli-col-gained", ".2f"),
    "lost_km2": TableColumn("cli-col-lost", ".2f"),
}
_CHANGED_TOTALS = {
    "radius_km": TableColumn("cli-col-radius"),
    "covered_area_km2_before": TableColumn("cli-col-covered-area-before", ".1f"),
    "covered_area_km2_after": TableColumn("cli-col-after", ".1f"),
    "covered_area_km2_difference": TableColumn("cli-col-difference", "+.1f"),
    "covered_population_before": TableColumn("cli-col-persons-before", ".0f"),
    "covered_population_after": TableColumn("cli-col-after", ".0f"),
    "covered_population_difference": TableColumn("cli-col-difference", "+.0f"),
}
_OVER_COUNTED = {
    "radius_km": TableColumn("cli-col-radius"),
    "line_population": TableColumn("cli-col-by-line", ".0f"),
    "way_population": TableColumn("cli-col-by-way", ".0f"),
    "over_counted_population": TableColumn("cli-col-over-counted", "+.0f"),
    "over_counted_pct": TableColumn("cli-col-over-counted-pct", "+.1f"),
}
_CHANGED_REGIONS = {
    "adcode": TableColumn("cli-col-adcode"),
    "name": TableColumn("cli-col-name"),
    "radius_km": TableColumn("cli-col-radius"),
    "covered_area_km2_after": TableColumn("cli-col-covered-area-after", ".1f"),
    "covered_area_km2_difference": TableColumn("cli-col-difference", "+.1f"),
    "covered_population_after": TableColumn("cli-col-persons-after", ".0f"),
    "covered_population_difference": TableColumn("cli-col-difference", "+.0f"),
}
_CROSSING = {
    "radius_km": TableColumn("cli-col-radius"),
    "entering_population": TableColumn("cli-col-persons-entering", ".0f"),
    "leaving_population": TableColumn("cli-col-leaving", ".0f"),
}
_CLUSTERS = {
    "cluster_id": TableColumn("cli-col-cluster"),
    "name": TableColumn("cli-col-name"),
    "sector": TableColumn("cli-col-sector", words=True),
    "radius_km": TableColumn("cli-col-radius"),
}


def say_way(coverage: Coverage) -> None:
    """Print how distances were measured, if not straight, and how many people no way reaches."""
    if coverage.network is None:
        return
    network = coverage.network.network
    length_km = float(network.length_km.sum())
    of = {"edges": len(network.start), "length_km": length_km, "parts": network.parts}
    say(Message("cli-by", by=coverage.by, source=coverage.network.source, **of))
    apart = float(coverage.targets.population[np.isinf(coverage.nearest_km)].sum())
    if apart and len(coverage.zone_frame):
        say(Message("cli-no-way", by=coverage.by, people=apart))


def print_plan(plan: Plan, scenario: str, zones: pd.DataFrame) -> None:
    """Print the plan and scenario of the report, and whether boundaries are schematic."""
    say(
        Message(
            "cli-plan",
            plan=plan.title(language()),
            crs=plan.crs.to_string(),
            scenario=scenario,
            zones=len(zones),
        )
    )
    say(Message("cli-baseline", baseline=plan.baseline))
    print_schematic_note(zones)


def print_violations(title: Message, violations: pd.DataFrame, plan: Plan) -> None:
    """Print violations: rows with `rule`, `level`, `zone_id`, `code` and `params`.

    A column `change` is printed too, with its amount.
    """
    pairs = zip(violations["code"], violations["params"], strict=True)
    messages = [Message.from_document({"code": code, "params": params}) for code, params in pairs]
    say_it = reader_of(plan).text
    table = violations.assign(told=[*map(say_it, messages)])
    columns = dict(_VIOLATIONS)
    if "change" in table:
        table = table.assign(change=[*map(say_it, change_messages(table))])
        columns = {"change": TableColumn("cli-col-change"), **columns}
    print_table(title, named(table, plan), columns)


def print_totals(coverage: Coverage) -> None:
    """Print area and population covered within each radius."""
    totals = coverage.totals
    table = totals.assign(
        area_pct=share(totals["covered_area_km2"], totals["area_km2"]),
        population_pct=share(totals["covered_population"], totals["population"]),
    )
    print_table(Message("cli-title-totals"), table, _known(_TOTALS, totals))


def print_coverage(coverage: Coverage, levels: Collection[str]) -> None:
    """Print every table of a coverage; of the regions, the requested levels."""
    plan = coverage.plan
    print_plan(plan, coverage.scenario, coverage.zone_frame)
    say_way(coverage)
    print_totals(coverage)
    print_outside(coverage)
    if len(coverage.ftzs):
        print_table(Message("cli-title-ftzs"), named(coverage.ftzs, plan), _FTZS)
    print_table(Message("cli-title-zones"), named(coverage.zones, plan), _ZONES)
    for level in levels:
        _print_regions(coverage, level)
    if plan.has("clusters"):
        print_table(Message("cli-title-sectors"), coverage.sectors, _SECTORS)
    if _has_people(coverage.totals):
        print_table(Message("cli-title-access"), coverage.access, _ACCESS)
    if plan.has("trade"):
        growth = coverage.growth
        growth = growth.assign(note=growth["source"].where(growth["growth_pct"].isna()))
        print_table(Message("cli-title-growth"), named(growth, plan), _GROWTH)
    print_violations(Message("cli-title-violations"), coverage.violations, plan)


def _has_people(totals: pd.DataFrame) -> bool:
    """Return whether there is demand, in the plan or in a separate data set."""
    return bool(totals.filter(like="population").notna().any(axis=None))


def _known(columns: Mapping[str, TableColumn], totals: pd.DataFrame) -> dict[str, TableColumn]:
    """Return the columns, without those of population or of land if it is unknown."""
    people, land = _has_people(totals), _has_land(totals)
    without = ("population",) * (not people) + ("area",) * (not land)
    return {name: it for name, it in columns.items() if not any(one in name for one in without)}


def _has_land(totals: pd.DataFrame) -> bool:
    """Return whether covered land is known, as it is not by road."""
    return bool(totals.filter(like="covered_area").notna().any(axis=None))


def _print_regions(coverage: Coverage, level: str) -> None:
    """Print the share of area and of population covered, three radii to a table."""
    regions = named(coverage.regions, coverage.plan)
    rows = regions[regions["level"] == level].sort_values("adcode", kind="stable")
    every = sorted(rows["radius_km"].unique())
    for start in range(0, len(every), _RADII_ABREAST):
        table = rows.drop_duplicates("adcode")[["adcode", "name"]]
        name = Message("cli-col-level-name", level=level)
        columns = {"adcode": TableColumn("cli-col-adcode"), "name": TableColumn(name)}
        for radius_km in every[start : start + _RADII_ABREAST]:
            covered = rows[rows["radius_km"] == radius_km].set_index(table.index)
            people = _has_people(coverage.totals)
            for figure, code in _SHARES.items():
                if not (people if figure == "population" else _has_land(coverage.totals)):
                    continue
                column = f"{figure}_{radius_km}"
                table[column] = share(covered[f"covered_{figure}"], covered[figure])
                columns[column] = TableColumn(Message(code, radius_km=float(radius_km)), ".1f")
        print_table(Message("cli-title-regions", level=level), table, columns)


_SHARES: Mapping[str, str] = {
    "area_km2": "cli-col-area-share",
    "population": "cli-col-population-share",
}


def print_comparison(comparison: Comparison, levels: Collection[str]) -> None:
    """Print what A changes against B: only zones and regions that change."""
    say(Message("cli-compared", a=comparison.a, b=comparison.b))
    before, after = comparison.coverages
    if (before.by, after.by) != ("line", "line"):
        say(Message("cli-compared-by", a=after.by, b=before.by))
    say_way(after)
    changed = comparison.zones[comparison.zones["change"] != "none"]
    plan = after.plan
    columns = dict(_CHANGED_ZONES)
    if not comparison.renamed:
        del columns["zone_id_before"]
    print_table(Message("cli-title-changed-zones"), named(changed, plan), columns)
    print_consequences(comparison, levels)


def print_consequences(comparison: Comparison, levels: Collection[str]) -> None:
    """Print what A changes in coverage and rules; of the regions, the requested levels."""
    plan, totals = comparison.coverages[1].plan, comparison.totals
    print_table(Message("cli-title-totals"), totals, _known(_CHANGED_TOTALS, totals))
    if comparison.over_counted is not None:
        table = comparison.over_counted
        table = table.assign(over_counted_pct=100 * table["over_counted_share"])
        print_table(Message("cli-title-over-counted"), table, _OVER_COUNTED)
    for level in levels:
        columns = _known(_CHANGED_REGIONS, totals)
        _print_region_changes(named(comparison.regions, plan), level, columns)
    if _has_people(totals):
        print_table(Message("cli-title-crossing"), comparison.population, _CROSSING)
        of_zones = named(comparison.zone_population, plan)
        of_zone = {"zone_id": TableColumn("cli-col-zone"), **_CROSSING}
        print_table(Message("cli-title-zone-crossing"), of_zones, of_zone)
    if plan.has("clusters"):
        entering, leaving = comparison.clusters_entering, comparison.clusters_leaving
        print_table(Message("cli-title-clusters-entering"), named(entering, plan), _CLUSTERS)
        print_table(Message("cli-title-clusters-leaving"), named(leaving, plan), _CLUSTERS)
    print_violations(Message("cli-title-violations-new"), comparison.violations_new, plan)
    print_violations(Message("cli-title-violations-worse"), comparison.violations_worse, plan)
    print_violations(Message("cli-title-violations-improved"), comparison.violations_improved, plan)
    print_violations(Message("cli-title-violations-mended"), comparison.violations_mended, plan)


def _print_region_changes(
    regions: pd.DataFrame, level: str, columns: Mapping[str, TableColumn]
) -> None:
    """Print the regions of a level whose coverage changes, the largest changes first."""
    rows = regions[regions["level"] == level]
    area, people = rows["covered_area_km2_difference"], rows["covered_population_difference"]
    moved = rows[(area.abs() > 5e-3) | (people.abs() >= 0.5)]
    size = pd.DataFrame({"people": people.abs().fillna(0), "area": area.abs()})
    order = size.loc[moved.index].sort_values(["people", "area"], ascending=False, kind="stable")
    title = Message("cli-title-changed-regions", level=level)
    print_table(title, moved.loc[order.index[:_SHOWN]], columns)
    if len(moved) > _SHOWN:
        say(Message("cli-more-rows", rows=len(moved) - _SHOWN))
