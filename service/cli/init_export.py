"""The commands `init` and `export`: from files to a plan, and from a plan to files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo import CoverageMeter, Scenario
from geo.export_layers import outcome
from geo.scenario.model import BASELINE
from geo.scenario.replay import apply
from layers import Plan
from layers.errors import PlanError, ScenarioError, SourceError, UnknownError
from layers.formats import Outcome, holds_all
from layers.formats import export as export_plan
from layers.import_plan import build_plan
from layers.palette import bilingual
from service.cli.options import PlanPath, StoreUrl, find_scenario, tell_replay, working
from service.cli.tables import print_line, print_schematic_note

_File = Annotated[Path | None, typer.Option(metavar="FILE")]


def init(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="The GeoPackage to write.")],
    zones: Annotated[Path, typer.Option(metavar="FILE", help="The zones; a file of any format.")],
    regions: Annotated[Path, typer.Option(metavar="FILE", help="The districts.")],
    ftzs: _File = None,
    clusters: _File = None,
    demand: _File = None,
    gateways: _File = None,
    exclusions: _File = None,
    customs_blocks: _File = None,
    parcels: _File = None,
    waters: _File = None,
    linked_areas: _File = None,
    travel: _File = None,
    trade: _File = None,
    policies: _File = None,
    strategies: _File = None,
    map_column: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN=NAME", help="The plan's COLUMN is called NAME in the files."),
    ] = None,
    crs: Annotated[str, typer.Option(help="The plan's geographic CRS.")] = "EPSG:4490",
) -> None:
    """Build a plan from your own files."""
    given = {
        "zones": zones,
        "ftzs": ftzs,
        "clusters": clusters,
        "regions": regions,
        "demand": demand,
        "gateways": gateways,
        "exclusions": exclusions,
        "customs_blocks": customs_blocks,
        "parcels": parcels,
        "waters": waters,
        "linked_areas": linked_areas,
        "travel": travel,
        "trade": trade,
        "policies": policies,
        "strategies": strategies,
    }
    if plan.suffix.lower() != ".gpkg":
        raise UnknownError(f"{plan}: a plan is a GeoPackage; give it a name that ends with .gpkg")
    if plan.exists():
        raise PlanError(f"{plan}: is there already; choose another name, or move it away first")
    with working("Building the plan"):
        files = {layer: path for layer, path in given.items() if path is not None}
        built = build_plan(files, _column_map(map_column or []), crs)
        built.save(plan)
    layers = ", ".join(f"{len(built.frame(layer)):,} {layer}" for layer in built.present)
    print_line(f"{plan}: {layers}")
    print_line(f"Baseline {built.baseline}")
    print_schematic_note(built.zones)


def export(
    plan: PlanPath,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="A scenario file or id, or baseline; may be given several times."),
    ] = None,
    store: StoreUrl = None,
) -> None:
    """Write a plan, or the zones of a scenario, in the format of the suffix of OUT.

    A .gpkg holds everything, dressed for QGIS: with scenarios the zones of each, the land that it
    gains and loses, the rules that it breaks and its coverage; without, the baseline's coverage.
    """
    measured = holds_all(out)
    opened = Plan.open(plan)
    if out.exists() and out.samefile(plan):
        raise SourceError(f"{out}: is the plan itself; choose another name")
    named = _named(plan, scenario or [], store)
    for one in named:
        tell_replay(opened, one)
    with working("Exporting"):
        if measured:
            outcomes = _measured(opened, named)
        else:
            outcomes = [Outcome(s.scenario, s.title, apply(opened, s)) for s in named if s]
        export_plan(opened, out, outcomes)
    print_line(f"{out}: written")
    print_schematic_note(outcomes[0].zones if outcomes else opened.zones)


def _measured(plan: Plan, scenarios: list[Scenario | None]) -> list[Outcome]:
    """Return what each scenario comes to; None is the baseline, and so is an empty list."""
    meter = CoverageMeter(plan)
    before = meter.measure()
    return [
        outcome(before, meter.measure(one), bilingual(one.title, one.title_zh))
        if one is not None
        else outcome(before, before, BASELINE)
        for one in scenarios or [None]
    ]


def _named(plan: Path, names: list[str], store: str | None) -> list[Scenario | None]:
    """Return the scenarios of the names, None for the baseline, each of them once.

    Raises:
        ScenarioError: two that differ have one id (a file tells no capitals from small letters).
    """
    found: dict[str, Scenario | None] = {}
    for name in names:
        one = find_scenario(plan, name, store)
        key = one.scenario.lower() if one else BASELINE
        if key in found and found[key] != one:
            message = f"{name}: another scenario is called {key} too; export them to two files"
            raise ScenarioError(message)
        found[key] = one
    return list(found.values())


def _column_map(given: list[str]) -> dict[str, str]:
    """Return a mapping from `COLUMN=NAME` texts.

    Raises:
        UnknownError: a text is not of that form, or a column is mapped twice.
    """
    problems = [
        f"--map-column {text}: is not COLUMN=NAME; write the plan's column, =, and your own"
        for text in given
        if not all(part.strip() for part in text.partition("=")[::2])
    ]
    pairs = [(text.partition("=")[0].strip(), text.partition("=")[2].strip()) for text in given]
    columns = [column for column, _ in pairs]
    problems += [
        f"--map-column {column}: is given twice; name one source"
        for column in dict.fromkeys(columns)
        if columns.count(column) > 1
    ]
    if problems:
        raise UnknownError(problems)
    return dict(pairs)
