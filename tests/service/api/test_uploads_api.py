"""A file that is sent: what it would become is answered, however odd it is, and nothing is kept."""

import io
import os
import pickle
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import geopandas as gpd
import pytest
from conftest import regions_frame, square, zones_frame
from fastapi import FastAPI
from shapely.geometry import shape
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient

from layers import Plan
from layers.errors import TooManyError, UploadError
from layers.store import LOCAL, Person
from service.api import uploads
from tests.own_loop import run

PLAN = Plan(
    {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(3))),
        "regions": regions_frame(("330101", square(-5, -5, 11))),
    }
)
VRT = "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource>"


@pytest.fixture(scope="module")
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(PLAN)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let files that are sent lie in a folder of the test, which is empty again at its end."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert list(tmp_path.glob("zonewright-*")) == []


def wider() -> gpd.GeoDataFrame:
    """Return the plan's zones, W with the square north of it too, under names of their own."""
    return gpd.GeoDataFrame(
        {"CODE": ["W", "E"]}, geometry=[square(0).union(square(0, 1)), square(3)], crs=4490
    )


def send(client: TestClient, content: bytes, **asked: Any) -> Any:
    return client.post("/api/uploads", params=asked, content=content)


def refusal(client: TestClient, content: bytes, **asked: Any) -> str:
    """Return why a file is refused."""
    answered = send(client, content, **asked)
    assert answered.status_code == 422, answered.text
    assert answered.headers["content-type"] == "application/problem+json"
    detail: str = answered.json()["detail"]
    assert "zonewright-" not in detail
    return detail


def geojson(frame: gpd.GeoDataFrame) -> bytes:
    return str(frame.to_json(drop_id=True)).encode()


def test_a_file_of_zones_becomes_the_edits_that_lead_to_it(client: TestClient) -> None:
    answered = send(client, geojson(wider()), name="edited.geojson")
    assert answered.status_code == 200, answered.text
    preview = answered.json()
    (edit,) = preview["edits"]
    assert shape(edit["reshape"]["geometry"]).equals(square(0).union(square(0, 1)))
    assert [(row["zone_id"], row["what"]) for row in preview["zones"]] == [("W", ["reshaped"])]
    assert [one["zone_id"] for one in preview["outlines"]] == ["W"]
    assert preview["columns"] == {"zone_id": "CODE"}
    assert [(each["what"], each["value"]) for each in preview["assumed"]] == [("columns", "CODE")]
    assert (preview["file"], preview["crs"]) == ("edited.geojson", "EPSG:4490")
    assert preview["counts"] == {"taken": 2, "changed": 0, "noted": 0, "refused": 0}
    edits = {"edits": preview["edits"]}
    (row, *_) = client.post("/api/measure?tables=zones", json=edits).json()["zones"]
    assert row["area_km2"] == pytest.approx(preview["outlines"][0]["area_km2"], rel=1e-9)
    assert client.get("/api/scenarios").json() == []


def test_outlines_of_a_file_without_ids_are_those_of_the_zones_that_it_edits(
    client: TestClient,
) -> None:
    frame = wider()[["geometry"]]
    frame.loc[len(frame)] = [square(6)]
    preview = send(client, geojson(frame), name="edited.geojson").json()
    assert [one["zone_id"] for one in preview["outlines"]] == ["W", "NEW-1"]
    assert shape(preview["outlines"][0]["geometry"]).equals(square(0).union(square(0, 1)))
    assert shape(preview["outlines"][1]["geometry"]).equals(square(6))


def test_what_was_assumed_can_be_said_otherwise(client: TestClient) -> None:
    csv = '名称,wkt\n北片区,"POLYGON ((30 120, 30 120.01, 30.01 120.01, 30.01 120, 30 120))"\n'
    asked: dict[str, Any] = {
        "name": "a.csv",
        "as": "outline",
        "encoding": "gbk",
        "source_crs": "EPSG:4326",
    }
    asked |= {"axis_order": "north-first", "map_column": ["zones.name=名称"]}
    answered = send(client, csv.encode("gbk"), **asked)
    assert answered.status_code == 200, answered.text
    (outline,) = answered.json()["outlines"]
    assert outline["name"] == "北片区"
    assert outline["names"] == ["北片区"]
    assert shape(outline["geometry"]).bounds == pytest.approx((120, 30, 120.01, 30.01))
    assert outline["area_km2"] == pytest.approx(1.07, abs=0.01)


def test_every_problem_of_a_file_is_told(client: TestClient) -> None:
    wrong = (
        wider()
        .assign(ftz_id=[True, "F"], zone_id=["W", "E"])
        .set_geometry([square(0).boundary, square(3).boundary])
    )
    answered = send(client, geojson(wrong), name="a.geojson")
    assert answered.status_code == 422, answered.text
    assert len(answered.json()["problems"]) == 2


def test_a_plan_that_has_spoken_can_still_be_handed_to_a_process(client: TestClient) -> None:
    assert client.get("/api/scenarios/nowhere").status_code == 404
    assert pickle.loads(pickle.dumps(PLAN.only(["zones"]))).zones.equals(PLAN.zones)  # noqa: S301


def test_a_column_that_the_file_has_not_is_refused(client: TestClient) -> None:
    why = refusal(client, geojson(wider()), name="a.geojson", map_column="zone_id=ID")
    assert why.startswith("a.geojson: ")
    assert "CODE" in why


def test_a_polygon_that_crosses_itself_is_mended_on_request_alone(client: TestClient) -> None:
    bow = "POLYGON ((120 30, 120.01 30.01, 120.01 30, 120 30.01, 120 30))"
    csv = f'zone_id,wkt\nW,"{bow}"\n'.encode()
    asked = {"name": "a.csv", "as": "outline", "source_crs": "EPSG:4490"}
    assert "row 2" in refusal(client, csv, **asked)
    mended = send(client, csv, **asked, repair=True).json()
    assert mended["counts"]["changed"] == 1
    assert mended["records"][0]["why"]["code"] == "import-row-mended"


def test_an_odd_file_is_refused_with_its_reason(client: TestClient) -> None:
    in_wal = b"SQLite format 3\0\x10\0\x02\x02" + b"\0" * 100
    for name, content, reason in (
        ("empty.geojson", b"", "is empty; send the file itself"),
        ("a.exe", b"MZ", ".geojson"),
        ("a.gdb", b"x", "is not a file"),
        ("a.gpkg", VRT.encode(), "not a GeoPackage"),
        ("a.shp", VRT.encode(), ""),
        ("a.kml", VRT.encode(), ""),
        ("a.geojson", b"{" * 100_000, ""),
        ("a.parquet", b"PAR1" + b"\0" * 100, ""),
        ("a.gpkg", in_wal, "open in a program"),
        ("..", b"x", "names no file"),
    ):
        assert reason in refusal(client, content, name=name)


def test_a_name_with_folders_or_a_nul_is_taken_for_its_last_part(client: TestClient) -> None:
    content = geojson(wider())
    answered = send(client, content, name="../../etc\\a\0b:c.geojson", **{"as": "outline"})
    assert answered.status_code == 200, answered.text
    assert answered.json()["file"] == "a_b_c.geojson"


def test_an_archive_that_unpacks_without_end_is_refused(client: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../zones.geojson", b"0" * 50_000_000)
    assert "unpack" in refusal(client, packed.getvalue(), name="a.zip")


def test_more_rows_than_are_read_are_refused(client: TestClient) -> None:
    rows = "\n".join(
        f'{row},"POLYGON ((120 30, 120.01 30, 120 30.01, 120 30))"' for row in range(20_001)
    )
    content = f"zone_id,wkt\n{rows}".encode()
    why = refusal(client, content, name="a.csv", source_crs="EPSG:4490")
    assert why == "a.csv: has 20,001 rows, more than 20,000; give a part of it"


@pytest.mark.deep  # else this process itself would work for ever
def test_work_that_takes_too_long_is_ended_and_told(app: FastAPI) -> None:
    desk: uploads.UploadDesk = app.state.uploads

    async def read() -> None:
        with desk.place(LOCAL) as folder:
            await desk.read(folder / "a.csv", endless, seconds=0.5)

    with pytest.raises(UploadError, match=r"took more than 0\.5 s"):
        run(read())


def endless(_path: Path) -> None:
    threading.Event().wait()


def test_a_body_larger_than_a_file_may_be_is_refused_and_larger_than_a_request_is_not(
    client: TestClient,
) -> None:
    headers = {"Content-Length": "100000001"}
    answered = client.post("/api/uploads?name=a.csv", content=b"x", headers=headers)
    assert answered.status_code == 413
    assert "larger than 100 MB" in answered.json()["detail"]
    assert "is not JSON" in refusal(client, b"x" * 6_000_000, name="a.geojson")
    assert client.post("/api/measure", content=b" " * 6_000_000).status_code == 413


def test_others_are_told_to_wait_while_too_many_files_are_read(
    app: FastAPI, client: TestClient
) -> None:
    app.state.uploads.under_way.update(Wu=32)
    answered = send(client, b"x", name="a.csv")
    app.state.uploads.under_way.clear()
    assert (answered.status_code, answered.headers["Retry-After"]) == (503, "5")
    assert answered.json()["problems"][0]["code"] == "service-uploads-busy"


def test_slow_files_of_twelve_people_leave_a_place_for_the_next_and_each_has_one(
    app: FastAPI,
) -> None:
    desk: uploads.UploadDesk = app.state.uploads
    with ExitStack() as slow:
        for number in range(12):
            slow.enter_context(desk.place(Person(f"slow {number}", "planner")))
        again = Person("slow 3", "admin")
        with pytest.raises(TooManyError), desk.place(again):
            pass
        with desk.place(Person("Li", "planner")):
            assert desk.under_way.total() == 13
    assert not desk.under_way


def test_a_file_that_comes_too_slowly_in_all_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "_WHOLE_S", 0.1)

    class Dripping:
        async def stream(self) -> Any:
            while True:
                yield b"x"
                await anyio.lowlevel.checkpoint()

    with pytest.raises(UploadError) as refused:
        run(uploads.received(Dripping(), tmp_path / "a.csv"))  # type: ignore[arg-type]
    assert "did not arrive" in str(refused.value)


def test_other_requests_are_answered_while_two_files_are_read(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, over = threading.Barrier(3), threading.Event()

    def reading(*_given: object, **_bounds: object) -> dict[str, str]:
        both.wait()
        over.wait()
        return {"read": "yes"}

    monkeypatch.setattr(uploads, "run_bounded", reading)
    answers: list[Any] = []
    with TestClient(app) as client:
        asked = [
            threading.Thread(target=lambda: answers.append(send(client, b"x", name="a.csv")))
            for _ in range(2)
        ]
        for thread in asked:
            thread.start()
        both.wait()
        assert client.get("/healthz").status_code == 200
        assert app.state.uploads.under_way.total() == 2
        over.set()
        for thread in asked:
            thread.join()
    assert [answer.json() for answer in answers] == [{"read": "yes"}] * 2
    assert not app.state.uploads.under_way


def test_of_a_client_that_goes_away_nothing_stays(app: FastAPI, folders: Path) -> None:
    there: list[str] = []

    class Gone:
        async def stream(self) -> Any:
            yield b"half a file"
            there.extend(os.listdir(folders))  # noqa: PTH208  not in a loop of events
            raise ClientDisconnect

    async def ask() -> None:
        with app.state.uploads.place(LOCAL) as folder:
            await uploads.received(Gone(), folder / "a.csv")  # type: ignore[arg-type]

    with pytest.raises(ClientDisconnect):
        run(ask())
    assert len(there) == 1


def test_zones_that_a_file_does_not_have_are_kept_or_removed_as_it_is_said(
    client: TestClient,
) -> None:
    content = wider().iloc[[0]].to_json().encode()
    asked = {"name": "w.geojson", "map_column": "zone_id=CODE"}
    decided, kept = (send(client, content, **asked, **said) for said in ({}, {"missing": "keep"}))
    assert [next(iter(edit)) for edit in decided.json()["edits"]] == ["remove", "reshape"]
    assert decided.json()["kept"] == []  # a half of the plan is there
    assert [next(iter(edit)) for edit in kept.json()["edits"]] == ["reshape"]
    assert kept.json()["kept"] == ["E"]
    assert "infer-missing-kept" in [note["code"] for note in kept.json()["notes"]]
    assert send(client, content, **asked, missing="perhaps").status_code == 422
