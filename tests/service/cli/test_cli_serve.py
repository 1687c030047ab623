"""`zonewright serve`: what it refuses, each in one line, before it listens; then it answers."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from command_line import answer, refusal, run, saved_plan

from layers.store import Store, store_beside
from service.cli.serve import LOOPBACK
from service.server.process import listen


@pytest.fixture
def other(plan: Path) -> Path:
    return Path(shutil.copy(plan, plan.with_name("q 2.gpkg")))


def test_a_port_that_is_taken_is_told_in_one_line(plan: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = f"port {port}: is used by another program; name another with --port"
        assert refusal("serve", plan, "--port", port) == told
        assert refusal("demo", plan.parent / "demo", "--port", port) == told
    assert not (plan.parent / "demo").exists()


def test_plans_that_cannot_be_served_together_are_refused(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "upper").mkdir()
    upper, api = tmp_path / "upper" / "P.gpkg", tmp_path / "api.gpkg"
    for copy in (upper, api):
        shutil.copy(plan, copy)
    line = refusal("serve", plan, plan)
    assert "would be served at /p/" in line
    assert "name each plan once" in line
    line = refusal("serve", plan, upper)
    assert (line.startswith(str(upper)), str(plan) in line) == (True, True)
    assert "rename the file" in refusal("serve", plan, api)
    assert "请重命名" in refusal("serve", "--lang", "zh", plan, api)
    (tmp_path / "broken.gpkg").write_text("no plan", encoding="utf-8")
    for name in ("gone.gpkg", "broken.gpkg"):
        assert name in refusal("serve", plan, tmp_path / name)
        assert not store_beside(tmp_path / name).exists()
    line = refusal("serve", tmp_path / "gone.gpkg", "--host", "0.0.0.0")  # noqa: S104
    assert "no such file" in line


def test_several_plans_have_a_store_each(
    plan: Path, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, each = tmp_path / "one.db", tmp_path / "{plan}.db"
    assert "--store" in refusal("serve", plan, other, "--store", store)
    assert run("token", "create", other, "Li", "--role", "planner", "--store", each).code == 0
    assert [row["name"] for row in answer("token", "list", other, "--store", each)] == ["Li"]
    assert (tmp_path / "q-2.db").exists()
    line = refusal("serve", plan, other, "--store", each, "--host", "192.0.2.1")
    assert line.startswith(str(tmp_path / "p.db"))
    monkeypatch.setenv("ZONEWRIGHT_STORE", str(store))
    assert "ZONEWRIGHT_STORE" in refusal("serve", plan, other)
    assert not store.exists()


def test_for_others_every_plan_must_have_a_token(plan: Path, other: Path) -> None:
    with Store.open(store_beside(plan)) as store:
        store.tokens.create("Li", "planner")
    line = refusal("serve", plan, other, "--host", "192.0.2.1")
    assert "there is no token for q 2" in line
    for option, text in {
        "--trusted-proxy": "127.0.0.1",
        "--public-address": "https://plan.example",
    }.items():
        line = refusal("serve", plan, other, option, text)
        assert line.startswith(
            f"{option[2:].replace('-', '_')}: lets others in, and there is no token"
        )


@pytest.mark.deep
def test_each_plan_has_a_schema_of_one_database(tmp_path: Path) -> None:
    url = os.environ.get("ZONEWRIGHT_POSTGRESQL")
    if not url:
        pytest.fail("ZONEWRIGHT_POSTGRESQL names no server; .ci/run starts one")
    plan = saved_plan(tmp_path)
    plans = [plan.with_name(f"plan_{uuid4().hex}.gpkg") for _ in range(2)]
    store = f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{{plan}}"
    with psycopg.connect(url, autocommit=True) as connection:
        for copy in plans:
            shutil.copy(plan, copy)
            connection.execute(f"CREATE SCHEMA {copy.stem}")
            assert run("token", "create", copy, copy.stem, "--store", store).code == 0
        for copy in plans:
            listed = answer("token", "list", copy, "--store", store)
            assert [token["name"] for token in listed] == [copy.stem]
            connection.execute(f"DROP SCHEMA {copy.stem} CASCADE")


def test_an_answer_is_sent_at_once_not_when_its_first_part_is_confirmed() -> None:
    with listen(LOOPBACK, 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP  # else asyncio lets it wait


@contextmanager
def serving(plan: Path, *options: str) -> Iterator[str]:
    """Serve a plan in a process of its own; give its address, and end it by an interrupt."""
    code = "from service.cli import main; main()"
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", code, "serve", str(plan), "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": ":".join(sys.path), "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield line.split(" at ")[1].split(" ")[0]
    finally:
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=60)
    assert (process.returncode, out, errors) == (0, "", "")


@pytest.mark.deep
def test_serve_answers_this_machine_and_ends_quietly_at_ctrl_c(plan: Path, tmp_path: Path) -> None:
    with serving(plan) as url:
        assert url.startswith("http://127.0.0.1:")
        assert json.loads(got(f"{url}healthz")[1]) == {"status": "ok"}
        rows = json.loads(got(f"{url}api/scenarios")[1])
        assert [row["scenario"] for row in rows] == ["north"]
        assert got(f"{url}api/plan", Host="localhost:1")[0] == 200
        assert got(f"{url}api/plan", Host="evil.example")[0] == 400  # a name that leads here
    new = tmp_path / "new" / "new.gpkg"
    new.parent.mkdir()
    with serving(new) as url:  # a page that makes it
        assert json.loads(got(f"{url}api/start")[1])["plan"] == str(new)
    assert list(new.parent.iterdir()) == []


@pytest.mark.deep
def test_with_tokens_serve_listens_on_any_address_and_asks_for_one(plan: Path) -> None:
    secret = run("token", "create", plan, "Li", "--role", "viewer").out.strip()
    open_to_all = ("--host", "0.0.0.0", "--public-address", "https://zones.example")  # noqa: S104
    with serving(plan, *open_to_all) as url:
        here = url.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        assert json.loads(got(f"{here}healthz")[1]) == {"status": "ok"}
        assert got(f"{here}api/plan")[0] == 401
        bearer = {"Authorization": f"Bearer {secret}", "Host": "zones.example"}
        assert got(f"{here}api/plan", **bearer)[0] == 200
        assert got(f"{here}api/plan", **{**bearer, "Host": "evil.example"})[0] == 400


def got(url: str, **headers: str) -> tuple[int, bytes]:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, b""
