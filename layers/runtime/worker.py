"""A process beside this one that works for it: started, asked, killed, never orphaned.

All long work runs in such processes: jobs in ones that are kept for further work (`service.jobs`),
files of strangers each in one of its own, which ends with the file (`layers.runtime.bounded`).

A process inherits nothing from its caller. It is forked from a fresh server process, started by the
first call, which has loaded only the modules that read files and that of the first work. On
Windows, which cannot fork, each process is spawned. Its memory is limited where the system supports
it (not on Windows), and it has no network where the system lets a process leave it (Linux).

The folder for sockets between processes has a path short enough for them. The path of a socket has
about a hundred bytes at most. `multiprocessing` puts its sockets into the folder for temporary
files (`TMPDIR`), even if its path is too long.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import util
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path
from typing import Any

from layers.errors import SourceError, exhausted
from layers.messages import Message

if sys.platform != "win32":
    import resource
    from multiprocessing import forkserver

_GIGABYTE = 1_000_000_000
_NEW_USER, _NEW_NETWORK = 0x1000_0000, 0x4000_0000  # flags of Linux's unshare
_GRACE_S = 5.0
_FILES = 16  # that a start opens in this process, and some that others may open meanwhile
_QUIET, _READING = "layers.runtime.fork_server", "layers.importing"
_SAFE_PATH = "PYTHONSAFEPATH"
_FIRST, _STARTED = threading.Lock(), threading.Event()
_LONGEST = 107 if sys.platform == "linux" else 103
_ADDED = len("/pymp-abcdefgh/listener-abcdefgh")  # what multiprocessing adds
_SHORT = ("/tmp", "/var/tmp")  # noqa: S108  folders for temporary files, each made there by mkdtemp


class WorkerProcess:
    """A process that runs `function(pipe, *arguments)`, and this end of the pipe.

    The first one loads the module `loads`, by default that of the function, for all further ones.

    Raises:
        BusyError: the system has no files or processes left to start it.
    """

    def __init__(
        self, function: Callable[..., None], *arguments: object, loads: str | None = None
    ) -> None:
        try:
            _check_free_files()
            context = context_for(loads or function.__module__)
            self._pipe, theirs = context.Pipe()
            with theirs:
                self._process = context.Process(
                    target=function, args=(theirs, *arguments), daemon=True
                )
                self._process.start()
        except SourceError:
            raise
        except (OSError, EOFError) as error:
            raise exhausted(error) from error

    def send(self, work: object) -> None:
        """Send work to the process; if it has ended, `receive` raises it."""
        with suppress(OSError):
            self._pipe.send(work)

    def receive(self, seconds: float) -> Any:  # noqa: ANN401  any value it sends
        """Return the value that the process sends within `seconds`, None if it sends nothing.

        Raises:
            EOFError: it has ended.
        """
        try:
            return self._pipe.recv() if self._pipe.poll(seconds) else None
        except OSError as error:
            raise EOFError from error

    @property
    def is_alive(self) -> bool:
        """Return whether it can take work."""
        return self._process.is_alive()

    def end(self) -> None:
        """Kill the process if it still runs, and free its resources."""
        self._process.kill()
        self._process.join(_GRACE_S)
        self._pipe.close()


def _check_free_files() -> None:
    """Check that this process may open as many files as a start needs.

    A start that fails halfway would leave some of its files open.

    Raises:
        OSError: it may not.
    """
    files: list[int] = []
    try:
        files.extend(os.open(os.devnull, os.O_RDONLY) for _ in range(_FILES))
    finally:
        for each in files:
            os.close(each)


def context_for(module: str) -> ForkServerContext | SpawnContext:
    """Return how to start processes: if possible, forked from a server that has a module loaded.

    The server ends with this process. Files of the working folder cannot shadow modules there.

    Raises:
        SourceError: there is no folder for its sockets.
    """
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    with _FIRST:
        if not _STARTED.is_set():
            context.set_forkserver_preload([_QUIET, _READING, module])
            before = os.environ.get(_SAFE_PATH)
            os.environ[_SAFE_PATH] = "1"
            keep_sockets_in(short_folder())
            forkserver.ensure_running()
            if before is None:
                del os.environ[_SAFE_PATH]
            else:
                os.environ[_SAFE_PATH] = before
            _STARTED.set()
    return context


def confine(gigabytes: float) -> None:
    """Limit the memory of this process and leave the network, as far as the system supports it.

    It ignores an interrupt, which a terminal sends to all processes: its caller ends it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["GDAL_HTTP_PROXY"] = "127.0.0.1:9"  # a dead end, in case the network stays reachable
    _leave_network()
    if sys.platform != "win32":
        most = int(gigabytes * _GIGABYTE)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _leave_network() -> None:
    """Leave the network if Linux permits it."""
    if sys.platform == "linux":
        unshare = ctypes.CDLL(None).unshare
        if unshare(_NEW_NETWORK):  # needs privileges, or a user namespace
            unshare(_NEW_USER | _NEW_NETWORK)


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
