"""The commands `compare`, for the changes between scenarios or plans, and `consensus`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.coverage.travel import By, radii_and_travel
from layers.errors import MeasureError, PlanError
from layers.messages import Message
from layers.scenario_id import BASELINE
from service.cli.options import (
    AsJson,
    Levels,
    PlanPath,
    RadiiKm,
    RadiiMin,
    StoreUrl,
    Way,
    check_new,
    find_scenario,
    id_of,
    level_codes,
    of_levels,
    open_plan,
    write_scenario,
)
from service.cli.progress import working
from service.cli.tables import (
    TableColumn,
    named,
    print_json,
    print_schematic_note,
    print_table,
    say,
    warn,
    warn_of_replay,
    warn_of_weights,
)

if TYPE_CHECKING:
    from geo import Coverage, CoverageMeter
    from layers import Plan


_COMPARED = "What changes: a scenario file or id, baseline, or another plan (.gpkg)."
_AREA = {"count": TableColumn("cli-col-scenarios"), "area_km2": TableColumn("cli-col-land", ".2f")}


def compare(
    plan: PlanPath,
    a: Annotated[str, typer.Argument(metavar="A", help=_COMPARED)],
    b: Annotated[str, typer.Argument(metavar="B", help="The other one; likewise.")] = BASELINE,
    radius_km: RadiiKm = None,
    radius_min: RadiiMin = None,
    by: Way = "line",
    b_by: Annotated[
        By | None, typer.Option("--b-by", help="How distances of B are measured; else as A's.")
    ] = None,
    level: Levels = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="OUT.yaml", help="Write the scenario from B to A too."),
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Compare two scenarios, or two plans: the changes of A against B.

    Of a plan in another file only the zones are used; everything else is PLAN's. With -o the edits
    that lead from B to A are written as a scenario, whose id is the name of the file and whose
    baseline is B. `compare PLAN baseline --by road --b-by line` shows the people that the straight
    line over-counts.
    """
    import pandas as pd

    from geo import CoverageMeter
    from geo import compare as compare_coverages
    from service.cli.reports import print_comparison
    from service.documents.coverage import compare_document

    if out is not None:
        check_new(out, ".yaml")
        id_of(out)
    opened = open_plan(plan)
    levels = level_codes(opened, level)
    with working("cli-measuring"):
        radii, travel = radii_and_travel(radius_km, radius_min, by)
        _, other = radii_and_travel(radius_km, radius_min, b_by or by)
        meter = CoverageMeter.of(opened, radii, travel)
        before = _measured(meter.at(radii, by=other), b, store)
        after = _measured(meter, a, store)
        comparison = compare_coverages(before, after)
    warn_of_weights(opened)
    if out is not None:
        _write_difference(before, after, out)
    if json:
        document = compare_document(comparison)
        document["regions"] = of_levels(document["regions"], levels)
        print_json(document)
    else:
        print_schematic_note(pd.concat([before.zone_frame, after.zone_frame]))
        print_comparison(comparison, levels or opened.terms.codes[-2:][:1])


def _measured(meter: CoverageMeter, name: str, store: str | None) -> Coverage:
    """Return the coverage of a scenario, of the baseline, or of another plan's zones."""
    if name.lower().endswith(".gpkg"):
        other = _other_plan(name)
        return replace(meter.measure(other.zones), scenario=other.name)
    coverage = meter.measure(find_scenario(meter.plan, name, store))
    warn_of_replay(coverage.notice)
    return coverage


def _other_plan(name: str) -> Plan:
    """Return another plan; if its ids are invalid, suggest the command for edited files."""
    from layers import Plan

    try:
        return Plan.open(name)
    except PlanError as error:
        if all(problem.code != "plan-edited-elsewhere" for problem in error.problems):
            raise
        hint = Message("file-edited-elsewhere").in_file(name)
        raise PlanError([*error.problems, hint]) from error


def _write_difference(before: Coverage, after: Coverage, out: Path) -> None:
    """Write the scenario that leads from one to the other; print what no edit can express."""
    from geo import Scenario
    from geo.infer.diff import diff
    from geo.scenario.replay import zones_hash

    difference = diff(before.zone_frame, after.zone_frame)
    title = f"What {after.scenario} changes against {before.scenario}"
    scenario = Scenario(id_of(out), title, zones_hash(before.zone_frame), difference.edits)
    write_scenario(scenario, out)
    for reason in difference.left_out:
        warn(Message("cli-not-in-file", file=str(out), reason=reason))


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
    from geo import CoverageMeter
    from geo.comparison.consensus import consensus as agree
    from geo.coverage import DEFAULT_RADII_KM
    from service.documents.coverage import consensus_document

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
    apart = (agreed.ftzs["count"] < len(measured)) & (agreed.ftzs["area_km2"] > 0)
    differing = agreed.ftzs[agreed.ftzs["ftz_id"].isin(agreed.ftzs.loc[apart, "ftz_id"])]
    ftz = {"ftz_id": TableColumn("cli-col-ftz")}
    title = Message("cli-title-consensus-ftzs")
    return print_table(title, named(differing, opened), ftz | _AREA)
