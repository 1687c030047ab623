"""The folder for sockets between processes, with a path short enough for them.

The path of a socket has about a hundred bytes at most. `multiprocessing` puts its sockets into the
folder for temporary files (`TMPDIR`), whatever the length of its path.
"""

from __future__ import annotations

import os
import sys
import tempfile
from multiprocessing import util
from pathlib import Path

from layers.errors import SourceError
from layers.messages import Message

_LONGEST = 107 if sys.platform == "linux" else 103
_ADDED = len("/pymp-abcdefgh/listener-abcdefgh")  # what multiprocessing adds
_SHORT = ("/tmp", "/var/tmp")  # noqa: S108  folders for temporary files, each made there by mkdtemp


def short_folder(room: int = 0) -> str:
    """Return the folder for temporary files, or a shorter one if its path is too long.

    `room` is the number of bytes that are added to its path before the sockets.

    Raises:
        SourceError: there is no shorter one.
    """
    folder, most = tempfile.gettempdir(), _LONGEST - _ADDED - room
    if sys.platform == "win32" or len(os.fsencode(folder)) <= most:
        return folder
    for place in _SHORT:
        if os.access(place, os.W_OK | os.X_OK):
            return place
    raise SourceError(Message("file-sockets-deep", folder=folder, limit=most, short=_SHORT))


def keep_sockets_in(folder: str) -> Path:
    """Return the folder for the sockets of this process and of its children.

    It is created within a folder unless it exists, and removed with this process.
    """
    before, tempfile.tempdir = tempfile.tempdir, folder
    try:
        return Path(util.get_temp_dir())
    finally:
        tempfile.tempdir = before
