"""The commands that keep scenarios: `scenario save`, `undo`, `redo`, `branch`; and `apply`."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.scenario.model import Scenario
from geo.scenario.replay import replay
from layers import Plan
from layers.errors import ConflictError, DecidedError, StaleError
from layers.messages import Message
from service.cli.errors import CONFLICT
from service.cli.options import (
    AsJson,
    MadeOn,
    PlanPath,
    ScenarioId,
    ScenarioText,
    StoreUrl,
    Visibility,
    Why,
    check_new,
    is_file,
    made_on,
    need_scenario,
    open_plan,
    opened_service,
    working,
)
from service.cli.tables import print_json, print_schematic_note, say

if TYPE_CHECKING:
    from layers.store import Summary
    from service.scenario_service import ScenarioService


def save(
    plan: PlanPath,
    scenario: ScenarioText,
    message: Why = "",
    on: MadeOn = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Save over what is there, whoever made it.")
    ] = False,
    merge: Annotated[
        bool, typer.Option("--merge", help="Where somebody saved since: save both as one.")
    ] = False,
    visibility: Annotated[
        Visibility | None, typer.Option(help="Who may read it; a new one is private.")
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Keep a scenario in the store: a revision, with a record of what comes of it.

    A file whose id is new begins a scenario. Where the id is there, say which revision the file
    was made on (--on): if somebody saved since, nothing is overwritten, the exit code is 3, and
    you are told what a merge would give. The record holds the outline of each zone that the edits
    touch and a hash of all zones: by it, a later version that works out another result says so
    and uses what was saved.
    """
    with opened_service(plan, store, make=True) as service, working("cli-recording"):
        found = need_scenario(service.plan, scenario, store)
        there = service.own(found.scenario)
        if there is not None:
            found = dataclasses.replace(found, scenario=there.scenario)
        if there is None:
            kept = service.create(found, message, visibility or Visibility.PRIVATE)
        else:
            if on is None and is_file(scenario) and not replace:
                raise ConflictError(
                    Message("cli-save-there", scenario=found.scenario, revision=there.revision)
                )
            base = made_on(service, found.scenario, on)
            kept = _saved(service, found, base, message, merging=merge, json=json)
        if visibility not in {None, kept.visibility}:
            kept = service.share(kept.scenario, str(visibility), kept.etag)
        saved = service.scenario(kept.scenario)
        # a record that was made just now says what the edits give here: nothing is to be told
        was_kept = saved.recorded is not None and saved.recorded == found.recorded
        notice = replay(service.plan, saved).notice if was_kept else None
    _report(kept, saved, json=json, notice=notice)


def undo(
    plan: PlanPath,
    scenario: ScenarioId,
    message: Why = "",
    on: MadeOn = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Go back to the state before; a further undo goes further back. It is a revision, too."""
    with opened_service(plan, store) as service:
        kept = service.undo(scenario, made_on(service, scenario, on), message)
        saved = service.scenario(scenario)
    _report(kept, saved, json=json)


def redo(
    plan: PlanPath,
    scenario: ScenarioId,
    message: Why = "",
    on: MadeOn = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Go forward to the state that the last undo took back."""
    with opened_service(plan, store) as service:
        kept = service.redo(scenario, made_on(service, scenario, on), message)
        saved = service.scenario(scenario)
    _report(kept, saved, json=json)


def branch(
    plan: PlanPath,
    scenario: ScenarioId,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The id of the new scenario.")],
    message: Why = "",
    title: Annotated[str | None, typer.Option(help="The title of the new scenario.")] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Begin a new scenario where another one stands."""
    with opened_service(plan, store) as service, working("cli-recording"):
        kept = service.branch(scenario, new, title, message)
        saved = service.scenario(kept.scenario)
    _report(kept, saved, json=json)


def apply(
    plan: PlanPath,
    scenario: ScenarioText,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="OUT.gpkg", help="The plan to write.")
    ],
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Write a new plan whose zones are those of a scenario; PLAN itself stays as it is.

    All other layers are those of PLAN. The new plan has a baseline of its own: scenarios of PLAN
    go over to it with `scenario rebase`. (`export OUT.gpkg --scenario` keeps the baseline's zones
    and puts the scenario's beside them.)
    """
    check_new(out, ".gpkg")
    opened = open_plan(plan)
    found = need_scenario(opened, scenario, store)
    with working("cli-applying"):
        played = replay(opened, found)
        layers = {name: opened.frame(name) for name in opened.present}
        made = Plan(layers | {"zones": played.zones}, out)
        made.save(out)
    if json:
        about = {"scenario": found.scenario, "path": str(out), "baseline": made.baseline}
        print_json(about | {"notice": played.notice and str(played.notice)})
        return
    say(Message("cli-written-zones", file=str(out), zones=len(made.zones)))
    say(Message("cli-baseline", baseline=made.baseline))
    if played.notice is not None:
        say(played.notice)
    print_schematic_note(made.zones)


def _saved(
    service: ScenarioService, found: Scenario, on: str, message: str, *, merging: bool, json: bool
) -> Summary:
    """Save a scenario on a revision; what was saved since is merged with it, if that is wanted."""
    name = found.scenario
    try:
        return service.save(name, found, on, message)
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


def _report(kept: Summary, saved: Scenario, *, json: bool, notice: Message | None = None) -> None:
    result = saved.recorded.result if saved.recorded else None
    if json:
        about = {"scenario": kept.scenario, "revision": kept.revision, "status": kept.status}
        about |= {"visibility": kept.visibility, "baseline": kept.baseline}
        print_json(about | {"result": result, "notice": notice and str(notice)})
        return
    say(
        Message(
            "cli-kept",
            scenario=kept.scenario,
            revision=kept.revision,
            status=Message("cli-word", word=kept.status),
            visibility=Message("cli-word", word=kept.visibility),
        )
    )
    say(Message("cli-result", result=str(result)))
    if notice is not None:
        say(notice)
