"""Lenses on a coverage as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.lenses import outside
from service.cli.tables import print_line, print_schematic_note, print_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo import Coverage

_REGION = {"adcode": "Adcode", "name": "Name"}
_PEOPLE = {"covered_population": "Covered persons|.0f", "population": "of|.0f"}
_AMOUNT = {"covered_amount": "Covered|.2f", "amount": "of|.2f"}
_RADIUS = {"radius_km": "Radius, km"}
_TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "underserved": (
        "Worst served",
        _REGION
        | {
            "uncovered_population": "Uncovered persons|.0f",
            "population": "of|.0f",
            "nearest_zone_id": "Nearest zone",
            "nearest_km": "at, km|.1f",
            "mean_km": "Mean of the uncovered, km|.1f",
        },
    ),
    "strategies": (
        "Strategic regions",
        {"strategy_id": "Id", "name": "Name"}
        | _RADIUS
        | {
            "covered_area_share": "Area share|.1%",
            "covered_population": "Covered persons|.0f",
            "covered_population_share": "Share|.1%",
            "verified": "Verified",
        },
    ),
    "radii": (
        "Service radii",
        {"zone_id": "Zone", **_RADIUS, "radius_from": "From"},
    ),
    "sectors": (
        "Sector clusters reached",
        {
            "sector": "Sector",
            "covered_clusters": "Covered clusters|.0f",
            "clusters": "of|.0f",
            "covered_weight": "Covered weight|.2f",
            "weight": "of|.2f",
        },
    ),
    "customs": (
        "Distance to the nearest gateway of each kind",
        {
            "subject": "Of",
            "kind": "Kind",
            **_RADIUS,
            "within": "Within|.0f",
            "total": "of|.0f",
            "within_share": "Share|.1%",
            "mean_km": "Mean, km|.1f",
            "mean_clearance_hours": "Mean clearance, h|.1f",
        },
    ),
    "zones": (
        "Nearest gateways of the zones",
        {
            "zone_id": "Zone",
            "kind": "Kind",
            "gateway_id": "Gateway",
            "name": "Name",
            "distance_km": "Distance, km|.1f",
            "clearance_hours": "Clearance, h|.1f",
        },
    ),
}
_EXPLAINED = {
    "zone_id": "Zone",
    "ftz_id": "FTZ",
    "distance_km": "Nearest people, km|.1f",
    "covered_area_km2": "Area, km²|.1f",
    "sole_area_km2": "alone, km²|.1f",
    "covered_population": "Persons|.0f",
    "sole_population": "alone|.0f",
    "sole_population_share": "Share of all|.1%",
}


_WOULD = {
    "share": "Share of persons|.0%",
    "needed_km": "All zones at, km|.1f",
    "zone_id": "Or this zone alone",
    "zone_needed_km": "at, km|.1f",
    "farther_km": "farther by, km|.1f",
}


def print_explanation(coverage: Coverage, document: Mapping[str, Any]) -> None:
    """Print the region of an explanation, the zones that cover it, and what would cover it."""
    print_schematic_note(coverage.zone_frame)
    region = pd.DataFrame([document["region"]])
    people = {**_PEOPLE, "nearest_zone_id": "Nearest zone", "nearest_km": "at, km|.1f"}
    area = {"covered_area_km2": "Covered, km²|.1f", "area_km2": "of, km²|.1f"}
    radius = document["region"]["radius_km"]
    print_table(f"Region, radius {radius:g} km", region, {**_REGION, **area, **people})
    zones = pd.DataFrame(document["zones"], columns=list(_EXPLAINED))
    print_table("Zones that cover it, and what each covers alone", zones, _EXPLAINED)
    would = pd.DataFrame(document["would"], columns=list(_WOULD))
    print_table("What would cover it (0%: the first person)", would, _WOULD)


def print_lens(coverage: Coverage, tables: Mapping[str, pd.DataFrame]) -> None:
    """Print the tables of a lens, and what its figures leave out."""
    print_line(f"Plan {coverage.plan.name}, scenario {coverage.scenario}")
    print_schematic_note(coverage.zone_frame)
    for name, table in tables.items():
        if name == "development":
            _print_development(table)
        elif name in ("totals", "regions"):
            _print_reached(name, table)
        else:
            title, columns = _TABLES[name]
            print_table(title, table, columns)
    print_outside(coverage)


def print_outside(coverage: Coverage) -> None:
    """Say what figures of regions leave out, where they do."""
    if not coverage.plan.has("demand"):
        return
    row = outside(coverage).iloc[0]
    if row["points"]:
        print_line(
            f"{row['population']:,.0f} persons live outside every region (demand points: "
            f"{row['points']:,.0f}); they count in the totals alone"
        )
    if row["districts_without_demand"]:
        print_line(
            f"Districts without demand: {row['districts_without_demand']:,.0f} "
            f"({row['area_without_demand_km2']:,.0f} km²); they have no share of people"
        )


def _print_development(table: pd.DataFrame) -> None:
    """Print a province's shares, the figures in the order of their columns, radius by radius."""
    figures = [name for name in table.columns if name.startswith("share_of_")]
    heads = {name: f"of {_words(name.removeprefix('share_of_'))}|.1%" for name in figures}
    people = {"covered_population": _PEOPLE["covered_population"], "covered_share": "Share|.1%"}
    for radius, rows in table.groupby("radius_km"):
        print_table(
            f"Provinces, radius {radius:g} km: persons covered, and shares of the whole",
            rows,
            {**_REGION, **people, **heads},
        )
    unverified = [n.removesuffix("_verified") for n in table.columns if n.endswith("_verified")]
    for name in unverified:
        lost = table.loc[~table[f"{name}_verified"] & table[f"share_of_{name}"].notna(), "name"]
        if len(lost):
            print_line(f"Not verified: {_words(name)} of {', '.join(lost.unique())}")


def _words(name: str) -> str:
    return name.replace("_", " ").replace("gdp", "GDP")


def _print_reached(name: str, table: pd.DataFrame) -> None:
    steps = {"minutes": "Minutes", **_RADIUS}
    step = {column: head for column, head in steps.items() if column in table.columns}
    amount = _AMOUNT if "amount" in table.columns else _PEOPLE
    weight = {"weight": "Weight"} if "weight" in table.columns else {}
    region = {} if name == "totals" else {**_REGION, "level": "Level"}
    title = "Reached in all" if name == "totals" else "Reached by region"
    print_table(title, table, {**region, **step, **weight, **amount})
