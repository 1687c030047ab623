"""A process that saves: `saver.py PLACE NAME BASE COUNT`, a line for each attempt that is answered.

The first attempt is made on the revision BASE, each further one on what is then the last revision:
"kept HASH", or "stale HASH" with the current revision's.
"""

import sys

from layers.errors import StaleError
from layers.store import Change, Store


def main(place: str, name: str, base: str, count: str) -> None:
    with Store.open(place) as store:
        for attempt in range(int(count)):
            document = {"scenario": "north", "title": f"{name} {attempt}", "baseline": "b"}
            try:
                line = f"kept {store.save(document | {'edits': []}, Change(base, name)).hash}"
            except StaleError as error:
                line = f"stale {store.revision('north', error.current).hash}"
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
            base = store.revision("north").hash


if __name__ == "__main__":
    main(*sys.argv[1:])
