"""Lenses on a coverage as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.lenses import outside
from layers.messages import Message
from service.cli.language import language, sentence
from service.cli.names import named
from service.cli.tables import TableColumn, print_schematic_note, print_table, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo import Coverage
    from geo.lenses.lens import Lens

_REGION = {"adcode": TableColumn("cli-col-adcode"), "name": TableColumn("cli-col-name")}
_PEOPLE = {
    "covered_population": TableColumn("cli-col-covered-persons", ".0f"),
    "population": TableColumn("cli-col-of", ".0f"),
}
_AMOUNT = {
    "covered_amount": TableColumn("cli-col-covered", ".2f"),
    "amount": TableColumn("cli-col-of", ".2f"),
}
_RADIUS = {"radius_km": TableColumn("cli-col-radius")}
_NEAREST = {
    "nearest_zone_id": TableColumn("cli-col-nearest-zone"),
    "nearest_km": TableColumn("cli-col-at-km", ".1f"),
}
_HEADS = {
    **_REGION,
    **_PEOPLE,
    **_RADIUS,
    **_NEAREST,
    "uncovered_population": TableColumn("cli-col-uncovered-persons", ".0f"),
    "strategy_id": TableColumn("cli-col-id"),
    "covered_area_share": TableColumn("cli-col-area-share-plain", ".1%"),
    "covered_population_share": TableColumn("cli-col-share", ".1%"),
    "verified": TableColumn("cli-col-verified"),
    "zone_id": TableColumn("cli-col-zone"),
    "radius_from": TableColumn("cli-col-from", words=True),
    "sector": TableColumn("cli-col-sector", words=True),
    "covered_clusters": TableColumn("cli-col-covered-clusters", ".0f"),
    "clusters": TableColumn("cli-col-of", ".0f"),
    "covered_weight": TableColumn("cli-col-covered-weight", ".2f"),
    "weight": TableColumn("cli-col-of", ".2f"),
    "subject": TableColumn("cli-col-subject", words=True),
    "kind": TableColumn("cli-col-kind", words=True),
    "within": TableColumn("cli-col-within", ".0f"),
    "total": TableColumn("cli-col-of", ".0f"),
    "within_share": TableColumn("cli-col-share", ".1%"),
    "mean_km": TableColumn("cli-col-mean", ".1f"),
    "mean_clearance_hours": TableColumn("cli-col-mean-clearance", ".1f"),
    "gateway_id": TableColumn("cli-col-gateway"),
    "distance_km": TableColumn("cli-col-distance", ".1f"),
    "clearance_hours": TableColumn("cli-col-clearance", ".1f"),
}
_EXPLAINED = {
    "zone_id": TableColumn("cli-col-zone"),
    "ftz_id": TableColumn("cli-col-ftz"),
    "distance_km": TableColumn("cli-col-nearest-people", ".1f"),
    "covered_area_km2": TableColumn("cli-col-area", ".1f"),
    "sole_area_km2": TableColumn("cli-col-area-alone", ".1f"),
    "covered_population": TableColumn("cli-col-persons", ".0f"),
    "sole_population": TableColumn("cli-col-alone", ".0f"),
    "sole_population_share": TableColumn("cli-col-share-of-all", ".1%"),
}
_WOULD = {
    "share": TableColumn("cli-col-share-of-persons", ".0%"),
    "needed_km": TableColumn("cli-col-all-zones-at", ".1f"),
    "zone_id": TableColumn("cli-col-zone-alone"),
    "zone_needed_km": TableColumn("cli-col-at-km", ".1f"),
    "farther_km": TableColumn("cli-col-farther", ".1f"),
}


def print_explanation(coverage: Coverage, document: Mapping[str, Any]) -> None:
    """Print the region of an explanation, the zones that cover it, and those that could."""
    print_schematic_note(coverage.zone_frame)
    region = named(pd.DataFrame([document["region"]]), coverage.plan)
    area = {
        "covered_area_km2": TableColumn("cli-col-covered-area", ".1f"),
        "area_km2": TableColumn("cli-col-of-area", ".1f"),
    }
    title = Message("cli-title-region", radius_km=document["region"]["radius_km"])
    print_table(title, region, {**_REGION, **area, **_PEOPLE, **_NEAREST})
    zones = pd.DataFrame(document["zones"], columns=list(_EXPLAINED))
    print_table(Message("cli-title-explained"), named(zones, coverage.plan), _EXPLAINED)
    would = pd.DataFrame(document["would"], columns=list(_WOULD))
    print_table(Message("cli-title-would"), named(would, coverage.plan), _WOULD)


def print_lens(lens: Lens, coverage: Coverage, tables: Mapping[str, pd.DataFrame]) -> None:
    """Print the tables of a lens, and what its figures exclude."""
    say(
        Message(
            "cli-plan-scenario", plan=coverage.plan.title(language()), scenario=coverage.scenario
        )
    )
    print_schematic_note(coverage.zone_frame)
    for name, table in tables.items():
        rows = named(table, coverage.plan)
        if name == "development":
            _print_development(rows)
        elif name in ("totals", "regions"):
            _print_reached(name, rows)
        else:
            title, columns = lens.shown[name]
            print_table(Message(title), rows, dict(map(_column, columns.split())))
    print_outside(coverage)


def _column(written: str) -> tuple[str, TableColumn]:
    """Return the printed column of a lens by its name."""
    name, _, head = written.partition("=")
    code, _, form = head.partition(":")
    return name, TableColumn(code, form) if head else _HEADS[name]


def print_outside(coverage: Coverage) -> None:
    """Print what the figures of regions exclude, if anything."""
    if not coverage.plan.has("demand"):
        return
    row = outside(coverage).iloc[0]
    if row["points"]:
        people, points = round(float(row["population"])), int(row["points"])
        say(Message("cli-people-outside", people=people, points=points))
    if row["districts_without_demand"]:
        districts, area_km2 = int(row["districts_without_demand"]), row["area_without_demand_km2"]
        say(Message("cli-districts-without-demand", districts=districts, area_km2=float(area_km2)))


def _print_development(table: pd.DataFrame) -> None:
    """Print a province's shares, the figures in the order of their columns, radius by radius."""
    columns = {
        **_REGION,
        "covered_population": _PEOPLE["covered_population"],
        "covered_share": TableColumn("cli-col-share", ".1%"),
    }
    for name in table.columns:
        if name.startswith("share_of_"):
            head = Message("cli-col-of-figure", figure=_figure(name.removeprefix("share_of_")))
            columns[name] = TableColumn(head, ".1%")
    for radius, rows in table.groupby("radius_km"):
        print_table(Message("cli-title-development", radius_km=float(str(radius))), rows, columns)
    unverified = [n.removesuffix("_verified") for n in table.columns if n.endswith("_verified")]
    for name in unverified:
        lost = table.loc[~table[f"{name}_verified"] & table[f"share_of_{name}"].notna(), "name"]
        if len(lost):
            provinces = tuple(map(str, lost.unique()))
            say(Message("cli-not-verified", figure=_figure(name), provinces=provinces))


def _figure(name: str) -> Message:
    """Return the display name of a figure of provinces, such as `gdp_2024`."""
    return Message("cli-word", word=name.replace("_", " ").replace("gdp", "GDP"))


def _print_reached(name: str, table: pd.DataFrame) -> None:
    steps = {"minutes": TableColumn("cli-col-minutes"), **_RADIUS}
    step = {column: head for column, head in steps.items() if column in table.columns}
    amount = _AMOUNT if "amount" in table.columns else _PEOPLE
    weight = {"weight": TableColumn("cli-col-weight")} if "weight" in table.columns else {}
    if name == "totals":
        print_table(Message("cli-title-reached"), table, {**step, **weight, **amount})
    else:
        levels = [sentence(Message("cli-level", level=str(code))) for code in table["level"]]
        columns = {**_REGION, "level": TableColumn("cli-col-level"), **step, **weight, **amount}
        title = Message("cli-title-reached-regions")
        print_table(title, table.assign(level=levels), columns)
