"""Connections of the service: timeouts, and a bound on those that wait.

uvicorn keeps a connection with an incomplete request or an unread answer open without limit. Here a
request's head has half a minute, each further part of a body half a minute, and an answer must be
read at a minimum rate. If too many connections wait, one is closed for each new one.
"""

import asyncio
import logging
import socket
import struct
import sys
from collections.abc import Callable
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.api.events import STREAM

WAIT_S = 30.0
"""The timeout of a request's head, and of each further part of its body."""
TAKEN_BYTES = 16_384
"""How many bytes of an answer must be read within the same time, if more remain."""
TOGETHER_BYTES = 262_144
"""The largest body that is written together with its head; of a larger one, copying costs more."""
MOST_WAITING = 400
"""How many connections may wait for their clients."""
_MOST = 800
"""How many connections are answered at once; further ones get 503."""
BACKLOG = 128
"""How many connections are accepted before the waiting ones are checked again."""
_GRACE_S = 3  # for answers in progress at shutdown
_MOST_KINDS = 1_000
_AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class BoundedConnection(H11Protocol):
    """A connection that is closed if its client sends or reads too slowly."""

    _wait: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None

    @property
    def ends_at(self) -> float | None:
        """Return the deadline for the client's next action; None if there is none."""
        wait = self._taking or self._wait or self.timeout_keep_alive_task
        return None if wait is None else wait.when()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request; if too many connections wait, close the next one to expire."""
        super().connection_made(transport)
        self.conn.send = _together(self.conn.send)  # type: ignore[assignment, method-assign]
        transport.set_write_buffer_limits(high=0)  # so that any unread data pauses writing
        self._restart_timer()
        every = cast("set[BoundedConnection]", self.connections)
        waiting = [(ends_at, id(one), one) for one in every if (ends_at := one.ends_at) is not None]
        if len(waiting) > MOST_WAITING:
            min(waiting)[-1].close()

    def data_received(self, data: bytes) -> None:
        """Handle received data, and wait for the rest of the request, if any."""
        super().data_received(data)
        if self.conn.their_state is h11.SEND_BODY:
            self._restart_timer()
        elif self.conn.their_state is not h11.IDLE:
            self._stop_timer()
        elif self._wait is None:  # a head, whose timeout is not restarted with each byte
            self._restart_timer()

    def shutdown(self) -> None:
        """Close after the current answer; an endless event stream at once."""
        super().shutdown()
        answering = self.cycle and not self.cycle.response_complete
        stream = answering and self.scope["path"].endswith(STREAM)
        if stream and self.conn.our_state is h11.SEND_BODY:
            self.transport.write(self.conn.send(h11.EndOfMessage()) or b"")
            self.transport.close()  # so that its handler learns of the disconnect

    def pause_writing(self) -> None:
        """Pause an answer until the client has read it so far, with a timeout."""
        super().pause_writing()
        self._watch_reading()

    def resume_writing(self) -> None:
        """Resume an answer."""
        self._stop_watching()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all timers."""
        self._stop_timer()
        self._stop_watching()
        super().connection_lost(exc)

    def _watch_reading(self) -> None:
        """Close the connection after the timeout, unless enough of the answer was read."""
        left = self.transport.get_write_buffer_size()

        def look() -> None:
            if left - self.transport.get_write_buffer_size() < TAKEN_BYTES:
                reset = self.transport.get_extra_info("socket").setsockopt
                reset(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)  # also the system's buffer
                self.close()
            else:
                self._watch_reading()

        self._taking = self.loop.call_later(WAIT_S, look)

    def _stop_watching(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def _restart_timer(self) -> None:
        self._stop_timer()
        self._wait = self.loop.call_later(WAIT_S, self._end)

    def _end(self) -> None:
        if self.flow.read_paused:  # the service itself pauses the sender
            self._restart_timer()
        else:
            self.close()

    def close(self) -> None:
        """Close it at once, so that it no longer counts."""
        self._stop_timer()
        self._stop_watching()
        self._unset_keepalive_if_required()
        self.connections.discard(self)
        self.transport.abort()

    def _stop_timer(self) -> None:
        if self._wait is not None:
            self._wait.cancel()
            self._wait = None


def _together(send: Callable[[h11.Event], bytes | None]) -> Callable[[h11.Event], bytes | None]:
    """Return a `send` of h11 that gives the head of a short answer with the first of its body.

    Data written together wake the client once.
    """
    head = b""

    def joined(event: h11.Event) -> bytes | None:
        nonlocal head
        data = send(event)
        if isinstance(event, h11.Response):
            lengths = [int(text) for name, text in event.headers if name == b"content-length"]
            if lengths and lengths[0] <= TOGETHER_BYTES:
                head, data = data or b"", b""
        elif head:
            head, data = b"", head + (data or b"")
        return data

    return joined


ANSWERING: dict[str, Any] = {
    "http": BoundedConnection,
    "ws": "none",
    "limit_concurrency": _MOST,
    "backlog": BACKLOG,
    "log_level": "warning",
    "log_config": None,  # that of the service
    "proxy_headers": False,  # the service has its own `TrustedProxies`
    "timeout_keep_alive": 5,
    "timeout_graceful_shutdown": _GRACE_S,
}
"""The options of uvicorn in each process."""


class OncePerKind(logging.Filter):
    """Passes each kind of log record once per interval, by the records' times.

    When file descriptors run out, asyncio logs that thousands of times a second. Records of one
    text and one error are of one kind.
    """

    def __init__(self, every_s: float = 60.0) -> None:
        super().__init__()
        self._every_s = every_s
        self._last: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is the first of its kind in the interval."""
        error = repr(record.exc_info[1]) if record.exc_info else ""
        kind = str(record.msg).partition("\n")[0], error
        last = self._last.get(kind)
        if last is not None and 0 <= record.created - last < self._every_s:
            return False
        if len(self._last) >= _MOST_KINDS:
            self._last.clear()
        self._last[kind] = record.created
        return True
