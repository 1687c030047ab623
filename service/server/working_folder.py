"""The folder for a service's temporary files, removed with it, even after a kill.

Its name identifies its process. If its path is too long for sockets, they are in a second folder of
the same kind with a short path. A killed process cannot clean up: the next service that starts on
the machine removes the folders of processes that no longer exist.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from layers.runtime.sockets import keep_sockets_in, short_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "zonewright-"
_ROOM = len(f"/{_PREFIX}4194304-ffffffff-abcdefgh")
_LAST = -200  # multiprocessing removes its own folder at -100


@contextmanager
def working_folder() -> Iterator[Path]:
    """Yield this process's folder, for all temporary files created in the block.

    It is removed as the last step of the process's exit (after the files of `multiprocessing`). A
    process that is forked within the block shares it, and does not remove it.

    Raises:
        SourceError: its path is too long for sockets, and there is no shorter one.
    """
    remove_abandoned()
    before = tempfile.tempdir
    temporary, short = tempfile.gettempdir(), short_folder(_ROOM)
    folder = _new_folder(temporary)
    keep_sockets_in(folder if short == temporary else _new_folder(short))
    tempfile.tempdir = folder
    try:
        yield Path(folder)
    finally:
        tempfile.tempdir = before


def remove_abandoned() -> None:
    """Remove the folders of services that no longer run."""
    for place in {tempfile.gettempdir(), short_folder(_ROOM)}:
        for folder in Path(place).glob(f"{_PREFIX}*-*-*"):
            pid, began, _ = folder.name.removeprefix(_PREFIX).split("-", 2)
            if pid.isdecimal() and _identity(int(pid)) != f"{pid}-{began}":
                shutil.rmtree(folder, ignore_errors=True)


def _new_folder(place: str) -> str:
    """Create a folder of this process in a place; it is removed with the process."""
    folder = tempfile.mkdtemp(prefix=f"{_PREFIX}{_identity(os.getpid())}-", dir=place)
    Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=_LAST)
    return folder


def _identity(pid: int) -> str | None:
    """Return what identifies a process, even if its number is reused; None if it has ended."""
    try:
        return f"{pid}-{int(psutil.Process(pid).create_time()):x}"
    except psutil.Error:
        return None
