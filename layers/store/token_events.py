"""What the audit log tells of tokens, and whether the rows of the tokens are what it tells.

A token is granted, rotated (another takes its place) and revoked; one that was there before there
was an audit log was taken over. An entry names the hash of what never changes of a row, the hash of
the secret among it, so that no row can be added, changed or taken out beside the log. What a row
says of its last use alone is in no entry. Of a row that somebody forged or changed the log tells
the truth from its revocation on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from layers.messages import Message
from layers.store.model import canonical, digest, written
from layers.store.tables import TOKENS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from layers.store.audit import Event
    from layers.store.model import Entry, Token

_FIXED = ("token_id", "digest", "name", "role", "created", "expires")


def told(token: Token, secret_digest: str) -> dict[str, Any]:
    """Return what the entry that begins or ends a token tells of it."""
    about = {"token_id": token.token_id, "name": token.name, "role": token.role}
    fixed = vars(token) | {"digest": secret_digest}
    return about | {"expires": _plain(token.expires), "row": row_hash(fixed, _FIXED)}


def faults(connection: Connection, log: Sequence[Entry]) -> Iterator[Message]:
    """Yield each token that is not as the audit log tells."""
    known = _known(log)
    rows = connection.execute(select(TOKENS).order_by(TOKENS.c.token_id)).mappings().all()
    for row in rows:
        token = Message("store-link-token", token=row["token_id"], name=row["name"])
        expected = known.pop(row["token_id"], None)
        if expected is None:
            yield Message("store-token-unlogged", token=token)
        elif (row_hash(dict(row), _FIXED), _plain(row["revoked"])) != expected:
            yield Message("store-token-changed", token=token)
    for token_id in known:
        yield Message("store-token-gone", token=token_id)


def _known(log: Sequence[Entry]) -> dict[str, tuple[Any, Any]]:
    """Return for each token the hash of its row, and when it was revoked, as the log tells."""
    known: dict[str, tuple[Any, Any]] = {}
    for entry in log:
        about = entry.about if isinstance(entry.about, dict) else {}
        told_row, revoked = about.get("row"), about.get("revoked")
        if entry.what == "token-rotated":
            before = str(about.get("instead"))
            known[before] = known.get(before, (None, None))[0], revoked
        if entry.what in _BEGIN:
            known[str(about.get("token_id"))] = told_row, None
        elif entry.what in _STAND:
            known[str(about.get("token_id"))] = told_row, revoked
    return known


_BEGIN: tuple[Event, ...] = ("token-granted", "token-rotated")
_STAND: tuple[Event, ...] = ("token-revoked", "token-taken-over")


def row_hash(row: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return the hash of what never changes of a row."""
    return digest(canonical({name: _plain(row[name]) for name in names}))


def _plain(value: Any) -> Any:  # noqa: ANN401  a text, a time or nothing
    return written(value) if hasattr(value, "astimezone") else value
