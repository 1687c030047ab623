"""The commands that read scenarios: `list`, `show`, `history`, `record`, `verify` and `schema`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from geo.scenario.schema import scenario_schema
from layers import Plan
from layers.errors import SourceError
from layers.geopackage import replacing
from service.cli.options import (
    AsJson,
    PlanPath,
    ScenarioId,
    ScenarioText,
    StoreUrl,
    find_store,
    need_scenario,
    opened_service,
    readable,
)
from service.cli.tables import count_of, print_json, print_line, print_table
from service.documents.coverage import to_json
from service.documents.record import record_text
from service.documents.scenarios import history_document, summary_document

_LISTED = {
    "scenario": "Scenario",
    "status": "Status",
    "revision": "Revision",
    "visibility": "Shown to",
    "owner": "Owner",
    "title": "Title",
}
_NOTED = {
    "revision": "Revision",
    "kind": "Kind",
    "status": "Status",
    "author": "By",
    "at": "When, UTC",
    "message": "Why",
}


def list_(plan: PlanPath, store: StoreUrl = None, json: AsJson = False) -> None:
    """List the scenarios in the store of a plan that you may read."""
    opened = Plan.open(plan)
    kept = find_store(plan, store)
    rows = []
    if kept is not None:
        with kept:
            rows = [summary_document(one) for one in readable(kept)]
    for row in rows:
        del row["etag"], row["updated"]  # which hold the time
        if row["baseline"] != opened.baseline:
            what = "was made over another baseline; scenario rebase carries it over"
            typer.echo(f"{row['scenario']}: {what}", err=True)
    if json:
        print_json(rows)
    else:
        print_table("Scenarios", pd.DataFrame(rows, columns=list(_LISTED)), _LISTED)


def show(
    plan: PlanPath,
    scenario: ScenarioText,
    revision: Annotated[int | None, typer.Option(help="As that revision holds it.")] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Show a scenario as YAML, or as JSON."""
    if revision is None:
        found = need_scenario(plan, scenario, store)
    else:
        with opened_service(plan, store) as book:
            found = book.read(book.revision(scenario, revision))
    if json:
        print_json(found.to_document())
    else:
        print_line(found.to_yaml().rstrip("\n"))


def history(
    plan: PlanPath, scenario: ScenarioId, store: StoreUrl = None, json: AsJson = False
) -> None:
    """List the revisions of a scenario, newest first: who, when and why."""
    with opened_service(plan, store) as book:
        rows = history_document(book.history(scenario))
    if json:
        print_json(rows)
        return
    table = pd.DataFrame(rows).assign(at=[row["at"][:16].replace("T", " ") for row in rows])
    print_table(f"History of {scenario}", table, _NOTED)


def record(
    plan: PlanPath,
    scenario: ScenarioId,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="OUT.md", help="Write it to a file.")
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Show all that is kept of a scenario as one document: decisions, comments, history, edits.

    With --json it also carries the chain of hashes by which anyone can check it.
    """
    if out is not None and out.exists():
        raise SourceError(f"{out}: is there already; choose another name, or move it away first")
    with opened_service(plan, store) as book:
        found = book.record(scenario)
        text = to_json(found) + "\n" if json else record_text(found, book.plan)
    if out is None:
        sys.stdout.write(text)
        return
    with replacing(out) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    print_line(f"{out}: written")


def verify(
    plan: PlanPath,
    scenario: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One scenario; else all that you may read.")
    ] = None,
    head: Annotated[
        list[str] | None,
        typer.Option(metavar="HASH", help="A hash that was noted before; may be given again."),
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Check the history: every hash, every link and every step; exit code 2 where one is wrong.

    It tells the last hash of each chain: that of the revisions, and that of the notes (comments
    and sharing). Whoever can write to the database could make a whole new chain, or cut the newest
    links off. So note these hashes elsewhere, and give them by --head later: each must still be in
    the history.
    """
    with opened_service(plan, store) as book:
        readable_ones = [one.scenario for one in book.scenarios()]
        names = readable_ones if scenario is None else [book.summary(scenario).scenario]
        if wrong := [line for name in names for line in book.store.verify(name)]:
            raise SourceError(wrong)
        records = [book.record(name) for name in names]
    hashes = {link["hash"] for each in records for link in each["history"] + each["notes"]}
    gone = [noted for noted in head or [] if noted.strip('"') not in hashes]
    if gone:
        what = "is not in the history: what was noted is cut off or made anew, or is of another"
        raise SourceError(f"--head {noted}: {what}" for noted in gone)
    heads = [_heads(each) for each in records]
    if json:
        print_json({"verified": names, "heads": heads})
        return
    for row in heads:
        print_line(f"{row['scenario']}: {count_of(row['revisions'], 'revision')}, {row['head']}")
        print_line(f"{row['scenario']}: {count_of(row['notes'], 'note')}, {row['last_note']}")
    print_line(f"The history holds: {', '.join(names) or 'there is none'}")


def _heads(record: dict[str, Any]) -> dict[str, Any]:
    """Return how many links the two chains of a scenario have, and the hash of the last of each."""
    chains = {"revisions": record["history"], "notes": record["notes"]}
    counts = {name: len(chain) for name, chain in chains.items()}
    last = {"head": chains["revisions"][-1]["hash"], "last_note": chains["notes"][-1]["hash"]}
    return {"scenario": record["scenario"], **counts, **last}


def schema() -> None:
    """Print the JSON Schema of a scenario file: for editors, which complete and check by it."""
    print_json(scenario_schema())
