"""The kinds of jobs: what may be asked of each, and the work itself.

A new kind is a class in a file of its own and its name in `JobRequest`: its fields are what may be
asked, `named` the scenarios that it needs, `seconds` is when its process is killed in any case,
`gives_parts` says that it has an answer before it has done all, `work` does it (None: it was
stopped before there was an answer). `work` runs in a process of its own.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from service.jobs.export import ExportAsked
from service.jobs.proposal import ProposalAsked
from service.jobs.sweep import SweepAsked
from service.jobs.work import Scenarios

__all__ = ["JobAsked", "JobRequest", "Scenarios"]

JobRequest = ProposalAsked | SweepAsked | ExportAsked
"""Everything that may be asked; further kinds are joined by `|`."""

JobAsked = Annotated[JobRequest, Field(discriminator="kind")]
"""What a request may ask, told apart by `kind`."""
