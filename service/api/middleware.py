"""What is refused before a handler is asked: foreign hosts, large bodies, unknown parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers

from service.api.errors import TOO_LARGE, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.dependencies.models import Dependant
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


def refuse_unknown_parameters(request: Request) -> None:
    """Refuse a query parameter that the endpoint does not have: it would be left out silently.

    Raises:
        RequestValidationError: it names the parameter and those that there are.
    """
    known = list(dict.fromkeys(_parameters(request.scope["route"].dependant)))
    there = f"there are {', '.join(known)}" if known else "this takes none"
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        message = f"there is no such parameter; {there}"
        raise RequestValidationError([{"loc": ("query", name), "msg": message} for name in unknown])


def _parameters(dependant: Dependant) -> Iterator[str]:
    """Yield the names of the query parameters of an endpoint and of all that it depends on."""
    yield from (field.alias for field in dependant.query_params)
    for each in dependant.dependencies:
        yield from _parameters(each)


class ProblemMiddleware:
    """Answers with a problem document where a library's own layer refuses in plain text.

    Starlette's layers do so: a Host that is not this service's (400), a body that is too large
    (413). No handler of this service ever answers an error in plain text.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""
        refused: int | None = None

        async def answer(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                plain = Headers(raw=message["headers"]).get("content-type", "")
                if message["status"] in {400, 413} and plain.startswith("text/plain"):
                    refused = message["status"]
            if refused is None:
                await send(message)
            elif message["type"] == "http.response.body":
                title, line = TOO_LARGE if refused == 413 else _foreign(scope)
                await problem(refused, title, [line])(scope, receive, send)

        await self._app(scope, receive, answer)


def _foreign(scope: Scope) -> tuple[str, str]:
    host = Headers(scope=scope).get("host", "")[:80]
    return "Another host", f"Host {host!r}: is not this service's name; open it as 127.0.0.1"
