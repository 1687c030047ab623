"""Zip archives: unpacked only within bounds, only what is read, into a folder that does not last.

A name in an archive never becomes a path: members are laid out under numbers, one folder for each
folder of the archive.
"""

from __future__ import annotations

import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from layers.errors import PlanError, SourceError, ZonewrightError, of_full_disk
from layers.formats.encodings import recognised
from layers.messages import Message
from layers.plan.geopackage import short_reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from layers.messages import Param

MOST_BYTES = 4_000_000_000
"""An archive that unpacks to more is not read."""

_MOST_MEMBERS = 10_000
_MOST_RATIO = 500  # deflate itself can do 1,032, as bombs do
_RATIO_FROM = 10_000_000  # bytes; less is harmless
_LONGEST_NAME = 60  # characters: 240 bytes at most, of 255 that file systems hold
_UNSAFE = '/\\:*?"<>|'
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1


def check_archive(path: Path, archive: zipfile.ZipFile) -> None:
    """Check that an archive unpacks within bounds.

    Raises:
        PlanError: it does not, or a member has a password.
    """
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise PlanError(Message("format-archive-members", limit=_MOST_MEMBERS).in_file(path))
    whole = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if whole > MOST_BYTES:
        raise PlanError(Message("file-archive-large", limit_bytes=MOST_BYTES).in_file(path))
    if whole > _RATIO_FROM and whole > _MOST_RATIO * max(packed, 1):
        raise PlanError(Message("format-archive-bomb", limit=_MOST_RATIO).in_file(path))
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise PlanError(Message("format-archive-password").in_file(path))


@contextmanager
def unpacked(path: Path, suffixes: Collection[str]) -> Iterator[dict[str, Path]]:
    """Give the members of an archive with these suffixes: where each lies, by its name within.

    Members that lie together in the archive lie together here. Problems that readers find in them
    are told of the archive and the name within.

    Raises:
        SourceError: the archive cannot be read, or there is no room for what it holds.
        PlanError: it is damaged, or unpacks beyond the bounds.
    """
    with tempfile.TemporaryDirectory(prefix="zonewright-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                check_archive(path, archive)
                there = _unpack(path, archive, Path(folder), suffixes)
        except OSError as error:
            if (full := of_full_disk(error)) is not None:
                raise full from error
            unreadable = Message("file-archive-unreadable", why=error.strerror or str(error))
            raise SourceError(unreadable.in_file(path)) from error
        except (zipfile.BadZipFile, RuntimeError, EOFError) as error:
            damaged = Message("file-archive-damaged", why=short_reason(error))
            raise PlanError(damaged.in_file(path)) from error
        places = {str(file): f"{path}/{name}" for name, file in there.items()}
        places |= {
            str(Path(place).parent): str(Path(name).parent) for place, name in places.items()
        }
        try:
            yield there
        except ZonewrightError as error:
            problems = [told_within(problem, places) for problem in error.problems]
            raise type(error)(problems) from error


def member_name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member; one not said to be UTF-8 is as Windows packs, such as in GBK.

    >>> info = zipfile.ZipInfo("片区.shp".encode("gbk").decode("cp437"))
    >>> member_name(info)
    '片区.shp'
    """
    if member.flag_bits & _UTF8_NAME or member.filename.isascii():
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    found = recognised([raw])
    for encoding in ("utf-8", found.name if found else "cp437"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _unpack(
    path: Path, archive: zipfile.ZipFile, folder: Path, suffixes: Collection[str]
) -> dict[str, Path]:
    """Unpack the members of these suffixes.

    Raises:
        PlanError: two have one name.
    """
    there: dict[str, Path] = {}
    numbers: dict[PurePosixPath, int] = {}
    for member in archive.infolist():
        inside = PurePosixPath(member_name(member).replace("\\", "/"))
        hidden = any(part.startswith((".", "__MACOSX")) for part in inside.parts if part != "..")
        if member.is_dir() or hidden or inside.suffix.lower() not in suffixes:
            continue
        if str(inside) in there:
            raise PlanError(Message("file-archive-repeats", name=inside.name).in_file(path))
        number = numbers.setdefault(inside.parent, len(numbers))
        kind = ".gdb" if inside.parent.suffix.lower() == ".gdb" else ""
        target = folder / f"{number}{kind}" / f"{plain_name(inside.stem)}{inside.suffix.lower()}"
        target.parent.mkdir(exist_ok=True)
        if target.exists():
            raise PlanError(Message("file-archive-repeats", name=inside.name).in_file(path))
        _copy(archive, member, target)
        there[str(inside)] = target
    return there


def plain_name(stem: str) -> str:
    """Return the end of a name as one that any file system holds.

    >>> plain_name("a/b*")
    'a_b_'
    """
    plain = (sign if sign.isprintable() and sign not in _UNSAFE else "_" for sign in stem)
    return "".join(plain)[-_LONGEST_NAME:]


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Unpack a member, never more bytes than it says."""
    with archive.open(member) as source, target.open("xb") as out:
        left = member.file_size
        while left > 0 and (block := source.read(min(left, 1 << 20))):
            out.write(block)
            left -= len(block)


def told_within(problem: Message, places: Mapping[str, str]) -> Message:
    """Return a problem with other names in place of paths, as those of members of an archive."""
    filled = {name: _named_within(value, places) for name, value in problem.params.items()}
    return Message(problem.code, **filled)  # the code is that of a message already made


def _named_within(value: Param, places: Mapping[str, str]) -> Param:
    if isinstance(value, Message):
        return told_within(value, places)
    if isinstance(value, str):
        for place in sorted(places, key=len, reverse=True):
            value = value.replace(place, places[place])
    return value
