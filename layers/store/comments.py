"""Comments: append-only; a withdrawn comment is kept and marked."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from math import isfinite
from typing import Any

from sqlalchemy import Connection

from layers.errors import ConflictError, ScenarioError, UnknownError
from layers.messages import Message
from layers.store import queries
from layers.store.database import Database
from layers.store.model import Comment, Note, NoteKind, Remark, Revision, Summary, written


class Comments:
    """The comments of a store. Decided scenarios may still be commented on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, scenario: str) -> list[Comment]:
        """Return the comments on a scenario, oldest first, the withdrawn ones among them.

        Raises:
            UnknownError: there is no such scenario.
        """
        with self._database.reading() as connection:
            queries.last(connection, scenario)
            return comments_from(queries.notes(connection, scenario))

    def add(self, scenario: str, author: str, remark: Remark) -> Comment:
        """Add a comment on the last revision of a scenario.

        Raises:
            UnknownError: there is no such scenario, or no such comment to reply to.
            ScenarioError: the text is empty, or the place is not on the globe.
        """
        remark = replace(remark, text=queries.storable_text(remark.text, "comment"))
        _check(remark)
        with self._database.writing(scenario) as connection:
            head = queries.last(connection, scenario)
            content = asdict(remark)
            if remark.reply_to is not None:
                notes = queries.notes(connection, scenario)
                content["reply_to"] = _note(notes, scenario, remark.reply_to)
            queries.add_note(connection, head, author, "comment", content)
            return comments_from(queries.notes(connection, scenario))[-1]

    def withdraw(self, scenario: str, number: int, author: str) -> Comment:
        """Mark a comment as withdrawn; return it.

        Raises:
            UnknownError: there is no such scenario or comment.
            ConflictError: it is already withdrawn.
        """
        return self._marked(scenario, number, author, "withdrawal")

    def settle(self, scenario: str, number: int, author: str, *, settled: bool = True) -> Comment:
        """Mark a comment as settled, or open it again; return it.

        Raises:
            UnknownError: there is no such scenario or comment.
            ConflictError: it already has that state, or is withdrawn.
        """
        return self._marked(scenario, number, author, "settlement", settled=settled)

    def _marked(
        self, scenario: str, number: int, author: str, kind: NoteKind, **settled: bool
    ) -> Comment:
        """Add a note that marks a comment; return the comment."""
        with self._database.writing(scenario) as connection:
            head = queries.last(connection, scenario)
            notes = queries.notes(connection, scenario)
            content = {"comment": _note(notes, scenario, number), **settled}
            comment = comments_from(notes)[number - 1]
            if comment.withdrawn_at is not None:
                raise ConflictError(
                    Message("store-comment-withdrawn", scenario=scenario, number=number)
                )
            if settled == {"settled": comment.settled_at is not None}:
                code = "store-comment-settled" if comment.settled_at else "store-comment-open"
                raise ConflictError(Message(code, scenario=scenario, number=number))
            queries.add_note(connection, head, author, kind, content)
            return comments_from(queries.notes(connection, scenario))[number - 1]


def comments_from(notes: Sequence[Note]) -> list[Comment]:
    """Return the comments, including withdrawn ones, in a scenario's notes.

    `notes` are in order of time. Comments are numbered from 1; notes, some of which are not
    comments, refer to one another by note numbers.
    """
    comments: dict[int, Comment] = {}
    for note in notes:
        if note.kind == "comment":
            place, answered = note.content["place"], comments.get(note.content["reply_to"])
            reply_to = answered.number if answered else None
            place = tuple(place) if place else None
            remark = Remark(**note.content | {"place": place, "reply_to": reply_to})
            comments[note.number] = Comment(
                note.scenario, len(comments) + 1, note.author, note.at, remark, note.revision
            )
        elif note.kind == "withdrawal":
            number = note.content["comment"]
            comments[number] = replace(
                comments[number], withdrawn_by=note.author, withdrawn_at=note.at
            )
        elif note.kind == "settlement":
            number, settled = note.content["comment"], note.content["settled"]
            by, at = (note.author, note.at) if settled else (None, None)
            comments[number] = replace(comments[number], settled_by=by, settled_at=at)
    return list(comments.values())


def _note(notes: Sequence[Note], scenario: str, comment: int) -> int:
    """Return the note number of a comment, given the comment's number."""
    numbers = [note.number for note in notes if note.kind == "comment"]
    if not 1 <= comment <= len(numbers):
        raise UnknownError(
            Message("store-comment-unknown", scenario=scenario, number=comment, count=len(numbers))
        )
    return numbers[comment - 1]


def _check(remark: Remark) -> None:
    if not remark.text:
        raise ScenarioError(Message("store-comment-empty"))
    if remark.zone_id is not None:
        queries.storable_text(remark.zone_id, "zone_id", 200)
    if remark.place is None:
        return
    lon, lat = remark.place
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise ScenarioError(Message("store-comment-off-globe", lon=lon, lat=lat))


def scenario_record(connection: Connection, summary: Summary) -> dict[str, Any]:
    """Return a scenario as one document, oldest first; see `Store.record` for its content."""
    history = queries.history(connection, summary.scenario)
    notes = queries.notes(connection, summary.scenario)
    text = queries.document_text(connection, history[-1].document) or "null"
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
        "comments": [comment.to_document() for comment in comments_from(notes)],
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
