"""Queries on the tables of the history: the only module that depends on their columns.

Every function works within the transaction of its connection.

A listing of scenarios goes page by page, by id. The database itself selects the readable scenarios
(`readable`), by the same rules as `access.may`, so the time for a page does not depend on the
number of scenarios.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    case,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from layers.errors import ScenarioError, UnknownError
from layers.messages import Message
from layers.scenario_id import is_id
from layers.store.access import is_at_least
from layers.store.model import (
    WITHDRAWN,
    Document,
    Entry,
    Note,
    NoteKind,
    Person,
    Revision,
    ShownTo,
    Status,
    Summary,
    canonical,
    chain_name,
    document_hash,
)
from layers.store.tables import AUDIT, DOCUMENTS, HEADS, NOTES, REVISIONS, TOKENS

HEAD = REVISIONS.alias("head")
FIRST = REVISIONS.alias("first")
"""The last and the first revision of each scenario in `summaries`; `SHARING` is its visibility."""
_NEWEST = select(func.max(REVISIONS.c.number)).where(REVISIONS.c.scenario == HEAD.c.scenario)
_IS_NEWEST = HEAD.c.number == _NEWEST.scalar_subquery()
_IS_FIRST = (FIRST.c.scenario == HEAD.c.scenario) & (FIRST.c.number == 1)
_NOTES_OF = NOTES.c.scenario == HEAD.c.scenario
_LAST_SHARED = select(NOTES.c.content).where(_NOTES_OF, NOTES.c.kind == "sharing")
SHARING = _LAST_SHARED.order_by(NOTES.c.number.desc()).limit(1).scalar_subquery()
_NOTED = select(func.max(NOTES.c.number)).where(_NOTES_OF).scalar_subquery()
_SUMMARIES = select(
    HEAD, FIRST.c.author.label("owner"), SHARING.label("sharing"), _NOTED.label("notes")
).where(_IS_NEWEST, _IS_FIRST)


def now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def storable_text(text: str, what: str, most: int = 10_000) -> str:
    """Return a stripped text that both databases can store.

    Raises:
        ScenarioError: it is too long, or has characters that cannot be stored.
    """
    if len(text) > most:
        raise ScenarioError(Message("store-text-too-long", limit=most).at(what))
    if re.search("[\0\ud800-\udfff]", text):
        raise ScenarioError(Message("store-text-unstorable").at(what))
    return text.strip()


def storable_name(author: str, what: str = "author") -> str:
    """Return a name that can be stored.

    Raises:
        ScenarioError: invalid name.
    """
    name = storable_text(author, what, 200)
    if not name:
        raise ScenarioError(Message("store-name-missing").at(what))
    return name


def person_name(name: str) -> str:
    """Return the name of a person, made of visible characters only.

    So no two names differ by an invisible character alone, and none alters the text around it.

    Raises:
        ScenarioError: invalid name.
    """
    fit = storable_name(name, "name")
    if not fit.isprintable():
        raise ScenarioError(Message("store-name-unseen").at("name"))
    return fit


def last(connection: Connection, scenario: str) -> Revision:
    """Return a scenario's last revision.

    Raises:
        UnknownError: there is no such scenario.
    """
    newest = _of(scenario).order_by(REVISIONS.c.number.desc()).limit(1)
    rows = _revisions(connection, newest) if is_id(scenario) else []
    if not rows:
        raise UnknownError(Message("store-scenario-unknown", scenario=scenario))
    return rows[0]


def by_hash(connection: Connection, hash_: str) -> Revision | None:
    """Return the revision with a hash, of any scenario; None if absent."""
    if not re.fullmatch("sha256:[0-9a-f]{64}", hash_):
        return None
    rows = _revisions(connection, select(REVISIONS).where(REVISIONS.c.hash == hash_))
    return rows[0] if rows else None


def history(connection: Connection, scenario: str) -> list[Revision]:
    """Return all revisions of a scenario, oldest first; none if there is no such scenario."""
    return _revisions(connection, _of(scenario).order_by(REVISIONS.c.number))


def saved_by(connection: Connection, name: str, until: datetime) -> list[Revision]:
    """Return the revisions before a time in which a person saved a document, oldest first."""
    saved = REVISIONS.c.kind.in_(("create", "branch", "save", "merge"))
    query = select(REVISIONS).where(REVISIONS.c.author == name, REVISIONS.c.at < until, saved)
    return _revisions(connection, query.order_by(REVISIONS.c.at))


def names_people(connection: Connection) -> bool:
    """Return whether people of a store have names: there ever was a token, or an account."""
    account = select(AUDIT.c.number).where(AUDIT.c.what == "account-linked").limit(1)
    asked = (select(TOKENS.c.token_id).limit(1), account)
    return any(connection.execute(query).first() is not None for query in asked)


def numbered(connection: Connection, scenario: str, number: int) -> Revision | None:
    """Return a scenario's revision by number; None if absent."""
    rows = _revisions(connection, _of(scenario).where(REVISIONS.c.number == number))
    return rows[0] if rows else None


def document_text(connection: Connection, hash_: str) -> str | None:
    """Return the canonical text of the document with a hash; None if absent."""
    query = select(DOCUMENTS.c.text).where(DOCUMENTS.c.digest == hash_)
    return connection.execute(query).scalar_one_or_none()


def add_revision(connection: Connection, revision: Revision, text: str | None = None) -> Revision:
    """Add a revision, and its document's text unless already stored; return it with its hash."""
    if text is not None and document_text(connection, revision.document) is None:
        connection.execute(insert(DOCUMENTS).values(digest=revision.document, text=text))
    hashed = revision.with_hash()
    connection.execute(insert(REVISIONS).values(_row(hashed)))
    advance(connection, chain_name("revisions", hashed.scenario), hashed)
    return hashed


def add_note(
    connection: Connection, current: Revision, author: str, kind: NoteKind, content: dict[str, Any]
) -> Note:
    """Add a note on a scenario's current revision; return it, with its hash."""
    before = last_note(connection, current.scenario)
    note = Note(
        scenario=current.scenario,
        number=before.number + 1 if before else 1,
        author=storable_name(author),
        at=now(),
        parent=before.hash if before else None,
        hash="",
        kind=kind,
        revision=current.hash,
        content=content,
    ).with_hash()
    connection.execute(insert(NOTES).values(_row(note)))
    advance(connection, chain_name("notes", note.scenario), note)
    return note


def advance(connection: Connection, chain: str, link: Revision | Note | Entry) -> None:
    """Set the end of a chain to the link that was added to it."""
    end = {"number": link.number, "hash": link.hash}
    moved = connection.execute(update(HEADS).where(HEADS.c.chain == chain).values(end))
    if not moved.rowcount:
        connection.execute(insert(HEADS).values(chain=chain, **end))


def last_note(connection: Connection, scenario: str) -> Note | None:
    """Return the last note of a scenario; None if it has none."""
    newest = select(NOTES).where(NOTES.c.scenario == scenario).order_by(NOTES.c.number.desc())
    row = connection.execute(newest.limit(1)).mappings().first()
    return None if row is None else Note(**row)


def notes(connection: Connection, scenario: str) -> list[Note]:
    """Return all notes of a scenario, oldest first."""
    query = select(NOTES).where(NOTES.c.scenario == scenario).order_by(NOTES.c.number)
    return [Note(**row) for row in connection.execute(query).mappings()]


def summaries(
    connection: Connection,
    *conditions: ColumnElement[bool],
    after: str = "",
    limit: int | None = None,
) -> list[Summary]:
    """Return summaries of the scenarios that meet all conditions, by id; `limit` at most.

    The conditions are about `HEAD`, `FIRST` and `SHARING`; ids up to `after` are skipped.
    """
    ordered = _by_id(connection)
    rows = _SUMMARIES.where(*conditions, ordered > after).order_by(ordered).limit(limit)
    records = connection.execute(rows).mappings().all()
    proposed = [row["hash"] for row in records if row["status"] == "proposed"]
    wrote = authors(connection, proposed)
    return [
        Summary(
            scenario=row["scenario"],
            title=row["title"],
            title_zh=row["title_zh"],
            status=row["status"],
            revision=row["number"],
            etag=row["hash"],
            owner=row["owner"],
            visibility=row["sharing"]["visibility"],
            baseline=row["baseline"],
            updated=row["at"],
            updated_by=row["author"],
            kind=row["kind"],
            message=row["message"],
            notes=row["notes"],
            authors=tuple(sorted(wrote[row["hash"]])),
        )
        for row in records
    ]


def summary_count(connection: Connection, *conditions: ColumnElement[bool], after: str = "") -> int:
    """Return how many scenarios meet all conditions and follow the id `after`; as `summaries`."""
    chosen = _SUMMARIES.where(*conditions, _by_id(connection) > after)
    number: int = connection.execute(chosen.with_only_columns(func.count())).scalar_one()
    return number


def _by_id(connection: Connection) -> ColumnElement[str]:
    """Return the ids of scenarios in one order in every database and locale."""
    ids: ColumnElement[str] = HEAD.c.scenario
    return ids if connection.dialect.name == "sqlite" else ids.collate("C")


def authors(connection: Connection, heads: list[str]) -> defaultdict[str, set[str]]:
    """Return, by the hash of a revision, the names of all its authors.

    These are the authors of its scenario's revisions and, up to the revision concerned, of the
    scenarios that it was branched from or that were merged into it, recursively; and all who ever
    proposed one of them.
    """
    names: defaultdict[str, set[str]] = defaultdict(set)
    if not heads:
        return names
    head, put, source = REVISIONS.alias(), REVISIONS.alias(), REVISIONS.alias()
    begun = select(head.c.hash.label("head"), head.c.scenario, head.c.number)
    held = begun.where(head.c.hash.in_(heads)).cte("held", recursive=True)
    source_hash = case((put.c.kind == "branch", put.c.parent), else_=put.c.merged)
    further = (
        select(held.c.head, source.c.scenario, source.c.number)
        .join(put, (put.c.scenario == held.c.scenario) & (put.c.number <= held.c.number))
        .join(source, source.c.hash == source_hash)
        .where(put.c.kind.in_(("branch", "merge")))
    )
    held = held.union(further)
    of_it = (REVISIONS.c.scenario == held.c.scenario) & (REVISIONS.c.number <= held.c.number)
    wrote = select(held.c.head, REVISIONS.c.author).join(REVISIONS, of_it)
    signs = (REVISIONS.c.kind != "status") | (REVISIONS.c.status == "proposed")
    for row in connection.execute(wrote.where(signs).distinct()):
        names[row.head].add(row.author)
    return names


def tally(connection: Connection) -> tuple[int, int]:
    """Return the numbers of revisions and of notes: every change increases one of them."""
    counts = (select(func.count()).select_from(table) for table in (REVISIONS, NOTES))
    revisions, kept_notes = (connection.execute(count).scalar_one() for count in counts)
    return revisions, kept_notes


def summary_of(connection: Connection, scenario: str) -> Summary:
    """Return a scenario's summary.

    Raises:
        UnknownError: there is no such scenario.
    """
    result = summaries(connection, HEAD.c.scenario == scenario) if is_id(scenario) else []
    if not result:
        raise UnknownError(Message("store-scenario-unknown", scenario=scenario))
    return result[0]


def described(document: Document) -> tuple[dict[str, Any], str]:
    """Return the fields that a revision copies from its document, and its canonical text.

    Raises:
        ScenarioError: not a scenario's document.
    """
    text = canonical(document)
    recorded = document.get("recorded", {})
    about = {name: document.get(name) for name in ("scenario", "title", "title_zh", "baseline")}
    about["result"] = recorded.get("result") if isinstance(recorded, dict) else recorded
    for name, value in about.items():
        if isinstance(value, str):
            storable_text(value, name)
        elif value is not None or name in {"scenario", "title", "baseline"}:
            raise ScenarioError(Message("store-text-needed").at(name))
    return about | {"document": document_hash(text)}, text


def document_from(text: str) -> Document:
    """Parse the canonical text of a document."""
    document: Document = json.loads(text)
    return document


def _of(scenario: str) -> Select[Any]:
    return select(REVISIONS).where(REVISIONS.c.scenario == scenario)


def _revisions(connection: Connection, query: Select[Any]) -> list[Revision]:
    return [Revision(**row) for row in connection.execute(query).mappings()]


def _row(link: Revision | Note) -> dict[str, Any]:
    """Return a link's fields, which are the columns of its table."""
    return {field.name: getattr(link, field.name) for field in fields(link)}


def common_base(connection: Connection, a: str, b: str) -> Revision | None:
    """Return the last common ancestor of two revisions (hashes); None if there is none.

    Last: no other common ancestor descends from it. If criss-cross merges leave several, the
    newest.
    """
    known: dict[str, Revision] = {}
    both = _ancestors(connection, a, known) & _ancestors(connection, b, known)
    before = {other for each in both for other in (known[each].parent, known[each].merged)}
    return max(
        (known[each] for each in both - before), key=lambda it: (it.at, it.hash), default=None
    )


def _ancestors(connection: Connection, start: str, known: dict[str, Revision]) -> set[str]:
    """Return the hashes of a revision and all its ancestors; adds the revisions to `known`."""
    visited: set[str] = set()
    waiting: list[str | None] = [start]
    while waiting:
        hash_ = waiting.pop()
        if hash_ is None or hash_ in visited:
            continue
        if hash_ not in known:
            revision = by_hash(connection, hash_)
            if revision is None:
                continue
            known_history = history(connection, revision.scenario)
            known.update((each.hash, each) for each in known_history)
        visited.add(hash_)
        waiting += [known[hash_].parent, known[hash_].merged]
    return visited


@dataclass(frozen=True)
class Listing:
    """A request for scenarios that a person (None: unknown) may read.

    `text` is part of an id or a title, ignoring case; the list starts after the id `after`.
    Withdrawn scenarios are listed only if that visibility is requested.
    """

    person: Person | None
    status: Status | None = None
    owner: str | None = None
    visibility: ShownTo | None = None
    text: str = ""
    after: str = ""

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield the conditions on each scenario of the list, except `after`."""
        yield readable(self.person)
        yield _is_shown(self.visibility) if self.visibility else ~_is_shown(WITHDRAWN)
        if self.status:
            yield HEAD.c.status == self.status
        if self.owner is not None:
            yield FIRST.c.author == self.owner
        if self.text:
            columns = (HEAD.c.scenario, HEAD.c.title, HEAD.c.title_zh)
            yield or_(*(each.icontains(self.text, autoescape=True) for each in columns))


def readable(person: Person | None) -> ColumnElement[bool]:
    """Return the condition that a person may read a scenario, equal to `access.may`."""
    allowed = [_is_shown("public")]
    if is_at_least(person, "viewer"):
        allowed.append(_is_shown("shared"))
    if person is not None:
        allowed.append(_is_shown("private") & (FIRST.c.author == person.name))
    if is_at_least(person, "approver"):
        allowed.append(_is_shown("private") & (HEAD.c.status != "draft"))
    return true() if is_at_least(person, "admin") else or_(false(), *allowed)


def _is_shown(visibility: ShownTo) -> ColumnElement[bool]:
    return SHARING.in_([{"visibility": visibility}])
