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


def test_the_end_of_a_chain_only_moves_forward(where: str, store: Store) -> None:
    fill(store)
    engine = engine_of(where)
    attempts = [
        "UPDATE heads SET number = number - 1 WHERE chain = 'audit'",
        "UPDATE heads SET hash = 'x' WHERE chain = 'revisions/north'",
        "UPDATE heads SET chain = 'revisions/none', number = 99 WHERE chain = 'revisions/north'",
        "DELETE FROM heads WHERE chain = 'notes/west'",
    ]
    attempts += ["TRUNCATE heads"] if "://" in where else ["REPLACE INTO heads SELECT * FROM heads"]
    for attempt in attempts:
        with pytest.raises(DBAPIError, match="heads only"), engine.begin() as connection:
            connection.execute(text(attempt))
    engine.dispose()
    assert store.verify() == []


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
        ("token abcdefabcdef of Mallory is not in the audit log, so no one granted it", FORGED),
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
KEYS |= {"audit": "number", "sessions": "digest", "heads": "chain"}
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
            for row in rows(connection, table):
                if table != "sessions":  # which end by being deleted
                    force(connection)
                    gone = text(f"DELETE FROM {table} WHERE {key} = :key")
                    connection.execute(gone, {"key": row[key]})
                    assert verify(connection), (table, row)
                force(connection)
                other = row | {key: 500 if key == "number" else f"{row[key]}x"}
                other |= {"number": row["number"] + 500} if "number" in row else {}
                names, values = ", ".join(other), ", ".join(f":{name}" for name in other)
                again = text(f"INSERT INTO {table} ({names}) VALUES ({values})")
                connection.execute(again, other)
                assert verify(connection), (table, row)
        connection.rollback()


@pytest.fixture(scope="module")
def decided(with_tokens: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with drafts too, a comment after the decision, an export and a sign-in."""
    path = Path(shutil.copyfile(with_tokens, tmp_path_factory.mktemp("decided") / "kept.db"))
    with Store.open(path) as store:
        first = store.create(drawn("east"), "Li")
        store.save(drawn("east", "E"), on(first))
        store.create(drawn("alone", "Alone"), "Li")
        store.comments.add("north", "Wu", Remark("a pity"))
        alone = {"scenario": "alone", "revision": 1, "suffix": ".csv"}
        store.audit.note("exported", "Li", alone | {"etag": store.revision("alone").hash})
        store.audit.note("sign-in", "Li", {"role": "planner"})
        assert store.verify() == []
    return path


OF_ALONE = "WHERE scenario = 'alone'"
DOCUMENTS_OF_NONE = "DELETE FROM documents WHERE digest NOT IN (SELECT document FROM revisions)"
SINCE_DECISION = (
    "DELETE FROM audit WHERE number >= (SELECT number FROM audit WHERE what = 'decided')"
)
CUTS = {
    "the decision": "DELETE FROM revisions WHERE scenario = 'north' AND number = 7",
    "decision and proposal": "DELETE FROM revisions WHERE scenario = 'north' AND number > 5",
    "the last save of a draft": "DELETE FROM revisions WHERE scenario = 'east' AND number = 2",
    "that save and its document": (
        "DELETE FROM revisions WHERE scenario = 'east' AND number = 2",
        DOCUMENTS_OF_NONE,
    ),
    "the first revision": "DELETE FROM revisions WHERE scenario = 'east' AND number = 1",
    "all revisions": f"DELETE FROM revisions {OF_ALONE}",
    "a whole scenario": (f"DELETE FROM notes {OF_ALONE}", f"DELETE FROM revisions {OF_ALONE}"),
    "a whole scenario and its document": (
        f"DELETE FROM notes {OF_ALONE}",
        f"DELETE FROM revisions {OF_ALONE}",
        DOCUMENTS_OF_NONE,
    ),
    "a document": "DELETE FROM documents WHERE text LIKE '%Alone%'",
    "the last comment": "DELETE FROM notes WHERE scenario = 'north' AND number = 4",
    "all comments and sharing": f"DELETE FROM notes {OF_ALONE}",
    "the last entry": "DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)",
    "the log since the decision": SINCE_DECISION,
    "the whole log": "DELETE FROM audit",
}
"""By what is cut off: the statements."""


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_what_was_cut_off_is_found(
    cut: str | tuple[str, ...], decided: Path, tmp_path: Path
) -> None:
    statements = (cut,) if isinstance(cut, str) else cut
    assert forced(Path(shutil.copy(decided, tmp_path)), *statements) != []


END_OF = (
    "UPDATE heads SET (number, hash) = (SELECT number, hash FROM {} ORDER BY number DESC LIMIT 1)"
)
WITH_ENDS = {
    "north: revision 7, which audit log: entry 1 names, is missing": (
        "DELETE FROM revisions WHERE scenario = 'north' AND number = 7",
        END_OF.format("revisions WHERE scenario = 'north'") + " WHERE chain = 'revisions/north'",
    ),
    "north: revision 7 decides the scenario, and the audit log does not have it": (
        "DELETE FROM audit",
        "DELETE FROM heads WHERE chain = 'audit'",
    ),
    "alone: revision 1, which audit log: entry 9 names, is missing": (
        f"DELETE FROM notes {OF_ALONE}",
        f"DELETE FROM revisions {OF_ALONE}",
        "DELETE FROM heads WHERE chain LIKE '%/alone'",
    ),
    "belongs to no revision": (
        "DELETE FROM revisions WHERE scenario = 'east' AND number = 2",
        END_OF.format("revisions WHERE scenario = 'east'") + " WHERE chain = 'revisions/east'",
    ),
    "alone: revision 1 is not noted as the end of its chain": (
        "DELETE FROM heads WHERE chain = 'revisions/alone'",
    ),
}
"""By what is found: cuts by somebody who sets the noted ends back too."""


@pytest.mark.parametrize("found", WITH_ENDS)
def test_it_is_found_also_where_the_ends_were_set_back(
    found: str, decided: Path, tmp_path: Path
) -> None:
    faults = forced(Path(shutil.copy(decided, tmp_path)), *WITH_ENDS[found])
    assert any(found in fault for fault in faults), faults


def test_a_scenario_that_was_cut_off_and_written_again_is_another(
    decided: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(decided, tmp_path))
    forced(path, *WITH_ENDS["alone: revision 1, which audit log: entry 9 names, is missing"])
    with Store.open(path) as store:
        store.create(drawn("alone", "Alone"), "Mallory")
        faults = [str(fault) for fault in store.verify()]
        assert faults == [str(fault) for fault in store.verify("alone")]
    assert faults == [
        "alone: revision 1 is not the one that audit log: entry 9 names: the history was replaced"
    ]


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
    assert second["audit"] == first["audit"] == [2, store.audit.entries()[1].hash]
    store.create(drawn("east"), "Li")
    assert store.heads.check(heads) == []


def test_a_store_that_was_set_back_whole_is_found_by_them_alone(filled: Path, heads: Path) -> None:
    before = Path(shutil.copy(filled, heads.with_name("before.db")))
    with Store.open(filled) as store:
        store.audit.note("sign-in", "Mallory")
        store.comments.add("west", "Wu", Remark("after all"))
        store.save(drawn("west", "W"), on(store.revision("west")))
        store.heads.note(heads, MONDAY)
    with Store.open(before) as store:
        assert store.verify() == []
        found = [str(fault) for fault in store.heads.check(heads)]
    names = ("west: revision 2", "west: note 2", "audit log: entry 2")
    for line, reason in zip(sorted(found, reverse=True), sorted(names, reverse=True), strict=True):
        assert line.startswith(f"{reason}: noted on 2026-01-26 as sha256:")
        assert line.endswith("the history was cut off or replaced")


def test_a_decision_has_a_line_of_its_own(store: Store, heads: Path) -> None:
    first = store.create(drawn(), "Li")
    assert store.heads.note(heads, MONDAY)
    proposed = store.set_status("north", "proposed", on(first))
    assert not store.heads.note(heads, MONDAY)
    store.set_status("north", "approved", on(proposed, "He", "good"))
    assert store.heads.note(heads, MONDAY)
    assert not store.heads.note(heads, MONDAY)
    *_, last = map(json.loads, heads.read_text(encoding="utf-8").splitlines())
    assert last["scenarios"]["north"]["revisions"] == [3, store.revision("north").hash]


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
