"""What is kept is not changed; what is changed by force, or cut off, is found."""

import hashlib
import json
import random
import shutil
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from layers.errors import SourceError
from layers.store import Person, Remark, Store, queries
from layers.store.integrity import verify
from layers.store.sessions import SessionLimits
from layers.store.tables import METADATA
from tests.layers.store.histories import drawn, engine_of, fill, forced, on


def test_the_database_refuses_to_change_what_is_kept(where: str, store: Store) -> None:
    fill(store)
    before = store.record("north")
    engine = engine_of(where)
    for table in ("documents", "revisions", "notes"):
        columns = METADATA.tables[table].columns.keys()
        key, again = columns[0], f"INTO {table} SELECT * FROM {table}"
        attempts = [f"UPDATE {table} SET {column} = {column}" for column in columns]
        attempts += [f"DELETE FROM {table}"]
        if "://" in where:
            attempts += [f"TRUNCATE {table} CASCADE"]
            attempts += [f"INSERT {again} ON CONFLICT ({key}) DO UPDATE SET {key} = ''"]
        else:
            attempts += [f"INSERT OR REPLACE {again}", f"REPLACE {again}"]
            attempts += [f"UPDATE OR REPLACE {table} SET {key} = 'x'"]
        for attempt in attempts:
            refused = pytest.raises(DBAPIError, match=f"{table} only ever grow")
            with refused, engine.begin() as connection:
                connection.execute(text(attempt))
    engine.dispose()
    assert store.record("north") == before
    assert store.verify() == store.verify("north") == []


@pytest.fixture(scope="module")
def with_tokens(filled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with a token of each fate too, and other entries before and after."""
    path = Path(shutil.copyfile(filled_file, tmp_path_factory.mktemp("tokens") / "kept.db"))
    with Store.open(path) as store:
        store.audit.note("sign-in", "Li", {"role": "planner"}, address="10.0.0.7")
        store.tokens.create("Li", "viewer", queries.now() + timedelta(days=1), by="He")
        store.tokens.create("Wu", "planner")
        store.tokens.create("He", "planner")
        store.tokens.revoke("Wu")
        store.tokens.rotate("He")
        store.audit.note("sign-out", "Li", address="10.0.0.7")
        assert store.verify() == []
    return path


FORGED = (
    "INSERT INTO tokens (token_id, digest, name, role, created) "
    "SELECT 'abcdefabcdef', digest, 'Mallory', 'admin', created FROM tokens WHERE name = 'Li'"
)


def test_verify_says_where_something_was_changed(with_tokens: Path, tmp_path: Path) -> None:
    for fault, *statements in [
        (
            "north: revision 4 is in the place of 3",
            "DELETE FROM revisions WHERE scenario = 'north' AND number = 3",
        ),
        (
            "north: revision 2: ",
            "UPDATE documents SET text = text || ' ' WHERE text LIKE '%\"B\"%'",
        ),
        (
            "north: revision 2: its document is missing",
            "DELETE FROM documents WHERE text LIKE '%\"B\"%'",
        ),
        (
            "north: revision 6 refers to a missing note",
            "DELETE FROM notes WHERE scenario = 'north' AND number > 1",
        ),
        ("audit log: entry 4 is in the place of 3", "DELETE FROM audit WHERE number = 3"),
        (
            "audit log: entry 1 does not follow the previous one",
            "DELETE FROM audit WHERE number = 1",
            "UPDATE audit SET number = number - 1",
        ),
        (
            "of Wu differs from the audit log; revoke it at once",
            "UPDATE tokens SET revoked = NULL WHERE name = 'Wu'",
        ),
        ("token abcdefabcdef of Mallory is not in the audit log, so nobody granted it", FORGED),
        (", which the audit log has, is missing", "DELETE FROM tokens WHERE name = 'Li'"),
    ]:
        found = forced(Path(shutil.copy(with_tokens, tmp_path)), *statements)
        assert any(fault in line for line in found), (fault, found)


def test_a_store_holds_once_a_forged_token_is_revoked(with_tokens: Path, tmp_path: Path) -> None:
    changed = "UPDATE tokens SET role = 'admin', name = 'Mallory' WHERE name = 'Li'"
    for forged in (FORGED, changed):
        path = Path(shutil.copy(with_tokens, tmp_path))
        assert forced(path, forged) != []
        with Store.open(path) as store:
            store.tokens.revoke("Mallory", by="He")
            assert store.verify() == []
            last = store.audit.entries()[-1]
            about = last.about["name"], last.about["role"]
            assert (last.what, last.who, about) == ("token-revoked", "He", ("Mallory", "admin"))


def test_anyone_can_check_a_record_by_the_standard_library_alone(store: Store) -> None:
    fill(store)
    record = json.loads(json.dumps(store.record("north")))

    def sha256(value: object) -> str:
        line = json.dumps(value, sort_keys=True, separators=(",", ":"))
        return f"sha256:{hashlib.sha256(line.encode()).hexdigest()}"

    for chain in (record["history"], record["notes"]):
        parents = [None, *(link["hash"] for link in chain)]
        for link, parent in zip(chain, parents, strict=False):
            assert sha256({k: v for k, v in link.items() if k != "hash"}) == link["hash"]
            assert link["parent"] == parent
    assert sha256(record["document"]) == record["history"][-1]["document"]
    assert record["etag"] == record["history"][-1]["hash"]


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
    """Return whether a row is the end of its chain, which noted heads alone keep."""
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


MONDAY, TUESDAY = date(2026, 1, 26), date(2026, 1, 27)


@pytest.fixture
def heads(tmp_path: Path) -> Path:
    return tmp_path / "heads.jsonl"


def test_a_day_has_one_line_of_what_changed_since_the_one_before(store: Store, heads: Path) -> None:
    fill(store)
    store.tokens.create("Li", "viewer")
    assert store.heads.note(heads, MONDAY)
    assert not store.heads.note(heads, MONDAY)
    store.save(drawn("west", "W"), on(store.revision("west")))
    assert store.heads.note(heads, TUESDAY)
    first, second = map(json.loads, heads.read_text(encoding="utf-8").splitlines())
    assert first["date"] == "2026-01-26"
    assert first["scenarios"]["north"]["revisions"] == [7, store.revision("north").hash]
    assert sorted(first["scenarios"]) == ["north", "west"]
    assert second["scenarios"] == {"west": {"revisions": [2, store.revision("west").hash]}}
    assert second["audit"] == first["audit"] == [1, store.audit.entries()[0].hash]
    store.create(drawn("east"), "Li")
    assert store.heads.check(heads) == []


def test_a_tail_that_was_cut_off_is_found_by_them_alone(filled: Path, heads: Path) -> None:
    with Store.open(filled) as store:
        store.audit.note("sign-in", "Li")
        store.audit.note("sign-in", "Mallory")
        store.comments.add("west", "Wu", Remark("after all"))
        store.heads.note(heads, MONDAY)
    for cut, reason in (
        ("revisions WHERE scenario = 'north' AND number = 7", "north: revision 7"),
        ("notes WHERE scenario = 'west' AND number = 2", "west: note 2"),
        ("audit WHERE number = 2", "audit log: entry 2"),
    ):
        copy = Path(shutil.copy(filled, heads.with_name("cut.db")))
        assert forced(copy, f"DELETE FROM {cut}") == []
        with Store.open(copy) as store:
            (found,) = map(str, store.heads.check(heads))
        assert found.startswith(f"{reason}: noted on 2026-01-26 as sha256:")
        assert found.endswith("the history was cut off or replaced")


def test_a_file_that_cannot_be_used_is_refused_in_one_line(store: Store, heads: Path) -> None:
    with pytest.raises(SourceError, match="holds no line of heads yet"):
        store.heads.check(heads)
    heads.write_bytes(b"\xff")
    with pytest.raises(SourceError, match="cannot be read"):
        store.heads.check(heads)
    for place in (heads.parent / "none" / "heads.jsonl", heads.parent):
        with pytest.raises(SourceError) as error:
            store.heads.note(place, MONDAY)
        assert len(error.value.lines) == 1
    heads.unlink()
    store.audit.note("sign-in", "Li")
    store.heads.note(heads, MONDAY)
    whole = heads.read_text("utf-8")
    for line in (
        "",
        "x",
        "[]",
        "{}",
        '{"date": "2026-01-26", "audit": 5, "scenarios": {}}',
        '{"date": "2026-01-26", "audit": [{}, []], "scenarios": {}}',
        '{"date": "2026-01-26", "audit": null, "scenarios": {"north": {"revisions": [[1], "x"]}}}',
        '{"date": "2026-01-26", "audit": null, "scenarios": [1]}',
    ):
        heads.write_text(f"{whole}{line}\n", "utf-8")
        for attempt in (lambda: store.heads.check(heads), lambda: store.heads.note(heads, TUESDAY)):
            with pytest.raises(SourceError, match=r"heads.jsonl: line 2 is not a line of") as error:
                attempt()
            assert len(error.value.lines) == 1
