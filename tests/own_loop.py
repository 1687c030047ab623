"""A loop of events in a thread of its own: in this one a test's browser may have one already."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Return what comes of some work."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
