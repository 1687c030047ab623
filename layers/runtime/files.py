"""Files that are replaced as a whole or not at all, and none that another program edits.

A new file is written beside the old one, in a folder of its own, and replaces it only when
complete. A file that is open for editing (a `-wal` file beside it, or a lock on it) is refused,
because its edits would be lost.
"""

import os
import secrets
import shutil
import sqlite3
import struct
import sys
from contextlib import contextmanager

from layers.errors import SourceError, of_full_disk
from layers.messages import Message

if sys.platform == "linux":
    import fcntl
from collections.abc import Iterator
from pathlib import Path

_LOCK_START, _LOCK_BYTES = 0x4000_0000, 512  # position of SQLite's locks in a file
_WAL_USED = 128  # the byte of a -shm file that its users lock
_FLOCK = "hhqqi4x"  # struct flock of Linux: type, whence, start, length, process


@contextmanager
def replacing(path: Path, *, follow: bool = True) -> Iterator[Path]:
    """Yield a temporary path beside `path`, which replaces it if the block succeeds.

    A link is followed and its target replaced; without `follow` it is refused.

    Raises:
        FullError: the disk is full, however the block reports it; the temporary file is removed.
        SourceError: the folder does not exist or is not writable, an edit session is open, or it
            is a link that must not be followed.
    """
    if not follow and path.is_symlink():
        raise SourceError(Message("file-link").in_file(path))
    try:
        path = path.resolve()
    except RuntimeError as error:
        raise SourceError(Message("file-link-loop").in_file(path)) from error
    if not path.parent.is_dir():
        raise SourceError(Message("file-folder-missing").in_file(path.parent))
    if path.is_dir():
        raise SourceError(Message("file-is-folder").in_file(path))
    check_closed(path)
    folder = path.with_name(f".{path.stem}-{secrets.token_hex(4)}")
    try:  # before the folder exists, because a signal may come at any time
        try:
            folder.mkdir(mode=0o700)
        except OSError as error:
            read_only = Message("file-folder-read-only", why=os_reason(error))
            raise SourceError(read_only.in_file(path.parent)) from error
        temporary = folder / path.name
        try:
            yield temporary
            check_closed(path)
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            temporary.replace(path)
        except (OSError, sqlite3.Error) as error:
            if (full := of_full_disk(error, folder)) is not None:
                raise type(full)(Message("file-disk-full").in_file(path)) from error
            if isinstance(error, SourceError):
                raise
            raise unwritable(path, os_reason(error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def check_closed(path: Path) -> None:
    """Check that no program has the file open for editing, even without saved changes.

    Such a program's edits are not in the file, and its journal would be replayed over a new file.

    Raises:
        SourceError: one has.
    """
    refuse_edited(path)
    if _locked(path.with_name(path.name + "-shm"), _WAL_USED, 1, by_readers=True):
        raise SourceError(_in_use(path))


def refuse_edited(path: Path) -> None:
    """Refuse a file with a non-empty journal beside it, or that is being written.

    Raises:
        SourceError: another program edits it.
    """
    journals = (path.with_name(path.name + end) for end in ("-wal", "-journal"))
    written = any(one.is_file() and one.stat().st_size > 0 for one in journals)
    if written or _locked(path, _LOCK_START, _LOCK_BYTES):
        raise SourceError(_in_use(path))


def _in_use(path: Path) -> Message:
    return Message("file-in-use").in_file(path)


def _locked(path: Path, start: int, length: int, *, by_readers: bool = False) -> bool:
    """Return whether another process has a write lock, or also a read lock, on some bytes.

    This takes no lock. It works on 64-bit Linux; elsewhere only journals are checked.
    """
    if sys.platform != "linux" or sys.maxsize < 2**32 or not os.access(path, os.R_OK):
        return False
    lock_type = fcntl.F_WRLCK if by_readers else fcntl.F_RDLCK
    with path.open("rb") as file:
        question = struct.pack(_FLOCK, lock_type, os.SEEK_SET, start, length, 0)
        try:
            answer = fcntl.fcntl(file, fcntl.F_GETLK, question)
        except OSError:  # a file system without locks
            return False
    return bool(struct.unpack(_FLOCK, answer)[0] != fcntl.F_UNLCK)


def unwritable(path: Path, why: str) -> SourceError:
    """Return the error that a file cannot be written, with the reason."""
    return SourceError(Message("file-unwritable", why=why).in_file(path))


def os_reason(error: Exception) -> str:
    """Return the system's or SQLite's message of a failure, without the file."""
    return getattr(error, "strerror", None) or str(error)
