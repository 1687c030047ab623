"""The scenarios of a plan for one person: the store, permissions and validation.

The store saves any document. This module checks permissions (`layers.store.access`) and validates a
scenario before it is saved: it must be over this plan's baseline and its edits must apply; its
record of results is added, so that it can be replayed later. If a change fails, the `details` of
the `ConflictError` hold the facts a user needs to decide.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.comparison.rule_changes import rule_changes_table
from geo.coverage.targets import check_new_targets
from geo.scenario.merge import Merged, merge, with_title
from geo.scenario.model import Scenario
from geo.scenario.replay import record
from geo.validation import shown
from layers import Plan
from layers.errors import (
    ConflictError,
    DeniedError,
    ScenarioError,
    SourceError,
    StaleError,
    UnknownError,
)
from layers.messages import Message
from layers.scenario_id import BASELINE
from layers.store import (
    LOCAL,
    Action,
    Change,
    Comment,
    Entry,
    Person,
    Presence,
    Remark,
    Revision,
    Store,
    Summary,
    check,
    may,
)
from layers.store.access import marked_id
from layers.store.audit import Event
from layers.store.queries import Listing
from service.documents.coverage import check_document
from service.documents.scenarios import conflict_document, versions_document

if TYPE_CHECKING:
    from geo.coverage import CoverageMeter

_ACTIONS: dict[str, Action] = {
    "draft": "take_back",
    "proposed": "propose",
    "approved": "decide",
    "rejected": "decide",
}
_MOST_NAMED = 20


class Given(NamedTuple):
    """The state of a scenario at the time of a request, None for the baseline.

    Of a stored one it has the revision, and its record in the store.
    """

    scenario: Scenario | None = None
    revision: Revision | None = None
    record: dict[str, Any] | None = None

    def as_of(self, year: int | None) -> Given:
        """Return it as of the end of a year, by its phases (None: with all edits).

        Its record is that of all edits, which others do not have.
        """
        if self.scenario is None or year is None:
            return self
        held = self.scenario.as_of(year)
        return self if held == self.scenario else self._replace(scenario=held, record=None)


@dataclass(frozen=True)
class ScenarioService:
    """The scenarios of a plan that one person (None: anonymous) may see and change.

    Every method raises `UnknownError` if the scenario does not exist or is hidden from the person,
    and `DeniedError` if the person lacks permission; a change raises `StaleError` if it is not
    based on the last revision. `on` is the hash of the revision that a change is based on.

    Reading another's scenario, refusals and exports are recorded in the store's audit log, with the
    `address` of the request; reads of the local planner are not. `meter` returns one of the
    plan, where one stands.
    """

    plan: Plan
    store: Store
    person: Person | None
    address: str | None = None
    meter: Callable[[], CoverageMeter] | None = None

    @property
    def author(self) -> str:
        """Return the name of this person, "" if anonymous."""
        return self.person.name if self.person else ""

    # Reading

    def scenarios(self, limit: int | None = None) -> list[Summary]:
        """Return a summary of every scenario that this person may read, by id; `limit` at most."""
        return self.store.scenarios(Listing(self.person), limit)

    def summary(self, name: str, action: Action = "read") -> Summary:
        """Return a scenario's summary, after checking permission for an action."""
        try:
            summary_ = self.store.summary(name)
            check(self.person, action, summary_)
        except UnknownError:
            self._count("read-refused", {"scenario": name})
            known = [BASELINE, *(one.scenario for one in self.scenarios(_MOST_NAMED))]
            named = (*known[:_MOST_NAMED], *(["…"] if len(known) > _MOST_NAMED else []))
            raise UnknownError(
                Message("service-scenario-unknown", scenario=shown(name), known=named)
            ) from None
        if summary_.visibility == "private" and summary_.owner != self.author:
            self._count("read", {"scenario": name, "action": action}, f"{name} {action}")
        return summary_

    def revision(self, name: str, number: int | None = None) -> Revision:
        """Return a revision of a scenario by its number (from 1), or the last one."""
        self.summary(name)
        return self.store.revision(name, number)

    def read(self, revision: Revision) -> Scenario:
        """Return the scenario of a revision."""
        return Scenario.from_document(self.store.document(revision), revision.scenario)

    def scenario(self, name: str) -> Scenario:
        """Return a scenario at its last revision."""
        return self.read(self.revision(name))

    def given(self, name: str, *, record: bool = False) -> Given:
        """Return the present state of a scenario by id; with `record`, all that is stored of it."""
        revision = self.revision(name)
        return Given(self.read(revision), revision, self.record(name) if record else None)

    def history(self, name: str) -> list[Revision]:
        """Return every revision of a scenario, newest first."""
        self.summary(name)
        return self.store.history(name)

    def common_base(self, a: str, b: str) -> Scenario | None:
        """Return the common base of two scenarios; None if they share no revision."""
        base = self.store.common_base(self.revision(a).hash, self.revision(b).hash)
        return None if base is None else self.read(base)

    def record(self, name: str) -> dict[str, Any]:
        """Return all that is stored of a scenario as one document."""
        self.summary(name)
        return self.store.record(name)

    def own(self, name: str) -> Summary | None:
        """Return this person's scenario of an id, with or without their mark."""
        for known in (name, marked_id(name, self.author, "private")):
            with suppress(UnknownError):
                if may(self.person, "read", summary_ := self.store.summary(known)):
                    return summary_
        return None

    # Changing

    def create(self, scenario: Scenario, message: str = "", visibility: str = "private") -> Summary:
        """Save a new scenario with its record; a private one under an id with its owner's mark.

        Raises:
            ScenarioError: it does not apply to this plan.
            ConflictError: the id is taken.
            DeniedError: the id has another's mark (`layers.store.access`).
        """
        check(self.person, "create")
        self._check_named()
        check_new_targets(self.plan, scenario.targets)
        named = marked_id(scenario.scenario, self.author, visibility)
        document = record(self.plan, replace(scenario, scenario=named)).to_document()
        return self._at(
            self.store.create(document, self.author, message=message, visibility=visibility)
        )

    def save(self, name: str, scenario: Scenario, on: str, message: str = "") -> Summary:
        """Save a scenario's next revision, with its record.

        Raises:
            ScenarioError: it does not apply to this plan, or has another id.
            StaleError: `on` is not the last revision; `details` have both versions and the merge
                result.
            ConflictError: the scenario is proposed or decided.
        """
        self._check_named()
        return self.rebase(name, scenario, on, message)

    def rebase(self, name: str, scenario: Scenario, on: str, message: str) -> Summary:
        """Save a scenario's next revision by those who replace the plan's zones, as `save`."""
        self.summary(name, "change")
        if scenario.scenario != name:
            raise ScenarioError(
                Message("service-scenario-other", scenario=name, other=scenario.scenario)
            )
        check_new_targets(self.plan, scenario.targets)
        document = record(self.plan, scenario).to_document()
        try:
            return self._at(self.store.save(document, self._change(on, message)))
        except StaleError as error:
            error.details = self.versions(name, scenario, on)
            raise

    def versions(self, name: str, scenario: Scenario, on: str) -> dict[str, Any]:
        """Return the conflict of a save on an older revision; nothing is saved.

        `current` and `yours` are the two versions, `base` their common base, `merge` the merge
        result.
        """
        self.summary(name)
        now, mine = self.store.revision(name), self.store.find(on)
        known = mine is not None and mine.scenario == name
        base = self.store.common_base(now.hash, on) if known else None
        return self._versions(scenario, now, base)

    def undo(self, name: str, on: str, message: str = "") -> Summary:
        """Go back to the previous state.

        Raises:
            ConflictError: there is nothing to undo, or the scenario is proposed or decided.
        """
        self.summary(name, "change")
        self._check_named()
        return self._at(self.store.undo(name, self._change(on, message)))

    def redo(self, name: str, on: str, message: str = "") -> Summary:
        """Restore the state that the last undo reverted.

        Raises:
            ConflictError: there is nothing to redo, or the scenario is proposed or decided.
        """
        self.summary(name, "change")
        self._check_named()
        return self._at(self.store.redo(name, self._change(on, message)))

    def branch(self, name: str, new: str, title: str | None = None, message: str = "") -> Summary:
        """Branch a new scenario from the last revision of another; it is private to its author.

        Raises:
            ScenarioError: the id or the title is invalid.
            ConflictError, DeniedError: as `create`.
        """
        self.summary(name, "branch")
        self._check_named()
        begun = self.store.revision(name)
        new = marked_id(new, self.author, "private")
        document = self.store.document(begun) | {"scenario": new, "parent": name}
        if title is not None:
            document |= {"title": title, "title_zh": None}
        scenario = replace(Scenario.from_document(document), recorded=None)
        document_ = record(self.plan, scenario).to_document()
        return self._at(self.store.branch(document_, self._change(begun.hash, message)))

    def merge(self, name: str, other: str, on: str, message: str = "") -> Summary:
        """Merge the last revision of another scenario into one, over their last common ancestor.

        Raises:
            ConflictError: they do not merge; `details` name the `conflicts`.
        """
        self.summary(name, "change")
        self._check_named()
        into, put = self.store.revision(name), self.revision(other)
        if into.hash == on:
            base = self.store.common_base(into.hash, put.hash)
            merged = self._merged(self.read(into), self.read(put), base)
            document = self._merge_result(merged, self.read(into)).to_document()
        else:
            document = self.store.document(into)  # the store raises that `on` is stale
        return self._at(self.store.merge(document, put.hash, self._change(on, message)))

    # Audit log

    def exported(
        self, scenario: str, revision: Revision | None, suffix: str, sha256: str | None = None
    ) -> None:
        """Record the export of a scenario, or of the baseline; of a decision file with its digest.

        If it raises, as `noted` does, the file must not be returned.
        """
        about: dict[str, Any] = {"scenario": scenario, "revision": None, "suffix": suffix}
        about |= {} if revision is None else {"revision": revision.number, "etag": revision.hash}
        self.noted("exported", about if sha256 is None else about | {"sha256": sha256})

    def exports_of(self, scenario: str, sha256: str) -> list[Entry]:
        """Return the entries on exports of a scenario's decision file with a digest."""
        self.summary(scenario)
        found = self.store.audit.exports_of(sha256)
        return [entry for entry in found if entry.about.get("scenario") == scenario]

    def noted(self, what: Event, about: dict[str, Any]) -> None:
        """Record an action of this person.

        Raises:
            SourceError: it cannot be recorded; not raised for the local planner.
        """
        with suppress(SourceError) if self.person is LOCAL else nullcontext():
            self.store.audit.note(what, self.author or None, about, address=self.address)

    def refused(self, error: DeniedError, **details: str) -> None:
        """Record that this person was refused something, if possible."""
        why = error.problems[0]
        with suppress(SourceError):
            self._count("refused", {**details, "why": why.to_document()}, why.code)

    def _count(self, what: Event, about: dict[str, Any], kind: str = "") -> None:
        """Count a frequent action; nothing for the local planner."""
        who = self.author or None
        if self.person is not LOCAL:
            self.store.audit.count(what, who, about, address=self.address, kind=kind)

    # Deciding

    def set_status(self, name: str, status: str, on: str, why: str = "") -> Summary:
        """Propose a scenario, take it back (`draft`), approve or reject it.

        The violations are saved with a proposal and an approval.

        Raises:
            ScenarioError: there is no such status, or a decision without a reason.
            ConflictError: a hard rule is broken (`details` name the `violations`), or the
                transition is invalid.
        """
        self.summary(name, _ACTIONS.get(status, "propose"))
        violations = self._checked(name) if status in {"proposed", "approved"} else []
        findings = [{key: row[key] for key in row if key != "geometry"} for row in violations]
        change = self._change(on, why)
        return self._at(self.store.set_status(name, status, change, findings, address=self.address))

    def share(self, name: str, visibility: str, on: str) -> Summary:
        """Choose who may read a scenario: `private`, `shared` or `public`."""
        self.summary(name, "share")
        return self.store.share(name, visibility, self._change(on, ""))

    def remove(self, name: str, on: str) -> None:
        """Withdraw a scenario: only admins still see it.

        Raises:
            ConflictError: it is proposed or decided, and the person is not an admin.
        """
        if self.summary(name, "remove").status != "draft" and not may(self.person, "administer"):
            raise ConflictError(Message("service-scenario-decided-stays", scenario=name))
        self.store.withdraw(name, self._change(on, ""), address=self.address)

    def comments(self, name: str) -> list[Comment]:
        """Return the comments on a scenario, oldest first."""
        self.summary(name)
        return self.store.comments.of(name)

    def comment(self, name: str, remark: Remark) -> Comment:
        """Comment on a scenario, on a zone or on a place."""
        self.summary(name, "comment")
        return self.store.comments.add(name, self.author, remark)

    def withdraw(self, name: str, number: int) -> Comment:
        """Withdraw a comment: it stays, marked."""
        authors = {each.number: each.author for each in self.comments(name)}
        check(self.person, "withdraw", self.store.summary(name), owner=authors.get(number))
        return self.store.comments.withdraw(name, number, self.author)

    def settle(self, name: str, number: int, *, settled: bool) -> Comment:
        """Mark a comment as settled, or open it again."""
        self.summary(name, "comment")
        return self.store.comments.settle(name, number, self.author, settled=settled)

    # Presence

    def others_present(self, name: str, *, editing: bool) -> list[Presence]:
        """Register that this person has a scenario open; return which other people have."""
        self.summary(name)
        if self.person is None or self.person is LOCAL:
            return []
        self.store.presences.report(name, self.author, editing=editing)
        return [one for one in self.store.presences.of(name) if one.name != self.author]

    def leave(self, name: str) -> None:
        """Unregister this person from a scenario."""
        self.summary(name)
        self.store.presences.leave(name, self.author)

    # Checks and merges

    def _at(self, revision: Revision) -> Summary:
        """Return a scenario's summary at a revision, which may not be the last any more."""
        return replace(
            self.store.summary(revision.scenario),
            title=revision.title,
            title_zh=revision.title_zh,
            status=revision.status,
            revision=revision.number,
            etag=revision.hash,
            updated=revision.at,
            updated_by=revision.author,
            kind=revision.kind,
            message=revision.message,
        )

    def _check_named(self) -> None:
        """Refuse a change without a name where users have names: no one could decide it.

        Raises:
            DeniedError
        """
        if self.person is LOCAL and self.store.names_people():
            raise DeniedError(Message("store-name-needed"))

    def _change(self, on: str, message: str) -> Change:
        return Change(on, self.author, message)

    def _checked(self, name: str) -> list[dict[str, Any]]:
        """Return the violations of a scenario as plain values for JSON.

        Raises:
            ConflictError: a hard rule is broken.
        """
        from geo.comparison.compare import scenario_rule_changes  # noqa: PLC0415  slow to load

        scenario = self.scenario(name)
        meter = None if self.meter is None else self.meter()
        changes = scenario_rule_changes(self.plan, scenario, meter)
        table = rule_changes_table(self.plan, changes)
        rows: list[dict[str, Any]] = check_document(self.plan, name, table)["violations"]
        problems = [
            Message(
                "service-rule-broken",
                scenario=name,
                rule=Message("scenario-rule", rule=one.rule),
                reason=one.reason,
            )
            for one in changes
            if one.level == "hard" and one.change != "mended"
        ]
        if problems:
            hard = [row for row in rows if row["level"] == "hard"]
            raise ConflictError(problems, details={"violations": hard})
        return rows

    def _merged(self, a: Scenario, b: Scenario, base: Revision | None) -> Merged:
        return merge(self.plan, a, b, None if base is None else self.read(base))

    def _merge_result(self, merged: Merged, into: Scenario) -> Scenario:
        """Return the result of a merge under the id of the target, with its record.

        Raises:
            ConflictError: the merge has conflicts.
        """
        if merged.scenario is None:
            conflicts = [conflict_document(conflict, self.plan) for conflict in merged.conflicts]
            problems = [conflict.message for conflict in merged.conflicts]
            raise ConflictError(problems, details={"conflicts": conflicts})
        found = merged.scenario
        parts = ("edits", "rules", "targets", "phases")
        result = replace(into, **{name: getattr(found, name) for name in parts})
        return record(self.plan, replace(result, recorded=None))

    def _versions(self, yours: Scenario, now: Revision, base: Revision | None) -> dict[str, Any]:
        """Return both versions of a scenario, their common base, and the merge result."""
        theirs = self.read(now)
        sides = replace(theirs, scenario="current"), replace(yours, scenario="yours")
        into = with_title(theirs, yours, base.title if base else None)
        try:
            same = all(
                getattr(theirs, name) == getattr(yours, name)
                for name in ("edits", "rules", "targets", "phases")
            )
            merged = into if same else self._merge_result(self._merged(*sides, base), into)
            document, conflicts = merged.to_document(), []
        except ConflictError as unmerged:
            document, conflicts = None, unmerged.details["conflicts"]
        of_base = None if base is None else (base, self.read(base))
        return versions_document((now, theirs), yours, of_base, (document, conflicts))
