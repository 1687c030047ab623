"""A process that does the work of jobs: it is started, polled, stopped or killed, never orphaned.

The two processes use a pipe. The service sends work, or a request to stop. The process sends its
progress and, at the end, the result or the error; then it may get further work, for which it keeps
its measurements. If the service ends, even if it is killed, the pipe breaks and the process exits.
"""

import os
import shutil
import threading
import time
from contextlib import suppress
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

from geo import CoverageMeter
from geo.proposals import Stop
from layers import Plan
from layers.errors import JobError, OutOfMemoryError, ZonewrightError, of_library
from layers.messages import Language, Message
from layers.runtime.budget import Budget
from layers.runtime.worker import WorkerProcess, confine
from service.documents.coverage import plain
from service.jobs.job import JobLimits
from service.jobs.requests import QueuedRequest, Scenarios

if TYPE_CHECKING:
    from service.report.maps import Maps

_REPORTED_EVERY_S = 0.2
_STOP = "stop"


class WorkInputs(NamedTuple):
    """The inputs of work: the named scenarios, its folder, its time limit."""

    scenarios: Scenarios
    folder: Path
    review_number: str | None
    seconds: float


class JobAnswer(NamedTuple):
    """A message of a process: its progress, its result, or its error."""

    progress: dict[str, Any] = {}  # noqa: RUF012  never modified
    result: dict[str, Any] | None = None
    error: ZonewrightError | None = None
    is_last: bool = True


class JobProcess(WorkerProcess):
    """A process that does the work of one job after another.

    `served` is the number of jobs it was given, `is_idle` whether it finished the last one,
    `idle_since` the time from which it waits for another.
    """

    def __init__(self, plan: Plan, limits: JobLimits) -> None:
        super().__init__(_work, plan, limits)
        self.served, self.is_idle, self.idle_since = 0, False, 0.0

    def begin(self, request: QueuedRequest, place: WorkInputs) -> None:
        """Give the process its next work."""
        self.served, self.is_idle = self.served + 1, False
        self.send((request, place))

    def hear(self, seconds: float) -> JobAnswer | None:
        """Return the next message of the process within `seconds`; None if there is none."""
        try:
            answer: JobAnswer | None = self.receive(seconds)
        except EOFError:
            return JobAnswer(error=OutOfMemoryError(Message("service-job-died")))
        if answer is not None:
            self.is_idle = answer.is_last and not isinstance(answer.error, JobError)
        return answer

    def stop(self) -> None:
        """Request the process to end its work with its best answer, without a time limit."""
        self.send(_STOP)


class _Reporter:
    """The work's end of the pipe, in its process."""

    def __init__(self, pipe: Connection) -> None:
        self.stop = Stop()
        self.progress: dict[str, Any] = {}
        self.scenarios: Scenarios
        self.folder: Path
        self.review_number: str | None
        self._requests: SimpleQueue[tuple[QueuedRequest, WorkInputs]] = SimpleQueue()
        self._left: Path | None = None
        self._pipe, self._last_sent = pipe, -_REPORTED_EVERY_S
        self._one = threading.Lock()
        self.meter = lru_cache(1)(CoverageMeter)
        self.maps = lru_cache(2)(_maps)

    def next_work(self) -> tuple[QueuedRequest, float]:
        """Wait for work; return it with its time limit in seconds."""
        request, (self.scenarios, self.folder, self.review_number, seconds) = self._requests.get()
        self.progress, self._last_sent = {}, -_REPORTED_EVERY_S
        return request, seconds

    def report(self, land: dict[str, Any] | None = None, **figures: float) -> None:
        """Send the progress of the work, at a bounded rate."""
        self.progress = plain(figures) | ({} if land is None else {"land": land})
        if time.monotonic() - self._last_sent >= _REPORTED_EVERY_S:
            self._last_sent = time.monotonic()
            self.send(JobAnswer(self.progress, is_last=False))

    def send(self, answer: JobAnswer) -> None:
        """Send an answer, unless the service has ended, of which `listen` learns."""
        with self._one, suppress(BrokenPipeError):
            self._pipe.send(answer)

    def listen(self) -> None:
        """Receive work and stop requests; end the process if the service has ended."""
        try:
            while True:
                heard = self._pipe.recv()
                if heard == _STOP:
                    self.stop.requested = True
                else:
                    self.stop.requested = False
                    self._left = heard[1].folder.parent  # the folder of all jobs of the service
                    self._requests.put(heard)
        except (EOFError, OSError):
            if self._left is not None:
                shutil.rmtree(self._left, ignore_errors=True)
            os._exit(1)


def _maps(plan: Plan, language: Language) -> "Maps":
    from service.report.maps import Maps  # noqa: PLC0415  slow to load

    return Maps(plan, language)


def _work(pipe: Connection, plan: Plan, limits: JobLimits) -> None:
    """Do one work after another, and send the result of each."""
    if hasattr(os, "nice"):
        os.nice(limits.niceness)
    reporter = _Reporter(pipe)
    threading.Thread(target=reporter.listen, daemon=True).start()
    confine(limits.gigabytes)
    while True:
        request, seconds = reporter.next_work()
        try:
            with Budget(seconds).limiting():
                result = request.work(plan, reporter)
                answer = JobAnswer(reporter.progress, None if result is None else plain(result))
        except Exception as error:
            ours = error if isinstance(error, ZonewrightError) else of_library(error)
            if ours is None:
                reporter.send(JobAnswer(error=JobError(Message("service-failed"))))
                raise
            answer = JobAnswer(error=ours)
        reporter.send(answer)
