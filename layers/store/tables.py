"""The store's tables after the last migration, the same on SQLite and PostgreSQL.

`documents`, `revisions`, `notes` and `audit` are append-only: triggers of the database refuse to
change or delete a row (`migrations/`); rows of `heads` only move forward. `presences` are
temporary, and not in backups. Times and JSON are text, so that both engines keep every digit.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from layers.errors import ScenarioError, SourceError
from layers.messages import Message
from layers.store.model import canonical, written


class Utc(TypeDecorator[datetime]):
    """A time in UTC, as text with microseconds."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text to store."""
        return None if value is None else written(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002
        """Return the stored time.

        Raises:
            SourceError: it is not in the store's time format.
        """
        if value is None:
            return None
        try:
            at = datetime.fromisoformat(value)
        except (ValueError, TypeError) as error:
            raise SourceError(Message("store-time-damaged", value=repr(value))) from error
        if at.tzinfo is None or written(at) != value:
            raise SourceError(Message("store-time-damaged", value=repr(value)))
        return at


class _Whole(TypeDecorator[int]):
    """An integer; SQLite alone does not enforce the type."""

    impl = Integer
    cache_ok = True

    def process_result_value(self, value: Any | None, dialect: Dialect) -> int | None:  # noqa: ANN401, ARG002
        """Return the stored number.

        Raises:
            SourceError: not an integer.
        """
        if value is not None and not isinstance(value, int):
            raise SourceError(Message("store-number-damaged", value=repr(value)[:200]))
        return value


class Json(TypeDecorator[Any]):
    """Plain values, as canonical JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ANN401, ARG002
        """Return the text to store."""
        return canonical(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002
        """Return the stored values.

        Raises:
            SourceError: they are not in the store's canonical form.
        """
        try:
            values = json.loads(value)
            is_ours = canonical(values) == value
        except (ValueError, TypeError, RecursionError, ScenarioError) as error:
            raise SourceError(Message("store-json-damaged", value=repr(value)[:200])) from error
        if not is_ours:
            raise SourceError(Message("store-json-damaged", value=repr(value)[:200]))
        return values


METADATA = MetaData()

DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("text", Text, nullable=False),
)

REVISIONS = Table(
    "revisions",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("scenario", Text, nullable=False),
    Column("number", _Whole, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("parent", Text, ForeignKey("revisions.hash")),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("merged", Text, ForeignKey("revisions.hash")),
    Column("shows", _Whole, nullable=False),
    Column("document", Text, ForeignKey("documents.digest"), nullable=False),
    Column("title", Text, nullable=False),
    Column("title_zh", Text),
    Column("baseline", Text, nullable=False),
    Column("result", Text),
    Column("findings", Json, nullable=False),
    Column("noted", Text),
    UniqueConstraint("scenario", "number", name="revisions_in_a_row"),
)

NOTES = Table(
    "notes",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("scenario", Text, nullable=False),
    Column("number", _Whole, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("parent", Text, ForeignKey("notes.hash")),
    Column("kind", Text, nullable=False),
    Column("revision", Text, ForeignKey("revisions.hash"), nullable=False),
    Column("content", Json, nullable=False),
    UniqueConstraint("scenario", "number", name="notes_in_a_row"),
)

TOKENS = Table(
    "tokens",
    METADATA,
    Column("token_id", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("created", Utc, nullable=False),
    Column("expires", Utc),
    Column("revoked", Utc),
    Column("last_used", Utc),
)

PRESENCES = Table(
    "presences",
    METADATA,
    Column("scenario", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("editing", Boolean, nullable=False),
    Column("until", Utc, nullable=False),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("number", _Whole, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("parent", Text),
    Column("at", Utc, nullable=False),
    Column("who", Text),
    Column("what", Text, nullable=False),
    Column("about", Json, nullable=False),
    Column("address", Text),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("token", Text),  # the digest of the token that started it
    Column("began", Utc, nullable=False),
    Column("seen", Utc, nullable=False),
)

HEADS = Table(
    "heads",
    METADATA,
    Column("chain", Text, primary_key=True),
    Column("number", _Whole, nullable=False),
    Column("hash", Text, nullable=False),
)
"""The end of every chain (`model.chain_name`)."""
