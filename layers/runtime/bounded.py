"""Run a function of a stranger's file in a process of its own, with limits on time and memory.

The process ends with its result (`layers.runtime.worker`), so that no file meets what another left.
It is killed when its time is up.
"""

import multiprocessing
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from layers.errors import SourceError, ZonewrightError
from layers.messages import Message
from layers.runtime.budget import spend
from layers.runtime.worker import WorkerProcess, confine

T = TypeVar("T")

_LOOKED_EVERY_S = 0.2


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
        BudgetError: the request was cancelled.
        BusyError: the system has no files or processes left for it.
        Exception: any error of the function.
    """
    if multiprocessing.current_process().daemon:
        return function(*arguments)
    process = WorkerProcess(_answer, function, arguments, gigabytes, loads=function.__module__)
    try:
        answer = _received(process, seconds)
    except EOFError:
        answer = Message("file-limit-died")
    finally:
        process.end()
    if isinstance(answer, Message):
        raise LimitError(answer)
    if isinstance(answer, Exception):
        raise answer
    (value,) = answer
    return value  # type: ignore[no-any-return]


def _received(process: WorkerProcess, seconds: float) -> Any:  # noqa: ANN401  a result, an error
    """Return the value that a process sends in time, a message if it sends nothing.

    Raises:
        BudgetError: the request was cancelled.
        EOFError: it has ended.
    """
    end = time.monotonic() + seconds
    while (answer := process.receive(min(_LOOKED_EVERY_S, max(end - time.monotonic(), 0)))) is None:
        spend()
        if time.monotonic() >= end:
            return Message("file-limit-time", seconds=seconds)
    return answer


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
