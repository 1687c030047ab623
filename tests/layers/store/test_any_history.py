"""Any sequence of changes, against a model of plain lists: what a store keeps, it keeps."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from layers.errors import ConflictError, DecidedError, DeniedError, StaleError
from layers.store import Change, Remark, Revision, Store
from tests.searching import examples

NUMBERS = count()
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
AUTHORS = st.sampled_from(["Li", "Wu", "何"])


@dataclass
class Model:
    """A scenario as plain lists: what is shown, what came before it, what was undone."""

    before: list[dict[str, Any]]
    undone: list[dict[str, Any]] = field(default_factory=list)
    status: str = "draft"
    kept: list[Revision] = field(default_factory=list)
    shown: list[dict[str, Any]] = field(default_factory=list)
    said: list[tuple[str, bool]] = field(default_factory=list)


class AnyHistory(RuleBasedStateMachine):
    """One store for all runs; each run has scenarios of its own."""

    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.models: dict[str, Model] = {}
        self.last = ""

    def document(self, scenario: str, title: str, value: object) -> dict[str, Any]:
        about = {"scenario": scenario, "title": title, "baseline": "sha256:b"}
        return about | {"edits": [value], "recorded": {"result": f"sha256:{title}"}}

    def began(self, revision: Revision, document: dict[str, Any]) -> None:
        self.models[revision.scenario] = Model([document], kept=[revision], shown=[document])

    def pick(self, data: st.DataObject) -> tuple[str, Model]:
        self.last = data.draw(st.sampled_from(list(self.models)))
        return self.last, self.models[self.last]

    def change(self, model: Model, author: str, message: str = "") -> Change:
        return Change(model.kept[-1].hash, author, message)

    def added(self, model: Model, revision: Revision, kind: str) -> None:
        assert (revision.kind, revision.number) == (kind, len(model.kept) + 1)
        assert revision.parent == model.kept[-1].hash
        model.kept.append(revision)
        model.shown.append(model.before[-1])

    def refused(self, model: Model, attempt: Any) -> bool:
        """Return whether a change of a scenario must be refused as no draft, having seen that."""
        if model.status == "draft":
            return False
        decided = model.status in {"approved", "rejected"}
        with pytest.raises(DecidedError if decided else ConflictError):
            attempt()
        return True

    @initialize(author=AUTHORS, title=WORDS, value=VALUES)
    def start(self, author: str, title: str, value: object) -> None:
        self.create(author, title, value)

    @precondition(lambda self: len(self.models) < 2)
    @rule(author=AUTHORS, title=WORDS, value=VALUES)
    def create(self, author: str, title: str, value: object) -> None:
        document = self.document(f"s{next(NUMBERS)}", title, value)
        self.began(self.store.create(document, author), document)

    @rule(data=st.data(), author=AUTHORS)
    def change_on_an_older_revision(self, data: st.DataObject, author: str) -> None:
        scenario, model = self.pick(data)
        older = data.draw(st.sampled_from(model.kept))
        if older == model.kept[-1]:
            return
        change = Change(older.hash, author, "late")
        for attempt in (
            lambda: self.store.save(model.shown[0], change),
            lambda: self.store.undo(scenario, change),
            lambda: self.store.redo(scenario, change),
            lambda: self.store.set_status(scenario, "proposed", change),
            lambda: self.store.share(scenario, "public", change),
        ):
            with pytest.raises(StaleError) as error:
                attempt()
            assert (error.value.base, error.value.current) == (older.number, model.kept[-1].number)

    @rule(
        data=st.data(), author=AUTHORS, value=VALUES, steps=st.text("sur", min_size=1, max_size=12)
    )
    def edit(self, data: st.DataObject, author: str, value: object, steps: str) -> None:
        scenario, model = self.pick(data)
        for number, step in enumerate(steps):
            if step == "s":
                self.save(scenario, model, author, [number, value])
            else:
                self.step(scenario, model, author, {"u": "undo", "r": "redo"}[step])

    def save(self, scenario: str, model: Model, author: str, value: object) -> None:
        document = self.document(scenario, f"{len(model.kept)}", value)
        change = self.change(model, author, "a save")
        self.grow(model, "save", document, lambda: self.store.save(document, change))

    def grow(self, model: Model, kind: str, document: dict[str, Any], attempt: Any) -> None:
        if not self.refused(model, attempt):
            model.before.append(document)
            model.undone.clear()
            self.added(model, attempt(), kind)

    def step(self, scenario: str, model: Model, author: str, kind: str) -> None:
        attempt, change = getattr(self.store, kind), self.change(model, author)
        if self.refused(model, lambda: attempt(scenario, change)):
            return
        if kind == "undo" and len(model.before) > 1:
            model.undone.append(model.before.pop())
        elif kind == "redo" and model.undone:
            model.before.append(model.undone.pop())
        else:
            with pytest.raises(ConflictError, match=f"nothing to {kind}"):
                attempt(scenario, change)
            return
        self.added(model, attempt(scenario, change), kind)

    @precondition(lambda self: len(self.models) < 4)
    @rule(data=st.data(), author=AUTHORS)
    def branch(self, data: st.DataObject, author: str) -> None:
        _, model = self.pick(data)
        source = data.draw(st.sampled_from(model.kept))
        document = self.store.document(source) | {"scenario": f"s{next(NUMBERS)}"}
        branch = self.store.branch(document, Change(source.hash, author))
        assert (branch.kind, branch.number, branch.parent) == ("branch", 1, source.hash)
        self.began(branch, document)

    @rule(data=st.data(), author=AUTHORS, value=VALUES)
    def merge(self, data: st.DataObject, author: str, value: object) -> None:
        scenario, model = self.pick(data)
        other, _ = self.pick(data)
        if other == scenario:
            return
        merged = data.draw(st.sampled_from(self.models[other].kept)).hash
        document = self.document(scenario, "merged", value)
        change = self.change(model, author)
        self.grow(model, "merge", document, lambda: self.store.merge(document, merged, change))
        assert model.status != "draft" or model.kept[-1].merged == merged

    @rule(
        data=st.data(),
        author=AUTHORS,
        status=st.sampled_from(["draft", "draft", "proposed", "approved", "rejected"]),
        findings=st.lists(st.dictionaries(WORDS, VALUES, max_size=2), max_size=2),
    )
    def decide(self, data: st.DataObject, author: str, status: str, findings: list[Any]) -> None:
        scenario, model = self.pick(data)
        change = self.change(model, author, "because")
        leads = {"draft": ["proposed"], "proposed": ["draft", "approved", "rejected"]}
        if status not in leads.get(model.status, []):
            with pytest.raises(ConflictError):
                self.store.set_status(scenario, status, change, findings)
            return
        wrote = {each.author for each in model.kept if each.kind != "status"}
        if status in {"approved", "rejected"} and author in wrote | {model.kept[-1].author}:
            with pytest.raises(DeniedError):
                self.store.set_status(scenario, status, change, findings)
            return
        made = self.store.set_status(scenario, status, change, findings)
        model.status = status
        self.added(model, made, "status")
        assert (made.message, made.findings) == ("because", findings)

    @rule(data=st.data(), author=AUTHORS, text=WORDS)
    def comment(self, data: st.DataObject, author: str, text: str) -> None:
        scenario, model = self.pick(data)
        replies = [None, *(said.number for said in self.store.comments.of(scenario))]
        reply_to = data.draw(st.sampled_from(replies))
        said = self.store.comments.add(scenario, author, Remark(f"a {text}", reply_to=reply_to))
        assert (said.remark.reply_to, said.revision) == (reply_to, model.kept[-1].hash)
        model.said.append((f"a {text}".strip(), False))

    @rule(data=st.data(), author=AUTHORS)
    def withdraw(self, data: st.DataObject, author: str) -> None:
        scenario, model = self.pick(data)
        if not model.said:
            return
        place = data.draw(st.integers(0, len(model.said) - 1))
        number = self.store.comments.of(scenario)[place].number
        text, withdrawn = model.said[place]
        if withdrawn:
            with pytest.raises(ConflictError):
                self.store.comments.withdraw(scenario, number, author)
            return
        self.store.comments.withdraw(scenario, number, author)
        model.said[place] = (text, True)

    @rule(data=st.data(), author=AUTHORS, visibility=st.sampled_from(["private", "public"]))
    def share(self, data: st.DataObject, author: str, visibility: str) -> None:
        scenario, model = self.pick(data)
        seen = self.store.share(scenario, visibility, self.change(model, author))
        assert (seen.visibility, seen.etag) == (visibility, model.kept[-1].hash)

    @invariant()
    def what_was_changed_last_holds(self) -> None:
        if self.last in self.models:
            self.check(self.last)

    def teardown(self) -> None:
        for scenario, model in self.models.items():
            self.check(scenario)
            assert [self.store.document(revision) for revision in model.kept] == model.shown

    def check(self, scenario: str) -> None:
        """Assert that all that was kept of a scenario is there as it was, and the chains hold."""
        model = self.models[scenario]
        assert self.store.history(scenario)[::-1] == model.kept
        assert self.store.document(model.kept[-1]) == model.before[-1]
        assert model.kept[-1].status == model.status
        said = self.store.comments.of(scenario)
        assert [(each.remark.text, each.withdrawn_at is not None) for each in said] == model.said
        assert self.store.verify(scenario) == []


@pytest.mark.hypothesis
def test_any_history_keeps_what_was_kept(where: str, store: Store) -> None:
    machine = type("Machine", (AnyHistory,), {"store": store})
    few = examples(2 if "://" in where else 4)
    quiet = settings(few, stateful_step_count=40, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=quiet)  # type: ignore[no-untyped-call]
