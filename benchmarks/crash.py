"""End what saves, by kills and by power cuts, and see that nothing that was acknowledged is lost.

`python -m benchmarks.crash --kills 500 --cuts 150` keeps scenarios and comments in stores of SQLite
(`benchmarks.saving`; every tenth time it is the service that is asked over HTTP), by one process
or two at once. A **kill** ends them at any moment. A **cut** is played from a record of all that
SQLite did to its files (`benchmarks.power_cuts`): at any step of it, what was not synced may be
lost, in part or in whole. With `--postgresql URL` the kills are of processes that save there.

After each the store must open and verify, every database page be sound, everything that was
acknowledged before be there, and beyond that at most what was under way; then the saving goes on
with what is left. A line is printed for each time that this does not hold, and at last how often
was tried and how much was acknowledged. Exit 1 where anything was lost.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import geopandas as gpd
import shapely

from benchmarks.power_cuts import Disk, Log, Step, steps
from layers import Plan
from layers.errors import ZonewrightError
from layers.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ANEW = 25  # a store is begun anew after so many: what is checked each time grows
_CUTS_A_RECORD = 5
_OVER_HTTP = 10
_START_S = 60.0
_SERVE = "from service.cli import main; main()"
_SERVE_RECORDED = (
    "import sys; from pathlib import Path; from benchmarks.power_cuts import Log, record; "
    "record(Log(Path(sys.argv.pop(1)))); from service.cli import main; main()"
)


@dataclass
class Outcome:
    """How often was tried, how much acknowledged, and what was lost: a line each."""

    tried: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)


def kills(place: Callable[[], str], count: int, seed: int = 0) -> Outcome:
    """Kill what saves so many times; `place` makes the place of an empty store."""
    outcome, where = Outcome(), ""
    told: list[str] = []
    for number in range(count):
        chance = random.Random(f"kill {seed} {number}")
        if number % _ANEW == 0:
            print(f"kill {number} of {count}", file=sys.stderr)
            where, told = place(), []
        over_http = "://" not in where and number % _OVER_HTTP == _OVER_HTTP - 1
        ways: list[_Service] | list[_Saver] = (
            [_Service(Path(where), chance)] if over_http else _savers(where, chance)
        )
        for one in ways:
            one.wait_for(chance.randrange(1, 30))
        for one in ways[:: chance.choice((1, -1))]:
            time.sleep(chance.random() * 0.05)  # anywhere within a save
            one.kill()
        told += (new := [line for one in ways for line in one.told()])
        outcome.tried += 1
        outcome.acknowledged += len(new)
        outcome.lost += _lost(where, told, len(ways), f"kill {number}")
        told = _kept(where)
    return outcome


def cuts(folder: Path, count: int, seed: int = 0) -> Outcome:
    """Cut the power so many times."""
    outcome, number = Outcome(), 0
    files: dict[str, bytes] = {}
    told: list[str] = []
    while number < count:
        chance = random.Random(f"cut {seed} {number}")
        if number % _ANEW == 0:
            print(f"cut {number} of {count}", file=sys.stderr)
            files, told = {}, []
        recorded = _recorded(folder / f"run-{number}", files, chance, number)
        outcome.acknowledged += sum(step.what == "a" for step in recorded)
        for _ in range(min(_CUTS_A_RECORD, count - number)):
            at = chance.randrange(len(recorded) + 1)
            disk = Disk(files)
            disk.play(recorded[:at])
            survivors = disk.survivors(chance)
            before = [*told, *(step.data.decode() for step in recorded[:at] if step.what == "a")]
            (there := folder / f"cut-{number}").mkdir()
            _laid(there, survivors)
            where = str(there / "plan.scenarios.db")
            outcome.lost += _lost(where, before, 2, f"cut {number} at step {at} of {len(recorded)}")
            outcome.tried += 1
            number += 1
        files, told = survivors, _kept(where)
    return outcome


def _recorded(
    folder: Path, files: dict[str, bytes], chance: random.Random, number: int
) -> list[Step]:
    """Save for a while over the files that a disk holds; return the steps."""
    folder.mkdir()
    _laid(folder, files)
    where, log = folder / "plan.scenarios.db", folder / "log"
    if number // _CUTS_A_RECORD % _OVER_HTTP == _OVER_HTTP - 1:
        ways: list[Any] = [_Service(where, chance, log)]
    else:
        ways = _savers(str(where), chance, log)
    for one in ways:
        one.wait_for(chance.randrange(1, 40))
    time.sleep(chance.random() * 0.05)
    for one in ways:
        one.kill()
    return list(steps(log))


def _laid(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if not name.endswith("-shm"):  # which is no file to SQLite but memory
            (folder / name).write_bytes(content)


class _Saver:
    """A process that saves."""

    def __init__(self, where: str, name: str, seed: float, log: Path | None) -> None:
        command = [sys.executable, "-m", "benchmarks.saving", where, name, str(seed)]
        self._log = log
        self._process = subprocess.Popen(
            [*command, *([str(log)] if log else [])], stdout=subprocess.PIPE, text=True
        )
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith("\n"):
                self._lines.append(line[:-1])

    def wait_for(self, count: int) -> None:
        """Wait until it has told of so much."""
        _wait(lambda: self._count() >= count, self._process)

    def _count(self) -> int:
        if self._log is None:
            return len(self._lines)
        return sum(step.what == "a" for step in steps(self._log)) if self._log.exists() else 0

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        _close(self._process)

    def told(self) -> list[str]:
        """Return what it has told of."""
        return self._lines


def _savers(where: str, chance: random.Random, log: Path | None = None) -> list[_Saver]:
    """Start one process that saves, or two."""
    names = chance.choice((["one"], ["two"], ["one", "two"]))
    return [_Saver(where, name, chance.random(), log) for name in names]


def _close(process: subprocess.Popen[str]) -> None:
    if process.stdout is not None:
        process.stdout.close()


def _wait(is_done: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + _START_S
    while not is_done():
        if process.poll() is not None or time.monotonic() > end:
            raise AssertionError("what saves ended, or came to nothing, by itself")
        time.sleep(0.002)


class _Service:
    """The service as a process of its own, which is asked to save over HTTP, two at once."""

    def __init__(self, store: Path, chance: random.Random, log: Path | None = None) -> None:
        plan = store.with_name("plan.gpkg")
        if not plan.exists():
            small_plan().save(plan)
        code = [_SERVE] if log is None else [_SERVE_RECORDED, str(log)]
        command = [sys.executable, "-c", *code, "serve", str(plan), "--store", str(store)]
        self._process = subprocess.Popen(
            [*command, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        line = next(line for line in self._process.stdout if "http://" in line)
        found = re.search(r"http://\S+", line)
        assert found is not None
        self._site, self._log = found[0].rstrip("/"), log and Log(log)
        self._lines: list[str] = []
        self._baseline = Plan.open(plan).baseline
        self._clients = [
            threading.Thread(target=self._save, args=(name, chance.random()), daemon=True)
            for name in ("three", "four")
        ]
        for client in self._clients:
            client.start()

    def _save(self, name: str, seed: float) -> None:
        """Save until nobody answers any more."""
        chance = random.Random(seed)
        try:
            base = self._ask("GET", f"/api/scenarios/{name}")
        except urllib.error.HTTPError:
            base = ""
        try:
            while True:
                document = self._document(name, chance)
                body = json.dumps(document).encode()
                if base:
                    base = self._ask("PUT", f"/api/scenarios/{name}", {"If-Match": base}, body)
                else:
                    base = self._ask("POST", "/api/scenarios", {}, body)
                line = f"{name} save {base.strip(chr(34))}"
                self._lines.append(line)
                if self._log:
                    self._log.acknowledge(line)
        except OSError:
            return

    def _ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> str:
        """Ask, and return the ETag of the answer."""
        asked = urllib.request.Request(f"{self._site}{path}", body or None, method=method)
        asked.add_header("Content-Type", "application/json")
        for field_name, value in (headers or {}).items():
            asked.add_header(field_name, value)
        with urllib.request.urlopen(asked, timeout=_START_S) as answer:
            answer.read()
            return str(answer.headers["ETag"])

    def _document(self, name: str, chance: random.Random) -> dict[str, Any]:
        moves = [
            {"move": {"zone": "W", "dx_km": chance.random() / 100, "dy_km": 0.01}}
            for _ in range(chance.choice((1, 2, 40)))
        ]
        about = {"scenario": name, "title": f"{chance.random()}", "baseline": self._baseline}
        return about | {"edits": moves}

    def wait_for(self, count: int) -> None:
        """Wait until so much was answered."""
        _wait(lambda: len(self._lines) >= count, self._process)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()
        for client in self._clients:
            client.join(_START_S)
        _close(self._process)

    def told(self) -> list[str]:
        """Return what was answered."""
        return self._lines


def small_plan() -> Plan:
    """Return a plan of one zone within one region."""
    square = shapely.box(120, 30, 120.1, 30.1)
    zones = gpd.GeoDataFrame({"zone_id": ["W"], "ftz_id": ["F"]}, geometry=[square], crs=4490)
    around = shapely.box(119, 29, 121, 31)
    regions = gpd.GeoDataFrame({"adcode": ["330101"]}, geometry=[around], crs=4490)
    return Plan({"zones": zones, "regions": regions})


def _lost(where: str, told: list[str], at_once: int, when: str) -> list[str]:
    """Return what does not hold of a store after it was ended: nothing, where all was kept.

    `told` is all that was acknowledged, `at_once` how many were saving.
    """
    try:
        problems = [*_unsound(where), *_missing(where, told, at_once)]
    except (ZonewrightError, sqlite3.Error) as error:
        problems = [f"does not open: {error}"]
    return [f"{when}: {problem}" for problem in problems]


def _unsound(where: str) -> Iterator[str]:
    if "://" in where:
        return
    with closing(sqlite3.connect(where)) as database:
        for (line,) in database.execute("PRAGMA integrity_check").fetchall():
            if line != "ok":
                yield f"integrity: {line}"


def _missing(where: str, told: list[str], at_once: int) -> Iterator[str]:
    with Store.open(where) as store:
        yield from map(str, store.verify())
    kept = _kept(where)
    yield from (f"lost: {line}" for line in sorted(set(told) - set(kept)))
    if len(kept) > len(told) + max(at_once, 2):
        yield f"has {len(kept)} saves and comments, of which {len(told)} were told"


def _kept(where: str) -> list[str]:
    """Return all that a store holds, as it is told of; every document is read whole."""
    lines = []
    with Store.open(where) as store:
        for summary in store.scenarios():
            name = summary.scenario
            for revision in store.history(name)[::-1]:
                store.document(revision)
                lines.append(f"{name} save {revision.hash}")
            lines += [f"{name} said {comment.remark.text}" for comment in store.comments.of(name)]
    return lines


def _schemas(url: str) -> Callable[[], str]:
    """Return what makes an empty schema of a PostgreSQL server, and gives its URL."""
    import psycopg  # noqa: PLC0415  who has no server needs none

    def make() -> str:
        schema = f"crash_{uuid4().hex}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}")
        return f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{schema}"

    return make


def files_in(folder: Path) -> Callable[[], str]:
    """Return what gives the path of a store that is not there yet."""

    def make() -> str:
        (own := folder / uuid4().hex).mkdir()
        return str(own / "plan.scenarios.db")

    return make


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--postgresql", metavar="URL", help="a server whose user may make schemas")
    given = parser.parse_args()
    lost = 0
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        place = _schemas(given.postgresql) if given.postgresql else files_in(Path(folder))
        runs: dict[str, Callable[[], Outcome]] = {}
        runs["kills"] = lambda: kills(place, given.kills, given.seed)
        if not given.postgresql:
            runs["cuts"] = lambda: cuts(Path(folder), given.cuts, given.seed)
        for name, run in runs.items():
            began = time.monotonic()
            outcome = run()
            print(*outcome.lost, sep="\n", end="\n" if outcome.lost else "")
            seconds = time.monotonic() - began
            told = f"{outcome.acknowledged} saves and comments acknowledged"
            faults = f"{len(outcome.lost)} faults"
            print(f"{outcome.tried} {name}: {told}, {faults}, {seconds:.0f} s")
            lost += len(outcome.lost)
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
