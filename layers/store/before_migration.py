"""A copy of a SQLite store, made beside it before its tables are migrated."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from itertools import count
from typing import TYPE_CHECKING

from layers.errors import SourceError
from layers.messages import Message
from layers.runtime.files import os_reason

if TYPE_CHECKING:
    from pathlib import Path


def copy_before(path: Path, version: str) -> Path:
    """Copy a store to a file beside it, and return that file.

    `plan.scenarios.db` is copied to `plan.scenarios.before-2.db`, with a further number if that
    exists. Nobody else may write to the store meanwhile. The copy gets its name once it is complete
    and on disk: a process killed before leaves a partial file, which the next one removes.

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
