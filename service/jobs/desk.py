"""The desk of jobs: takes them, lets a few run at once, knows how far each is, and ends them.

Whoever has fewest jobs running comes first, then who waits longest. A job that nobody asked after
for a while is cancelled; one that has ended is forgotten after a longer while. `close` ends all.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from layers.errors import BusyError, TooManyError, UnknownError
from layers.messages import Message
from layers.schema import LAYERS
from service.jobs.process import Answer, JobProcess

if TYPE_CHECKING:
    from layers import Plan
    from layers.store import Person
    from service.jobs.kinds import Asked

State = Literal["waiting", "running", "done", "failed", "cancelled"]
_OPEN = ("waiting", "running")
_TICK_S = 0.2
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """How many jobs there may be, and how long each is kept.

    `running` at once; `of_one` and `in_all` waiting or running, of one person and of all.
    `unasked_s` is how long a job goes on that nobody asks after, `kept_s` how long one that has
    ended is kept, `grace_s` how long a cancelled one may take to give the answer that it has in
    hand, `unsure_s` where it did not say that it has one. `gigabytes` is the memory of each.
    """

    running: int = 2
    of_one: int = 4
    in_all: int = 24
    unasked_s: float = 300.0
    kept_s: float = 3_600.0
    grace_s: float = 30.0
    unsure_s: float = 4.0
    gigabytes: float = 6.0


@dataclass(eq=False)
class Job:
    """What one person asked for, and how far it is. It changes while it waits and runs."""

    asked: Asked
    owner: Person
    number: str = field(default_factory=lambda: secrets.token_hex(8))
    state: State = "waiting"
    progress: dict[str, float] = field(default_factory=dict)
    seconds: int = 0
    result: dict[str, Any] | None = None
    problems: tuple[Message, ...] = ()
    version: int = 0
    cancels: int = 0
    asked_at: float = field(default_factory=time.monotonic)
    ended_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Return whether it waits or runs."""
        return self.state in _OPEN

    @property
    def in_hand(self) -> bool:
        """Return whether it has an answer that it can end with."""
        return self.progress.get("gain", 0.0) > 0

    def change(self, **values: Any) -> None:  # noqa: ANN401  its fields
        """Take on values, as a new version."""
        for name, value in values.items():
            setattr(self, name, value)
        self.version += 1


class JobDesk:
    """The jobs of one plan."""

    def __init__(self, plan: Plan, limits: Limits = Limits()) -> None:
        self.limits = limits
        self._plan = plan.only(LAYERS)  # without what it keeps, which no process can be given
        self._jobs: dict[str, Job] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._lock = threading.RLock()
        self._closed = False

    def start(self, asked: Asked, who: Person) -> Job:
        """Take a job.

        Raises:
            UnknownError, MeasureError: what is asked contradicts itself.
            TooManyError: the person has too many.
            BusyError: there are too many in all.
        """
        asked.check()
        with self._lock:
            self._forget()
            going = [job for job in self._jobs.values() if job.is_open]
            own = sum(job.owner == who for job in going)
            if own >= self.limits.of_one:
                raise TooManyError(Message("service-jobs-own", limit=self.limits.of_one))
            if len(going) >= self.limits.in_all or self._closed:
                raise BusyError(Message("service-jobs-busy"))
            job = Job(asked, who)
            self._jobs[job.number] = job
            self._run_next()
            return job

    def job(self, number: str, who: Person) -> Job:
        """Return a job that a person started, who asks after it.

        Raises:
            UnknownError: this person has none of that number.
        """
        with self._lock:
            self._forget()
            found = self._jobs.get(number)
            if found is None or found.owner != who:
                raise UnknownError(Message("service-job-unknown", job=number))
            found.asked_at = time.monotonic()
            return found

    def jobs(self, who: Person) -> list[Job]:
        """Return the jobs of a person, the last first."""
        with self._lock:
            self._forget()
            return [job for job in reversed(self._jobs.values()) if job.owner == who]

    def cancel(self, number: str, who: Person) -> Job:
        """Cancel a job: one that has an answer in hand gives it; asked again, it is killed.

        Raises:
            UnknownError: this person has none of that number.
        """
        job = self.job(number, who)
        self._cancel(job)
        return job

    def close(self) -> None:
        """End all jobs, and wait until their processes have ended."""
        with self._lock:
            self._closed = True
            for job in self._jobs.values():
                if job.is_open:
                    self._cancel(job)
                    job.cancels = 2
            threads = list(self._threads.values())
        for thread in threads:
            thread.join()

    def _cancel(self, job: Job) -> None:
        with self._lock:
            job.cancels += 1
            if job.state == "waiting":
                job.change(state="cancelled", ended_at=time.monotonic())

    def _forget(self) -> None:
        """Cancel what waits and nobody asks after; forget what has ended long ago."""
        now = time.monotonic()
        for job in list(self._jobs.values()):
            unasked = now - job.asked_at
            if job.state == "waiting" and unasked > self.limits.unasked_s:
                self._cancel(job)
            ended = job.ended_at is not None and now - job.ended_at > self.limits.kept_s
            if ended and unasked > self.limits.kept_s:
                del self._jobs[job.number]

    def _run_next(self) -> None:
        """Let jobs run for which there is a place."""
        with self._lock:
            self._forget()
            while not self._closed and len(self._threads) < self.limits.running:
                waiting = [job for job in self._jobs.values() if job.state == "waiting"]
                if not waiting:
                    return
                running = [job.owner for job in self._jobs.values() if job.state == "running"]
                job = min(waiting, key=lambda one: running.count(one.owner))
                job.change(state="running")
                thread = threading.Thread(target=self._run, args=(job,), daemon=True)
                self._threads[job.number] = thread
                thread.start()

    def _run(self, job: Job) -> None:
        """Run a job to its end, and then the next."""
        try:
            answer = self._work(job)
        except Exception:  # noqa: BLE001  whatever happens, the place becomes free
            _LOG.exception("job %s failed", job.number)
            answer = Answer(problems=(Message("service-failed"),))
        with self._lock:
            del self._threads[job.number]
            state: State = "done"
            if answer.result is None:
                state = "cancelled" if job.cancels else "failed"
            job.change(
                state=state,
                progress=answer.progress or job.progress,
                result=answer.result,
                problems=answer.problems if state == "failed" else (),
                ended_at=time.monotonic(),
            )
            self._run_next()

    def _work(self, job: Job) -> Answer:
        """Return the last answer of a job's process; without a result where it was killed."""
        started, stopped = time.monotonic(), None
        process = JobProcess(self._plan, job.asked, self.limits.gigabytes)
        try:
            while True:
                answer = process.hear(_TICK_S)
                if answer is not None and answer.is_last:
                    return answer
                now = time.monotonic()
                with self._lock:
                    if answer is not None:
                        job.change(progress=answer.progress)
                    if int(now - started) != job.seconds:
                        job.change(seconds=int(now - started))
                if now - started > job.asked.seconds:
                    limit = Message("service-job-time", seconds=job.asked.seconds)
                    return Answer(problems=(limit,))
                if now - job.asked_at > self.limits.unasked_s or job.cancels > 1:
                    job.cancels = max(job.cancels, 1)
                    return Answer()
                if not job.cancels:
                    continue
                if stopped is None:
                    process.stop()
                    stopped = now
                if now - stopped > (self.limits.grace_s if job.in_hand else self.limits.unsure_s):
                    return Answer()
        finally:
            process.end()
