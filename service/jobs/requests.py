"""The kinds of jobs: the options of each, and its work.

A new kind is a class in its own file and its name in `JobRequest`: its fields are the options,
`named` are the scenarios that it needs, `seconds` is the time limit after which its process is
killed, `gives_parts` states that it has an answer before the end, `work` does it in a separate
process (None: stopped before there was an answer).
"""

from typing import Annotated

from pydantic import Field

from service.jobs.export import ExportRequest
from service.jobs.proposal import ProposalRequest
from service.jobs.sheet import SheetJob
from service.jobs.sweep import SweepRequest
from service.jobs.work import Scenarios

__all__ = ["JobBody", "JobRequest", "QueuedRequest", "Scenarios"]

JobRequest = ProposalRequest | SweepRequest | ExportRequest
"""All kinds of requests; join further kinds by `|`."""

QueuedRequest = JobRequest | SheetJob
"""All work of a process: jobs started by users, and those that a request of the page waits for."""

JobBody = Annotated[JobRequest, Field(discriminator="kind")]
"""The body of a request, discriminated by `kind`."""
