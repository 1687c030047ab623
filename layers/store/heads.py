"""The heads of a store's hash chains, recorded daily in a file stored elsewhere, or sent there.

Anyone who can write to the database could remove the newest links of a chain, or replace the
whole chain, and `Store.verify` would not detect it. A hash recorded where they cannot write does.

The file has a line of JSON for each day: the date, and for the audit log and for each scenario that
changed since the previous line, the length of its chains and the hash of the last link:

    {"date": "2026-01-31", "audit": [12, "sha256:…"], "scenarios": {"north": {"revisions":
    [3, "sha256:…"], "notes": [1, "sha256:…"]}}}
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from layers.errors import SourceError
from layers.messages import Message
from layers.runtime.files import os_reason, unwritable
from layers.store.database import Database
from layers.store.model import canonical, link_message
from layers.store.tables import AUDIT, NOTES, REVISIONS

_OF_SCENARIOS = {"revisions": REVISIONS, "notes": NOTES}


class _Head(NamedTuple):
    """The last link of a chain: of the audit log, or one of a scenario's chains."""

    chain: str
    scenario: str
    number: int
    hash: str

    def link(self) -> Message:
        """Return how messages name it."""
        return link_message(self.chain, self.number, self.scenario)


class _Line(NamedTuple):
    """A line of the file: its date as written, and its heads."""

    date: str
    heads: list[_Head]


class Heads:
    """The heads of a store's chains."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, file: Path, day: date) -> bool:
        """Add the line of a day to a file, unless it has one; return whether it was added.

        The line is on disk once this returns.

        Raises:
            SourceError: the file cannot be read or written, or has an invalid line.
        """
        lines = list(_lines(file))
        if any(line.date == day.isoformat() for line in lines):
            return False
        recorded = {head[:2]: head for line in lines for head in line.heads}
        with self._database.reading() as connection:
            heads = [head for head in _heads(connection) if recorded.get(head[:2]) != head]
        text = canonical(_document(day, heads, recorded.get(("audit", ""))))
        size = file.stat().st_size if file.exists() else 0
        try:
            with file.open("ab") as out:
                out.write(f"{text}\n".encode())
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            with suppress(OSError):  # a partial line would make the file invalid
                os.truncate(file, size)
            raise unwritable(file, os_reason(error)) from error
        return True

    def line(self, day: date) -> str:
        """Return the line of a day with the heads of all chains."""
        with self._database.reading() as connection:
            return canonical(_document(day, [*_heads(connection)], None))

    def check(self, file: Path) -> list[Message]:
        """Return a message for each head of a file that is no longer in the store.

        Raises:
            SourceError: the file cannot be read, is empty, or has an invalid line.
        """
        lines = list(_lines(file))
        if not lines:
            raise SourceError(Message("store-heads-empty").in_file(file))
        with self._database.reading() as connection:
            links = _links(connection)
        return [
            Message("store-head-gone", link=head.link(), date=line.date, hash=head.hash)
            for line in lines
            for head in line.heads
            if head not in links
        ]


def _document(day: date, heads: list[_Head], audit: _Head | None) -> dict[str, Any]:
    scenarios: dict[str, dict[str, Any]] = {}
    for head in heads:
        if head.chain == "audit":
            audit = head
        else:
            scenarios.setdefault(head.scenario, {})[head.chain] = [head.number, head.hash]
    last = None if audit is None else [audit.number, audit.hash]
    return {"date": day.isoformat(), "audit": last, "scenarios": scenarios}


def _heads(connection: Connection) -> Iterator[_Head]:
    """Yield the last link of every chain."""
    for chain, table in _OF_SCENARIOS.items():
        newest = select(table.c.scenario, func.max(table.c.number)).group_by(table.c.scenario)
        last = newest.subquery()
        rows = select(table.c.scenario, table.c.number, table.c.hash).join(
            last, (table.c.scenario == last.c[0]) & (table.c.number == last.c[1])
        )
        for scenario, number, head in connection.execute(rows.order_by(table.c.scenario)):
            yield _Head(chain, scenario, number, head)
    entries = select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1)
    for number, head in connection.execute(entries):
        yield _Head("audit", "", number, head)


def _links(connection: Connection) -> set[_Head]:
    """Return every link of every chain."""
    links = {
        _Head(chain, *row)
        for chain, table in _OF_SCENARIOS.items()
        for row in connection.execute(select(table.c.scenario, table.c.number, table.c.hash))
    }
    entries = connection.execute(select(AUDIT.c.number, AUDIT.c.hash))
    return links | {_Head("audit", "", *row) for row in entries}


def _lines(file: Path) -> Iterator[_Line]:
    """Yield the lines of a file; none if it does not exist."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        reason = os_reason(error) if isinstance(error, OSError) else str(error)
        raise SourceError(Message("store-unreadable", reason=reason).in_file(file)) from error
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            yield _line(line)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise SourceError(Message("store-heads-line", line=number).in_file(file)) from error


def _line(text: str) -> _Line:
    content = json.loads(text)
    heads = [
        _Head(chain, scenario, *last)
        for scenario, chains in content["scenarios"].items()
        for chain, last in chains.items()
    ]
    heads += [] if content["audit"] is None else [_Head("audit", "", *content["audit"])]
    for head in heads:
        if not isinstance(head.number, int) or not isinstance(head.hash, str):
            raise TypeError(head)
    return _Line(str(content["date"]), heads)
