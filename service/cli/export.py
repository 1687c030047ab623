"""The command `export`: from a plan and its scenarios to files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo import CoverageMeter, Scenario
from geo.export_layers import outcome
from geo.scenario.model import BASELINE
from geo.scenario.replay import apply
from layers import Plan
from layers.errors import ScenarioError, SourceError
from layers.formats import Outcome, holds_all
from layers.formats import export as export_plan
from layers.palette import bilingual
from service.cli.options import PlanPath, StoreUrl, find_scenario, tell_replay, working
from service.cli.tables import print_line, print_schematic_note


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
