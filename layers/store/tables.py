"""The store's tables, as the last migration leaves them: the same on SQLite and PostgreSQL.

`documents`, `revisions` and `notes` only ever grow: triggers of the database refuse to change or
delete a row (`migrations/`). Times and JSON are text, so that both engines keep every digit.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text, UniqueConstraint
from sqlalchemy.types import TypeDecorator

from layers.errors import SourceError
from layers.messages import Message
from layers.store.model import canonical, written

if TYPE_CHECKING:
    from sqlalchemy import Dialect


class Utc(TypeDecorator[datetime]):
    """A time in UTC, as text with microseconds."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text to store."""
        return None if value is None else written(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002
        """Return the stored time."""
        try:
            return None if value is None else datetime.fromisoformat(value)
        except ValueError as error:
            raise SourceError(Message("store-time-damaged", value=repr(value))) from error


class Json(TypeDecorator[Any]):
    """Plain values, as canonical JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ANN401, ARG002
        """Return the text to store."""
        return canonical(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002
        """Return the stored values."""
        try:
            return json.loads(value)
        except ValueError as error:
            raise SourceError(Message("store-json-damaged", value=repr(value))) from error


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
    Column("number", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("parent", Text, ForeignKey("revisions.hash")),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("merged", Text, ForeignKey("revisions.hash")),
    Column("shows", Integer, nullable=False),
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
    Column("number", Integer, nullable=False),
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
