"""Events: changes of scenarios, sent to browsers as they happen.

`GET /api/events` is a stream of server-sent events. The `id` of each is the ETag that
`GET /api/scenarios` has for the same person at that moment. A client that sends the ETag it knows,
as `?known=` or `Last-Event-ID`, gets only what has changed since. Events are

- `known`: nothing has changed;
- `list`: the scenarios (`rows`; the first 200 by id), if the ETag is unknown;
- `scenarios`: those that changed (`rows`), and the ids of those no longer readable (`gone`);
- `full`: too many streams are open, in all or of one person; poll `GET /api/scenarios` instead.

A comment is sent every few seconds, so that a browser can tell a broken connection from a quiet
one. A stream ends after a minute, and the browser reconnects. Before each event and comment the
user's access is checked again; the stream ends once it is revoked.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from layers.errors import SourceError
from layers.store import Person, Store, Summary, may
from service.api.access import WhoAsks, require_role, still_asks
from service.api.bodies import content_hash
from service.api.limits import Waits
from service.documents.scenarios import summary_document

STREAM = "/api/events"
MOST_STREAMS = 200
"""The most streams in one process, so that other requests still find connections."""
LOOK_S = 1.0
"""The interval at which a process polls the store, once for all its streams."""
BEAT_S = 10.0
LIFE_S = 60.0
MOST_LISTED = 200
"""The most scenarios in one list, here and in `GET /api/scenarios`: the first by id."""

router = APIRouter()
_VIEWER = [require_role("viewer")]


def tag_of(scenarios: Iterable[Summary]) -> str:
    """Return the ETag of a list of scenarios: it differs whenever any of them changed."""
    text = "\n".join(f"{one.scenario} {one.etag} {one.notes}" for one in scenarios)
    return f'"{content_hash(text.encode())}"'


class Events:
    """Polls the store for changed scenarios while there are streams.

    It reads the store alone, so it also reports what other processes saved.
    """

    def __init__(self, store: Store, waits: Waits | None = None) -> None:
        self.life_s = LIFE_S
        self.most = MOST_STREAMS
        self.streams = 0
        self._waits = waits or Waits()
        self._store = store
        self._tally: tuple[int, int] | None = None
        self._scenarios: dict[str, Summary] = {}
        self._changed = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    async def stream(
        self, person: Person | None, known: str, still: Callable[[], bool] = lambda: True
    ) -> AsyncIterator[str]:
        """Yield the events for one person, whose known list has the given ETag.

        `still` returns whether the person still has access; it may query the store.
        """
        with self._waits.place(person) as may_wait, self._counted() as admitted:
            if not (may_wait and admitted):
                yield _event("full", {})
                return
            seen, rows = self._scenarios, self._readable(person)
            tag = tag_of(rows.values())
            yield (
                _event("known", {}, tag)
                if tag == known
                else _event("list", _rows(rows.values()), tag)
            )
            ends = asyncio.get_running_loop().time() + self.life_s
            while (left := ends - asyncio.get_running_loop().time()) > 0:
                differs = await self._differs(seen, min(BEAT_S, left))
                if not await to_thread.run_sync(still, abandon_on_cancel=True):
                    return
                if not differs:
                    yield ": here\n\n"
                    continue
                before, seen, rows = rows, self._scenarios, self._readable(person)
                changed = [one for name, one in rows.items() if one != before.get(name)]
                gone = [
                    name for name in before if name not in rows and not self._is_there(name, person)
                ]
                if changed or gone:
                    yield _event(
                        "scenarios", _rows(changed) | {"gone": gone}, tag_of(rows.values())
                    )

    def _readable(self, person: Person | None) -> dict[str, Summary]:
        readable = (one for one in self._scenarios.values() if may(person, "read", one))
        return {one.scenario: one for one in islice(readable, MOST_LISTED)}

    def _is_there(self, name: str, person: Person | None) -> bool:
        one = self._scenarios.get(name)
        return one is not None and may(person, "read", one)

    @contextmanager
    def _counted(self) -> Iterator[bool]:
        """Count a stream and poll the store while there is any; yield whether it is allowed."""
        if self.streams >= self.most:
            yield False
            return
        self.streams += 1
        try:
            yield True
        finally:
            self.streams -= 1
            if not self.streams and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def _differs(self, seen: dict[str, Summary], seconds: float) -> bool:
        """Wait until the scenarios differ from those seen; return whether they do in time."""
        if self._looking is None or self._looking.done():
            self._changed = asyncio.Event()
            self._looking = asyncio.create_task(self._keep_looking())
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._scenarios is seen:
                    await self._changed.wait()
        return self._scenarios is not seen

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            with suppress(SourceError):  # the next round tries again
                await self.look()

    async def look(self) -> None:
        """Read the scenarios if any has changed, and wake the streams that wait.

        Raises:
            SourceError: the store does not respond.
        """
        tally = await to_thread.run_sync(self._store.tally, abandon_on_cancel=True)
        if tally == self._tally:
            return
        listed = await to_thread.run_sync(self._store.scenarios, abandon_on_cancel=True)
        self._scenarios = {one.scenario: one for one in listed}
        self._tally = tally
        self._changed.set()
        self._changed = asyncio.Event()


def _event(name: str, data: dict[str, Any], tag: str = "") -> str:
    payload = json.dumps(data, separators=(",", ":"))  # without line breaks
    return f"event: {name}\n{f'id: {tag}' if tag else ': no id'}\ndata: {payload}\n\n"


def _rows(scenarios: Iterable[Summary]) -> dict[str, Any]:
    return {"rows": [summary_document(one) for one in scenarios]}


@router.get(
    STREAM,
    dependencies=_VIEWER,
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def events(
    request: Request,
    who: WhoAsks,
    known: Annotated[str, Query(max_length=100)] = "",
    last_event_id: Annotated[str, Header(max_length=100)] = "",
) -> StreamingResponse:
    """Stream changes of the scenarios that one may read, as server-sent events."""
    live: Events = request.app.state.events
    await live.look()
    return StreamingResponse(
        live.stream(who, last_event_id or known, partial(still_asks, request, who)),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},  # else nginx buffers events
    )
