"""Notes of the store's heads in another place, called by `serve --heads` and `scenario anchor`.

A service notes them once a scenario is decided. The command, which a timer calls, notes them daily,
and decisions that the service could not note. The place is a file with one line per note, or a URL
to which each line is sent (POST, JSON). A receiver that appends the lines to a file has one for
`scenario verify --heads`. A sent line has the heads of all chains, as this service cannot know
which line arrived last.
"""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote, urlsplit

from layers.errors import SourceError
from layers.messages import Message
from layers.runtime.extras import require
from service.plan_names import OF_PLAN

if TYPE_CHECKING:
    from layers.store import Store

_LOG = logging.getLogger("zonewright.heads")
_TAKEN_WITHIN_S = 20.0


@dataclass(frozen=True)
class HeadsFile:
    """A file with one line per day and decision."""

    path: Path

    def note(self, store: Store, day: date) -> bool:
        """Note the line of a day, unless it has one and nothing was decided since.

        Return whether it was noted.

        Raises:
            SourceError: the file cannot be read or written.
        """
        return store.heads.note(self.path, day)

    @property
    def shown(self) -> str:
        """Return its path."""
        return str(self.path)


@dataclass(frozen=True)
class HeadsUrl:
    """A URL to which a line is sent at each note."""

    url: str

    def note(self, store: Store, day: date) -> bool:
        """Send the line of a day; return that it was noted.

        Raises:
            SourceError: it was not accepted in time.
        """
        line = store.heads.line(day)
        try:
            status = asyncio.run(_sent(self.url, line))
        except Exception as error:  # noqa: BLE001  any failure to send
            why = _without_secrets(str(error), self.url) or type(error).__name__
        else:
            if 200 <= status < 300:
                return True
            why = f"HTTP {status}"
        raise SourceError(
            Message("cli-heads-not-taken", host=self.shown, date=day.isoformat(), why=why[:200])
        )

    @property
    def shown(self) -> str:
        """Return its host: the rest may hold a password."""
        return urlsplit(self.url).hostname or ""


AnchorPlace: TypeAlias = HeadsFile | HeadsUrl
"""A place where heads are noted."""


def anchor_place(text: str, plan: str) -> AnchorPlace:
    """Return the place of a plan's heads; `plan` is "" for a single plan.

    Each of several plans has its own file, `heads-NAME.jsonl`; in a URL `{plan}` is the name.

    Raises:
        SourceError: it is a URL of another scheme or without a host, or without `{plan}` for
            several plans; or the extra `server`, which a URL needs, is not installed.
    """
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/", text):  # C:\ is a drive
        path = Path(text)
        return HeadsFile(path.with_stem(f"{path.stem}-{plan}") if plan else path)
    if plan and OF_PLAN not in text:
        raise SourceError(Message("cli-heads-of-several", place=OF_PLAN))
    url = text.replace(OF_PLAN, quote(plan, safe=""))
    try:
        parts = urlsplit(url)
        is_known = parts.scheme.lower() in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        is_known = False
    if not is_known:
        raise SourceError(Message("cli-heads-url"))
    require("server", "httpx2")
    return HeadsUrl(url)


def note_decisions(store: Store, place: AnchorPlace) -> None:
    """Note the heads of a store in a file now, and at the place after each decision.

    A failure after a decision is logged, and the decision stands: `scenario anchor` notes it later.

    Raises:
        SourceError: the file cannot be read or written.
    """
    if isinstance(place, HeadsFile):
        place.note(store, today())
        store.after_decision = partial(_note_or_log, store, place)
        return

    def send() -> None:
        threading.Thread(target=_note_or_log, args=(store, place)).start()

    store.after_decision = send


def _note_or_log(store: Store, place: AnchorPlace) -> None:
    try:
        place.note(store, today())
    except SourceError as error:
        _LOG.warning("%s", error)


async def _sent(url: str, line: str) -> int:
    """Send a line; return the status of the answer, without waiting for its body."""
    import httpx2  # noqa: PLC0415  slow to load

    headers = {"Content-Type": "application/json"}
    async with (
        asyncio.timeout(_TAKEN_WITHIN_S),
        httpx2.AsyncClient(timeout=_TAKEN_WITHIN_S) as client,
        client.stream("POST", url, content=line.encode(), headers=headers) as answer,
    ):
        return answer.status_code


def _without_secrets(text: str, url: str) -> str:
    """Return a text without the URL, which may contain a password."""
    parts = urlsplit(url)
    for secret in (url, parts.netloc, parts.password, parts.query):
        text = text.replace(secret, "…") if secret else text
    return text


def today() -> date:
    """Return the day, UTC, that a line is of."""
    return datetime.now(UTC).date()
