"""Holds every JSON answer of a service in this process to the model that describes it."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, reduce
from operator import or_
from typing import Any

from fastapi import FastAPI
from pydantic import TypeAdapter
from starlette.types import Message, Receive, Scope, Send

from service.api.answers.ogc import OGC_ANSWERS


@contextmanager
def answers_as_described() -> Iterator[None]:
    """Note what answers, while the block runs, are not as described; at its end there is none."""
    answer = FastAPI.__call__
    faults: list[str] = []

    async def noting(self: FastAPI, scope: Scope, receive: Receive, send: Send) -> None:
        began: Message = {}
        body = bytearray()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                began.update(message)
            else:
                body.extend(message.get("body", b""))
            await send(message)

        await answer(self, scope, receive, noted if scope["type"] == "http" else send)
        if body and 200 <= began.get("status", 0) < 300 and "route" in scope:
            faults.extend(_faults(scope["route"], began, bytes(body)))

    FastAPI.__call__ = noting  # type: ignore[method-assign]
    try:
        yield
    finally:
        FastAPI.__call__ = answer  # type: ignore[method-assign]
    assert not faults, "\n".join(faults)


def _faults(route: Any, began: Message, body: bytes) -> Iterator[str]:
    """Yield how an answer differs from its model."""
    headers = dict(began["headers"])
    media_type = headers.get(b"content-type", b"").decode().partition(";")[0]
    told = getattr(route, "responses", {}).get(began["status"], {})
    schema = told.get("content", {}).get(media_type, {}).get("schema", {})
    named = tuple(each["$ref"] for each in schema.get("anyOf", [schema]) if "$ref" in each)
    if not named and ("model" not in told or media_type != "application/json"):
        return
    text = gzip.decompress(body) if headers.get(b"content-encoding") == b"gzip" else body
    try:
        _reader(named or told["model"]).validate_json(text, strict=True)
    except ValueError as error:
        yield f"{route.path}: {error}"


@cache
def _reader(model: object) -> TypeAdapter[Any]:
    """Return what reads a model, or one of those that references name."""
    if not isinstance(model, tuple):
        return TypeAdapter(model)
    by_name = {each.__name__: each for each in OGC_ANSWERS}
    return TypeAdapter(reduce(or_, (by_name[each.rsplit("/", 1)[-1]] for each in model)))
