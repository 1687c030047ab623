"""The folder of a service that runs: what it writes for a while, gone with it, even where killed.

Its name tells which process it belongs to. Where its path is too long for sockets, they lie in a
further one of such a name in a short place. A process that was killed could not tidy up: whatever
service starts next on the machine removes the folders of those that are no more.
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
    """Give this process's folder, in which all its temporary files lie that are made in the block.

    It is removed when the process ends, as the last thing that is done (what `multiprocessing` has
    there goes before). A process that is forked within the block shares it, and leaves it there.

    Raises:
        SourceError: its path is too long for sockets, and there is no other place for them.
    """
    remove_abandoned()
    before = tempfile.tempdir
    temporary, short = tempfile.gettempdir(), short_folder(_ROOM)
    folder = _made(temporary)
    keep_sockets_in(folder if short == temporary else _made(short))
    tempfile.tempdir = folder
    try:
        yield Path(folder)
    finally:
        tempfile.tempdir = before


def remove_abandoned() -> None:
    """Remove the folders of services that are no more."""
    for place in {tempfile.gettempdir(), short_folder(_ROOM)}:
        for folder in Path(place).glob(f"{_PREFIX}*-*-*"):
            pid, began, _ = folder.name.removeprefix(_PREFIX).split("-", 2)
            if pid.isdecimal() and _identity(int(pid)) != f"{pid}-{began}":
                shutil.rmtree(folder, ignore_errors=True)


def _made(place: str) -> str:
    """Return a folder of this process's, made in a place; it goes with the process."""
    folder = tempfile.mkdtemp(prefix=f"{_PREFIX}{_identity(os.getpid())}-", dir=place)
    Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=_LAST)
    return folder


def _identity(pid: int) -> str | None:
    """Return what tells a process from all others, also later ones of its number; None: no more."""
    try:
        return f"{pid}-{int(psutil.Process(pid).create_time()):x}"
    except psutil.Error:
        return None
