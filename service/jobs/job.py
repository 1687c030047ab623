"""A job in the queue, and the limits of jobs."""

import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from layers.errors import ZonewrightError
from layers.messages import Message
from layers.store import Person
from service.jobs.requests import QueuedRequest, Scenarios

State = Literal["waiting", "running", "done", "failed", "cancelled"]
OPEN = ("waiting", "running")


@dataclass(frozen=True)
class JobLimits:
    """The limits of jobs: how many, and how long.

    `running` at once; `of_one` and `in_all` waiting or running, of one person and of all.
    `unpolled_s` is how long a job runs unpolled, `kept_s` how long an ended one is kept,
    `grace_s` how long a cancelled one may take to return the answer that it has, `unsure_s` if it
    did not report that it has one. `gigabytes` is the memory of each, `niceness` how much less
    urgent it is than requests of the page. Of one person `kept` ended jobs are kept. An idle
    process waits `warm_s` for further work, and does at most `served` jobs.
    """

    running: int = 2
    of_one: int = 4
    in_all: int = 100
    unpolled_s: float = 300.0
    kept_s: float = 3_600.0
    kept: int = 20
    grace_s: float = 30.0
    unsure_s: float = 4.0
    gigabytes: float = 6.0
    niceness: int = 10
    warm_s: float = 600.0
    served: int = 200


FOR_LONG = JobLimits()
"""The limits of jobs that are polled by number."""

WITHIN_A_REQUEST = JobLimits(of_one=16, unpolled_s=15.0, kept_s=60.0, niceness=5)
"""The limits of jobs that a request waits for."""


@dataclass(eq=False)
class Job:
    """A job of one person and its state, which changes while it waits and runs.

    `within_s` is how long a request waits for it; None if it is polled by its number. `started` is
    when it was accepted.
    """

    request: QueuedRequest
    owner: Person
    scenarios: Scenarios = field(default_factory=dict)
    within_s: float | None = None
    is_raw: bool = False
    """Whether OGC API Processes returns its result alone, not in a document of results."""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    number: str = field(default_factory=lambda: secrets.token_hex(8))
    state: State = "waiting"
    progress: dict[str, Any] = field(default_factory=dict)
    seconds: int = 0
    result: dict[str, Any] | None = None
    error: ZonewrightError | None = None
    version: int = 0
    cancels: int = 0
    is_wanted: bool = True
    polled_at: float = field(default_factory=time.monotonic)
    ended_at: float | None = None

    def is_of(self, person: Person) -> bool:
        """Return whether it belongs to a person, regardless of their role."""
        return self.owner.name == person.name

    @property
    def is_open(self) -> bool:
        """Return whether it waits or runs."""
        return self.state in OPEN

    @property
    def problems(self) -> tuple[Message, ...]:
        """Return why it failed."""
        return () if self.error is None else self.error.problems

    @property
    def has_partial_answer(self) -> bool:
        """Return whether it has an answer to return when cancelled."""
        has = any(self.progress.get(name, 0.0) > 0 for name in ("gain", "done"))
        return self.request.gives_parts and has

    def change(self, **values: Any) -> None:  # noqa: ANN401  its fields
        """Set fields, as a new version."""
        for name, value in values.items():
            setattr(self, name, value)
        self.version += 1
