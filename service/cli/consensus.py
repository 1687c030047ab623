"""The command `consensus`: how many of several scenarios hold each piece of land."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from geo import CoverageMeter
from geo.comparison.consensus import consensus as agree
from geo.coverage import DEFAULT_RADII_KM
from layers.errors import MeasureError
from layers.messages import Message
from service.cli.names import named
from service.cli.options import AsJson, PlanPath, StoreUrl, find_scenario, open_plan, working
from service.cli.tables import TableColumn, print_json, print_schematic_note, print_table, say
from service.documents.consensus import consensus_document

_AREA = {"count": TableColumn("cli-col-scenarios"), "area_km2": TableColumn("cli-col-land", ".2f")}


def consensus(
    plan: PlanPath,
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="A B…", help="Two or more scenarios: files, ids, or baseline."),
    ],
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Show how much land is in how many of several scenarios, in all and by FTZ."""
    if len(set(scenarios)) < len(scenarios):
        raise MeasureError(Message("cli-scenario-twice"))
    opened = open_plan(plan)
    named_scenarios = {name: find_scenario(opened, name, store) for name in scenarios}
    with working("cli-measuring"):
        meter = CoverageMeter(opened, DEFAULT_RADII_KM[:1])
        measured = [meter.measure(scenario) for scenario in named_scenarios.values()]
        agreed = agree({each.scenario: each.zone_frame for each in measured})
    if json:
        return print_json(consensus_document(agreed, [each.scenario for each in measured]))
    names = tuple(each.scenario for each in measured)
    say(Message("cli-plan-scenarios", plan=opened.name, scenarios=names))
    print_schematic_note(measured[0].zone_frame)
    at_least = {"at_least_km2": TableColumn("cli-col-or-more", ".2f")}
    print_table(Message("cli-title-consensus"), agreed.counts, _AREA | at_least)
    differing = agreed.ftzs[agreed.ftzs["ftz_id"].isin(_differing(agreed.ftzs, len(measured)))]
    ftz = {"ftz_id": TableColumn("cli-col-ftz")}
    title = Message("cli-title-consensus-ftzs")
    return print_table(title, named(differing, opened), ftz | _AREA)


def _differing(ftzs: pd.DataFrame, most: int) -> pd.Series[str]:
    """Return the FTZs with land that is not in all scenarios."""
    differing: pd.Series[str] = ftzs.loc[(ftzs["count"] < most) & (ftzs["area_km2"] > 0), "ftz_id"]
    return differing
