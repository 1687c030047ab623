"""The audit log: what is noted stays, holds together, and does not grow without end."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from layers.errors import BusyError
from layers.store import Store, database, queries
from tests.searching import examples

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=10,
)


def log(store: Store) -> list[tuple[str, str | None]]:
    return [(entry.what, entry.who) for entry in store.audit.entries()]


def test_what_is_noted_is_there_with_who_when_what_about_and_from_where(store: Store) -> None:
    before = queries.now()
    store.audit.note("sign-in", "Li 李", {"role": "planner", "by": "token"}, address="10.0.0.7")
    store.audit.note("sign-in-failed", None)
    first, second = store.audit.entries()
    assert (first.number, first.parent, first.who, first.what) == (1, None, "Li 李", "sign-in")
    assert first.about == {"role": "planner", "by": "token"}
    assert first.address == "10.0.0.7"
    assert before <= first.at <= second.at <= queries.now()
    assert (second.parent, second.who, second.about, second.address) == (first.hash, None, {}, None)
    assert store.audit.head() == second
    assert store.verify() == []


def test_entries_are_found_by_time_and_name(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    now = queries.now()
    later = now + timedelta(hours=1)
    for hour, (who, what) in enumerate(product(("Li", "Wu"), ("sign-in", "sign-out"))):
        monkeypatch.setattr(queries, "now", lambda h=hour: now + timedelta(hours=h))
        store.audit.note(what, who)
    for numbers, sought in (
        ([1, 2], {"who": "Li"}),
        ([2, 4], {"what": "sign-out"}),
        ([2, 3, 4], {"since": later}),
        ([1], {"until": later}),
        ([3], {"who": "Wu", "what": "sign-in", "since": now}),
    ):
        assert [entry.number for entry in store.audit.entries(**sought)] == numbers


@pytest.mark.hypothesis
def test_anything_is_kept_and_no_entry_is_large(store: Store) -> None:
    @settings(examples(15), suppress_health_check=list(HealthCheck))
    @given(
        who=st.none() | st.text(),
        about=st.dictionaries(st.text(), ANYTHING, max_size=5),
        address=st.none() | st.text(),
    )
    def note(who: str | None, about: dict[str, Any], address: str | None) -> None:
        store.audit.note("refused", who, about, address=address)

    note()
    deep: Any = "x"
    for _ in range(500):
        deep = [deep]
    store.audit.note("refused", "L" * 10_000, {"text": "x" * 100_000, "deep": deep})
    entry = store.audit.entries()[-1]
    assert len(entry.about["text"]) == 300
    assert len(str(entry)) < 3_000
    assert store.verify() == []


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: float = 1e9  # later than the true one, which a store may have read before


def test_a_thousand_requests_are_two_entries(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr("layers.store.audit.time.monotonic", lambda: clock.now)
    for number in range(1_000):
        address = f"2001:db8::{number:x}"
        store.audit.count("read-refused", "Li", {"scenario": f"s{number}"}, address=address)
        clock.now += 0.5
    store.audit.count("read-refused", "Wu", {"scenario": "s0"}, address="2001:db8::1")
    assert log(store) == [("read-refused", "Li"), ("read-refused", "Wu")]
    clock.now += 601
    store.audit.count("refused", "Wu", kind="role")
    (again,) = [entry for entry in store.audit.entries() if "again" in entry.about]
    assert (again.who, again.address) == ("Li", "2001:db8::/64")
    assert again.about == {"scenario": "s0", "again": 999}
    assert store.verify() == []


def test_kinds_people_and_networks_are_counted_apart_up_to_a_limit(store: Store) -> None:
    for kind, who, address in (("a", "Li", "x"), ("b", "Li", "x"), ("b", "Wu", "x")):
        store.audit.count("refused", who, address=address, kind=kind)
    assert len(store.audit.entries()) == 3
    for number in range(100):
        store.audit.count("sign-in-failed", None, address=f"2001:db8:0:{number:x}::1")
    assert len(store.audit.entries()) == 3 + 21
    store.audit.report_left_out()
    (counted,) = [entry for entry in store.audit.entries() if "again" in entry.about]
    assert (counted.address, counted.about["again"]) == (None, 100 - 21)


def test_what_was_not_noted_is_noted_next(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_WAIT_S", 1)
    with Store.open(where) as store, Store.open(where) as other:
        with other._database.writing("audit"), pytest.raises(BusyError):
            store.audit.count("read", "Li")
        store.audit.count("read", "Li")
        assert log(store) == [("read", "Li")]
