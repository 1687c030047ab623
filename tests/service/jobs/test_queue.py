"""The desk of jobs: who is served when, what ends a job, and that no process is left."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from command_line import small_plan
from lasting_work import Failing, Lasting

from layers import Plan
from layers.errors import BusyError, TooManyError, UnknownError
from layers.store import LOCAL, Person
from service.jobs import Job, JobDesk, JobLimits

pytestmark = pytest.mark.deep

PLAN = Plan(small_plan())
LI, WANG = Person("Li", "planner"), Person("Wang", "planner")


@pytest.fixture
def desk() -> Iterator[Callable[..., JobDesk]]:
    """Return a maker of desks with limits; at the end no process is left."""
    made: list[JobDesk] = []
    before = multiprocessing.active_children()

    def make(**limits: Any) -> JobDesk:
        made.append(JobDesk(PLAN, replace(JobLimits(), **limits)))
        return made[-1]

    yield make
    for each in made:
        each.close()
    assert set(multiprocessing.active_children()) <= set(before)


def until(job: Job, reached: Callable[[Job], Any]) -> Job:
    """Wait until a job is so far."""
    while not reached(job):
        threading.Event().wait(0.002)
    return job


def ended(job: Job) -> Job:
    return until(job, lambda one: not one.is_open)


def codes(job: Job) -> list[str]:
    return [one.code for one in job.problems]


def test_a_job_with_an_answer_in_hand_gives_it_when_it_is_cancelled(
    desk: Callable[..., JobDesk],
) -> None:
    at = desk()
    job = until(at.start(Lasting(gain=7.0), LI), lambda one: one.in_hand)
    ended(at.cancel(job.number, LI))
    assert (job.state, job.result, codes(job)) == ("done", {"zones": 2, "gain": 7.0}, [])
    at.cancel(job.number, LI)
    assert not job.is_open


def test_a_job_without_an_answer_is_cancelled(desk: Callable[..., JobDesk]) -> None:
    at = desk()
    job = until(at.start(Lasting(), LI), lambda one: one.state == "running")
    ended(at.cancel(job.number, LI))
    assert (job.state, job.result, codes(job)) == ("cancelled", None, [])


@pytest.mark.parametrize("limits", [{"grace_s": 0.05}, {"unasked_s": 0.2}])
def test_a_job_that_heeds_nobody_is_killed(
    desk: Callable[..., JobDesk], limits: dict[str, float]
) -> None:
    at = desk(**limits)
    job = until(at.start(Lasting(gain=1.0, heeds=False), LI), lambda one: one.state != "waiting")
    if "grace_s" in limits:
        at.cancel(until(job, lambda one: one.in_hand).number, LI)
    assert (ended(job).state, job.result) == ("cancelled", None)


def test_a_job_that_is_cancelled_twice_is_killed_at_once(desk: Callable[..., JobDesk]) -> None:
    at = desk()
    job = until(at.start(Lasting(gain=1.0, heeds=False), LI), lambda one: one.in_hand)
    at.cancel(job.number, LI)
    at.cancel(job.number, LI)
    assert ended(job).state == "cancelled"


def test_a_job_keeps_to_its_time(desk: Callable[..., JobDesk]) -> None:
    job = ended(desk().start(Lasting(seconds=0.3), LI))
    assert (job.state, codes(job)) == ("failed", ["service-job-time"])


@pytest.mark.parametrize(
    ("gain", "code"),
    [
        (None, "propose-no-site"),
        (0.0, "service-failed"),
        (5e9, "measure-limit-memory"),
    ],
)
def test_a_job_that_fails_says_why(
    desk: Callable[..., JobDesk], gain: float | None, code: str
) -> None:
    job = ended(desk(gigabytes=3.0).start(Failing(gain=gain), LI))
    assert (job.state, job.result, codes(job)) == ("failed", None, [code])


def test_of_one_person_one_job_runs_at_a_time_and_the_places_of_others_stay_free(
    desk: Callable[..., JobDesk],
) -> None:
    at = desk(running=2)
    first, second = (at.start(Lasting(gain=1.0), LI) for _ in range(2))
    wang = at.start(Lasting(gain=1.0), WANG)
    assert [one.state for one in (first, second, wang)] == ["running", "waiting", "running"]
    until(first, lambda one: one.in_hand)
    ended(at.cancel(first.number, LI))
    until(second, lambda one: one.state == "running")
    assert at.jobs(LI) == [second, first]
    assert at.jobs(WANG) == [wang]


def test_a_job_stays_a_persons_whatever_their_role_becomes(desk: Callable[..., JobDesk]) -> None:
    at, promoted = desk(of_one=1), replace(LI, role="admin")
    job = at.start(Lasting(gain=1.0), LI)
    with pytest.raises(TooManyError):
        at.start(Lasting(), promoted)
    assert at.jobs(promoted) == [job]
    ended(at.cancel(until(job, lambda one: one.in_hand).number, promoted))


def test_a_job_is_seen_by_whoever_started_it_alone(desk: Callable[..., JobDesk]) -> None:
    at = desk()
    job = at.start(Lasting(gain=1.0), LI)
    for act in (at.job, at.cancel):
        with pytest.raises(UnknownError):
            act(job.number, WANG)
        with pytest.raises(UnknownError):
            act(job.number, LOCAL)
    assert job.cancels == 0


def test_too_many_jobs_are_refused(desk: Callable[..., JobDesk]) -> None:
    at = desk(running=1, of_one=1, in_all=2)
    at.start(Lasting(), LI)
    with pytest.raises(TooManyError):
        at.start(Lasting(), LI)
    at.start(Lasting(), WANG)
    with pytest.raises(BusyError):
        at.start(Lasting(), LOCAL)


def test_what_waits_and_nobody_asks_after_makes_way(desk: Callable[..., JobDesk]) -> None:
    at = desk(running=1, of_one=2, unasked_s=0.3)
    first = at.start(Lasting(gain=1.0), LI)
    second = at.start(Lasting(gain=1.0), LI)
    assert (ended(first).state, ended(second).state) == ("cancelled", "cancelled")
    assert second.seconds == 0


def test_what_has_ended_is_forgotten_after_a_while(desk: Callable[..., JobDesk]) -> None:
    at = desk(kept_s=0.0)
    job = ended(at.start(Failing(), LI))
    with pytest.raises(UnknownError):
        at.job(job.number, LI)


def test_of_one_person_only_the_last_that_ended_are_kept(desk: Callable[..., JobDesk]) -> None:
    at = desk(kept=2)
    other = ended(at.start(Failing(), WANG))
    jobs = [ended(at.start(Failing(), LI)) for _ in range(4)]
    assert at.jobs(LI) == [jobs[3], jobs[2]]
    assert at.jobs(WANG) == [other]
    with pytest.raises(UnknownError):
        at.file(jobs[3].number, LI)


def test_a_desk_that_is_closed_ends_all_and_takes_nothing(desk: Callable[..., JobDesk]) -> None:
    at = desk(running=1)
    jobs = [at.start(Lasting(gain=1.0, heeds=False), LI) for _ in range(2)]
    until(jobs[0], lambda one: one.in_hand)
    at.close()
    assert [job.state for job in jobs] == ["cancelled", "cancelled"]
    with pytest.raises(BusyError):
        at.start(Lasting(), LI)
