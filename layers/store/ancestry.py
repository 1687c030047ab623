"""The ancestors of a revision, across branches and merges, and the last that two have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.store import queries

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from layers.store.model import Revision


def common_base(connection: Connection, a: str, b: str) -> Revision | None:
    """Return the last common ancestor of two revisions (hashes); None without one.

    Last: no other common ancestor descends from it. Where criss-cross merges leave several, it is
    the newest of them.
    """
    known: dict[str, Revision] = {}
    both = _ancestors(connection, a, known) & _ancestors(connection, b, known)
    before = {other for each in both for other in (known[each].parent, known[each].merged)}
    return max(
        (known[each] for each in both - before), key=lambda it: (it.at, it.hash), default=None
    )


def _ancestors(connection: Connection, start: str, known: dict[str, Revision]) -> set[str]:
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
