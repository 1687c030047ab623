"""A service of several processes: what one of them knows, every other knows."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import psutil
import pytest
from command_line import run, saved_plan, small_plan

from layers import Plan
from layers.runtime import worker

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork"),
]

SWEEP = {"kind": "sweep", "scenarios": ["baseline"], "runs": 3, "vary": {"radius": 0.1}}
SQUARE = {"type": "Polygon", "coordinates": [[[120, 30], [121, 30], [121, 31], [120, 30]]]}
LONG = SWEEP | {"runs": 100_000}
EXPORT = {"kind": "export", "suffix": ".csv", "scenarios": ["north"]}
PATIENCE_S, TRIES = 60.0, 1_200


@dataclass(frozen=True)
class Service:
    """A service that runs: its address, its first process, where its temporary files lie."""

    url: str
    process: subprocess.Popen[str]
    temporary: Path
    plan: Path

    def ask(
        self, path: str, document: Any = None, method: str | None = None, **headers: str
    ) -> httpx2.Response:
        """Ask over a connection of its own."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        method = method or ("GET" if document is None else "POST")
        with httpx2.Client(timeout=PATIENCE_S, trust_env=False, follow_redirects=True) as client:
            return client.request(method, self.url + path, json=document, headers=sent)

    @property
    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def kill(self) -> None:
        """Kill the first process, and wait until all others have ended."""
        every = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        until(lambda: [one for one in every if not has_ended(one)], lambda left: not left)

    def begun(self, job: Any) -> str:
        answer = self.ask("/api/jobs", job)
        assert answer.status_code == 202, answer.content
        return str(answer.headers["location"])

    def ended(self, where: str) -> Any:
        return until(
            lambda: self.ask(f"{where}?wait_s=1").json(),
            lambda job: job["state"] not in {"waiting", "running"},
        )


def until(look: Callable[[], Any], reached: Callable[[Any], Any]) -> Any:
    """Look again and again until what is there is as it should be, and return it."""
    for _ in range(TRIES):
        if reached(found := look()):
            return found
        threading.Event().wait(0.05)
    raise AssertionError(found)


def has_ended(process: psutil.Process) -> bool:
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


@contextmanager
def serving(folder: Path, *options: str, workers: int = 2) -> Iterator[Service]:
    """Serve the small plan until the end of the block; what is complained about is in `errors`."""
    plan = folder / "p.gpkg" if (folder / "p.gpkg").exists() else saved_plan(folder)
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    around = {"PYTHONPATH": ":".join(sys.path), "PYTHONUNBUFFERED": "1", "TMPDIR": str(temporary)}
    command = [sys.executable, "-c", "from service.cli import main; main()", "serve", str(plan)]
    command += ["--port", "0", "--workers", str(workers), *options]
    with (
        (folder / "errors").open("wb") as errors,
        subprocess.Popen(  # noqa: S603  our own
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=os.environ | around,
            start_new_session=True,
        ) as process,
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"http://[^ /]+", line)
        assert address is not None, line
        service = Service(address[0], process, temporary, plan)
        try:
            until(lambda: service.ask("/readyz").status_code, lambda status: status == 200)
            if workers > 1:
                until(lambda: service.workers, lambda found: len(found) == workers + 1)
            yield service
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_S)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder with a short name, in which sockets may lie."""
    with tempfile.TemporaryDirectory(prefix="zw-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with (
        tempfile.TemporaryDirectory(prefix="zw-") as name,
        serving(Path(name), "--access-log", f"{name}/access.log") as running,
    ):
        yield running


def processes_that_answered(service: Service) -> set[str]:
    """Return the ids of the processes that have counted a request."""
    files = next(service.temporary.glob("zonewright-*")) / "figures"
    return {each.stem.rpartition("_")[2] for each in files.glob("counter_*.db")}


def test_only_who_answers_holds_the_port_and_only_once(service: Service) -> None:
    port = int(service.url.rpartition(":")[2])
    held = [
        sum(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in each)
        for each in (worker.net_connections("tcp") for worker in service.workers)
    ]
    assert sorted(held) == [0, 1, 1]  # the first has the queue; another may listen once both end


def test_a_job_is_known_to_every_process(service: Service) -> None:
    where = service.begun(LONG)
    for _ in range(10):
        job = service.ask(where).json()
        assert job["state"] in {"waiting", "running"}
        assert service.ask("/api/jobs").json()[0]["job"] == job["job"]
    until(lambda: service.ask(where).json()["progress"]["done"], bool)
    assert service.ask(where, method="DELETE").status_code == 202
    assert service.ended(where)["result"]["runs"] < 100_000
    for _ in range(10):
        again = service.ask(where)
        assert again.json()["state"] == "done"
        assert service.ask(where, If_None_Match=again.headers["etag"]).status_code == 304
    for path in (f"{where}/file", "/api/jobs/0123"):
        assert service.ask(path).status_code == 404

    for change, status in (({"runs": 0}, 422), ({"scenarios": ["nobody"]}, 404)):
        assert {service.ask("/api/jobs", SWEEP | change).status_code for _ in range(6)} == {status}


def test_a_file_is_answered_by_every_process_as_it_is_at_once(service: Service) -> None:
    where = service.begun(EXPORT)
    assert service.ended(where)["state"] == "done"
    files = {service.ask(f"{where}/file").content for _ in range(10)}
    assert files == {service.ask("/exports/north.csv").content}
    assert service.ask("/exports/nowhere.geojson").status_code == 404
    assert [one["kind"] for one in service.ask("/api/jobs").json()].count("export") == 1


def test_figures_and_the_log_are_of_all_processes(service: Service) -> None:
    before = counted(service)
    until(
        lambda: [service.ask("/api/plan") for _ in range(20)] and processes_that_answered(service),
        lambda found: len(found - {str(service.process.pid)}) == 2,
    )
    counts = [counted(service) for _ in range(6)]
    assert counts[0] >= before + 20
    assert len(set(counts)) == 1
    lines = (service.temporary.parent / "access.log").read_text(encoding="utf-8").splitlines()
    assert sum(json.loads(line)["path"] == "/api/plan" for line in lines) == counts[0]
    figures = service.ask("/metrics").content.decode()
    assert figures.count("zonewright_process_resident_memory_bytes{") >= 4
    for name in ("jobs_waiting", "exports_running", "kept_meters"):
        assert f"\nzonewright_{name} " in figures


def counted(service: Service) -> int:
    figures = service.ask("/metrics").content.decode()
    found = re.search(
        r'_requests_total{method="GET",route="/api/plan",status="200"} (\d+)', figures
    )
    return int(found[1]) if found else 0


@pytest.mark.parametrize(
    ("ending", "workers"),
    [(signal.SIGTERM, 1), (signal.SIGTERM, 2), (signal.SIGINT, 1), (signal.SIGKILL, 1)],
)
def test_however_it_is_ended_it_leaves_neither_process_nor_file(
    folder: Path, ending: signal.Signals, workers: int
) -> None:
    with serving(folder, workers=workers) as service:
        service.ask("/api/jobs", LONG)
        service.ask("/exports/north.csv")
        first = psutil.Process(service.process.pid)
        # a job, what it is forked from, and what tracks both
        every = until(lambda: first.children(recursive=True), lambda found: len(found) >= 3)
        if ending == signal.SIGINT:  # as a terminal sends it, to all of them
            os.killpg(first.pid, ending)
        else:
            service.process.send_signal(ending)
        service.process.wait(timeout=PATIENCE_S)
        until(lambda: [one for one in every if not has_ended(one)], lambda left: not left)
        if ending != signal.SIGKILL:
            assert list(service.temporary.iterdir()) == []
    assert (folder / "errors").read_text(encoding="utf-8") == ""


def test_a_killed_worker_is_replaced_a_killed_service_leaves_no_process(folder: Path) -> None:
    with serving(folder) as service:
        for victim in service.workers:
            victim.kill()
            until(
                lambda: service.workers,
                lambda found, gone=victim: len(found) == 3 and gone not in found,
            )
            until(lambda: service.ask("/readyz").status_code, lambda status: status == 200)
            assert service.ask("/api/scenarios/north").status_code == 200
        assert service.ended(service.begun(EXPORT))["state"] == "done"
        service.kill()
        left = {each.name for each in service.temporary.glob("zonewright-*")}
        assert left
    with serving(folder) as again:
        (there,) = (each.name for each in again.temporary.glob("zonewright-*"))
        assert there not in left  # the next start has tidied up


def test_where_temporary_paths_are_too_long_for_sockets_they_lie_elsewhere(folder: Path) -> None:
    deep = folder / ("temporary-files-" * 10)
    deep.mkdir()
    with serving(deep) as service:
        assert service.ended(service.begun(EXPORT))["state"] == "done"
        read = service.ask("/api/uploads?as=outline&name=a.geojson", SQUARE)
        assert read.status_code == 200, read.content
        (short,) = Path("/tmp").glob(f"zonewright-{service.process.pid}-*")  # noqa: S108
        assert short.stat().st_mode & 0o077 == 0
        service.kill()
    assert short.exists()
    with serving(deep):
        assert not short.exists()  # which was left behind


def test_what_processes_lack_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("temporary-files-" * 10)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    monkeypatch.setattr(worker, "_SHORT", ("/nowhere",))
    plan = saved_plan(tmp_path)
    for workers in (1, 2):
        ran = run("serve", plan, "--port", "0", "--workers", workers)
        assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1)
        line = f"TMPDIR: the path {deep} is too long for the sockets"
        assert ran.errors[0].startswith(line)
        cure = "/nowhere cannot be written; name a folder with a shorter path"
        assert ran.errors[0].endswith(cure)
    assert not list(deep.iterdir())
    monkeypatch.delattr(os, "fork")
    ran = run("serve", plan, "--workers", "2")
    assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1)
    assert "fork" in ran.errors[0]


def test_several_plans_are_answered_by_every_process_each_with_its_own(folder: Path) -> None:
    other = folder / "南 zone.gpkg"
    Plan(small_plan()).save(other)
    log, heads = folder / "access.log", folder / "heads.jsonl"
    options = (str(other), "--access-log", str(log), "--heads", str(heads))
    one, two = "/p", f"/{quote('南-zone')}"
    with serving(folder, *options) as service:
        listed = {
            where: {service.ask(f"{where}/api/scenarios").content for _ in range(6)}
            for where in (one, two)
        }
        assert [[row["scenario"] for row in json.loads(found)] for (found,) in listed.values()] == [
            ["north"],
            [],
        ]
        where = service.ask(f"{two}/api/jobs", SWEEP).headers["location"]
        assert where.startswith(f"{two}/api/jobs/")
        assert service.ended(where)["state"] == "done"
        for _ in range(6):
            assert service.ask(where).json()["state"] == "done"
            assert service.ask(where.replace(two, one)).status_code == 404
            assert service.ask(f"{one}/api/jobs").json() == []
        figures = service.ask(f"{two}/metrics").content.decode()
        assert 'plan="南-zone",route="/api/jobs/{number}"' in figures
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert {line.get("plan") for line in lines} == {None, "p", "南-zone"}
    assert not heads.exists()
    noted = [folder / f"heads-{name}.jsonl" for name in ("p", "南-zone")]
    assert all(json.loads(file.read_text(encoding="utf-8"))["date"] for file in noted)
