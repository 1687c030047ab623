"""The last common ancestor of two revisions, across branches and merges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.store import queries

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from layers.store.model import Revision


def common_base(connection: Connection, a: str, b: str) -> Revision | None:
    """Return the last common ancestor of two revisions (hashes); None if there is none.

    Last: no other common ancestor descends from it. If criss-cross merges leave several, the
    newest.
    """
    known: dict[str, Revision] = {}
    both = _ancestors(connection, a, known) & _ancestors(connection, b, known)
    before = {other for each in both for other in (known[each].parent, known[each].merged)}
    return max(
        (known[each] for each in both - before), key=lambda it: (it.at, it.hash), default=None
    )


def _ancestors(connection: Connection, start: str, known: dict[str, Revision]) -> set[str]:
    """Return the hashes of a revision and all its ancestors; adds what it reads to `known`."""
    visited: set[str] = set()
    waiting: list[str | None] = [start]
    while waiting:
        hash_ = waiting.pop()
        if hash_ is None or hash_ in visited:
            continue
        if hash_ not in known:
            revision = queries.by_hash(connection, hash_)
            if revision is None:
                continue
            history = queries.history(connection, revision.scenario)
            known.update((each.hash, each) for each in history)
        visited.add(hash_)
        waiting += [known[hash_].parent, known[hash_].merged]
    return visited
