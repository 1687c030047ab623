"""What the store keeps, as values: revisions, notes, comments, summaries, people.

A hash is "sha256:" and the SHA-256 of canonical JSON: keys sorted, no spaces, ASCII with escapes,
numbers as Python writes them (a float in the fewest digits that give it back). A revision's hash
covers all its other fields, `parent` among them, and so the whole history before it. Times
are UTC, written as `2026-01-31T08:00:00.000000Z`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, Literal, Self

from layers.errors import ScenarioError
from layers.messages import Message

Kind = Literal["create", "save", "undo", "redo", "branch", "merge", "status"]
Status = Literal["draft", "proposed", "approved", "rejected"]
Visibility = Literal["private", "shared", "public"]
Shown = Literal["private", "shared", "public", "withdrawn"]
"""Whom a scenario is shown to: what was withdrawn, to admins alone."""
WITHDRAWN: Shown = "withdrawn"
Role = Literal["monitor", "viewer", "planner", "approver", "admin"]
"""From the least to the highest; who monitors sees the figures of `/metrics` alone."""
NoteKind = Literal["comment", "withdrawal", "settlement", "sharing"]

Document = dict[str, Any]
"""A scenario as plain values for JSON, as `geo.Scenario.to_document` gives it."""


def canonical(value: object) -> str:
    """Return plain values as canonical JSON.

    >>> canonical({"b": 1.50, "a": ["SH-LG", None]})
    '{"a":["SH-LG",null],"b":1.5}'

    Raises:
        ScenarioError: it holds what JSON cannot write, such as NaN.
    """
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise ScenarioError(Message("store-document-unwritable", reason=str(error))) from error


def digest(text: str) -> str:
    """Return the hash of a canonical text."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def written(at: datetime) -> str:
    """Return a time in UTC as it is stored and hashed."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class _Link:
    """One link of a chain: `hash` covers all its other fields, `parent` (a hash) among them."""

    number: int
    at: datetime
    parent: str | None
    hash: str

    def hashed_fields(self) -> dict[str, Any]:
        """Return what the hash covers, as plain values for JSON."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        del values["hash"]
        return values | {"at": written(self.at)}

    def with_hash(self) -> Self:
        """Return the same with the hash that its content has."""
        return replace(self, hash=digest(canonical(self.hashed_fields())))


@dataclass(frozen=True)
class _OfScenario(_Link):
    """A link of a chain of one scenario."""

    scenario: str
    author: str


@dataclass(frozen=True)
class Revision(_OfScenario):
    """A state of a scenario, one of its history; it never changes. `hash` is its strong ETag.

    `number` counts from 1 in the scenario. `parent` is the hash of the revision it was made on
    (for `branch`: one of another scenario), `merged` that of the other one put into it. `shows` is
    the number of the revision that first had its document: its own, unless it is an undo, a redo
    or a status. `document` is the hash of the document (`Store.document` gives it); `title`,
    `title_zh`, `baseline` and `result` (the hash of the zones) are copied from it. `status` holds
    after the revision. `findings` are what the rules found when a status was set. `noted` is the
    hash of the scenario's last note (a comment, a sharing, …) at the time.
    """

    kind: Kind
    status: Status
    message: str
    merged: str | None
    shows: int
    document: str
    title: str
    title_zh: str | None
    baseline: str
    result: str | None
    findings: list[dict[str, Any]]
    noted: str | None


@dataclass(frozen=True)
class Note(_OfScenario):
    """A comment, its withdrawal or a setting beside the document; a hash chain for each scenario.

    `revision` is the hash of the scenario's last revision at the time. `content` is that of a
    comment (`text`, `zone_id`, `place`, `reply_to`: the number of a note), the number of the note
    withdrawn (`comment`), the one settled or opened again (`comment`, `settled`), or whom it is
    shown to (`visibility`).
    """

    kind: NoteKind
    revision: str
    content: dict[str, Any]


@dataclass(frozen=True)
class Entry(_Link):
    """What happened, in the audit log of a store: one chain from the first entry on.

    `who` is a name, None where it is not known; `what` a code (`audit.Event`), `about` its
    parameters, plain values; `address` is where the request came from, as far as that is known.
    """

    who: str | None
    what: str
    about: dict[str, Any]
    address: str | None


@dataclass(frozen=True)
class Change:
    """The author and message of a change; `base` is the hash of the revision it was made on."""

    base: str
    author: str
    message: str = ""


@dataclass(frozen=True)
class Summary:
    """A scenario in a line of a list. `etag` is the hash of its last revision, `owner` a name.

    `updated` is when that revision was made, `updated_by` the name of who made it: of a proposed
    scenario, of who proposed it. `kind` and `message` are that revision's, `notes` the number of
    the last note: with `etag` it tells whether anything of the scenario changed. `authors` are, of
    a proposed scenario, all who wrote a revision of it, or of what was branched or merged into it.
    """

    scenario: str
    title: str
    title_zh: str | None
    status: Status
    revision: int
    etag: str
    owner: str
    visibility: Shown
    baseline: str
    updated: datetime
    updated_by: str
    kind: Kind
    message: str
    notes: int
    authors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remark:
    """What a comment says: of the scenario, of a zone, or of a place (lon, lat; the plan's CRS).

    `reply_to` is the number of the comment it answers.
    """

    text: str
    zone_id: str | None = None
    place: tuple[float, float] | None = None
    reply_to: int | None = None


@dataclass(frozen=True)
class Comment:
    """A comment in its present state: `remark` is its content, `number` counts the scenario's.

    `revision` is the hash of the scenario's revision it was made on. A withdrawn comment stays,
    with who withdrew it and when; so does a settled one, until it is opened again.
    """

    scenario: str
    number: int
    author: str
    at: datetime
    remark: Remark
    revision: str
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    settled_by: str | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True)
class Presence:
    """A person, by name, who has a scenario open, and whether there are edits not saved yet."""

    name: str
    editing: bool


@dataclass(frozen=True)
class Token:
    """A token without its secret: whose, what for, until when. Times are UTC."""

    token_id: str
    name: str
    role: Role
    created: datetime
    expires: datetime | None
    revoked: datetime | None
    last_used: datetime | None

    def live(self, now: datetime) -> bool:
        """Return whether the token opens anything at a time."""
        return self.revoked is None and (self.expires is None or now < self.expires)


@dataclass(frozen=True)
class Person:
    """A user: a name, the owner of scenarios and the author of changes, and a role."""

    name: str
    role: Role
