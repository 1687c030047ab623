"""Entries of the audit log as documents and messages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from layers.messages import Message, catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.messages.message import Param
    from layers.store import Entry

_PLACES: Mapping[str, tuple[str, ...]] = {
    "audit-sign-in": ("role", "by"),
    "audit-sign-in-failed": ("by", "why"),
    "audit-sign-out": (),
    "audit-sessions-ended": ("name", "count"),
    "audit-account-linked": ("name", "issuer", "subject"),
    "audit-token-granted": ("token_id", "name", "role", "expires"),
    "audit-token-rotated": ("token_id", "name", "role", "expires", "instead"),
    "audit-token-revoked": ("token_id", "name", "role"),
    "audit-token-taken-over": ("token_id", "name", "role", "expires"),
    "audit-withdrawn": ("scenario",),
    "audit-exported": ("scenario", "revision", "suffix"),
    "audit-read": ("scenario", "action"),
    "audit-read-refused": ("scenario",),
    "audit-refused": ("why",),
    "audit-backed-up": ("file",),
    "audit-restored": ("file",),
}
"""The message of each event, and its parameters."""

_UNTOLD = "—"


def entry_document(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain values for JSON: the hashed content and the hash."""
    return entry.hashed_fields() | {"hash": entry.hash}


def entry_message(entry: Entry) -> Message:
    """Return an entry as a message; one of an unknown kind with its raw content.

    A missing value, as in a forged entry, becomes a dash.
    """
    code = f"audit-{entry.what}"
    about = entry.about if isinstance(entry.about, dict) else {}
    if code not in _PLACES:
        content = json.dumps(entry.about, ensure_ascii=False, sort_keys=True)
        message = Message("audit-other", what=entry.what, about=content)
    else:
        message = Message(code, **{place: _param(place, about) for place in _PLACES[code]})
    again = about.get("again")
    if isinstance(again, int):
        return Message("audit-again", what=message, times=again)
    return message


def _param(place: str, about: Mapping[str, Any]) -> Param:
    value = about.get(place)
    if place == "role" and isinstance(value, str):
        return Message("store-role", role=value)
    if place == "action" and isinstance(value, str):
        return Message("store-action", action=value)
    if place == "expires" and value is None:
        return Message("audit-endless")
    if isinstance(value, dict):
        return _message(value)
    if isinstance(value, str):
        return value[:16].replace("T", " ") if place == "expires" else value
    return _UNTOLD if value is None else str(value)


def _message(document: dict[str, Any]) -> Param:
    """Return the message of a document; its JSON text if the code is unknown."""
    try:
        message = Message.from_document(document)
        catalogue("en").text(message)
    except Exception:  # noqa: BLE001  a document of another version, or a forged one, may hold anything
        return json.dumps(document, ensure_ascii=False, sort_keys=True)
    return message
