"""What was acknowledged outlives kills and power cuts: a bounded run of `benchmarks.crash`."""

import random
from pathlib import Path

import pytest

from benchmarks import crash
from benchmarks.crash import cuts, files_in, kills
from benchmarks.power_cuts import Disk, Step, steps


@pytest.mark.deep
def test_kills_lose_nothing(tmp_path: Path) -> None:
    outcome = kills(files_in(tmp_path), 10)
    assert (outcome.tried, outcome.lost) == (10, [])
    assert outcome.acknowledged > 10


@pytest.mark.deep
def test_power_cuts_lose_nothing(tmp_path: Path) -> None:
    outcome = cuts(tmp_path, 10)
    assert (outcome.tried, outcome.lost) == (10, [])
    assert outcome.acknowledged > 10


@pytest.mark.deep
def test_a_store_that_did_not_sync_would_be_found_to_lose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsynced = lambda path: (step for step in steps(path) if step.what != "s")  # noqa: E731
    monkeypatch.setattr(crash, "steps", unsynced)
    assert cuts(tmp_path, 5).lost


def survivors(*played: Step, files: dict[str, bytes] | None = None) -> set[tuple[bytes, ...]]:
    """Return all that a disk is found to hold after many cuts, by the files a and b."""
    disk = Disk(files or {})
    disk.play(played)
    found = (disk.survivors(random.Random(seed)) for seed in range(200))  # noqa: S311  no secret
    return {tuple(each.get(name, b"-") for name in "ab") for each in found}


def test_of_what_is_not_synced_any_part_may_be_lost() -> None:
    written = Step("w", "a", 0, b"new"), Step("w", "a", 3, b"er")
    assert {(b"old", b"-"), (b"new", b"-"), (b"newer", b"-")} <= survivors(
        *written, files={"a": b"old"}
    )
    assert survivors(*written, Step("s", "a"), files={"a": b"old"}) == {(b"newer", b"-")}


def test_a_new_file_may_have_no_name_until_its_folder_is_synced() -> None:
    new = Step("c", "a"), Step("w", "a", 0, b"x"), Step("s", "a")
    assert survivors(*new) == {(b"-", b"-"), (b"x", b"-")}
    journal = Step("c", "b", 1), Step("s", "b")
    assert survivors(*new, *journal) == {(b"x", b"")}


def test_a_file_that_is_deleted_may_be_there_until_its_folder_is_synced() -> None:
    files = {"a": b"x"}
    assert survivors(Step("d", "a"), files=files) == {(b"x", b"-"), (b"-", b"-")}
    assert survivors(Step("d", "a"), Step("d", "a", 1), files=files) == {(b"-", b"-")}
