"""A process that saves until it is killed: `python -m benchmarks.saving PLACE NAME SEED [LOG]`.

It keeps a scenario NAME in the store at PLACE, and says what was kept once that is told to it:
"save HASH", or "said TEXT" for a comment; on standard output, or in LOG, in which all that SQLite
does to its files is recorded too (`benchmarks.power_cuts`).
"""

from __future__ import annotations

import random
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.power_cuts import Log, record
from layers.errors import BusyError
from layers.store import Change, Remark, Store

if TYPE_CHECKING:
    from collections.abc import Callable


def main(place: str, name: str, seed: str, log: str = "") -> None:
    """Save until killed."""
    tell: Callable[[str], None] = _say
    if log:
        recorded = Log(Path(log))
        record(recorded)
        tell = recorded.acknowledge
    chance = random.Random(seed)
    with Store.open(place) as store:
        known = {summary.scenario for summary in store.scenarios()}
        if name not in known:
            tell(f"{name} save {store.create(_document(name, chance), 'Li').hash}")
        base = store.revision(name).hash
        while True:
            with suppress(BusyError):  # the other held it for long: try again
                if chance.random() < 0.2:
                    text = f"{seed} {chance.random()}"
                    store.comments.add(name, "Wu", Remark(text))
                    tell(f"{name} said {text}")
                else:
                    base = store.save(_document(name, chance), Change(base, "Li")).hash
                    tell(f"{name} save {base}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _document(name: str, chance: random.Random) -> dict[str, object]:
    """Return a document: mostly small, now and then many pages long."""
    size = chance.choice((10, 100, 1_000, 5_000, 200_000))
    title = f"{chance.random()}"
    return {
        "scenario": name,
        "title": title,
        "baseline": "b",
        "edits": [],
        "x": title * (size // 20),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
