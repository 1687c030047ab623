"""A backup holds all that a store holds, at one moment, and brings it back into an empty one."""

import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from layers.errors import SourceError
from layers.store import Store
from tests.layers.store.histories import drawn, fill, forced, on

PLAN = "sha256:plan"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "backup.db"


def refused(attempt: Callable[[], object]) -> str:
    """Return the code of why a backup is refused."""
    with pytest.raises(SourceError) as caught:
        attempt()
    return str(caught.value.problems[0].params["reason"].code)


def test_what_was_backed_up_comes_back(store: Store, backup: Path, tmp_path: Path) -> None:
    fill(store)
    token, secret = store.tokens.create("Li", "planner")
    kept = store.backups.write(backup, PLAN)
    assert kept == (2, 8, 4, 1, 2)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in backup.parent.glob("backup.db*")] == ["backup.db"]
    with closing(sqlite3.connect(f"{backup.as_uri()}?immutable=1", uri=True)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with Store.open(tmp_path / "again.db") as again:
        assert again.backups.restore(backup, PLAN) == kept
        assert again.verify() == []
        for scenario in ("north", "west"):
            assert again.record(scenario) == store.record(scenario)
        assert again.tokens.all() == store.tokens.all() == [token]
        assert again.tokens.person(secret) is not None
        assert refused(lambda: again.backups.restore(backup, PLAN)) == "store-not-empty"


def test_a_backup_made_during_saves_is_whole(store: Store, backup: Path, tmp_path: Path) -> None:
    fill(store)
    done = threading.Event()

    def save() -> None:
        head = store.create(drawn("busy"), "Li")
        while not done.is_set():
            head = store.save(drawn("busy", f"{head.number}"), on(head))

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


def test_nothing_is_kept_of_a_bad_backup(store: Store, filled: Path, backup: Path) -> None:
    def restoring(path: Path, plan: str = PLAN) -> Callable[[], object]:
        return lambda: store.backups.restore(path, plan)

    with Store.open(filled) as first:
        first.backups.write(backup, PLAN)
    assert refused(restoring(backup, "sha256:other")) == "store-backup-other-plan"
    assert refused(restoring(filled)) == "store-no-backup"
    text = backup.with_name("text.db")
    text.write_text("no database at all, but long enough to be one" * 20)
    for wrong in (text, backup.with_name("missing.db")):
        with pytest.raises(SourceError):
            store.backups.restore(wrong, PLAN)
    forced(backup, "UPDATE revisions SET message = 'other' WHERE number = 2")
    before = backup.read_bytes()
    with pytest.raises(SourceError, match="hash"):
        store.backups.restore(backup, PLAN)
    assert store.scenarios() == []
    assert backup.read_bytes() == before


def test_no_backup_is_made_of_a_store_that_does_not_hold(filled: Path, backup: Path) -> None:
    with Store.open(filled) as store:
        store.backups.write(backup, PLAN)
    good = backup.read_bytes()
    forced(filled, "UPDATE revisions SET author = 'Wu' WHERE number = 1")
    with Store.open(filled) as store, pytest.raises(SourceError, match="hash"):
        store.backups.write(backup, PLAN)
    assert backup.read_bytes() == good
    assert [path.name for path in backup.parent.iterdir() if path.name.startswith(".")] == []
