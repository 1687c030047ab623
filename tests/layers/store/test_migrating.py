"""A store of the first version comes to this one whole, or stays unchanged; a copy is kept."""

import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from layers.errors import SourceError
from layers.store import Person, Store
from layers.store.database import NEWEST
from tests.layers.store.histories import as_first, drawn, fill, on

OPENER = (
    "import sys; from layers.store import Store; import alembic.command; "
    "print('ready', flush=True); Store.open(*sys.argv[1:2], backed_up=sys.argv[2]).close()"
)


First = tuple[str, str, dict[str, Any]]


@pytest.fixture
def first(place: str) -> First:
    """Return where a store of the first version is, the secret of a token and a record."""
    with Store.open(place) as store:
        fill(store)
        store.tokens.create("Wu", "viewer")
        store.tokens.revoke("Wu")
        _, secret = store.tokens.create("Li", "admin")
        record = store.record("north")
    as_first(place)
    return place, secret, record


def copies(place: str | Path) -> list[Path]:
    return sorted(Path(place).parent.glob("*before*"))


def check_first(path: Path) -> None:
    """Check that a file is a whole store of the first version."""
    with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert file.execute("SELECT version_num FROM zonewright_store").fetchone() == ("1",)


def check_whole(store: Store, first: First) -> None:
    """Check that all that a store of the first version had is there."""
    _, secret, record = first
    assert store.verify() == []
    assert store.record("north") == record
    assert [token.name for token in store.tokens.all()] == ["Wu", "Li"]
    assert store.tokens.person(secret) == Person("Li", "admin")
    entries = store.audit.entries()
    assert [entry.what for entry in entries] == ["token-taken-over"] * 2 + ["decision-taken-over"]
    last = store.revision("north")
    assert entries[-1].about == {
        "scenario": "north",
        "revision": last.number,
        "status": "approved",
        "etag": last.hash,
    }


def test_all_is_unchanged_and_the_tokens_are_taken_over(first: First) -> None:
    place = first[0]
    with Store.open(place, backed_up=NEWEST) as store:
        check_whole(store, first)
        store.tokens.rotate("Li", by="He")
        store.save(drawn("west", "W"), on(store.revision("west"), "Wu"))
        assert store.verify() == []
    with Store.open(place) as store:
        assert store.notice is None


def test_a_file_is_copied_before_it_is_migrated(filled: Path) -> None:
    with Store.open(filled) as store:
        record = store.record("north")
    as_first(str(filled))
    with Store.open(filled) as store:
        notice = str(store.notice)
    (copy,) = copies(filled)
    assert copy.name == f"filled.before-{NEWEST}.db"
    assert notice == (
        f"{filled}: was migrated from store version 1 to {NEWEST}; the old state is kept in {copy}"
    )
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert not [path for path in filled.parent.iterdir() if path.name.startswith(copy.name + "-")]
    check_first(copy)
    filled.unlink()
    shutil.copyfile(copy, filled)  # back to the first version, and up again
    with Store.open(filled) as store:
        assert store.record("north") == record
        assert store.verify() == []
    again = f"filled.before-{NEWEST}-2.db"
    assert [path.name for path in copies(filled)] == [again, copy.name]


def test_a_database_of_a_server_waits_for_the_word_that_it_is_backed_up(first: First) -> None:
    place = first[0]
    if "://" not in place:
        return
    reason = f"pg_dump.*ZONEWRIGHT_STORE_BACKED_UP={NEWEST} "
    for said in (None, "", "1", f"{int(NEWEST) + 1}"):
        with pytest.raises(SourceError, match=reason) as error:
            Store.open(place, backed_up=said)
        assert len(error.value.lines) == 1
    with Store.open(place, backed_up=NEWEST) as store:
        check_whole(store, first)


def test_without_a_copy_nothing_is_migrated(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_first(str(filled))

    def full(_path: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(SourceError, match=r"No space left on device\); make room") as error:
            Store.open(filled)
    assert len(error.value.lines) == 1
    check_first(filled)
    assert copies(filled) == []
    Store.open(filled).close()


@pytest.mark.deep
def test_many_that_open_it_at_once_migrate_it_once(first: First) -> None:
    place = first[0]
    command = [sys.executable, "-c", OPENER, place, NEWEST]
    opening = [subprocess.Popen(command) for _ in range(3)]  # noqa: S603  our own
    assert [each.wait() for each in opening] == [0] * 3
    with Store.open(place) as store:
        check_whole(store, first)
    if "://" not in place:
        assert len(copies(place)) == 1


@pytest.mark.deep
def test_killed_at_any_moment_it_is_whole_the_next_time(first: First, tmp_path: Path) -> None:
    place = first[0]
    chance = random.Random(18)  # noqa: S311  no secret
    for _ in range(4):
        command = [sys.executable, "-c", OPENER, place, NEWEST]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
            assert process.stdout is not None
            process.stdout.readline()
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.random() * 0.12)
            process.kill()
        with Store.open(place, backed_up=NEWEST) as store:
            check_whole(store, first)
        assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]
        for copy in copies(place) if "://" not in place else ():
            check_first(copy)
            copy.unlink()
        as_first(place)


def test_a_backup_of_the_first_version_is_restored(filled: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    with Store.open(filled) as old:
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
    assert copies(backup) == []
