"""The commands `scenario list`, `show` and `schema`."""

from __future__ import annotations

import pandas as pd
import typer

from geo.scenario_schema import scenario_schema
from layers import Plan
from service.cli.asking import AsJson, PlanPath, ScenarioText, need_scenario, usable_scenarios
from service.cli.guard import reporting
from service.cli.tables import print_json, print_line, print_table

scenarios_app = typer.Typer(
    help="Scenarios: small texts of boundary edits.", no_args_is_help=True, rich_markup_mode=None
)


@scenarios_app.command("list")
@reporting
def list_scenarios(plan: PlanPath, json: AsJson = False) -> None:
    """List the scenarios in the folder `scenarios` beside a plan that were made over it."""
    usable, problems = usable_scenarios(Plan.open(plan), plan)
    rows = [
        {"scenario": one.scenario, "title": one.title, "edits": len(one.edits)}
        for one in usable.values()
    ]
    for problem in problems:
        typer.echo(problem, err=True)
    if json:
        print_json(rows)
    else:
        table = pd.DataFrame(rows, columns=["scenario", "title", "edits"])
        print_table(
            "Scenarios", table, {"scenario": "Scenario", "title": "Title", "edits": "Edits"}
        )


@scenarios_app.command()
@reporting
def show(plan: PlanPath, scenario: ScenarioText, json: AsJson = False) -> None:
    """Show a scenario as YAML, or as JSON."""
    found = need_scenario(plan, scenario)
    if json:
        print_json(found.to_document())
    else:
        print_line(found.to_yaml().rstrip("\n"))


@scenarios_app.command()
@reporting
def schema() -> None:
    """Print the JSON Schema of a scenario file: for editors, which complete and check by it."""
    print_json(scenario_schema())
