"""The process of a service: its memory, its log, its listener and its folder of temporary files.

The folder's name identifies the process. If its path is too long for sockets, they are in a second
folder of the same kind with a short path. A killed process cannot clean up: the next service that
starts on the machine removes the folders of processes that no longer exist.
"""

import ctypes
import errno
import gc
import ipaddress
import logging
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TypeAlias

import psutil

from layers.errors import SourceError
from layers.messages import Message
from layers.runtime.worker import keep_sockets_in, short_folder
from service.api.errors import OUTAGES
from service.api.observing import log_to, log_to_stdout
from service.configuration import Configuration
from service.jobs import shared
from service.server.connections import OncePerKind

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
_GARBAGE_AFTER = 50_000  # objects created since the last collection, instead of 700
_PREFIX = "zonewright-"
_ROOM = len(f"/{_PREFIX}4194304-ffffffff-abcdefgh")
_LAST = -200  # multiprocessing removes its own folder at -100


def set_up_process(settings: Configuration) -> None:
    """Configure the memory of this process and its log of requests.

    Raises:
        SourceError: it cannot have workers, or the log cannot be written.
    """
    _keep_few_arenas()
    collect_seldom()
    if settings["workers"] > 1 and not hasattr(os, "fork"):
        raise SourceError(Message("cli-workers-need-fork"))
    file: Path | None = settings["access_log"]
    if file is not None:
        try:
            log_to(None if str(file) == "-" else file)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            unwritable = Message("cli-access-log-unwritable", reason=reason)
            raise SourceError(unwritable.in_file(file)) from error


def _keep_few_arenas() -> None:
    """Limit malloc to two arenas for all threads: each arena retains the memory that it freed."""
    if sys.platform == "linux":
        with suppress(AttributeError):  # a C library other than glibc
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def collect_seldom() -> None:
    """Make Python's garbage collector run rarely, because it blocks all answers.

    Each handling of a zone of 60,000 vertices creates as many objects, which would trigger a full
    collection.
    """
    gc.set_threshold(_GARBAGE_AFTER)


def listen(address: Address, port: int) -> socket.socket:
    """Return a socket that already listens on an address of this machine.

    Raises:
        SourceError: the address is not this machine's, or the port is taken or not allowed.
    """
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    # TCP is named, because asyncio sets TCP_NODELAY only on such a socket; without it the second
    # half of every answer waits 40 ms for the browser to acknowledge the first
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # on Windows SO_REUSEADDR would let two programs listen on one port
    alone = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
    listener.setsockopt(socket.SOL_SOCKET, alone, 1)
    try:
        listener.bind((str(address), port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise SourceError(Message("cli-host-not-here", host=str(address))) from error
        if error.errno == errno.EADDRINUSE:
            raise SourceError(Message("cli-port-taken", port=port)) from error
        reason = error.strerror or str(error)
        raise SourceError(Message("cli-port-unusable", port=port, reason=reason)) from error
    return listener


def own_names(listener: socket.socket) -> tuple[str, ...]:
    """Return the host names of loopback.

    A page of another host must not reach the local planner by resolving its name to this address.
    """
    return ("localhost", "127.0.0.1", "::1", "[::1]", str(listener.getsockname()[0]))


def url_of(listener: socket.socket) -> str:
    """Return the URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def log_seldom() -> None:
    """Write the log of a service as JSON, with repeated messages limited."""
    log_to_stdout()
    seldom = OncePerKind()
    for name in ("asyncio", "uvicorn.error", OUTAGES, shared.__name__):
        logging.getLogger(name).addFilter(seldom)


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
    """Return the identity of a process, even if its number is reused; None if it has ended."""
    try:
        return f"{pid}-{int(psutil.Process(pid).create_time()):x}"
    except psutil.Error:
        return None
