"""The command `serve`: the planner's page on this machine."""

from __future__ import annotations

import errno
import ipaddress
import socket
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from layers import Plan
from layers.errors import SourceError, UnknownError
from service.api import create_app
from service.cli.asking import PlanPath, usable_scenarios
from service.cli.tables import print_line

DEFAULT_PORT = 8000
Port = Annotated[int, typer.Option(min=0, max=65_535, help="The port to listen on; 0: any.")]


def serve(
    plan: PlanPath,
    host: Annotated[str, typer.Option(help="A loopback address.")] = "127.0.0.1",
    port: Port = DEFAULT_PORT,
) -> None:
    """Serve a plan and the scenarios beside it to the browsers of this machine."""
    listener = listen(host, port)
    with listener:
        run(Plan.open(plan), plan, listener)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to a loopback address.

    Raises:
        UnknownError: the address is none of this machine's own.
        SourceError: the port is taken or not allowed.
    """
    address = _loopback(host)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
    except OSError as error:
        listener.close()
        busy = error.errno == errno.EADDRINUSE
        reason = "is taken by another program" if busy else f"cannot be used ({error.strerror})"
        raise SourceError(f"port {port}: {reason}; name another with --port") from error
    return listener


def run(plan: Plan, plan_path: Path, listener: socket.socket) -> None:
    """Serve until interrupted."""
    scenarios, problems = usable_scenarios(plan, plan_path)
    for problem in problems:
        typer.echo(problem, err=True)
    server = uvicorn.Server(uvicorn.Config(create_app(plan, scenarios), log_level="warning"))
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print_line(f"Serving {plan.name} at http://{shown}:{port}/ (Ctrl+C ends it)")
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return


def _loopback(host: str) -> str:
    """Return the address of a loopback host."""
    if host == "localhost":
        return "127.0.0.1"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise UnknownError(
            f"host {host}: only this machine is served, since there are no access tokens yet; "
            "use 127.0.0.1"
        )
    return host
