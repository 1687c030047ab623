"""The commands `scenario rebase` and `scenario merge`: scenarios carried over and put together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from geo.conflicts import Conflict
from geo.merge import merge as merge_scenarios
from geo.rebase import rebase as rebase_scenario
from layers import Plan
from service.cli.asking import (
    AsJson,
    OutYaml,
    PlanPath,
    ScenarioText,
    check_new,
    id_of,
    need_scenario,
    working,
    write_scenario,
)
from service.cli.guard import CONFLICT
from service.cli.tables import print_json, print_line, print_table

if TYPE_CHECKING:
    from geo import Scenario

_One = Annotated[str, typer.Argument(metavar="A", help="A scenario file, or the id of one.")]
_Other = Annotated[str, typer.Argument(metavar="B", help="Another one.")]


def rebase(
    plan: PlanPath,
    scenario: ScenarioText,
    out: OutYaml,
    old: Annotated[
        Path | None,
        typer.Option("--from", metavar="OLD.gpkg", help="The plan that it was made over."),
    ] = None,
    keep_rest: Annotated[
        bool, typer.Option("--keep-rest", help="Write the edits that go over, where others do not.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Make the edits of a scenario over another baseline, that of PLAN.

    An edit goes over where the zones that it touches are what they were, and the same comes of it.
    Every other is a conflict (the zone is gone, its boundary changed, the result breaks a hard
    rule…): the conflicts are listed, nothing is written and the exit code is 1, unless --keep-rest
    is given. Without --from, only the scenario's record (`scenario save`) tells whether the zones
    are what they were; where it cannot tell, that is a conflict too.
    """
    check_new(out, ".yaml")
    new = Plan.open(plan)
    before = None if old is None else Plan.open(old)
    found = need_scenario(plan, scenario)
    with working("Rebasing"):
        rebased = rebase_scenario(found, new, before)
    written = rebased.scenario if keep_rest or not rebased.conflicts else None
    _report(written, rebased.conflicts, out, json=json)


def merge(
    plan: PlanPath,
    a: _One,
    b: _Other,
    out: OutYaml,
    base: Annotated[
        str | None, typer.Option(metavar="SCENARIO", help="What both began with: file or id.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Put two scenarios together into one, whose id is the name of the file.

    They merge where they touch different zones and break no hard rule together that neither breaks
    alone. Else each conflict is listed, nothing is written and the exit code is 1.
    """
    check_new(out, ".yaml")
    name = id_of(out)
    opened = Plan.open(plan)
    sides = need_scenario(plan, a), need_scenario(plan, b)
    began = None if base is None else need_scenario(plan, base)
    with working("Merging"):
        merged = merge_scenarios(opened, *sides, began)
    written = None if merged.scenario is None else replace(merged.scenario, scenario=name)
    _report(written, merged.conflicts, out, json=json)


def _report(
    written: Scenario | None, conflicts: tuple[Conflict, ...], out: Path, *, json: bool
) -> None:
    """Write the scenario, if there is one, and report; exit 1 where conflicts kept it back."""
    if written is not None:
        write_scenario(written, out)
    if json:
        print_json(
            {
                "scenario": None if written is None else written.scenario,
                "path": None if written is None else str(out),
                "edits": None if written is None else len(written.edits),
                "conflicts": [conflict._asdict() for conflict in conflicts],
            }
        )
    else:
        if written is not None:
            print_line(f"{out}: written, {len(written.edits)} edits")
        table = pd.DataFrame(conflicts, columns=list(Conflict._fields))
        heads = {"kind": "Conflict", "zone_id": "Zone", "message": "What"}
        print_table("Conflicts", table, heads)
    if written is None:
        raise typer.Exit(CONFLICT)
