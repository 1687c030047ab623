"""Answers about stored scenarios: their revisions, comments, merges and records."""

from typing import Any

from layers.store.model import Status
from service.api.answers.base import Answer, Lonlat, ScenarioDocument


class ScenarioSummary(Answer):
    """A scenario in the list: its owner, status and last revision."""

    scenario: str
    title: str
    title_zh: str | None
    status: Status
    revision: int
    etag: str
    owner: str
    visibility: str
    """`private`, `shared`, `public` or `withdrawn`."""
    baseline: str
    updated: str
    """The time of the last revision."""
    updated_by: str
    """The author of the last revision; of a proposed one, who proposed it."""
    kind: str
    """Of the last revision."""
    message: str
    """Why it was made."""
    notes: int
    """The number of its last note, such as a comment."""
    authors: list[str]
    """Of a proposed one, the authors of all revisions."""


class ScenarioComment(Answer):
    """A comment on a scenario, on a zone of it or on a place."""

    number: int
    author: str
    at: str
    revision: str
    text: str
    zone_id: str | None
    place: Lonlat | None
    reply_to: int | None
    withdrawn_by: str | None
    withdrawn_at: str | None
    settled_by: str | None
    settled_at: str | None


class ScenarioRevision(Answer):
    """A revision of a scenario."""

    revision: int
    etag: str
    parent: str | None
    merged: str | None
    kind: str
    author: str
    at: str
    message: str
    status: Status
    result: str | None
    """The content hash of the zones that its edits made."""
    undo: int | None
    """The revision to which undo would go back; null if it cannot."""
    redo: int | None


class CurrentVersion(Answer):
    """The last revision of a scenario that was changed meanwhile."""

    etag: str
    revision: int
    author: str
    at: str
    message: str
    document: ScenarioDocument


class DraftedVersion(Answer):
    """The version that was to be saved."""

    document: ScenarioDocument


class CommonVersion(Answer):
    """The last revision that both have in common."""

    etag: str
    document: ScenarioDocument


class MergeConflict(Answer):
    """Two edits that contradict each other."""

    kind: str
    zone_id: str | None
    message: str
    code: str
    params: dict[str, Any]


class Merged(Answer):
    """The result of a merge."""

    clean: bool
    document: ScenarioDocument | None
    conflicts: list[MergeConflict]


class Versions(Answer):
    """Both versions of a scenario, the one that they have in common, and their merge."""

    current: CurrentVersion
    yours: DraftedVersion
    base: CommonVersion | None
    merge: Merged


class ReviewDecision(Answer):
    """A change of status, its author and reason, with the violations known at that time."""

    revision: int
    etag: str
    status: Status
    author: str
    at: str
    why: str
    findings: list[dict[str, Any]]


class ScenarioRecord(Answer):
    """All that is stored of a scenario, with the hashes that prove it."""

    scenario: str
    title: str
    title_zh: str | None
    status: Status
    owner: str
    visibility: str
    baseline: str
    etag: str
    result: str | None
    decisions: list[ReviewDecision]
    comments: list[ScenarioComment]
    document: ScenarioDocument
    history: list[dict[str, Any]]
    """Revisions as they were hashed, each with its `hash`."""
    notes: list[dict[str, Any]]


class PresentPerson(Answer):
    """Someone else who has the scenario open."""

    name: str
    editing: bool
