"""Writing zip archives deterministically."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time in an archive
_READABLE = 0o644 << 16
_UNIX = 3


def pack(path: Path, members: Mapping[str, bytes]) -> None:
    """Write an archive of members by name, in order, all with the same time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = _READABLE
            member.create_system = _UNIX
            archive.writestr(member, content)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files in a folder, at any depth, by relative name, sorted."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
