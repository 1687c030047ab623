"""Where there is no plan yet: one is made of files that are given, and its service goes on."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from starlette.testclient import TestClient

from layers import Plan
from layers.importing.import_plan import empty_plan
from layers.store import Store
from service.app import create_app
from service.server.start import Beginning, StartApp
from tests.conftest import layer_frame, regions_frame, square, zones_frame

REGIONS = regions_frame(("330101", square(-5, -5, 11)))
ZONES = zones_frame(("W", "F", square(0)), ("E", "F", square(3)))


@pytest.fixture
def plan_path(tmp_path: Path) -> Path:
    return tmp_path / "my.gpkg"


@pytest.fixture
def client(plan_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Serve the start of a plan; at the end nothing of its files is left."""
    folder = plan_path.parent / "files"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    stores = []

    def opened(plan: Plan) -> Any:
        stores.append(Store.open(plan_path.with_suffix(".db")))
        return create_app(plan, stores[-1])

    with TestClient(StartApp(Beginning(plan_path, folder, opened), ("testserver",))) as client:
        yield client
    for store in stores:
        store.close()
    assert list(folder.glob("zonewright-*")) == []


def give(client: TestClient, layer: str, content: bytes, name: str = "a.geojson") -> Any:
    return client.post(f"/api/start/files/{layer}", params={"name": name}, content=content)


def geojson(frame: gpd.GeoDataFrame) -> bytes:
    return str(frame.to_json(drop_id=True)).encode()


def test_a_plan_is_made_of_files_and_is_served(client: TestClient, plan_path: Path) -> None:
    assert 'data-page="start"' in client.get("/?lang=zh").text
    assert client.get("/api/start").json()["plan"] == str(plan_path)
    give(client, "zones", geojson(ZONES.rename(columns={"zone_id": "CODE"})))
    answered = client.post("/api/start/preview", json={})
    assert answered.json()["detail"].startswith("regions: a plan needs this layer")
    give(client, "regions", geojson(REGIONS))
    asked = {"layers": {"zones": {"columns": {"name": "CODE"}}}}
    report = client.post("/api/start/preview", json=asked).json()
    assert report["plan"] is not None
    assert report["files"][0]["columns"]["name"] == "CODE"
    assert report["files"][0]["file"] == "a.geojson"
    assert not plan_path.exists()
    made = client.post("/api/start/plan", json=asked)
    assert made.status_code == 200, made.text
    assert Plan.open(plan_path).zones["name"].tolist() == ["W", "E"]
    assert client.get("/api/plan").json()["name"] == "my"
    assert 'data-page="planner"' in client.get("/").text
    assert client.get("/api/start").status_code == 404


def test_what_keeps_files_from_being_a_plan_is_told(client: TestClient, plan_path: Path) -> None:
    bow = "POLYGON ((120 30, 120.01 30.01, 120.01 30, 120 30.01, 120 30))"
    crossed = layer_frame(gpd.GeoSeries.from_wkt([bow]), zone_id=["W"], ftz_id=["F"])
    give(client, "zones", geojson(crossed))
    give(client, "regions", geojson(REGIONS))
    report = client.post("/api/start/preview", json={}).json()
    assert report["plan"] is None
    assert report["problems"]
    refused = client.post("/api/start/plan", json={})
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["code"] == report["problems"][0]["code"]
    assert not plan_path.exists()
    mended = client.post("/api/start/preview", json={"repair": True}).json()
    assert mended["files"][0]["counts"]["changed"] == 1


def test_a_template_is_filled_no_file_is_overwritten(client: TestClient, plan_path: Path) -> None:
    give(client, "zones", geojson(ZONES))
    give(client, "regions", geojson(REGIONS))
    plan_path.write_bytes(b"somebody's")
    assert client.post("/api/start/plan", json={}).status_code == 409
    assert plan_path.read_bytes() == b"somebody's"
    assert client.get("/api/start").status_code == 200
    plan_path.unlink()
    empty_plan("EPSG:4326").save(plan_path)
    assert client.post("/api/start/plan", json={}).status_code == 200
    assert len(Plan.open(plan_path).zones) == 2


def test_a_file_is_replaced_or_removed_and_comes_from_no_other_page(client: TestClient) -> None:
    give(client, "zones", b"x", "a.csv")
    give(client, "zones", b"x", "../b.csv")
    assert client.get("/api/start").json()["files"] == {"zones": "b.csv"}
    client.delete("/api/start/files/zones")
    assert client.get("/api/start").json()["files"] == {}
    assert give(client, "zone", b"x").status_code == 404
    assert give(client, "zones", b"").status_code == 422
    headers = {"Origin": "https://evil.example"}
    foreign = client.post("/api/start/files/zones?name=a", content=b"x", headers=headers)
    assert foreign.status_code == 403
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
