"""The commands `check`, `measure` and `compare`."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from geo import CoverageMeter
from geo import compare as compare_coverages
from geo.coverage import DEFAULT_RADII_KM
from geo.replay import apply
from geo.rules import RuleBook
from geo.scenario import BASELINE
from layers import Plan
from service.cli.asking import (
    AsJson,
    Level,
    Levels,
    PlanPath,
    RadiiKm,
    ScenarioName,
    find_scenario,
    working,
)
from service.cli.guard import HARD_RULE_BROKEN
from service.cli.reports import print_comparison, print_coverage, print_plan
from service.cli.tables import print_json, print_schematic_note, print_table
from service.documents import check_document, compare_document, measure_document

_LEVELS = [level.value for level in Level]


def check(plan: PlanPath, scenario: ScenarioName = BASELINE, json: AsJson = False) -> None:
    """Validate a plan and hold its zones, or a scenario's, against the rules.

    Exit 1 where a hard rule is broken.
    """
    opened = Plan.open(plan)
    found = find_scenario(plan, scenario)
    with working("Checking"):
        zones = opened.zones if found is None else apply(opened, found)
        violations = RuleBook(opened).violations(zones, {} if found is None else dict(found.rules))
    name = BASELINE if found is None else found.scenario
    if json:
        print_json(check_document(opened, name, violations))
    else:
        print_plan(opened, name, zones)
        heads = {"rule": "Rule", "level": "Level", "zone_id": "Zone", "message": "What"}
        print_table("Rules broken", violations, heads)
    if (violations["level"] == "hard").any():
        raise typer.Exit(HARD_RULE_BROKEN)


def measure(
    plan: PlanPath,
    scenario: ScenarioName = BASELINE,
    radius_km: RadiiKm = list(DEFAULT_RADII_KM),  # noqa: B006  Typer copies it
    level: Levels = None,
    json: AsJson = False,
) -> None:
    """Measure what the zones of a plan, or of a scenario, cover."""
    opened = Plan.open(plan)
    found = find_scenario(plan, scenario)
    with working("Measuring"):
        coverage = CoverageMeter(opened, radius_km).measure(found)
        document = measure_document(coverage)
    if json:
        document["regions"] = _of_levels(document["regions"], level)
        print_json(document)
    else:
        print_coverage(coverage, _names(level) or ["province"])


def compare(
    plan: PlanPath,
    a: Annotated[str, typer.Argument(metavar="A", help="What changes: file, id or baseline.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Against what.")] = BASELINE,
    radius_km: RadiiKm = list(DEFAULT_RADII_KM),  # noqa: B006  Typer copies it
    level: Levels = None,
    json: AsJson = False,
) -> None:
    """Compare two scenarios: what A changes against B."""
    opened = Plan.open(plan)
    first, second = find_scenario(plan, a), find_scenario(plan, b)
    with working("Measuring"):
        meter = CoverageMeter(opened, radius_km)
        before, after = meter.measure(second), meter.measure(first)
        comparison = compare_coverages(before, after)
    if json:
        document = compare_document(comparison)
        document["regions"] = _of_levels(document["regions"], level)
        print_json(document)
    else:
        print_schematic_note(pd.concat([before.zone_frame, after.zone_frame]))
        print_comparison(comparison, _names(level) or ["city"])


def _names(levels: list[Level] | None) -> list[str]:
    """Return the levels asked for, each once, from districts up."""
    return [level for level in _LEVELS if level in {asked.value for asked in levels or []}]


def _of_levels(
    rows: list[dict[str, object]], levels: list[Level] | None
) -> list[dict[str, object]]:
    wanted = _names(levels) or _LEVELS
    return [row for row in rows if row["level"] in wanted]
