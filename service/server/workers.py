"""Several processes that answer for one service: gunicorn keeps them, uvicorn answers in each.

The plans are made ready once, before they are forked, so that they share its memory; one that is
killed is forked anew. They share the listener and the store. One further process has the desks
of jobs, which they ask. Only where a process can be forked: not on Windows.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from uvicorn import Server
from uvicorn_worker import UvicornWorker

from service.api.observing import end_figures_of
from service.app import prepare
from service.jobs.shared import SharedDesk, answer_for, listening
from service.server.connections import ANSWERING, BACKLOG

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from multiprocessing.connection import Listener

    from starlette.types import ASGIApp

    from service.jobs import JobDesk
    from service.jobs.shared import DeskAddress
    from service.server.several_plans import Service

    Beside = Callable[[], AbstractContextManager[None]]

_STUCK_S = 60  # without a sign of life, until a process is killed
_ENDS_WITHIN_S = 8
_TICK_S = 1.0
_ACCEPTED_AT_ONCE = 2  # so that one process does not take on all that come at once


class _Desk(NamedTuple):
    """The desk of a plan's jobs, and where it is asked."""

    desk: JobDesk
    listener: Listener
    address: DeskAddress


class Workers(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """A service, answered by several processes until it is told to end."""

    def __init__(
        self, service: Service, listener: socket.socket, count: int, beside: Beside
    ) -> None:
        sockets = Path(get_temp_dir())  # whose path is short
        self.app, self.plans = service
        self.listener, self.beside, self._count = listener, beside, count
        self.desks = [
            _Desk(app.state.jobs, *listening(sockets / f"desk{number}"))
            for number, app in enumerate(self.plans)
        ]
        super().__init__()

    def load_config(self) -> None:
        """Say how the processes are kept."""
        settings = {
            "bind": f"fd://{os.dup(self.listener.fileno())}",
            "workers": self._count + 1,  # one of them has the desk
            "worker_class": _Worker,
            "preload_app": True,
            "timeout": _STUCK_S,
            "graceful_timeout": _ENDS_WITHIN_S,
            "loglevel": "error",
            "control_socket_disable": True,
            "pre_fork": _before_fork,
            "child_exit": lambda _, worker: end_figures_of(worker.pid),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> ASGIApp:
        """Make the plans ready, in this process, which answers nobody itself."""
        prepare(*self.plans)
        for app in self.plans:
            app.state.store.close()  # each process has connections of its own
        gc.collect()
        gc.freeze()  # what is there now is never looked through again, so it stays shared
        return self.app


def _before_fork(arbiter: Arbiter, worker: _Worker) -> None:
    """Give the desk to a process, if none has it; no lock may be held by a thread meanwhile."""
    if threading.active_count() > 1:
        raise RuntimeError(f"threads at the fork: {threading.enumerate()}")
    worker.has_desk = not any(other.has_desk for other in arbiter.WORKERS.values())


class _Worker(UvicornWorker):  # type: ignore[misc]  # nor has this
    """A process that answers requests, or has the desk of jobs."""

    CONFIG_KWARGS = {**ANSWERING, "backlog": _ACCEPTED_AT_ONCE, "timeout_notify": _TICK_S}  # noqa: RUF012
    has_desk = False

    def run(self) -> None:
        """Work until it is told to end, or the process that keeps it is no more."""
        if self.has_desk:
            self._keep_desk()
        else:
            for app, desk in zip(self.app.plans, self.app.desks, strict=True):
                app.state.jobs = SharedDesk(desk.address)
            super().run()

    def _keep_desk(self) -> None:
        ended = threading.Event()
        for one in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(one, lambda *_: ended.set())
        for desk in self.app.desks:
            answer_for(desk.desk, desk.listener)
        with self.app.beside():
            while not ended.wait(_TICK_S) and os.getppid() == self.ppid:
                self.notify()
        for desk in self.app.desks:
            desk.desk.close()

    async def _serve(self) -> None:
        self.config.app = self.wsgi
        server = _Server(config=self.config)
        self._install_sigquit_handler()
        await server.serve(sockets=[self.app.listener])  # gunicorn's own has no TCP_NODELAY
        if not server.started:
            sys.exit(Arbiter.WORKER_BOOT_ERROR)

    async def callback_notify(self) -> None:
        """Give a sign of life; end where nobody hears it any more."""
        await super().callback_notify()
        if os.getppid() != self.ppid:
            signal.raise_signal(signal.SIGTERM)


class _Server(Server):
    """Takes on few connections at once, and lets many wait."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        for one in sockets or ():
            one.listen(BACKLOG)


def serve_by_workers(service: Service, listener: socket.socket, count: int, beside: Beside) -> None:
    """Serve by so many processes until interrupted; `beside` is what one does meanwhile."""
    workers: Any = Workers(service, listener, count, beside)
    try:
        workers.run()
    finally:
        for desk in workers.desks:
            desk.listener.close()
