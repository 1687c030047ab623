"""What a revision grew from: through the states it shows, across branches and merges."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from layers.store import ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from layers.store.values import Revision


def common_base(connection: Connection, a: str, b: str) -> Revision | None:
    """Return the newest revision that two revisions (hashes) both grew from; None without one."""
    mine = {revision.hash for revision in _grown_from(connection, a)}
    theirs = _grown_from(connection, b)
    return next((revision for revision in theirs if revision.hash in mine), None)


def _grown_from(connection: Connection, start: str) -> Iterator[Revision]:
    """Yield the revisions that gave their document to one, and to those before it; newest first.

    An undo, redo or status is passed over for the revision that it shows: what was undone is no
    part of what comes after.
    """
    waiting: list[tuple[float, str]] = []
    seen: set[str] = set()

    def wait_for(wanted: str | None) -> None:
        found = ledger.by_hash(connection, wanted) if wanted else None
        if found is not None and found.shows != found.number:
            found = ledger.numbered(connection, found.scenario, found.shows)
        if found is not None and found.hash not in seen:
            seen.add(found.hash)
            heappush(waiting, (-found.at.timestamp(), found.hash))

    wait_for(start)
    while waiting:
        revision = ledger.by_hash(connection, heappop(waiting)[1])
        if revision is not None:
            yield revision
            wait_for(revision.parent)
            wait_for(revision.merged)
