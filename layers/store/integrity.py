"""Check the history: every hash, every link, every transition from revision to revision.

The audit log, also a chain, and the tokens, which must match it, are checked as well, and so are
the ends of the chains (`cuts`).
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from layers.errors import ScenarioError, SourceError
from layers.messages import Message
from layers.store import audit, cuts, queries, sessions, token_events
from layers.store.model import Entry, Note, Revision, document_hash, link_message
from layers.store.tables import NOTES, REVISIONS
from layers.store.transitions import NEXT, redone, undone


def verify(connection: Connection, scenario: str | None = None) -> list[Message]:
    """Return a message for each fault of one scenario, or of the whole store.

    The whole store is all scenarios, the audit log, and the tokens.
    """
    if scenario is not None:
        return [*_scenario(connection, scenario), *_cuts(connection, scenario)]
    history = [fault for each in _scenarios(connection) for fault in _scenario(connection, each)]
    return [*history, *_audit(connection), *_cuts(connection)]


def _cuts(connection: Connection, scenario: str | None = None) -> list[Message]:
    """Return the cuts found in the chains of a scenario, or of the whole store."""
    try:
        ends = [*cuts.end_faults(connection, scenario)]
        if scenario is not None:
            log = cuts.entries_on(connection, scenario)
            return [*ends, *cuts.named_faults(connection, log, scenario)]
        named = cuts.named_faults(connection, audit.entries(connection))
        return [*ends, *named, *cuts.orphan_faults(connection)]
    except SourceError as error:
        return list(error.problems)


def _audit(connection: Connection) -> list[Message]:
    try:
        log = audit.entries(connection)
        first = [Message("store-link-unchained", link=_named(log[0]))] if _begun(log) else []
        people = (
            *token_events.token_faults(connection, log),
            *sessions.session_faults(connection, log),
        )
        return [*first, *_chain(log), *people]
    except SourceError as error:
        return [Message("store-in-audit", reason=problem) for problem in error.problems]


def _begun(log: Sequence[Entry]) -> bool:
    """Return whether the first entry refers to an earlier one."""
    return bool(log) and log[0].parent is not None


def _scenarios(connection: Connection) -> list[str]:
    tables = (REVISIONS, NOTES)
    named = (connection.execute(select(table.c.scenario).distinct()).scalars() for table in tables)
    return sorted({name for names in named for name in names})


def _scenario(connection: Connection, scenario: str) -> list[Message]:
    try:
        history = queries.history(connection, scenario)
        notes = queries.notes(connection, scenario)
        references = [fault for revision in history for fault in _kept(connection, revision)]
    except SourceError as error:
        return [
            Message("store-in-scenario", scenario=scenario, reason=problem)
            for problem in error.problems
        ]
    if not history:
        return [Message("store-history-empty", scenario=scenario)]
    chains = [*_chain(history), *_chain(notes)]
    if any(link.with_hash().hash != link.hash for link in (*history, *notes)):
        return [*chains, *references]  # tampered values may have any type
    whole = all(revision.number == place for place, revision in enumerate(history, start=1))
    steps = [history[:number] for number in range(1, len(history) + 1)] if whole else []
    transitions = [fault for step in steps for fault in _transition(step)]
    return [*chains, *transitions, *references, *_references(history, notes)]


def _chain(links: Sequence[Revision | Note | Entry]) -> Iterator[Message]:
    """Yield each link that is out of order, does not match its hash, or has a wrong parent."""
    before = None
    for number, link in enumerate(links, start=1):
        name = _named(link)
        if link.number != number:
            yield Message("store-link-misplaced", link=name, number=number)
        if link.with_hash().hash != link.hash:
            yield Message("store-link-hash-wrong", link=name)
        if before is not None and link.parent != before.hash:
            yield Message("store-link-unchained", link=name)
        before = link


def _transition(history: Sequence[Revision]) -> Iterator[Message]:
    """Yield each reason why the last revision of a history is an illegal transition."""
    revision = history[-1]
    name = _named(revision)
    if revision.number == 1:
        kind = "branch" if revision.parent else "create"
        if (revision.kind, revision.status, revision.shows, revision.merged) != (
            kind,
            "draft",
            1,
            None,
        ):
            yield Message("store-step-no-beginning", link=name)
        return
    if not all(1 <= each.shows <= each.number for each in history):
        yield Message("store-step-shows-nothing", link=name)
        return
    before = history[-2]
    yield from _document(history)
    if revision.kind == "status":
        if revision.status not in NEXT[before.status]:
            status, earlier = (
                Message("store-status", status=it.status) for it in (revision, before)
            )
            yield Message("store-step-status-illegal", link=name, status=status, before=earlier)
    elif (before.status, revision.status) != ("draft", "draft"):
        status = Message("store-status", status=before.status)
        yield Message("store-step-scenario-kept", link=name, status=status)
    if revision.kind == "merge" and revision.merged is None:
        yield Message("store-step-merged-missing", link=name)
    if revision.kind != "merge" and revision.merged is not None:
        yield Message(
            "store-step-merged-needless", link=name, kind=revision.kind, merged=revision.merged
        )


def _document(history: Sequence[Revision]) -> Iterator[Message]:
    """Yield a message if the last revision shows another document than its kind requires."""
    before, revision = history[-2:]
    name = _named(revision)
    shows = {
        "save": revision.number,
        "merge": revision.number,
        "status": before.shows,
        "undo": undone(history[:-1]) if revision.kind == "undo" else None,
        "redo": redone(history[:-1]) if revision.kind == "redo" else None,
    }.get(revision.kind)
    if shows is None or revision.shows != shows:
        yield Message("store-step-shows-other", link=name, kind=revision.kind)
    elif revision.document != history[shows - 1].document:
        yield Message("store-step-document-other", link=name)


def _kept(connection: Connection, revision: Revision) -> Iterator[Message]:
    """Yield each revision or document referred to by a revision that is missing or differs."""
    name = _named(revision)
    if revision.parent is not None and queries.by_hash(connection, revision.parent) is None:
        yield Message("store-parent-missing", link=name, hash=revision.parent)
    if revision.merged is not None and queries.by_hash(connection, revision.merged) is None:
        yield Message("store-merged-missing", link=name, hash=revision.merged)
    text = queries.document_text(connection, revision.document)
    if text is None:
        yield Message("store-document-missing", link=name)
        return
    try:
        about, _ = queries.described(queries.document_from(text))
    except (ValueError, ScenarioError, AttributeError):
        yield Message("store-document-unreadable", link=name)
        return
    about["document"] = document_hash(text)
    wrong = [field for field, value in about.items() if getattr(revision, field) != value]
    if wrong:
        yield Message("store-document-differs", link=name, fields=tuple(wrong))


def _references(history: Sequence[Revision], notes: Sequence[Note]) -> Iterator[Message]:
    """Yield each note and revision that refers to one that is missing."""
    revisions = {revision.hash for revision in history}
    hashes = {note.hash for note in notes}
    comments: set[int] = set()
    for note in notes:
        if note.revision not in revisions:
            yield Message("store-note-revision-missing", link=_named(note))
        if note.kind == "comment":
            comments.add(note.number)
        elif note.kind != "sharing" and note.content.get("comment") not in comments:
            yield Message("store-note-comment-missing", link=_named(note))
    for revision in history:
        if revision.noted is not None and revision.noted not in hashes:
            yield Message("store-revision-note-missing", link=_named(revision))


def _named(link: Revision | Note | Entry) -> Message:
    """Return how messages name a revision, a note or an entry of the audit log."""
    if isinstance(link, Entry):
        return link_message("audit", link.number)
    chain = "revisions" if isinstance(link, Revision) else "notes"
    return link_message(chain, link.number, link.scenario)
