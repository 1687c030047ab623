"""Connections that wait for ever, or in great numbers, keep nobody from being answered."""

import logging
import select
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import h11
import pytest
import uvicorn
from uvicorn.server import ServerState

from service.server import connections
from service.server.connections import TAKEN_BYTES, BoundedConnection, OncePerKind

Connect = Callable[[bytes], socket.socket]
HALF_HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"
HALF_BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"
WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
LARGE = WHOLE.replace(b"GET /", b"GET /large")
LARGE_BYTES = 20_000_000  # more than the system takes on for a connection


async def hears_all(scope: dict[str, Any], receive: Callable[..., Any], send: Any) -> None:
    """Answer 200 once the body is there, or nobody sends it any more."""
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if scope["path"] == "/large":
            for _ in range(2):
                part = {"type": "http.response.body", "body": bytes(LARGE_BYTES // 2)}
                await send(part | {"more_body": True})
        await send({"type": "http.response.body", "body": b"here"})


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """Give what sends something over a new connection to a service of few, short waits."""
    monkeypatch.setattr(connections, "WAIT_S", 0.5)
    monkeypatch.setattr(connections, "MOST_WAITING", 3)
    config = uvicorn.Config(
        hears_all,
        http=BoundedConnection,
        lifespan="off",
        log_level="critical",
        limit_concurrency=50,
    )
    server, opened = uvicorn.Server(config), []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        answering = threading.Thread(target=server.run, args=([listener],))
        answering.start()

        def sent(data: bytes) -> socket.socket:
            opened.append(socket.create_connection(listener.getsockname(), timeout=30))
            opened[-1].sendall(data)
            return opened[-1]

        yield sent
        for each in opened:
            each.close()
        server.should_exit = True
        answering.join(30)
        assert not answering.is_alive()


def heard(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(1_000):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


@pytest.mark.deep
def test_what_does_not_come_whole_is_not_waited_for(connect: Connect) -> None:
    halves = [connect(data) for data in (b"", HALF_HEAD, HALF_BODY)]
    assert not any(b"200 OK" in heard(half) for half in halves)
    slow = connect(b"GET / HTTP/1.1\r\nX: ")
    slow.settimeout(0.05)
    assert any(is_closed_after(slow, b"x") for _ in range(400))


def is_closed_after(connection: socket.socket, data: bytes) -> bool:
    try:
        connection.sendall(data)
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


@pytest.mark.deep
def test_many_that_wait_or_take_no_answer_leave_room_for_others(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "WAIT_S", 1_000.0)
    waiting = [connect(HALF_HEAD) for _ in range(60)]
    assert b"200 OK" in heard(connect(WHOLE))
    assert [heard(each) for each in waiting[:57]] == [b""] * 57
    waiting[-1].sendall(b"Connection: close\r\n\r\n")
    assert b"200 OK" in heard(waiting[-1])
    for _ in range(60):
        connect(LARGE).recv(1)  # once it is being answered
    assert b"200 OK" in heard(connect(WHOLE))


@pytest.mark.deep
@pytest.mark.skipif(not hasattr(select, "poll"), reason="the system has no poll")
def test_an_answer_that_nobody_takes_is_not_kept_for_ever(connect: Connect) -> None:
    asked = [connect(LARGE.replace(b"close", ending) * 3) for ending in (b"close", b"keep-alive")]
    assert all(map(is_reset, asked))


def is_reset(connection: socket.socket) -> bool:
    poll = select.poll()
    poll.register(connection, 0)
    return bool(poll.poll(30_000))


@pytest.mark.deep
def test_a_client_that_reads_an_answer_at_a_least_pace_gets_it_whole() -> None:
    config = uvicorn.Config(hears_all, lifespan="off", log_level="critical")
    later: list[Callable[[], None]] = []
    loop, transport = mock.Mock(), mock.Mock()
    loop.call_later.side_effect = lambda _seconds, call: later.append(call) or mock.Mock()
    with socket.socket() as own:
        transport.get_extra_info.side_effect = {"socket": own}.get
        connection = BoundedConnection(config, ServerState(), {}, loop)
        connection.connection_made(transport)
        transport.get_write_buffer_size.return_value = 3 * TAKEN_BYTES
        connection.pause_writing()
        for left, is_closed in ((2 * TAKEN_BYTES, False), (TAKEN_BYTES, False), (1, True)):
            transport.get_write_buffer_size.return_value = left
            later.pop()()
            assert transport.abort.called == is_closed


@pytest.mark.parametrize("length", [4, connections.TOGETHER_BYTES + 1])
def test_the_head_of_a_short_answer_is_written_with_its_body(length: int) -> None:
    transport = mock.Mock()
    config = uvicorn.Config(hears_all, lifespan="off", log_level="critical")
    connection = BoundedConnection(config, ServerState(), {}, mock.Mock())
    connection.connection_made(transport)
    connection.conn.receive_data(WHOLE)
    connection.conn.next_event()
    headers = [("Content-Length", str(length))]
    events = h11.Response(status_code=200, headers=headers), h11.Data(data=bytes(length))
    head, body = map(connection.conn.send, events)
    assert [bool(head), body == bytes(length)] == [length > 4] * 2
    assert ((head or b"") + (body or b"")).endswith(b"\r\n\r\n" + bytes(length))


def test_a_message_is_logged_once_a_minute_but_each_error_by_itself() -> None:
    seldom = OncePerKind()

    def passes(created: float, error: Exception | None = None, text: str = "full\nof it") -> bool:
        exc_info = (type(error), error, None) if error else None
        record = logging.LogRecord("x", logging.ERROR, "", 0, text, None, exc_info)  # type: ignore[arg-type]
        record.created = created
        return seldom.filter(record)

    assert [passes(at) for at in (0.0, 1.0, 59.0, 60.0, 61.0)] == [True, False, False, True, False]
    assert passes(61.0, OSError(24, "no descriptors"))
    assert not passes(62.0, OSError(24, "no descriptors"))
    assert passes(62.0, ValueError("another"))
    assert passes(62.0, text="another")
