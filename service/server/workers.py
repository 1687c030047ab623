"""Worker processes of one service: gunicorn supervises them, uvicorn answers in each.

The plans are prepared once before forking, so that workers share their memory; a killed worker is
forked again. Workers share the listener and the store. One further process has the job queues,
which the workers call. It needs fork, so not on Windows.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
import threading
from multiprocessing.connection import Listener
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import Any, NamedTuple

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn_worker import UvicornWorker

from service.api.observing import end_figures_of
from service.app import prepare
from service.jobs import JobQueue
from service.jobs.shared import QueueAddress, SharedQueue, answer_for, listening
from service.server.connections import ANSWERING, BACKLOG
from service.server.several_plans import Service

_STUCK_S = 60  # without a heartbeat, until a process is killed
_ENDS_WITHIN_S = 8
_TICK_S = 1.0
_ACCEPTED_AT_ONCE = 2  # so that one process does not accept a whole burst


class _Queue(NamedTuple):
    """The job queue of a plan, and its address."""

    queue: JobQueue
    listener: Listener
    address: QueueAddress


class _Workers(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """A service that runs in several processes until it is stopped."""

    def __init__(self, service: Service, listener: socket.socket, count: int) -> None:
        sockets = Path(get_temp_dir())  # its path is short
        self.parent, self.parent_lives = os.pipe()  # whose end is read once this process ended
        self.app, self.plans = service
        self.listener, self._count = listener, count
        self.queues = [
            _Queue(app.state.jobs, *listening(sockets / f"queue{number}"))
            for number, app in enumerate(self.plans)
        ]
        super().__init__()

    def load_config(self) -> None:
        """Configure the processes."""
        settings = {
            "bind": f"fd://{os.dup(self.listener.fileno())}",
            "workers": self._count + 1,  # one of them has the queue
            "worker_class": _Worker,
            "preload_app": True,
            "timeout": _STUCK_S,
            "graceful_timeout": _ENDS_WITHIN_S,
            "loglevel": "error",
            "logger_class": _Log,
            "control_socket_disable": True,
            "pre_fork": _before_fork,
            "child_exit": lambda _, worker: end_figures_of(worker.pid),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> ASGIApp:
        """Prepare the plans in this process, which answers no requests itself."""
        prepare(*self.plans)
        for app in self.plans:
            app.state.store.close()  # each process opens its own connections
        gc.collect()
        gc.freeze()  # the collector skips the present objects, so their memory stays shared
        return self.app


def _before_fork(arbiter: Arbiter, worker: _Worker) -> None:
    """Assign the queue to a process, if none has it; no thread may hold a lock meanwhile."""
    if threading.active_count() > 1:
        raise RuntimeError(f"threads at the fork: {threading.enumerate()}")
    worker.has_queue = not any(other.has_queue for other in arbiter.WORKERS.values())


class _Log(Logger):  # type: ignore[misc]  # untyped too
    """gunicorn's log, as a part of the service's."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401  gunicorn's
        """Write what gunicorn reports as everything else is."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class _Worker(UvicornWorker):  # type: ignore[misc]  # untyped too
    """A process that answers requests, or runs the job queue."""

    CONFIG_KWARGS = {**ANSWERING, "backlog": _ACCEPTED_AT_ONCE, "timeout_notify": _TICK_S}  # noqa: RUF012
    has_queue = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  gunicorn's
        super().__init__(*args, **kwargs)
        logging.getLogger("uvicorn.error").propagate = True  # it has gunicorn's handlers: none

    def run(self) -> None:
        """Work until it is stopped, or its parent process has ended."""
        os.close(self.app.parent_lives)
        for one in self.sockets:  # gunicorn's copy of the listener
            one.close()
        if self.has_queue:
            self.app.listener.close()
            self._keep_queue()
        else:
            for app, queue in zip(self.app.plans, self.app.queues, strict=True):
                app.state.jobs = SharedQueue(queue.address)
            super().run()

    def _keep_queue(self) -> None:
        ended = threading.Event()
        for one in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(one, lambda *_: ended.set())
        for queue in self.app.queues:
            answer_for(queue.queue, queue.listener)
        watch = threading.Thread(target=_read_to_end, args=(self.app.parent, ended), daemon=True)
        watch.start()
        while not ended.wait(_TICK_S):
            self.notify()
        for queue in self.app.queues:
            queue.queue.close()

    async def _serve(self) -> None:
        self.config.app = self.wsgi
        server = _Server(self.config, self.app.parent)
        self._install_sigquit_handler()
        await server.serve(sockets=[self.app.listener])  # gunicorn's socket has no TCP_NODELAY
        if not server.started:
            sys.exit(Arbiter.WORKER_BOOT_ERROR)


def _read_to_end(pipe: int, ended: threading.Event) -> None:
    os.read(pipe, 1)
    ended.set()


class _Server(Server):
    """Accepts few connections at once, and lets many wait in the backlog.

    Once the parent process has ended, and with it the pipe `parent`, it accepts none: another
    service may listen at once, while this one gives its last answers.
    """

    def __init__(self, config: Config, parent: int) -> None:
        super().__init__(config)
        self._parent = parent

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept connections."""
        await super().startup(sockets)
        for one in sockets or ():
            one.listen(BACKLOG)
        asyncio.get_running_loop().add_reader(self._parent, self._end)

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._parent)
        for one in self.servers:
            one.close()
        signal.raise_signal(signal.SIGTERM)


def serve_by_workers(service: Service, listener: socket.socket, count: int) -> None:
    """Serve with `count` processes until interrupted."""
    workers: Any = _Workers(service, listener, count)
    try:
        workers.run()
    finally:
        for queue in workers.queues:
            queue.listener.close()
