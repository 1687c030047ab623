"""The record of decisions: all that a store holds about one scenario, as one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.store import queries
from layers.store.comments import comments_from
from layers.store.model import written

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from layers.store.model import Comment, Revision, Summary


def record(connection: Connection, summary: Summary) -> dict[str, Any]:
    """Return a scenario as one document, oldest first; see `Store.record` for its content."""
    history = queries.history(connection, summary.scenario)
    notes = queries.notes(connection, summary.scenario)
    text = queries.text_of(connection, history[-1].document) or "null"
    return {
        "scenario": summary.scenario,
        "title": summary.title,
        "title_zh": summary.title_zh,
        "status": summary.status,
        "owner": summary.owner,
        "visibility": summary.visibility,
        "baseline": summary.baseline,
        "etag": summary.etag,
        "result": history[-1].result,
        "decisions": [_decision(each) for each in history if each.kind == "status"],
        "comments": [_comment(comment) for comment in comments_from(notes)],
        "document": queries.document_from(text),
        "history": [each.hashed_fields() | {"hash": each.hash} for each in history],
        "notes": [each.hashed_fields() | {"hash": each.hash} for each in notes],
    }


def _decision(revision: Revision) -> dict[str, Any]:
    return {
        "revision": revision.number,
        "etag": revision.hash,
        "status": revision.status,
        "author": revision.author,
        "at": written(revision.at),
        "why": revision.message,
        "findings": revision.findings,
    }


def _comment(comment: Comment) -> dict[str, Any]:
    withdrawn, settled = comment.withdrawn_at, comment.settled_at
    return {
        "number": comment.number,
        "author": comment.author,
        "at": written(comment.at),
        "revision": comment.revision,
        "text": comment.remark.text,
        "zone_id": comment.remark.zone_id,
        "place": comment.remark.place,
        "reply_to": comment.remark.reply_to,
        "withdrawn_by": comment.withdrawn_by,
        "withdrawn_at": None if withdrawn is None else written(withdrawn),
        "settled_by": comment.settled_by,
        "settled_at": None if settled is None else written(settled),
    }
