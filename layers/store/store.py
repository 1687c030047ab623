"""The store: every scenario with its whole history, comments and decisions.

Stored data is never changed: a change adds a revision on top of the last one, with a hash over it
(`layers.store.model`). A change names the revision that it was made on; a change made on an older
one is refused with both.

Callers check permissions with `layers.store.access` before; the store itself checks only that
decisions take four eyes.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self, get_args

from layers.errors import SourceError, UnknownError
from layers.messages import Message
from layers.runtime.arguments import checked_call
from layers.store import audit, queries, transitions
from layers.store.access import LOCAL
from layers.store.accounts import Accounts
from layers.store.audit import Audit
from layers.store.backups import Backups
from layers.store.comments import Comments, scenario_record
from layers.store.database import Database
from layers.store.heads import Heads
from layers.store.integrity import verify
from layers.store.model import WITHDRAWN, Change, Document, Revision, Summary, Visibility
from layers.store.presences import Presences
from layers.store.queries import Listing, common_base
from layers.store.sessions import Sessions
from layers.store.tokens import Tokens


@checked_call(SourceError)
def store_beside(plan: str | Path) -> Path:
    """Return the default store of a plan: `NAME.scenarios.db` beside `NAME.gpkg`.

    >>> store_beside("plans/china.gpkg").name
    'china.scenarios.db'
    """
    path = Path(plan)
    return path.parent / f"{path.stem}.scenarios.db"


class Store:
    """All scenarios of a store, safe to share between threads and between processes.

    `comments` holds the comments, `presences` who has scenarios open, `tokens` the access tokens,
    `accounts` the accounts of identity providers, `sessions` the sessions, `audit` the events other
    than changes; `heads` records the ends of all chains in a file, `backups` copies everything.

    A method returns only after its change is stored: a save survives a crash of the machine.

    Every method raises `SourceError` if the database does not answer, and its subclass `BusyError`
    if it is locked for too long: then retry.

    >>> from tempfile import TemporaryDirectory
    >>> from layers.example import example_plan
    >>> baseline = example_plan().baseline
    >>> document = {"scenario": "north", "title": "North", "baseline": baseline, "edits": []}
    >>> with TemporaryDirectory() as folder, Store.open(f"{folder}/plan.scenarios.db") as store:
    ...     store.create(document, "Ada").number, [each.title for each in store.scenarios()]
    (1, ['North'])
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.comments = Comments(database)
        self.presences = Presences(database)
        self.tokens = Tokens(database)
        self.accounts = Accounts(database)
        self.audit = Audit(database)
        self.sessions = Sessions(database)
        self.heads = Heads(database)
        self.backups = Backups(database)
        self.after_decision: Callable[[], None] | None = None
        """Called once a decision is stored; it raises nothing."""

    @classmethod
    @checked_call(SourceError)
    def open(cls, where: str | Path, *, backed_up: str | None = None) -> Self:
        """Open a store, creating it if absent.

        `where` is a file, a `sqlite:///` URL, or `postgresql://user:password@host/name`. A store of
        an earlier version is migrated in one transaction: a file after it was copied beside itself,
        as `notice` then states; PostgreSQL only if `backed_up` is the number of the version that it
        may be migrated to, because its operator has a backup.

        Raises:
            SourceError: it cannot be reached or written, is not a store, is of a newer version,
                or of an earlier one and not backed up.
        """
        return cls(Database.open(where, backed_up=backed_up))

    @property
    def notice(self) -> Message | None:
        """What opening the store changed, such as an upgrade, as a message; None if nothing."""
        return self._database.notice

    def version(self) -> tuple[int, int] | None:
        """Return numbers that differ after each change by anyone and each event in `audit`.

        None if it is not known at once: that of a server's database never is. An event loop may
        ask: no lock is waited for.
        """
        version = self._database.version()
        return None if version is None else (version, self.audit.counted)

    @property
    def file(self) -> Path | None:
        """Return the store's file, None if it is a server's database."""
        return None if "://" in self._database.name else Path(self._database.name)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the store."""
        self.close()

    # Reading

    def scenarios(self, listing: Listing | None = None, limit: int | None = None) -> list[Summary]:
        """Return summaries of the scenarios of a listing, `limit` at most, by id.

        Without a listing: of all that are not withdrawn.
        """
        request = listing or Listing(LOCAL)
        with self._database.reading() as connection:
            conditions = request.conditions()
            return queries.summaries(connection, *conditions, after=request.after, limit=limit)

    def count(self, listing: Listing) -> int:
        """Return how many scenarios a listing has."""
        with self._database.reading() as connection:
            return queries.summary_count(connection, *listing.conditions(), after=listing.after)

    def tally(self) -> tuple[int, int]:
        """Return the numbers of revisions and notes; they change with every change.

        Cheap enough to call every second.
        """
        with self._database.reading() as connection:
            return queries.tally(connection)

    def names_people(self) -> bool:
        """Return whether people have names here: there ever was a token, or an account."""
        with self._database.reading() as connection:
            return queries.names_people(connection)

    def summary(self, scenario: str) -> Summary:
        """Return a scenario's summary.

        Raises:
            UnknownError: there is no such scenario.
        """
        with self._database.reading() as connection:
            return queries.summary_of(connection, scenario)

    def history(self, scenario: str) -> list[Revision]:
        """Return every revision of a scenario, newest first.

        Raises:
            UnknownError: there is no such scenario.
        """
        with self._database.reading() as connection:
            queries.last(connection, scenario)
            return queries.history(connection, scenario)[::-1]

    def revision(self, scenario: str, number: int | None = None) -> Revision:
        """Return a revision of a scenario by its number (from 1), or the last one.

        Raises:
            UnknownError: there is no such scenario or revision.
        """
        with self._database.reading() as connection:
            newest = queries.last(connection, scenario)
            if number is None or number == newest.number:
                return newest
            exists = 1 <= number < newest.number
            result = queries.numbered(connection, scenario, number) if exists else None
        if result is None:
            raise UnknownError(
                Message(
                    "store-revision-unknown", scenario=scenario, number=number, count=newest.number
                )
            )
        return result

    def find(self, etag: str) -> Revision | None:
        """Return the revision with a hash, of any scenario; None if absent."""
        with self._database.reading() as connection:
            return queries.by_hash(connection, etag)

    def document(self, revision: Revision) -> Document:
        """Return the scenario document of a revision; keys are in alphabetical order.

        Raises:
            UnknownError: the revision is of another store.
        """
        with self._database.reading() as connection:
            text = queries.document_text(connection, revision.document)
        if text is None:
            raise UnknownError(
                Message(
                    "store-revision-foreign", scenario=revision.scenario, revision=revision.hash
                )
            )
        return queries.document_from(text)

    def common_base(self, a: str, b: str) -> Revision | None:
        """Return the last common ancestor of two revisions (hashes), or None.

        Its document is the base of a merge; edits undone on one side since then stay undone.
        """
        with self._database.reading() as connection:
            return common_base(connection, a, b)

    def record(self, scenario: str) -> dict[str, Any]:
        """Return a scenario as one document: state, history, comments, decisions, findings.

        Plain values for JSON, the same bytes for the same store. The `hash` of each entry of
        `history` covers its other fields as canonical JSON, so that anyone can check the chain.

        Raises:
            UnknownError: there is no such scenario.
        """
        with self._database.reading() as connection:
            return scenario_record(connection, queries.summary_of(connection, scenario))

    def verify(self, scenario: str | None = None) -> list[Message]:
        """Check the integrity of the whole store, or of one scenario; return the faults.

        It detects every row of the scenarios and the audit log that was changed, added or removed,
        at the ends of chains too, and every token that does not match the audit log. Anyone who can
        write to the database could replace whole chains with their ends, or set the whole store
        back: comparing a hash recorded elsewhere detects that (`layers.store.heads`).
        """
        with self._database.reading() as connection:
            return verify(connection, scenario)

    # Changing

    def create(
        self, document: Document, author: str, *, message: str = "", visibility: str = "private"
    ) -> Revision:
        """Store a new scenario under its document's id, owned by its author.

        Raises:
            ConflictError: the id is taken.
            ScenarioError: not a scenario's document, or the visibility is unknown.
        """
        change = Change("", author, message)
        with self._database.writing(str(document.get("scenario"))) as connection:
            return transitions.begin(
                connection, document, change, kind="create", visibility=visibility
            )

    def branch(
        self, document: Document, change: Change, *, visibility: str = "private"
    ) -> Revision:
        """Store a new scenario branched from another one: `change.base` is any revision of that.

        The document has the new id (and a record made for it).

        Raises:
            UnknownError: there is no such revision.
            ConflictError, ScenarioError: as `create`.
        """
        with self._database.writing(str(document.get("scenario"))) as connection:
            return transitions.begin(
                connection, document, change, kind="branch", visibility=visibility
            )

    def save(self, document: Document, change: Change) -> Revision:
        """Store the next state of the scenario with the document's id.

        Raises:
            UnknownError: there is no such scenario.
            StaleError: the change was not made on the last revision; it carries both.
            DecidedError: the scenario is decided.
            ConflictError: the scenario is proposed.
            ScenarioError: not a scenario's document.
        """
        with self._database.writing(str(document.get("scenario"))) as connection:
            return transitions.resave(connection, document, change)

    def merge(self, document: Document, merged: str, change: Change) -> Revision:
        """Store the result of merging a revision of another scenario (`merged`, a hash) into one.

        Raises:
            UnknownError: there is no such scenario, or no such revision to merge.
            StaleError, DecidedError, ConflictError, ScenarioError: as `save`.
        """
        with self._database.writing(str(document.get("scenario"))) as connection:
            return transitions.resave(connection, document, change, merged)

    def undo(self, scenario: str, change: Change) -> Revision:
        """Restore exactly the document of the state before; a further undo goes further back.

        Raises:
            ConflictError: there is nothing to undo, or the scenario is proposed.
            UnknownError, StaleError, DecidedError: as `save`.
        """
        with self._database.writing(scenario) as connection:
            return transitions.restore(connection, scenario, change, "undo")

    def redo(self, scenario: str, change: Change) -> Revision:
        """Restore the document that the last undo reverted.

        Raises:
            ConflictError: there is nothing to redo, or the scenario is proposed.
            UnknownError, StaleError, DecidedError: as `save`.
        """
        with self._database.writing(scenario) as connection:
            return transitions.restore(connection, scenario, change, "redo")

    def set_status(
        self,
        scenario: str,
        status: str,
        change: Change,
        findings: Sequence[dict[str, Any]] = (),
        *,
        address: str | None = None,
    ) -> Revision:
        """Propose a draft, take a proposal back (`draft`), approve it or reject it.

        `change.message` gives the reason, `findings` (plain values) the rule findings; both are
        stored. A decision has an entry in the audit log. The caller must check the hard rules
        before.

        Raises:
            DeniedError: the person proposed it, wrote a revision of it, or an edit of it elsewhere
                before; or is the local planner of a store in which people have names.
            DecidedError: the scenario is decided already.
            ConflictError: that status cannot follow the present one.
            ScenarioError: there is no such status, or a decision has no reason.
            UnknownError, StaleError: as `save`.
        """
        with self._database.writing(scenario) as connection:
            revision = transitions.decide(connection, scenario, status, change, findings)
            if transitions.is_decided(revision):
                about = {"scenario": scenario, "revision": revision.number}
                about |= {"status": revision.status, "etag": revision.hash}
                audit.append(connection, "decided", revision.author, about, address=address)
        if transitions.is_decided(revision) and self.after_decision is not None:
            self.after_decision()
        return revision

    def share(self, scenario: str, visibility: str, change: Change) -> Summary:
        """Choose who may read a scenario: `private`, `shared` or `public`; a decided one too.

        It adds no revision: document, status and ETag stay.

        Raises:
            ScenarioError: there is no such visibility.
            UnknownError, StaleError: as `save`.
        """
        shown_to = transitions.one_of(get_args(Visibility), visibility, "visibility")
        with self._database.writing(scenario) as connection:
            head = transitions.unchanged(connection, scenario, change.base)
            queries.add_note(connection, head, change.author, "sharing", {"visibility": shown_to})
            return queries.summary_of(connection, scenario)

    def withdraw(self, scenario: str, change: Change, *, address: str | None = None) -> None:
        """Hide a scenario from all but admins, with an entry in the audit log.

        Its history remains, since others may build on it; an admin may `share` it again.

        Raises:
            UnknownError, StaleError: as `save`.
        """
        with self._database.writing(scenario) as connection:
            head = transitions.unchanged(connection, scenario, change.base)
            queries.add_note(connection, head, change.author, "sharing", {"visibility": WITHDRAWN})
            about = {"scenario": scenario}
            audit.append(connection, "withdrawn", change.author, about, address=address)
