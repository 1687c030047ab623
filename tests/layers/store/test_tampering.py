"""What is kept is not changed, and where somebody does it by force, verify says where."""

import hashlib
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from layers.store import Store, queries
from layers.store.tables import METADATA
from tests.layers.store.histories import fill, forced


def test_the_database_refuses_to_change_what_is_kept(where: str, store: Store) -> None:
    fill(store)
    before = store.record("north")
    server = "://" in where
    url = where.replace("postgresql", "postgresql+psycopg", 1) if server else f"sqlite:///{where}"
    engine = create_engine(url)
    for table in ("documents", "revisions", "notes"):
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
