"""The scenarios of a plan as one person may see and change them: the store together with geo.

The store keeps whatever it is given. This module checks who may do what (`layers.store.access`) and
validates a scenario before it is kept: it must be a scenario over this plan's baseline whose edits
can be applied; its record of results is added, so that it can be replayed later. Where a change
cannot be made, the `details` of the `ConflictError` hold what a person needs to decide.
"""

from __future__ import annotations

from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geo.comparison.rule_changes import rule_changes_table, scenario_rule_changes
from geo.rules import RuleChecker
from geo.scenario.merge import merge, with_title
from geo.scenario.model import BASELINE, Scenario
from geo.scenario.replay import record, replay
from geo.validation import shown
from layers.errors import ConflictError, ScenarioError, SourceError, StaleError, UnknownError
from layers.messages import Message
from layers.store import LOCAL, Change, check, may
from layers.store.listing import Listing
from layers.store.private_ids import own_id
from service.documents.coverage import check_document
from service.documents.scenarios import conflict_document, versions_document

if TYPE_CHECKING:
    from geo.scenario.merge import Merged
    from layers import Plan
    from layers.errors import DeniedError
    from layers.store import Action, Comment, Person, Presence, Remark, Revision, Store, Summary
    from layers.store.audit import Event

_ACTIONS: dict[str, Action] = {
    "draft": "take_back",
    "proposed": "propose",
    "approved": "decide",
    "rejected": "decide",
}
_MOST_NAMED = 20


@dataclass(frozen=True)
class ScenarioService:
    """What one person (None: nobody that is known) may see and change of a plan's scenarios.

    Every method raises `UnknownError` where the person may not know of the scenario, or there is
    none; `DeniedError` where the person may not do that; and every change on a revision that is
    not the last a `StaleError`. A change is made on a revision, named by its hash: `on`.

    What people look at that is another's, are refused or take out is an entry of the store's audit
    log, with the `address` where a request came from; but not what the local planner reads.
    """

    plan: Plan
    store: Store
    person: Person | None
    address: str | None = None

    @property
    def author(self) -> str:
        """Return the name of this person, "" of nobody that is known."""
        return self.person.name if self.person else ""

    # Reading

    def scenarios(self, limit: int | None = None) -> list[Summary]:
        """Return a summary of every scenario that this person may read, by id; `limit` at most."""
        return self.store.scenarios(Listing(self.person), limit)

    def summary(self, name: str, action: Action = "read") -> Summary:
        """Return a scenario's summary, to do something with it."""
        try:
            found = self.store.summary(name)
            check(self.person, action, found)
        except UnknownError:
            self._count("read-refused", {"scenario": name})
            known = [BASELINE, *(one.scenario for one in self.scenarios(_MOST_NAMED))]
            there = (*known[:_MOST_NAMED], *(["…"] if len(known) > _MOST_NAMED else []))
            raise UnknownError(
                Message("service-scenario-unknown", scenario=shown(name), known=there)
            ) from None
        if found.visibility == "private" and found.owner != self.author:
            self._count("read", {"scenario": name, "action": action}, f"{name} {action}")
        return found

    def revision(self, name: str, number: int | None = None) -> Revision:
        """Return a revision of a scenario by its number (from 1), or the last one."""
        self.summary(name)
        return self.store.revision(name, number)

    def read(self, revision: Revision) -> Scenario:
        """Return what a revision holds."""
        return Scenario.from_document(self.store.document(revision), revision.scenario)

    def scenario(self, name: str) -> Scenario:
        """Return a scenario at its last revision."""
        return self.read(self.revision(name))

    def history(self, name: str) -> list[Revision]:
        """Return every revision of a scenario, newest first."""
        self.summary(name)
        return self.store.history(name)

    def common_base(self, a: str, b: str) -> Scenario | None:
        """Return what two scenarios both grew from, None where they have no revision in common."""
        base = self.store.common_base(self.revision(a).hash, self.revision(b).hash)
        return None if base is None else self.read(base)

    def record(self, name: str) -> dict[str, Any]:
        """Return all that is kept of a scenario as one document."""
        self.summary(name)
        return self.store.record(name)

    def own(self, name: str) -> Summary | None:
        """Return what this person has kept under an id: as it is, or with their mark."""
        for known in (name, own_id(name, self.author, "private")):
            with suppress(UnknownError):
                if may(self.person, "read", found := self.store.summary(known)):
                    return found
        return None

    # Changing

    def create(self, scenario: Scenario, message: str = "", visibility: str = "private") -> Summary:
        """Keep a new scenario, with its record; a private one under an id with its owner's mark.

        Raises:
            ScenarioError: it cannot be made over this plan.
            ConflictError: the id is taken.
            DeniedError: the id has another's mark (`layers.store.private_ids`).
        """
        check(self.person, "create")
        named = own_id(scenario.scenario, self.author, visibility)
        kept = record(self.plan, replace(scenario, scenario=named)).to_document()
        return self._at(
            self.store.create(kept, self.author, message=message, visibility=visibility)
        )

    def save(self, name: str, scenario: Scenario, on: str, message: str = "") -> Summary:
        """Keep a scenario's next state, with its record.

        Raises:
            ScenarioError: it cannot be made over this plan, or has another id.
            StaleError: `on` is not the last revision; `details` have both and what a merge gives.
            ConflictError: the scenario is proposed or decided.
        """
        self.summary(name, "change")
        if scenario.scenario != name:
            raise ScenarioError(
                Message("service-scenario-other", scenario=name, other=scenario.scenario)
            )
        kept = record(self.plan, scenario).to_document()
        try:
            return self._at(self.store.save(kept, self._change(on, message)))
        except StaleError as error:
            error.details = self.versions(name, scenario, on)
            raise

    def versions(self, name: str, scenario: Scenario, on: str) -> dict[str, Any]:
        """Return what a save on a revision that is not the last meets; nothing is kept.

        `current` and `yours` are both versions, `base` what both were made on, `merge` what a merge
        gives.
        """
        self.summary(name)
        now, mine = self.store.revision(name), self.store.find(on)
        known = mine is not None and mine.scenario == name
        base = self.store.common_base(now.hash, on) if known else None
        return self._versions(scenario, now, base)

    def undo(self, name: str, on: str, message: str = "") -> Summary:
        """Go back to the state before.

        Raises:
            ConflictError: there is nothing to undo, or the scenario is proposed or decided.
        """
        self.summary(name, "change")
        return self._at(self.store.undo(name, self._change(on, message)))

    def redo(self, name: str, on: str, message: str = "") -> Summary:
        """Go forward to the state that the last undo took back.

        Raises:
            ConflictError: there is nothing to redo, or the scenario is proposed or decided.
        """
        self.summary(name, "change")
        return self._at(self.store.redo(name, self._change(on, message)))

    def branch(self, name: str, new: str, title: str | None = None, message: str = "") -> Summary:
        """Branch a new scenario from the last revision of another; it is private to its author.

        Raises:
            ScenarioError: it is no id, or no title.
            ConflictError, DeniedError: as `create`.
        """
        self.summary(name, "branch")
        begun = self.store.revision(name)
        new = own_id(new, self.author, "private")
        document = self.store.document(begun) | {"scenario": new, "parent": name}
        if title is not None:
            document |= {"title": title, "title_zh": None}
        own = replace(Scenario.from_document(document), recorded=None)
        kept = record(self.plan, own).to_document()
        return self._at(self.store.branch(kept, self._change(begun.hash, message)))

    def merge(self, name: str, other: str, on: str, message: str = "") -> Summary:
        """Merge the last revision of another scenario into one, over their last common ancestor.

        Raises:
            ConflictError: they do not merge; `details` name the `conflicts`.
        """
        self.summary(name, "change")
        into, put = self.store.revision(name), self.revision(other)
        if into.hash == on:
            base = self.store.common_base(into.hash, put.hash)
            merged = self._merged(self.read(into), self.read(put), base)
            document = self._kept(merged, self.read(into)).to_document()
        else:
            document = self.store.document(into)  # the store will say that `on` is stale
        return self._at(self.store.merge(document, put.hash, self._change(on, message)))

    # What is noted

    def exported(self, scenario: str, revision: Revision | None, suffix: str) -> None:
        """Note that a file of a scenario, or of the baseline, was made to be taken along.

        Where it raises, as `noted` does, the file is not to be given.
        """
        number = revision and revision.number
        self.noted("exported", {"scenario": scenario, "revision": number, "suffix": suffix})

    def noted(self, what: Event, about: dict[str, Any]) -> None:
        """Note that this person did something.

        Raises:
            SourceError: it cannot be noted; but of the local planner it need not be.
        """
        with suppress(SourceError) if self.person is LOCAL else nullcontext():
            self.store.audit.note(what, self.author or None, about, address=self.address)

    def refused(self, error: DeniedError, **asked: str) -> None:
        """Note that this person was refused something, where that can be noted."""
        why = error.problems[0]
        with suppress(SourceError):
            self._count("refused", {**asked, "why": why.to_document()}, why.code)

    def _count(self, what: Event, about: dict[str, Any], kind: str = "") -> None:
        """Note what one may ask again and again; nothing of the local planner."""
        who = self.author or None
        if self.person is not LOCAL:
            self.store.audit.count(what, who, about, address=self.address, kind=kind)

    # Deciding

    def set_status(self, name: str, status: str, on: str, why: str = "") -> Summary:
        """Propose a scenario, take it back (`draft`), approve or reject it.

        What the rules found is kept with a proposal and an approval.

        Raises:
            ScenarioError: there is no such status, or a decision without a reason.
            ConflictError: a hard rule is broken (`details` name the `violations`), or the status
                does not lead to that one.
        """
        self.summary(name, _ACTIONS.get(status, "propose"))
        found = self._checked(name) if status in {"proposed", "approved"} else []
        findings = [{key: row[key] for key in row if key != "geometry"} for row in found]
        return self._at(self.store.set_status(name, status, self._change(on, why), findings))

    def share(self, name: str, visibility: str, on: str) -> Summary:
        """Choose who may read a scenario: `private`, `shared` or `public`."""
        self.summary(name, "share")
        return self.store.share(name, visibility, self._change(on, ""))

    def remove(self, name: str, on: str) -> None:
        """Withdraw a scenario: nobody but admins sees it any more.

        Raises:
            ConflictError: it is proposed or decided, which an admin alone withdraws.
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
        said = {each.number: each.author for each in self.comments(name)}
        check(self.person, "withdraw", self.store.summary(name), owner=said.get(number))
        return self.store.comments.withdraw(name, number, self.author)

    def settle(self, name: str, number: int, *, settled: bool) -> Comment:
        """Mark a comment as settled, or open it again."""
        self.summary(name, "comment")
        return self.store.comments.settle(name, number, self.author, settled=settled)

    # Who is here

    def others_present(self, name: str, *, editing: bool) -> list[Presence]:
        """Say that this person has a scenario open; return who else has: no window of their own."""
        self.summary(name)
        if self.person is None or self.person is LOCAL:
            return []
        self.store.presences.tell(name, self.author, editing=editing)
        return [one for one in self.store.presences.of(name) if one.name != self.author]

    def leave(self, name: str) -> None:
        """Say that this person has left a scenario."""
        self.summary(name)
        self.store.presences.leave(name, self.author)

    # What geo says

    def _at(self, revision: Revision) -> Summary:
        """Return a scenario's summary as of a revision: others may have changed it since."""
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

    def _change(self, on: str, message: str) -> Change:
        return Change(on, self.author, message)

    def _checked(self, name: str) -> list[dict[str, Any]]:
        """Return the violations of a scenario as plain values for JSON.

        Raises:
            ConflictError: a hard rule is broken.
        """
        scenario = self.scenario(name)
        zones, checker = replay(self.plan, scenario).zones, RuleChecker(self.plan)
        changes = scenario_rule_changes(checker, self.plan, scenario, zones)
        found = rule_changes_table(self.plan, changes)
        rows: list[dict[str, Any]] = check_document(self.plan, name, found)["violations"]
        problems = [
            Message(
                "service-rule-broken",
                scenario=name,
                rule=Message("scenario-rule", rule=rule),
                reason=breach.message,
            )
            for rule, level, breach, change, *_ in changes
            if level == "hard" and change != "mended"
        ]
        if problems:
            hard = [row for row in rows if row["level"] == "hard"]
            raise ConflictError(problems, details={"violations": hard})
        return rows

    def _merged(self, a: Scenario, b: Scenario, base: Revision | None) -> Merged:
        return merge(self.plan, a, b, None if base is None else self.read(base))

    def _kept(self, merged: Merged, into: Scenario) -> Scenario:
        """Return the result of a merge under the id of what it was merged into, with its record.

        Raises:
            ConflictError: the merge gave nothing.
        """
        if merged.scenario is None:
            conflicts = [conflict_document(conflict, self.plan) for conflict in merged.conflicts]
            problems = [conflict.message for conflict in merged.conflicts]
            raise ConflictError(problems, details={"conflicts": conflicts})
        own = replace(into, edits=merged.scenario.edits, rules=merged.scenario.rules)
        return record(self.plan, replace(own, recorded=None))

    def _versions(self, yours: Scenario, now: Revision, base: Revision | None) -> dict[str, Any]:
        """Return both versions of a scenario, what both were made on, and what a merge gives."""
        theirs = self.read(now)
        sides = replace(theirs, scenario="current"), replace(yours, scenario="yours")
        into = with_title(theirs, yours, base.title if base else None)
        try:
            same = (theirs.edits, theirs.rules) == (yours.edits, yours.rules)
            merged = into if same else self._kept(self._merged(*sides, base), into)
            document, conflicts = merged.to_document(), []
        except ConflictError as unmerged:
            document, conflicts = None, unmerged.details["conflicts"]
        of_base = None if base is None else (base, self.read(base))
        return versions_document((now, theirs), yours, of_base, (document, conflicts))
