"""Durations of the parts of an answer, for the header `Server-Timing`."""

from __future__ import annotations

import time


class ServerTiming:
    """Times the parts of an answer, one after another, from its creation on.

    >>> timing = ServerTiming()
    >>> timing.end("meter")
    >>> timing.header.startswith("meter;dur=")
    True
    """

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._parts: list[str] = []

    def end(self, part: str) -> None:
        """End a part; the next begins."""
        now = time.perf_counter()
        self._parts.append(f"{part};dur={(now - self._began) * 1e3:.2f}")
        self._began = now

    @property
    def header(self) -> str:
        """Return the parts with their milliseconds, as `Server-Timing` has them."""
        return ", ".join(self._parts)
