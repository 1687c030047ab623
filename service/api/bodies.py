"""The bodies of requests and answers: JSON, and its compression.

JSON is parsed and written by pydantic's core instead of Python's `json`. While a body is parsed or
written no other thread runs Python. For a zone of 60,000 vertices that takes some 10 ms with
pydantic's core, 45 to 90 ms with `json`.

Answers that are the same for everyone are compressed on the first request, then cached. Compressing
well takes longer than everything else about such an answer. The thread that answers
does it once, so that no other request waits; so it does, quickly, with answers that are sent once:
while the service's middleware compresses, all requests wait.
"""

import gzip
import hashlib
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic_core import from_json, to_json

from geo.validation import shown
from layers.errors import MediaTypeError
from layers.messages import Message
from service.api.plan_session import Encoded, PlanSession


class JsonRoute(APIRoute):
    """A route whose requests may have large bodies; compressed ones are refused, not unpacked."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of a request."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            encoding = request.headers.get("content-encoding", "identity")
            if encoding.lower() != "identity":
                packed = Message("ogc-media-type", given=shown(encoding), known=("identity",))
                raise MediaTypeError(packed.at("header", "Content-Encoding"))
            return await handle(JsonRequest(request.scope, request.receive))

        return answer


class JsonRequest(Request):
    """A request whose body is parsed by pydantic's core."""

    async def json(self) -> Any:  # noqa: ANN401  as the base has it
        """Return the body; on a parse error the base class reads it and gives the reason."""
        try:
            return from_json(await self.body())
        except ValueError:
            return await super().json()


def json_response(document: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """Return a document, whose numbers are finite, as a response."""
    return Response(to_json(document), media_type="application/json", headers=dict(headers))


SMALLEST_BYTES = 1_000
QUICKLY = 4
"""The compression level of answers that are sent only once."""


def content_hash(content: bytes) -> str:
    """Return the hash of a content, as used in its ETag."""
    return hashlib.blake2b(content, digest_size=12).hexdigest()


def with_etag(content: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Encoded:
    """Return a content with its hash as its ETag."""
    return Encoded(content, f'"{content_hash(content)}"', media_type, headers or {})


def compressed_response(
    request: Request,
    content: bytes,
    media_type: str,
    headers: Mapping[str, str],
    *,
    is_shared: bool = True,
) -> Response:
    """Return a response, compressed if that saves bytes and the browser accepts it.

    With `is_shared`, others will request the same: it is compressed well, and that is cached.
    """
    known = dict(headers)
    if len(content) >= SMALLEST_BYTES and "gzip" in request.headers.get("accept-encoding", ""):
        session: PlanSession = request.app.state.session
        if is_shared:
            content = session.compressed(content_hash(content), content)
        else:
            content = gzip.compress(content, QUICKLY, mtime=0)
        known = {"Vary": "Accept-Encoding", **known, "Content-Encoding": "gzip"}
    return Response(content, media_type=media_type, headers=known)
