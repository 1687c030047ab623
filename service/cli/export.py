"""The command `export`: from a plan and its scenarios to files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo import CoverageMeter, Scenario
from geo.export_layers import outcome
from geo.scenario.model import BASELINE
from geo.scenario.replay import replay
from layers import Plan
from layers.errors import ScenarioError, SourceError
from layers.formats import Outcome, holds_all
from layers.formats import export as export_plan
from layers.messages import Message
from layers.palette import bilingual
from service.cli.options import PlanPath, StoreUrl, find_scenario, open_plan, working
from service.cli.tables import print_schematic_note, say, warn_of_replay


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
    opened = open_plan(plan)
    if out.exists() and out.samefile(plan):
        raise SourceError(Message("cli-out-is-plan", file=str(out)))
    named = _named(opened, scenario or [], store)
    with working("cli-exporting"):
        outcomes = _measured(opened, named) if measured else _zones(opened, named)
        export_plan(opened, out, outcomes)
    say(Message("cli-written", file=str(out)))
    print_schematic_note(outcomes[0].zones if outcomes else opened.zones)


def _measured(plan: Plan, scenarios: list[Scenario | None]) -> list[Outcome]:
    """Return what each scenario comes to; None is the baseline, and so is an empty list."""
    meter = CoverageMeter(plan)
    before = meter.measure()
    outcomes = []
    for one in scenarios or [None]:
        after = before if one is None else meter.measure(one)
        warn_of_replay(after.notice)
        title = BASELINE if one is None else bilingual(one.title, one.title_zh)
        outcomes.append(outcome(before, after, title))
    return outcomes


def _zones(plan: Plan, scenarios: list[Scenario | None]) -> list[Outcome]:
    """Return the zones of each scenario, none for the baseline."""
    outcomes = []
    for one in scenarios:
        if one is not None:
            played = replay(plan, one)
            warn_of_replay(played.notice)
            outcomes.append(Outcome(one.scenario, one.title, played.zones))
    return outcomes


def _named(plan: Plan, names: list[str], store: str | None) -> list[Scenario | None]:
    """Return the scenarios of the names, None for the baseline, each of them once.

    Raises:
        ScenarioError: two that differ have one id (a file tells no capitals from small letters).
    """
    found: dict[str, Scenario | None] = {}
    for name in names:
        one = find_scenario(plan, name, store)
        key = one.scenario.lower() if one else BASELINE
        if key in found and found[key] != one:
            raise ScenarioError(Message("cli-export-same-id", scenario=name, id=key))
        found[key] = one
    return list(found.values())
