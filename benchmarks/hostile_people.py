"""What one hostile person costs others: audit entries, places for files, steps of a drag.

    python -m benchmarks.hostile_people [--requests 10000] [--seconds 20]

It serves a small plan with tokens. A viewer asks for made-up ids, changes what they may not, and
sends bad tokens: the entries of the audit log are counted. Twelve people send files a byte at a
time while a thirteenth sends one whole. Six connections of one planner send 380,000 unknown rules
and 4.8 MB of empty edits by turns while another planner asks for steps: their 95th percentile is
set against that of an idle service.
"""

from __future__ import annotations

import argparse
import itertools
import json
import socket
import statistics
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from benchmarks.crash import small_plan
from benchmarks.served import served
from layers.store import Store, store_beside

UNKNOWN_RULES = json.dumps({"rules": {f"{number:x}": 1 for number in range(380_000)}}).encode()
EMPTY_EDITS = b'{"edits":[' + b"{}," * 1_600_000 + b"{}]}"
_CONNECTIONS = 32
STEP = b'{"edits":[{"move":{"zone":"W","dx_km":0.1,"dy_km":0}}]}'


class Person(NamedTuple):
    """Who asks a service: its address, and their token."""

    site: str
    token: str

    def ask(self, method: str, path: str, body: bytes | None = None) -> int:
        """Ask, and return the status."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        asked = urllib.request.Request(f"{self.site}{path}", body, headers, method=method)
        try:
            with urllib.request.urlopen(asked) as answer:
                answer.read()
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.read()
            return error.code

    def p95_ms(self, seconds: float) -> float:
        """Ask for steps one after the other; return the 95th percentile of their time."""
        took, ends = [], time.monotonic() + seconds
        while time.monotonic() < ends:
            began = time.monotonic()
            if (status := self.ask("POST", "/api/measure", STEP)) != 200:
                raise SystemExit(f"a step is answered by {status}")
            took.append((time.monotonic() - began) * 1e3)
            time.sleep(0.02)  # as fast as a hand moves
        return statistics.quantiles(took, n=20)[-1]

    def drip(self, stop: threading.Event, taken: threading.Event) -> None:
        """Send a file a byte at a time."""
        place = urlsplit(self.site)
        with socket.create_connection((place.hostname or "", place.port or 0)) as connection:
            head = "POST /api/uploads?name=a.csv HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n"
            connection.sendall(f"{head}Authorization: Bearer {self.token}\r\n\r\n".encode())
            taken.set()
            while not stop.wait(0.5):
                connection.sendall(b"x")


def entries(path: Path) -> int:
    """Return how many entries the audit log of a plan has."""
    with Store.open(store_beside(path)) as store:
        return len(store.audit.entries())


def refusals(viewer: Person, path: Path, requests: int) -> None:
    """Be refused very often, and tell how many entries come of it."""

    def ask(number: int) -> list[int]:
        stranger = Person(viewer.site, f"zw_{number:012x}_{'x' * 43}")
        return [
            viewer.ask("GET", f"/api/scenarios/made-up-{number}"),
            viewer.ask("PUT", f"/api/scenarios/made-up-{number}", b"{}"),
            stranger.ask("GET", "/api/plan"),
        ]

    before = entries(path)
    with ThreadPoolExecutor(_CONNECTIONS) as pool:  # a wrong token's refusal is kept waiting
        statuses = Counter(itertools.chain(*pool.map(ask, range(requests // 3))))
    print(
        f"{statuses.total()} refused requests: {entries(path) - before} entries of the audit log "
        f"({dict(statuses)})"
    )
    if max(statuses) >= 500:
        raise SystemExit("the service failed at some")


def slow_files(people: list[Person], other: Person) -> None:
    """Send files very slowly, and tell how somebody else's is answered."""
    stop, taken = threading.Event(), [threading.Event() for _ in people]
    threads = [
        threading.Thread(target=person.drip, args=(stop, is_taken), daemon=True)
        for person, is_taken in zip(people, taken, strict=True)
    ]
    for thread in threads:
        thread.start()
    for is_taken in taken:
        is_taken.wait()
    status = other.ask("POST", "/api/uploads?name=a.csv", b"a,b\n1,2\n")
    stop.set()
    print(f"{len(people)} slow files: another person's is read ({status}, of no zones)")


def nonsense(attacker: Person, planner: Person, seconds: float) -> None:
    """Send large nonsense by six connections, and tell how long another person's steps take."""
    planner.p95_ms(2)
    idle, stop = planner.p95_ms(seconds), threading.Event()
    sent: list[int] = []

    def attack(first: int) -> None:
        while not stop.is_set():
            body = (UNKNOWN_RULES, EMPTY_EDITS)[(first + len(sent)) % 2]
            sent.append(attacker.ask("POST", "/api/measure", body))

    threads = [threading.Thread(target=attack, args=(each,), daemon=True) for each in range(6)]
    for thread in threads:
        thread.start()
    crowded = planner.p95_ms(seconds)
    stop.set()
    print(
        f"a step's p95: idle {idle:.1f} ms, beside six connections {crowded:.1f} ms: "
        f"{crowded / idle:.1f} times ({len(sent)} answered: {sorted(set(sent))})"
    )


def main() -> None:
    """Serve a plan, be hostile, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.gpkg"
        small_plan().save(path)
        roles = {
            "viewer": "viewer",
            "attacker": "planner",
            "planner": "planner",
            "other": "planner",
        }
        roles |= {f"slow {number}": "planner" for number in range(12)}
        with Store.open(store_beside(path)) as store:
            made = {name: store.tokens.create(name, role)[1] for name, role in roles.items()}
        with served(path) as (site, _):
            people = {name: Person(site.rstrip("/"), token) for name, token in made.items()}
            nonsense(people["attacker"], people["planner"], asked.seconds)
            slow_files([one for name, one in people.items() if "slow" in name], people["other"])
            refusals(people["viewer"], path, asked.requests)


if __name__ == "__main__":
    main()
