"""One job queue for several processes: one process has it, and the others call it.

Each call is a connection over a local socket, which requires a key. A caller keeps no state, so the
queue may be replaced meanwhile.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import replace
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any, NamedTuple

from layers.errors import EXHAUSTED, BusyError, ZonewrightError, of_library
from layers.messages import Message
from layers.store import Person
from service.jobs.job import Job
from service.jobs.queue import JobQueue
from service.jobs.requests import QueuedRequest, Scenarios

_WAITING = 128  # connections that may wait to be accepted
_PATIENCE_S = 20.0
_PAUSE_S = 0.5
_LOG = logging.getLogger(__name__)


class QueueAddress(NamedTuple):
    """The address of a queue, and the key that callers need."""

    socket: str
    key: bytes


def listening(path: Path) -> tuple[Listener, QueueAddress]:
    """Return a listener at a path, where a child process may serve a queue."""
    place, key = str(path), secrets.token_bytes(32)
    return Listener(place, "AF_UNIX", _WAITING, key), QueueAddress(place, key)


class SharedQueue:
    """The queue of another process, with the methods of `JobQueue`; a job is a copy of its state.

    Every method but `forget` raises `BusyError` if the queue does not answer: it is restarted in a
    moment.
    """

    def __init__(self, address: QueueAddress) -> None:
        self._address = address

    def start(
        self,
        request: QueuedRequest,
        who: Person,
        scenarios: Scenarios | None = None,
        within_s: float | None = None,
        *,
        is_raw: bool = False,
    ) -> Job:
        """Accept a job, as `JobQueue.start`."""
        return self._ask("start", request, who, scenarios, within_s, is_raw=is_raw)  # type: ignore[no-any-return]

    def job(self, number: str, who: Person) -> Job:
        """Return a job that a person started, as `JobQueue.job`."""
        return self._ask("job", number, who)  # type: ignore[no-any-return]

    def wait(self, number: str, who: Person, version: int, seconds: float) -> Job:
        """Return a job once it has another version, as `JobQueue.wait`."""
        return self._ask("wait", number, who, version, seconds)  # type: ignore[no-any-return]

    def jobs(self, who: Person) -> list[Job]:
        """Return the jobs of a person, newest first."""
        return self._ask("jobs", who)  # type: ignore[no-any-return]

    def cancel(self, number: str, who: Person) -> Job:
        """Cancel a job, as `JobQueue.cancel`."""
        return self._ask("cancel", number, who)  # type: ignore[no-any-return]

    def counts(self) -> dict[str, int]:
        """Return how many jobs of all persons wait and run, as `JobQueue.counts`."""
        return self._ask("counts")  # type: ignore[no-any-return]

    def file(self, number: str, who: Person) -> Path:
        """Return the file that a job of a person has written, as `JobQueue.file`."""
        return self._ask("file", number, who)  # type: ignore[no-any-return]

    def forget(self, number: str, who: Person) -> None:
        """End a job that is no longer needed, as `JobQueue.forget`.

        A queue that has ended has no jobs, and one that is late drops them after a time.
        """
        with suppress(BusyError):
            self._ask("forget", number, who)

    def close(self) -> None:
        """Do nothing: other processes use the queue."""

    def _ask(self, method: str, *args: object, **options: object) -> Any:  # noqa: ANN401  a result
        try:
            where, key = self._address
            with Client(where, "AF_UNIX", authkey=key) as connection:
                connection.send((method, args, options))
                if not connection.poll(_PATIENCE_S):
                    raise TimeoutError
                answer = connection.recv()
        except (OSError, EOFError, AuthenticationError) as error:
            raise BusyError(Message("service-jobs-busy")) from error
        if isinstance(answer, ZonewrightError):
            raise answer
        return answer


def answer_for(queue: JobQueue, listener: Listener) -> None:
    """Serve a queue in threads, as long as this process lives."""
    threading.Thread(target=_accept, args=(listener, queue), daemon=True).start()


def _accept(listener: Listener, queue: JobQueue) -> None:
    while True:
        try:
            connection = listener.accept()
        except (OSError, EOFError, AuthenticationError) as error:
            if isinstance(error, OSError) and error.errno in EXHAUSTED:
                _LOG.error("the job queue accepts no connection: %s", error)
                time.sleep(_PAUSE_S)
            continue  # else the caller has ended
        threading.Thread(target=_answer, args=(connection, queue), daemon=True).start()


def _answer(connection: Connection, queue: JobQueue) -> None:
    """Answer one call."""
    with connection, suppress(OSError, EOFError):  # if the caller has ended
        method, args, options = connection.recv()
        try:
            answer = getattr(queue, method)(*args, **options)
        except ZonewrightError as error:
            answer = error
        except OSError as error:
            answer = of_library(error) or BusyError(Message("service-jobs-busy"))
        if isinstance(answer, list):
            answer = [_without_scenarios(job) for job in answer]
        connection.send(_without_scenarios(answer) if isinstance(answer, Job) else answer)


def _without_scenarios(job: Job) -> Job:
    """Return a job without its scenarios."""
    return replace(job, scenarios={})
