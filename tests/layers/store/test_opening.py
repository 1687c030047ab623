"""A store opens where one is or may be; what is none is refused in one line and left alone."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from threading import Timer
from uuid import uuid4

import psycopg
import pytest
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from layers.errors import BusyError, OutageError, SourceError
from layers.store import Person, Store, database, store_beside
from layers.store.tables import METADATA
from tests.layers.store.histories import drawn, engine_of, executed, on


def refusal(place: str | Path) -> str:
    """Return the one line that refuses a place."""
    with pytest.raises(SourceError) as error:
        Store.open(place)
    assert len(str(error.value).splitlines()) == len(error.value.lines) == 1
    return str(error.value)


def test_a_store_is_beside_its_plan_and_the_same_by_its_path_and_url(tmp_path: Path) -> None:
    assert store_beside("data/china-ftz.gpkg") == Path("data/china-ftz.scenarios.db")
    path = tmp_path / "a plan ü%20.db"
    with Store.open(path) as store:
        first = store.create(drawn(), "Li")
    with Store.open(f"sqlite:///{str(path).replace('%', '%25')}") as store:
        assert store.revision("north") == first
        assert store.save(drawn(), on(first)).number == 2


def test_a_writer_is_waited_for_where_a_file_has_no_write_ahead_log(tmp_path: Path) -> None:
    path = tmp_path / "plan.scenarios.db"
    Store.open(path).close()
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as writer:
        writer.execute("PRAGMA journal_mode=DELETE")
        writer.execute("BEGIN IMMEDIATE")  # for which SQLite itself does not wait
        end = Timer(0.3, writer.rollback)
        end.start()
        with Store.open(path) as store:
            store.create(drawn(), "Li")
        end.join()


def test_a_version_differs_after_each_change_by_anyone(place: str) -> None:
    with Store.open(place) as store, Store.open(place) as other:
        if "://" in place:
            assert store.version() is None  # a server would have to be asked
            return
        versions = [store.version(), store.version()]
        store.create(drawn(), "Li")
        versions.append(store.version())
        other.tokens.create("Wu", "viewer")
        versions.append(store.version())
        with closing(sqlite3.connect(place)) as writer, writer:
            writer.execute("BEGIN IMMEDIATE")  # which nobody waits for
            versions.append(store.version())
        store.audit.count("refused", "Wu")
        store.audit.count("refused", "Wu")
        versions += [store.version(), store.close(), store.version()]
        assert len(set(versions[2:])) - (None in versions) == 4, versions
        assert versions[0] == versions[1]
        Path(place).rename(f"{place}.moved")
        assert store.version() is None
        assert not Path(place).exists()


def test_the_migrations_end_where_the_tables_are(place: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == database.NEWEST
    Store.open(place).close()
    engine = engine_of(place)
    with engine.connect() as connection:
        options = {"version_table": "zonewright_store"}
        context = MigrationContext.configure(connection, opts=options)
        assert context.get_current_revision() == database.NEWEST
        there = {
            name: [
                (each["name"], each["nullable"]) for each in inspect(connection).get_columns(name)
            ]
            for name in METADATA.tables
        }
    engine.dispose()
    assert there == {
        name: [(column.name, column.nullable) for column in table.columns]
        for name, table in METADATA.tables.items()
    }


def test_a_failed_migration_leaves_nothing(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = database._migrate

    def halfway(connection: object) -> None:
        whole(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(database, "_migrate", halfway)
    with pytest.raises(KeyboardInterrupt):
        Store.open(place)
    monkeypatch.undo()
    engine = engine_of(place)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()
    with Store.open(place) as store:
        assert store.create(drawn(), "Li").number == 1


def test_a_store_of_a_newer_version_is_refused(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = database.NEWEST
    Store.open(place).close()
    with monkeypatch.context() as patched:
        patched.setattr(database, "NEWEST", "1")
        assert f"newer Zonewright (store {newest}, this one knows 1); update" in refusal(place)
    executed(place, "UPDATE zonewright_store SET version_num = '99'")
    assert "newer Zonewright (store 99, " in refusal(place)


def test_other_tables_of_the_same_name_are_refused(place: str) -> None:
    executed(place, "CREATE TABLE notes (line TEXT)")
    reason = "other tables named notes" if "://" in place else "not a store"
    assert reason in refusal(place)


def test_every_sqlite_connection_is_durable_and_checks_its_references(tmp_path: Path) -> None:
    with Store.open(tmp_path / "plan.scenarios.db") as store:
        for use in (store._database.reading, lambda: store._database.writing("x")):
            with use() as connection:
                found = {
                    name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                    for name in ("journal_mode", "synchronous", "foreign_keys")
                }
            assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE gpkg_contents (table_name TEXT)")


def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "plan.scenarios.db"
    for make in (
        lambda path: path.write_text("scenario: north\n" * 100),
        lambda path: path.write_bytes(b"SQLite format 3\0" + b"\xff" * 200),
        lambda path: path.write_bytes(b"x"),
        lambda path: path.write_bytes(b"x" * 512),
        other_database,
    ):
        path.unlink(missing_ok=True)
        make(path)
        before = path.read_bytes()
        assert refusal(path).startswith(f"{path}: ")
        assert "is not a store" in refusal(path)
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_opened_is_refused_in_one_line_without_the_password(tmp_path: Path) -> None:
    for where, problem in (
        ("{0}/none/plan.scenarios.db", "none does not exist; create it"),
        ("{0}", "is not a file"),
        ("{0}/plan.gpkg", "is a plan; its store is plan.scenarios.db beside it"),
        ("{0}/PLAN.GPKG", "is a plan"),
        ("/proc/plan.scenarios.db", "/proc/plan.scenarios.db: "),
        ("sqlite://", "is not a file"),
        ("mysql://root:secret@localhost/x", "mysql:// is not known"),
        ("postgresql://li:secret@127.0.0.1:1/zw", "li:***@127.0.0.1:1/zw: the store does not"),
        ("postgresql://li@127.0.0.1:1/zw?password=secret", "the store does not answer"),
        ("postgresql://li:secret@/zw?host=/nowhere", "the store does not answer"),
        ("postgresql://li:secret@[::1/zw", "the URL cannot be read"),
        ("postgresql://li:secret@localhost:port/zw", "the URL cannot be read"),
        ("postgresql://li:secret@localhost/zw?nonsense=1", "the store does not answer"),
        ("postgresql://li:secret@localhost/zw?connect_timeout=x", "the store does not answer"),
    ):
        told = refusal(where.replace("{0}", str(tmp_path)))
        assert problem in told
        assert "secret" not in told
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_missing_or_cannot_keep_every_text_is_refused(postgresql: str) -> None:
    def named(name: str) -> str:
        return make_url(postgresql).set(database=name).render_as_string(hide_password=False)

    missing = refusal(named("nobody_has_this"))
    assert 'database "nobody_has_this" does not exist' in missing
    name = f"zonewright_{uuid4().hex}"
    latin = "TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
    with psycopg.connect(postgresql, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} {latin}")
        assert "keeps text in LATIN1; make a database with ENCODING" in refusal(named(name))
        server.execute(f"DROP DATABASE {name}")


def test_a_store_outlives_its_connections(where: str, store: Store) -> None:
    first = store.create(drawn(), "Li")
    if "://" in where:
        with psycopg.connect(where, autocommit=True) as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
                "pg_backend_pid() AND backend_type = 'client backend' "
                "AND datname = current_database()"
            )
    else:
        store.close()
    assert store.save(drawn(), on(first)).number == 2


def test_a_busy_store_can_be_read(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_WAIT_S", 1)
    with Store.open(where) as store, Store.open(where) as other:
        first = store.create(drawn(), "Li")
        _, secret = store.tokens.create("Li", "viewer")
        with other._database.writing("north"):
            with pytest.raises(BusyError, match=r"the store is busy: .*; try again") as error:
                store.save(drawn(), on(first))
            assert len(str(error.value).splitlines()) == 1
            assert store.history("north") == [first]
            assert store.tokens.person(secret) == Person("Li", "viewer")
        assert store.save(drawn(), on(first)).number == 2


def test_nothing_is_kept_in_a_file_that_is_read_only_deleted_or_replaced(tmp_path: Path) -> None:
    path, aside = tmp_path / "plan.scenarios.db", tmp_path / "aside.db"
    with Store.open(path) as store:
        first = store.create(drawn(), "Li")
        with store._database.reading() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")
        with pytest.raises(SourceError, match="or its folder, is read-only here; ") as error:
            store.save(drawn(), on(first))
        assert len(str(error.value).splitlines()) == 1
    with Store.open(path) as store:
        path.rename(aside)
        with pytest.raises(SourceError, match="deleted or replaced since it was opened; restore"):
            store.save(drawn(), on(first))
        assert not path.exists()
        aside.rename(path)
        assert store.save(drawn(), on(first)).number == 2
        path.rename(aside)
        path.write_bytes(aside.read_bytes())
        with pytest.raises(SourceError, match="deleted or replaced"):
            store.scenarios()


def test_a_store_that_is_cut_short_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "plan.scenarios.db"
    Store.open(path).close()
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    with pytest.raises(SourceError, match=r"is damaged .*; restore it from a copy"):
        Store.open(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_a_new_store_and_a_backup_are_for_their_account_alone(tmp_path: Path) -> None:
    with Store.open(tmp_path / "p.scenarios.db") as store:
        store.audit.note("sign-in", "Li")
        store.backups.write(tmp_path / "kept.db", "sha256:b")
        modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.glob("*.db*")}
    assert "p.scenarios.db-wal" in modes
    assert set(modes.values()) == {0o600}


def test_a_database_that_does_not_answer_is_named_as_such_and_a_file_as_a_file() -> None:
    silent = database._refusal("postgresql://db.example/plans", OSError("connection refused"))
    assert type(silent) is OutageError
    damaged = sqlite3.DatabaseError("file is not a database")
    damaged.sqlite_errorcode = sqlite3.SQLITE_NOTADB
    assert type(database._refusal("plan.scenarios.db", damaged)) is SourceError
