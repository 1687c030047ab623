"""What is asked too much at once, or of an odd polygon, is answered, or refused with its limit."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from command_line import run
from edited_files import edit, with_shape
from endpoints import PLAN
from fastapi import FastAPI
from fastapi.testclient import TestClient

from benchmarks.fuzz import comb, spikes
from layers import Plan
from tests.conftest import regions_frame, square, zones_frame
from tests.layers.geometry.test_bounded_outlines import SLIVER


def test_a_thousand_edits_are_answered_and_more_refused(make_app: Callable[..., FastAPI]) -> None:
    client = TestClient(make_app(PLAN))
    there_and_back = [{"move": {"zone": "W", "dx_km": way, "dy_km": 0}} for way in (1e-4, -1e-4)]
    assert client.post("/api/measure", json={"edits": there_and_back * 500}).status_code == 200
    assert client.post("/api/measure", json={"edits": there_and_back * 501}).status_code == 422


@pytest.mark.parametrize(
    ("size_deg", "drawn"),
    [
        *(
            (size_deg, drawn)
            for size_deg in (0.0001, 0.2)
            for drawn in (comb(2_000), spikes(1_800, 1))
        ),
        pytest.param(0.2, comb(80_000), marks=pytest.mark.deep),
        pytest.param(0.0001, spikes(100_000, 1), marks=pytest.mark.deep),
    ],
    ids=lambda given: (
        f"{shapely.get_num_coordinates(given)} vertices"
        if isinstance(given, shapely.Polygon)
        else None
    ),
)
def test_combs_and_spikes_are_measured_by_all_rules_or_refused_with_the_limit(
    size_deg: float, drawn: shapely.Polygon, make_app: Callable[..., FastAPI]
) -> None:
    shape = shapely.transform(drawn, lambda xy: xy * size_deg + [120, 30])
    zones = zones_frame(("W", "F", shape), ("E", "F", square(50)))
    regions = regions_frame(("330101", shapely.box(119, 29, 122, 32)))
    client = TestClient(make_app(Plan({"zones": zones, "regions": regions})))
    answer = client.post("/api/measure", json={"edits": []})
    document = answer.json()
    if answer.status_code == 422 and shapely.get_num_coordinates(shape) > 10_000:  # a slow machine
        assert [one["code"] for one in document["problems"]] == ["measure-limit-time"]
    else:
        assert "min_compactness" in {one["rule"] for one in document["violations"]}


@pytest.mark.filterwarnings("ignore:Geometry is in a geographic CRS")
def test_a_sliver_of_an_editor_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZONEWRIGHT_LIMIT_S", "60")
    zone = shapely.box(118.1, 24.5, 118.12, 24.51)
    other, region = shapely.box(118, 24, 118.01, 24.01), shapely.box(117, 23, 119, 25)
    zones = zones_frame(("W", "F", zone), ("E", "F", other))
    Plan({"zones": zones, "regions": regions_frame(("330101", region))}).save(
        plan := tmp_path / "p.gpkg"
    )
    edited, scenario = edit(plan, lambda zones: with_shape(zones, 0, SLIVER)), tmp_path / "s.yaml"
    ran = run("import-edits", plan, edited, "-o", scenario)
    assert (ran.code, ran.errors) == (0, [])
    ran = run("measure", plan, "--scenario", scenario, "--json")
    assert ran.code == 0
    broken = {one["rule"] for one in json.loads(ran.out)["violations"] if one["zone_id"] == "W"}
    assert broken & {"sliver", "min_block_km2"}
