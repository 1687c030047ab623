"""The values of the store: revisions, notes, comments, summaries, people.

A hash is "sha256:" and the SHA-256 of canonical JSON: keys sorted, no spaces, ASCII with escapes,
numbers as Python writes them (a float in the fewest digits that reproduce it). A revision's hash
covers all its other fields, including `parent`, and so the whole history before it. Times
are UTC, written as `2026-01-31T08:00:00.000000Z`.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any, Literal, Self

from layers.errors import ScenarioError
from layers.messages import Message

ChangeKind = Literal["create", "save", "undo", "redo", "branch", "merge", "status"]
Status = Literal["draft", "proposed", "approved", "rejected"]
Visibility = Literal["private", "shared", "public"]
ShownTo = Literal["private", "shared", "public", "withdrawn"]
"""Who may see a scenario; a withdrawn one is visible to admins only."""
WITHDRAWN: ShownTo = "withdrawn"
Role = Literal["monitor", "viewer", "planner", "approver", "admin"]
"""From lowest to highest; `monitor` may read `/metrics` only."""
NoteKind = Literal["comment", "withdrawal", "settlement", "sharing"]

Document = dict[str, Any]
"""A scenario as plain values for JSON, as `geo.Scenario.to_document` gives it."""


def canonical(value: object) -> str:
    """Return plain values as canonical JSON.

    >>> canonical({"b": 1.50, "a": ["SH-LG", None]})
    '{"a":["SH-LG",null],"b":1.5}'

    Raises:
        ScenarioError: it holds a value that JSON cannot represent, such as NaN.
    """
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise ScenarioError(Message("store-document-unwritable", reason=str(error))) from error


def document_hash(text: str) -> str:
    """Return the hash of a canonical text."""
    return f"sha256:{digest(text)}"


def digest(text: str) -> str:
    """Return the SHA-256 of a text, as of a secret."""
    return hashlib.sha256(text.encode()).hexdigest()


def written(at: datetime) -> str:
    """Return the text of a time in UTC that is stored and hashed."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def link_message(chain: str, number: int, scenario: str = "") -> Message:
    """Return how messages name a link of a chain: `audit`, or a scenario's `revisions`, `notes`."""
    if chain == "audit":
        return Message("store-link-entry", number=number)
    code = "store-link-revision" if chain == "revisions" else "store-link-note"
    return Message(code, scenario=scenario, number=number)


def chain_name(chain: str, scenario: str = "") -> str:
    """Return the name of a chain among the heads.

    >>> chain_name("audit"), chain_name("notes", "north")
    ('audit', 'notes/north')
    """
    return f"{chain}/{scenario}" if scenario else chain


@dataclass(frozen=True)
class _Link:
    """One link of a chain: `hash` covers all other fields, including `parent` (a hash)."""

    number: int
    at: datetime
    parent: str | None
    hash: str

    def hashed_fields(self) -> dict[str, Any]:
        """Return the hashed fields, as plain values for JSON."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        del values["hash"]
        return values | {"at": written(self.at)}

    def with_hash(self) -> Self:
        """Return a copy with the hash of its content."""
        return replace(self, hash=document_hash(canonical(self.hashed_fields())))


@dataclass(frozen=True)
class _OfScenario(_Link):
    """A link of a scenario's chain."""

    scenario: str
    author: str


@dataclass(frozen=True)
class Revision(_OfScenario):
    """An immutable state in a scenario's history. `hash` is its strong ETag.

    `number` counts from 1 in the scenario. `parent` is the hash of the revision it was made on
    (for `branch`: one of another scenario), `merged` that of the revision merged into it. `shows`
    is the number of the revision that first had its document: its own, unless it is an undo, a
    redo or a status. `document` is the hash of the document (see `Store.document`); `title`,
    `title_zh`, `baseline` and `result` (the hash of the zones) are copied from it. `status` is the
    status after the revision. `findings` are the rule findings when a status was set. `noted` is
    the hash of the scenario's last note (a comment, a sharing, …) at the time.
    """

    kind: ChangeKind
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
    """A comment, its withdrawal or a setting outside the document; one hash chain per scenario.

    `revision` is the hash of the scenario's last revision at the time. `content` is that of a
    comment (`text`, `zone_id`, `place`, `reply_to`: the number of a note), the number of the
    withdrawn note (`comment`), the one settled or reopened (`comment`, `settled`), or who may see
    the scenario (`visibility`).
    """

    kind: NoteKind
    revision: str
    content: dict[str, Any]


@dataclass(frozen=True)
class Entry(_Link):
    """An event in the audit log of a store; all entries form one chain.

    `who` is a name, None if unknown; `what` a code (`audit.Event`), `about` its parameters, plain
    values; `address` is the origin of the request, if known.
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
    """A scenario in a list. `etag` is the hash of its last revision, `owner` a name.

    `updated` is the time of that revision, `updated_by` the name of its author (for a proposed
    scenario, of who proposed it). `kind` and `message` are that revision's, `notes` the number of
    the last note: together with `etag` it shows whether anything changed. `authors` are, for a
    proposed scenario, all who wrote or proposed it, or a scenario branched or merged into it.
    """

    scenario: str
    title: str
    title_zh: str | None
    status: Status
    revision: int
    etag: str
    owner: str
    visibility: ShownTo
    baseline: str
    updated: datetime
    updated_by: str
    kind: ChangeKind
    message: str
    notes: int
    authors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remark:
    """The content of a comment on the scenario, a zone, or a place (lon, lat; the plan's CRS).

    `reply_to` is the number of the comment it replies to.
    """

    text: str
    zone_id: str | None = None
    place: tuple[float, float] | None = None
    reply_to: int | None = None


@dataclass(frozen=True)
class Comment:
    """A comment in its present state: `remark` is its content, `number` its number in the scenario.

    `revision` is the hash of the scenario's revision it was made on. A withdrawn comment is kept,
    with who withdrew it and when; so is a settled one, until it is reopened.
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

    def to_document(self) -> dict[str, Any]:
        """Return it as plain values for JSON, without the scenario."""
        withdrawn, settled = self.withdrawn_at, self.settled_at
        return {
            "number": self.number,
            "author": self.author,
            "at": written(self.at),
            "revision": self.revision,
            **asdict(self.remark),
            "withdrawn_by": self.withdrawn_by,
            "withdrawn_at": withdrawn and written(withdrawn),
            "settled_by": self.settled_by,
            "settled_at": settled and written(settled),
        }


@dataclass(frozen=True)
class Presence:
    """The name of a person who has a scenario open, and whether they have unsaved edits."""

    name: str
    editing: bool


@dataclass(frozen=True)
class Token:
    """A token without its secret: its person, role and expiry. Times are UTC."""

    token_id: str
    name: str
    role: Role
    created: datetime
    expires: datetime | None
    revoked: datetime | None
    last_used: datetime | None

    def live(self, now: datetime) -> bool:
        """Return whether the token is valid at a time."""
        return self.revoked is None and (self.expires is None or now < self.expires)


@dataclass(frozen=True)
class Person:
    """A user: a name, the owner of scenarios and the author of changes, and a role.

    `until` is the time from which on the store must be asked again whether a token or a session is
    still theirs, even if it has not changed; None: never.
    """

    name: str
    role: Role
    until: datetime | None = field(default=None, compare=False)
