import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from layers.errors import ConflictError, DeniedError, ScenarioError, UnknownError
from layers.store import LOCAL, Person, Store, Summary, check, may, queries
from layers.store.access import LEAST
from layers.store.tables import TOKENS

Drawn = Callable[..., dict[str, object]]

NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)
SCENARIO = Summary(
    *("north", "North", None, "draft", 1, "sha256:0", "Li", "private", "b", NOW, "He"),
    *("save", "", 1),
)


def test_a_token_lets_its_person_in_and_no_other_text_does(store: Store) -> None:
    token, text = store.tokens.create(" Li ", "planner")
    _, other = store.tokens.create("Wu", "viewer")
    assert store.tokens.person(text) == Person("Li", "planner")
    stolen = f"zw_{token.token_id}_{other.rsplit('_', 1)[-1]}"[:60]
    for wrong in ("", "zw_", text[:-1], text + "x", text.upper(), f" {text}", stolen, "\0", "北"):
        assert store.tokens.person(wrong) is None


def test_of_a_token_only_its_hash_is_kept_and_each_secret_is_of_256_bits(store: Store) -> None:
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
        assert store.tokens.person(text) is None
    assert len(secrets) == 3


def test_a_revoked_token_lets_nobody_in(store: Store) -> None:
    token, text = store.tokens.create("Li", "planner")
    revoked = store.tokens.revoke("Li")
    assert revoked.token_id == token.token_id
    assert revoked.revoked is not None
    assert store.tokens.person(text) is None
    assert not store.tokens.any_live()
    assert store.tokens.any()
    with pytest.raises(UnknownError, match="Li: there is no such valid token"):
        store.tokens.revoke("Li")


def test_a_token_ends_when_it_expires(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "now", lambda: NOW)
    _, text = store.tokens.create("Li", "planner", NOW + timedelta(days=1))
    assert store.tokens.person(text) == Person("Li", "planner")
    monkeypatch.setattr(queries, "now", lambda: NOW + timedelta(days=1))
    assert store.tokens.person(text) is None
    assert not store.tokens.any_live()
    assert store.tokens.create("Li", "admin")[0].role == "admin"


def test_a_name_has_one_live_token(store: Store) -> None:
    store.tokens.create("Li", "planner")
    with pytest.raises(ConflictError, match="Li: has a token; revoke that one first"):
        store.tokens.create("Li", "admin")
    store.tokens.revoke("Li")
    store.tokens.create("Li", "admin")
    assert [(token.name, token.role) for token in store.tokens.all()] == [
        ("Li", "planner"),
        ("Li", "admin"),
    ]


def test_its_last_use_is_noted_to_the_minute(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "now", lambda: NOW)
    _, text = store.tokens.create("Li", "planner")
    seen = []
    for seconds in (0, 59, 61):
        monkeypatch.setattr(queries, "now", lambda s=seconds: NOW + timedelta(seconds=s))
        store.tokens.person(text)
        seen.append(store.tokens.all()[0].last_used)
    assert seen == [NOW, NOW, NOW + timedelta(seconds=61)]


def test_an_invalid_token_is_refused(store: Store) -> None:
    seen = "name: must have only visible letters and signs"
    roles = "role: must be monitor, viewer, planner, approver, admin, not 'owner'"
    late = NOW - timedelta(days=10_000)
    for name, role, expires, problem in (
        ("", "viewer", None, "name: must be a name"),
        ("\0", "viewer", None, "name: holds a character"),
        ("Li\x1b[2J", "viewer", None, seen),
        ("Li\u200b Na", "viewer", None, seen),
        ("Li", "owner", None, roles),
        ("Li", "viewer", late, "expires: .* UTC is past; give a future"),
        ("Li", "viewer", datetime(2999, 1, 1), "has no time zone; give it one"),  # noqa: DTZ001
    ):
        with pytest.raises(ScenarioError, match=problem):
            store.tokens.create(name, role, expires)
    assert store.tokens.all() == []


ASKING = [
    None,
    Person("Li", "viewer"),
    Person("Li", "planner"),
    *(Person("Wu", role) for role in ("viewer", "planner", "approver", "admin")),
]


def test_the_table_says_who_may_what() -> None:
    """By a second definition: every person, action, visibility and status."""
    states = ("draft", "proposed", "approved", "rejected")
    for person, visibility, status in product(ASKING, ("private", "shared", "public"), states):
        scenario = replace(SCENARIO, visibility=visibility, status=status)
        role = person.role if person else "nobody"
        owner = person is not None and person.name == "Li"
        reads = (
            visibility == "public"
            or (visibility == "shared" and person is not None)
            or owner
            or role == "admin"
            or (role == "approver" and status != "draft")
        )
        plans = role in {"planner", "approver", "admin"}
        expected = {
            "read": reads,
            "create": reads and plans,
            "comment": reads and plans,
            "change": reads and plans,
            "branch": reads and plans,
            "propose": reads and plans,
            "take_back": plans and (owner or role == "admin"),
            "decide": reads and role in {"approver", "admin"},
            "share": plans and (owner or role == "admin"),
            "withdraw": plans and (owner or role == "admin"),
            "remove": plans and (owner or role == "admin"),
            "administer": role == "admin",
        }
        found = {action: may(person, action, scenario) for action in LEAST}
        assert found == expected, (person, visibility, status)


def test_a_comment_is_withdrawn_by_whoever_made_it() -> None:
    shared = replace(SCENARIO, visibility="shared")
    wu = Person("Wu", "planner")
    assert may(wu, "withdraw", shared, owner="Wu")
    assert not may(Person("Li", "planner"), "withdraw", shared, owner="Wu")
    assert may(Person("He", "admin"), "withdraw", shared, owner="Wu")


def test_what_one_may_not_read_is_not_there() -> None:
    with pytest.raises(UnknownError, match="north: there is no such scenario"):
        check(Person("Wu", "planner"), "change", SCENARIO)


def test_what_one_may_not_do_is_told_with_what_it_takes() -> None:
    shared = replace(SCENARIO, visibility="shared")
    with pytest.raises(DeniedError, match=r"north: Wu \(viewer\) may not change; it requires"):
        check(Person("Wu", "viewer"), "change", shared)
    with pytest.raises(DeniedError, match="someone without a token may not create"):
        check(None, "create")
    with pytest.raises(DeniedError, match="the owner may, in the role planner, or ask an admin"):
        check(Person("Wu", "planner"), "take_back", shared)
    check(Person("Wu", "planner"), "change", shared)


def test_who_proposed_a_scenario_does_not_decide_it() -> None:
    proposed = replace(SCENARIO, status="proposed", visibility="shared", updated_by="Wu")
    for role in ("approver", "admin"):
        reason = rf"north: Wu \({role}\) proposed it, so another approver must decide; ask one"
        with pytest.raises(DeniedError, match=reason):
            check(Person("Wu", role), "decide", proposed)
        check(Person("He", role), "decide", proposed)
        check(Person("Wu", role), "decide", replace(proposed, updated_by="He"))
    check(Person("Wu", "approver"), "decide", replace(proposed, status="draft"))
    with pytest.raises(DeniedError, match="it requires the role approver, or ask an admin"):
        check(Person("He", "planner"), "decide", proposed)


def test_the_local_planner_may_do_everything() -> None:
    for action in LEAST:
        check(LOCAL, action, SCENARIO)
    check(LOCAL, "decide", replace(SCENARIO, status="proposed", updated_by=LOCAL.name))
