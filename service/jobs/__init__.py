"""Jobs: long work that a person starts, asks after and cancels, in a process of its own.

A job **waits** until there is a place for it, **runs**, and ends: **done** with a result,
**failed** with problems, or **cancelled**. It is its person's alone.
"""

from service.jobs.job import Job, JobLimits
from service.jobs.queue import JobDesk, Places
from service.jobs.requests import JobAsked
from service.jobs.shared import SharedDesk

__all__ = ["Job", "JobAsked", "JobDesk", "JobLimits", "Places", "SharedDesk"]
