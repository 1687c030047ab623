"""Middleware that rejects or cancels requests: hosts, bodies, parameters, deadlines."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import get_args, get_origin
from urllib.parse import urlsplit

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette import types
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect

from geo.validation import shown
from layers.errors import BusyError, ZonewrightError
from layers.messages import Message
from layers.store import LOCAL
from service.api.access import check_known
from service.api.address import AddressMiddleware, own_path
from service.api.bodies import QUICKLY, SMALLEST_BYTES
from service.api.errors import LARGEST_BODY_BYTES, answer_to, largest_body_bytes, too_large
from service.api.kept_answers import KeptAnswers
from service.api.observing import Metrics, Observed
from service.api.problem_document import problem
from service.budget import budget_of_environment
from service.settings import AccessSettings

_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
_LARGE_BYTES = 65_536
_MOST_ENTRIES = 200_000
_REFUSED_RESTS, _SHORTEST_REST_S, _LONGEST_REST_S = 30, 1.0, 10.0
LIMIT_S = 60.0
"""How long a request may compute, unless ZONEWRIGHT_LIMIT_S sets another limit."""


def add_middleware(
    app: FastAPI, hosts: Sequence[str], access: AccessSettings, metrics: Metrics | None
) -> None:
    """Add the middleware of a service; the last one added is the outermost."""
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_BYTES, compresslevel=QUICKLY)
    if metrics is not None:  # None: the service takes no large bodies
        app.add_middleware(KnownSenders)
    app.add_middleware(BodyLimits)
    public = access.public_address
    app.add_middleware(KnownHosts, hosts=hosts, probes=_PROBES if public else ())
    app.add_middleware(ProblemMiddleware, open_at=str(public or "127.0.0.1"))
    app.add_middleware(Answers)
    app.add_middleware(Budgets)  # it listens to the server directly
    if metrics is not None:  # None: the service has no store
        app.add_middleware(KeptAnswers)
    app.add_middleware(Observed, metrics=metrics)  # it sees every answer
    if access.trusted_proxies or public:  # it sets client, scheme, host and path
        app.add_middleware(AddressMiddleware, proxies=access.trusted_proxies, public=public)


async def refuse_unknown_parameters(request: Request) -> None:
    """Reject a query parameter that the endpoint does not have: it would be ignored silently.

    Raises:
        RequestValidationError: it names the parameter and the known ones.
    """
    check_parameters(request)


def check_parameters(request: Request, also: Iterable[str] = ()) -> None:
    """Reject a query parameter that the endpoint does not have, and that is not one of `also`.

    Raises:
        RequestValidationError: it names the parameter and the known ones; or one that takes a
            single value is given twice.
    """
    if not request.query_params:
        return
    kinds = dict(_parameters(request.scope["route"].dependant))
    known = (*kinds, *(name for name in also if name not in kinds))
    given = Counter(name for name, _ in request.query_params.multi_items())
    unknown = [name for name in given if name not in known]
    twice = [
        Message("service-parameter-twice").at("query", name)
        for name, count in given.items()
        if count > 1 and name in known and not _takes_several(kinds.get(name))
    ]
    if not unknown:
        if twice:
            raise RequestValidationError(twice)
        return
    reason = Message("service-parameter-needless")
    if known:
        reason = Message("service-parameter-unknown", known=known)
    raise RequestValidationError([reason.at("query", name) for name in unknown])


def _takes_several(kind: object) -> bool:
    return list in {get_origin(each) for each in (kind, *get_args(kind))}


def _parameters(dependant: Dependant) -> Iterator[tuple[str, object]]:
    """Yield the query parameters of an endpoint and its dependencies, with their type."""
    for one in dependant.query_params:
        kind = one.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from ((of.alias or name, of.annotation) for name, of in kind.model_fields.items())
        else:
            yield one.alias, kind
    for each in dependant.dependencies:
        yield from _parameters(each)


class _Around(ABC):
    """A middleware around an application: it handles requests, and forwards all else."""

    def __init__(self, app: types.ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: types.Scope, receive: types.Receive, send: types.Send) -> None:
        """Handle a request."""
        app = self._handle if scope["type"] == "http" else self._app
        await app(scope, receive, send)

    @abstractmethod
    async def _handle(
        self, scope: types.Scope, receive: types.Receive, send: types.Send
    ) -> None: ...


class KnownHosts(_Around):
    """Rejects a request to a host that is none of the service's names; `probes` may name any."""

    def __init__(
        self, app: types.ASGIApp, hosts: Sequence[str], probes: Collection[str] = ()
    ) -> None:
        super().__init__(app)
        self._checked = TrustedHostMiddleware(app, list(hosts), www_redirect=False)
        self._probes = probes

    async def _handle(self, scope: types.Scope, receive: types.Receive, send: types.Send) -> None:
        is_probe = own_path(scope) in self._probes
        await (self._app if is_probe else self._checked)(scope, receive, send)


class BodyLimits(_Around):
    """Rejects a body that is too large for its path; uploads may be larger than other bodies."""

    async def _handle(self, scope: types.Scope, receive: types.Receive, send: types.Send) -> None:
        most = largest_body_bytes(own_path(scope))
        await RequestBodyLimitMiddleware(self._app, most)(scope, receive, send)


class KnownSenders(_Around):
    """Rejects a large body of an unknown sender before it is parsed.

    An endpoint authenticates only after the whole body is parsed, which takes long enough to delay
    others. So one such body per person is handled at a time, and after a rejected one the next
    waits many times as long as the rejection took: invalid bodies never take more than a small
    share of a process. Uploads are not parsed here, and the local planner is alone.
    """

    def __init__(self, app: types.ASGIApp) -> None:
        super().__init__(app)
        self._senders: dict[str, _Sender] = {}

    async def _handle(self, scope: types.Scope, receive: types.Receive, send: types.Send) -> None:
        is_large, came = await _looked_at(scope, receive)

        async def replay() -> types.Message:
            return came.pop(0) if came else await receive()

        if is_large:
            request = Request(scope, replay)
            try:
                await to_thread.run_sync(check_known, request)
            except ZonewrightError as error:
                with suppress(ClientDisconnect):
                    async for _ in request.stream():
                        pass  # a client that still sends would not read the answer
                await answer_to(request, error)(scope, receive, send)
                return
            sender = request.state.person
            if sender != LOCAL.name and largest_body_bytes(own_path(scope)) == LARGEST_BODY_BYTES:
                while not came or came[-1].get("more_body", False):
                    came.append(await receive())
                await self._in_turn(sender, _crowded(came) or self._app, (scope, replay, send))
                return
        await self._app(scope, replay, send)

    async def _in_turn(
        self, name: str, app: types.ASGIApp, call: tuple[types.Scope, types.Receive, types.Send]
    ) -> None:
        """Handle one person's large bodies in turn, with a pause after a rejected one."""
        scope, receive, send = call
        sender = self._senders.setdefault(name, _Sender())
        sender.waiting += 1
        refused = False

        async def answer(message: types.Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                refused = message["status"] >= 400
            await send(message)

        try:
            async with sender.turn:
                await asyncio.sleep(sender.next_at - time.monotonic())
                began = time.monotonic()
                try:
                    await app(scope, receive, answer)
                finally:
                    took_s = time.monotonic() - began
                    rests_s = max(_SHORTEST_REST_S, min(_REFUSED_RESTS * took_s, _LONGEST_REST_S))
                    sender.next_at = began + took_s + (rests_s if refused else 0.0)
        finally:
            sender.waiting -= 1
            if not sender.waiting and sender.next_at <= time.monotonic():
                del self._senders[name]


@dataclass
class _Sender:
    """A person's large bodies, handled in turn: how many wait, and when the next may start."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    next_at: float = 0.0


def _crowded(came: list[types.Message]) -> JSONResponse | None:
    """Return the rejection of a body with more object entries than any document has, else None.

    Counting them takes a small part of the time of parsing them, which blocks other requests.
    """
    bodies = [message.get("body", b"") for message in came]
    if sum(body.count(b"{") + body.count(b":") for body in bodies) <= _MOST_ENTRIES:
        return None
    line = Message("service-body-entries", limit=_MOST_ENTRIES).at("body")
    return problem(422, Message("service-title-request"), [line])


async def _looked_at(
    scope: types.Scope, receive: types.Receive
) -> tuple[bool, list[types.Message]]:
    """Return whether the body of a request is large, and the messages read so far.

    Of a body without a stated length, as much is read as decides it.
    """
    headers = Headers(scope=scope)
    if "transfer-encoding" not in headers:
        length = headers.get("content-length", "")
        return length.isdecimal() and int(length[:20]) > _LARGE_BYTES, []
    came: list[types.Message] = []
    size, more = 0, True
    while more and size <= _LARGE_BYTES:
        came.append(message := await receive())
        size += len(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)
    return size > _LARGE_BYTES, came


class Budgets(_Around):
    """Gives each request a budget, and cancels it when the client leaves."""

    async def _handle(self, scope: types.Scope, receive: types.Receive, send: types.Send) -> None:
        budget = budget_of_environment(LIMIT_S)
        heard: asyncio.Queue[types.Message] = asyncio.Queue(maxsize=1)

        async def listen() -> None:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    budget.cancel()
                    while heard.full():
                        heard.get_nowait()
                await heard.put(message)
                if message["type"] == "http.disconnect":
                    return

        gone: types.Message | None = None

        async def hear() -> types.Message:
            nonlocal gone
            if gone is None:
                message = await heard.get()
                if message["type"] != "http.disconnect":
                    return message
                gone = message
            return gone

        listening = asyncio.create_task(listen())
        try:
            with budget.limiting():
                await self._app(scope, hear, send)
        finally:
            listening.cancel()


class Answers(_Around):
    """Answers HEAD as GET without a body, and sets security and cache headers.

    Browsers may not sniff an answer's type, embed it in another site's page, send a referrer, or
    cache it unasked: an answer with an `ETag` is cached and revalidated each time. A redirect to a
    path with or without its last slash names no host. A request that the stopping server breaks off
    is answered as such.
    """

    async def _handle(self, scope: types.Scope, receive: types.Receive, send: types.Send) -> None:
        is_head, has_begun = scope["method"] == "HEAD", False

        async def answer(message: types.Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                headers = MutableHeaders(scope=message)
                cache = "private, no-cache" if "etag" in headers else "no-store"
                headers.setdefault("Cache-Control", cache)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
                headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
                if message["status"] == HTTPStatus.TEMPORARY_REDIRECT:  # Starlette's
                    path = urlsplit(headers["location"])._replace(scheme="", netloc="")
                    headers["location"] = f"/{path.geturl().lstrip('/')}"
            elif is_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._app({**scope, "method": "GET"} if is_head else scope, receive, answer)
        except asyncio.CancelledError:
            if has_begun:
                raise
            ends = answer_to(Request(scope), BusyError(Message("service-ends")))
            await ends(scope, receive, answer)


class ProblemMiddleware(_Around):
    """Answers with a problem document where a library's middleware rejects in plain text.

    Starlette's does so: for a Host that is not this service's (400), and a body that is too large
    (413). No handler of this service answers an error in plain text. `open_at` is an address at
    which the service answers.
    """

    def __init__(self, app: types.ASGIApp, open_at: str = "127.0.0.1") -> None:
        super().__init__(app)
        self._open_at = open_at

    async def _handle(self, scope: types.Scope, receive: types.Receive, send: types.Send) -> None:
        refused: int | None = None

        async def answer(message: types.Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                plain = Headers(raw=message["headers"]).get("content-type", "")
                if message["status"] in {400, 413} and plain.startswith("text/plain"):
                    refused = message["status"]
            if refused is None:
                await send(message)
            elif message["type"] == "http.response.body":
                is_large = refused == 413
                refusal = too_large(own_path(scope)) if is_large else self._foreign_host(scope)
                await refusal(scope, receive, send)

        await self._app(scope, receive, answer)

    def _foreign_host(self, scope: types.Scope) -> JSONResponse:
        host = shown(Headers(scope=scope).get("host", ""))
        line = Message("service-host-foreign", host=host, address=self._open_at)
        return problem(400, Message("service-title-host"), [line])
