"""A process that does the work of jobs: started, heard, stopped, killed; never left behind.

Both ends of a pipe talk. The service sends the work, or that it shall stop. The process sends how
far it is and, at last, the result, or the error that it ended with; then it may be given further
work, for which it keeps what it has measured. Where the service is gone, even killed, the pipe
breaks, and the process ends itself.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from contextlib import suppress
from functools import lru_cache
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

from geo import CoverageMeter
from geo.proposals import Stop
from layers.errors import JobError, OutOfMemoryError, ZonewrightError, of_library
from layers.messages import Message
from layers.runtime.bounded import confine, context_for
from layers.runtime.budget import Budget
from service.documents.coverage import plain

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

    from layers import Plan
    from service.jobs.requests import JobRequest, Scenarios

_GRACE_S = 5.0
_TOLD_EVERY_S = 0.2
_STOP = "stop"
_LESS_URGENT = 10  # than the questions of the page, by which the processor is shared


class Place(NamedTuple):
    """What work is given: scenarios that it names, where it may write, what it may spend."""

    scenarios: Scenarios
    folder: Path
    review_number: str | None
    seconds: float


class JobAnswer(NamedTuple):
    """What a process says: how far it is, its result, or the error that it ended with."""

    progress: dict[str, float] = {}  # noqa: RUF012  nobody changes it
    result: dict[str, Any] | None = None
    error: ZonewrightError | None = None
    is_last: bool = True


class JobProcess:
    """A process that does the work of one job after the other.

    `served` says how many jobs it was given, `is_idle` whether it did the last whole, `idle_since`
    from when on it waits for another.
    """

    def __init__(self, plan: Plan, gigabytes: float) -> None:
        context = context_for(__name__)
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, plan, gigabytes), daemon=True)
        self._process.start()
        theirs.close()
        self.served, self.is_idle, self.idle_since = 0, False, 0.0

    def begin(self, asked: JobRequest, given: Place) -> None:
        """Give the process its next work."""
        self.served, self.is_idle = self.served + 1, False
        with suppress(OSError):  # it has ended: so it is heard
            self._pipe.send((asked, given))

    def hear(self, seconds: float) -> JobAnswer | None:
        """Return what the process says within so many seconds; None where it says nothing."""
        try:
            answer: JobAnswer | None = self._pipe.recv() if self._pipe.poll(seconds) else None
        except (EOFError, OSError):
            return JobAnswer(error=OutOfMemoryError(Message("service-job-died")))
        if answer is not None:
            self.is_idle = answer.is_last and not isinstance(answer.error, JobError)
        return answer

    def stop(self) -> None:
        """Ask the process to end its work with what it has; it may take as long as it likes."""
        with suppress(OSError):  # it has ended
            self._pipe.send(_STOP)

    @property
    def is_alive(self) -> bool:
        """Return whether it can be given work."""
        return self._process.is_alive()

    def end(self) -> None:
        """Kill the process, if it still is, and free what belongs to it."""
        self._process.kill()
        self._process.join(_GRACE_S)
        self._pipe.close()


class _Teller:
    """What the work talks to, in its process."""

    def __init__(self, pipe: Connection) -> None:
        self.stop = Stop()
        self.progress: dict[str, float] = {}
        self.scenarios: Scenarios
        self.folder: Path
        self.review_number: str | None
        self._given: SimpleQueue[tuple[JobRequest, Place]] = SimpleQueue()
        self._left: Path | None = None
        self._pipe, self._told = pipe, -_TOLD_EVERY_S
        self._one = threading.Lock()
        self.meter = lru_cache(1)(CoverageMeter)

    def next_work(self) -> tuple[JobRequest, float]:
        """Wait for work; return it, and how many seconds it has."""
        asked, (self.scenarios, self.folder, self.review_number, seconds) = self._given.get()
        self.progress, self._told = {}, -_TOLD_EVERY_S
        return asked, seconds

    def tell(self, **figures: float) -> None:
        """Send how far the work is, not more often than somebody can read."""
        self.progress = plain(figures)
        if time.monotonic() - self._told >= _TOLD_EVERY_S:
            self._told = time.monotonic()
            self.send(JobAnswer(self.progress, is_last=False))

    def send(self, answer: JobAnswer) -> None:
        """Send an answer."""
        with self._one:
            self._pipe.send(answer)

    def listen(self) -> None:
        """Hear work, and that it shall stop; end the process where nobody is there any more."""
        try:
            while True:
                heard = self._pipe.recv()
                if heard == _STOP:
                    self.stop.asked = True
                else:
                    self.stop.asked = False
                    self._left = heard[1].folder.parent  # of all jobs of the service
                    self._given.put(heard)
        except (EOFError, OSError):
            if self._left is not None:
                shutil.rmtree(self._left, ignore_errors=True)
            os._exit(1)


def _work(pipe: Connection, plan: Plan, gigabytes: float) -> None:
    """Do work after work, and send what comes of each."""
    if hasattr(os, "nice"):
        os.nice(_LESS_URGENT)
    teller = _Teller(pipe)
    threading.Thread(target=teller.listen, daemon=True).start()
    confine(gigabytes)
    while True:
        asked, seconds = teller.next_work()
        try:
            with Budget(seconds).limiting():
                result = asked.work(plan, teller)
                answer = JobAnswer(teller.progress, None if result is None else plain(result))
        except Exception as error:
            ours = error if isinstance(error, ZonewrightError) else of_library(error)
            if ours is None:
                teller.send(JobAnswer(error=JobError(Message("service-failed"))))
                raise
            answer = JobAnswer(error=ours)
        teller.send(answer)
