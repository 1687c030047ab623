"""Detection of histories that were cut off, or partly replaced.

Each chain has its end in the table `heads`, and the audit log names revisions: those that decide,
were exported, or were withdrawn. A document is stored with a revision. So a chain without its end,
a revision that is named and missing, a decision that is not named, and a document without a
revision each show that rows were removed.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Text, select, type_coerce

from layers.messages import Message
from layers.store import audit
from layers.store.audit import Event
from layers.store.heads import last_links
from layers.store.model import Entry, chain_name, link_message
from layers.store.tables import AUDIT, DOCUMENTS, HEADS, REVISIONS
from layers.store.transitions import NEXT

_DECIDES: tuple[Event, ...] = ("decided", "decision-taken-over")
_NAMES: tuple[Event, ...] = (*_DECIDES, "exported", "withdrawn")


class _End(NamedTuple):
    number: int
    hash: str


def end_faults(connection: Connection, scenario: str | None = None) -> Iterator[Message]:
    """Yield each chain that does not end with the link that is noted as its end.

    Of one scenario, or of the whole store.
    """
    chains = [chain_name(chain, scenario) for chain in ("revisions", "notes")] if scenario else None
    rows = select(HEADS).order_by(HEADS.c.chain)
    rows = rows if chains is None else rows.where(HEADS.c.chain.in_(chains))
    noted = {row.chain: _End(row.number, row.hash) for row in connection.execute(rows)}
    found = {
        chain_name(link.chain, link.scenario): _End(link.number, link.hash)
        for link in last_links(connection, scenario)
    }
    for chain, end in noted.items():
        last = found.get(chain, _End(0, ""))
        if last.number < end.number or (last.number == end.number and last.hash != end.hash):
            yield Message("store-end-gone", link=_link(chain, end.number))
    for chain, last in found.items():
        if last.number > noted.get(chain, _End(0, "")).number:
            yield Message("store-end-unnoted", link=_link(chain, last.number))


def _link(chain: str, number: int) -> Message:
    kind, _, scenario = chain.partition("/")
    return link_message(kind, number, scenario)


def entries_on(connection: Connection, scenario: str) -> list[Entry]:
    """Return the entries of the audit log that name a scenario."""
    named = type_coerce(AUDIT.c.about, Text).contains(f'"scenario":"{scenario}"', autoescape=True)
    found = audit.entries(connection, named)
    return [entry for entry in found if entry.about.get("scenario") == scenario]


def named_faults(
    connection: Connection, log: Sequence[Entry], scenario: str | None = None
) -> Iterator[Message]:
    """Yield each revision that the log names and that is missing, and each unnamed decision.

    `log` is the whole log, or its entries on one scenario.
    """
    columns = (REVISIONS.c[name] for name in ("scenario", "number", "hash", "kind", "status"))
    rows = select(*columns).order_by(REVISIONS.c.scenario, REVISIONS.c.number)
    rows = rows if scenario is None else rows.where(REVISIONS.c.scenario == scenario)
    revisions = connection.execute(rows).all()
    hashes = {(row.scenario, row.number): row.hash for row in revisions}
    logged = set()
    for entry in log:
        about = entry.about if isinstance(entry.about, dict) else {}
        name, etag = about.get("scenario"), about.get("etag")
        number = 1 if entry.what == "withdrawn" else about.get("revision")
        if entry.what in _DECIDES:
            logged.add(etag)
        if entry.what not in _NAMES or not isinstance(name, str) or not isinstance(number, int):
            continue
        known = hashes.get((name, number))
        if known is None or etag not in {None, known}:
            code = "store-revision-gone" if known is None else "store-revision-replaced"
            link, of_log = (
                link_message("revisions", number, name),
                link_message("audit", entry.number),
            )
            yield Message(code, link=link, entry=of_log)
    for row in revisions:
        decides = row.kind == "status" and not NEXT.get(row.status, ("",))
        if decides and row.hash not in logged:
            link = link_message("revisions", row.number, row.scenario)
            yield Message("store-decision-unlogged", link=link)


def orphan_faults(connection: Connection) -> Iterator[Message]:
    """Yield each document that belongs to no revision."""
    known = select(DOCUMENTS.c.digest).except_(select(REVISIONS.c.document))
    for digest in sorted(map(str, connection.execute(known).scalars())):
        yield Message("store-document-orphaned", hash=digest)
