"""Transitions: on which revision a change may be made, and which revision it leads to.

Every function works within a transaction that locks the scenario: the last revision is still the
last when the next is added.

Which document an undo or a redo restores is derived from the history alone. A revision *shows* the
document of a revision of kind create, branch, save or merge. Undo restores the document shown
before that one; so several undos go further back. Redo goes forward again, up to the last such
revision: a new one ends redo.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args

from sqlalchemy import Connection

from layers.errors import (
    ConflictError,
    DecidedError,
    DeniedError,
    ScenarioError,
    StaleError,
    UnknownError,
)
from layers.messages import Message
from layers.scenario_id import is_id
from layers.store import queries
from layers.store.access import LOCAL, part_in, part_message
from layers.store.authorship import wrote_elsewhere
from layers.store.model import Change, ChangeKind, Document, Revision, Status, Visibility


def undone(history: Sequence[Revision]) -> int | None:
    """Return the number of the revision that an undo shows; None if nothing can be undone.

    `history` is all of a scenario, oldest first.
    """
    return _before(history, history[-1].shows)


def redone(history: Sequence[Revision]) -> int | None:
    """Return the number of the revision that a redo shows; None if nothing can be redone."""
    shown = history[-1].shows
    step: int | None = max(revision.shows for revision in history)
    while step is not None and step != shown:
        before = _before(history, step)
        if before == shown:
            return step
        step = before
    return None


def _before(history: Sequence[Revision], number: int) -> int | None:
    """Return the number of the revision shown before revision `number`; None for the first."""
    return history[number - 2].shows if number > 1 else None


NEXT: dict[Status, tuple[Status, ...]] = {
    "draft": ("proposed",),
    "proposed": ("draft", "approved", "rejected"),
    "approved": (),
    "rejected": (),
}
"""The statuses that each status leads to; a scenario whose status leads nowhere is decided."""


def is_decided(revision: Revision) -> bool:
    """Return whether a scenario is approved or rejected at a revision."""
    return not NEXT[revision.status]


def unchanged(connection: Connection, scenario: str, base: str) -> Revision:
    """Return a scenario's last revision if the change was made on it.

    Raises:
        UnknownError: there is no such scenario.
        StaleError: the change was made on another one.
    """
    current = queries.last(connection, scenario)
    if current.hash == base:
        return current
    known = queries.by_hash(connection, base)
    mine = known if known is not None and known.scenario == scenario else None
    other = Message("store-revision-other")
    raise StaleError(
        Message(
            "store-revision-stale",
            scenario=scenario,
            current=Message("store-revision", number=current.number),
            author=current.author,
            base=Message("store-revision", number=mine.number) if mine else other,
        ),
        base=mine.number if mine else None,
        current=current.number,
    )


def begin(
    connection: Connection, document: Document, change: Change, *, kind: ChangeKind, visibility: str
) -> Revision:
    """Add the first revision of a scenario, and its visibility.

    A request repeated because its answer was lost gets the same revision again.
    """
    about, text = queries.described(document)
    shown_to = {"visibility": one_of(get_args(Visibility), visibility, "visibility")}
    scenario = about["scenario"]
    if not is_id(scenario):
        raise ScenarioError(Message("store-scenario-id-invalid", scenario=repr(scenario)))
    parent = change.base if kind == "branch" else None
    existing = queries.numbered(connection, scenario, 1)
    if existing is not None:
        if (existing.kind, existing.parent) == (kind, parent) and _repeats(existing, about, change):
            return existing
        raise ConflictError(Message("store-scenario-id-taken", scenario=scenario))
    if parent is not None and queries.by_hash(connection, parent) is None:
        raise UnknownError(Message("store-branch-base-unknown", revision=parent))
    first = Revision(
        **about,
        number=1,
        **_signed(change),
        parent=parent,
        hash="",
        kind=kind,
        status="draft",
        merged=None,
        shows=1,
        findings=[],
        noted=None,
    )
    added = queries.add_revision(connection, first, text)
    queries.add_note(connection, added, added.author, "sharing", shown_to)
    return added


def resave(
    connection: Connection, document: Document, change: Change, merged: str | None = None
) -> Revision:
    """Add a revision with another document: a save, or a merge where `merged` is a hash.

    A request repeated because its answer was lost gets the same revision again, even if there are
    later ones.
    """
    about, text = queries.described(document)
    scenario = about["scenario"]
    kind: ChangeKind = "save" if merged is None else "merge"
    try:
        head = _draft(unchanged(connection, scenario, change.base))
    except StaleError as stale:
        revision = queries.numbered(connection, scenario, (stale.base or 0) + 1)
        is_same_step = revision is not None and (
            revision.parent,
            revision.kind,
            revision.merged,
        ) == (change.base, kind, merged)
        if revision is not None and is_same_step and _repeats(revision, about, change):
            return revision
        raise
    if merged is not None:
        other = queries.by_hash(connection, merged)
        if other is None:
            raise UnknownError(Message("store-merge-other-unknown", revision=merged))
        if other.scenario == scenario:
            raise ConflictError(Message("store-merge-with-itself", scenario=scenario))
    revision = _after(connection, head, change, kind)
    revision = replace(revision, **about, merged=merged, shows=revision.number)
    return queries.add_revision(connection, revision, text)


def _repeats(revision: Revision, about: dict[str, Any], change: Change) -> bool:
    """Return whether a revision has the same author, message and document as a change."""
    signed = _signed(change)
    return (revision.document, revision.author, revision.message) == (
        about["document"],
        signed["author"],
        signed["message"],
    )


def restore(connection: Connection, scenario: str, change: Change, kind: ChangeKind) -> Revision:
    """Add a revision with the document that an undo or a redo brings back."""
    head = _draft(unchanged(connection, scenario, change.base))
    history = queries.history(connection, scenario)
    shows = undone(history) if kind == "undo" else redone(history)
    if shows is None:
        step = Message("store-step", step=kind)
        raise ConflictError(Message("store-nothing-to-restore", scenario=scenario, step=step))
    shown = history[shows - 1]
    revision = replace(
        _after(connection, head, change, kind),
        shows=shows,
        document=shown.document,
        title=shown.title,
        title_zh=shown.title_zh,
        baseline=shown.baseline,
        result=shown.result,
    )
    return queries.add_revision(connection, revision)


def decide(
    connection: Connection,
    scenario: str,
    status: str,
    change: Change,
    findings: Sequence[dict[str, Any]],
) -> Revision:
    """Add a revision with another status and the findings of the rules."""
    known: Status = one_of(get_args(Status), status, "status")
    head = unchanged(connection, scenario, change.base)
    _undecided(head)
    if known not in NEXT[head.status]:
        raise ConflictError(
            Message(
                "store-status-unreachable",
                scenario=scenario,
                status=_status(head.status),
                next=tuple(map(_status, NEXT[head.status])),
                wanted=_status(known),
            )
        )
    if known != "draft":
        _named(connection, scenario, change)
    if not NEXT[known]:
        _four_eyes(connection, head, change)
        if not change.message.strip():
            raise ScenarioError(Message("store-reason-missing", scenario=scenario))
    revision = _after(connection, head, change, "status")
    return queries.add_revision(
        connection, replace(revision, status=known, findings=list(findings))
    )


def _named(connection: Connection, scenario: str, change: Change) -> None:
    """Refuse the local planner, who may be anyone, where people have names."""
    if queries.storable_name(change.author) == LOCAL.name and queries.names_people(connection):
        reason = Message("store-name-needed")
        raise DeniedError(Message("store-in-scenario", scenario=scenario, reason=reason))


def _four_eyes(connection: Connection, head: Revision, change: Change) -> None:
    """Refuse a decision by a person who proposed or wrote the scenario, here or elsewhere."""
    name, scenario = queries.storable_name(change.author), head.scenario
    part = part_in(name, queries.summary_of(connection, scenario))
    if part is not None:
        reason = part_message(part, change.author)
    elif name != LOCAL.name and (other := wrote_elsewhere(connection, head, name)):
        reason = Message("store-decider-wrote-in", who=change.author, scenario=other)
    else:
        return
    raise DeniedError(Message("store-in-scenario", scenario=scenario, reason=reason))


def one_of(known: tuple[Any, ...], word: str, what: str) -> Any:  # noqa: ANN401  the type of `known`
    """Return a word if it is one of the known ones (else `ScenarioError`)."""
    if word not in known:
        raise ScenarioError(Message("store-word-unknown", known=known, given=repr(word)).at(what))
    return word


def _after(connection: Connection, head: Revision, change: Change, kind: ChangeKind) -> Revision:
    """Return the next revision with the same document and status, without its hash."""
    note = queries.last_note(connection, head.scenario)
    return replace(
        head,
        number=head.number + 1,
        **_signed(change),
        parent=head.hash,
        kind=kind,
        merged=None,
        findings=[],
        noted=note.hash if note else None,
    )


def _signed(change: Change) -> dict[str, Any]:
    """Return a change's author, time and message."""
    return {
        "author": queries.storable_name(change.author),
        "at": queries.now(),
        "message": queries.storable_text(change.message, "message"),
    }


def _draft(head: Revision) -> Revision:
    """Return a scenario's last revision if the scenario may change."""
    _undecided(head)
    if head.status != "draft":
        raise ConflictError(
            Message("store-status-keeps", scenario=head.scenario, status=_status(head.status))
        )
    return head


def _undecided(head: Revision) -> None:
    if is_decided(head):
        raise DecidedError(
            Message("store-status-decided", scenario=head.scenario, status=_status(head.status))
        )


def _status(status: Status) -> Message:
    return Message("store-status", status=status)
