"""Tokens: only their hash is kept, and they end when revoked, rotated or expired."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from layers.errors import ConflictError, ScenarioError, UnknownError
from layers.store import LOCAL, Person, Store, queries
from layers.store.tables import TOKENS

NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_token_lets_its_person_in_and_no_other_text_does(store: Store) -> None:
    token, text = store.tokens.create(" Li ", "planner")
    _, other = store.tokens.create("Wu", "viewer")
    assert store.tokens.person(text) == Person("Li", "planner")
    stolen = f"zw_{token.token_id}_{other.rsplit('_', 1)[-1]}"[:60]
    for wrong in ("", "zw_", text[:-1], text + "x", text.upper(), f" {text}", stolen, "\0", "北"):
        assert store.tokens.person(wrong) is None


def test_only_the_hash_of_a_token_is_kept_and_each_secret_has_256_bits(store: Store) -> None:
    secrets = set()
    for number in range(3):
        token, text = store.tokens.create(f"P{number}", "planner")
        with store._database.reading() as connection:
            row = connection.execute(select(TOKENS)).mappings().all()[-1]
        assert row["digest"] == hashlib.sha256(text.encode()).hexdigest()
        secrets.add(secret := text.split("_", 2)[2])
        assert len(secret) == 43  # of 6 bits each
        assert not any(secret in str(value) for value in row.values())
        store.tokens.revoke(token.token_id)
    assert len(secrets) == 3


def test_a_name_has_one_live_token_which_a_revocation_ends(store: Store) -> None:
    token, text = store.tokens.create("Li", "planner")
    with pytest.raises(ConflictError, match="Li: has a token; revoke that one first"):
        store.tokens.create("Li", "admin")
    revoked = store.tokens.revoke("Li")
    assert revoked.token_id == token.token_id
    assert revoked.revoked is not None
    assert store.tokens.person(text) is None
    assert (store.tokens.any_live(), store.tokens.any()) == (False, True)
    with pytest.raises(UnknownError, match="Li: there is no such valid token"):
        store.tokens.revoke("Li")
    store.tokens.create("Li", "admin")
    roles = [(token.name, token.role) for token in store.tokens.all()]
    assert roles == [("Li", "planner"), ("Li", "admin")]


def test_a_token_expires_and_has_its_last_use(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "now", lambda: NOW)
    _, text = store.tokens.create("Li", "planner", NOW + DAY)
    seen = []
    for seconds in (0, 59, 61):
        monkeypatch.setattr(queries, "now", lambda s=seconds: NOW + timedelta(seconds=s))
        assert store.tokens.person(text) == Person("Li", "planner")
        seen.append(store.tokens.all()[0].last_used)
    assert seen == [NOW, NOW, NOW + timedelta(seconds=61)]
    monkeypatch.setattr(queries, "now", lambda: NOW + DAY)
    assert store.tokens.person(text) is None
    assert not store.tokens.any_live()
    assert store.tokens.create("Li", "admin")[0].role == "admin"


def test_an_invalid_token_is_refused(store: Store) -> None:
    seen = "name: must have only visible letters and signs"
    roles = "role: must be monitor, viewer, planner, approver, admin, not 'owner'"
    for name, role, expires, problem in (
        ("", "viewer", None, "name: must be a name"),
        ("\0", "viewer", None, "name: holds a character"),
        ("Li\x1b[2J", "viewer", None, seen),
        ("Li\u200b Na", "viewer", None, seen),
        (LOCAL.name, "admin", None, "name: local planner is the local user"),
        ("Li", "owner", None, roles),
        ("Li", "viewer", NOW - 10_000 * DAY, "expires: .* UTC is past; give a future"),
        ("Li", "viewer", datetime(2999, 1, 1), "has no time zone; give it one"),  # noqa: DTZ001
    ):
        with pytest.raises(ScenarioError, match=problem):
            store.tokens.create(name, role, expires)
    assert store.tokens.all() == []


def test_every_change_of_a_token_is_an_entry_that_holds_no_secret(store: Store) -> None:
    token, text = store.tokens.create("Li", "planner", by="He")
    made, other = store.tokens.rotate("Li", by="He")
    store.tokens.revoke(made.token_id, by="Wu")
    entries = store.audit.entries()
    assert [(entry.what, entry.who) for entry in entries] == [
        ("token-granted", "He"),
        ("token-rotated", "He"),
        ("token-revoked", "Wu"),
    ]
    with store._database.reading() as connection:
        digests = connection.exec_driver_sql("SELECT digest FROM tokens").scalars().all()
    secrets = [each.split("_", 2)[2] for each in (text, other)]
    assert not any(secret in str(entries) for secret in (*secrets, *digests))
    assert token.token_id in str(entries)
    assert store.verify() == []


def test_a_rotated_token_ends_and_the_next_has_its_name_role_and_length(store: Store) -> None:
    old, text = store.tokens.create("Li", "approver", queries.now() + 30 * DAY)
    made, other = store.tokens.rotate("Li")
    assert store.tokens.person(text) is None
    assert store.tokens.person(other) == Person("Li", "approver")
    assert made.expires is not None
    assert old.expires is not None
    assert made.expires - made.created == old.expires - old.created
    again, _ = store.tokens.rotate(made.token_id, queries.now() + 2 * DAY)
    assert again.expires is not None
    assert again.expires < made.expires
    with pytest.raises(UnknownError):
        store.tokens.rotate(made.token_id)
    with pytest.raises(ScenarioError, match="past"):
        store.tokens.rotate("Li", queries.now())
    assert [token.live(queries.now()) for token in store.tokens.all()] == [False, False, True]
    assert store.verify() == []
