import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url

from layers.errors import BusyError, SourceError
from layers.store import Change, Person, Store, database, store_beside
from layers.store.tables import METADATA

Drawn = Callable[..., dict[str, object]]


def engine_of(place: str) -> Engine:
    url = place.replace("postgresql", "postgresql+psycopg", 1) if "://" in place else None
    return create_engine(url or f"sqlite:///{place}")


def test_a_store_keeps_what_it_has_when_it_is_opened_again(place: str, drawn: Drawn) -> None:
    with Store.open(place) as store:
        first = store.create(drawn(), "Li")
    with Store.open(place) as store:
        assert store.revision("north") == first
        assert store.save(drawn(), Change(first.hash, "Li")).number == 2


def test_the_store_of_a_plan_is_beside_it() -> None:
    assert store_beside("data/china-ftz.gpkg") == Path("data/china-ftz.scenarios.db")


def test_a_path_and_its_url_are_the_same_store(tmp_path: Path, drawn: Drawn) -> None:
    path = tmp_path / "a plan ü%20.db"
    with Store.open(path) as store:
        store.create(drawn(), "Li")
    with Store.open(f"sqlite:///{str(path).replace('%', '%25')}") as store:
        assert [summary.scenario for summary in store.scenarios()] == ["north"]


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
                (column["name"], column["nullable"])
                for column in inspect(connection).get_columns(name)
            ]
            for name in METADATA.tables
        }
    engine.dispose()
    expected = {
        name: [(column.name, column.nullable) for column in table.columns]
        for name, table in METADATA.tables.items()
    }
    assert there == expected


def test_a_migration_that_fails_leaves_nothing_behind(
    place: str, drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
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


def test_a_store_of_a_newer_version_is_refused(place: str) -> None:
    Store.open(place).close()
    engine = engine_of(place)
    with engine.begin() as connection:
        connection.execute(text("UPDATE zonewright_store SET version_num = '99'"))
    engine.dispose()
    with pytest.raises(SourceError, match=r"newer Zonewright \(store 99, .*\); update") as error:
        Store.open(place)
    assert len(error.value.lines) == 1


def test_other_tables_of_the_same_name_are_refused(place: str) -> None:
    engine = engine_of(place)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (line TEXT)"))
    engine.dispose()
    with pytest.raises(SourceError, match=r"other tables named notes|not a store"):
        Store.open(place)


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


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("scenario: north\n" * 100),
        lambda path: path.write_bytes(b"SQLite format 3\0" + b"\xff" * 200),
        lambda path: path.write_bytes(b"x"),
        lambda path: path.write_bytes(b"x" * 512),
        other_database,
    ],
)
def test_a_file_that_is_no_store_is_refused_and_left_alone(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "plan.scenarios.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(SourceError, match="is not a store") as error:
        Store.open(path)
    assert len(error.value.lines) == 1
    assert str(path) in str(error.value)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        ("{0}/none/plan.scenarios.db", "the folder .*none does not exist; create it"),
        ("{0}", "is not a file"),
        ("{0}/plan.gpkg", "is a plan; its store is plan.scenarios.db beside it"),
        ("{0}/PLAN.GPKG", "is a plan"),
        ("/proc/plan.scenarios.db", "/proc/plan.scenarios.db: "),
        ("sqlite://", "is not a file"),
        ("mysql://root:secret@localhost/x", "mysql:// is not known"),
        ("postgresql://li:secret@127.0.0.1:1/zw", r"li:\*\*\*@127.0.0.1:1/zw: the store does not"),
        ("postgresql://li@127.0.0.1:1/zw?password=secret", "the store does not answer"),
        ("postgresql://li:secret@/zw?host=/nowhere", "the store does not answer"),
        ("postgresql://li:secret@[::1/zw", "the URL cannot be read"),
        ("postgresql://li:secret@localhost:port/zw", "the URL cannot be read"),
        ("postgresql://li:secret@localhost/zw?nonsense=1", "the store does not answer"),
        ("postgresql://li:secret@localhost/zw?connect_timeout=x", "the store does not answer"),
    ],
)
def test_what_cannot_be_opened_is_told_in_one_line_without_the_password(
    tmp_path: Path, where: str, problem: str
) -> None:
    with pytest.raises(SourceError, match=problem) as error:
        Store.open(where.replace("{0}", str(tmp_path)))
    assert len(str(error.value).splitlines()) == 1
    assert "secret" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_database_of_a_server_is_told_in_one_line(postgresql: str) -> None:
    url = make_url(postgresql).set(database="nobody_has_this")
    with pytest.raises(SourceError, match='database "nobody_has_this" does not exist') as error:
        Store.open(url.render_as_string(hide_password=False))
    assert len(str(error.value).splitlines()) == 1


def test_a_database_that_cannot_keep_every_text_is_refused(postgresql: str) -> None:
    name = f"zonewright_{uuid4().hex}"
    with psycopg.connect(postgresql, autocommit=True) as server:
        server.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 "
            "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    with pytest.raises(SourceError, match="keeps text in LATIN1; make a database with ENCODING"):
        Store.open(make_url(postgresql).set(database=name).render_as_string(hide_password=False))
    with psycopg.connect(postgresql, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name}")


def test_a_store_outlives_the_connections_of_its_server(
    place: str, store: Store, drawn: Drawn
) -> None:
    first = store.create(drawn(), "Li")
    if "://" not in place:
        store.close()
        assert store.save(drawn(), Change(first.hash, "Li")).number == 2
        return
    with psycopg.connect(place, autocommit=True) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            "AND backend_type = 'client backend' AND datname = current_database()"
        )
    assert store.save(drawn(), Change(first.hash, "Li")).number == 2


def test_a_store_that_others_hold_is_told_to_be_busy_in_one_line(
    place: str, drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_WAIT_S", 1)
    with Store.open(place) as store, Store.open(place) as other:
        first = store.create(drawn(), "Li")
        _, secret = store.tokens.create("Li", "viewer")
        with other._database.writing("north"):
            with pytest.raises(BusyError, match=r"the store is busy: .*; try again") as error:
                store.save(drawn(), Change(first.hash, "Li"))
            assert len(str(error.value).splitlines()) == 1
            assert store.history("north") == [first]
            assert store.tokens.person(secret) == Person("Li", "viewer")
        assert store.save(drawn(), Change(first.hash, "Li")).number == 2


def test_a_file_that_may_only_be_read_is_told_in_one_line(tmp_path: Path, drawn: Drawn) -> None:
    path = tmp_path / "plan.scenarios.db"
    with Store.open(path) as store:
        first = store.create(drawn(), "Li")
        with store._database.reading() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")
        with pytest.raises(SourceError, match="or its folder, is read-only here; ") as error:
            store.save(drawn(), Change(first.hash, "Li"))
        assert len(str(error.value).splitlines()) == 1


def test_nothing_is_kept_in_a_file_that_was_deleted_or_replaced(
    tmp_path: Path, drawn: Drawn
) -> None:
    path, aside = tmp_path / "plan.scenarios.db", tmp_path / "aside.db"
    with Store.open(path) as store:
        first = store.create(drawn(), "Li")
        path.rename(aside)
        with pytest.raises(
            SourceError, match="deleted or replaced since it was opened; restore it"
        ):
            store.save(drawn(), Change(first.hash, "Li"))
        assert not path.exists()
        aside.rename(path)
        assert store.save(drawn(), Change(first.hash, "Li")).number == 2
        path.rename(aside)
        path.write_bytes(aside.read_bytes())
        with pytest.raises(SourceError, match="deleted or replaced"):
            store.scenarios()


def test_a_store_that_is_cut_short_is_called_damaged(tmp_path: Path, drawn: Drawn) -> None:
    path = tmp_path / "plan.scenarios.db"
    with Store.open(path) as store:
        store.create(drawn(), "Li")
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
