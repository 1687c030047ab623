"""The audit log's entries about tokens, and the check of the tokens against them.

A token is granted, rotated (replaced) and revoked; one from before the audit log was taken over.
An entry has the hash of a row's immutable fields, including the hash of the secret, so that no row
can be added, changed or removed without the log. Only the time of last use is in no entry. For a
forged or changed row, the log is right from its revocation on.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from layers.messages import Message
from layers.store.audit import Event
from layers.store.model import Entry, Token, canonical, document_hash, written
from layers.store.tables import TOKENS

_FIXED = ("token_id", "digest", "name", "role", "created", "expires")


def details(token: Token, secret_digest: str) -> dict[str, Any]:
    """Return the content of an entry that grants or ends a token."""
    about = {"token_id": token.token_id, "name": token.name, "role": token.role}
    fixed = vars(token) | {"digest": secret_digest}
    return about | {"expires": _plain(token.expires), "row": row_hash(fixed, _FIXED)}


def token_faults(connection: Connection, log: Sequence[Entry]) -> Iterator[Message]:
    """Yield each token that does not match the audit log."""
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
    """Return the hash of each token's row, and when it was revoked, according to the log."""
    known: dict[str, tuple[Any, Any]] = {}
    for entry in log:
        about = entry.about if isinstance(entry.about, dict) else {}
        row, revoked = about.get("row"), about.get("revoked")
        if entry.what == "token-rotated":
            before = str(about.get("instead"))
            known[before] = known.get(before, (None, None))[0], revoked
        if entry.what in _BEGIN:
            known[str(about.get("token_id"))] = row, None
        elif entry.what in _STAND:
            known[str(about.get("token_id"))] = row, revoked
    return known


_BEGIN: tuple[Event, ...] = ("token-granted", "token-rotated")
_STAND: tuple[Event, ...] = ("token-revoked", "token-taken-over")


def row_hash(row: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return the hash of the named fields of a row."""
    return document_hash(canonical({name: _plain(row[name]) for name in names}))


def _plain(value: Any) -> Any:  # noqa: ANN401  a text, a time or nothing
    return written(value) if hasattr(value, "astimezone") else value
