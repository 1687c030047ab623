"""One desk of jobs for several processes: it is in one of them, and the others ask it.

Each question is a connection of its own over a socket of the machine, to which only processes that
have the key come: whoever asks needs to know nothing of a desk that was replaced since.
"""

from __future__ import annotations

import secrets
import threading
from contextlib import suppress
from dataclasses import replace
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from typing import TYPE_CHECKING, Any, NamedTuple

from layers.errors import BusyError, ZonewrightError
from layers.messages import Message
from service.jobs.job import Job

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

    from layers.store import Person
    from service.jobs.queue import JobDesk
    from service.jobs.requests import JobRequest, Scenarios

_WAITING = 128  # connections until they are taken on
_PATIENCE_S = 20.0


class DeskAddress(NamedTuple):
    """Where a desk is asked, and the key that whoever asks must have."""

    socket: str
    key: bytes


def listening(path: Path) -> tuple[Listener, DeskAddress]:
    """Return a listener at a path, at which a process of this one's may answer for a desk."""
    place, key = str(path), secrets.token_bytes(32)
    return Listener(place, "AF_UNIX", _WAITING, key), DeskAddress(place, key)


class SharedDesk:
    """The desk of another process, with the methods of `JobDesk`: a job is as it was when asked.

    Every method raises `BusyError` where the desk does not answer: it is there again in a moment.
    """

    def __init__(self, address: DeskAddress) -> None:
        self._address = address

    def start(
        self,
        asked: JobRequest,
        who: Person,
        scenarios: Scenarios | None = None,
        within_s: float | None = None,
    ) -> Job:
        """Take a job, as `JobDesk.start`."""
        return self._ask("start", asked, who, scenarios, within_s)  # type: ignore[no-any-return]

    def job(self, number: str, who: Person) -> Job:
        """Return a job that a person started, as `JobDesk.job`."""
        return self._ask("job", number, who)  # type: ignore[no-any-return]

    def jobs(self, who: Person) -> list[Job]:
        """Return the jobs of a person, the last first."""
        return self._ask("jobs", who)  # type: ignore[no-any-return]

    def cancel(self, number: str, who: Person) -> Job:
        """Cancel a job, as `JobDesk.cancel`."""
        return self._ask("cancel", number, who)  # type: ignore[no-any-return]

    def counts(self) -> dict[str, int]:
        """Return how many jobs of all persons wait and run, as `JobDesk.counts`."""
        return self._ask("counts")  # type: ignore[no-any-return]

    def file(self, number: str, who: Person) -> Path:
        """Return the file that a job of a person has written, as `JobDesk.file`."""
        return self._ask("file", number, who)  # type: ignore[no-any-return]

    def forget(self, number: str, who: Person) -> None:
        """End a job of which nobody wants anything any more, as `JobDesk.forget`."""
        self._ask("forget", number, who)

    def close(self) -> None:
        """Leave the desk to the others who ask it."""

    def _ask(self, method: str, *given: object) -> Any:  # noqa: ANN401  what the method returns
        try:
            where, key = self._address
            with Client(where, "AF_UNIX", authkey=key) as connection:
                connection.send((method, given))
                if not connection.poll(_PATIENCE_S):
                    raise TimeoutError
                answer = connection.recv()
        except (OSError, EOFError, AuthenticationError) as error:
            raise BusyError(Message("service-jobs-busy")) from error
        if isinstance(answer, ZonewrightError):
            raise answer
        return answer


def answer_for(desk: JobDesk, listener: Listener) -> None:
    """Answer for a desk, in threads, as long as this process lives."""
    threading.Thread(target=_accept, args=(listener, desk), daemon=True).start()


def _accept(listener: Listener, desk: JobDesk) -> None:
    while True:
        try:
            connection = listener.accept()
        except (OSError, EOFError, AuthenticationError):
            continue  # whoever asked is no more
        threading.Thread(target=_answer, args=(connection, desk), daemon=True).start()


def _answer(connection: Connection, desk: JobDesk) -> None:
    """Answer one question."""
    with connection, suppress(OSError, EOFError):  # where whoever asked is no more
        method, given = connection.recv()
        try:
            answer = getattr(desk, method)(*given)
        except ZonewrightError as error:
            answer = error
        if isinstance(answer, list):
            answer = [_told(job) for job in answer]
        connection.send(_told(answer) if isinstance(answer, Job) else answer)


def _told(job: Job) -> Job:
    """Return a job without the scenarios that its work was given."""
    return replace(job, scenarios={})
