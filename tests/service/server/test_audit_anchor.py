"""Heads noted elsewhere: at decisions by `serve --heads`, daily by `scenario anchor`."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from command_line import run, saved_plan

from layers import Plan
from layers.errors import SourceError
from layers.store import Change, Store, store_beside
from service.server import audit_anchor as heads
from service.server.audit_anchor import HeadsFile, HeadsUrl, anchor_place, note_decisions


class Witness(ThreadingHTTPServer):
    """Takes what is sent to it on the loopback; answers with the statuses in turn, then 204."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.statuses: list[int] = []
        self.taken: list[tuple[str, str | None, str]] = []
        self.came, self.goes_on = threading.Semaphore(0), threading.Event()
        self.goes_on.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Taking(BaseHTTPRequestHandler):
    server: Witness

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.taken.append((self.path, self.headers["Content-Type"], body))
        self.server.came.release()
        self.server.goes_on.wait(60)
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 204)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def witness() -> Iterator[Witness]:
    with Witness() as server:
        answering = threading.Thread(target=server.serve_forever)
        answering.start()
        yield server
        server.goes_on.set()
        server.shutdown()
        answering.join()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return saved_plan(tmp_path)


@pytest.mark.deep
def test_the_line_that_a_timer_sends_is_held_against_the_store(
    plan: Path, witness: Witness, tmp_path: Path
) -> None:
    with Store.open(store_beside(plan)) as store:
        store.audit.note("sign-in", "Li")
    ran = run("scenario", "anchor", plan, f"{witness.url}/of/{{plan}}?key=1")
    assert ran.out == "Heads noted: 127.0.0.1\n", ran.errors
    ((path, kind, line),) = witness.taken
    assert (path, kind) == ("/of/p?key=1", "application/json")
    assert set(json.loads(line)) == {"date", "audit", "scenarios"}
    file = tmp_path / "heads.jsonl"
    file.write_text(f"{line}\n", encoding="utf-8")
    assert run("scenario", "verify", plan, "--heads", file).code == 0
    ran = run("scenario", "anchor", plan, file)  # it is a line as any other
    assert ran.out == f"Heads: {file} has the line of today, and nothing was decided since\n"


@pytest.mark.deep
def test_what_is_not_accepted_at_a_decision_is_logged_without_secrets_and_raises_nothing(
    plan: Path,
    witness: Witness,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    witness.statuses = [500, 302, 200]
    url = witness.url.replace("//", "//li:s3cret@")
    before = {*threading.enumerate()}
    with Store.open(store_beside(plan)) as store:
        note_decisions(store, HeadsUrl(url))
        assert witness.taken == []  # the service starts though nobody accepts it
        for _ in range(3):
            assert store.after_decision is not None
            store.after_decision()
            for sending in {*threading.enumerate()} - before:
                if sending.name.endswith("(_note_or_log)"):
                    sending.join()
        monkeypatch.setattr(heads, "_TAKEN_WITHIN_S", 0.1)
        witness.goes_on.clear()
        with ThreadPoolExecutor(1) as own:  # as in the service; here a browser may have a loop
            for place in (HeadsUrl(url), HeadsUrl("http://li:s3cret@127.0.0.1:1")):
                own.submit(heads._note_or_log, store, place).result()
    assert {path for path, _, _ in witness.taken} == {"/"}  # led on to nowhere else
    told = [record.getMessage() for record in caplog.records]
    assert [each.partition("(")[2].partition(")")[0] for each in told[:2]] == [
        "HTTP 500",
        "HTTP 302",
    ]
    assert len(told) == 4
    assert told[0].startswith("heads: 127.0.0.1 did not accept the line of 20")
    assert told[0].endswith("; send it again by `scenario anchor`")
    assert "s3cret" not in "".join(told)


def test_a_decision_is_noted_once_it_is_stored(plan: Path, tmp_path: Path) -> None:
    file = tmp_path / "heads.jsonl"
    edits = [{"op": "rename", "zone": "W", "to": "West"}]
    with Store.open(store_beside(plan)) as store:
        baseline = Plan.open(plan).baseline
        document = {"scenario": "n", "title": "N", "baseline": baseline, "edits": edits}
        note_decisions(store, HeadsFile(file))
        revision = store.create(document, "Ada")
        proposed = store.set_status("n", "proposed", Change(revision.hash, "Ada"))
        assert len(file.read_text("utf-8").splitlines()) == 1
        store.set_status("n", "rejected", Change(proposed.hash, "Li", "too far"))
        assert len(file.read_text("utf-8").splitlines()) == 2
        assert store.heads.check(file) == []


def test_of_several_plans_each_has_its_own_file_or_address() -> None:
    for given, name, place in (
        ("notes/heads.jsonl", "", HeadsFile(Path("notes/heads.jsonl"))),
        ("notes/heads.jsonl", "north", HeadsFile(Path("notes/heads-north.jsonl"))),
        ("https://w.ex/{plan}/1", "中国", HeadsUrl("https://w.ex/%E4%B8%AD%E5%9B%BD/1")),
        ("https://w.ex/1", "", HeadsUrl("https://w.ex/1")),
    ):
        assert anchor_place(given, name) == place
    with pytest.raises(SourceError, match=r"put {plan} in it for the name"):
        anchor_place("https://w.ex/1", "north")


def test_an_address_of_another_kind_is_refused_before_the_service_begins(plan: Path) -> None:
    line = "--heads: must be a file, or an address http://… or https://… with a host; correct it"
    for url in ("ftp://w.ex/1", "file:///etc/passwd", "https://", "https:///x", "http://[::1/"):
        ran = run("serve", plan, "--port", "0", "--heads", url)
        assert (ran.code, ran.out, ran.errors) == (2, "", [line])
