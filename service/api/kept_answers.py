"""Answers kept whole: the same request gets the same answer as long as the store has not changed.

What `cacheable` answers depends on the plan, the store and the request alone. So a request that is
equal in every header, by which its person is known too, is answered from memory: nothing is read or
computed, and no thread is waited for. Any change of the store by anyone, a token revoked or a
scenario shared, ends all kept answers; so does an event that the audit log counts.
"""

from collections.abc import Hashable
from typing import Any, NamedTuple

from fastapi import Request
from starlette import types

from layers.errors import TooManyError
from layers.runtime.cache import Cache
from layers.store import Store, queries
from service.api.limits import Rate
from service.api.plan_session import LARGEST_ENCODED

_KEPT = 200


def count(request: Request, rate: Rate, key: str) -> None:
    """Count a request by a rate, and so each later one that gets its answer, if that is kept.

    Raises:
        TooManyError: as `Rate.check`.
    """
    rate.check(key)
    request.scope["state"].setdefault("counted", []).append((rate, key))


def keep(request: Request) -> None:
    """Let the answer be kept: it depends on the plan, the store and the request alone."""
    request.state.is_kept = True


class _Kept(NamedTuple):
    """An answer, with the state of its request: its route, its person, and what counted it."""

    start: types.Message
    body: types.Message
    state: dict[str, Any]

    def may_be_sent(self) -> bool:
        """Count a request, and return whether it may get the answer.

        It may not once the store has to be asked again who the person is.
        """
        until = self.state.get("until")
        try:
            for rate, key in self.state.get("counted", ()):
                rate.check(key)
        except TooManyError:
            return False
        return until is None or queries.now() < until


class KeptAnswers:
    """Sends cached answers from the event loop; caches answers of up to `LARGEST_ENCODED` bytes."""

    def __init__(self, app: types.ASGIApp) -> None:
        self._app = app
        self._kept: Cache[Hashable, _Kept] = Cache(_KEPT)

    async def __call__(self, scope: types.Scope, receive: types.Receive, send: types.Send) -> None:
        """Send the answer that is kept; else forward a request, and keep its answer."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        store: Store = scope["app"].state.store
        version = store.version()
        key = version, *_parts(scope)
        kept = self._kept.find(key)
        if kept is not None and kept.may_be_sent():
            scope["state"].update(kept.state)
            await send({**kept.start})
            await send({**kept.body})
            return
        sent: list[types.Message] = []

        async def answer(message: types.Message) -> None:
            if len(sent) <= 2:
                sent.append({**message})
            await send(message)

        await self._app(scope, receive, answer)
        if (
            scope["state"].get("is_kept")
            and version is not None
            and version == store.version()
            and len(sent) == 2
            and len(sent[1].get("body", b"")) <= LARGEST_ENCODED
        ):
            made = _Kept(sent[0], sent[1], dict(scope["state"]))
            self._kept.get(key, lambda: made)


def _parts(scope: types.Scope) -> tuple[Hashable, ...]:
    """Return all of a request that its answer may depend on."""
    names = ("method", "scheme", "root_path", "path", "query_string")
    client = scope.get("client")
    return *(scope.get(name) for name in names), client and client[0], tuple(scope["headers"])
