"""The queue that several processes share, where the system has run out of something."""

import errno
import multiprocessing
from typing import Any

import pytest

from service.jobs import shared
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


def test_progress_that_no_service_waits_for_is_dropped() -> None:
    service, work = multiprocessing.Pipe()
    service.close()
    _Reporter(work).send(JobAnswer(is_last=False))
