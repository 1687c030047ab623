"""Zip archives: unpacked within limits, only the needed members, into a temporary folder.

Names in an archive never become paths: members are stored under numbers, one folder for each folder
of the archive.
"""

import tempfile
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from layers.errors import PlanError, SourceError, ZonewrightError, of_full_disk
from layers.formats.encodings import recognised
from layers.messages import Message, Param
from layers.plan.geopackage import short_reason

_MOST_BYTES = 4_000_000_000
"""Larger unpacked archives are refused."""

_MOST_MEMBERS = 10_000
_MOST_RATIO = 500  # deflate's limit is 1,032, used by zip bombs
_RATIO_FROM = 10_000_000  # bytes; smaller members are harmless
_LONGEST_NAME = 60  # characters: at most 240 bytes, of 255 in file systems
_UNSAFE = '/\\:*?"<>|'
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1


def check_archive(path: Path, archive: zipfile.ZipFile) -> None:
    """Check that an archive unpacks within the limits.

    Raises:
        PlanError: it does not, or a member has a password.
    """
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise PlanError(Message("format-archive-members", limit=_MOST_MEMBERS).in_file(path))
    whole = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if whole > _MOST_BYTES:
        raise PlanError(Message("file-archive-large", limit_bytes=_MOST_BYTES).in_file(path))
    if whole > _RATIO_FROM and whole > _MOST_RATIO * max(packed, 1):
        raise PlanError(Message("format-archive-bomb", limit=_MOST_RATIO).in_file(path))
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise PlanError(Message("format-archive-password").in_file(path))


@contextmanager
def unpacked(path: Path, suffixes: Collection[str]) -> Iterator[dict[str, Path]]:
    """Yield the paths of an archive's members with these suffixes, by member name.

    Members of one folder stay in one folder. Problems of readers name the archive and the member.

    Raises:
        SourceError: the archive cannot be read, or there is not enough space.
        PlanError: it is damaged, or exceeds the limits.
    """
    with tempfile.TemporaryDirectory(prefix="zonewright-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                check_archive(path, archive)
                members = _unpack(path, archive, Path(folder), suffixes)
        except OSError as error:
            if (full := of_full_disk(error)) is not None:
                raise full from error
            unreadable = Message("file-archive-unreadable", why=error.strerror or str(error))
            raise SourceError(unreadable.in_file(path)) from error
        except (zipfile.BadZipFile, RuntimeError, EOFError) as error:
            damaged = Message("file-archive-damaged", why=short_reason(error))
            raise PlanError(damaged.in_file(path)) from error
        places = {str(file): f"{path}/{name}" for name, file in members.items()}
        places |= {
            str(Path(place).parent): str(Path(name).parent) for place, name in places.items()
        }
        try:
            yield members
        except ZonewrightError as error:
            problems = [replace_paths(problem, places) for problem in error.problems]
            raise type(error)(problems) from error


def member_name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member; without the UTF-8 flag its encoding is detected, such as GBK.

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
    detected = recognised([raw])
    for encoding in ("utf-8", detected.name if detected else "cp437"):
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
    targets: dict[str, Path] = {}
    numbers: dict[PurePosixPath, int] = {}
    for member in archive.infolist():
        inside = PurePosixPath(member_name(member).replace("\\", "/"))
        hidden = any(part.startswith((".", "__MACOSX")) for part in inside.parts if part != "..")
        if member.is_dir() or hidden or inside.suffix.lower() not in suffixes:
            continue
        if str(inside) in targets:
            raise PlanError(Message("file-archive-repeats", name=inside.name).in_file(path))
        number = numbers.setdefault(inside.parent, len(numbers))
        kind = ".gdb" if inside.parent.suffix.lower() == ".gdb" else ""
        target = folder / f"{number}{kind}" / f"{plain_name(inside.stem)}{inside.suffix.lower()}"
        target.parent.mkdir(exist_ok=True)
        if target.exists():
            raise PlanError(Message("file-archive-repeats", name=inside.name).in_file(path))
        _copy(archive, member, target)
        targets[str(inside)] = target
    return targets


def plain_name(stem: str) -> str:
    """Return the last part of a name in a form valid on any file system.

    >>> plain_name("a/b*")
    'a_b_'
    """
    plain = (sign if sign.isprintable() and sign not in _UNSAFE else "_" for sign in stem)
    return "".join(plain)[-_LONGEST_NAME:]


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Unpack a member, never more bytes than it states."""
    with archive.open(member) as source, target.open("xb") as out:
        remaining = member.file_size
        while remaining > 0 and (block := source.read(min(remaining, 1 << 20))):
            out.write(block)
            remaining -= len(block)


def replace_paths(problem: Message, places: Mapping[str, str]) -> Message:
    """Return a problem with paths replaced by names, such as those of archive members."""
    filled = {name: _named_within(value, places) for name, value in problem.params.items()}
    return Message(problem.code, **filled)  # the code is that of an existing message


def _named_within(value: Param, places: Mapping[str, str]) -> Param:
    if isinstance(value, Message):
        return replace_paths(value, places)
    if isinstance(value, str):
        for place in sorted(places, key=len, reverse=True):
            value = value.replace(place, places[place])
    return value
