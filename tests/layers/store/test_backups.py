"""A backup holds all that a store holds, at one moment, and brings it back into an empty one."""

import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from layers.errors import SourceError
from layers.store import Change, Store
from tests.layers.store.test_tampering import fill, forced

Drawn = Callable[..., dict[str, object]]

PLAN = "sha256:plan"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "backup.db"


def code_of(caught: pytest.ExceptionInfo[SourceError]) -> str:
    return str(caught.value.problems[0].params["reason"].code)


def test_what_was_backed_up_comes_back_word_for_word(
    store: Store, drawn: Drawn, backup: Path, tmp_path: Path
) -> None:
    fill(store, drawn)
    token, secret = store.tokens.create("Li", "planner")
    kept = store.backups.write(backup, PLAN)
    assert kept == (2, 8, 4, 1, 1)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in backup.parent.glob("backup.db*")] == ["backup.db"]
    with closing(sqlite3.connect(f"{backup.as_uri()}?immutable=1", uri=True)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with Store.open(tmp_path / "again.db") as again:
        assert again.backups.restore(backup, PLAN) == kept
        assert again.verify() == []
        assert [again.record(one) for one in ("north", "west")] == [
            store.record(one) for one in ("north", "west")
        ]
        assert again.tokens.all() == store.tokens.all() == [token]
        assert again.tokens.person(secret) is not None


def test_a_backup_of_one_engine_is_restored_into_the_other(
    store: Store, drawn: Drawn, backup: Path, tmp_path: Path
) -> None:
    with Store.open(tmp_path / "first.db") as first:
        fill(first, drawn)
        first.backups.write(backup, PLAN)
        record = first.record("north")
    store.backups.restore(backup, PLAN)
    assert store.record("north") == record
    last = store.revision("west")
    assert store.save(drawn("west", "W2"), Change(last.hash, "Wu")).number == last.number + 1


def test_others_save_while_a_backup_is_written_and_it_is_whole(
    store: Store, drawn: Drawn, backup: Path, tmp_path: Path
) -> None:
    fill(store, drawn)
    done = threading.Event()

    def save() -> None:
        head = store.create(drawn("busy"), "Li")
        while not done.is_set():
            head = store.save(drawn("busy", f"{head.number}"), Change(head.hash, "Li"))

    saving = threading.Thread(target=save)
    saving.start()
    try:
        for _ in range(3):
            store.backups.write(backup, PLAN)
    finally:
        done.set()
        saving.join()
    with Store.open(tmp_path / "again.db") as again:
        again.backups.restore(backup, PLAN)
        assert again.verify() == []
        assert again.record("north") == store.record("north")


def test_a_store_that_is_not_empty_takes_no_backup(store: Store, backup: Path) -> None:
    store.backups.write(backup, PLAN)
    store.tokens.create("Li", "planner")
    with pytest.raises(SourceError) as caught:
        store.backups.restore(backup, PLAN)
    assert code_of(caught) == "store-not-empty"
    assert len(store.tokens.all()) == 1


def test_a_backup_of_another_plan_or_none_is_refused(
    store: Store, drawn: Drawn, backup: Path, tmp_path: Path
) -> None:
    store.backups.write(backup, PLAN)
    with pytest.raises(SourceError) as caught:
        store.backups.restore(backup, "sha256:other")
    assert code_of(caught) == "store-backup-other-plan"
    plain = tmp_path / "plain.db"
    with Store.open(plain) as other:
        fill(other, drawn)
    with pytest.raises(SourceError) as caught:
        store.backups.restore(plain, PLAN)
    assert code_of(caught) == "store-no-backup"
    for made in (tmp_path / "missing.db", tmp_path / "text.db"):
        if made.stem == "text":
            made.write_text("no database at all, but long enough to be one" * 20)
        with pytest.raises(SourceError):
            store.backups.restore(made, PLAN)
    assert store.scenarios() == []


def test_a_damaged_backup_is_refused_and_nothing_is_kept_of_it(
    store: Store, drawn: Drawn, backup: Path, tmp_path: Path
) -> None:
    with Store.open(tmp_path / "first.db") as first:
        fill(first, drawn)
        first.backups.write(backup, PLAN)
    forced(backup, "UPDATE revisions SET message = 'other' WHERE number = 2")
    before = backup.read_bytes()
    with pytest.raises(SourceError, match="hash"):
        store.backups.restore(backup, PLAN)
    assert store.scenarios() == []
    assert backup.read_bytes() == before


def test_of_a_store_whose_history_does_not_hold_no_backup_is_made(
    drawn: Drawn, backup: Path, tmp_path: Path
) -> None:
    place = tmp_path / "first.db"
    with Store.open(place) as first:
        fill(first, drawn)
        first.backups.write(backup, PLAN)
    good = backup.read_bytes()
    forced(place, "UPDATE revisions SET author = 'Wu' WHERE number = 1")
    with Store.open(place) as first, pytest.raises(SourceError, match="hash"):
        first.backups.write(backup, PLAN)
    assert backup.read_bytes() == good
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
