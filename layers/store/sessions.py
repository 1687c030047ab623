"""Sessions of people at the page: begun by a token or a provider of identities, ended by time.

A session reads `zs_<secret>`, the secret 256 random bits; only its hash is kept. It lies in the
store, so that every process that serves the plan knows it, and signing out ends it for all of them.
One begun by a token ends with that token: its name and role are the token's own. Sessions are no
history: a backup has none, and one that is over is deleted. But a sign-in is an entry of the audit
log, which names the hash of the session's row, so that no session can be forged beside the log.
All of one person's are ended by whoever runs the service (`end_of`), none comes back unseen.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import delete, insert, or_, select, update

from layers.errors import BusyError, UnknownError
from layers.messages import Message
from layers.store import audit, queries, token_events
from layers.store.model import Person
from layers.store.tables import SESSIONS, TOKENS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from layers.store.database import Database
    from layers.store.model import Entry, Role

By = Literal["token", "oidc"]
"""By what a session was begun."""

_SEEN_WITHIN = timedelta(minutes=1)
_FIXED = ("digest", "name", "role", "token", "began")
_WITH_TOKENS = select(
    SESSIONS,
    TOKENS.c.name.label("token_name"),
    TOKENS.c.role.label("token_role"),
    TOKENS.c.expires,
    TOKENS.c.revoked,
).select_from(SESSIONS.outerjoin(TOKENS, SESSIONS.c.token == TOKENS.c.digest))


@dataclass(frozen=True)
class SessionLimits:
    """How long a session lasts without a request (`idle`), and how long in all (`whole`)."""

    idle: timedelta = timedelta(hours=2)
    whole: timedelta = timedelta(hours=12)


@dataclass(frozen=True)
class Session:
    """A session that is not over: whose, by what it was begun, until when without a request."""

    name: str
    role: Role
    by: By
    began: datetime
    seen: datetime
    until: datetime

    @property
    def person(self) -> Person:
        """Return whom it lets in."""
        return Person(self.name, self.role)


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
        one = SESSIONS.c.digest == _digest(text)
        with self._database.reading() as connection:
            row = connection.execute(_WITH_TOKENS.where(one)).mappings().first()
        now = queries.now()
        session = row and _live(row, limits, now)
        if session is None or (session.by == "oidc" and not by_provider):
            return None
        if now - session.seen > min(_SEEN_WITHIN, limits.idle / 10):
            with suppress(BusyError), self._database.writing("sessions") as connection:
                connection.execute(update(SESSIONS).where(one).values(seen=now))
        return session.person

    def all(self, limits: SessionLimits) -> list[Session]:
        """Return the sessions that are not over, oldest first."""
        with self._database.reading() as connection:
            ordered = _WITH_TOKENS.order_by(SESSIONS.c.began, SESSIONS.c.digest)
            rows = connection.execute(ordered).mappings().all()
        now = queries.now()
        return [session for row in rows if (session := _live(row, limits, now)) is not None]

    def end(self, text: str) -> By | None:
        """End a session; return by what it was begun, None where it is none: then nobody waits."""
        one = SESSIONS.c.digest == _digest(text)
        with self._database.reading() as connection:
            row = connection.execute(select(SESSIONS.c.token).where(one)).first()
        if row is None:
            return None
        with self._database.writing("sessions") as connection:
            connection.execute(delete(SESSIONS).where(one))
        return "oidc" if row.token is None else "token"

    def end_of(self, name: str, *, by: str | None = None) -> int:
        """End all sessions of a person at once, which the audit log tells; return how many.

        `by` is who ends them.

        Raises:
            UnknownError: there is none.
        """
        theirs = select(TOKENS.c.digest).where(TOKENS.c.name == name)
        whose = or_(SESSIONS.c.name == name, SESSIONS.c.token.in_(theirs))
        with self._database.writing("sessions") as connection:
            count = connection.execute(delete(SESSIONS).where(whose)).rowcount
            if not count:
                raise UnknownError(Message("store-session-unknown", name=name))
            audit.append(connection, "sessions-ended", by, {"name": name, "count": count})
        return count


def faults(connection: Connection, log: Sequence[Entry]) -> Iterator[Message]:
    """Yield each session that the audit log does not tell of, or that it tells was ended."""
    began: dict[object, Entry] = {}
    ended: dict[object, int] = {}
    for entry in log:
        about = entry.about if isinstance(entry.about, dict) else {}
        if entry.what == "sign-in":
            began[about.get("session")] = entry
        elif entry.what == "sessions-ended":
            ended[about.get("name")] = entry.number
    for row in connection.execute(select(SESSIONS).order_by(SESSIONS.c.digest)).mappings():
        told = began.get(token_events.row_hash(dict(row), _FIXED))
        if told is None:
            yield Message("store-session-unlogged", name=row["name"], role=row["role"])
        elif ended.get(told.who, 0) > told.number:
            yield Message("store-session-ended", name=row["name"], role=row["role"])


def _live(row: Mapping[Any, Any], limits: SessionLimits, now: datetime) -> Session | None:
    """Return the session of a row with its token's; None where it is over, or the token is."""
    by: By = "oidc" if row["token"] is None else "token"
    if by == "token" and (row["token_name"] is None or row["revoked"] is not None):
        return None
    left = min(limits.whole - (now - row["began"]), limits.idle - (now - row["seen"]))
    if row["expires"] is not None:
        left = min(left, row["expires"] - now)
    if left <= timedelta():
        return None
    name, role = (
        (row["token_name"], row["token_role"]) if row["token"] else (row["name"], row["role"])
    )
    return Session(name, role, by, row["began"], row["seen"], now + left)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
