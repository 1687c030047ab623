"""Many at once, and processes that are killed: real processes, on both engines."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer

import pytest

from layers.errors import StaleError
from layers.store import Change, Remark, Store

Drawn = Callable[..., dict[str, object]]

SAVER = Path(__file__).with_name("saver.py")


def saver(place: str, name: str, base: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(SAVER), place, name, base, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own


@pytest.mark.deep
def test_of_400_saves_by_8_processes_each_is_kept_or_answered_with_a_conflict(
    place: str, store: Store, drawn: Drawn
) -> None:
    first = store.create(drawn(), "Li")
    processes = [saver(place, f"P{number}", first.hash, 50) for number in range(8)]
    lines = [line for each in processes for line in each.communicate()[0].splitlines()]
    assert [each.returncode for each in processes] == [0] * 8
    answers = [line.split() for line in lines]
    assert len(answers) == 400
    history = [revision.hash for revision in store.history("north")]
    kept = Counter(found for word, found in answers if word == "kept")
    assert kept == Counter(history[:-1])
    assert {found for word, found in answers if word == "stale"} <= set(history)
    assert 1 <= len(kept) <= 393  # of the eight first attempts, on one base, one is kept
    assert store.verify() == []


def test_a_store_is_made_once_though_many_open_it_at_once(place: str, drawn: Drawn) -> None:
    def begin(number: int) -> str:
        with Store.open(place) as store:
            return store.create(drawn(f"s{number}"), "Li").hash

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(begin, range(8)))
    with Store.open(place) as store:
        assert [summary.etag for summary in store.scenarios()] == made


def test_threads_of_one_store_take_turns(store: Store, drawn: Drawn) -> None:
    first = store.create(drawn(), "Li")

    def change(number: int) -> str | None:
        store.comments.add("north", "Wu", Remark(f"number {number}"))
        try:
            return store.save(drawn(title=f"T{number}"), Change(first.hash, "Li")).hash
        except StaleError:
            return None

    with ThreadPoolExecutor(16) as threads:
        kept = [found for found in threads.map(change, range(40)) if found]
    assert kept == [store.revision("north").hash]
    said = [comment.remark.text for comment in store.comments.of("north")]
    assert sorted(said) == sorted(f"number {number}" for number in range(40))
    assert store.verify() == []


@pytest.mark.deep
def test_killing_a_process_that_saves_loses_no_save_it_has_told_of(
    place: str, store: Store, drawn: Drawn
) -> None:
    chance = random.Random(5)  # noqa: S311  no secret
    reported = [store.create(drawn(), "Li").hash]
    for run in range(6):
        with saver(place, f"P{run}", reported[-1], 1_000_000) as process:
            lines = process.stdout or []
            reported += [next(iter(lines)).split()[1] for _ in range(chance.randrange(1, 40))]
            Timer(chance.random() / 100, process.kill).start()  # anywhere within a save
            reported += [line.split()[1] for line in lines if line.endswith("\n")]
        history = [revision.hash for revision in store.history("north")[::-1]]
        assert history[: len(reported)] == reported
        assert len(history) <= len(reported) + 1  # one that was kept, and not yet reported
        assert store.verify() == []
        reported = history
    assert store.save(drawn(), Change(reported[-1], "Li")).number == len(reported) + 1
