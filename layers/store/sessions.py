"""Sessions on the page: started by a token or an identity provider, ended by expiry or sign-out.

A session reads `zs_<secret>`, the secret 256 random bits; only its hash is stored. It is in the
store, so that every process that serves the plan knows it, and signing out ends it for all of them.
One started by a token ends with that token and has its name and role. Sessions are not history:
backups leave them out, and expired ones are deleted. But a sign-in is an entry of the audit log,
with the hash of the session's row, so that a session cannot be forged outside the log.
The operator of the service can end all sessions of a person (`end_of`).
"""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, or_, select, update

from layers.errors import BusyError, UnknownError
from layers.messages import Message
from layers.store import audit, queries, token_events
from layers.store.database import Database
from layers.store.model import Entry, Person, Role, digest
from layers.store.tables import SESSIONS, TOKENS

_By = Literal["token", "oidc"]
"""What started a session."""

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
    """How long a session lasts without a request (`idle`), and in total (`whole`)."""

    idle: timedelta = timedelta(hours=2)
    whole: timedelta = timedelta(hours=12)


@dataclass(frozen=True)
class Session:
    """A live session: its person, what started it, and its expiry without further requests."""

    name: str
    role: Role
    by: _By
    began: datetime
    seen: datetime
    until: datetime

    @property
    def person(self) -> Person:
        """Return the session's person."""
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
        """Start a session, with an entry in the audit log; return its text, which is not stored.

        `token` is the text of the person's token, None if an identity provider identified them;
        `address` is the origin of the request. Expired sessions are deleted.
        """
        text = f"zs_{secrets.token_urlsafe(32)}"
        now = queries.now()
        row = {
            "digest": digest(text),
            "name": queries.storable_name(person.name, "name"),
            "role": person.role,
            "token": token and digest(token),
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
        """Return the person of a session; None if absent or expired.

        Without `by_provider`, sessions started by an identity provider count as expired. The time
        of last use is stored, to the minute.
        """
        if not re.fullmatch(r"zs_[A-Za-z0-9_-]{43}", text):
            return None
        condition = SESSIONS.c.digest == digest(text)
        with self._database.reading() as connection:
            row = connection.execute(_WITH_TOKENS.where(condition)).mappings().first()
        now = queries.now()
        session = row and _live(row, limits, now)
        if session is None or (session.by == "oidc" and not by_provider):
            return None
        seen, within = session.seen, min(_SEEN_WITHIN, limits.idle / 10)
        if now - seen > within:
            seen = now
            with suppress(BusyError), self._database.writing("sessions") as connection:
                connection.execute(update(SESSIONS).where(condition).values(seen=now))
        return replace(session.person, until=min(session.until, seen + within))

    def all(self, limits: SessionLimits) -> list[Session]:
        """Return the live sessions, oldest first."""
        with self._database.reading() as connection:
            ordered = _WITH_TOKENS.order_by(SESSIONS.c.began, SESSIONS.c.digest)
            rows = connection.execute(ordered).mappings().all()
        now = queries.now()
        return [session for row in rows if (session := _live(row, limits, now)) is not None]

    def end(self, text: str) -> _By | None:
        """End a session; return its origin, None if absent (then no lock is taken)."""
        condition = SESSIONS.c.digest == digest(text)
        with self._database.reading() as connection:
            row = connection.execute(select(SESSIONS.c.token).where(condition)).first()
        if row is None:
            return None
        with self._database.writing("sessions") as connection:
            connection.execute(delete(SESSIONS).where(condition))
        return "oidc" if row.token is None else "token"

    def end_of(self, name: str, *, by: str | None = None) -> int:
        """End all sessions of a person, with an entry in the audit log; return the count.

        `by` is who ends them.

        Raises:
            UnknownError: there is no session.
        """
        theirs = select(TOKENS.c.digest).where(TOKENS.c.name == name)
        whose = or_(SESSIONS.c.name == name, SESSIONS.c.token.in_(theirs))
        with self._database.writing("sessions") as connection:
            count = connection.execute(delete(SESSIONS).where(whose)).rowcount
            if not count:
                raise UnknownError(Message("store-session-unknown", name=name))
            audit.append(connection, "sessions-ended", by, {"name": name, "count": count})
        return count


def session_faults(connection: Connection, log: Sequence[Entry]) -> Iterator[Message]:
    """Yield each session that the audit log does not contain, or that ended according to it."""
    began: dict[object, Entry] = {}
    ended: dict[object, int] = {}
    for entry in log:
        about = entry.about if isinstance(entry.about, dict) else {}
        if entry.what == "sign-in":
            began[about.get("session")] = entry
        elif entry.what == "sessions-ended":
            ended[about.get("name")] = entry.number
    for row in connection.execute(select(SESSIONS).order_by(SESSIONS.c.digest)).mappings():
        sign_in = began.get(token_events.row_hash(dict(row), _FIXED))
        if sign_in is None:
            yield Message("store-session-unlogged", name=row["name"], role=row["role"])
        elif ended.get(sign_in.who, 0) > sign_in.number:
            yield Message("store-session-ended", name=row["name"], role=row["role"])


def _live(row: Mapping[Any, Any], limits: SessionLimits, now: datetime) -> Session | None:
    """Return the session of a row joined with its token; None if either has expired."""
    by: _By = "oidc" if row["token"] is None else "token"
    if by == "token" and (row["token_name"] is None or row["revoked"] is not None):
        return None
    remaining = min(limits.whole - (now - row["began"]), limits.idle - (now - row["seen"]))
    if row["expires"] is not None:
        remaining = min(remaining, row["expires"] - now)
    if remaining <= timedelta():
        return None
    name, role = (
        (row["token_name"], row["token_role"]) if row["token"] else (row["name"], row["role"])
    )
    return Session(name, role, by, row["began"], row["seen"], now + remaining)
