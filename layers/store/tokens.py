"""Access tokens. Of a secret only its hash is kept.

A token reads `zw_<id>_<secret>`, the secret 256 random bits: the id finds its row, and the hash is
compared in constant time. Whatever becomes of a token is an entry of the audit log, kept with it or
not at all (`token_events`).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from contextlib import suppress
from dataclasses import fields, replace
from datetime import timedelta
from hmac import compare_digest
from typing import TYPE_CHECKING, get_args

from sqlalchemy import insert, select, update

from layers.errors import BusyError, ConflictError, ScenarioError, UnknownError
from layers.messages import Message
from layers.store import audit, queries, token_events
from layers.store.access import LOCAL
from layers.store.accounts import NAMES, check_name
from layers.store.model import Person, Role, Token, written
from layers.store.tables import TOKENS
from layers.store.transitions import one_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

    from layers.store.database import Database

_LAST_USED_WITHIN = timedelta(minutes=1)


class Tokens:
    """The tokens of a store. A name has one live token at a time; its scenarios stay its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Token]:
        """Return every token that was ever made, oldest first."""
        with self._database.reading() as connection:
            return _tokens(connection)

    def any(self) -> bool:
        """Return whether there ever was a token: such a store asks everyone for one, for ever."""
        with self._database.reading() as connection:
            return connection.execute(select(TOKENS.c.token_id).limit(1)).first() is not None

    def any_live(self) -> bool:
        """Return whether anybody could come in."""
        return any(token.live(queries.now()) for token in self.all())

    def create(
        self, name: str, role: str, expires: datetime | None = None, *, by: str | None = None
    ) -> tuple[Token, str]:
        """Make a token; return it and its text, which is shown this once and kept nowhere.

        `by` is who grants it.

        Raises:
            ScenarioError: there is no such role, the name is empty, has signs that are not seen or
                is the local planner's or looks like another's, or it expires in the past.
            ConflictError: the name has a live token.
        """
        token, text = _made(queries.person_name(name), role, queries.now(), expires)
        with self._database.writing(NAMES) as connection:
            if any(_held_by(each, token.name, token.created) for each in _tokens(connection)):
                raise ConflictError(Message("store-token-held", name=token.name))
            check_name(connection, token.name)
            _add(connection, token, text)
            about = token_events.told(token, _digest(text))
            audit.append(connection, "token-granted", by, about)
        return token, text

    def rotate(
        self, token: str, expires: datetime | None = None, *, by: str | None = None
    ) -> tuple[Token, str]:
        """End a live token, named by its id or its person, and make another in its place.

        It has the same name and role. Without `expires` it holds as long as the one before was to
        hold in all. `by` is who rotates it.

        Raises:
            UnknownError: there is no such live token.
            ScenarioError: it expires in the past.
        """
        now = queries.now()
        with self._database.writing(NAMES) as connection:
            old = _live(connection, token, now)
            if expires is None and old.expires is not None:
                expires = now + (old.expires - old.created)
            made, text = _made(old.name, old.role, now, expires)
            _revoke(connection, old, now)
            _add(connection, made, text)
            ended = {"instead": old.token_id, "revoked": written(now)}
            about = token_events.told(made, _digest(text)) | ended
            audit.append(connection, "token-rotated", by, about)
        return made, text

    def revoke(self, token: str, *, by: str | None = None) -> Token:
        """End a token, named by its id or by the person whose live token it is; return it.

        `by` is who revokes it.

        Raises:
            UnknownError: there is no such live token.
        """
        now = queries.now()
        with self._database.writing(NAMES) as connection:
            found = _live(connection, token, now)
            _revoke(connection, found, now)
            one = select(TOKENS.c.digest).where(TOKENS.c.token_id == found.token_id)
            about = token_events.told(found, connection.execute(one).scalar_one())
            audit.append(connection, "token-revoked", by, about | {"revoked": written(now)})
        return replace(found, revoked=now)

    def person(self, text: str) -> Person | None:
        """Return whose token a text is; None where it is none, has expired or was revoked.

        It notes that the token was used, to the minute.
        """
        if not (named := re.fullmatch(r"zw_([0-9a-f]{12})_[A-Za-z0-9_-]{43}", text)):
            return None
        now = queries.now()
        with self._database.reading() as connection:
            one = TOKENS.c.token_id == named[1]
            row = connection.execute(select(TOKENS).where(one)).mappings().first()
        if row is None or not compare_digest(row["digest"], _digest(text)):
            return None
        token = _token(row)
        if not token.live(now):
            return None
        if token.last_used is None or now - token.last_used > _LAST_USED_WITHIN:
            with suppress(BusyError), self._database.writing(NAMES) as connection:
                connection.execute(update(TOKENS).where(one).values(last_used=now))
        return Person(token.name, token.role)


def _made(name: str, role: str, now: datetime, expires: datetime | None) -> tuple[Token, str]:
    """Return a token that begins now, and its text."""
    name = queries.name_of(name, "name")
    known = one_of(get_args(Role), role, "role")
    if name == LOCAL.name:
        raise ScenarioError(Message("store-name-reserved", name=name).at("name"))
    if expires is not None and expires.tzinfo is None:
        raise ScenarioError(Message("store-token-no-time-zone").at("expires"))
    if expires is not None and expires <= now:
        past = Message("store-token-expired", time=f"{expires:%Y-%m-%d %H:%M %Z}")
        raise ScenarioError(past.at("expires"))
    token = Token(secrets.token_hex(6), name, known, now, expires, None, None)
    return token, f"zw_{token.token_id}_{secrets.token_urlsafe(32)}"


def _add(connection: Connection, token: Token, text: str) -> None:
    connection.execute(insert(TOKENS).values(vars(token) | {"digest": _digest(text)}))


def _revoke(connection: Connection, token: Token, now: datetime) -> None:
    one = TOKENS.c.token_id == token.token_id
    connection.execute(update(TOKENS).where(one).values(revoked=now))


def _held_by(token: Token, name: str, now: datetime) -> bool:
    return token.name == name and token.live(now)


def _live(connection: Connection, named: str, now: datetime) -> Token:
    """Return the live token of an id or of a person (else `UnknownError`)."""
    live = (each for each in _tokens(connection) if each.live(now))
    found = next((each for each in live if named in {each.token_id, each.name}), None)
    if found is None:
        raise UnknownError(Message("store-token-unknown", token=named))
    return found


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _tokens(connection: Connection) -> list[Token]:
    ordered = select(TOKENS).order_by(TOKENS.c.created, TOKENS.c.token_id)
    return [_token(row) for row in connection.execute(ordered).mappings()]


def _token(row: RowMapping) -> Token:
    return Token(**{field.name: row[field.name] for field in fields(Token)})
