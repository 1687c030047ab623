"""Revisions: saved, undone, branched, merged, found and listed."""

import psycopg
import pytest

from layers.errors import ConflictError, ScenarioError, StaleError, UnknownError
from layers.store import LOCAL, Change, Store
from layers.store.queries import Listing
from tests.layers.store.histories import drawn, on


def titles(store: Store, scenario: str = "north") -> list[object]:
    return [store.document(revision)["title"] for revision in store.history(scenario)[::-1]]


def test_a_save_is_a_revision_on_the_one_before_and_what_is_returned_is_kept(store: Store) -> None:
    first = store.create(drawn(recorded={"result": "sha256:z", "zones": {}}), "Li", message="start")
    second = store.save(drawn(title="Farther", title_zh="北"), on(first, "Wu", " more land "))
    assert (second.number, second.parent, second.kind) == (2, first.hash, "save")
    assert (first.author, first.message) == ("Li", "start")
    assert (second.author, second.message) == ("Wu", "more land")
    assert (first.result, second.result, second.title_zh) == ("sha256:z", None, "北")
    assert store.history("north") == [second, first]
    assert [store.find(first.hash), store.revision("north", 1)] == [first, first]
    assert store.revision("north") == second
    assert store.find("sha256:0") is None
    again = store.save(drawn(title="Farther"), on(second, message="looked at again"))
    assert store.undo("north", on(again)).shows == 2
    assert titles(store) == ["North", "Farther", "Farther", "Farther"]
    assert store.verify() == []


def test_a_document_comes_back_as_it_was_given(store: Store) -> None:
    odd = {"n": [0.1, 1e-320, 1.0, 1, -0.0, 2**60, True, None], "t": "北\ud800\0\"'", "": {}}
    kept = store.document(store.create(drawn(odd=odd), "Li"))
    assert kept == drawn(odd=odd)
    assert [repr(value) for value in kept["odd"]["n"]] == [repr(value) for value in odd["n"]]


def test_a_stale_change_is_refused_with_both_revisions(store: Store) -> None:
    first = store.create(drawn(), "Li")
    second = store.save(drawn(title="Mine"), on(first, "Wu"))
    with pytest.raises(StaleError, match=r"at revision 2, by Wu; .* revision 1") as refused:
        store.save(drawn(title="Yours"), on(first))
    assert (refused.value.base, refused.value.current) == (first.number, second.number)
    other = store.create(drawn("south"), "Li")
    for base in ("", "sha256:0", "\0", other.hash):
        with pytest.raises(StaleError) as refused:
            store.save(drawn(), Change(base, "Li"))
        assert refused.value.base is None
    assert store.history("north") == [second, first]


def test_a_change_sent_again_is_answered_with_what_it_made(store: Store) -> None:
    first = store.create(drawn(), "Li", message="a start")
    second = store.save(drawn(title="Farther"), on(first, message="more land"))
    third = store.save(drawn(title="Theirs"), on(second, "Wu"))
    assert store.create(drawn(), "Li", message="a start") == first
    assert store.save(drawn(title="Farther"), on(first, message=" more land ")) == second
    for document, change in (
        (drawn(title="Farther"), on(first, "Wu", "more land")),
        (drawn(title="Farther"), on(first, message="another reason")),
        (drawn(title="Other"), on(first, message="more land")),
    ):
        with pytest.raises(StaleError):
            store.save(document, change)
    with pytest.raises(ConflictError, match="choose another"):
        store.create(drawn(title="Other"), "Li", message="a start")
    assert store.history("north") == [third, second, first]


def test_undo_goes_back_step_by_step_and_redo_forward_until_a_save(store: Store) -> None:
    last = store.create(drawn(title="A"), "Li")
    for title in "BC":
        last = store.save(drawn(title=title), on(last))
    for step in (store.undo, store.undo, store.redo, store.redo, store.undo):
        last = step("north", on(last))
    assert [each.shows for each in store.history("north")[::-1]] == [1, 2, 3, 2, 1, 2, 3, 2]
    last = store.save(drawn(title="D"), on(last))
    with pytest.raises(ConflictError, match="north: there is nothing to redo"):
        store.redo("north", on(last))
    for _ in "BA":
        last = store.undo("north", on(last))
    assert "".join(map(str, titles(store))) == "ABCBABCBDBA"
    with pytest.raises(ConflictError, match="north: there is nothing to undo"):
        store.undo("north", on(last))


def test_a_branch_grows_from_its_source_and_a_merge_has_two_parents(store: Store) -> None:
    first = store.create(drawn(), "Li")
    second = store.save(drawn(title="Farther"), on(first))
    branch = store.branch(drawn("west"), on(first, "Wu"), visibility="shared")
    assert (branch.kind, branch.parent, branch.number) == ("branch", first.hash, 1)
    assert store.history("north") == [second, first]
    assert (store.summary("west").owner, store.summary("west").visibility) == ("Wu", "shared")
    with pytest.raises(ConflictError, match="nothing to undo"):
        store.undo("west", on(branch))
    with pytest.raises(UnknownError, match="no such revision to merge"):
        store.merge(drawn(), "sha256:0", on(second))
    with pytest.raises(ConflictError, match="cannot be merged with itself"):
        store.merge(drawn(), first.hash, on(second))
    merged = store.merge(drawn(title="Both"), branch.hash, on(second))
    assert (merged.kind, merged.parent, merged.merged) == ("merge", second.hash, branch.hash)
    assert store.document(store.undo("north", on(merged)))["title"] == "Farther"
    assert store.verify() == []


def test_the_common_base_is_the_last_that_both_grew_from(store: Store) -> None:
    first = store.create(drawn(), "Li")
    second = store.save(drawn(title="B"), on(first))
    west = store.branch(drawn("west"), on(second))
    third = store.undo("north", on(second))
    assert store.common_base(third.hash, west.hash) == second
    merged = store.merge(drawn(title="D"), west.hash, on(third))
    west = store.save(drawn("west", title="E"), on(west))
    assert store.common_base(merged.hash, west.hash) == store.revision("west", 1)
    assert store.common_base(west.hash, west.hash) == west
    assert store.common_base(first.hash, store.create(drawn("other"), "Li").hash) is None


def test_an_invalid_document_id_or_author_is_refused(store: Store) -> None:
    changes: list[tuple[dict[str, object], str]] = [
        ({"scenario": 7}, "scenario: must be a text"),
        ({"scenario": "a b"}, "'a b' is not an id"),
        ({"scenario": "baseline"}, "'baseline' is not an id"),
        ({"scenario": "a" * 65}, "is not an id"),
        ({"x": float("nan")}, "as JSON"),
        ({"x": {1, 2}}, "as JSON"),
        ({"title": "\ud800"}, "title: holds a character"),
        ({"baseline": "\0"}, "baseline: holds a character"),
        ({"title_zh": 1}, "title_zh: must be"),
        ({"recorded": 1}, "result: must be"),
        ({"recorded": {"result": 1}}, "result: must be"),
    ]
    for changed, problem in changes:
        with pytest.raises(ScenarioError, match=problem):
            store.create(drawn() | changed, "Li")
    for author in ("", "  ", "a\0b", "\udfff", "a" * 201):
        with pytest.raises(ScenarioError, match="author"):
            store.create(drawn(), author)
    with pytest.raises(ScenarioError, match="visibility"):
        store.create(drawn(), "Li", visibility="all")
    assert store.scenarios() == []
    first = store.create(drawn(), "Li")
    for again in (
        lambda: store.create(drawn(), "Wu"),
        lambda: store.branch(drawn(), on(first, "Wu")),
    ):
        with pytest.raises(ConflictError, match="north: there is a scenario of this id"):
            again()
    assert store.history("north") == [first]


def test_what_is_not_there_is_refused_as_unknown(store: Store) -> None:
    for scenario in ("north", "\0", "\ud800", "a b", "", "x" * 10_000):
        for get in (store.summary, store.history, store.revision, store.record, store.comments.of):
            with pytest.raises(UnknownError, match="there is no such scenario"):
                get(scenario)
        for change in (store.undo, store.redo):
            with pytest.raises(UnknownError, match="there is no such scenario"):
                change(scenario, Change("", "Li"))
    with pytest.raises(UnknownError, match="north: there is no such scenario"):
        store.save(drawn(), Change("", "Li"))
    with pytest.raises(UnknownError, match="no such revision to branch from"):
        store.branch(drawn(), Change("sha256:0", "Li"))
    store.create(drawn(), "Li")
    for number in (0, -1, 2, 2**70):
        with pytest.raises(UnknownError, match=f"has no revision {number}; there are 1 to 1"):
            store.revision("north", number)


def test_a_list_has_the_last_states_and_finds_parts_of_titles(store: Store) -> None:
    south = store.create(drawn("south", title_zh="南"), "Wu", visibility="public")
    north = store.save(drawn(title="Ürümqi 100%"), on(store.create(drawn(), "Li"), "Wu"))
    first, second = store.scenarios()
    assert (first, second) == (store.summary("north"), store.summary("south"))
    assert (first.title, first.revision, first.etag) == ("Ürümqi 100%", 2, north.hash)
    assert (first.owner, first.visibility, first.updated) == ("Li", "private", north.at)
    assert (second.title_zh, second.visibility, second.updated) == ("南", "public", south.at)
    for text in ("Ürüm", "MQI", "100%"):
        assert store.scenarios(Listing(LOCAL, text=text)) == [first], text
    assert store.scenarios(Listing(LOCAL, text="1%0")) == []


def test_pages_are_by_id_whatever_the_language_of_the_database(place: str) -> None:
    with Store.open(place) as store:
        if "://" in place:
            column = 'ALTER TABLE revisions ALTER scenario TYPE text COLLATE "en-x-icu"'
            with psycopg.connect(place) as connection:
                connection.execute(column)
        for name in ("a", "B", "b-1", "b1", "_c"):
            store.create(drawn(name), "Li")
        pages, after = [], ""
        while page := store.scenarios(Listing(LOCAL, after=after), 2):
            pages.append([one.scenario for one in page])
            after = pages[-1][-1]
    assert pages == [["B", "_c"], ["a", "b-1"], ["b1"]]
