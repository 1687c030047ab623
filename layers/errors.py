"""Every error that Zonewright raises on purpose, and the one table of what each is for.

Each carries `problems`: a message for each, saying what is wrong, where, and how to mend it.
Each is also a builtin, so that `except ValueError` works for callers who know only Python.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from typing import TYPE_CHECKING, Any

from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


MOST_PROBLEMS = 1_000
"""How many problems an error tells of, each by itself."""


class ZonewrightError(Exception):
    """The base of them all; `problems` holds a message for each thing that is wrong.

    `details` are what else a person needs to decide what to do, as plain values for JSON: such as
    the violations that keep a scenario from being proposed.
    """

    def __init__(
        self,
        problems: Message | Iterable[Message],
        *,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        self.problems = (problems,) if isinstance(problems, Message) else _bounded(problems)
        self.details = dict(details or {})
        super().__init__(*self.problems)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how another process makes it: with as many problems as it has."""
        return _made_again, (type(self), vars(self))

    @property
    def lines(self) -> tuple[str, ...]:
        """Return a line in English for each problem."""
        return tuple(map(str, self.problems))

    def __str__(self) -> str:
        """Return the lines."""
        return "\n".join(self.lines)


def _made_again(kind: type[ZonewrightError], about: dict[str, Any]) -> ZonewrightError:
    # by the base whose memory it has: of some, `kind.__new__` is another builtin's
    error: ZonewrightError = kind.__base__.__new__(kind, *about["problems"])
    error.args = about["problems"]  # which an OSError forgets
    vars(error).update(about)
    return error


def _bounded(problems: Iterable[Message]) -> tuple[Message, ...]:
    """Return problems, and in place of those that nobody would read how many they are."""
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
    """A measure that makes no sense, such as a negative radius."""


class BudgetError(ZonewrightError, RuntimeError):
    """A request that spent its time, or asks for too much (see `layers.runtime.budget`)."""


class GeometryError(ZonewrightError, ValueError):
    """A geometry that the geometry library fails at."""


class OutOfMemoryError(ZonewrightError, MemoryError):
    """Work that takes more memory than there is."""


class UnknownError(ZonewrightError, LookupError):
    """A zone, layer, scenario or file that is not there."""


class SourceError(ZonewrightError, OSError):
    """A file that cannot be read or written."""


class BusyError(SourceError):
    """A store, or a service, that others hold for too long; what was asked may be asked again."""


class FullError(SourceError):
    """A disk that is full: what was asked is not kept, and what was there is as it was."""


class TooManyError(BusyError):
    """One person who has asked for too much at once; it may be asked again when some is done."""


class JobError(ZonewrightError, RuntimeError):
    """Work of a job that failed by a fault of the program."""


class UploadError(ZonewrightError, ValueError):
    """A file that was sent and cannot be taken."""


class SignInError(ZonewrightError, PermissionError):
    """Somebody who has to say who they are: there is no token, or it is not valid."""


class DeniedError(ZonewrightError, PermissionError):
    """Something that a person may not do."""


class ConflictError(ZonewrightError, RuntimeError):
    """A change that a scenario's state does not allow: an id that is taken, nothing to undo."""


class DecidedError(ConflictError):
    """A change of a scenario that is approved or rejected, and so changes no more."""


class NoRevisionError(ZonewrightError, ValueError):
    """A change that does not say which revision it was made on."""


_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_LEAST_ROOM_BYTES = 1_000_000
_OF_SQLITE = "database or disk is full"  # its words, which GDAL passes on without its code


def of_full_disk(error: BaseException, written: Path | None = None) -> FullError | None:
    """Return the error of the project for one that comes of a full disk, None for any other.

    GDAL and SQLite tell of a full disk in many words, such as a table that is missing: what a
    library raises as it writes a file, or into a folder, counts where that disk has no room left.
    """
    if isinstance(error, FullError):
        return error
    is_full = isinstance(error, OSError) and error.errno in _FULL
    is_full = is_full or getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    if written is not None and not isinstance(error, ZonewrightError):
        is_full = is_full or _OF_SQLITE in str(error) or not _has_room(written)
    return FullError(Message("file-disk-full")) if is_full else None


def _has_room(written: Path) -> bool:
    """Return whether a disk has room: for as much again as is in a folder, where it is one."""
    try:
        size = sum(file.stat().st_size for file in written.rglob("*") if file.is_file())
        return shutil.disk_usage(written).free >= max(size, _LEAST_ROOM_BYTES)
    except OSError:
        return True


def of_library(error: Exception) -> ZonewrightError | None:
    """Return the error of the project for one of GEOS, memory or a full disk; None for others."""
    from shapely.errors import GEOSException  # noqa: PLC0415  what only asks for help has no use of it

    if (full := of_full_disk(error)) is not None:
        return full
    if isinstance(error, MemoryError):
        return OutOfMemoryError(Message("measure-limit-memory"))
    if isinstance(error, GEOSException):
        return GeometryError(Message("measure-geometry-failed", reason=_in_one_line(error)))
    return None


def _in_one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")


class StaleError(ConflictError):
    """A change made on a revision that is not the last.

    `current` is the number of the last revision, `base` of the one that the change was made on;
    None where that is none of the scenario's.
    """

    def __init__(self, problem: Message, *, base: int | None, current: int) -> None:
        super().__init__(problem)
        self.base = base
        self.current = current
