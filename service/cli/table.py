"""The commands `explain` and `table`, and the lines printed beside tables of a coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.coverage.travel import (
    FARTHEST_KM,
    LINE,
    Travel,
    in_unit,
    only_radius,
    radii_and_travel,
    radius_message,
)
from layers.messages import Message
from layers.scenario_id import BASELINE
from layers.schema.figures import weight_label
from service.cli.language import language
from service.cli.options import (
    AsJson,
    PlanPath,
    RadiiKm,
    RadiiMin,
    ScenarioName,
    StoreUrl,
    Way,
    find_scenario,
    open_plan,
)
from service.cli.progress import working
from service.cli.tables import (
    TableColumn,
    columns,
    columns_of_weights,
    named,
    print_json,
    print_schematic_note,
    print_table,
    say,
)

if TYPE_CHECKING:
    import pandas as pd

    from geo import Coverage
    from geo.tables.named_table import NamedTable


_OneKm = Annotated[float | None, typer.Option("--radius-km", help="The service radius; else 50.")]
_OneMin = Annotated[
    float | None,
    typer.Option("--radius-min", help="The radius in minutes by road; else 60."),
]
_Weight = Annotated[
    str,
    typer.Option("--weight", metavar="NAME", help="What would cover this column of the demand."),
]
_EXPLAINED = (
    "zone_id ftz_id distance_km=cli-col-nearest-people:.1f covered_area_km2=area_km2:.1f"
    " sole_area_km2=cli-col-area-alone:.1f covered_population=cli-col-persons:.0f"
    " sole_population=cli-col-alone:.0f sole_population_share=cli-col-share-of-all:.1%"
)
_WOULD = (
    "share=cli-col-share-of-persons:.0% needed_km=cli-col-all-zones-at:.1f"
    " zone_id=cli-col-zone-alone zone_needed_km=nearest_km:.1f farther_km=cli-col-farther:.1f"
)
_EXPLAINED_REGION = (
    "adcode name covered_area_km2 area_km2=cli-col-of-area:.1f covered_population population"
    " nearest_zone_id nearest_km"
)


def explain(
    plan: PlanPath,
    adcode: Annotated[str, typer.Argument(metavar="ADCODE", help="Province, city or district.")],
    scenario: ScenarioName = BASELINE,
    radius_km: _OneKm = None,
    radius_min: _OneMin = None,
    by: Way = "line",
    weight: _Weight = "population",
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Explain a region's coverage: the zones that reach it, and what each alone contributes."""
    from service.documents.tables import explain_document

    radii, travel = radii_and_travel(radius_km, radius_min, by)
    radius = only_radius(radii, travel)
    coverage = _measured(plan, scenario, [radius], store, travel)
    document = explain_document(coverage, adcode, radius, weight)
    if json:
        print_json(document)
    else:
        print_explanation(coverage, document)


def table(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which table.")],
    plan: PlanPath,
    scenario: ScenarioName = BASELINE,
    radius_km: RadiiKm = None,
    radius_min: RadiiMin = None,
    by: Way = "line",
    level: Annotated[
        str | None, typer.Option(metavar="CODE", help="A level of regions; else the usual one.")
    ] = None,
    most: Annotated[int | None, typer.Option(help="How many regions, at most; else 20.")] = None,
    by_km: Annotated[
        float | None, typer.Option(help="How far a boundary moves out; else 1 km.")
    ] = None,
    weight: Annotated[
        str | None, typer.Option(metavar="NAME", help="A column of the demand; else people.")
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Print a table by its name, with details that planners ask for besides the measures.

    NAME is one of
    underserved (the regions with the most people beyond the radius of every zone),
    own-regions (what counts: reached by a region's own groups, without a customs border between),
    overlap (by how many zones people are reached, and what each zone alone reaches),
    margin (what each zone would reach more, per km², if its boundary moved out),
    development (each largest region's share of covered people, of GDP and of trade),
    performance (published figures per km² of land, and how the land of zones is used),
    inequality (how unequally the people of regions are covered).
    """
    from geo.tables import table_named
    from service.documents.tables import table_document

    table = table_named(name)
    given = {"radius_km": radius_km, "radius_min": radius_min, "level": level, "most": most}
    options = table.taken(given | {"by_km": by_km, "weight": weight})
    radii, travel = radii_and_travel(
        options.pop("radius_km", None), options.pop("radius_min", None), by
    )
    if table.radii == "one":
        options["radius_km"] = radii = only_radius(radii, travel)
    coverage = _measured(plan, scenario, radii, store, travel)
    tables = table.tables(coverage, **options)
    if json:
        print_json(table_document(coverage, tables))
    else:
        print_tables(table, coverage, tables)


def _measured(
    plan: Path,
    scenario: str,
    radii: Sequence[float] | float,
    store: str | None,
    travel: Travel = LINE,
) -> Coverage:
    from geo import CoverageMeter

    opened = open_plan(plan)
    edited = find_scenario(opened, scenario, store)
    with working("cli-measuring"):
        return CoverageMeter.of(opened, radii, travel).measure(edited)


def print_explanation(coverage: Coverage, document: Mapping[str, Any]) -> None:
    """Print the region of an explanation, the zones that cover it, and those that could."""
    import pandas as pd

    say_way(coverage)
    print_schematic_note(coverage.zone_frame)
    region = named(pd.DataFrame([document["region"]]), coverage.plan)
    radius = float(document["region"][coverage.radius_column])
    title = Message("cli-title-region", within=radius_message(radius, coverage.travel))
    print_table(
        title, region, columns(_EXPLAINED_REGION) | columns_of_weights(coverage.plan, region)
    )
    tables = ("zones", "cli-title-explained", _EXPLAINED), ("would", "cli-title-would", _WOULD)
    for name, code, shown in tables:
        empty = in_unit(pd.DataFrame(columns=list(columns(shown))), coverage.unit)
        rows = pd.DataFrame(document[name])
        own = columns_of_weights(coverage.plan, rows)
        table = pd.DataFrame(rows, columns=[*empty.columns, *own])
        heads = columns(shown) | own
        if name == "would" and document["weight"] != "population":
            of_weight = Message("cli-col-share-of-weight", weight=document["weight"])
            heads["share"] = TableColumn(of_weight, heads["share"].form)
        print_table(Message(code), named(table, coverage.plan), heads)


def print_tables(table: NamedTable, coverage: Coverage, tables: Mapping[str, pd.DataFrame]) -> None:
    """Print tables, and what their figures exclude."""
    say(
        Message(
            "cli-plan-scenario", plan=coverage.plan.title(language()), scenario=coverage.scenario
        )
    )
    say_way(coverage)
    print_schematic_note(coverage.zone_frame)
    for name, one in tables.items():
        rows = named(one, coverage.plan)
        own = columns_of_weights(coverage.plan, rows)
        if name == "development":
            _print_development(coverage, rows)
        else:
            shown = columns(table.shown[name], table.figures.get(name, ()))
            print_table(table.title(name), rows, shown | own)
    print_outside(coverage)


def say_way(coverage: Coverage) -> None:
    """Print how distances were measured, if not straight, and how many people no way reaches."""
    import numpy as np

    if coverage.network is None:
        return
    network = coverage.network.network
    length_km = float(network.length_km.sum())
    of = {"edges": len(network.start), "length_km": length_km, "parts": network.parts}
    say(Message("cli-by", unit=coverage.unit, source=coverage.network.source, **of))
    apart = float(coverage.plan_data.population[np.isinf(coverage.nearest_km)].sum())
    if apart and len(coverage.zone_frame):
        say(Message("cli-no-way", people=apart, farthest_km=FARTHEST_KM))
    for far in coverage.far_from_network:
        say(far)


def print_outside(coverage: Coverage) -> None:
    """Print the regions that the figures exclude, if any."""
    from geo.tables import outside

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
    from geo.coverage.plan_data import demand_attributes
    from geo.tables.development import province_figures

    shown = columns("adcode name covered_population covered_share")
    weights = demand_attributes(coverage.plan)
    figures = [name.removesuffix("_cny") for name in province_figures(coverage.plan.regions)]
    for name in table.columns:
        if name.startswith("share_of_"):
            what = name.removeprefix("share_of_")
            label = None if what in figures else weight_label(what, weights)
            head = Message("cli-col-of-figure", figure=label or _figure(what))
            shown[name] = TableColumn(head, ".1%")
    for radius, rows in table.groupby(coverage.radius_column):
        reach = radius_message(float(str(radius)), coverage.travel)
        print_table(Message("cli-title-development", within=reach), rows, shown)
    for name in figures:
        lost = table.loc[~table[f"{name}_verified"] & table[f"share_of_{name}"].notna(), "name"]
        if len(lost):
            provinces = tuple(map(str, lost.unique()))
            say(Message("cli-not-verified", figure=_figure(name), provinces=provinces))


def _figure(name: str) -> Message:
    """Return the display name of a figure of provinces, such as `gdp_2024`."""
    return Message("cli-word", word=name.replace("_", " ").replace("gdp", "GDP"))
