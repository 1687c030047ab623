"""Sessions: begun by a token or an identity provider, ended by time, sign-out or the token."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from layers.errors import UnknownError
from layers.store import Person, Store, queries
from layers.store.sessions import Session, SessionLimits
from layers.store.tables import SESSIONS

LIMITS = SessionLimits(idle=timedelta(minutes=30), whole=timedelta(hours=8))
LI = Person("Li", "planner")
BEGAN = datetime(2026, 1, 31, 8, tzinfo=UTC)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what sets the clock, to some time after eight o'clock."""

    def go(**after: float) -> None:
        monkeypatch.setattr(queries, "now", lambda: BEGAN + timedelta(**after))

    go()
    return go


def test_a_session_is_kept_as_a_hash_alone(store: Store, tmp_path: Path) -> None:
    text = store.sessions.begin(LI, LIMITS, token="zw_one_secret")  # noqa: S106
    with store._database.reading() as connection:
        row = connection.execute(select(SESSIONS)).mappings().one()
    assert row["digest"] == hashlib.sha256(text.encode()).hexdigest()
    assert not any("secret" in str(value) or text[3:] in str(value) for value in row.values())
    text = store.sessions.begin(LI, LIMITS)
    assert store.sessions.person(text, LIMITS) == LI
    for wrong in ("", "zs_", text[:-1], f"{text}x", text.upper(), f" {text}", "\0", "北"):
        assert store.sessions.person(wrong, LIMITS) is None
    store.backups.write(tmp_path / "kept.db", "sha256:b")
    with Store.open(tmp_path / "kept.db") as kept:
        assert kept.sessions.person(text, LIMITS) is None


def test_a_sign_in_is_an_entry_with_the_session_but_no_secret(store: Store) -> None:
    _, token = store.tokens.create("Wu", "viewer")
    first = store.sessions.begin(LI, LIMITS, address="10.0.0.7")
    second = store.sessions.begin(Person("Wu", "viewer"), LIMITS, token=token)
    shown = store.audit.entries(what="sign-in")
    assert [(one.who, one.about["role"], one.about["by"], one.address) for one in shown] == [
        ("Li", "planner", "oidc", "10.0.0.7"),
        ("Wu", "viewer", "token", None),
    ]
    with store._database.reading() as connection:
        digests = connection.execute(select(SESSIONS.c.digest)).scalars().all()
    assert not any(each in str(shown) for each in (first, second, token, *digests))
    assert store.verify() == []


def test_a_session_ends_after_its_time(store: Store, later: Callable[..., None]) -> None:
    text = store.sessions.begin(LI, LIMITS)
    for minutes in range(29, 480, 29):
        later(minutes=minutes)
        assert store.sessions.person(text, LIMITS) == LI
    later(minutes=464 + 5)
    shorter = SessionLimits(idle=timedelta(minutes=4), whole=timedelta(hours=8))
    assert store.sessions.person(text, shorter) is None
    later(hours=8)
    assert store.sessions.person(text, LIMITS) is None
    text = store.sessions.begin(LI, LIMITS)
    later(hours=8, minutes=30)
    assert store.sessions.person(text, LIMITS) is None


def test_a_session_is_over_once_it_is_ended(store: Store) -> None:
    first, second = store.sessions.begin(LI, LIMITS), store.sessions.begin(LI, LIMITS)
    assert store.sessions.end(first) == "oidc"
    with store._database.writing("held"):  # nobody waits to end what is no session
        assert store.sessions.end(first) is None
    assert store.sessions.person(first, LIMITS) is None
    assert store.sessions.person(second, LIMITS) == LI


def test_a_session_ends_with_its_token(store: Store, later: Callable[..., None]) -> None:
    _, revoked = store.tokens.create("Li", "planner")
    _, expired = store.tokens.create("Wu", "viewer", BEGAN + timedelta(minutes=10))
    _, rotated = store.tokens.create("He", "approver")
    texts = {
        token: store.sessions.begin(Person("?", "admin"), LIMITS, token=token)
        for token in (revoked, expired, rotated)
    }
    assert store.sessions.person(texts[revoked], LIMITS) == Person("Li", "planner")
    assert store.sessions.end(store.sessions.begin(LI, LIMITS, token=revoked)) == "token"
    store.tokens.revoke("Li")
    store.tokens.rotate("He")
    later(minutes=11)
    assert [store.sessions.person(text, LIMITS) for text in texts.values()] == [None] * 3


def test_sessions_that_are_over_are_deleted(store: Store, later: Callable[..., None]) -> None:
    for minutes in (0, 10, 45):
        later(minutes=minutes)
        store.sessions.begin(LI, LIMITS)
    with store._database.reading() as connection:
        assert len(connection.execute(select(SESSIONS)).all()) == 1


def test_live_sessions_are_listed(store: Store, later: Callable[..., None]) -> None:
    _, token = store.tokens.create("Wu", "viewer", BEGAN + timedelta(minutes=35))
    _, revoked = store.tokens.create("He", "approver")
    for person, begun_by in ((LI, None), (Person("Wu", "viewer"), token), (LI, revoked)):
        store.sessions.begin(person, LIMITS, token=begun_by)
    store.tokens.revoke("He")
    later(minutes=20)
    by_name = {session.name: session for session in store.sessions.all(LIMITS)}
    began = BEGAN, BEGAN
    assert by_name.keys() == {"Li", "Wu"}
    assert by_name["Li"] == Session("Li", "planner", "oidc", *began, BEGAN + timedelta(minutes=30))
    assert by_name["Wu"].by == "token"
    later(minutes=29)
    text = store.sessions.begin(LI, LIMITS)
    assert store.sessions.all(LIMITS)[-1].until == BEGAN + timedelta(minutes=59)
    longer = SessionLimits(idle=timedelta(hours=2), whole=timedelta(minutes=40))
    assert {session.until for session in store.sessions.all(longer)} == {
        BEGAN + timedelta(minutes=35),  # when the token expires
        BEGAN + timedelta(minutes=40),
        BEGAN + timedelta(minutes=69),
    }
    assert text[3:] not in str(store.sessions.all(LIMITS))


def test_all_sessions_of_a_person_end_at_once_and_none_of_them_comes_back(store: Store) -> None:
    _, token = store.tokens.create("Li", "viewer")
    theirs = [store.sessions.begin(LI, LIMITS, token=each) for each in (token, None, None)]
    other = store.sessions.begin(Person("Wu", "viewer"), LIMITS)
    with store._database.reading() as connection:
        row = connection.execute(select(SESSIONS).where(SESSIONS.c.name == "Li")).first()
    assert row is not None
    assert store.sessions.end_of("Li", by="He") == 3
    assert [store.sessions.person(text, LIMITS) for text in theirs] == [None] * 3
    assert store.sessions.person(other, LIMITS) == Person("Wu", "viewer")
    last = store.audit.entries()[-1]
    assert (last.what, last.who, last.about) == ("sessions-ended", "He", {"name": "Li", "count": 3})
    with pytest.raises(UnknownError, match="Li: has no session; list them"):
        store.sessions.end_of("Li")
    again = store.sessions.begin(LI, LIMITS)
    assert store.sessions.person(again, LIMITS) == LI
    assert store.verify() == []
    with store._database.writing("sessions") as connection:
        connection.execute(SESSIONS.insert().values(row._mapping))
    (found,) = store.verify()
    assert str(found).startswith("a session of Li (planner) was ended and exists again")
    assert store.sessions.end_of("Li") == 2
    assert store.verify() == []
