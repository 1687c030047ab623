"""`init`, `export`, `scenario`, `serve`: from files to a plan and back, and to the browser."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pytest
from command_line import run, saved_plan, small_plan
from typer import Exit

from layers import Plan
from service.cli.errors import reporting
from service.cli.serve import LOOPBACK
from service.server.process import listen

CODE = "from service.cli import main; main()"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return a small plan with one scenario beside it."""
    return saved_plan(tmp_path)


def test_init_builds_a_plan_of_zones_and_regions_with_mapped_columns(tmp_path: Path) -> None:
    frames = small_plan()
    zones = frames["zones"].rename(columns={"zone_id": "CODE"})
    zones = zones.drop(columns=["ftz_id", "boundary_source"]).assign(PARK="F")
    zones.to_crs(4549).to_file(tmp_path / "z.shp", encoding="GBK")
    frames["regions"].rename(columns={"adcode": "PAC"}).to_file(tmp_path / "r.geojson")
    mappings = ["zone_id=CODE", "ftz_id = PARK", "adcode=PAC"]
    options = [part for text in mappings for part in ("--map-column", text)]
    out = tmp_path / "my.gpkg"
    files = ["--zones", tmp_path / "z.shp", "--regions", tmp_path / "r.geojson"]
    ran = run("init", out, *files, *options)
    assert (ran.code, ran.errors) == (0, [])
    built = Plan.open(out)
    assert built.zones["zone_id"].tolist() == ["W", "E"]
    assert built.zones["name_zh"].tolist() == ["片区", "片区"]
    assert built.crs.to_epsg() == 4490
    assert run("measure", out, "--json").code == 0


def test_init_reads_back_the_zones_that_export_wrote(plan: Path, tmp_path: Path) -> None:
    for suffix in ("geojson", "gpkg"):
        assert run("export", plan, tmp_path / f"out.{suffix}").code == 0
        ran = run(
            "init",
            tmp_path / f"from-{suffix}.gpkg",
            "--zones",
            tmp_path / f"out.{suffix}",
            "--regions",
            plan,
        )
        assert (ran.code, ran.errors) == (0, [])
        back = Plan.open(tmp_path / f"from-{suffix}.gpkg")
        assert back.zones["boundary_source"].tolist() == ["schematic", "surveyed"]
        assert back.baseline == Plan.open(plan).baseline


def test_init_refuses_what_it_cannot_do_and_writes_nothing(plan: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    cases: tuple[tuple[str, list[str], str], ...] = (
        ("p.gpkg", [], "already exists"),
        ("my.sqlite", [], "ends with .gpkg"),
        ("no/my.gpkg", [], "no such folder"),
        ("my.gpkg", ["--map-column", "zone_id"], "is not COLUMN=NAME"),
        ("my.gpkg", ["--map-column", "name=b", "--map-column", "name=c"], "is given twice"),
        ("my.gpkg", ["--map-column", "name=b"], "no file has a column b"),
        ("my.gpkg", ["--map-column", "a=b"], "no layer of a plan has such a column"),
        ("my.gpkg", ["--source-crs", "zoness=EPSG:4326"], "did you mean zones?"),
        ("my.gpkg", ["--axis-order", "xy"], "write east-first or north-first"),
        ("my.gpkg", ["--crs", "EPSG:3857"], "not geographic"),
        ("my.gpkg", ["--demand", "none.csv"], "no such file"),
    )
    for out, options, line in cases:
        ran = run("init", tmp_path / out, "--zones", plan, "--regions", plan, *options)
        assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1)
        assert line in ran.errors[0]
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_init_says_what_it_assumed_and_what_became_of_each_record(tmp_path: Path) -> None:
    frames = small_plan()
    zones, regions = tmp_path / "z.shp", tmp_path / "r.geojson"
    own = frames["zones"][["zone_id", "ftz_id", "geometry"]].assign(published=9)
    own.rename(columns={"zone_id": "ID"}).to_file(zones)
    zones.with_suffix(".prj").unlink()
    frames["regions"].rename(columns={"adcode": "ADCODE"}).to_file(regions)
    out, report = tmp_path / "my.gpkg", tmp_path / "report.csv"
    given = ["--zones", zones, "--regions", regions]
    preview = run("init", out, *given, "--preview", "--no-serve")
    assert preview.code == 0
    assert "the column ADCODE is read as regions.adcode" in " ".join(preview.out.split())
    assert "is not written" in preview.out
    assert not out.exists()
    ran = run("init", out, *given, "--json", "--report", report)
    document = json.loads(ran.out)
    assert document["plan"]["baseline"] == Plan.open(out).baseline
    of_zones, of_regions = document["files"]
    assert of_zones["columns"]["zone_id"] == "ID"
    assert of_zones["further_columns"] == ["published"]
    assert of_regions["assumed"][0]["why"]["code"] == "import-column-taken"
    rows = report.read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == "layer,file,row,id,what,why"
    assert [row.split(",")[4] for row in rows[1:]] == ["taken"] * 5


def test_a_template_is_an_empty_plan_that_opens(tmp_path: Path) -> None:
    out = tmp_path / "empty.gpkg"
    assert run("init", out, "--template", "--crs", "EPSG:4258").code == 0
    plan = Plan.open(out)
    assert (len(plan.zones), plan.crs.to_epsg(), plan.has("demand")) == (0, 4258, True)
    assert run("check", out).code == 0
    assert run("measure", out).code == 0


def test_schema_prints_layers_and_columns(plan: Path) -> None:
    every = json.loads(run("schema", "--json").out)["layers"]
    zones = next(layer for layer in every if layer["layer"] == "zones")
    assert zones["required"] is True
    assert zones["columns"][0] == {
        "column": "zone_id",
        "kind": "text",
        "unit": None,
        "required": True,
        "key": True,
        "default": None,
        "minimum": None,
        "about": "Zone",
        "own": False,
    }
    own = json.loads(run("schema", plan, "--json").out)["layers"]
    assert {layer["layer"]: layer["rows"] for layer in own}["zones"] == 2
    assert "published_area_km2" in run("schema").out


def test_export_without_scenario_carries_the_baselines_coverage(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.gpkg"
    assert run("export", plan, out).code == 0
    regions = gpd.read_file(out, layer="regions").set_index("adcode")
    assert regions.loc["330101", "covered_share_25km"] == pytest.approx(1)
    assert regions.loc["340101", "covered_share_100km"] == 0
    assert regions.loc["330102", "covered_population_50km"] == 30


def test_export_with_scenarios_has_each_ones_zones_and_no_coverage(
    plan: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.gpkg"
    assert run("export", plan, out, "--scenario", "north").code == 0
    moved = gpd.read_file(out, layer="scenario_north_zones").set_index("zone_id")
    still = gpd.read_file(out, layer="zones").set_index("zone_id")
    assert moved.loc["W", "geometry"].centroid.y > still.loc["W", "geometry"].centroid.y
    assert moved.loc["E", "geometry"].equals(still.loc["E", "geometry"])
    assert "covered_share_25km" not in gpd.read_file(out, layer="regions").columns
    assert Plan.open(out).baseline == Plan.open(plan).baseline


def test_scenarios_are_listed_and_shown(plan: Path) -> None:
    listed = run("scenario", "list", plan, "--json")
    (row,) = json.loads(listed.out)
    assert (row["scenario"], row["title"], row["status"]) == ("north", "North 北", "draft")
    assert (row["revision"], row["visibility"]) == (1, "public")
    assert not {"etag", "updated"} & set(row)
    shown = json.loads(run("scenario", "show", plan, "north", "--json").out)
    assert shown["edits"] == [{"move": {"zone": "W", "dx_km": 0, "dy_km": 1}}]
    assert "move:" in run("scenario", "show", plan, "north").out
    assert "properties" in json.loads(run("scenario", "schema").out)


def test_a_port_that_is_taken_is_told_in_one_line(plan: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for command in (["serve", plan], ["demo", plan.parent / "demo"]):
            ran = run(*command, "--port", port)
            assert (ran.code, ran.out) == (2, "")
            assert ran.errors == [
                f"port {port}: is used by another program; name another with --port"
            ]
    assert not (plan.parent / "demo").exists()


@pytest.mark.deep
def test_an_answer_is_sent_at_once_not_when_its_first_part_is_confirmed() -> None:
    async def tell(_: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        connection = client.get_extra_info("socket")
        client.write(str(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)).encode())
        client.close()

    async def told() -> bytes:
        with listen(LOOPBACK, 0) as listener:
            async with await asyncio.start_server(tell, sock=listener):
                answer, server = await asyncio.open_connection(*listener.getsockname())
                text = await answer.read()
                server.close()
                await server.wait_closed()
        return text

    with ThreadPoolExecutor() as thread:  # which has no event loop yet
        assert thread.submit(asyncio.run, told()).result() == b"1"


@contextmanager
def serving(plan: Path, *options: str) -> Iterator[str]:
    """Serve a plan in a process of its own; give its address, and end it by an interrupt."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", CODE, "serve", str(plan), "--port", "0", *options],
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
        out, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert (out, errors) == ("", "")


@pytest.mark.deep
def test_serve_answers_on_loopback_and_ends_quietly_when_interrupted(plan: Path) -> None:
    with serving(plan) as url:
        assert url.startswith("http://127.0.0.1:")
        assert json.loads(_get(f"{url}healthz")) == {"status": "ok"}
        scenarios = json.loads(_get(f"{url}api/scenarios"))
        assert [row["scenario"] for row in scenarios] == ["north"]
        assert _status(f"{url}api/plan", Host="localhost:1") == 200
        assert _status(f"{url}api/plan", Host="evil.example") == 400  # a name that leads here


@pytest.mark.deep
def test_where_there_is_no_plan_serve_shows_this_machine_alone_a_page_that_makes_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "new.gpkg"
    with serving(path) as url:
        assert json.loads(_get(f"{url}api/start"))["plan"] == str(path)
        assert _status(f"{url}api/start", Host="evil.example") == 400
    assert list(tmp_path.iterdir()) == []
    ran = run("serve", path, "--host", "0.0.0.0")  # noqa: S104
    assert (ran.code, ran.out) == (2, "")
    assert "no such file" in ran.errors[0]


@pytest.mark.deep
def test_with_tokens_serve_listens_on_any_address_and_asks_for_one(plan: Path) -> None:
    secret = run("token", "create", plan, "Li", "--role", "viewer").out.strip()
    with serving(plan, "--host", "0.0.0.0") as url:  # noqa: S104
        here = url.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        assert json.loads(_get(f"{here}healthz")) == {"status": "ok"}
        assert _status(f"{here}api/plan") == 401
        bearer = {"Authorization": f"Bearer {secret}", "Host": "zones.example"}
        assert _status(f"{here}api/plan", **bearer) == 200


def _status(url: str, **headers: str) -> int:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310
        return bytes(answer.read())


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (PermissionError(13, "Permission denied", "x.gpkg"), 2, "x.gpkg: Permission denied"),
        (OSError("odd"), 2, "odd"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_an_unexpected_error_of_the_system_is_one_line_and_an_interrupt_is_quiet(
    error: BaseException, code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    @reporting
    def command() -> None:
        raise error

    with pytest.raises(Exit) as caught:
        command()
    assert caught.value.exit_code == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert told in captured.err
    assert len(captured.err.splitlines()) == bool(told)
