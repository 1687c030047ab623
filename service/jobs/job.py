"""A job as its desk keeps it, and how many there may be."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from layers.errors import ZonewrightError
    from layers.messages import Message
    from layers.store import Person
    from service.jobs.requests import JobRequest, Scenarios

State = Literal["waiting", "running", "done", "failed", "cancelled"]
OPEN = ("waiting", "running")


@dataclass(frozen=True)
class JobLimits:
    """How many jobs there may be, and how long each is kept.

    `running` at once; `of_one` and `in_all` waiting or running, of one person and of all.
    `unasked_s` is how long a job goes on that nobody asks after, `kept_s` how long one that has
    ended is kept, `grace_s` how long a cancelled one may take to give the answer that it has in
    hand, `unsure_s` where it did not say that it has one. `gigabytes` is the memory of each. Of one
    person `kept` are kept that have ended. A process that is `warm` waits for further work so many
    seconds, and does as many jobs as `served` at most.
    """

    running: int = 2
    of_one: int = 4
    in_all: int = 100
    unasked_s: float = 300.0
    kept_s: float = 3_600.0
    kept: int = 20
    grace_s: float = 30.0
    unsure_s: float = 4.0
    gigabytes: float = 6.0
    warm_s: float = 600.0
    served: int = 200


FOR_LONG = JobLimits()
"""Those of what is asked after by its number."""

WITHIN_A_REQUEST = JobLimits(of_one=16, in_all=100, unasked_s=15.0, kept_s=60.0)
"""Those of what a request waits for."""


@dataclass(eq=False)
class Job:
    """What one person asked for, and how far it is. It changes while it waits and runs.

    `within_s` is how long a request waits for it; None where it is asked after by its number.
    """

    asked: JobRequest
    owner: Person
    scenarios: Scenarios = field(default_factory=dict)
    within_s: float | None = None
    number: str = field(default_factory=lambda: secrets.token_hex(8))
    state: State = "waiting"
    progress: dict[str, float] = field(default_factory=dict)
    seconds: int = 0
    result: dict[str, Any] | None = None
    error: ZonewrightError | None = None
    version: int = 0
    cancels: int = 0
    is_wanted: bool = True
    asked_at: float = field(default_factory=time.monotonic)
    ended_at: float | None = None

    def is_of(self, person: Person) -> bool:
        """Return whether it is a person's, in whichever role they started it."""
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
    def in_hand(self) -> bool:
        """Return whether it has an answer that it can end with."""
        has = any(self.progress.get(name, 0.0) > 0 for name in ("gain", "done"))
        return self.asked.gives_parts and has

    def change(self, **values: Any) -> None:  # noqa: ANN401  its fields
        """Take on values, as a new version."""
        for name, value in values.items():
            setattr(self, name, value)
        self.version += 1
