"""Every error that Zonewright raises on purpose.

Each carries `problems`: one message per problem, stating the fault, its place, and how to fix it.
Each also derives from a builtin, so that `except ValueError` works.
"""

import errno
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from layers.messages import Message

MOST_PROBLEMS = 1_000
"""How many problems are searched in one document, and an error lists; the rest are counted."""


class ZonewrightError(Exception):
    """The base class; `problems` holds one message per problem.

    `details` hold what else a person needs to decide what to do, as plain values for JSON: for
    example the violations that keep a scenario from being proposed.
    """

    def __init__(
        self, problems: Message | Iterable[Message], *, details: Mapping[str, Any] | None = None
    ) -> None:
        self.problems = (problems,) if isinstance(problems, Message) else _bounded(problems)
        self.details = dict(details or {})
        super().__init__(*self.problems)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to unpickle it with the same problems."""
        return _unpickled, (type(self), vars(self))

    @property
    def lines(self) -> tuple[str, ...]:
        """Return a line in English for each problem."""
        return tuple(map(str, self.problems))

    def __str__(self) -> str:
        """Return the lines."""
        return "\n".join(self.lines)


def _unpickled(kind: type[ZonewrightError], about: dict[str, Any]) -> ZonewrightError:
    # by the base that determines its memory layout: for some, `kind.__new__` is another builtin's
    error: ZonewrightError = kind.__base__.__new__(kind, *about["problems"])
    error.args = about["problems"]  # which an OSError forgets
    vars(error).update(about)
    return error


def _bounded(problems: Iterable[Message]) -> tuple[Message, ...]:
    """Return the first `MOST_PROBLEMS`, then a message that counts the rest."""
    every = tuple(problems)
    further = len(every) - MOST_PROBLEMS
    if further <= 0:
        return every
    return (*every[:MOST_PROBLEMS], Message("list-further-problems", count=further))


class PlanError(ZonewrightError, ValueError):
    """A plan, or a file meant for one, whose content is not valid."""


class CrsError(ZonewrightError, ValueError):
    """A coordinate reference system that is missing, unknown or not the one needed."""


class ScenarioError(ZonewrightError, ValueError):
    """A scenario, or one edit of it, that cannot be read or applied."""


class MeasureError(ZonewrightError, ValueError):
    """A measure that is invalid, such as a negative radius."""


class BudgetError(ZonewrightError, RuntimeError):
    """A request that exceeds its time or work budget (see `layers.runtime.budget`)."""


class GeometryError(ZonewrightError, ValueError):
    """A geometry for which the geometry library fails."""


class OutOfMemoryError(ZonewrightError, MemoryError):
    """Work that needs more memory than is available."""


class UnknownError(ZonewrightError, LookupError):
    """A zone, layer, scenario or file that does not exist."""


class SourceError(ZonewrightError, OSError):
    """A file that cannot be read or written."""


class BusyError(SourceError):
    """A store or service that others keep locked for too long; the request may be retried."""


class FullError(SourceError):
    """A full disk: the change is not stored, and earlier data are unchanged."""


class OutageError(SourceError):
    """Another service that does not answer: a database, an identity provider."""


class TooManyError(BusyError):
    """Too many simultaneous requests by one person; retry when some have finished."""


class JobError(ZonewrightError, RuntimeError):
    """A job that failed because of a fault in the program."""


class UploadError(ZonewrightError, ValueError):
    """An uploaded file that cannot be accepted."""


class MediaTypeError(ZonewrightError, ValueError):
    """A body of a media type that a request does not accept."""


class SignInError(ZonewrightError, PermissionError):
    """A missing or invalid token: the person must sign in."""


class DeniedError(ZonewrightError, PermissionError):
    """An action that the person has no permission for."""


class ConflictError(ZonewrightError, RuntimeError):
    """A change that a scenario's state does not allow: an id that is taken, nothing to undo."""


class DecidedError(ConflictError):
    """A change of a scenario that is approved or rejected, and so can no longer change."""


class NoRevisionError(ZonewrightError, ValueError):
    """A change that does not name the revision it was made on."""


EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
"""The codes of a system out of file handles or memory; a refused request may soon succeed."""

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_LEAST_ROOM_BYTES = 1_000_000
_OF_SQLITE = "database or disk is full"  # SQLite's text, which GDAL passes on without the code


def of_full_disk(error: BaseException, written: Path | None = None) -> FullError | None:
    """Return a `FullError` for an error caused by a full disk, None for any other.

    GDAL and SQLite report a full disk in many ways, such as a missing table: any error raised while
    `written` (a file or folder) is being written counts if that disk has no space left.
    """
    if isinstance(error, FullError):
        return error
    is_full = isinstance(error, OSError) and error.errno in _FULL
    is_full = is_full or getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    if written is not None and not isinstance(error, ZonewrightError):
        is_full = is_full or _OF_SQLITE in str(error) or not _has_room(written)
    return FullError(Message("file-disk-full")) if is_full else None


def _has_room(written: Path) -> bool:
    """Return whether the disk has free space: for a folder, as much as the folder holds."""
    try:
        size = sum(file.stat().st_size for file in written.rglob("*") if file.is_file())
        return shutil.disk_usage(written).free >= max(size, _LEAST_ROOM_BYTES)
    except OSError:
        return True


def exhausted(error: Exception) -> BusyError:
    """Return the error of a system that cannot open another file or start another process."""
    reason = getattr(error, "strerror", None) or type(error).__name__
    return BusyError(Message("file-system-exhausted", reason=reason))


def of_library(error: Exception) -> ZonewrightError | None:
    """Return our error for one of GEOS, memory, a full disk or open files; None for others."""
    from shapely.errors import GEOSException  # noqa: PLC0415  `--help` does not need it

    if (full := of_full_disk(error)) is not None:
        return full
    if isinstance(error, OSError) and error.errno in EXHAUSTED:
        return exhausted(error)
    if isinstance(error, MemoryError):
        return OutOfMemoryError(Message("measure-limit-memory"))
    if isinstance(error, GEOSException):
        reason = " ".join(str(error).split()).rstrip(".")
        return GeometryError(Message("measure-geometry-failed", reason=reason))
    return None


class StaleError(ConflictError):
    """A change made on a revision that is not the last.

    `current` is the number of the last revision, `base` that of the one the change was made on;
    None if that is not a revision of the scenario.
    """

    def __init__(self, problem: Message, *, base: int | None, current: int) -> None:
        super().__init__(problem)
        self.base = base
        self.current = current
