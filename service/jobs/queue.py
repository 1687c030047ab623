"""The job queue: accepts jobs, runs a few at once, tracks their progress, and ends them.

One job per person runs at a time (of the local planner, who is alone, as many as there are places),
in the order of their start. A job belongs to its person, even if their role changes. A job that is
not polled for a while is cancelled; an ended one is dropped after a longer while. Jobs that a
request waits for have their own places, and processes that stay warm. `close` ends all.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from layers import Plan
from layers.errors import (
    BudgetError,
    BusyError,
    JobError,
    TooManyError,
    UnknownError,
    ZonewrightError,
    of_library,
)
from layers.messages import Message
from layers.schema.layer_schema import LAYERS
from layers.store import LOCAL, Person
from service.jobs.job import FOR_LONG, OPEN, WITHIN_A_REQUEST, Job, JobLimits, State
from service.jobs.process import JobAnswer, JobProcess, WorkInputs
from service.jobs.requests import QueuedRequest, Scenarios

_TICK_S = 0.2
_MOST_WARM = 4
_LOG = logging.getLogger(__name__)


class Places:
    """The places at which jobs run, of one queue or shared by several."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        """Notified of every change of a job."""
        self.queues: list[JobQueue] = []

    @property
    def warm(self) -> int:
        """Return how many processes wait for further work."""
        return sum(queue.warm for queue in self.queues)

    def run_next(self, after: JobQueue) -> None:
        """Run jobs at free places: first those of the queue with the fewest running."""
        for queue in sorted(self.queues, key=lambda queue: (queue.running(), queue is after)):
            queue.run_next()


class JobQueue:
    """The jobs of one plan."""

    def __init__(
        self, plan: Plan, limits: JobLimits = FOR_LONG, review_number: str | None = None
    ) -> None:
        self._limits = {False: limits, True: WITHIN_A_REQUEST}
        self._review_number = review_number
        self._plan = plan.only(LAYERS)  # without its caches, which cannot be sent to a process
        self._jobs: dict[str, Job] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._warm: list[JobProcess] = []
        self._closed = False
        self._files: tempfile.TemporaryDirectory[str] | None = None
        self.share(Places())

    def share(self, places: Places) -> None:
        """Share places with other queues; call it before any job is accepted."""
        self._places, self._lock = places, places.lock
        places.queues.append(self)

    def start(
        self,
        request: QueuedRequest,
        who: Person,
        scenarios: Scenarios | None = None,
        within_s: float | None = None,
        *,
        is_raw: bool = False,
    ) -> Job:
        """Accept a job with the scenarios that it names; `within_s` if a request waits for it.

        Raises:
            UnknownError, MeasureError: the options contradict each other.
            TooManyError: the person has too many.
            BusyError: there are too many in all.
        """
        request.check()
        with self._lock:
            self._forget()
            job = Job(request, who, scenarios or {}, within_s, is_raw)
            limits = self._limits_of(job)
            going = [each for each in self._of_kind(job) if each.is_open]
            of_person = sum(each.is_of(who) for each in going)
            if of_person >= limits.of_one:
                raise TooManyError(Message("service-jobs-own", limit=limits.of_one))
            if len(going) >= limits.in_all or self._closed:
                raise BusyError(Message("service-jobs-busy"))
            self._jobs[job.number] = job
            self.run_next()
            return replace(job)

    def job(self, number: str, who: Person) -> Job:
        """Return a copy of a job to the person who started it, and note that it was polled.

        Raises:
            UnknownError: this person has none of that number.
        """
        with self._lock:
            return replace(self._polled(number, who))

    def wait(self, number: str, who: Person, version: int, seconds: float) -> Job:
        """Return a copy of a job once it has another version or has ended; else after `seconds`.

        Raises:
            UnknownError: this person has none of that number.
        """
        with self._lock:
            job = self._polled(number, who)
            self._places.changed.wait_for(
                lambda: job.version != version or not job.is_open, seconds
            )
            return replace(job)

    def _polled(self, number: str, who: Person) -> Job:
        """Return a job of a person, and note that it was polled."""
        self._forget()
        job = self._jobs.get(number)
        if job is None or not job.is_of(who):
            raise UnknownError(Message("service-job-unknown", job=number))
        job.polled_at = time.monotonic()
        return job

    def jobs(self, who: Person) -> list[Job]:
        """Return the jobs of a person, newest first."""
        with self._lock:
            self._forget()
            of_person = [job for job in reversed(self._jobs.values()) if job.is_of(who)]
            return [replace(job) for job in of_person if job.within_s is None]

    def cancel(self, number: str, who: Person) -> Job:
        """Cancel a job: it returns the answer that it has, if any; a second call kills it.

        Raises:
            UnknownError: this person has none of that number.
        """
        with self._lock:
            job = self._polled(number, who)
            self._cancel(job)
            return replace(job)

    def forget(self, number: str, who: Person) -> None:
        """End a job that is no longer needed, and delete its files."""
        with self._lock:
            job = self._jobs.get(number)
            if job is None or not job.is_of(who):
                return
            job.is_wanted = False
            self._cancel(job)
            job.cancels = 2
            if not job.is_open:
                self._drop(job)

    def counts(self) -> dict[str, int]:
        """Return how many jobs of all persons wait and run, and exports that requests wait for."""
        with self._lock:
            self._forget()
            states: Counter[tuple[bool, str]] = Counter(
                (job.within_s is None, job.state) for job in self._jobs.values()
            )
        return {
            f"{name}_{state}": states[is_job, state]
            for name, is_job in (("jobs", True), ("exports", False))
            for state in OPEN
        }

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
        for process in self._warm:
            process.end()
        self._warm.clear()
        if self._files is not None:
            self._files.cleanup()

    def file(self, number: str, who: Person) -> Path:
        """Return the file that a job of a person has written.

        Raises:
            UnknownError: this person has none of that number, or it has no file.
        """
        job = self.job(number, who)
        path = self._folder(job) / str((job.result or {}).get("file", ""))
        if job.state != "done" or not path.is_file():
            raise UnknownError(Message("service-job-no-file", job=number))
        return path

    def _limits_of(self, job: Job) -> JobLimits:
        return self._limits[job.within_s is not None]

    def _of_kind(self, job: Job) -> list[Job]:
        """Return the jobs that share places with a job."""
        within = job.within_s is not None
        return [each for each in self._jobs.values() if (each.within_s is not None) == within]

    def _drop(self, job: Job) -> None:
        del self._jobs[job.number]
        self._tidy(job)

    def _tidy(self, job: Job) -> None:
        """Delete the files of a job."""
        if self._files is not None:
            shutil.rmtree(self._folder(job), ignore_errors=True)

    def _folder(self, job: Job) -> Path:
        """Return the folder of a job's files, if any."""
        with self._lock:
            if self._files is None:
                self._files = tempfile.TemporaryDirectory(
                    prefix="zonewright-jobs-", ignore_cleanup_errors=True
                )
        return Path(self._files.name) / job.number

    def _cancel(self, job: Job) -> None:
        with self._lock:
            job.cancels += 1
            if job.state == "waiting":
                self._change(job, state="cancelled", ended_at=time.monotonic())

    def _change(self, job: Job, **values: object) -> None:
        """Set fields of a job, and wake the requests that wait for a change; needs the lock."""
        job.change(**values)
        self._places.changed.notify_all()

    def _forget(self) -> None:
        """Cancel open jobs that are not polled; drop those that ended long ago, or are too many."""
        now = time.monotonic()
        ended: list[str] = []
        for job in reversed(list(self._jobs.values())):
            unpolled_for_s, limits = now - job.polled_at, self._limits_of(job)
            if job.state == "waiting" and unpolled_for_s > limits.unpolled_s:
                self._cancel(job)
            if job.ended_at is None:
                continue
            if job.within_s is None:
                ended.append(job.owner.name)
            is_old = min(now - job.ended_at, unpolled_for_s) > limits.kept_s
            if is_old or not job.is_wanted or ended.count(job.owner.name) > limits.kept:
                self._drop(job)
        cold = [
            one
            for one in self._warm
            if not one.is_alive or now - one.idle_since > WITHIN_A_REQUEST.warm_s
        ]
        for process in cold:
            self._warm.remove(process)
            process.end()

    @property
    def warm(self) -> int:
        """Return how many of its processes are idle."""
        return len(self._warm)

    def running(self, *, within_a_request: bool | None = None) -> int:
        """Return how many jobs run, of one kind or of both."""
        going = [job for job in self._jobs.values() if job.number in self._threads]
        return sum(within_a_request in {None, job.within_s is not None} for job in going)

    def run_next(self) -> None:
        """Run jobs at free places."""
        with self._lock:
            self._forget()
            waiting = [job for job in self._jobs.values() if job.state == "waiting"]
            for job in waiting:
                kind = job.within_s is not None
                running = sum(queue.running(within_a_request=kind) for queue in self._places.queues)
                is_full = running >= self._limits_of(job).running
                if is_full or self._closed or self._has_its_own_running(job):
                    continue
                thread = threading.Thread(target=self._run, args=(job,), daemon=True)
                self._threads[job.number] = thread
                self._change(job, state="running")
                thread.start()

    def _has_its_own_running(self, job: Job) -> bool:
        """Return whether a job has to wait for another of the same person."""
        return job.owner.name != LOCAL.name and any(
            each.is_of(job.owner) and each.state == "running" for each in self._of_kind(job)
        )

    def _run(self, job: Job) -> None:
        """Run a job to its end, and then the next."""
        try:
            self._folder(job).mkdir()
            answer = self._work(job)
        except Exception as error:  # noqa: BLE001  the place must become free in any case
            ours = error if isinstance(error, ZonewrightError) else of_library(error)
            if ours is None and not self._closed:
                _LOG.exception("job %s failed", job.number)
            answer = JobAnswer(error=ours or JobError(Message("service-failed")))
        with self._lock:
            del self._threads[job.number]
            state: State = "done"
            if answer.result is None:
                state = "cancelled" if job.cancels else "failed"
                self._tidy(job)
            self._change(
                job,
                state=state,
                progress=answer.progress or job.progress,
                scenarios={},
                result=answer.result,
                error=answer.error if state == "failed" else None,
                ended_at=time.monotonic(),
            )
            self._places.run_next(self)

    def _process(self, job: Job) -> JobProcess:
        """Return a process for a job: a warm one if a request waits for it."""
        with self._lock:
            while job.within_s is not None and self._warm:
                process = self._warm.pop()
                if process.is_alive:
                    return process
                process.end()
        return JobProcess(self._plan, self._limits_of(job))

    def _keep_or_end(self, job: Job, process: JobProcess) -> None:
        """Keep a process for further work if it finished its last; else end it."""
        with self._lock:
            few = process.served < WITHIN_A_REQUEST.served and self._places.warm < _MOST_WARM
            if job.within_s is not None and process.is_idle and few and not self._closed:
                process.idle_since = time.monotonic()
                self._warm.append(process)
                return
        process.end()

    def _work(self, job: Job) -> JobAnswer:
        """Return the last answer of a job's process; without a result if it was killed."""
        seconds = job.request.seconds if job.within_s is None else job.within_s
        process = self._process(job)
        try:
            process.begin(
                job.request,
                WorkInputs(job.scenarios, self._folder(job), self._review_number, seconds),
            )
            return self._heard(job, process, seconds)
        finally:
            self._keep_or_end(job, process)

    def _heard(self, job: Job, process: JobProcess, seconds: float) -> JobAnswer:
        """Receive messages of a process until a job's last one, or until it must be killed."""
        started, stopped, limits = time.monotonic(), None, self._limits_of(job)
        while True:
            answer = process.hear(_TICK_S)
            if answer is not None and answer.is_last:
                return answer
            now = time.monotonic()
            with self._lock:
                if answer is not None:
                    self._change(job, progress=answer.progress)
                if int(now - started) != job.seconds:
                    self._change(job, seconds=int(now - started))
            if now - started > seconds:
                return JobAnswer(error=BudgetError(Message("service-job-time", seconds=seconds)))
            if now - job.polled_at > limits.unpolled_s or job.cancels > 1:
                job.cancels = max(job.cancels, 1)
                return JobAnswer()
            if not job.cancels:
                continue
            if stopped is None:
                process.stop()
                stopped = now
            if now - stopped > (limits.grace_s if job.has_partial_answer else limits.unsure_s):
                return JobAnswer()
