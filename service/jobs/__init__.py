"""Jobs: long work that a person starts, polls and cancels, in a separate process.

A job **waits** until a place is free, **runs**, and ends: **done** with a result, **failed** with
problems, or **cancelled**. Only its owner can access it.
"""

from service.jobs.job import Job, JobLimits
from service.jobs.queue import JobDesk, Places
from service.jobs.requests import JobAsked
from service.jobs.shared import SharedDesk

__all__ = ["Job", "JobAsked", "JobDesk", "JobLimits", "Places", "SharedDesk"]
