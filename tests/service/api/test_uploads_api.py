"""A file that is sent: what it would become is answered, however odd it is, and nothing is kept."""

import os
import pickle
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import anyio.lowlevel
import geopandas as gpd
import pytest
from endpoints import PROBLEM, refusal
from fastapi import FastAPI
from shapely.geometry import shape
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan
from layers.errors import TooManyError, UploadError
from layers.store import LOCAL, Person
from service.api import uploads
from tests.conftest import regions_frame, square, zones_frame
from tests.own_loop import run

PLAN = Plan(
    {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(3))),
        "regions": regions_frame(("330101", square(-5, -5, 11))),
    }
)
PHASED = Scenario.of(
    PLAN,
    [{"move": {"zone": "W", "dx_km": 0, "dy_km": 1}}],
    scenario="phased",
    phases=[{"by": 2027, "edits": 1}],
)
BOTH = square(0).union(square(0, 1))
WIDER = gpd.GeoDataFrame({"CODE": ["W", "E"]}, geometry=[BOTH, square(3)], crs=4490)
"""The plan's zones, W with the square north of it too, under names of their own."""
VRT = b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource>"


@pytest.fixture(scope="module")
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(PLAN, PHASED)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let files that are sent lie in a folder of the test, which is empty again at its end."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert list(tmp_path.glob("zonewright-*")) == []


def send(client: TestClient, content: bytes, name: str = "a.geojson", **asked: Any) -> Any:
    return client.post("/api/uploads", params={"name": name} | asked, content=content)


def preview(client: TestClient, content: bytes, name: str = "a.geojson", **asked: Any) -> Any:
    answered = send(client, content, name, **asked)
    assert answered.status_code == 200, answered.text
    return answered.json()


def reason(client: TestClient, content: bytes, name: str = "a.geojson", **asked: Any) -> str:
    answered = send(client, content, name, **asked)
    assert (answered.status_code, answered.headers["content-type"]) == (422, PROBLEM)
    detail: str = answered.json()["detail"]
    assert "zonewright-" not in detail
    return detail


def geojson(frame: gpd.GeoDataFrame) -> bytes:
    return str(frame.to_json(drop_id=True)).encode()


def test_the_edits_of_a_file_stay_in_the_phases_of_the_scenario_that_they_replace(
    client: TestClient,
) -> None:
    found = preview(client, geojson(WIDER), scenario="phased", map_column="zone_id=CODE")
    assert (len(found["edits"]), found["phases"]) == (1, [{"by": 2027, "edits": 1}])
    assert preview(client, geojson(WIDER), map_column="zone_id=CODE")["phases"] == []


def test_a_file_of_zones_becomes_the_edits_that_lead_to_it(client: TestClient) -> None:
    found = preview(client, geojson(WIDER), "edited.geojson")
    (edit,), (outline,) = found["edits"], found["outlines"]
    assert shape(edit["reshape"]["geometry"]).equals(BOTH)
    assert [(row["zone_id"], row["what"]) for row in found["zones"]] == [("W", ["reshaped"])]
    assert outline["zone_id"] == "W"
    assert found["columns"] == {"zone_id": "CODE"}
    assert [(each["what"], each["value"]) for each in found["assumed"]] == [("columns", "CODE")]
    assert (found["file"], found["crs"]) == ("edited.geojson", "EPSG:4490")
    assert found["counts"] == {"taken": 2, "changed": 0, "noted": 0, "refused": 0}
    measured = client.post("/api/measure?tables=zones", json={"edits": found["edits"]}).json()
    assert measured["zones"][0]["area_km2"] == pytest.approx(outline["area_km2"], rel=1e-9)
    assert [one["scenario"] for one in client.get("/api/scenarios").json()] == ["phased"]

    without_ids = WIDER[["geometry"]].copy()
    without_ids.loc[2] = [square(6)]
    west, new = preview(client, geojson(without_ids))["outlines"]
    assert (west["zone_id"], new["zone_id"]) == ("W", "NEW-1")
    assert shape(west["geometry"]).equals(BOTH)
    assert shape(new["geometry"]).equals(square(6))
    assert client.get("/api/scenarios/nowhere").status_code == 404
    pickled = pickle.dumps(PLAN.only(["zones"]))  # after which it is still sent to a process
    assert pickle.loads(pickled).zones.equals(PLAN.zones)  # noqa: S301


def test_what_was_assumed_can_be_stated_otherwise(client: TestClient) -> None:
    csv = '名称,wkt\n北片区,"POLYGON ((30 120, 30 120.01, 30.01 120.01, 30.01 120, 30 120))"\n'
    asked = {"as": "outline", "encoding": "gbk", "source_crs": "EPSG:4326"}
    asked |= {"axis_order": "north-first", "map_column": "zones.name=名称"}
    (outline,) = preview(client, csv.encode("gbk"), "a.csv", **asked)["outlines"]
    assert (outline["name"], outline["names"]) == ("北片区", ["北片区"])
    assert shape(outline["geometry"]).bounds == pytest.approx((120, 30, 120.01, 30.01))
    assert outline["area_km2"] == pytest.approx(1.07, abs=0.01)


def test_zones_that_a_file_lacks_are_kept_as_requested(client: TestClient) -> None:
    asked = {"map_column": "zone_id=CODE", "missing": "keep"}
    found = preview(client, geojson(WIDER.iloc[[0]]), **asked)
    assert ([next(iter(edit)) for edit in found["edits"]], found["kept"]) == (["reshape"], ["E"])
    asked["missing"] = "perhaps"
    assert send(client, geojson(WIDER), **asked).status_code == 422


def test_an_odd_file_is_refused_with_its_reason(client: TestClient) -> None:
    in_wal = b"SQLite format 3\0\x10\0\x02\x02" + b"\0" * 100
    for name, content, part in (
        ("empty.geojson", b"", "is empty; send the file itself"),
        ("a.exe", b"MZ", ".geojson"),
        ("a.gdb", b"x", "is not a file"),
        ("a.gpkg", VRT, "not a GeoPackage"),
        ("a.shp", VRT, ""),
        ("a.kml", VRT, ""),
        ("a.geojson", b"{" * 100_000, ""),
        ("a.geojson", b"x" * 6_000_000, "is not JSON"),  # more than another body may have
        ("a.parquet", b"PAR1" + b"\0" * 100, ""),
        ("a.gpkg", in_wal, "open in a program"),
        ("..", b"x", "names no file"),
    ):
        assert part in reason(client, content, name)
    why = reason(client, geojson(WIDER), map_column="zone_id=ID")
    assert why.startswith("a.geojson: ")
    assert "CODE" in why
    lines = [square(0).boundary, square(3).boundary]
    wrong = WIDER.assign(ftz_id=[True, "F"], zone_id=["W", "E"]).set_geometry(lines)
    assert len(send(client, geojson(wrong)).json()["problems"]) == 2
    headers = {"Content-Length": "100000001"}
    answered = client.post("/api/uploads?name=a.csv", content=b"x", headers=headers)
    assert (answered.status_code, "larger than 100 MB" in answered.text) == (413, True)


def test_a_polygon_that_crosses_itself_is_mended_on_request_alone(client: TestClient) -> None:
    bow = "POLYGON ((120 30, 120.01 30.01, 120.01 30, 120 30.01, 120 30))"
    csv, asked = f'zone_id,wkt\nW,"{bow}"\n'.encode(), {"as": "outline", "source_crs": "EPSG:4490"}
    assert "row 2" in reason(client, csv, "a.csv", **asked)
    mended = preview(client, csv, "a.csv", **asked, repair=True)
    assert mended["counts"]["changed"] == 1
    assert mended["records"][0]["why"]["code"] == "import-row-mended"


def test_a_name_with_folders_or_a_nul_is_taken_for_its_last_part(client: TestClient) -> None:
    found = preview(client, geojson(WIDER), "../../etc\\a\0b:c.geojson", **{"as": "outline"})
    assert found["file"] == "a_b_c.geojson"


def test_more_rows_than_are_read_are_refused(client: TestClient) -> None:
    rows = (f'{row},"POLYGON ((120 30, 120.01 30, 120 30.01, 120 30))"' for row in range(20_001))
    content = "\n".join(["zone_id,wkt", *rows]).encode()
    why = reason(client, content, "a.csv", source_crs="EPSG:4490")
    assert why == "a.csv: has 20,001 rows, more than 20,000; give a part of it"


# ........................................................... what takes long, or many at once


@pytest.mark.deep  # else this process itself would work for ever
def test_work_that_takes_too_long_is_ended(app: FastAPI) -> None:
    desk: uploads.Uploads = app.state.uploads

    async def read() -> None:
        with desk.place(LOCAL) as folder:
            await desk.read(folder / "a.csv", endless, seconds=0.5)

    with pytest.raises(UploadError, match=r"took more than 0\.5 s"):
        run(read())


def endless(_path: Path) -> None:
    threading.Event().wait()


def test_too_many_files_at_once_are_refused(app: FastAPI, client: TestClient) -> None:
    desk: uploads.Uploads = app.state.uploads
    desk.under_way.update(Wu=32)
    answered = send(client, b"x", "a.csv")
    desk.under_way.clear()
    assert refusal(answered) == (503, "service-uploads-busy")
    assert answered.headers["Retry-After"] == "5"
    with ExitStack() as slow:
        for number in range(12):
            slow.enter_context(desk.place(Person(f"slow {number}", "planner")))
        with pytest.raises(TooManyError), desk.place(Person("slow 3", "admin")):
            pass
        with desk.place(Person("Li", "planner")):
            assert desk.under_way.total() == 13
    assert not desk.under_way


def test_a_file_that_comes_too_slowly_or_whose_client_leaves_is_not_kept(
    app: FastAPI, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "_WHOLE_S", 0.1)
    there: list[str] = []

    class Dripping:
        async def stream(self) -> Any:
            while True:
                yield b"x"
                await anyio.lowlevel.checkpoint()

    class Gone:
        async def stream(self) -> Any:
            yield b"half a file"
            there.extend(os.listdir(folder))  # noqa: PTH208  not in a loop of events
            raise ClientDisconnect

    async def receive(request: Any) -> None:
        with app.state.uploads.place(LOCAL) as place:
            await uploads.received(request, place / "a.csv")

    with pytest.raises(UploadError, match="did not arrive"):
        run(receive(Dripping()))
    with pytest.raises(ClientDisconnect):
        run(receive(Gone()))
    assert len(there) == 1


def test_other_requests_are_answered_while_two_files_are_read(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, over = threading.Barrier(3), threading.Event()

    found = preview(
        client, f'zone_id,wkt\nW,"{square(0).wkt}"'.encode(), "a.csv", **{"as": "outline"}
    )

    def reading(*_given: object, **_bounds: object) -> dict[str, Any]:
        both.wait()
        over.wait()
        return found

    monkeypatch.setattr(uploads, "run_bounded", reading)
    answers: list[Any] = []

    def ask() -> None:
        answers.append(send(client, b"x", "a.csv").json())

    asked = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asked:
        thread.start()
    both.wait()
    assert client.get("/healthz").status_code == 200
    assert app.state.uploads.under_way.total() == 2
    over.set()
    for thread in asked:
        thread.join()
    assert answers == [found] * 2
    assert not app.state.uploads.under_way
