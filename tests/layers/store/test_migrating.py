"""A store of the first version comes to this one whole, or stays as it was; a copy is kept."""

import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from layers.errors import SourceError
from layers.store import Change, Person, Store, database
from layers.store.database import NEWEST
from layers.store.tables import METADATA
from tests.layers.store.test_tampering import fill

Drawn = Callable[..., dict[str, object]]

FIRST = {"documents", "revisions", "notes", "tokens"}
"""The tables of the first version."""

OPENER = (
    "import sys; from layers.store import Store; import alembic.command; "
    "print('ready', flush=True); Store.open(*sys.argv[1:2], backed_up=sys.argv[2]).close()"
)


def as_first(place: str) -> None:
    """Make a store what the first version made: without the tables that came after."""
    url = place.replace("postgresql", "postgresql+psycopg", 1)
    engine = create_engine(url if "://" in place else f"sqlite:///{place}")
    with engine.begin() as connection:
        for table in METADATA.tables.keys() - FIRST:
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE zonewright_store SET version_num = '1'"))
    engine.dispose()


@pytest.fixture
def first(place: str, drawn: Drawn) -> tuple[str, str, dict[str, Any]]:
    """Return where a store of the first version is, the secret of a token and a record."""
    with Store.open(place) as store:
        fill(store, drawn)
        store.tokens.create("Wu", "viewer")
        store.tokens.revoke("Wu")
        _, secret = store.tokens.create("Li", "admin")
        record = store.record("north")
    as_first(place)
    return place, secret, record


def copies(place: str) -> list[Path]:
    return sorted(Path(place).parent.glob("*before*"))


def test_all_is_as_it_was_and_the_tokens_are_taken_over(
    first: tuple[str, str, dict[str, Any]], drawn: Drawn
) -> None:
    place, secret, record = first
    with Store.open(place, backed_up=NEWEST) as store:
        assert store.verify() == []
        assert store.record("north") == record
        assert [(entry.what, entry.who) for entry in store.audit.entries()] == [
            ("token-taken-over", None)
        ] * 2
        assert store.tokens.person(secret) == Person("Li", "admin")
        store.tokens.rotate("Li", by="He")
        last = store.revision("west")
        store.save(drawn("west", "W"), Change(last.hash, "Wu"))
        assert store.verify() == []
    with Store.open(place) as store:
        assert store.notice is None


def test_a_file_is_copied_before_and_the_copy_is_a_store_of_the_first_version(
    tmp_path: Path, drawn: Drawn
) -> None:
    place = tmp_path / "plan.scenarios.db"
    with Store.open(place) as store:
        fill(store, drawn)
        record = store.record("north")
    as_first(str(place))
    with Store.open(place) as store:
        notice = str(store.notice)
    (copy,) = copies(str(place))
    assert copy.name == f"plan.scenarios.before-{NEWEST}.db"
    assert notice == (
        f"{place}: was migrated from store version 1 to {NEWEST}; the old state is kept in {copy}"
    )
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(copy.name + "-")]
    with closing(sqlite3.connect(f"{copy.as_uri()}?immutable=1", uri=True)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert file.execute("SELECT version_num FROM zonewright_store").fetchone() == ("1",)
    place.unlink()
    shutil.copyfile(copy, place)  # back to the first version, and up again
    with Store.open(place) as store:
        assert store.record("north") == record
        assert store.verify() == []
    assert [path.name for path in copies(str(place))] == [
        f"plan.scenarios.before-{NEWEST}-2.db",
        f"plan.scenarios.before-{NEWEST}.db",
    ]


def test_a_database_of_a_server_waits_for_the_word_that_it_is_backed_up(
    first: tuple[str, str, dict[str, Any]],
) -> None:
    place, _, record = first
    if "://" not in place:
        return
    reason = f"pg_dump.*ZONEWRIGHT_STORE_BACKED_UP={NEWEST} "
    for said in (None, "", "1", f"{int(NEWEST) + 1}"):
        with pytest.raises(SourceError, match=reason) as error:
            Store.open(place, backed_up=said)
        assert len(error.value.lines) == 1
    with Store.open(place, backed_up=NEWEST) as store:
        assert store.record("north") == record


def test_without_a_copy_nothing_is_migrated(
    tmp_path: Path, drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "plan.scenarios.db"
    with Store.open(place) as store:
        fill(store, drawn)
    as_first(str(place))

    def full(_path: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(SourceError, match=r"No space left on device\); make room") as error:
        Store.open(place)
    assert len(error.value.lines) == 1
    monkeypatch.undo()
    with closing(sqlite3.connect(place)) as file:
        assert file.execute("SELECT version_num FROM zonewright_store").fetchone() == ("1",)
    assert copies(str(place)) == []
    Store.open(place).close()


@pytest.mark.deep
def test_many_that_open_it_at_once_migrate_it_once(first: tuple[str, str, dict[str, Any]]) -> None:
    place, _, record = first
    command = [sys.executable, "-c", OPENER, place, NEWEST]
    opening = [subprocess.Popen(command) for _ in range(4)]  # noqa: S603  our own
    assert [each.wait() for each in opening] == [0] * 4
    with Store.open(place) as store:
        assert store.verify() == []
        assert len(store.audit.entries()) == 2
        assert store.record("north") == record
    if "://" not in place:
        assert len(copies(place)) == 1


@pytest.mark.deep
def test_killed_at_any_moment_it_is_whole_the_next_time(
    first: tuple[str, str, dict[str, Any]], tmp_path: Path
) -> None:
    place, secret, record = first
    chance = random.Random(18)  # noqa: S311  no secret
    for run in range(8):
        command = [sys.executable, "-c", OPENER, place, NEWEST]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
            assert process.stdout is not None
            process.stdout.readline()
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.random() * 0.12)
            process.kill()
        with Store.open(place, backed_up=NEWEST) as store:
            assert store.verify() == [], run
            assert store.record("north") == record
            assert [token.name for token in store.tokens.all()] == ["Wu", "Li"]
            assert store.tokens.person(secret) is not None
        assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]
        for copy in copies(place) if "://" not in place else ():
            with closing(sqlite3.connect(copy)) as file:
                assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert file.execute("SELECT version_num FROM zonewright_store").fetchone() == ("1",)
            copy.unlink()
        as_first(place)


def test_a_backup_of_the_first_version_is_restored_into_this_one(
    tmp_path: Path, drawn: Drawn
) -> None:
    backup = tmp_path / "backup.db"
    with Store.open(tmp_path / "old.db") as old:
        fill(old, drawn)
        _, secret = old.tokens.create("Li", "admin")
        record = old.record("north")
        old.backups.write(backup, "sha256:plan")
    as_first(str(backup))
    before = backup.read_bytes()
    with Store.open(tmp_path / "new.db") as store:
        store.backups.restore(backup, "sha256:plan")
        assert store.verify() == []
        assert store.record("north") == record
        assert store.tokens.person(secret) is not None
    assert backup.read_bytes() == before
    assert copies(str(backup)) == []


def test_a_program_of_the_first_version_refuses_this_store_in_one_line(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.open(place).close()
    monkeypatch.setattr(database, "NEWEST", "1")
    told = rf"newer Zonewright \(store {NEWEST}, this one knows 1\)"
    with pytest.raises(SourceError, match=told) as it:
        Store.open(place)
    assert len(it.value.lines) == 1
