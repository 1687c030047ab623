"""The commands `scenario save` and `scenario apply`: what came of a scenario, kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.replay import record, replay, zones_hash
from layers import Plan
from layers.errors import SourceError
from service.cli.asking import (
    AsJson,
    PlanPath,
    ScenarioText,
    check_new,
    need_scenario,
    scenarios_folder,
    working,
    write_scenario,
)
from service.cli.tables import print_json, print_line, print_schematic_note


def save(
    plan: PlanPath,
    scenario: ScenarioText,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a scenario of the same id.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Save a scenario with the plan, with a record of what comes of it.

    The store is the folder `scenarios` beside the plan: the scenario is written there as
    <its id>.yaml, comments and layout of your own file left out. The record holds the outline of
    each zone that the edits touch and a hash of all zones: by it, a later version that works out
    another result says so and uses what was saved.
    """
    opened = Plan.open(plan)
    found = need_scenario(plan, scenario)
    path = scenarios_folder(plan) / f"{found.scenario}.yaml"
    same = path.exists() and Path(scenario).exists() and path.samefile(scenario)
    own = same or scenario == path.stem
    if path.exists() and not (own or replace):
        raise SourceError(f"{path}: is there already; add --replace, or give another id")
    with working("Recording"):
        saved = record(opened, found)
        played = replay(opened, saved)
    path.parent.mkdir(exist_ok=True)
    write_scenario(saved, path)
    result = zones_hash(played.zones)
    if json:
        about = {"scenario": saved.scenario, "path": str(path), "baseline": saved.baseline}
        print_json(about | {"result": result, "notice": played.notice})
        return
    print_line(f"{path}: written")
    print_line(f"Result {result}")
    if played.notice is not None:
        print_line(played.notice)


def apply(
    plan: PlanPath,
    scenario: ScenarioText,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="OUT.gpkg", help="The plan to write.")
    ],
    json: AsJson = False,
) -> None:
    """Write a new plan whose zones are those of a scenario; PLAN itself stays as it is.

    All other layers are those of PLAN. The new plan has a baseline of its own: scenarios of PLAN
    go over to it with `scenario rebase`. (`export OUT.gpkg --scenario` keeps the baseline's zones
    and puts the scenario's beside them.)
    """
    check_new(out, ".gpkg")
    opened = Plan.open(plan)
    found = need_scenario(plan, scenario)
    with working("Applying"):
        played = replay(opened, found)
        layers = {name: opened.frame(name) for name in opened.present}
        made = Plan(layers | {"zones": played.zones}, out)
        made.save(out)
    if json:
        about = {"scenario": found.scenario, "path": str(out), "baseline": made.baseline}
        print_json(about | {"notice": played.notice})
        return
    print_line(f"{out}: written, {len(made.zones)} zones")
    print_line(f"Baseline {made.baseline}")
    if played.notice is not None:
        print_line(played.notice)
    print_schematic_note(made.zones)
