"""GIS clients at the OGC API: QGIS lists, pages, filters and edits; GDAL and GeoPandas read."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from fastapi import FastAPI

from geo import Scenario
from layers import Plan
from layers.palette import COLOURS
from layers.store import LOCAL, Store
from service.scenario_service import ScenarioService
from tests.clients.conftest import served
from tests.conftest import CRS, ended, regions_frame, square, zones_frame

LOOKS_AROUND = True
READ = (
    "import json, sys, pyogrio\n"
    "source = sys.argv[1]\n"
    "names = pyogrio.list_layers(source)[:, 0].tolist()\n"
    "frames = {name: pyogrio.read_dataframe(source, layer=name) for name in names}\n"
    "west = pyogrio.read_dataframe(source, layer='zones', bbox=(119.9, 29.9, 120.005, 30.005))\n"
    "held = [len(pyogrio.read_dataframe(source, layer='steps.zones', DATETIME=time))"
    " for time in ('2026-12-31', '2027-12-31', '../2030-12-31')]\n"
    "print(json.dumps([{name: len(frame) for name, frame in frames.items()},"
    " west.zone_id.tolist(), frames['zones'].total_bounds.round(6).tolist(), held]))\n"
)
"""In a process of its own: while GDAL waits for an answer, no other thread of Python runs."""


class Site(NamedTuple):
    """A service of three zones in eight districts, with a draft, and a scenario in two phases."""

    address: str
    store: Store


@pytest.fixture
def site(make_app: Callable[..., FastAPI]) -> Iterator[Site]:
    zones = zones_frame(("W", "F", square(0)), ("E", "F", square(10)), ("S", "F", square(20)))
    regions = regions_frame(*[(f"33010{n}", square(5 * n - 5, -5, 5)) for n in range(8)])
    plan = Plan(
        {
            "zones": zones.assign(name=["West", "East", "South"], name_zh="片区"),
            "regions": regions.assign(name_zh=["东区", *["西区"] * 7]),
        }
    )
    app = make_app(plan)
    draft = {"scenario": "draft", "title": "Draft", "baseline": plan.baseline, "edits": []}
    steps = draft | {"scenario": "steps", "edits": [{"remove": {"zone": one}} for one in "WE"]}
    steps["phases"] = [{"by": 2027, "edits": 1}, {"by": 2030, "edits": 2}]
    for made in (draft, steps):
        ScenarioService(plan, app.state.store, LOCAL).create(Scenario.from_document(made))
    with served(app) as address:
        yield Site(address, app.state.store)


def test_qgis_pages_filters_and_edits_a_draft_and_its_history_shows_the_edits(
    site: Site, run_qgis: Callable[..., list[Any]], tmp_path: Path
) -> None:
    (found,) = run_qgis(("qgis_ogc", site.address, tmp_path / "found"))
    assert found["valid"] == [True, CRS, "Polygon"]
    assert found["regions"] == [f"33010{n}" for n in range(8)]  # on three pages
    assert found["near"] == ["330100", "330101", "330102"]
    assert found["named"] == ["330100"]
    assert (found["types"]["area_km2"], found["types"]["locked"]) == ("Real", "Boolean")
    assert found["read_only"] is False  # the baseline's zones cannot be edited
    draft = found["draft"]
    assert (draft["begun"], draft["saved"]) == (True, True), draft["errors"]
    assert draft["zones"] == {"W": "West 西", "S": "South", "N": "New 新"}
    tiles = found["tiles"]
    assert tiles["valid"], tiles
    context = ["lakes", "rivers", "roads", "railways"]
    of_plan = ["zones", "zones", "clusters"]
    assert tiles["layers"] == ["background", "land", "regions", *context, *of_plan]
    # all land of the regions is covered; nearby, its tint lets the context's land through
    plan, city = tiles["colours"]  # pixels of each, of 65,536
    for pixels, opacity, name, least in (
        (plan, 0.3, "share-5", 5_000),
        (plan, 0.35, "accent", 10_000),
        (plan, 1, "accent", 100),
        (city, 0.8, "context-road", 500),
    ):
        drawn = np.array([[*bytes.fromhex(colour[1:])] for colour in pixels])
        mean = opacity * rgb(name) + (1 - opacity) * rgb("beyond")
        alike = np.abs(drawn - mean).max(axis=1) < 16
        assert np.array([*pixels.values()])[alike].sum() >= least, (name, mean, pixels)
    made = [each.message.partition(":")[0] for each in site.store.history("draft")]
    assert made == ["Add N", "Remove E", "Change attributes of W", "Redraw W", ""]
    assert "+1.07 km² of zones" in site.store.history("draft")[0].message


def rgb(name: str) -> np.ndarray:
    return np.array([*bytes.fromhex(COLOURS[name][1:])])


def test_gdal_and_geopandas_read_every_collection(site: Site, need: Callable[[str], Path]) -> None:
    need("gdal")
    done = ended(sys.executable, "-c", READ, f"OAPIF:{site.address}/ogc", check=True, timeout=120)
    rows, west, bounds, held = json.loads(done.stdout)
    assert rows["zones"] == rows["draft.zones"] == 3
    assert rows["regions"] == rows["coverage_district"] == rows["draft.coverage_district"] == 8
    assert west == ["W"]
    assert held == [3, 2, 1]  # zones as of the end of 2026, 2027 and 2030
    assert bounds == [120.0, 30.0, 120.21, 30.01]  # longitude first, in a CRS with latitude first
