"""Kinds of work for the desk of jobs: a process loads this module, and with it no test."""

import os
import threading
from dataclasses import dataclass
from typing import Any

from geo.proposals import NoProposalError
from layers import Plan
from layers.messages import Message


@dataclass(frozen=True)
class Lasting:
    """A kind of work that goes on until it is stopped, and tells a gain where it has one."""

    gain: float | None = None
    heeds: bool = True
    seconds: float = 60.0
    kind: str = "lasting"

    named: tuple[str, ...] = ()
    gives_parts: bool = True

    def check(self) -> None:
        """Take whatever is asked."""

    def work(self, plan: Plan, by: Any) -> dict[str, Any]:
        while not (by.stop.requested and self.heeds):
            by.report(**({} if self.gain is None else {"gain": self.gain}))
            threading.Event().wait(0.005)
        if self.gain is None:
            raise NoProposalError(Message("propose-no-sites", places=3))
        return {"zones": len(plan.zones), "gain": self.gain}


class Failing(Lasting):
    """A kind of work that does not come to an end of its own making."""

    def work(self, plan: Plan, by: Any) -> dict[str, Any]:  # noqa: ARG002  as every kind's
        if self.gain is None:
            raise NoProposalError(Message("propose-no-sites", places=3))
        if self.gain == 0:
            raise TypeError("a fault of the program")
        return {"much": len(bytearray(int(self.gain)))}


class Telling(Lasting):
    """A kind of work that tells how urgent its process is."""

    def work(self, plan: Plan, by: Any) -> dict[str, Any]:  # noqa: ARG002  as every kind's
        return {"niceness": os.nice(0)}
