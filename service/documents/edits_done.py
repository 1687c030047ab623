"""The edits of a zone in an edited layer, as a message."""

from __future__ import annotations

from typing import Any

from layers.messages import Message

_NAMED_COLUMNS = 4
_OF = {
    "part": "cli-done-part",
    "copied": "cli-done-copied",
    "merged": "cli-done-merged",
    "merged away": "cli-done-merged-away",
    "renamed": "cli-done-renamed",
}


def done(row: dict[str, Any]) -> Message:
    """Return the message of a zone's edits, from a row of `InferredEdits.zones`.

    >>> str(done({"what": ["part", "set"], "of": ["A"], "columns": ["name"]}))
    'part of A, name set'
    """
    return Message("cli-list", items=tuple(_one_done(what, row) for what in row["what"]))


def _one_done(what: str, row: dict[str, Any]) -> Message:
    if what in _OF and row["of"]:
        return Message(_OF[what], of=tuple(row["of"]))
    if what != "set":
        return Message("cli-word", word=what)
    columns = row["columns"]
    if len(columns) > _NAMED_COLUMNS:
        return Message("cli-done-set-many", columns=len(columns))
    return Message("cli-done-set", columns=tuple(columns))
