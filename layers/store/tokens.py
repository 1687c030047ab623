"""Access tokens. Only the hash of a secret is stored.

A token reads `zw_<id>_<secret>`, the secret 256 random bits: the id finds its row, and the hash is
compared in constant time. Every change of a token is an entry of the audit log, written in the same
transaction (`token_events`).
"""

import re
import secrets
from contextlib import suppress
from dataclasses import fields, replace
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import get_args

from sqlalchemy import Connection, RowMapping, insert, select, update

from layers.errors import BusyError, ConflictError, ScenarioError, UnknownError
from layers.messages import Message
from layers.store import audit, queries, token_events
from layers.store.access import LOCAL
from layers.store.accounts import NAMES, check_name
from layers.store.database import Database
from layers.store.model import Person, Role, Token, digest, written
from layers.store.tables import TOKENS
from layers.store.transitions import one_of

_LAST_USED_WITHIN = timedelta(minutes=1)
_ANY = select(TOKENS.c.token_id).limit(1)  # asked at every request


class Tokens:
    """The tokens of a store. A name has one live token at a time; its scenarios stay its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Token]:
        """Return every token that was ever made, oldest first."""
        with self._database.reading() as connection:
            return _tokens(connection)

    def any(self) -> bool:
        """Return whether there ever was a token: from then on, everyone needs one."""
        with self._database.reading() as connection:
            return connection.execute(_ANY).first() is not None

    def any_live(self) -> bool:
        """Return whether any token is live."""
        return any(token.live(queries.now()) for token in self.all())

    def create(
        self, name: str, role: str, expires: datetime | None = None, *, by: str | None = None
    ) -> tuple[Token, str]:
        """Create a token; return it and its text, which is shown only once and not stored.

        `by` is who grants it.

        Raises:
            ScenarioError: there is no such role, the name is empty, has invisible characters,
                is the local planner's or looks like another's, or it expires in the past.
            ConflictError: the name has a live token.
        """
        token, text = _new(queries.person_name(name), role, queries.now(), expires)
        with self._database.writing(NAMES) as connection:
            if any(
                each.name == token.name and each.live(token.created) for each in _tokens(connection)
            ):
                raise ConflictError(Message("store-token-held", name=token.name))
            check_name(connection, token.name)
            _add(connection, token, text)
            about = token_events.details(token, digest(text))
            audit.append(connection, "token-granted", by, about)
        return token, text

    def rotate(
        self, token: str, expires: datetime | None = None, *, by: str | None = None
    ) -> tuple[Token, str]:
        """Replace a live token, given by its id or its person.

        The new one has the same name and role. Without `expires` it has the same total lifetime.
        `by` is who rotates it.

        Raises:
            UnknownError: there is no such live token.
            ScenarioError: it expires in the past.
        """
        now = queries.now()
        with self._database.writing(NAMES) as connection:
            old = _live(connection, token, now)
            if expires is None and old.expires is not None:
                expires = now + (old.expires - old.created)
            new, text = _new(old.name, old.role, now, expires)
            _revoke(connection, old, now)
            _add(connection, new, text)
            ended = {"instead": old.token_id, "revoked": written(now)}
            about = token_events.details(new, digest(text)) | ended
            audit.append(connection, "token-rotated", by, about)
        return new, text

    def revoke(self, token: str, *, by: str | None = None) -> Token:
        """Revoke a live token, given by its id or its person; return it.

        `by` is who revokes it.

        Raises:
            UnknownError: there is no such live token.
        """
        now = queries.now()
        with self._database.writing(NAMES) as connection:
            live = _live(connection, token, now)
            _revoke(connection, live, now)
            condition = select(TOKENS.c.digest).where(TOKENS.c.token_id == live.token_id)
            about = token_events.details(live, connection.execute(condition).scalar_one())
            audit.append(connection, "token-revoked", by, about | {"revoked": written(now)})
        return replace(live, revoked=now)

    def person(self, text: str) -> Person | None:
        """Return the person of a token; None if unknown, expired or revoked.

        The time of last use is stored, to the minute.
        """
        if not (named := re.fullmatch(r"zw_([0-9a-f]{12})_[A-Za-z0-9_-]{43}", text)):
            return None
        now = queries.now()
        with self._database.reading() as connection:
            condition = TOKENS.c.token_id == named[1]
            row = connection.execute(select(TOKENS).where(condition)).mappings().first()
        if row is None or not compare_digest(row["digest"], digest(text)):
            return None
        token = _token(row)
        if not token.live(now):
            return None
        used = token.last_used
        if used is None or now - used > _LAST_USED_WITHIN:
            used = now
            with suppress(BusyError), self._database.writing(NAMES) as connection:
                connection.execute(update(TOKENS).where(condition).values(last_used=now))
        until = used + _LAST_USED_WITHIN
        return Person(token.name, token.role, min(until, token.expires or until))


def _new(name: str, role: str, now: datetime, expires: datetime | None) -> tuple[Token, str]:
    """Return a token valid from now on, and its text."""
    name = queries.storable_name(name, "name")
    checked_role = one_of(get_args(Role), role, "role")
    if name == LOCAL.name:
        raise ScenarioError(Message("store-name-reserved", name=name).at("name"))
    if expires is not None and expires.tzinfo is None:
        raise ScenarioError(Message("store-token-no-time-zone").at("expires"))
    if expires is not None and expires <= now:
        past = Message("store-token-expired", time=f"{expires:%Y-%m-%d %H:%M %Z}")
        raise ScenarioError(past.at("expires"))
    token = Token(secrets.token_hex(6), name, checked_role, now, expires, None, None)
    return token, f"zw_{token.token_id}_{secrets.token_urlsafe(32)}"


def _add(connection: Connection, token: Token, text: str) -> None:
    connection.execute(insert(TOKENS).values(vars(token) | {"digest": digest(text)}))


def _revoke(connection: Connection, token: Token, now: datetime) -> None:
    one = TOKENS.c.token_id == token.token_id
    connection.execute(update(TOKENS).where(one).values(revoked=now))


def _live(connection: Connection, named: str, now: datetime) -> Token:
    """Return the live token with an id or of a person (else `UnknownError`)."""
    live = (each for each in _tokens(connection) if each.live(now))
    match = next((each for each in live if named in {each.token_id, each.name}), None)
    if match is None:
        raise UnknownError(Message("store-token-unknown", token=named))
    return match


def _tokens(connection: Connection) -> list[Token]:
    ordered = select(TOKENS).order_by(TOKENS.c.created, TOKENS.c.token_id)
    return [_token(row) for row in connection.execute(ordered).mappings()]


def _token(row: RowMapping) -> Token:
    return Token(**{field.name: row[field.name] for field in fields(Token)})
