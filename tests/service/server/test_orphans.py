"""Processes whose parent has ended let its port go at once; their log is the service's."""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Iterator

import pytest
import uvicorn

if not hasattr(os, "fork"):
    pytest.skip("the system has no fork", allow_module_level=True)

from gunicorn.config import Config

from service.server import workers
from tests.own_loop import run


def test_a_process_lets_the_port_go_before_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ended() -> bool:
        ends = asyncio.Event()
        monkeypatch.setattr(signal, "raise_signal", lambda _: ends.set())
        config, (end, parent) = uvicorn.Config(str, lifespan="off", log_config=None), os.pipe()
        config.load()
        server = workers._Server(config, end)
        server.lifespan = config.lifespan_class(config)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            await server.startup([listener])
            assert listener.fileno() != -1
            os.close(parent)
            await ends.wait()
            os.close(end)
            return listener.fileno() == -1

    assert run(ended())


@pytest.fixture
def uvicorns() -> Iterator[logging.Logger]:
    """Return uvicorn's logger, and leave it as it was."""
    names = ("uvicorn.error", "uvicorn.access", "gunicorn.error", "gunicorn.access")
    loggers = [logging.getLogger(name) for name in names]
    before = [(each, each.handlers, each.level, each.propagate) for each in loggers]
    yield loggers[0]
    for each, handlers, level, propagate in before:
        each.handlers, each.propagate = handlers, propagate
        each.setLevel(level)


def test_what_gunicorn_and_its_workers_report_is_written_by_the_log_of_the_service(
    uvicorns: logging.Logger, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    config = Config()
    log = workers._Log(config)
    log.error("Worker (pid:%s) was sent SIGKILL!", 7)
    workers._Worker(1, 1, [], None, 30, config, log).tmp.close()
    uvicorns.error("Exception in ASGI application")
    assert [record.getMessage() for record in caplog.records] == [
        "Worker (pid:7) was sent SIGKILL!",
        "Exception in ASGI application",
    ]
    assert capfd.readouterr().err == ""
