"""The command `explain`, and the lenses on a coverage: `zonewright lens`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from geo import Coverage, CoverageMeter
from geo import lenses as ask
from geo.coverage import DEFAULT_RADII_KM
from geo.lenses.travel import DEFAULT_MINUTES
from geo.scenario.model import BASELINE
from service.cli import lens_reports as show
from service.cli.options import (
    AsJson,
    Levels,
    PlanPath,
    RadiiKm,
    ScenarioName,
    StoreUrl,
    find_scenario,
    level_codes,
    open_plan,
    working,
)
from service.cli.tables import print_json
from service.documents.lenses import explain_document, lens_document, radii_by_zone

_RADIUS_KM = 50.0
_RADII_KM = list(DEFAULT_RADII_KM)
_RadiusKm = Annotated[float, typer.Option("--radius-km", help="The service radius.")]


def explain(
    plan: PlanPath,
    adcode: Annotated[str, typer.Argument(metavar="ADCODE", help="Province, city or district.")],
    scenario: ScenarioName = BASELINE,
    radius_km: _RadiusKm = _RADIUS_KM,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Explain a region's coverage: the zones that reach it, and what each alone contributes."""
    coverage = _measured(plan, scenario, [radius_km], store)
    document = explain_document(coverage, adcode, radius_km)
    if json:
        print_json(document)
    else:
        show.print_explanation(coverage, document)


def underserved(
    plan: PlanPath,
    scenario: ScenarioName = BASELINE,
    radius_km: _RadiusKm = _RADIUS_KM,
    level: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="A level of the plan's regions; else the finest."),
    ] = None,
    most: Annotated[int, typer.Option(help="How many regions, at most.")] = 20,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Rank the regions with the most people beyond the radius of every zone."""
    coverage = _measured(plan, scenario, [radius_km], store)
    table = ask.underserved(coverage, radius_km, level, most)
    _report(coverage, {"underserved": table}, json)


def strategies(
    plan: PlanPath,
    scenario: ScenarioName = BASELINE,
    radius_km: RadiiKm = _RADII_KM,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Show what the zones cover of each national strategic region."""
    coverage = _measured(plan, scenario, radius_km, store)
    _report(coverage, {"strategies": ask.strategies(coverage)}, json)


def development(
    plan: PlanPath,
    scenario: ScenarioName = BASELINE,
    radius_km: RadiiKm = _RADII_KM,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Show each province's part of the covered people beside its part in GDP and trade."""
    coverage = _measured(plan, scenario, radius_km, store)
    _report(coverage, {"development": ask.development(coverage)}, json)


def customs(
    plan: PlanPath,
    scenario: ScenarioName = BASELINE,
    radius_km: RadiiKm = _RADII_KM,
    kind: Annotated[
        list[str] | None, typer.Option(help="A kind of gateway; may be given several times.")
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Show how far zones, clusters and people are from the nearest gateway of each kind."""
    coverage = _measured(plan, scenario, radius_km, store)
    reach, zones = ask.customs_reach(coverage, kind), ask.zone_gateways(coverage, kind)
    _report(coverage, {"customs": reach, "zones": zones}, json)


def travel(
    plan: PlanPath,
    scenario: ScenarioName = BASELINE,
    minutes: Annotated[
        list[float], typer.Option(help="A travel time; may be given several times.")
    ] = list(DEFAULT_MINUTES),  # noqa: B006  Typer copies it
    level: Levels = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Show whom the zones reach in time, by the plan's table of travel times."""
    coverage = _measured(plan, scenario, _RADII_KM, store)
    totals, regions = ask.by_minutes(coverage, minutes)
    _report(
        coverage,
        {"totals": totals, "regions": _of_levels(coverage, regions, level, json=json)},
        json,
    )


def weight(
    plan: PlanPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A column of the demand: jobs, …")],
    scenario: ScenarioName = BASELINE,
    radius_km: RadiiKm = _RADII_KM,
    level: Levels = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Show how much of a weight of the demand the zones cover."""
    coverage = _measured(plan, scenario, radius_km, store)
    totals, regions = ask.by_weight(coverage, name)
    _report(
        coverage,
        {"totals": totals, "regions": _of_levels(coverage, regions, level, json=json)},
        json,
    )


def own_radius(
    plan: PlanPath,
    zone: Annotated[
        list[str] | None,
        typer.Option(metavar="ZONE=KM", help="A zone's own radius; may be given several times."),
    ] = None,
    scenario: ScenarioName = BASELINE,
    radius_km: Annotated[
        float, typer.Option("--radius-km", help="The radius of all other zones.")
    ] = _RADIUS_KM,
    level: Levels = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Show whom the zones reach, each by a radius of its own: a port reaches farther than a bank.

    A zone's radius is the one given here, else its service_radius_km in the plan's zones layer,
    else that of all others.
    """
    given = radii_by_zone(zone or [])
    coverage = _measured(plan, scenario, [radius_km], store)
    found = ask.by_own_radius(coverage, radius_km, given)
    regions = _of_levels(coverage, found.regions, level, json=json)
    _report(coverage, found._replace(regions=regions)._asdict(), json)


def _measured(plan: Path, scenario: str, radii_km: list[float], store: str | None) -> Coverage:
    opened = open_plan(plan)
    found = find_scenario(opened, scenario, store)
    with working("cli-measuring"):
        return CoverageMeter(opened, radii_km).measure(found)


def _of_levels(
    coverage: Coverage, regions: pd.DataFrame, levels: Levels, *, json: bool
) -> pd.DataFrame:
    """Return the regions of the levels asked for; else of all in a document, of one on paper."""
    terms = coverage.plan.terms
    every = list(terms.codes) if json else [terms.coarsest.code]
    return regions[regions["level"].isin(level_codes(coverage.plan, levels) or every)]


def _report(coverage: Coverage, tables: dict[str, pd.DataFrame], json: bool) -> None:  # noqa: FBT001
    if json:
        print_json(lens_document(coverage, tables))
    else:
        show.print_lens(coverage, tables)
