"""The command `check`: validate a plan and evaluate the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from layers.messages import Message
from layers.scenario_id import BASELINE
from service.cli.errors import HARD_RULE_BROKEN
from service.cli.options import (
    AsJson,
    PlanPath,
    ScenarioName,
    StoreUrl,
    find_scenario,
    open_plan,
    service_if_stored,
)
from service.cli.progress import working
from service.cli.tables import print_json, say, say_zones_outside

if TYPE_CHECKING:
    from layers import Plan
    from service.acknowledgements import Acknowledgement


def check(
    plan: PlanPath,
    scenario: ScenarioName = BASELINE,
    acknowledge: Annotated[
        str | None,
        typer.Option(
            metavar="REASON", help="Record that you know all violations of the baseline, and why."
        ),
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Validate a plan, and check its zones or a scenario's against the rules.

    For a scenario, each violation is marked new, worse or improved (by how much) or unchanged,
    compared with the plan under the same rules; mended ones are listed too. Exit code 1 if a hard
    rule is broken. The JSON document has each message in English and Chinese (`message_zh`). A
    scenario with a record is replayed; a warning about that is printed (`notice` in the JSON
    document). Rules have no radius, and each target states whether it is by line or by road: so
    there is no --by. Acknowledged violations of the baseline are marked.
    """
    from geo.comparison.compare import scenario_rule_changes
    from geo.comparison.rule_changes import rule_changes_table
    from geo.coverage import CoverageMeter
    from geo.coverage.targets import plan_targets, radii_of
    from geo.rules import RuleChecker, sentences
    from geo.scenario.replay import Replay, replay
    from service.acknowledgements import acknowledgement_lines
    from service.cli.reports import print_plan, print_violations
    from service.documents.coverage import check_document
    from service.documents.plan_faults import PlanFaults

    opened = open_plan(plan)
    known = _acknowledged(opened, store, acknowledge)
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
        document["acknowledgements"] = [each.to_document() for each in known]
        print_json(document | faults.document(opened))
    else:
        print_plan(opened, name, played.zones)
        if played.notice is not None:
            say(played.notice)
        print_violations(Message("cli-title-violations"), violations, opened)
        for line in acknowledgement_lines(known):
            say(line)
        for fault in faults.messages():
            say(fault)
        if opened.frame("waters").empty:
            say(Message("cli-water-unknown"))
    if (broken["level"] == "hard").any():
        raise typer.Exit(HARD_RULE_BROKEN)


def _acknowledged(plan: Plan, store: str | None, reason: str | None) -> list[Acknowledgement]:
    """Return the acknowledged violations of the baseline; with a reason, acknowledge the others.

    Raises:
        DeniedError, ScenarioError, SourceError: as `acknowledge`.
    """
    from geo.rules import RuleChecker
    from service.acknowledgements import acknowledge, acknowledgements

    with service_if_stored(plan, store, make=reason is not None) as service:
        if service is None:
            return []
        violations = RuleChecker(plan).rows(plan.zones)
        if reason is not None:
            known = {it.identity for it in acknowledgements(service, violations) if it.applies}
            others = [it.identity for it in violations if it.identity not in known]
            acknowledge(service, violations, others, reason)
        return acknowledgements(service, violations)
