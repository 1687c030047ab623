"""Lenses on a coverage as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.coverage.way import network_of, unit_of, within
from geo.lenses import outside
from layers.messages import Message
from service.cli.columns import columns
from service.cli.language import language, sentence
from service.cli.names import named
from service.cli.tables import TableColumn, print_schematic_note, print_table, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo import Coverage
    from geo.lenses.lens import Lens

_EXPLAINED = columns(
    "zone_id ftz_id distance_km=cli-col-nearest-people:.1f covered_area_km2=area_km2:.1f"
    " sole_area_km2=cli-col-area-alone:.1f covered_population=cli-col-persons:.0f"
    " sole_population=cli-col-alone:.0f sole_population_share=cli-col-share-of-all:.1%"
)
_WOULD = columns(
    "share=cli-col-share-of-persons:.0% needed_km=cli-col-all-zones-at:.1f"
    " zone_id=cli-col-zone-alone zone_needed_km=nearest_km:.1f farther_km=cli-col-farther:.1f"
)
_EXPLAINED_REGION = columns(
    "adcode name covered_area_km2 area_km2=cli-col-of-area:.1f covered_population population"
    " nearest_zone_id nearest_km"
)


def print_explanation(coverage: Coverage, document: Mapping[str, Any]) -> None:
    """Print the region of an explanation, the zones that cover it, and those that could."""
    say_way(coverage)
    print_schematic_note(coverage.zone_frame)
    region = named(pd.DataFrame([document["region"]]), coverage.plan)
    title = Message("cli-title-region", radius_km=document["region"]["radius_km"])
    print_table(title, region, _EXPLAINED_REGION)
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
    say_way(coverage)
    print_schematic_note(coverage.zone_frame)
    for name, table in tables.items():
        rows = named(table, coverage.plan)
        if name == "development":
            _print_development(coverage, rows)
        elif name in ("totals", "regions"):
            _print_reached(name, rows)
        else:
            title, shown = lens.shown[name]
            print_table(Message(title), rows, columns(shown, lens.figures.get(name, ())))
    print_outside(coverage)


def say_way(coverage: Coverage) -> None:
    """Print how distances were measured, if not straight, and how many people no way reaches."""
    if coverage.network is None:
        return
    network = coverage.network.network
    length_km = float(network.length_km.sum())
    of = {"edges": len(network.start), "length_km": length_km, "parts": network.parts}
    by, unit = network_of(coverage.by), unit_of(coverage.by)
    say(Message("cli-by", by=by, unit=unit, source=coverage.network.source, **of))
    apart = float(coverage.plan_data.population[np.isinf(coverage.nearest_km)].sum())
    if apart and len(coverage.zone_frame):
        say(Message("cli-no-way", by=by, people=apart))


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


def _print_development(coverage: Coverage, table: pd.DataFrame) -> None:
    """Print a province's shares, the figures in the order of their columns, radius by radius."""
    shown = columns("adcode name covered_population covered_share")
    for name in table.columns:
        if name.startswith("share_of_"):
            head = Message("cli-col-of-figure", figure=_figure(name.removeprefix("share_of_")))
            shown[name] = TableColumn(head, ".1%")
    for radius, rows in table.groupby(coverage.radius_column):
        reach = within(float(str(radius)), coverage.by)
        print_table(Message("cli-title-development", within=reach), rows, shown)
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
    has = set(table.columns)
    step = " ".join(name for name in ("minutes", "radius_km", "radius_min") if name in has)
    amount = "covered_amount amount" if "amount" in has else "covered_population population"
    figures = columns(f"{step} {'weight=weight' if 'weight' in has else ''} {amount}")
    if name == "totals":
        print_table(Message("cli-title-reached"), table, figures)
    else:
        levels = [sentence(Message("cli-level", level=str(code))) for code in table["level"]]
        shown = columns("adcode name level=level") | figures
        title = Message("cli-title-reached-regions")
        print_table(title, table.assign(level=levels), shown)
