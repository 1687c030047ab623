"""Run a function in a process of its own, bounded in time and memory, and give what it returns.

The process inherits nothing of its caller. It is forked from one that the first call starts anew,
with no more in it than the modules by which files are read and that of the call's function, so that
no call need load them again; on Windows, which cannot fork, each is started anew. It is killed when
its time is over. Its memory is bounded where the system can bound a process (not on Windows), and
it is kept off the network where the system lets a process cut itself off (Linux).
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import sys
import threading
import time
import traceback
from typing import TYPE_CHECKING, Any, TypeVar

from layers.errors import SourceError, ZonewrightError
from layers.messages import Message
from layers.runtime.budget import spend
from layers.runtime.sockets import keep_sockets_in, short_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, SpawnContext

if sys.platform != "win32":
    import resource
    from multiprocessing import forkserver

T = TypeVar("T")

_GIGABYTE = 1_000_000_000
_NEW_USER, _NEW_NETWORK = 0x1000_0000, 0x4000_0000  # flags of Linux's unshare
_GRACE_S = 5.0
_LOOKED_EVERY_S = 0.2
_READING = "layers.importing"
_SAFE_PATH = "PYTHONSAFEPATH"
_FIRST, _STARTED = threading.Lock(), threading.Event()


class LimitError(SourceError):
    """Work that took more time or memory than it may."""


def run_bounded(
    function: Callable[..., T], *given: object, seconds: float, gigabytes: float = 4.0
) -> T:
    """Return what a function of a module returns, called in a process of its own.

    What is given and what comes back is pickled. An error is raised as it is. Within
    such a process the function is called at once: its bounds hold there already.

    Raises:
        LimitError: it took longer, or more memory, or its process died.
        BudgetError: nobody waits for it any more.
        Exception: what the function raises.
    """
    if multiprocessing.current_process().daemon:
        return function(*given)
    context = context_for(function.__module__)
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(
        target=_answer, args=(theirs, function, given, gigabytes), daemon=True
    )
    process.start()
    theirs.close()
    try:
        answer: Any = _heard(ours, seconds)
    except EOFError:
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


def _heard(pipe: Connection, seconds: float) -> object:
    """Return what a process sends within its time; what it has not.

    Raises:
        BudgetError: nobody waits for it any more.
    """
    end = time.monotonic() + seconds
    while not pipe.poll(min(_LOOKED_EVERY_S, max(end - time.monotonic(), 0.0))):
        spend()
        if time.monotonic() >= end:
            return Message("file-limit-time", seconds=seconds)
    return pipe.recv()


def context_for(module: str) -> ForkServerContext | SpawnContext:
    """Return how a process is started: forked, where possible, from one that has a module loaded.

    That one ends with this process. No file of the folder in which this process runs passes there
    for a module of the same name.

    Raises:
        SourceError: there is no folder for its sockets.
    """
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    with _FIRST:
        if not _STARTED.is_set():
            context.set_forkserver_preload([_READING, module])
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
    pipe: Connection, function: Callable[..., Any], given: tuple[object, ...], gigabytes: float
) -> None:
    """Call the function, and send a tuple of what it returns, the error it raises, or a message."""
    confine(gigabytes)
    answer: object
    try:
        answer = (function(*given),)
    except MemoryError:
        answer = Message("file-limit-memory", gigabytes=gigabytes)
    except Exception as error:  # noqa: BLE001  it is raised where it was called
        if not isinstance(error, ZonewrightError):
            error.add_note(traceback.format_exc())
        answer = error
    pipe.send(answer)
    pipe.close()


def confine(gigabytes: float) -> None:
    """Bound the memory of this process, and keep it off the network, as far as the system lets."""
    os.environ["GDAL_HTTP_PROXY"] = "127.0.0.1:9"  # to nowhere, where the network stays reachable
    _leave_network()
    if sys.platform != "win32":
        most = int(gigabytes * _GIGABYTE)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _leave_network() -> None:
    """Leave the network, where Linux lets the process do so."""
    if sys.platform == "linux":
        unshare = ctypes.CDLL(None).unshare
        if unshare(_NEW_NETWORK):  # which needs rights, or a user of its own
            unshare(_NEW_USER | _NEW_NETWORK)
