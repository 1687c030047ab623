"""Sessions of people at the page: begun by a token or a provider of identities, ended by time.

A session reads `zs_<secret>`, the secret 256 random bits; only its hash is kept. It lies in the
store, so that every process that serves the plan knows it, and signing out ends it for all of them.
One begun by a token ends with that token: its name and role are the token's own. Sessions are no
history: a backup has none, and one that is over is deleted. But a sign-in is an entry of the audit
log, which names the hash of the session's row, so that no session can be forged beside the log.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, or_, select, update

from layers.errors import BusyError
from layers.messages import Message
from layers.store import audit, queries, token_events
from layers.store.model import Person
from layers.store.tables import SESSIONS, TOKENS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from layers.store.database import Database
    from layers.store.model import Entry

_SEEN_WITHIN = timedelta(minutes=1)
_FIXED = ("digest", "name", "role", "token", "began")


@dataclass(frozen=True)
class SessionLimits:
    """How long a session lasts without a request (`idle`), and how long in all (`whole`)."""

    idle: timedelta = timedelta(hours=2)
    whole: timedelta = timedelta(hours=12)


class Sessions:
    """The sessions of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self,
        person: Person,
        limits: SessionLimits,
        *,
        token: str | None = None,
        address: str | None = None,
    ) -> str:
        """Begin a session, which the audit log tells; return its text, which is kept nowhere.

        `token` is the text of the token that the person came with, None where a provider of
        identities told who it is; `address` is where they come from. Sessions that are over are
        deleted.
        """
        text = f"zs_{secrets.token_urlsafe(32)}"
        now = queries.now()
        row = {
            "digest": _digest(text),
            "name": queries.name_of(person.name, "name"),
            "role": person.role,
            "token": token and _digest(token),
            "began": now,
            "seen": now,
        }
        over = or_(SESSIONS.c.began <= now - limits.whole, SESSIONS.c.seen <= now - limits.idle)
        with self._database.writing("sessions") as connection:
            connection.execute(delete(SESSIONS).where(over))
            connection.execute(insert(SESSIONS).values(row))
            about = {"role": person.role, "by": "token" if token else "oidc"}
            about["session"] = token_events.row_hash(row, _FIXED)
            audit.append(connection, "sign-in", person.name, about, address=address)
        return text

    def person(
        self, text: str, limits: SessionLimits, *, by_provider: bool = True
    ) -> Person | None:
        """Return whose session a text is; None where it is none, or is over.

        Without `by_provider` those are over that a provider of identities began. It notes that the
        person was there, to the minute.
        """
        if not re.fullmatch(r"zs_[A-Za-z0-9_-]{43}", text):
            return None
        now = queries.now()
        one = SESSIONS.c.digest == _digest(text)
        with self._database.reading() as connection:
            row = connection.execute(select(SESSIONS).where(one)).mappings().first()
            if row is None or now - row["began"] >= limits.whole:
                return None
            person = Person(row["name"], row["role"])
            if row["token"] is not None:
                by_token = select(TOKENS).where(TOKENS.c.digest == row["token"])
                token = connection.execute(by_token).mappings().first()
                if token is None or not _is_live(token["revoked"], token["expires"], now):
                    return None
                person = Person(token["name"], token["role"])
            elif not by_provider:
                return None
        if now - row["seen"] >= limits.idle:
            return None
        if now - row["seen"] > min(_SEEN_WITHIN, limits.idle / 10):
            with suppress(BusyError), self._database.writing("sessions") as connection:
                connection.execute(update(SESSIONS).where(one).values(seen=now))
        return person

    def end(self, text: str) -> bool:
        """End a session, where it is one; return whether a provider of identities began it."""
        one = SESSIONS.c.digest == _digest(text)
        with self._database.writing("sessions") as connection:
            row = connection.execute(select(SESSIONS).where(one)).mappings().first()
            connection.execute(delete(SESSIONS).where(one))
        return row is not None and row["token"] is None


def faults(connection: Connection, log: Sequence[Entry]) -> Iterator[Message]:
    """Yield each session that the audit log does not tell of."""
    told = {
        entry.about.get("session")
        for entry in log
        if entry.what == "sign-in" and isinstance(entry.about, dict)
    }
    for row in connection.execute(select(SESSIONS).order_by(SESSIONS.c.digest)).mappings():
        if token_events.row_hash(dict(row), _FIXED) not in told:
            yield Message("store-session-unlogged", name=row["name"], role=row["role"])


def _is_live(revoked: datetime | None, expires: datetime | None, now: datetime) -> bool:
    return revoked is None and (expires is None or now < expires)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
