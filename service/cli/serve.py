"""The command `serve`: the planner's page of each plan, locally or, with tokens, for others too."""

from __future__ import annotations

import gc
import ipaddress
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple
from urllib.parse import quote

import typer

from layers.errors import DeniedError, SourceError, UnknownError
from layers.messages import Message
from layers.runtime.extras import require
from service.cli.config import (
    ConfigFile,
    PublicAddressOption,
    TrustedProxiesOption,
    options_of,
)
from service.cli.options import StoreUrl, find_store, open_plan, open_store, store_of
from service.cli.tables import say, warn
from service.plan_names import OF_PLAN, names_of
from service.server.audit_anchor import AnchorPlace, anchor_place, note_decisions

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from layers import Plan
    from layers.store import Store
    from service.server.process import Address
    from service.server.several_plans import Service
    from service.settings import ServiceSettings


LOOPBACK = ipaddress.IPv4Address("127.0.0.1")
DEFAULT_PORT = 8000
PlanPaths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PLAN...",
        help="The plan, a GeoPackage; several are each served under the name of its file.",
    ),
]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="The port to listen on; 0: any.")]
Basemaps = Annotated[
    list[str] | None,
    typer.Option(
        metavar="URL|FILE",
        help="A ground that the page may show: tiles at https://…/{z}/{x}/{y}, with {key} for the "
        "user's own key and #NAME for whom the map must name; prefix gcj02: for tiles in GCJ-02; "
        "or a file of yours, .mbtiles or .pmtiles. May be repeated. Without an address no page "
        "asks another host.",
    ),
]
ReviewNumber = Annotated[
    str | None, typer.Option(metavar="TEXT", help="The map review number to show and print.")
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
        help="Write a line of JSON for each request: time, user, request, duration; -: to standard "
        "output.",
    ),
]
_Heads = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        envvar="ZONEWRIGHT_HEADS",
        help="Note the last hash of every chain at each decision, for "
        "`scenario verify --heads FILE`; or send it to https://…, as JSON. `scenario anchor` "
        "notes it daily.",
    ),
]
WorkerCount = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=64,
        show_default="1",
        help="The number of worker processes, at most one per core; they share "
        "the plan in memory. Not on Windows.",
    ),
]


class Served(NamedTuple):
    """A served plan, its store, and its name in the address, "" for a single plan."""

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
    trusted_proxy: TrustedProxiesOption = None,
    public_address: PublicAddressOption = None,
    heads: _Heads = None,
    workers: WorkerCount = None,
) -> None:
    """Serve plans and their scenarios to browsers and scripts.

    Without tokens in the store it serves this machine only, whose user is the local planner. With
    tokens (`zonewright token create`) everyone signs in with one, on this machine too, or through
    an identity provider (`zonewright config`); then it may listen on any address. Tokens are sent
    unencrypted: put a TLS proxy in front. If PLAN does not exist and only this machine is served,
    the page builds it from uploaded files, with one process.

    Each of several plans is served as if alone, with its own store, tokens and jobs, under the name
    of its file: `serve north.gpkg south.gpkg` answers at /north/ and /south/, redirects / to the
    first, and its pages have a list of plans.
    """
    from service.configuration import Configuration
    from service.server.process import listen, set_up_process

    values = Configuration.read(
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
            public_address=public_address,
        )
    )
    if values["workers"] > 1:
        require("server", "gunicorn", "uvicorn_worker")
    settings = values.service()
    set_up_process(values)
    address = _address(values["host"])
    opens = [
        name for name in ("public_address", "trusted_proxy") if address.is_loopback and values[name]
    ]
    is_here = address.is_loopback and not opens
    if len(plans) == 1 and is_here and not store and _is_to_be_made(plans[0]):
        with listen(address, values["port"]) as listener:
            _begin(plans[0], listener, settings)
        return
    names = _names(plans, store)
    anchors = [anchor_place(heads, name) for name in names] if heads else []
    opened = [open_plan(path) for path in plans]
    if not is_here and settings.access.oidc is None:
        for each in opened:
            refusal = Message("cli-host-unguarded", host=values["host"], plan=each.name)
            if opens:
                refusal = Message("cli-setting-unguarded", name=opens[0], plan=each.name)
            _check_guarded(find_store(each, store), refusal)
    with listen(address, values["port"]) as listener, ExitStack() as stack:
        served = [
            Served(each, stack.enter_context(open_store(store_of(path, store))), name)
            for name, path, each in zip(names, plans, opened, strict=True)
        ]
        if not is_here and settings.access.public_address is None:
            warn(Message("cli-public-address-none"))
        _serve(served, listener, settings, values["workers"], anchors)


def _serve(
    served: list[Served],
    listener: socket.socket,
    settings: ServiceSettings,
    count: int,
    anchors: list[AnchorPlace],
) -> None:
    """Serve plans with `count` processes; with anchors, note the heads of each store."""
    from service.api.observing import share_figures
    from service.server.process import log_seldom, working_folder

    for each, anchor in zip(served, anchors, strict=bool(anchors)):
        note_decisions(each.store, anchor)
    if count == 1:
        _run(served, listener, settings)
        return
    with working_folder() as folder:
        share_figures(folder / "figures")
        service = _service(served, listener, settings)
        log_seldom()
        _say_served(served, listener)
        from service.server.workers import serve_by_workers

        serve_by_workers(service, listener, count)


def _names(plans: list[Path], store: str | None) -> list[str]:
    """Return the names under which plans are served, "" for a single one.

    Raises:
        SourceError: one store is named for several plans.
    """
    if len(plans) == 1:
        return [""]
    if store and OF_PLAN not in store:
        raise SourceError(Message("cli-store-of-several", place=OF_PLAN))
    return names_of(plans)


def run(
    plan: Plan, store: Store, listener: socket.socket, settings: ServiceSettings | None = None
) -> None:
    """Serve a plan until interrupted."""
    from service.settings import ServiceSettings

    _run([Served(plan, store)], listener, settings or ServiceSettings())


def _run(served: Sequence[Served], listener: socket.socket, settings: ServiceSettings) -> None:
    app = _service(served, listener, settings).app
    _answer(app, listener, partial(_say_served, served, listener))


def _service(
    served: Sequence[Served], listener: socket.socket, settings: ServiceSettings
) -> Service:
    """Return the service.

    It accepts the host of the public address and loopback's; without that, only loopback's, or with
    sign-in any.
    """
    from service.app import create_app
    from service.server.process import own_names
    from service.server.several_plans import Service, service_of

    public, own = settings.access.public_address, own_names(listener)
    if public is not None:
        hosts = [(*own, public.host)] * len(served)
    else:
        is_guarded = [settings.access.oidc or each.store.tokens.any() for each in served]
        hosts = [("*",) if each else own for each in is_guarded]
    apps = [
        create_app(each.plan, each.store, settings, names, name=each.name)
        for each, names in zip(served, hosts, strict=True)
    ]
    if len(apps) == 1:
        return Service(apps[0], (apps[0],))
    by_name = {each.name: app for each, app in zip(served, apps, strict=True)}
    return service_of(by_name, settings.access, ("*",) if ("*",) in hosts else hosts[0])


def _answer(app: ASGIApp, listener: socket.socket, say_where: Callable[[], None]) -> None:
    """Print the address of a service, and run it until interrupted."""
    import uvicorn

    from service.server.connections import ANSWERING
    from service.server.process import log_seldom, working_folder

    server = uvicorn.Server(uvicorn.Config(app, **ANSWERING))
    log_seldom()
    # uvicorn raises the signal again once it has ended: then clean up and exit
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    gc.freeze()  # the collector skips the present objects: scanning them would pause the service
    with working_folder():
        say_where()
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            return


def _say_served(served: Sequence[Served], listener: socket.socket) -> None:
    """Print the address of each plan."""
    from service.server.process import url_of

    for each in served:
        url = url_of(listener) + quote(f"{each.name}/".lstrip("/"))
        say(Message("cli-serving", plan=each.plan.name, url=url))


def _is_to_be_made(plan: Path) -> bool:
    """Return whether a plan can be built on the page: it is missing, or an empty template."""
    from layers.importing.import_plan import is_template
    from layers.store import store_beside

    if plan.suffix.lower() != ".gpkg" or store_beside(plan).exists():
        return False
    return is_template(plan) if os.path.lexists(plan) else plan.parent.is_dir()


def _begin(path: Path, listener: socket.socket, settings: ServiceSettings) -> None:
    """Serve the page that builds a plan, then the plan, until interrupted."""
    from layers.store import Store, store_beside
    from service.app import create_app, running
    from service.server.process import own_names, url_of
    from service.server.start import Beginning, StartApp

    names = own_names(listener)
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="zonewright-") as folder:

        def opened(plan: Plan) -> ASGIApp:
            scenarios = stack.enter_context(Store.open(store_beside(path)))
            app = create_app(plan, scenarios, settings, names)
            stack.enter_context(running(app))
            return app

        begun = StartApp(Beginning(path, Path(folder), opened), names)
        address = Message("cli-serving-start", plan=str(path), url=url_of(listener))
        _answer(begun, listener, partial(say, address))


def _check_guarded(store: Store | None, refusal: Message) -> None:
    """Refuse to serve other machines, directly or through a proxy, without any token."""
    guarded = False
    if store is not None:
        with store:
            guarded = store.tokens.any_live()
    if not guarded:
        raise DeniedError(refusal)


def _address(host: str) -> Address:
    """Return the IP address of a host, which must be this machine's."""
    try:
        return LOOPBACK if host == "localhost" else ipaddress.ip_address(host)
    except ValueError:
        raise UnknownError(Message("cli-host-unknown", host=host)) from None
