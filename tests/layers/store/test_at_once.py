"""Many at once, and processes that are killed: real processes, on both engines."""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.crash import cuts, files_in, kills
from layers.errors import StaleError
from layers.store import Presence, Remark, Store, queries
from layers.store.presences import HOLDS_S
from tests.layers.store.histories import drawn, on

SAVER = """
import sys
from layers.errors import StaleError
from layers.store import Change, Store
place, name, base = sys.argv[1:]
with Store.open(place) as store:
    for attempt in range(50):
        document = {"scenario": "north", "title": f"{name} {attempt}", "baseline": "b", "edits": []}
        try:
            print("kept", store.save(document, Change(base, name)).hash)
        except StaleError as error:
            print("stale", store.revision("north", error.current).hash)
        base = store.revision("north").hash
"""


@pytest.mark.deep
def test_each_save_of_four_processes_is_kept_or_a_conflict(where: str, store: Store) -> None:
    first = store.create(drawn(), "Li")
    processes = [
        subprocess.Popen(  # noqa: S603  our own
            [sys.executable, "-c", SAVER, where, f"P{number}", first.hash],
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    lines = [line for each in processes for line in each.communicate()[0].splitlines()]
    assert [each.returncode for each in processes] == [0] * 4
    answers = [line.split() for line in lines]
    assert len(answers) == 200
    history = [revision.hash for revision in store.history("north")]
    kept = Counter(found for word, found in answers if word == "kept")
    assert kept == Counter(history[:-1])
    assert {found for word, found in answers if word == "stale"} <= set(history)
    assert 1 <= len(kept) <= 197  # of the four first attempts, on one base, one is kept
    assert store.verify() == []


def test_a_store_is_made_once_though_many_open_it_at_once(place: str) -> None:
    def begin(number: int) -> str:
        with Store.open(place) as store:
            return store.create(drawn(f"s{number}"), "Li").hash

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(begin, range(8)))
    with Store.open(place) as store:
        assert [summary.etag for summary in store.scenarios()] == made


def test_threads_of_one_store_and_of_two_take_turns(where: str, store: Store) -> None:
    first = store.create(drawn(), "Li")

    def change(number: int) -> str | None:
        of = (store, other)[number % 2]
        of.comments.add("north", "Wu", Remark(f"number {number}"))
        of.audit.note("sign-in", "Li")
        try:
            return of.save(drawn(title=f"T{number}"), on(first)).hash
        except StaleError:
            return None

    with Store.open(where) as other, ThreadPoolExecutor(16) as threads:
        kept = [found for found in threads.map(change, range(30)) if found]
    assert kept == [store.revision("north").hash]
    said = [comment.remark.text for comment in store.comments.of("north")]
    assert sorted(said) == sorted(f"number {number}" for number in range(30))
    assert [entry.number for entry in store.audit.entries()] == list(range(1, 31))
    assert store.verify() == []


def test_a_presence_holds_until_it_expires(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(where) as one, Store.open(where) as other:
        one.presences.report("north", "Wang")
        other.presences.report("north", "Li", editing=True)
        other.presences.report("south", "Li")
        both = [Presence("Li", editing=True), Presence("Wang", editing=False)]
        assert one.presences.of("north") == other.presences.of("north") == both
        other.presences.report("north", "Li")
        assert one.presences.of("north")[0] == Presence("Li", editing=False)
        one.presences.leave("north", "Li")
        assert [each.name for each in other.presences.of("north")] == ["Wang"]
        assert [each.name for each in other.presences.of("south")] == ["Li"]
        assert one.tally() == (0, 0)  # who has it open changes nothing
        now = queries.now()
        monkeypatch.setattr(queries, "now", lambda: now)
        one.presences.report("north", "Li")
        monkeypatch.setattr(queries, "now", lambda: now + timedelta(seconds=HOLDS_S))
        assert one.presences.of("north") == []


@pytest.mark.deep
def test_kills_lose_nothing_that_was_acknowledged(place: str, tmp_path: Path) -> None:
    new_place = (lambda: place) if "://" in place else files_in(tmp_path)
    outcome = kills(new_place, 5)  # `.ci/nightly` takes hundreds, of the service too
    assert (outcome.tried, outcome.lost) == (5, [])
    assert outcome.acknowledged > 5


@pytest.mark.deep
def test_power_cuts_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    outcome = cuts(tmp_path, 5)
    assert (outcome.tried, outcome.lost) == (5, [])
    assert outcome.acknowledged > 5
