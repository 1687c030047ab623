"""The process of a job: started, heard, stopped and killed; it never outlives the service.

Both ends of a pipe talk. The process sends how far it is and, at last, the result, the problems, or
what it broke upon; the service sends that it shall stop. Where the service is gone, even killed,
the pipe breaks, and the process ends itself.
"""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.proposals import Stop
from layers.bounded import confine, context_for
from layers.budget import Budget
from layers.errors import ZonewrightError, of_library
from layers.messages import Message
from service.documents.coverage import plain

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from layers import Plan
    from service.jobs.kinds import Asked

_GRACE_S = 5.0
_TOLD_EVERY_S = 0.2
_LESS_URGENT = 10  # than the questions of the page, by which the processor is shared


class Answer(NamedTuple):
    """What a process says: how far it is, its result, or the problems that it ended with."""

    progress: dict[str, float] = {}  # noqa: RUF012  nobody changes it
    result: dict[str, Any] | None = None
    problems: tuple[Message, ...] = ()
    is_last: bool = True


class JobProcess:
    """A process that does the work of one job."""

    def __init__(self, plan: Plan, asked: Asked, gigabytes: float) -> None:
        context = context_for(__name__)
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_work, args=(theirs, plan, asked, gigabytes), daemon=True
        )
        self._process.start()
        theirs.close()

    def hear(self, seconds: float) -> Answer | None:
        """Return what the process says within so many seconds; None where it says nothing."""
        try:
            return self._pipe.recv() if self._pipe.poll(seconds) else None
        except (EOFError, OSError):
            return Answer(problems=(Message("service-job-died"),))

    def stop(self) -> None:
        """Ask the process to end with what it has; it may take as long as it likes."""
        try:
            self._pipe.send("stop")
        except OSError:
            return  # it has ended

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
        self._pipe, self._told = pipe, -_TOLD_EVERY_S
        self._one = threading.Lock()

    def tell(self, **figures: float) -> None:
        """Send how far the work is, not more often than somebody can read."""
        self.progress = plain(figures)
        if time.monotonic() - self._told >= _TOLD_EVERY_S:
            self._told = time.monotonic()
            self.send(Answer(self.progress, is_last=False))

    def send(self, answer: Answer) -> None:
        """Send an answer."""
        with self._one:
            self._pipe.send(answer)

    def listen(self) -> None:
        """Hear that the work shall stop; end the process where nobody is there any more."""
        try:
            while self._pipe.recv() == "stop":
                self.stop.asked = True
        except (EOFError, OSError):
            os._exit(1)


def _work(pipe: Connection, plan: Plan, asked: Asked, gigabytes: float) -> None:
    """Do the work, and send what comes of it."""
    if hasattr(os, "nice"):
        os.nice(_LESS_URGENT)
    teller = _Teller(pipe)
    threading.Thread(target=teller.listen, daemon=True).start()
    confine(gigabytes)
    try:
        with Budget(asked.seconds).limiting():
            result = plain(asked.work(plan, teller))
            answer = Answer(teller.progress, result)
    except Exception as error:
        ours = error if isinstance(error, ZonewrightError) else of_library(error)
        if ours is None:
            teller.send(Answer(problems=(Message("service-failed"),)))
            raise
        answer = Answer(problems=ours.problems)
    teller.send(answer)
