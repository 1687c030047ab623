"""Any single change to any row that somebody makes by force is found, on both engines."""

import random
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from layers.store import Person, Store, queries
from layers.store.integrity import verify
from layers.store.sessions import SessionLimits
from layers.store.tables import METADATA
from tests.layers.store.histories import fill

KEYS = {"documents": "digest", "revisions": "hash", "notes": "hash", "tokens": "token_id"}
KEYS |= {"audit": "number", "sessions": "digest"}
LATEST_USE = {"last_used", "seen"}  # which no entry records
WATCHED = {
    table: [one.name for one in METADATA.tables[table].columns if one.name not in LATEST_USE]
    for table in KEYS
}
ODD: list[object] = ["", "x", "{}", "null", "[]", "NaN", "0", "admin", None, -3, 7, 2**31 - 1, "北"]
ODD += ["2026-01-31T08:00:00Z", "2099-01-31T08:00:00.000000Z", "2020-01-31T08:00:00.000000Z"]
ODD += [lambda it: f" {it}", lambda it: str(it)[:-1]]
"""What is written in place of a value: another one, or what is made of it."""


@pytest.fixture
def full(store: Store) -> Store:
    """Return a store with rows of every kind."""
    fill(store)
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
    connection.rollback()
    if connection.dialect.name != "sqlite":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    triggers = connection.execute(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'"))
    for name in triggers.scalars().all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def rows(connection: Connection, table: str) -> list[dict[str, Any]]:
    ordered = text(f"SELECT * FROM {table} ORDER BY {KEYS[table]}")
    return [dict(row) for row in connection.execute(ordered).mappings()]


def write(
    connection: Connection, table: str, column: str, row: dict[str, Any], value: object
) -> bool:
    """Write a value into a row; return whether the database itself takes it."""
    written = text(f"UPDATE {table} SET {column} = :value WHERE {KEYS[table]} = :key")
    with suppress(DBAPIError):
        connection.execute(written, {"value": value, "key": row[KEYS[table]]})
        return True
    return False


def is_last(row: dict[str, Any], all_rows: list[dict[str, Any]]) -> bool:
    """Return whether a row is the end of its chain, which heads alone keep (`test_heads`)."""
    if "number" not in row:
        return False
    chain = [each for each in all_rows if each.get("scenario") == row.get("scenario")]
    return row["number"] == max(each["number"] for each in chain)


def test_any_value_that_is_changed_is_found(where: str, full: Store) -> None:
    chance = random.Random(7)  # noqa: S311  no secret
    tried = 0
    with full._database._writer.connect() as connection:
        for table, columns in WATCHED.items():
            for nth_row, row in enumerate(before := rows(connection, table)):
                for nth, column in enumerate(columns):
                    if (nth + nth_row) % 2 == ("://" in where):  # the other engine tries it
                        continue
                    force(connection)
                    value = row[column] + 100 if isinstance(row[column], int) else f"{row[column]}x"
                    if nth_row % 2:
                        odd = chance.choice(ODD)
                        value = odd(row[column]) if callable(odd) else odd
                    if write(connection, table, column, row, value):
                        changed = rows(connection, table) != before
                        seen = bool(verify(connection))
                        assert seen == changed, (table, column, row[column], value)
                        tried += changed
        connection.rollback()
    assert tried > 50
    assert full.verify() == []


def test_any_row_that_is_taken_out_or_put_in_again_is_found(full: Store) -> None:
    with full._database._writer.connect() as connection:
        for table, key in KEYS.items():
            for row in (before := rows(connection, table)):
                if table != "sessions":  # which end by being deleted
                    force(connection)
                    gone = text(f"DELETE FROM {table} WHERE {key} = :key")
                    connection.execute(gone, {"key": row[key]})
                    assert verify(connection) or is_last(row, before), (table, row)
                if table != "documents":  # of which nothing need refer to one
                    force(connection)
                    other = row | {key: 500 if key == "number" else f"{row[key]}x"}
                    other |= {"number": row["number"] + 500} if "number" in row else {}
                    names, values = ", ".join(other), ", ".join(f":{name}" for name in other)
                    again = text(f"INSERT INTO {table} ({names}) VALUES ({values})")
                    connection.execute(again, other)
                    assert verify(connection), (table, row)
        connection.rollback()
