"""What is kept is not changed, and where somebody does it by force, verify says where."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from layers.store import Change, Remark, Store
from layers.store.tables import METADATA
from tests.layers.store.conftest import drawing

Drawn = Callable[..., dict[str, object]]

KEPT = ("documents", "revisions", "notes")


def fill(store: Store, drawn: Drawn) -> None:
    """Two scenarios with a revision of every kind, and a note of every kind."""
    a = store.create(drawn(title="A", recorded={"result": "sha256:z"}, title_zh="甲"), "Li")
    b = store.save(drawn(title="B"), Change(a.hash, "Wu", "why"))
    store.branch(drawn("west"), Change(b.hash, "Wu"))
    for step in (store.undo, store.redo):
        b = step("north", Change(b.hash, "Li"))
    b = store.merge(drawn(title="C"), store.revision("west").hash, Change(b.hash, "Li"))
    said = store.comments.add("north", "Wu", Remark("no", "Z", (1.5, 2)))
    store.comments.withdraw("north", said.number, "Wu")
    b = store.set_status("north", "proposed", Change(b.hash, "Li"), [{"rule": "cap"}])
    store.set_status("north", "approved", Change(b.hash, "He", "good"))


def test_the_database_refuses_to_change_what_is_kept(place: str, drawn: Drawn) -> None:
    with Store.open(place) as store:
        fill(store, drawn)
        before = store.record("north")
    server = "://" in place
    url = place.replace("postgresql", "postgresql+psycopg", 1) if server else f"sqlite:///{place}"
    engine = create_engine(url)
    for table in KEPT:
        columns = METADATA.tables[table].columns.keys()
        key, again = columns[0], f"INTO {table} SELECT * FROM {table}"
        attempts = [f"UPDATE {table} SET {column} = {column}" for column in columns]
        attempts += [f"DELETE FROM {table}"]
        if server:
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
    with Store.open(place) as store:
        assert store.record("north") == before
        assert store.verify() == []


def forced(path: Path, *statements: str) -> list[str]:
    """Return what verify finds once somebody has put the triggers out of the way."""
    with closing(sqlite3.connect(path)) as file, file:
        triggers = file.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            file.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert file.execute(statement).rowcount > 0, statement
    with Store.open(path) as store:
        return [str(fault) for fault in store.verify()]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "plan.scenarios.db"
    with Store.open(path) as store:
        fill(store, drawing)
        assert store.verify() == []
    return path


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "DELETE FROM revisions WHERE scenario = 'north' AND number = 3",
            "north: revision 4 is in the place of 3",
        ),
        (
            "UPDATE documents SET text = text || ' ' WHERE text LIKE '%\"B\"%'",
            "north: revision 2: ",
        ),
        (
            "DELETE FROM documents WHERE text LIKE '%\"B\"%'",
            "north: revision 2: its document is missing",
        ),
        (
            "DELETE FROM notes WHERE scenario = 'north' AND number > 1",
            "north: revision 6 refers to a missing note",
        ),
    ],
)
def test_verify_says_where_something_was_changed_or_taken_out(
    template: Path, tmp_path: Path, statement: str, fault: str
) -> None:
    found = forced(Path(shutil.copy(template, tmp_path)), statement)
    assert any(line.startswith(fault) for line in found)


def test_anyone_can_check_a_record_by_the_standard_library_alone(
    store: Store, drawn: Drawn
) -> None:
    fill(store, drawn)
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
