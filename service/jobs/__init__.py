"""Jobs: long work that a person starts, polls and cancels, in a separate process.

A job **waits** until a place is free, **runs**, and ends: **done** with a result, **failed** with
problems, or **cancelled**. Only its owner can access it.
"""

from service.jobs.job import Job, JobLimits
from service.jobs.queue import JobQueue, Places
from service.jobs.requests import JobBody
from service.jobs.shared import SharedQueue

__all__ = ["Job", "JobBody", "JobLimits", "JobQueue", "Places", "SharedQueue"]
