"""Who has a scenario open, as the store holds it for every process; and what is settled."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from layers.errors import ConflictError, UnknownError
from layers.store import Presence, Remark, Store, queries
from layers.store.presences import HOLDS_S

Drawn = Callable[..., dict[str, object]]


def test_who_said_so_lately_has_the_scenario_open(place: str) -> None:
    with Store.open(place) as one, Store.open(place) as other:
        one.presences.tell("north", "Wang")
        other.presences.tell("north", "Li", editing=True)
        other.presences.tell("south", "Li")
        both = [Presence("Li", editing=True), Presence("Wang", editing=False)]
        assert one.presences.of("north") == other.presences.of("north") == both
        other.presences.tell("north", "Li")
        assert one.presences.of("north")[0] == Presence("Li", editing=False)
        one.presences.leave("north", "Li")
        assert [each.name for each in other.presences.of("north")] == ["Wang"]
        assert [each.name for each in other.presences.of("south")] == ["Li"]


def test_it_is_over_when_it_is_not_said_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.presences.tell("north", "Wang")
    later = queries.now() + timedelta(seconds=HOLDS_S)
    monkeypatch.setattr(queries, "now", lambda: later)
    assert store.presences.of("north") == []


def test_a_comment_is_settled_and_opened_again_and_all_of_it_is_kept(
    store: Store, drawn: Drawn
) -> None:
    store.create(drawn(), "Li")
    store.comments.add("north", "Wang", Remark("Wetland?", None, (121.5, 31.2)))
    settled = store.comments.settle("north", 1, "Li")
    assert (settled.settled_by, settled.remark.place) == ("Li", (121.5, 31.2))
    with pytest.raises(ConflictError, match="comment 1 is settled already"):
        store.comments.settle("north", 1, "Wang")
    opened = store.comments.settle("north", 1, "Wang", settled=False)
    assert (opened.settled_by, opened.settled_at) == (None, None)
    with pytest.raises(ConflictError, match="comment 1 is not settled"):
        store.comments.settle("north", 1, "Wang", settled=False)
    with pytest.raises(UnknownError, match="has no comment 2"):
        store.comments.settle("north", 2, "Wang")
    store.comments.withdraw("north", 1, "Wang")
    with pytest.raises(ConflictError, match="comment 1 is withdrawn"):
        store.comments.settle("north", 1, "Li")
    kinds = [each["kind"] for each in store.record("north")["notes"]]
    assert kinds == ["sharing", "comment", "settlement", "settlement", "withdrawal"]
    assert store.verify() == []


def test_the_tally_tells_whether_anything_of_a_scenario_changed(store: Store, drawn: Drawn) -> None:
    seen = [store.tally()]
    store.create(drawn(), "Li")
    seen.append(store.tally())
    assert store.summary("north").notes == 1
    store.comments.add("north", "Li", Remark("so"))
    seen.append(store.tally())
    assert store.summary("north").notes == 2
    store.presences.tell("north", "Li")
    assert seen == [(0, 0), (1, 1), (1, 2)]
    assert store.tally() == (1, 2)  # who has it open changes nothing
