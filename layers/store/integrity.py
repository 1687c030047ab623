"""Whether the history holds: every hash, every link, and every step by the rules of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from layers.errors import ScenarioError, SourceError
from layers.store import queries
from layers.store.model import digest
from layers.store.tables import NOTES, REVISIONS
from layers.store.transitions import NEXT
from layers.store.undo import redone, undone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from layers.store.model import Note, Revision


def verify(connection: Connection, scenario: str | None = None) -> list[str]:
    """Return a line for each thing that does not hold, of all scenarios or of one."""
    wanted = _scenarios(connection) if scenario is None else [scenario]
    return [line for each in wanted for line in _scenario(connection, each)]


def _scenarios(connection: Connection) -> list[str]:
    tables = (REVISIONS, NOTES)
    named = (connection.execute(select(table.c.scenario).distinct()).scalars() for table in tables)
    return sorted({name for names in named for name in names})


def _scenario(connection: Connection, scenario: str) -> list[str]:
    try:
        history = queries.history(connection, scenario)
        notes = queries.notes(connection, scenario)
        kept = [line for revision in history for line in _kept(connection, revision)]
    except SourceError as error:
        return [f"{scenario}: {error}"]
    chains = [*_chain(history, "revision"), *_chain(notes, "note")]
    whole = all(revision.number == place for place, revision in enumerate(history, start=1))
    steps = [history[:number] for number in range(1, len(history) + 1)] if whole else []
    found = [*chains, *(line for step in steps for line in _step(step)), *kept]
    return [*found, *_beside(history, notes)] if history else [f"{scenario}: has no revision"]


def _chain(links: Sequence[Revision] | Sequence[Note], what: str) -> Iterator[str]:
    """Yield where links are missing, changed, or do not follow each other."""
    before = None
    for number, link in enumerate(links, start=1):
        name = f"{link.scenario}: {what} {link.number}"
        if link.number != number:
            yield f"{name} stands where {number} should"
        if link.sealed().hash != link.hash:
            yield f"{name} is not what its hash was made from"
        if before is not None and link.parent != before.hash:
            yield f"{name} does not follow the one before"
        before = link


def _step(history: Sequence[Revision]) -> Iterator[str]:
    """Yield how the last revision of a history could not have been made."""
    made = history[-1]
    name = f"{made.scenario}: revision {made.number}"
    if made.number == 1:
        kind = "branch" if made.parent else "create"
        if (made.kind, made.status, made.shows, made.merged) != (kind, "draft", 1, None):
            yield f"{name} is not a beginning"
        return
    if not all(1 <= revision.shows <= revision.number for revision in history):
        yield f"{name} comes when one shows what is not there"
        return
    before = history[-2]
    shows = {
        "save": made.number,
        "merge": made.number,
        "status": before.shows,
        "undo": undone(history[:-1]) if made.kind == "undo" else None,
        "redo": redone(history[:-1]) if made.kind == "redo" else None,
    }.get(made.kind)
    if shows is None or made.shows != shows:
        yield f"{name} does not show what a revision of kind {made.kind} shows"
    elif made.document != history[shows - 1].document:
        yield f"{name} does not have the document that it shows"
    if made.kind == "status":
        if made.status not in NEXT[before.status]:
            yield f"{name} is {made.status} after {before.status}"
    elif (before.status, made.status) != ("draft", "draft"):
        yield f"{name} changes a scenario that is {before.status}"
    if (made.kind == "merge") != (made.merged is not None):
        yield f"{name} of kind {made.kind} should not have merged {made.merged}"


def _kept(connection: Connection, revision: Revision) -> Iterator[str]:
    """Yield what is not there, or not the same, of what a revision points to."""
    name = f"{revision.scenario}: revision {revision.number}"
    for what, other in (("parent", revision.parent), ("merged", revision.merged)):
        if other is not None and queries.by_hash(connection, other) is None:
            yield f"{name}: its {what} {other} is not there"
    text = queries.text_of(connection, revision.document)
    if text is None:
        yield f"{name}: its document is not there"
        return
    try:
        about, _ = queries.described(queries.document_from(text))
    except (ValueError, ScenarioError, AttributeError):
        yield f"{name}: its document cannot be read"
        return
    about["document"] = digest(text)
    wrong = [field for field, value in about.items() if getattr(revision, field) != value]
    if wrong:
        yield f"{name}: {', '.join(wrong)}: not as in its document"


def _beside(history: Sequence[Revision], notes: Sequence[Note]) -> Iterator[str]:
    """Yield where notes and revisions do not know each other."""
    revisions = {revision.hash for revision in history}
    hashes = {note.hash for note in notes}
    comments: set[int] = set()
    for note in notes:
        name = f"{note.scenario}: note {note.number}"
        if note.revision not in revisions:
            yield f"{name} is on a revision that is not there"
        if note.kind == "comment":
            comments.add(note.number)
        elif note.kind == "withdrawal" and note.content.get("comment") not in comments:
            yield f"{name} withdraws a comment that is not there"
    for revision in history:
        if revision.noted is not None and revision.noted not in hashes:
            yield f"{revision.scenario}: revision {revision.number} knows a note that is not there"
