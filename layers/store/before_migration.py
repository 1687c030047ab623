"""A copy of a store in SQLite, made beside it before its tables are brought to another version."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from itertools import count
from typing import TYPE_CHECKING

from layers.errors import SourceError
from layers.messages import Message
from layers.plan.geopackage import os_reason

if TYPE_CHECKING:
    from pathlib import Path


def copy_before(path: Path, version: str) -> Path:
    """Write all that a store holds to a file beside it, and return that.

    `plan.scenarios.db` is copied to `plan.scenarios.before-2.db`, with a further number where that
    is there. Nobody else may write to the store meanwhile. The copy has its name once it is whole
    and on the disk: whoever is killed before leaves no more than a part, which the next one clears.

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
    """Return a name beside a file that no file has."""
    names = (f"before-{version}" + (f"-{again}" if again > 1 else "") for again in count(1))
    beside = (path.with_name(f"{path.stem}.{name}{path.suffix}") for name in names)
    return next(each for each in beside if not os.path.lexists(each))


def _sync_folder(folder: Path) -> None:
    """See that a new name is on the disk, where the system can be asked to."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
