"""The command `explain`, and the lenses on a coverage: `zonewright lens`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from geo import Coverage, CoverageMeter
from geo.coverage.way import By, radii_and_way
from geo.lenses.lens import Lens, Option
from geo.scenario.model import BASELINE
from service.cli import lens_reports as show
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
    working,
)
from service.cli.tables import print_json
from service.documents.lenses import explain_document, lens_document
from service.signature import with_signature

_RADIUS_KM = 50.0
_RadiusKm = Annotated[float, typer.Option("--radius-km", help="The service radius.")]
_OneKm = Annotated[float | None, typer.Option("--radius-km", help="The service radius; else 50.")]
_OneMin = Annotated[
    float | None,
    typer.Option("--radius-min", help="The radius in minutes by road or rail; else 60."),
]


def explain(
    plan: PlanPath,
    adcode: Annotated[str, typer.Argument(metavar="ADCODE", help="Province, city or district.")],
    scenario: ScenarioName = BASELINE,
    radius_km: _RadiusKm = _RADIUS_KM,
    by: Way = "line",
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Explain a region's coverage: the zones that reach it, and what each alone contributes."""
    coverage = _measured(plan, scenario, [radius_km], store, by)
    document = explain_document(coverage, adcode, radius_km)
    if json:
        print_json(document)
    else:
        show.print_explanation(coverage, document)


def command_of(lens: Lens) -> Callable[..., None]:
    """Return the function of a lens's command, with the lens's options as parameters."""

    def ask(plan: Path, scenario: str, store: str | None, json: bool, **options: Any) -> None:  # noqa: ANN401, FBT001
        levels = options.pop("level", None) if "regions" in lens.shown else None
        given = (options.pop(name, None) for name in ("radius_km", "radius_min", "by"))
        radii, way = radii_and_way(*given)
        if lens.radii == "one":
            one = radii[len(radii) // 2] if isinstance(radii, tuple) else radii
            options["radius_km"] = radii = one
        coverage = _measured(plan, scenario, radii, store, way)
        tables = lens.tables(coverage, **options)
        if "regions" in tables:
            tables["regions"] = _of_levels(coverage, tables["regions"], levels, json=json)
        if json:
            print_json(lens_document(coverage, tables))
        else:
            show.print_lens(lens, coverage, tables)

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
