"""The audit log: what is noted stays, holds together, and tells of every token."""

import itertools
import shutil
import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from layers.errors import BusyError, ConflictError, ScenarioError, UnknownError
from layers.store import LOCAL, Store, database, queries
from tests.layers.store.conftest import drawing
from tests.layers.store.test_tampering import fill, forced
from tests.searching import examples

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=10,
)


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: float = 1e9  # later than the true one, at which a store may look before


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


def test_entries_are_found_by_time_name_and_kind(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = queries.now()
    for hour, (who, what) in enumerate(itertools.product(("Li", "Wu"), ("sign-in", "sign-out"))):
        monkeypatch.setattr(queries, "now", lambda h=hour: now + timedelta(hours=h))
        store.audit.note(what, who)
    found = store.audit.entries
    assert [entry.number for entry in found(who="Li")] == [1, 2]
    assert [entry.number for entry in found(what="sign-out")] == [2, 4]
    assert [entry.number for entry in found(since=now + timedelta(hours=1))] == [2, 3, 4]
    assert [entry.number for entry in found(until=now + timedelta(hours=1))] == [1]
    assert [entry.number for entry in found(who="Wu", what="sign-in", since=now)] == [3]


@pytest.mark.hypothesis
def test_whatever_it_is_about_is_kept_and_holds(store: Store) -> None:
    @settings(examples(15), suppress_health_check=list(HealthCheck))
    @given(
        who=st.none() | st.text(),
        about=st.dictionaries(st.text(), ANYTHING, max_size=5),
        address=st.none() | st.text(),
    )
    def note(who: str | None, about: dict[str, Any], address: str | None) -> None:
        store.audit.note("refused", who, about, address=address)

    note()
    assert store.verify() == []


def test_a_long_text_is_cut_and_no_entry_is_large(store: Store) -> None:
    deep: Any = "x"
    for _ in range(500):
        deep = [deep]
    store.audit.note("refused", "L" * 10_000, {"text": "x" * 100_000, "deep": deep})
    (entry,) = store.audit.entries()
    assert len(entry.about["text"]) == 300
    assert len(str(entry)) < 3_000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("layers.store.audit.time.monotonic", lambda: found.now)
    return found


def test_what_is_asked_ten_thousand_times_is_an_entry_and_one_more_with_the_number(
    store: Store, clock: Clock
) -> None:
    for number in range(10_000):
        address = f"2001:db8::{number:x}"
        store.audit.count("read-refused", "Li", {"scenario": f"s{number}"}, address=address)
        clock.now += 0.05
    store.audit.count("read-refused", "Wu", {"scenario": "s0"}, address="2001:db8::1")
    assert log(store) == [("read-refused", "Li"), ("read-refused", "Wu")]
    clock.now += 601
    store.audit.count("refused", "Wu", kind="role")
    again = [entry for entry in store.audit.entries() if "again" in entry.about]
    assert [(entry.who, entry.about) for entry in again] == [
        ("Li", {"scenario": "s0", "again": 9_999})
    ]
    assert again[0].address == "2001:db8::/64"
    assert store.verify() == []


def test_kinds_people_and_networks_are_counted_apart_and_of_very_many_networks_as_one(
    store: Store,
) -> None:
    for kind, who, address in (("a", "Li", "x"), ("b", "Li", "x"), ("b", "Wu", "x")):
        store.audit.count("refused", who, address=address, kind=kind)
    assert len(store.audit.entries()) == 3
    for number in range(1_000):
        store.audit.count("sign-in-failed", None, address=f"2001:db8:0:{number:x}::1")
    assert len(store.audit.entries()) == 3 + 21
    store.audit.tell_left_out()
    (counted,) = [entry for entry in store.audit.entries() if "again" in entry.about]
    assert (counted.address, counted.about["again"]) == (None, 1_000 - 21)


def test_what_could_not_be_noted_is_noted_the_next_time(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_WAIT_S", 1)
    with Store.open(place) as store, Store.open(place) as other:
        with other._database.writing("audit"), pytest.raises(BusyError):
            store.audit.count("read", "Li")
        store.audit.count("read", "Li")
        assert log(store) == [("read", "Li")]


def test_every_change_of_a_token_is_an_entry_that_holds_no_secret(store: Store) -> None:
    token, text = store.tokens.create("Li", "planner", by="He")
    made, other = store.tokens.rotate("Li", by="He")
    store.tokens.revoke(made.token_id, by="Wu")
    assert log(store) == [("token-granted", "He"), ("token-rotated", "He"), ("token-revoked", "Wu")]
    kept = str(store.audit.entries())
    for secret in (text, other):
        assert secret.split("_", 2)[2] not in kept
    with store._database.reading() as connection:
        digests = connection.exec_driver_sql("SELECT digest FROM tokens").scalars().all()
    assert not any(digest in kept for digest in digests)
    assert token.token_id in kept
    assert store.verify() == []


def test_a_rotated_token_ends_and_the_next_has_its_name_role_and_length(store: Store) -> None:
    until = queries.now() + timedelta(days=30)
    old, text = store.tokens.create("Li", "approver", until)
    made, other = store.tokens.rotate("Li")
    assert store.tokens.person(text) is None
    person = store.tokens.person(other)
    assert person is not None
    assert (person.name, person.role) == ("Li", "approver")
    assert made.expires is not None
    assert made.expires - made.created == until - old.created
    again, _ = store.tokens.rotate(made.token_id, queries.now() + timedelta(days=2))
    assert again.expires is not None
    assert again.expires < made.expires
    with pytest.raises(UnknownError):
        store.tokens.rotate(made.token_id)
    with pytest.raises(ScenarioError, match="past"):
        store.tokens.rotate("Li", queries.now())
    assert [token.live(queries.now()) for token in store.tokens.all()] == [False, False, True]
    with pytest.raises(ConflictError):
        store.tokens.create("Li", "viewer")
    assert store.verify() == []


def test_no_token_is_that_of_whoever_sits_at_the_machine(store: Store) -> None:
    with pytest.raises(ScenarioError, match="name: local planner is the local user"):
        store.tokens.create(LOCAL.name, "admin")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with a token of each fate and an entry of other kinds, before and after."""
    path = tmp_path_factory.mktemp("audit") / "plan.scenarios.db"
    with Store.open(path) as store:
        fill(store, drawing)
        store.audit.note("sign-in", "Li", {"role": "planner"}, address="10.0.0.7")
        store.tokens.create("Li", "viewer", queries.now() + timedelta(days=1), by="He")
        store.tokens.create("Wu", "planner")
        store.tokens.create("He", "planner")
        store.tokens.revoke("Wu")
        store.tokens.rotate("He")
        store.audit.note("sign-out", "Li", address="10.0.0.7")
        assert store.verify() == []
    return path


@pytest.fixture
def kept(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path))


FORGED = (
    "INSERT INTO tokens (token_id, digest, name, role, created) "
    "SELECT 'abcdefabcdef', digest, 'Mallory', 'admin', created FROM tokens WHERE name = 'Li'"
)


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["DELETE FROM audit WHERE number = 3"], "audit log: entry 4 is in the place of 3"),
        (
            ["DELETE FROM audit WHERE number = 1", "UPDATE audit SET number = number - 1"],
            "audit log: entry 1 does not follow the previous one",
        ),
        (
            ["UPDATE tokens SET revoked = NULL WHERE name = 'Wu'"],
            "of Wu differs from the audit log; revoke it at once",
        ),
        (
            [FORGED],
            "token abcdefabcdef of Mallory is not in the audit log, so nobody granted it",
        ),
        (["DELETE FROM tokens WHERE name = 'Li'"], ", which the audit log has, is missing"),
    ],
)
def test_verify_names_what_was_changed_by_force(
    kept: Path, statements: list[str], fault: str
) -> None:
    assert any(fault in line for line in forced(kept, *statements))


@pytest.mark.parametrize(
    "forged", [FORGED, "UPDATE tokens SET role = 'admin', name = 'Mallory' WHERE name = 'Li'"]
)
def test_once_a_forged_token_is_revoked_the_store_holds_and_the_log_tells_of_it(
    kept: Path, forged: str
) -> None:
    assert forced(kept, forged) != []
    with Store.open(kept) as store:
        store.tokens.revoke("Mallory", by="He")
        assert store.verify() == []
        last = store.audit.entries()[-1]
        about = last.about["name"], last.about["role"]
        assert (last.what, last.who, about) == ("token-revoked", "He", ("Mallory", "admin"))


@pytest.mark.hypothesis
def test_any_history_of_tokens_holds(store: Store) -> None:
    names = st.sampled_from(["Li", "Wu", "何"])
    steps = st.lists(
        st.tuples(st.sampled_from(["create", "rotate", "revoke", "use", "note"]), names),
        max_size=12,
    )
    secrets: dict[str, str] = {}

    @settings(examples(8), suppress_health_check=list(HealthCheck))
    @given(steps=steps)
    def walk(steps: list[tuple[str, str]]) -> None:
        for verb, name in steps:
            lives = any(t.name == name and t.live(queries.now()) for t in store.tokens.all())
            if verb == "create" and not lives:
                secrets[name] = store.tokens.create(name, "planner")[1]
            elif verb == "rotate" and lives:
                secrets[name] = store.tokens.rotate(name)[1]
            elif verb == "revoke" and lives:
                store.tokens.revoke(name)
            elif verb == "use":
                assert (store.tokens.person(secrets.get(name, "")) is not None) == lives
            elif verb == "note":
                store.audit.note("sign-in", name)
        assert store.verify() == []

    walk()


def test_many_note_at_once_and_the_chain_holds(place: str) -> None:
    with Store.open(place) as one, Store.open(place) as other:
        threads = [
            threading.Thread(target=lambda s=store: [s.audit.note("sign-in", "Li") for _ in "1234"])
            for store in (one, other) * 3
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [entry.number for entry in one.audit.entries()] == list(range(1, 25))
        assert one.verify() == []
