"""Access tokens. Of a secret only its hash is kept.

A token reads `zw_<id>_<secret>`, the secret 256 random bits: the id finds its row, and the hash is
compared in constant time.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from contextlib import suppress
from dataclasses import fields
from datetime import timedelta
from hmac import compare_digest
from typing import TYPE_CHECKING, get_args

from sqlalchemy import insert, select, update

from layers.errors import BusyError, ConflictError, ScenarioError, UnknownError
from layers.messages import Message
from layers.store import queries
from layers.store.model import Person, Role, Token
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

    def create(self, name: str, role: str, expires: datetime | None = None) -> tuple[Token, str]:
        """Make a token; return it and its text, which is shown this once and kept nowhere.

        Raises:
            ScenarioError: there is no such role, the name is empty, or it expires in the past.
            ConflictError: the name has a live token.
        """
        name = queries.name_of(name, "name")
        known = one_of(get_args(Role), role, "role")
        now = queries.now()
        if expires is not None and expires.tzinfo is None:
            raise ScenarioError(Message("store-token-no-time-zone").at("expires"))
        if expires is not None and expires <= now:
            past = Message("store-token-expired", time=f"{expires:%Y-%m-%d %H:%M %Z}")
            raise ScenarioError(past.at("expires"))
        token = Token(secrets.token_hex(6), name, known, now, expires, None, None)
        text = f"zw_{token.token_id}_{secrets.token_urlsafe(32)}"
        row = {field.name: getattr(token, field.name) for field in fields(token)}
        with self._database.writing("tokens") as connection:
            if any(other.name == name and other.live(now) for other in _tokens(connection)):
                raise ConflictError(Message("store-token-held", name=name))
            connection.execute(insert(TOKENS).values(row | {"digest": _digest(text)}))
        return token, text

    def revoke(self, token: str) -> Token:
        """End a token, named by its id or by the person whose live token it is; return it.

        Raises:
            UnknownError: there is no such live token.
        """
        now = queries.now()
        with self._database.writing("tokens") as connection:
            live = [each for each in _tokens(connection) if each.live(now)]
            found = next((each for each in live if token in {each.token_id, each.name}), None)
            if found is None:
                raise UnknownError(Message("store-token-unknown", token=token))
            one = TOKENS.c.token_id == found.token_id
            connection.execute(update(TOKENS).where(one).values(revoked=now))
            return next(each for each in _tokens(connection) if each.token_id == found.token_id)

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
            with suppress(BusyError), self._database.writing("tokens") as connection:
                connection.execute(update(TOKENS).where(one).values(last_used=now))
        return Person(token.name, token.role)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _tokens(connection: Connection) -> list[Token]:
    ordered = select(TOKENS).order_by(TOKENS.c.created, TOKENS.c.token_id)
    return [_token(row) for row in connection.execute(ordered).mappings()]


def _token(row: RowMapping) -> Token:
    return Token(**{field.name: row[field.name] for field in fields(Token)})
