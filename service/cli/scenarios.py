"""The commands that read scenarios: `list`, `show`, `history`, `record`, `verify` and `schema`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layers.errors import SourceError
from layers.messages import Message
from layers.messages.languages import in_language
from layers.runtime.files import replacing
from service.cli.language import language, sentence, visible
from service.cli.long_tables import AllRows, print_every_row, printed_rows
from service.cli.options import (
    AsJson,
    PlanPath,
    ScenarioId,
    ScenarioText,
    StoreUrl,
    need_scenario,
    open_plan,
    opened_service,
    service_if_stored,
)
from service.cli.tables import print_json, print_line, print_table, say, warn

if TYPE_CHECKING:
    from layers.store import Entry
    from service.scenario_service import ScenarioService


_LISTED = (
    "scenario=cli-col-scenario status=cli-col-status:words revision=cli-col-revision"
    " visibility=cli-col-visibility:words owner=cli-col-owner title=cli-col-title"
)
_NOTED = (
    "revision=cli-col-revision kind status=cli-col-status:words author=cli-col-by at=cli-col-when"
    " message=cli-col-why"
)


def list_(
    plan: PlanPath,
    store: StoreUrl = None,
    after: Annotated[
        str, typer.Option(metavar="ID", help="List the scenarios after this one, by id.")
    ] = "",
    limit: Annotated[
        int | None,
        typer.Option(
            min=1, help="How many to list.", show_default="100, with --all-rows or --json all"
        ),
    ] = None,
    all_rows: AllRows = False,  # noqa: ARG001  `printed_rows` knows it
    json: AsJson = False,
) -> None:
    """List the scenarios in the store of a plan that you may read, by id."""
    from layers.store.access import status_message
    from layers.store.queries import Listing
    from service.documents.scenarios import summary_document

    opened = open_plan(plan)
    most = limit or (None if json else printed_rows(sys.maxsize))
    rows, more = list[dict[str, Any]](), 0
    with service_if_stored(opened, store) as service:
        if service is not None:
            listing = Listing(service.person, after=after)
            rows = [summary_document(one) for one in service.store.scenarios(listing, most)]
            if len(rows) == most:
                last = str(rows[-1]["scenario"])
                more = service.store.count(replace(listing, after=last))
    for row in rows:
        del row["etag"], row["updated"]  # which depend on the time
        if row["baseline"] != opened.baseline:
            warn(Message("cli-other-baseline", scenario=row["scenario"]))
    if json:
        print_json(rows)
    else:
        rows = [
            row
            | {"title": in_language(row, "title", language())}
            | {"status": sentence(status_message(row["status"], row["updated_by"]))}
            for row in rows
        ]
        print_every_row()  # of this page
        print_table(Message("cli-title-scenarios"), rows, _LISTED)
        if more:
            say(Message("cli-more-scenarios", rows=more, last=last))


def show(
    plan: PlanPath,
    scenario: ScenarioText,
    revision: Annotated[
        int | None, typer.Option(help="A revision; by default the last one.")
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Show a scenario as YAML, or as JSON."""
    if revision is None:
        stored = need_scenario(open_plan(plan), scenario, store)
    else:
        with opened_service(plan, store) as service:
            stored = service.read(service.revision(scenario, revision))
    if json:
        print_json(stored.to_document())
    else:
        print_line(stored.to_yaml().rstrip("\n"))


def history(
    plan: PlanPath, scenario: ScenarioId, store: StoreUrl = None, json: AsJson = False
) -> None:
    """List the revisions of a scenario, newest first: who, when and why."""
    from layers.store.access import status_message
    from service.documents.scenarios import history_document

    with opened_service(plan, store) as service:
        rows = history_document(service.history(scenario))
    if json:
        print_json(rows)
        return
    rows = [
        row
        | {"at": row["at"][:16].replace("T", " ")}
        | {"status": sentence(status_message(row["status"], row["author"]))}
        for row in rows
    ]
    print_table(Message("cli-title-history", scenario=scenario), rows, _NOTED)


def record(
    plan: PlanPath,
    scenario: ScenarioId,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="OUT.md", help="Write it to a file.")
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Show all that is stored of a scenario as one document: decisions, comments, history, edits.

    With --json it includes the chain of hashes, by which anyone can check it.
    """
    from service.documents.coverage import to_json
    from service.documents.scenarios import record_text

    if out is not None and out.exists():
        raise SourceError(Message("cli-file-there", file=str(out)))
    with opened_service(plan, store) as service:
        document = service.record(scenario)
        text = to_json(document) + "\n" if json else record_text(document, service.plan)
    if out is None:
        sys.stdout.write(text if json else visible(text))
        return
    with replacing(out) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    say(Message("cli-written", file=str(out)))


def verify(
    plan: PlanPath,
    scenario: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One scenario; else all that you may read.")
    ] = None,
    head: Annotated[
        list[str] | None,
        typer.Option(metavar="HASH", help="A hash that was noted before; may be repeated."),
    ] = None,
    heads: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The heads that `serve --heads` and `scenario anchor` note."
        ),
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Check the history: every hash, link and step, and the end of each chain.

    Exit code 2 if anything is wrong or was cut off. Without ID, an admin also checks the audit log,
    and the tokens against it.

    It prints the last hash of each chain: revisions, notes (comments and sharing), audit log.
    Anyone who can write to the database could write a whole new chain, or set the whole store back.
    So note these hashes elsewhere (`scenario anchor`, `serve --heads FILE`), and pass that file by
    --heads, or single hashes by --head: each must still be present.
    """
    with opened_service(plan, store) as service:
        records, log = _verified(service, scenario, heads)
    names = [each["scenario"] for each in records]
    hashes = {link["hash"] for each in records for link in each["history"] + each["notes"]}
    hashes |= {entry.hash for entry in log or ()}
    gone = [noted for noted in head or [] if noted.strip('"') not in hashes]
    if gone:
        raise SourceError(Message("cli-head-gone", hash=noted) for noted in gone)
    ends = [_heads(each) for each in records]
    if json:
        audit = None
        if log is not None:
            audit = {"entries": len(log), "head": log[-1].hash if log else None}
        print_json({"verified": names, "heads": ends, "audit": audit})
        return
    for row in ends:
        name = row["scenario"]
        revisions, notes = row["revisions"], row["notes"]
        say(Message("cli-chain-revisions", scenario=name, revisions=revisions, hash=row["head"]))
        say(Message("cli-chain-notes", scenario=name, notes=notes, hash=row["last_note"]))
    if log:
        say(Message("cli-chain-audit", entries=len(log), hash=log[-1].hash))
    holds = Message("cli-history-holds", scenarios=tuple(names))
    say(holds if names else Message("cli-history-holds-none"))


def anchor(
    plan: PlanPath,
    heads: Annotated[
        str,
        typer.Argument(
            metavar="HEADS",
            envvar="ZONEWRIGHT_HEADS",
            help="The file to add a line to, or the address https://… to send it to.",
        ),
    ],
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Note the last hash of every chain in another place, for `scenario verify --heads`.

    Let a timer call it, at least daily. `serve --heads` notes them at each decision; this notes the
    day's line, decisions of the command line, and what could not be noted then. A file that has
    both already is unchanged.
    """
    from service.plan_names import OF_PLAN, plan_name
    from service.server.audit_anchor import anchor_place, today

    with opened_service(plan, store) as service:
        place = anchor_place(heads, plan_name(plan) if OF_PLAN in heads else "")
        is_noted = place.note(service.store, today())
    if json:
        print_json({"place": place.shown, "noted": is_noted})
    else:
        say(Message("cli-heads-noted" if is_noted else "cli-heads-known", place=place.shown))


def _verified(
    service: ScenarioService, scenario: str | None, heads: Path | None
) -> tuple[list[dict[str, Any]], Sequence[Entry] | None]:
    """Return the records of the verified scenarios, and the audit log if it was verified too.

    Raises:
        SourceError: with a line for everything that is wrong.
    """
    from layers.store import check, may

    store = service.store
    is_whole = scenario is None and may(service.person, "administer")
    every = service.scenarios() if scenario is None else [service.summary(scenario)]
    names = [one.scenario for one in every]
    wrong = store.verify() if is_whole else [it for name in names for it in store.verify(name)]
    if heads is not None:
        check(service.person, "administer")
        wrong += store.heads.check(heads)
    if wrong:
        raise SourceError(wrong)
    records = [service.record(name) for name in names]
    return records, store.audit.entries() if is_whole else None


def _heads(record: dict[str, Any]) -> dict[str, Any]:
    """Return the lengths and last hashes of the two chains of a scenario."""
    chains = {"revisions": record["history"], "notes": record["notes"]}
    counts = {name: len(chain) for name, chain in chains.items()}
    last = {"head": chains["revisions"][-1]["hash"], "last_note": chains["notes"][-1]["hash"]}
    return {"scenario": record["scenario"], **counts, **last}


def schema() -> None:
    """Print the JSON Schema of a scenario file, for completion and checks in editors."""
    from geo.scenario.model import scenario_schema

    print_json(scenario_schema())
