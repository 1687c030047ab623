"""The commands that store scenarios: `scenario save`, `undo`, `redo`, `branch`; and `apply`."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from layers.errors import ConflictError, DecidedError, StaleError
from layers.messages import Message
from layers.store.model import Visibility
from service.cli.errors import CONFLICT
from service.cli.options import (
    AsJson,
    OnRevision,
    PlanPath,
    ScenarioId,
    ScenarioText,
    StoreUrl,
    Why,
    base_revision,
    check_new,
    is_file,
    need_scenario,
    open_plan,
    opened_service,
)
from service.cli.progress import working
from service.cli.tables import print_json, print_schematic_note, say

if TYPE_CHECKING:
    from geo.scenario.model import Scenario
    from layers.store import Summary
    from service.scenario_service import ScenarioService


def save(
    plan: PlanPath,
    scenario: ScenarioText,
    message: Why = "",
    on: OnRevision = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite the stored one, also another person's.")
    ] = False,
    merge: Annotated[
        bool, typer.Option("--merge", help="If somebody saved since: merge and save.")
    ] = False,
    visibility: Annotated[
        Visibility | None, typer.Option(help="Who may read it; a new one is private.")
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Save a scenario in the store as a revision, with a record of its result.

    A file with a new id creates a scenario. For an existing id, name the revision that the file is
    based on (--on): if a newer one was saved, nothing is overwritten, the exit code is 3, and the
    result of a merge is printed. The record holds the outline of each zone that the edits touch and
    a hash of all zones: a later version that computes another result reports that and uses the
    saved one.
    """
    from geo.scenario.replay import replay

    with opened_service(plan, store, make=True) as service, working("cli-recording"):
        edited = need_scenario(service.plan, scenario, store)
        stored = service.own(edited.scenario)
        if stored is not None:
            edited = dataclasses.replace(edited, scenario=stored.scenario)
        if stored is None:
            summary = service.create(edited, message, visibility or "private")
        else:
            if on is None and is_file(scenario) and not replace:
                raise ConflictError(
                    Message("cli-save-there", scenario=edited.scenario, revision=stored.revision)
                )
            base = base_revision(service, edited.scenario, on)
            summary = _saved(service, edited, base, message, merging=merge, json=json)
        if visibility not in {None, summary.visibility}:
            summary = service.share(summary.scenario, str(visibility), summary.etag)
        saved = service.scenario(summary.scenario)
        # a record that was created just now equals the result here: there is nothing to report
        was_kept = saved.recorded is not None and saved.recorded == edited.recorded
        notice = replay(service.plan, saved).notice if was_kept else None
    _report(summary, saved, json=json, notice=notice)


def undo(
    plan: PlanPath,
    scenario: ScenarioId,
    message: Why = "",
    on: OnRevision = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Go back to the previous state; a further undo goes further back. It is a revision too."""
    with opened_service(plan, store) as service:
        summary = service.undo(scenario, base_revision(service, scenario, on), message)
        saved = service.scenario(scenario)
    _report(summary, saved, json=json)


def redo(
    plan: PlanPath,
    scenario: ScenarioId,
    message: Why = "",
    on: OnRevision = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Restore the state that the last undo reverted."""
    with opened_service(plan, store) as service:
        summary = service.redo(scenario, base_revision(service, scenario, on), message)
        saved = service.scenario(scenario)
    _report(summary, saved, json=json)


def branch(
    plan: PlanPath,
    scenario: ScenarioId,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The id of the new scenario.")],
    message: Why = "",
    title: Annotated[str | None, typer.Option(help="The title of the new scenario.")] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Branch a new scenario from the last revision of another."""
    with opened_service(plan, store) as service, working("cli-recording"):
        summary = service.branch(scenario, new, title, message)
        saved = service.scenario(summary.scenario)
    _report(summary, saved, json=json)


def apply(
    plan: PlanPath,
    scenario: ScenarioText,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="OUT.gpkg", help="The plan to write.")
    ],
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Write a new plan with the zones of a scenario; PLAN itself is unchanged.

    All other layers are those of PLAN. The new plan has its own baseline: `scenario rebase` moves
    scenarios of PLAN to it. (`export OUT.gpkg --scenario` keeps the baseline's zones and adds the
    scenario's beside them.)
    """
    from geo.scenario.replay import replay
    from layers import Plan

    check_new(out, ".gpkg")
    opened = open_plan(plan)
    edited = need_scenario(opened, scenario, store)
    with working("cli-applying"):
        played = replay(opened, edited)
        layers = {name: opened.frame(name) for name in opened.present}
        new = Plan(layers | {"zones": played.zones}, out)
        new.save(out)
    if json:
        about = {"scenario": edited.scenario, "path": str(out), "baseline": new.baseline}
        print_json(about | {"notice": played.notice and str(played.notice)})
        return
    say(Message("cli-written-zones", file=str(out), zones=len(new.zones)))
    say(Message("cli-baseline", baseline=new.baseline))
    if played.notice is not None:
        say(played.notice)
    print_schematic_note(new.zones)


def _saved(
    service: ScenarioService,
    scenario: Scenario,
    on: str,
    message: str,
    *,
    merging: bool,
    json: bool,
) -> Summary:
    """Save a scenario on a revision; with `merging`, merge it with later revisions."""
    from geo.scenario.model import Scenario

    name = scenario.scenario
    try:
        return service.save(name, scenario, on, message)
    except StaleError as error:
        current = service.revision(name, error.current)
        if current.status in {"approved", "rejected"}:
            raise DecidedError(
                Message("cli-save-decided", scenario=name, status=current.status)
            ) from error
        merged = error.details["merge"]
        if merging and merged["clean"]:
            both = Scenario.from_document(merged["document"], name)
            return service.save(name, both, current.hash, message)
        if json:
            print_json(error.details)
            raise typer.Exit(CONFLICT) from error
        conflicts = tuple(map(Message.from_document, merged["conflicts"]))
        error.problems += conflicts or (Message("cli-save-merges", scenario=name),)
        raise


def _report(
    summary: Summary, saved: Scenario, *, json: bool, notice: Message | None = None
) -> None:
    result = saved.recorded.result if saved.recorded else None
    if json:
        about = {
            "scenario": summary.scenario,
            "revision": summary.revision,
            "status": summary.status,
        }
        about |= {"visibility": summary.visibility, "baseline": summary.baseline}
        print_json(about | {"result": result, "notice": notice and str(notice)})
        return
    say(
        Message(
            "cli-kept",
            scenario=summary.scenario,
            revision=summary.revision,
            status=Message("cli-word", word=summary.status),
            visibility=Message("cli-word", word=summary.visibility),
        )
    )
    say(Message("cli-result", result=str(result)))
    if notice is not None:
        say(notice)
