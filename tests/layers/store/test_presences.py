"""Who has a scenario open, as the store holds it for every process."""

from datetime import timedelta

import pytest

from layers.store import Presence, Store, queries
from layers.store.presences import HOLDS_S


def test_a_presence_holds_for_every_process_until_it_is_left_or_expires(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(where) as one, Store.open(where) as other:
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
        assert one.tally() == (0, 0)  # who has it open changes nothing
        now = queries.now()
        monkeypatch.setattr(queries, "now", lambda: now)
        one.presences.tell("north", "Li")
        monkeypatch.setattr(queries, "now", lambda: now + timedelta(seconds=HOLDS_S))
        assert one.presences.of("north") == []
