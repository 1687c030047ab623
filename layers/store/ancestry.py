"""What a revision grew from: its parents, theirs, and so on, across branches and merges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.store import queries

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from layers.store.model import Revision


def common_base(connection: Connection, a: str, b: str) -> Revision | None:
    """Return the last revision that two revisions (hashes) both grew from; None without one.

    Last: no other that both grew from grew from it. Where merges to and fro leave several, it is
    the newest of them.
    """
    known: dict[str, Revision] = {}
    both = _grown_from(connection, a, known) & _grown_from(connection, b, known)
    before = {other for each in both for other in (known[each].parent, known[each].merged)}
    return max(
        (known[each] for each in both - before), key=lambda it: (it.at, it.hash), default=None
    )


def _grown_from(connection: Connection, start: str, known: dict[str, Revision]) -> set[str]:
    """Return the hash of a revision and of all before it; `known` takes in every scenario met."""
    met: set[str] = set()
    waiting: list[str | None] = [start]
    while waiting:
        wanted = waiting.pop()
        if wanted is None or wanted in met:
            continue
        if wanted not in known:
            found = queries.by_hash(connection, wanted)
            if found is None:
                continue
            whole = queries.history(connection, found.scenario)
            known.update((each.hash, each) for each in whole)
        met.add(wanted)
        waiting += [known[wanted].parent, known[wanted].merged]
    return met
