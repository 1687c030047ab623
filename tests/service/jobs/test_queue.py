"""The queue of jobs: whose turn it is, what ends a job, and that no process is left."""

import itertools
import multiprocessing
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from command_line import small_plan
from lasting_work import Failing, Lasting, Telling

from layers import Plan
from layers.errors import BusyError, UnknownError
from layers.store import LOCAL, Person
from service.jobs import Job, JobLimits, JobQueue, SharedQueue
from service.jobs.shared import listening

pytestmark = pytest.mark.deep

PLAN = Plan(small_plan())
Make = Callable[..., JobQueue]
LI, WANG = Person("Li", "planner"), Person("Wang", "planner")


class Watched(JobQueue):
    """A queue whose `start` returns the job itself, which changes, and no copy of it."""

    def start(self, *args: Any, **options: Any) -> Job:
        with self._lock:
            return self._jobs[super().start(*args, **options).number]


@pytest.fixture
def desk() -> Iterator[Make]:
    """Return a maker of queues with limits; at the end no process is left."""
    made: list[JobQueue] = []
    before = multiprocessing.active_children()

    def make(**limits: Any) -> JobQueue:
        made.append(Watched(PLAN, replace(JobLimits(), **limits)))
        return made[-1]

    yield make
    for each in made:
        each.close()
    assert set(multiprocessing.active_children()) <= set(before)


def until(job: Job, reached: Callable[[Job], Any]) -> Job:
    while not reached(job):
        threading.Event().wait(0.002)
    return job


def ended(job: Job) -> Job:
    return until(job, lambda one: not one.is_open)


def codes(job: Job) -> list[str]:
    return [one.code for one in job.problems]


def numbers(jobs: list[Job]) -> list[str]:
    return [one.number for one in jobs]


def with_partial_answer(job: Job) -> Job:
    return until(job, lambda one: one.has_partial_answer)


def test_a_cancelled_job_gives_the_answer_that_it_has(desk: Make) -> None:
    at = desk()
    job = with_partial_answer(at.start(Lasting(gain=7.0), LI))
    at.cancel(job.number, LI)
    ended(job)
    assert (job.state, job.result, codes(job)) == ("done", {"zones": 2, "gain": 7.0}, [])
    at.cancel(job.number, LI)
    assert not job.is_open
    job = until(at.start(Lasting(), LI), lambda one: one.state == "running")
    at.cancel(job.number, LI)
    ended(job)
    assert (job.state, job.result, codes(job)) == ("cancelled", None, [])


def test_a_job_that_does_not_stop_is_killed(desk: Make) -> None:
    stubborn = Lasting(gain=1.0, heeds=False)
    for limits, cancels in (({"grace_s": 0.05}, 1), ({"unpolled_s": 0.2}, 0), ({}, 2)):
        at = desk(**limits)
        job = at.start(stubborn, LI)
        for _ in range(cancels):
            at.cancel(with_partial_answer(job).number, LI)
        assert (ended(job).state, job.result) == ("cancelled", None)


@pytest.mark.parametrize(
    ("work", "code"),
    [
        (Lasting(seconds=0.3), "service-job-time"),
        (Failing(), "propose-no-sites"),
        (Failing(gain=0.0), "service-failed"),
        (Failing(gain=5e9), "measure-limit-memory"),
    ],
)
def test_a_job_that_fails_has_its_reason(desk: Make, work: Lasting, code: str) -> None:
    job = ended(desk(gigabytes=3.0).start(work, LI))
    assert (job.state, job.result, codes(job)) == ("failed", None, [code])


def test_of_one_person_one_job_runs_and_the_places_of_others_stay_free(desk: Make) -> None:
    at = desk(running=2)
    first, second = (at.start(Lasting(gain=1.0), LI) for _ in range(2))
    wang = at.start(Lasting(gain=1.0), WANG)
    assert [one.state for one in (first, second, wang)] == ["running", "waiting", "running"]
    at.cancel(with_partial_answer(first).number, LI)
    ended(first)
    until(second, lambda one: one.state == "running")
    assert numbers(at.jobs(LI)) == numbers([second, first])
    assert numbers(at.jobs(WANG)) == numbers([wang])
    for act, who in itertools.product((at.job, at.cancel), (WANG, LOCAL)):
        with pytest.raises(UnknownError):
            act(second.number, who)
    assert second.cancels == 0
    promoted = replace(LI, role="admin")
    assert numbers(at.jobs(promoted)) == numbers([second, first])
    at.cancel(with_partial_answer(second).number, promoted)
    ended(second)


def test_what_a_request_waits_for_goes_before_a_search_and_behind_the_page(desk: Make) -> None:
    at = desk()
    search, export = (ended(at.start(Telling(), LI, within_s=within)) for within in (None, 30.0))
    assert search.result is not None
    assert export.result is not None
    assert os.nice(0) < export.result["niceness"] < search.result["niceness"]


def test_jobs_that_wait_and_are_not_polled_make_way(desk: Make) -> None:
    at = desk(running=1, of_one=2, unpolled_s=0.3)
    first, second = (at.start(Lasting(gain=1.0), LI) for _ in range(2))
    assert (ended(first).state, ended(second).state) == ("cancelled", "cancelled")
    assert second.seconds == 0


def test_ended_jobs_are_forgotten_after_a_while_or_once_there_are_newer_ones(desk: Make) -> None:
    at = desk(kept_s=0.0)
    job = ended(at.start(Failing(), LI))
    with pytest.raises(UnknownError):
        at.job(job.number, LI)
    at = desk(kept=2)
    other = ended(at.start(Failing(), WANG))
    jobs = [ended(at.start(Failing(), LI)) for _ in range(4)]
    assert numbers(at.jobs(LI)) == numbers([jobs[3], jobs[2]])
    assert numbers(at.jobs(WANG)) == numbers([other])
    with pytest.raises(UnknownError):
        at.file(jobs[3].number, LI)


def test_a_queue_that_is_closed_ends_all_and_takes_nothing(desk: Make) -> None:
    at = desk(running=1)
    jobs = [at.start(Lasting(gain=1.0, heeds=False), LI) for _ in range(2)]
    with_partial_answer(jobs[0])
    at.close()
    assert [job.state for job in jobs] == ["cancelled", "cancelled"]
    with pytest.raises(BusyError):
        at.start(Lasting(), LI)


def test_a_job_of_a_queue_that_has_ended_is_forgotten_and_is_not_there_to_be_asked_for() -> None:
    with tempfile.TemporaryDirectory(prefix="zw-") as short:
        listener, address = listening(Path(short) / "queue")
        listener.close()
        queue = SharedQueue(address)
        queue.forget("1", LOCAL)
        with pytest.raises(BusyError):
            queue.job("1", LOCAL)
