"""The command `consensus`: how many of several scenarios have each piece of land."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from geo import CoverageMeter
from geo.comparison.consensus import consensus as agree
from geo.coverage import DEFAULT_RADII_KM
from layers import Plan
from layers.errors import MeasureError
from service.cli.options import AsJson, PlanPath, StoreUrl, find_scenario, working
from service.cli.tables import print_json, print_line, print_schematic_note, print_table
from service.documents.consensus import consensus_document


def consensus(
    plan: PlanPath,
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="A B…", help="From two scenarios: files, ids, or baseline."),
    ],
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Show how much land is of how many of several scenarios, in all and by FTZ."""
    if len(set(scenarios)) < len(scenarios):
        raise MeasureError("scenarios: one is named twice; name each once")
    opened = Plan.open(plan)
    found = {name: find_scenario(plan, name, store) for name in scenarios}
    with working("Measuring"):
        meter = CoverageMeter(opened, DEFAULT_RADII_KM[:1])
        measured = [meter.measure(scenario) for scenario in found.values()]
        agreed = agree({each.scenario: each.zone_frame for each in measured})
    if json:
        return print_json(consensus_document(agreed, [each.scenario for each in measured]))
    print_line(f"Plan {opened.name}, scenarios {', '.join(each.scenario for each in measured)}")
    print_schematic_note(measured[0].zone_frame)
    area = {"count": "Scenarios", "area_km2": "Land, km²|.2f"}
    print_table("Land by how many", agreed.counts, area | {"at_least_km2": "or more, km²|.2f"})
    differing = agreed.ftzs[agreed.ftzs["ftz_id"].isin(_differing(agreed.ftzs, len(measured)))]
    return print_table("FTZs that are not the same in all", differing, {"ftz_id": "FTZ"} | area)


def _differing(ftzs: pd.DataFrame, most: int) -> pd.Series[str]:
    """Return the FTZs that have land of fewer than all scenarios."""
    differing: pd.Series[str] = ftzs.loc[(ftzs["count"] < most) & (ftzs["area_km2"] > 0), "ftz_id"]
    return differing
