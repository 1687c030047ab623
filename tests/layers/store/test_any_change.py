"""Any single change to any row that somebody makes by force is found, on both engines."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as tried
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from layers.store import Person, Store, queries
from layers.store.integrity import verify
from layers.store.sessions import SessionLimits
from layers.store.tables import METADATA
from tests.layers.store.test_tampering import fill
from tests.searching import examples

Drawn = Callable[..., dict[str, object]]

KEYS = {"documents": "digest", "revisions": "hash", "notes": "hash", "tokens": "token_id"}
KEYS |= {"audit": "number", "sessions": "digest"}
USES = {"last_used", "seen"}
"""Columns of when something was used last, which no entry tells."""
ODD = st.one_of(
    st.sampled_from(["", "x", "{}", "null", "[]", "NaN", "0", "admin", "2026-01-31T08:00:00Z"]),
    st.sampled_from(["2099-01-31T08:00:00.000000Z", "2020-01-31T08:00:00.000000Z", None]),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6),
    st.integers(-3, 2**31 - 1),
    st.sampled_from([lambda it: f"{it}x", lambda it: f" {it}", lambda it: str(it)[:-1]]),
)
"""What is written in place of a value: another one, or what is made of it."""


@pytest.fixture
def full(store: Store, drawn: Drawn) -> Store:
    """Return a store with rows of every kind."""
    fill(store, drawn)
    store.tokens.create("Li", "viewer", queries.now() + timedelta(days=1), by="He")
    _, secret = store.tokens.create("Wu", "admin")
    store.tokens.person(secret)
    store.tokens.revoke("Wu", by="He")
    store.audit.note("sign-in", "Li", {"role": "viewer", "odd": [1.5, None, {"a": "北"}]})
    _, secret = store.tokens.create("He", "planner")
    store.sessions.begin(Person("He", "planner"), SessionLimits(), token=secret)
    store.sessions.begin(Person("Qian", "admin"), SessionLimits(), address="10.0.0.7")
    store.tokens.rotate("He")
    assert store.verify() == []
    return store


def force(connection: Connection) -> None:
    """Put triggers and references out of the way, for one transaction."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    found = connection.execute(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'"))
    for name in found.scalars().all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def rows(connection: Connection, table: str) -> list[dict[str, Any]]:
    ordered = text(f"SELECT * FROM {table} ORDER BY {KEYS[table]}")
    return [dict(row) for row in connection.execute(ordered).mappings()]


def is_last(row: dict[str, Any], all_rows: list[dict[str, Any]]) -> bool:
    """Return whether a row is the end of its chain, which heads alone keep (`test_heads`)."""
    if "number" not in row:
        return False
    chain = [each for each in all_rows if each.get("scenario") == row.get("scenario")]
    return row["number"] == max(each["number"] for each in chain)


def found(connection: Connection) -> list[str]:
    return [str(fault) for fault in verify(connection)]


def test_every_value_of_every_row_is_watched(full: Store) -> None:
    with full._database._writer.connect() as connection:
        cells = [
            (table, column.name, row)
            for table in KEYS
            for row in rows(connection, table)
            for column in METADATA.tables[table].columns
            if column.name not in USES
        ]
        unseen = []
        for table, column, row in cells:
            connection.rollback()
            force(connection)
            value = row[column] + 100 if isinstance(row[column], int) else f"{row[column] or ''}x"
            written = text(f"UPDATE {table} SET {column} = :value WHERE {KEYS[table]} = :key")
            with suppress(DBAPIError):  # where the database itself does not take it
                connection.execute(written, {"value": value, "key": row[KEYS[table]]})
                if found(connection):
                    continue
                unseen.append((table, column, row))
        connection.rollback()
    assert len(cells) > 200
    assert unseen == []


@pytest.mark.hypothesis
def test_any_value_that_is_changed_is_found(place: str, full: Store) -> None:
    @settings(examples(60 if "://" in place else 80), suppress_health_check=list(HealthCheck))
    @tried(data=st.data(), odd=ODD)
    def change(data: st.DataObject, odd: Any) -> None:
        table = data.draw(st.sampled_from(sorted(KEYS)))
        names = [one.name for one in METADATA.tables[table].columns if one.name not in USES]
        column = data.draw(st.sampled_from(names))
        with full._database._writer.connect() as connection:
            force(connection)
            kept = rows(connection, table)
            row = data.draw(st.sampled_from(kept))
            value = odd(row[column]) if callable(odd) else odd
            where = f"{KEYS[table]} = :key"
            written = text(f"UPDATE {table} SET {column} = :value WHERE {where}")
            try:
                connection.execute(written, {"value": value, "key": row[KEYS[table]]})
            except DBAPIError:
                connection.rollback()  # the database itself does not take it
                return
            changed = rows(connection, table) != kept
            assert bool(found(connection)) == changed, (table, column, row[column], value)
            connection.rollback()

    change()
    assert full.verify() == []


@pytest.mark.hypothesis
def test_any_row_that_is_taken_out_is_found_but_the_last_of_a_chain(full: Store) -> None:
    for table in KEYS.keys() - {"sessions"}:  # which end by being deleted
        with full._database._writer.connect() as connection:
            for row in (kept := rows(connection, table)):
                connection.rollback()
                force(connection)
                gone = text(f"DELETE FROM {table} WHERE {KEYS[table]} = :key")
                connection.execute(gone, {"key": row[KEYS[table]]})
                assert found(connection) or is_last(row, kept), (table, row)
            connection.rollback()


@pytest.mark.hypothesis
def test_any_row_that_is_put_in_again_is_found(full: Store) -> None:
    for table in ("revisions", "notes", "tokens", "audit", "sessions"):
        with full._database._writer.connect() as connection:
            for row in rows(connection, table):
                connection.rollback()
                force(connection)
                key = KEYS[table]
                other = row | {key: 500 if key == "number" else f"{row[key]}x"}
                other |= {"number": row["number"] + 500} if "number" in row else {}
                names = ", ".join(other)
                values = ", ".join(f":{name}" for name in other)
                made = text(f"INSERT INTO {table} ({names}) VALUES ({values})")
                connection.execute(made, other)
                assert found(connection), (table, row)
            connection.rollback()
