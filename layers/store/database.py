"""The database of a store: SQLite in one file, or PostgreSQL by URL; migrations, reads, writes.

Every write is one transaction, exclusive for its subject: on SQLite by `BEGIN IMMEDIATE` (WAL,
`synchronous=FULL`: committed data survives a power cut), on PostgreSQL by an advisory lock on the
subject. Every read sees one snapshot. Waiting for a lock ends after `_WAIT_S` seconds with a
`BusyError`.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from layers.errors import BusyError, FullError, OutageError, SourceError, of_full_disk
from layers.messages import Message
from layers.runtime.extras import require
from layers.runtime.files import os_reason
from layers.store.tables import METADATA

NEWEST = "5"
"""The last migration, in `migrations/versions`."""

_VERSIONS = "zonewright_store"
_WAIT_S = 10
_LOCK_TIMEOUT, _DISK_FULL = "55P03", "53100"  # states of PostgreSQL
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_CANNOT_WRITE = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}  # a journal, or memory beside it
_LEAST_BYTES = 512  # SQLite takes a smaller file for an empty one and overwrites it


class Database:
    """Reads and writes of one store's database, safe to share between threads.

    `name` is its name in messages: the file, or the URL without its password. `notice` states what
    was done to the tables when it was opened, None if nothing.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self.name = name
        self.notice: Message | None = None
        self._engine = engine
        self._opened: tuple[int, int] | None = None
        self._watcher: sqlite3.Connection | None = None
        sqlite = engine.dialect.name == "sqlite"
        moment: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reader = engine if sqlite else engine.execution_options(**moment)
        self._writer = engine.execution_options(immediate=True)

    @classmethod
    def open(cls, where: str | Path, *, backed_up: str | None = None) -> Database:
        """Open a database by path or URL, creating or migrating its tables as needed.

        A file is copied before a migration. A server's database is migrated only if its operator
        confirms a backup: `backed_up` is the version that it may be migrated to.

        Raises:
            SourceError: it cannot be reached or written, is not a store, is newer than this
                version, or older and not backed up; in one line.
        """
        url = _url(where)
        if url.drivername == "sqlite":
            path = Path(url.database or "").absolute()
            _check_file(path)
            is_new = not path.exists()
            _make_private(path)
            database = cls(_sqlite(path), str(path))
        else:
            is_new = False
            # it may hold a password too
            name = url.set(query={}).render_as_string(hide_password=True)
            database = cls(_postgresql(url), name)
        try:
            database._migrate_tables(backed_up)
            if url.drivername == "sqlite":
                database._opened = _identity(database.name)
        except BaseException as error:
            database.close()
            if is_new and isinstance(error, FullError):
                _remove(Path(database.name))
            raise
        return database

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None

    def version(self) -> int | None:
        """Return a number that differs after each change by anyone; None if not known at once.

        Of a file it is SQLite's `data_version`, in memory that all processes share; no lock is
        waited for. That of a server's database is never known.
        """
        if self._opened is None or self._opened != _identity(self.name):
            return None
        try:
            if self._watcher is None:
                where = f"{Path(self.name).as_uri()}?mode=rw"  # which creates no file
                self._watcher = sqlite3.connect(where, timeout=0, uri=True, check_same_thread=False)
            [(version,)] = self._watcher.execute("PRAGMA data_version").fetchall()
        except sqlite3.Error:
            return None
        return int(version)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection whose reads are one transaction: all see the same state."""
        with self._raising_our_errors(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self, subject: str) -> Iterator[Connection]:
        """Yield a connection whose writes are one transaction.

        `subject` is the key of the lock (a scenario's id): writers of one subject take turns.
        """
        with self._raising_our_errors(), self._writer.begin() as connection:
            take_turn(connection, subject)
            yield connection

    @contextmanager
    def _raising_our_errors(self) -> Iterator[None]:
        """Turn database errors into ours; also check that the file is still the same.

        SQLite would continue with a deleted or replaced file, and data written to it would be lost
        when the last connection ends.
        """
        if self._opened not in {None, _identity(self.name)}:
            raise SourceError(Message("store-moved").in_file(self.name))
        try:
            yield
        except SQLAlchemyError as error:
            cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
            raise _refusal(self.name, cause) from error

    def _migrate_tables(self, backed_up: str | None) -> None:
        """Bring the tables to the newest migration, in one transaction."""
        with self.reading() as connection:
            version = _version(connection)
        if version == NEWEST:
            return
        with self.writing("tables") as connection:
            version = _version(connection)
            if version is not None and int(version) > int(NEWEST):
                newer = Message("store-newer", found=version, known=NEWEST)
                raise SourceError(newer.in_file(self.name))
            if version is None and (clashing := METADATA.tables.keys() & _tables(connection)):
                others = Message("store-tables-taken", tables=tuple(sorted(clashing)))
                raise SourceError(others.in_file(self.name))
            if version is None:
                _check_encoding(connection, self.name)
            elif version != NEWEST:
                self._keep_before(version, backed_up)
            if version != NEWEST:
                _migrate(connection)

    def _keep_before(self, version: str, backed_up: str | None) -> None:
        """Copy the file, or check that a backup was made, before the migration."""
        if self._engine.dialect.name == "sqlite":
            copy = copy_before(Path(self.name), NEWEST)
            migrated = Message("store-migrated", found=version, known=NEWEST, copy=str(copy))
            self.notice = migrated.in_file(self.name)
        elif backed_up != NEWEST:
            first = Message("store-backup-first", found=version, known=NEWEST)
            raise SourceError(first.in_file(self.name))


def take_turn(connection: Connection, subject: str) -> None:
    """Lock a subject until the transaction ends.

    On SQLite a writer locks the whole file.
    """
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_WAIT_S}s'")
        turn = text("SELECT pg_advisory_xact_lock(hashtextextended(:subject, 0))")
        connection.execute(turn, {"subject": f"zonewright {subject!a}"})


def _refusal(name: str, cause: BaseException) -> SourceError:
    """Return our error for a database error."""
    # the primary code, without SQLite's extension
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    state = getattr(cause, "sqlstate", None)
    if code in _BUSY or state == _LOCK_TIMEOUT or isinstance(cause, NoConnectionError):
        return BusyError(Message("store-busy", wait_s=_WAIT_S).in_file(name))
    file = Path(name) if code in _CANNOT_WRITE else None
    if state == _DISK_FULL or of_full_disk(cause, file):
        return FullError(Message("store-full").in_file(name))
    if code == sqlite3.SQLITE_READONLY:
        return SourceError(Message("store-read-only").in_file(name))
    reason = " ".join(str(cause).split()) or type(cause).__name__
    kind = SourceError if code else OutageError  # no file: a database
    return kind(Message("store-no-answer", reason=reason).in_file(name))


def _identity(path: str) -> tuple[int, int] | None:
    """Return the file's device and inode, which identify it; None if absent."""
    try:
        status = os.stat(path)  # noqa: PTH116  of each request: a tenth of the time
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _remove(path: Path) -> None:
    """Remove a database that could not be created, with SQLite's files beside it."""
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _version(connection: Connection) -> str | None:
    """Return the current migration of the tables; None without tables."""
    if _VERSIONS not in _tables(connection):
        return None
    version: str = connection.execute(text(f"SELECT version_num FROM {_VERSIONS}")).scalar_one()  # noqa: S608
    return version


def _check_encoding(connection: Connection, name: str) -> None:
    """Refuse a PostgreSQL database that cannot store every text."""
    if connection.dialect.name == "sqlite":
        return
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise SourceError(Message("store-encoding", encoding=str(encoding)).in_file(name))


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  slow to import, and seldom needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _url(where: str | Path) -> URL:
    """Return the location of a store as an SQLAlchemy URL."""
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(where))
    try:
        url = make_url(where)
    except (ArgumentError, ValueError) as error:
        raise SourceError(Message("store-url-unreadable")) from error
    if url.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername != "sqlite":
        raise SourceError(Message("store-url-unknown", scheme=url.drivername))
    return url


def _check_file(path: Path) -> None:
    """Refuse a file that is not a store, without changing a byte of it."""
    if path.suffix.lower() == ".gpkg":
        beside = Message("store-is-plan", store=f"{path.stem}.scenarios.db")
        raise SourceError(beside.in_file(path))
    problem: Message | None
    try:
        if not path.parent.is_dir():
            problem = Message("store-folder-missing", folder=str(path.parent))
        elif not path.exists():
            return
        else:
            problem = _not_a_store(path)
    except SourceError:
        raise
    except OSError as error:
        problem = Message("store-unreadable", reason=error.strerror or type(error).__name__)
    if problem is not None:
        raise SourceError(problem.in_file(path))


def _make_private(path: Path) -> None:
    """Create a missing file, readable by this account alone; SQLite's files beside it follow it.

    SQLite itself creates it, and so syncs the folder.
    """
    if path.exists():
        return
    refused = suppress(OSError, sqlite3.Error)  # opening the store will report it
    with refused, closing(sqlite3.connect(path, timeout=_WAIT_S)):
        path.chmod(0o600)


def _not_a_store(path: Path) -> Message | None:
    """Return why an existing file cannot be a store; None if it can."""
    size = path.stat().st_size
    if not path.is_file():
        return Message("store-not-a-file")
    if not size:
        return None
    try:
        with closing(
            sqlite3.connect(f"{path.as_uri()}?mode=ro", timeout=_WAIT_S, uri=True)
        ) as file:
            tables = {name for (name,) in file.execute("SELECT name FROM sqlite_schema")}
    except sqlite3.OperationalError as error:
        raise _refusal(str(path), error) from error
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_CORRUPT:
            return Message("store-not-a-database", reason=str(error))
        return Message("store-file-damaged", reason=str(error))
    if size < _LEAST_BYTES or (tables and _VERSIONS not in tables):
        return Message("store-not-a-store")
    return None


def _use_wal(connection: sqlite3.Connection) -> None:
    """Set the write-ahead log; SQLite itself does not wait for the lock of a file without one."""
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY or time.monotonic() >= until:
                raise
            time.sleep(0.01)
        else:
            return


def _sqlite(path: Path) -> Engine:
    """Return an engine on a file; every connection is durable and waits for locks."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": _WAIT_S},
        pool_size=8,
        max_overflow=32,
        pool_timeout=_WAIT_S,
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's BEGIN below, not the driver's
        _use_wal(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    require("server", "psycopg")
    return create_engine(
        url,
        connect_args={} if "connect_timeout" in url.query else {"connect_timeout": 10},
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=32,
        pool_timeout=_WAIT_S,
    )


def copy_before(path: Path, version: str) -> Path:
    """Copy a store to a file beside it, and return that file.

    `plan.scenarios.db` is copied to `plan.scenarios.before-2.db`, with a further number if that
    exists. No other program may write to the store meanwhile. The copy gets its name once it is
    complete and on disk: a process killed before leaves a partial file, which the next one removes.

    Raises:
        SourceError: it cannot be written.
    """
    part = path.with_name(f".{path.stem}.before-{version}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # of tokens, hashes
        with (
            closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as store,
            closing(sqlite3.connect(part)) as copy,
        ):
            store.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # so that it is one file
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        target = _free(path, version)
        part.replace(target)
        _sync_folder(path.parent)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        reason = os_reason(error) if isinstance(error, OSError) else str(error)
        unkept = Message("store-copy-before-unwritable", version=version, reason=reason)
        raise SourceError(unkept.in_file(path)) from error
    return target


def _free(path: Path, version: str) -> Path:
    """Return an unused file name beside a file."""
    names = (f"before-{version}" + (f"-{again}" if again > 1 else "") for again in count(1))
    beside = (path.with_name(f"{path.stem}.{name}{path.suffix}") for name in names)
    return next(each for each in beside if not os.path.lexists(each))


def _sync_folder(folder: Path) -> None:
    """Sync a folder, so that a new name is on disk, if the system supports it."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
