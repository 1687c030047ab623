"""The folder of a service that runs: what it writes for a while, gone with it, even where killed.

Its name tells which process it belongs to, and is short, for sockets lie in it. A process that was
killed could not tidy up: whatever service starts next on the machine removes the folders of those
that are no more.
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

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "zonewright-"
_LAST = -200  # multiprocessing removes its own folder at -100


@contextmanager
def working_folder() -> Iterator[Path]:
    """Give this process's folder, in which all its temporary files lie that are made in the block.

    It is removed when the process ends, as the last thing that is done (what `multiprocessing` has
    there goes before). A process that is forked within the block shares it, and leaves it there.
    """
    remove_abandoned()
    before = tempfile.tempdir
    folder = tempfile.mkdtemp(prefix=f"{_PREFIX}{_identity(os.getpid())}-")
    Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=_LAST)
    tempfile.tempdir = folder
    try:
        yield Path(folder)
    finally:
        tempfile.tempdir = before


def remove_abandoned() -> None:
    """Remove the folders of services that are no more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*-*"):
        pid, began, _ = folder.name.removeprefix(_PREFIX).split("-", 2)
        if pid.isdecimal() and _identity(int(pid)) != f"{pid}-{began}":
            shutil.rmtree(folder, ignore_errors=True)


def _identity(pid: int) -> str | None:
    """Return what tells a process from all others, also later ones of its number; None: no more."""
    try:
        return f"{pid}-{int(psutil.Process(pid).create_time()):x}"
    except psutil.Error:
        return None
