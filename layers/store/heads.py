"""The heads of a store's hash chains, recorded in a file stored elsewhere, or sent there.

Anyone who can write to the database could replace whole chains with their ends, or set the whole
store back, and `Store.verify` would not detect it. A hash recorded where they cannot write does.

The file has a line of JSON for each day, and one more once a scenario is decided: the date, and for
the audit log and for each scenario that changed since the previous line, the length of its chains
and the hash of the last link:

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


class Head(NamedTuple):
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
    heads: list[Head]


class Heads:
    """The heads of a store's chains."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, file: Path, day: date) -> bool:
        """Add the line of a day to a file; return whether it was added.

        It is not if the file has one and nothing was decided since the last. The line is on disk
        once this returns.

        Raises:
            SourceError: the file cannot be read or written, or has an invalid line.
        """
        lines = list(_lines(file))
        recorded = {head[:2]: head for line in lines for head in line.heads}
        last = recorded.get(("audit", ""))
        with self._database.reading() as connection:
            is_noted = any(line.date == day.isoformat() for line in lines)
            if is_noted and _decided(connection) <= (last.number if last else 0):
                return False
            heads = [head for head in last_links(connection) if recorded.get(head[:2]) != head]
        text = canonical(_document(day, heads, last))
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

    def decided(self) -> int:
        """Return the number of the last entry of the audit log on a decision, 0 without any."""
        with self._database.reading() as connection:
            return _decided(connection)

    def line(self, day: date) -> str:
        """Return the line of a day with the heads of all chains."""
        with self._database.reading() as connection:
            return canonical(_document(day, [*last_links(connection)], None))

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


def _decided(connection: Connection) -> int:
    newest = select(AUDIT.c.number).where(AUDIT.c.what == "decided")
    number: int | None = connection.execute(
        newest.order_by(AUDIT.c.number.desc()).limit(1)
    ).scalar_one_or_none()
    return number or 0


def _document(day: date, heads: list[Head], audit: Head | None) -> dict[str, Any]:
    scenarios: dict[str, dict[str, Any]] = {}
    for head in heads:
        if head.chain == "audit":
            audit = head
        else:
            scenarios.setdefault(head.scenario, {})[head.chain] = [head.number, head.hash]
    last = None if audit is None else [audit.number, audit.hash]
    return {"date": day.isoformat(), "audit": last, "scenarios": scenarios}


def last_links(connection: Connection, scenario: str | None = None) -> Iterator[Head]:
    """Yield the last link of every chain, or of those of one scenario."""
    for chain, table in _OF_SCENARIOS.items():
        newest = select(table.c.scenario, func.max(table.c.number)).group_by(table.c.scenario)
        newest = newest if scenario is None else newest.where(table.c.scenario == scenario)
        last = newest.subquery()
        rows = select(table.c.scenario, table.c.number, table.c.hash).join(
            last, (table.c.scenario == last.c[0]) & (table.c.number == last.c[1])
        )
        for name, number, head in connection.execute(rows.order_by(table.c.scenario)):
            yield Head(chain, name, number, head)
    if scenario is not None:
        return
    entries = select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1)
    for number, head in connection.execute(entries):
        yield Head("audit", "", number, head)


def _links(connection: Connection) -> set[Head]:
    """Return every link of every chain."""
    links = {
        Head(chain, *row)
        for chain, table in _OF_SCENARIOS.items()
        for row in connection.execute(select(table.c.scenario, table.c.number, table.c.hash))
    }
    entries = connection.execute(select(AUDIT.c.number, AUDIT.c.hash))
    return links | {Head("audit", "", *row) for row in entries}


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
        Head(chain, scenario, *last)
        for scenario, chains in content["scenarios"].items()
        for chain, last in chains.items()
    ]
    heads += [] if content["audit"] is None else [Head("audit", "", *content["audit"])]
    for head in heads:
        if not isinstance(head.number, int) or not isinstance(head.hash, str):
            raise TypeError(head)
    return _Line(str(content["date"]), heads)
