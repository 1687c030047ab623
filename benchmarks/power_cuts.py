"""Power cuts, simulated: of what a program wrote by SQLite, what it did not sync may be lost.

`record` puts itself between SQLite and its files, as a VFS in this process: every write, change of
size, sync, creation and deletion goes to a log before (a sync: after) it is done. `survivors` plays
a log up to any moment and returns what a disk may hold after a cut there: all that was synced; of
the rest nothing, all, the first part, or any sectors, with zeros or stale bytes where a file has
grown. A file that is new is only there for certain once its folder was synced, which SQLite does
with the first sync of a journal.

It is the SQLite of Python's own module `sqlite3` that is recorded, found by `ctypes`; where that
keeps its symbols to itself (some builds of Python), `record` says so.
"""

from __future__ import annotations

import ctypes
import os
import sqlite3
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from random import Random

SECTOR = 512
"""What a disk writes whole, in bytes."""

_HEAD = struct.Struct("<cHqI")  # what, length of the name, place, length of the data
_CREATE, _JOURNALS = 0x4, 0x800 | 0x1000 | 0x4000 | 0x80000  # flags of an opening
_KEPT: list[Any] = []  # what SQLite holds pointers to

_P, _I, _Q = ctypes.c_void_p, ctypes.c_int, ctypes.c_longlong
_OPEN = ctypes.CFUNCTYPE(_I, _P, _P, _P, _I, _P)  # paths by pointer: SQLite keeps it
_DELETE = ctypes.CFUNCTYPE(_I, _P, _P, _I)
_CLOSE = ctypes.CFUNCTYPE(_I, _P)
_WRITE = ctypes.CFUNCTYPE(_I, _P, _P, _I, _Q)
_TRUNCATE = ctypes.CFUNCTYPE(_I, _P, _Q)
_SYNC = ctypes.CFUNCTYPE(_I, _P, _I)


class _Vfs(ctypes.Structure):
    """SQLite's `sqlite3_vfs`."""

    _fields_ = (
        *(("version", _I), ("file_bytes", _I), ("longest_path", _I), ("next", _P)),
        *(("name", ctypes.c_char_p), ("data", _P), ("open", _OPEN), ("delete", _DELETE)),
        ("others", _P * 14),
    )


class _Methods(ctypes.Structure):
    """SQLite's `sqlite3_io_methods`."""

    _fields_ = (
        *(("version", _I), ("close", _CLOSE), ("read", _P), ("write", _WRITE)),
        *(("truncate", _TRUNCATE), ("sync", _SYNC), ("others", _P * 13)),
    )


class Step(NamedTuple):
    """A step of a log: `what` happened to the file of a name.

    `w`: `data` written at `at`; `t`: cut, or grown, to `at` bytes; `s`: synced; `c`: created, `at`
    1 for a journal; `d`: deleted, `at` 1 where the folder was synced; `a`: the data was
    acknowledged to somebody.
    """

    what: str
    name: str = ""
    at: int = 0
    data: bytes = b""


class Log:
    """Appends steps to a file; safe between threads and between processes."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def add(self, what: str, name: str = "", at: int = 0, data: bytes = b"") -> None:
        """Append a step, by one write."""
        named = name.encode()
        os.write(self._file, _HEAD.pack(what.encode(), len(named), at, len(data)) + named + data)

    def acknowledge(self, text: str) -> None:
        """Append that somebody was told something is kept."""
        self.add("a", data=text.encode())


def steps(path: Path) -> Iterator[Step]:
    """Read a log; a last step that was being written is left out."""
    content = path.read_bytes()
    at = 0
    while at + _HEAD.size <= len(content):
        what, of_name, place, of_data = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        if at + of_name + of_data > len(content):
            return
        name = content[at : at + of_name].decode()
        data = content[at + of_name : at + of_name + of_data]
        yield Step(what.decode(), name, place, data)
        at += of_name + of_data


def record(log: Log) -> None:
    """From now on, log what SQLite does to files in this process, for its whole life.

    Raises:
        OSError: the SQLite of this Python cannot be reached.
    """
    sqlite = _library()
    default = ctypes.cast(sqlite.sqlite3_vfs_find(None), ctypes.POINTER(_Vfs)).contents
    recorder = _Recorder(log, default)
    ours = _Vfs.from_buffer_copy(default)
    ours.name = b"recorded"
    ours.open, ours.delete = _OPEN(recorder.open), _DELETE(recorder.delete)
    _KEPT.extend((sqlite, default, recorder, ours))
    if sqlite.sqlite3_vfs_register(ctypes.byref(ours), 1):
        raise OSError("SQLite takes no other VFS")


def _library() -> Any:  # noqa: ANN401  a library has any names
    import _sqlite3  # noqa: PLC0415

    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    try:
        find, version = library.sqlite3_vfs_find, library.sqlite3_libversion
    except AttributeError as error:
        raise OSError("this Python keeps its SQLite to itself; take another build of it") from error
    find.restype, version.restype = _P, ctypes.c_char_p
    if version().decode() != sqlite3.sqlite_version:
        raise OSError("another SQLite was found than that of Python's module sqlite3")
    return library


class _Recorder:
    """The functions that SQLite calls in place of the system's."""

    def __init__(self, log: Log, default: _Vfs) -> None:
        self._log, self._default = log, default
        self._names: dict[int, str] = {}
        self._methods: dict[int, tuple[_Methods, _Methods]] = {}

    def open(self, _vfs: int, path: int | None, file: int, flags: int, out: int | None) -> int:
        """Open a file by the system, and put own methods in place of the system's."""
        named = _path(path)
        there = named is None or named.exists()
        result: int = self._default.open(ctypes.addressof(self._default), path, file, flags, out)
        slot = ctypes.cast(file, ctypes.POINTER(_P)).contents
        if result or named is None or not slot.value:
            return result
        name = named.name
        if not there and flags & _CREATE:
            self._log.add("c", name, int(bool(flags & _JOURNALS)))
        self._names[file] = name
        if slot.value not in self._methods:
            system = ctypes.cast(slot.value, ctypes.POINTER(_Methods)).contents
            ours = _Methods.from_buffer_copy(system)
            ours.write, ours.truncate = _WRITE(self.write), _TRUNCATE(self.truncate)
            ours.sync, ours.close = _SYNC(self.sync), _CLOSE(self.close)
            self._methods[slot.value] = system, ours
            self._methods[ctypes.addressof(ours)] = system, ours
        ctypes.cast(file, ctypes.POINTER(_P))[0] = ctypes.addressof(self._methods[slot.value][1])
        return result

    def delete(self, _vfs: int, path: int, synced: int) -> int:
        """Delete a file."""
        named = _path(path)
        name = named.name if named else ""
        self._log.add("d", name, 0)
        result: int = self._default.delete(ctypes.addressof(self._default), path, synced)
        if synced and not result:
            self._log.add("d", name, 1)
        return result

    def close(self, file: int) -> int:
        """Close a file."""
        system = self._system(file)
        self._names.pop(file, None)
        return int(system.close(file))

    def write(self, file: int, data: int, count: int, at: int) -> int:
        """Write to a file."""
        self._log.add("w", self._names[file], at, ctypes.string_at(data, count))
        return int(self._system(file).write(file, data, count, at))

    def truncate(self, file: int, size: int) -> int:
        """Give a file another size."""
        self._log.add("t", self._names[file], size)
        return int(self._system(file).truncate(file, size))

    def sync(self, file: int, flags: int) -> int:
        """Sync a file."""
        result = int(self._system(file).sync(file, flags))
        if not result:
            self._log.add("s", self._names[file])
        return result

    def _system(self, file: int) -> _Methods:
        address = ctypes.cast(file, ctypes.POINTER(_P)).contents.value
        return self._methods[address or 0][0]


def _path(pointer: int | None) -> Path | None:
    return Path(os.fsdecode(ctypes.string_at(pointer))) if pointer else None


@dataclass
class _File:
    """A file of the disk: what is synced of it, and what was done to it since."""

    synced: bytearray = field(default_factory=bytearray)
    since: list[Step] = field(default_factory=list)
    is_new_journal: bool = False


class Disk:
    """What a disk holds for certain while steps are played, and what besides it may hold."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {name: _File(bytearray(content)) for name, content in files.items()}
        self._synced = dict(self._files)
        self._since: list[tuple[str, _File | None]] = []  # what names came to mean

    def play(self, played: Iterable[Step]) -> None:
        """Play steps."""
        for step in played:
            file = self._files.get(step.name)
            if step.what == "c":
                self._files[step.name] = new = _File(is_new_journal=bool(step.at))
                self._since.append((step.name, new))
            elif step.what == "d":
                self._files.pop(step.name, None)
                self._since.append((step.name, None))
                if step.at:
                    self._sync_folder()
            elif file is not None and step.what == "s":
                for one in file.since:
                    _apply(file.synced, one)
                file.since.clear()
                if file.is_new_journal:
                    file.is_new_journal = False
                    self._sync_folder()
            elif file is not None and step.what in "wt":
                file.since.append(step)

    def _sync_folder(self) -> None:
        for name, file in self._since:
            _named(self._synced, name, file)
        self._since.clear()

    def survivors(self, chance: Random) -> dict[str, bytes]:
        """Return what the disk holds after a cut now: one of the many ways that are possible."""
        there = dict(self._synced)
        for name, file in self._since[: chance.randrange(len(self._since) + 1)]:
            _named(there, name, file)
        return {name: _survived(file, chance) for name, file in there.items()}


def _named(names: dict[str, _File], name: str, file: _File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file


def _survived(file: _File, chance: Random) -> bytes:
    """Return what a file holds after a cut."""
    kept = bytearray(file.synced)
    way = chance.choice(("nothing", "all", "the first", "any", "sectors"))
    first = chance.randrange(len(file.since) + 1)
    stale = chance.random() < 0.5
    for nth, step in enumerate(file.since):
        if way == "nothing" or (way == "the first" and nth >= first):
            break
        if way in {"any", "sectors"} and chance.random() < 0.5:
            continue
        if way == "sectors" and step.what == "w":
            for part in _sectors(step):
                if chance.random() < 0.7:
                    _apply(kept, part, chance if stale else None)
        else:
            _apply(kept, step, chance if stale else None)
    return bytes(kept)


def _sectors(step: Step) -> Iterator[Step]:
    """Give a write in the sectors of the disk that it touches."""
    start, end = step.at, step.at + len(step.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield step._replace(at=start, data=step.data[start - step.at : stop - step.at])
        start = stop


def _apply(content: bytearray, step: Step, stale: Random | None = None) -> None:
    """Do a step to a content; what lies between its end and a write beyond is stale, or zeros."""
    missing = step.at - len(content)
    if missing > 0:
        content += stale.randbytes(missing) if stale else bytes(missing)
    if step.what == "t":
        del content[step.at :]
    else:
        content[step.at : step.at + len(step.data)] = step.data
