"""The service under the load of a planning day, over the loopback: answers, drags, memory.

    python -m benchmarks.service [--workers 2] [--connections 1 8 64] [--seconds 30] [--plan PLAN]

Each connection is a person with a draft and a scenario of its own, who asks one thing after the
other: half of it steps of a drag, a quarter views, a tenth saves, a tenth comparisons, some
explanations and an export. Then the drags alone, idle and while a report, a new radius and an
upload run all the time; one person's drag beside that of a zone of 60,000 vertices; and `/healthz`
while six sheets are drawn at once. Everything lies in a folder that is removed, and ends by itself.
What came out on a quiet machine stands in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import count, cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import psutil
import shapely
import shapely.affinity

from benchmarks.coverage import machine
from benchmarks.sample_data import china_plan
from benchmarks.served import served
from layers import Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Mapping

MIX = {"drag": 50, "view": 25, "save": 10, "compare": 10, "explain": 4, "export": 1}
DRAG = (
    "/api/measure?tables=totals,ftzs,zones,sectors,violations,regions"
    "&geometry=display&changed=true&plan=false"
)
VIEWS = ("/api/layers/zones?scenario={own}", "/api/scenarios", "/api/scenarios/{own}", "/api/plan")
RADIUS_KM = 50.0
_SHEETS = 6  # at once
_BETWEEN_S = 0.01  # two looks at `/healthz`
_STEPS = 40  # of a drag, until another zone is taken
_LONGEST_S = 120.0


@dataclass
class Took:
    """What came of some seconds of load: the seconds of each answer by what was asked."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    lasted: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    dropped: int = 0

    @property
    def answers(self) -> int:
        """Return how many answers came."""
        return sum(map(len, self.seconds.values()))

    @property
    def errors(self) -> int:
        """Return how many answers were none."""
        return sum(number for status, number in self.statuses.items() if status >= 400)

    def p_ms(self, percent: float, what: str = "drag") -> float:
        """Return a percentile, in milliseconds."""
        found = self.seconds.get(what)
        return float(np.percentile(found, percent)) * 1e3 if found else float("nan")


class Connection:
    """A connection that is kept open, over which one thing is asked after the other."""

    def __init__(self, host: str, port: int, took: Took) -> None:
        self._at, self.took = (host, port), took
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, what: str, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask, note how long the answer took, and return its status, headers and body."""
        began = time.perf_counter()
        sent = {"Host": f"{self._at[0]}:{self._at[1]}", "Content-Length": str(len(body))}
        sent["Content-Type"] = "application/json"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        try:
            reader, writer = self._streams or await asyncio.open_connection(*self._at)
            self._streams = reader, writer
            writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
            status, told, content = await asyncio.wait_for(_answer(reader), _LONGEST_S)
        except (OSError, EOFError, TimeoutError):
            self.took.dropped += 1
            self.close()
            return 0, {}, b""
        if told.get("connection") == "close":
            self.close()
        self.took.seconds.setdefault(what, []).append(time.perf_counter() - began)
        self.took.statuses[status] += 1
        return status, told, content

    def close(self) -> None:
        """Close it; the next question opens another."""
        if self._streams:
            self._streams[1].close()
        self._streams = None


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split()[1])
    told = {
        name.lower(): value
        for name, _, value in (line.partition(": ") for line in head[1:] if line)
    }
    if "content-length" in told:
        return status, told, await reader.readexactly(int(told["content-length"]))
    content = b""
    while told.get("transfer-encoding") == "chunked":
        size = int(await reader.readline(), 16)
        content += (await reader.readexactly(size + 2))[:size]
        if not size:
            break
    return status, told, content


class Planner:
    """A person at the page: a draft, and a scenario of their own."""

    def __init__(self, plan: Plan, number: int, connection: Connection) -> None:
        self._plan, self.connection, self.own = plan, connection, f"own-{number}"
        self._zones = plan.zones[~plan.zones["locked"].astype(bool)]
        self._number, self._random = number, random.Random(number)
        self._drag, self._etag, self._saves = self._dragged(number), "", count()

    async def begin(self) -> None:
        """Keep a scenario; it is there already where the service was asked before."""
        body = json.dumps(self._document())
        _, told, refused = await self.connection.ask(
            "begin", "POST", "/api/scenarios?visibility=public", body.encode()
        )
        if "etag" not in told:
            _, told, _ = await self.connection.ask("begin", "GET", f"/api/scenarios/{self.own}")
        if "etag" not in told:
            raise SystemExit(f"no scenario is kept: {refused.decode()}")
        self._etag = told["etag"]

    async def ask(self, what: str) -> None:
        """Ask one thing of a kind."""
        await getattr(self, what)()

    async def drag(self) -> None:
        """Ask for the figures of the next step of a drag, as the page does."""
        await self.connection.ask("drag", "POST", DRAG, next(self._drag))

    async def view(self) -> None:
        """Look at something."""
        path = self._random.choice(VIEWS).format(own=self.own)
        await self.connection.ask("view", "GET", path)

    async def save(self) -> None:
        """Keep the next state of one's scenario."""
        _, told, _ = await self.connection.ask(
            "save",
            "PUT",
            f"/api/scenarios/{self.own}",
            json.dumps(self._document()).encode(),
            If_Match=self._etag,
        )
        self._etag = told.get("etag", self._etag)

    async def compare(self) -> None:
        """Ask what one's scenario changes."""
        await self.connection.ask(
            "compare", "GET", f"/api/compare?a={self.own}&tables=zones,totals"
        )

    async def explain(self) -> None:
        """Ask why a region is covered."""
        adcode = self._random.choice(self._plan.regions["adcode"].tolist())
        await self.connection.ask("explain", "GET", f"/api/explain?adcode={adcode}")

    async def export(self) -> None:
        """Take one's scenario along."""
        await self.connection.ask("export", "GET", f"/exports/{self.own}.geojson")

    def _document(self) -> dict[str, Any]:
        km = 1 + next(self._saves) % 7
        zone = self._zones["zone_id"].iloc[self._number % len(self._zones)]
        return {
            "scenario": self.own,
            "title": f"expanded by {km} km",
            "baseline": self._plan.baseline,
            "edits": [{"expand": {"zone": zone, "by_km": km}}],
        }

    def _dragged(self, number: int) -> Iterator[bytes]:
        """Yield what is asked at each step of drags, of one zone after the other."""
        for first in count(number):
            zone = self._zones.iloc[first % len(self._zones)]
            for outline in drawn_outlines(zone.geometry.wkb):
                drawn = f'"drawn": {{"zone": "{zone.zone_id}", "geometry": {outline}}}'
                named = f'"draft": "{self.own}", "radii_km": [{RADIUS_KM}]'
                yield f'{{"edits": [], {drawn}, {named}}}'.encode()


@cache
def drawn_outlines(zone: bytes) -> list[str]:
    """Return the outlines of a drag of a zone (WKB) as GeoJSON, written once for all who drag it.

    What those who ask have to do is not the service's, and would be done by another machine.
    """
    shape = shapely.from_wkb(zone)
    return [
        shapely.to_geojson(shapely.affinity.translate(shape, 2e-3 * (step + 1), 1e-3 * step))
        for step in range(_STEPS)
    ]


async def load(
    site: str, plan: Plan, connections: int, seconds: float, mix: Mapping[str, int]
) -> Took:
    """Return what came of a load by so many persons at once."""
    place, took, warming = urlsplit(site), Took(), Took()
    host, port = str(place.hostname), int(place.port or 80)
    for zone in plan.zones["geometry"]:
        drawn_outlines(zone.wkb)  # before the clock runs
    planners = [Planner(plan, one, Connection(host, port, warming)) for one in range(connections)]
    for planner in planners:
        await planner.begin()
        await planner.drag()
        planner.connection.close()  # the service does so by itself while the others begin
        planner.connection.took = took
    began = time.perf_counter()

    async def work(planner: Planner) -> None:
        drawn = random.Random(repr(planner.own))
        while time.perf_counter() - began < seconds:
            (what,) = drawn.choices(tuple(mix), tuple(mix.values()))
            await planner.ask(what)

    await asyncio.gather(*map(work, planners))
    took.lasted = time.perf_counter() - began
    for planner in planners:
        planner.connection.close()
    return took


async def heavy(site: str, plan: Plan, ended: asyncio.Event) -> Took:
    """Let a report, a new radius and an upload run, again and again, until it is ended."""
    place, took = urlsplit(site), Took()
    host, port = str(place.hostname), int(place.port or 80)
    zones = plan.zones[["zone_id", "geometry"]].to_json().encode()

    async def reports(connection: Connection) -> None:
        body = json.dumps({"kind": "export", "suffix": ".pdf", "scenarios": ["own-0"]}).encode()
        _, told, _ = await connection.ask("begin", "POST", "/api/jobs", body)
        began = time.perf_counter()
        while True:
            status, _, content = await connection.ask("wait", "GET", f"{told['location']}?wait_s=5")
            if ended.is_set() or status != 200 or json.loads(content)["state"] != "running":
                break
        took.seconds.setdefault("report", []).append(time.perf_counter() - began)

    radii = count(31)

    async def radius(connection: Connection) -> None:
        body = json.dumps({"radii_km": [next(radii) + 0.5]}).encode()
        await connection.ask("radius", "POST", "/api/measure?tables=totals", body)

    async def upload(connection: Connection) -> None:
        await connection.ask("upload", "POST", "/api/uploads?name=zones.geojson", zones)

    async def again(ask: Callable[[Connection], Coroutine[Any, Any, None]]) -> None:
        connection = Connection(host, port, took)
        while not ended.is_set():
            await ask(connection)
        connection.close()

    await asyncio.gather(*map(again, (reports, radius, upload)))
    return took


async def measured(site: str, plan: Plan, given: argparse.Namespace, pid: int) -> None:
    """Print the tables."""
    before = memory_mb(pid)
    told = "connections", "answers/s", "drag p50, ms", "drag p95, ms", "export p95, ms"
    _head(*told, "errors", "dropped")
    for connections in given.connections:
        took = await load(site, plan, connections, given.seconds, MIX)
        print(
            f"| {connections} | {took.answers / took.lasted:.0f} | {took.p_ms(50):.0f}"
            f" | {took.p_ms(95):.0f} | {took.p_ms(95, 'export'):.0f}"
            f" | {took.errors} | {took.dropped} |",
            flush=True,
        )
    _head("connections", "drags alone: p95, ms", "with heavy work: p95, ms", "times")
    done: Counter[str] = Counter()
    for connections in given.connections:
        idle = await load(site, plan, connections, given.seconds, {"drag": 1})
        ended = asyncio.Event()
        beside = asyncio.create_task(heavy(site, plan, ended))
        busy = await load(site, plan, connections, given.seconds, {"drag": 1})
        ended.set()
        done.update({what: len(each) for what, each in (await beside).seconds.items()})
        print(
            f"| {connections} | {idle.p_ms(95):.0f} | {busy.p_ms(95):.0f}"
            f" | {busy.p_ms(95) / idle.p_ms(95):.1f} |",
            flush=True,
        )
    await beside_large(site, plan, given)
    await beside_sheets(site, given.seconds)
    work = ", ".join(f"{what}: {done[what]}" for what in ("report", "radius", "upload"))
    print(f"\nHeavy work done meanwhile: {work}.")
    _head("minutes at the most connections", "memory of all processes, MB")
    print(f"| before | {before:.0f} |", flush=True)
    for part in range(given.memory_parts):
        await load(site, plan, max(given.connections), given.memory_seconds, MIX)
        minutes = (part + 1) * given.memory_seconds / 60
        print(f"| {minutes:.1f} | {memory_mb(pid):.0f} |", flush=True)


async def beside_large(site: str, plan: Plan, given: argparse.Namespace) -> None:
    """Print how long a drag's steps take alone, and beside those of a very large zone."""
    place, large, ended = urlsplit(site), Took(), asyncio.Event()
    bodies = list(_large_steps(plan, given.vertices))  # before the clock runs

    async def drag() -> None:
        connection = Connection(str(place.hostname), int(place.port or 80), large)
        for body in cycle(bodies):
            if ended.is_set():
                break
            await connection.ask("large", "POST", DRAG, body)
        connection.close()

    idle = await load(site, plan, 1, given.seconds, {"drag": 1})
    beside = asyncio.create_task(drag())
    busy = await load(site, plan, 1, given.seconds, {"drag": 1})
    ended.set()
    await beside
    _head("a drag", "steps", "p50, ms", "p95, ms", "longest, ms")
    named = ("alone", idle, "drag"), (f"beside one of {given.vertices:,} vertices", busy, "drag")
    for label, took, what in (*named, ("that one", large, "large")):
        p50, p95, longest = (f"{took.p_ms(percent, what):.0f}" for percent in (50, 95, 100))
        print(f"| {label} | {len(took.seconds[what])} | {p50} | {p95} | {longest} |", flush=True)


async def beside_sheets(site: str, seconds: float) -> None:
    """Print how long `/healthz` takes alone, and while six sheets at once are drawn."""
    place, ended = urlsplit(site), asyncio.Event()
    host, port = str(place.hostname), int(place.port or 80)
    body = json.dumps({"radii_km": [RADIUS_KM]}).encode()

    async def draw(took: Took) -> None:
        connection = Connection(host, port, took)
        while not ended.is_set():
            await connection.ask("sheet", "POST", "/api/sheet", body)
        connection.close()

    async def look() -> Took:
        connection = Connection(host, port, took := Took())
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            await connection.ask("healthz", "GET", "/healthz")
            await asyncio.sleep(_BETWEEN_S)
        connection.close()
        return took

    idle, sheets = await look(), Took()
    drawing = [asyncio.create_task(draw(sheets)) for _ in range(_SHEETS)]
    busy = await look()
    ended.set()
    await asyncio.gather(*drawing)
    _head("/healthz", "p50, ms", "p95, ms", "longest, ms")
    for label, took in (("alone", idle), (f"beside {_SHEETS} sheets at once", busy)):
        p50, p95, longest = (f"{took.p_ms(percent, 'healthz'):.1f}" for percent in (50, 95, 100))
        print(f"| {label} | {p50} | {p95} | {longest} |", flush=True)
    times = busy.p_ms(95, "healthz") / idle.p_ms(95, "healthz")
    print(f"\n{sheets.answers} sheets meanwhile, {sheets.errors} refused; p95 {times:.1f} times.")


def _large_steps(plan: Plan, vertices: int) -> Iterator[bytes]:
    """Yield what is asked at each step of a drag of the last zone, as a ring of many vertices."""
    zone = plan.zones.iloc[-1]
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    ring = 0.05 * (1 + 0.2 * np.sin(7 * angle)) * np.array([np.cos(angle), np.sin(angle)])
    middle = np.array(zone.geometry.centroid.coords)
    for step in range(_STEPS):
        outline = shapely.to_geojson(shapely.Polygon(middle + (1 + step / 1e3) * ring.T))
        drawn = f'"drawn": {{"zone": "{zone.zone_id}", "geometry": {outline}}}'
        yield f'{{"edits": [], {drawn}, "draft": "large", "radii_km": [{RADIUS_KM}]}}'.encode()


def _head(*names: str) -> None:
    print(f"\n| {' | '.join(names)} |\n|{'---|' * len(names)}")


def memory_mb(pid: int) -> float:
    """Return the memory of a service's processes, what they share counted once."""
    main, total = psutil.Process(pid), 0
    for one in (main, *main.children(recursive=True)):
        with suppress(psutil.Error):
            total += one.memory_full_info().pss
    return total / 1e6


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--plan", type=Path, help="a plan; else the China plan")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 8, 64])
    parser.add_argument("--seconds", type=float, default=30.0, help="of each load")
    parser.add_argument("--vertices", type=int, default=60_000, help="of the large zone")
    parser.add_argument("--memory-seconds", type=float, default=60.0, help="between two looks")
    parser.add_argument("--memory-parts", type=int, default=5, help="how many looks")
    given = parser.parse_args()
    print(f"{machine()}; {given.workers} workers, {given.seconds:g} s of each load.\n")
    with tempfile.TemporaryDirectory(prefix="zonewright-benchmark-") as folder:
        path = Path(folder) / "plan.gpkg"
        shutil.copyfile(given.plan or str(china_plan().path), path)
        with served(path, "--workers", str(given.workers)) as (site, pid):
            asyncio.run(measured(site, Plan.open(path), given, pid))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
