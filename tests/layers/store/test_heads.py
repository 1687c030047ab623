"""Heads that were noted elsewhere find what was cut off, which no chain can tell of itself."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from layers.errors import SourceError
from layers.store import Change, Remark, Store
from tests.layers.store.test_tampering import fill, forced

Drawn = Callable[..., dict[str, object]]

MONDAY, TUESDAY = date(2026, 1, 26), date(2026, 1, 27)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "heads.jsonl"


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_day_has_one_line_of_what_changed_since_the_one_before(
    store: Store, drawn: Drawn, file: Path
) -> None:
    fill(store, drawn)
    store.tokens.create("Li", "viewer")
    assert store.heads.note(file, MONDAY)
    assert not store.heads.note(file, MONDAY)
    west = store.revision("west")
    store.save(drawn("west", "W"), Change(west.hash, "Li"))
    assert store.heads.note(file, TUESDAY)
    first, second = lines(file)
    assert first["date"] == "2026-01-26"
    assert first["scenarios"]["north"]["revisions"] == [7, store.revision("north").hash]  # type: ignore[index]
    assert sorted(first["scenarios"]) == ["north", "west"]  # type: ignore[call-overload]
    assert second["scenarios"] == {"west": {"revisions": [2, store.revision("west").hash]}}
    assert second["audit"] == first["audit"] == [1, store.audit.entries()[0].hash]
    store.create(drawn("east"), "Li")
    assert store.heads.check(file) == []


@pytest.mark.parametrize(
    ("cut", "reason"),
    [
        ("DELETE FROM revisions WHERE scenario = 'north' AND number = 7", "north: revision 7"),
        ("DELETE FROM notes WHERE scenario = 'west' AND number = 2", "west: note 2"),
        ("DELETE FROM audit WHERE number = 2", "audit log: entry 2"),
    ],
)
def test_a_tail_that_was_cut_off_is_found_by_them_alone(
    tmp_path: Path, drawn: Drawn, file: Path, cut: str, reason: str
) -> None:
    path = tmp_path / "plan.scenarios.db"
    with Store.open(path) as store:
        fill(store, drawn)
        store.audit.note("sign-in", "Li")
        store.audit.note("sign-in", "Mallory")
        store.comments.add("west", "Wu", Remark("after all"))
        store.heads.note(file, MONDAY)
    assert forced(path, cut) == []
    with Store.open(path) as store:
        (found,) = store.heads.check(file)
    assert str(found).startswith(f"{reason}: noted on 2026-01-26 as sha256:")
    assert str(found).endswith("the history was cut off or replaced")


def test_a_malformed_line_is_named_by_its_number(store: Store, file: Path) -> None:
    store.audit.note("sign-in", "Li")
    store.heads.note(file, MONDAY)
    whole = file.read_text("utf-8")
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
        file.write_text(f"{whole}{line}\n", "utf-8")
        for attempt in (lambda: store.heads.check(file), lambda: store.heads.note(file, TUESDAY)):
            with pytest.raises(SourceError, match=r"heads.jsonl: line 2 is not a line of") as error:
                attempt()
            assert len(error.value.lines) == 1


def test_a_file_without_a_line_proves_nothing_and_says_so(store: Store, file: Path) -> None:
    with pytest.raises(SourceError, match="holds no line of heads yet"):
        store.heads.check(file)
    file.write_bytes(b"\xff")
    with pytest.raises(SourceError, match="cannot be read"):
        store.heads.check(file)


def test_a_file_that_cannot_be_written_is_told_in_one_line(store: Store, tmp_path: Path) -> None:
    for place in (tmp_path / "none" / "heads.jsonl", tmp_path):
        with pytest.raises(SourceError) as error:
            store.heads.note(place, MONDAY)
        assert len(error.value.lines) == 1
