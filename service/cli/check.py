"""The command `check`: validate a plan and evaluate the rules."""

from __future__ import annotations

import typer

from layers.messages import Message
from layers.scenario_id import BASELINE
from service.cli.errors import HARD_RULE_BROKEN
from service.cli.options import AsJson, PlanPath, ScenarioName, StoreUrl, find_scenario, open_plan
from service.cli.progress import working
from service.cli.tables import print_json, say, say_zones_outside


def check(
    plan: PlanPath, scenario: ScenarioName = BASELINE, store: StoreUrl = None, json: AsJson = False
) -> None:
    """Validate a plan, and check its zones or a scenario's against the rules.

    For a scenario, each violation is marked new, worse or improved (by how much) or unchanged,
    compared with the plan under the same rules; mended ones are listed too. Exit code 1 if a hard
    rule is broken. The JSON document has each message in English and Chinese (`message_zh`). A
    scenario with a record is replayed; a warning about that is printed (`notice` in the JSON
    document). Rules have no radius, and each target states whether it is by line, road:
    so there is no --by.
    """
    from geo.comparison.compare import scenario_rule_changes
    from geo.comparison.rule_changes import rule_changes_table
    from geo.coverage import CoverageMeter
    from geo.coverage.targets import plan_targets, radii_of
    from geo.rules import RuleChecker, sentences
    from geo.scenario.replay import Replay, replay
    from service.cli.reports import print_plan, print_violations
    from service.documents.coverage import check_document
    from service.documents.plan_faults import PlanFaults

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
        faults = PlanFaults.of(opened)
    broken = violations if edited is None else violations[violations["change"] != "mended"]
    name = BASELINE if edited is None else edited.scenario
    say_zones_outside(opened, played.zones, json=json)
    if json:
        rows = violations.assign(message_zh=sentences(violations, opened, "zh"))
        document = check_document(opened, name, rows, played.notice)
        print_json(document | faults.document(opened))
    else:
        print_plan(opened, name, played.zones)
        if played.notice is not None:
            say(played.notice)
        print_violations(Message("cli-title-violations"), violations, opened)
        for fault in faults.messages():
            say(fault)
        if opened.frame("waters").empty:
            say(Message("cli-water-unknown"))
    if (broken["level"] == "hard").any():
        raise typer.Exit(HARD_RULE_BROKEN)
