"""Stored scenarios, their history and comments as documents for terminal, file and web.

Times are UTC, written as `2026-01-31T08:00:00.000000Z`.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from layers.store.model import written
from layers.store.undo import redone, undone
from service.documents.coverage import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.scenario.conflicts import Conflict
    from geo.scenario.model import Scenario
    from layers import Plan
    from layers.store import Comment, Revision, Summary


def summary_document(summary: Summary) -> dict[str, Any]:
    """Return a scenario as a list entry: its owner, status and last revision."""
    return asdict(summary) | {"updated": written(summary.updated)}


def history_document(history: Iterable[Revision]) -> list[dict[str, Any]]:
    """Return all revisions of a scenario, newest first; `etag` is the hash of each.

    `undo` and `redo` are the revisions that either step restores from that one, null if it is not
    possible.
    """
    newest_first = list(history)
    oldest_first = newest_first[::-1]
    return [
        {
            "revision": each.number,
            "etag": each.hash,
            "parent": each.parent,
            "merged": each.merged,
            "kind": each.kind,
            "author": each.author,
            "at": written(each.at),
            "message": each.message,
            "status": each.status,
            "result": each.result,
            "undo": undone(oldest_first[: each.number]),
            "redo": redone(oldest_first[: each.number]),
        }
        for each in newest_first
    ]


def conflict_document(conflict: Conflict, plan: Plan) -> dict[str, Any]:
    """Return a conflict: its kind and zone, its message in English, and that as a document."""
    document: dict[str, Any] = plain(conflict.message.to_document())
    return (
        conflict._asdict() | {"message": plan.terms.speaker("en").text(conflict.message)} | document
    )


def versions_document(
    current: tuple[Revision, Scenario],
    yours: Scenario,
    base: tuple[Revision, Scenario] | None,
    merged: tuple[dict[str, Any] | None, list[dict[str, Any]]],
) -> dict[str, Any]:
    """Return both versions of a scenario, their common base, and the merge result."""
    now, theirs = current
    document, conflicts = merged
    return {
        "current": {
            "etag": now.hash,
            "revision": now.number,
            "author": now.author,
            "at": written(now.at),
            "message": now.message,
            "document": theirs.to_document(),
        },
        "yours": {"document": yours.to_document()},
        "base": base and {"etag": base[0].hash, "document": base[1].to_document()},
        "merge": {"clean": not conflicts, "document": document, "conflicts": conflicts},
    }


def comment_document(comment: Comment) -> dict[str, Any]:
    """Return a comment; a withdrawn or settled one states by whom and when."""
    withdrawn, settled = comment.withdrawn_at, comment.settled_at
    return {
        "number": comment.number,
        "author": comment.author,
        "at": written(comment.at),
        "revision": comment.revision,
        **asdict(comment.remark),
        "withdrawn_by": comment.withdrawn_by,
        "withdrawn_at": None if withdrawn is None else written(withdrawn),
        "settled_by": comment.settled_by,
        "settled_at": None if settled is None else written(settled),
    }
