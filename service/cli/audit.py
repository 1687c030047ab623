"""The command `audit`: the log of accesses and refusals of a plan's store."""

from __future__ import annotations

import csv as csv_format
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from layers.errors import ScenarioError
from layers.formats.csv import safe_cell
from layers.messages import Message
from layers.store import check
from layers.store.model import canonical, written
from service.cli.columns import columns
from service.cli.language import sentence, visible
from service.cli.options import AsJson, PlanPath, StoreUrl, opened_service
from service.cli.tables import print_json, print_table
from service.documents.audit import entry_document, entry_message

if TYPE_CHECKING:
    from layers.store import Entry

_LISTED = columns(
    "number=cli-col-number at=cli-col-when who=cli-col-who told address=cli-col-address"
)
_CSV = ("number", "at", "who", "what", "told", "address", "about", "parent", "hash")


def audit(
    plan: PlanPath,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day (UTC).")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day (UTC).")
    ] = None,
    who: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what this person did.")
    ] = None,
    what: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only one kind, such as sign-in-failed.")
    ] = None,
    store: StoreUrl = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, with the hashes.")] = False,
    json: AsJson = False,
) -> None:
    """Show events other than changes: who signed in, was refused, exported or read what.

    Each entry has the hash of the previous one; `scenario verify` checks them. Requires an admin.
    """
    if csv and json:
        raise ScenarioError(Message("cli-audit-two-forms"))
    with opened_service(plan, store) as service:
        check(service.person, "administer")
        entries = service.store.audit.entries(
            since=since and since.replace(tzinfo=UTC), until=_end_of(until), who=who, what=what
        )
    if json:
        print_json([entry_document(entry) for entry in entries])
    elif csv:
        _print_csv(entries)
    else:
        rows = [
            {
                **entry_document(entry),
                "at": written(entry.at)[:19].replace("T", " "),
                "told": sentence(entry_message(entry)),
            }
            for entry in entries
        ]
        table = pd.DataFrame(rows, columns=list(_LISTED))
        print_table(Message("cli-title-audit"), table, _LISTED)


def _end_of(day: datetime | None) -> datetime | None:
    """Return the end of a day, UTC; None if there is no later day, or none is given."""
    try:
        return day and day.replace(tzinfo=UTC) + timedelta(days=1)
    except OverflowError:
        return None


def _print_csv(entries: list[Entry]) -> None:
    """Print entries as CSV."""
    writer = csv_format.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_CSV)
    for entry in entries:
        row = entry_document(entry) | {
            "told": sentence(entry_message(entry)),
            "about": canonical(entry.about),
        }
        writer.writerow([_csv_cell(row[name]) for name in _CSV])


def _csv_cell(value: object) -> object:
    """Return a cell that neither a spreadsheet nor a terminal interprets."""
    return safe_cell(visible(value) if isinstance(value, str) else value)
