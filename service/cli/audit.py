"""The command `audit`: the log of accesses and refusals of a plan's store."""

from __future__ import annotations

import csv as csv_format
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layers.errors import ScenarioError
from layers.messages import Message, catalogue
from layers.messages.message import Param
from service.cli.language import sentence, visible
from service.cli.options import AsJson, PlanPath, StoreUrl, opened_service
from service.cli.tables import print_json, print_table

if TYPE_CHECKING:
    from layers.store import Entry


_PLACES: Mapping[str, tuple[str, ...]] = {
    "audit-sign-in": ("role", "by"),
    "audit-sign-in-failed": ("by", "why"),
    "audit-sign-out": (),
    "audit-sessions-ended": ("name", "count"),
    "audit-account-linked": ("name", "issuer", "subject"),
    "audit-token-granted": ("token_id", "name", "role", "expires"),
    "audit-token-rotated": ("token_id", "name", "role", "expires", "instead"),
    "audit-token-revoked": ("token_id", "name", "role"),
    "audit-token-taken-over": ("token_id", "name", "role", "expires"),
    "audit-withdrawn": ("scenario",),
    "audit-decided": ("scenario", "revision", "status"),
    "audit-decision-taken-over": ("scenario", "revision", "status"),
    "audit-acknowledged": ("rule", "subject", "why"),
    "audit-acknowledgement-withdrawn": ("rule", "subject"),
    "audit-exported": ("scenario", "revision", "suffix"),
    "audit-read": ("scenario", "action"),
    "audit-read-refused": ("scenario",),
    "audit-refused": ("why",),
    "audit-backed-up": ("file",),
    "audit-restored": ("file",),
}
"""The message of each event, and its parameters."""

_UNKNOWN = "—"


def entry_document(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain values for JSON: the hashed content and the hash."""
    return entry.hashed_fields() | {"hash": entry.hash}


def entry_message(entry: Entry) -> Message:
    """Return an entry as a message; one of an unknown kind with its raw content.

    A missing value, as in a forged entry, becomes a dash.
    """
    code = f"audit-{entry.what}"
    about = entry.about if isinstance(entry.about, dict) else {}
    if code not in _PLACES:
        content = json.dumps(entry.about, ensure_ascii=False, sort_keys=True)
        message = Message("audit-other", what=entry.what, about=content)
    else:
        message = Message(code, **{place: _param(place, about) for place in _PLACES[code]})
    again = about.get("again")
    if isinstance(again, int):
        return Message("audit-again", what=message, times=again)
    return message


def _param(place: str, about: Mapping[str, Any]) -> Param:
    value = about.get(place)
    if place in {"role", "status", "action"} and isinstance(value, str):
        return Message(f"store-{place}", **{place: value})
    if place == "expires" and value is None:
        return Message("audit-endless")
    if isinstance(value, dict):
        return _message(value)
    if isinstance(value, str):
        return value[:16].replace("T", " ") if place == "expires" else value
    return _UNKNOWN if value is None else str(value)


def _message(document: dict[str, Any]) -> Param:
    """Return the message of a document; its JSON text if the code is unknown."""
    try:
        message = Message.from_document(document)
        catalogue("en").text(message)
    except Exception:  # noqa: BLE001  a document of another version, or a forged one, may hold anything
        return json.dumps(document, ensure_ascii=False, sort_keys=True)
    return message


_LISTED = "number=cli-col-number at=cli-col-when who=cli-col-who told address=cli-col-address"
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
    from layers.store import check
    from layers.store.model import written

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
        print_table(Message("cli-title-audit"), rows, _LISTED)


def _end_of(day: datetime | None) -> datetime | None:
    """Return the end of a day, UTC; None without a day, or if it is the last possible one."""
    try:
        return day and day.replace(tzinfo=UTC) + timedelta(days=1)
    except OverflowError:
        return None


def _print_csv(entries: list[Entry]) -> None:
    """Print entries as CSV."""
    from layers.formats.csv import safe_cell
    from layers.store.model import canonical

    writer = csv_format.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_CSV)
    for entry in entries:
        row = entry_document(entry) | {
            "told": sentence(entry_message(entry)),
            "about": canonical(entry.about),
        }
        cells = (visible(it) if isinstance(it, str) else it for it in map(row.get, _CSV))
        writer.writerow(map(safe_cell, cells))
