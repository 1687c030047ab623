"""Backups: a snapshot of a store in one file, and its restoration into an empty store.

A backup is itself a store in SQLite, whichever engine it comes from: every row unchanged, and a
table that names its plan. It is verified like `Store.verify` before it gets its name.
"""

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, inspect, text

from layers.errors import SourceError, of_full_disk
from layers.messages import Message
from layers.runtime.files import replacing
from layers.store.database import Database
from layers.store.integrity import verify
from layers.store.tables import METADATA

_TABLES = ("documents", "revisions", "notes", "tokens", "audit", "heads")
"""Referenced tables come before those that refer to them."""

_REFER = {"revisions": ("parent", "merged"), "notes": ("parent",)}
"""Columns that refer to another row of the same table by its hash."""

_ABOUT = "zonewright_backup"
_AT_ONCE = 200


class Kept(NamedTuple):
    """How much a backup holds."""

    scenarios: int
    revisions: int
    notes: int
    tokens: int
    entries: int


class Backups:
    """The backups of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, file: Path, baseline: str) -> Kept:
        """Write the whole store to a file, replacing it; others may save meanwhile.

        `baseline` is the hash of the store's plan.

        Raises:
            SourceError: the file cannot be written, or verification of the history fails: one line
                per fault, and nothing is written.
        """
        with self._database.reading() as connection, replacing(file) as temporary:
            target = Database.open(temporary)
            try:
                with target.writing("tables") as copy:
                    _copy(connection, copy)
                    copy.execute(text(f"CREATE TABLE {_ABOUT} (baseline TEXT NOT NULL)"))
                    copy.execute(text(f"INSERT INTO {_ABOUT} VALUES (:of)"), {"of": baseline})  # noqa: S608
                    counts = _checked(copy, self._database.name)
            finally:
                target.close()
            temporary.chmod(0o600)  # it holds token hashes
        return counts

    def restore(self, file: Path, baseline: str) -> Kept:
        """Restore a backup into this store, which must be empty; all of it or nothing.

        Raises:
            SourceError: the file is not a backup, of another plan, or damaged; or the store is
                not empty.
        """
        with tempfile.TemporaryDirectory(prefix="zonewright-") as folder:
            source = Database.open(_copied(file, Path(folder)))
            try:
                with source.reading() as backup, self._database.writing("tables") as connection:
                    _check_backup(backup, file, baseline)
                    if any(_count(connection, table) for table in _TABLES):
                        raise SourceError(Message("store-not-empty").in_file(self._database.name))
                    _copy(backup, connection)
                    return _checked(connection, str(file))
            finally:
                source.close()


def _copied(file: Path, folder: Path) -> Path:
    """Return a copy of a backup: opening a store may change it."""
    copy = folder / "backup.db"
    try:
        shutil.copyfile(file, copy)
    except OSError as error:
        if (full := of_full_disk(error)) is not None:
            raise full from error
        reason = error.strerror or type(error).__name__
        raise SourceError(Message("store-unreadable", reason=reason).in_file(file)) from error
    return copy


def _check_backup(connection: Connection, file: Path, baseline: str) -> None:
    if _ABOUT not in inspect(connection).get_table_names():
        raise SourceError(Message("store-no-backup").in_file(file))
    of_plan: str = connection.execute(text(f"SELECT baseline FROM {_ABOUT}")).scalar_one()  # noqa: S608
    if of_plan != baseline:
        other = Message("store-backup-other-plan", found=of_plan, baseline=baseline)
        raise SourceError(other.in_file(file))


def _copy(source: Connection, target: Connection) -> None:
    """Copy every stored row, referenced rows first."""
    for table in _TABLES:
        names = METADATA.tables[table].columns.keys()
        columns = ", ".join(names)
        values = ", ".join(f":{name}" for name in names)
        rows: Iterable[dict[str, Any]] = (
            dict(row)
            for row in source.execute(text(f"SELECT {columns} FROM {table}")).mappings()  # noqa: S608
        )
        if table in _REFER:
            rows = _in_order(list(rows), _REFER[table])
        insert = text(f"INSERT INTO {table} ({columns}) VALUES ({values})")  # noqa: S608
        remaining = iter(rows)
        while part := list(islice(remaining, _AT_ONCE)):
            target.execute(insert, part)


def _in_order(rows: list[dict[str, Any]], refer: Sequence[str]) -> list[dict[str, Any]]:
    """Return rows ordered so that each comes after the rows of its table that it refers to."""
    remaining = {row["hash"]: row for row in rows}
    ordered = []
    for row in rows:
        way = [row]
        while way:
            current = way[-1]
            before = next(
                (remaining[current[name]] for name in refer if current[name] in remaining), None
            )
            if current["hash"] not in remaining:
                way.pop()
            elif before is None or before in way:  # no valid history has the latter
                ordered.append(remaining.pop(way.pop()["hash"]))
            else:
                way.append(before)
    return ordered


def _checked(connection: Connection, name: str) -> Kept:
    """Return the row counts after a successful verification."""
    faults = verify(connection)
    if faults:
        raise SourceError(fault.in_file(name) for fault in faults)
    scenarios = connection.execute(text("SELECT COUNT(DISTINCT scenario) FROM revisions"))
    counts = (_count(connection, table) for table in ("revisions", "notes", "tokens", "audit"))
    return Kept(scenarios.scalar_one(), *counts)


def _count(connection: Connection, table: str) -> int:
    count: int = connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one()  # noqa: S608
    return count
