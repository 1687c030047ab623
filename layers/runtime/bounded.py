"""Run a function in a separate process, with limits on time and memory, and return its result.

The process inherits nothing from its caller. It is forked from a fresh server process, started by
the first call, which has loaded only the modules that read files and that of the function; so calls
need not load them again. On Windows, which cannot fork, each process is spawned. It is killed when
its time is over. Its memory is limited where the system supports it (not on Windows), and it has no
network where the system lets a process leave it (Linux).

The folder for sockets between processes has a path short enough for them. The path of a socket has
about a hundred bytes at most. `multiprocessing` puts its sockets into the folder for temporary
files (`TMPDIR`), whatever the length of its path.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import util
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path
from typing import Any, TypeVar

from layers.errors import SourceError, ZonewrightError
from layers.messages import Message
from layers.runtime.budget import spend

if sys.platform != "win32":
    import resource
    from multiprocessing import forkserver

T = TypeVar("T")

_GIGABYTE = 1_000_000_000
_NEW_USER, _NEW_NETWORK = 0x1000_0000, 0x4000_0000  # flags of Linux's unshare
_GRACE_S = 5.0
_LOOKED_EVERY_S = 0.2
_QUIET, _READING = "layers.runtime.fork_server", "layers.importing"
_SAFE_PATH = "PYTHONSAFEPATH"
_FIRST, _STARTED = threading.Lock(), threading.Event()
_LONGEST = 107 if sys.platform == "linux" else 103
_ADDED = len("/pymp-abcdefgh/listener-abcdefgh")  # what multiprocessing adds
_SHORT = ("/tmp", "/var/tmp")  # noqa: S108  folders for temporary files, each made there by mkdtemp


class LimitError(SourceError):
    """Work that exceeded its limit of time or memory."""


def run_bounded(
    function: Callable[..., T], *arguments: object, seconds: float, gigabytes: float = 4.0
) -> T:
    """Return the result of a module's function called in a separate process.

    Arguments and result are pickled. Errors are raised unchanged. Inside such a process the
    function is called directly: the limits already apply.

    Raises:
        LimitError: it took too long or too much memory, or its process died.
        BudgetError: nobody waits for it any longer.
        Exception: what the function raises.
    """
    if multiprocessing.current_process().daemon:
        return function(*arguments)
    context = context_for(function.__module__)
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(
        target=_answer, args=(theirs, function, arguments, gigabytes), daemon=True
    )
    process.start()
    theirs.close()
    try:
        answer: Any = _received(ours, seconds)
    except (EOFError, OSError):
        answer = Message("file-limit-died")
    finally:
        process.kill()
        process.join(_GRACE_S)
        ours.close()
    if isinstance(answer, Message):
        raise LimitError(answer)
    if isinstance(answer, Exception):
        raise answer
    (value,) = answer
    return value  # type: ignore[no-any-return]


def _received(pipe: Connection, seconds: float) -> object:
    """Return what a process sends in time; raise if it sends nothing.

    Raises:
        BudgetError: nobody waits for it any longer.
    """
    end = time.monotonic() + seconds
    while not pipe.poll(min(_LOOKED_EVERY_S, max(end - time.monotonic(), 0.0))):
        spend()
        if time.monotonic() >= end:
            return Message("file-limit-time", seconds=seconds)
    return pipe.recv()


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


def _answer(
    pipe: Connection, function: Callable[..., Any], arguments: tuple[object, ...], gigabytes: float
) -> None:
    """Call the function and send its result in a tuple, the error it raises, or a message."""
    confine(gigabytes)
    answer: object
    try:
        answer = (function(*arguments),)
    except MemoryError:
        answer = Message("file-limit-memory", gigabytes=gigabytes)
    except Exception as error:  # noqa: BLE001  the caller raises it
        if not isinstance(error, ZonewrightError):
            error.add_note(traceback.format_exc())
        answer = error
    with suppress(BrokenPipeError), pipe:  # the caller has ended
        pipe.send(answer)


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
