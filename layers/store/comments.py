"""Comments: append-only; a withdrawn comment is kept and marked."""

from __future__ import annotations

from dataclasses import asdict, replace
from math import isfinite
from typing import TYPE_CHECKING

from layers.errors import ConflictError, ScenarioError, UnknownError
from layers.messages import Message
from layers.store import queries
from layers.store.model import Comment, Note, Remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.store.database import Database


class Comments:
    """What is said of the scenarios of a store. Decided scenarios may still be commented on."""

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
            UnknownError: there is no such scenario, or no comment that it replies to.
            ScenarioError: it says nothing, or its place is none on the globe.
        """
        remark = replace(remark, text=queries.plain(remark.text, "comment"))
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
            ConflictError: it is withdrawn already.
        """
        with self._database.writing(scenario) as connection:
            head = queries.last(connection, scenario)
            notes = queries.notes(connection, scenario)
            content = {"comment": _note(notes, scenario, number)}
            if comments_from(notes)[number - 1].withdrawn_at is not None:
                raise ConflictError(
                    Message("store-comment-withdrawn", scenario=scenario, number=number)
                )
            queries.add_note(connection, head, author, "withdrawal", content)
            return comments_from(queries.notes(connection, scenario))[number - 1]

    def settle(self, scenario: str, number: int, author: str, *, settled: bool = True) -> Comment:
        """Mark a comment as settled, or open it again; return it.

        Raises:
            UnknownError: there is no such scenario or comment.
            ConflictError: it is so already, or it is withdrawn.
        """
        with self._database.writing(scenario) as connection:
            head = queries.last(connection, scenario)
            notes = queries.notes(connection, scenario)
            content = {"comment": _note(notes, scenario, number), "settled": settled}
            comment = comments_from(notes)[number - 1]
            if comment.withdrawn_at is not None:
                raise ConflictError(
                    Message("store-comment-withdrawn", scenario=scenario, number=number)
                )
            if (comment.settled_at is not None) == settled:
                code = "store-comment-settled" if settled else "store-comment-open"
                raise ConflictError(Message(code, scenario=scenario, number=number))
            queries.add_note(connection, head, author, "settlement", content)
            return comments_from(queries.notes(connection, scenario))[number - 1]


def comments_from(notes: Sequence[Note]) -> list[Comment]:
    """Return the comments, the withdrawn ones among them, that a scenario's notes hold.

    `notes` are in order of time. Comments are numbered from 1; notes, of which some are no
    comments, refer to one another by the numbers of notes.
    """
    said: dict[int, Comment] = {}
    for note in notes:
        if note.kind == "comment":
            place, answered = note.content["place"], said.get(note.content["reply_to"])
            reply_to = answered.number if answered else None
            place = tuple(place) if place else None
            remark = Remark(**note.content | {"place": place, "reply_to": reply_to})
            said[note.number] = Comment(
                note.scenario, len(said) + 1, note.author, note.at, remark, note.revision
            )
        elif note.kind == "withdrawal":
            number = note.content["comment"]
            said[number] = replace(said[number], withdrawn_by=note.author, withdrawn_at=note.at)
        elif note.kind == "settlement":
            number, settled = note.content["comment"], note.content["settled"]
            by, at = (note.author, note.at) if settled else (None, None)
            said[number] = replace(said[number], settled_by=by, settled_at=at)
    return list(said.values())


def _note(notes: Sequence[Note], scenario: str, comment: int) -> int:
    """Return the number of the note that a comment, by its own number, is."""
    said = [note.number for note in notes if note.kind == "comment"]
    if not 1 <= comment <= len(said):
        raise UnknownError(
            Message("store-comment-unknown", scenario=scenario, number=comment, count=len(said))
        )
    return said[comment - 1]


def _check(remark: Remark) -> None:
    if not remark.text:
        raise ScenarioError(Message("store-comment-empty"))
    if remark.zone_id is not None:
        queries.plain(remark.zone_id, "zone_id", 200)
    if remark.place is None:
        return
    lon, lat = remark.place
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise ScenarioError(Message("store-comment-off-globe", lon=lon, lat=lat))
