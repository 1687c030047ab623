"""The commands `check`, `measure` and `compare`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from geo import Coverage, CoverageMeter, Scenario
from geo import compare as compare_coverages
from geo.coverage import DEFAULT_RADII_KM, Workers, measure_partitions
from geo.infer.diff import diff
from geo.rules import RuleChecker
from geo.scenario.model import BASELINE
from geo.scenario.replay import Replay, replay, zones_hash
from layers import Plan
from layers.errors import MeasureError, PlanError
from layers.messages import Message
from layers.partitions import DemandParts
from service.cli.errors import HARD_RULE_BROKEN
from service.cli.options import (
    AsJson,
    Level,
    Levels,
    PlanPath,
    RadiiKm,
    ScenarioName,
    StoreUrl,
    check_new,
    counting,
    find_scenario,
    id_of,
    tell_replay,
    working,
    write_scenario,
)
from service.cli.reports import print_comparison, print_coverage, print_plan
from service.cli.tables import print_json, print_line, print_schematic_note, print_table
from service.documents.coverage import check_document, compare_document, measure_document

DemandFolder = Annotated[
    Path | None,
    typer.Option("--demand-parts", metavar="FOLDER", help="Demand in partitions: GeoParquet."),
]
SchedulerAddress = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler; else this machine."),
]
_COMPARED = "What changes: a scenario file or id, baseline, or another plan (.gpkg)."
_LEVELS = [level.value for level in Level]


def check(
    plan: PlanPath,
    scenario: ScenarioName = BASELINE,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Validate a plan and hold its zones, or a scenario's, against the rules.

    Exit 1 where a hard rule is broken. Where a scenario carries a record, it is replayed, and what
    there is to say about that is said (`notice` in the JSON document).
    """
    opened = Plan.open(plan)
    found = find_scenario(plan, scenario, store)
    with working("Checking"):
        played = Replay(opened.zones) if found is None else replay(opened, found)
        rules = {} if found is None else found.rules
        violations = RuleChecker(opened).violations(played.zones, rules)
    name = BASELINE if found is None else found.scenario
    if json:
        print_json(check_document(opened, name, violations, played.notice))
    else:
        print_plan(opened, name, played.zones)
        if played.notice is not None:
            print_line(played.notice)
        heads = {"rule": "Rule", "level": "Level", "zone_id": "Zone", "message": "What"}
        print_table("Rules broken", violations, heads)
    if (violations["level"] == "hard").any():
        raise typer.Exit(HARD_RULE_BROKEN)


def measure(
    plan: PlanPath,
    scenario: ScenarioName = BASELINE,
    radius_km: RadiiKm = list(DEFAULT_RADII_KM),  # noqa: B006  Typer copies it
    level: Levels = None,
    demand_parts: DemandFolder = None,
    scheduler: SchedulerAddress = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Measure what the zones of a plan, or of a scenario, cover.

    With --demand-parts the people are those of a GeoParquet data set in partitions, in place of
    the plan's: it may be larger than memory. Distances of single points (access) are then null.
    """
    if scheduler is not None and demand_parts is None:
        raise MeasureError("--scheduler: is for demand in partitions; name it with --demand-parts")
    opened = Plan.open(plan)
    found = find_scenario(plan, scenario, store)
    tell_replay(opened, found)
    if demand_parts is None:
        with working("Measuring"):
            coverage = CoverageMeter(opened, radius_km).measure(found)
            document = measure_document(coverage)
    else:
        parts = DemandParts.open(demand_parts, opened.crs)
        with counting("Measuring partitions") as told:
            workers = Workers(scheduler, told=told)
            coverage = measure_partitions(opened, parts, found, radius_km, workers=workers)
        document = measure_document(coverage)
    if json:
        document["regions"] = _of_levels(document["regions"], level)
        print_json(document)
    else:
        print_coverage(coverage, _names(level) or ["province"])


def compare(
    plan: PlanPath,
    a: Annotated[str, typer.Argument(metavar="A", help=_COMPARED)],
    b: Annotated[str, typer.Argument(metavar="B", help="Against what; likewise.")] = BASELINE,
    radius_km: RadiiKm = list(DEFAULT_RADII_KM),  # noqa: B006  Typer copies it
    level: Levels = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="OUT.yaml", help="Write the scenario from B to A too."),
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Compare two scenarios, or two plans: what A changes against B.

    A plan of another file is compared by its zones; all else is that of PLAN. With -o the edits
    that lead from B to A are written as a scenario, whose id is the name of the file; its baseline
    is B.
    """
    if out is not None:
        check_new(out, ".yaml")
        id_of(out)
    opened = Plan.open(plan)
    with working("Measuring"):
        meter = CoverageMeter(opened, radius_km)
        before, after = (_measured(meter, plan, name, store) for name in (b, a))
        comparison = compare_coverages(before, after)
    if out is not None:
        _write_difference(before, after, out)
    if json:
        document = compare_document(comparison)
        document["regions"] = _of_levels(document["regions"], level)
        print_json(document)
    else:
        print_schematic_note(pd.concat([before.zone_frame, after.zone_frame]))
        print_comparison(comparison, _names(level) or ["city"])


def _measured(meter: CoverageMeter, plan_path: Path, name: str, store: str | None) -> Coverage:
    """Return the coverage of a scenario, of the baseline, or of another plan's zones."""
    if name.lower().endswith(".gpkg"):
        other = _other_plan(name)
        return replace(meter.measure(other.zones), scenario=other.name)
    found = find_scenario(plan_path, name, store)
    tell_replay(meter.plan, found)
    return meter.measure(found)


def _other_plan(name: str) -> Plan:
    """Return another plan; where ids are what is wrong, say what reads a file that was edited."""
    try:
        return Plan.open(name)
    except PlanError as error:
        if all(problem.code != "plan-edited-elsewhere" for problem in error.problems):
            raise
        hint = Message("file-edited-elsewhere").in_file(name)
        raise PlanError([*error.problems, hint]) from error


def _write_difference(before: Coverage, after: Coverage, out: Path) -> None:
    """Write the scenario that leads from one to the other; say what no edit can say."""
    found = diff(before.zone_frame, after.zone_frame)
    title = f"What {after.scenario} changes against {before.scenario}"
    write_scenario(Scenario(id_of(out), title, zones_hash(before.zone_frame), found.edits), out)
    for line in found.left_out:
        typer.echo(f"not in {out}: {line}", err=True)


def _names(levels: list[Level] | None) -> list[str]:
    """Return the levels asked for, each once, from districts up."""
    return [level for level in _LEVELS if level in {asked.value for asked in levels or []}]


def _of_levels(
    rows: list[dict[str, object]], levels: list[Level] | None
) -> list[dict[str, object]]:
    wanted = _names(levels) or _LEVELS
    return [row for row in rows if row["level"] in wanted]
