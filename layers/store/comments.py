"""Comments: said once, never taken out; a withdrawn one stays and says so."""

from __future__ import annotations

from dataclasses import asdict, replace
from math import isfinite
from typing import TYPE_CHECKING

from layers.errors import ConflictError, ScenarioError, UnknownError
from layers.store import ledger
from layers.store.values import Comment, Note, Remark

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
            ledger.last(connection, scenario)
            return standing(ledger.notes(connection, scenario))

    def add(self, scenario: str, author: str, remark: Remark) -> Comment:
        """Keep a comment on a scenario as it is now.

        Raises:
            UnknownError: there is no such scenario, or no comment that it replies to.
            ScenarioError: it says nothing, or its place is none on the globe.
        """
        remark = replace(remark, text=ledger.plain(remark.text, "comment"))
        _check(remark)
        with self._database.writing(scenario) as connection:
            head = ledger.last(connection, scenario)
            if remark.reply_to is not None:
                said = standing(ledger.notes(connection, scenario))
                _numbered(said, scenario, remark.reply_to)
            ledger.add_note(connection, head, author, "comment", asdict(remark))
            return standing(ledger.notes(connection, scenario))[-1]

    def withdraw(self, scenario: str, number: int, author: str) -> Comment:
        """Withdraw a comment: it stays, marked. Return it as it stands then.

        Raises:
            UnknownError: there is no such scenario or comment.
            ConflictError: it is withdrawn already.
        """
        with self._database.writing(scenario) as connection:
            head = ledger.last(connection, scenario)
            said = _numbered(standing(ledger.notes(connection, scenario)), scenario, number)
            if said.withdrawn_at is not None:
                raise ConflictError(f"{scenario}: comment {number} is withdrawn already")
            ledger.add_note(connection, head, author, "withdrawal", {"comment": number})
            return _numbered(standing(ledger.notes(connection, scenario)), scenario, number)


def standing(notes: Sequence[Note]) -> list[Comment]:
    """Return the comments that a scenario's notes (oldest first) leave standing or withdrawn."""
    said: dict[int, Comment] = {}
    for note in notes:
        if note.kind == "comment":
            place = note.content["place"]
            remark = Remark(**note.content | {"place": tuple(place) if place else None})
            said[note.number] = Comment(
                note.scenario, note.number, note.author, note.at, remark, note.revision
            )
        elif note.kind == "withdrawal":
            number = note.content["comment"]
            said[number] = replace(said[number], withdrawn_by=note.author, withdrawn_at=note.at)
    return list(said.values())


def _numbered(said: Sequence[Comment], scenario: str, number: int) -> Comment:
    found = next((comment for comment in said if comment.number == number), None)
    if found is None:
        raise UnknownError(f"{scenario}: has no comment {number}; check the number")
    return found


def _check(remark: Remark) -> None:
    if not remark.text:
        raise ScenarioError("comment: says nothing; write a text")
    if remark.zone_id is not None:
        ledger.plain(remark.zone_id, "zone_id", 200)
    if remark.place is None:
        return
    lon, lat = remark.place
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise ScenarioError(f"comment: place {lon}, {lat} is none; give longitude and latitude")
