"""Statuses, visibility and comments: who decides, when a scenario changes, what is kept."""

from collections.abc import Callable

import pytest

from layers.errors import (
    ConflictError,
    DecidedError,
    DeniedError,
    ScenarioError,
    StaleError,
    UnknownError,
)
from layers.messages import catalogue
from layers.store import LOCAL, Change, Remark, Revision, Store
from tests.layers.store.histories import drawn, on


@pytest.fixture
def first(store: Store) -> Revision:
    return store.create(drawn(), "Li")


def test_a_status_is_a_revision_with_who_why_and_findings(store: Store, first: Revision) -> None:
    found = [{"rule": "cap", "level": "soft", "amount": 1.5, "geometry": None}]
    with pytest.raises(ScenarioError, match="JSON"):
        store.set_status("north", "proposed", on(first), [{"amount": float("inf")}])
    proposed = store.set_status("north", "proposed", on(first, "Li", "ready"), found)
    approved = store.set_status("north", "approved", on(proposed, "He", "needed"))
    assert (proposed.kind, proposed.status, proposed.findings) == ("status", "proposed", found)
    assert (approved.status, approved.author, approved.message) == ("approved", "He", "needed")
    assert (approved.findings, approved.document) == ([], first.document)
    assert [each.status for each in store.history("north")] == ["approved", "proposed", "draft"]
    assert store.summary("north").status == "approved"


def test_a_status_follows_another_and_needs_a_reason(store: Store, first: Revision) -> None:
    for status in ("draft", "approved"):
        with pytest.raises(ConflictError) as error:
            store.set_status("north", status, on(first, message="why"))
        (problem,) = error.value.problems
        assert problem.code == "store-status-unreachable"
        assert str(problem) == f"north: is draft, which leads to proposed, not to {status}"
    assert catalogue("zh").text(problem) == (
        "方案 north 现为“草稿”，之后只能是“已提交”，不能是“已通过”"
    )
    proposed = store.set_status("north", "proposed", on(first))
    for why in ("", " \n"):
        with pytest.raises(ScenarioError, match="north: a decision needs a reason"):
            store.set_status("north", "rejected", on(proposed, "He", message=why))
    with pytest.raises(ScenarioError, match="status: must be draft, proposed, approved, rejected"):
        store.set_status("north", "done", on(proposed, message="why"))
    with pytest.raises(StaleError):
        store.set_status("north", "rejected", on(first, message="why"))
    assert store.revision("north") == proposed


def test_only_a_draft_changes_and_a_decision_is_final(store: Store, first: Revision) -> None:
    proposed = store.set_status("north", "proposed", on(first))
    with pytest.raises(ConflictError, match="is proposed; take it back to draft to change it"):
        store.save(drawn(), on(proposed))
    draft = store.set_status("north", "draft", on(proposed))
    undone = store.undo("north", on(store.save(drawn(title="B"), on(draft))))
    assert store.document(undone) == drawn()
    proposed = store.set_status("north", "proposed", on(undone))
    last = store.set_status("north", "approved", on(proposed, "He", "because"))
    other = store.create(drawn("other"), "Li")
    for attempt in (
        lambda: store.save(drawn(), on(last)),
        lambda: store.undo("north", on(last)),
        lambda: store.redo("north", on(last)),
        lambda: store.merge(drawn(), other.hash, on(last)),
        lambda: store.set_status("north", "draft", on(last)),
        lambda: store.set_status("north", "proposed", on(last)),
    ):
        with pytest.raises(DecidedError, match="north: is approved and cannot change; branch"):
            attempt()
    assert store.comments.add("north", "Wu", Remark("a pity")).revision == last.hash
    assert store.revision("north") == last
    assert store.branch(drawn("next"), on(last)).status == "draft"


def test_who_wrote_what_was_branched_or_merged_does_not_decide(store: Store) -> None:
    began = store.create(drawn("a"), "Zhao")
    branched = store.branch(drawn("b"), on(began, "Qian"))
    other = store.create(drawn("c"), "Sun")
    store.branch(drawn("d"), on(other, "nobody of b"))
    merged = store.merge(drawn("b", title="with c"), other.hash, on(branched))
    store.save(drawn("c", title="later"), on(other, "Wu"))
    head = store.set_status("b", "proposed", on(merged, "Zhou"))
    assert store.summary("b").authors == ("Li", "Qian", "Sun", "Zhao", "Zhou")
    for who in ("Zhao", "Sun", "Qian", "Li", "Zhou"):
        with pytest.raises(DeniedError, match=who):
            store.set_status("b", "approved", on(head, who, "fine"))
    store.set_status("b", "approved", on(head, "Wu", "fine"))


EDIT = {"expand": {"zone": "W", "by_km": 1}}
OTHER_EDIT = {"remove": {"zone": "E"}}


def _proposes_and_another_again(store: Store) -> Revision:
    head = store.create(drawn("b", edits=[EDIT]), "Wang")
    head = store.set_status("b", "proposed", on(head, "Li"))
    return store.set_status("b", "draft", on(head, "Wang"))


def _writes_a_file_that_another_saves(store: Store) -> Revision:
    store.create(drawn("a", edits=[EDIT]), "Li")
    return store.create(drawn("b", edits=[OTHER_EDIT, EDIT]), "Wang")


def _withdraws_and_another_creates_it_again(store: Store) -> Revision:
    first = store.create(drawn("a", edits=[EDIT]), "Li")
    store.withdraw("a", on(store.set_status("a", "proposed", on(first))))
    return store.create(drawn("b", edits=[EDIT]), "Wang")


def _writes_and_another_undoes(store: Store) -> Revision:
    head = store.create(drawn("b", edits=[OTHER_EDIT]), "Wang")
    return store.undo("b", on(store.save(drawn("b", edits=[EDIT]), on(head)), "Wang"))


def _writes_what_another_merges_by_hand(store: Store) -> Revision:
    store.save(drawn("a", edits=[OTHER_EDIT, EDIT]), on(store.create(drawn("a"), "Wu")))
    head = store.create(drawn("b", edits=[OTHER_EDIT]), "Wang")
    return store.save(drawn("b", edits=[OTHER_EDIT, EDIT]), on(head, "Wang"))


def _writes_what_another_has_branched_from(store: Store) -> Revision:
    first = store.create(drawn("a", edits=[EDIT]), "Li")
    branched = store.branch(drawn("b", edits=[EDIT]), on(first, "Wang"))
    return store.save(drawn("b", edits=[]), on(branched, "Wang"))


@pytest.mark.parametrize(
    "written",
    [
        _proposes_and_another_again,
        _writes_a_file_that_another_saves,
        _withdraws_and_another_creates_it_again,
        _writes_and_another_undoes,
        _writes_what_another_merges_by_hand,
        _writes_what_another_has_branched_from,
    ],
)
def test_nobody_decides_what_they_wrote_or_proposed_in_any_way(
    store: Store, written: Callable[[Store], Revision]
) -> None:
    head = store.set_status("b", "proposed", on(written(store), "Wang"))
    for status in ("approved", "rejected"):
        with pytest.raises(DeniedError, match=r"b: Li .*another approver must decide"):
            store.set_status("b", status, on(head, "Li", "fine"))
    assert store.set_status("b", "approved", on(head, "He", "fine")).author == "He"


def test_who_wrote_the_same_edit_later_or_has_it_from_another_decides(store: Store) -> None:
    head = store.create(drawn("b", edits=[EDIT]), "Wang")
    store.create(drawn("a", edits=[EDIT]), "Li")  # the same, after Wang
    theirs = store.branch(drawn("c", edits=[EDIT]), on(head, "Li"))
    store.save(drawn("c", edits=[EDIT, OTHER_EDIT]), on(theirs))
    head = store.set_status("b", "proposed", on(head, "Wang"))
    assert store.set_status("b", "approved", on(head, "Li", "fine")).status == "approved"


def test_where_people_have_names_the_local_planner_neither_proposes_nor_decides(
    store: Store,
) -> None:
    head = store.create(drawn("b"), LOCAL.name)
    store.tokens.create("Li", "approver")
    with pytest.raises(DeniedError, match="set ZONEWRIGHT_TOKEN to your token"):
        store.set_status("b", "proposed", on(head, LOCAL.name))
    head = store.set_status("b", "proposed", on(head, "Wang"))
    with pytest.raises(DeniedError, match="the local planner may be any of them"):
        store.set_status("b", "approved", on(head, LOCAL.name, "fine"))
    assert store.set_status("b", "approved", on(head, "Li", "fine")).status == "approved"


def test_an_account_is_a_name_too(store: Store) -> None:
    assert not store.names_people()
    store.accounts.name("https://idp.example", "1", "Li")
    assert store.names_people()


def test_sharing_changes_who_reads_and_nothing_else(store: Store, first: Revision) -> None:
    shared = store.share("north", "public", on(first))
    assert (shared.visibility, shared.etag, shared.revision) == ("public", first.hash, 1)
    assert store.summary("north") == shared
    assert store.history("north") == [first]
    with pytest.raises(ScenarioError, match="visibility: must be private, shared, public, not"):
        store.share("north", "all", on(first))
    with pytest.raises(StaleError):
        store.share("north", "private", Change("sha256:0", "Li"))
    assert [note["content"] for note in store.record("north")["notes"]] == [
        {"visibility": "private"},
        {"visibility": "public"},
    ]


def test_comments_are_on_a_scenario_a_zone_or_a_place(store: Store, first: Revision) -> None:
    remarks = [
        Remark("why so far?"),
        Remark("too large", zone_id="SH-LG"),
        Remark("a marsh", place=(121.9, 30.85)),
    ]
    seen = [store.tally()]
    said = [store.comments.add("north", "Wu", remark) for remark in remarks]
    answer = store.comments.add("north", "Li", Remark(" no ", reply_to=said[0].number))
    assert store.comments.of("north") == [*said, answer]
    assert [comment.number for comment in (*said, answer)] == [1, 2, 3, 4]
    assert [comment.remark for comment in said] == remarks
    assert (answer.remark.text, answer.author, answer.revision) == ("no", "Li", first.hash)
    assert answer.remark.reply_to == 1
    assert [*seen, store.tally()] == [(1, 1), (1, 5)]
    assert store.summary("north").notes == 5


def test_a_comment_is_settled_and_withdrawn_but_kept(store: Store, first: Revision) -> None:
    said = store.comments.add("north", "Wang", Remark("Wetland?", None, (121.5, 31.2)))
    settled = store.comments.settle("north", 1, "Li")
    assert (settled.settled_by, settled.remark) == ("Li", said.remark)
    opened = store.comments.settle("north", 1, "Wang", settled=False)
    assert (opened.settled_by, opened.settled_at) == (None, None)
    store.set_status("north", "proposed", on(first))
    withdrawn = store.comments.withdraw("north", 1, "Wang")
    assert (withdrawn.remark, withdrawn.withdrawn_by) == (said.remark, "Wang")
    assert withdrawn.withdrawn_at is not None
    assert store.comments.of("north") == [withdrawn]
    kinds = [each["kind"] for each in store.record("north")["notes"]]
    assert kinds == ["sharing", "comment", "settlement", "settlement", "withdrawal"]
    assert store.verify() == []


def test_a_comment_or_change_that_cannot_be_is_refused(store: Store, first: Revision) -> None:
    for remark, problem in (
        (Remark(" \n"), "is empty"),
        (Remark("a\0b"), "holds a character"),
        (Remark("x" * 10_001), "longer than 10,000"),
        (Remark("x", place=(181, 0)), "181, 0 is not a place"),
        (Remark("x", place=(0, -90.5)), "is not a place"),
        (Remark("x", place=(float("nan"), 0)), "is not a place"),
        (Remark("x", place=(0, float("inf"))), "is not a place"),
        (Remark("x", zone_id="x" * 201), "zone_id: is longer"),
    ):
        with pytest.raises(ScenarioError, match=problem):
            store.comments.add(first.scenario, "Wu", remark)
    for number in (1, 2, 0, -1):
        for attempt in (
            lambda n=number: store.comments.add("north", "Wu", Remark("x", reply_to=n)),
            lambda n=number: store.comments.withdraw("north", n, "Wu"),
            lambda n=number: store.comments.settle("north", n, "Wu"),
        ):
            with pytest.raises(UnknownError, match=f"north: has no comment {number}"):
                attempt()
    assert store.comments.of("north") == []
    store.comments.add("north", "Wu", Remark("x"))
    settle = store.comments.settle
    with pytest.raises(ConflictError, match="comment 1 is not settled"):
        settle("north", 1, "Li", settled=False)
    settle("north", 1, "Li")
    with pytest.raises(ConflictError, match="comment 1 is settled already"):
        settle("north", 1, "Wu")
    store.comments.withdraw("north", 1, "Wu")
    for attempt in (settle, store.comments.withdraw):
        with pytest.raises(ConflictError, match="north: comment 1 is withdrawn"):
            attempt("north", 1, "Wu")
