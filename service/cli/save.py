"""The commands that keep scenarios: `scenario save`, `undo`, `redo`, `branch`; and `apply`."""

from __future__ import annotations

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
    opened_service,
    working,
)
from service.cli.tables import count_of, print_json, print_line, print_schematic_note

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
    with opened_service(plan, store, make=True) as book, working("Recording"):
        found = need_scenario(plan, scenario, store)
        there = {one.scenario: one for one in book.scenarios()}.get(found.scenario)
        if there is None:
            kept = book.create(found, message, visibility or Visibility.PRIVATE)
        else:
            if on is None and is_file(scenario) and not replace:
                raise ConflictError(
                    f"{found.scenario}: is there already, at revision {there.revision}; add --on "
                    "with the number of the revision that yours was made on, or --replace"
                )
            base = made_on(book, found.scenario, on)
            kept = _saved(book, found, base, message, merging=merge, json=json)
        if visibility not in {None, kept.visibility}:
            kept = book.share(kept.scenario, str(visibility), kept.etag)
        saved = book.scenario(kept.scenario)
        notice = replay(book.plan, saved).notice
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
    with opened_service(plan, store) as book:
        kept = book.undo(scenario, made_on(book, scenario, on), message)
        saved = book.scenario(scenario)
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
    with opened_service(plan, store) as book:
        kept = book.redo(scenario, made_on(book, scenario, on), message)
        saved = book.scenario(scenario)
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
    with opened_service(plan, store) as book, working("Recording"):
        kept = book.branch(scenario, new, title, message)
        saved = book.scenario(new)
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
    opened = Plan.open(plan)
    found = need_scenario(plan, scenario, store)
    with working("Applying"):
        played = replay(opened, found)
        layers = {name: opened.frame(name) for name in opened.present}
        made = Plan(layers | {"zones": played.zones}, out)
        made.save(out)
    if json:
        about = {"scenario": found.scenario, "path": str(out), "baseline": made.baseline}
        print_json(about | {"notice": played.notice})
        return
    print_line(f"{out}: written, {count_of(len(made.zones), 'zone')}")
    print_line(f"Baseline {made.baseline}")
    if played.notice is not None:
        print_line(played.notice)
    print_schematic_note(made.zones)


def _saved(
    book: ScenarioService, found: Scenario, on: str, message: str, *, merging: bool, json: bool
) -> Summary:
    """Save a scenario on a revision; what was saved since is merged with it, if that is wanted."""
    name = found.scenario
    try:
        return book.save(name, found, on, message)
    except StaleError as error:
        current = book.revision(name, error.current)
        if current.status in {"approved", "rejected"}:
            raise DecidedError(
                f"{name}: is {current.status} and does not change; branch it"
            ) from error
        merged = error.details["merge"]
        if merging and merged["clean"]:
            both = Scenario.from_document(merged["document"], name)
            return book.save(name, both, current.hash, message)
        if json:
            print_json(error.details)
            raise typer.Exit(CONFLICT) from error
        advice = [one["message"] for one in merged["conflicts"]] or [
            f"{name}: both go together; add --merge to save them as one"
        ]
        error.problems += tuple(Message("text", text=line) for line in advice)
        raise


def _report(kept: Summary, saved: Scenario, *, json: bool, notice: str | None = None) -> None:
    result = saved.recorded.result if saved.recorded else None
    if json:
        about = {"scenario": kept.scenario, "revision": kept.revision, "status": kept.status}
        about |= {"visibility": kept.visibility, "baseline": kept.baseline}
        print_json(about | {"result": result, "notice": notice})
        return
    print_line(f"{kept.scenario}: revision {kept.revision}, {kept.status}, {kept.visibility}")
    print_line(f"Result {result}")
    if notice is not None:
        print_line(notice)
