"""Give the product inputs that are damaged or made to harm, and see that nothing comes of them.

`python -m benchmarks.fuzz_inputs --count 20000` makes files (GeoPackage, by bytes and by SQL;
shapefile, KML, KMZ, GeoJSON, TXT, CSV and every other format that is read), scenarios in YAML,
requests over HTTP and bytes on a socket. Each must end as it may: it is read, or refused in lines
that say why. A line is printed for each input after which

- something else was raised, or a warning given, or a line holds the path of a temporary file;
- the service answered 5xx other than 503, or its log has an error;
- it took more than `MOST_S` seconds of the processor, or memory grew by more than `MOST_MB`;
- it hung or ended the process: another one watches, names the input, and goes on with the next;
- a file was left, or the input, the plan or the store's history is not as it was.

An input is named by its number: `--first N --count 1` tries it again, `--first N` goes on there.
Exit 1 where anything was found.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.fuzz_targets import KINDS, Targets, Tried

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from multiprocessing.connection import Connection

MOST_S = 20.0
"""How long an input may take the processor."""
MOST_MB = 1_500.0
"""By how much it may make the memory grow."""
_HANGS_S = 300.0  # of the clock: the machine may be busy


@dataclass(frozen=True)
class Found:
    """An input after which something is wrong."""

    tried: Tried
    wrong: str

    def __str__(self) -> str:
        """Return a line."""
        return f"{self.tried.number}: {self.tried.kind}: {self.tried.how[:200]}: {self.wrong}"


def try_all(
    first: int, count: int, kinds: Sequence[str] = KINDS, hangs_s: float = _HANGS_S
) -> Iterator[Tried | Found]:
    """Try the inputs of so many numbers, each of one of the kinds in turn; give what came of each.

    They are tried in a process of its own; where that hangs or ends, another goes on.
    """
    context = multiprocessing.get_context("spawn")
    number, last = first, first + count
    while number < last:
        ours, theirs = context.Pipe(duplex=False)
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            process = context.Process(target=_try_each, args=(theirs, number, last, kinds, folder))
            process.start()
            theirs.close()
            try:
                number = yield from _followed(ours, range(number, last), kinds, hangs_s)
            finally:
                process.kill()
                process.join()
                ours.close()


def _followed(
    ours: Connection, numbers: range, kinds: Sequence[str], hangs_s: float
) -> Generator[Tried | Found, None, int]:
    """Give what a process tells, until it hangs or ends; return the number to go on with."""
    for number in numbers:
        lost = Tried(number, kinds[number % len(kinds)], "")
        try:
            if not ours.poll(hangs_s):
                yield Found(lost, f"hangs: nothing came of it in {hangs_s:.0f} s")
                return number + 1
            tried: Tried = ours.recv()
        except EOFError:
            yield Found(lost, "the process that tried it has ended")
            return number + 1
        yield _judged(tried)
    return numbers.stop


def _judged(tried: Tried) -> Tried | Found:
    wrong = tried.wrong
    if not wrong and tried.seconds > MOST_S:
        wrong = f"takes {tried.seconds:.1f} s of the processor"
    if not wrong and tried.grown_mb > MOST_MB:
        wrong = f"takes {tried.grown_mb:.0f} MB more memory than any before"
    return Found(tried, wrong) if wrong else tried


def _try_each(pipe: Connection, first: int, last: int, kinds: Sequence[str], folder: str) -> None:
    """Try one input after another, and tell what came of each."""
    targets = Targets(Path(folder))
    try:
        for number in range(first, last):
            chance = random.Random(number)
            pipe.send(targets.tried(number, kinds[number % len(kinds)], chance))
    finally:
        targets.close()


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", choices=KINDS, action="append", help="inputs of this kind alone")
    parser.add_argument("--keep", type=Path, help="a folder for the files of what is found")
    given = parser.parse_args()
    kinds = tuple(given.only or KINDS)
    ends: dict[str, Counter[str]] = defaultdict(Counter)
    longest: dict[str, float] = defaultdict(float)
    found, began = 0, time.monotonic()
    for nth, one in enumerate(try_all(given.first, given.count, kinds)):
        if nth % 500 == 0:
            print(f"from {given.first + nth}: {time.monotonic() - began:.0f} s", flush=True)
        if isinstance(one, Found):
            found += 1
            print(one, flush=True)
            if given.keep:
                _keep(one.tried, kinds, given.keep)
        tried = one.tried if isinstance(one, Found) else one
        ends[tried.kind][tried.ended if one is tried else "wrong"] += 1
        longest[tried.kind] = max(longest[tried.kind], tried.seconds)
    print("kind, tried, ended so, longest (seconds of the processor)")
    for kind, counts in ends.items():
        said = ", ".join(f"{count} {end}" for end, count in counts.most_common())
        print(f"{kind}, {counts.total()}, {said}, {longest[kind]:.2f}")
    print(f"{given.count} inputs, {found} found, in {time.monotonic() - began:.0f} s")
    sys.exit(1 if found else 0)


def _keep(tried: Tried, kinds: Sequence[str], folder: Path) -> None:
    """Make the input of a number again, where it may be looked at."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        made = Targets(Path(scratch), serving=False)
        kept = folder / f"{tried.number}-{tried.kind}"
        shutil.rmtree(kept, ignore_errors=True)
        made.make(kinds[tried.number % len(kinds)], random.Random(tried.number), kept)


if __name__ == "__main__":
    main()
