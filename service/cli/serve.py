"""The command `serve`: the planner's page, on this machine or, with tokens, for others too."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
import uvicorn

from layers import Plan
from layers.errors import DeniedError, SourceError, UnknownError
from layers.importing.template import is_template
from layers.messages import Message
from layers.store import Store, store_beside
from service.api import create_app, prepare
from service.api.start import Beginning, StartApp
from service.cli.options import PlanPath, StoreUrl, find_store, open_plan
from service.cli.tables import say
from service.settings import Basemap, MapSettings

if TYPE_CHECKING:
    from starlette.types import ASGIApp

LOOPBACK = ipaddress.IPv4Address("127.0.0.1")
DEFAULT_PORT = 8000
_GRACE_S = 3  # for answers that are under way when it ends
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Port = Annotated[int, typer.Option(min=0, max=65_535, help="The port to listen on; 0: any.")]
Basemaps = Annotated[
    list[str] | None,
    typer.Option(
        metavar="URL",
        help="Tiles that the page may show: https://…/{z}/{x}/{y}, with {key} where the user's own "
        "key goes; gcj02: in front where they are under GCJ-02. May be given again. Without it no "
        "page asks another host.",
    ),
]
ReviewNumber = Annotated[
    str | None, typer.Option(metavar="TEXT", help="The map review number, to be shown and printed.")
]


def serve(
    plan: PlanPath,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Port = DEFAULT_PORT,
    store: StoreUrl = None,
    basemap: Basemaps = None,
    review_number: ReviewNumber = None,
) -> None:
    """Serve a plan and its scenarios to browsers and scripts.

    Without tokens in the store it serves this machine alone, and whoever sits there is the local
    planner. With tokens (`zonewright token create`) everyone signs in with one, on this machine
    too; then it may listen on any address. Tokens travel as they are: put a proxy that
    speaks TLS in front. Where PLAN is not there yet, and it serves this machine alone, the page
    makes it of files that are given there.
    """
    address = _address(host)
    settings = MapSettings(tuple(map(Basemap.parse, basemap or ())), review_number)
    if address.is_loopback and not store and _is_to_be_made(plan):
        with listen(address, port) as listener:
            _begin(plan, listener, settings)
        return
    opened = open_plan(plan)
    if not address.is_loopback:
        _check_guarded(host, find_store(opened, store))
    with listen(address, port) as listener, Store.open(store or store_beside(plan)) as kept:
        run(opened, kept, listener, settings)


def listen(address: Address, port: int) -> socket.socket:
    """Return a socket that listens on an address of this machine: who asks at once is answered.

    Raises:
        SourceError: the address is not this machine's, or the port is taken or not allowed.
    """
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    # TCP by name: only of such a socket does asyncio ask to send at once (TCP_NODELAY), without
    # which the second half of every answer waits 40 ms for the browser to confirm the first
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # on Windows SO_REUSEADDR would let two programs listen on one port
    alone = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
    listener.setsockopt(socket.SOL_SOCKET, alone, 1)
    try:
        listener.bind((str(address), port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise SourceError(Message("cli-host-not-here", host=str(address))) from error
        if error.errno == errno.EADDRINUSE:
            raise SourceError(Message("cli-port-taken", port=port)) from error
        reason = error.strerror or str(error)
        raise SourceError(Message("cli-port-unusable", port=port, reason=reason)) from error
    return listener


def run(
    plan: Plan, store: Store, listener: socket.socket, settings: MapSettings | None = None
) -> None:
    """Serve until interrupted."""
    own = _own_names(listener)
    app = create_app(plan, store, settings, ("*",) if store.tokens.any() else own)
    _serve(app, listener, "cli-serving", plan.name)


def _own_names(listener: socket.socket) -> tuple[str, ...]:
    """Return loopback's names.

    No page of another host may reach the local planner by giving its name this address.
    """
    return ("localhost", "127.0.0.1", "::1", "[::1]", str(listener.getsockname()[0]))


def _serve(app: ASGIApp, listener: socket.socket, code: str, plan: str) -> None:
    """Say where a service answers, and let it answer until interrupted."""
    host, port = listener.getsockname()[:2]
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_GRACE_S)
    )
    shown = f"[{host}]" if ":" in host else host
    say(Message(code, plan=plan, url=f"http://{shown}:{port}/"))
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return


def _is_to_be_made(plan: Path) -> bool:
    """Return whether a plan can be made on the page: it is not there, or a template to fill in."""
    if plan.suffix.lower() != ".gpkg" or store_beside(plan).exists():
        return False
    return is_template(plan) if os.path.lexists(plan) else plan.parent.is_dir()


def _begin(path: Path, listener: socket.socket, settings: MapSettings) -> None:
    """Serve the page on which a plan is made, then the plan, until interrupted."""
    own = _own_names(listener)
    with ExitStack() as kept, tempfile.TemporaryDirectory(prefix="zonewright-") as folder:

        def opened(plan: Plan) -> ASGIApp:
            scenarios = kept.enter_context(Store.open(store_beside(path)))
            app = create_app(plan, scenarios, settings, own)
            prepare(app)
            kept.callback(app.state.jobs.close)
            return app

        begun = StartApp(Beginning(path, Path(folder), opened), own)
        _serve(begun, listener, "cli-serving-start", str(path))


def _check_guarded(host: str, store: Store | None) -> None:
    """Refuse to let others in where nobody has a token."""
    guarded = False
    if store is not None:
        with store:
            guarded = store.tokens.any_live()
    if not guarded:
        raise DeniedError(Message("cli-host-unguarded", host=host))


def _address(host: str) -> Address:
    """Return the address of a host: one of this machine's."""
    try:
        return LOOPBACK if host == "localhost" else ipaddress.ip_address(host)
    except ValueError:
        raise UnknownError(Message("cli-host-unknown", host=host)) from None
