"""The queue that several processes share, where the system has run out of something."""

import errno
import multiprocessing
from typing import Any

import pytest
from command_line import small_plan
from lasting_work import Lasting

from layers import Plan
from layers.errors import BusyError
from layers.store import LOCAL
from service.jobs import JobQueue, shared
from service.jobs.process import JobAnswer, _Reporter


class EndedError(Exception):
    """The end of a loop that has none."""


def test_where_descriptors_run_out_it_pauses_before_it_accepts_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    errors = [OSError(errno.EMFILE, "Too many open files"), EOFError(), EndedError()]
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)

    class Listener:
        def accept(self) -> Any:
            raise errors.pop(0)

    with pytest.raises(EndedError):
        shared._accept(Listener(), None)  # type: ignore[arg-type]
    assert pauses == [shared._PAUSE_S]  # none for a caller that has ended
    assert "Too many open files" in caplog.text


def test_a_job_whose_process_cannot_be_started_says_so_to_those_who_wait_and_frees_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("layers.runtime.worker.os.open", full)
    queue = JobQueue(Plan(small_plan()))
    job = queue.start(Lasting(), LOCAL)  # type: ignore[arg-type]
    while job.is_open:
        job = queue.wait(job.number, LOCAL, job.version, 60)
    assert isinstance(job.error, BusyError)
    assert [one.code for one in job.problems] == ["file-system-exhausted"]
    assert "(Too many open files); try again" in str(job.error)
    queue.close()
    assert queue.running() == 0


def test_progress_that_no_service_waits_for_is_dropped() -> None:
    service, work = multiprocessing.Pipe()
    service.close()
    _Reporter(work).send(JobAnswer(is_last=False))
