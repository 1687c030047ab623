"""Who wrote an edit first: a file of theirs that another person saves stays theirs.

The authors of a scenario are those of its revisions (`queries.authors`). An edit that someone
wrote in one scenario, and that another person brought into this one as a file, a copy or a merge
outside the store, has the same text in both. Its writer is whose revision is older.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from layers.store import queries
from layers.store.model import Revision, canonical


def wrote_elsewhere(connection: Connection, head: Revision, name: str) -> str | None:
    """Return a scenario in which a person wrote an edit of a revision before it came there.

    None: there is no such scenario.
    """
    since = _first_times(connection, head)
    if not since:
        return None
    for revision, before in _written_by(connection, name, max(since.values())):
        added = _edits(connection, revision.document) - before
        if any(revision.at < since[edit] for edit in added & since.keys()):
            return revision.scenario
    return None


def _first_times(connection: Connection, head: Revision) -> dict[str, datetime]:
    """Return since when the scenario of a revision has each of its edits."""
    since: dict[str, datetime] = {}
    known: set[str] = set()
    for revision in queries.history(connection, head.scenario):
        if revision.document not in known:
            known.add(revision.document)
            for edit in _edits(connection, revision.document):
                since.setdefault(edit, revision.at)
    return {edit: since[edit] for edit in _edits(connection, head.document)}


def _written_by(
    connection: Connection, name: str, until: datetime
) -> Iterator[tuple[Revision, set[str]]]:
    """Yield a person's saved revisions until a time, each with the edits that it did not add."""
    for revision in queries.saved_by(connection, name, until):
        before: set[str] = set()
        for hash_ in (revision.parent, revision.merged):
            known = queries.by_hash(connection, hash_) if hash_ else None
            before |= _edits(connection, known.document) if known else set()
        yield revision, before


def _edits(connection: Connection, document: str) -> set[str]:
    """Return the edits of a document as canonical texts."""
    text = queries.document_text(connection, document)
    edits: Any = queries.document_from(text).get("edits", []) if text else []
    return {canonical(edit) for edit in edits}
