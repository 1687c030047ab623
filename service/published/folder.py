"""The folder of a published site: made as a whole, replaced only where the program made it.

A list beside the files names each with its digest. A folder that holds anything else, or a file
that was changed since, is not replaced.
"""

import json
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from layers.errors import FullError, SourceError, of_full_disk
from layers.messages import Message
from layers.runtime.files import os_reason
from service.report.dossier.files import sha256

CONTENTS = "contents.json"
"""The list of a site's files."""


def check_own(folder: Path) -> None:
    """Check that a folder can be written: there is none, it is empty, or a site as it was written.

    Raises:
        SourceError: it holds something else, is a file, or would be in no folder.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise SourceError(Message("dossier-folder-file").in_file(folder))
    if not folder.resolve().parent.is_dir():
        raise SourceError(Message("file-folder-missing").in_file(folder.resolve().parent))
    if not folder.is_dir():
        return
    found = {
        file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if not file.is_dir()
    }
    listed = _listed(found.pop(CONTENTS, None))
    for name, file in sorted(found.items()):
        if file.is_symlink() or name not in listed or sha256(file.read_bytes()) != listed[name]:
            raise SourceError(Message("published-folder-taken", name=name).in_file(folder))


def _listed(file: Path | None) -> dict[str, str]:
    """Return the files that a list names, with their digests; none without a list."""
    try:
        listed = {} if file is None else json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return listed if isinstance(listed, dict) else {}


def write_site(files: Mapping[str, bytes], folder: Path) -> None:
    """Write a site and the list of its files, in place of an earlier one: whole or not at all.

    Raises:
        FullError: the disk is full.
        SourceError: the folder is not one that may be replaced, or cannot be written.
    """
    check_own(folder)
    folder = folder.resolve()
    beside = secrets.token_hex(4)
    temporary, former = (folder.with_name(f".{folder.name}-{beside}{end}") for end in ("", "-old"))
    listed = {name: sha256(content) for name, content in sorted(files.items())}
    contents = (json.dumps(listed, indent=1) + "\n").encode()
    try:
        for name, content in (*files.items(), (CONTENTS, contents)):
            path = temporary / PurePosixPath(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        check_own(folder)
        if folder.is_dir():
            folder.rename(former)
        try:
            temporary.rename(folder)
        except OSError:
            if former.is_dir():
                former.rename(folder)
            raise
    except OSError as error:
        if of_full_disk(error, temporary) is not None:
            raise FullError(Message("file-disk-full").in_file(folder)) from error
        raise SourceError(
            Message("file-unwritable", why=os_reason(error)).in_file(folder)
        ) from error
    finally:
        for one in (temporary, former):
            shutil.rmtree(one, ignore_errors=True)
