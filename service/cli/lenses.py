"""The command `explain`, and the lenses on a coverage: `zonewright lens`, and their tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.coverage.way import (
    FARTHEST_KM,
    By,
    in_unit,
    network_of,
    radii_and_way,
    radius_message,
    unit_of,
)
from geo.option import Option
from layers.messages import Message
from layers.scenario_id import BASELINE
from layers.schema.figures import weight_label
from service.cli.language import language, sentence
from service.cli.options import (
    AsJson,
    Levels,
    PlanPath,
    RadiiKm,
    RadiiMin,
    ScenarioName,
    StoreUrl,
    Way,
    find_scenario,
    level_codes,
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
from service.signature import with_signature

if TYPE_CHECKING:
    import pandas as pd

    from geo import Coverage
    from geo.lenses.lens import Lens


_OneKm = Annotated[float | None, typer.Option("--radius-km", help="The service radius; else 50.")]
_OneMin = Annotated[
    float | None,
    typer.Option("--radius-min", help="The radius in minutes by road or rail; else 60."),
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
    from service.documents.lenses import explain_document

    radius, way = _one_radius(radius_km, radius_min, by)
    coverage = _measured(plan, scenario, [radius], store, way)
    document = explain_document(coverage, adcode, radius, weight)
    if json:
        print_json(document)
    else:
        print_explanation(coverage, document)


def _one_radius(radius_km: float | None, radius_min: float | None, by: By) -> tuple[float, By]:
    """Return the radius that is given, else the middle one of the usual, and the way."""
    radii, way = radii_and_way(radius_km, radius_min, by)
    return (radii[len(radii) // 2] if isinstance(radii, Sequence) else radii), way


def command_of(lens: Lens) -> Callable[..., None]:
    """Return the function of a lens's command, with the lens's options as parameters."""
    from service.documents.lenses import lens_document

    def ask(plan: Path, scenario: str, store: str | None, json: bool, **options: Any) -> None:  # noqa: ANN401, FBT001
        levels = options.pop("level", None) if "regions" in lens.shown else None
        given = [options.pop(name, None) for name in ("radius_km", "radius_min", "by")]
        radii, way = radii_and_way(*given)
        if lens.radii == "one":
            options["radius_km"] = radii = _one_radius(*given)[0]
        coverage = _measured(plan, scenario, radii, store, way)
        tables = lens.tables(coverage, **options)
        if "regions" in tables:
            tables["regions"] = _of_levels(coverage, tables["regions"], levels, json=json)
        if json:
            print_json(lens_document(coverage, tables))
        else:
            print_lens(lens, coverage, tables)

    radius: dict[str, dict[str, tuple[Any, Any]]] = {
        "one": {"radius_km": (_OneKm, None), "radius_min": (_OneMin, None)},
        "many": {"radius_km": (RadiiKm, None), "radius_min": (RadiiMin, None)},
        "none": {},
    }
    parameters = {
        "plan": (PlanPath, ...),
        "scenario": (ScenarioName, BASELINE),
        **radius[lens.radii],
        "by": (Way, "line"),
        **{option.name: (_given(option), option.default) for option in lens.options},
        **({"level": (Levels, None)} if "regions" in lens.shown else {}),
        "store": (StoreUrl, None),
        "json": (AsJson, False),
    }
    return with_signature(ask, lens.name, lens.help, parameters)


def _given(option: Option) -> Any:  # noqa: ANN401  a type
    """Return the type of an option, annotated for Typer."""
    make = typer.Argument if option.default is ... else typer.Option
    return Annotated[option.kind, make(metavar=option.metavar, help=option.help)]


def _measured(
    plan: Path, scenario: str, radii: Sequence[float] | float, store: str | None, by: By = "line"
) -> Coverage:
    from geo import CoverageMeter

    opened = open_plan(plan)
    edited = find_scenario(opened, scenario, store)
    with working("cli-measuring"):
        return CoverageMeter.of(opened, radii, by).measure(edited)


def _of_levels(
    coverage: Coverage, regions: pd.DataFrame, levels: Levels, *, json: bool
) -> pd.DataFrame:
    """Return the regions of the requested levels; by default of all in JSON, of one in a table."""
    terms = coverage.plan.terms
    every = list(terms.codes) if json else [terms.coarsest.code]
    return regions[regions["level"].isin(level_codes(coverage.plan, levels) or every)]


def print_explanation(coverage: Coverage, document: Mapping[str, Any]) -> None:
    """Print the region of an explanation, the zones that cover it, and those that could."""
    import pandas as pd

    say_way(coverage)
    print_schematic_note(coverage.zone_frame)
    region = named(pd.DataFrame([document["region"]]), coverage.plan)
    radius = float(document["region"][coverage.radius_column])
    title = Message("cli-title-region", within=radius_message(radius, coverage.by))
    print_table(
        title, region, columns(_EXPLAINED_REGION) | columns_of_weights(coverage.plan, region)
    )
    tables = ("zones", "cli-title-explained", _EXPLAINED), ("would", "cli-title-would", _WOULD)
    for name, code, shown in tables:
        empty = in_unit(pd.DataFrame(columns=list(columns(shown))), coverage.by)
        rows = pd.DataFrame(document[name])
        own = columns_of_weights(coverage.plan, rows)
        table = pd.DataFrame(rows, columns=[*empty.columns, *own])
        heads = columns(shown) | own
        if name == "would" and document["weight"] != "population":
            of_weight = Message("cli-col-share-of-weight", weight=document["weight"])
            heads["share"] = TableColumn(of_weight, heads["share"].form)
        print_table(Message(code), named(table, coverage.plan), heads)


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
        own = columns_of_weights(coverage.plan, rows)
        if name == "development":
            _print_development(coverage, rows)
        elif name in ("totals", "regions"):
            _print_reached(name, rows, own)
        else:
            shown = columns(lens.shown[name], lens.figures.get(name, ()))
            print_table(lens.title(name), rows, shown | own)
    print_outside(coverage)


def say_way(coverage: Coverage) -> None:
    """Print how distances were measured, if not straight, and how many people no way reaches."""
    import numpy as np

    if coverage.network is None:
        return
    network = coverage.network.network
    length_km = float(network.length_km.sum())
    of = {"edges": len(network.start), "length_km": length_km, "parts": network.parts}
    by, unit = network_of(coverage.by), unit_of(coverage.by)
    say(Message("cli-by", by=by, unit=unit, source=coverage.network.source, **of))
    apart = float(coverage.plan_data.population[np.isinf(coverage.nearest_km)].sum())
    if apart and len(coverage.zone_frame):
        say(Message("cli-no-way", by=by, people=apart, farthest_km=FARTHEST_KM))
    if far := coverage.far_from_network:
        say(far)


def print_outside(coverage: Coverage) -> None:
    """Print what the figures of regions exclude, if anything."""
    from geo.lenses import outside

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
    from geo.coverage.plan_data import own_weights
    from geo.lenses.development import province_figures

    shown = columns("adcode name covered_population covered_share")
    weights = own_weights(coverage.plan)
    figures = [name.removesuffix("_cny") for name in province_figures(coverage.plan.regions)]
    for name in table.columns:
        if name.startswith("share_of_"):
            what = name.removeprefix("share_of_")
            label = None if what in figures else weight_label(what, weights)
            head = Message("cli-col-of-figure", figure=label or _figure(what))
            shown[name] = TableColumn(head, ".1%")
    for radius, rows in table.groupby(coverage.radius_column):
        reach = radius_message(float(str(radius)), coverage.by)
        print_table(Message("cli-title-development", within=reach), rows, shown)
    for name in figures:
        lost = table.loc[~table[f"{name}_verified"] & table[f"share_of_{name}"].notna(), "name"]
        if len(lost):
            provinces = tuple(map(str, lost.unique()))
            say(Message("cli-not-verified", figure=_figure(name), provinces=provinces))


def _figure(name: str) -> Message:
    """Return the display name of a figure of provinces, such as `gdp_2024`."""
    return Message("cli-word", word=name.replace("_", " ").replace("gdp", "GDP"))


def _print_reached(name: str, table: pd.DataFrame, own: dict[str, TableColumn]) -> None:
    has = set(table.columns)
    step = " ".join(name for name in ("minutes", "radius_km", "radius_min") if name in has)
    amount = "covered_amount amount" if "amount" in has else "covered_population population"
    figures = columns(f"{step} {'weight=weight' if 'weight' in has else ''} {amount}") | own
    if name == "totals":
        print_table(Message("cli-title-reached"), table, figures)
    else:
        levels = [sentence(Message("cli-level", level=str(code))) for code in table["level"]]
        shown = columns("adcode name level=level") | figures
        title = Message("cli-title-reached-regions")
        print_table(title, table.assign(level=levels), shown)
