"""Heads noted elsewhere find what was cut off, which no chain can tell of itself."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from layers.errors import SourceError
from layers.store import Remark, Store
from tests.layers.store.histories import drawn, fill, forced, on

MONDAY, TUESDAY = date(2026, 1, 26), date(2026, 1, 27)


@pytest.fixture
def heads(tmp_path: Path) -> Path:
    """Return where heads are noted."""
    return tmp_path / "heads.jsonl"


def lines(heads: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in heads.read_text(encoding="utf-8").splitlines()]


def test_a_day_has_one_line_of_what_changed_since_the_one_before(store: Store, heads: Path) -> None:
    fill(store)
    store.tokens.create("Li", "viewer")
    assert store.heads.note(heads, MONDAY)
    assert not store.heads.note(heads, MONDAY)
    store.save(drawn("west", "W"), on(store.revision("west")))
    assert store.heads.note(heads, TUESDAY)
    first, second = lines(heads)
    assert first["date"] == "2026-01-26"
    assert first["scenarios"]["north"]["revisions"] == [7, store.revision("north").hash]
    assert sorted(first["scenarios"]) == ["north", "west"]
    assert second["scenarios"] == {"west": {"revisions": [2, store.revision("west").hash]}}
    assert second["audit"] == first["audit"] == [1, store.audit.entries()[0].hash]
    store.create(drawn("east"), "Li")
    assert store.heads.check(heads) == []


def test_a_tail_that_was_cut_off_is_found_by_them_alone(filled: Path, heads: Path) -> None:
    with Store.open(filled) as store:
        store.audit.note("sign-in", "Li")
        store.audit.note("sign-in", "Mallory")
        store.comments.add("west", "Wu", Remark("after all"))
        store.heads.note(heads, MONDAY)
    for cut, reason in (
        ("revisions WHERE scenario = 'north' AND number = 7", "north: revision 7"),
        ("notes WHERE scenario = 'west' AND number = 2", "west: note 2"),
        ("audit WHERE number = 2", "audit log: entry 2"),
    ):
        copy = Path(shutil.copy(filled, heads.with_name("cut.db")))
        assert forced(copy, f"DELETE FROM {cut}") == []
        with Store.open(copy) as store:
            (found,) = map(str, store.heads.check(heads))
        assert found.startswith(f"{reason}: noted on 2026-01-26 as sha256:")
        assert found.endswith("the history was cut off or replaced")


def test_a_file_that_cannot_be_used_is_refused_in_one_line(store: Store, heads: Path) -> None:
    with pytest.raises(SourceError, match="holds no line of heads yet"):
        store.heads.check(heads)
    heads.write_bytes(b"\xff")
    with pytest.raises(SourceError, match="cannot be read"):
        store.heads.check(heads)
    for place in (heads.parent / "none" / "heads.jsonl", heads.parent):
        with pytest.raises(SourceError) as error:
            store.heads.note(place, MONDAY)
        assert len(error.value.lines) == 1
    heads.unlink()
    store.audit.note("sign-in", "Li")
    store.heads.note(heads, MONDAY)
    whole = heads.read_text("utf-8")
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
        heads.write_text(f"{whole}{line}\n", "utf-8")
        for attempt in (lambda: store.heads.check(heads), lambda: store.heads.note(heads, TUESDAY)):
            with pytest.raises(SourceError, match=r"heads.jsonl: line 2 is not a line of") as error:
                attempt()
            assert len(error.value.lines) == 1
