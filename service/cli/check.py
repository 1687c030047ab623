"""The command `check`: validate a plan and evaluate the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from layers.messages import Message
from layers.scenario_id import BASELINE
from service.cli.errors import HARD_RULE_BROKEN
from service.cli.options import AsJson, PlanPath, ScenarioName, StoreUrl, find_scenario, open_plan
from service.cli.progress import working
from service.cli.tables import print_json, say, say_zones_outside

if TYPE_CHECKING:
    from geo.region_faults import RegionFaults


def check(
    plan: PlanPath, scenario: ScenarioName = BASELINE, store: StoreUrl = None, json: AsJson = False
) -> None:
    """Validate a plan, and check its zones or a scenario's against the rules.

    For a scenario, each violation is marked new, worse or improved (by how much) or unchanged,
    compared with the plan under the same rules; mended ones are listed too. Exit code 1 if a hard
    rule is broken. The JSON document has each message in English and Chinese (`message_zh`). A
    scenario with a record is replayed; a warning about that is printed (`notice` in the JSON
    document). Rules have no radius, and each target states whether it is by line, road or rail:
    so there is no --by.
    """
    from geo.comparison.compare import scenario_rule_changes
    from geo.comparison.rule_changes import rule_changes_table
    from geo.coverage import CoverageMeter
    from geo.coverage.targets import plan_targets, radii_of
    from geo.region_faults import region_faults
    from geo.rules import RuleChecker, sentences
    from geo.scenario.replay import Replay, replay
    from layers.plan.suspect_rows import suspect_points
    from layers.plan.weights import doubtful_weights, weights_left_out
    from service.cli.reports import print_plan, print_violations
    from service.documents.coverage import check_document, suspect_document

    opened = open_plan(plan)
    edited = find_scenario(opened, scenario, store)
    with working("cli-checking"):
        played = Replay(opened.zones) if edited is None else replay(opened, edited)
        if edited is not None:
            violations = rule_changes_table(opened, scenario_rule_changes(opened, edited))
        elif targets := plan_targets(opened):
            violations = CoverageMeter(opened, radii_of(targets)).measure().violations
        else:
            violations = RuleChecker(opened).violations(played.zones)
        faults = region_faults(opened)
        suspects = tuple(suspect_points(opened))
    broken = violations if edited is None else violations[violations["change"] != "mended"]
    name = BASELINE if edited is None else edited.scenario
    say_zones_outside(opened, played.zones, json=json)
    if json:
        rows = violations.assign(message_zh=sentences(violations, opened, "zh"))
        document = check_document(opened, name, rows, played.notice, faults)
        if suspects:
            document["suspect_rows"] = [suspect_document(opened, one) for one in suspects]
        print_json(document)
    else:
        print_plan(opened, name, played.zones)
        if played.notice is not None:
            say(played.notice)
        print_violations(Message("cli-title-violations"), violations, opened)
        _say_faults(faults)
        for suspect in suspects:
            say(suspect.every)
        for why in (weights_left_out(opened) | doubtful_weights(opened)).values():
            say(why)
        if opened.frame("waters").empty:
            say(Message("cli-water-unknown"))
    if (broken["level"] == "hard").any():
        raise typer.Exit(HARD_RULE_BROKEN)


def _say_faults(faults: RegionFaults) -> None:
    """Print where regions overlap or leave gaps, if any do; that is not a rule."""
    if not faults.overlaps.empty:
        worst = faults.overlaps.iloc[0]
        say(
            Message(
                "cli-regions-overlap",
                pairs=len(faults.overlaps),
                area_km2=float(faults.overlaps["overlap_km2"].sum()),
                one=worst["adcode"],
                other=worst["other"],
                most_km2=float(worst["overlap_km2"]),
            )
        )
    if faults.gaps:
        most = 5
        more = max(0, len(faults.gaps) - most)
        say(Message("cli-regions-gaps", regions=faults.gaps[:most], more=more))
