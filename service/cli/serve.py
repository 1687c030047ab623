"""The command `serve`: the planner's page of each plan, here or, with tokens, for others too."""

from __future__ import annotations

import gc
import ipaddress
import os
import signal
import socket
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple
from urllib.parse import quote

import typer
import uvicorn

from layers import Plan
from layers.errors import DeniedError, SourceError, UnknownError
from layers.importing.template import is_template
from layers.messages import Message
from layers.store import Store, store_beside
from service.api.observing import share_figures
from service.app import create_app, running
from service.cli.config import ConfigFile, TrustedProxies, options_of
from service.cli.options import StoreUrl, find_store, open_plan, open_store, store_of
from service.cli.tables import say
from service.configuration import Configuration
from service.plan_names import OF_PLAN, names_of
from service.server.audit_anchor import begin, noted_daily, place_of
from service.server.connections import ANSWERING
from service.server.process import (
    Address,
    listen,
    log_seldom,
    own_names,
    set_up_process,
    url_of,
)
from service.server.several_plans import Service, service_of
from service.server.start import Beginning, StartApp
from service.server.working_folder import working_folder
from service.settings import ServiceSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from starlette.types import ASGIApp

    from service.server.audit_anchor import AnchorPlace

LOOPBACK = ipaddress.IPv4Address("127.0.0.1")
DEFAULT_PORT = 8000
PlanPaths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PLAN...",
        help="The plan, a GeoPackage; of several each is served under the name of its file.",
    ),
]
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


Host = Annotated[
    str | None, typer.Option(help="The address to listen on.", show_default=str(LOOPBACK))
]
OwnPort = Annotated[
    int | None,
    typer.Option(
        min=0, max=65_535, help="The port to listen on; 0: any.", show_default=str(DEFAULT_PORT)
    ),
]
AccessLog = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Write a line of JSON for each request: when, who, what, how long; -: to standard "
        "output.",
    ),
]
Heads = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        envvar="ZONEWRIGHT_HEADS",
        help="Note the last hash of every history daily, for `scenario verify --heads FILE`; "
        "or send it to https://…, as JSON.",
    ),
]
WorkerCount = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=64,
        show_default="1",
        help="How many processes answer, one for each core of the machine at most; they share "
        "the plan in memory. Not on Windows.",
    ),
]


class Served(NamedTuple):
    """A plan that is served, and its store; the name under which, "" where it is the only one."""

    plan: Plan
    store: Store
    name: str = ""


def serve(
    plans: PlanPaths,
    host: Host = None,
    port: OwnPort = None,
    store: StoreUrl = None,
    basemap: Basemaps = None,
    review_number: ReviewNumber = None,
    access_log: AccessLog = None,
    config: ConfigFile = None,
    trusted_proxy: TrustedProxies = None,
    heads: Heads = None,
    workers: WorkerCount = None,
) -> None:
    """Serve plans and their scenarios to browsers and scripts.

    Without tokens in the store it serves this machine alone, and whoever sits there is the local
    planner. With tokens (`zonewright token create`) everyone signs in with one, on this machine
    too, or by a provider of identities that the settings name (`zonewright config`); then it may
    listen on any address. Tokens travel as they are: put a proxy that speaks TLS in front. Where
    PLAN is not there yet, and it serves this machine alone, the page makes it of files that are
    given there, and one process answers.

    Of several plans each is served as it would be alone, with its own store, tokens and jobs, under
    the name of its file: `serve north.gpkg south.gpkg` answers at /north/ and at /south/, leads
    from / to the first, and its pages have a chooser of plans.
    """
    found = Configuration.read(
        options_of(
            file=config,
            store=store,
            host=host,
            port=port,
            workers=workers,
            access_log=access_log,
            basemap=basemap,
            review_number=review_number,
            trusted_proxy=trusted_proxy,
        )
    )
    settings = found.service()
    set_up_process(found)
    address = _address(found["host"])
    is_here = address.is_loopback and not settings.access.trusted_proxies
    if len(plans) == 1 and is_here and not store and _is_to_be_made(plans[0]):
        with listen(address, found["port"]) as listener:
            _begin(plans[0], listener, settings)
        return
    names = _names(plans, store)
    anchors = [place_of(heads, name) for name in names] if heads else []
    opened = [open_plan(path) for path in plans]
    if not is_here and settings.access.oidc is None:
        host = None if address.is_loopback else found["host"]
        for each in opened:
            _check_guarded(host, each, find_store(each, store))
    with listen(address, found["port"]) as listener, ExitStack() as kept:
        served = [
            Served(each, kept.enter_context(open_store(store_of(path, store))), name)
            for name, path, each in zip(names, plans, opened, strict=True)
        ]
        _serve(served, listener, settings, found["workers"], anchors)


def _serve(
    served: list[Served],
    listener: socket.socket,
    settings: ServiceSettings,
    count: int,
    anchors: list[AnchorPlace],
) -> None:
    """Serve plans by so many processes; where anchors are given, note the heads of each store."""
    noted = [*zip((each.store for each in served), anchors, strict=bool(anchors))]
    for store, anchor in noted:
        begin(store, anchor)  # what cannot be noted is said now
    noting = partial(_noting, noted)
    if count == 1:
        with noting():
            _run(served, listener, settings)
        return
    with working_folder() as folder:
        share_figures(folder / "figures")
        service = _service(served, listener, settings)
        log_seldom()
        _say_served(served, listener)
        from service.server.workers import serve_by_workers  # noqa: PLC0415  not on Windows

        serve_by_workers(service, listener, count, noting)


def _names(plans: list[Path], store: str | None) -> list[str]:
    """Return the names under which plans are served, "" of a single one.

    Raises:
        SourceError: a store is named for all of several plans.
    """
    if len(plans) == 1:
        return [""]
    if store and OF_PLAN not in store:
        raise SourceError(Message("cli-store-of-several", place=OF_PLAN))
    return names_of(plans)


@contextmanager
def _noting(noted: Sequence[tuple[Store, AnchorPlace]]) -> Iterator[None]:
    """Note the heads of each store at its place."""
    with ExitStack() as kept:
        for store, place in noted:
            kept.enter_context(noted_daily(store, place))
        yield


def run(
    plan: Plan, store: Store, listener: socket.socket, settings: ServiceSettings | None = None
) -> None:
    """Serve a plan until interrupted."""
    _run([Served(plan, store)], listener, settings or ServiceSettings())


def _run(served: Sequence[Served], listener: socket.socket, settings: ServiceSettings) -> None:
    app = _service(served, listener, settings).app
    _answer(app, listener, partial(_say_served, served, listener))


def _service(
    served: Sequence[Served], listener: socket.socket, settings: ServiceSettings
) -> Service:
    """Return the service, which answers by loopback's names alone where nobody signs in."""
    hosts = [
        ("*",) if settings.access.oidc or each.store.tokens.any() else own_names(listener)
        for each in served
    ]
    apps = [
        create_app(each.plan, each.store, settings, own, name=each.name)
        for each, own in zip(served, hosts, strict=True)
    ]
    if len(apps) == 1:
        return Service(apps[0], (apps[0],))
    by_name = {each.name: app for each, app in zip(served, apps, strict=True)}
    return service_of(by_name, settings.access, ("*",) if ("*",) in hosts else hosts[0])


def _answer(app: ASGIApp, listener: socket.socket, say_where: Callable[[], None]) -> None:
    """Say where a service answers, and let it answer until interrupted."""
    server = uvicorn.Server(uvicorn.Config(app, **ANSWERING))
    log_seldom()
    # uvicorn raises the signal anew once it has ended: then tidy up, and end
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    gc.freeze()  # what is there now is never looked through again, while nobody is answered
    with working_folder():
        say_where()
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            return


def _say_served(served: Sequence[Served], listener: socket.socket) -> None:
    """Say where each plan is served."""
    for each in served:
        url = url_of(listener) + quote(f"{each.name}/".lstrip("/"))
        say(Message("cli-serving", plan=each.plan.name, url=url))


def _say_start(path: Path, listener: socket.socket) -> None:
    """Say where a plan is made."""
    say(Message("cli-serving-start", plan=str(path), url=url_of(listener)))


def _is_to_be_made(plan: Path) -> bool:
    """Return whether a plan can be made on the page: it is not there, or a template to fill in."""
    if plan.suffix.lower() != ".gpkg" or store_beside(plan).exists():
        return False
    return is_template(plan) if os.path.lexists(plan) else plan.parent.is_dir()


def _begin(path: Path, listener: socket.socket, settings: ServiceSettings) -> None:
    """Serve the page on which a plan is made, then the plan, until interrupted."""
    own = own_names(listener)
    with ExitStack() as kept, tempfile.TemporaryDirectory(prefix="zonewright-") as folder:

        def opened(plan: Plan) -> ASGIApp:
            scenarios = kept.enter_context(Store.open(store_beside(path)))
            app = create_app(plan, scenarios, settings, own)
            kept.enter_context(running(app))
            return app

        begun = StartApp(Beginning(path, Path(folder), opened), own)
        _answer(begun, listener, partial(_say_start, path, listener))


def _check_guarded(host: str | None, plan: Plan, store: Store | None) -> None:
    """Refuse to let others in where nobody has a token: at a host, or by a proxy."""
    guarded = False
    if store is not None:
        with store:
            guarded = store.tokens.any_live()
    if not guarded:
        if host is None:
            raise DeniedError(Message("cli-proxy-unguarded", plan=plan.name))
        raise DeniedError(Message("cli-host-unguarded", host=host, plan=plan.name))


def _address(host: str) -> Address:
    """Return the address of a host: one of this machine's."""
    try:
        return LOOPBACK if host == "localhost" else ipaddress.ip_address(host)
    except ValueError:
        raise UnknownError(Message("cli-host-unknown", host=host)) from None
