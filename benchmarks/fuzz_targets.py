"""What random inputs are given to: readers of files and of scenarios, the service, its socket."""

from __future__ import annotations

import gc
import hashlib
import logging
import multiprocessing.util
import resource
import shutil
import socket
import tempfile
import threading
import time
import traceback
import warnings
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely
import uvicorn
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from starlette.testclient import TestClient

from benchmarks.hostile_files import KINDS as FILE_KINDS
from benchmarks.hostile_files import Samples
from benchmarks.hostile_requests import Requests, raw_request, scenario_text
from geo import CoverageMeter, Scenario
from geo.rules import RuleChecker
from geo.scenario.replay import replay
from layers import Plan
from layers.errors import ZonewrightError
from layers.formats import read_table
from layers.importing import ImportOptions, import_layers
from layers.runtime.budget import Budget
from layers.store import Store
from service.app import create_app
from service.server.connections import BoundedConnection
from service.upload_preview import preview_outlines, preview_scenario
from tests.layers.formats.corpus.case import EAST, WEST

if TYPE_CHECKING:
    from random import Random

_QUICK = (*FILE_KINDS, "scenario", "scenario", "request", "request")
KINDS = (*_QUICK, "socket", *_QUICK, "sql", *_QUICK, "socket", *_QUICK, "geopackage", "upload")
"""The kinds of inputs, as they come in turn; those that cost a process or a wait are the fewer."""

_ANSWERED_S = 0.05  # how long an answer on a socket is waited for: half a request has none
_DEEP_MEMORY_BYTES = 6_000_000_000


@dataclass(frozen=True)
class Tried:
    """An input that was tried: how it was made, how it ended, what is wrong after it (or empty)."""

    number: int
    kind: str
    how: str
    ended: str = ""
    seconds: float = 0.0
    grown_mb: float = 0.0
    wrong: str = ""


class _Errors(logging.Handler):
    """Gathers what the service logs as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        told = record.exc_info[1] if record.exc_info else None
        self.lines.append(f"log: {record.getMessage()[:200]} {told!r}"[:400])


class Targets:
    """A plan, a store and a service, to which inputs are given; all lies in a folder."""

    def __init__(self, folder: Path, *, serving: bool = True) -> None:
        self._folder = folder
        multiprocessing.util.get_temp_dir()  # which lasts as long as this process
        (scratch := folder / "scratch").mkdir()
        self._scratch = scratch
        tempfile.tempdir = str(scratch)
        self._samples = Samples(folder / "samples")
        self._plan_path = folder / "plan.gpkg"
        _plan().save(self._plan_path)
        self._plan = Plan.open(self._plan_path)
        self._meter = CoverageMeter(self._plan, 50.0)
        self._rules = RuleChecker(self._plan)
        self._whole = _digest(self._plan_path)
        self._closing = ExitStack()
        self._errors = _Errors()
        if not serving:
            return
        for name in ("uvicorn.error", "asyncio"):
            logging.getLogger(name).addHandler(self._errors)
        self._store = self._closing.enter_context(Store.open(folder / "plan.scenarios.db"))
        app = create_app(self._plan, self._store)
        self._requests = Requests(app.openapi(), self._plan.baseline)
        self._client = self._closing.enter_context(TestClient(app))
        self._address = self._closing.enter_context(_Listening(app))
        resource.setrlimit(resource.RLIMIT_AS, (_DEEP_MEMORY_BYTES, _DEEP_MEMORY_BYTES))

    def close(self) -> None:
        """End the service."""
        self._closing.close()

    def make(self, kind: str, chance: Random, folder: Path) -> Any:  # noqa: ANN401  of any kind
        """Return the input of a kind: a file in a folder that is made, a text, a request, bytes."""
        if kind in FILE_KINDS:
            return self._samples.hostile(kind, chance, folder)
        if kind == "upload":
            return self._samples.hostile(chance.choice(FILE_KINDS), chance, folder)
        if kind == "scenario":
            return scenario_text(self._plan.baseline, chance)
        return self._requests.asked(chance)

    def tried(self, number: int, kind: str, chance: Random) -> Tried:
        """Give an input to what it is for; return what came of it."""
        folder = self._folder / "input"
        given = self.make(kind, chance, folder)
        there = _listing(folder)
        how = getattr(given, "how", str(given)[:300])
        started, memory = time.process_time(), _peak_mb()
        ended, wrong = self._given(kind, given, chance)
        seconds, grown = time.process_time() - started, _peak_mb() - memory
        wrong = wrong or self._left(folder, there)
        shutil.rmtree(folder, ignore_errors=True)
        if number % 1_000 == 999 and not wrong:
            wrong = "; ".join(map(str, self._store.verify()))
        return Tried(number, kind, how, ended, seconds, grown, wrong)

    def _given(self, kind: str, given: Any, chance: Random) -> tuple[str, str]:  # noqa: ANN401
        """Return how an input ends, and what is wrong with that."""
        give = {"scenario": self._scenario, "upload": self._upload, "request": self._request}
        give |= {"socket": self._socket}
        try:
            with warnings.catch_warnings(record=True) as told:
                warnings.simplefilter("always")
                ended = give.get(kind, self._file)(given, chance)
        except ZonewrightError as error:
            return "refused", _wrong_lines(error)
        except Exception as error:  # noqa: BLE001  it is what is looked for
            (*_, last) = traceback.extract_tb(error.__traceback__)
            at = f"{Path(last.filename).name}:{last.lineno}"
            return "raised", f"{type(error).__name__}: {str(error)[:300]} ({at})"
        return ended, "; ".join(f"warning: {each.message}"[:200] for each in told)

    def _file(self, given: Any, chance: Random) -> str:  # noqa: ANN401
        """Read a file as one of those would who read files."""
        reading = {"zones": replace(given.options)}
        options = ImportOptions(read=reading, repair=chance.random() < 0.3)
        way = chance.randrange(5)
        if way == 0:
            read_table(given.path, given.layer, given.options)
        elif way == 1:
            import_layers({given.layer: given.path}, options, self._plan)
        elif way == 2 and given.path.suffix == ".gpkg":
            Plan.open(given.path)
        elif way == 3:
            _as_json(preview_outlines(given.path, self._plan, options))
        else:
            _as_json(preview_scenario(given.path, self._plan, options, "decide"))
        return "read"

    def _scenario(self, given: str, _chance: Random) -> str:
        scenario = Scenario.parse(given)
        with Budget(seconds=120).limiting():
            zones = replay(self._plan, scenario).zones
            self._rules.violations(zones, scenario.rules)
            list(map(self._meter.measure(zones).columns, ("zones", "regions")))
        return "read"

    def _upload(self, given: Any, chance: Random) -> str:  # noqa: ANN401
        """Send a file to the service, which reads it in a process of its own."""
        asked = {"name": given.path.name, "as": chance.choice(("scenario", "outline"))}
        content = given.path.read_bytes() if given.path.is_file() else b""
        return self._checked(self._client.post("/api/uploads", params=asked, content=content))

    def _request(self, given: Any, _chance: Random) -> str:  # noqa: ANN401
        answer = self._client.request(
            given.method, given.url, headers=given.headers, content=given.content
        )
        return self._checked(answer)

    def _checked(self, answer: Any) -> str:  # noqa: ANN401
        if answer.status_code >= 500 and answer.status_code != 503:
            raise AssertionError(f"{answer.status_code}: {answer.text[:200]}")
        if "Traceback" in answer.text or str(self._folder) in answer.text:
            raise AssertionError(f"tells of itself: {answer.text[:300]}")
        return str(answer.status_code)

    def _socket(self, given: Any, chance: Random) -> str:  # noqa: ANN401
        """Send bytes over a connection; then ask whether the service lives."""
        with socket.create_connection(self._address, timeout=30) as connection:
            connection.settimeout(_ANSWERED_S)
            heard = b""
            try:
                connection.sendall(raw_request(given, chance))
                if chance.random() < 0.5:
                    connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65_536):
                    heard += part
            except OSError:
                pass
        if self._errors.lines:
            raise AssertionError(self._errors.lines.pop())
        if heard.startswith(b"HTTP/1.1 5") and not heard.startswith(b"HTTP/1.1 503"):
            raise AssertionError(heard[:300])
        with socket.create_connection(self._address, timeout=30) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            if b"200 OK" not in connection.recv(65_536):
                raise AssertionError("the service does not answer any more")
        return heard[9:12].decode("ascii", "replace") or "closed"

    def _left(self, folder: Path, there: dict[str, str]) -> str:
        """Return which files are left that were not there, or are others than before."""
        gc.collect(0)
        if left := sorted(each.name for each in self._scratch.iterdir()):
            for each in self._scratch.iterdir():
                shutil.rmtree(each) if each.is_dir() else each.unlink()
            return f"leaves {left}"
        if _digest(self._plan_path) != self._whole:
            return "the plan is not as it was"
        now = _listing(folder)
        changed = sorted(
            name for name in there.keys() | now.keys() if there.get(name) != now.get(name)
        )
        # to SQLite -shm is no file but memory: the last who reads a database takes it away
        changed = [name for name in changed if name not in there or not name.endswith("-shm")]
        return f"changes {changed}" if changed else ""


class _Listening:
    """A service that listens on a port of loopback, in a thread."""

    def __init__(self, app: Any) -> None:  # noqa: ANN401
        config = uvicorn.Config(
            app, http=BoundedConnection, lifespan="off", ws="none", log_level="error"
        )
        self._server = uvicorn.Server(config)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(
            target=self._server.run, args=([self._listener],), daemon=True
        )

    def __enter__(self) -> tuple[str, int]:
        self._thread.start()
        host, port = self._listener.getsockname()
        return host, port

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._listener.close()


def _plan() -> Plan:
    """Return a plan of the zones that the valid files have, and a region about them."""
    zones = gpd.GeoDataFrame(
        {"zone_id": ["W", "E"], "ftz_id": ["F", "G"], "name_zh": ["临港", "西片区"]},
        geometry=[WEST, EAST],
        crs=4490,
    )
    around = shapely.box(119.5, 29.5, 120.5, 30.5)
    regions = gpd.GeoDataFrame({"adcode": ["330101"]}, geometry=[around], crs=4490)
    demand = gpd.GeoDataFrame(
        {"demand_id": ["1"], "population": [5], "adcode": ["330101"]},
        geometry=[shapely.Point(120.2, 30.2)],
        crs=4490,
    )
    return Plan({"zones": zones, "regions": regions, "demand": demand})


def _as_json(document: Any) -> None:  # noqa: ANN401
    """Write a document as the service would answer it."""
    JSONResponse(jsonable_encoder(document))


def _wrong_lines(error: ZonewrightError) -> str:
    """Return what is wrong with the lines of a refusal."""
    if not error.lines:
        return "refused without a word"
    for line in error.lines:
        if "\n" in line or "zonewright-" in line or "Traceback" in line or len(line) > 3_000:
            return f"says: {line[:300]!r}"
    return ""


def _listing(folder: Path) -> dict[str, str]:
    """Return each file of a folder and what it holds."""
    if not folder.exists():
        return {}
    files = (each for each in folder.rglob("*") if each.is_file())
    return {str(each.relative_to(folder)): _digest(each) for each in files}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
