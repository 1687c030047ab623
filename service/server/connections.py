"""Connections of the service, bounded: none waits for ever, and those that wait shut nobody out.

uvicorn keeps a connection whose request never comes whole, or whose answer is never taken, for as
long as it likes. Here a head has half a minute, a body half a minute for each next part, and an
answer must be taken in at a least pace. Of more connections that wait than there may be, one is
closed for each that comes.
"""

from __future__ import annotations

import logging
import socket
import struct
import sys
from typing import TYPE_CHECKING, Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.api.events import STREAM

if TYPE_CHECKING:
    import asyncio

WAIT_S = 30.0
"""How long the head of a request may take, and each next part of its body."""
TAKEN_BYTES = 16_384
"""How much of an answer must be taken in within the same time, where not all of the rest is."""
MOST_WAITING = 400
"""How many connections may wait for who is at their other end, of all that there may be."""
MOST = 800
"""How many connections are answered at once; any more are told 503."""
BACKLOG = 128
"""How many connections are taken on before those that wait are looked at again."""
_GRACE_S = 3  # for answers that are under way when it ends
_MOST_KINDS = 1_000
_AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class BoundedConnection(H11Protocol):
    """A connection that is closed where what it sends does not come, or go, in time."""

    _wait: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None

    @property
    def ends_at(self) -> float | None:
        """Return when it is closed unless its other end does something; None where it need not."""
        wait = self._taking or self._wait or self.timeout_keep_alive_task
        return None if wait is None else wait.when()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request; where too many wait, close the connection that would end first."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that whatever is not taken at once is told
        self._wait_anew()
        every = cast("set[BoundedConnection]", self.connections)
        waiting = [(ends_at, id(one), one) for one in every if (ends_at := one.ends_at) is not None]
        if len(waiting) > MOST_WAITING:
            min(waiting)[-1].close()

    def data_received(self, data: bytes) -> None:
        """Take what came, and wait for the rest of it, if there is one."""
        super().data_received(data)
        if self.conn.their_state is h11.SEND_BODY:
            self._wait_anew()
        elif self.conn.their_state is not h11.IDLE:
            self._wait_no_more()
        elif self._wait is None:  # a head, of which the time is not told anew with each byte
            self._wait_anew()

    def shutdown(self) -> None:
        """End when what is asked is answered; a stream of events, which does not end, at once."""
        super().shutdown()
        answering = self.cycle and not self.cycle.response_complete
        stream = answering and self.scope["path"].endswith(STREAM)
        if stream and self.conn.our_state is h11.SEND_BODY:
            self.transport.write(self.conn.send(h11.EndOfMessage()) or b"")
            self.transport.close()  # so that its handler hears that nobody listens any more

    def pause_writing(self) -> None:
        """Hold an answer back until what there is of it was taken, and see that it is."""
        super().pause_writing()
        self._see_taken()

    def resume_writing(self) -> None:
        """Go on with an answer."""
        self._see_no_more()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        self._see_no_more()
        super().connection_lost(exc)

    def _see_taken(self) -> None:
        """Close the connection after a while, unless enough of what there is now was taken."""
        left = self.transport.get_write_buffer_size()

        def look() -> None:
            if left - self.transport.get_write_buffer_size() < TAKEN_BYTES:
                reset = self.transport.get_extra_info("socket").setsockopt
                reset(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)  # what the system keeps too
                self.close()
            else:
                self._see_taken()

        self._taking = self.loop.call_later(WAIT_S, look)

    def _see_no_more(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def _wait_anew(self) -> None:
        self._wait_no_more()
        self._wait = self.loop.call_later(WAIT_S, self._end)

    def _end(self) -> None:
        if self.flow.read_paused:  # it is this service that keeps the sender waiting
            self._wait_anew()
        else:
            self.close()

    def close(self) -> None:
        """Close it at once, so that it counts no more."""
        self._wait_no_more()
        self._see_no_more()
        self._unset_keepalive_if_required()
        self.connections.discard(self)
        self.transport.abort()

    def _wait_no_more(self) -> None:
        if self._wait is not None:
            self._wait.cancel()
            self._wait = None


ANSWERING: dict[str, Any] = {
    "http": BoundedConnection,
    "ws": "none",
    "limit_concurrency": MOST,
    "backlog": BACKLOG,
    "log_level": "warning",
    "log_config": None,  # that of the service
    "proxy_headers": False,  # the service itself believes those that it is told to
    "timeout_keep_alive": 5,
    "timeout_graceful_shutdown": _GRACE_S,
}
"""How uvicorn answers here, in each process."""


class OncePerKind(logging.Filter):
    """Lets each kind of message through once in a while, by the clock of the records.

    Where descriptors run out, asyncio says so thousands of times a second. Messages of one text and
    one error are of one kind.
    """

    def __init__(self, every_s: float = 60.0) -> None:
        super().__init__()
        self._every_s = every_s
        self._last: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is the first of its kind for a while."""
        error = repr(record.exc_info[1]) if record.exc_info else ""
        kind = str(record.msg).partition("\n")[0], error
        last = self._last.get(kind)
        if last is not None and 0 <= record.created - last < self._every_s:
            return False
        if len(self._last) >= _MOST_KINDS:
            self._last.clear()
        self._last[kind] = record.created
        return True
